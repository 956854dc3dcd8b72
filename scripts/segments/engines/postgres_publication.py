"""What readers of PostgreSQL see, and how it changes under them.

Every version lies in a schema of its own; readers have views of one schema that lead into the
current version. One transaction leads all of them to another and adds to the history.

Three things keep a reader from seeing a mixture. A view is locked while it moves and until all
have moved, so a transaction that has read one of them keeps all from moving until it ends. The
publication waits for a lock for less time than the server takes to call a deadlock, then lets go
of everything and tries again. And a version's rows are frozen when they are written: a transaction
whose snapshot is older than the version, but which reads its first view after the move, finds them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

from segments.engines.csv_bridge import (
    POSTGRES_TYPES,
    copy_into_postgres,
    postgres_columns,
)
from segments.errors import InfrastructureFailed, PublishFailed
from segments.history import TABLES
from segments.pointer import Version
from segments.sql_text import literal as text
from segments.sql_text import quoted

LOCK_WAIT = "300ms"
"""Below the server's deadlock_timeout, a second where nobody changed it."""
PAUSE_SECONDS = 0.2
POINTER_VIEW = "published_version"


@dataclass(frozen=True)
class Names:
    """Names of schemas; `published` is the one that readers see."""

    published: str

    def own(self, schema: str) -> str:
        return f"{self.published}_{schema}"

    @property
    def history(self) -> str:
        return self.own("history")

    @property
    def versions(self) -> str:
        return self.own("v_")

    def version(self, name: str) -> str:
        return f"{self.versions}{name.lower()}"


class Waiting:
    """Attempts until a time is up."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._is_first = True

    def again(self) -> bool:
        if self._is_first:
            self._is_first = False
            return True
        time.sleep(PAUSE_SECONDS)
        return time.monotonic() < self._end

    def on(self, error: InfrastructureFailed) -> None:
        """Return where a reader was in the way; raise what it is otherwise."""
        if not isinstance(error.__cause__, psycopg2.errors.LockNotAvailable):
            raise error


def tables_of(cursor: Any, schema: str) -> list[str]:
    """Tables and views of a schema by name."""
    cursor.execute(
        "select table_name from information_schema.tables where table_schema = %s order by 1",
        [schema],
    )
    return [name for (name,) in cursor.fetchall()]


def comments(cursor: Any, schema: str, table: str) -> list[tuple[str | None, str]]:
    """Comments of a table's columns, and under None of the table itself."""
    cursor.execute(
        "select attname, description from pg_description"
        " left join pg_attribute on attrelid = objoid and attnum = objsubid and objsubid > 0"
        " where objoid = %s::regclass and classoid = 'pg_class'::regclass order by objsubid",
        [f"{quoted(schema)}.{quoted(table)}"],
    )
    return cursor.fetchall()


def prepare(cursor: Any, names: Names, reader_role: str) -> None:
    """Make what outlives a run, where it is missing: schema and tables of the history, the
    readers' schema and role. Versions that no reader was ever given are removed."""
    cursor.execute("select has_database_privilege(current_database(), 'create')")
    if not cursor.fetchone()[0]:
        cursor.execute("select current_user, current_database()")
        user, database = cursor.fetchone()
        raise InfrastructureFailed(
            f"PostgreSQL: {user} may not create schemas in {database}. Fix: grant create on "
            f"database {database} to {user}"
        )
    cursor.execute("select 1 from pg_roles where rolname = %s", [reader_role])
    if not cursor.fetchone():
        try:
            cursor.execute(f"create role {quoted(reader_role)} nologin")
        except psycopg2.errors.InsufficientPrivilege as error:
            raise InfrastructureFailed(
                f"PostgreSQL: there is no role {reader_role}, and this user may not make it. Fix: "
                f"create role {reader_role} nologin, or name another in SEGMENTS_READER_ROLE"
            ) from error
    for schema in (names.history, names.published):
        cursor.execute(f"create schema if not exists {schema}")
    for table, columns in TABLES.items():
        cursor.execute(f"create table if not exists {names.history}.{table} ()")
        for column, kind in columns.items():
            kind = POSTGRES_TYPES.get(kind.upper(), kind)
            cursor.execute(
                f"alter table {names.history}.{table} add column if not exists {column} {kind}"
            )
    cursor.execute(f"grant usage on schema {names.published} to {quoted(reader_role)}")
    for schema, was_published in _versions(cursor, names):
        if not was_published:
            cursor.execute(f"drop schema {schema} cascade")


def _versions(cursor: Any, names: Names) -> list[tuple[str, bool]]:
    """Schemas of versions, oldest first, and whether readers were ever given each."""
    cursor.execute(
        "select nspname, obj_description(oid, 'pg_namespace') is not null from pg_namespace"
        " where starts_with(nspname, %s) order by nspname",
        [names.versions],
    )
    return cursor.fetchall()


def current_name(cursor: Any, names: Names) -> str | None:
    """Name of the version that the views lead to; None before the first publication."""
    if POINTER_VIEW not in tables_of(cursor, names.published):
        return None
    cursor.execute(f"select version_name from {names.published}.{POINTER_VIEW}")
    return cursor.fetchone()[0]


def stage_table(cursor: Any, names: Names, schema: str, table: str, file: Path) -> None:
    """Write one mart of a version and compare it with what was built and audited."""
    built = f"{names.own('marts')}.{quoted(table)}"
    target = f"{schema}.{quoted(table)}"
    cursor.execute(f"create table {target} (like {built})")
    _comment(cursor, "table", target, comments(cursor, names.own("marts"), table))
    copy_into_postgres(cursor, file, target, frozen=True)
    cursor.execute(
        f"select (select count(*) from (select * from {built} except all select * from {target}) a)"
        f" + (select count(*) from (select * from {target} except all select * from {built}) b)"
    )
    if cursor.fetchone()[0]:
        raise PublishFailed(
            f"version {schema} differs from the candidate in {table}; the last version goes on "
            "serving"
        )
    cursor.execute(f"analyze {target}")


def repoint(cursor: Any, names: Names, version: Version, reader_role: str) -> None:
    """Lead every view to a version. A view that somebody's own view rests on keeps its place as
    long as its columns do; raises PublishFailed when they do not, and psycopg2's LockNotAvailable
    when a reader is in the way."""
    cursor.execute(f"set local lock_timeout = '{LOCK_WAIT}'")
    schema = names.version(version.name)
    tables = tables_of(cursor, schema)
    if not tables:
        raise PublishFailed(f"version {version.name} is not kept in this database any more")
    for old in tables_of(cursor, names.published):
        if old not in (*tables, POINTER_VIEW):
            _drop(cursor, names, old)
    for table in tables:
        _lead(cursor, names, table, f"select * from {schema}.{quoted(table)}")
        view = f"{names.published}.{quoted(table)}"
        _comment(cursor, "view", view, comments(cursor, schema, table))
    _lead(
        cursor,
        names,
        POINTER_VIEW,
        f"select {text(version.name)}::text as version_name, {text(schema)}::text as schema_name,"
        f" {text(version.publish_key)}::text as publish_key,"
        f" {text(version.scoring_run_id)}::text as scoring_run_id,"
        f" date {text(version.as_of_date)} as as_of_date",
    )
    cursor.execute(
        f"grant select on all tables in schema {names.published} to {quoted(reader_role)}"
    )
    cursor.execute(f"comment on schema {schema} is 'published {version.published_at}'")


def _comment(cursor: Any, kind: str, name: str, found: list[tuple[str | None, str]]) -> None:
    for column, comment in found:
        what = f"column {name}.{quoted(column)}" if column else f"{kind} {name}"
        cursor.execute(f"comment on {what} is {text(comment)}")


def _lead(cursor: Any, names: Names, view: str, query: str) -> None:
    target = f"{names.published}.{quoted(view)}"
    if view in tables_of(cursor, names.published):
        cursor.execute(f"create temp view successor as {query}")
        cursor.execute("select nspname from pg_namespace where oid = pg_my_temp_schema()")
        new = postgres_columns(cursor, cursor.fetchone()[0], "successor")
        cursor.execute("drop view successor")
        old = postgres_columns(cursor, names.published, view)
        if new[: len(old)] != old:
            _drop(cursor, names, view)
    cursor.execute(f"create or replace view {target} as {query}")


def _drop(cursor: Any, names: Names, view: str) -> None:
    try:
        cursor.execute(f"drop view {names.published}.{quoted(view)}")
    except psycopg2.errors.DependentObjectsStillExist as error:
        detail = " ".join((error.diag.message_detail or "").split())
        raise PublishFailed(
            f"{names.published}.{view} changes its columns, but others rest on it: {detail}. Fix: "
            "drop them, refresh, and make them again; the last version goes on serving"
        ) from error


def readers(cursor: Any, names: Names) -> str:
    """Who holds a lock on a published view, for a message."""
    cursor.execute(
        "select distinct a.pid, a.usename, a.application_name, a.state, a.xact_start"
        " from pg_locks l join pg_stat_activity a using (pid) join pg_class c on c.oid = l.relation"
        " join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = %s and l.granted and a.pid <> pg_backend_pid() order by a.xact_start",
        [names.published],
    )
    found = [
        f"pid {pid} ({user}, {application or 'no name'}, {state}, since {since:%H:%M:%S})"
        for pid, user, application, state, since in cursor.fetchall()
    ]
    return "; ".join(found) or "they have gone meanwhile"


def prune(cursor: Any, names: Names, keep: int) -> None:
    """Drop all versions but the newest `keep` and the current one. One that somebody still reads
    goes next time: psycopg2's LockNotAvailable says so."""
    current = current_name(cursor, names)
    versions = [schema for schema, _ in _versions(cursor, names)]
    kept = {*versions[-keep:], *([names.version(current)] if current else [])}
    for schema in versions:
        if schema not in kept:
            cursor.execute("begin")
            cursor.execute(f"set local lock_timeout = '{LOCK_WAIT}'")
            cursor.execute(f"drop schema {schema} cascade")
            cursor.execute("commit")
