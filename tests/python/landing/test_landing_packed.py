"""Packed CSV lands as its content would; what is cut, damaged or a bomb is refused by name."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import Any

import pytest

from segments.errors import InputRefused
from segments.landing import unpack

FILE = "crm/accounts.csv.gz"
ACCOUNTS = b"account_id,account_name,amount\nA1,Alpha,1.50\nA2,Beta,\nA3,Gamma,3.00\n"
PACKED = gzip.compress(ACCOUNTS, mtime=0)
DATA = {
    "cut": (PACKED[:-9], "ends inside its packed data, so it was cut; deliver the whole file"),
    "cut before its checksum": (PACKED[:-8], "so it was cut"),
    "damaged": (PACKED[:20] + b"\xff\xff" + PACKED[22:], "is damaged within its first"),
    "wrong checksum": (PACKED[:-8] + bytes(8), "incorrect data check"),
    "bytes after the end": (PACKED + b"more", "is damaged within its first"),
    "not packed": (ACCOUNTS, "is not packed with gzip; pack it, or deliver it with the ending"),
    "empty": (b"", "is empty (0 bytes)"),
    "nothing inside": (gzip.compress(b""), "is empty (0 bytes)"),
    "fault inside": (gzip.compress(ACCOUNTS + b"A4,\0,1\n"), ", line 5: NUL byte"),
    "row cut before packing": (
        gzip.compress(ACCOUNTS + b"A4,x"),
        "line 5: the file is cut mid-row",
    ),
    "column missing": (gzip.compress(b"account_id\nA1\n"), ", line 1: columns are missing"),
}


def packed(delivery: Any, content: bytes = PACKED) -> None:
    delivery.path("crm/accounts.csv").unlink()
    delivery.write(FILE, content)


def test_packed_rows_are_the_rows(delivery: Any) -> None:
    plain = delivery.land()
    before = delivery.rows("select * from landed.accounts order by all")
    packed(delivery)
    landed = delivery.land()
    assert delivery.rows("select * from landed.accounts order by all") == before
    assert landed.input_hash == plain.input_hash
    (file,) = (file for file in landed.files if file.entity == "accounts")
    assert (file.file_name, file.file_format) == (FILE, "csv.gz")
    assert (file.byte_count, file.file_sha256) == (
        len(PACKED),
        hashlib.sha256(PACKED).hexdigest(),
    )
    assert not landed.warnings


def test_several_packed_parts_are_one_file(delivery: Any) -> None:
    packed(delivery, gzip.compress(ACCOUNTS[:40]) + gzip.compress(ACCOUNTS[40:]))
    delivery.land()
    assert delivery.rows("select count(*) from landed.accounts") == [(3,)]


def test_content_beyond_one_piece_is_whole(delivery: Any) -> None:
    rows = [f"B{n},name {n * 7919},{n}.00" for n in range(200_000)]
    packed(delivery, gzip.compress(ACCOUNTS + "\n".join([*rows, ""]).encode()))
    delivery.land()
    assert delivery.rows("select count(*), max(line_number) from landed.accounts") == [
        (200_003, 200_004)
    ]


def test_a_bad_record_keeps_its_unpacked_line(delivery: Any) -> None:
    packed(delivery, gzip.compress(ACCOUNTS + b"A4,x,1,2\n"))
    delivery.land()
    assert delivery.rows("select file_name, line_number, reason_code from landed.rejects") == [
        (FILE, 5, "wrong_column_count")
    ]


def test_the_manifest_declares_what_is_delivered(delivery: Any) -> None:
    packed(delivery)
    facts = {"rows": 3, "sha256": hashlib.sha256(PACKED).hexdigest()}
    manifest = {"extracted_at": "2026-06-30T02:00:00+00:00", "files": {FILE: facts}}
    delivery.write("manifest.json", json.dumps(manifest).encode())
    delivery.land()
    delivery.write(FILE, gzip.compress(ACCOUNTS + b"A4,x,1\n"))
    with pytest.raises(InputRefused, match="was cut or changed after it was declared"):
        delivery.land()


@pytest.mark.parametrize(("content", "words"), DATA.values(), ids=DATA.keys())
def test_what_cannot_be_believed_is_refused(delivery: Any, content: bytes, words: str) -> None:
    packed(delivery, content)
    with pytest.raises(InputRefused) as refused:
        delivery.land()
    assert str(refused.value).startswith(FILE)
    assert words in str(refused.value)


def test_a_file_built_to_fill_the_disk_stops_early(
    delivery: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, "FREE_BYTES", 1024 * 1024)
    packed(delivery, gzip.compress(ACCOUNTS + b"A4,x,1\n" * 10_000_000, compresslevel=9))
    with pytest.raises(InputRefused, match="more than 200 times its size"):
        delivery.land()
    assert sum(path.stat().st_size for path in delivery.store_dir.iterdir()) < 60_000_000


def test_both_packed_and_unpacked_is_refused(delivery: Any) -> None:
    delivery.write(FILE, PACKED)
    with pytest.raises(InputRefused, match=r"accounts\.csv and crm/accounts\.csv\.gz: delivered"):
        delivery.land()
