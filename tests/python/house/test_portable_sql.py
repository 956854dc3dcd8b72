"""No construct that another engine refuses, or answers differently without a word.

A text rule sees what is written, not types or nulls: what it cannot see (greatest of a null, a
double that is rounded) is for review. Engine differences live in macros/portable, and text is
parsed in macros/parsing; both are exempt from the rules marked `in_macros`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from house.sql_text import (
    depths,
    literals,
    order_keys,
    plain_words,
    selects,
    without_comments,
    without_literals,
    written_sql,
)

ENGINE_MACROS = ("macros/portable/", "macros/parsing/")

Finder = Callable[[str], list[str]]


@dataclass(frozen=True)
class Rule:
    """One construct: how to find it, why it is refused, and a text on either side of the line."""

    name: str
    find: Finder
    why: str
    bad: str
    good: str
    # Written text only: what a macro makes of it for this engine is the macro's business.
    written_only: bool = False
    # Compiled text only: an expression of Jinja hides the columns that it reads.
    compiled_only: bool = False
    # Literals are emptied before the search unless the rule is about literals.
    reads_literals: bool = False


def pattern(expression: str) -> Finder:
    """Finds a regular expression, whatever the case."""
    compiled = re.compile(expression, re.IGNORECASE)
    return lambda sql: [match.group(0) for match in compiled.finditer(sql)]


def calls(*functions: str) -> Finder:
    """Finds a call of one of the functions."""
    return pattern(rf"(?<![\w.])(?:{'|'.join(functions)})\s*\(")


def descending_keys_without_nulls(sql: str) -> list[str]:
    return [
        key
        for key in order_keys(sql)
        if re.search(r"\bdesc\b", key) and not re.search(r"\bnulls\b", key)
    ]


def order_by_outside_parentheses(sql: str) -> list[str]:
    levels = depths(sql)
    return [m.group(0) for m in re.finditer(r"\border by\b", sql) if levels[m.start()] == 0]


def aliases_used_in_their_own_select(sql: str) -> list[str]:
    """Computed columns that the same select reads again, in another column or in its `where`.

    A name that an earlier relation may have too is left out: it means that relation's column.
    """
    found = []
    for select in selects(sql):
        aliases: set[str] = set()
        known = plain_words(select.text_before) | set(re.findall(r"\.(\w+)", select.text_before))
        for column in select.columns:
            expression, alias = re.fullmatch(
                r"(.*?)(?:\s+as\s+(\w+))?\s*", column, re.DOTALL
            ).groups()
            words = plain_words(expression)
            found += sorted(aliases & words)
            if alias and alias not in words | known:
                aliases.add(alias)
        found += sorted(aliases & plain_words(select.condition))
    return found


def regex_rule(
    name: str, expression: str, why: str, bad: str, good: str, written_only: bool = False
) -> Rule:
    return Rule(name, pattern(expression), why, bad, good, written_only)


RULES = [
    # Refused by at least one engine.
    regex_rule(
        "qualify", r"\bqualify\b", "only DuckDB", "qualify row_number() = 1", "where row_rank = 1"
    ),
    regex_rule("double colon cast", r"::", "not Spark 3", "a::date", "cast(a as date)", True),
    regex_rule(
        "group by all", r"\bgroup\s+by\s+all\b", "not PostgreSQL", "group by all", "group by a, b"
    ),
    Rule(
        "median, mode, any_value and their kin",
        calls("median", "mode", "any_value", "max_by", "min_by", "arg_max", "arg_min", "count_if"),
        "not PostgreSQL 15",
        "median(a)",
        "percentile_cont(0.5) within group (order by a)",
        written_only=True,
    ),
    Rule(
        "aggregates of text or lists",
        calls("string_agg", "array_agg", "listagg", "group_concat", "list"),
        "their order is ignored or refused by Spark",
        "string_agg(a, ',' order by b)",
        "{{ sorted_list('a') }}",
        written_only=True,
    ),
    Rule(
        "try_cast",
        calls("try_cast"),
        "not PostgreSQL",
        "try_cast(a as date)",
        "{{ calendar_date('a') }}",
        written_only=True,
    ),
    Rule(
        "regular expressions",
        calls(r"regexp_\w+", "regex_match"),
        "first match or all, and backslashes, differ by engine",
        "regexp_replace(a, 'b', '')",
        "{{ replace_all('a', 'b', '') }}",
        written_only=True,
    ),
    regex_rule("regex operator", r"!?~\*?", "not Spark", "a ~ b", "{{ matches('a', 'b') }}", True),
    regex_rule("whole division", r"//", "only DuckDB", "a // b", "floor(a / 2.0)"),
    regex_rule("power operator", r"\*\*|\^", "Spark: exclusive or", "a ^ 2", "power(a, 2)"),
    regex_rule("distinct on", r"\bdistinct\s+on\b", "not Spark", "distinct on (a) a", "distinct a"),
    regex_rule("recursive", r"\bwith\s+recursive\b", "not Spark 3", "with recursive a", "with a"),
    Rule(
        "series functions",
        calls("generate_series", "range", "sequence", "unnest", "explode"),
        "each engine has its own",
        "from generate_series(1, 3)",
        "from {{ number_series(1) }} as numbers",
    ),
    regex_rule(
        "star with exceptions",
        r"\*\s+(exclude|except|replace)\b",
        "not PostgreSQL",
        "select * exclude (a)",
        "select b, c",
    ),
    regex_rule("pivot", r"\b(un)?pivot\b", "not PostgreSQL", "pivot a on b", "sum(case b end)"),
    regex_rule("asof join", r"\basof\b", "only DuckDB", "asof join b", "inner join b"),
    Rule(
        "round",
        calls("round"),
        "PostgreSQL rounds no double to places, and halves to even",
        "round(a, 2)",
        "{{ to_money('a') }}",
        written_only=True,
    ),
    Rule(
        "if function",
        calls("if", "iff", "ifnull", "nvl"),
        "not PostgreSQL",
        "if(a, b, c)",
        "case when a then b else c end",
    ),
    regex_rule(
        "filter over",
        r"\bfilter\s*\(\s*where[^()]*\)\s*over\b",
        "not Spark",
        "count(*) filter (where a) over (b)",
        "count(*) filter (where a)",
    ),
    regex_rule(
        "named window with more",
        r"\bover\s*\(\s*(?!partition\b|order\b|rows\b|range\b)\w+\s+(?:order|rows|range)\b",
        "Spark takes a named window as it stands",
        "row_number() over (copies order by a)",
        "row_number() over (partition by b order by a)",
    ),
    Rule(
        "date functions of one engine",
        calls(
            "date_diff",
            "datediff",
            "date_add",
            "date_sub",
            "dateadd",
            "months_between",
            "last_day",
            "year",
            "month",
            "day",
            "quarter",
            "strftime",
            "strptime",
            "to_char",
            "to_date",
            "date_format",
            "epoch",
            "make_interval",
        ),
        "no name is common to all",
        "date_diff('day', a, b)",
        "{{ dbt.datediff('a', 'b', 'day') }}",
        written_only=True,
    ),
    Rule(
        "text functions of one engine",
        calls("strpos", "instr", "starts_with", "contains", "initcap", "string_split", "len"),
        "no name is common to all",
        "starts_with(a, 'b')",
        "a like 'b%'",
        written_only=True,
    ),
    regex_rule(
        "interval",
        r"\binterval\b",
        "gives a date or a timestamp",
        "a + interval 1 day",
        "{{ add_days('a', 1) }}",
        True,
    ),
    # Accepted, with another answer.
    regex_rule(
        "division sign",
        r"/(?![/*])",
        "PostgreSQL drops the rest of whole numbers; zero gives inf, null or an error",
        "a / b",
        "{{ safe_divide('a', 'b') }}",
        True,
    ),
    Rule("log", calls("log"), "base 10, on Spark natural", "log(a)", "ln(a)"),
    Rule(
        "concat", calls("concat"), "skips nulls or not", "concat(a, b)", "a || b", written_only=True
    ),
    Rule(
        "corr and skewness",
        calls("corr", "skewness", "kurtosis"),
        "constants: NaN, null or error",
        "corr(a, b)",
        "covar_pop(a, b)",
    ),
    regex_rule(
        "floating-point type",
        r"\b(?:float\d?|real)\b",
        "four bytes or eight",
        "cast(a as float)",
        "cast(a as {{ t_double() }})",
    ),
    regex_rule(
        "double type",
        r"\bas\s+double\b",
        "no word is common to all",
        "cast(a as double)",
        "cast(a as {{ t_double() }})",
        True,
    ),
    regex_rule(
        "decimal without digits",
        r"\b(?:decimal|numeric)\b(?!\s*\()",
        "Spark: ten digits and no decimals",
        "cast(a as decimal)",
        "cast(a as decimal(18, 2))",
    ),
    regex_rule(
        "text type without length",
        r"\bas\s+(?:varchar(?!\s*\()|text|string)\b",
        "no word is common to all",
        "cast(a as varchar)",
        "cast(a as {{ dbt.type_string() }})",
        True,
    ),
    regex_rule(
        "date_trunc without cast",
        r"(?<!cast\()\bdate_trunc\s*\(",
        "a timestamp, also of a date",
        "date_trunc('month', a)",
        "cast(date_trunc('month', a) as date)",
        True,
    ),
    regex_rule(
        "clock, chance and session",
        r"\b(?:current_date|current_timestamp|localtimestamp|getdate|sysdate)\b"
        r"|\b(?:now|today|random|rand|uuid|gen_random_uuid|setseed|pg_backend_pid)\s*\(",
        "the same run would give other rows tomorrow",
        "where a < now()",
        "where a < as_of_date",
    ),
    Rule(
        "descending key without nulls",
        descending_keys_without_nulls,
        "PostgreSQL puts nulls first, the others last. Ascending keys have the same trap on Spark, "
        "but here they are ids and dates that are never null; amounts rank downwards",
        "row_number() over (order by a desc, b)",
        "row_number() over (order by a desc nulls last, b)",
    ),
    Rule(
        "order of a table",
        order_by_outside_parentheses,
        "a table has no order",
        "select a from b order by a",
        "row_number() over (order by a)",
    ),
    Rule(
        "alias read in its own select",
        aliases_used_in_their_own_select,
        "not PostgreSQL",
        "select b + c as a from d where a > 0",
        "select b + c as a from d where b + c > 0",
        compiled_only=True,
    ),
    regex_rule(
        "double-quoted identifier",
        r'"',
        "a literal on Spark, and of one case on PostgreSQL",
        'select "a" from b',
        "select a from relation",
        True,
    ),
    regex_rule(
        "natural join",
        r"\bnatural\s+join\b",
        "joins whatever is named alike",
        "natural join a",
        "inner join a",
    ),
    Rule(
        "backslash in a literal",
        lambda sql: [text for text in literals(sql) if "\\" in text],
        "Spark takes it for an escape",
        r"a like '\d'",
        "a like '[0-9]'",
        reads_literals=True,
    ),
    Rule(
        "apostrophe doubled in a literal",
        lambda sql: [text for text in literals(sql) if "''" in text[1:-1]],
        "Spark 3 reads two literals",
        "a = 'O''Neil'",
        "a = '{{ dbt.escape_single_quotes(name) }}'",
        reads_literals=True,
    ),
]
RULES_BY_NAME = {rule.name: rule for rule in RULES}


def findings(rule: Rule, sql: str) -> list[str]:
    """What a rule finds in a text without comments."""
    return rule.find(sql if rule.reads_literals else without_literals(sql))


def written_texts(manifest: dict, project: Path) -> Iterator[tuple[str, str]]:
    """Models, singular tests and fixtures as written, and the macros that are not of an engine."""
    for node in sql_nodes(manifest):
        yield node["original_file_path"], written_sql(node["raw_code"])
    for unit_test in manifest["unit_tests"].values():
        for given in unit_test["given"]:
            if given["format"] == "sql":
                yield unit_test["original_file_path"], written_sql(given["rows"])
    for path in sorted((project / "macros").rglob("*.sql")):
        name = path.relative_to(project).as_posix()
        if not name.startswith(ENGINE_MACROS):
            yield name, written_sql(path.read_text(encoding="utf-8"))


def compiled_texts(manifest: dict) -> Iterator[tuple[str, str]]:
    """Models and singular tests as the engine gets them."""
    for node in sql_nodes(manifest):
        yield node["original_file_path"], without_comments(node["compiled_code"])


def sql_nodes(manifest: dict) -> list[dict]:
    """Models and singular tests; generic tests are macros."""
    return [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        or (node["resource_type"] == "test" and not node.get("test_metadata"))
    ]


@pytest.fixture(scope="module")
def manifest(compiled_project: Path) -> dict:
    return json.loads((compiled_project / "manifest.json").read_text(encoding="utf-8"))


# Macros say how a ratio is made safe or an amount is rounded, so that no model has to.
FOR_MACROS = {"division sign", "round"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_sql_keeps_the_rule(rule: Rule, manifest: dict, project: Path) -> None:
    texts = [] if rule.compiled_only else list(written_texts(manifest, project))
    if rule.name in FOR_MACROS:
        texts = [(path, sql) for path, sql in texts if not path.startswith("macros/")]
    if not rule.written_only:
        texts += compiled_texts(manifest)
    assert len(texts) > len(RULES), "no SQL was read"
    broken = sorted({f"{path}: {found}" for path, sql in texts for found in findings(rule, sql)})
    assert not broken, f"{rule.name} ({rule.why}):\n" + "\n".join(broken)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_tells_bad_from_good(rule: Rule) -> None:
    assert findings(rule, written_sql(rule.bad)), "the rule does not see what it is for"
    assert not findings(rule, written_sql(rule.good)), "the rule refuses what it asks for"


@pytest.mark.parametrize(
    ("rule_name", "sql"),
    [
        ("clock, chance and session", "select a -- now()\nfrom b"),
        ("clock, chance and session", "select 'now()' as a"),
        ("division sign", "select 'a/b' as a, /* c / d */ e"),
        ("median, mode, any_value and their kin", "select {{ median('a') }}"),
        (
            "alias read in its own select",
            "with b as (select 1 as a) select f(a) as a from b where a > 0",
        ),
        ("alias read in its own select", "select f(b.a) as a, b.c as d from b where b.a > 0"),
        ("order of a table", "select sum(a) over (partition by b order by c) from d"),
        ("floating-point type", "select 'real' as kind, realised_amount from b"),
    ],
)
def test_rule_leaves_what_only_looks_like_it(rule_name: str, sql: str) -> None:
    assert not findings(RULES_BY_NAME[rule_name], written_sql(sql))


@pytest.mark.parametrize(
    "sql",
    [
        "select a + b as c, c * 2 as d from e",
        "with f as (select a from g) select x + y as z from f where z > 0 group by a",
        "select sum(a) over (partition by b) as c from e where c > 1",
    ],
)
def test_alias_is_found_in_columns_and_conditions(sql: str) -> None:
    assert aliases_used_in_their_own_select(sql)
