"""One tenant, every window and every velocity: they stand side by side and are never mixed up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from model_runner import ModelRunner

AS_OF = date(2026, 6, 30)
SEGMENT = "segment_id = 'small--replace_legacy' and as_of_date = date '2026-06-30'"
ACCOUNT = {
    "account_id": "A1",
    "account_name": "Account 1",
    "employee_count": "20",
    "declared_need_state": "replace_legacy",
    "created_at": "2023-01-10T09:00:00+00:00",
}


def _line(number: int, amount: str, start: str, end: str | None) -> dict[str, str | None]:
    return {
        "contract_line_id": f"L{number}",
        "contract_id": f"C{number}",
        "account_id": "A1",
        "charge_type": "recurring",
        "amount": amount,
        "amount_period": "year",
        "currency": "USD",
        "signed_date": start,
        "live_date": start,
        "start_date": start,
        "end_date": end,
    }


def _deal(name: str, status: str, close: str, **dates: str) -> dict[str, str | None]:
    return {
        "opportunity_id": name,
        "account_id": "A1",
        "opportunity_type": "new",
        "amount": "24000.00",
        "currency": "USD",
        "status": status,
        "created_at": "2026-01-01T09:00:00+00:00",
        "close_date": close,
    } | dates


@pytest.fixture(scope="module")
def tenant(model_runner: ModelRunner) -> Iterator[ModelRunner]:
    """ARR 1,000 two years ago, 500 a year ago, 800 now; one deal won, one lost, one open."""
    model_runner.set_params(scoring_override="enabled", scoring_override_reason="a test")
    model_runner.land(
        {
            "accounts": [ACCOUNT],
            "contract_lines": [
                _line(1, "1000.00", "2023-07-01", "2025-03-31"),
                _line(2, "500.00", "2025-04-01", "2026-03-31"),
                _line(3, "800.00", "2026-04-01", None),
            ],
            "opportunities": [
                _deal("won", "won", "2026-03-12", first_meeting_date="2026-01-11"),
                _deal("lost", "lost", "2026-03-12"),
                _deal("open", "open", "2026-09-30", qualified_date="2026-02-01"),
            ],
            "opportunity_stage_history": [
                {
                    "opportunity_id": "won",
                    "stage": "Evaluation",
                    "entered_at": "2026-02-10T09:00:00+00:00",
                }
            ],
        },
        AS_OF,
    )
    model_runner.build()
    yield model_runner
    model_runner.load_seed("cfg_params")


def test_the_same_account_has_both_windows_of_retention_with_their_own_values(
    tenant: ModelRunner,
) -> None:
    rows = tenant.query(
        "select metric_id, window_months, metric_value from marts.fct_segment_metrics"
        f" where {SEGMENT} and metric_id in ('grr', 'nrr') and basis in ('point_to_point',"
        " 'revenue') order by all"
    )
    assert rows == [("grr", 12, 1.0), ("grr", 24, 0.8), ("nrr", 12, 1.6), ("nrr", 24, 0.8)]
    (wide,) = tenant.query(
        f"select grr_12m, grr_24m, nrr_12m, nrr_24m from marts.rpt_segment_metrics where {SEGMENT}"
    )
    assert wide == (1.0, 0.8, 1.6, 0.8)


@pytest.mark.parametrize(("months", "coefficient"), [(24, 0.8), (12, 1.6)])
def test_proxy_reads_24_months_and_the_composite_the_window_that_is_set(
    tenant: ModelRunner, months: int, coefficient: float
) -> None:
    tenant.set_params(expansion_window_months=months)
    tenant.build()
    (factors,) = tenant.query(
        "select grr_24m, nrr_24m, expansion_multiple_24m, expansion_coefficient"
        f" from marts.fct_segment_scores where {SEGMENT}"
    )
    assert factors == pytest.approx((0.8, 0.8, 1.0, coefficient))


def test_three_velocities_have_names_of_their_own_and_the_composite_uses_the_first_meeting(
    tenant: ModelRunner,
) -> None:
    assert tenant.query(
        "select days_first_meeting_to_close_p50, days_stage_entry_to_close_p50,"
        f" sales_velocity_per_day from marts.rpt_segment_metrics where {SEGMENT}"
    ) == [(60.0, 30.0, 24000 * 0.5 / 60)]
    assert tenant.query(
        "select raw_value from marts.fct_segment_score_components"
        f" where {SEGMENT} and component = 'velocity'"
    ) == [(60.0,)]
