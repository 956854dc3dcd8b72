"""What the demo tenant planted is what the models find, whatever the order and the threads."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest

from model_runner import ModelRunner
from segments.contracts import load_input_entities
from segments.demo import write_demo
from segments.landing import land_extracts

AS_OF = date(2026, 6, 30)
EXTRACTED_AT = datetime(2026, 6, 30, 23)
CURRENT = "where as_of_date = date '2026-06-30'"


@pytest.fixture(scope="module")
def demo(
    model_runner: ModelRunner, tmp_path_factory: pytest.TempPathFactory
) -> tuple[ModelRunner, dict[str, Any]]:
    """The demo tenant of 3,000 accounts, landed by the real gate and built once."""
    folder = tmp_path_factory.mktemp("planted")
    write_demo(folder / "landing", accounts=3000, as_of=AS_OF)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    entities = load_input_entities(model_runner.project / "contracts")
    connection = model_runner.connection
    land_extracts(folder / "landing", entities, folder / "store", connection)
    model_runner.set_run(AS_OF, EXTRACTED_AT)
    model_runner.build()
    return model_runner, truth


def _digests(runner: ModelRunner, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Every mart as an order-free digest of its exact rows."""
    marts = [m["name"] for m in runner.models if m["schema"] == "marts"]
    return {
        name: runner.query(
            f"select count(*), sum(hash(row_text)) from (select marts.{name}::varchar as row_text "
            f"from marts.{name})"
        )
        for name in marts
        if name not in without
    }


def test_planted_segments_survive_and_earn_their_tiers(
    demo: tuple[ModelRunner, dict[str, Any]],
) -> None:
    runner, truth = demo
    tiers = dict(
        runner.query("select segment_id, proposed_segment_tier from marts.rpt_tier_matrix")
    )
    assert sorted(tiers) == truth["expected_survivors"]
    assert 10 <= len(tiers) <= 12
    found = sorted(segment for segment, tier in tiers.items() if tier == "A")
    assert found == truth["expected_a_segments"]
    assert len(found) >= 3


def test_segment_with_exactly_200_viable_accounts_is_b(
    demo: tuple[ModelRunner, dict[str, Any]],
) -> None:
    runner, truth = demo
    row = runner.query(
        "select viable_account_count, clv_third, proposed_segment_tier, tier_reason "
        f"from marts.rpt_tier_matrix where segment_id = '{truth['exact_viable_segment']}'"
    )
    assert row == [(200, 1, "B", "top_third_small_universe")]


def test_viable_accounts_are_those_that_somebody_can_reach(
    demo: tuple[ModelRunner, dict[str, Any]],
) -> None:
    runner, truth = demo
    counted = {
        segment: counts
        for segment, *counts in runner.query(
            "select segment_id, addressable_account_count, viable_account_count"
            f" from marts.rpt_segment_grid {CURRENT} and is_candidate"
        )
    }
    assert counted == {
        cell["segment_id"]: [cell["addressable_accounts"], cell["viable_accounts"]]
        for cell in truth["cells"]
    }


def test_must_win_accounts_are_tier_zero_and_nobody_else(
    demo: tuple[ModelRunner, dict[str, Any]],
) -> None:
    runner, truth = demo
    rows = runner.query(
        "select account_id, account_tier_before_cap from marts.fct_account_tier"
        " where account_tier = 'tier_0' order by account_id"
    )
    assert rows == [(f"files:{account}", "tier_0") for account in truth["tier_zero_accounts"]]


def test_cell_at_exactly_two_percent_survives(demo: tuple[ModelRunner, dict[str, Any]]) -> None:
    runner, truth = demo
    row = runner.query(
        "select addressable_share_numerator * 50 = addressable_share_denominator, cell_status "
        f"from marts.rpt_segment_grid {CURRENT} and segment_id = '{truth['exact_share_segment']}'"
    )
    assert row == [(True, "surviving")]


def test_planted_kills_are_killed_for_the_planted_reasons(
    demo: tuple[ModelRunner, dict[str, Any]],
) -> None:
    runner, truth = demo
    killed = {
        segment: reasons.split(", ")
        for segment, reasons in runner.query(
            "select segment_id, kill_reasons from marts.rpt_segment_grid "
            f"{CURRENT} and cell_status = 'killed'"
        )
    }
    assert killed == truth["kill_reasons"]


def test_boundary_variable_is_kept_and_the_sparse_one_cut(
    demo: tuple[ModelRunner, dict[str, Any]],
) -> None:
    runner, truth = demo
    kept = dict(
        runner.query(f"select variable_name, is_kept from marts.rpt_variable_model {CURRENT}")
    )
    assert kept[truth["boundary_variables"]["kept"]] is True
    assert kept[truth["boundary_variables"]["cut"]] is False


def test_planted_signals_have_weight_and_planted_noise_has_none(
    demo: tuple[ModelRunner, dict[str, Any]],
) -> None:
    runner, truth = demo
    weights = dict(
        runner.query(f"select variable_name, weight from marts.rpt_variable_model {CURRENT}")
    )
    assert all(weights[name] > 0.01 for name in truth["signal_variables"])
    assert all(weights[name] == 0 for name in truth["no_signal_variables"])
    assert 12 <= sum(weight is not None for weight in weights.values()) <= 20


def test_count_over_the_whole_life_knows_who_won_and_the_guarded_one_does_not(
    demo: tuple[ModelRunner, dict[str, Any]],
) -> None:
    runner, truth = demo
    name = truth["leaking_over_whole_life"]
    ((guarded, power),) = runner.query(
        "select information_value, predictive_power from marts.rpt_variable_model"
        f" {CURRENT} and variable_name = '{name}'"
    )
    ((whole_life,),) = runner.query(
        f"""
        with counted as (
            select account_id, least(count(*), 4) as facts from intermediate.int_variable_facts
            where variable_name = '{name}' group by account_id
        ),
        bins as (
            select coalesce(facts, 0) as bin, sum(outcome) as won, sum(1 - outcome) as lost
            from intermediate.int_variable_outcomes left join counted using (account_id)
            where target = 'won' group by bin
        ),
        shares as (
            select (won + 0.5) / sum(won + 0.5) over () as won_share,
                (lost + 0.5) / sum(lost + 0.5) over () as lost_share
            from bins
        )
        select sum((won_share - lost_share) * ln(won_share / lost_share)) from shares
        """
    )
    assert whole_life > 1
    assert guarded < 0.1
    assert power > 0.05


def test_accounts_that_nobody_scanned_are_unknown_and_not_without_technologies(
    demo: tuple[ModelRunner, dict[str, Any]],
) -> None:
    runner, truth = demo
    ((completeness, reason),) = runner.query(
        "select completeness, cut_reason from marts.rpt_variable_model"
        f" {CURRENT} and variable_name = '{truth['unscanned_variable']}'"
    )
    assert 0.4 < completeness < 0.5
    assert reason == "completeness_below_minimum"


def test_owner_gaps_are_findings(demo: tuple[ModelRunner, dict[str, Any]]) -> None:
    runner, truth = demo
    found = dict(
        runner.query(
            "select check_id, object_id from marts.rpt_findings "
            "where check_id in ('segment_without_owner', 'segment_owner_inactive')"
        )
    )
    assert found == {
        "segment_without_owner": truth["owner_gaps"]["segment_without_owner"],
        "segment_owner_inactive": truth["owner_gaps"]["segment_of_inactive_owner"],
    }


@pytest.mark.parametrize(
    ("check_id", "planted"),
    [
        ("need_state_conference_room", "need_state_without_interviews"),
        ("trigger_type_not_listed", "unlisted_trigger"),
    ],
)
def test_planted_gap_is_the_only_finding_of_its_check(
    demo: tuple[ModelRunner, dict[str, Any]], check_id: str, planted: str
) -> None:
    runner, truth = demo
    found = runner.query(f"select object_id from marts.rpt_findings where check_id = '{check_id}'")
    assert found == [(truth[planted],)]


def test_deal_that_went_back_a_stage_counts_from_its_first_or_its_last_entry(
    demo: tuple[ModelRunner, dict[str, Any]],
) -> None:
    runner, truth = demo
    planted = truth["planted_rows"]["stage_regress"]
    days = (
        "select days_stage_entry_to_close from intermediate.int_stage_cycles"
        f" where opportunity_id = 'files:{planted['opportunity_id']}'"
    )
    assert runner.query(days) == [(planted["first_entry_days"],)]
    try:
        runner.set_params(stage_entry_basis="last")
        runner.build(["core_settings", "core_params", "int_stage_cycles"])
        assert runner.query(days) == [(planted["last_entry_days"],)]
    finally:
        runner.load_seed("cfg_params")
        runner.build(["core_settings", "core_params", "int_stage_cycles"])


def test_deal_is_pipeline_at_the_amount_that_it_had_then(
    demo: tuple[ModelRunner, dict[str, Any]],
) -> None:
    runner, truth = demo
    planted = truth["planted_rows"]["amount_change"]
    rows = runner.query(
        "select cast(amount as decimal(18, 2))::varchar, entered_date::varchar"
        " from intermediate.int_first_qualifications"
        f" where opportunity_id = 'files:{planted['opportunity_id']}'"
    )
    assert rows == [(planted["amount_then"], planted["qualified_date"])]
    assert planted["amount_then"] != planted["amount_now"]


def test_pool_that_no_driver_allocates_is_the_planted_one(
    demo: tuple[ModelRunner, dict[str, Any]],
) -> None:
    runner, truth = demo
    planted = truth["planted_rows"]["unallocated_pool"]
    rows = runner.query(
        "select cost_type, cost_month::varchar, cost_amount::varchar"
        " from marts.rpt_cost_allocation where bucket = 'unallocated'"
    )
    assert rows == [(planted["cost_type"], planted["cost_month"], planted["amount"])]


def test_account_that_grew_stood_in_a_smaller_band_before(
    demo: tuple[ModelRunner, dict[str, Any]],
) -> None:
    runner, truth = demo
    planted = truth["planted_rows"]["band_move"]
    bands = dict(
        runner.query(
            "select as_of_date < date '{changed_on}', max(firmographic_band_id)"
            " from intermediate.int_account_segments where account_id = 'files:{account_id}'"
            " group by all".format(**planted)
        )
    )
    assert bands == {True: "mid_market", False: "large"}


def test_every_planted_dirty_row_is_refused_once_for_its_reason(
    demo: tuple[ModelRunner, dict[str, Any]],
) -> None:
    runner, truth = demo
    refused = Counter(
        {
            (entity, reason): rows
            for entity, reason, rows in runner.query(
                "select entity, first_reason, count(*) from marts.rpt_quarantine group by all"
            )
        }
    )
    planted: Counter[tuple[str, str]] = Counter()
    for entity, kinds in truth["dirt"].items():
        for kind in kinds.values():
            if kind["reason"] is not None:
                planted[entity, kind["reason"]] += kind["records"]
    assert refused == planted


def test_suggested_merges_bring_a_small_team_under_its_cap_and_lose_no_account(
    demo: tuple[ModelRunner, dict[str, Any]],
) -> None:
    runner, _ = demo
    counts = (
        "select count(case when cell_status = 'surviving' then 1 end), sum(account_count), "
        f"sum(addressable_account_count) from marts.rpt_segment_grid {CURRENT}"
    )
    ((_, *accounts),) = runner.query(counts)
    runner.set_params(profile="small_team")
    runner.build()
    merges = runner.records(
        "select from_segment_id, to_segment_id from marts.rpt_segment_merge_suggestions "
        "where to_segment_id is not null"
    )
    assert merges
    decided = {"effective_date": AS_OF.isoformat(), "decided_by": "Ann", "reason": "cap"}
    runner.load_seed("cfg_segment_map", [merge | decided for merge in merges])
    runner.build()
    ((survivors, *merged_accounts),) = runner.query(counts)
    ((operable, status),) = runner.query(
        "select operable_segment_count, surviving_segment_status from marts.dim_scoring_run"
    )
    for seed in ("cfg_params", "cfg_segment_map"):
        runner.load_seed(seed)
    runner.build()
    assert survivors == operable == 6
    assert status == "ok"
    assert merged_accounts == accounts


def test_two_builds_of_one_input_are_identical(demo: tuple[ModelRunner, dict[str, Any]]) -> None:
    runner, _ = demo
    first = _digests(runner)
    runner.connection.execute("set threads = 4")
    runner.build()
    runner.connection.execute("set threads = 1")
    assert _digests(runner) == first


def test_order_of_rows_changes_nothing_but_where_they_stood(
    demo: tuple[ModelRunner, dict[str, Any]],
) -> None:
    runner, _ = demo
    without = ("rpt_quarantine",)
    first = _digests(runner, without)
    for entity in runner.landed_columns:
        runner.connection.execute(
            f"create or replace table landed.{entity} as "
            f"select * replace (count(*) over () + 1 - record_number as record_number) "
            f"from landed.{entity} order by record_number desc"
        )
    runner.build()
    assert _digests(runner, without) == first
