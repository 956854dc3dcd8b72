"""How large the market of each cell is, and what share of the whole that makes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from oracle.arithmetic import cents, ratio
from oracle.membership import Grid
from oracle.rows import Config
from oracle.view import View


def market_counts(view: View, grid: Grid) -> dict[str, int]:
    """Accounts of each cell that somebody counted; a merged cell's count where it went."""
    result: dict[str, int] = {}
    for row in view.market:
        cell_id = grid.cell_of(row.firmographic_band_id, row.need_state_id)
        result[cell_id] = result.get(cell_id, 0) + row.account_count
    return result


def market_shares(
    addressable: Mapping[str, int],
    acv: Mapping[str, Decimal | None],
    counted: Mapping[str, int],
    config: Config,
) -> dict[str, Fraction | None]:
    """Share of every candidate cell before any kill. None: nobody can say.

    What was counted stands before the accounts of the CRM, in accounts or in dollars.
    """
    sizes: dict[str, Fraction | None] = {}
    for cell_id, known in addressable.items():
        accounts = counted.get(cell_id, known)
        if config.text("addressable_share_basis") == "accounts":
            sizes[cell_id] = Fraction(accounts)
        else:
            value = acv[cell_id]
            sizes[cell_id] = None if value is None else Fraction(cents(Fraction(accounts * value)))
    total = sum((size for size in sizes.values() if size is not None), Fraction(0))
    return {key: None if size is None else ratio(size, total) for key, size in sizes.items()}
