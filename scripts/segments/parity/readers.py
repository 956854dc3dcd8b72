"""How each engine gives a table: the only part of the comparison that knows engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from segments.parity.compare import Reader, Table
from segments.sql_text import quoted

if TYPE_CHECKING:
    import duckdb

POSTGRES_COLUMNS = """
    select attname, format_type(atttypid, atttypmod)
    from pg_attribute
    where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped
    order by attnum
"""


def duckdb_reader(connection: duckdb.DuckDBPyConnection, schema: str = "marts") -> Reader:
    """Tables of a DuckDB file; views in it are tables too."""

    def read(name: str) -> Table:
        found = connection.execute(
            "select column_name, data_type from duckdb_columns()"
            " where database_name = current_database() and schema_name = ? and table_name = ?"
            " order by column_index",
            [schema, name],
        ).fetchall()
        if not found:
            raise LookupError(name)
        rows = connection.execute(f"select * from {quoted(schema)}.{quoted(name)}").fetchall()
        return Table(dict(found), rows)

    return read


def postgres_reader(connection: Any, schema: str) -> Reader:
    """Tables and views of a PostgreSQL schema, over a connection of psycopg2."""

    def read(name: str) -> Table:
        relation = f"{quoted(schema)}.{quoted(name)}"
        with connection.cursor() as cursor:
            cursor.execute(POSTGRES_COLUMNS, [relation])
            types = dict(cursor.fetchall())
            if not types:
                raise LookupError(name)
            cursor.execute(f"select * from {relation}")
            return Table(types, cursor.fetchall())

    return read
