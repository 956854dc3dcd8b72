"""What goes from DuckDB to PostgreSQL and back is the same to the last digit."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import connect
from segments.engines.csv_bridge import (
    copy_into_postgres,
    create_in_postgres,
    duckdb_columns,
    from_postgres,
    to_csv,
)
from segments.errors import InfrastructureFailed

KINDS = {
    "words": "varchar",
    "ratio": "double",
    "money": "decimal(18, 2)",
    "exact": "decimal(38, 14)",
    "number": "bigint",
    "flag": "boolean",
    "day": "date",
    "moment": "timestamp",
}
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
DAYS = {"min_value": date(1, 1, 1), "max_value": date(9999, 12, 31)}
ROW = st.tuples(
    st.none() | TEXTS | st.sampled_from(["", "\\N", "\\.", '"', "a,b", "null", " x ", "\r\n", "ä"]),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.none() | st.decimals("-9999999999999999.99", "9999999999999999.99", places=2),
    st.none() | st.decimals("-99999999999", "99999999999", places=14),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.booleans(),
    st.none() | st.dates(**DAYS),
    st.none() | st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)),
)


@pytest.fixture
def cursor(postgres):
    with closing(connect()) as connection, connection.cursor() as cursor:
        cursor.execute("create schema there")
        yield cursor


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, max_size=8))
def test_every_value_comes_back_as_it_went(cursor, tmp_path: Path, rows: list[tuple]):
    file = tmp_path / "rows.csv"
    with duckdb.connect() as connection:
        columns = ", ".join(f"{name} {kind}" for name, kind in KINDS.items())
        connection.execute(f"create table here ({columns})")
        if rows:
            connection.executemany(f"insert into here values ({', '.join('?' * len(KINDS))})", rows)
        to_csv(connection, "here", file)
        cursor.execute("drop table if exists there.rows")
        create_in_postgres(cursor, duckdb_columns(connection, "here"), "there.rows")
        copy_into_postgres(cursor, file, "there.rows")
        from_postgres(cursor, connection, ("there", "rows"), "back", file)
        assert duckdb_columns(connection, "back") == duckdb_columns(connection, "here")
        found = connection.execute("from back").fetchall()
        assert found == connection.execute("from here").fetchall()
        assert [row[4:] for row in found] == [row[4:] for row in rows]
        assert [row[0] for row in found] == [row[0] for row in rows]
        assert [row[2] for row in found] == [row[2] and Decimal(row[2]) for row in rows]


def test_a_type_without_counterpart_is_refused_with_its_column(cursor, tmp_path: Path):
    with duckdb.connect() as connection:
        connection.execute("create table here as select [1, 2] as list_of_numbers")
        with pytest.raises(InfrastructureFailed, match=r"column list_of_numbers: type INTEGER\[\]"):
            create_in_postgres(cursor, duckdb_columns(connection, "here"), "there.rows")
        cursor.execute("create table there.zoned (seen_at timestamptz)")
        with pytest.raises(InfrastructureFailed, match="column seen_at: type timestamp with time"):
            from_postgres(cursor, connection, ("there", "zoned"), "back", tmp_path / "rows.csv")


def test_a_raw_column_in_mixed_case_is_read_without_quotes(cursor, tmp_path: Path):
    with duckdb.connect() as connection:
        connection.execute('create table here as select 1 as "ResellerKey"')
        create_in_postgres(cursor, duckdb_columns(connection, "here"), "there.rows")
    cursor.execute("select ResellerKey from there.rows")
