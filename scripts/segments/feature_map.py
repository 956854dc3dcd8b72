"""The feature map: each row of the feature list, where it lives, and the test that proves it.

`docs/features.csv` is written by hand; `docs/features.md` is made from it by `make generate`.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SOURCE_PATH = Path("docs/features.csv")
MAP_PATH = Path("docs/features.md")
STATES = {"built": "built", "partly": "partly built", "not_built": "not built"}
HEADER = """# Feature map

Each row of the feature list: what it is, where it lives, and the test that fails when it is wrong.
Made from `docs/features.csv` by `make generate`; do not edit.

Where it lives: `model` or `model.column`; `finding:` a check of `rpt_findings`; `metric:` a metric
of `fct_segment_metrics`; `param:` a setting of `cfg_params`; `seed:` a file of `seeds/`; `command:`
a command of `segments`. Tests: `unit:` a dbt unit test, `data:` a file of `tests/data/`, `pytest:`
a function under `tests/python/`.
"""


@dataclass(frozen=True)
class Feature:
    """One row of the feature list; `short` says what is missing, and is empty where nothing is."""

    row_id: str
    title: str
    state: str
    objects: tuple[str, ...]
    tests: tuple[str, ...]
    short: str


def read_features(path: Path) -> list[Feature]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            Feature(
                row["row_id"],
                row["title"],
                row["state"],
                tuple(row["objects"].split()),
                tuple(row["tests"].split()),
                row["short"],
            )
            for row in csv.DictReader(stream)
        ]


def _code(names: Sequence[str]) -> str:
    return "<br>".join(f"`{name}`" for name in names)


def render_map(features: Sequence[Feature]) -> str:
    """The page, rows in the order of the file."""
    counted = Counter(feature.state for feature in features)
    totals = ", ".join(f"{counted[state]} {words}" for state, words in STATES.items())
    lines = [HEADER, f"{len(features)} rows: {totals}.\n"]
    lines += ["| row | what | state | where | tests | short of |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {f.row_id} | {f.title} | {STATES[f.state]} | {_code(f.objects)} | {_code(f.tests)} "
        f"| {f.short} |"
        for f in features
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    MAP_PATH.write_text(render_map(read_features(SOURCE_PATH)), encoding="utf-8")
