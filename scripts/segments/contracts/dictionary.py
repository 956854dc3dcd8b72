"""The data dictionary, written from the contracts.

python -m segments.contracts.dictionary contracts > docs/data-dictionary.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from segments.contracts.documents import (
    ContractDocument,
    ContractTable,
    is_restricted,
    load_documents,
)
from segments.contracts.model import Column
from segments.contracts.rules import GovernedRule, Home, governed_rules

HOMES = {
    Home.LANDING: "the landing gate, before anything is stored",
    Home.STAGING: "staging, row by row: a bad row goes to quarantine with a reason code",
    Home.BUILD: "dbt: enforced model contracts and data tests",
    Home.EXPECTATION: "Great Expectations, on core for inputs and on the candidate for marts",
    Home.RUN: "the run, which refuses to go on",
    Home.TEXT: "nothing automatic: said here so that people know",
}


def write_dictionary(contracts_dir: Path) -> str:
    """Markdown of docs/data-dictionary.md for every contract in the folder.

    Raises InputRefused when a contract holds a rule that nothing enforces.
    """
    lines = [
        "# Data dictionary",
        "",
        "Generated from `contracts/`; do not edit. To write it again:",
        "`python -m segments.contracts.dictionary contracts > docs/data-dictionary.md`.",
        "",
        "Each rule is enforced in one place:",
        "",
        *(f"- **{home}**: {meaning}." for home, meaning in HOMES.items()),
    ]
    for document in load_documents(contracts_dir):
        lines += ["", *_contract_lines(document)]
    return "\n".join(lines) + "\n"


def _contract_lines(document: ContractDocument) -> Iterator[str]:
    yield f"## {document.title or document.source}"
    yield ""
    yield f"Contract `{document.source}` {document.version}, owned by {document.owner or 'nobody'}."
    for paragraph in (document.purpose, document.limitations):
        if paragraph:
            yield ""
            yield _one_line(paragraph)
    promises = [sla for sla in document.slas if sla.element is None]
    if promises:
        yield ""
        words = ", ".join(f"{sla.name} {sla.value} {sla.unit or ''}".strip() for sla in promises)
        yield f"Service levels: {words}."
    for table in document.tables:
        yield ""
        yield from _table_lines(table)


def _table_lines(table: ContractTable) -> Iterator[str]:
    rules = governed_rules(table)
    yield f"### {table.entity.name}"
    yield ""
    yield f"{_one_line(table.entity.description)} Read as `{table.object_name}`."
    yield ""
    yield "| column | type | null | limits | description |"
    yield "|---|---|---|---|---|"
    for column in table.entity.columns:
        yield _row(
            f"`{column.name}`",
            column.logical_type,
            _nullability(column),
            _limits(column, rules),
            _one_line(column.description),
        )
    general = [rule for rule in rules if rule.column is None or _is_quality(table, rule)]
    if general:
        yield ""
        yield "| rule | says | severity | enforced in |"
        yield "|---|---|---|---|"
        for rule in general:
            yield _row(f"`{rule.rule_id}`", _one_line(rule.statement), rule.severity, rule.home)


def _nullability(column: Column) -> str:
    if not column.is_landed:
        return "never stored"
    if column.key_position is not None:
        return f"key {column.key_position}"
    return "no" if column.is_required else "yes"


def _limits(column: Column, rules: tuple[GovernedRule, ...]) -> str:
    implied = ("type", "required", "landing")
    words = [
        rule.statement
        for rule in rules
        if rule.column == column.name and rule.rule_id.partition(".")[2] not in implied
    ]
    return "; ".join([*(["restricted"] if is_restricted(column) else []), *words])


def _is_quality(table: ContractTable, rule: GovernedRule) -> bool:
    return any(written.rule_id == rule.rule_id for written in table.entity.rules)


def _row(*cells: str) -> str:
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def _one_line(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    sys.stdout.write(write_dictionary(Path(sys.argv[1])))
