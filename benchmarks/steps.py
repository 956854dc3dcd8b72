"""Print what a refresh and the tests cost, step by step.

Runs in a copy of the project, so that nothing published is touched.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "build", "landing", "published", "state", "target", "logs", "__pycache__"
)


def copy_project(folder: Path) -> Path:
    """A copy without anything that a run makes."""
    copy = folder / "project"
    shutil.copytree(PROJECT, copy, ignore=LEFT_OUT)
    return copy


def timed(title: str, command: list[str], folder: Path) -> str:
    """Run a command, print its seconds, and return what it printed."""
    started = time.perf_counter()
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    print(f"{title:32} {time.perf_counter() - started:8.1f} s  (exit {result.returncode})")
    return result.stdout


def print_refresh_steps(project: Path) -> None:
    """Steps of the last attempt, as the ledger has them."""
    for line in (project / "state/ledger.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if "seconds" in entry and "step" in entry:
            print(f"  {entry['step']:30} {entry['seconds']:8.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=6000)
    parser.add_argument("--no-tests", action="store_true")
    options = parser.parse_args()
    segments = str(Path(sys.executable).with_name("segments"))
    with tempfile.TemporaryDirectory() as folder:
        project = copy_project(Path(folder))
        timed("demo", [segments, "demo", "--accounts", str(options.accounts)], project)
        timed("refresh, first", [segments, "refresh"], project)
        print_refresh_steps(project)
        timed("refresh, nothing new", [segments, "refresh"], project)
        timed("refresh, again in full", [segments, "refresh", "--full-refresh"], project)
    if not options.no_tests:
        command = [sys.executable, "-m", "pytest", "tests/python", "-m", "not slow"]
        print(timed("make test", [*command, "--durations=25"], PROJECT).split("slowest")[-1])


if __name__ == "__main__":
    main()
