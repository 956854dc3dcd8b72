"""The demo tenant keeps its promises: checked against its CSV files, by SQL of its own."""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from segments.contracts.model import load_input_entities
from segments.demo import DemoSummary, write_demo
from segments.demo.dirt import DIRT_SHARE_MAX, FAULTS, EntityFaults
from segments.demo.plan import plan_tenant
from segments.demo.tenant import EXTRACTS, MARKET_UNIVERSE
from segments.errors import InputRefused

ROOT = Path(__file__).parents[3]
RECOMPUTE = Path(__file__).with_name("recompute.sql").read_text(encoding="utf-8")
AS_OF = date(2026, 6, 30)
FILES = tuple(extract.file_name for extract in EXTRACTS)


@dataclass(frozen=True)
class Tenant:
    """A written tenant, its truth, and a connection with the recomputed tables."""

    summary: DemoSummary
    truth: dict[str, Any]
    connection: duckdb.DuckDBPyConnection
    seconds: float

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()

    def table(self, source: str, entity: str) -> str:
        """A file as a relation; records of another width are left out."""
        path = self.summary.out / source / f"{entity}.csv"
        return (
            f"read_csv('{path}', all_varchar = true, header = true, delim = ',', quote = '\"',"
            " strict_mode = true, ignore_errors = true)"
        )


def _write(folder: Path, accounts: int, seed: int) -> Tenant:
    started = time.process_time()
    summary = write_demo(folder / "landing", accounts=accounts, seed=seed)
    seconds = time.process_time() - started
    connection = duckdb.connect()
    landing = str(summary.out).replace("'", "''")
    connection.execute(f"set variable landing = '{landing}'")
    connection.execute(f"set variable as_of = date '{AS_OF}'")
    connection.execute(RECOMPUTE)
    truth = json.loads(summary.truth_path.read_text(encoding="utf-8"))
    return Tenant(summary, truth, connection, seconds)


@pytest.fixture(scope="module")
def tenant(tmp_path_factory: pytest.TempPathFactory) -> Tenant:
    return _write(tmp_path_factory.mktemp("demo"), 6000, 20260630)


def _broken_promises(tenant: Tenant) -> list[str]:
    """Every planted cell whose recomputed size, kills, third or tier is another."""
    grid = {
        segment_id: (size, third, tier, sorted(reasons))
        for segment_id, size, third, tier, reasons in tenant.rows(
            "select segment_id, addressable, clv_third, tier, kill_reasons from grid"
        )
    }
    broken = []
    for cell in tenant.truth["cells"]:
        expected = (
            cell["addressable_accounts"],
            cell["clv_third"],
            cell["tier"],
            sorted(tenant.truth["kill_reasons"].get(cell["segment_id"], [])),
        )
        if grid.pop(cell["segment_id"]) != expected:
            broken.append(cell["segment_id"])
    return broken + list(grid)


@pytest.mark.parametrize(("accounts", "seed"), [(3000, 1), (3000, 7), (11_500, 5)])
def test_planted_tiers_and_kills_hold_for_other_sizes_and_seeds(
    tmp_path: Path, accounts: int, seed: int
) -> None:
    tenant = _write(tmp_path, accounts, seed)
    assert _broken_promises(tenant) == []
    assert _third_gaps(tenant) >= 1.4


def _third_gaps(tenant: Tenant) -> float:
    """The smaller of the two ratios between the worst of a third and the best of the next."""
    ((first, second),) = tenant.rows(
        "select min(clv) filter (clv_third = 1) / max(clv) filter (clv_third = 2),"
        " min(clv) filter (clv_third = 2) / max(clv) filter (clv_third = 3) from grid"
    )
    return min(first, second)


def test_default_tenant_keeps_every_promise(tenant: Tenant) -> None:
    truth = tenant.truth
    assert truth["planted"]
    assert _broken_promises(tenant) == []
    assert _third_gaps(tenant) >= 1.4
    assert 10 <= len(truth["expected_survivors"]) <= 12
    assert len(truth["expected_a_segments"]) >= 3
    roles = {cell["role"] for cell in truth["cells"]}
    assert {"kill_share", "kill_opportunity", "kill_both", "exact_share"} <= roles
    assert tenant.rows("select distinct total % 50 from grid") == [(0,)]
    exact = f"segment_id = '{truth['exact_viable_segment']}'"
    assert tenant.rows(f"select addressable, clv_third, tier from grid where {exact}") == [
        (200, 1, "B")
    ]
    exact = f"segment_id = '{truth['exact_share_segment']}'"
    assert tenant.rows(f"select addressable * 50 = total from grid where {exact}") == [(True,)]


def test_only_opportunity_kills_have_room_for_shrinkage(tenant: Tenant) -> None:
    ((ratio,),) = tenant.rows(
        "select max(addressable * first_year_acv) / 500000 from grid"
        " where kill_reasons = ['opportunity_below_minimum']"
    )
    assert ratio < 0.5
    ((ratio,),) = tenant.rows(
        "select min(addressable * first_year_acv) / 500000 from grid"
        " where clv_third is not null or kill_reasons = ['share_below_minimum']"
    )
    assert ratio > 2


def test_surviving_cells_have_enough_evidence(tenant: Tenant) -> None:
    ((cohort, acv_cohort, closed),) = tenant.rows(
        "select min(cohort), min(acv_cohort), min(closed) from grid where clv_third is not null"
    )
    assert cohort >= 40
    assert acv_cohort >= 20
    assert closed >= 40


def test_opening_base_makes_early_cohorts_thick(tenant: Tenant) -> None:
    ((first_month,),) = tenant.rows("select count(*) from arr_at(date '2021-07-01')")
    ((today,),) = tenant.rows(f"select count(*) from arr_at(date '{AS_OF}')")
    assert first_month > 0.3 * today


def test_need_state_is_declared_on_sixty_percent_and_the_rest_resolve(tenant: Tenant) -> None:
    ((declared,),) = tenant.rows(
        "select count(known(declared_need_state)) / count(*) from classified"
        " where is_addressable and segment_id is not null"
    )
    assert declared == pytest.approx(0.60, abs=0.02)


def test_completeness_stands_where_it_was_planted(tenant: Tenant) -> None:
    boundary = tenant.truth["boundary_variables"]
    in_scope = "from placed where is_in_scope"
    assert tenant.rows(f"select count({boundary['kept']}) * 10 = count(*) * 7 {in_scope}") == [
        (True,)
    ]
    ((cut,),) = tenant.rows(f"select count(known({boundary['cut']})) / count(*) {in_scope}")
    assert 0.50 < cut < 0.60
    registered = list(csv.DictReader((ROOT / "seeds/cfg_variable_registry.csv").open()))
    read = {row["variable_name"] for row in registered if row["source_entity"] == "accounts"}
    others = read - set(boundary.values()) - {"need_state"}
    for name in sorted(others):
        ((share,),) = tenant.rows(f"select count(known({name})) / count(*) {in_scope}")
        assert 0.74 < share <= 1, name


@pytest.mark.parametrize("variable", ["risk_tolerance", "territory"])
def test_variables_without_signal_do_not_move_the_win_rate(tenant: Tenant, variable: str) -> None:
    assert variable in tenant.truth["no_signal_variables"]
    ((chi_square, values),) = tenant.rows(
        f"""
        with outcomes as (
            select coalesce(known({variable}), '') as value, count(*) as n,
                count(*) filter (status = 'won') as won
            from opportunities inner join placed using (account_id)
            where opportunity_type = 'new' and status in ('won', 'lost') group by 1
        )
        select sum((won - n * p) ** 2 / (n * p * (1 - p))), count(*)
        from outcomes cross join (select sum(won) / sum(n) as p from outcomes)
        """
    )
    assert chi_square < 3 * values + 6


def test_economics_have_every_kind_of_contract(tenant: Tenant) -> None:
    ((skew,),) = tenant.rows(
        "select avg(first_year_acv) / median(first_year_acv) from first_contracts"
    )
    assert skew > 1.3
    shapes = {
        "evergreen": "charge_type = 'recurring' and end_date is null",
        "auto-renewing": "auto_renews = 'true'",
        "signed, not live": "charge_type = 'recurring' and live_date is null",
        "one-time": "charge_type = 'one_time'",
        "services": "charge_type = 'services'",
        "usage": "charge_type = 'usage'",
        "without amount": "amount is null",
        "renewal": "renewed_from_line_id is not null",
        "three years": "end_date > start_date + 1000",
        "ramp": "contract_line_id like '%-B3'",
        "euro": "currency = 'EUR'",
        "pound": "currency = 'GBP'",
    }
    for name, condition in shapes.items():
        ((found,),) = tenant.rows(f"select count(*) from lines where {condition}")
        assert found >= 3, name
    gaps = tenant.rows(
        """
        with reach as (
            select account_id, start_date, max(coalesce(end_date, date '2999-12-31')) over (
                partition by account_id order by start_date, end_date
                rows between unbounded preceding and 1 preceding) as reached
            from recurring
        )
        select count(*) filter (start_date - reached - 1 between 1 and 90),
            count(*) filter (start_date - reached - 1 > 90)
        from reach
        """
    )
    assert min(gaps[0]) >= 5


def test_renewals_point_at_lines_that_exist(tenant: Tenant) -> None:
    assert tenant.rows(
        "select count(*) from lines where renewed_from_line_id is not null and renewed_from_line_id"
        " not in (select contract_line_id from lines_read)"
    ) == [(0,)]


def test_manifest_counts_and_hashes_match_the_files(tenant: Tenant) -> None:
    manifest = json.loads((tenant.summary.out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["extracted_at"] == "2026-06-30T23:00:00+00:00"
    assert tuple(manifest["files"]) == FILES
    for name, declared in manifest["files"].items():
        content = (tenant.summary.out / name).read_bytes()
        assert declared["sha256"] == hashlib.sha256(content).hexdigest()
        assert declared["rows"] == sum(1 for _ in csv.reader(content.decode().splitlines())) - 1
        assert declared["rows"] == tenant.truth["row_counts"][name]


def test_headers_are_the_governed_columns(tenant: Tenant) -> None:
    entities = load_input_entities(ROOT / "contracts")
    assert set(entities) == {extract.entity for extract in (*EXTRACTS, MARKET_UNIVERSE)}
    for extract in EXTRACTS:
        entity = entities[extract.entity]
        path = tenant.summary.out / entity.source / f"{entity.name}.csv"
        if not path.exists():
            continue
        header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        assert header == [column.name for column in entity.columns]


def test_short_rows_stand_in_the_middle_of_the_file(tenant: Tenant) -> None:
    for name in FILES:
        if FAULTS.get(Path(name).stem, EntityFaults()).short_row is None:
            continue
        lines = (tenant.summary.out / name).read_text(encoding="utf-8").splitlines()
        records = list(csv.reader(lines))
        short = [i for i, record in enumerate(records) if len(record) != len(records[0])]
        entity = Path(name).stem
        assert len(short) == tenant.truth["dirt"][entity]["short_row"]["records"]
        assert all(0.03 * len(records) < i < 0.97 * len(records) for i in short), name


def _counts_of_dirt(tenant: Tenant) -> dict[tuple[str, str], int]:
    """Faulty records found in the files, by a condition written apart from the generator."""
    future = f"date '{AS_OF}' + 1"
    money = {
        "money_decimal_comma": "{m} = '1.200,50'",
        "money_percent": "{m} = ' 12% '",
        "money_three_decimals": "{m} = '1200.505'",
    }
    deal_date = "try_cast(close_date as date)"
    conditions = {
        "accounts": {
            "missing_required": "account_name is null",
            "impossible_date": "created_at like '2024-02-30%'",
            "future_date": f"try_cast(created_at as timestamptz)::date > {future}",
            "parent_cycle": "parent_account_id in (select a.account_id from accounts_read as a"
            " where a.parent_account_id = accounts_read.account_id)",
        }
        | {kind: text.format(m="annual_revenue_amount") for kind, text in money.items()},
        "opportunities": {
            "missing_required": "status is null",
            "impossible_date": "close_date = '2024-02-30'",
            "future_date": f"status = 'won' and {deal_date} > {future}",
            "closed_before_created": "status <> 'open'"
            f" and {deal_date} < created_at::timestamptz::date",
            "won_without_close_date": "status = 'won' and close_date is null",
            "no_fx_rate": "currency = 'ZWL'",
            "amount_without_currency": "amount is not null and currency is null",
            "value_not_allowed": "opportunity_type not in ('new', 'expansion', 'renewal')",
            "unmatched_account": "account_id = 'A9990001'",
            "unassigned_account": "account_id is null and status = 'open'",
        }
        | {kind: text.format(m="amount") for kind, text in money.items()},
        "contract_lines": {
            "missing_required": "signed_date is null",
            "impossible_date": "start_date = '2024-02-30'",
            "future_date": f"signed_date::date > {future}",
            "end_before_start": "try_cast(end_date as date) < try_cast(start_date as date)",
            "no_fx_rate": "currency = 'ZWL'",
            "amount_without_currency": "amount is not null and currency is null",
            "amount_without_period": "amount is not null and amount_period is null",
            "value_not_allowed": "charge_type = 'gift'",
            "unmatched_account": "account_id not in (select account_id from accounts_read)"
            " and account_id = 'A9990001'",
        }
        | {kind: text.format(m="amount") for kind, text in money.items()},
    }
    tables = {
        "accounts": "accounts_read",
        "opportunities": "opportunities_read",
        "contract_lines": "lines_read",
    }
    keys = {
        "accounts": "account_id",
        "opportunities": "opportunity_id",
        "contract_lines": "contract_line_id",
    }
    found = {}
    for entity, kinds in conditions.items():
        table, key = tables[entity], keys[entity]
        for kind, condition in kinds.items():
            ((count,),) = tenant.rows(f"select count(*) from {table} where {condition}")
            found[entity, kind] = count
        ((conflicting,),) = tenant.rows(
            f"select count(*) from {table} where {key} like '_9%' and {key} in"
            f" (select {key} from {table} group by {key} having count(*) > 1)"
        )
        ((identical,),) = tenant.rows(
            f"select coalesce(sum(n - 1), 0) from (select count(*) as n from {table}"
            f" where {key} not like '_9%' group by {key})"
        )
        found[entity, "duplicate_conflict"] = conflicting
        found[entity, "duplicate_identical"] = identical
    return found


def test_every_kind_of_dirt_is_there_as_often_as_the_truth_says(tenant: Tenant) -> None:
    dirt = tenant.truth["dirt"]
    assert {entity: set(kinds) for entity, kinds in dirt.items()} == {
        entity: set(faults.kinds) for entity, faults in FAULTS.items()
    }
    for (entity, kind), count in _counts_of_dirt(tenant).items():
        assert count == dirt[entity][kind]["records"] >= 1, (entity, kind)


def test_duplicates_that_are_identical_are_whole_copies(tenant: Tenant) -> None:
    lines = (tenant.summary.out / "crm/accounts.csv").read_text(encoding="utf-8").splitlines()
    twins = [line for line, following in itertools.pairwise(lines) if line == following]
    assert len(twins) == tenant.truth["dirt"]["accounts"]["duplicate_identical"]["records"]


def test_every_email_is_a_canary(tenant: Tenant) -> None:
    for name in ("contacts", "users"):
        ((canaries, rows),) = tenant.rows(
            "select count(*) filter (email like 'canary-%@example.invalid'), count(*)"
            f" from {tenant.table('crm', name)}"
        )
        assert canaries == rows > 0
    with (tenant.summary.out / "crm/users.csv").open(encoding="utf-8", newline="") as stream:
        users = list(csv.DictReader(stream))
    gaps = tenant.truth["owner_gaps"]
    assert [u["is_active"] for u in users if f"files:{u['user_id']}" == gaps["inactive_owner"]] == [
        "false"
    ]


def test_shipped_seeds_have_exactly_the_two_owner_gaps(tenant: Tenant) -> None:
    owners = dict(csv.reader((ROOT / "seeds/cfg_segment_owners.csv").read_text().splitlines()[1:]))
    with (tenant.summary.out / "crm/users.csv").open(encoding="utf-8", newline="") as stream:
        active = {
            f"files:{u['user_id']}" for u in csv.DictReader(stream) if u["is_active"] == "true"
        }
    gaps = tenant.truth["owner_gaps"]
    survivors = tenant.truth["expected_survivors"]
    assert [s for s in survivors if s not in owners] == [gaps["segment_without_owner"]]
    assert [s for s in owners if owners[s] not in active] == [gaps["segment_of_inactive_owner"]]
    tiers = {cell["segment_id"]: cell["tier"] for cell in tenant.truth["cells"]}
    assert tiers[gaps["segment_of_inactive_owner"]] == "C"
    assert owners[gaps["segment_of_inactive_owner"]] == gaps["inactive_owner"]


def test_shipped_must_win_list_names_enterprises_of_the_default_tenant(tenant: Tenant) -> None:
    with (ROOT / "seeds/cfg_account_tier_zero.csv").open(encoding="utf-8", newline="") as stream:
        listed = [row["account_id"].removeprefix("files:") for row in csv.DictReader(stream)]
    assert listed == tenant.truth["tier_zero_accounts"]
    assert tenant.rows(
        "select count(*) from classified where is_addressable and band = 'enterprise'"
        f" and account_id in ({', '.join(repr(account) for account in listed)})"
    ) == [(len(listed),)]


def test_viable_accounts_are_exactly_the_planted_ones(tenant: Tenant) -> None:
    found = dict(
        tenant.rows(
            "select segment_id, count(*) from classified where is_addressable and account_id in ("
            f" select account_id from {tenant.table('crm', 'contacts')}"
            " where is_contactable = 'true' and coalesce(is_deleted, 'false') <> 'true'"
            ") and segment_id is not null group by segment_id"
        )
    )
    planted = {
        cell["segment_id"]: cell["viable_accounts"]
        for cell in tenant.truth["cells"]
        if cell["viable_accounts"]
    }
    assert found == planted
    assert planted[tenant.truth["exact_viable_segment"]] == 200
    assert all(planted[segment] > 200 for segment in tenant.truth["expected_a_segments"])
    shares = [
        cell["viable_accounts"] < cell["addressable_accounts"] for cell in tenant.truth["cells"]
    ]
    assert sum(shares) > 10


def test_planted_rows_are_as_odd_as_the_truth_says(tenant: Tenant) -> None:
    planted = tenant.truth["planted_rows"]
    moved = planted["band_move"]
    ((employees,),) = tenant.rows(
        f"select employees from accounts where account_id = '{moved['account_id']}'"
    )
    assert int(moved["old_value"]) < 250 <= employees < 1000
    history = tenant.table("crm", "account_history")
    assert tenant.rows(
        f"select valid_from::timestamptz::date::varchar from {history} where field_name ="
        f" 'employee_count' and account_id = '{moved['account_id']}'"
    ) == [(moved["changed_on"],)]

    stages = tenant.table("crm", "opportunity_stage_history")
    back = planted["stage_regress"]
    assert tenant.rows(
        f"select stage, count(*) from {stages} where opportunity_id = '{back['opportunity_id']}'"
        " group by stage having count(*) > 1 order by stage"
    ) == [("Discovery", 2), ("Evaluation", 2)]
    changed = planted["amount_change"]
    ((then,),) = tenant.rows(
        f"select amount from {stages} where stage = 'Evaluation'"
        f" and opportunity_id = '{changed['opportunity_id']}'"
    )
    assert tenant.rows(
        f"select amount from opportunities where opportunity_id = '{changed['opportunity_id']}'"
    ) == [(changed["amount_now"],)]
    assert then == changed["amount_then"]
    assert float(changed["amount_now"]) == pytest.approx(2 * float(then), abs=0.02)

    pool = planted["unallocated_pool"]
    drivers = tenant.table("finance", "cost_drivers")
    assert tenant.rows(
        f"select driver from {drivers} where driver_month = '{pool['cost_month']}' group by driver"
        " order by driver"
    ) == [("tickets",), ("usage",)]


def test_one_need_state_rests_on_no_interview(tenant: Tenant) -> None:
    heard = dict(
        tenant.rows(
            "select need_state, count(*) from ("
            " select interview_date, unnest(string_split(need_states, ';')) as need_state"
            f" from {tenant.table('crm', 'win_loss_interviews')}"
            f") where interview_date::date > date '{AS_OF}' - interval 18 month group by 1"
        )
    )
    needs = {cell["need"] for cell in tenant.truth["cells"]}
    assert needs - set(heard) == {tenant.truth["need_state_without_interviews"]}
    assert sum(heard.values()) >= 20


def test_market_universe_is_written_on_request_and_keeps_every_share(tmp_path: Path) -> None:
    written = write_demo(tmp_path / "landing", accounts=3000, market_universe=True)
    path = written.out / MARKET_UNIVERSE.file_name
    with path.open(encoding="utf-8", newline="") as stream:
        market = {
            f"{row['firmographic_band_id']}--{row['need_state_id']}": int(row["account_count"])
            for row in csv.DictReader(stream)
        }
    truth = json.loads(written.truth_path.read_text(encoding="utf-8"))
    assert market == {
        cell["segment_id"]: 2 * cell["addressable_accounts"] for cell in truth["cells"]
    }
    assert MARKET_UNIVERSE.file_name in truth["row_counts"]
    write_demo(tmp_path / "landing", accounts=3000)
    assert not path.exists()


def test_bytes_depend_on_the_arguments_alone(tmp_path: Path) -> None:
    one = write_demo(tmp_path / "one" / "landing", accounts=1500, threads=1).out
    two = write_demo(tmp_path / "two" / "landing", accounts=1500, threads=2).out
    other = write_demo(tmp_path / "three" / "landing", accounts=1500, seed=1).out
    for name in (*FILES, "manifest.json", "../truth.json"):
        assert (one / name).read_bytes() == (two / name).read_bytes(), name
    assert (one / FILES[0]).read_bytes() != (other / FILES[0]).read_bytes()


@pytest.mark.parametrize(("accounts", "months"), [(20, 6), (60, 12), (300, 60), (1001, 24)])
def test_small_tenants_are_valid_and_promise_nothing(
    tmp_path: Path, accounts: int, months: int
) -> None:
    summary = write_demo(tmp_path / "landing", accounts=accounts, months=months)
    truth = json.loads(summary.truth_path.read_text(encoding="utf-8"))
    assert not truth["planted"]
    assert truth["expected_survivors"] == []
    assert sum(truth["accounts_by_kind"].values()) == accounts
    for name in FILES:
        dirt = truth["dirt"].get(Path(name).stem, {})
        records = sum(kind["records"] for kind in dirt.values())
        assert records <= DIRT_SHARE_MAX * summary.row_counts[name] + ("users" in name)
    for name in FILES[:2]:
        assert summary.row_counts[name] > accounts * 0.5


@pytest.mark.parametrize(("accounts", "months"), [(19, 60), (6000, 5), (10_000_000, 60)])
def test_sizes_out_of_range_are_refused(tmp_path: Path, accounts: int, months: int) -> None:
    with pytest.raises(InputRefused, match=r"demo: .* give"):
        write_demo(tmp_path / "landing", accounts=accounts, months=months)
    assert not (tmp_path / "landing").exists()


@pytest.mark.parametrize("accounts", [3000, 3333, 6000, 20_000, 1_000_000])
def test_planned_sizes_add_up_and_keep_their_margins(accounts: int) -> None:
    plan = plan_tenant(accounts, 60)
    assert sum(cell.accounts for cell in plan.cells) == plan.classified
    assert plan.classified % 50 == 0
    assert min(plan.unclassified, plan.children, plan.merged, plan.deleted) >= 0
    for cell in plan.cells:
        share, worth = cell.accounts / plan.classified, cell.accounts * cell.first_year_acv
        if cell.is_survivor:
            assert share >= 0.02 and worth > 1_000_000, cell.segment_id
        elif cell.role == "kill_share":
            assert share < 0.019 and worth > 1_000_000, cell.segment_id
        elif cell.role == "kill_opportunity":
            assert share >= 0.02 and worth < 250_000, cell.segment_id
        else:
            assert share < 0.01 and worth < 250_000, cell.segment_id


def test_default_tenant_takes_less_than_ten_seconds_of_processor_time(tenant: Tenant) -> None:
    assert tenant.seconds < 10


def test_no_scratch_is_left_behind(tenant: Tenant) -> None:
    assert sorted(path.name for path in tenant.summary.out.parent.iterdir()) == [
        "landing",
        "truth.json",
    ]
