"""Hashes depend on values alone: never on the order of rows, columns or files."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments.identity import (
    artifact_hashes,
    identify,
    model_hash,
    other_seeds_hash,
    publish_key,
    result_hashes,
    rows_hash,
    scoring_run_id,
    table_hash,
)
from segments.profiles import params_under
from segments.seed_files import Seed, load_seeds

TEXT = st.text(max_size=5)
ROWS = st.lists(st.fixed_dictionaries({"a": TEXT, "b": TEXT}), max_size=6)


def rewrite(path: Path, change) -> None:
    """Read a seed, change header and rows, write it back."""
    records = list(csv.reader(io.StringIO(path.read_text())))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(change(records))
    path.write_text(out.getvalue())


def hashes(seeds_dir: Path) -> dict[str, str]:
    return artifact_hashes(load_seeds(seeds_dir))


@given(rows=ROWS, order=st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_changes_no_hash(rows: list[dict[str, str]], order) -> None:
    shuffled = [dict(reversed(row.items())) for row in rows]
    order.shuffle(shuffled)
    assert rows_hash(shuffled) == rows_hash(rows)


@given(rows=ROWS, other=ROWS)
def test_other_rows_give_another_hash(rows: list[dict[str, str]], other) -> None:
    def bag(items):
        return sorted(tuple(sorted(row.items())) for row in items)

    assert (rows_hash(rows) == rows_hash(other)) == (bag(rows) == bag(other))


def test_values_do_not_run_into_each_other() -> None:
    assert rows_hash([{"a": "x", "b": "y"}]) != rows_hash([{"a": "x,b:y", "b": ""}])


@pytest.mark.parametrize("seed", ["cfg_params", "cfg_score_weights", "cfg_firmographic_bands"])
def test_reordering_a_seed_changes_no_artifact_hash(seeds_dir: Path, seed: str) -> None:
    before = hashes(seeds_dir)
    rewrite(
        seeds_dir / f"{seed}.csv",
        lambda records: [row[::-1] for row in [records[0], *records[:0:-1]]],
    )
    assert hashes(seeds_dir) == before


def test_one_weight_changes_its_artifact_and_no_other(seeds_dir: Path) -> None:
    before = hashes(seeds_dir)
    path = seeds_dir / "cfg_score_weights.csv"
    path.write_text(path.read_text().replace("0.30", "0.35").replace("0.20", "0.15"))
    changed = {name for name, value in hashes(seeds_dir).items() if value != before[name]}
    assert changed == {"tier_matrix"}


def test_a_parameter_changes_the_artifact_it_feeds_and_a_general_one_all(seeds_dir: Path) -> None:
    before = hashes(seeds_dir)
    path = seeds_dir / "cfg_params.csv"
    text = path.read_text()
    path.write_text(text.replace("kill_share_min,0.02", "kill_share_min,0.03"))
    after = hashes(seeds_dir)
    assert {name for name in before if after[name] != before[name]} == {"segment_grid"}
    path.write_text(text.replace("reporting_currency,USD", "reporting_currency,EUR"))
    after = hashes(seeds_dir)
    assert {name for name in before if after[name] != before[name]} == set(before)


def changed_by_profile(seeds_dir: Path, rows: str) -> tuple[set[str], bool]:
    """Which artifacts move when the small team's profile with these rows comes into use, and
    whether the publication does."""
    (seeds_dir / "cfg_profiles.csv").write_text(f"profile,param,value\n{rows}")
    before, others = hashes(seeds_dir), other_seeds_hash(load_seeds(seeds_dir))
    path = seeds_dir / "cfg_params.csv"
    text = path.read_text()
    path.write_text(text.replace("profile,standard,", "profile,small_team,"))
    after = hashes(seeds_dir)
    moved = other_seeds_hash(load_seeds(seeds_dir)) != others
    path.write_text(text)
    return {name for name in before if after[name] != before[name]}, moved


def test_a_profile_moves_the_artifacts_whose_values_it_changes(seeds_dir: Path) -> None:
    assert changed_by_profile(seeds_dir, "") == (set(), True)
    assert changed_by_profile(seeds_dir, "small_team,segment_cap_max,6\n")[0] == {"segment_grid"}
    assert changed_by_profile(seeds_dir, "small_team,a_min_accounts,150\n")[0] == {"tier_matrix"}
    # The value that holds anyway, and one that feeds no artifact.
    assert changed_by_profile(seeds_dir, "small_team,a_min_accounts,200\n")[0] == set()
    assert changed_by_profile(seeds_dir, "small_team,audit_months,6\n") == (set(), True)


def test_a_profile_that_is_not_in_use_moves_nothing(seeds_dir: Path) -> None:
    before, others = hashes(seeds_dir), other_seeds_hash(load_seeds(seeds_dir))
    path = seeds_dir / "cfg_profiles.csv"
    path.write_text(path.read_text().replace("small_team,segment_cap_max,6", ""))
    assert hashes(seeds_dir) == before
    assert other_seeds_hash(load_seeds(seeds_dir)) == others


def test_the_small_team_has_other_caps_and_audits_and_nothing_else(seeds_dir: Path) -> None:
    seeds = load_seeds(seeds_dir)
    standard, small = (
        {row["param"]: row["value"] for row in params_under(seeds, profile)}
        for profile in ("standard", "small_team")
    )
    assert {name: small[name] for name in small if small[name] != standard[name]} == {
        "segment_narrow_min": "3",
        "segment_cap_min": "4",
        "segment_cap_max": "6",
        "audit_months": "6",
    }


def test_no_profile_is_the_standard_one(seeds_dir: Path) -> None:
    before = hashes(seeds_dir)
    path = seeds_dir / "cfg_params.csv"
    path.write_text(path.read_text().replace("profile,standard,", "profile,,"))
    assert hashes(seeds_dir) == before


@pytest.mark.parametrize(
    ("seed", "line"),
    [
        ("cfg_signoffs", "S1," + "0" * 16 + ",tier_matrix,h,r,sales,Ann,2025-07-01"),
        ("cfg_decisions", "D1,adopt_run," + "0" * 16 + ",,,2025-07-01,Ann,because"),
        ("cfg_signoff_requirements", "segment_grid,marketing"),
    ],
)
def test_signature_or_decision_changes_the_publish_key_only(
    seeds_dir: Path, tmp_path: Path, seed: str, line: str
) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: any\n")
    before = identify(date(2025, 6, 30), None, load_seeds(seeds_dir), "input", tmp_path, {})
    path = seeds_dir / f"{seed}.csv"
    path.write_text(path.read_text().rstrip("\n") + f"\n{line}\n")
    after = identify(date(2025, 6, 30), None, load_seeds(seeds_dir), "input", tmp_path, {})
    assert after.artifact_hashes == before.artifact_hashes
    assert after.scoring_run_id == before.scoring_run_id
    assert after.publish_key != before.publish_key


def test_each_part_of_a_run_changes_its_id() -> None:
    day, next_day = date(2025, 6, 30), date(2025, 7, 1)
    base = scoring_run_id(day, day, {"a": "1"}, "input", "model")
    others = {
        scoring_run_id(next_day, day, {"a": "1"}, "input", "model"),
        scoring_run_id(day, next_day, {"a": "1"}, "input", "model"),
        scoring_run_id(day, None, {"a": "1"}, "input", "model"),
        scoring_run_id(day, day, {"a": "2"}, "input", "model"),
        scoring_run_id(day, day, {"a": "1"}, "other", "model"),
        scoring_run_id(day, day, {"a": "1"}, "input", "other"),
    }
    assert len(others | {base}) == 7
    assert all(len(run) == 16 and int(run, 16) >= 0 for run in others | {base})
    keys = {publish_key(base, *rest) for rest in (("x", "c"), ("y", "c"), ("x", "d"), ("x", None))}
    assert len(keys) == 4


def test_run_is_of_the_day_of_its_extraction_in_utc(seeds_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: any\n")
    east = timezone(timedelta(hours=2))
    runs = [
        identify(
            date(2025, 6, 1), moment, load_seeds(seeds_dir), "input", tmp_path, {}
        ).scoring_run_id
        for moment in (
            datetime(2025, 6, 30, 8),
            datetime(2025, 6, 30, 23, tzinfo=UTC),
            datetime(2025, 7, 1, 1, tzinfo=east),
            datetime(2025, 7, 1, 3, tzinfo=east),
            None,
        )
    ]
    assert len(set(runs[:3])) == 1 and len(set(runs)) == 3


def test_types_of_seeds_make_another_run_and_the_contract_another_publication(
    seeds_dir: Path, tmp_path: Path
) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: any\n")
    contract = tmp_path / "contracts/marts.odcs.yaml"
    contract.parent.mkdir()
    contract.write_text("version: 1.0.0\n")

    def again():
        return identify(date(2025, 6, 30), None, load_seeds(seeds_dir), "input", tmp_path, {})

    before = again()
    contract.write_text("version: 1.1.0\n")
    promised = again()
    assert promised.scoring_run_id == before.scoring_run_id
    assert promised.publish_key != before.publish_key
    types = tmp_path / "seeds/_seeds.yml"
    types.parent.mkdir(exist_ok=True)
    types.write_text("seeds: []\n")
    assert again().scoring_run_id != before.scoring_run_id


def test_seed_outside_every_artifact_counts_in_the_publish_key(seeds_dir: Path) -> None:
    seeds = load_seeds(seeds_dir)
    before = other_seeds_hash(seeds)
    more = {**seeds, "cfg_new": Seed("cfg_new", seeds_dir / "cfg_new.csv", ("a",), ())}
    assert other_seeds_hash(more) != before


def test_model_hash_reads_sql_whatever_the_newlines(tmp_path: Path) -> None:
    for name, newline in (("unix", b"\n"), ("windows", b"\r\n")):
        folder = tmp_path / name / "models"
        folder.mkdir(parents=True)
        (folder / "a.sql").write_bytes(newline.join([b"select", b"1"]))
        (folder / "notes.yml").write_text(name)
    assert model_hash(tmp_path / "unix", {}) == model_hash(tmp_path / "windows", {})
    shutil.move(tmp_path / "unix/models/a.sql", tmp_path / "unix/models/b.sql")
    assert model_hash(tmp_path / "unix", {}) != model_hash(tmp_path / "windows", {})


def test_model_hash_changes_with_the_systems_that_are_read(tmp_path: Path) -> None:
    before = model_hash(tmp_path, {"files": ["accounts"]})
    assert model_hash(tmp_path, {"files": ["users"]}) != before
    assert model_hash(tmp_path, {"shop": ["accounts"]}) != before


def marts(rows: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema marts")
    columns = "(segment_id, share, scoring_run_id, is_signed)"
    for mart in ("rpt_variable_model", "rpt_segment_grid", "rpt_tier_matrix"):
        connection.execute(f"create table marts.{mart} as select * from (values {rows}) t{columns}")
    return connection


def test_result_hash_ignores_row_order_run_id_and_signatures() -> None:
    one = marts("('a', 0.5::double, 'r1', false), ('b', null, 'r1', false)")
    two = marts("('b', null, 'r2', true), ('a', 0.5::double, 'r2', true)")
    assert result_hashes(one) == result_hashes(two)


def test_result_hash_ignores_the_last_bit_of_a_sum_and_no_more() -> None:
    base = table_hash(marts("('a', 0.3::double, 'r', false)"), "rpt_tier_matrix")
    bit = table_hash(marts("('a', 0.1::double + 0.2::double, 'r', false)"), "rpt_tier_matrix")
    more = table_hash(marts("('a', 0.30000001::double, 'r', false)"), "rpt_tier_matrix")
    assert base == bit != more
