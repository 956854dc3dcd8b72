"""Kill rules, CLV proxy, ranks, thirds, tiers and the composite score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from oracle.arithmetic import cents, ratio, thirds
from oracle.rows import Config, Weight

SHARE_BELOW_MINIMUM = "share_below_minimum"
OPPORTUNITY_BELOW_MINIMUM = "opportunity_below_minimum"
NEUTRAL = Fraction(1, 2)
LOG_DIGITS = 40


def kill_reasons(
    addressable: int, classified_total: int, acv: Decimal | None, config: Config
) -> tuple[str, ...]:
    """Reasons against a cell, both listed. Without ACV rule 2 is not evaluated; a grid that
    classifies nobody has no market, so rule 1 kills all of it."""
    reasons = []
    share = ratio(addressable, classified_total)
    if share is None or share < config.number("kill_share_min"):
        reasons.append(SHARE_BELOW_MINIMUM)
    if acv is not None and addressable * Fraction(acv) < config.number("kill_opportunity_min"):
        reasons.append(OPPORTUNITY_BELOW_MINIMUM)
    return tuple(reasons)


def clv_proxy(
    acv: Decimal | None, grr: Fraction | None, multiple: Fraction | None
) -> tuple[Decimal | None, str | None]:
    """Recurring revenue of an account at month 24, in cents, or None and the reason."""
    if acv is None:
        return None, "no_first_year_acv"
    if grr is None:
        return None, "no_retention_cohort"
    if multiple is None:
        return None, "gross_retention_zero"
    return cents(Fraction(acv) * grr * multiple), None


@dataclass(frozen=True)
class Candidate:
    """What ranking and tiering read of one surviving segment."""

    segment_id: str
    clv_proxy: Decimal | None
    cohort_accounts: int
    addressable: int
    viable: int


@dataclass(frozen=True)
class Placement:
    """Rank and third are None where the segment is not rated."""

    clv_rank: int | None
    clv_third: int | None
    segment_tier: str
    tier_reason: str


def place(candidates: Sequence[Candidate], config: Config) -> dict[str, Placement]:
    """Tier of every surviving segment. Order of the input does not matter."""
    cohort_min = config.whole("min_cohort_accounts")
    rated = sorted(
        (c for c in candidates if c.clv_proxy is not None and c.cohort_accounts >= cohort_min),
        key=lambda c: (-c.clv_proxy, -c.addressable, c.segment_id),
    )
    result = {
        c.segment_id: Placement(None, None, "C", "unscored" if c.clv_proxy is None else "unproven")
        for c in candidates
    }
    for rank, (candidate, third) in enumerate(zip(rated, thirds(len(rated)), strict=True), 1):
        segment_tier, reason = tier_of(third, candidate.viable, len(rated), config)
        shown_third = third if len(rated) >= 3 else None
        result[candidate.segment_id] = Placement(rank, shown_third, segment_tier, reason)
    return result


def tier_of(third: int, viable: int, rated_count: int, config: Config) -> tuple[str, str]:
    if rated_count < 3:
        return "C", "fewer_than_three_rated"
    if third == 1:
        is_large = viable > config.whole("a_min_accounts")
        return ("A", "top_third") if is_large else ("B", "top_third_small_universe")
    if third == 2 and viable >= config.whole("b_min_accounts"):
        return "B", "middle_third"
    return "C", "middle_third_small_universe" if third == 2 else "bottom_third"


@dataclass(frozen=True)
class Component:
    """One component of one segment's score; contribution = 100 x weight x norm."""

    component: str
    value: Fraction | None
    norm: Fraction
    weight: Fraction
    contribution: Fraction
    is_imputed: bool


def scaled(value: Fraction, scale: str) -> Fraction:
    """Natural logarithm for a log scale; amounts under one unit count as one."""
    if scale == "linear":
        return value
    with localcontext() as context:
        context.prec = LOG_DIGITS
        amount = max(value, Fraction(1))
        return Fraction((Decimal(amount.numerator) / Decimal(amount.denominator)).ln())


def norm_of(value: Fraction, known: Sequence[Fraction], weight: Weight) -> Fraction:
    """Place of a value between the least and the greatest known one, 0 to 1, best is 1."""
    points = [scaled(each, weight.scale) for each in known]
    if not points or min(points) == max(points):
        return NEUTRAL
    position = (scaled(value, weight.scale) - min(points)) / (max(points) - min(points))
    position = min(Fraction(1), max(Fraction(0), position))
    return 1 - position if weight.direction == "lower_is_better" else position


def composite(
    values: dict[str, dict[str, Fraction | None]],
    fallback: dict[str, dict[str, Fraction | None]],
    config: Config,
) -> dict[str, list[Component]]:
    """Components of each segment. `values` and `fallback` go by segment, then by component.

    A component that nobody knows is left out and leaves its weight to the others.

    Raises ValueError for a setting other than min-max with imputation.
    """
    for name, supported in (("score_normalization", "minmax"), ("score_missing_policy", "impute")):
        if config.text(name) != supported:
            raise ValueError(f"{name} {config.text(name)} is not known to the oracle")
    kept_share = 1 - config.number("score_missing_penalty")
    result: dict[str, list[Component]] = {segment_id: [] for segment_id in values}
    informed = {
        segment_id: sum(
            weight.weight
            for weight in config.weights
            if row[weight.component] is not None
            or fallback[segment_id][weight.component] is not None
        )
        for segment_id, row in values.items()
    }
    for weight in config.weights:
        name = weight.component
        known = [row[name] for row in values.values() if row[name] is not None]
        for segment_id, row in values.items():
            value = row[name]
            if value is not None:
                norm = norm_of(value, known, weight)
            else:
                portfolio = fallback[segment_id][name]
                if portfolio is None:
                    continue
                norm = norm_of(portfolio, known, weight) * kept_share
            contribution = 100 * weight.weight / informed[segment_id] * norm
            result[segment_id].append(
                Component(name, value, norm, weight.weight, contribution, value is None)
            )
    return result
