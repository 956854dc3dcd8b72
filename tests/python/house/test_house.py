"""Rules of the house on the project as a whole: arrows, names, settings and sizes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from house.sql_text import written_sql
from model_runner import ModelRunner

LAYERS = ["staging", "core", "intermediate", "marts"]

# Landed extracts are judged in staging; core reads what landing says of the run and of records
# that it could not read. What earlier runs published concerns governance alone.
SOURCE_READERS = {
    "landed": re.compile(r"models/(staging/|core/core_(run|quarantine|capabilities)\.sql)"),
    "history": re.compile(r"models/(intermediate|marts)/governance/"),
}

# Findings judge what is published, so they read marts; they are parts of one mart and no more.
FINDING = re.compile(r"int_finding_\w+")

# Each artifact as the model that decides it and the mart that shows it, in the order they build.
ARTIFACTS = [
    ("int_variable_completeness", "rpt_variable_model"),
    ("int_segment_grid", "rpt_segment_grid"),
    ("int_segment_tiers", "rpt_tier_matrix"),
]

BEHAVIOUR = re.compile(r"intent_signals|engagement_events|fct_account_signals|decayed")

NUMBERS = {
    "0": "nothing",
    "1": "one, and the first",
    "2": "the second third; the number of places",
    "3": "thirds; months of a quarter",
    "4": "quarters of a year",
    "12": "months of a year",
    "24": "months of the horizon that the standard terms name (grr_24m, nrr_24m)",
    "100": "scale of the composite score",
    "0.5": "the median",
    "99": "display order of the row and column that stand last",
}

MODEL_LINES_MAX = 100
MODEL_LINES_MEDIAN_MAX = 50
JINJA_SHARE_MAX = 0.10


@pytest.fixture(scope="module")
def manifest(compiled_project: Path) -> dict:
    return json.loads((compiled_project / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def models(manifest: dict) -> dict[str, dict]:
    """Every model by its name."""
    nodes = manifest["nodes"].values()
    return {node["name"]: node for node in nodes if node["resource_type"] == "model"}


def layer(model: dict) -> str:
    return model["original_file_path"].split("/")[1]


def parents(model: dict) -> list[tuple[str, ...]]:
    """What a model reads: ('model', name), ('seed', name) or ('source', source, table)."""
    return [
        (kind, *rest) for kind, _, *rest in (u.split(".") for u in model["depends_on"]["nodes"])
    ]


def ancestors(models: dict[str, dict], name: str) -> set[str]:
    """Names of all models, seeds and source tables upstream of a model."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for _, *rest in parents(models[waiting.pop()]):
            if rest[-1] not in found:
                found.add(rest[-1])
                if rest[-1] in models:
                    waiting.append(rest[-1])
    return found


def model_pairs(models: dict[str, dict]) -> Iterator[tuple[dict, dict]]:
    """Every (reader, read) pair of models."""
    for model in models.values():
        for kind, *rest in parents(model):
            if kind == "model":
                yield model, models[rest[-1]]


def test_arrows_go_down_only(models: dict[str, dict]) -> None:
    upward = [
        f"{reader['name']} reads {read['name']}"
        for reader, read in model_pairs(models)
        if LAYERS.index(layer(read)) > LAYERS.index(layer(reader))
        and not FINDING.fullmatch(reader["name"])
    ]
    assert not upward


def test_findings_are_read_by_one_mart(models: dict[str, dict]) -> None:
    readers = {
        reader["name"] for reader, read in model_pairs(models) if FINDING.fullmatch(read["name"])
    }
    assert readers == {"rpt_findings"}


def test_sources_are_read_where_they_may_be(models: dict[str, dict]) -> None:
    misplaced = [
        f"{model['name']} reads {rest[0]}.{rest[1]}"
        for model in models.values()
        for kind, *rest in parents(model)
        if kind == "source" and not SOURCE_READERS[rest[0]].match(model["original_file_path"])
    ]
    assert not misplaced


def test_later_artifact_depends_on_earlier_one_and_never_the_reverse(
    models: dict[str, dict],
) -> None:
    upstream = {show: ancestors(models, show) for _, show in ARTIFACTS}
    for decides, show in ARTIFACTS:
        assert decides in upstream[show]
    assert "int_segment_grid" in upstream["rpt_tier_matrix"]
    for (_, earlier), (_, later) in pairwise(ARTIFACTS):
        assert earlier in upstream[later]
        assert earlier in ancestors(models, "rpt_artifact_gate")
    assert "rpt_artifact_gate" in upstream["rpt_tier_matrix"]
    for place, (_, show) in enumerate(ARTIFACTS):
        later = {name for pair in ARTIFACTS[place + 1 :] for name in pair}
        assert not later & upstream[show], f"{show} reads an artifact that is built after it"


@pytest.mark.parametrize("name", ["int_segments", "fct_segment_scores"])
def test_segments_rest_on_no_passing_behaviour(models: dict[str, dict], name: str) -> None:
    upstream = ancestors(models, name)
    assert upstream, "nothing upstream was read"
    assert not [ancestor for ancestor in sorted(upstream) if BEHAVIOUR.search(ancestor)]


ACCOUNT_TIER_MODELS = {"int_account_tier_candidates", "int_account_tiers", "fct_account_tier"}
ACCOUNT_TIER_SEEDS = {"cfg_account_tiers", "cfg_account_tier_rules", "cfg_account_tier_zero"}
SEGMENT_MODELS = {"int_account_bands", "int_account_need_states", "int_segments"}


def test_segment_account_tier_and_need_state_are_three_keys_of_an_account(
    models: dict[str, dict],
) -> None:
    columns = models["dim_account"]["columns"]
    assert {
        "segment_id",
        "proposed_segment_tier",
        "in_force_segment_tier",
        "account_tier",
        "need_state_id",
        "firmographic_band_id",
    } <= set(columns)


def test_account_tiers_and_segments_do_not_read_each_other(models: dict[str, dict]) -> None:
    for name in ACCOUNT_TIER_MODELS:
        assert not ancestors(models, name) & SEGMENT_MODELS, f"{name} rests on segments"
    for name in ("int_segments", "fct_segment_scores", "rpt_segment_grid", "rpt_tier_matrix"):
        tiered = ancestors(models, name) & (ACCOUNT_TIER_MODELS | ACCOUNT_TIER_SEEDS)
        # The values that both kinds of rules judge are one model, which names their attributes.
        assert tiered <= {"cfg_account_tier_rules"}, f"{name} rests on account tiers"


def test_no_column_is_named_ambiguously(model_runner: ModelRunner) -> None:
    model_runner.land({entity: [] for entity in model_runner.landed_columns}, date(2026, 1, 31))
    model_runner.build()
    columns = model_runner.query(
        "select table_schema, table_name, column_name from information_schema.columns "
        "where table_schema in ('staging', 'core', 'intermediate', 'marts')"
    )
    assert {column for *_, column in columns} >= {"segment_id", "proposed_segment_tier"}
    assert not [row for row in columns if row[-1] in {"tier", "score", "segment"}]


def test_settings_stand_in_the_project_file(models: dict[str, dict]) -> None:
    inline = [
        name for name, model in models.items() if re.search(r"\bconfig\s*\(", model["raw_code"])
    ]
    assert not inline


def test_models_read_settings_and_not_variables(models: dict[str, dict]) -> None:
    reading = [
        name for name, model in models.items() if re.search(r"\bvar\s*\(", model["raw_code"])
    ]
    assert not reading


def numbers_in(sql: str) -> list[str]:
    """Numbers that a model's author wrote, digits of types and words in quotes left out."""
    sql = re.sub(r"'[^']*'", "''", sql)
    sql = re.sub(r"\b(?:decimal|varchar)\s*\([\d\s,]+\)", "", sql)
    return re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)", sql)


def test_intermediates_and_marts_carry_no_threshold(models: dict[str, dict]) -> None:
    thresholds = [
        f"{name}: {number}"
        for name, model in models.items()
        if layer(model) in {"intermediate", "marts"}
        for number in numbers_in(written_sql(model["raw_code"]))
        if number not in NUMBERS
    ]
    assert not thresholds, "a threshold is a row of cfg_params"


def test_threshold_is_seen_and_digits_of_types_are_not() -> None:
    assert numbers_in("select a > 200, b < 0.02, cast(c as decimal(18, 2)), '85'") == [
        "200",
        "0.02",
    ]


def lines_of(model: dict) -> list[str]:
    return model["raw_code"].strip().splitlines()


def test_models_are_short(models: dict[str, dict]) -> None:
    lengths = {name: len(lines_of(model)) for name, model in models.items()}
    assert not [name for name, lines in lengths.items() if lines > MODEL_LINES_MAX]
    assert sorted(lengths.values())[len(lengths) // 2] < MODEL_LINES_MEDIAN_MAX


def test_models_are_sql_more_than_jinja(models: dict[str, dict]) -> None:
    lines = [
        line
        for model in models.values()
        if layer(model) in {"intermediate", "marts"}
        for line in lines_of(model)
        if line.strip()
    ]
    statements = [line for line in lines if "{%" in line]
    assert len(statements) / len(lines) <= JINJA_SHARE_MAX


def test_models_end_in_a_select_that_is_no_subquery(models: dict[str, dict]) -> None:
    odd = [
        name
        for name, model in models.items()
        if re.search(r"\b(from|join)\s*\(\s*select\b", written_sql(model["raw_code"]))
    ]
    assert not odd, "a CTE has a name, a subquery has none"


def test_with_stands_alone_on_its_line(models: dict[str, dict]) -> None:
    odd = [
        name
        for name, model in models.items()
        if re.search(r"^\s*with\b[^\n]*\S", written_sql(model["raw_code"]), re.MULTILINE)
    ]
    assert not odd
