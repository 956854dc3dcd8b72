"""The worker's protocol: one line in, one line out, whatever is sent."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from segments.contracts.gx_worker import answer, serve


@pytest.fixture
def candidate(sandbox, build):
    column, trial = build
    null_rule = {
        "id": "told",
        "type": "library",
        "metric": "nullValues",
        "mustBe": 0,
        "severity": "warning",
    }
    sandbox.contract(trial(column("value", required=True), column("note", quality=[null_rule])))
    sandbox.table("select 7 as trial_id, null::varchar as value, null::varchar as note")
    return sandbox


def request_line(sandbox, **changes):
    request = {
        "suite": "candidate",
        "target": "duckdb",
        "database": str(sandbox.database),
        "as_of_date": "2026-03-31",
    }
    return json.dumps({**request, **changes})


def test_worker_announces_itself_and_answers_each_line(candidate):
    lines = [request_line(candidate), "", "not json", request_line(candidate)]
    replies = io.StringIO()
    serve(candidate.contracts, io.StringIO("\n".join(lines) + "\n"), replies)
    ready, first, refused, second = map(json.loads, replies.getvalue().splitlines())
    assert ready == {"ready": True}
    assert first["success"] is False
    assert [failure["rule"] for failure in first["failures"]] == ["value.required"]
    assert first["failures"][0]["failing_keys"] == [{"trial_id": "7"}]
    assert [warning["rule"] for warning in first["warnings"]] == ["told"]
    assert first["checked"] == 4
    assert refused["kind"] == "InputRefused"
    assert {**second, "seconds": 0} == {**first, "seconds": 0}


@pytest.mark.parametrize(
    ("changes", "kind", "exit_code"),
    [
        ({"suite": "marts"}, "InputRefused", 20),
        ({"as_of_date": "2026-3-31"}, "InputRefused", 20),
        ({"as_of_date": "2026-02-30"}, "InputRefused", 20),
        ({"as_of_date": "2026-03-31' or '1'='1"}, "InputRefused", 20),
        ({"as_of_date": None}, "InputRefused", 20),
        ({"database": 5}, "InputRefused", 20),
        ({"database": "nowhere.duckdb"}, "InfrastructureFailed", 50),
        ({"suite": "core"}, "InputRefused", 20),
    ],
)
def test_request_that_cannot_be_served_is_answered(changes, kind, exit_code, candidate):
    reply = answer(candidate.contracts, request_line(candidate, **changes))
    assert (reply["kind"], reply["exit_code"]) == (kind, exit_code)
    assert reply["error"]


def test_file_that_is_no_database_is_an_infrastructure_fault(candidate):
    broken = candidate.folder / "broken.duckdb"
    broken.write_bytes(b"no database" * 1000)
    reply = answer(candidate.contracts, request_line(candidate, database=str(broken)))
    assert reply["kind"] == "InfrastructureFailed"


def test_process_prints_json_lines_and_nothing_else(candidate):
    done = subprocess.run(
        [sys.executable, "-m", "segments.contracts.gx_worker", str(candidate.contracts)],
        input=request_line(candidate) + "\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    ready, reply = map(json.loads, done.stdout.splitlines())
    assert ready == {"ready": True}
    assert reply["checked"] == 4
