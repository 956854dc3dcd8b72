"""What the demo tenant plants: how many accounts each cell has and how many faulty rows there are.

Nothing here touches a file but the two plan tables beside this module; the rows themselves are
made in SQL.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent

PLANTED_FROM_ACCOUNTS = 3_000
PLANTED_FROM_MONTHS = 36
CLASSIFIED_SHARE = 0.88
CHILD_SHARE = 0.04
MERGED_SHARE = 0.015
DELETED_SHARE = 0.02
VIABLE_LIMIT = 200
SHARE_LIMIT_DIVISOR = 50
OPPORTUNITY_TARGET = 90_000
SEGMENT_WITHOUT_TARGET = "mid_market--consolidate_tools"
# Every twentieth account of a cell has nobody to contact.
UNREACHABLE_STEP = 20


@dataclass(frozen=True)
class Cell:
    """One cell of the grid and the economics its accounts are drawn from.

    Shares of the cell's accounts: opening (customers before month 1), middle (first contract
    between month 1 and 24 months ago), recent (first contract in the last 24 months). Amounts are
    USD a year, rates are a year, except `win_rate` (won over won and lost).
    """

    cell_no: int
    band: str
    need: str
    role: str
    clv_third: int | None
    accounts: int
    from_position: int
    opening_share: float
    middle_share: float
    recent_share: float
    first_year_acv: float
    annual_churn: float
    expansion_rate: float
    expansion_size: float
    downgrade_rate: float
    win_rate: float
    cycle_days: int

    @property
    def segment_id(self) -> str:
        return f"{self.band}--{self.need}"

    @property
    def is_survivor(self) -> bool:
        return self.clv_third is not None

    @property
    def unreachable_step(self) -> int:
        """One account of so many has nobody to contact; 0: everybody can be reached."""
        return 0 if self.role == "exact_viable" else UNREACHABLE_STEP

    @property
    def viable_accounts(self) -> int:
        if not self.unreachable_step:
            return self.accounts
        return self.accounts - (self.accounts + UNREACHABLE_STEP // 2 - 1) // UNREACHABLE_STEP

    @property
    def has_targets(self) -> bool:
        """Finance sets targets for what it funds; one segment was forgotten."""
        is_funded = self.is_survivor or self.role == "not_planted"
        return is_funded and self.segment_id != SEGMENT_WITHOUT_TARGET

    @property
    def lost_rates(self) -> tuple[float, float]:
        """Lost first deals per prospect in the last 24 months and before, for the win rate."""
        prospects = 1 - self.opening_share - self.middle_share - self.recent_share
        lost_per_won = (1 - self.win_rate) / self.win_rate
        recent = self.recent_share * lost_per_won / prospects
        older = self.middle_share * lost_per_won / prospects
        return min(recent, 3.0), min(older, 1.5)


@dataclass(frozen=True)
class TenantPlan:
    """Sizes of the kinds of account (they add up to the accounts asked for) and of the cells."""

    is_planted: bool
    classified: int
    unclassified: int
    children: int
    merged: int
    deleted: int
    cells: tuple[Cell, ...]


def _largest_remainders(total: int, weights: list[float]) -> list[int]:
    """`total` divided by `weights`, in whole numbers that add up to it."""
    exact = [total * weight / sum(weights) for weight in weights]
    sizes = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (sizes[i] - exact[i], i))
    for i in by_remainder[: total - sum(sizes)]:
        sizes[i] += 1
    return sizes


def _planted_role(row: dict[str, str], classified: int) -> str:
    """The exact-200 cell can survive only while 200 accounts are clearly above 2 %."""
    fits = classified * 1.05 <= VIABLE_LIMIT * SHARE_LIMIT_DIVISOR
    return "a_tier" if row["role"] == "exact_viable" and not fits else row["role"]


def _planted_sizes(rows: list[dict[str, str]], classified: int) -> list[int]:
    fixed: dict[int, int] = {}
    for i, row in enumerate(rows):
        role = _planted_role(row, classified)
        if role == "exact_share":
            fixed[i] = classified // SHARE_LIMIT_DIVISOR
        elif role in ("exact_viable", "kill_both"):
            fixed[i] = int(row["fixed_accounts"])
        elif role == "kill_share":
            fixed[i] = int(classified * float(row["share"]))
        elif role == "kill_opportunity":
            fixed[i] = -int(-classified * float(row["share"]) // 1)
    bulk = [i for i in range(len(rows)) if i not in fixed]
    shared = _largest_remainders(
        classified - sum(fixed.values()), [float(rows[i]["share"]) for i in bulk]
    )
    sizes = fixed | dict(zip(bulk, shared, strict=True))
    return [sizes[i] for i in range(len(rows))]


def _proportional_sizes(rows: list[dict[str, str]], classified: int) -> list[int]:
    nearly_empty = 0.001
    shares = [float(row["share"] or 0) or nearly_empty for row in rows]
    return _largest_remainders(classified, shares)


def _cells(rows: list[dict[str, str]], sizes: list[int], is_planted: bool) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    position = 1
    for number, (row, size) in enumerate(zip(rows, sizes, strict=True), start=1):
        acv = float(row["first_year_acv"])
        if row["role"] == "kill_opportunity":
            acv = min(acv, OPPORTUNITY_TARGET / max(size, 1))
        role = _planted_role(row, sum(sizes)) if is_planted else "not_planted"
        cells.append(
            Cell(
                cell_no=number,
                band=row["band"],
                need=row["need"],
                role=role,
                clv_third=int(row["clv_third"]) if is_planted and row["clv_third"] else None,
                accounts=size,
                from_position=position,
                opening_share=float(row["opening_share"]),
                middle_share=float(row["middle_share"]),
                recent_share=float(row["recent_share"]),
                first_year_acv=acv,
                annual_churn=float(row["annual_churn"]),
                expansion_rate=float(row["expansion_rate"]),
                expansion_size=float(row["expansion_size"]),
                downgrade_rate=float(row["downgrade_rate"]),
                win_rate=float(row["win_rate"]),
                cycle_days=int(row["cycle_days"]),
            )
        )
        position += size
    return tuple(cells)


def plan_tenant(accounts: int, months: int) -> TenantPlan:
    """Sizes for a tenant of `accounts` records over `months` months of history.

    The groups that count in completeness are multiples of ten, so that seven in ten is exact;
    what does not divide falls to the deleted accounts.
    """
    is_planted = accounts >= PLANTED_FROM_ACCOUNTS and months >= PLANTED_FROM_MONTHS
    rows = list(csv.DictReader((HERE / "cells.csv").read_text(encoding="utf-8").splitlines()))
    children = 10 * int(accounts * CHILD_SHARE / 10)
    merged = 10 * int(accounts * MERGED_SHARE / 10)
    deleted = 10 * int(accounts * DELETED_SHARE / 10) + accounts % 10
    if is_planted:
        classified = SHARE_LIMIT_DIVISOR * int(accounts * CLASSIFIED_SHARE / SHARE_LIMIT_DIVISOR)
        sizes = _planted_sizes(rows, classified)
    else:
        classified = max(1, int(accounts * CLASSIFIED_SHARE) // 10 * 10)
        sizes = _proportional_sizes(rows, classified)
    return TenantPlan(
        is_planted=is_planted,
        classified=classified,
        unclassified=accounts - classified - children - merged - deleted,
        children=children,
        merged=merged,
        deleted=deleted,
        cells=_cells(rows, sizes, is_planted),
    )
