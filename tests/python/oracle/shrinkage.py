"""Small cells drawn toward what all cells have in common, from the published formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from oracle.arithmetic import ratio
from oracle.rows import Config


@dataclass(frozen=True)
class Cell:
    """One cell's numerator and denominator over n observations.

    `spread` is the sum of squared deviations of its observations; a rate by count has none.
    `published` is the value where it is rounded before it is used.
    """

    n: int
    numerator: Fraction
    denominator: Fraction
    spread: Fraction = Fraction(0)
    published: Fraction | None = None

    @property
    def value(self) -> Fraction:
        if self.published is not None:
            return self.published
        return Fraction(self.numerator) / Fraction(self.denominator)


@dataclass(frozen=True)
class Pool:
    """The common value, and how many observations it weighs; None: infinitely many."""

    value: Fraction
    strength: Fraction | None

    def credibility(self, n: int) -> Fraction:
        """Nine digits, as published: a strength far below one observation is none."""
        if n == 0 or self.strength is None:
            return Fraction(0)
        return round(Fraction(n) / (n + self.strength), 9)

    def shrink(self, n: int, own: Fraction | None) -> Fraction:
        weight = self.credibility(n)
        return self.value if own is None else weight * own + (1 - weight) * self.value


def common_value(cells: list[Cell]) -> Fraction:
    return Fraction(sum(c.numerator for c in cells)) / Fraction(sum(c.denominator for c in cells))


def beta_binomial_pool(cells: list[Cell], config: Config) -> Pool | None:
    """EB beta-binomial by ANOVA moments: rho, then M = (1 - rho) / rho."""
    measured = [cell for cell in cells if cell.n > 0]
    if not measured:
        return None
    p = common_value(measured)
    fixed = Pool(p, config.number("shrinkage_prior_observations"))
    m, total = len(measured), sum(c.n for c in measured)
    if m < config.whole("shrinkage_segment_min"):
        return fixed
    if p in (0, 1):
        return Pool(p, None)
    squares = sum(c.n * (c.value - p) ** 2 for c in measured)
    rho = ratio(
        squares / (p * (1 - p)) - (m - 1),
        total - Fraction(sum(c.n**2 for c in measured), total) - (m - 1),
    )
    if rho is None:
        return fixed
    if rho <= 0:
        return Pool(p, None)
    rho = min(rho, Fraction(1))
    return Pool(p, (1 - rho) / rho)


def credibility_pool(cells: list[Cell], config: Config) -> Pool | None:
    """Bühlmann: K is the variance within cells over the variance between them."""
    measured = [cell for cell in cells if cell.n > 0]
    if not measured:
        return None
    value = common_value(measured)
    fixed = Pool(value, config.number("shrinkage_prior_observations"))
    m, total = len(measured), sum(c.n for c in measured)
    if m < config.whole("shrinkage_segment_min") or total == m or value == 0:
        return fixed
    within = sum(c.spread for c in measured) / (total - m)
    mean = sum(c.n * c.value for c in measured) / total
    between = (sum(c.n * (c.value - mean) ** 2 for c in measured) - (m - 1) * within) / (
        total - Fraction(sum(c.n**2 for c in measured), total)
    )
    return Pool(value, within / between if between > 0 else None)


def pools_by_band(cells: Mapping[tuple[str, str], Cell], config: Config) -> dict[str, Pool]:
    """Bühlmann within each band; a band that measured nothing has the pool of all cells."""
    common = credibility_pool(list(cells.values()), config)
    bands = {band for band, _ in cells}
    found = {
        band: credibility_pool([c for (b, _), c in cells.items() if b == band], config)
        for band in bands
    }
    return {band: pool or common for band, pool in found.items() if pool or common}
