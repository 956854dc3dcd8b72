"""Each kind of difference between two engines is found, and what is no difference is not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from segments.parity import compare, describe, mart_keys
from segments.parity.compare import Difference, is_same_value
from segments.parity.readers import duckdb_reader

pa = pytest.importorskip("pyarrow", reason="pyarrow comes with the engines, not by default")

KEYS = {"rpt_tiers": ("as_of_date", "segment_id")}
DAY = date(2026, 6, 30)
COLUMNS = {
    "as_of_date": pa.array([DAY, DAY]),
    "segment_id": pa.array(["a", "b"]),
    "account_count": pa.array([201, 7], pa.int64()),
    "arr_amount": pa.array([Decimal("10.50"), None], pa.decimal128(18, 2)),
    "win_rate": pa.array([1 / 3, 0.0]),
    "tier_label": pa.array(["A", None]),
    "is_funded": pa.array([True, False]),
    "built_at": pa.array([datetime(2026, 6, 30, 1), None], pa.timestamp("us")),
}


def tables(**changed: pa.Array) -> dict[str, pa.Table]:
    return {"rpt_tiers": pa.table(COLUMNS | changed)}


def differences(left: dict[str, pa.Table], right: dict[str, pa.Table]) -> list[Difference]:
    return list(compare(KEYS, left.__getitem__, right.__getitem__).differences)


def key_of(segment: str) -> tuple[tuple[str, object], ...]:
    return (("as_of_date", DAY), ("segment_id", segment))


def test_the_same_rows_in_another_order_with_other_widths_are_no_difference() -> None:
    other = tables(
        account_count=pa.array([201, 7], pa.int32()),
        arr_amount=pa.array([Decimal("10.5000"), None], pa.decimal128(38, 4)),
        tier_label=pa.array(["A", None], pa.large_string()),
        win_rate=pa.array([1 / 3 + 1e-16, -0.0]),
    )
    other["rpt_tiers"] = other["rpt_tiers"].take([1, 0]).select(sorted(COLUMNS))
    comparison = compare(KEYS, tables().__getitem__, other.__getitem__)
    assert comparison.is_same and comparison.row_counts == {"rpt_tiers": 2}
    assert comparison.value_count == 16


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("account_count", pa.array([201, 8], pa.int64())),
        ("arr_amount", pa.array([Decimal("10.50"), Decimal("0.00")], pa.decimal128(18, 2))),
        ("win_rate", pa.array([1 / 3, 1e-300])),
        ("tier_label", pa.array(["A", ""])),
        ("is_funded", pa.array([True, None])),
        (
            "built_at",
            pa.array([datetime(2026, 6, 30, 1), datetime(2026, 6, 30)], pa.timestamp("us")),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_value_that_differs_is_told_with_its_key_and_both_sides(
    column: str, values: pa.Array
) -> None:
    told = Difference(
        "rpt_tiers", "value", key_of("b"), column, COLUMNS[column][1].as_py(), values[1].as_py()
    )
    assert differences(tables(), tables(**{column: values})) == [told]


def test_a_row_of_one_side_alone_and_a_key_that_stands_twice_there_are_told() -> None:
    one, twice = tables(), tables(segment_id=pa.array(["a", "a"]))
    assert differences(one, twice) == [
        Difference("rpt_tiers", "rows", key_of("a"), left=1, right=2),
        Difference("rpt_tiers", "rows", key_of("b"), left=1, right=0),
    ]


def test_a_key_that_is_null_may_stand_twice_and_its_rows_are_compared_in_any_order() -> None:
    keyless = tables(segment_id=pa.array([None, None], pa.string()))
    turned = {"rpt_tiers": keyless["rpt_tiers"].take([1, 0])}
    assert differences(keyless, turned) == []
    other = tables(
        segment_id=pa.array([None, None], pa.string()), account_count=pa.array([201, 8], pa.int64())
    )
    assert [(d.column, d.left, d.right) for d in differences(turned, other)] == [
        ("account_count", 7, 8)
    ]


def test_a_column_that_is_missing_or_of_another_kind_is_told_once_and_the_rest_is_compared() -> (
    None
):
    other = tables(
        arr_amount=pa.array([10.5, None]),
        built_at=pa.array([datetime(2026, 6, 30, 1, tzinfo=UTC), None], pa.timestamp("us", "UTC")),
        account_count=pa.array([201, 8], pa.int64()),
    )
    other["rpt_tiers"] = other["rpt_tiers"].drop_columns(["is_funded"])
    assert differences(tables(), other) == [
        Difference("rpt_tiers", "column", (), "arr_amount", "decimal", "double"),
        Difference("rpt_tiers", "column", (), "is_funded", "flag", None),
        Difference("rpt_tiers", "column", (), "built_at", "moment", "moment with a time zone"),
        Difference("rpt_tiers", "value", key_of("b"), "account_count", 7, 8),
    ]


def test_a_table_of_one_side_alone_is_told_and_nothing_compared_is_no_parity() -> None:
    assert differences(tables(), {}) == [Difference("rpt_tiers", "table", left=True, right=False)]
    assert not compare(KEYS, {}.__getitem__, {}.__getitem__).is_same
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
    comparison = compare(
        KEYS,
        tables().__getitem__,
        tables(
            account_count=pa.array([200, 8], pa.int64()), tier_label=pa.array([1, 2])
        ).__getitem__,
    )
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
        connection.execute(
            "create table marts.rpt_tiers as select cast(1.5 as decimal(18, 2)) as x"
        )
        reader = duckdb_reader(connection)
        assert reader("rpt_tiers").to_pydict() == {"x": [Decimal("1.50")]}
        with pytest.raises(LookupError):
            reader("rpt_others")
