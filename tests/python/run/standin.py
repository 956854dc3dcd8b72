"""A project whose landing, models and contracts are made up, so that the run itself is tested.

`refresh`, its steps, gates, publication, history and ledger are the real ones; only the landing of
extracts and the two workers are replaced. As a script it is one `segments refresh`:
`python standin.py <project>`, with the exit code of the command line.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from segments import candidate, cli, ledger, refresh, report_file
from segments.pointer import Version, read_pointer
from segments.settings import Settings, load_settings

CORE = """
    create schema core;
    create table core.core_quarantine (
        source_system varchar,
        entity varchar, record_number bigint, first_reason varchar, file_name varchar,
        line_number bigint);
"""
MARTS = """
    create schema marts;
    create table marts.fct_segment_scores as
    select (select as_of_date from landed.run_context) as as_of_date,
        'small--replace_legacy' as segment_id, 'as_signed' as clv_basis,
        cast({value} as decimal(18, 2)) as clv_proxy_amount, 0.5::double as composite_score,
        1::bigint as clv_rank, 1::bigint as clv_third, 201::bigint as viable_account_count,
        'A' as proposed_segment_tier, 'top_third' as tier_reason;
    create table marts.dim_segment as
    select 'small--replace_legacy' as segment_id, 'Small' as segment_name,
        'active' as segment_status, 'files:U001' as owner_id, 'h1' as attributes_hash,
        true as is_current;
    create table marts.dim_account as
    select 'files:A' || range as account_id,
        case when range < 5000 then 'small--replace_legacy' end as segment_id, {value} as value
    from range(6000);
    create table marts.rpt_tier_matrix as
    select segment_id, {value} as value, (select scoring_run_id from landed.run_context)
        as scoring_run_id from marts.dim_segment;
    create table marts.rpt_segment_grid as select {value} as value;
    create table marts.rpt_variable_model as select {value} as value;
    create table marts.rpt_artifact_gate as
    select 'tier_matrix' as artifact, 'publishable' as gate_status, null as draft_reasons;
"""


@dataclass(frozen=True)
class FakeLanded:
    extracted_at: datetime
    input_hash: str
    warnings: tuple[str, ...] = ()
    total_records: int = 6000
    total_rejected: int = 0


class FakeWorker:
    """Builds the made-up schemas where dbt would, and answers for both workers."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def __enter__(self) -> FakeWorker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def wait_ready(self, seconds: float) -> None:
        return None

    def ask(self, message: Mapping[str, Any], seconds: float, doing: str) -> dict[str, Any]:
        if "suite" in message:
            return {"success": True, "failures": [], "checked": 1, "seconds": 0.0}
        part = CORE if "--select" in message["arguments"] else MARTS
        value = (self.settings.landing_dir / "value.txt").read_text()
        with duckdb.connect(self.settings.candidate) as connection:
            connection.execute(part.format(value=value))
        return {"success": True, "error": None, "nodes": []}


def fake_land(settings: Settings, entities: object) -> FakeLanded:
    value = (settings.landing_dir / "value.txt").read_text()
    day = (settings.landing_dir / "day.txt").read_text()
    candidate.discard_candidate(settings)
    with candidate.open_candidate(settings) as connection:
        connection.execute("create schema landed")
        connection.execute(
            "create table landed.files as "
            "select 'accounts' as entity, 6000::bigint as counted_record_count; "
            "create table landed.feeds as select 'files' as source_system, * from landed.files"
        )
    return FakeLanded(datetime.fromisoformat(day).replace(tzinfo=UTC), f"input {value}")


def fake_report(settings: Settings, version: Version, facts: object) -> Path:
    settings.report.write_text(version.name)
    return settings.report


_append = ledger.append


def append_until_published(path: Path, record: Mapping[str, Any]) -> None:
    """The ledger of a disk that is full from the moment CURRENT is there."""
    if (path.parents[1] / "published/CURRENT").exists():
        raise OSError(errno.ENOSPC, "No space left on device")
    _append(path, record)


def replace_the_models() -> None:
    """Put the stand-ins where the real landing, workers and report are called."""
    refresh.land = fake_land
    refresh._worker = lambda settings, name, module: FakeWorker(settings)
    refresh.write_report = fake_report
    report_file.write_report = fake_report
    if os.environ.get("STANDIN_LEDGER_FULL_ONCE_PUBLISHED"):
        ledger.append = append_until_published
    if os.environ.get("STANDIN_SKIP_DISK_CHECK"):
        refresh.check_disk = lambda settings, current: None


@dataclass(frozen=True)
class Standin:
    """The made-up project and what readers see of it."""

    root: Path

    @classmethod
    def create(cls, root: Path, repository: Path) -> Standin:
        root.mkdir(parents=True)
        (root / "dbt_project.yml").write_text("name: standin\n")
        shutil.copytree(repository / "seeds", root / "seeds")
        shutil.copytree(repository / "contracts", root / "contracts")
        (root / "landing").mkdir()
        made = cls(root)
        made.deliver(1)
        return made

    @property
    def settings(self) -> Settings:
        return load_settings(self.root)

    def deliver(self, value: int, day: str = "2025-06-30") -> None:
        """What the next night's extracts say."""
        (self.root / "landing" / "value.txt").write_text(str(value))
        (self.root / "landing" / "day.txt").write_text(day)

    def start(self, *options: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, __file__, str(self.root), *options],
            env={**os.environ, "COLUMNS": "200", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def refresh(self, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """One refresh in a process of its own."""
        process = self.start(*options, **environment)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def segments(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Any other command, which reads no extract and builds nothing."""
        return subprocess.run(
            [Path(sys.executable).with_name("segments"), "--project-dir", self.root, *arguments],
            env={**os.environ, "COLUMNS": "200"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def current(self) -> Version | None:
        return read_pointer(self.root / "published")

    def read_value(self) -> int:
        """What a BI client reads: the file that CURRENT names, every table of one version."""
        version = self.current()
        assert version is not None
        path = version.path(self.root / "published")
        with duckdb.connect(str(path), read_only=True) as connection:
            values = connection.execute(
                "select value from marts.rpt_tier_matrix union select value from "
                "marts.rpt_segment_grid union select distinct value from marts.dim_account"
            ).fetchall()
            rows = connection.execute("select count(*) from marts.dim_account").fetchone()
        assert len(values) == 1, f"tables of different versions: {values}"
        assert rows == (6000,)
        return values[0][0]


if __name__ == "__main__":
    replace_the_models()
    sys.argv = ["segments", "--project-dir", sys.argv[1], "refresh", *sys.argv[2:]]
    cli.main()
