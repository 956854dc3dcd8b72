"""Each kind of difference between two engines is found, and what is no difference is not."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from segments.parity import Comparison, Difference, Table, compare, describe, mart_keys
from segments.parity.compare import is_same_value
from segments.parity.readers import duckdb_reader

KEYS = {"rpt_tiers": ("as_of_date", "segment_id")}
DAY = date(2026, 6, 30)
TYPES = {
    "as_of_date": "DATE",
    "segment_id": "VARCHAR",
    "account_count": "BIGINT",
    "arr_amount": "DECIMAL(18,2)",
    "win_rate": "DOUBLE",
    "tier_label": "VARCHAR",
    "is_funded": "BOOLEAN",
    "built_at": "TIMESTAMP",
}
A = (DAY, "a", 201, Decimal("10.50"), 1 / 3, "A", True, datetime(2026, 6, 30, 1))
B = (DAY, "b", 7, None, 0.0, None, False, None)
TIERS = Table(TYPES, [A, B])


def changed(row: tuple, **values: Any) -> tuple:
    return tuple((dict(zip(TYPES, row, strict=True)) | values).values())


def compared(left: Table | None, right: Table | None) -> Comparison:
    sides = [{} if side is None else {"rpt_tiers": side} for side in (left, right)]
    return compare(KEYS, *(side.__getitem__ for side in sides))


def differences(left: Table | None, right: Table | None) -> list[Difference]:
    return list(compared(left, right).differences)


def key_of(segment: str) -> tuple[tuple[str, object], ...]:
    return (("as_of_date", DAY), ("segment_id", segment))


def test_the_same_rows_in_another_order_with_types_in_other_words_are_no_difference() -> None:
    other = {
        "win_rate": "double precision",
        "account_count": "int",
        "arr_amount": "numeric(38,4)",
        "tier_label": "character varying(255)",
        "segment_id": "string",
        "is_funded": "boolean",
        "built_at": "timestamp without time zone",
        "as_of_date": "date",
    }
    first = changed(A, win_rate=1 / 3 + 1e-16, arr_amount=Decimal("10.5000"))
    rows = [dict(zip(TYPES, row, strict=True)) for row in (changed(B, win_rate=-0.0), first)]
    comparison = compared(TIERS, Table(other, [tuple(row[name] for name in other) for row in rows]))
    assert comparison.is_same and comparison.row_counts == {"rpt_tiers": 2}
    assert comparison.value_count == 16


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("account_count", 8),
        ("arr_amount", Decimal("0.00")),
        ("win_rate", 1e-300),
        ("tier_label", ""),
        ("is_funded", None),
        ("built_at", datetime(2026, 6, 30)),
    ],
)
def test_a_value_that_differs_is_told_with_its_key_and_both_sides(column: str, value: Any) -> None:
    before = dict(zip(TYPES, B, strict=True))[column]
    told = Difference("rpt_tiers", "value", key_of("b"), column, before, value)
    assert differences(TIERS, Table(TYPES, [A, changed(B, **{column: value})])) == [told]


def test_a_row_of_one_side_alone_and_a_key_that_stands_twice_there_are_told() -> None:
    assert differences(TIERS, Table(TYPES, [A, A])) == [
        Difference("rpt_tiers", "rows", key_of("a"), left=1, right=2),
        Difference("rpt_tiers", "rows", key_of("b"), left=1, right=0),
    ]


def test_a_key_that_is_null_may_stand_twice_and_its_rows_are_compared_in_any_order() -> None:
    first, second = (changed(row, segment_id=None) for row in (A, B))
    keyless = Table(TYPES, [first, second])
    assert differences(keyless, Table(TYPES, [second, first])) == []
    other = Table(TYPES, [changed(second, account_count=8), first])
    told = [(d.column, d.left, d.right) for d in differences(keyless, other)]
    assert told == [("account_count", 7, 8)]


def test_a_column_that_is_missing_or_of_another_kind_is_told_once_and_the_rest_compared() -> None:
    types = TYPES | {"arr_amount": "double", "built_at": "timestamp with time zone"}
    del types["is_funded"]
    rows = [(*row[:6], row[7]) for row in (A, changed(B, account_count=8))]
    assert differences(TIERS, Table(types, rows)) == [
        Difference("rpt_tiers", "column", (), "arr_amount", "decimal", "double"),
        Difference("rpt_tiers", "column", (), "is_funded", "flag", None),
        Difference("rpt_tiers", "column", (), "built_at", "moment", "moment with a time zone"),
        Difference("rpt_tiers", "value", key_of("b"), "account_count", 7, 8),
    ]


def test_a_table_of_one_side_alone_is_told_and_nothing_compared_is_no_parity() -> None:
    assert differences(TIERS, None) == [Difference("rpt_tiers", "table", left=True, right=False)]
    assert not compared(None, None).is_same
    assert not compare({}, {}.__getitem__, {}.__getitem__).is_same


@pytest.mark.parametrize(
    ("left", "right", "is_same"),
    [
        (1e6, 1e6 * (1 + 9e-10), True),
        (1e6, 1e6 * (1 + 2e-9), False),
        (-1e-12, 1e-12, False),
        (float("nan"), float("nan"), True),
        (float("nan"), 0.0, False),
        (float("inf"), float("inf"), True),
        (None, 0.0, False),
    ],
)
def test_doubles_may_differ_by_one_in_a_thousand_million(
    left: float | None, right: float | None, is_same: bool
) -> None:
    assert is_same_value(left, right) is is_same


def test_differences_read_as_mart_key_column_and_both_values() -> None:
    rows = [changed(A, account_count=200), changed(B, account_count=8)]
    comparison = compared(TIERS, Table(TYPES | {"tier_label": "integer"}, rows))
    assert list(describe(comparison, "duckdb", "postgres", shown=1)) == [
        "rpt_tiers.tier_label: text on duckdb; whole number on postgres",
        "rpt_tiers.account_count: 2 values differ",
        "  as_of_date=2026-06-30, segment_id=a: 201 on duckdb, 200 on postgres",
        "  and 1 more",
        "3 differences in 16 values of 2 rows in 1 tables, duckdb against postgres",
    ]


def test_every_mart_has_a_key_to_be_compared_by(project: Path) -> None:
    keys = mart_keys(project / "contracts")
    marts = {path.stem for path in (project / "models/marts").rglob("*.sql")}
    assert keys.keys() == marts
    assert all(keys.values())


def test_a_duckdb_file_is_read_as_it_is() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.rpt_tiers as select 1.5 as x, null::double as y")
        reader = duckdb_reader(connection)
        types = {"x": "DECIMAL(2,1)", "y": "DOUBLE"}
        assert reader("rpt_tiers") == Table(types, [(Decimal("1.5"), None)])
        with pytest.raises(LookupError):
            reader("rpt_others")
