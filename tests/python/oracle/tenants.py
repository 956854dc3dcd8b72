"""Small tenants full of edges, every row valid by the contracts; a seed gives always the same.

Accounts crowd into one to three cells, most of them with revenue 24 months before the as-of
date, so that cohorts of five and more occur. Dates come from the edges of the definitions.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import TypeVar

from oracle.arithmetic import add_months, month_end
from oracle.rows import (
    Account,
    AccountChange,
    Contact,
    ContractLine,
    FxRate,
    Interview,
    Invoice,
    MarketCount,
    Opportunity,
    Tenant,
    TriggerEvent,
    User,
)

AS_OF_DATES = (
    date(2024, 12, 31),
    date(2024, 2, 29),
    date(2025, 2, 28),
    date(2026, 2, 28),
    date(2024, 4, 30),
    date(2025, 3, 31),
    date(2024, 6, 15),
    date(2025, 3, 30),
    date(2025, 1, 1),
)
CELLS = (
    ((50, 249, 100), "replace_legacy"),
    ((250, 999, 400), "replace_legacy"),
    ((250, 999, 400), "consolidate_tools"),
    ((0, 49, 20), "prove_compliance"),
    ((1000, 50000, 1000), "integrate_data"),
    ((50, 249, 100), "scale_operations"),
)
AMOUNTS = {
    "year": ("120000.00", "120000.00", "99999.99", "250000", "333333.33", "162000.00", "180000.5"),
    "month": ("10000.00", "8333.33", "25000.00"),
    "quarter": ("30000.00", "25000.01", "62500.5"),
    "term": ("300000.00", "100000.00", "240000.1"),
}
SMALL_AMOUNTS = ("0.01", "1000", "0.07", "33.33")
GAPS = (0, 0, 0, 1, 29, 30, 31, 89, 90, 91, 200)
TERMS = (12, 12, 12, 24, 36, 1, 3, 6, 13)
MAX_ACCOUNTS = 25
MAX_LINES = 40
MAX_INVOICES = 60
MAX_OPPORTUNITIES = 30
ONE_DAY = timedelta(days=1)
Choice = TypeVar("Choice")
INDUSTRIES = ("Software", "Manufacturing", "Healthcare", "Financial Services", "Retail", "software")
REVENUES = ("9999999.99", "10000000", "49999999.99", "50000000", "250000000", "12000000", "0")
COUNTRIES = ("US", "DE", "FR", "BR", None)
OWNERSHIPS = ("private", "public", "Government", "N/A", None)
LOSS_REASONS = (None, None, "price", "No Decision", "went silent", "derailed", "no decision yet")
TRIGGER_TYPES = ("funding", "leadership_change", "regulatory_deadline", "merger", "weather")


@dataclass
class Draft:
    """Rows collected so far, and what the draws of one tenant have in common."""

    rng: random.Random
    as_of: date
    currencies: tuple[str, ...]
    is_dirty: bool
    accounts_to_come: int = 0
    accounts: list[Account] = field(default_factory=list)
    opportunities: list[Opportunity] = field(default_factory=list)
    lines: list[ContractLine] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    future_accounts: list[Account] = field(default_factory=list)
    future_opportunities: list[Opportunity] = field(default_factory=list)
    future_lines: list[ContractLine] = field(default_factory=list)

    @property
    def start(self) -> date:
        return add_months(self.as_of, -24)

    def one_of(self, values: Sequence[Choice]) -> Choice:
        return self.rng.choice(values)

    def rarely(self, odds: int) -> bool:
        """True about once in `odds` draws of a dirty tenant, less in others."""
        return self.rng.randrange(odds if self.is_dirty else 5 * odds) == 0

    def has_room(self) -> bool:
        """Room for a further line that leaves one for each account still to come."""
        return len(self.lines) + self.accounts_to_come < MAX_LINES


def random_tenant(seed: int, as_of: date | None = None) -> Tenant:
    """A tenant with `as_of` (given, or one of AS_OF_DATES) and separate `future_rows`."""
    rng = random.Random(f"tenant {seed}")
    day = as_of or rng.choice(AS_OF_DATES)
    currencies = rng.choice([("USD",), ("USD", "EUR"), ("USD", "EUR", "GBP")])
    draft = Draft(rng, day, currencies, rng.random() < 0.5)
    add_accounts(draft)
    add_invoices(draft)
    add_opportunities(draft)
    add_future_rows(draft)
    rates, future_rates = fx_rates(draft)
    users = (User("U001", "Ada"), User("U002", "Ben", is_active=False), User("U003", "Cy"))
    lines = draft.lines if rng.random() < 0.5 else draft.lines[::-1]
    future = Tenant(
        tuple(draft.future_accounts),
        tuple(draft.future_opportunities),
        tuple(draft.future_lines),
        tuple(future_rates),
    )
    tenant = Tenant(
        tuple(draft.accounts),
        tuple(draft.opportunities),
        tuple(lines),
        tuple(rates),
        users,
        tuple(draft.invoices),
        day,
        future,
        account_history=account_changes(draft),
        contacts=contacts(draft),
        trigger_events=trigger_events(draft),
        win_loss_interviews=interviews(draft),
        market_universe=market_universe(draft),
    )
    return without(tenant, undelivered(draft))


def undelivered(draft: Draft) -> frozenset[str]:
    """Mostly everything is delivered; now and then no contracts, no deals or no invoices."""
    odds = {"contract_lines": 15, "opportunities": 20, "invoices": 10, "account_history": 10}
    return frozenset(name for name, odd in odds.items() if draft.rng.randrange(odd) == 0)


def without(tenant: Tenant, entities: frozenset[str]) -> Tenant:
    return replace(tenant, undelivered=entities, **dict.fromkeys(entities, ()))


def add_accounts(draft: Draft) -> None:
    """Accounts with their contracts; the shape says how crowded the cells are."""
    shape = draft.one_of(["three cells", "three cells", "one cell", "two cells", "wild"])
    cell_count = {"one cell": 1, "two cells": 2, "three cells": 3, "wild": 6}[shape]
    least = {"one cell": 7, "two cells": 14, "three cells": 24, "wild": 3}[shape]
    first = draft.rng.randint(0, len(CELLS) - 1) if cell_count < 6 else 0
    cells = [CELLS[(first + offset) % len(CELLS)] for offset in range(cell_count)]
    account_count = draft.rng.randint(least, MAX_ACCOUNTS)
    # Now and then nobody in a cell has a contract, or finance shares no amount in it.
    by_usage = draft.rng.randint(0, 9 * cell_count)
    unshared = draft.rng.randint(0, 9 * cell_count)
    for index in range(account_count):
        draft.accounts_to_come = account_count - index - 1
        add_account(draft, index, cells[index % cell_count])
        account_id = draft.accounts[-1].account_id
        # Two in seven of a cell are newcomers: first-year ACV needs a first contract in the window.
        role = "newcomer" if (index // cell_count) % 7 in (2, 5) else "veteran"
        if shape == "wild" or draft.rarely(10):
            role = draft.one_of(["prospect", "newcomer", "veteran", "odd"])
        if index % cell_count == by_usage:
            role = "prospect"
        before = len(draft.lines)
        add_contracts(draft, account_id, role)
        if index % cell_count == unshared:
            draft.lines[before:] = [
                replace(line, amount=None, amount_period=None, currency=None)
                for line in draft.lines[before:]
            ]
    turn_a_parent_around(draft)
    for account_id in ("A404", None):
        if draft.rarely(3):
            add_contracts(draft, account_id, "veteran")


def turn_a_parent_around(draft: Draft) -> None:
    """Now and then a parent is merged into its child, which then stands at the top."""
    by_id = {account.account_id: number for number, account in enumerate(draft.accounts)}
    merged_into = {account.merged_into_account_id for account in draft.accounts}
    for child in list(draft.accounts):
        number = by_id.get(child.parent_account_id)
        if number is None or child.merged_into_account_id is not None:
            continue
        parent = draft.accounts[number]
        is_free = parent.merged_into_account_id is None and parent.account_id not in merged_into
        if is_free and draft.rarely(4):
            draft.accounts[number] = replace(parent, merged_into_account_id=child.account_id)
            return


def add_invoices(draft: Draft) -> None:
    """Monthly and prepaid invoices with credits; on accounts without a line, and now and then on
    others, on nobody, and of kinds that make no run rate."""
    contracted = {line.account_id for line in draft.lines}
    for account in draft.accounts:
        if account.account_id in contracted and not draft.rarely(6):
            continue
        for _ in range(draft.one_of([0, 1, 1])):
            add_usage(draft, account.account_id)
    if draft.rarely(3):
        add_usage(draft, draft.one_of(["A404", None]))


def add_usage(draft: Draft, account_id: str | None) -> None:
    months = draft.one_of([1, 2, 4, 12, 13, 24])
    charge_type = draft.one_of(["usage", "usage", "recurring", "one_time", "services"])
    is_prepaid = draft.one_of([False, False, True])
    currency = draft.one_of(["USD"] * 3 + list(draft.currencies))
    for back in range(months):
        if len(draft.invoices) >= MAX_INVOICES:
            return
        day = add_months(draft.as_of, -back)
        amount = draft.one_of(["100.00", "1000.01", "33.33", "-50.00"] if back else ["240.00"])
        service = (None, None)
        if is_prepaid:
            service = (day + ONE_DAY, add_months(day, draft.one_of([1, 3, 12])))
        draft.invoices.append(
            Invoice(
                f"I{len(draft.invoices):03d}",
                account_id,
                day,
                charge_type,
                Decimal(amount),
                currency,
                *service,
            )
        )


def add_account(draft: Draft, index: int, cell: tuple[tuple[int, ...], str]) -> None:
    sizes, need = cell
    place = CELLS.index(cell)
    industry, revenue = INDUSTRIES[place], draft.one_of(REVENUES[place : place + 2])
    earlier = [account.account_id for account in draft.accounts]
    parent = merged = None
    if earlier and draft.rarely(9):
        parent = draft.one_of([*earlier, "A404"])
    elif earlier and draft.rarely(12):
        # Only earlier accounts are named, so there is no cycle; a chain stays within the limit.
        shallow = [a.account_id for a in draft.accounts if merge_depth(draft, a) < 3]
        merged = "A404" if draft.rarely(4) else draft.one_of(shallow)
    created = draft.one_of(
        [add_months(draft.start, -30), draft.start, draft.as_of, add_months(draft.as_of, -3)]
        + ([draft.as_of + ONE_DAY] if draft.rarely(4) else [])
    )
    draft.accounts.append(
        Account(
            f"A{index:03d}",
            f"Account {index}",
            moment(draft, created),
            parent_account_id=parent,
            merged_into_account_id=merged,
            employee_count=None if draft.rarely(20) else draft.one_of(sizes),
            industry=draft.one_of([*INDUSTRIES, None, "unknown"]) if draft.rarely(4) else industry,
            country_code=draft.one_of(COUNTRIES),
            ownership=draft.one_of(OWNERSHIPS),
            annual_revenue_amount=None if draft.rarely(20) else Decimal(revenue),
            annual_revenue_currency=draft.one_of(["USD", "USD", None, *draft.currencies]),
            owner_id=draft.one_of([None, "U001", "U002"]),
            declared_need_state=(draft.one_of([None, "retired_need"]) if draft.rarely(4) else need),
            is_deleted=True if draft.rarely(20) else draft.one_of([None, False]),
        )
    )


def account_changes(draft: Draft) -> tuple[AccountChange, ...]:
    """Bands and needs that changed at an edge of a day, some after the run's own."""
    year_ago = add_months(draft.as_of, -12)
    days = (year_ago, year_ago + ONE_DAY, add_months(draft.as_of, -3), draft.as_of + ONE_DAY)
    old_values = {
        "employee_count": ("20", "100", "400", None),
        "declared_need_state": ("replace_legacy", "consolidate_tools", None),
    }
    changes = {}
    for _ in range(draft.one_of([0, 0, 1, 3])):
        field_name = draft.one_of(list(old_values))
        change = AccountChange(
            draft.one_of(draft.accounts).account_id,
            field_name,
            moment(draft, draft.one_of(days)),
            draft.one_of(old_values[field_name]),
        )
        changes[change.account_id, field_name, change.valid_from] = change
    return tuple(changes.values())


def contacts(draft: Draft) -> tuple[Contact, ...] | None:
    """None in half of the tenants; else somebody at most accounts, not all of them in reach."""
    if draft.one_of([True, False]):
        return None
    quarter_ago = add_months(draft.as_of, -3)
    days = (None, quarter_ago, quarter_ago + ONE_DAY, draft.as_of, draft.as_of + ONE_DAY)
    rows = []
    for account in draft.accounts:
        if draft.one_of([True, True, True, False]):
            day = draft.one_of(days)
            rows.append(
                Contact(
                    f"C{len(rows):03}",
                    account.account_id,
                    draft.one_of([True, True, True, None, False]),
                    None if day is None else moment(draft, day),
                    draft.one_of([None, False, False, True]),
                )
            )
    return tuple(rows)


def trigger_events(draft: Draft) -> tuple[TriggerEvent, ...]:
    """Events at the edges of their windows, now and then of a kind that nobody weighs."""
    year_ago = add_months(draft.as_of, -12)
    days = [draft.as_of - timedelta(days=back) for back in (-1, 0, 1, 29, 30, 179, 180, 364, 365)]
    days += [year_ago - timedelta(days=back) for back in (0, 29, 30, 179, 180)]
    return tuple(
        TriggerEvent(
            f"E{number:03d}",
            draft.one_of(draft.accounts).account_id,
            draft.one_of(TRIGGER_TYPES),
            moment(draft, draft.one_of(days)),
            Decimal(draft.one_of(["1.00", "99.00"])),
        )
        for number in range(draft.one_of([0, 5, 25]))
    )


def interviews(draft: Draft) -> tuple[Interview, ...]:
    """They assign no need, whatever they say."""
    return tuple(
        Interview(
            f"W{number:02d}",
            draft.one_of([None, draft.one_of(draft.accounts).account_id]),
            draft.one_of(["replace_legacy", "integrate_data;scale_operations", None]),
            add_months(draft.as_of, -number),
        )
        for number in range(draft.one_of([0, 0, 3]))
    )


def market_universe(draft: Draft) -> tuple[MarketCount, ...] | None:
    """None in most tenants; else counts of some cells, and of one that no grid has."""
    if draft.one_of([True, True, True, False]):
        return None
    year_ago = add_months(draft.as_of, -12)
    days = (None, None, draft.as_of, draft.as_of + ONE_DAY, year_ago, year_ago + ONE_DAY)
    bands = ("small", "mid_market", "large", "enterprise", "nowhere", "software", "unbanded")
    needs = [*sorted({need for _, need in CELLS}), "unknown"]
    cells = [(band, need) for band in bands for need in needs]
    return tuple(
        MarketCount(band, need, draft.one_of([0, 1, 5, 40, 1000]), draft.one_of(days))
        for band, need in draft.rng.sample(cells, draft.one_of([1, 4, 15]))
    )


def merge_depth(draft: Draft, account: Account) -> int:
    by_id = {each.account_id: each for each in draft.accounts}
    depth = 0
    while account.merged_into_account_id in by_id:
        account = by_id[account.merged_into_account_id]
        depth += 1
    return depth


def moment(draft: Draft, day: date) -> datetime:
    """A timestamp that falls on `day` in UTC, in some zone: its own text may show another day."""
    clock, zone = draft.one_of(
        [
            (time(9, 30), UTC),
            (time(0, 0), UTC),
            (time(23, 59, 59), timezone(timedelta(hours=2))),
            (time(0, 30), timezone(timedelta(hours=-5))),
        ]
    )
    return datetime.combine(day, clock, UTC).astimezone(zone)


def add_contracts(draft: Draft, account_id: str | None, role: str) -> None:
    if role == "prospect" or len(draft.lines) >= MAX_LINES:
        return
    if role == "veteran":
        start = add_months(draft.start, -draft.one_of([0, 0, 5, 11, 12, 18]))
        start = min(shifted(draft, start), draft.start)
        kind = draft.one_of(["renewed", "renewed", "evergreen", "long", "ramp"])
    elif role == "newcomer":
        start = shifted(draft, add_months(draft.as_of, -draft.one_of([23, 18, 12, 6, 1, 0])))
        kind = draft.one_of(["bundle", "evergreen", "ramp", "long", "renewed"])
    else:
        start = shifted(draft, add_months(draft.as_of, -draft.rng.randint(-1, 40)))
        kind = draft.one_of(["short", "bundle", "renewed", "ramp"])
    {
        "renewed": add_renewals,
        "short": add_renewals,
        "evergreen": add_evergreen,
        "long": add_long,
        "ramp": add_ramp,
        "bundle": add_bundle,
    }[kind](draft, account_id, start)


def shifted(draft: Draft, day: date) -> date:
    """The day itself, or another edge of its month."""
    return draft.one_of(
        [day, day.replace(day=1), day.replace(day=15), month_end(day), day + ONE_DAY]
    )


def add_renewals(draft: Draft, account_id: str | None, start: date) -> None:
    """One to three lines, each after a gap in days."""
    period, amount = money(draft)
    for number in range(draft.one_of([2, 1, 2, 3])):
        if number and not draft.has_room():
            return
        last = add_months(start, draft.one_of(TERMS)) - ONE_DAY
        if draft.rarely(3):
            last = max(start, draft.one_of([draft.as_of, draft.start, draft.start - ONE_DAY]))
        elif start <= draft.start > last:
            last = add_months(draft.start, draft.one_of([0, 1, 6, 12]))
        add_line(draft, account_id, start, last, period, amount)
        if draft.one_of([True, False, False]):
            period, amount = money(draft)
        start = last + ONE_DAY + timedelta(days=draft.one_of(GAPS))
        if start > draft.as_of:
            return


def add_evergreen(draft: Draft, account_id: str | None, start: date) -> None:
    period, amount = money(draft, has_end=False)
    add_line(draft, account_id, start, None, period, amount)
    if draft.has_room() and draft.rarely(2):
        period, amount = money(draft, has_end=False)
        later = start + timedelta(days=draft.one_of([30, 31, 400]))
        add_line(draft, account_id, later, None, period, amount)


def add_long(draft: Draft, account_id: str | None, start: date) -> None:
    last = add_months(start, draft.one_of([36, 24, 48, 60])) - ONE_DAY
    add_line(draft, account_id, start, last, *money(draft))


def add_ramp(draft: Draft, account_id: str | None, start: date) -> None:
    """Three successive years of one contract, signed together."""
    contract_id = f"C{len(draft.lines):03d}"
    signed = start - timedelta(days=draft.one_of([0, 20]))
    for year, amount in enumerate(("162000.00", "171000.00", "180000.00")):
        if year and not draft.has_room():
            return
        first = add_months(start, 12 * year)
        last = add_months(start, 12 * year + 12) - ONE_DAY
        add_line(
            draft, account_id, first, last, "year", amount, contract_id=contract_id, signed=signed
        )


def add_bundle(draft: Draft, account_id: str | None, start: date) -> None:
    """A first line, and others that start about 30 days later, not all recurring."""
    for delay in (0, *draft.one_of([(30,), (29, 31), (0,), (30, 31)])):
        if delay and not draft.has_room():
            return
        first = start + timedelta(days=delay)
        last = add_months(first, draft.one_of(TERMS)) - ONE_DAY
        period, amount = money(draft)
        charge = draft.one_of(["recurring"] * 4 + ["services", "usage", "one_time"])
        add_line(draft, account_id, first, last, period, amount, charge_type=charge)


def money(draft: Draft, has_end: bool = True) -> tuple[str | None, str | None]:
    """Period and amount of a line; both None where finance does not share them."""
    if draft.rarely(20):
        return None, None
    periods = ["year", "year", "year", "month", "quarter", "term"]
    period = draft.one_of(periods if has_end else periods[:-1])
    amounts = ["0.00", *SMALL_AMOUNTS] if draft.rarely(6) else AMOUNTS[period]
    return period, draft.one_of(amounts)


def add_line(
    draft: Draft,
    account_id: str | None,
    start: date,
    last: date | None,
    period: str | None,
    amount: str | None,
    *,
    charge_type: str = "recurring",
    contract_id: str | None = None,
    signed: date | None = None,
) -> None:
    """A line signed by the as-of date. One that a draft would sign later is signed at it."""
    if len(draft.lines) >= MAX_LINES:
        return
    number = len(draft.lines)
    if signed is None:
        signed = start - timedelta(days=draft.one_of([0, 0, 10, 45]))
        if draft.rarely(12):
            signed = draft.one_of([draft.start, draft.start + ONE_DAY, draft.as_of])
    live: date | None = start
    if draft.rarely(8):
        live = draft.one_of([None, start + timedelta(days=40), start - ONE_DAY])
    draft.lines.append(
        ContractLine(
            f"L{number:03d}",
            contract_id or f"C{number:03d}",
            account_id,
            min(signed, draft.as_of),
            start,
            last,
            live,
            charge_type,
            None if amount is None else Decimal(amount),
            period,
            None if amount is None else draft.one_of(["USD"] * 3 + list(draft.currencies)),
            draft.one_of([None, False, None, True]),
        )
    )


def add_opportunities(draft: Draft) -> None:
    ids = [account.account_id for account in draft.accounts]
    for number in range(draft.rng.randint(0, MAX_OPPORTUNITIES)):
        account_id = draft.one_of([None, "A404"]) if draft.rarely(12) else draft.one_of(ids)
        draft.opportunities.append(opportunity(draft, f"O{number:03d}", account_id))


def opportunity(draft: Draft, opportunity_id: str, account_id: str | None) -> Opportunity:
    """An opportunity created, and if closed also closed, by the as-of date."""
    close = draft.one_of(
        [
            draft.as_of,
            draft.start,
            draft.start + ONE_DAY,
            add_months(draft.as_of, -6),
            add_months(draft.as_of, -13),
        ]
    )
    created = close - timedelta(days=draft.one_of([0, 30, 45, 45, 120]))
    status = draft.one_of(["won", "lost", "won", "open"])
    if status == "open":
        close = draft.one_of([None, add_months(draft.as_of, 2)])
    meeting = draft.one_of([None, created, created + timedelta(days=10), created - ONE_DAY])
    if draft.rarely(15):
        meeting = created + timedelta(days=200)
    amount = None if draft.rarely(8) else Decimal(draft.one_of(["50000.00", "120000.5", "0.00"]))
    return Opportunity(
        opportunity_id,
        account_id,
        status,
        moment(draft, created),
        draft.one_of(["new"] * 5 + ["expansion", "renewal", None]),
        amount,
        None if amount is None else draft.one_of(["USD"] * 3 + list(draft.currencies)),
        None if meeting is None else min(meeting, draft.as_of),
        close,
        draft.one_of([cell[1] for cell in CELLS[:3]] + [None, "retired_need"]),
        draft.one_of([None, "U001"]),
        draft.one_of(LOSS_REASONS) if status == "lost" else None,
        draft.one_of([None, None, 1, 6, 12, 13, 36]),
    )


def add_future_rows(draft: Draft) -> None:
    """Rows dated after the as-of date, on new and on present accounts; they reach back too."""
    ids = [account.account_id for account in draft.accounts]
    later = draft.as_of + timedelta(days=draft.one_of([1, 2, 40]))
    if draft.rng.random() < 0.5:
        draft.future_accounts.append(
            Account(
                "A900",
                "Future account",
                datetime.combine(later, time(0, 0), UTC),
                parent_account_id=draft.one_of([None, *ids]),
                employee_count=100,
                declared_need_state="replace_legacy",
            )
        )
        ids.append("A900")
    for number in range(draft.rng.randint(0, 3)):
        start = draft.one_of([later, draft.start, add_months(draft.as_of, -3)])
        draft.future_lines.append(
            ContractLine(
                f"L9{number:02d}",
                f"C9{number:02d}",
                draft.one_of([*ids, "A404", None]),
                later,
                start,
                draft.one_of([None, add_months(start, 12) - ONE_DAY]),
                start,
                "recurring",
                Decimal("990000.00"),
                "year",
                draft.one_of(draft.currencies),
            )
        )
    for number in range(draft.rng.randint(0, 3)):
        status = draft.one_of(["won", "lost", "open"])
        draft.future_opportunities.append(
            Opportunity(
                f"O9{number:02d}",
                draft.one_of([*ids, "A404", None]),
                status,
                datetime.combine(later, time(1, 0), UTC),
                "new",
                Decimal("77000.00"),
                draft.one_of(draft.currencies),
                later,
                later,
                draft.one_of(["prove_compliance", "scale_operations"]),
            )
        )


def fx_rates(draft: Draft) -> tuple[list[FxRate], list[FxRate]]:
    """Monthly rates with some months missing, a row at an edge of the age limit, later rows."""
    present, future = [], []
    earliest = min(
        [draft.start]
        + [line.signed_date for line in draft.lines]
        + [each.close_date for each in draft.opportunities if each.close_date]
    )
    for currency in draft.currencies[1:]:
        base = Decimal(draft.one_of(["1.1", "0.85432101", "1.00000000", "2"]))
        missing = draft.one_of([(), (), (3,), (3, 4, 17), tuple(range(2, 60, 3))])
        newest_age = draft.one_of([0, 5, 31, 32])
        newest = draft.as_of - timedelta(days=newest_age)
        present.append(FxRate(currency, newest, base))
        first = earliest.replace(day=1)
        for back in range(1, 72):
            day = add_months(draft.as_of.replace(day=1), -back)
            if day < first or day >= newest:
                continue
            if back not in missing:
                present.append(FxRate(currency, day, base + Decimal(back) / 1000))
        future.append(FxRate(currency, draft.as_of + ONE_DAY, base * 3))
    return present, future
