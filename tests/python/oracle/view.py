"""What is seen at an as-of date: valid rows, resolved to their accounts, money in one currency."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from oracle.rows import (
    ENTITIES,
    Account,
    AccountChange,
    Config,
    Contact,
    ContractLine,
    FxRate,
    Invoice,
    MarketCount,
    Opportunity,
    Tenant,
    TriggerEvent,
    core_id,
)

UNMATCHED = "unmatched"
UNASSIGNED = "unassigned"


@dataclass(frozen=True)
class SeenLine:
    """A valid contract line signed by the as-of date. Rates are 1 where no amount needs one."""

    line: ContractLine
    account_id: str
    arr_rate: Fraction
    signed_rate: Fraction


@dataclass(frozen=True)
class SeenOpportunity:
    """A valid opportunity created by the as-of date; `amount` is in the reporting currency."""

    opportunity: Opportunity
    account_id: str
    created_day: date
    amount: Fraction | None


@dataclass(frozen=True)
class SeenInvoice:
    """A valid invoice line issued by the as-of date; `amount` is in the reporting currency."""

    invoice: Invoice
    amount: Fraction


@dataclass(frozen=True)
class View:
    """Rows by core account id; the buckets UNMATCHED and UNASSIGNED are keys beside them.

    `delivered` names the entities that anybody gives.
    """

    as_of: date
    run_as_of: date
    config: Config
    delivered: frozenset[str]
    accounts: dict[str, Account]
    survivors: dict[str, str]
    lines: dict[str, list[SeenLine]]
    opportunities: dict[str, list[SeenOpportunity]]
    invoices: dict[str, list[SeenInvoice]]
    quarantined: frozenset[tuple[str, str]]
    rates: Rates
    rate_date: date
    contacts: tuple[Contact, ...] | None
    events: dict[str, list[TriggerEvent]]
    market: tuple[MarketCount, ...]


class Rates:
    """Exchange rates to the reporting currency: the latest row not older than the limit."""

    def __init__(self, rows: tuple[FxRate, ...], config: Config) -> None:
        self._rows = rows
        self._reporting = config.text("reporting_currency")
        self._max_age = config.whole("fx_rate_max_age_days")

    def on(self, currency: str, day: date) -> Fraction | None:
        if currency == self._reporting:
            return Fraction(1)
        known = [row for row in self._rows if row.currency == currency and row.rate_date <= day]
        if not known:
            return None
        latest = max(known, key=lambda row: row.rate_date)
        return Fraction(latest.rate) if (day - latest.rate_date).days <= self._max_age else None


def arr_rate_date(config: Config, run_as_of: date) -> date:
    setting = config.text("arr_rate_date")
    return run_as_of if setting == "as_of_date" else date.fromisoformat(setting)


def survivors_of(accounts: dict[str, Account], config: Config) -> dict[str, str]:
    """Account id -> the account that holds its rows now; a link to nobody ends the chain.

    Raises ValueError for a chain longer than hierarchy_depth_max, a cycle included.
    """
    depth_max = config.whole("hierarchy_depth_max")
    result: dict[str, str] = {}
    for account_id in accounts:
        current, steps = account_id, 0
        while (further := merged_into(accounts[current], accounts)) is not None:
            steps += 1
            if steps > depth_max:
                raise ValueError(f"merge chain of {account_id} is longer than {depth_max}")
            current = further
        result[account_id] = current
    return result


def merged_into(account: Account, accounts: dict[str, Account]) -> str | None:
    target = account.merged_into_account_id
    return core_id(target) if target is not None and core_id(target) in accounts else None


def family_of(account_id: str, view: View) -> str:
    """The account at the top of the family: parents, each followed through its merges."""
    seen: list[str] = []
    current = view.survivors[account_id]
    while current not in seen:
        seen.append(current)
        parent = view.accounts[current].parent_account_id
        if parent is not None and core_id(parent) in view.accounts:
            current = view.survivors[core_id(parent)]
    return current


KINDS = {"employee_count": int, "annual_revenue_amount": Decimal}


def as_known(
    account: Account, changes: tuple[AccountChange, ...], as_of: date, config: Config
) -> Account:
    """The account with the attributes that it had at the end of `as_of`."""
    undone = sorted(
        (
            change
            for change in changes
            if change.account_id == account.account_id and config.day(change.valid_from) > as_of
        ),
        key=lambda change: change.valid_from,
        reverse=True,
    )
    for change in undone:
        kind = KINDS.get(change.field_name, str)
        value = None if change.old_value is None else kind(change.old_value)
        account = replace(account, **{change.field_name: value})
    return account


def look(tenant: Tenant, as_of: date, config: Config, run_as_of: date) -> View:
    accounts = {
        core_id(row.account_id): as_known(row, tenant.account_history, as_of, config)
        for row in tenant.accounts
    }
    survivors = survivors_of(accounts, config)
    rates = Rates(tenant.fx_rates, config)
    rate_date = arr_rate_date(config, run_as_of)
    quarantined: set[tuple[str, str]] = set()

    def owner(source_id: str | None) -> str:
        if source_id is None:
            return UNASSIGNED
        return survivors.get(core_id(source_id), UNMATCHED)

    lines: dict[str, list[SeenLine]] = {}
    for line in tenant.contract_lines:
        if line.signed_date > as_of:
            continue
        arr_rate, signed_rate = line_rates(line, rates, rate_date)
        if arr_rate is None or signed_rate is None:
            quarantined.add(("contract_lines", core_id(line.contract_line_id)))
            continue
        seen = SeenLine(line, owner(line.account_id), arr_rate, signed_rate)
        lines.setdefault(seen.account_id, []).append(seen)

    opportunities: dict[str, list[SeenOpportunity]] = {}
    for row in tenant.opportunities:
        created_day = config.day(row.created_at)
        if created_day > as_of:
            continue
        rate = opportunity_rate(row, run_as_of, rates)
        if rate is None:
            quarantined.add(("opportunities", core_id(row.opportunity_id)))
            continue
        amount = None if row.amount is None else Fraction(row.amount) * rate
        deal = SeenOpportunity(row, owner(row.account_id), created_day, amount)
        opportunities.setdefault(deal.account_id, []).append(deal)

    invoices: dict[str, list[SeenInvoice]] = {}
    for invoice in tenant.invoices:
        if invoice.invoice_date > as_of:
            continue
        rate = rates.on(invoice.currency, invoice.invoice_date)
        if rate is None:
            quarantined.add(("invoices", core_id(invoice.invoice_line_id)))
            continue
        billed = SeenInvoice(invoice, Fraction(invoice.amount) * rate)
        invoices.setdefault(owner(invoice.account_id), []).append(billed)

    events: dict[str, list[TriggerEvent]] = {}
    for event in tenant.trigger_events:
        holder = owner(event.account_id)
        if holder != UNMATCHED and config.day(event.occurred_at) <= as_of:
            events.setdefault(holder, []).append(event)

    return View(
        as_of,
        run_as_of,
        config,
        frozenset(name for name in ENTITIES if tenant.has(name)),
        accounts,
        survivors,
        {key: sorted(rows, key=lambda s: s.line.contract_line_id) for key, rows in lines.items()},
        opportunities,
        invoices,
        frozenset(quarantined),
        rates,
        rate_date,
        tenant.contacts,
        events,
        tuple(
            row
            for row in tenant.market_universe or ()
            # A count for no need in particular is refused: its key is missing.
            if row.need_state_id not in config.placeholders
            and (row.counted_on is None or row.counted_on <= as_of)
        ),
    )


def line_rates(
    line: ContractLine, rates: Rates, rate_date: date
) -> tuple[Fraction | None, Fraction | None]:
    """Rates a line needs: on its signed date as a booking, on the ARR rate date if recurring."""
    if line.amount is None or line.currency is None:
        return Fraction(1), Fraction(1)
    signed = rates.on(line.currency, line.signed_date)
    recurring = line.charge_type == "recurring"
    return (rates.on(line.currency, rate_date) if recurring else Fraction(1)), signed


def opportunity_rate(row: Opportunity, run_as_of: date, rates: Rates) -> Fraction | None:
    """A closed deal is booked on its close date; an open one is valued on the run's day."""
    if row.amount is None or row.currency is None:
        return Fraction(1)
    is_closed = row.status in ("won", "lost") and row.close_date <= run_as_of
    return rates.on(row.currency, row.close_date if is_closed else run_as_of)
