"""Damaged bytes: a file is refused, or every record of it is landed or rejected."""

from __future__ import annotations

import csv
import io
import random

from segments.errors import InputRefused

FILE = "crm/accounts.csv"
SEED = 1002
FILES = 250
SPICES = [b'"', b",", b"\n", b"\r\n", b"\r", b"\0", b"\xff", b" ", b'""', b'"\n', b', "', b"\xc3"]


def base(generator: random.Random) -> bytes:
    newline = generator.choice([b"\n", b"\n", b"\r\n"])
    names = [b"plain", b'"quoted, name"', b'"two\nlines"', b"", b'"a ""b"""', "Zürich".encode()]
    rows = [
        b"A%d,%s,%d.50" % (number, generator.choice(names), number)
        for number in range(generator.randint(1, 40))
    ]
    return newline.join([b"account_id,account_name,amount", *rows]) + newline


def damage(generator: random.Random, content: bytes) -> bytes:
    for _ in range(generator.randint(0, 3)):
        place = generator.randrange(len(content) + 1)
        match generator.randrange(4):
            case 0:
                content = content[:place] + generator.choice(SPICES) + content[place:]
            case 1:
                content = content[:place] + content[place + generator.randint(1, 3) :]
            case 2:
                byte = bytes([generator.randrange(256)])
                content = content[:place] + byte + content[place + 1 :]
            case 3:
                content = content[:place] if generator.random() < 0.3 else content
    return content


def python_records(content: bytes) -> list[list[str]]:
    """An oracle of its own: the whole file at once, read by Python's parser."""
    text = content.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    return [row for row in csv.reader(io.StringIO(text, newline="\n"), strict=True) if row][1:]


def test_damaged_files_are_refused_or_reconcile_value_by_value(delivery):
    generator = random.Random(SEED)
    refused = landed_files = rejected = 0
    for number in range(FILES):
        content = damage(generator, base(generator))
        delivery.write(FILE, content)
        try:
            landed = delivery.land()
        except InputRefused as error:
            refused += 1
            assert FILE in str(error), f"file {number} of seed {SEED}"
            continue
        landed_files += 1
        facts = landed.files[0]
        records = python_records(content)
        assert facts.counted_record_count == len(records), f"file {number} of seed {SEED}"
        assert facts.landed_record_count + facts.rejected_record_count == len(records)
        rejected += facts.rejected_record_count
        names = content.removeprefix(b"\xef\xbb\xbf").splitlines()[0].decode().split(",")
        places = [names.index(name) for name in ("account_id", "account_name", "amount")]
        for *values, record_number, line in delivery.rows("from landed.accounts"):
            record = records[record_number - 1]
            expected = [record[place].encode("latin-1").decode() or None for place in places]
            assert values == expected, f"file {number} of seed {SEED}, line {line}"
    assert min(refused, landed_files, rejected) > 10
