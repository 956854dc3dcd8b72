"""The input hash tells deliveries apart by content and by nothing else."""

from __future__ import annotations

import pytest

FILE = "crm/accounts.csv"
HEADER = b"account_id,account_name,amount\n"
ROWS = HEADER + b"A1,Alpha,1.50\nA2,Beta,\nA3,Gamma,3.00\n"

SAME = {
    "rows shuffled": HEADER + b"A3,Gamma,3.00\nA1,Alpha,1.50\nA2,Beta,\n",
    "columns moved": b"amount,account_id,account_name\n1.50,A1,Alpha\n,A2,Beta\n3.00,A3,Gamma\n",
    "crlf, quotes and blank lines": (ROWS + b'\n"A4",x,1\n\n').replace(b"\n", b"\r\n"),
    "a column nobody knows": b"".join(line + b",z\n" for line in ROWS.splitlines()),
}
OTHER = {
    "one value": ROWS.replace(b"1.50", b"1.5"),
    "a row twice": ROWS + b"A1,Alpha,1.50\n",
    "two rows twice": ROWS + b"A1,Alpha,1.50\nA1,Alpha,1.50\n",
    "a row less": HEADER + b"A1,Alpha,1.50\nA2,Beta,\n",
    "a value in the next column": HEADER + b"A1,,Alpha1.50\nA2,Beta,\nA3,Gamma,3.00\n",
    "two values swapped between rows": HEADER + b"A1,Beta,1.50\nA2,Alpha,\nA3,Gamma,3.00\n",
    "a rejected row": ROWS + b"A4,short\n",
    "another rejected row": ROWS + b"A5,short\n",
}


def hash_of(delivery, content: bytes) -> str:
    delivery.write(FILE, content)
    return delivery.land().input_hash


@pytest.mark.parametrize("change", SAME)
def test_order_and_format_change_no_hash(delivery, change):
    rows = ROWS + b"A4,x,1\n" if "blank" in change else ROWS
    assert hash_of(delivery, SAME[change]) == hash_of(delivery, rows)


def test_every_change_of_content_changes_the_hash(delivery):
    hashes = [hash_of(delivery, content) for content in (ROWS, *OTHER.values())]
    assert len(set(hashes)) == len(hashes)


def test_parquet_with_equal_text_has_the_hash_of_the_csv(delivery):
    expected = hash_of(delivery, ROWS)
    delivery.path(FILE).unlink()
    delivery.write_parquet(
        "crm/accounts.parquet",
        """
        select * from (values ('A3', 'Gamma', 3.00::decimal(9, 2)), ('A2', 'Beta', null),
            ('A1', 'Alpha', 1.50)) as rows (account_id, account_name, amount)
        """,
    )
    assert delivery.land().input_hash == expected


def test_an_empty_delivery_is_not_a_missing_one(delivery):
    without = delivery.land().input_hash
    delivery.write("crm/users.csv", b"user_id,email,team\n")
    assert delivery.land().input_hash != without


def test_dropped_values_are_not_part_of_the_hash(delivery):
    delivery.write("crm/users.csv", b"user_id,email,team\nU1,a@b.example,East\n")
    first = delivery.land().input_hash
    delivery.write("crm/users.csv", b"user_id,email,team\nU1,c@d.example,East\n")
    assert delivery.land().input_hash == first


def test_hash_does_not_depend_on_threads(delivery):
    rows = HEADER + b"".join(b"A%d,x,%d\n" % (n, n) for n in range(5_000))
    hashes = set()
    for threads in (1, 4):
        delivery.connection.execute(f"set threads = {threads}")
        hashes.add(hash_of(delivery, rows))
    assert len(hashes) == 1


def test_hash_is_the_one_of_this_version(delivery):
    """A change here means that every published run is computed anew: do it knowingly."""
    expected = "60a8fabba6e951562de32e5a5b2873fa8ee9a40aa38b35f24eba4350b17adc24"
    assert delivery.land().input_hash == expected
