"""The input contracts as a dbt macro, so that staging judges by the contract and nothing else.

`python -m segments.contracts.dbt_macro` rewrites macros/parsing/governed_entities.sql; a test
fails while that file and the contracts differ.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from segments.contracts.model import Column, Entity, load_input_entities
from segments.errors import InputRefused

MACRO_PATH = Path("macros/parsing/governed_entities.sql")
ROW_RULE_PREFIX = "select count(*) from {object} where "
DEFAULT_SCALE = 2
HEADER = """\
{#
    Generated from contracts/*.odcs.yaml by `make generate`; do not edit.
    Per entity: its columns in contract order, its key, its row rules and how nulls are written.
#}
{% macro governed_entities() %}
{{ return("""
FOOTER = """) }}
{% endmacro %}
"""


def row_rules(entity: Entity) -> list[dict[str, str]]:
    """SQL rules of the entity as {id, predicate}; the predicate is true for a bad row.

    Raises InputRefused for a SQL rule that is not a count of bad rows which must be 0.
    """
    rules = []
    for rule in entity.rules:
        if rule.quality.type != "sql":
            continue
        query = " ".join((rule.quality.query or "").split())
        if not query.startswith(ROW_RULE_PREFIX) or rule.quality.mustBe != 0:
            raise InputRefused(
                f"{entity.path}, object {entity.name}, rule {rule.rule_id}: write it as "
                f"'{ROW_RULE_PREFIX}<condition of a bad row>' with mustBe: 0"
            )
        rules.append({"id": rule.rule_id, "predicate": query.removeprefix(ROW_RULE_PREFIX)})
    return rules


def _parent_entity(column: Column) -> str | None:
    """Entity a row must point into, or it is refused. None: the column refuses no orphan."""
    if column.custom.get("orphans") != "quarantine":
        return None
    return str(column.custom["references"]).split(".")[0]


def _macro_column(column: Column) -> dict[str, Any]:
    given = {
        "name": column.name,
        "type": column.logical_type,
        "required": column.is_required,
        "scale": column.custom.get("scale", DEFAULT_SCALE),
        "max_length": column.options.get("maxLength"),
        "minimum": column.options.get("minimum"),
        "exclusive_minimum": column.options.get("exclusiveMinimum"),
        "maximum": column.options.get("maximum"),
        "pattern": column.options.get("pattern"),
        "allowed": list(column.allowed_values),
        "planned": column.custom.get("planned"),
        "is_configured": column.custom.get("identifier") == "configuration" or None,
        "parent": _parent_entity(column),
    }
    return {key: value for key, value in given.items() if value not in (None, [])}


def governed_entities(entities: dict[str, Entity]) -> dict[str, Any]:
    """What the macro returns: entity name → columns, key, row rules, null tokens, locale."""
    return {
        name: {
            "columns": [_macro_column(column) for column in entity.landed_columns],
            "key": list(entity.keys),
            "row_rules": row_rules(entity),
            "null_tokens": list(entity.custom.get("nullTokens", [])),
            "locale": entity.custom.get("locale", "plain"),
        }
        for name, entity in entities.items()
    }


def _literal(value: Any, depth: int) -> str:
    """Jinja literal, one line for each column, rule and list."""
    if not isinstance(value, (dict, list)) or depth == 3 or not value:
        return json.dumps(value)
    inner = "    " * (depth + 1)
    if isinstance(value, list):
        if not isinstance(value[0], dict):
            return json.dumps(value)
        items = [_literal(item, 3) for item in value]
        opening, closing = "[", "]"
    else:
        items = [f"{json.dumps(key)}: {_literal(item, depth + 1)}" for key, item in value.items()]
        opening, closing = "{", "}"
    lines = ",\n".join(inner + item for item in items)
    return f"{opening}\n{lines}\n{'    ' * depth}{closing}"


def render_macro(contracts_dir: Path) -> str:
    """Text of the macro file for the contracts in a folder."""
    entities = governed_entities(load_input_entities(contracts_dir))
    return HEADER + _literal(entities, depth=0) + FOOTER


def write_macro(project_dir: Path) -> Path:
    """Write the macro file of a project and return its path."""
    path = project_dir / MACRO_PATH
    path.write_text(render_macro(project_dir / "contracts"), encoding="utf-8")
    return path


if __name__ == "__main__":
    write_macro(Path.cwd())
