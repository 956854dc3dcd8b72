"""What a connector maps, what it lacks, and which outputs that costs, seen on its own files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from segments.candidate import add_context, land, open_candidate
from segments.config_check import check_configuration
from segments.connectors.declared import connected_systems, landing_entities, load_raw_source
from segments.connectors.environment import dbt_environment
from segments.contracts import Entity
from segments.gates import run_dbt
from segments.settings import Settings
from segments.workers import Worker

SHOWN_REASONS = 3


@dataclass(frozen=True)
class Mapped:
    """One governed entity as a connector gives it: rows, refused ones, and values per column."""

    entity: str
    row_count: int
    refused_count: int
    reasons: tuple[tuple[str, int], ...]
    filled: dict[str, int]


def _mapped(connection: Any, system: str, entity: Entity) -> Mapped:
    table = f"staging.stg_{system}__{entity.name}"
    names = [column.name for column in entity.landed_columns]
    counts = ", ".join(f"count({name})" for name in names)
    rows, refused, *filled = connection.execute(
        f"select count(*), count(case when reasons <> '' then 1 end), {counts} from {table}"
    ).fetchone()
    reasons = connection.execute(
        f"select split_part(reasons, ';', 1) as reason, count(*) from {table} "
        "where reasons <> '' group by reason order by count(*) desc, reason"
    ).fetchall()
    found = dict(zip(names, filled, strict=True))
    return Mapped(entity.name, rows, refused, tuple(reasons[:SHOWN_REASONS]), found)


def stage(settings: Settings, system: str) -> list[Mapped]:
    """Land the connector's files, build its staging alone, and count what came of it."""
    seeds = check_configuration(settings.seeds_dir)
    entities = landing_entities(settings)
    landed = land(settings, entities)
    add_context(settings, seeds, landed, None, set())
    log_file = settings.build_dir / "logs" / "dbt.log"
    environment = dbt_environment(settings)
    with Worker(
        "dbt", "segments.dbt_worker", settings.project_dir, log_file, environment
    ) as worker:
        worker.wait_ready(settings.ready_timeout_seconds)
        models = ["build", "--profiles-dir", ".", "--exclude-resource-types", "test", "unit_test"]
        chosen = ["--select", f"path:models/staging/{system}", "cfg_value_map"]
        limit = settings.build_timeout_seconds
        run_dbt(worker, [*models, *chosen], limit, f"staging {system}")
    given = connected_systems(settings)[system]
    with open_candidate(settings, read_only=True) as connection:
        return [_mapped(connection, system, entities[name]) for name in given]


def _of_entity(mapped: Mapped, entity: Entity) -> Iterator[str]:
    yield f"{mapped.entity}: {mapped.row_count:,} rows, {mapped.refused_count:,} refused" + "".join(
        f"; {reason} {count:,}" for reason, count in mapped.reasons
    )
    some = [name for name, count in mapped.filled.items() if count]
    shares = [f"{name} {mapped.filled[name] / mapped.row_count:.0%}" for name in some]
    yield f"  mapped   {', '.join(shares)}"
    for column in entity.landed_columns:
        if column.name not in some:
            _, found, means = column.description.partition("Null: ")
            yield f"  missing  {column.name}: {means if found else 'no value'}"


def lines(
    settings: Settings, system: str, mapped: list[Mapped], costs: dict[str, str]
) -> list[str]:
    """The check in words; `costs` says what rests on each governed entity."""
    entities = landing_entities(settings)
    source = load_raw_source(settings.project_dir, system)
    told = [
        f"{table.custom['file']}: {', '.join(table.feeds) or 'looked up by the others'}"
        for table in (source.tables if source else ())
    ]
    for one in mapped:
        told += _of_entity(one, entities[one.entity])
    given = {one.entity for one in mapped}
    missing = [name for name in costs if name not in given]
    told += [f"not given {name}, so unknown: {costs[name]}" for name in missing]
    revenue = [name for name in ("opportunities", "contract_lines", "invoices") if name in given]
    if "accounts" not in given or not revenue:
        told.append(
            "not enough to run: accounts and one of opportunities, contract_lines and invoices "
            "are required"
        )
    return told
