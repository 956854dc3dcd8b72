"""Copies the marts of an audited candidate into a new, immutable version, and checks the copy.

A version is `versions/<utc>_<scoring_run_id>.duckdb` with a folder of Parquet files and a
`.json` of the same name; the `.json` comes last and makes it complete. Only CURRENT
(`pointer.py`) makes it visible.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from segments.durable import (
    TEMPORARY_PREFIX,
    fsync_path,
    replace_durably,
    temporary_beside,
    write_durably,
)
from segments.errors import PublishFailed
from segments.pointer import VERSIONS_NAME, Version, encode_version
from segments.sql_text import literal, quoted

STORAGE_VERSION = "v1.0.0"
READ_ONLY_MODE = 0o444
SCHEMA = "marts"
CATALOG = "segments"
"""The candidate's own catalog name: views in it call their tables by it."""


@dataclass(frozen=True)
class TableFacts:
    """Columns with types in order, rows, and an order-free digest of one table."""

    columns: tuple[tuple[str, str], ...]
    row_count: int
    digest: tuple[int, int]


@contextmanager
def _attached(
    path: Path, *, memory_limit: str | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose catalog `segments` is the file, read only."""
    settings: dict[str, str | bool | int | float | list[str]] = {}
    if memory_limit:
        settings = {"memory_limit": memory_limit, "temp_directory": str(path.parent / "tmp")}
    with duckdb.connect(config=settings) as connection:
        connection.execute(f"attach {literal(str(path))} as {CATALOG} (read_only)")
        yield connection


def mart_names(connection: duckdb.DuckDBPyConnection, catalog: str = CATALOG) -> list[str]:
    """Tables and views of schema marts, by name."""
    rows = connection.execute(
        "select table_name from information_schema.tables "
        "where table_catalog = ? and table_schema = ? order by table_name",
        [catalog, SCHEMA],
    ).fetchall()
    return [name for (name,) in rows]


def table_facts(
    connection: duckdb.DuckDBPyConnection, catalog: str = CATALOG
) -> dict[str, TableFacts]:
    """Facts of every mart; equal facts mean the same columns and the same bag of rows."""
    facts = {}
    for name in mart_names(connection, catalog):
        columns = connection.execute(
            "select column_name, data_type from information_schema.columns where table_catalog = ?"
            " and table_schema = ? and table_name = ? order by ordinal_position",
            [catalog, SCHEMA, name],
        ).fetchall()
        row = connection.execute(
            "select count(*), coalesce(bit_xor(row_hash), 0), coalesce(sum(row_hash), 0) from ("
            f"select hash(mart)::hugeint as row_hash "
            f"from {catalog}.{SCHEMA}.{quoted(name)} as mart)"
        ).fetchone()
        assert row is not None
        facts[name] = TableFacts(tuple(columns), row[0], (row[1], row[2]))
    return facts


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy_comments(connection: duckdb.DuckDBPyConnection) -> None:
    tables = connection.execute(
        "select table_name, comment from duckdb_tables() "
        "where database_name = ? and schema_name = ? and comment is not null",
        [CATALOG, SCHEMA],
    ).fetchall()
    columns = connection.execute(
        "select table_name, column_name, comment from duckdb_columns() "
        "where database_name = ? and schema_name = ? and comment is not null",
        [CATALOG, SCHEMA],
    ).fetchall()
    for table, comment in tables:
        connection.execute(
            f"comment on table version.{SCHEMA}.{quoted(table)} is {literal(comment)}"
        )
    for table, column, comment in columns:
        connection.execute(
            f"comment on column version.{SCHEMA}.{quoted(table)}.{quoted(column)} "
            f"is {literal(comment)}"
        )


def copy_marts(candidate: Path, version: Path, memory_limit: str | None = None) -> None:
    """Write `<version>.duckdb` and the folder `<version>/` of Parquet files, marts only.

    A new file holds nothing of what the candidate dropped or keeps to itself. Both get their
    names only when whole and on disk. Raises PublishFailed when there are no marts or a
    write-ahead log is left.
    """
    version.parent.mkdir(parents=True, exist_ok=True)
    database = version.with_name(version.name + ".duckdb")
    temporary, parquet = temporary_beside(database), temporary_beside(version)
    if database.exists() or version.exists():
        raise PublishFailed(f"version {version.name} exists already; run `segments refresh` again")
    _remove(temporary, parquet)
    parquet.mkdir()
    with _attached(candidate, memory_limit=memory_limit) as connection:
        names = mart_names(connection)
        if not names:
            raise PublishFailed(f"{candidate.name} has no tables in schema {SCHEMA}")
        connection.execute(
            f"attach {literal(str(temporary))} as version (storage_version '{STORAGE_VERSION}')"
        )
        connection.execute(f"create schema version.{SCHEMA}")
        for name in names:
            source = f"{CATALOG}.{SCHEMA}.{quoted(name)}"
            connection.execute(
                f"create table version.{SCHEMA}.{quoted(name)} as select * from {source}"
            )
            file = parquet / f"{name}.parquet"
            connection.execute(
                f"copy version.{SCHEMA}.{quoted(name)} to {literal(str(file))} (format parquet)"
            )
        _copy_comments(connection)
        connection.execute("checkpoint version")
        connection.execute("detach version")
    if temporary.with_name(temporary.name + ".wal").exists():
        raise PublishFailed(f"{temporary.name} kept a write-ahead log; refresh again")
    for file in sorted(parquet.iterdir()):
        file.chmod(READ_ONLY_MODE)
        fsync_path(file)
    temporary.chmod(READ_ONLY_MODE)
    fsync_path(temporary)
    fsync_path(parquet)
    replace_durably(parquet, version)
    replace_durably(temporary, database)


def verify_copy(candidate: Path, version: Path) -> dict[str, int]:
    """Row counts per table, when the version reopens and holds exactly the candidate's marts.

    Raises PublishFailed naming the tables that differ.
    """
    database = version.with_name(version.name + ".duckdb")
    try:
        with _attached(candidate) as connection:
            expected = table_facts(connection)
        with _attached(database) as connection:
            found = table_facts(connection)
        with duckdb.connect() as connection:
            for name, facts in expected.items():
                file = version / f"{name}.parquet"
                row = connection.execute(
                    "select count(*) from read_parquet(?)", [str(file)]
                ).fetchone()
                if row != (facts.row_count,):
                    raise PublishFailed(f"{file.name} does not hold {facts.row_count:,} rows")
    except duckdb.Error as error:
        raise PublishFailed(f"version {version.name} cannot be read back: {error}") from error
    different = sorted(
        name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)
    )
    if different:
        raise PublishFailed(
            f"version {version.name} differs from the candidate in {', '.join(different)}; "
            "the last version goes on serving"
        )
    return {name: facts.row_count for name, facts in expected.items()}


def seal_version(published_dir: Path, version: Version) -> None:
    """Write the `.json` beside the version: from here on it is complete."""
    path = published_dir / VERSIONS_NAME / f"{version.name}.json"
    write_durably(path, encode_version(version), mode=READ_ONLY_MODE)


def check_version(published_dir: Path, version: Version) -> None:
    """Raises PublishFailed unless the file is unchanged, opens, and holds its tables and rows."""
    path = version.path(published_dir)
    if not path.is_file():
        raise PublishFailed(f"{version.file} is gone; choose another of `segments versions`")
    found = file_sha256(path)
    if found != version.sha256:
        raise PublishFailed(
            f"{version.file} was changed after publication (sha256 {found}, published as "
            f"{version.sha256}); choose another of `segments versions`"
        )
    try:
        with _attached(path) as connection:
            tables = {name: facts.row_count for name, facts in table_facts(connection).items()}
    except duckdb.Error as error:
        raise PublishFailed(f"{version.file} cannot be opened: {error}") from error
    if tables != version.tables:
        raise PublishFailed(
            f"{version.file} does not hold the tables it was published with; "
            "choose another of `segments versions`"
        )


def _remove(*paths: Path) -> None:
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def remove_version(published_dir: Path, name: str) -> None:
    """Delete a version, its `.json` first: a crash leaves a leftover, not half a version."""
    base = published_dir / VERSIONS_NAME / name
    for suffix in (".json", ".duckdb", ".duckdb.wal", ""):
        _remove(base.with_name(base.name + suffix))


def sweep(published_dir: Path) -> list[str]:
    """Remove what an interrupted publication left behind; returns the names.

    The caller holds the lock.
    """
    versions = published_dir / VERSIONS_NAME
    swept = []
    for folder in (published_dir, versions):
        for path in sorted(folder.glob(f"{TEMPORARY_PREFIX}*")) if folder.is_dir() else []:
            swept.append(path.name)
            _remove(path)
    for path in sorted(versions.glob("*")) if versions.is_dir() else []:
        if not versions.joinpath(f"{path.name.split('.')[0]}.json").exists():
            swept.append(path.name)
            _remove(path)
    return swept
