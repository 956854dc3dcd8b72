"""The same rows on DuckDB, PostgreSQL and Spark: the demo tenant and the real data sets."""

from __future__ import annotations

import pytest
from tenants import Tenant, assert_same

from examples.runs import DATA, needs_data

DEMO_ACCOUNTS = "6000"
ENGINES = ("postgres", "spark")
EXAMPLES = ("maven_crm", "adventureworks_resellers", "ravenstack")


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_the_demo_tenant_is_the_same(tmp_path, postgres, spark, engine):
    assert_same(Tenant(tmp_path, DEMO_ACCOUNTS).must("parity", "--target", engine))


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", [pytest.param(n, marks=needs_data(n)) for n in EXAMPLES])
def test_a_real_data_set_is_the_same(tmp_path, postgres, spark, engine, name):
    tenant = Tenant(tmp_path)
    example = ("--connector", name, "--data", str(DATA / name))
    assert_same(tenant.must("parity", "--target", engine, *example))
