"""Writes the demo tenant: CSV extracts and a manifest as a CRM and a billing system export them.

The rows are made by the SQL files in `sql/`, in their order, in a scratch database that may spill
to disk. Every draw is an md5 of the seed and the row's own identity, so that the bytes depend on
the arguments alone.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import duckdb

from segments.demo.dirt import FAULTS, SHORT_ROW, Dirt, make_extract, plan_dirt
from segments.demo.plan import HERE, SEGMENT_WITHOUT_TARGET, TenantPlan, plan_tenant
from segments.errors import InputRefused

DEFAULT_AS_OF = date(2026, 6, 30)
MIN_ACCOUNTS = 20
MAX_ACCOUNTS = 5_000_000
MIN_MONTHS = 6
MAX_MONTHS = 240
DECLARED_SHARE = 0.60
EUR_BASE = 1.08
GBP_BASE = 1.27
MEMORY_LIMIT = "2GB"
CHUNK_BYTES = 1 << 20

NO_SIGNAL_VARIABLES = ("risk_tolerance", "territory")
SIGNAL_VARIABLES = ("employee_count", "need_state", "activity_count", "active_user_mean")
# Over its whole life an account that was won has more of them, because of the handover.
LEAKING_VARIABLE = "activity_count"
UNSCANNED_VARIABLE = "technology_count"
NEED_STATE_WITHOUT_INTERVIEWS = "integrate_data"
# Enterprise accounts of the default tenant, which cfg_account_tier_zero names as must-win.
TIER_ZERO_ACCOUNTS = ("A0000127", "A0000215", "A0000221")
UNLISTED_TRIGGER = "office_move"
PLANTED_ROWS = ("band_move", "stage_regress", "amount_change", "unallocated_pool")
CUT_VARIABLE = "naics_code"
BOUNDARY_VARIABLE = "founded_year"
SEGMENT_WITHOUT_OWNER = "large--consolidate_tools"
SEGMENT_OF_INACTIVE_OWNER = "small--prove_compliance"
INACTIVE_OWNER = "files:U012"


@dataclass(frozen=True)
class Extract:
    """One file of the tenant: where it goes, its key, the table of its good rows."""

    source: str
    entity: str
    rows_table: str
    keys: tuple[str, ...]
    internal_columns: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        return f"{self.source}/{self.entity}.csv"


EXTRACTS = (
    Extract(
        "crm",
        "accounts",
        "account_rows",
        ("account_id",),
        ("account_no", "kind", "cell_no", "gap", "need", "need_no"),
    ),
    Extract("crm", "opportunities", "opportunity_rows", ("opportunity_id",)),
    Extract("crm", "users", "user_rows", ("user_id",)),
    Extract("crm", "contacts", "contact_rows", ("contact_id",), ("account_no", "person_no")),
    Extract("crm", "activities", "activity_rows", ("activity_id",)),
    Extract(
        "crm", "account_history", "account_history_rows", ("account_id", "field_name", "valid_from")
    ),
    Extract(
        "crm",
        "opportunity_stage_history",
        "opportunity_stage_history_rows",
        ("opportunity_id", "entered_at", "stage"),
    ),
    Extract("crm", "win_loss_interviews", "win_loss_interview_rows", ("interview_id",)),
    Extract("finance", "contract_lines", "contract_line_rows", ("contract_line_id",)),
    Extract("finance", "fx_rates", "fx_rate_rows", ("currency", "rate_date")),
    Extract("finance", "invoices", "invoice_rows", ("invoice_line_id",)),
    Extract("finance", "account_costs", "account_cost_rows", ("cost_id",)),
    Extract(
        "finance", "cost_drivers", "cost_driver_rows", ("account_id", "driver_month", "driver")
    ),
    Extract("finance", "targets", "target_rows", ("period_start_date", "segment_id")),
    Extract("marketing", "technographics", "technographic_rows", ("account_id", "technology")),
    Extract("marketing", "trigger_events", "trigger_event_rows", ("event_id",)),
    Extract(
        "product", "product_usage", "product_usage_rows", ("account_id", "usage_date", "metric")
    ),
)
# Stands in for CRM counts, so it is written on request only.
MARKET_UNIVERSE = Extract(
    "marketing",
    "market_universe",
    "market_universe_rows",
    ("firmographic_band_id", "need_state_id"),
)


@dataclass(frozen=True)
class DemoSummary:
    """What was written: folder, truth file, records per file, whether the sizes are planted."""

    out: Path
    truth_path: Path
    row_counts: dict[str, int]
    is_planted: bool


def _check_arguments(accounts: int, months: int) -> None:
    if not MIN_ACCOUNTS <= accounts <= MAX_ACCOUNTS:
        raise InputRefused(
            f"demo: {accounts:,} accounts asked for; give {MIN_ACCOUNTS} to {MAX_ACCOUNTS:,}"
        )
    if not MIN_MONTHS <= months <= MAX_MONTHS:
        raise InputRefused(f"demo: {months} months asked for; give {MIN_MONTHS} to {MAX_MONTHS}")


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _load_table(
    connection: duckdb.DuckDBPyConnection,
    scratch: Path,
    table: str,
    types: dict[str, str],
    rows: Sequence[dict[str, Any]],
) -> None:
    """Makes `table` with the columns of `types` from `rows`.

    By way of a small file: to bind values the driver first imports libraries for a second.
    """
    path = scratch / f"{table}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(types), extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
    connection.execute(
        f"create table {table} as select * from read_csv({_quoted(path)}, header = true,"
        f" auto_detect = false, delim = ',', quote = '\"', columns = {{{columns}}})"
    )


PARAMETER_TYPES = {
    "seed": "varchar",
    "accounts": "bigint",
    "months": "integer",
    "as_of": "date",
    "declared_share": "double",
    "classified_accounts": "bigint",
    "children_after": "bigint",
    "merged_after": "bigint",
    "deleted_after": "bigint",
    "merged_accounts": "bigint",
    "eur_base": "double",
    "gbp_base": "double",
    "needs": "varchar",
}
BAND_TYPES = {
    "band": "varchar",
    "smallest_employees": "integer",
    "upper_employees": "integer",
    "size_sigma": "double",
    "evergreen_share": "double",
    "short_term_share": "double",
}
CELL_TYPES = {
    "cell_no": "integer",
    "band": "varchar",
    "need": "varchar",
    "accounts": "bigint",
    "from_position": "bigint",
    "opening_share": "double",
    "middle_share": "double",
    "recent_share": "double",
    "first_year_acv": "double",
    "annual_churn": "double",
    "expansion_rate": "double",
    "expansion_size": "double",
    "downgrade_rate": "double",
    "win_rate": "double",
    "cycle_days": "integer",
    "recent_lost_rate": "double",
    "older_lost_rate": "double",
    "unreachable_step": "integer",
    "has_targets": "boolean",
}


def _load_plan(
    connection: duckdb.DuckDBPyConnection,
    scratch: Path,
    plan: TenantPlan,
    parameters: dict[str, Any],
) -> None:
    """Parameters (one row), bands and cells, as `plan_*` tables that the SQL starts from."""
    needs = list(dict.fromkeys(cell.need for cell in plan.cells))
    sizes = {
        "declared_share": DECLARED_SHARE,
        "classified_accounts": plan.classified,
        "children_after": plan.classified + plan.unclassified,
        "merged_after": plan.classified + plan.unclassified + plan.children,
        "deleted_after": plan.classified + plan.unclassified + plan.children + plan.merged,
        "merged_accounts": max(plan.merged, 1),
        "eur_base": EUR_BASE,
        "gbp_base": GBP_BASE,
        "needs": ";".join(needs),
    }
    _load_table(connection, scratch, "plan_parameters", PARAMETER_TYPES, [parameters | sizes])
    bands = list(csv.DictReader((HERE / "bands.csv").read_text(encoding="utf-8").splitlines()))
    _load_table(connection, scratch, "plan_bands", BAND_TYPES, bands)
    cells = [
        asdict(cell)
        | dict(zip(("recent_lost_rate", "older_lost_rate"), cell.lost_rates, strict=True))
        | {"unreachable_step": cell.unreachable_step, "has_targets": cell.has_targets}
        for cell in plan.cells
    ]
    _load_table(connection, scratch, "plan_cells", CELL_TYPES, cells)


def _make_extracts(
    connection: duckdb.DuckDBPyConnection, extracts: Sequence[Extract]
) -> list[Dirt]:
    """Decides the faults from the good rows that are there, and adds them."""
    dirt: list[Dirt] = []
    for extract in extracts:
        internal = f" exclude ({', '.join(extract.internal_columns)})"
        connection.execute(
            f"create view {extract.entity}_good as"
            f" select *{internal if extract.internal_columns else ''} from {extract.rows_table}"
        )
        counted = connection.execute(f"select count(*) from {extract.rows_table}").fetchone()
        planned = plan_dirt(extract.entity, counted[0] if counted else 0)
        make_extract(connection, extract.entity, extract.keys, planned)
        dirt += planned
    return dirt


def _copy_line_chunks(source: Path) -> Iterator[bytes]:
    """The file in chunks that end at a line end."""
    with source.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield chunk + stream.readline()


def _splice(path: Path, lines: list[bytes]) -> None:
    """Puts `lines` into the file at evenly spread line ends, neither first nor last."""
    spacing = path.stat().st_size // (len(lines) + 1)
    spliced = path.with_suffix(".spliced")
    waiting = list(reversed(lines))
    position = 0
    next_offset = spacing
    with spliced.open("wb") as target:
        for chunk in _copy_line_chunks(path):
            start = 0
            while waiting and next_offset < position + len(chunk):
                cut = chunk.find(b"\n", max(next_offset - position, start)) + 1
                if cut == 0:
                    break
                target.write(chunk[start:cut] + waiting.pop())
                start = cut
                next_offset += spacing
            target.write(chunk[start:])
            position += len(chunk)
    spliced.replace(path)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _write_extract(
    connection: duckdb.DuckDBPyConnection, extract: Extract, out: Path, dirt: list[Dirt]
) -> dict[str, Any]:
    """Writes one file; returns its manifest entry."""
    path = out / extract.file_name
    path.parent.mkdir(parents=True, exist_ok=True)
    order = ", ".join((*extract.keys, "copy_no"))
    written = connection.execute(
        f"copy (select * exclude (copy_no) from (select * from {extract.entity}_extract"
        f" order by {order})) to {_quoted(path)} (format csv, header true)"
    ).fetchone()
    rows = written[0] if written else 0
    short = sum(i.copies for i in dirt if (i.entity, i.kind) == (extract.entity, SHORT_ROW))
    if short:
        _splice(path, [f"{FAULTS[extract.entity].short_row}\n".encode()] * short)
    return {"rows": rows + short, "sha256": _sha256(path)}


def _planted_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any] | None]:
    """Single rows that a rule has to notice, by what is odd about them; None in a small tenant."""
    planted: dict[str, dict[str, Any] | None] = {}
    for name in PLANTED_ROWS:
        cursor = connection.execute(f"select * from planted_{name}")
        columns = [column[0] for column in cursor.description]
        row = cursor.fetchone()
        planted[name] = row and {
            column: value.isoformat() if isinstance(value, date) else value
            for column, value in zip(columns, row, strict=True)
        }
    return planted


def _truth(
    plan: TenantPlan,
    dirt: list[Dirt],
    row_counts: dict[str, int],
    parameters: dict[str, Any],
    planted_rows: dict[str, dict[str, Any] | None],
) -> dict[str, Any]:
    """Everything planted, for whoever checks a result against it."""
    survivors = [cell for cell in plan.cells if cell.is_survivor]
    exact_viable = [cell.segment_id for cell in plan.cells if cell.role == "exact_viable"]
    exact_share = [cell.segment_id for cell in plan.cells if cell.role == "exact_share"]
    dirt_by_entity: dict[str, dict[str, Any]] = {}
    for item in dirt:
        dirt_by_entity.setdefault(item.entity, {})[item.kind] = {
            "records": item.records,
            "outcome": item.fault.outcome,
            "reason": item.fault.reason,
        }
    return {
        "planted": plan.is_planted,
        "parameters": parameters,
        "row_counts": row_counts,
        "accounts_by_kind": {
            "classified": plan.classified,
            "unclassified": plan.unclassified,
            "children": plan.children,
            "merged": plan.merged,
            "deleted": plan.deleted,
        },
        "cells": [
            {
                "segment_id": cell.segment_id,
                "band": cell.band,
                "need": cell.need,
                "role": cell.role,
                "addressable_accounts": cell.accounts,
                "viable_accounts": cell.viable_accounts,
                "drawn_mean_acv": round(cell.first_year_acv, 2),
                "clv_third": cell.clv_third,
                "tier": _expected_tier(cell.role, cell.clv_third),
            }
            for cell in plan.cells
        ],
        "expected_survivors": sorted(cell.segment_id for cell in survivors),
        "expected_a_segments": sorted(c.segment_id for c in survivors if c.role == "a_tier"),
        "exact_viable_segment": exact_viable[0] if exact_viable else None,
        "exact_share_segment": exact_share[0] if exact_share else None,
        "kill_reasons": {
            cell.segment_id: _kill_reasons(cell.role)
            for cell in plan.cells
            if cell.role.startswith("kill_")
        },
        "no_signal_variables": list(NO_SIGNAL_VARIABLES),
        "signal_variables": list(SIGNAL_VARIABLES),
        "leaking_over_whole_life": LEAKING_VARIABLE,
        "unscanned_variable": UNSCANNED_VARIABLE,
        "need_state_without_interviews": NEED_STATE_WITHOUT_INTERVIEWS,
        "unlisted_trigger": UNLISTED_TRIGGER,
        "tier_zero_accounts": list(TIER_ZERO_ACCOUNTS),
        "segment_without_target": SEGMENT_WITHOUT_TARGET,
        "planted_rows": planted_rows,
        "boundary_variables": {"kept": BOUNDARY_VARIABLE, "cut": CUT_VARIABLE},
        "dirt": dirt_by_entity,
        "owner_gaps": {
            "segment_without_owner": SEGMENT_WITHOUT_OWNER,
            "segment_of_inactive_owner": SEGMENT_OF_INACTIVE_OWNER,
            "inactive_owner": INACTIVE_OWNER,
        },
    }


def _expected_tier(role: str, clv_third: int | None) -> str | None:
    if clv_third is None:
        return None
    if clv_third == 1:
        return "A" if role == "a_tier" else "B"
    return "B" if clv_third == 2 else "C"


def _kill_reasons(role: str) -> list[str]:
    reasons = []
    if role in ("kill_share", "kill_both"):
        reasons.append("share_below_minimum")
    if role in ("kill_opportunity", "kill_both"):
        reasons.append("opportunity_below_minimum")
    return reasons


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(
        json.dumps(content, indent=2, sort_keys=False, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def write_demo(
    out: Path,
    accounts: int = 6000,
    months: int = 60,
    seed: int = 20260630,
    as_of: date = DEFAULT_AS_OF,
    threads: int | None = None,
    market_universe: bool = False,
) -> DemoSummary:
    """Writes the tenant under `out` and `truth.json` beside it.

    `accounts` counts the records of accounts.csv before the faulty ones; `months` counts calendar
    months of history, the month of `as_of` included. `threads` changes the speed only.
    `market_universe` adds the accounts that exist in each cell, known or not. Files that an earlier
    run left under the same names are replaced. Raises InputRefused for sizes out of range.
    """
    _check_arguments(accounts, months)
    plan = plan_tenant(accounts, months)
    parameters = {
        "accounts": accounts,
        "months": months,
        "seed": seed,
        "as_of": as_of.isoformat(),
    }
    out.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".demo-", dir=out.parent))
    try:
        with duckdb.connect(str(scratch / "demo.duckdb")) as connection:
            connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
            connection.execute(f"set temp_directory = {_quoted(scratch / 'spill')}")
            if threads is not None:
                connection.execute(f"set threads = {int(threads)}")
            _load_plan(connection, scratch, plan, parameters)
            for path in sorted((HERE / "sql").glob("*.sql")):
                connection.execute(path.read_text(encoding="utf-8"))
            extracts = (*EXTRACTS, MARKET_UNIVERSE) if market_universe else EXTRACTS
            dirt = _make_extracts(connection, extracts)
            files = {
                extract.file_name: _write_extract(connection, extract, out, dirt)
                for extract in extracts
            }
            planted_rows = _planted_rows(connection)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if not market_universe:
        (out / MARKET_UNIVERSE.file_name).unlink(missing_ok=True)
    extracted_at = datetime.combine(as_of, time(23), tzinfo=UTC).isoformat()
    _write_json(out / "manifest.json", {"extracted_at": extracted_at, "files": files})
    row_counts = {name: entry["rows"] for name, entry in files.items()}
    truth_path = out.parent / "truth.json"
    _write_json(truth_path, _truth(plan, dirt, row_counts, parameters, planted_rows))
    return DemoSummary(
        out=out, truth_path=truth_path, row_counts=row_counts, is_planted=plan.is_planted
    )
