"""Checks of merged cells: a map of cells onto cells of the same band, without circles."""

from __future__ import annotations

from segments.config_params import parse_date
from segments.config_segments import NO_NEED, possible_segment_ids
from segments.config_tables import file_of, filled, unique
from segments.seed_files import Problem, Seed


def _band(segment_id: str) -> str:
    return segment_id.partition("--")[0]


def _need(segment_id: str) -> str:
    return segment_id.partition("--")[2]


def _end_of(start: str, targets: dict[str, str]) -> str | None:
    """Where a chain of merges ends. None: nowhere, it runs in a circle."""
    seen, current = {start}, targets[start]
    while current in targets:
        if current in seen:
            return None
        seen.add(current)
        current = targets[current]
    return current


def _cells(seeds: dict[str, Seed], seed: Seed) -> list[Problem]:
    possible = possible_segment_ids(seeds)
    return [
        Problem(
            file_of(seed),
            row.line,
            column,
            f"no band and need state give segment '{row[column]}'",
            "write <firmographic_band_id>--<need_state_id> of existing rows, or remove the row",
        )
        for row in seed.rows
        for column in ("from_segment_id", "to_segment_id")
        if row[column] not in possible or _need(row[column]) == NO_NEED
    ]


def check_segment_map(seeds: dict[str, Seed]) -> list[Problem]:
    """Merges: each cell once, within its band, never in a circle, into a need state in use."""
    seed = seeds["cfg_segment_map"]
    problems = [
        *_cells(seeds, seed),
        *unique(seed, "from_segment_id"),
        *filled(seed, "decided_by", "reason"),
    ]
    active = {
        row["need_state_id"] for row in seeds["cfg_need_states"].rows if row["is_active"] == "true"
    }
    targets = {row["from_segment_id"]: row["to_segment_id"] for row in seed.rows}
    for row in seed.rows:
        start, target = row["from_segment_id"], row["to_segment_id"]
        end = _end_of(start, targets)
        if parse_date(row["effective_date"]) is None:
            what, fix = f"'{row['effective_date']}' is no day", "write it as YYYY-MM-DD"
            problems.append(Problem(file_of(seed), row.line, "effective_date", what, fix))
        if _band(start) != _band(target):
            what = f"{start} and {target} are of two bands"
            fix = "merge cells of one band only"
            problems.append(Problem(file_of(seed), row.line, "to_segment_id", what, fix))
        if end is None:
            what, fix = f"merges from {start} run in a circle", "remove one of them"
            problems.append(Problem(file_of(seed), row.line, "to_segment_id", what, fix))
        elif _need(start) in active and _need(target) not in active:
            what = f"{start} goes to {target}, whose need state is at rest"
            fix = "merge it into a cell of an active need state"
            problems.append(Problem(file_of(seed), row.line, "to_segment_id", what, fix))
    return problems
