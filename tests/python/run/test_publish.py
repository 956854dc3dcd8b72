"""A reader finds a whole version at every moment of a publication; wrong publishers are caught."""

from __future__ import annotations

import errno
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from segments import durable, ledger, pointer, publish, versions
from segments.errors import InputRefused, PublishFailed
from segments.failures import translate
from segments.pointer import Version, decode_version, encode_version, move_pointer, read_pointer
from segments.publish import check_version, copy_marts, seal_version, sweep, verify_copy
from segments.versions import list_versions, prune, remove_abandoned, rollback

SECRET = "someone@secret-corp.example"


def make_candidate(path: Path, value: int) -> Path:
    """A candidate with a private schema, two marts and a view that must agree in `value`."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create schema core; set threads = 1")
        connection.execute(f"create table core.people as select '{SECRET}' as email")
        connection.execute("create table marts.dropped as select * from core.people")
        connection.execute("drop table marts.dropped")
        connection.execute(f"create table marts.a as select {value} as value from range(3)")
        connection.execute(f"create table marts.b as select {value} as value, null as note")
        connection.execute("create view marts.c as select value from segments.marts.a")
        connection.execute("comment on table marts.a is 'It''s a mart'")
    return path


def describe(name: str, value: int, base: Path, sequence: int) -> Version:
    return Version(
        file=f"versions/{name}.duckdb",
        sha256=publish.file_sha256(base.with_name(f"{name}.duckdb")),
        scoring_run_id=f"{value:016x}",
        publish_key=f"{value:016x}",
        publish_sequence=sequence,
        as_of_date="2025-06-30",
        contract_version="1.0.0",
        published_at=f"2025-07-{sequence:02d}T00:00:00Z",
        attempt=f"attempt {name}",
        tables={"a": 3, "b": 1, "c": 3},
    )


def publish_value(folder: Path, value: int) -> Version:
    """One publication of the real publisher, value and sequence being the same."""
    published, name = folder / "published", f"v{value}"
    base = published / "versions" / name
    candidate = make_candidate(folder / "segments.duckdb", value)
    copy_marts(candidate, base)
    assert verify_copy(candidate, base) == {"a": 3, "b": 1, "c": 3}
    version = describe(name, value, base, value)
    seal_version(published, version)
    move_pointer(published, version)
    finish(folder, version)
    return version


def finish(folder: Path, version: Version, outcome: str = ledger.PUBLISHED) -> None:
    record = {"event": "finished", "outcome": outcome, "attempt": version.attempt}
    ledger.append(folder / "ledger.jsonl", {**record, "publish_key": version.publish_key})


def go_back(folder: Path, to: str | None = None) -> Version:
    return rollback(folder / "published", folder / "ledger.jsonl", lambda version: None, to)


def keep_unseen(folder: Path, value: int, *, is_backfill: bool) -> Version:
    """A complete version that CURRENT never named."""
    base = folder / f"published/versions/v{value}"
    copy_marts(make_candidate(folder / "segments.duckdb", value), base)
    version = replace(describe(f"v{value}", value, base, value), is_backfill=is_backfill)
    seal_version(folder / "published", version)
    return version


def read_as_client(published: Path) -> int:
    """What a client reads: CURRENT, then every table of the file it names."""
    version = read_pointer(published)
    assert version is not None
    with duckdb.connect(str(version.path(published)), read_only=True) as connection:
        rows = connection.execute(
            "select value from marts.a union all select value from marts.b "
            "union all select value from marts.c"
        ).fetchall()
    assert len(rows) == 7 and len(set(rows)) == 1, f"torn version: {rows}"
    return rows[0][0]


def violations(published: Path, publisher: Callable[[], object], modules: set[str]) -> list[str]:
    """Read as a client before every line that `publisher` runs in `modules`: each line is a
    moment at which the process could die or a reader could come."""
    found: list[str] = []
    allowed = {1, 2}
    watching = False

    def watch(frame, event, argument):
        nonlocal watching
        if frame.f_code.co_filename not in modules:
            return None
        if event == "line" and not watching:
            watching = True
            sys.settrace(None)
            try:
                value = read_as_client(published)
                if value not in allowed:
                    found.append(f"line {frame.f_lineno}: value {value}")
                if value == 2:
                    allowed.discard(1)
            except Exception as error:  # noqa: BLE001 - every kind of unreadable counts
                found.append(f"line {frame.f_lineno}: {type(error).__name__}")
            finally:
                watching = False
                sys.settrace(watch)
        return watch

    sys.settrace(watch)
    try:
        publisher()
    finally:
        sys.settrace(None)
    return found


PUBLISHING = {module.__file__ for module in (publish, pointer, durable)}


def test_reader_finds_a_whole_version_before_every_line_of_a_publication(tmp_path: Path) -> None:
    publish_value(tmp_path, 1)
    found = violations(
        tmp_path / "published",
        lambda: publish_value(tmp_path, 2),
        {*PUBLISHING, __file__, shutil.__file__},
    )
    assert found == []
    assert read_as_client(tmp_path / "published") == 2


def mutant_copies_over_the_file(folder: Path) -> None:
    candidate = make_candidate(folder / "segments.duckdb", 2)
    copy_marts(candidate, folder / "spare")
    target = read_pointer(folder / "published").path(folder / "published")
    target.chmod(0o644)
    shutil.copyfile(folder / "spare.duckdb", target)


def mutant_moves_the_pointer_before_the_file(folder: Path) -> None:
    published = folder / "published"
    candidate = make_candidate(folder / "segments.duckdb", 2)
    copy_marts(candidate, folder / "v2")
    move_pointer(published, describe("v2", 2, folder / "v2", 2))
    shutil.copyfile(folder / "v2.duckdb", published / "versions/v2.duckdb")


def mutant_writes_the_pointer_in_place(folder: Path) -> None:
    published = folder / "published"
    candidate = make_candidate(folder / "segments.duckdb", 2)
    base = published / "versions/v2"
    copy_marts(candidate, base)
    content = encode_version(describe("v2", 2, base, 2))
    with (published / "CURRENT").open("wb") as file:
        file.write(content)


def mutant_writes_tables_into_the_served_file(folder: Path) -> None:
    target = read_pointer(folder / "published").path(folder / "published")
    target.chmod(0o644)
    for mart in ("a", "b"):
        with duckdb.connect(str(target)) as connection:
            connection.execute(f"update marts.{mart} set value = 2")


@pytest.mark.parametrize(
    "mutant",
    [
        mutant_copies_over_the_file,
        mutant_moves_the_pointer_before_the_file,
        mutant_writes_the_pointer_in_place,
        mutant_writes_tables_into_the_served_file,
    ],
)
def test_wrong_publisher_is_caught(tmp_path: Path, mutant: Callable[[Path], None]) -> None:
    publish_value(tmp_path, 1)
    modules = {*PUBLISHING, __file__, shutil.__file__}
    assert violations(tmp_path / "published", lambda: mutant(tmp_path), modules)


def test_version_is_read_only_without_log_and_opens_at_the_old_storage_version(
    tmp_path: Path,
) -> None:
    version = publish_value(tmp_path, 1)
    path = version.path(tmp_path / "published")
    assert path.stat().st_mode & 0o777 == 0o444
    assert not list(path.parent.glob("*.wal"))
    assert path.read_bytes()[12:20] == (64).to_bytes(8, "little")
    with duckdb.connect(str(path), read_only=True) as connection:
        schemas = connection.execute("select distinct schema_name from duckdb_tables()").fetchall()
        comment = connection.execute(
            "select comment from duckdb_tables() where table_name = 'a'"
        ).fetchone()
    assert schemas == [("marts",)]
    assert comment == ("It's a mart",)
    assert sorted(p.name for p in (path.parent / "v1").iterdir()) == [
        "a.parquet",
        "b.parquet",
        "c.parquet",
    ]
    link = tmp_path / "published/current.duckdb"
    assert link.resolve() == path.resolve()


def test_nothing_private_and_nothing_dropped_reaches_the_version(tmp_path: Path) -> None:
    version = publish_value(tmp_path, 1)
    assert SECRET.encode() in (tmp_path / "segments.duckdb").read_bytes()
    published = [p for p in (tmp_path / "published").rglob("*") if p.is_file()]
    assert version.path(tmp_path / "published") in published
    assert not [path for path in published if SECRET.encode() in path.read_bytes()]


def test_copy_that_differs_from_the_candidate_is_refused(tmp_path: Path) -> None:
    candidate = make_candidate(tmp_path / "segments.duckdb", 1)
    base = tmp_path / "published/versions/v1"
    copy_marts(candidate, base)
    with duckdb.connect(str(candidate)) as connection:
        connection.execute("update marts.b set value = 9")
    with pytest.raises(PublishFailed, match="differs from the candidate in b"):
        verify_copy(candidate, base)


def test_candidate_without_marts_is_refused(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "segments.duckdb")) as connection:
        connection.execute("create schema marts")
    with pytest.raises(PublishFailed, match="no tables"):
        copy_marts(tmp_path / "segments.duckdb", tmp_path / "published/versions/v1")


def test_full_disk_while_writing_the_pointer_leaves_it_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = publish_value(tmp_path, 1)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(durable.os, "fsync", full)
    with pytest.raises(OSError) as raised:
        publish_value(tmp_path, 2)
    failure = translate(raised.value)
    assert failure is not None and failure.exit_code == 50
    monkeypatch.undo()
    assert read_pointer(tmp_path / "published") == version
    assert read_as_client(tmp_path / "published") == 1
    assert sweep(tmp_path / "published")
    publish_value(tmp_path, 2)


def test_rollback_goes_back_one_version_at_a_time(tmp_path: Path) -> None:
    published = tmp_path / "published"
    for value in (1, 2, 3):
        publish_value(tmp_path, value)
    assert go_back(tmp_path).name == "v2"
    assert read_as_client(published) == 2
    assert go_back(tmp_path).name == "v1"
    with pytest.raises(PublishFailed, match="no version before"):
        go_back(tmp_path)
    assert go_back(tmp_path, "v3").name == "v3"
    assert (published / "current.duckdb").resolve().name == "v3.duckdb"


@pytest.mark.parametrize("damage", ["changed", "gone", "unknown"])
def test_rollback_refuses_a_damaged_version_and_current_stays(tmp_path: Path, damage: str) -> None:
    published = tmp_path / "published"
    first = publish_value(tmp_path, 1)
    publish_value(tmp_path, 2)
    path = first.path(published)
    if damage == "changed":
        path.chmod(0o644)
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    if damage == "gone":
        path.unlink()
    with pytest.raises(PublishFailed):
        go_back(tmp_path, "v9" if damage == "unknown" else "v1")
    assert read_as_client(published) == 2


def test_prune_keeps_the_newest_the_current_and_the_one_before_it(tmp_path: Path) -> None:
    published = tmp_path / "published"
    for value in range(1, 7):
        publish_value(tmp_path, value)
    go_back(tmp_path, "v3")
    assert prune(published, keep=2) == ["v1", "v4"]
    assert [v.name for v in list_versions(published)] == ["v2", "v3", "v5", "v6"]
    assert {path.name.split(".")[0] for path in (published / "versions").iterdir()} == {
        "v2",
        "v3",
        "v5",
        "v6",
    }
    for version in list_versions(published):
        check_version(published, version)


def test_backfill_is_never_what_a_rollback_falls_back_to(tmp_path: Path) -> None:
    for value in (1, 3):
        publish_value(tmp_path, value)
    keep_unseen(tmp_path, 2, is_backfill=True)
    assert go_back(tmp_path).name == "v1"


def test_rollback_goes_only_to_what_readers_were_given(tmp_path: Path) -> None:
    published = tmp_path / "published"
    for value in (1, 4):
        publish_value(tmp_path, value)
    finish(tmp_path, keep_unseen(tmp_path, 2, is_backfill=True), ledger.KEPT)
    finish(tmp_path, keep_unseen(tmp_path, 3, is_backfill=False), ledger.INTERRUPTED)
    for to, why in (("v2", "is a backfill as of 2025-06-30"), ("v3", "was never published")):
        with pytest.raises(InputRefused, match=f"{to} {why}"):
            go_back(tmp_path, to)
    assert read_as_client(published) == 4
    assert go_back(tmp_path).name == "v1"


def test_backfills_push_no_published_version_out(tmp_path: Path) -> None:
    published = tmp_path / "published"
    for value in (1, 2, 3):
        publish_value(tmp_path, value)
    for value in (4, 5, 6):
        keep_unseen(tmp_path, value, is_backfill=True)
    assert prune(published, keep=3) == []
    assert prune(published, keep=2) == ["v1", "v4"]


def test_sweep_removes_leftovers_and_only_those(tmp_path: Path) -> None:
    published = tmp_path / "published"
    publish_value(tmp_path, 1)
    copy_marts(make_candidate(tmp_path / "segments.duckdb", 2), published / "versions/v2")
    (published / "versions/.tmp-v3.duckdb").write_text("half")
    (published / ".tmp-CURRENT").write_text("half")
    assert set(sweep(published)) == {".tmp-v3.duckdb", ".tmp-CURRENT", "v2", "v2.duckdb"}
    assert sweep(published) == []
    assert read_as_client(published) == 1


def test_version_of_an_abandoned_attempt_is_removed_but_never_the_current_one(
    tmp_path: Path,
) -> None:
    published = tmp_path / "published"
    publish_value(tmp_path, 1)
    publish_value(tmp_path, 2)
    assert remove_abandoned(published, {"attempt v1", "attempt v2"}) == ["v1"]
    assert versions.read_pointer(published).name == "v2"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"file": "versions/x.duckdb"}', b"\xff"],
)
def test_damaged_pointer_is_told_with_a_way_out(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "CURRENT").write_bytes(content)
    with pytest.raises(PublishFailed, match="segments rollback"):
        read_pointer(tmp_path)


def test_pointer_out_of_the_versions_folder_is_refused(tmp_path: Path) -> None:
    version = publish_value(tmp_path, 1)
    facts = {**version.to_json(), "file": "versions/../../etc.duckdb"}
    with pytest.raises(PublishFailed, match="is not in versions"):
        decode_version(encode_version(Version(**facts)), "CURRENT")
