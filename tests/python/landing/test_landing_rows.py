"""What is landed: values by name, numbers that stay true, rejects with their text."""

from __future__ import annotations

import hashlib
import stat
from datetime import UTC, datetime

import pytest

from segments.errors import InputRefused
from segments.landing import refuse_reject_share
from segments.landing.byte_gate import ByteGate

HEADER = b"account_id,account_name,amount\n"


def test_clean_delivery_lands_every_row_as_text(delivery):
    landed = delivery.land()
    assert delivery.rows("from landed.accounts") == [
        ("A1", "Alpha", "1.50", 1, 2),
        ("A2", "Beta", None, 2, 3),
        ("A3", "Gamma", "3.00", 3, 4),
    ]
    assert (landed.total_records, landed.total_rejected) == (5, 0)
    assert (landed.extracted_at, landed.warnings) == (None, ())
    types = dict(
        delivery.rows(
            "select column_name, data_type from information_schema.columns "
            "where table_schema = 'landed' and table_name = 'accounts'"
        )
    )
    assert set(types.values()) == {"VARCHAR", "BIGINT"}
    assert types["record_number"] == types["line_number"] == "BIGINT"


def test_files_has_one_row_per_entity_delivered_or_not(delivery):
    content = delivery.path("crm/accounts.csv").read_bytes()
    delivery.land()
    assert delivery.rows("from landed.files") == [
        (
            *("crm", "accounts", "crm/accounts.csv", "csv"),
            hashlib.sha256(content).hexdigest(),
            *(len(content), True, None, 3, 3, 0, None),
        ),
        (
            *("crm", "deals", "crm/deals.csv", "csv"),
            hashlib.sha256(delivery.path("crm/deals.csv").read_bytes()).hexdigest(),
            *(31, True, None, 2, 2, 0, None),
        ),
        ("crm", "users", None, None, None, None, False, None, 0, 0, 0, "not delivered"),
    ]


def test_entity_that_is_not_delivered_is_an_empty_table_of_the_same_shape(delivery):
    delivery.land()
    empty = delivery.rows("describe landed.users")
    delivery.write("crm/users.csv", b"user_id,email,team\nU1,a@b.example,East\n")
    delivery.land()
    assert delivery.rows("describe landed.users") == empty
    assert delivery.rows("from landed.users") == [("U1", "East", 1, 2)]


def test_copy_is_immutable_and_named_by_its_hash(delivery):
    delivery.land()
    content = delivery.path("crm/accounts.csv").read_bytes()
    copy = delivery.store_dir / hashlib.sha256(content).hexdigest()
    assert copy.read_bytes() == content
    assert stat.S_IMODE(copy.stat().st_mode) == 0o444
    assert len(list(delivery.store_dir.iterdir())) == 2


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf" + HEADER + b"A1,x,1\nA2,y,2\n", id="byte order mark"),
        pytest.param(HEADER.replace(b"\n", b"\r\n") + b"A1,x,1\r\nA2,y,2\r\n", id="crlf"),
        pytest.param(HEADER + b'"A1","x","1"\n"A2","y","2"\n', id="quoted"),
        pytest.param(
            b"amount,account_id,account_name\n1,A1,x\n2,A2,y\n", id="columns in another order"
        ),
    ],
)
def test_harmless_differences_land_the_same_values(delivery, content):
    delivery.write("crm/accounts.csv", content)
    delivery.land()
    assert delivery.rows("from landed.accounts") == [
        ("A1", "x", "1", 1, 2),
        ("A2", "y", "2", 2, 3),
    ]


def test_column_order_is_noted(delivery):
    delivery.write("crm/accounts.csv", b"amount,account_id,account_name\n1,A1,x\n")
    assert any(
        "crm/accounts.csv" in warning and "another order" in warning
        for warning in delivery.land().warnings
    )


def test_placeholder_and_formula_text_lands_unchanged(delivery):
    text = "=1+1|N/A|$1,200.50| padded |'); drop table x; --|\u2028|Zürich"
    body = "".join(f'A{n},"{value}",1\n' for n, value in enumerate(text.split("|")))
    delivery.write("crm/accounts.csv", HEADER + body.encode())
    delivery.land()
    names = [name for (name,) in delivery.rows("select account_name from landed.accounts")]
    assert names == text.split("|")


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_numbers_stay_true_past_rejects_blank_lines_and_line_ends_in_fields(delivery, newline):
    lines = [
        HEADER.strip(),  # 1
        b'A1,"two',  # 2, to 3
        b'lines, ""quoted""",1',
        b"A2,short",  # 4: record 2
        b"",  # 5
        b"A3,x,3",  # 6
        b"A4,y,4,extra",  # 7: record 4
        b"A5,\xff\xfe,5",  # 8: record 5
        b'A6,"a',  # 9, to 10
        b'b",6',
        b"A7,z,7",  # 11
    ]
    delivery.write("crm/accounts.csv", newline.join(lines) + newline)
    landed = delivery.land()
    assert delivery.rows("select account_id, record_number, line_number from landed.accounts") == [
        ("A1", 1, 2),
        ("A3", 3, 6),
        ("A6", 6, 9),
        ("A7", 7, 11),
    ]
    assert delivery.rows("from landed.rejects") == [
        ("crm", "accounts", "crm/accounts.csv", 2, 4, "wrong_column_count", "A2,short"),
        ("crm", "accounts", "crm/accounts.csv", 4, 7, "wrong_column_count", "A4,y,4,extra"),
        ("crm", "accounts", "crm/accounts.csv", 5, 8, "invalid_encoding", "A5,\\xff\\xfe,5"),
    ]
    assert (landed.total_records, landed.total_rejected) == (9, 3)


def test_file_that_is_bad_in_every_record_is_all_rejects(delivery):
    delivery.write("crm/accounts.csv", HEADER + b"A1\nA2,x,1,y\n")
    landed = delivery.land()
    assert delivery.rows("from landed.accounts") == []
    assert landed.files[0].rejected_record_count == 2
    with pytest.raises(InputRefused, match="2 of 2 records"):
        refuse_reject_share(landed.files, delivery.entities)


@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize(
    "content",
    [
        b'a,b\r\n1, "2"\r\n',
        b"a,b\r\n1,2\n",
        b"a,b\n1,\0\n",
        b'a,b\n1,\t"2"',
    ],
)
def test_byte_facts_do_not_depend_on_where_chunks_end(content, size):
    whole, pieces = ByteGate(), ByteGate()
    whole.feed(content)
    for place in range(0, len(content), size):
        pieces.feed(content[place : place + size])
    whole.close()
    pieces.close()
    for fact in ("fault", "byte_count", "has_uniform_newlines", "has_quote_after_space"):
        assert getattr(pieces, fact) == getattr(whole, fact)


def test_numbers_stay_true_in_a_file_read_by_several_threads(delivery):
    delivery.connection.execute("set threads = 4")
    rows = []
    for number in range(1, 60_001):
        text = '"two\nlines"' if number % 97 == 0 else "x" * 300
        rows.append(f"A{number},{text},{number}\n" if number % 1009 else f"A{number}\n")
    delivery.write("crm/accounts.csv", HEADER + "".join(rows).encode())
    landed = delivery.land()
    assert landed.total_rejected == 60_000 // 1009
    wrong = "select count(*) from landed.accounts where account_id <> 'A' || record_number"
    assert delivery.rows(wrong) == [(0,)]
    wrong_line = """
        select count(*) from landed.accounts
        where line_number <> 1 + record_number + (record_number - 1) // 97
            - (record_number - 1) // (97 * 1009)
    """
    assert delivery.rows(wrong_line) == [(0,)]


def test_dropped_column_is_never_stored_not_even_in_a_reject(delivery):
    delivery.write(
        "crm/users.csv", b"user_id,email,team\nU1,canary@one.example,East\nU2,canary@two.example\n"
    )
    delivery.land()
    assert [row[0] for row in delivery.rows("describe landed.users")] == [
        *("user_id", "team", "record_number", "line_number")
    ]
    assert "canary" not in str(delivery.rows("from landed.users"))
    (reject,) = delivery.rows("from landed.rejects")
    assert reject[3:6] == (2, 3, "wrong_column_count")
    assert "withheld" in reject[6]


def test_dropped_column_may_be_absent(delivery):
    delivery.write("crm/users.csv", b"user_id,team\nU1,East\n")
    delivery.land()
    assert delivery.rows("from landed.users") == [("U1", "East", 1, 2)]


def test_header_without_records_lands_where_the_contract_allows_none(delivery):
    delivery.write("crm/deals.csv", b"deal_id,account_id\n")
    delivery.land()
    assert delivery.rows("from landed.deals") == []


def test_complete_last_row_without_newline_is_noted_where_it_is_optional(delivery):
    delivery.write("crm/deals.csv", b"deal_id,account_id\nD1,A1")
    landed = delivery.land()
    assert delivery.rows("from landed.deals") == [("D1", "A1", 1, 2)]
    assert any("no line end" in warning for warning in landed.warnings)


def test_extra_column_is_ignored_with_a_warning(delivery):
    delivery.write("crm/accounts.csv", b"account_id,secret,account_name,amount\nA1,s,x,1\n")
    landed = delivery.land()
    assert delivery.rows("from landed.accounts") == [("A1", "x", "1", 1, 2)]
    assert landed.warnings == (
        "crm/accounts.csv: columns the contract does not know were not landed: 'secret'",
    )


def test_two_rows_joined_by_stray_quotes_are_warned_about(delivery):
    delivery.write("crm/accounts.csv", HEADER + b'A1,"x,1\nA2,y",2\nA3,z,3\n')
    landed = delivery.land()
    assert any("line 2" in warning and "stray quotes" in warning for warning in landed.warnings)


def test_unknown_files_are_listed(delivery):
    delivery.write("crm/Accounts_old.csv", b"x")
    delivery.write("crm/.hidden", b"x")
    delivery.write("marketing/leads.csv", b"x")
    assert delivery.land().warnings == (
        "not read, because no contract names it: marketing",
        "not read, because no contract names it: crm/Accounts_old.csv",
    )


def test_store_path_with_pattern_characters_is_read_as_it_stands(delivery, tmp_path):
    delivery.store_dir = tmp_path / "we[i]rd*'d?"
    delivery.land()
    assert len(delivery.rows("from landed.accounts")) == 3


def test_manifest_gives_the_time_in_utc_and_confirms_counts(delivery):
    content = delivery.path("crm/accounts.csv").read_bytes()
    delivery.write(
        "manifest.json",
        b'{"extracted_at": "2025-01-31T02:00:00+01:00", "files": {"crm/accounts.csv": '
        b'{"rows": 3, "sha256": "%s"}}}' % hashlib.sha256(content).hexdigest().encode(),
    )
    landed = delivery.land()
    assert landed.extracted_at == datetime(2025, 1, 31, 1, tzinfo=UTC)
    assert landed.files[0].declared_record_count == 3
    assert landed.warnings == (
        "crm/deals.csv: the manifest does not declare it, so a cut or old file goes unseen",
    )


def test_declared_hash_proves_a_file_without_final_newline_whole(delivery):
    content = HEADER + b"A1,x,1"
    delivery.write("crm/accounts.csv", content)
    digest = hashlib.sha256(content).hexdigest().upper().encode()
    delivery.write(
        "manifest.json",
        b'{"extracted_at": "2025-01-31T02:00:00Z", "files": {"crm/accounts.csv": '
        b'{"sha256": "%s"}}}' % digest,
    )
    delivery.land()
    assert delivery.rows("from landed.accounts") == [("A1", "x", "1", 1, 2)]


def test_reject_share_passes_at_the_limit_and_refuses_above_it(delivery):
    delivery.write("crm/accounts.csv", HEADER + b"A1,x,1\nA2,x,1\nA3,x,1\nA4\n")
    refuse_reject_share(delivery.land().files, delivery.entities)
    delivery.write("crm/accounts.csv", HEADER + b"A1,x,1\nA2,x,1\nA4\n")
    with pytest.raises(InputRefused) as refusal:
        refuse_reject_share(delivery.land().files, delivery.entities)
    for part in ("crm/accounts.csv", "1 of 3", "33.3%", "25.0%", "repair the export"):
        assert part in str(refusal.value)
