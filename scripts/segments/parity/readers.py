"""How each engine gives a table as a pyarrow table: the only part that knows engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from segments.parity.compare import Reader

POSTGRES_COLUMNS = """
    select column_name, data_type, numeric_precision, numeric_scale
    from information_schema.columns
    where table_schema = $1 and table_name = $2
    order by ordinal_position
"""


def duckdb_reader(connection: duckdb.DuckDBPyConnection, schema: str = "marts") -> Reader:
    """Tables of a DuckDB file; views in it are tables too."""

    def read(name: str) -> pa.Table:
        found = connection.execute(
            "select 1 from information_schema.tables where table_schema = ? and table_name = ?",
            [schema, name],
        ).fetchone()
        if found is None:
            raise LookupError(name)
        return connection.execute(f'select * from {schema}."{name}"').to_arrow_table()

    return read


def postgres_reader(connection: Any, schema: str) -> Reader:
    """Tables of a PostgreSQL schema, over an ADBC connection.

    ADBC gives a numeric as its text, which is exact; here it becomes the decimal that the column
    declares, and one that declares no digits gets the most that arrow has.
    """
    import pyarrow as pa

    def read(name: str) -> pa.Table:
        with connection.cursor() as cursor:
            cursor.execute(POSTGRES_COLUMNS, (schema, name))
            columns = cursor.fetchall()
            if not columns:
                raise LookupError(name)
            cursor.execute(f'select * from "{schema}"."{name}"')
            table = cursor.fetch_arrow_table()
        for place, (column, kind, precision, scale) in enumerate(columns):
            if kind == "numeric":
                decimal = pa.decimal128(precision, scale) if precision else pa.decimal256(76, 38)
                texts = pa.array(table.column(place).to_pylist(), pa.string())
                table = table.set_column(place, column, texts.cast(decimal))
        return table

    return read
