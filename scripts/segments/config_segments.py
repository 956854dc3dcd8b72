"""Checks of what makes a segment: bands, need states, names and owners."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from segments.config_params import FILE as PARAMS_FILE
from segments.config_params import param_values, parse_number
from segments.config_tables import (
    BOOLEANS,
    domain,
    file_of,
    filled,
    positive_wholes,
    slugs,
    unique,
)
from segments.seed_files import Problem, Seed, SeedRow

RESERVED_NAME = re.compile(r"segment [0-9a-z]+", re.IGNORECASE)
NAME_LENGTH_MAX = 80
INFINITY = Decimal("Infinity")
NO_BAND = "unbanded"
NO_NEED = "unknown"
# The noun of a segment of a band-only grid.
NO_NEED_NOUN = "accounts"
SHARED_NAME_MATCHES = ("whole_name", "any_word")
SHARED_WORDS = re.compile(r"[a-z0-9]+( [a-z0-9]+)*")
# The variables by which the models put accounts into bands.
NUMERIC_BASES = ("employee_count", "annual_revenue_amount")
CATEGORICAL_BASES = ("industry", "region", "ownership", "country_code")


def _qualifiers(seeds: dict[str, Seed]) -> set[str]:
    return {
        row["variable_name"]
        for row in seeds["cfg_variable_registry"].rows
        if row["role"] == "qualifier" and row["is_active"] == "true"
    }


def _numeric_bands(seed: Seed, rows: list[SeedRow]) -> list[Problem]:
    problems: list[Problem] = []
    ranges: list[tuple[Decimal, Decimal, SeedRow]] = []
    for row in rows:
        bounds: list[Decimal] = []
        for column, open_end in (("lower_bound", Decimal(0)), ("upper_bound", INFINITY)):
            number = parse_number(row[column]) if row[column] else open_end
            if number is None or number < 0:
                what = f"'{row[column]}' is not a number from 0"
                fix = "give a number, or leave it empty for an open end"
                problems.append(Problem(file_of(seed), row.line, column, what, fix))
            else:
                bounds.append(number)
        if len(bounds) < 2:
            continue
        lower, upper = bounds
        if lower >= upper:
            what = f"band {row['firmographic_band_id']} runs from {lower} to {upper}"
            fix = "its upper bound must be above its lower bound"
            problems.append(Problem(file_of(seed), row.line, "upper_bound", what, fix))
        else:
            ranges.append((lower, upper, row))
    ranges.sort(key=lambda item: item[:2])
    if len(ranges) == len(rows) and ranges[0][0] != 0:
        lower, _, first = ranges[0]
        what = f"the first band {first['firmographic_band_id']} starts at {lower}, not at 0"
        fix = "let it start at 0, so that no account falls below every band"
        problems.append(Problem(file_of(seed), first.line, "lower_bound", what, fix))
    for (_, upper, below), (lower, _, above) in pairwise(ranges):
        if lower == upper:
            continue
        kind = "overlaps" if lower < upper else "leaves a gap to"
        what = (
            f"band {above['firmographic_band_id']} starts at {lower} and {kind} band "
            f"{below['firmographic_band_id']} (line {below.line}), which ends at {upper}"
        )
        fix = f"let one band end where the next starts, for example at {min(upper, lower)}"
        problems.append(Problem(file_of(seed), above.line, "lower_bound", what, fix))
    return problems


def _categorical_bands(seed: Seed, rows: list[SeedRow]) -> list[Problem]:
    rest = [row for row in rows if not row["listed_value"]]
    problems = [
        *unique(seed, "basis", "listed_value", rows=[row for row in rows if row["listed_value"]])
    ]
    for row in rest[1:]:
        what = f"a second band without listed value (the first is on line {rest[0].line})"
        fix = "list a value; only one band may take the rest"
        problems.append(Problem(file_of(seed), row.line, "listed_value", what, fix))
    return problems


def _bands_of_basis(seed: Seed, basis: str, rows: list[SeedRow]) -> list[Problem]:
    if basis in NUMERIC_BASES:
        forbidden, what, fix = ("listed_value",), "a number has no listed values", "give bounds"
        judge = _numeric_bands
    elif basis in CATEGORICAL_BASES:
        forbidden = ("lower_bound", "upper_bound")
        what, fix = "a category has no bounds", "give a listed value"
        judge = _categorical_bands
    else:
        what = f"no model puts accounts into bands by '{basis}'"
        fix = f"use one of {', '.join((*NUMERIC_BASES, *CATEGORICAL_BASES))}"
        return [Problem(file_of(seed), rows[0].line, "basis", what, fix)]
    problems = [
        Problem(file_of(seed), row.line, column, f"{basis}: {what}", fix)
        for row in rows
        for column in forbidden
        if row[column]
    ]
    return problems or judge(seed, rows)


def _check_basis_in_use(seeds: dict[str, Seed], bands: dict[str, list[SeedRow]]) -> list[Problem]:
    seed, params = seeds["cfg_firmographic_bands"], param_values(seeds)
    basis = params.get("firmographic_basis")
    if basis is None:
        return []
    line = next(
        row.line for row in seeds["cfg_params"].rows if row["param"] == "firmographic_basis"
    )
    if basis not in _qualifiers(seeds):
        what = f"firmographic_basis '{basis}' is not an active qualifier of cfg_variable_registry"
        fix = "name one that is, or register it with role qualifier and is_active true"
        return [Problem(PARAMS_FILE, line, "value", what, fix)]
    if basis not in bands:
        what = f"firmographic_basis '{basis}' has no bands"
        fix = f"add its bands to {file_of(seed)} or choose one of {', '.join(sorted(bands))}"
        return [Problem(PARAMS_FILE, line, "value", what, fix)]
    return []


def check_bands(seeds: dict[str, Seed]) -> list[Problem]:
    """Bands of every basis are half-open and touch; the basis in use has some.

    How many there should be is a finding: a grid can be built on any number.
    """
    seed = seeds["cfg_firmographic_bands"]
    registered = {row["variable_name"] for row in seeds["cfg_variable_registry"].rows}
    bands: dict[str, list[SeedRow]] = {}
    for row in seed.rows:
        bands.setdefault(row["basis"], []).append(row)
    problems = [
        *slugs(seed, "firmographic_band_id"),
        *_reserved(seed, "firmographic_band_id", NO_BAND),
        *filled(seed, "band_label"),
        *unique(seed, "basis", "firmographic_band_id"),
        *unique(seed, "basis", "band_label"),
        *unique(seed, "basis", "display_order"),
        *positive_wholes(seed, "display_order"),
    ]
    for basis, rows in bands.items():
        if basis not in registered:
            what = f"basis '{basis}' is not in cfg_variable_registry"
            fix = "register the variable or mend the name"
            problems.append(Problem(file_of(seed), rows[0].line, "basis", what, fix))
        problems += _bands_of_basis(seed, basis, rows)
    return problems + _check_basis_in_use(seeds, bands)


def check_need_states(seeds: dict[str, Seed]) -> list[Problem]:
    """Need states: distinct, ordered, and as many active ones as the parameters allow."""
    seed, params = seeds["cfg_need_states"], param_values(seeds)
    problems = [
        *slugs(seed, "need_state_id"),
        *_reserved(seed, "need_state_id", NO_NEED),
        *unique(seed, "need_state_id"),
        *filled(seed, "need_state_name", "segment_noun"),
        *unique(seed, "need_state_name"),
        *unique(seed, "segment_noun"),
        *positive_wholes(seed, "priority_order"),
        *unique(seed, "priority_order"),
        *domain(seed, "is_active", BOOLEANS),
    ]
    low, high = params.get("need_state_min"), params.get("need_state_max")
    active = sum(row["is_active"] == "true" for row in seed.rows)
    if low and high and not int(low) <= active <= int(high):
        what = f"{active} active need states, outside {low} to {high}"
        fix = "activate, add or deactivate some, or change need_state_min and need_state_max"
        problems.append(Problem(file_of(seed), None, "is_active", what, fix))
    return problems


def check_triggers(seeds: dict[str, Seed]) -> list[Problem]:
    """Triggers: each speaks for one need state, with a weight and for a number of days."""
    seed = seeds["cfg_need_state_triggers"]
    problems = [
        *slugs(seed, "trigger_type"),
        *unique(seed, "trigger_type"),
        *domain(
            seed,
            "need_state_id",
            tuple(row["need_state_id"] for row in seeds["cfg_need_states"].rows),
        ),
        *positive_wholes(seed, "window_days"),
    ]
    for row in seed.rows:
        weight = parse_number(row["weight"])
        if weight is None or weight <= 0 or weight != round(weight, 2):
            what = f"'{row['weight']}' is not a number above 0 with up to two decimals"
            problems.append(Problem(file_of(seed), row.line, "weight", what, "give such a number"))
    return problems


def possible_segment_ids(seeds: dict[str, Seed]) -> set[str]:
    """Every band of every basis with every need state, the unknown one of a band-only grid too.

    Wider than the grid in use, so that changing the basis or putting a need state to rest does
    not oblige anyone to delete names and owners.
    """
    needs = [row["need_state_id"] for row in seeds["cfg_need_states"].rows]
    return {
        f"{band['firmographic_band_id']}--{need}"
        for band in seeds["cfg_firmographic_bands"].rows
        for need in (*needs, NO_NEED)
    }


def _reserved(seed: Seed, column: str, name: str) -> list[Problem]:
    return [
        Problem(file_of(seed), row.line, column, f"'{name}' is reserved", "choose another id")
        for row in seed.rows
        if row[column] == name
    ]


def unknown_segments(seeds: dict[str, Seed], seed: Seed, *, blank: bool) -> list[Problem]:
    """Rows whose segment no band and need state give; `blank` allows none at all."""
    possible = possible_segment_ids(seeds)
    return [
        Problem(
            file_of(seed),
            row.line,
            "segment_id",
            f"no band and need state give segment '{row['segment_id']}'",
            "write <firmographic_band_id>--<need_state_id> of existing rows, or remove the row",
        )
        for row in seed.rows
        if row["segment_id"] not in possible and not (blank and not row["segment_id"])
    ]


def check_names(seeds: dict[str, Seed]) -> list[Problem]:
    """Given names: one per segment, distinct, and telling more than 'Segment 7'."""
    seed = seeds["cfg_segment_names"]
    problems = [
        *unknown_segments(seeds, seed, blank=False),
        *unique(seed, "segment_id"),
        *unique(seed, "segment_name"),
        *filled(seed, "segment_name"),
    ]
    for row in seed.rows:
        name = row["segment_name"]
        if RESERVED_NAME.fullmatch(name):
            what, fix = f"'{name}' says nothing", "name who they are and what they need"
            problems.append(Problem(file_of(seed), row.line, "segment_name", what, fix))
        if len(name) > NAME_LENGTH_MAX:
            what = f"{len(name)} characters"
            fix = f"use at most {NAME_LENGTH_MAX}"
            problems.append(Problem(file_of(seed), row.line, "segment_name", what, fix))
    return problems


def _spoken_names(seeds: dict[str, Seed]) -> list[tuple[str, str, Seed, SeedRow]]:
    """Every name on the grid in use with the row to mend: given, else band and noun of the need."""
    given = {row["segment_id"]: row for row in seeds["cfg_segment_names"].rows}
    basis = param_values(seeds).get("firmographic_basis")
    bands, needs = seeds["cfg_firmographic_bands"], seeds["cfg_need_states"]
    names: list[tuple[str, str, Seed, SeedRow]] = []
    for band in (row for row in bands.rows if row["basis"] == basis):
        nouns = [
            (need["need_state_id"], need["segment_noun"], needs, need)
            for need in needs.rows
            if need["is_active"] == "true"
        ]
        for need_state_id, noun, seed, row in (*nouns, (NO_NEED, NO_NEED_NOUN, bands, band)):
            segment_id = f"{band['firmographic_band_id']}--{need_state_id}"
            if segment_id in given:
                named = given[segment_id]
                names.append((segment_id, named["segment_name"], seeds["cfg_segment_names"], named))
            else:
                names.append((segment_id, f"{band['band_label']} {noun}", seed, row))
    return names


def check_spoken_names(seeds: dict[str, Seed]) -> list[Problem]:
    """Names as people will see them: no two alike, none too long for a picklist of the CRM."""
    problems: list[Problem] = []
    first: dict[tuple[bool, str], str] = {}
    for segment_id, name, seed, row in _spoken_names(seeds):
        columns = ("segment_name", "segment_noun", "band_label")
        column = next(column for column in columns if column in row.values)
        # A band-only grid never stands beside the other one.
        key = segment_id.endswith(f"--{NO_NEED}"), name.casefold()
        other = first.setdefault(key, segment_id)
        if other != segment_id:
            what = f"{segment_id} and {other} would both be called '{name}'"
            fix = "give one of them a name in seeds/cfg_segment_names.csv"
            problems.append(Problem(file_of(seed), row.line, column, what, fix))
        if column != "segment_name" and len(name) > NAME_LENGTH_MAX:
            what = f"'{name}' has {len(name)} characters"
            fix = f"use shorter words, or a name of at most {NAME_LENGTH_MAX}"
            problems.append(Problem(file_of(seed), row.line, column, what, fix))
        if column != "segment_name" and RESERVED_NAME.fullmatch(name):
            what, fix = f"'{name}' says nothing", "name who they are and what they need"
            problems.append(Problem(file_of(seed), row.line, column, what, fix))
    return problems


def check_owners(seeds: dict[str, Seed]) -> list[Problem]:
    """Owners: one per segment that exists. No row, or an empty owner, is a finding elsewhere."""
    seed = seeds["cfg_segment_owners"]
    problems = [*unknown_segments(seeds, seed, blank=False), *unique(seed, "segment_id")]
    for row in seed.rows:
        if row["owner_id"] and not re.fullmatch(r"[a-z][a-z0-9_]*:\S.*", row["owner_id"]):
            what = f"'{row['owner_id']}' is no user id"
            fix = "write <system>:<user id>, for example files:U001"
            problems.append(Problem(file_of(seed), row.line, "owner_id", what, fix))
    return problems


def check_shared_owner_names(seeds: dict[str, Seed]) -> list[Problem]:
    """Words by which a team or a mailbox is told from a person, as they are compared."""
    seed = seeds["cfg_shared_owner_names"]
    problems = [
        *unique(seed, "shared_words"),
        *domain(seed, "name_match", SHARED_NAME_MATCHES),
    ]
    for row in seed.rows:
        if not SHARED_WORDS.fullmatch(row["shared_words"]):
            what = f"'{row['shared_words']}' is not words of small letters and digits"
            fix = "write them as they are compared, for example revenue operations"
            problems.append(Problem(file_of(seed), row.line, "shared_words", what, fix))
    return problems
