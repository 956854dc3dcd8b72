"""Checks of the variable registry: where a variable comes from, how it is measured, and that what
it counts cannot know the outcome that it is to predict."""

from __future__ import annotations

from collections.abc import Iterator

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

ROLES = ("qualifier", "modifier")
POPULATIONS = ("accounts", "customers")
# The variables that are read off an account.
ATTRIBUTES = (
    *ACCOUNT_TEXTS,
    "domain",
    "employee_count",
    "annual_revenue_amount",
    "founded_year",
    "need_state",
)
# Columns of dated rows that a variable may count.
COUNTED_COLUMNS = {
    "contacts": ("is_contactable", "function", "seniority"),
    "activities": ("activity_type",),
    "product_usage": ("metric",),
    "technographics": ("technology", "category"),
    "account_history": ("field_name",),
}
# What happens again and again: a count without a window would only tell the age of an account.
EVENT_ENTITIES = ("activities", "product_usage", "account_history")
COUNTS = ("count", "distinct_count", "mean", "presence")
MEASURES = ("value", *COUNTS)
GUARDS = ("before_outcome", "none")
SILENCES = ("zero", "unknown")
# A subtype lies in exactly one bucket.
BUCKET_OF_SUBTYPE = {
    "firmographic": "firmographic",
    "geographic": "firmographic",
    "technographic": "firmographic",
    "behavioral": "behavioral",
    "needs_based": "needs_based",
    "psychographic": "needs_based",
    "situational": "needs_based",
}


def _attribute_faults(row: SeedRow) -> Iterator[tuple[str, str, str]]:
    name = row["variable_name"]
    column = "declared_need_state" if name == "need_state" else name
    if name not in ATTRIBUTES:
        fix = f"use {', '.join(ATTRIBUTES)}, or count rows of {', '.join(COUNTED_COLUMNS)}"
        yield "variable_name", f"no model reads '{name}' off an account", fix
    elif row["source_column"] != column:
        yield "source_column", f"'{row['source_column']}' is not what {name} reads", f"use {column}"
    if row["measure"] in COUNTS:
        yield "measure", f"an attribute has no {row['measure']}", "use value"
    for column in ("source_value", "window_days"):
        if row[column]:
            yield column, "an attribute has none", "leave it empty"
    if row["silence_means"] == "zero":
        yield "silence_means", "an empty attribute is never zero", "use unknown"


def _count_faults(row: SeedRow) -> Iterator[tuple[str, str, str]]:
    entity, measure = row["source_entity"], row["measure"]
    if row["variable_name"] in ATTRIBUTES:
        fix = "choose another name"
        yield "variable_name", f"'{row['variable_name']}' is an attribute of accounts", fix
    if row["source_column"] not in COUNTED_COLUMNS[entity]:
        fix = f"use {', '.join(COUNTED_COLUMNS[entity])}"
        yield "source_column", f"'{row['source_column']}' is not counted of {entity}", fix
    if measure == "value":
        fix = f"use {', '.join(COUNTS)}"
        yield "measure", f"{entity} has many rows an account, and no one value", fix
    if measure == "mean" and entity != "product_usage":
        yield "measure", f"{entity} carries no quantity", "use count, distinct_count or presence"
    if measure in ("mean", "presence") and not row["source_value"]:
        yield "source_value", f"is empty, and a {measure} is one of something", "name the value"
    if measure == "mean" and row["silence_means"] == "zero":
        yield "silence_means", "the mean of nothing is not zero", "use unknown"
    if row["source_value"] != row["source_value"].strip().lower():
        what = f"'{row['source_value']}' is not lower case, as values are when they are compared"
        yield "source_value", what, f"write '{row['source_value'].strip().lower()}'"
    if entity in EVENT_ENTITIES and not row["window_days"]:
        what = f"{entity} counted over all time tell the age of an account"
        yield "window_days", what, "give the days before the outcome that count, for example 90"
    if entity == "product_usage" and row["eligible_population"] != "customers":
        yield "eligible_population", "only customers use the product", "use customers"


def _guard_faults(row: SeedRow) -> Iterator[tuple[str, str, str]]:
    """A behaviour, or a count, must stop where the outcome begins."""
    guard = row["leakage_guard"]
    is_guarded_kind = row["bucket"] == "behavioral" or row["source_entity"] in COUNTED_COLUMNS
    fix = "use before_outcome: only what was known before the deal was created, or before t0"
    if guard == "whole_life":
        yield "leakage_guard", "a count over the whole life knows the outcome: leakage", fix
    elif is_guarded_kind and guard in ("", "none"):
        what = f"{row['variable_name']} has no guard against leakage"
        yield "leakage_guard", what, fix
    elif guard not in GUARDS:
        yield "leakage_guard", f"'{guard}' is not known", f"use {', '.join(GUARDS)}"


def _rows(seed: Seed) -> Iterator[Problem]:
    for row in seed.rows:
        faults = list(_guard_faults(row))
        if row["source_entity"] in COUNTED_COLUMNS:
            faults += _count_faults(row)
        elif row["source_entity"] == "accounts":
            faults += _attribute_faults(row)
        bucket = BUCKET_OF_SUBTYPE.get(row["subtype"])
        if bucket and row["bucket"] in BUCKET_OF_SUBTYPE.values() and row["bucket"] != bucket:
            what = f"subtype {row['subtype']} lies in bucket {bucket}, not {row['bucket']}"
            faults.append(("bucket", what, f"write {bucket}, or another subtype"))
        for column, what, fix in faults:
            yield Problem(file_of(seed), row.line, column, what, fix)


def _same_source(seed: Seed) -> Iterator[Problem]:
    """The same measure of the same column under two names would weigh it twice."""
    first: dict[tuple[str, ...], SeedRow] = {}
    for row in seed.rows:
        key = tuple(row[c] for c in ("source_entity", "source_column", "measure", "source_value"))
        other = first.setdefault(key, row)
        if other is not row and other["variable_name"] != row["variable_name"]:
            what = (
                f"{row['measure']} of {row['source_entity']}.{row['source_column']} is registered "
                f"already, as {other['variable_name']} on line {other.line}"
            )
            fix = "keep one of them; another measure or source_value makes another variable"
            yield Problem(file_of(seed), row.line, "source_column", what, fix)


def check_registry(seeds: dict[str, Seed]) -> list[Problem]:
    """The variable registry: domains, nothing twice, and no count that knows the outcome."""
    seed = seeds["cfg_variable_registry"]
    windows = [row for row in seed.rows if row["window_days"]]
    return [
        *slugs(seed, "variable_name"),
        *unique(seed, "variable_name"),
        *domain(seed, "bucket", tuple(dict.fromkeys(BUCKET_OF_SUBTYPE.values()))),
        *domain(seed, "subtype", tuple(BUCKET_OF_SUBTYPE)),
        *domain(seed, "role", ROLES),
        *domain(seed, "source_entity", ("accounts", *COUNTED_COLUMNS)),
        *domain(seed, "measure", MEASURES),
        *domain(seed, "silence_means", SILENCES),
        *domain(seed, "eligible_population", POPULATIONS),
        *domain(seed, "is_active", BOOLEANS),
        *filled(seed, "variable_label", "source_system", "source_column", "owner"),
        *positive_wholes(Seed(seed.name, seed.path, seed.header, tuple(windows)), "window_days"),
        *_rows(seed),
        *_same_source(seed),
    ]
