"""How far linearised intervals of money must be widened to cover what they claim.

Draws cohorts of accounts with log-normal revenue (sigma 1), counts how often the interval
value ± z × standard error covers the true ratio, and finds the multiplier that makes it 95 %.
The CLV proxy is drawn in tenants of many segments, because it rests on shrunken factors; its
interval is proxy × exp(± z × error), and the multiplier is that of the tenants it suits least.
Writes seeds/cfg_interval_multipliers.csv; the seeds of the generators make the numbers repeat.

    .venv/bin/python benchmarks/interval_coverage.py
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np

SEED = 20_260_630
SAMPLES = 20_000
SIZES = (5, 10, 20, 30, 50, 100, 200, 500, 1000)
CONFIDENCE = 0.95
Z = 1.959964
SIGMA = 1.0
# An account churns, else shrinks, grows or stays: what a cohort of two years looks like.
CHURN, CONTRACTION, EXPANSION = 0.15, 0.10, 0.30
WIN_RATE = 0.25
# Tenants of the CLV proxy: a cell of every size in each band, the bands pooled for ACV alone.
TENANTS, BANDS = 4_000, 4
# How far segments truly differ: spread of the logarithm of their ACV within a band, and of NRR.
SPREADS = ((0.0, 0.0), (0.2, 0.05), (0.4, 0.1), (0.8, 0.2))
# What was not chosen: errors narrowed by the credibility of the factor.
NARROWED = "shrunken, narrowed by credibility"
SEED_FILE = Path(__file__).resolve().parents[1] / "seeds" / "cfg_interval_multipliers.csv"

Draw = Callable[[np.random.Generator, tuple[int, int]], tuple[np.ndarray, np.ndarray]]


def retained(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Revenue then and now; fates do not depend on size."""
    start = rng.lognormal(0, SIGMA, shape)
    fate = rng.random(shape)
    factor = np.ones(shape)
    factor[fate < CHURN] = 0
    shrinks = (fate >= CHURN) & (fate < CHURN + CONTRACTION)
    grows = fate >= 1 - EXPANSION
    factor[shrinks] = rng.uniform(0.5, 1, shape)[shrinks]
    factor[grows] = 1 + rng.exponential(0.5, shape)[grows]
    return start, start * factor


def net(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    return retained(rng, shape)


def gross(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    start, end = retained(rng, shape)
    return start, np.minimum(start, end)


def deal_size(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    return np.ones(shape), rng.lognormal(0, SIGMA, shape)


def won_value(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    amount = rng.lognormal(0, SIGMA, shape)
    return amount, amount * (rng.random(shape) < WIN_RATE)


FAMILIES: dict[str, tuple[Draw, float]] = {
    "first_year_acv": (deal_size, float(np.exp(SIGMA**2 / 2))),
    "grr": (gross, 1 - CHURN - CONTRACTION / 4),
    "nrr": (net, 1 - CHURN - CONTRACTION / 4 + EXPANSION / 2),
    "win_rate_value": (won_value, WIN_RATE),
}


def ratio_and_error(base: np.ndarray, outcome: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    size = base.shape[1]
    total = base.sum(axis=1)
    ratio = outcome.sum(axis=1) / total
    residuals = ((outcome - ratio[:, None] * base) ** 2).sum(axis=1)
    return ratio, np.sqrt(size / (size - 1) * residuals) / total


def coverage(draw: Draw, truth: float, size: int, rng: np.random.Generator) -> tuple[float, ...]:
    """Share covered unwidened, the multiplier, the share covered by it, the share with any.

    A sample in which nothing varies has no standard error, and no interval is published for it.
    """
    ratio, error = ratio_and_error(*draw(rng, (SAMPLES, size)))
    varied = error > 0
    return widening(np.abs(ratio[varied] - truth) / (Z * error[varied]), float(varied.mean()))


def widening(distance: np.ndarray, share: float) -> tuple[float, ...]:
    multiplier = np.ceil(np.quantile(distance, CONFIDENCE) * 100) / 100
    multiplier = max(float(multiplier), 1.0)
    return (
        float((distance <= 1).mean()),
        multiplier,
        float((distance <= multiplier).mean()),
        share,
    )


def shrunken(
    value: np.ndarray, error: np.ndarray, sums: np.ndarray, bases: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Values drawn together over the cells of each tenant (axis 1), and their credibility."""
    n = np.resize(SIZES, value.shape[1])
    total = n.sum()
    effective = total - (n**2).sum() / total
    common = (sums.sum(axis=1) / bases.sum(axis=1))[:, None]
    within = (n * (n - 1) * error**2).sum(axis=1) / (total - len(n))
    mean = ((n * value).sum(axis=1) / total)[:, None]
    between = ((n * (value - mean) ** 2).sum(axis=1) - (len(n) - 1) * within) / effective
    credibility = n * np.maximum(between, 0)[:, None]
    credibility = credibility / (credibility + within[:, None])
    return credibility * value + (1 - credibility) * common, credibility


def clv_distances(spreads: tuple[float, float], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Distance of the proxy from the truth over its unwidened half width, on the log scale.

    By tenant, band and size; nan where a factor has no standard error. The accounts whose first
    contract is new and those of a cohort of two years ago are not the same: they are drawn apart.
    """
    shape = (TENANTS, BANDS, len(SIZES))
    true_acv = np.exp(spreads[0] * rng.standard_normal(shape)) * FAMILIES["first_year_acv"][1]
    true_nrr = np.exp(spreads[1] * rng.standard_normal(shape)) * FAMILIES["nrr"][1]
    acv, acv_error, nrr, nrr_error, start = (np.empty(shape) for _ in range(5))
    for band, (place, size) in product(range(BANDS), enumerate(SIZES)):
        cell = (slice(None), band, place)
        for family, value, error, truth in (
            ("first_year_acv", acv, acv_error, true_acv),
            ("nrr", nrr, nrr_error, true_nrr),
        ):
            draw, mean = FAMILIES[family]
            base, outcome = draw(rng, (TENANTS, size))
            value[cell], error[cell] = ratio_and_error(base, outcome)
            value[cell] *= truth[cell] / mean
            error[cell] *= truth[cell] / mean
            start[cell] = base.sum(axis=1)
    sizes = np.broadcast_to(np.array(SIZES, dtype=float), (TENANTS, len(SIZES)))
    bands = [
        shrunken(acv[:, band], acv_error[:, band], acv[:, band] * sizes, sizes)
        for band in range(BANDS)
    ]
    shrunken_acv, acv_credibility = (np.stack(each, axis=1) for each in zip(*bands, strict=True))
    flat = [each.reshape(TENANTS, -1) for each in (nrr, nrr_error, nrr * start, start)]
    shrunken_nrr, nrr_credibility = (each.reshape(shape) for each in shrunken(*flat))
    drawn = shrunken_acv * shrunken_nrr
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = acv_error / acv, nrr_error / nrr
        narrowed = acv_credibility * errors[0], nrr_credibility * errors[1]
        found = {
            factors: np.abs(np.log(proxy / (true_acv * true_nrr))) / (Z * np.hypot(*used))
            for factors, proxy, used in (
                ("shrunken", drawn, errors),
                ("measured", acv * nrr, errors),
                (NARROWED, drawn, narrowed),
            )
        }
    has_any = (acv_error > 0) & (nrr_error > 0)
    return {factors: np.where(has_any, each, np.nan) for factors, each in found.items()}


def clv_coverage(rng: np.random.Generator) -> list[tuple[float, ...]]:
    """By size, the row of the tenants and factors that need the widest interval."""
    found: list[list[tuple[float, ...]]] = [[] for _ in SIZES]
    for spreads in SPREADS:
        for factors, distances in clv_distances(spreads, rng).items():
            for place, size in enumerate(SIZES):
                known = distances[..., place]
                known = known[~np.isnan(known)]
                covered = float((known <= 1).mean())
                print(f"clv_proxy {factors} {spreads} n {size}: covers {covered:.3f} unwidened")
                if factors != NARROWED:
                    found[place].append(widening(known, known.size / (TENANTS * BANDS)))
    return [max(rows, key=lambda row: row[1]) for rows in found]


def main() -> None:
    rng = np.random.default_rng(SEED)
    with SEED_FILE.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(
            (
                "metric_id",
                "observation_count_min",
                "multiplier",
                "unwidened_coverage",
                "reached_coverage",
                "interval_share",
            )
        )
        for metric, (draw, truth) in FAMILIES.items():
            for size in SIZES:
                before, multiplier, after, share = coverage(draw, truth, size, rng)
                row = (metric, size, f"{multiplier:.2f}", f"{before:.3f}", f"{after:.3f}")
                writer.writerow((*row, f"{share:.3f}"))
        # A generator of its own, so that the rows above do not hang on it.
        proxy = clv_coverage(np.random.default_rng(SEED + 1))
        for size, (before, multiplier, after, share) in zip(SIZES, proxy, strict=True):
            row = ("clv_proxy", size, f"{multiplier:.2f}", f"{before:.3f}", f"{after:.3f}")
            writer.writerow((*row, f"{share:.3f}"))


if __name__ == "__main__":
    main()
