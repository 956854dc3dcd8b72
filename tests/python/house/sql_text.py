"""What the house tests read out of SQL text: comments, literals, Jinja and select blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
# A literal is matched too, so that dashes in it start no comment.
_LITERAL_OR_COMMENT = re.compile(r"('(?:[^']|'')*')|/\*.*?\*/|--[^\n]*", re.DOTALL)
_JINJA_STATEMENT = re.compile(r"\{%.*?%\}", re.DOTALL)
_JINJA_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_RELATION = re.compile(r'"\w+"\."\w+"\."\w+"')
_WORD = re.compile(r"(?<![\w.\"])[a-z_]\w*(?!\w*\s*[.(])")


def without_comments(sql: str) -> str:
    """SQL without its comments."""
    return _LITERAL_OR_COMMENT.sub(lambda match: match.group(1) or " ", sql)


def written_sql(sql: str) -> str:
    """What an author wrote as SQL: no comments, no Jinja statements, `jinja` for expressions."""
    bare = _JINJA_STATEMENT.sub(" ", _JINJA_COMMENT.sub(" ", sql))
    return without_comments(_JINJA_EXPRESSION.sub("jinja", bare))


def without_literals(sql: str) -> str:
    """Every string literal emptied, and dbt's quoted relations as one plain word."""
    return _RELATION.sub("relation", _LITERAL.sub("''", sql))


def literals(sql: str) -> list[str]:
    """Every string literal, quotes included."""
    return _LITERAL.findall(sql)


def depths(sql: str) -> list[int]:
    """Number of open parentheses before each character."""
    depth, found = 0, []
    for character in sql:
        if character == ")":
            depth -= 1
        found.append(depth)
        if character == "(":
            depth += 1
    return found


def split_at_commas(text: str) -> list[str]:
    """Parts between the commas that stand outside all parentheses."""
    levels, parts, start = depths(text), [], 0
    for place, character in enumerate(text):
        if character == "," and levels[place] == 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


@dataclass(frozen=True)
class Select:
    """One select block: its columns as written, its condition, and the text before it."""

    columns: list[str]
    condition: str
    text_before: str


_CLAUSE = re.compile(r"\b(where|group by|having|window|order by|union|except|intersect|limit)\b")


def selects(sql: str) -> Iterator[Select]:
    """Every select block of a text without comments and literals."""
    levels = depths(sql)
    for found in re.finditer(r"\bselect\b", sql):
        level, start = levels[found.start()], found.end()
        end = next((i for i in range(start, len(sql)) if levels[i] < level), len(sql))
        block = "".join(c if levels[i] == level else " " for i, c in enumerate(sql[:end]))
        source = re.compile(r"\bfrom\b").search(block, start)
        columns_end = source.start() if source else end
        condition = ""
        where = re.compile(r"\bwhere\b").search(block, columns_end)
        union = re.compile(r"\b(union|except|intersect)\b").search(block, start)
        if where and not (union and union.start() < where.start()):
            after = _CLAUSE.search(block, where.end())
            condition = sql[where.end() : after.start() if after else end]
        columns = split_at_commas(sql[start:columns_end])
        yield Select(columns, condition, sql[: found.start()])


def plain_words(sql: str) -> set[str]:
    """Words without a qualifier that are no function names."""
    return set(_WORD.findall(sql))


def order_keys(sql: str) -> Iterator[str]:
    """Every key of every `order by` inside parentheses."""
    levels = depths(sql)
    for found in re.finditer(r"\border by\b", sql):
        level, start = levels[found.start()], found.end()
        end = next((i for i in range(start, len(sql)) if levels[i] < level), len(sql))
        keys = re.split(r"\b(?:rows|range|groups)\s+between\b", sql[start:end])[0]
        yield from (key.strip() for key in split_at_commas(keys))
