"""The fault table of landing: each fault is refused, and the message says where and what to do."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace

import pytest

from segments.errors import InfrastructureFailed, InputRefused
from segments.landing import csv_reader, files

HEADER = b"account_id,account_name,amount\n"
GOOD = HEADER + b"A1,x,1\n"
FILE = "crm/accounts.csv"
MIB = 1024 * 1024

BAD_FILES = {
    "empty": (b"", ["empty (0 bytes)", "header"]),
    "header only": (HEADER, ["header and no record", "at least 1"]),
    "utf-16": (GOOD.decode().encode("utf-16"), ["UTF-16", "export it as UTF-8"]),
    "utf-32": (GOOD.decode().encode("utf-32"), ["UTF-32", "export it as UTF-8"]),
    "utf-16 without mark": (GOOD.decode().encode("utf-16-le"), ["line 1", "NUL", "offset 1"]),
    "nul": (GOOD + b"A2,\0,1\n", ["line 3", "NUL", f"offset {len(GOOD) + 3}", "export it again"]),
    "web page": (b"\n <html>\n", ["line 1", "web page", "repair the export"]),
    "web page with mark": (b"\xef\xbb\xbf<!DOCTYPE html>\n", ["line 1", "web page"]),
    "spreadsheet": (b"PK\x03\x04rest", ["spreadsheet", "export it as CSV"]),
    "gzip": (b"\x1f\x8b\x08rest", ["gzip", ".csv.gz"]),
    "parquet under a csv name": (b"PAR1rest", ["Parquet", ".parquet"]),
    "lf then crlf": (GOOD + b"A2,x,1\r\n", ["line 3", "CRLF", "LF", "same way"]),
    "crlf then lf": (
        GOOD.replace(b"\n", b"\r\n") + b"A2,x,1\n",
        ["line 3", "LF", "the header with CRLF"],
    ),
    "carriage returns only": (GOOD.replace(b"\n", b"\r"), ["carriage returns only", "LF"]),
    "lone carriage return": (GOOD + b"A2,x\ry,1\n", ["line 3", "carriage return", "same way"]),
    "blank first line": (b"\n" + GOOD, ["line 1", "empty", "first line"]),
    "header not utf-8": (b"account_id,\xff,amount\nA1,x,1\n", ["line 1", "not UTF-8"]),
    "header with open quote": (b'account_id,"account_name,amount\nA1,x,1\n', ["line 1", "header"]),
    "missing column": (
        b"account_id,amount\nA1,1\n",
        [
            *("line 1", "missing: account_name", "Expected: account_id, account_name, amount"),
            *("Found: account_id, amount", "Deliver"),
        ],
    ),
    "renamed by case": (
        b"account_id,Account_Name ,amount\nA1,x,1\n",
        ["missing: account_name", "'Account_Name ' for account_name"],
    ),
    "semicolons": (
        b"account_id;account_name;amount\nA1;x;1\n",
        ["missing: account_id, account_name, amount", "semicolons", "with commas"],
    ),
    "duplicate header": (
        b"account_id,account_name,amount,amount\nA1,x,1,2\n",
        ["line 1", "twice", "'amount' in columns 3 and 4", "one name"],
    ),
    "cut mid-row": (GOOD + b"A2,y", ["line 3", "cut mid-row", "2 of 3 fields", "whole file"]),
    "cut inside the last field": (
        GOOD + b"A2,y,12",
        ["line 3", "no line end", "sha256 in manifest.json"],
    ),
    "quote never closed": (
        GOOD + b'A2,"y,2\nA3,z,3\nA4,z,4\n',
        ["line 3 (to line 5)", "not closed", "double each quote"],
    ),
    "quote closed by a later row": (
        GOOD + b'A2,"y,2\nA3,z,3\nA4,"z,4\n',
        ["line 3 (to line 5)", "text follows a closing quote", "double each quote"],
    ),
    "text after a quote": (GOOD + b'A2,"y"z,2\n', ["line 3", "text follows a closing quote"]),
    "quotes swallow rows into a bad record": (
        GOOD + b'A2,"y,2\nA3,z,3\nA4,z",4,5\n',
        ["line 3", "runs over 3 lines", "swallowed", "double each quote"],
    ),
    "space before a quote shifts fields": (
        GOOD + b'A2, "y,z",2\n',
        ["line 3", "different number of fields", "must follow its comma"],
    ),
    "space before a quote changes a value": (
        b'account_id,account_name,amount\n\n"A1",x,1\nA2, "y",2\n',
        ["line 4", "column account_name", "must follow its comma"],
    ),
    "line over 8 MiB": (
        GOOD + b"A2," + b"x" * (8 * MIB) + b",2\nA3,x,1\n",
        ["line 3", "longer than 8 MiB", "shorten the field"],
    ),
    "record over 8 MiB": (
        GOOD + b'A2,"' + b"x\n" * (4 * MIB) + b'",2\n',
        ["line 3", "longer than 8 MiB", "never closed"],
    ),
}


def refused(delivery, *parts: str) -> str:
    with pytest.raises(InputRefused) as refusal:
        delivery.land()
    message = str(refusal.value)
    for part in parts:
        assert part in message
    return message


@pytest.mark.parametrize("fault", BAD_FILES)
def test_file_at_fault_is_refused_with_place_and_remedy(delivery, fault):
    content, parts = BAD_FILES[fault]
    delivery.write(FILE, content)
    refused(delivery, FILE, *parts)


def test_field_of_5_mib_is_landed(delivery):
    delivery.write(FILE, GOOD + b"A2," + b"x" * (5 * MIB) + b",2\n")
    delivery.land()
    assert delivery.rows("select max(length(account_name)) from landed.accounts") == [(5 * MIB,)]


def test_missing_required_file_names_the_path_and_what_is_there(delivery):
    delivery.path(FILE).rename(delivery.path("crm/Accounts.CSV"))
    refused(delivery, FILE, "not delivered", str(delivery.path(FILE)), "Accounts.CSV")


def test_missing_landing_folder_is_refused(delivery, tmp_path):
    delivery.landing_dir = tmp_path / "nowhere"
    refused(delivery, FILE, "put the extract at")


def test_no_revenue_file_is_refused(delivery):
    delivery.path("crm/deals.csv").unlink()
    refused(delivery, "crm/deals.csv", "no revenue", "put at least one")


def test_both_formats_are_refused(delivery):
    delivery.write_parquet("crm/accounts.parquet", "select 1 as account_id")
    refused(delivery, "crm/accounts.csv and crm/accounts.parquet", "keep one")


def test_extra_column_is_refused_where_the_contract_says_so(delivery):
    delivery.write("crm/deals.csv", b"deal_id,account_id,note\nD1,A1,x\n")
    refused(delivery, "crm/deals.csv, line 1", "'note'", "crm.odcs.yaml")


@pytest.mark.parametrize("linked", ["crm/accounts.csv", "crm"])
def test_link_out_of_the_landing_folder_is_refused(delivery, tmp_path, linked):
    outside = tmp_path / "outside"
    delivery.path(linked).rename(outside)
    delivery.path(linked).symlink_to(outside)
    refused(delivery, FILE, "outside the landing folder", "deliver the file itself")


def test_link_to_nowhere_and_folder_in_place_of_a_file_are_refused(delivery):
    delivery.path(FILE).unlink()
    delivery.path(FILE).symlink_to("nowhere.csv")
    refused(delivery, FILE, "leads nowhere")
    delivery.path(FILE).unlink()
    delivery.path(FILE).mkdir()
    refused(delivery, FILE, "not a regular file")


def test_every_refused_file_is_named_at_once(delivery):
    delivery.write(FILE, b"")
    delivery.write("crm/deals.csv", b"deal_id\nD1\n")
    assert refused(delivery, "crm/accounts.csv", "crm/deals.csv").count("\n") == 1


def test_refusal_leaves_the_tables_of_the_last_landing(delivery):
    delivery.land()
    before = delivery.rows("from landed.accounts"), delivery.rows("from landed.files")
    delivery.write("crm/accounts.csv", GOOD)
    delivery.write("crm/deals.csv", b"")
    refused(delivery, "crm/deals.csv")
    assert before == (delivery.rows("from landed.accounts"), delivery.rows("from landed.files"))


def test_file_that_grows_while_it_is_copied_is_refused(delivery, monkeypatch):
    states = iter([(10, 1), (20, 2)])
    monkeypatch.setattr(files, "_state", lambda descriptor: next(states))
    refused(delivery, FILE, "changed while it was copied", "move it here")
    assert not any(path.name.endswith(".partial") for path in delivery.store_dir.iterdir())


def test_full_disk_is_infrastructure_and_leaves_no_partial_copy(delivery, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InfrastructureFailed, match=r"crm/accounts.csv.*No space left on device"):
        delivery.land()
    assert list(delivery.store_dir.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_unreadable_file_is_refused(delivery):
    delivery.path(FILE).chmod(0)
    refused(delivery, FILE, "cannot be read")
    delivery.path(FILE).chmod(stat.S_IRUSR)


def test_rows_that_do_not_reconcile_are_refused(delivery, monkeypatch):
    counted = csv_reader.scan_records

    def one_less(*args, **kwargs):
        scan = counted(*args, **kwargs)
        return replace(scan, starts=scan.starts[:-1], lines=scan.lines[:-1])

    monkeypatch.setattr(csv_reader, "scan_records", one_less)
    refused(delivery, FILE, "2 records counted", "3 landed", "nothing was taken")


def declare(delivery, content: object) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    delivery.write("manifest.json", text.encode())


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ('{"extracted_at": "2025-01-31T02:00:00Z",\n"files": {,}}', ["line 2", "column 11"]),
        ({"files": {}}, ["extracted_at", "required"]),
        ({"extracted_at": "2025-01-31T02:00:00"}, ["extracted_at", "offset"]),
        ({"extracted_at": 1738288800}, ["extracted_at"]),
        ({"extracted_at": "2025-01-31T02:00:00Z", "rows": 1}, ["rows", "Known keys"]),
        ('{"extracted_at": "a", "extracted_at": "b"}', ["'extracted_at' stands twice"]),
        ("[" * 100_000, ["manifest.json"]),
        ("[1]", ["document"]),
    ],
)
def test_manifest_at_fault_is_refused(delivery, content, parts):
    declare(delivery, content)
    refused(delivery, "manifest.json", *parts)


@pytest.mark.parametrize(
    ("name", "facts", "parts"),
    [
        (FILE, {"rows": 4}, [FILE, "holds 3 records", "says 4", "correct the manifest"]),
        (FILE, {"rows": "3"}, ["files.crm/accounts.csv.rows"]),
        (FILE, {"rows": 3, "lines": 4}, ["files.crm/accounts.csv.lines"]),
        (FILE, {"sha256": "0" * 64}, [FILE, "sha256", "0" * 64, "deliver both again"]),
        (FILE, {"sha256": "abc"}, ["files.crm/accounts.csv.sha256"]),
        ("crm/users.csv", {"rows": 1}, ["crm/users.csv", "did not arrive", "deliver it"]),
        ("../outside\0.csv", {"rows": 1}, ["did not arrive"]),
    ],
)
def test_delivery_that_differs_from_its_manifest_is_refused(delivery, name, facts, parts):
    declare(delivery, {"extracted_at": "2025-01-31T02:00:00Z", "files": {name: facts}})
    refused(delivery, *parts)


def test_declared_rows_alone_do_not_prove_an_uncut_last_field(delivery):
    delivery.write(FILE, GOOD[:-1])
    facts = {FILE: {"rows": 1}}
    declare(delivery, {"extracted_at": "2025-01-31T02:00:00Z", "files": facts})
    refused(delivery, FILE, "no line end")


def test_declared_rows_count_rejected_records_too(delivery):
    delivery.write(FILE, GOOD + b"A2,short\n")
    facts = {FILE: {"rows": 2}}
    declare(delivery, {"extracted_at": "2025-01-31T02:00:00Z", "files": facts})
    assert delivery.land().total_rejected == 1


def test_entity_named_like_a_table_of_landing_is_refused(delivery):
    delivery.entities["files"] = replace(delivery.entities["users"], name="files")
    refused(delivery, "entity files", "landing uses itself")
