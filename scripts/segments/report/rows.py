"""Rows of the published marts that the report reads: one class per table, one field per column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar


@dataclass(frozen=True)
class Mart:
    """A row of the mart `table`."""

    table: ClassVar[str]


@dataclass(frozen=True)
class ScoringRun(Mart):
    table: ClassVar[str] = "dim_scoring_run"

    scoring_run_id: str
    as_of_date: date
    first_publish_sequence: int | None
    is_current: bool
    is_in_force: bool
    is_approved: bool
    segment_count: int
    a_segment_count: int
    b_segment_count: int
    c_segment_count: int
    input_hash: str | None
    model_hash: str | None


@dataclass(frozen=True)
class RatedSegment(Mart):
    table: ClassVar[str] = "rpt_tier_matrix"

    as_of_date: date
    segment_id: str
    segment_name: str
    proposed_segment_tier: str
    in_force_segment_tier: str | None
    rating_status: str
    tier_reason: str
    clv_rank: int | None
    clv_proxy_amount: Decimal | None
    clv_null_reason: str | None
    clv_basis: str | None
    expansion_basis: str | None
    is_placeholder: bool | None
    first_year_acv_amount: Decimal | None
    grr_24m: float | None
    grr_24m_standard_error: float | None
    nrr_24m: float | None
    expansion_multiple_24m: float | None
    cohort_account_count: int
    is_reliable: bool
    viable_account_count: int
    customer_account_count: int | None
    arr_amount: Decimal | None
    composite_score: float | None
    composite_rank: int | None
    owner_name: str | None
    is_fundable: bool
    unfundable_reason: str | None
    matrix_state: str
    currency_code: str | None


@dataclass(frozen=True)
class GridCell(Mart):
    table: ClassVar[str] = "rpt_segment_grid"

    as_of_date: date
    segment_id: str
    firmographic_band_id: str
    need_state_id: str
    band_label: str
    need_state_name: str
    segment_name: str
    band_order: int
    need_state_order: int
    grid_mode: str
    cell_status: str
    kill_reasons: str | None
    addressable_account_count: int
    addressable_share: float | None
    annual_opportunity_amount: Decimal | None
    opportunity_null_reason: str | None
    arr_amount: Decimal | None
    is_provisional: bool
    is_draft: bool


@dataclass(frozen=True)
class ScoreComponent(Mart):
    table: ClassVar[str] = "fct_segment_score_components"

    as_of_date: date
    segment_id: str
    component: str
    component_label: str
    weight: float | None
    contribution: float | None
    is_imputed: bool


@dataclass(frozen=True)
class ArrBucket(Mart):
    table: ClassVar[str] = "rpt_arr_reconciliation"

    as_of_date: date
    bucket: str
    bucket_order: int
    payer_count: int | None
    line_count: int | None
    arr_amount: Decimal | None
    fx_effect_amount: Decimal | None
    finance_arr_amount: Decimal | None
    arr_null_reason: str | None
    currency_code: str | None


@dataclass(frozen=True)
class Variable(Mart):
    table: ClassVar[str] = "rpt_variable_model"

    as_of_date: date
    variable_name: str
    variable_label: str
    bucket: str
    role: str
    eligible_population: str
    owner: str
    eligible_account_count: int
    valid_account_count: int
    completeness: float | None
    is_kept: bool
    cut_reason: str | None


@dataclass(frozen=True)
class Finding(Mart):
    table: ClassVar[str] = "rpt_findings"

    check_id: str
    object_id: str | None
    evidence: str | None
    check_label: str
    severity: str
    owner: str
    remedy: str


@dataclass(frozen=True)
class Signature(Mart):
    table: ClassVar[str] = "fct_signoffs"

    signoff_id: str
    scoring_run_id: str
    artifact: str
    function: str
    signed_by: str
    signature_status: str
    is_for_current_proposal: bool | None
    signed_on: date | None


@dataclass(frozen=True)
class TierInForce(Mart):
    table: ClassVar[str] = "fct_tier_in_force"

    segment_id: str
    valid_from: date
    is_current: bool
    in_force_segment_tier: str | None
    change_reason: str
    scoring_run_id: str | None


@dataclass(frozen=True)
class NamedSegment(Mart):
    table: ClassVar[str] = "dim_segment"

    segment_id: str
    segment_name: str
    is_current: bool


@dataclass(frozen=True)
class NeedState(Mart):
    table: ClassVar[str] = "rpt_need_states"

    as_of_date: date
    need_state_id: str
    need_state_name: str


@dataclass(frozen=True)
class RefusedRows(Mart):
    """Refused rows of one file for one reason; `first_line` is where the first of them stands."""

    table: ClassVar[str] = "rpt_quarantine"

    entity: str
    file_name: str | None
    first_reason: str
    row_count: int
    first_line: int | None


@dataclass(frozen=True)
class AccountGroup(Mart):
    """Accounts that share the reason why they are in no segment, or are in one (no reason)."""

    table: ClassVar[str] = "dim_account"

    segment_null_reason: str | None
    is_in_scope: bool
    account_count: int


@dataclass(frozen=True)
class Marts:
    """All that the report reads, for the as-of date of the version's own run."""

    runs: list[ScoringRun]
    segments: list[RatedSegment]
    cells: list[GridCell]
    components: list[ScoreComponent]
    arr_buckets: list[ArrBucket]
    variables: list[Variable]
    findings: list[Finding]
    signatures: list[Signature]
    tiers_in_force: list[TierInForce]
    named_segments: list[NamedSegment]
    need_states: list[NeedState]
    refused: list[RefusedRows]
    account_groups: list[AccountGroup]

    @property
    def run(self) -> ScoringRun | None:
        return next((run for run in self.runs if run.is_current), None)

    @property
    def currency(self) -> str | None:
        codes = [bucket.currency_code for bucket in self.arr_buckets]
        return next((code for code in codes if code), None)
