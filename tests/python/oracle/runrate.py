"""Invoiced run rates, won deals as first-year value, and on what a cell counts retention."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from oracle.arithmetic import ZERO, add_months, cents, ratio
from oracle.revenue import Retention, contracted_on
from oracle.rows import Config
from oracle.view import SeenInvoice, SeenLine, SeenOpportunity, View

COMES_AGAIN = ("recurring", "usage")
MONTHS_OF_DECAY = 24
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class RunRate:
    """What one account pays in a year; annualised from 3 months where its history is shorter."""

    trailing_year: Decimal
    amount: Decimal
    is_annualised: bool


def service_days(seen: SeenInvoice) -> tuple[date, date]:
    first = seen.invoice.service_start_date or seen.invoice.invoice_date
    return first, seen.invoice.service_end_date or first


def amount_within(seen: SeenInvoice, after: date, until: date) -> Fraction:
    """The part of a line whose service lies after one day and up to another."""
    first, last = service_days(seen)
    days = (min(last, until) - max(first, after + ONE_DAY)).days + 1
    return seen.amount * max(days, 0) / ((last - first).days + 1)


def run_rate_of(invoices: list[SeenInvoice], as_of: date) -> RunRate | None:
    """None for an account that did not pay, on balance, for what comes again."""
    lines = [seen for seen in invoices if seen.invoice.charge_type in COMES_AGAIN]
    if not lines:
        return None
    start, quarter = add_months(as_of, -12), add_months(as_of, -3)
    year = sum((amount_within(seen, start, as_of) for seen in lines), Fraction(0))
    if year <= 0:
        return None
    is_young = min(service_days(seen)[0] for seen in lines) > start + ONE_DAY
    recent = 4 * sum((amount_within(seen, quarter, as_of) for seen in lines), Fraction(0))
    return RunRate(cents(year), cents(max(recent, Fraction(0)) if is_young else year), is_young)


def had_recurring_line(lines: Iterable[SeenLine]) -> bool:
    """Ever under a recurring contract that was to go live, priced above zero or not priced."""
    return any(
        seen.line.charge_type == "recurring"
        and seen.line.live_date is not None
        and (seen.line.amount is None or seen.line.amount > 0)
        and (
            seen.line.end_date is None
            or max(seen.line.start_date, seen.line.live_date) <= seen.line.end_date
        )
        for seen in lines
    )


def is_customer(account_id: str, view: View) -> bool:
    lines = view.lines.get(account_id, [])
    if contracted_on(lines, view.as_of):
        return True
    paid = run_rate_of(view.invoices.get(account_id, []), view.as_of)
    return paid is not None and not had_recurring_line(lines)


@dataclass(frozen=True)
class RunRates:
    accounts: int
    annualised: int
    mean: Decimal | None

    def at_month_24(self, config: Config) -> Decimal | None:
        if self.mean is None:
            return None
        kept = (1 - config.number("run_rate_decay_monthly")) ** MONTHS_OF_DECAY
        return cents(Fraction(self.mean) * kept)


def run_rates_of(account_ids: Iterable[str], view: View) -> RunRates:
    found = [run_rate_of(view.invoices.get(key, []), view.as_of) for key in account_ids]
    paying = [rate for rate in found if rate is not None]
    total = sum((rate.amount for rate in paying), ZERO)
    mean = ratio(total, len(paying))
    return RunRates(
        len(paying),
        sum(rate.is_annualised for rate in paying),
        None if mean is None else cents(mean),
    )


def first_deal(deals: list[SeenOpportunity], as_of: date) -> SeenOpportunity | None:
    """The first won new-business deal with an amount."""
    won = [
        deal
        for deal in deals
        if deal.opportunity.opportunity_type == "new"
        and deal.opportunity.status == "won"
        and deal.amount is not None
        and deal.opportunity.close_date <= as_of
    ]
    order = lambda deal: (deal.opportunity.close_date, deal.opportunity.opportunity_id)  # noqa: E731
    return min(won, key=order, default=None)


def deal_value(deals: list[SeenOpportunity], view: View) -> Decimal | None:
    """Value of the first deal where it was won in the window of first-year ACV."""
    first = first_deal(deals, view.as_of)
    start = add_months(view.as_of, -view.config.whole("acv_window_months"))
    if first is None or first.opportunity.close_date <= start:
        return None
    return first_year_value(first)


def first_year_value(deal: SeenOpportunity) -> Decimal:
    """The amount for at most one year of its term; without a term it is for one year."""
    months = deal.opportunity.term_months or 12
    return cents(deal.amount * min(months, 12) / months)


def deal_growth(account_ids: Iterable[str], view: View) -> Fraction | None:
    """Expansion deals won since the cohort began over the first deals that it began with."""
    start = add_months(view.as_of, -24)
    won: Fraction | None = None
    began: Fraction | None = None
    for key in account_ids:
        if not contracted_on(view.lines.get(key, []), start):
            continue
        deals = view.opportunities.get(key, [])
        first = first_deal(deals, view.as_of)
        if first is not None:
            began = (began or Fraction(0)) + Fraction(first_year_value(first))
        for deal in deals:
            row = deal.opportunity
            if (
                row.opportunity_type == "expansion"
                and row.status == "won"
                and start < row.close_date <= view.as_of
                and deal.amount is not None
            ):
                won = (won or Fraction(0)) + deal.amount
    return None if won is None or began is None else ratio(won, began)


def own_basis(retained: Retention, run_rates: RunRates, config: Config) -> str | None:
    """The best basis that enough accounts support, else the first with any; None with none."""
    counts = {
        "revenue": retained.cohort_accounts,
        "logo": retained.contracted_accounts,
        "run_rate": run_rates.accounts,
    }
    for enough in (config.whole("min_cohort_accounts"), 1):
        for basis, count in counts.items():
            if count >= enough:
                return basis
    return None
