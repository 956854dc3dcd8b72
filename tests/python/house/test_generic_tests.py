"""The project's generic tests, each proven both ways: silent on good rows, loud on bad ones."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from jinja2 import Environment

RANGES = "(basis, lower_bound, upper_bound)"
KEYS = "(first_key, second_key)"


def bad_rows(project: Path, test: str, rows: str, names: str, **arguments: object) -> int:
    """How many rows the generic test returns for a table of these rows."""
    text = (project / f"macros/tests/{test}.sql").read_text(encoding="utf-8")
    text = re.sub(r"{%\s*test\s+\w+\(", "{% macro generic_test(", text)
    text = re.sub(r"{%\s*endtest\s*%}", "{% endmacro %}", text)
    module = Environment(extensions=["jinja2.ext.do"]).from_string(text).module
    query = module.generic_test(model="given_rows", **arguments)  # type: ignore[attr-defined]
    with duckdb.connect() as connection:
        connection.execute(f"create view given_rows as select * from (values {rows}) as t{names}")
        return len(connection.execute(query).fetchall())


BOUNDS = {"lower_bound": "lower_bound", "upper_bound": "upper_bound", "partition_by": "basis"}


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ("('a', 0, 50), ('a', 50, 250), ('a', 250, null), ('b', 10, null)", 0),
        ("('a', 0, 50), ('a', 40, 250)", 1),
        ("('a', 0, 50), ('a', 60, 250)", 1),
        ("('a', 0, null), ('a', 60, 250)", 1),
        ("('a', 50, 50)", 1),
    ],
    ids=["seamless", "overlap", "gap", "open in the middle", "empty range"],
)
def test_ranges_that_overlap_or_leave_a_gap_are_found(
    project: Path, rows: str, faults: int
) -> None:
    assert bad_rows(project, "mutually_exclusive_ranges", rows, RANGES, **BOUNDS) == faults


def test_a_gap_can_be_allowed(project: Path) -> None:
    rows = "('a', 0, 50), ('a', 60, 250)"
    arguments = BOUNDS | {"is_gap_allowed": True}
    assert bad_rows(project, "mutually_exclusive_ranges", rows, RANGES, **arguments) == 0


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ("(1, 1), (1, 2), (2, 1)", 0),
        ("(1, 1), (1, 1), (2, 1)", 1),
        ("(1, null), (2, 1)", 1),
    ],
    ids=["unique", "twice", "part of the key is null"],
)
def test_keys_that_do_not_make_one_row_are_found(project: Path, rows: str, faults: int) -> None:
    columns = ["first_key", "second_key"]
    assert bad_rows(project, "unique_combination", rows, KEYS, columns=columns) == faults
