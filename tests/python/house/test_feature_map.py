"""docs/features.csv names what exists, covers every row once, and docs/features.md shows it."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from typer.main import get_command

from segments.cli import app
from segments.feature_map import MAP_PATH, SOURCE_PATH, STATES, Feature, read_features, render_map

ROW_IDS = [
    *(f"M-{number:03}" for number in range(1, 116)),
    *(f"X-{number:03}" for number in range(1, 57)),
    *(f"C-{number:02}" for number in range(1, 20)),
]


@pytest.fixture(scope="module")
def features(project: Path) -> list[Feature]:
    return read_features(project / SOURCE_PATH)


@pytest.fixture(scope="module")
def manifest(compiled_project: Path) -> dict:
    return json.loads((compiled_project / "manifest.json").read_text(encoding="utf-8"))


def first_column(path: Path) -> set[str]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row[0] for row in csv.reader(stream)}


@pytest.fixture(scope="module")
def objects(project: Path, manifest: dict) -> set[str]:
    """Everything that the map may name as the place of a feature."""
    seeds = project / "seeds"
    found = {f"finding:{name}" for name in first_column(seeds / "cfg_checks.csv")}
    found |= {f"metric:{name}" for name in first_column(seeds / "cfg_metrics.csv")}
    found |= {f"param:{name}" for name in first_column(seeds / "cfg_params.csv")}
    found |= {f"seed:{path.stem}" for path in seeds.glob("*.csv")}
    found |= {f"command:{name}" for name in get_command(app).commands}
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model":
            found |= {node["name"], *(f"{node['name']}.{column}" for column in node["columns"])}
    return found


@pytest.fixture(scope="module")
def tests(project: Path, manifest: dict) -> set[str]:
    """Everything that the map may name as a proof."""
    found = {f"unit:{test['name']}" for test in manifest["unit_tests"].values()}
    found |= {f"data:{path.stem}" for path in (project / "tests/data").glob("*.sql")}
    for path in (project / "tests/python").rglob("test_*.py"):
        place = path.relative_to(project / "tests/python").as_posix()
        names = re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        found |= {f"pytest:{place}::{name}" for name in names}
    return found


def test_every_row_stands_in_the_map_once_and_in_order(features: list[Feature]) -> None:
    assert [feature.row_id for feature in features] == ROW_IDS


def test_rows_are_those_of_the_feature_list(project: Path) -> None:
    path = project.parent / "shared/features.md"
    if not path.exists():
        pytest.skip("the feature list is not beside the project")
    listed = re.findall(r"^\| ([MXC]-\d{2,3}) \|", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(ROW_IDS)


def test_every_place_exists(features: list[Feature], objects: set[str]) -> None:
    lost = [f"{f.row_id} {name}" for f in features for name in f.objects if name not in objects]
    assert not lost


def test_every_proof_exists(features: list[Feature], tests: set[str]) -> None:
    lost = [f"{f.row_id} {name}" for f in features for name in f.tests if name not in tests]
    assert not lost


def test_what_is_built_is_proven_and_what_is_not_says_why(features: list[Feature]) -> None:
    for feature in features:
        assert feature.state in STATES, feature.row_id
        assert len(feature.title) > 10, feature.row_id
        assert bool(feature.short) == (feature.state != "built"), feature.row_id
        proven = bool(feature.objects) and bool(feature.tests)
        assert proven == (feature.state != "not_built"), feature.row_id


def test_page_shows_the_file(project: Path, features: list[Feature]) -> None:
    written = (project / MAP_PATH).read_text(encoding="utf-8")
    assert written == render_map(features), "run make generate"
