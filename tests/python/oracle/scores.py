"""Kill rules, CLV proxy, ranks, thirds, tiers and the composite score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from statistics import NormalDist, fmean, pstdev

from oracle.arithmetic import cents, ratio, thirds
from oracle.rows import Config, Weight

SHARE_BELOW_MINIMUM = "share_below_minimum"
OPPORTUNITY_BELOW_MINIMUM = "opportunity_below_minimum"
NEUTRAL = Fraction(1, 2)
LOG_DIGITS = 40


def kill_reasons(
    addressable: int, share: Fraction | None, acv: Decimal | None, has_market: bool, config: Config
) -> tuple[str, ...]:
    """Reasons against a cell, both listed. Without ACV rule 2 is not evaluated, nor is a share of
    unknown dollars; a grid that classifies nobody has no market, so rule 1 kills all of it."""
    reasons = []
    if not has_market or (share is not None and share < config.number("kill_share_min")):
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
        return None, "no_expansion_multiple"
    return cents(Fraction(acv) * grr * multiple), None


def clv_interval(
    proxy: Decimal, factors: Sequence[tuple[int, Fraction, Fraction | None]], config: Config
) -> tuple[Decimal | None, Decimal | None, str | None]:
    """Ends of the interval of a product of independent factors, or the reason that it has none.

    Each factor is its observations, its own value and its squared standard error. The logarithm of
    a product errs by the root of the sum of their squared relative errors.
    """
    known = sorted(
        (least, widening)
        for metric, least, widening in config.interval_multipliers
        if metric == "clv_proxy" and least <= min(n for n, _, _ in factors)
    )
    if not known:
        return None, None, "too_few_observations"
    if any(not value or not error for _, value, error in factors):
        return None, None, "nothing_varied"
    squares = sum(error / value**2 for _, value, error in factors)
    reach = config.number("confidence_z") * known[-1][1]
    with localcontext() as context:
        context.prec = LOG_DIGITS
        exponent = exact_decimal(reach**2 * squares).sqrt()
        ends = (proxy * (-exponent).exp(), proxy * exponent.exp())
    return cents(Fraction(ends[0])), cents(Fraction(ends[1])), None


def exact_decimal(value: Fraction) -> Decimal:
    """To the digits of the context."""
    return Decimal(value.numerator) / Decimal(value.denominator)


@dataclass(frozen=True)
class Candidate:
    """What ranking and tiering read of one surviving segment."""

    segment_id: str
    clv_proxy: Decimal | None
    cohort_accounts: int
    addressable: int
    viable: int
    basis: str = "revenue"
    imputed_factors: int = 0


@dataclass(frozen=True)
class Placement:
    """Rank and third are None where the segment is not rated."""

    clv_rank: int | None
    clv_third: int | None
    segment_tier: str
    tier_reason: str


def place(candidates: Sequence[Candidate], config: Config) -> dict[str, Placement]:
    """Tier of every surviving segment, each basis ranked by itself unless the policy says
    together. Order of the input does not matter."""
    if config.text("mixed_basis_policy") != "within_basis":
        return place_together(candidates, config)
    result: dict[str, Placement] = {}
    for basis in {c.basis for c in candidates}:
        result |= place_together([c for c in candidates if c.basis == basis], config)
    return result


def place_together(candidates: Sequence[Candidate], config: Config) -> dict[str, Placement]:
    cohort_min = config.whole("min_cohort_accounts")
    imputed_min = config.whole("unproven_imputed_factor_min")
    rated = sorted(
        (
            c
            for c in candidates
            if c.clv_proxy is not None
            and c.cohort_accounts >= cohort_min
            and c.imputed_factors < imputed_min
        ),
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
    """One component of one segment's score; contribution = 100 x weight x norm.

    `value` is the segment's own or what it wears instead; None, as is `norm`, where nobody has
    one. `weight` is None where the segment has no component at all.
    """

    component: str
    label: str
    value: Fraction | None
    norm: Fraction | None
    configured: Fraction
    weight: Fraction | None
    contribution: Fraction
    is_imputed: bool


def scaled(value: Fraction, scale: str) -> Fraction:
    """Natural logarithm for a log scale; amounts under one unit count as one."""
    if scale == "linear":
        return value
    with localcontext() as context:
        context.prec = LOG_DIGITS
        amount = max(value, Fraction(1))
        return Fraction(exact_decimal(amount).ln())


def position_of(
    value: Fraction, known: Sequence[Fraction], normalization: str, is_measured: bool
) -> Fraction:
    """Place of a value among the known ones, 0 to 1, the highest is 1; `known` sets the scale."""
    if not known or min(known) == max(known):
        return NEUTRAL
    if normalization == "minmax":
        position = (value - min(known)) / (max(known) - min(known))
        return min(Fraction(1), max(Fraction(0), position))
    if normalization == "percentile":
        others = list(known)
        if is_measured:
            others.remove(value)
        beaten = sum(1 for other in others if other < value)
        level = sum(1 for other in others if other == value)
        return (beaten + Fraction(level, 2)) / len(others)
    numbers = [float(each) for each in known]
    return Fraction(NormalDist(fmean(numbers), pstdev(numbers)).cdf(float(value)))


def norm_of(
    value: Fraction,
    known: Sequence[Fraction],
    weight: Weight,
    normalization: str = "minmax",
    is_measured: bool = True,
) -> Fraction:
    """Place of a value on the scale that the known ones set, 0 to 1, best is 1."""
    sign = -1 if weight.direction == "lower_is_better" else 1
    points = [sign * scaled(each, weight.scale) for each in known]
    return position_of(sign * scaled(value, weight.scale), points, normalization, is_measured)


Values = dict[str, dict[str, Fraction | None]]


def with_assessments(values: Values, fallback: Values, config: Config, as_of: date | None) -> None:
    """Add the components that people had assessed; the mean of the assessed is the fallback."""
    for weight in config.weights:
        name = weight.component
        if any(name in row for row in values.values()):
            continue
        known = {
            each.segment_id: each.value
            for each in config.assessments
            if each.component == name
            and each.segment_id in values
            and (as_of is None or each.assessed_on <= as_of)
        }
        if not known:
            continue
        mean = Fraction(sum(known.values()), len(known))
        for segment_id, row in values.items():
            row[name] = known.get(segment_id)
            fallback[segment_id][name] = mean


def composite(
    values: Values, fallback: Values, config: Config, as_of: date | None = None
) -> dict[str, list[Component]]:
    """Components of each segment. `values` and `fallback` go by segment, then by component.

    A component that nobody knows is left out and leaves its weight to the others.

    A missing one takes the fallback's place less the penalty, or leaves its weight too.
    """
    with_assessments(values, fallback, config, as_of)
    result: dict[str, list[Component]] = {segment_id: [] for segment_id in values}
    for segment_id, row in values.items():
        present = [weight for weight in config.weights if weight.component in row]
        usable = {
            weight.component: weight.weight
            for weight in present
            if is_usable(row[weight.component], fallback[segment_id][weight.component], config)
        }
        total = sum(usable.values(), Fraction(0))
        for weight in present:
            name = weight.component
            known = [each[name] for each in values.values() if each[name] is not None]
            value, worn = row[name], fallback[segment_id][name]
            norm = placed(value, worn, known, weight, config)
            share = ratio(usable.get(name, Fraction(0)), total)
            result[segment_id].append(
                Component(
                    name,
                    weight.label,
                    worn if value is None else value,
                    norm,
                    weight.weight,
                    share,
                    100 * share * norm if share and norm is not None else Fraction(0),
                    value is None and worn is not None,
                )
            )
    return result


def is_usable(value: Fraction | None, worn: Fraction | None, config: Config) -> bool:
    is_imputing = config.text("score_missing_policy") == "impute"
    return value is not None or (is_imputing and worn is not None)


def placed(
    value: Fraction | None,
    worn: Fraction | None,
    known: Sequence[Fraction],
    weight: Weight,
    config: Config,
) -> Fraction | None:
    """Place among the measured ones; of a worn value the penalty is taken off."""
    normalization = config.text("score_normalization")
    if value is not None:
        return norm_of(value, known, weight, normalization)
    if worn is None:
        return None
    kept_share = 1 - config.number("score_missing_penalty")
    return norm_of(worn, known, weight, normalization, False) * kept_share
