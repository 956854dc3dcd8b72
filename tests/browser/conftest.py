"""Reports in headless Chromium: what is opened, and how.

The demo tenant and the odd ones are refreshed in copies of the project; every published example
that is there is opened too. `--published FOLDER` opens the report of that folder instead.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
sys.path += [str(PROJECT / "tests/python" / folder) for folder in ("report", "run")]

from copies import copy_project  # noqa: E402
from playwright.sync_api import Browser, Page, Playwright, sync_playwright  # noqa: E402
from report_tenant import MODELS, Tenant, full_tenant  # noqa: E402

import odd_tenants  # noqa: E402
from segments.contracts import load_input_entities  # noqa: E402
from segments.pointer import read_pointer  # noqa: E402
from segments.report import render_report  # noqa: E402

SEGMENTS = Path(sys.executable).with_name("segments")
EXAMPLES = PROJECT / "published-examples"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OWN_SCHEMES = ("file:", "data:", "blob:")
WIDTHS = (390, 1280, 1920)


@dataclass(frozen=True)
class Report:
    """A page and the version that it shows."""

    page: Path
    database: Path


@dataclass
class Opened:
    """A page in the browser, with what it asked for and what went wrong."""

    page: Page
    requests: list[str]
    errors: list[str]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--published", action="append", default=[], help="a published folder, in place of all"
    )


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_sessionstart(session: pytest.Session) -> None:
    if chromium() is None:
        pytest.exit(
            "Chromium is missing, so the report was NOT tested in a browser: "
            "run `make test-report`, or `apt-get install chromium`",
            returncode=3,
        )


def _published(folder: Path) -> Report:
    version = read_pointer(folder)
    assert version is not None, f"{folder}: nothing is published there"
    return Report(folder / "report.html", version.path(folder))


def _refresh(project: Path, *options: str) -> Report:
    done = subprocess.run(
        [SEGMENTS, "refresh", *options],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return _published(project / "published")


def _demo(folder: Path) -> Report:
    project = copy_project(folder / "project")
    subprocess.run([SEGMENTS, "demo"], cwd=project, check=True, capture_output=True)
    return _refresh(project)


def _odd(make: Callable[[], odd_tenants.Rows]) -> Callable[[Path], Report]:
    def build(folder: Path) -> Report:
        project = copy_project(folder / "project")
        entities = load_input_entities(project / "contracts")
        for name, rows in make().items():
            path = project / "landing" / entities[name].source / f"{name}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as stream:
                columns = [column.name for column in entities[name].columns]
                writer = csv.DictWriter(stream, columns)
                writer.writeheader()
                writer.writerows(rows)
        return _refresh(project, "--as-of", odd_tenants.AS_OF.isoformat())

    return build


def _made_up(make: Callable[[Path], Tenant]) -> Callable[[Path], Report]:
    def build(folder: Path) -> Report:
        tenant = make(folder / "made_up.duckdb")
        facts = {"file": "made up", "published_at": "2026-07-01T04:05:06Z"}
        return Report(
            render_report(tenant.path, folder / "report.html", MODELS, facts), tenant.path
        )

    return build


def _in_force(path: Path) -> Tenant:
    """An older run is in force, the newer one is a proposal."""
    tenant = full_tenant(path)
    tenant.add_run("bb", is_current=False, is_in_force=True, as_of_date=date(2025, 12, 31))
    tenant.execute(
        "update marts.rpt_tier_matrix set matrix_state = 'proposed',"
        " in_force_segment_tier = case proposed_segment_tier when 'A' then 'B' else 'A' end"
    )
    tenant.insert(
        "fct_tier_in_force",
        segment_id="large--replace_legacy",
        valid_from=date(2026, 1, 5),
        is_current=True,
        in_force_segment_tier="B",
        change_reason="adopted_run",
        scoring_run_id="bb",
    )
    return tenant


MAKERS: dict[str, Callable[[Path], Report]] = {
    "whole": _made_up(full_tenant),
    "in_force": _made_up(_in_force),
    "no_rows": _made_up(Tenant.create),
    "demo": _demo,
    **{
        make.__name__: _odd(make)
        for make in (odd_tenants.ten_accounts, odd_tenants.crm_only, odd_tenants.invoices_only)
    },
}


def _example(folder: Path) -> Callable[[Path], Report]:
    return lambda _: _published(folder)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "report" not in metafunc.fixturenames:
        return
    given = metafunc.config.getoption("--published")
    found: dict[str, Callable[[Path], Report]] = {
        Path(folder).name: _example(Path(folder).resolve()) for folder in given
    }
    if not given:
        found = MAKERS | {
            path.parent.name: _example(path.parent)
            for path in sorted(EXAMPLES.glob("*/report.html"))
        }
    metafunc.parametrize("report", found.values(), ids=found.keys(), indirect=True, scope="session")


@pytest.fixture(scope="session")
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Made once for all tests; pytest groups the tests of a report."""
    return request.param(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
    yield launched
    launched.close()


@pytest.fixture
def open_report(browser: Browser, report: Report) -> Iterator[Callable[..., Opened]]:
    """Opens the report from disk; anything that is not on the disk is refused and told."""
    contexts = []

    def opened(width: int = 1280, height: int = 900, **options: object) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        found = Opened(context.new_page(), [], [])

        def judge(route: object) -> None:
            address = route.request.url
            if address.startswith(OWN_SCHEMES):
                route.continue_()
            else:
                found.requests.append(address)
                route.abort()

        context.route("**/*", judge)
        found.page.on("pageerror", lambda error: found.errors.append(str(error)))
        found.page.on(
            "console",
            lambda message: (
                found.errors.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        found.page.goto(report.page.as_uri())
        return found

    yield opened
    for context in contexts:
        context.close()
