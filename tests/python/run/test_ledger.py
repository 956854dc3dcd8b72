"""The ledger loses no whole line and invents none; CURRENT finishes what was cut off."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from segments.ledger import append, published_keys, read_ledger, reconcile, unfinished

CURRENT = {
    "attempt": "two",
    "publish_key": "k2",
    "scoring_run_id": "r2",
    "as_of_date": "2025-06-30",
    "file": "versions/x.duckdb",
    "sha256": "0",
}


def test_line_torn_by_a_crash_is_skipped_and_the_next_one_whole(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    append(path, {"event": "started", "attempt": "one"})
    with path.open("ab") as file:
        file.write(b'{"event": "fini')
    append(path, {"event": "started", "attempt": "two"})
    assert [record["attempt"] for record in read_ledger(path)] == ["one", "two"]


@given(cut=st.integers(min_value=0, max_value=200))
def test_ledger_cut_anywhere_gives_a_prefix(tmp_path_factory, cut: int) -> None:
    path = tmp_path_factory.mktemp("ledger") / "ledger.jsonl"
    for attempt in range(4):
        append(path, {"event": "started", "attempt": str(attempt)})
    path.write_bytes(path.read_bytes()[:cut])
    attempts = [record["attempt"] for record in read_ledger(path)]
    assert attempts == [str(number) for number in range(len(attempts))]


def test_only_what_readers_were_given_counts_as_published(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    for outcome in ("published", "failed", "kept_as_version"):
        append(
            path, {"event": "finished", "attempt": "a", "outcome": outcome, "publish_key": outcome}
        )
    assert published_keys(read_ledger(path), None) == {"published"}
    assert published_keys(read_ledger(path), "current") == {"published", "current"}


def test_reconcile_finishes_cut_off_attempts_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    for attempt in ("one", "two"):
        append(path, {"event": "started", "attempt": attempt})
    added = reconcile(path, CURRENT)
    assert [(r["attempt"], r["outcome"]) for r in added] == [
        ("one", "interrupted"),
        ("two", "published"),
    ]
    assert unfinished(read_ledger(path)) == []
    assert reconcile(path, CURRENT) == []
    assert published_keys(read_ledger(path), None) == {"k2"}
