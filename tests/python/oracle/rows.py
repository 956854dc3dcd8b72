"""Governed rows, the tenant that holds them, and the configuration read from `seeds/`.

Rows carry source ids, as an extract does. Everything the oracle returns is keyed by core id.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
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
    country_code: str | None = None
    ownership: str | None = None
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
    loss_reason: str | None = None
    term_months: int | None = None


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
class TriggerEvent:
    """Something that happened at an account; its strength counts nowhere."""

    event_id: str
    account_id: str
    trigger_type: str
    occurred_at: datetime
    strength: Decimal | None = None


@dataclass(frozen=True)
class Interview:
    """A win-loss interview: it grounds the list of needs and assigns none."""

    interview_id: str
    account_id: str | None
    need_states: str | None
    interview_date: date


@dataclass(frozen=True)
class MarketCount:
    """Accounts that exist in a cell, whoever knows them; without a day always known."""

    firmographic_band_id: str
    need_state_id: str
    account_count: int
    counted_on: date | None = None


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


ENTITIES = (
    "accounts",
    "opportunities",
    "users",
    "contract_lines",
    "fx_rates",
    "invoices",
    "account_history",
    "contacts",
    "trigger_events",
    "win_loss_interviews",
    "market_universe",
)


@dataclass(frozen=True)
class Tenant:
    """One company's rows. `future_rows` holds rows dated after `as_of`, kept apart.

    None for contacts or the market universe: nobody delivers them. Other entities count as
    delivered, empty ones too, unless `undelivered` names them.

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
    contacts: tuple[Contact, ...] | None = None
    trigger_events: tuple[TriggerEvent, ...] = ()
    win_loss_interviews: tuple[Interview, ...] = ()
    market_universe: tuple[MarketCount, ...] | None = None
    undelivered: frozenset[str] = frozenset()

    def has(self, entity: str) -> bool:
        """Whether anybody delivers the entity."""
        return entity not in self.undelivered and getattr(self, entity) is not None

    def with_future(self) -> Tenant:
        """The same tenant after the future rows arrived; who is not delivered stays away."""
        later = self.future_rows or Tenant()
        added = {
            name: getattr(self, name) + getattr(later, name)
            for name in ENTITIES
            if self.has(name) and getattr(later, name)
        }
        return replace(self, future_rows=None, **added)

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
        days += [row.occurred_at.astimezone(UTC).date() for row in self.trigger_events]
        days += [row.interview_date for row in self.win_loss_interviews]
        days += [row.counted_on for row in self.market_universe or () if row.counted_on]
        return max(days, default=None)


@dataclass(frozen=True)
class Band:
    band_id: str
    label: str
    display_order: int
    lower: Decimal | None
    upper: Decimal | None
    listed_value: str | None


@dataclass(frozen=True)
class Weight:
    component: str
    label: str
    weight: Fraction
    direction: str
    scale: str


@dataclass(frozen=True)
class ScopeRule:
    """A condition on one attribute: among the listed values, or lower <= value < upper."""

    is_inclusion: bool
    attribute: str
    lower: Decimal | None
    upper: Decimal | None
    listed_values: frozenset[str] | None
    reason_code: str


@dataclass(frozen=True)
class TriggerRule:
    need_state_id: str
    weight: Fraction
    window_days: int


@dataclass(frozen=True)
class Assessment:
    """What somebody said of a segment's market; days before it do not see it."""

    segment_id: str
    component: str
    value: Fraction
    assessed_on: date


@dataclass(frozen=True)
class Merge:
    from_segment_id: str
    to_segment_id: str
    effective_date: date


@dataclass(frozen=True)
class Config:
    """What people decide. `params` keeps the text of cfg_params; the methods give it a type.

    `interval_multipliers` say of a metric from how many observations on its interval is how much
    wider. `need_nouns`, `names` and `owners` are what a segment is called and who answers for it;
    `overrides` say "in" or "out" of an account up to a last day.
    """

    params: dict[str, str]
    bands: tuple[Band, ...]
    need_priority: dict[str, int]
    weights: tuple[Weight, ...]
    placeholders: frozenset[str] = field(default_factory=frozenset)
    need_nouns: dict[str, str] = field(default_factory=dict)
    scope_rules: tuple[ScopeRule, ...] = ()
    overrides: dict[str, tuple[str, date]] = field(default_factory=dict)
    triggers: dict[str, tuple[TriggerRule, ...]] = field(default_factory=dict)
    no_decision_reasons: frozenset[str] = field(default_factory=frozenset)
    assessments: tuple[Assessment, ...] = ()
    merges: tuple[Merge, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    interval_multipliers: tuple[tuple[str, int, Fraction], ...] = ()

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


Rows = list[dict[str, str]]
SEEDS = (
    "cfg_params",
    "cfg_metrics",
    "cfg_firmographic_bands",
    "cfg_need_states",
    "cfg_score_weights",
    "cfg_placeholder_values",
    "cfg_scope_rules",
    "cfg_scope_overrides",
    "cfg_need_state_triggers",
    "cfg_no_decision_reasons",
    "cfg_segment_market",
    "cfg_segment_map",
    "cfg_segment_names",
    "cfg_segment_owners",
    "cfg_interval_multipliers",
)


def read_seeds(seeds: Path) -> dict[str, Rows]:
    """The seeds that the oracle knows, as rows of text."""
    found = {}
    for name in SEEDS:
        with (seeds / f"{name}.csv").open(newline="", encoding="utf-8") as handle:
            found[name] = list(csv.DictReader(handle))
    return found


def read_config(seeds: Path) -> Config:
    """Configuration of a folder of cfg_*.csv."""
    return config_of(read_seeds(seeds))


def config_of(seeds: Mapping[str, Rows]) -> Config:
    """Configuration of rows of text; bands are those of the configured basis."""
    params = {row["param"]: row["value"] for row in seeds["cfg_params"]}
    needs = [row for row in seeds["cfg_need_states"] if row["is_active"] == "true"]
    return Config(
        params,
        bands_of(seeds["cfg_firmographic_bands"], params["firmographic_basis"]),
        {row["need_state_id"]: int(row["priority_order"]) for row in needs},
        tuple(
            Weight(
                row["component"],
                row["component_label"],
                Fraction(row["weight"]),
                row["direction"],
                row["scale"],
            )
            for row in seeds["cfg_score_weights"]
        ),
        frozenset(row["placeholder_value"].casefold() for row in seeds["cfg_placeholder_values"]),
        {row["need_state_id"]: row["segment_noun"] for row in needs},
        scope_rules_of(seeds["cfg_scope_rules"]),
        {
            row["account_id"]: (row["scope_override"], date.fromisoformat(row["expires_on"]))
            for row in seeds["cfg_scope_overrides"]
        },
        triggers_of(seeds["cfg_need_state_triggers"]),
        frozenset(row["loss_reason"] for row in seeds["cfg_no_decision_reasons"]),
        tuple(
            Assessment(
                row["segment_id"],
                row["component"],
                Fraction(row["component_value"]),
                date.fromisoformat(row["assessed_on"]),
            )
            for row in seeds["cfg_segment_market"]
        ),
        tuple(
            Merge(
                row["from_segment_id"],
                row["to_segment_id"],
                date.fromisoformat(row["effective_date"]),
            )
            for row in seeds["cfg_segment_map"]
        ),
        {row["segment_id"]: row["segment_name"] for row in seeds["cfg_segment_names"]},
        {row["segment_id"]: row["owner_id"] for row in seeds["cfg_segment_owners"]},
        tuple(
            (row["metric_id"], int(row["observation_count_min"]), Fraction(row["multiplier"]))
            for row in seeds["cfg_interval_multipliers"]
        ),
    )


def bands_of(rows: Iterable[dict[str, str]], basis: str) -> tuple[Band, ...]:
    bands = [
        Band(
            row["firmographic_band_id"],
            row["band_label"],
            int(row["display_order"]),
            _decimal(row["lower_bound"]),
            _decimal(row["upper_bound"]),
            row["listed_value"] or None,
        )
        for row in rows
        if row["basis"] == basis
    ]
    return tuple(sorted(bands, key=lambda band: band.display_order))


def scope_rules_of(rows: Iterable[dict[str, str]]) -> tuple[ScopeRule, ...]:
    """Only the active rules. Listed values compare in any case."""
    return tuple(
        ScopeRule(
            row["rule_kind"] == "inclusion",
            row["attribute"],
            _decimal(row["lower_bound"]),
            _decimal(row["upper_bound"]),
            frozenset(row["listed_values"].casefold().split(";")) if row["listed_values"] else None,
            row["reason_code"],
        )
        for row in rows
        if row["is_active"] == "true"
    )


def triggers_of(rows: Iterable[dict[str, str]]) -> dict[str, tuple[TriggerRule, ...]]:
    found: dict[str, tuple[TriggerRule, ...]] = {}
    for row in rows:
        rule = TriggerRule(row["need_state_id"], Fraction(row["weight"]), int(row["window_days"]))
        found[row["trigger_type"]] = (*found.get(row["trigger_type"], ()), rule)
    return found


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None
