"""The run itself: crashes at every place, overlap, no disk, nothing new, going back."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from copies import REPOSITORY
from standin import Standin

from segments.ledger import read_ledger, unfinished
from segments.steps import LABELS
from segments.versions import list_versions

CRASHES = [f"{when}:{step}" for step in LABELS for when in ("before", "after")]
QUICK = {"before:copy", "after:history"}
AFTER_POINTER = CRASHES.index("after:pointer")


def parquet_history(standin: Standin) -> set[str]:
    return {path.stem for path in (standin.root / "state/history").rglob("*.parquet")}


@pytest.mark.parametrize(
    "place", [p if p in QUICK else pytest.param(p, marks=pytest.mark.slow) for p in CRASHES]
)
def test_crash_leaves_a_whole_version_and_the_next_run_publishes(
    standin: Standin, place: str
) -> None:
    assert standin.refresh().returncode == 0
    standin.deliver(2, "2025-07-01")
    crashed = standin.refresh(SEGMENTS_CRASH_AT=place)
    assert crashed.returncode == -signal.SIGKILL
    pointer_moved = CRASHES.index(place) >= AFTER_POINTER
    assert standin.read_value() == (2 if pointer_moved else 1)

    standin.deliver(3, "2025-07-02")
    again = standin.refresh()
    assert again.returncode == 0, again.stderr
    assert standin.read_value() == 3
    versions = standin.root / "published/versions"
    stems = {path.name.split(".")[0] for path in versions.iterdir()}
    assert stems == {version.name for version in list_versions(standin.root / "published")}
    assert len(stems) == (3 if pointer_moved else 2)
    assert not list((standin.root / "published").rglob(".tmp-*"))
    assert unfinished(read_ledger(standin.root / "state/ledger.jsonl")) == []
    sequences = [v.publish_sequence for v in list_versions(standin.root / "published")]
    assert sequences == list(range(1, len(sequences) + 1))


def test_crash_after_the_pointer_counts_as_published(standin: Standin) -> None:
    assert standin.refresh(SEGMENTS_CRASH_AT="after:pointer").returncode == -signal.SIGKILL
    assert standin.refresh().returncode == 3
    records = read_ledger(standin.root / "state/ledger.jsonl")
    reconciled = [record for record in records if record.get("is_reconciled")]
    assert [record["outcome"] for record in reconciled] == ["published"]


def test_history_of_a_run_that_was_never_published_is_not_loaded(standin: Standin) -> None:
    assert standin.refresh(SEGMENTS_CRASH_AT="after:history").returncode == -signal.SIGKILL
    orphan = parquet_history(standin)
    assert len(orphan) == 1
    standin.deliver(2, "2025-07-01")
    assert standin.refresh().returncode == 0
    with duckdb.connect(str(standin.root / "build/segments.duckdb"), read_only=True) as connection:
        seen = connection.execute("select count(*) from history.published_runs").fetchone()
        own = connection.execute("select publish_sequence from landed.run_context").fetchone()
    assert seen == (0,)
    assert own == (1,)


def test_two_refreshes_at_once_one_runs_the_other_exits_10(standin: Standin) -> None:
    first, second = standin.start(), standin.start()
    codes = []
    for process in (first, second):
        _, err = process.communicate(timeout=120)
        codes.append(process.returncode)
        if process.returncode == 10:
            assert "another refresh" in err
    assert sorted(codes) == [0, 10]


def test_same_input_again_is_nothing_new_and_a_signature_publishes_again(
    standin: Standin,
) -> None:
    assert standin.refresh().returncode == 0
    before = standin.current()
    again = standin.refresh()
    assert again.returncode == 3
    assert standin.current() == before
    assert "report.html" in again.stdout and "current.duckdb" in again.stdout

    requirements = standin.root / "seeds/cfg_signoff_requirements.csv"
    requirements.write_text(requirements.read_text() + "segment_grid,marketing\n")
    assert standin.refresh().returncode == 0
    after = standin.current()
    assert before is not None and after is not None
    assert after.scoring_run_id == before.scoring_run_id
    assert after.publish_key != before.publish_key


def test_history_appends_memberships_on_change_only(standin: Standin) -> None:
    for value, day in ((1, "2025-06-30"), (2, "2025-07-01")):
        standin.deliver(value, day)
        assert standin.refresh().returncode == 0
    files = str(standin.root / "state/history/{}/*.parquet")
    with duckdb.connect() as connection:
        count = "select publish_sequence, count(*) from read_parquet(?) group by 1 order by 1"
        members = connection.execute(count, [files.format("account_segments")]).fetchall()
        scores = connection.execute(count, [files.format("segment_scores")]).fetchall()
    assert members == [(1, 5000)]
    assert scores == [(1, 1), (2, 1)]


def test_run_for_an_older_day_never_moves_current(standin: Standin) -> None:
    assert standin.refresh().returncode == 0
    standin.deliver(2, "2025-05-31")
    older = standin.refresh()
    assert older.returncode == 0
    assert "CURRENT stands at a later date" in older.stdout
    assert standin.read_value() == 1
    assert [v.is_backfill for v in list_versions(standin.root / "published")] == [False, True]
    assert len(parquet_history(standin)) == 1


def test_contradictory_configuration_is_exit_20_and_names_the_place(standin: Standin) -> None:
    weights = standin.root / "seeds/cfg_score_weights.csv"
    weights.write_text(weights.read_text().replace("0.30", "0.20"))
    refused = standin.refresh()
    assert refused.returncode == 20
    assert "seeds/cfg_score_weights.csv" in refused.stderr and "sum to 0.9" in refused.stderr
    assert "Traceback" not in refused.stdout + refused.stderr


def test_a_bug_is_exit_70_with_its_traceback_in_the_log_only(standin: Standin) -> None:
    (standin.root / "landing/day.txt").write_text("no day")
    broken = standin.refresh()
    assert broken.returncode == 70
    assert "Traceback" not in broken.stdout + broken.stderr
    assert "Traceback" in (standin.root / "build/logs/segments.log").read_text()


def test_json_logs_are_one_object_a_line_and_hide_secrets(standin: Standin) -> None:
    (standin.root / "landing/day.txt").write_text("2025-06-30")
    driver = Path(__file__).with_name("standin.py")
    done = subprocess.run(
        [sys.executable, str(driver), str(standin.root), "--json-logs"],
        env={**os.environ, "DBT_ENV_SECRET_CANARY": "2025-06-30"},
        capture_output=True,
        text=True,
        check=True,
    )
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"land", "pointer"} <= {event.get("step") for event in events}
    assert "2025-06-30" not in done.stdout


def outcomes(standin: Standin) -> list[str]:
    records = read_ledger(standin.root / "state/ledger.jsonl")
    return [record["outcome"] for record in records if record["event"] == "finished"]


@pytest.mark.parametrize(
    "command",
    [
        ("sign", "tier_matrix", "--function", "sales", "--by", "Ann"),
        ("adopt", "--by", "Ann", "--reason", "agreed"),
        ("rollback",),
        ("land",),
    ],
    ids=lambda command: command[0],
)
def test_every_writing_command_finishes_what_was_cut_off_first(
    standin: Standin, command: tuple[str, ...]
) -> None:
    assert standin.refresh().returncode == 0
    standin.deliver(2, "2025-07-01")
    assert standin.refresh(SEGMENTS_CRASH_AT="after:pointer").returncode == -signal.SIGKILL
    standin.segments(*command)
    assert outcomes(standin) == ["published", "published"]


def test_version_left_by_a_rollback_after_a_crash_is_not_abandoned(standin: Standin) -> None:
    assert standin.refresh().returncode == 0
    standin.deliver(2, "2025-07-01")
    assert standin.refresh(SEGMENTS_CRASH_AT="after:pointer").returncode == -signal.SIGKILL
    left = standin.current()
    assert left is not None
    assert standin.segments("rollback").returncode == 0
    standin.deliver(3, "2025-07-02")
    assert standin.refresh().returncode == 0
    assert left.name in [v.name for v in list_versions(standin.root / "published")]
    assert standin.segments("rollback", "--to", left.name).returncode == 0
    assert standin.read_value() == 2


def test_damaged_pointer_is_mended_by_a_rollback(standin: Standin) -> None:
    assert standin.refresh().returncode == 0
    version = standin.current()
    assert version is not None
    (standin.root / "published/CURRENT").write_text("{")
    assert standin.segments("rollback", "--to", version.name).returncode == 0
    assert standin.current() == version


def test_rollback_holds_until_something_changes(standin: Standin) -> None:
    for value, day in ((1, "2025-06-30"), (2, "2025-07-01")):
        standin.deliver(value, day)
        assert standin.refresh().returncode == 0
    assert standin.segments("rollback").returncode == 0
    held = standin.refresh()
    assert held.returncode == 3, held.stderr
    assert "the rollback to" in held.stdout and "--full-refresh" in held.stdout
    assert standin.read_value() == 1
    standin.deliver(3, "2025-07-02")
    assert standin.refresh().returncode == 0
    assert standin.read_value() == 3


def test_full_refresh_ends_a_rollback(standin: Standin) -> None:
    for value, day in ((1, "2025-06-30"), (2, "2025-07-01")):
        standin.deliver(value, day)
        assert standin.refresh().returncode == 0
    assert standin.segments("rollback").returncode == 0
    time.sleep(1)  # a version is named by the second
    done = standin.refresh("--full-refresh")
    assert done.returncode == 0, done.stderr
    assert standin.read_value() == 2


def test_same_backfill_again_is_nothing_new(standin: Standin) -> None:
    assert standin.refresh().returncode == 0
    standin.deliver(2, "2025-05-31")
    assert standin.refresh().returncode == 0
    kept = list_versions(standin.root / "published")
    again = standin.refresh()
    assert again.returncode == 3 and "is kept already" in again.stdout
    assert list_versions(standin.root / "published") == kept


def test_history_without_its_ledger_is_refused(standin: Standin) -> None:
    assert standin.refresh().returncode == 0
    (standin.root / "state/ledger.jsonl").unlink()
    standin.deliver(2, "2025-07-01")
    for lost in (standin.refresh(), standin.segments("rollback")):
        assert lost.returncode == 20
        assert "restore state/ledger.jsonl from backup" in lost.stderr
        assert "state/history" in lost.stderr
    assert not (standin.root / "state/ledger.jsonl").exists()
    shutil.move(standin.root / "state/history", standin.root / "state/history-old")
    assert standin.refresh().returncode == 0


def test_ledger_that_cannot_be_written_after_publication_is_a_warning(standin: Standin) -> None:
    done = standin.refresh(STANDIN_LEDGER_FULL_ONCE_PUBLISHED="1")
    assert done.returncode == 0, done.stderr
    for what in ("step pointer", "step report", "step prune", "the end of this run"):
        assert f"warning: the ledger lacks {what}" in done.stdout
    assert standin.read_value() == 1
    assert standin.refresh().returncode == 3
    assert outcomes(standin) == ["published", "nothing_new"]


def test_candidate_is_for_its_owner_alone(standin: Standin) -> None:
    assert standin.refresh().returncode == 0
    assert (standin.root / "build/segments.duckdb").stat().st_mode & 0o777 == 0o600


def test_landing_forgets_copies_of_extracts_that_are_not_delivered_any_more(
    standin: Standin,
) -> None:
    assert standin.segments("demo", "--accounts", "50", "--months", "14").returncode == 0
    store = standin.root / "build/landed"
    store.mkdir(parents=True)
    for name, days in (("a" * 64, 15), ("b" * 64, 13)):
        (store / name).write_text("a copy")
        written = time.time() - days * 24 * 3600
        os.utime(store / name, (written, written))
    done = standin.segments("land")
    assert done.returncode == 0, done.stderr
    with duckdb.connect(str(standin.root / "build/segments.duckdb"), read_only=True) as connection:
        rows = connection.execute("select file_sha256 from landed.files").fetchall()
    landed = {digest for (digest,) in rows if digest is not None}
    assert len(landed) > 3
    assert {path.name for path in store.iterdir()} == landed | {"b" * 64}


def test_folder_with_a_quote_in_its_name_publishes(tmp_path: Path) -> None:
    standin = Standin.create(tmp_path / "o'brien", REPOSITORY)
    done = standin.refresh()
    assert done.returncode == 0, done.stderr
    assert standin.read_value() == 1


def mounted_tmpfs(folder: Path, size: str) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        return False
    command = [mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def fill(filler: Path, leaving: int) -> None:
    """Take all room of a file system but `leaving` bytes."""
    filler.write_bytes(b"0" * (shutil.disk_usage(filler.parent).free - leaving))


def test_no_disk_while_copying_is_exit_50_and_the_last_version_serves(standin: Standin) -> None:
    published = standin.root / "published"
    if not mounted_tmpfs(published, "24m"):
        pytest.skip("needs the right to mount a tmpfs; test_publish.py injects the error instead")
    try:
        assert standin.refresh(SEGMENTS_MINIMUM_FREE_BYTES="0").returncode == 0
        filler = published / "filler"
        fill(filler, leaving=100_000)
        standin.deliver(2, "2025-07-01")
        # The check before the run sees it first ...
        early = standin.refresh(SEGMENTS_MINIMUM_FREE_BYTES="0")
        assert early.returncode == 50 and "free" in early.stderr
        # ... and a disk that fills up during the run is told just as plainly.
        full = standin.refresh(SEGMENTS_MINIMUM_FREE_BYTES="0", STANDIN_SKIP_DISK_CHECK="1")
        assert full.returncode == 50 and "disk is full" in full.stderr
        assert standin.read_value() == 1
        filler.unlink()
        assert standin.refresh(SEGMENTS_MINIMUM_FREE_BYTES="0").returncode == 0
        assert standin.read_value() == 2
    finally:
        subprocess.run(["umount", str(published)], check=False)


def test_lock_is_free_at_once_after_a_kill(standin: Standin) -> None:
    process = standin.start()
    deadline = time.monotonic() + 60
    ledger = standin.root / "state/ledger.jsonl"
    while not ledger.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert standin.refresh().returncode == 0
