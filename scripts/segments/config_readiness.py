"""Checks of the list of readiness checks."""

from __future__ import annotations

from segments.config_tables import BOOLEANS, domain, file_of, filled, positive_wholes, unique
from segments.identity import RESULT_MARTS
from segments.seed_files import Problem, Seed

# What the models judge (int_readiness_*.sql); a check without a subject is asked of each segment.
READINESS_CHECKS = (
    ("history_length", "deals"),
    ("closing_months", "deals"),
    ("created_dates", "deals"),
    ("closed_lost_present", "deals"),
    ("prerequisite_completeness", "deal_size"),
    ("prerequisite_completeness", "cycle_length"),
    ("prerequisite_completeness", "industry"),
    ("interview_evidence", "interviews"),
    ("finance_export", "finance"),
    ("governance_calendar", "calendar"),
    ("scoring_enabled", "tenant"),
    ("retention_capability", ""),
    ("transactional_model", "deals"),
)


def check_readiness(seeds: dict[str, Seed]) -> list[Problem]:
    """Every readiness check that the models compute is listed once, and no other."""
    seed = seeds["cfg_readiness_checks"]
    entities = tuple(row["entity"] for row in seeds["cfg_entities"].rows)
    problems = [
        *unique(seed, "check_id", "subject"),
        *domain(seed, "source_entity", ("", *entities)),
        *domain(seed, "blocks_artifact", ("", *RESULT_MARTS)),
        *positive_wholes(seed, "display_order"),
        *domain(seed, "is_finding", BOOLEANS),
        *filled(seed, "requirement"),
    ]
    listed = [(row["check_id"], row["subject"]) for row in seed.rows]
    for row, (check_id, subject) in zip(seed.rows, listed, strict=True):
        if (check_id, subject) not in READINESS_CHECKS:
            what = f"no model computes '{check_id}' of '{subject}'"
            problems.append(Problem(file_of(seed), row.line, "check_id", what, "remove the row"))
    for check_id, subject in READINESS_CHECKS:
        if (check_id, subject) not in listed:
            what = f"check '{check_id}' of '{subject}' is missing"
            problems.append(Problem(file_of(seed), None, "check_id", what, "restore its row"))
    return problems
