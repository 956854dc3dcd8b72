"""Checks of the stages of opportunities and of the kinds of cost."""

from __future__ import annotations

from segments.config_tables import (
    BOOLEANS,
    domain,
    file_of,
    filled,
    positive_wholes,
    slugs,
    unique,
)
from segments.seed_files import Problem, Seed

COST_KINDS = ("cogs", "cost_to_serve")
# As contracts/finance.odcs.yaml allows them.
COST_TYPES = (
    "cogs",
    "support",
    "success",
    "delivery",
    "hosting",
    "pre_sales",
    "account_management",
    "escalations",
)
DRIVERS = ("tickets", "hours", "usage")


def check_stages(seeds: dict[str, Seed]) -> list[Problem]:
    """Names of stages in the CRM: each stands for one stage, which is qualified or is not."""
    seed = seeds["cfg_opportunity_stages"]
    problems = [
        *filled(seed, "stage_name"),
        *unique(seed, "stage_name"),
        *slugs(seed, "stage_id"),
        *positive_wholes(seed, "stage_order"),
        *domain(seed, "is_qualified", BOOLEANS),
    ]
    first = {}
    for row in seed.rows:
        said = first.setdefault(row["stage_id"], row)
        for column in ("stage_order", "is_qualified"):
            if row[column] != said[column]:
                what = f"stage {row['stage_id']} has {said[column]} on line {said.line}"
                fix = "give all names of one stage the same"
                problems.append(Problem(file_of(seed), row.line, column, what, fix))
    if not any(row["is_qualified"] == "true" for row in seed.rows):
        what, fix = "no stage is qualified", "mark the stages that count as pipeline"
        problems.append(Problem(file_of(seed), None, "is_qualified", what, fix))
    return problems


def check_cost_types(seeds: dict[str, Seed]) -> list[Problem]:
    """Every type of cost that the contract allows, its kind, and the driver of its pool."""
    seed = seeds["cfg_cost_types"]
    problems = [
        *domain(seed, "cost_type", COST_TYPES),
        *unique(seed, "cost_type"),
        *domain(seed, "cost_kind", COST_KINDS),
        *domain(seed, "driver", ("", *DRIVERS)),
    ]
    for name in sorted(set(COST_TYPES) - {row["cost_type"] for row in seed.rows}):
        what = f"cost type '{name}' is missing"
        fix = "restore its row; no driver leaves its pool unallocated"
        problems.append(Problem(file_of(seed), None, "cost_type", what, fix))
    return problems
