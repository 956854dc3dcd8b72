"""Parquet lands as the same text, or is refused with the column named."""

from __future__ import annotations

import random

import pytest

from segments.errors import InputRefused

FILE = "crm/accounts.parquet"


def with_parquet(delivery, select: str) -> None:
    delivery.path("crm/accounts.csv").unlink(missing_ok=True)
    delivery.write_parquet(FILE, select)


def refused(delivery, *parts: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        delivery.land()
    for part in (FILE, *parts):
        assert part in str(refusal.value)


def test_typed_columns_land_as_exact_text(delivery):
    with_parquet(
        delivery,
        """
        select 9007199254740993::bigint as account_id, '' as account_name,
            1200.50::decimal(18, 2) as amount
        union all select 2, 'Zürich', null
        """,
    )
    landed = delivery.land()
    assert delivery.rows("from landed.accounts") == [
        ("9007199254740993", None, "1200.50", 1, None),
        ("2", "Zürich", None, 2, None),
    ]
    assert landed.files[0].file_format == "parquet"
    assert landed.files[0].counted_record_count == 2


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_times_land_the_same_in_every_session_time_zone(delivery, zone):
    with_parquet(
        delivery,
        """
        select '2025-03-09T02:30:00.5+00:00'::timestamptz as account_id,
            '2025-03-09 02:30:00'::timestamp as account_name, '2025-03-09'::date as amount
        """,
    )
    delivery.connection.execute(f"set timezone = '{zone}'")
    delivery.land()
    assert delivery.rows("from landed.accounts")[0][:3] == (
        *("2025-03-09T02:30:00.5+00:00", "2025-03-09T02:30:00", "2025-03-09"),
    )


def test_floating_point_is_noted(delivery):
    with_parquet(delivery, "select 'A' as account_id, 'x' as account_name, 1.5::double as amount")
    assert any("floating-point" in warning for warning in delivery.land().warnings)


@pytest.mark.parametrize(
    ("value", "type_name"),
    [
        ("[1, 2]", "INTEGER[]"),
        ("{'a': 1}", "STRUCT"),
        ("map {'a': 1}", "MAP"),
        ("'a'::blob", "BLOB"),
    ],
)
def test_nested_and_binary_types_are_refused(delivery, value, type_name):
    with_parquet(delivery, f"select 'A' as account_id, 'x' as account_name, {value} as amount")
    refused(delivery, "column amount", type_name, "write it as a string")


def test_nested_column_the_contract_does_not_know_is_left_out(delivery):
    with_parquet(
        delivery,
        "select {'x': {'y': [1]}} as extra, 1 as amount, 'A' as account_id, 'x' as account_name",
    )
    landed = delivery.land()
    assert delivery.rows("from landed.accounts") == [("A", "x", "1", 1, None)]
    assert any("'extra'" in warning for warning in landed.warnings)


def test_missing_column_is_refused(delivery):
    with_parquet(delivery, "select 'A' as account_id, 1 as amount")
    refused(delivery, "schema", "missing: account_name", "Found: account_id, amount")


def test_no_row_is_refused_where_the_contract_wants_one(delivery):
    with_parquet(delivery, "select 'A' as account_id, 'x' as account_name, 1 as amount where false")
    refused(delivery, "no record", "at least 1")


def test_nul_in_text_is_refused(delivery):
    with_parquet(delivery, "select 'A' as account_id, 'x' || chr(0) as account_name, 1 as amount")
    refused(delivery, "record 1, column account_name", "NUL")


def test_file_that_is_no_parquet_is_refused(delivery):
    delivery.path("crm/accounts.csv").unlink()
    delivery.write(FILE, b"account_id,account_name,amount\nA1,x,1\n")
    refused(delivery, "cannot be read", "export it again")
    delivery.write(FILE, b"")
    refused(delivery, "empty (0 bytes)")


def test_damaged_parquet_is_refused_or_whole(delivery):
    with_parquet(
        delivery,
        "select 'A' || range as account_id, 'x' as account_name, range as amount from range(200)",
    )
    content = delivery.path(FILE).read_bytes()
    generator = random.Random(5)
    outcomes = set()
    for _ in range(40):
        damaged = bytearray(content)
        # The last 8 bytes hold the footer's length, which the engine is not tried on here.
        for _ in range(generator.randint(1, 4)):
            damaged[generator.randrange(4, len(damaged) - 8)] ^= 1 << generator.randrange(8)
        delivery.write(FILE, bytes(damaged[: generator.choice([len(damaged), len(damaged) // 2])]))
        try:
            landed = delivery.land()
            outcomes.add("landed")
            assert landed.files[0].landed_record_count == landed.files[0].counted_record_count
        except InputRefused:
            outcomes.add("refused")
    assert "refused" in outcomes
