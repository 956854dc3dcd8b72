"""Which accounts count, and which band, need state and segment each of them has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from oracle.revenue import arr_on, is_arr_unknown
from oracle.rows import Account, Config, core_id
from oracle.runrate import COMES_AGAIN, is_customer
from oracle.view import View

UNBANDED = "unbanded"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class AccountFacts:
    """One visible account at the as-of date. `segment_id` is None out of scope or unclassified."""

    account_id: str
    survivor_id: str | None
    exists_from: date
    is_in_scope: bool
    is_addressable: bool
    is_viable: bool
    is_customer: bool
    band_id: str
    need_state_id: str
    segment_id: str | None
    arr: Decimal | None

    @property
    def is_classified(self) -> bool:
        return self.band_id != UNBANDED and self.need_state_id != UNKNOWN


def segment_id_of(band_id: str, need_state_id: str) -> str:
    return f"{band_id}--{need_state_id}"


def band_of(account: Account, view: View) -> str:
    config = view.config
    basis = config.text("firmographic_basis")
    if basis == "industry":
        return listed_band(account.industry, config)
    if basis == "employee_count":
        value = None if account.employee_count is None else Fraction(account.employee_count)
    elif basis == "annual_revenue_amount":
        value = revenue_in_reporting_currency(account, view)
    else:
        raise ValueError(f"firmographic basis {basis} is not known to the oracle")
    if value is None:
        return UNBANDED
    for band in config.bands:
        above = band.lower is None or value >= Fraction(band.lower)
        below = band.upper is None or value < Fraction(band.upper)
        if above and below:
            return band.band_id
    return UNBANDED


def listed_band(value: str | None, config: Config) -> str:
    text = (value or "").strip().casefold()
    if not text or text in config.placeholders:
        return UNBANDED
    for band in config.bands:
        if band.listed_value is not None and band.listed_value.casefold() == text:
            return band.band_id
    return next((b.band_id for b in config.bands if b.listed_value is None), UNBANDED)


def revenue_in_reporting_currency(account: Account, view: View) -> Fraction | None:
    if account.annual_revenue_amount is None:
        return None
    currency = account.annual_revenue_currency or view.config.text("reporting_currency")
    rate = view.rates.on(currency, view.rate_date)
    return None if rate is None else Fraction(account.annual_revenue_amount) * rate


def need_of(account_id: str, view: View) -> str:
    priority = view.config.need_priority
    declared = view.accounts[account_id].declared_need_state
    if declared in priority:
        return declared
    named = Counter(
        deal.opportunity.need_state
        for deal in view.opportunities.get(account_id, [])
        if deal.opportunity.need_state in priority
    )
    if not named:
        return UNKNOWN
    return min(named, key=lambda need: (-named[need], priority[need]))


def existence_day(account_id: str, view: View) -> date:
    days = [view.config.day(view.accounts[account_id].created_at)]
    days += [deal.created_day for deal in view.opportunities.get(account_id, [])]
    days += [
        seen.line.start_date
        for seen in view.lines.get(account_id, [])
        if seen.line.charge_type in ("recurring", "usage")
    ]
    days += [
        seen.invoice.invoice_date
        for seen in view.invoices.get(account_id, [])
        if seen.invoice.charge_type in COMES_AGAIN
    ]
    return min(days)


def family_of(account_id: str, view: View) -> str:
    """The account at the top of the family of the one that holds this account's rows."""
    top = view.survivors[account_id] or account_id
    while True:
        parent = view.accounts[top].parent_account_id
        if parent is None or core_id(parent) not in view.accounts:
            return view.survivors[top] or top
        top = core_id(parent)


def ancestors_of(account_id: str, view: View) -> set[str]:
    """Everybody above an account, a parent that was merged away being its survivor."""
    found: set[str] = set()
    current = account_id
    while True:
        parent = view.accounts[current].parent_account_id
        above = None if parent is None else view.survivors.get(core_id(parent))
        if above is None or above in found:
            return found - {account_id}
        found.add(above)
        current = above


def reached_families(view: View, visible: set[str]) -> set[str] | None:
    """Families with somebody who can be contacted at a member that is there. None: not known."""
    if view.contacts is None:
        return None
    reached = set()
    for contact in view.contacts:
        if contact.account_id is None or not contact.is_contactable or contact.is_deleted:
            continue
        if contact.created_at is not None and view.config.day(contact.created_at) > view.as_of:
            continue
        account_id = core_id(contact.account_id)
        member = view.survivors[account_id] or account_id
        if member in visible and not view.accounts[member].is_deleted:
            reached.add(family_of(member, view))
    return reached


def account_facts(view: View) -> dict[str, AccountFacts]:
    """Facts of every account visible at the as-of date, by core id."""
    existence = {account_id: existence_day(account_id, view) for account_id in view.accounts}
    visible = {account_id for account_id, day in existence.items() if day <= view.as_of}
    in_scope = {
        account_id
        for account_id in visible
        if not view.accounts[account_id].is_deleted
        and view.accounts[account_id].merged_into_account_id is None
    }
    reached = reached_families(view, visible)
    result = {}
    for account_id in sorted(visible):
        account = view.accounts[account_id]
        is_in_scope = account_id in in_scope
        is_top = not any(
            above in in_scope
            and (account_id not in ancestors_of(above, view) or above < account_id)
            for above in ancestors_of(account_id, view)
        )
        band_id, need_state_id = band_of(account, view), need_of(account_id, view)
        is_classified = band_id != UNBANDED and need_state_id != UNKNOWN
        lines = view.lines.get(account_id, [])
        is_unknown = is_arr_unknown(lines, view.as_of, view.as_of)
        result[account_id] = AccountFacts(
            account_id,
            view.survivors[account_id],
            existence[account_id],
            is_in_scope,
            is_in_scope and is_top,
            is_in_scope and is_top and (reached is None or family_of(account_id, view) in reached),
            is_customer(account_id, view),
            band_id,
            need_state_id,
            segment_id_of(band_id, need_state_id) if is_in_scope and is_classified else None,
            None if is_unknown else arr_on(lines, view.as_of),
        )
    return result
