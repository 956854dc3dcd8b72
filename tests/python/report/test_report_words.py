"""Every code that the SQL can write has words."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from segments.report import words

REPOSITORY = Path(__file__).resolve().parents[3]
CODE = r"[a-z][a-z0-9_]*"

FAMILIES = words.FAMILIES
ENDS_AS_CODE = re.compile(r"_(?:reasons?|status|state|mode|source|level|type)$")
# Columns with such an ending whose values never reach the report.
NOT_SHOWN = {
    "account_match",
    "account_tier_null_reason",
    "account_tier_reason",
    "acv_source",
    "arr_weighted_null_reason",
    "completeness_change_null_reason",
    "coverage_null_reason",
    "evidence_source",
    "segment_level",
    "override_reason",
    "period_type",
    "record_reason",
    "required_null_reason",
    "tier_coverage_at_start_null_reason",
    "tier_coverage_null_reason",
    "unallocated_reason",
    "utilisation_null_reason",
}


def sql_files() -> list[Path]:
    return sorted(
        [*(REPOSITORY / "models").rglob("*.sql"), *(REPOSITORY / "macros").rglob("*.sql")]
    )


def without_comments(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    return re.sub(r"--[^\n']*$", "", text, flags=re.MULTILINE)


def written_codes() -> Iterator[tuple[str, str]]:
    """(column, code) for each literal and each branch of a case that is given a column's name."""
    for path in sql_files():
        text = without_comments(path)
        for literal, column in re.findall(rf"'({CODE})' as ({CODE})", text):
            yield column, literal
        for end in re.finditer(rf"\bend\s+as\s+({CODE})", text):
            yield from ((end[1], code) for code in branches(text[: end.start()]))


def branches(before_end: str) -> list[str]:
    """Codes after then and else of the case that ends here."""
    depth = 0
    for word in reversed(list(re.finditer(r"\b(case|end)\b", before_end))):
        if word[1] == "end":
            depth += 1
        elif depth:
            depth -= 1
        else:
            body = before_end[word.start() :]
            found = re.findall(rf"\b(?:then|else)\s+'({CODE}(?:, {CODE})*)'", body)
            return [code for codes in found for code in codes.split(", ")]
    return []


def test_every_code_column_of_the_sql_has_a_family_with_its_words() -> None:
    missing = set()
    seen = set()
    for column, code in written_codes():
        seen.add(column)
        if column in FAMILIES:
            if code not in FAMILIES[column]:
                missing.add((column, code))
        elif ENDS_AS_CODE.search(column) and column not in NOT_SHOWN:
            missing.add((column, code))
    assert not missing
    assert set(FAMILIES) <= seen, f"no longer written: {sorted(set(FAMILIES) - seen)}"


def test_every_part_of_the_revenue_has_words() -> None:
    text = (REPOSITORY / "models/marts/economics/rpt_arr_reconciliation.sql").read_text()
    listed = re.search(r"for bucket in (\[.*?\])", text, flags=re.DOTALL)
    assert listed
    assert set(ast.literal_eval(listed[1])) == set(words.ARR_BUCKETS)


def test_every_fault_of_a_column_has_words() -> None:
    judge = (REPOSITORY / "macros/parsing/judge.sql").read_text()
    codes = set(re.findall(rf"faults\.append\(\(\s*'({CODE})',", judge))
    codes |= set(re.findall(rf"\('{CODE}', '({CODE})', '[<>=]+'\)", judge))
    codes -= {"not_"}
    unite = (REPOSITORY / "macros/parsing/unite.sql").read_text()
    codes |= set(re.findall(rf"\}}\}}:({CODE});'", unite))
    codes |= {"not_an_integer", "not_a_boolean", "not_a_date", "not_a_timestamp"}
    for path in sorted((REPOSITORY / "models/core").glob("*.sql")):
        codes |= set(re.findall(rf"'{CODE}:({CODE});'", path.read_text()))
    assert {"missing", "above_maximum", "circular", "no_fx_rate", "not_found"} <= codes
    assert codes <= set(words.COLUMN_FAULTS)


def test_every_rule_of_a_row_and_every_reject_has_words() -> None:
    generated = (REPOSITORY / "macros/parsing/governed_entities.sql").read_text()
    judge = (REPOSITORY / "macros/parsing/judge.sql").read_text()
    reader = (REPOSITORY / "scripts/segments/landing/csv_reader.py").read_text()
    codes = set(re.findall(rf'"id": "({CODE})", "predicate"', generated))
    codes |= set(re.findall(rf"'({CODE});'", judge))
    codes |= set(re.findall(rf'"[A-Z ]+": "({CODE})"', reader))
    assert {"duplicate_conflict", "bad_quoting", "term_amount_has_end_date"} <= codes
    assert codes <= set(words.ROW_FAULTS)


@pytest.mark.parametrize(
    ("seed", "column", "family"),
    [
        ("cfg_checks", "severity", words.SEVERITIES),
        ("cfg_checks", "owner", words.FUNCTIONS),
        ("cfg_governance_calendar", "owner", words.FUNCTIONS),
        ("cfg_signoff_requirements", "artifact", words.ARTIFACTS),
        ("cfg_signoff_requirements", "function", words.FUNCTIONS),
        ("cfg_artifacts", "artifact", words.ARTIFACTS),
        ("cfg_score_weights", "component", words.COMPONENTS),
        ("cfg_variable_registry", "bucket", words.VARIABLE_WORDS),
        ("cfg_variable_registry", "role", words.VARIABLE_WORDS),
        ("cfg_variable_registry", "eligible_population", words.VARIABLE_WORDS),
        ("cfg_variable_registry", "owner", words.FUNCTIONS),
    ],
)
def test_every_code_of_the_configuration_has_words(
    seed: str, column: str, family: dict[str, str]
) -> None:
    with (REPOSITORY / f"seeds/{seed}.csv").open(encoding="utf-8", newline="") as file:
        assert {row[column] for row in csv.DictReader(file)} <= set(family)


def test_every_entity_has_words() -> None:
    generated = (REPOSITORY / "macros/parsing/governed_entities.sql").read_text()
    entities = set(re.findall(rf'^    "({CODE})": \{{', generated, flags=re.MULTILINE))
    assert entities
    assert entities <= set(words.ENTITIES)


def test_instructions_lose_every_code_and_evidence_keeps_what_the_tenant_wrote() -> None:
    assert (
        words.plain_instruction("Read rpt_quarantine; see cfg_need_states and made_up_thing")
        == "Read the table “quarantine”; see the configuration “need states” and made up thing"
    )
    assert (
        words.plain_evidence("cfg_params.retention_basis is logo")
        == "The setting “retention basis” is logo"
    )
    assert words.plain_evidence("One day stands for all (arr_rate_date = as_of_date)") == (
        "One day stands for all (ARR rate date = as of date)"
    )
    assert words.plain_evidence("Owner crm:rep_007 is not among the users") == (
        "Owner crm:rep_007 is not among the users"
    )
    assert words.plain_evidence("Imputed component: win_rate") == "Imputed component: Win rate"


def test_numbers_of_an_evidence_are_separated_and_days_and_ids_are_not() -> None:
    assert words.plain_evidence("ARR: 115843.16 until 2027-06-30") == (
        "ARR: 115,843.16 until 2027-06-30"
    )
    assert words.plain_evidence("Run: 20260701T04 of 12345") == "Run: 20260701T04 of 12345"


@pytest.mark.parametrize(
    ("object_id", "shown"),
    [
        ("tier_matrix:finance", "Tier matrix, Finance"),
        ("big--x:first_year_acv", "Big X, First year ACV"),
        ("office_move", "Office move"),
        ("crm:rep_007", "crm:rep_007"),
        ("rep_007", "rep_007"),
        ("", ""),
    ],
)
def test_objects_are_named(object_id: str, shown: str) -> None:
    assert words.plain_object(object_id, {"big--x": "Big X"}) == shown


def test_an_unknown_rule_is_readable() -> None:
    assert words.refusal("amount:made_up").text == "Amount fails the rule “made up”"
    assert words.refusal("my_rule_id").text == "Fails the rule “my rule ID”"


def test_a_signature_that_is_missing_is_told_by_artifact_and_function() -> None:
    names = words.OBJECTS | words.ARTIFACTS
    assert words.plain_object("tier_matrix:finance", names) == "Tier matrix, Finance"
    assert words.plain_object("finance", names) == "Finance extract"


def test_evidence_keeps_the_path_of_a_file_and_separates_an_amount_below_zero() -> None:
    assert words.plain_evidence("File: landing/marketing/market_universe") == (
        "File: landing/marketing/market_universe"
    )
    assert words.plain_evidence("accounts: 49; together: -639491.81") == (
        "Accounts: 49; together: \u2212639,491.81"
    )
