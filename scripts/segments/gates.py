"""The gates of a run: dbt's verdict, the quarantine share, the contract suites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import duckdb

from segments.errors import BuildFailed, InputRefused, SegmentsError
from segments.failures import infrastructure_failure
from segments.workers import Worker

if TYPE_CHECKING:
    from segments.contracts import Entity

CORE_SELECTION = ("+path:models/core", "resource_type:seed")
# The contract suite on core judges its keys; that records are numbered once is landing's own test.
JUDGED_ELSEWHERE = (
    "test_name:unique_combination,path:models/core",
    "test_name:unique_combination,path:models/staging",
)
FAILED = ("error", "fail", "runtime error", "partial success")
SHOWN_FAILURES = 20


def dbt_arguments(part: str, full_refresh: bool) -> list[str]:
    """Arguments of one `dbt build`: `core` is everything up to core with all seeds, `marts` the
    rest. A test runs in the part that has all its parents."""
    chosen = (
        ["--select", *CORE_SELECTION, "--exclude", *JUDGED_ELSEWHERE]
        if part == "core"
        else ["--exclude", *CORE_SELECTION]
    )
    return [
        "build",
        *chosen,
        *("--indirect-selection", "cautious"),
        *("--exclude-resource-type", "unit_test"),
        *("--profiles-dir", "."),
        *(("--full-refresh",) if full_refresh else ()),
    ]


def _lines(heading: str, items: list[str]) -> str:
    more = len(items) - SHOWN_FAILURES
    shown = [f"  {item}" for item in items[:SHOWN_FAILURES]]
    return "\n".join([heading, *shown, *([f"  and {more} more"] if more > 0 else [])])


def run_dbt(worker: Worker, arguments: list[str], seconds: float, doing: str) -> list[str]:
    """Run one dbt command; returns its warnings.

    Raises BuildFailed naming the failing nodes with their messages, InfrastructureFailed when
    they speak of disk or memory, TimedOut after `seconds`.
    """
    answer = worker.ask({"arguments": arguments}, seconds, doing)
    nodes = answer["nodes"]
    failed = [
        f"{node['kind']} {node['id'].split('.')[-1]}: {' '.join(node['message'].split())}"
        if node["kind"] != "test"
        else f"test {node['id'].split('.')[2]}: {' '.join(node['message'].split())}"
        for node in nodes
        if node["status"] in FAILED
    ]
    if not answer["success"]:
        text = "\n".join([*failed, answer["error"] or ""])
        raise infrastructure_failure(text) or BuildFailed(
            _lines(
                f"{doing} failed: {len(failed)} node(s); details in logs/dbt.log",
                failed or [answer["error"] or "dbt gave no reason"],
            )
        )
    return [
        f"{node['kind']} {node['id'].split('.')[2]}: {node['message']}"
        for node in nodes
        if node["status"] == "warn"
    ]


def check_quarantine_share(
    connection: duckdb.DuckDBPyConnection, entities: Mapping[str, Entity]
) -> dict[str, int]:
    """Records in quarantine per entity, when no share is above the entity's contract.

    Raises InputRefused with the commonest reasons, each with a file and line to look at.
    """
    counts = connection.execute(
        """
        select feeds.entity, count(distinct quarantine.record_number),
            coalesce(max(feeds.counted_record_count), 0)
        from landed.feeds as feeds
        left join core.core_quarantine as quarantine
            on feeds.entity = quarantine.entity and feeds.source_system = quarantine.source_system
        group by feeds.source_system, feeds.entity order by feeds.entity, feeds.source_system
        """
    ).fetchall()
    refused = []
    for entity, quarantined, records in counts:
        limit = entities[entity].custom.get("quarantineShareMax")
        if limit is None or not records or quarantined / records <= float(limit):
            continue
        refused.append(
            f"{entity}: {quarantined:,} of {records:,} records ({quarantined / records:.1%}) are "
            f"in quarantine, the contract allows {float(limit):.1%}; "
            f"commonest reasons: {_commonest_reasons(connection, entity)}"
        )
    if refused:
        fix = (
            "Fix: correct the extract, repair a system's own words in seeds/cfg_value_map.csv, or "
            "change quarantineShareMax in contracts/"
        )
        raise InputRefused("\n".join([*refused, fix]))
    return {entity: quarantined for entity, quarantined, _ in counts if quarantined}


def _commonest_reasons(connection: duckdb.DuckDBPyConnection, entity: str) -> str:
    rows = connection.execute(
        """
        select first_reason, count(*) as row_count, any_value(file_name),
            min(line_number), min(record_number)
        from core.core_quarantine where entity = ?
        group by first_reason order by row_count desc, first_reason limit 3
        """,
        [entity],
    ).fetchall()
    return ", ".join(
        f"{reason} ({count:,}, first in {file} "
        f"{f'line {line}' if line is not None else f'record {record}'})"
        for reason, count, file, line, record in rows
    )


def _failure_line(failure: Mapping[str, Any]) -> str:
    place = ".".join(part for part in (failure.get("table"), failure.get("column")) if part)
    text = (
        f"rule {failure['rule']} on {place} ({failure['statement']}): found {failure['observed']}"
    )
    keys = [
        " ".join(f"{column}={value}" for column, value in key.items())
        for key in failure["failing_keys"][:SHOWN_FAILURES]
    ]
    return f"{text}{'; rows ' + ', '.join(keys) if keys else ''}. Fix: {failure['remedy']}"


def run_contract(
    worker: Worker,
    message: Mapping[str, Any],
    seconds: float,
    doing: str,
    refusal: type[SegmentsError],
) -> list[str]:
    """Run one contract suite; returns its warnings.

    Raises `refusal` naming every broken rule with failing keys.
    """
    answer = worker.ask(message, seconds, doing)
    if "error" in answer:
        kinds = {kind.exit_code: kind for kind in SegmentsError.__subclasses__()}
        kind = kinds.get(answer.get("exit_code", 0), SegmentsError)
        raise kind(f"{doing}: the suite did not run: {answer['error']}")
    if not answer["success"]:
        failures = [_failure_line(failure) for failure in answer["failures"]]
        raise refusal(_lines(f"{doing}: {len(failures)} rule(s) broken", failures))
    return [_failure_line(warning) for warning in answer.get("warnings", [])]
