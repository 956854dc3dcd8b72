"""Text becomes the same value on every engine, or is refused by every engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from parsed_texts import EXPRESSIONS

from conftest import PROJECT


def values_sql(expression: str, texts: list[str]) -> str:
    """Rows (place, value as text) of a parsing macro on texts."""
    rows = ", ".join(f"({place}, '{text}')" for place, text in enumerate(texts))
    name = expression.split("(")[0]
    return (
        f"select '{name}' as macro, place,"
        f" cast({{{{ {expression} }}}} as {{{{ dbt.type_string() }}}}) as parsed"
        f" from (values {rows}) as texts(place, text)"
    )


@pytest.mark.parametrize("engine", ["duckdb", "postgres", "spark"])
def test_text_is_the_same_value_or_refused(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if engine != "duckdb":
        request.getfixturevalue({"spark": "spark_in_memory"}.get(engine, engine))
    sql = "\nunion all\n".join(values_sql(call, list(texts)) for call, texts in EXPRESSIONS.items())
    command = [str(Path(sys.executable).with_name("dbt")), "--quiet", "show", "--target", engine]
    command += ["--inline", sql, "--limit", "-1", "--output", "json"]
    command += ["--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path / "logs")]
    environment = {**os.environ, "SEGMENTS_BUILD_DIR": str(tmp_path)}
    shown = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert shown.returncode == 0, shown.stdout + shown.stderr
    rows = json.loads(shown.stdout[shown.stdout.index("{") :])["show"]
    parsed = {(row["macro"], int(row["place"])): row["parsed"] for row in rows}
    wrong = {}
    for call, texts in EXPRESSIONS.items():
        for place, (text, expected) in enumerate(texts.items()):
            found = parsed.pop((call.split("(")[0], place))
            if found != expected:
                wrong[call, text] = found, expected
    assert not wrong and not parsed, wrong
