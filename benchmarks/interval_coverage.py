"""How far linearised intervals of money must be widened to cover what they claim.

Draws cohorts of accounts with log-normal revenue (sigma 1), counts how often the interval
value ± z × standard error covers the true ratio, and finds the multiplier that makes it 95 %.
Writes seeds/cfg_interval_multipliers.csv; the seed of the generator makes the numbers repeat.

    .venv/bin/python benchmarks/interval_coverage.py
"""

from __future__ import annotations

import csv
from collections.abc import Callable
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


def coverage(draw: Draw, truth: float, size: int, rng: np.random.Generator) -> tuple[float, ...]:
    """Share covered unwidened, the multiplier, the share covered by it, the share with any.

    A sample in which nothing varies has no standard error, and no interval is published for it.
    """
    base, outcome = draw(rng, (SAMPLES, size))
    total = base.sum(axis=1)
    ratio = outcome.sum(axis=1) / total
    residuals = ((outcome - ratio[:, None] * base) ** 2).sum(axis=1)
    error = np.sqrt(size / (size - 1) * residuals) / total
    varied = error > 0
    distance = np.abs(ratio[varied] - truth) / (Z * error[varied])
    multiplier = np.ceil(np.quantile(distance, CONFIDENCE) * 100) / 100
    multiplier = max(float(multiplier), 1.0)
    return (
        float((distance <= 1).mean()),
        multiplier,
        float((distance <= multiplier).mean()),
        float(varied.mean()),
    )


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


if __name__ == "__main__":
    main()
