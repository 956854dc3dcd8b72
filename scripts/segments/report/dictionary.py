"""What each number means: the descriptions of the dbt models, in the words of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from segments.errors import PublishFailed
from segments.report import words
from segments.report.figures import anchor
from segments.report.terms import TERMS, column_names

_BLOCK = re.compile(r"\{%-?\s*docs\s+(\w+)\s*-?%\}(.*?)\{%-?\s*enddocs\s*-?%\}", re.DOTALL)
_DOC = re.compile(r"\{\{\s*doc\('(\w+)'\)\s*\}\}")
_TABLE_ROW = re.compile(r"^\|(.+)\|(.+)\|$")
_NEVER_NULL = re.compile(r"\s*(?:, )?\b[Nn]ever null\b(?=[.,;])\.?")


@dataclass(frozen=True)
class Definition:
    """`values` are the codes of a column with their meaning."""

    anchor: str
    label: str
    text: str
    values: list[tuple[str, str]]


@dataclass(frozen=True)
class DefinedTable:
    anchor: str
    label: str
    text: str
    columns: list[Definition]


def _models(folder: Path) -> Iterator[dict]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted(folder.rglob("*.yml")):
        document = yaml.load(path.read_text(encoding="utf-8"), loader) or {}
        yield from document.get("models", [])


def read_descriptions(models_dir: Path) -> dict[str, str]:
    """Description of each table and `table.column` of the marts, doc blocks filled in."""
    blocks = {
        name: text.strip()
        for path in sorted(models_dir.rglob("*.md"))
        for name, text in _BLOCK.findall(path.read_text(encoding="utf-8"))
    }

    def filled(text: str) -> str:
        return _DOC.sub(lambda found: blocks.get(found[1], ""), text).strip()

    descriptions = {}
    for model in _models(models_dir):
        descriptions[model["name"]] = filled(model.get("description", ""))
        for column in model.get("columns", []):
            key = f"{model['name']}.{column['name']}"
            descriptions[key] = filled(column.get("description", ""))
    return descriptions


def _plain(text: str) -> str:
    """No code, no markup: an empty field of a table reads as unknown on the page."""
    text = _NEVER_NULL.sub("", text.replace("`", "").replace("\n", " "))
    text = re.sub(r"\b(?:[a-z0-9]+_)*null_reason\b", "its reason", text)
    text = re.sub(r"\bNull\b", "Unknown", text)
    text = re.sub(r"\bnull\b", "unknown", text)
    return words.plain_instruction(" ".join(text.split()), column_names())


def _define(term: str, description: str) -> Definition:
    lines, values = [], []
    for line in description.splitlines():
        row = _TABLE_ROW.match(line.strip())
        if row is None:
            lines.append(line)
        elif "`" in row[1]:
            values.append((_plain(row[1]), _plain(row[2])))
    label = TERMS[term]
    return Definition(anchor(term), label, _plain("\n".join(lines)), values)


def definitions(models_dir: Path) -> list[DefinedTable]:
    """Every term of the page by its table.

    Raises PublishFailed when the models do not describe one.
    """
    descriptions = read_descriptions(models_dir)
    missing = [term for term in TERMS if not descriptions.get(term)]
    if missing:
        raise PublishFailed(
            f"{models_dir}: no description of {', '.join(missing)}; "
            "describe it in the YAML of its model"
        )
    tables = []
    for table in (term for term in TERMS if "." not in term):
        own = _define(table, descriptions[table])
        columns = [
            _define(term, descriptions[term]) for term in TERMS if term.startswith(f"{table}.")
        ]
        tables.append(DefinedTable(own.anchor, own.label, own.text, columns))
    return tables
