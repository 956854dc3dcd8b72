"""Faulty rows beside the good ones: how many of each kind, what is wrong, what becomes of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

DIRT_SHARE = 0.003
DIRT_SHARE_MAX = 0.03
SHORT_ROW = "short_row"
IDENTICAL = "duplicate_identical"
# One record per copy, except where two records make the fault.
TWO_RECORDS = ("duplicate_conflict", "parent_cycle")


@dataclass(frozen=True)
class Fault:
    """One kind of fault: the reason it is refused for (none where the row is kept)."""

    reason: str | None
    outcome: str
    sets: Mapping[str, str]


@dataclass(frozen=True)
class EntityFaults:
    """The kinds of fault in one file; `key` and `shape` set columns of every faulty row."""

    kinds: Mapping[str, Fault] = field(default_factory=dict)
    key: Mapping[str, str] = field(default_factory=dict)
    shape: Mapping[str, str] = field(default_factory=dict)
    short_row: str | None = None


@dataclass(frozen=True)
class Dirt:
    """`copies` faults of one kind, as `records` extra records of the entity's file."""

    entity: str
    kind: str
    kind_no: int
    copies: int
    fault: Fault

    @property
    def records(self) -> int:
        return self.copies * _records_per_copy(self.kind)


def _records_per_copy(kind: str) -> int:
    return 2 if kind in TWO_RECORDS else 1


def _fault(kind: str, given: Mapping[str, Any]) -> Fault:
    refused = "rejected" if kind == SHORT_ROW else "quarantined"
    return Fault(given.get("reason"), given.get("outcome", refused), given.get("sets", {}))


def _read_faults() -> dict[str, EntityFaults]:
    text = Path(__file__).with_name("faults.toml").read_text(encoding="utf-8")
    return {
        entity: EntityFaults(
            kinds={kind: _fault(kind, fault) for kind, fault in given["kinds"].items()},
            key=given.get("key", {}),
            shape=given.get("shape", {}),
            short_row=given.get("short_row"),
        )
        for entity, given in tomllib.loads(text).items()
    }


FAULTS = _read_faults()


def plan_dirt(entity: str, good_rows: int) -> list[Dirt]:
    """Faults for a file of `good_rows` records: about 0.3 % of them, each kind at least once.

    In a small file the kinds stop where they would pass 3 %, below the quarantine limit.
    """
    kinds = FAULTS[entity].kinds if entity in FAULTS else {}
    weight = sum(_records_per_copy(kind) for kind in kinds)
    # Users and rates are small and required whole; one repeat is enough.
    copies = max(1, int(good_rows * DIRT_SHARE / weight)) if len(kinds) > 1 else 1
    planned: list[Dirt] = []
    budget = good_rows * DIRT_SHARE_MAX
    for number, (kind, fault) in enumerate(kinds.items(), start=1):
        dirt = Dirt(entity, kind, number, copies, fault)
        budget -= dirt.records
        if budget < 0:
            break
        planned.append(dirt)
    return planned


def _faulty_rows(dirt: Dirt, bases: str) -> str:
    """The faulty records of one kind, as a query."""
    if dirt.kind == IDENTICAL:
        # A repeat stands right behind the row it repeats.
        return f"select * exclude (k), 2 as copy_no from {bases} where k <= {dirt.copies}"
    faults = FAULTS[dirt.entity]
    columns = {**faults.key, **faults.shape, **dirt.fault.sets}
    replaced = ", ".join(f"{value} as {name}" for name, value in columns.items())
    return (
        f"select * exclude (k, copy_no, kind_no, stem) replace ({replaced}), copy_no"
        f" from {bases} cross join range(1, {1 + _records_per_copy(dirt.kind)}) as copies (copy_no)"
        f" cross join (select {dirt.kind_no} as kind_no, '9{dirt.kind_no:02}' as stem)"
        f" where k <= {dirt.copies}"
    )


def make_extract(
    connection: duckdb.DuckDBPyConnection, entity: str, keys: tuple[str, ...], dirt: list[Dirt]
) -> None:
    """Makes the view `<entity>_extract`: good rows (`copy_no` 1) and faulty rows together."""
    written = [item for item in dirt if item.entity == entity and item.kind != SHORT_ROW]
    most_copies = max((item.copies for item in written), default=0)
    order = ", ".join(keys)
    bases = f"{entity}_bases"
    connection.execute(
        f"create table {bases} as"
        f" select *, cast(row_number() over (order by repeat_order(concat({order})), {order})"
        " as integer) as k"
        f" from (select * from {entity}_good order by repeat_order(concat({order})), {order}"
        f" limit {most_copies})"
    )
    parts = [f"select *, 1 as copy_no from {entity}_good"]
    parts += [_faulty_rows(item, bases) for item in written]
    connection.execute(f"create view {entity}_extract as " + " union all by name ".join(parts))
