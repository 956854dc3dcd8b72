"""What readers of PostgreSQL see while versions change under them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import psycopg2
import pytest
from publications import ROWS, Publications, version_of

from conftest import connect
from segments.errors import LockHeld, PublishFailed

REPUBLICATIONS = 50
COUNTS = "select min(version_number), max(version_number), count(*) from segments.{}"
BOTH = (
    "select min(v), max(v), count(*) from ("
    "select version_number as v from segments.dim_account"
    " union all select version_number from segments.rpt_tier_matrix) as both_marts"
)


@pytest.fixture
def project(tmp_path: Path, postgres: dict[str, str]) -> Publications:
    return Publications(tmp_path, reader_wait_seconds=20)


def rows(query: str, **options: str) -> list[tuple]:
    with closing(connect(**options)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def one_statement(cursor) -> tuple[int, int, int]:
    cursor.execute(BOTH)
    return cursor.fetchone()


def two_statements(cursor) -> tuple[int, int, int]:
    cursor.execute("begin")
    found = []
    for mart in ("dim_account", "rpt_tier_matrix"):
        cursor.execute(COUNTS.format(mart))
        found.append(cursor.fetchone())
        time.sleep(0.005)
    cursor.execute("commit")
    return min(f[0] for f in found), max(f[1] for f in found), sum(f[2] for f in found)


def repeatable_read(cursor) -> tuple[int, int, int]:
    """The snapshot is older than what it may find: it is taken before the first view is read."""
    cursor.execute("begin isolation level repeatable read")
    cursor.execute("select count(*) from pg_class")
    time.sleep(0.05)
    found = []
    for mart in ("rpt_tier_matrix", "dim_account"):
        cursor.execute(COUNTS.format(mart))
        found.append(cursor.fetchone())
        time.sleep(0.005)
    cursor.execute("commit")
    return min(f[0] for f in found), max(f[1] for f in found), sum(f[2] for f in found)


class Reader(threading.Thread):
    """Reads until told to stop; remembers errors and torn reads."""

    def __init__(self, read: Callable, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self._read, self._stop_reading = read, stop
        self.errors: list[str] = []
        self.torn: list[tuple[int, int, int]] = []
        self.seen: set[int] = set()

    def run(self) -> None:
        with closing(connect(application_name=self._read.__name__)) as connection:
            while not self._stop_reading.is_set():
                try:
                    with connection.cursor() as cursor:
                        lowest, highest, count = self._read(cursor)
                except psycopg2.Error as error:
                    self.errors.append(str(error))
                    connection.rollback()
                    continue
                if lowest != highest or count != 2 * ROWS:
                    self.torn.append((lowest, highest, count))
                self.seen.add(lowest)


def test_readers_see_no_error_and_no_mixture_during_50_republications(project):
    stop = threading.Event()
    readers = [Reader(r, stop) for r in (one_statement, two_statements, repeatable_read)]
    with project.engine() as engine:
        project.publish(engine, 0)
        for reader in readers:
            reader.start()
        for number in range(1, REPUBLICATIONS + 1):
            project.publish(engine, number)
            engine.prune(3)
        stop.set()
        for reader in readers:
            reader.join(timeout=30)
    for reader in readers:
        assert reader.errors == []
        assert reader.torn == []
        assert len(reader.seen) > 10, "the reader hardly met a republication"
    assert rows(BOTH) == [(REPUBLICATIONS, REPUBLICATIONS, 2 * ROWS)]


def test_a_snapshot_older_than_the_version_finds_all_its_rows(project):
    with project.engine() as engine, closing(connect()) as reader, reader.cursor() as cursor:
        project.publish(engine, 1)
        cursor.execute("begin isolation level repeatable read")
        cursor.execute("select count(*) from pg_class")
        project.publish(engine, 2)
        cursor.execute(BOTH)
        assert cursor.fetchone() == (2, 2, 2 * ROWS)
        cursor.execute("select publish_key from segments.published_version")
        assert cursor.fetchone() == ("k2",)
        cursor.execute("commit")


@pytest.mark.parametrize(
    "marts", [("dim_account", "rpt_tier_matrix"), ("rpt_tier_matrix", "dim_account")]
)
def test_a_transaction_that_read_one_view_keeps_the_others_from_moving(project, marts):
    with project.engine() as engine, closing(connect()) as reader, reader.cursor() as cursor:
        project.publish(engine, 1)
        cursor.execute("begin")
        cursor.execute(COUNTS.format(marts[0]))
        publisher = threading.Thread(target=project.publish, args=(engine, 2))
        publisher.start()
        time.sleep(1.5)
        assert publisher.is_alive(), "it waits for the reader"
        cursor.execute(COUNTS.format(marts[1]))
        assert cursor.fetchone() == (1, 1, ROWS)
        cursor.execute("commit")
        publisher.join(timeout=20)
    assert rows(BOTH) == [(2, 2, 2 * ROWS)]


def test_publication_adds_to_the_history_in_the_same_step_and_once(project):
    with project.engine() as engine:
        version = project.publish(engine, 1)
        assert engine.published_keys() == {"k1"}
        engine.make_current(version)
        project.publish(engine, 2)
        assert engine.published_keys() == {"k1", "k2"}
        assert engine.current_name() == version_of(2).name
    assert rows("select obj_description('segments.dim_account'::regclass)") == [("Made up.",)]
    assert rows("select publish_sequence from segments_history.published_runs order by 1") == [
        (1,),
        (2,),
    ]
    assert (
        rows("select segment_name, owner_id, attributes_hash from segments_history.segments")
        == [('O\'Neil \\ "x", ä', None, "")] * 2
    )


def test_a_machine_without_the_history_gets_it_from_the_database(project):
    with project.engine() as engine:
        project.publish(engine, 1)
        files = sorted(project.settings.history_dir.rglob("*.parquet"))
        before = {file: file.read_bytes() for file in files}
        assert files
        for file in files:
            file.unlink()
        assert engine.published_keys() == {"k1"}
    assert {file: file.read_bytes() for file in files} == before


def test_the_reader_role_reads_the_published_views_alone(project):
    with project.engine() as engine:
        project.publish(engine, 1)
    with closing(connect()) as connection, connection.cursor() as cursor:
        cursor.execute("set role segments_reader")
        cursor.execute(BOTH)
        assert cursor.fetchone() == (1, 1, 2 * ROWS)
        cursor.execute("select publish_key from segments.published_version")
        assert cursor.fetchone() == ("k1",)
        for hidden in (
            "segments_marts.dim_account",
            "segments_history.published_runs",
            f"segments_v_{version_of(1).name.lower()}.dim_account",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(f"select * from {hidden}")


def test_a_reader_who_stays_keeps_the_last_version_and_is_named(tmp_path, postgres):
    project = Publications(tmp_path, reader_wait_seconds=1)
    with project.engine() as engine:
        project.publish(engine, 1)
        with closing(connect(application_name="slow dashboard")) as slow, slow.cursor() as cursor:
            cursor.execute("begin")
            cursor.execute(COUNTS.format("dim_account"))
            with pytest.raises(PublishFailed, match="slow dashboard"):
                project.publish(engine, 2)
            cursor.execute(COUNTS.format("rpt_tier_matrix"))
            assert cursor.fetchone() == (1, 1, ROWS)
            cursor.execute("commit")
        assert engine.published_keys() == {"k1"}
        engine.make_current(version_of(2))
    assert rows(BOTH) == [(2, 2, 2 * ROWS)]
    assert not list(project.settings.build_dir.glob("*.csv")), "rows of persons are not left behind"


def test_views_of_others_keep_their_place_while_columns_are_added(project):
    with project.engine() as engine, closing(connect()) as connection, connection.cursor() as cur:
        project.publish(engine, 1)
        cur.execute(
            "create view own as select * from segments.dim_account where account_number = 1"
        )
        project.marts["dim_account"] += ", 'x' as added"
        project.publish(engine, 2)
        cur.execute("select * from own")
        assert cur.fetchall() == [(1, 2)]
        project.marts["dim_account"] = "select {number} as version_number"
        with pytest.raises(PublishFailed, match="view own depends"):
            project.publish(engine, 3)
        cur.execute("select * from own")
        assert cur.fetchall() == [(1, 2)]
        assert engine.current_name() == version_of(2).name


def test_a_mart_that_is_gone_has_no_view_left(project):
    with project.engine() as engine:
        project.publish(engine, 1)
        del project.marts["dim_account"]
        with duckdb.connect(str(project.settings.candidate)) as candidate:
            candidate.execute("drop table marts.dim_account")
        project.publish(engine, 2)
    views = rows("select table_name from information_schema.views where table_schema = 'segments'")
    assert sorted(views) == [("published_version",), ("rpt_tier_matrix",)]


def test_a_version_that_lost_something_on_its_way_is_refused(project):
    with project.engine() as engine:
        project.build(1)
        with closing(connect()) as connection, connection.cursor() as cursor:
            cursor.execute("delete from segments_marts.dim_account where account_number = 7")
        with pytest.raises(PublishFailed, match="differs from the candidate in dim_account"):
            engine.stage(version_of(1).name)
    assert rows("select nspname from pg_namespace where nspname like 'segments_v_%'") == []


def test_old_versions_go_and_an_abandoned_one_goes_at_the_next_start(project):
    with project.engine() as engine:
        for number in range(4):
            project.publish(engine, number)
        engine.make_current(version_of(1))
        engine.prune(2)
        project.build(9)
        engine.stage(version_of(9).name)
    kept = [f"segments_v_{version_of(n).name.lower()}" for n in (1, 2, 3)]
    with project.engine() as engine:
        found = rows(
            "select nspname from pg_namespace where nspname like 'segments_v_%' order by 1"
        )
        assert [name for (name,) in found] == kept
        assert engine.current_name() == version_of(1).name


def test_one_run_at_a_time_on_one_database(project):
    with project.engine(), pytest.raises(LockHeld, match="another run"), project.engine():
        pass
