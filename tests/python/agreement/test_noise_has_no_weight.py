"""A variable that has nothing to do with its target gets no weight, in the models' own SQL."""

from __future__ import annotations

import random
from datetime import date

from model_runner import ModelRunner

SHUFFLES = 200
ACCOUNTS = 300
BINS = 5


def test_a_shuffled_target_gives_weight_0_in_at_least_85_percent_of_shuffles(
    model_runner: ModelRunner,
) -> None:
    model_runner.land({entity: [] for entity in model_runner.landed_columns}, date(2026, 1, 31))
    model_runner.build()
    draw = random.Random(20260131)
    outcomes = [draw.gauss(10, 1) for _ in range(ACCOUNTS)]
    rows = []
    for shuffle in range(SHUFFLES):
        draw.shuffle(outcomes)
        for target in ("deal_size", "retention"):
            rows += [
                (target, f"shuffle {shuffle}", f"A{n}", value, f"bin {n % BINS}")
                for n, value in enumerate(outcomes)
            ]
    values = ", ".join(
        f"('{target}', '{name}', '{account}', {value!r}, '{label}')"
        for target, name, account, value, label in rows
    )
    model_runner.connection.execute(
        "insert into intermediate.int_variable_bins (target, variable_name, account_id, outcome, "
        f"bin) values {values}"
    )
    model_runner.build(["int_variable_predictiveness", "int_variable_strength"])
    powers = model_runner.query(
        "select predictive_power from intermediate.int_variable_strength "
        "where variable_name like 'shuffle %'"
    )
    assert len(powers) == SHUFFLES
    assert sum(power == 0 for (power,) in powers) >= 0.85 * SHUFFLES
