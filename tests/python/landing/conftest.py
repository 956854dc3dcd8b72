"""A small delivery of two sources, written fresh for each test, and the way to land it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import duckdb
import pytest

from segments.contracts.model import Entity, load_input_entities
from segments.landing import Landed, land_extracts

CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: crm
version: 1.0.0
status: active
schema:
  - name: accounts
    logicalType: object
    customProperties:
      - {property: delivery, value: required}
      - {property: finalNewline, value: required}
      - {property: additionalColumns, value: warn}
      - {property: quarantineShareMax, value: 0.25}
    quality:
      - {id: rows, type: library, metric: rowCount, mustBeGreaterOrEqualTo: 1}
    properties:
      - {name: account_id, logicalType: string, primaryKey: true, primaryKeyPosition: 1}
      - {name: account_name, logicalType: string}
      - {name: amount, logicalType: number}
  - name: deals
    logicalType: object
    customProperties:
      - {property: delivery, value: one_of_revenue}
      - {property: finalNewline, value: optional}
      - {property: additionalColumns, value: refuse}
      - {property: quarantineShareMax, value: 0.25}
    quality:
      - {id: deal_rows, type: library, metric: rowCount, mustBeGreaterOrEqualTo: 0}
    properties:
      - {name: deal_id, logicalType: string, primaryKey: true, primaryKeyPosition: 1}
      - {name: account_id, logicalType: string}
  - name: users
    logicalType: object
    customProperties:
      - {property: delivery, value: optional}
      - {property: finalNewline, value: required}
      - {property: additionalColumns, value: warn}
    quality:
      - {id: user_rows, type: library, metric: rowCount, mustBeGreaterOrEqualTo: 0}
    properties:
      - {name: user_id, logicalType: string, primaryKey: true, primaryKeyPosition: 1}
      - name: email
        logicalType: string
        customProperties:
          - {property: landing, value: drop}
      - {name: team, logicalType: string}
"""

ACCOUNTS = b"account_id,account_name,amount\nA1,Alpha,1.50\nA2,Beta,\nA3,Gamma,3.00\n"
DEALS = b"deal_id,account_id\nD1,A1\nD2,A9\n"


class Delivery:
    """A landing folder under a temporary root, the contract it is judged by, and a database."""

    def __init__(self, root: Path) -> None:
        self.landing_dir = root / "landing"
        self.store_dir = root / "store"
        contracts = root / "contracts"
        contracts.mkdir()
        (contracts / "crm.odcs.yaml").write_text(dedent(CONTRACT), encoding="utf-8")
        self.entities: dict[str, Entity] = load_input_entities(contracts)
        self.connection = duckdb.connect()
        self.connection.execute("set threads = 2")
        self.write("crm/accounts.csv", ACCOUNTS)
        self.write("crm/deals.csv", DEALS)

    def path(self, name: str) -> Path:
        return self.landing_dir / name

    def write(self, name: str, content: bytes) -> Path:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def write_parquet(self, name: str, select: str) -> Path:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection.execute(f"copy ({select}) to '{path}' (format parquet)")
        return path

    def land(self) -> Landed:
        return land_extracts(self.landing_dir, self.entities, self.store_dir, self.connection)

    def rows(self, query: str) -> list[tuple]:
        return self.connection.execute(query).fetchall()


@pytest.fixture
def delivery(tmp_path: Path) -> Iterator[Delivery]:
    made = Delivery(tmp_path)
    yield made
    made.connection.close()
