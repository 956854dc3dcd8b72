"""Signatures bind to a run and its hashes; adoption waits for all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from segments.config_check import find_problems
from segments.errors import InputRefused
from segments.seed_files import load_seeds
from segments.signoff import (
    Adoption,
    Signature,
    SignedHashes,
    adopt,
    draft_runs,
    missing_signatures,
    sign,
)

RUN, OLD_RUN = "a" * 16, "b" * 16
RUNS = {
    RUN: {name: SignedHashes("1" * 64, "2" * 64) for name in ("variable_model", "tier_matrix")},
    OLD_RUN: {name: SignedHashes("3" * 64, "4" * 64) for name in ("variable_model", "tier_matrix")},
}
SIGNERS = {"sales": "Ann Example", "finance": "Bo Example"}
REQUIRED = [("variable_model", "sales"), ("tier_matrix", "sales"), ("tier_matrix", "finance")]


def add(seeds_dir: Path, artifact: str, function: str, run: str = RUN, **more: str) -> str:
    signer = SIGNERS[function]
    signature = Signature(run, artifact, function, signer, date(2025, 7, 1), **more)
    return sign(load_seeds(seeds_dir), RUNS, signature)


def adoption(run: str = RUN, reason: str = "agreed in the July review") -> Adoption:
    return Adoption(run, date(2025, 7, 1), "Ann Example", reason)


@pytest.fixture
def signable(seeds_dir: Path) -> Path:
    lines = "".join(f"{artifact},{function}\n" for artifact, function in REQUIRED)
    (seeds_dir / "cfg_signoff_requirements.csv").write_text("artifact,function\n" + lines)
    return seeds_dir


def test_signing_appends_a_row_that_the_configuration_check_accepts(signable: Path) -> None:
    assert add(signable, "tier_matrix", "sales") == "S0001"
    assert add(signable, "tier_matrix", "finance") == "S0002"
    rows = load_seeds(signable)["cfg_signoffs"].rows
    assert [row["function"] for row in rows] == ["sales", "finance"]
    assert rows[0]["artifact_hash"] == "1" * 64 and rows[0]["result_hash"] == "2" * 64
    assert find_problems(signable) == []


@pytest.mark.parametrize(
    ("artifact", "function", "more", "words"),
    [
        ("variable_model", "finance", {}, "signed by sales, not by 'finance'"),
        ("tier_matrix", "sales", {"run": "c" * 16}, "never published"),
        ("tier_matrix", "sales", {"artifact_hash": "3" * 64}, "signature on an old hash"),
    ],
)
def test_signature_is_refused(
    signable: Path, artifact: str, function: str, more: dict[str, str], words: str
) -> None:
    before = (signable / "cfg_signoffs.csv").read_bytes()
    with pytest.raises(InputRefused, match=words):
        add(signable, artifact, function, **more)
    assert (signable / "cfg_signoffs.csv").read_bytes() == before


def test_same_signature_twice_is_refused(signable: Path) -> None:
    add(signable, "tier_matrix", "sales")
    with pytest.raises(InputRefused, match="line 2.*nothing to add"):
        add(signable, "tier_matrix", "sales")


def test_one_hand_signs_for_one_function_of_a_run(signable: Path) -> None:
    add(signable, "tier_matrix", "sales")
    both = Signature(RUN, "tier_matrix", "finance", "ann example", date(2025, 7, 1))
    with pytest.raises(InputRefused, match=r"Ann Example signed run a+ as sales.*line 2"):
        sign(load_seeds(signable), RUNS, both)
    add(signable, "tier_matrix", "finance", run=OLD_RUN)
    assert sign(load_seeds(signable), RUNS, replace(both, signed_by="Bo Example")) == "S0003"
    assert find_problems(signable) == []


def test_adoption_names_the_signatures_that_are_missing(signable: Path) -> None:
    add(signable, "tier_matrix", "sales")
    with pytest.raises(InputRefused, match="variable_model by sales, tier_matrix by finance"):
        adopt(load_seeds(signable), RUNS, {}, adoption())
    assert len(load_seeds(signable)["cfg_decisions"].rows) == 0


def test_draft_is_not_adopted_however_many_signed(signable: Path) -> None:
    for artifact, function in REQUIRED:
        add(signable, artifact, function)
    drafts = {RUN: "segment_grid:no_surviving_cell", OLD_RUN: "variable_model:no_kept_variable"}
    with pytest.raises(InputRefused, match="is a draft: segment_grid:no_surviving_cell. Fix: mend"):
        adopt(load_seeds(signable), RUNS, drafts, adoption())
    assert len(load_seeds(signable)["cfg_decisions"].rows) == 0
    del drafts[RUN]
    assert adopt(load_seeds(signable), RUNS, drafts, adoption()) == "D0001"


def test_run_is_a_draft_by_its_last_publication(tmp_path: Path) -> None:
    gates = tmp_path / "artifact_gates"
    gates.mkdir()
    for key, sequence, run, gate_status in [
        ("p1", 1, RUN, "draft"),
        ("p2", 2, RUN, "publishable"),
        ("p3", 3, OLD_RUN, "draft"),
        ("p4", 4, "c" * 16, "draft"),
    ]:
        duckdb.sql(
            f"copy (select '{key}' as publish_key, {sequence} as publish_sequence, "
            f"'{run}' as scoring_run_id, 'tier_matrix' as artifact, "
            f"'{gate_status}' as gate_status, 'why' as draft_reasons) "
            f"to '{gates / key}.parquet' (format parquet)"
        )
    assert draft_runs(tmp_path, {"p1", "p2", "p3"}) == {OLD_RUN: "why"}


def test_fully_signed_run_is_adopted(signable: Path) -> None:
    for artifact, function in REQUIRED:
        add(signable, artifact, function)
    assert adopt(load_seeds(signable), RUNS, {}, adoption()) == "D0001"
    row = load_seeds(signable)["cfg_decisions"].rows[0]
    assert (row["decision_type"], row["scoring_run_id"]) == ("adopt_run", RUN)
    assert find_problems(signable) == []


def test_signatures_on_another_run_or_result_do_not_count(signable: Path) -> None:
    for artifact, function in REQUIRED:
        add(signable, artifact, function, run=OLD_RUN)
    seeds = load_seeds(signable)
    assert missing_signatures(seeds, RUNS[RUN], RUN) == REQUIRED
    changed = {name: SignedHashes("3" * 64, "5" * 64) for name in RUNS[OLD_RUN]}
    assert missing_signatures(seeds, changed, OLD_RUN) == REQUIRED


@pytest.mark.parametrize("reason", ["", "  ", "two\nlines"])
def test_adoption_without_a_reason_in_one_line_is_refused(signable: Path, reason: str) -> None:
    for artifact, function in REQUIRED:
        add(signable, artifact, function)
    with pytest.raises(InputRefused, match="the reason"):
        adopt(load_seeds(signable), RUNS, {}, adoption(reason=reason))


def test_file_without_a_final_newline_keeps_its_last_row(signable: Path) -> None:
    path = signable / "cfg_signoffs.csv"
    path.write_text(path.read_text().rstrip("\n"))
    add(signable, "tier_matrix", "sales")
    assert len(load_seeds(signable)["cfg_signoffs"].rows) == 1
