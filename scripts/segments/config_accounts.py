"""Checks of who is in scope, of account tiers and of how they are covered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from segments.config_params import FILE as PARAMS_FILE
from segments.config_params import parse_date, parse_number
from segments.config_segments import INFINITY
from segments.config_tables import (
    ACCOUNT_TEXTS,
    BOOLEANS,
    domain,
    file_of,
    filled,
    positive_wholes,
    slugs,
    unique,
)
from segments.seed_files import Problem, Seed, SeedRow

RULE_KINDS = ("inclusion", "exclusion")
SCOPE_OVERRIDES = ("in", "out")
COVERAGE_MODELS = ("one_to_one", "one_to_few", "one_to_many")
# The attributes that int_account_rule_values reads off an account.
NUMERIC_ATTRIBUTES = ("employee_count", "annual_revenue_amount", "founded_year")
ATTRIBUTES = (*NUMERIC_ATTRIBUTES, *ACCOUNT_TEXTS)
# Reasons that the models give themselves.
OWN_REASONS = ("merged", "deleted", "scope_override")
# listed_in_order names as many reasons of one account, int_account_tiers fills as many tiers.
REASONS_MAX = 9
TIERS_MAX = 6
EXPLICIT_LIST = "explicit_list"
ACCOUNT_ID = re.compile(r"[a-z][a-z0-9_]*:\S.*")
NAICS_PREFIX = re.compile(r"[0-9]{2,6}")


def _bounds(seed: Seed, row: SeedRow) -> tuple[list[Problem], tuple[Decimal, Decimal] | None]:
    """What is wrong with the range of a numeric condition, and the range when nothing is."""
    problems: list[Problem] = []
    bounds: list[Decimal] = []
    for column, open_end in (("lower_bound", Decimal(0)), ("upper_bound", INFINITY)):
        number = parse_number(row[column]) if row[column] else open_end
        if number is None or number < 0:
            what = f"'{row[column]}' is not a number from 0"
            fix = "give a number, or leave it empty for an open end"
            problems.append(Problem(file_of(seed), row.line, column, what, fix))
        else:
            bounds.append(number)
    if not row["lower_bound"] and not row["upper_bound"]:
        what, fix = f"{row['attribute']} has no bound", "give a lower bound, an upper one or both"
        problems.append(Problem(file_of(seed), row.line, "lower_bound", what, fix))
    if problems or len(bounds) < 2:
        return problems, None
    lower, upper = bounds
    if lower >= upper:
        what = f"the range runs from {lower} to {upper}"
        fix = "its upper bound must be above its lower bound"
        return [Problem(file_of(seed), row.line, "upper_bound", what, fix)], None
    return [], (lower, upper)


def _list(seed: Seed, row: SeedRow) -> Iterator[Problem]:
    values = row["listed_values"].split(";")
    for value in values:
        if not value or value != value.strip():
            what = f"'{row['listed_values']}' has an empty value or a blank around one"
            fix = "write the values with single semicolons between them"
            yield Problem(file_of(seed), row.line, "listed_values", what, fix)
            return
        if row["attribute"] == "naics_code" and not NAICS_PREFIX.fullmatch(value):
            what, fix = f"'{value}' begins no NAICS code", "give its first two to six digits"
            yield Problem(file_of(seed), row.line, "listed_values", what, fix)


def _conditions(seed: Seed) -> list[Problem]:
    """Every condition names an attribute that is read, with a range or a list as it needs."""
    problems = [*domain(seed, "attribute", ATTRIBUTES)]
    for row in seed.rows:
        attribute = row["attribute"]
        if attribute in NUMERIC_ATTRIBUTES:
            forbidden = ("listed_values",)
            what, fix = "a number has no listed values", "give bounds"
            found = _bounds(seed, row)[0]
        elif attribute in ACCOUNT_TEXTS:
            forbidden = ("lower_bound", "upper_bound")
            what, fix = "a category has no bounds", "give listed values"
            found = [*_list(seed, row)]
        else:
            continue
        wrong = [
            Problem(file_of(seed), row.line, column, f"{attribute}: {what}", fix)
            for column in forbidden
            if row[column]
        ]
        problems += wrong or found
    return problems


def _gaps(seed: Seed) -> Iterator[Problem]:
    """Ranges that active inclusion rules leave open between them: nobody gave a reason for it."""
    for attribute in NUMERIC_ATTRIBUTES:
        ranges = sorted(
            (*bounds, row.line)
            for row in seed.rows
            if row["attribute"] == attribute
            and row["rule_kind"] == "inclusion"
            and row["is_active"] == "true"
            and (bounds := _bounds(seed, row)[1])
        )
        for (_, upper, _), (lower, _, line) in pairwise(ranges):
            if lower > upper:
                what = f"the inclusion rules on {attribute} leave a gap from {upper} to {lower}"
                fix = "close it, or exclude the range by a rule with its own reason"
                yield Problem(file_of(seed), line, "lower_bound", what, fix)


def check_scope_rules(seeds: dict[str, Seed]) -> list[Problem]:
    """Rules of scope: known attributes, no gaps, and a reason for everybody who is out."""
    seed = seeds["cfg_scope_rules"]
    problems = [
        *slugs(seed, "rule_id"),
        *unique(seed, "rule_id"),
        *domain(seed, "rule_kind", RULE_KINDS),
        *slugs(seed, "reason_code"),
        *domain(seed, "is_active", BOOLEANS),
        *_conditions(seed),
        *_gaps(seed),
    ]
    for row in seed.rows:
        if row["reason_code"] in OWN_REASONS:
            what, fix = f"'{row['reason_code']}' is reserved", "choose another code"
            problems.append(Problem(file_of(seed), row.line, "reason_code", what, fix))
    active = [row for row in seed.rows if row["is_active"] == "true"]
    reasons = {row["reason_code"] for row in active}
    reasons |= {row["attribute"] for row in active if row["rule_kind"] == "inclusion"}
    if len(reasons) > REASONS_MAX:
        what = f"the active rules give up to {len(reasons)} reasons to one account"
        fix = f"let rules share reason codes, at most {REASONS_MAX} with one per included attribute"
        problems.append(Problem(file_of(seed), None, "reason_code", what, fix))
    return problems


def _account_ids(seed: Seed) -> Iterator[Problem]:
    for row in seed.rows:
        if not ACCOUNT_ID.fullmatch(row["account_id"]):
            what = f"'{row['account_id']}' is no account id"
            fix = "write <system>:<account id>, for example files:A000123"
            yield Problem(file_of(seed), row.line, "account_id", what, fix)


def check_scope_overrides(seeds: dict[str, Seed]) -> list[Problem]:
    """Overrides say who, in or out, why, by whom and until when."""
    seed = seeds["cfg_scope_overrides"]
    problems = [
        *_account_ids(seed),
        *unique(seed, "account_id"),
        *domain(seed, "scope_override", SCOPE_OVERRIDES),
        *filled(seed, "reason", "approved_by"),
    ]
    for row in seed.rows:
        if parse_date(row["expires_on"]) is None:
            what = f"'{row['expires_on']}' is no day"
            fix = "give the last day on which it holds as YYYY-MM-DD"
            problems.append(Problem(file_of(seed), row.line, "expires_on", what, fix))
    return problems


def check_account_tiers(seeds: dict[str, Seed]) -> list[Problem]:
    """Account tiers: in order, and at most one of them an explicit list, with its cap said."""
    seed = seeds["cfg_account_tiers"]
    problems = [
        *slugs(seed, "account_tier"),
        *unique(seed, "account_tier"),
        *filled(seed, "account_tier_label"),
        *unique(seed, "account_tier_label"),
        *positive_wholes(seed, "priority", low=0),
        *unique(seed, "priority"),
        *domain(seed, "is_explicit_list", BOOLEANS),
    ]
    for row in seed.rows:
        cap = row["account_cap"]
        if cap and not (cap.isascii() and cap.isdigit()):
            what = f"'{cap}' is not a whole number from 0"
            fix = "give a whole number, or leave it empty for no limit"
            problems.append(Problem(file_of(seed), row.line, "account_cap", what, fix))
        if not cap and row["is_explicit_list"] == "true":
            what, fix = "an explicit list without a cap", "say how many accounts it may hold"
            problems.append(Problem(file_of(seed), row.line, "account_cap", what, fix))
    for row in [row for row in seed.rows if row["is_explicit_list"] == "true"][1:]:
        what, fix = "a second explicit list", "keep one; the others are given by rules"
        problems.append(Problem(file_of(seed), row.line, "is_explicit_list", what, fix))
    if len(seed.rows) > TIERS_MAX:
        what, fix = f"{len(seed.rows)} account tiers", f"use at most {TIERS_MAX}"
        problems.append(Problem(file_of(seed), None, "account_tier", what, fix))
    basis = next((r for r in seeds["cfg_params"].rows if r["param"] == "account_tier_basis"), None)
    if basis is not None and basis["value"] not in NUMERIC_ATTRIBUTES:
        what = f"account_tier_basis '{basis['value']}' is no numeric attribute of an account"
        fix = f"use {', '.join(NUMERIC_ATTRIBUTES)}"
        problems.append(Problem(PARAMS_FILE, basis.line, "value", what, fix))
    return problems


def check_account_tier_rules(seeds: dict[str, Seed]) -> list[Problem]:
    """Rules of account tiers: each for one tier that is no list, one condition an attribute."""
    seed, tiers = seeds["cfg_account_tier_rules"], seeds["cfg_account_tiers"]
    ruled = tuple(r["account_tier"] for r in tiers.rows if r["is_explicit_list"] != "true")
    problems = [
        *slugs(seed, "rule_id"),
        *unique(seed, "rule_id", "attribute"),
        *domain(seed, "account_tier", ruled),
        *_conditions(seed),
    ]
    tier_of: dict[str, str] = {}
    for row in seed.rows:
        if row["rule_id"] == EXPLICIT_LIST:
            what, fix = f"'{EXPLICIT_LIST}' is reserved", "choose another id"
            problems.append(Problem(file_of(seed), row.line, "rule_id", what, fix))
        if tier_of.setdefault(row["rule_id"], row["account_tier"]) != row["account_tier"]:
            what = f"rule {row['rule_id']} already gives {tier_of[row['rule_id']]}"
            fix = "give the other tier a rule of its own"
            problems.append(Problem(file_of(seed), row.line, "account_tier", what, fix))
    for tier in [tier for tier in ruled if tier not in tier_of.values()]:
        what, fix = f"no rule gives {tier}", "add a rule or remove the tier"
        problems.append(Problem(file_of(seed), None, "account_tier", what, fix))
    return problems


def check_account_tier_zero(seeds: dict[str, Seed]) -> list[Problem]:
    """The explicit list: each account once, with its reason and who approved it."""
    seed = seeds["cfg_account_tier_zero"]
    problems = [
        *_account_ids(seed),
        *unique(seed, "account_id"),
        *filled(seed, "reason", "approved_by"),
    ]
    tiers = seeds["cfg_account_tiers"].rows
    if seed.rows and not any(row["is_explicit_list"] == "true" for row in tiers):
        what = "accounts are listed but no tier of cfg_account_tiers is an explicit list"
        fix = "set is_explicit_list to true for one tier, or empty the list"
        problems.append(Problem(file_of(seed), seed.rows[0].line, None, what, fix))
    return problems


def check_coverage(seeds: dict[str, Seed]) -> list[Problem]:
    """Coverage: known tiers and roles, and nobody counted in two roles."""
    model, roles = seeds["cfg_coverage_model"], seeds["cfg_coverage_roles"]
    problems = [
        *domain(model, "account_tier", tuple(_column(seeds["cfg_account_tiers"], "account_tier"))),
        *domain(model, "role", tuple(_column(roles, "role"))),
        *unique(model, "account_tier", "role"),
        *domain(model, "coverage_model", COVERAGE_MODELS),
        *positive_wholes(model, "accounts_per_rep"),
        *slugs(roles, "role"),
        *unique(roles, "role"),
        *filled(roles, "role_label"),
        *unique(roles, "user_function", rows=[row for row in roles.rows if row["user_function"]]),
    ]
    for row in roles.rows:
        function, number = row["user_function"], row["rep_count"]
        if bool(function) == bool(number):
            what = "both a function and a number" if function else "neither a function nor a number"
            fix = "give user_function or rep_count"
            problems.append(Problem(file_of(roles), row.line, "user_function", what, fix))
        if function != function.lower():
            what, fix = f"'{function}' is not lower case", f"write '{function.lower()}'"
            problems.append(Problem(file_of(roles), row.line, "user_function", what, fix))
        people = parse_number(number) if number else Decimal(0)
        if people is None or people < 0:
            what, fix = f"'{number}' is not a number from 0", "give how many people there are"
            problems.append(Problem(file_of(roles), row.line, "rep_count", what, fix))
    return problems


def _column(seed: Seed, column: str) -> list[str]:
    return [row[column] for row in seed.rows]


def check_activity_types(seeds: dict[str, Seed]) -> list[Problem]:
    """Activity types: lower case, once, and each says whether it counts."""
    seed = seeds["cfg_activity_types"]
    problems = [
        *filled(seed, "activity_type", "activity_type_label"),
        *unique(seed, "activity_type"),
        *domain(seed, "is_qualifying", BOOLEANS),
    ]
    for row in seed.rows:
        if row["activity_type"] != row["activity_type"].lower():
            what = f"'{row['activity_type']}' is not lower case"
            fix = f"write '{row['activity_type'].lower()}'"
            problems.append(Problem(file_of(seed), row.line, "activity_type", what, fix))
    return problems
