"""CONTRIBUTING.md's three steps, walked for every column of every mart: model, test, doc."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from segments.contracts import Entity, load_contract

WORD = re.compile(r"[a-z_][a-z0-9_]*")


@pytest.fixture(scope="module")
def manifest(compiled_project: Path) -> dict:
    return json.loads((compiled_project / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def marts(manifest: dict) -> dict[str, dict]:
    """Every mart by its name."""
    nodes = manifest["nodes"].values()
    return {
        node["name"]: node
        for node in nodes
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }


def lineage(manifest: dict, unique_id: str) -> set[str]:
    """A node and everything upstream of it."""
    found = {unique_id}
    for parent in manifest["nodes"].get(unique_id, {}).get("depends_on", {}).get("nodes", []):
        if parent not in found:
            found |= lineage(manifest, parent)
    return found


def expected_columns(manifest: dict, unique_ids: set[str]) -> set[str]:
    """Columns that a unit test of one of the models states an expectation of."""
    found: set[str] = set()
    for test in manifest["unit_tests"].values():
        if unique_ids & set(test["depends_on"]["nodes"][:1]) or any(
            unique_id.endswith(f".{test['model']}") for unique_id in unique_ids
        ):
            for row in test["expect"]["rows"] or []:
                found |= set(row)
    return found


def constrained_columns(mart: dict) -> set[str]:
    """Columns that the engine holds to a key, a range or a value."""
    found = {name for name, column in mart["columns"].items() if column["constraints"]}
    for constraint in mart["constraints"]:
        found |= set(constraint["columns"] or []) | set(
            WORD.findall(constraint["expression"] or "")
        )
    return found


def governed_columns(entity: Entity) -> set[str]:
    """Columns that the contract of the published table judges."""
    found = {
        column.name
        for column in entity.columns
        if column.is_required or column.allowed_values or column.options
    }
    for rule in entity.rules:
        found |= set(WORD.findall(rule.quality.query or ""))
    return found


@pytest.fixture(scope="module")
def contract(project: Path) -> dict[str, Entity]:
    entities = load_contract(project / "contracts/marts.odcs.yaml")
    return {entity.name: entity for entity in entities}


def test_there_are_marts_with_columns(marts: dict[str, dict]) -> None:
    assert len(marts) >= 17
    assert sum(len(mart["columns"]) for mart in marts.values()) > 250


def test_every_mart_is_in_the_contract_column_by_column(
    marts: dict[str, dict], contract: dict[str, Entity]
) -> None:
    described = {name: list(mart["columns"]) for name, mart in marts.items()}
    assert {
        name: [column.name for column in entity.columns] for name, entity in contract.items()
    } == described


def test_name_leads_to_the_model(project: Path, marts: dict[str, dict]) -> None:
    lost = [
        f"{name}.{column}"
        for name, mart in marts.items()
        for column in mart["columns"]
        if not re.search(rf"\b{column}\b", mart["compiled_code"])
    ]
    assert lost == []
    assert all((project / mart["original_file_path"]).is_file() for mart in marts.values())


def test_name_leads_to_a_test(
    project: Path, manifest: dict, marts: dict[str, dict], contract: dict[str, Entity]
) -> None:
    singular = [path.read_text(encoding="utf-8") for path in (project / "tests/data").glob("*.sql")]
    lost = []
    for name, mart in marts.items():
        tested = constrained_columns(mart) | governed_columns(contract[name])
        tested |= expected_columns(manifest, lineage(manifest, mart["unique_id"]))
        for text in singular:
            if f"ref('{name}')" in text:
                tested |= set(WORD.findall(text))
        lost += [f"{name}.{column}" for column in mart["columns"] if column not in tested]
    assert lost == []


def test_name_leads_to_the_doc(project: Path, marts: dict[str, dict]) -> None:
    dictionary = (project / "docs/data-dictionary.md").read_text(encoding="utf-8")
    lost = [
        f"{name}.{column['name']}"
        for name, mart in marts.items()
        for column in mart["columns"].values()
        if len(column["description"]) < 10 or f"`{column['name']}`" not in dictionary
    ]
    assert lost == []
