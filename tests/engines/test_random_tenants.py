"""Random tenants with random settings give the same marts on DuckDB and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from postgres_models import PostgresModels, duckdb_models

import oracle
from agreement.test_oracle_agrees import case_of
from conftest import PROJECT
from model_runner import ModelRunner
from segments.parity import compare, describe, mart_keys
from segments.parity.readers import duckdb_reader

SAMPLE = range(4)
SWEEP = range(4, 50)
# A double made a decimal by PostgreSQL itself keeps fifteen digits; other engines keep all.
SHORTENING_CAST = "castsource = 'float8'::regtype and casttarget = 'numeric'::regtype"


@pytest.fixture(scope="module")
def engines(
    postgres_database: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[ModelRunner, PostgresModels]]:
    folder: Path = tmp_path_factory.mktemp("compiled")
    models = PostgresModels(folder)
    yield duckdb_models(folder), models
    models.connection.close()


def land(runner: ModelRunner, models: PostgresModels, seed: int) -> None:
    case = case_of(seed, oracle.read_seeds(PROJECT / "seeds"))
    for name, rows in case.seeds.items():
        runner.load_seed(name, rows)
    latest = max(case.tenant.with_future().latest_day() or case.tenant.as_of, case.tenant.as_of)
    moment = datetime.combine(latest + timedelta(days=1), time.max)
    runner.land(oracle.to_landed_rows(case.tenant), case.tenant.as_of, extracted_at=moment)
    models.copy_inputs(runner)


def assert_same(engines: tuple[ModelRunner, PostgresModels], seed: int) -> None:
    runner, models = engines
    land(runner, models, seed)
    runner.build()
    models.build()
    keys = mart_keys(PROJECT / "contracts")
    comparison = compare(keys, duckdb_reader(runner.connection), models.reader())
    assert comparison.is_same, "\n".join(describe(comparison, "duckdb", "postgres"))


@pytest.mark.parametrize("seed", SAMPLE)
def test_a_random_tenant_is_the_same(
    engines: tuple[ModelRunner, PostgresModels], seed: int
) -> None:
    assert_same(engines, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SWEEP)
def test_many_random_tenants_are_the_same(
    engines: tuple[ModelRunner, PostgresModels], seed: int
) -> None:
    assert_same(engines, seed)


def test_no_model_leaves_a_double_to_be_shortened(
    engines: tuple[ModelRunner, PostgresModels],
) -> None:
    """Models say `to_decimal`, `rounded` or `to_money`: without the cast they still run."""
    runner, models = engines
    land(runner, models, 0)
    models.cursor.execute("select usesuper from pg_user where usename = current_user")
    if models.cursor.fetchone() != (True,):
        pytest.skip("only a superuser can take a cast away")
    models.cursor.execute(
        f"create table cast_kept as select * from pg_cast where {SHORTENING_CAST}"
    )
    models.cursor.execute(f"delete from pg_cast where {SHORTENING_CAST}")
    try:
        models.build()
    finally:
        models.cursor.execute("insert into pg_cast select * from cast_kept")
        models.cursor.execute("drop table cast_kept")
