"""The connector that CONTRIBUTING.md walks through: its files as written, and raw data for it."""

from __future__ import annotations

import re
from pathlib import Path

from run.copies import REPOSITORY

FILE = re.compile(r"^`(models/staging/acme/[^`]+)`\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SELECTION = re.compile(r"^`dbt_project.yml`\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMANDS = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TRADES = ("Health", "Retail", "Helth")


def contributing() -> str:
    return (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")


def files() -> dict[str, str]:
    """Files of the walk by path."""
    return dict(FILE.findall(contributing()))


def selection() -> str:
    """What the walk writes into dbt_project.yml."""
    (block,) = SELECTION.findall(contributing())
    return block


def nightly_commands() -> str:
    """What the walk types to run every night."""
    (block,) = (text for text in COMMANDS.findall(contributing()) if "landing/acme" in text)
    return block


def write_connector(project: Path) -> None:
    for path, text in files().items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text, encoding="utf-8")


def write_raw_files(folder: Path) -> None:
    """Five files of a system that is nobody's."""
    folder.mkdir(parents=True)
    customers = [
        f"C{n},Customer {n},{TRADES[n % 3]},{20 + 40 * (n % 9)},DE,2022-0{1 + n % 9}-01,x"
        for n in range(60)
    ]
    deals = [
        f"D{n},C{n % 60},{1000 * (n % 7) if n % 3 else ''},{('Talking', 'Signed', 'Gone')[n % 3]},"
        f"2024-0{1 + n % 9}-01,{'' if n % 3 == 0 else f'2025-0{1 + n % 9}-15'},Ada Li"
        for n in range(180)
    ]
    bills = [
        f"B{n}-{month},C{n},{month}-28,{100 + n}.50"
        for n in range(60)
        for month in ("2024-06", "2025-12", "2026-03", "2026-06")
    ]
    costs = [f"C{n},2026-0{month},{10 + n % 5}.25" for n in range(60) for month in range(1, 7)]
    written = {
        "customers": ["id,name,trade,staff,country,since,fax", *customers],
        "deals": ["deal_no,customer,value,phase,opened,closed,rep", *deals],
        "reps": ["rep,team", "Ada Li,North"],
        "bills": ["bill_line,customer,day,value", *bills],
        "costs": ["customer,month,value", *costs],
    }
    for name, rows in written.items():
        (folder / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
