"""What a connector may declare of its raw files, and what is refused by its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from segments.connectors import load_raw_source
from segments.errors import InputRefused

SOURCES = """
sources:
  - name: shop
    schema: landed_shop
    config: {meta: {extracted_at: "2026-06-30T23:00:00+00:00"}}
    tables:
      - name: orders
        config: {meta: {entities: [invoices], file: Orders 2026}}
        columns: [{name: Order No}, {name: total}]
      - name: cities
        columns: [{name: city}]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "models/staging/shop"
    folder.mkdir(parents=True)
    (folder / "_shop__sources.yml").write_text(SOURCES)
    (folder / "stg_shop__invoices.sql").write_text("select 1")
    return tmp_path


def change(project: Path, old: str, new: str) -> None:
    path = project / "models/staging/shop/_shop__sources.yml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_raw_tables_are_landed_by_their_own_declaration(project: Path) -> None:
    source = load_raw_source(project, "shop")
    assert source is not None and source.extracted_at is not None
    orders, cities = source.tables
    assert (orders.schema, orders.landed_name, orders.fed_entities) == (
        "landed_shop",
        "shop.orders",
        ("invoices",),
    )
    assert [column.name for column in orders.columns] == ["Order No", "total"]
    assert orders.custom["file"] == "Orders 2026" and cities.custom["file"] == "cities"
    assert cities.fed_entities == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("landed_shop", "shop", "schema landed_shop"),
        ("entities: [invoices]", "entities: [users]", "entity invoices is named by 0 tables"),
        ("entities: [invoices], file", "file", "entity invoices is named by 0 tables"),
        ("columns: [{name: city}]", "columns: []", "table cities: lists no columns"),
        ("columns: [{name: city}]", "columns: [city]", "a column is written"),
        ("file: Orders", "path: Orders", "path is read by nothing"),
        ("+00:00", "", "must be ISO 8601 with an offset"),
        (
            "      - name: cities\n",
            "      - name: cities\n        config: {meta: {entities: [invoices]}}\n",
            "entity invoices is named by 2 tables",
        ),
    ],
)
def test_a_declaration_that_cannot_be_enforced_is_refused(
    project: Path, old: str, new: str, words: str
) -> None:
    change(project, old, new)
    with pytest.raises(InputRefused, match=words.replace("[", r"\[")):
        load_raw_source(project, "shop")


def test_a_system_without_a_folder_is_refused_with_those_that_have_one(project: Path) -> None:
    with pytest.raises(InputRefused, match="Known: shop"):
        load_raw_source(project, "../shop")
