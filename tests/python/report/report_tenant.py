"""Made-up marts of one published version, for the report alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb

AS_OF = date(2026, 6, 30)
BEFORE = date(2026, 3, 31)
MODELS = Path(__file__).resolve().parents[3] / "models" / "marts"
DDL = Path(__file__).with_name("marts.sql")


@dataclass
class Tenant:
    """A database file with the marts, and rows with defaults that a test overrides."""

    path: Path

    @classmethod
    def create(cls, path: Path) -> Tenant:
        with duckdb.connect(str(path)) as connection:
            connection.execute(DDL.read_text(encoding="utf-8"))
        return cls(path)

    def execute(self, statement: str, *values: object) -> list[Any]:
        with duckdb.connect(str(self.path)) as connection:
            return connection.execute(statement, values).fetchall()

    def insert(self, table: str, **values: object) -> None:
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        self.execute(f"insert into marts.{table} ({names}) values ({marks})", *values.values())

    def add_run(self, run_id: str = "aa11aa11aa11aa11", **values: object) -> None:
        row: dict[str, object] = {
            "scoring_run_id": run_id,
            "as_of_date": AS_OF,
            "first_publish_sequence": 1,
            "is_current": True,
            "is_in_force": False,
            "is_approved": False,
            "segment_count": 3,
            "a_segment_count": 1,
            "b_segment_count": 1,
            "c_segment_count": 1,
            "input_hash": "1234567890abcdef",
            "model_hash": "fedcba0987654321",
        }
        self.insert("dim_scoring_run", **(row | values))

    def add_segment(self, segment_id: str, **values: object) -> None:
        row: dict[str, object] = {
            "as_of_date": AS_OF,
            "segment_id": segment_id,
            "segment_name": segment_id,
            "proposed_segment_tier": "A",
            "rating_status": "rated",
            "tier_reason": "top_third",
            "clv_rank": 1,
            "clv_third": 1,
            "clv_proxy_amount": "85950.00",
            "clv_proxy_lower_amount": "71475.53",
            "clv_proxy_upper_amount": "103356.00",
            "measured_clv_proxy_amount": "86100.00",
            "clv_basis": "revenue",
            "expansion_basis": "survivor",
            "clv_factors": "shrunken",
            "is_placeholder": False,
            "first_year_acv_amount": "75991.88",
            "grr_24m": 0.92743,
            "nrr_24m": 1.12341,
            "expansion_multiple_24m": 1.2113,
            "cohort_account_count": 1244,
            "is_reliable": True,
            "viable_account_count": 1637,
            "customer_account_count": 317,
            "arr_amount": "32266553.58",
            "composite_score": 91.34758,
            "composite_rank": 1,
            "owner_name": "Chidi Gupta",
            "is_fundable": True,
            "matrix_state": "draft",
            "signatures_missing": "tier_matrix:finance, tier_matrix:sales, variable_model:sales",
            "currency_code": "USD",
        }
        self.insert("rpt_tier_matrix", **(row | values))

    def add_cell(self, band: str, need: str, **values: object) -> None:
        row: dict[str, object] = {
            "as_of_date": AS_OF,
            "segment_id": f"{band}--{need}",
            "firmographic_band_id": band,
            "need_state_id": need,
            "band_label": band.replace("_", " ").title(),
            "need_state_name": need.replace("_", " ").title(),
            "segment_name": f"{band} {need}".replace("_", " "),
            "band_order": 1,
            "need_state_order": 1,
            "grid_mode": "band_and_need",
            "cell_status": "surviving",
            "addressable_account_count": 1637,
            "addressable_share": 0.3,
            "annual_opportunity_amount": "5000000.00",
            "is_candidate": True,
            "is_provisional": False,
            "is_draft": False,
        }
        self.insert("rpt_segment_grid", **(row | values))

    def add_bucket(self, order: int, bucket: str, amount: str | None, **values: object) -> None:
        row: dict[str, object] = {
            "as_of_date": AS_OF,
            "bucket": bucket,
            "bucket_order": order,
            "payer_count": 4,
            "line_count": 7,
            "arr_amount": amount,
            "fx_effect_amount": "0.00",
            "finance_arr_amount": "1500.00",
            "currency_code": "USD",
        }
        self.insert("rpt_arr_reconciliation", **(row | values))

    def add_invoices(self, charge_type: str, bucket: str, lines: int, *amounts: str | None) -> None:
        """`amounts` are the credits, what is left after them, and finance's sum."""
        credit, invoiced, finance = amounts
        self.insert(
            "rpt_invoice_reconciliation",
            as_of_date=AS_OF,
            charge_type=charge_type,
            bucket=bucket,
            bucket_order=("matched", "unmatched", "unassigned", "quarantined").index(bucket),
            line_count=lines,
            credit_amount=credit,
            invoiced_amount=invoiced,
            finance_invoiced_amount=finance,
            amount_null_reason="lines_refused" if bucket == "quarantined" else None,
            currency_code="USD",
        )

    def add_cohort(self, segment_id: str, quarter: date, months: int, **values: object) -> None:
        row: dict[str, object] = {
            "as_of_date": AS_OF,
            "segment_id": segment_id,
            "created_quarter_date": quarter,
            "months_since_created": months,
            "created_count": 40,
            "won_count": 10,
            "cohort_win_rate": 0.25,
            "interval_low": 0.142,
            "interval_high": 0.402,
            "maturity_months": 2,
            "maturity_basis": "portfolio",
            "is_reliable": True,
        }
        self.insert("fct_segment_win_cohort", **(row | values))

    def add_metric(self, segment_id: str, metric_id: str, basis: str, **values: object) -> None:
        row: dict[str, object] = {
            "as_of_date": AS_OF,
            "segment_id": segment_id,
            "metric_id": metric_id,
            "window_months": 24,
            "basis": basis,
            "unit": "ratio",
            "observation_count": 208,
            "metric_value": 0.92743,
            "interval_low": 0.882,
            "interval_high": 0.97,
            "is_reliable": True,
        }
        self.insert("fct_segment_metrics", **(row | values))

    def add_check(self, check_id: str, subject: str, **values: object) -> None:
        row: dict[str, object] = {
            "as_of_date": AS_OF,
            "check_id": check_id,
            "subject": subject,
            "requirement": "The history is long enough",
            "check_status": "pass",
            "measured_value": 36.4,
            "threshold": 24,
            "remedy": "Load older deals",
            "owner": "revenue_operations",
            "blocks_artifact": "tier_matrix",
            "display_order": 1,
        }
        self.insert("rpt_data_readiness", **(row | values))

    def add_finding(self, check_id: str, **values: object) -> None:
        row: dict[str, object] = {
            "check_id": check_id,
            "object_id": "finance",
            "evidence": "Contract lines: 3",
            "check_label": "A label",
            "severity": "warning",
            "owner": "revenue_operations",
            "remedy": "Mend it",
        }
        self.insert("rpt_findings", **(row | values))


def full_tenant(path: Path) -> Tenant:
    """One of everything: three tiers, both kill rules, refused rows, findings, an older day."""
    tenant = Tenant.create(path)
    tenant.add_run()
    tenant.add_segment("large--replace_legacy", segment_name="Large legacy replacers")
    tenant.add_segment(
        "mid_market--prove_compliance",
        segment_name="Mid-market compliance seekers",
        proposed_segment_tier="B",
        tier_reason="middle_third",
        clv_rank=2,
        clv_third=2,
        clv_proxy_amount="42975.00",
        clv_proxy_lower_amount=None,
        clv_proxy_upper_amount=None,
        clv_proxy_interval_null_reason="too_few_observations",
        is_fundable=False,
        owner_name=None,
        unfundable_reason="no_owner",
    )
    tenant.add_segment(
        "mid_market--replace_legacy",
        segment_name="Mid-market legacy replacers",
        proposed_segment_tier="C",
        tier_reason="unscored",
        rating_status="unscored",
        clv_rank=None,
        clv_third=None,
        clv_proxy_amount=None,
        clv_proxy_lower_amount=None,
        clv_proxy_upper_amount=None,
        clv_proxy_interval_null_reason="clv_unknown",
        clv_null_reason="no_retention_cohort",
        grr_24m=None,
        nrr_24m=None,
        expansion_multiple_24m=None,
        cohort_account_count=0,
        is_reliable=False,
    )
    tenant.add_segment("large--replace_legacy", as_of_date=BEFORE, segment_name="Stale name")
    tenant.add_cell("large", "replace_legacy", band_order=2)
    tenant.add_cell("mid_market", "prove_compliance", need_state_order=2)
    tenant.add_cell("mid_market", "replace_legacy")
    tenant.add_cell(
        "large",
        "prove_compliance",
        band_order=2,
        need_state_order=2,
        cell_status="killed",
        kill_reasons="share_below_minimum, opportunity_below_minimum",
        addressable_account_count=78,
        addressable_share=0.014857,
        annual_opportunity_amount="152328.96",
    )
    tenant.add_cell(
        "large",
        "unknown",
        band_order=2,
        need_state_order=99,
        cell_status="unclassified",
        is_candidate=False,
        addressable_account_count=38,
    )
    for segment in ("large--replace_legacy", "mid_market--prove_compliance"):
        tenant.insert(
            "fct_segment_score_components",
            as_of_date=AS_OF,
            segment_id=segment,
            component="win_rate",
            component_label="Win rate",
            weight=0.25,
            contribution=21.4287,
            is_imputed=segment.startswith("mid"),
        )
    tenant.add_bucket(1, "tier_a", "1000.10")
    tenant.add_bucket(2, "tier_b", "250.00")
    tenant.add_bucket(4, "killed", "249.95")
    tenant.add_bucket(9, "rounding", "-0.05", payer_count=0, line_count=0)
    tenant.add_bucket(
        10,
        "quarantined",
        None,
        fx_effect_amount=None,
        line_count=45,
        arr_null_reason="lines_refused",
    )
    tenant.insert(
        "rpt_variable_model",
        as_of_date=AS_OF,
        variable_name="naics_code",
        variable_label="NAICS code",
        bucket="needs_based",
        role="modifier",
        eligible_population="accounts",
        owner="revenue_operations",
        eligible_account_count=5790,
        valid_account_count=3112,
        completeness=0.537478,
        is_kept=False,
        cut_reason="completeness_below_minimum",
        predictive_power=0.0015,
        information_value=0.0072,
        information_value_status="no_signal",
    )
    tenant.insert(
        "rpt_variable_model",
        as_of_date=AS_OF,
        variable_name="employee_count",
        variable_label="Number of employees",
        bucket="firmographic",
        role="qualifier",
        eligible_population="accounts",
        owner="revenue_operations",
        eligible_account_count=5790,
        valid_account_count=5610,
        completeness=0.968912,
        is_kept=True,
        predictive_power=0.2521,
        weight=1,
        weight_rank=1,
        information_value=0.0164,
        information_value_status="signal",
    )
    for segment in ("large--replace_legacy", "mid_market--prove_compliance"):
        tenant.add_metric(segment, "grr", "point_to_point")
        tenant.add_metric(
            segment,
            "first_year_acv",
            "signed",
            unit="reporting currency",
            observation_count=74,
            metric_value=76100.5,
            interval_low=64100,
            interval_high=88100,
        )
    tenant.add_metric(
        "mid_market--replace_legacy",
        "grr",
        "point_to_point",
        observation_count=0,
        metric_value=None,
        interval_low=None,
        interval_high=None,
        null_reason="no_observations",
    )
    tenant.insert(
        "rpt_segment_metrics",
        as_of_date=AS_OF,
        segment_id="large--replace_legacy",
        gross_margin_ratio_12m=0.8075,
        contribution_12m_amount="23942272.88",
        is_margin_low_confidence=True,
    )
    tenant.add_check("history_length", "deals")
    tenant.add_check(
        "interview_evidence",
        "interviews",
        requirement="Recent interviews are there",
        check_status="fail",
        reason="too_few_interviews",
        measured_value=3,
        threshold=20,
        remedy="Hold interviews and land them",
        owner="marketing",
        blocks_artifact="segment_grid",
        display_order=2,
    )
    tenant.add_check(
        "retention_capability",
        "large--replace_legacy",
        measured_value=208,
        threshold=5,
        blocks_artifact=None,
        display_order=3,
    )
    for order, (artifact, reasons, before) in enumerate(
        (
            ("variable_model", None, None),
            ("segment_grid", "interview_evidence", None),
            ("tier_matrix", None, "segment_grid"),
        )
    ):
        tenant.insert(
            "rpt_artifact_gate",
            artifact=artifact,
            display_order=order,
            is_publishable=order == 0,
            own_reasons=reasons,
            inherited_from_artifact=before,
        )
    tenant.insert(
        "rpt_governance_calendar",
        task="audit",
        task_label="Hold the audit",
        owner="revenue_operations",
        calendar_status="overdue",
        overdue_reason="never_done",
        due_date=date(2026, 9, 30),
    )
    tenant.insert(
        "rpt_rank_agreement",
        as_of_date=AS_OF,
        segment_id="large--replace_legacy",
        clv_basis="revenue",
        rank_correlation=0.381,
        compared_segment_count=2,
        is_disagreement=True,
    )
    tenant.insert(
        "dim_segment",
        segment_id="large--replace_legacy",
        segment_name="Large legacy replacers",
        is_current=True,
    )
    for bucket, lines, credit, invoiced in (
        ("matched", 9, "-50.05", "949.95"),
        ("unmatched", 1, "0.00", "240.00"),
        ("unassigned", 2, "0.00", "10.05"),
    ):
        tenant.add_invoices("usage", bucket, lines, credit, invoiced, "1200.00")
        tenant.add_invoices("services", bucket, 0, "0.00", "0.00", "0.00")
    tenant.add_invoices("unknown", "quarantined", 9, None, None, None)
    young = {"cohort_win_rate": None, "interval_low": None, "interval_high": None}
    for months in (1, 2, 3):
        early = {**young, "null_reason": "before_cycle_ends"} if months < 2 else {}
        tenant.add_cohort("large--replace_legacy", date(2026, 1, 1), months, **early)
        late = {**young, "null_reason": "cohort_too_young", "won_count": months}
        tenant.add_cohort("large--replace_legacy", date(2026, 4, 1), months, **late)
        none = {**young, "null_reason": "no_observations", "created_count": 0, "won_count": 0}
        tenant.add_cohort("mid_market--replace_legacy", date(2026, 1, 1), months, **none)
        few = {"created_count": 8, "won_count": months, "is_reliable": False}
        few |= {"cohort_win_rate": months / 8, "interval_low": 0.01, "interval_high": 0.71}
        tenant.add_cohort("mid_market--replace_legacy", date(2026, 4, 1), months, **few)
    tenant.add_finding("arr_unmatched", check_label="ARR of no account", severity="error")
    for entity, rows in (("accounts", 2), ("contract_lines", 3)):
        tenant.add_finding(
            "rows_quarantined",
            object_id=entity,
            evidence=f"Rows: {rows}",
            check_label="Rows were refused",
            remedy="Read rpt_quarantine, then cfg_need_states and retention_basis",
        )
        for number in range(rows):
            tenant.insert(
                "rpt_quarantine",
                entity=entity,
                file_name=f"crm/{entity}.csv",
                line_number=1234 + number,
                first_reason="parent_account_id:circular" if rows == 2 else "duplicate_conflict",
                as_of_date=AS_OF,
            )
    tenant.insert(
        "fct_signoffs",
        signoff_id="S1",
        scoring_run_id="aa11aa11aa11aa11",
        artifact="tier_matrix",
        function="finance",
        signed_by="Hana Farrow",
        signature_status="valid",
        is_for_current_proposal=True,
        signed_on=date(2026, 7, 2),
    )
    tenant.insert("dim_account", account_id="a1", is_in_scope=True)
    tenant.insert("dim_account", account_id="a2", is_in_scope=False, segment_null_reason="merged")
    return tenant


class PageReader(HTMLParser):
    """Visible text, table cells by table, and every attribute of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.tags: list[str] = []
        self.rows: dict[str, list[list[str]]] = {}
        self._table = ""
        self._is_hidden = False
        self._cell: list[str] | None = None
        self.feed(source)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.texts).replace("\u00a0", " "))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag == "style":
            self._is_hidden = True
        elif tag == "table":
            self._table = dict(attrs).get("class") or ""
            self.rows.setdefault(self._table, [])
        elif tag == "tr":
            self.rows[self._table].append([])
        elif tag in ("td", "th"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._is_hidden = False
        elif tag in ("td", "th") and self._cell is not None:
            text = re.sub(r"\s+", " ", " ".join(self._cell).replace("\u00a0", " "))
            self.rows[self._table][-1].append(text.strip())
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._is_hidden:
            return
        self.texts.append(data)
        if self._cell is not None:
            self._cell.append(data)

    def row(self, table: str, first_cell: str) -> list[str]:
        return next(row for row in self.rows[table] if row and row[0].startswith(first_cell))
