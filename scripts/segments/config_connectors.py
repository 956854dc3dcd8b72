"""Checks of what people decide about the values of connected systems."""

from __future__ import annotations

from segments.config_tables import ENTITIES, domain, file_of, filled
from segments.seed_files import Problem, Seed

KEY = ("source_system", "entity", "column_name", "raw_value")


def check_value_map(seeds: dict[str, Seed]) -> list[Problem]:
    """Every repair whole, on a governed entity, and one answer for each raw value; letter case
    counts, because systems write one value in several ways."""
    seed = seeds["cfg_value_map"]
    problems = [
        *domain(seed, "entity", ENTITIES),
        *filled(seed, *KEY, "governed_value", "reason", "owner"),
    ]
    first: dict[tuple[str, ...], int] = {}
    for row in seed.rows:
        key = tuple(row[column] for column in KEY)
        if key in first:
            what = f"'{row['raw_value']}' is answered on line {first[key]} already"
            problems.append(
                Problem(file_of(seed), row.line, "raw_value", what, "keep one of the rows")
            )
        first.setdefault(key, row.line)
        if ";" in row["raw_value"] or "=" in row["raw_value"]:
            what, fix = "holds ; or =, which separate repairs", "replace it in the staging model"
            problems.append(Problem(file_of(seed), row.line, "raw_value", what, fix))
    return problems
