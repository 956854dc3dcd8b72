"""ARR on any day, the month-end spine, movements, retention and first-year ACV."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from oracle.arithmetic import (
    ZERO,
    add_months,
    cents,
    median,
    month_end,
    month_ends,
    months_between,
    ratio,
)
from oracle.rows import Config, ContractLine
from oracle.view import SeenLine, View, family_of

ONE_DAY = timedelta(days=1)
MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


def term_months(line: ContractLine) -> Fraction:
    """Months from the first to the last day, both included. The line must have an end."""
    return months_between(line.start_date, line.end_date + ONE_DAY)


def monthly_amount(line: ContractLine) -> Fraction:
    """Amount per month in the line's currency. The line must have an amount."""
    months = MONTHS_IN.get(line.amount_period)
    return Fraction(line.amount) / (term_months(line) if months is None else months)


def live_from(line: ContractLine) -> date:
    return max(line.start_date, line.live_date)


def bears_arr(seen: SeenLine) -> bool:
    line = seen.line
    return (
        line.charge_type == "recurring" and line.amount is not None and line.live_date is not None
    )


def is_active(seen: SeenLine, day: date) -> bool:
    line = seen.line
    if not bears_arr(seen) or live_from(line) > day:
        return False
    return line.end_date is None or day <= line.end_date


def arr_on(lines: Iterable[SeenLine], day: date) -> Decimal:
    """ARR of one account on one day, in cents of the reporting currency."""
    total = Fraction(0)
    for seen in lines:
        if is_active(seen, day):
            total += 12 * monthly_amount(seen.line) * seen.arr_rate
    return cents(total)


def contracted_on(lines: Iterable[SeenLine], day: date) -> bool:
    """Under a live recurring contract, whether or not finance shares the amount."""
    return any(
        seen.line.charge_type == "recurring"
        and seen.line.live_date is not None
        and (seen.line.amount is None or seen.line.amount > 0)
        and live_from(seen.line) <= day
        and (seen.line.end_date is None or day <= seen.line.end_date)
        for seen in lines
    )


def is_unpriced(seen: SeenLine) -> bool:
    """A live recurring line whose amount finance does not share."""
    line = seen.line
    return line.charge_type == "recurring" and line.live_date is not None and line.amount is None


def is_arr_unknown(lines: Iterable[SeenLine], first: date, last: date) -> bool:
    """Some day from `first` to `last` has a live line without an amount."""
    return any(
        is_unpriced(seen)
        and live_from(seen.line) <= last
        and (seen.line.end_date is None or seen.line.end_date >= first)
        and (seen.line.end_date is None or seen.line.end_date >= live_from(seen.line))
        for seen in lines
    )


def last_active_day(lines: list[SeenLine], day: date) -> date | None:
    """Latest day on or before `day` with ARR. ARR falls to zero only after some line's end."""
    ends = {s.line.end_date for s in lines if bears_arr(s) and s.line.end_date is not None}
    candidates = {day} | {end for end in ends if end <= day}
    return max((d for d in candidates if arr_on(lines, d) > 0), default=None)


def first_active_day_after(lines: list[SeenLine], day: date) -> date | None:
    """Earliest day after `day` with ARR. ARR rises from zero only when some line goes live."""
    candidates = {day + ONE_DAY} | {
        live_from(s.line) for s in lines if bears_arr(s) and live_from(s.line) > day
    }
    return min((d for d in candidates if arr_on(lines, d) > 0), default=None)


def resumption_limit(lines: list[SeenLine], last_day: date, config: Config) -> int:
    """Days without revenue after `last_day` that a return may have and still be a resumption."""
    terms = [
        term_months(s.line)
        for s in lines
        if bears_arr(s) and s.line.end_date == last_day and s.line.amount > 0
        if live_from(s.line) <= last_day
    ]
    is_short = max(terms) <= config.whole("short_term_months")
    return config.whole("resumption_gap_days_short" if is_short else "resumption_gap_days")


@dataclass(frozen=True)
class AccountMonth:
    account_id: str
    month_end: date
    arr: Decimal


@dataclass(frozen=True)
class Movement:
    """Change of ARR from one month end to the next; `gap_days` is set on a return only."""

    account_id: str
    month_end: date
    movement_type: str
    amount: Decimal
    gap_days: int | None = None


def spine_of(account_id: str, lines: list[SeenLine], as_of: date) -> list[AccountMonth]:
    """Every month end from the first one with ARR to the last on or before the as-of date.

    Empty for an account with a line of unknown amount: nobody can say what moved.
    """
    lives = [live_from(s.line) for s in lines if bears_arr(s)]
    if not lives or is_arr_unknown(lines, date.min, date.max):
        return []
    months = [
        AccountMonth(account_id, end, arr_on(lines, end)) for end in month_ends(min(lives), as_of)
    ]
    while months and months[0].arr == 0:
        del months[0]
    return months


def movements_of(
    spine: list[AccountMonth], lines: list[SeenLine], config: Config
) -> list[Movement]:
    result = []
    before = ZERO
    previous: date | None = None
    for month in spine:
        change = month.arr - before
        if change != 0:
            gap = None
            if previous is None:
                kind = "new"
            elif before == 0:
                first = first_active_day_after(lines, previous)
                last = last_active_day(lines, previous)
                gap = (first - last).days - 1
                is_resumed = gap <= resumption_limit(lines, last, config)
                kind = "resumption" if is_resumed else "reactivation"
            elif month.arr == 0:
                kind = "churn"
            else:
                kind = "expansion" if change > 0 else "contraction"
            result.append(Movement(month.account_id, month.month_end, kind, change, gap))
        before, previous = month.arr, month.month_end
    return result


@dataclass(frozen=True)
class Retention:
    """Sums over one cohort: accounts with ARR `months` before the as-of date.

    The contracted counts are the logo reading that also counts lines without an amount: accounts
    under a live recurring contract then, and those of them that still are, each family once.
    The spreads sum ((numerator - ratio x start) / mean start)^2 over the cohort.
    """

    months: int
    cohort_accounts: int
    kept_accounts: int
    start_arr: Decimal
    end_arr: Decimal
    retained_arr: Decimal
    retained_by_movement_arr: Decimal
    expansion_arr: Decimal
    pending_arr: Decimal
    contracted_accounts: int
    contracted_kept_accounts: int
    nrr_spread: Fraction
    grr_spread: Fraction
    grr_movement_spread: Fraction

    @property
    def grr(self) -> Fraction | None:
        return ratio(self.retained_arr, self.start_arr)

    @property
    def grr_movement(self) -> Fraction | None:
        return ratio(self.retained_by_movement_arr, self.start_arr)

    @property
    def nrr(self) -> Fraction | None:
        return ratio(self.end_arr, self.start_arr)

    @property
    def nrr_upper(self) -> Fraction | None:
        return ratio(self.end_arr + self.pending_arr, self.start_arr)

    @property
    def logo(self) -> Fraction | None:
        return ratio(self.kept_accounts, self.cohort_accounts)

    @property
    def logo_by_contract(self) -> Fraction | None:
        return ratio(self.contracted_kept_accounts, self.contracted_accounts)

    @property
    def multiple_survivor(self) -> Fraction | None:
        return ratio(self.end_arr, self.retained_arr)

    @property
    def multiple_starting_base(self) -> Fraction | None:
        grown = ratio(self.expansion_arr, self.start_arr)
        return None if grown is None else 1 + grown

    def grr_on(self, basis: str) -> Fraction | None:
        return {"point_to_point": self.grr, "movement": self.grr_movement}[basis]

    def grr_error_squared(self, basis: str) -> Fraction | None:
        """Squared linearised standard error of GRR; None with fewer than two accounts."""
        n = self.cohort_accounts
        if n < 2:
            return None
        spread = {"point_to_point": self.grr_spread, "movement": self.grr_movement_spread}[basis]
        return spread / (n * (n - 1))

    @property
    def nrr_error_squared(self) -> Fraction | None:
        """Squared linearised standard error of NRR; None with fewer than two accounts."""
        n = self.cohort_accounts
        return None if n < 2 else self.nrr_spread / (n * (n - 1))

    def multiple_on(self, basis: str, grr_basis: str) -> Fraction | None:
        """Multiple that goes with the chosen GRR, so that GRR x survivor multiple is NRR."""
        if basis == "starting_base":
            return self.multiple_starting_base
        grr = self.grr_on(grr_basis)
        return None if not grr else self.nrr / grr


def lost_on_the_way(lines: list[SeenLine], start_day: date, as_of: date) -> Decimal:
    """Every step down from the start over each month end to the as-of date."""
    days = [start_day]
    day = month_end(start_day)
    while day < as_of:
        if day > start_day:
            days.append(day)
        day = month_end(day + ONE_DAY)
    values = [arr_on(lines, each) for each in [*days, as_of]]
    return sum((max(ZERO, a - b) for a, b in pairwise(values)), ZERO)


def retention_of(account_ids: Iterable[str], view: View, months: int) -> Retention:
    as_of, start_day = view.as_of, add_months(view.as_of, -months)
    count = kept = 0
    contracted: set[str] = set()
    contracted_kept: set[str] = set()
    start_sum = end_sum = retained = by_movement = expansion = pending = ZERO
    nets: list[tuple[Decimal, Decimal]] = []
    gross: list[tuple[Decimal, Decimal]] = []
    by_steps: list[tuple[Decimal, Decimal]] = []
    for account_id in account_ids:
        lines = view.lines.get(account_id, [])
        if contracted_on(lines, start_day):
            family = family_of(account_id, view)
            contracted.add(family)
            if contracted_on(lines, as_of):
                contracted_kept.add(family)
        start, end = arr_on(lines, start_day), arr_on(lines, as_of)
        if start <= 0 or is_arr_unknown(lines, start_day, as_of):
            continue
        lost = lost_on_the_way(lines, start_day, as_of)
        count += 1
        nets.append((start, end))
        gross.append((start, min(start, end)))
        by_steps.append((start, max(ZERO, start - lost)))
        kept += end > 0
        start_sum += start
        end_sum += end
        retained += min(start, end)
        by_movement += max(ZERO, start - lost)
        expansion += max(ZERO, end - start)
        pending += pending_arr(lines, as_of, view.config) if end == 0 else ZERO
    return Retention(
        months,
        count,
        kept,
        start_sum,
        end_sum,
        retained,
        by_movement,
        expansion,
        pending,
        len(contracted),
        len(contracted_kept),
        spread_of_ratio(nets),
        spread_of_ratio(gross),
        spread_of_ratio(by_steps),
    )


def spread_of_ratio(pairs: list[tuple[Decimal, Decimal]]) -> Fraction:
    """Squared residuals of a ratio of sums, in units of the mean of its denominator."""
    total = sum((Fraction(x) for x, _ in pairs), Fraction(0))
    if not total:
        return Fraction(0)
    rate = sum((Fraction(y) for _, y in pairs), Fraction(0)) / total
    mean = total / len(pairs)
    return sum((((Fraction(y) - rate * Fraction(x)) / mean) ** 2 for x, y in pairs), Fraction(0))


def pending_arr(lines: list[SeenLine], as_of: date, config: Config) -> Decimal:
    """Last ARR of an account without any, while a return tomorrow would be a resumption."""
    last = last_active_day(lines, as_of)
    if last is None or (as_of - last).days > resumption_limit(lines, last, config):
        return ZERO
    return arr_on(lines, last)


@dataclass(frozen=True)
class FirstYear:
    """Average over the accounts whose first contract was signed in the window."""

    accounts: int
    mean: Decimal | None
    p50: Decimal | None
    total: Fraction = Fraction(0)
    spread: Fraction = Fraction(0)

    @property
    def error_squared(self) -> Fraction | None:
        """Squared standard error of the mean; None with fewer than two accounts."""
        n = self.accounts
        return None if n < 2 else self.spread / (n * (n - 1))


def first_year_acv(lines: list[SeenLine], as_of: date, config: Config) -> Decimal | None:
    """First-year value of the initial contract, in cents; None outside the cohort."""
    recurring = [s for s in lines if s.line.charge_type == "recurring" and s.line.amount]
    if not recurring:
        return None
    first = min(
        (s.line for s in recurring),
        key=lambda line: (line.start_date, line.signed_date, line.contract_line_id),
    )
    window_start = add_months(as_of, -config.whole("acv_window_months"))
    if not window_start < first.signed_date <= as_of:
        return None
    latest_start = first.start_date + timedelta(days=config.whole("initial_contract_days"))
    initial = [s for s in recurring if s.line.start_date <= latest_start]
    year_end = add_months(first.start_date, 12)
    total = Fraction(0)
    for seen in initial:
        line = seen.line
        if line.end_date is None or line.auto_renews:
            months = Fraction(12)
        else:
            months = months_between(line.start_date, min(line.end_date + ONE_DAY, year_end))
        total += monthly_amount(line) * months * seen.signed_rate
    return cents(total)


def first_year_of(values: Iterable[Decimal | None]) -> FirstYear:
    known = [value for value in values if value is not None]
    if not known:
        return FirstYear(0, None, None)
    mean = Fraction(sum(known, ZERO)) / len(known)
    spread = sum(((Fraction(value) - mean) ** 2 for value in known), Fraction(0))
    return FirstYear(
        len(known), cents(mean), cents(median(known)), Fraction(sum(known, ZERO)), spread
    )
