"""The composite score against the oracle, for every way of scaling, and what must hold of it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

import oracle
from model_runner import ModelRunner
from oracle.scores import composite

DAY = date(2026, 6, 30)
NORMALIZATIONS = ("minmax", "percentile", "zscore")
CORE = ("addressable_revenue", "win_rate", "velocity", "expansion")
RANGES = {
    "addressable_revenue": (1_000, 90_000_000),
    "win_rate": (0, 1),
    "velocity": (5, 400),
    "expansion": (0, 2),
}
Values = dict[str, dict[str, Fraction | None]]


@pytest.fixture(scope="module")
def runner(model_runner: ModelRunner) -> Any:
    model_runner.land({entity: [] for entity in model_runner.landed_columns}, DAY)
    model_runner.build()
    # A tenant without history has no scores; these rows stand for one that has.
    model_runner.connection.execute(
        "update intermediate.int_applicability set is_scoring_enabled = true"
    )
    yield model_runner
    for seed in ("cfg_params", "cfg_score_weights"):
        model_runner.load_seed(seed)


@pytest.fixture(scope="module")
def config(runner: ModelRunner) -> oracle.Config:
    return oracle.read_config(runner.project / "seeds")


def made_up(rng: random.Random, count: int) -> tuple[Values, Values]:
    """Components of so many segments, some missing, some alike, and what a missing one wears."""
    values: Values = {}
    for number in range(count):
        row: dict[str, Fraction | None] = {}
        for name in CORE:
            low, high = RANGES[name]
            value = Fraction(rng.randint(low * 8, high * 8), 8)
            row[name] = None if rng.random() < 0.2 else value
        values[f"s{number}"] = row
    if rng.random() < 0.5:
        values["s1"]["win_rate"] = values["s0"]["win_rate"]
    portfolio = {name: Fraction(rng.randint(*RANGES[name])) for name in CORE}
    return values, {segment_id: dict(portfolio) for segment_id in values}


def key_of(segment_id: str, weight: Any) -> list[Any]:
    name = weight.component
    return [DAY, segment_id, name, name, weight.direction, weight.scale, float(weight.weight)]


def decimal_of(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def scores_of(
    runner: ModelRunner, config: oracle.Config, values: Values, fallback: Values
) -> dict[str, float]:
    """What the SQL makes of these components; the rows come in the order of `values`."""
    runner.set_params(
        **{
            name: config.text(name)
            for name in ("score_normalization", "score_missing_policy", "score_missing_penalty")
        }
    )
    inputs = "intermediate.int_score_inputs"
    runner.connection.execute(f"delete from {inputs}")
    for segment_id, row in values.items():
        for weight in config.weights:
            name = weight.component
            if name not in row:
                continue
            raw = row[name] if row[name] is not None else fallback[segment_id][name]
            runner.connection.execute(
                f"insert into {inputs} by name select ? as as_of_date, ? as segment_id, "
                "? as component, ? as component_label, ? as direction, ? as scale, "
                "? as configured_weight, ? as raw_value, ? as is_imputed",
                [
                    *key_of(segment_id, weight),
                    decimal_of(raw),
                    row[name] is None,
                ],
            )
    runner.build(["core_settings", "core_params", "int_score_positions", "int_score_components"])
    return dict(
        runner.query(
            "select segment_id, sum(contribution) from intermediate.int_score_components "
            "group by segment_id"
        )
    )


def expected_scores(config: oracle.Config, values: Values, fallback: Values) -> dict[str, float]:
    parts = composite(
        {key: dict(row) for key, row in values.items()},
        {key: dict(row) for key, row in fallback.items()},
        config,
    )
    return {key: float(sum(part.contribution for part in row)) for key, row in parts.items()}


@pytest.mark.parametrize("policy", ["impute", "reweight"])
@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_score_is_the_oracles_and_lies_between_0_and_100(
    runner: ModelRunner, config: oracle.Config, normalization: str, policy: str
) -> None:
    rng = random.Random(f"{normalization} {policy}")
    chosen = config.with_params(score_normalization=normalization, score_missing_policy=policy)
    # The normal distribution is approximated to 7.5e-8, a hundred points to 7.5e-6.
    tolerance = 1e-4 if normalization == "zscore" else 1e-6
    for count in (2, 3, 5, 11):
        values, fallback = made_up(rng, count)
        actual = scores_of(runner, chosen, values, fallback)
        expected = expected_scores(chosen, values, fallback)
        assert actual == pytest.approx(expected, abs=tolerance)
        assert all(0 <= score <= 100.000001 for score in actual.values())


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_better_component_never_lowers_a_score_and_a_longer_cycle_never_raises_it(
    runner: ModelRunner, config: oracle.Config, normalization: str
) -> None:
    rng = random.Random(normalization)
    chosen = config.with_params(score_normalization=normalization)
    values, fallback = made_up(rng, 7)
    for row in values.values():
        row.update({name: value or fallback["s0"][name] for name, value in row.items()})
    before = scores_of(runner, chosen, values, fallback)
    for name in CORE:
        worse_name = name == "velocity"
        changed = {key: dict(row) for key, row in values.items()}
        changed["s3"][name] = changed["s3"][name] * Fraction(3, 2) + 1
        after = scores_of(runner, chosen, changed, fallback)
        if worse_name:
            assert after["s3"] <= before["s3"] + 1e-9, name
        else:
            assert after["s3"] >= before["s3"] - 1e-9, name


def test_order_of_the_rows_changes_no_score(runner: ModelRunner, config: oracle.Config) -> None:
    rng = random.Random(5)
    values, fallback = made_up(rng, 9)
    there = scores_of(runner, config, values, fallback)
    back = scores_of(runner, config, dict(reversed(values.items())), fallback)
    assert there == back


def test_two_segments_may_change_places_when_a_third_one_leaves(
    runner: ModelRunner, config: oracle.Config
) -> None:
    """docs/composite-score.md tells this story."""
    names = {"win_rate": Fraction(1, 2), "velocity": Fraction(1, 2)}
    kept = tuple(weight_of(config, name, names.get(name, Fraction(0))) for name in CORE)
    chosen = config_of(config, kept)
    values: Values = {
        "north": row_of(win_rate=Fraction(40, 100), velocity=Fraction(60)),
        "south": row_of(win_rate=Fraction(30, 100), velocity=Fraction(50)),
        "slow": row_of(win_rate=Fraction(30, 100), velocity=Fraction(200)),
        "weak": row_of(win_rate=Fraction(38, 100), velocity=Fraction(90)),
    }
    fallback = {key: row_of() for key in values}
    with_slow = scores_of(runner, chosen, values, fallback)
    del values["slow"]
    without = scores_of(runner, chosen, values, fallback)
    assert with_slow["weak"] > with_slow["south"]
    assert without["weak"] < without["south"]


def row_of(**known: Fraction) -> dict[str, Fraction | None]:
    return {name: known.get(name, Fraction(1)) for name in CORE}


def weight_of(config: oracle.Config, name: str, share: Fraction) -> Any:
    (found,) = (weight for weight in config.weights if weight.component == name)
    return replace(found, weight=share)


def config_of(config: oracle.Config, weights: tuple[Any, ...]) -> oracle.Config:
    return replace(config, weights=weights)
