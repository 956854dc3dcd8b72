"""Governed rows, the tenant that holds them, and the configuration read from `seeds/`.

Rows carry source ids, as an extract does. Everything the oracle returns is keyed by core id.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

SYSTEM = "files"


def core_id(source_id: str) -> str:
    """Id of a row of the default connector once the systems are united."""
    return f"{SYSTEM}:{source_id}"


@dataclass(frozen=True)
class Account:
    account_id: str
    account_name: str
    created_at: datetime
    parent_account_id: str | None = None
    merged_into_account_id: str | None = None
    industry: str | None = None
    employee_count: int | None = None
    annual_revenue_amount: Decimal | None = None
    annual_revenue_currency: str | None = None
    owner_id: str | None = None
    declared_need_state: str | None = None
    is_deleted: bool | None = None


@dataclass(frozen=True)
class AccountChange:
    """`old_value` held until `valid_from`; None: it was empty."""

    account_id: str
    field_name: str
    valid_from: datetime
    old_value: str | None = None


@dataclass(frozen=True)
class Contact:
    """A person; without `created_at` known from the beginning."""

    contact_id: str
    account_id: str | None
    is_contactable: bool | None = None
    created_at: datetime | None = None
    is_deleted: bool | None = None


@dataclass(frozen=True)
class Opportunity:
    opportunity_id: str
    account_id: str | None
    status: str
    created_at: datetime
    opportunity_type: str | None = "new"
    amount: Decimal | None = None
    currency: str | None = None
    first_meeting_date: date | None = None
    close_date: date | None = None
    need_state: str | None = None
    owner_id: str | None = None


@dataclass(frozen=True)
class ContractLine:
    contract_line_id: str
    contract_id: str
    account_id: str | None
    signed_date: date
    start_date: date
    end_date: date | None = None
    live_date: date | None = None
    charge_type: str = "recurring"
    amount: Decimal | None = None
    amount_period: str | None = None
    currency: str | None = None
    auto_renews: bool | None = None


@dataclass(frozen=True)
class Invoice:
    invoice_line_id: str
    account_id: str | None
    invoice_date: date
    charge_type: str
    amount: Decimal
    currency: str
    service_start_date: date | None = None
    service_end_date: date | None = None


@dataclass(frozen=True)
class FxRate:
    currency: str
    rate_date: date
    rate: Decimal


@dataclass(frozen=True)
class User:
    user_id: str
    user_name: str
    is_active: bool = True


@dataclass(frozen=True)
class Tenant:
    """One company's rows. `future_rows` holds rows dated after `as_of`, kept apart.

    The oracle reads neither `as_of` nor `future_rows`: the first is what a test should pass to
    `evaluate`, the second is what `with_future` adds for the metamorphic test.
    """

    accounts: tuple[Account, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    contract_lines: tuple[ContractLine, ...] = ()
    fx_rates: tuple[FxRate, ...] = ()
    users: tuple[User, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    as_of: date | None = None
    future_rows: Tenant | None = None
    account_history: tuple[AccountChange, ...] = ()
    contacts: tuple[Contact, ...] | None = None  # None: nobody delivers them

    def with_future(self) -> Tenant:
        """The same tenant after the future rows arrived."""
        later = self.future_rows or Tenant()
        return replace(
            self,
            accounts=self.accounts + later.accounts,
            opportunities=self.opportunities + later.opportunities,
            contract_lines=self.contract_lines + later.contract_lines,
            fx_rates=self.fx_rates + later.fx_rates,
            users=self.users + later.users,
            invoices=self.invoices + later.invoices,
            account_history=self.account_history + later.account_history,
            future_rows=None,
        )

    def latest_day(self) -> date | None:
        """Latest date that is not a planned one: an extract that holds it was made no earlier."""
        days = [row.created_at.astimezone(UTC).date() for row in self.accounts]
        days += [row.created_at.astimezone(UTC).date() for row in self.opportunities]
        days += [
            day
            for row in self.opportunities
            for day in (row.first_meeting_date, row.close_date if row.status != "open" else None)
            if day
        ]
        days += [row.signed_date for row in self.contract_lines]
        days += [row.invoice_date for row in self.invoices]
        days += [row.rate_date for row in self.fx_rates]
        return max(days, default=None)


@dataclass(frozen=True)
class Band:
    band_id: str
    display_order: int
    lower: Decimal | None
    upper: Decimal | None
    listed_value: str | None


@dataclass(frozen=True)
class Weight:
    component: str
    weight: Fraction
    direction: str
    scale: str


@dataclass(frozen=True)
class Config:
    """What people decide. `params` keeps the text of cfg_params; the methods give it a type.

    `assessments` are those of cfg_segment_market by segment and component, made before any date.
    """

    params: dict[str, str]
    bands: tuple[Band, ...]
    need_priority: dict[str, int]
    weights: tuple[Weight, ...]
    placeholders: frozenset[str] = field(default_factory=frozenset)
    assessments: dict[tuple[str, str], Fraction] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.params[name]

    def whole(self, name: str) -> int:
        return int(self.params[name])

    def number(self, name: str) -> Fraction:
        return Fraction(self.params[name])

    def zone(self) -> tzinfo:
        name = self.params["business_time_zone"]
        return UTC if name == "UTC" else ZoneInfo(name)

    def day(self, moment: datetime) -> date:
        """Business day of a timestamp; a naive one is read as UTC."""
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(self.zone()).date()

    def with_params(self, **values: object) -> Config:
        """The same configuration with some parameters changed."""
        unknown = set(values) - set(self.params)
        if unknown:
            raise KeyError(f"not in cfg_params: {', '.join(sorted(unknown))}")
        return replace(self, params=self.params | {k: str(v) for k, v in values.items()})


def read_config(seeds: Path) -> Config:
    """Configuration of a folder of cfg_*.csv; bands are those of the configured basis."""
    params = {row["param"]: row["value"] for row in _rows(seeds / "cfg_params.csv")}
    bands = [
        Band(
            row["firmographic_band_id"],
            int(row["display_order"]),
            _decimal(row["lower_bound"]),
            _decimal(row["upper_bound"]),
            row["listed_value"] or None,
        )
        for row in _rows(seeds / "cfg_firmographic_bands.csv")
        if row["basis"] == params["firmographic_basis"]
    ]
    needs = {
        row["need_state_id"]: int(row["priority_order"])
        for row in _rows(seeds / "cfg_need_states.csv")
        if row["is_active"] == "true"
    }
    weights = tuple(
        Weight(row["component"], Fraction(row["weight"]), row["direction"], row["scale"])
        for row in _rows(seeds / "cfg_score_weights.csv")
    )
    placeholders = frozenset(
        row["placeholder_value"].casefold() for row in _rows(seeds / "cfg_placeholder_values.csv")
    )
    ordered = tuple(sorted(bands, key=lambda band: band.display_order))
    return Config(params, ordered, needs, weights, placeholders)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None
