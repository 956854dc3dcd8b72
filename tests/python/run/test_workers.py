"""Workers answer, are killed as a group when late, and never outlive the run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from segments.errors import InfrastructureFailed, SegmentsError, TimedOut
from segments.workers import Worker

ECHO = """
import json, os, signal, subprocess, sys, time
print("a library speaks")
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    message = json.loads(line)
    if message["do"] == "sleep":
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        open("child.pid", "w").write(str(child.pid))
        time.sleep(600)
    if message["do"] == "exit":
        sys.exit(3)
    if message["do"] == "out_of_memory":
        os.kill(os.getpid(), signal.SIGKILL)
    print(json.dumps({"did": message["do"]}), flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "echo_worker.py").write_text(ECHO)
    return tmp_path


def start(folder: Path) -> Worker:
    return Worker("echo", "echo_worker", folder, folder / "logs/echo.log")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"


def wait_until_gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_running(pid)


def test_worker_answers_each_command(folder: Path) -> None:
    with start(folder) as worker:
        worker.wait_ready(30)
        worker.wait_ready(30)
        assert worker.ask({"do": "one"}, 30, "asking") == {"did": "one"}
        assert worker.ask({"do": "two"}, 30, "asking") == {"did": "two"}


def test_late_worker_is_killed_with_its_children(folder: Path) -> None:
    with start(folder) as worker:
        worker.wait_ready(30)
        with pytest.raises(TimedOut, match="building took longer than 2 seconds"):
            worker.ask({"do": "sleep"}, 2, "building")
    assert wait_until_gone(int((folder / "child.pid").read_text()))


def test_worker_that_ends_is_told_with_its_log(folder: Path) -> None:
    with start(folder) as worker:
        worker.wait_ready(30)
        with pytest.raises(SegmentsError, match=r"ended with code 3; see .*echo\.log"):
            worker.ask({"do": "exit"}, 30, "building")


def test_worker_killed_from_outside_means_memory(folder: Path) -> None:
    with start(folder) as worker:
        worker.wait_ready(30)
        with pytest.raises(InfrastructureFailed, match="lack of memory"):
            worker.ask({"do": "out_of_memory"}, 30, "building")


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_worker_dies_with_a_killed_run(folder: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from segments.workers import Worker\n"
        "worker = Worker('echo', 'echo_worker', Path('.'), Path('echo.log'))\n"
        "worker.wait_ready(30); print(worker._process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
    assert run.returncode == -9
    assert wait_until_gone(int(run.stdout))
