"""The oracle against numbers computed by hand, and against laws that hold for every tenant."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from oracle import (
    Account,
    AccountChange,
    Config,
    ContractLine,
    FxRate,
    Opportunity,
    Results,
    Tenant,
    evaluate,
    landed_columns,
    read_config,
    to_landed_rows,
)
from oracle.arithmetic import add_months, cents, median, month_end, months_between, thirds
from oracle.revenue import monthly_amount, term_months
from oracle.scores import Candidate, clv_interval, clv_proxy, composite, kill_reasons, place
from oracle.shrinkage import Cell, Pool, beta_binomial_pool
from oracle.tenants import (
    AS_OF_DATES,
    MAX_ACCOUNTS,
    MAX_LINES,
    MAX_OPPORTUNITIES,
    random_tenant,
)

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
AS_OF = date(2024, 12, 31)
START = date(2022, 12, 31)
SEGMENT = "mid_market--replace_legacy"


@pytest.fixture(scope="module")
def config() -> Config:
    """The shipped configuration with the thresholds of features.md, whatever the seeds say."""
    return read_config(SEEDS).with_params(
        reporting_currency="USD",
        fx_rate_max_age_days=31,
        firmographic_basis="employee_count",
        kill_share_min="0.02",
        kill_opportunity_min=500000,
        a_min_accounts=200,
        b_min_accounts=0,
        min_cohort_accounts=5,
        unproven_imputed_factor_min=2,
        expansion_basis="survivor",
        grr_basis="point_to_point",
        scoring_override="enabled",
    )


def account(account_id: str = "A1", **changes: object) -> Account:
    values = {"employee_count": 100, "declared_need_state": "replace_legacy"} | changes
    return Account(account_id, account_id, datetime(2020, 1, 1, tzinfo=UTC), **values)


def line(start: date, end: date | None, amount: str | None, **changes: object) -> ContractLine:
    values = {
        "contract_line_id": f"L-{start}-{amount}",
        "contract_id": "C1",
        "account_id": "A1",
        "signed_date": start,
        "live_date": start,
        "amount": None if amount is None else Decimal(amount),
        "amount_period": None if amount is None else "year",
        "currency": None if amount is None else "USD",
    } | changes
    return ContractLine(start_date=start, end_date=end, **values)


def deal(number: int, status: str, close: date, **changes: object) -> Opportunity:
    values = {"account_id": "A1", "close_date": close} | changes
    created = datetime(close.year, close.month, close.day, tzinfo=UTC) - timedelta(days=60)
    return Opportunity(
        f"O{number}", values.pop("account_id"), status, values.pop("created_at", created), **values
    )


def test_account_wears_what_held_until_the_first_change_after_the_day(config: Config) -> None:
    changes = (
        AccountChange("A1", "employee_count", datetime(2023, 6, 30, 8, tzinfo=UTC), "20"),
        AccountChange("A1", "employee_count", datetime(2023, 9, 1, tzinfo=UTC), "400"),
        AccountChange("A1", "declared_need_state", datetime(2023, 9, 1, tzinfo=UTC), None),
    )
    tenant = Tenant(accounts=(account(),), account_history=changes)
    seen = {
        day: evaluate(tenant, day, config, run_as_of=AS_OF).accounts["files:A1"]
        for day in (date(2023, 6, 29), date(2023, 6, 30), date(2023, 9, 1))
    }
    bands = [facts.band_id for facts in seen.values()]
    needs = [facts.need_state_id for facts in seen.values()]
    assert bands == ["small", "large", "mid_market"]
    assert needs == ["unknown", "unknown", "replace_legacy"]


def test_too_short_a_history_or_too_few_deals_leave_the_grid_without_scores(
    config: Config,
) -> None:
    rules = config.with_params(
        scoring_override="automatic", history_months_full=24, scoring_closed_deals_min=2
    )

    def tiers(*closed: date) -> set[str | None]:
        deals = tuple(deal(number, "won", day) for number, day in enumerate(closed))
        cells = evaluate(replace(retention_fixture(), opportunities=deals), AS_OF, rules).segments
        return {cell.clv_reason for cell in cells.values() if cell.metrics.accounts}

    assert "scoring_disabled" not in tiers(START, AS_OF)
    assert tiers(START + timedelta(days=1), AS_OF) == {"scoring_disabled"}
    assert tiers(START) == {"scoring_disabled"}


def with_lines(*lines: ContractLine) -> Tenant:
    return Tenant(accounts=(account(),), contract_lines=lines)


def first_year(config: Config, *lines: ContractLine) -> Decimal | None:
    return evaluate(with_lines(*lines), AS_OF, config).first_year_acv.get("files:A1")


def arr(config: Config, *lines: ContractLine, as_of: date = AS_OF) -> Decimal:
    return evaluate(with_lines(*lines), as_of, config).accounts["files:A1"].arr


def moves(config: Config, *lines: ContractLine, as_of: date = AS_OF) -> list[tuple]:
    result = evaluate(with_lines(*lines), as_of, config)
    return [
        (m.month_end, m.movement_type, m.amount, m.gap_days) for m in result.movements["files:A1"]
    ]


def retention_fixture() -> Tenant:
    """Five accounts with ARR (100, 50, 200, 80, 70) that became (120, 0, 150, 80, 140)."""
    accounts, lines = [], []
    pairs = zip((100, 50, 200, 80, 70), (120, 0, 150, 80, 140), strict=True)
    for number, (before, after) in enumerate(pairs):
        account_id = f"A{number}"
        accounts.append(account(account_id))
        for start, end, amount in (
            (date(2022, 1, 1), date(2023, 6, 30), before),
            (date(2023, 7, 1), date(2025, 6, 30), after),
        ):
            if amount:
                key = f"{account_id}-{start}"
                lines.append(
                    line(start, end, str(amount), account_id=account_id, contract_line_id=key)
                )
    return Tenant(accounts=tuple(accounts), contract_lines=tuple(lines))


class TestCalendar:
    def test_a_day_is_clipped_to_the_end_of_the_month(self) -> None:
        assert add_months(date(2024, 2, 29), -12) == date(2023, 2, 28)
        assert add_months(date(2024, 12, 31), -24) == date(2022, 12, 31)
        assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
        assert add_months(date(2023, 3, 31), -1) == date(2023, 2, 28)

    @pytest.mark.parametrize(
        ("start", "stop", "months"),
        [
            (date(2024, 1, 1), date(2025, 1, 1), Fraction(12)),
            (date(2024, 1, 31), date(2024, 2, 29), Fraction(1)),
            (date(2024, 2, 29), date(2025, 2, 28), Fraction(12)),
            (date(2024, 1, 15), date(2024, 2, 20), 1 + Fraction(5) / Fraction("30.4375")),
            (date(2024, 1, 15), date(2024, 1, 16), 1 / Fraction("30.4375")),
        ],
    )
    def test_whole_months_are_exact_and_the_rest_are_days(
        self, start: date, stop: date, months: Fraction
    ) -> None:
        assert months_between(start, stop) == months

    def test_cents_round_half_up(self) -> None:
        assert cents(Fraction("0.005")) == Decimal("0.01")
        assert cents(Fraction("0.0049")) == Decimal("0.00")
        assert cents(Fraction("2.675")) == Decimal("2.68")
        assert cents(Fraction("-0.005")) == Decimal("-0.01")

    def test_median_of_odd_even_and_none(self) -> None:
        assert median([3, 1, 2]) == 2
        assert median([4, 1, 2, 3]) == Fraction(5, 2)
        assert median([]) is None


class TestArr:
    def test_three_years_for_300k_is_100k_a_year(self, config: Config) -> None:
        term = line(date(2023, 1, 1), date(2025, 12, 31), "300000", amount_period="term")
        assert term_months(term) == 36
        assert 12 * monthly_amount(term) == 100_000
        assert arr(config, term) == Decimal("100000.00")
        assert first_year(config, term) == Decimal("100000.00")

    @pytest.mark.parametrize(("period", "amount"), [("month", "1000"), ("quarter", "3000")])
    def test_periods_are_annualised(self, config: Config, period: str, amount: str) -> None:
        assert arr(config, line(AS_OF, None, amount, amount_period=period)) == 12_000

    def test_the_last_day_counts_and_the_next_does_not(self, config: Config) -> None:
        ends = line(date(2024, 1, 1), AS_OF, "120")
        assert arr(config, ends) == 120
        assert arr(config, ends, as_of=AS_OF + timedelta(days=1)) == 0

    @pytest.mark.parametrize(
        "changes",
        [
            {"live_date": None},
            {"live_date": AS_OF + timedelta(days=1)},
            {"charge_type": "services"},
            {"charge_type": "usage"},
            {"signed_date": AS_OF + timedelta(days=1)},
        ],
    )
    def test_what_is_not_live_recurring_and_signed_is_not_arr(
        self, config: Config, changes: dict
    ) -> None:
        assert arr(config, line(date(2024, 1, 1), None, "120", **changes)) == 0

    def test_lines_are_summed_before_rounding(self, config: Config) -> None:
        thirds_of_a_cent = [
            line(
                date(2022, 1, 1),
                date(2024, 12, 31),
                "0.01",
                amount_period="term",
                contract_line_id=str(number),
            )
            for number in range(3)
        ]
        assert arr(config, thirds_of_a_cent[0]) == Decimal("0.00")
        assert arr(config, *thirds_of_a_cent) == Decimal("0.01")

    def test_a_merged_accounts_lines_are_its_survivors(self, config: Config) -> None:
        tenant = Tenant(
            accounts=(
                account("A1", merged_into_account_id="A2"),
                account("A2", merged_into_account_id="A3"),
                account("A3"),
            ),
            contract_lines=(line(date(2024, 1, 1), None, "120"),),
        )
        result = evaluate(tenant, AS_OF, config)
        assert {key: facts.arr for key, facts in result.accounts.items()} == {
            "files:A1": 0,
            "files:A2": 0,
            "files:A3": 120,
        }
        assert result.segments[SEGMENT].in_scope == 1

    def test_money_of_nobody_is_kept_in_buckets(self, config: Config) -> None:
        tenant = with_lines(
            line(AS_OF, None, "120", account_id=None),
            line(AS_OF, None, "240", account_id="A404"),
        )
        result = evaluate(tenant, AS_OF, config)
        assert (result.unassigned_arr, result.unmatched_arr) == (120, 240)


class TestExchangeRates:
    @pytest.mark.parametrize(("age", "expected"), [(0, "110.00"), (31, "110.00"), (32, "0.00")])
    def test_a_rate_serves_31_days(self, config: Config, age: int, expected: str) -> None:
        start = date(2023, 1, 1)
        tenant = Tenant(
            accounts=(account(),),
            contract_lines=(line(start, None, "100", currency="EUR"),),
            fx_rates=(
                FxRate("EUR", start, Decimal("2")),
                FxRate("EUR", AS_OF - timedelta(days=age), Decimal("1.1")),
                FxRate("EUR", AS_OF + timedelta(days=1), Decimal("9")),
            ),
        )
        result = evaluate(tenant, AS_OF, config)
        assert result.accounts["files:A1"].arr == Decimal(expected)
        assert bool(result.quarantined) == (age == 32)
        # First-year ACV keeps the rate of the signed date.
        assert result.first_year_acv == ({} if age == 32 else {"files:A1": Decimal("200.00")})

    def test_all_arr_of_a_run_has_one_rate(self, config: Config) -> None:
        tenant = Tenant(
            accounts=(account(),),
            contract_lines=(line(START, None, "100", currency="EUR"),),
            fx_rates=(FxRate("EUR", START, Decimal("2")), FxRate("EUR", AS_OF, Decimal("3"))),
        )
        assert evaluate(tenant, AS_OF, config).portfolios["all"].retention[24].nrr == 1
        earlier = evaluate(tenant, START, config, run_as_of=AS_OF)
        assert earlier.accounts["files:A1"].arr == 300


class TestMovements:
    def test_each_kind(self, config: Config) -> None:
        kinds = moves(
            config,
            line(date(2023, 1, 10), date(2023, 3, 31), "100"),
            line(date(2023, 4, 1), date(2023, 5, 31), "150"),
            line(date(2023, 6, 1), date(2023, 12, 31), "120"),
            line(date(2024, 3, 15), date(2024, 3, 31), "130"),
            line(date(2024, 9, 1), None, "140"),
        )
        assert [(kind, amount) for _, kind, amount, _ in kinds] == [
            ("new", 100),
            ("expansion", 50),
            ("contraction", -30),
            ("churn", -120),
            ("resumption", 130),
            ("churn", -130),
            ("reactivation", 140),
        ]
        assert [gap for *_, gap in kinds if gap is not None] == [74, 153]
        assert kinds[3][0] == date(2024, 1, 31)

    @pytest.mark.parametrize(
        ("months", "gap", "kind"),
        [
            (12, 89, "resumption"),
            (12, 90, "resumption"),
            (12, 91, "reactivation"),
            (3, 29, "resumption"),
            (3, 30, "resumption"),
            (3, 31, "reactivation"),
            (4, 31, "resumption"),
        ],
    )
    def test_a_return_is_judged_by_days_without_revenue(
        self, config: Config, months: int, gap: int, kind: str
    ) -> None:
        last = date(2024, 4, 29)
        first = line(add_months(date(2024, 4, 30), -months), last, "100")
        back = line(last + timedelta(days=gap + 1), None, "100")
        found = moves(config, first, back)
        assert [(m[1], m[3]) for m in found[1:]] == [("churn", None), (kind, gap)]

    def test_an_open_line_never_churns_and_no_month_is_after_the_as_of_date(
        self, config: Config
    ) -> None:
        as_of = date(2024, 12, 15)
        tenant = with_lines(line(date(2024, 2, 10), None, "100"))
        result = evaluate(tenant, as_of, config)
        assert [m.movement_type for m in result.movements["files:A1"]] == ["new"]
        assert result.spine["files:A1"][-1].month_end == date(2024, 11, 30)


class TestRetention:
    def test_golden_fixture(self, config: Config) -> None:
        held = evaluate(retention_fixture(), AS_OF, config).segments[SEGMENT].metrics.retention[24]
        assert held.cohort_accounts == 5
        assert held.grr == Fraction("0.80")
        assert held.nrr == Fraction("0.98")
        assert held.logo == Fraction("0.80")
        assert held.multiple_survivor == Fraction("1.225")
        assert held.multiple_starting_base == Fraction("1.18")
        assert held.grr_movement == Fraction("0.80")

    def test_a_new_logo_changes_nothing(self, config: Config) -> None:
        tenant = retention_fixture()
        newcomer = line(date(2024, 5, 1), None, "900", account_id="A9")
        grown = replace(
            tenant,
            accounts=(*tenant.accounts, account("A9")),
            contract_lines=(*tenant.contract_lines, newcomer),
        )
        before, after = (
            evaluate(each, AS_OF, config).segments[SEGMENT].metrics for each in (tenant, grown)
        )
        assert before.retention == after.retention
        assert after.arr == before.arr + 900

    def test_a_contraction_that_came_back_counts_on_the_movement_basis_only(
        self, config: Config
    ) -> None:
        tenant = with_lines(
            line(date(2022, 1, 1), date(2023, 6, 30), "100"),
            line(date(2023, 7, 1), date(2024, 6, 30), "60"),
            line(date(2024, 7, 1), None, "100", contract_line_id="back"),
        )
        held = evaluate(tenant, AS_OF, config).portfolios["all"].retention[24]
        assert (held.grr, held.grr_movement) == (1, Fraction(3, 5))

    def test_a_contraction_in_the_month_that_ends_on_the_first_day_is_before_the_window(
        self, config: Config
    ) -> None:
        tenant = with_lines(
            line(date(2022, 1, 1), date(2022, 11, 30), "150"), line(date(2022, 12, 1), None, "100")
        )
        held = evaluate(tenant, AS_OF, config).portfolios["all"].retention[24]
        assert (held.grr, held.grr_movement) == (1, 1)

    @pytest.mark.parametrize(("days", "upper"), [(90, 1), (91, 0)])
    def test_a_contract_that_just_ended_is_pending(
        self, config: Config, days: int, upper: int
    ) -> None:
        ended = line(date(2021, 1, 1), AS_OF - timedelta(days=days), "100")
        held = evaluate(with_lines(ended), AS_OF, config).portfolios["all"].retention[24]
        assert (held.nrr, held.nrr_upper) == (0, upper)

    def test_the_cohort_day_is_the_end_of_the_window_before(self, config: Config) -> None:
        on_the_day = line(START, None, "100")
        a_day_late = line(START + timedelta(days=1), None, "100")
        for each, count in ((on_the_day, 1), (a_day_late, 0)):
            held = evaluate(with_lines(each), AS_OF, config).portfolios["all"].retention[24]
            assert held.cohort_accounts == count

    def test_an_empty_cohort_has_no_rates(self, config: Config) -> None:
        held = evaluate(with_lines(), AS_OF, config).portfolios["all"].retention[12]
        assert (held.grr, held.nrr, held.logo, held.multiple_survivor) == (None,) * 4


class TestFirstYearAcv:
    def test_a_ramp_counts_its_first_year(self, config: Config) -> None:
        ramp = [
            line(date(2023 + year, 3, 1), date(2024 + year, 2, 29 if year == 0 else 28), amount)
            for year, amount in enumerate(("162000", "171000", "180000"))
        ]
        ramp = [replace(each, signed_date=date(2023, 2, 20)) for each in ramp]
        assert first_year(config, *ramp) == Decimal("162000.00")

    def test_services_are_not_counted(self, config: Config) -> None:
        start, end = date(2024, 1, 1), date(2024, 12, 31)
        services = line(start, end, "25000", charge_type="services")
        assert first_year(config, line(start, end, "80000"), services) == 80_000

    def test_a_monthly_line_cancelled_in_month_six_counts_as_signed(self, config: Config) -> None:
        cancelled = line(
            date(2024, 1, 1), date(2024, 6, 30), "1000", amount_period="month", auto_renews=True
        )
        assert first_year(config, cancelled) == 12_000
        assert first_year(config, replace(cancelled, end_date=None, auto_renews=None)) == 12_000

    def test_a_shorter_fixed_term_is_not_annualised(self, config: Config) -> None:
        short = line(date(2024, 1, 1), date(2024, 3, 31), "12000")
        assert first_year(config, short) == 3_000

    @pytest.mark.parametrize(("delay", "expected"), [(30, 200_000), (31, 100_000)])
    def test_lines_within_30_days_are_one_contract(
        self, config: Config, delay: int, expected: int
    ) -> None:
        first = line(date(2024, 1, 1), None, "100000")
        later = line(date(2024, 1, 1) + timedelta(days=delay), None, "100000")
        assert first_year(config, first, later) == expected

    @pytest.mark.parametrize(
        ("signed", "is_counted"),
        [(START, False), (START + timedelta(days=1), True), (AS_OF, True)],
    )
    def test_the_window_leaves_its_start_out(
        self, config: Config, signed: date, is_counted: bool
    ) -> None:
        tenant = with_lines(line(signed, None, "100", signed_date=signed))
        assert bool(evaluate(tenant, AS_OF, config).first_year_acv) is is_counted

    def test_mean_and_median_over_accounts(self, config: Config) -> None:
        amounts = ("100.00", "100.00", "200.01")
        tenant = Tenant(
            accounts=tuple(account(f"A{n}") for n in range(3)),
            contract_lines=tuple(
                line(AS_OF, None, amount, account_id=f"A{n}", contract_line_id=f"L{n}")
                for n, amount in enumerate(amounts)
            ),
        )
        found = evaluate(tenant, AS_OF, config).segments[SEGMENT].metrics.first_year
        assert (found.accounts, found.mean, found.p50) == (3, Decimal("133.34"), Decimal("100.00"))


class TestSales:
    def test_thirty_of_a_hundred(self, config: Config) -> None:
        deals = [deal(n, "won" if n < 30 else "lost", date(2024, 6, 1)) for n in range(100)]
        deals += [deal(200, "open", date(2025, 6, 1)), deal(201, "won", START)]
        deals += [deal(202, "lost", date(2024, 6, 1), opportunity_type="renewal")]
        result = evaluate(Tenant((account(),), tuple(deals)), AS_OF, config)
        assert result.segments[SEGMENT].metrics.sales.win_rate_count == Fraction("0.30")
        assert result.segments[SEGMENT].win_rate_index == 1

    def test_nothing_closed_has_no_rate(self, config: Config) -> None:
        sales = evaluate(Tenant((account(),)), AS_OF, config).segments[SEGMENT].metrics.sales
        assert (sales.win_rate_count, sales.win_rate_value, sales.cycle_days_p50) == (None,) * 3

    def test_value_rate_leaves_unknown_amounts_out(self, config: Config) -> None:
        money = {"currency": "USD", "amount": Decimal(300)}
        deals = (
            deal(1, "won", AS_OF, **money),
            deal(2, "lost", AS_OF, **(money | {"amount": Decimal(100)})),
            deal(3, "lost", AS_OF),
        )
        sales = evaluate(Tenant((account(),), deals), AS_OF, config).portfolios["all"].sales
        assert (sales.win_rate_count, sales.win_rate_value) == (Fraction(1, 3), Fraction(3, 4))

    def test_cycle_falls_back_to_creation_and_drops_negative_days(self, config: Config) -> None:
        close = date(2024, 6, 30)
        deals = (
            deal(1, "won", close, first_meeting_date=close - timedelta(days=10)),
            deal(2, "won", close),
            deal(3, "won", close, first_meeting_date=close + timedelta(days=5)),
            deal(4, "lost", close, first_meeting_date=close - timedelta(days=1)),
        )
        sales = evaluate(Tenant((account(),), deals), AS_OF, config).portfolios["all"].sales
        assert (sales.cycle_days_p50, sales.cycle_deals, sales.fallback_deals) == (35, 2, 1)


class TestMembership:
    @pytest.mark.parametrize(
        ("employees", "band"),
        [
            (0, "small"),
            (49, "small"),
            (50, "mid_market"),
            (249, "mid_market"),
            (250, "large"),
            (999, "large"),
            (1000, "enterprise"),
            (None, "unbanded"),
        ],
    )
    def test_bands_include_their_lower_bound_only(
        self, config: Config, employees: int | None, band: str
    ) -> None:
        tenant = Tenant((account(employee_count=employees),))
        assert evaluate(tenant, AS_OF, config).accounts["files:A1"].band_id == band

    @pytest.mark.parametrize(
        ("declared", "on_deals", "need"),
        [
            ("integrate_data", ("replace_legacy",), "integrate_data"),
            (None, ("integrate_data", "prove_compliance", "integrate_data"), "integrate_data"),
            ("retired", ("integrate_data", "prove_compliance"), "prove_compliance"),
            (None, ("retired", None), "unknown"),
        ],
    )
    def test_declared_need_then_most_frequent_then_priority(
        self, config: Config, declared: str | None, on_deals: tuple, need: str
    ) -> None:
        deals = tuple(
            deal(n, "open", date(2024, 6, 1), need_state=each) for n, each in enumerate(on_deals)
        )
        tenant = Tenant((account(declared_need_state=declared),), deals)
        assert evaluate(tenant, AS_OF, config).accounts["files:A1"].need_state_id == need

    def test_scope_and_family(self, config: Config) -> None:
        tenant = Tenant(
            (
                account("TOP"),
                account("CHILD", parent_account_id="TOP"),
                account("ORPHAN", parent_account_id="A404"),
                account("GONE", is_deleted=True),
                account("LEFT", parent_account_id="GONE"),
                account("OUT", parent_account_id="TOP", is_deleted=True),
                account("GRANDCHILD", parent_account_id="OUT"),
                account("OLD", merged_into_account_id="TOP"),
            )
        )
        facts = evaluate(tenant, AS_OF, config).accounts
        assert {k for k, f in facts.items() if f.is_in_scope} == {
            "files:TOP",
            "files:CHILD",
            "files:ORPHAN",
            "files:LEFT",
            "files:GRANDCHILD",
        }
        assert {k for k, f in facts.items() if f.is_addressable} == {
            "files:TOP",
            "files:ORPHAN",
            "files:LEFT",
        }

    def test_a_record_typed_in_late_does_not_hide_revenue(self, config: Config) -> None:
        late = replace(account(), created_at=datetime(2025, 1, 1, tzinfo=UTC))
        assert not evaluate(Tenant((late,)), AS_OF, config).accounts
        known = Tenant((late,), contract_lines=(line(date(2023, 1, 5), None, "1"),))
        assert evaluate(known, AS_OF, config).accounts["files:A1"].exists_from == date(2023, 1, 5)

    def test_a_timestamp_becomes_a_day_in_the_business_zone(self, config: Config) -> None:
        zone = timezone(timedelta(hours=2))
        created = datetime(2025, 1, 1, 1, 30, tzinfo=zone)
        facts = evaluate(Tenant((replace(account(), created_at=created),)), AS_OF, config).accounts
        assert facts["files:A1"].exists_from == AS_OF


class TestKillRules:
    @pytest.mark.parametrize(
        ("addressable", "acv", "reasons"),
        [
            (19, "1000000.00", ("share_below_minimum",)),
            (20, "1000000.00", ()),
            (20, "25000.00", ()),
            (20, "24999.99", ("opportunity_below_minimum",)),
            (19, "1.00", ("share_below_minimum", "opportunity_below_minimum")),
            (20, None, ()),
        ],
    )
    def test_share_and_opportunity(
        self, config: Config, addressable: int, acv: str | None, reasons: tuple
    ) -> None:
        known = None if acv is None else Decimal(acv)
        share = Fraction(addressable, 1000)
        assert kill_reasons(addressable, share, known, True, config) == reasons

    @pytest.mark.parametrize(
        ("amount", "is_surviving"), [("499999.99", False), ("500000.00", True)]
    )
    def test_half_a_million_survives(self, config: Config, amount: str, is_surviving: bool) -> None:
        cell = evaluate(with_lines(line(AS_OF, None, amount)), AS_OF, config).segments[SEGMENT]
        assert cell.annual_opportunity == Decimal(amount)
        assert cell.is_surviving is is_surviving

    def test_the_best_of_the_killed_are_kept_where_too_few_survive(self, config: Config) -> None:
        one = config.with_params(segment_cap_min=1)
        cells = evaluate(with_lines(line(AS_OF, None, "499999.99")), AS_OF, one).segments
        assert [name for name, cell in cells.items() if cell.is_provisional] == [SEGMENT]
        assert cells[SEGMENT].placement is not None
        none_kept = one.with_params(on_thin="kill")
        cells = evaluate(with_lines(line(AS_OF, None, "499999.99")), AS_OF, none_kept).segments
        assert cells[SEGMENT].placement is None
        cells = evaluate(with_lines(line(AS_OF, None, "500000.00")), AS_OF, one).segments
        assert not any(cell.is_provisional for cell in cells.values())

    def test_every_cell_is_there_and_accounts_are_conserved(self, config: Config) -> None:
        tenant = Tenant((account("A1"), account("A2", employee_count=None)))
        result = evaluate(tenant, AS_OF, config)
        assert len(result.segments) == len(config.bands) * len(config.need_priority)
        counted = sum(cell.in_scope for cell in result.segments.values())
        assert counted + sum(cell.in_scope for cell in result.unclassified.values()) == 2

    def test_a_cell_without_acv_takes_its_bands_then_the_portfolios(self, config: Config) -> None:
        tenant = with_lines(line(AS_OF, None, "700000.00"))
        segments = evaluate(tenant, AS_OF, config).segments
        assert segments[SEGMENT].acv_source == "cell"
        assert segments["mid_market--integrate_data"].acv_source == "band"
        assert segments["small--integrate_data"].acv_source == "portfolio"


class TestTiers:
    @pytest.mark.parametrize(
        ("count", "sizes"), [(7, (3, 2, 2)), (8, (3, 3, 2)), (10, (4, 3, 3)), (2, (1, 1, 0))]
    )
    def test_thirds_put_the_remainder_first(self, count: int, sizes: tuple) -> None:
        assert tuple(thirds(count).count(third) for third in (1, 2, 3)) == sizes

    def test_clv_golden_and_missing_factors(self) -> None:
        acv, grr, multiple = Decimal(80_000), Fraction("0.9"), Fraction("1.4")
        assert clv_proxy(acv, grr, multiple) == (Decimal("100800.00"), None)
        assert clv_proxy(None, grr, multiple) == (None, "no_first_year_acv")
        assert clv_proxy(acv, None, None) == (None, "no_retention_cohort")
        assert clv_proxy(acv, Fraction(0), None) == (None, "no_expansion_multiple")

    def test_a_proxy_errs_by_a_factor_of_its_factors_errors_and_the_smaller_count(
        self, config: Config
    ) -> None:
        rows = (("clv_proxy", 40, Fraction(1)), ("clv_proxy", 5, Fraction("1.5")), ("nrr", 5, 9))
        config = replace(config.with_params(confidence_z=2), interval_multipliers=rows)
        acv = (100, Fraction(50_000), Fraction(1_500) ** 2)
        nrr = (39, Fraction("1.25"), Fraction("0.05") ** 2)
        proxy = Decimal(100_000)
        few = clv_interval(proxy, (acv, nrr), config)
        assert few == (Decimal("86070.80"), Decimal("116183.42"), None)
        many = clv_interval(proxy, (acv, (40, *nrr[1:])), config)
        assert many == (Decimal("90483.74"), Decimal("110517.09"), None)
        no_ends = (None, None)
        assert clv_interval(proxy, (acv, (4, *nrr[1:])), config) == (
            *no_ends,
            "too_few_observations",
        )
        for value, error in ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(0))):
            alike = clv_interval(proxy, (acv, (40, value, error)), config)
            assert alike == (*no_ends, "nothing_varied")

    def test_truth_table_of_third_and_size(self, config: Config) -> None:
        for viable, expected in ((200, "BBC"), (201, "ABC")):
            placed = place(
                [Candidate(str(n), Decimal(9 - n), 5, viable, viable) for n in range(3)], config
            )
            assert "".join(placed[str(n)].segment_tier for n in range(3)) == expected

    def test_unrated_segments_are_c_and_leave_too_few(self, config: Config) -> None:
        rows = [
            Candidate("a", Decimal(9), 5, 300, 300),
            Candidate("b", Decimal(8), 5, 300, 300),
            Candidate("c", Decimal(7), 4, 300, 300),
            Candidate("d", None, 9, 300, 300),
            Candidate("e", Decimal(9), 9, 300, 300, "revenue", 2),
        ]
        placed = place(rows, config)
        assert placed["e"].tier_reason == "unproven"
        assert {each.segment_tier for each in placed.values()} == {"C"}
        assert placed["c"].tier_reason == "unproven"
        assert placed["d"].tier_reason == "unscored"

    def test_ties_are_broken_by_size_then_id(self, config: Config) -> None:
        rows = [
            Candidate("z", Decimal(5), 5, 10, 10),
            Candidate("b", Decimal(5), 5, 9, 9),
            Candidate("a", Decimal(5), 5, 9, 9),
        ]
        for order in (rows, rows[::-1]):
            placed = place(order, config)
            assert sorted(placed, key=lambda key: placed[key].clv_rank) == ["z", "a", "b"]

    def test_composite_is_the_sum_of_its_components(self, config: Config) -> None:
        names = ["addressable_revenue", "win_rate", "velocity", "expansion"]
        values = {
            "low": dict(zip(names, map(Fraction, (10, 0, 90, 1)), strict=True)),
            "mid": dict(zip(names, (Fraction(100), None, Fraction(60), Fraction(1)), strict=True)),
            "top": dict(zip(names, map(Fraction, (1000, 1, 30, 1)), strict=True)),
        }
        portfolio = dict.fromkeys(names, Fraction(1, 2))
        parts = composite(values, {key: dict(portfolio) for key in values}, config)
        norms = {key: [round(float(c.norm), 9) for c in parts[key]] for key in parts}
        assert norms == {
            "low": [0, 0, 0, 0.5],
            "mid": [0.5, 0.45, 0.5, 0.5],
            "top": [1, 1, 1, 0.5],
        }
        assert [c.is_imputed for c in parts["mid"]] == [False, True, False, False]
        scores = {key: float(sum(c.contribution for c in parts[key])) for key in parts}
        assert scores == pytest.approx({"low": 12.5, "mid": 48.75, "top": 87.5})


@pytest.fixture(scope="module")
def examples(config: Config) -> list[tuple[Tenant, Config, Results]]:
    """Random tenants with their facts, made once; a cohort of one is enough to be rated."""
    lenient = config.with_params(min_cohort_accounts=1)
    tenants = [random_tenant(seed) for seed in range(20)]
    return [(tenant, lenient, evaluate(tenant, tenant.as_of, lenient)) for tenant in tenants]


class TestLaws:
    def test_rows_dated_after_the_as_of_date_change_nothing(self, examples: list) -> None:
        for tenant, config, result in examples:
            assert evaluate(tenant.with_future(), tenant.as_of, config) == result

    def test_row_order_changes_nothing(self, examples: list) -> None:
        shuffle = random.Random(7).sample
        for tenant, config, result in examples:
            shuffled = {
                name: tuple(shuffle(rows, len(rows)))
                for name in ("accounts", "opportunities", "contract_lines", "fx_rates")
                for rows in [getattr(tenant, name)]
            }
            assert evaluate(replace(tenant, **shuffled), tenant.as_of, config) == result

    def test_movements_add_up_to_arr(self, examples: list) -> None:
        for tenant, _, result in examples:
            for account_id, months in result.spine.items():
                changes = result.movements[account_id]
                assert sum(m.amount for m in changes) == (months[-1].arr if months else 0)
                assert all(m.month_end <= tenant.as_of for m in changes)

    def test_accounts_are_conserved(self, examples: list) -> None:
        for _, _, result in examples:
            counted = sum(cell.in_scope for cell in result.segments.values())
            counted += sum(cell.in_scope for cell in result.unclassified.values())
            assert counted == sum(facts.is_in_scope for facts in result.accounts.values())

    def test_retention_stays_in_its_bounds(self, examples: list) -> None:
        for tenant, _, result in examples:
            start = add_months(tenant.as_of, -24)
            on_month_ends = all(day == month_end(day) for day in (tenant.as_of, start))
            for cell in result.segments.values():
                held = cell.metrics.retention[24]
                if held.grr is None:
                    continue
                assert 0 <= held.grr <= 1
                assert held.grr <= held.nrr <= held.nrr_upper
                assert not on_month_ends or held.grr_movement <= held.grr

    def test_the_proxy_is_acv_times_nrr_and_scores_are_shares(self, examples: list) -> None:
        rated = 0
        for _, _, result in examples:
            for cell in result.segments.values():
                assert (cell.placement is None) == (not cell.is_segment)
                if cell.clv_proxy is not None and cell.metrics.basis == "revenue":
                    rated += 1
                    acv, nrr = cell.factors[0], cell.shrunk["nrr", 24, "revenue"]
                    assert cell.clv_proxy == cents(Fraction(acv) * nrr)
                if cell.measured_clv_proxy is not None and cell.metrics.basis == "revenue":
                    acv, nrr = cell.metrics.first_year.mean, cell.metrics.retention[24].nrr
                    assert cell.measured_clv_proxy == cents(Fraction(acv) * nrr)
                if cell.composite_score is not None:
                    assert 0 <= cell.composite_score <= 100
        assert rated


class TestStrategy:
    def test_tenants_are_valid_small_and_crowded(self, examples: list) -> None:
        for tenant, _, _ in examples:
            assert_valid(tenant.with_future())
            assert tenant.as_of in AS_OF_DATES
            assert 3 <= len(tenant.accounts) <= MAX_ACCOUNTS
            assert len(tenant.contract_lines) <= MAX_LINES
            assert len(tenant.opportunities) <= MAX_OPPORTUNITIES
        crowded = [
            max(c.metrics.retention[24].cohort_accounts for c in result.segments.values()) >= 5
            for _, _, result in examples
        ]
        assert sum(crowded) >= 0.4 * len(crowded)

    def test_landed_rows_have_the_contract_columns_as_text(self) -> None:
        tenant = Tenant(
            (account(is_deleted=False),),
            (deal(1, "won", AS_OF, amount=Decimal("1E+2"), currency="USD"),),
            (line(AS_OF, None, "1.50"),),
            (FxRate("EUR", AS_OF, Decimal("0.85432101")),),
        )
        rows = to_landed_rows(tenant)
        columns = landed_columns()
        for entity, landed in rows.items():
            for row in landed:
                assert list(row) == columns[entity]
                assert all(value is None or isinstance(value, str) for value in row.values())
        assert rows["accounts"][0]["created_at"] == "2020-01-01T00:00:00Z"
        assert rows["accounts"][0]["is_deleted"] == "false"
        assert rows["opportunities"][0]["amount"] == "100"
        assert rows["contract_lines"][0]["end_date"] is None
        assert rows["fx_rates"][0]["rate"] == "0.85432101"
        assert "email" not in columns["users"]


def assert_valid(tenant: Tenant) -> None:
    """The rules of the contracts, and no cycle."""
    for name, key in (
        ("accounts", "account_id"),
        ("opportunities", "opportunity_id"),
        ("contract_lines", "contract_line_id"),
    ):
        keys = [getattr(row, key) for row in getattr(tenant, name)]
        assert len(keys) == len(set(keys))
    rates = [(row.currency, row.rate_date) for row in tenant.fx_rates]
    assert len(rates) == len(set(rates))
    assert all(row.rate > 0 for row in tenant.fx_rates)
    for row in tenant.opportunities:
        if row.status != "open":
            assert row.close_date >= row.created_at.astimezone(UTC).date()
        assert row.amount is None or row.currency
    for row in tenant.contract_lines:
        assert row.end_date is None or row.end_date >= row.start_date
        assert row.amount is None or (row.currency and row.amount_period)
        assert row.amount_period != "term" or row.end_date
    position = {row.account_id: number for number, row in enumerate(tenant.accounts)}
    merged_into = {row.account_id: row.merged_into_account_id for row in tenant.accounts}
    for row in tenant.accounts:
        other = row.parent_account_id
        assert other not in position or position[other] < position[row.account_id]
        chain = [row.account_id]
        while merged_into.get(chain[-1]) in position:
            chain.append(merged_into[chain[-1]])
            assert len(chain) <= 6


def test_five_rates_shrink_to_the_published_posteriors(config: Config) -> None:
    wins, trials = (2, 30, 9, 45, 1), (4, 100, 60, 120, 10)
    cells = [Cell(n, Fraction(k), Fraction(n)) for k, n in zip(wins, trials, strict=True)]
    pool = beta_binomial_pool(cells, config)
    assert float(1 / (1 + pool.strength)) == pytest.approx(0.0431, abs=5e-5)
    assert float(pool.strength) == pytest.approx(22.18, abs=5e-3)
    shrunk = [float(pool.shrink(cell.n, cell.value)) for cell in cells]
    assert shrunk == pytest.approx([0.3271, 0.2993, 0.1894, 0.3627, 0.2350], abs=5e-5)
    assert pool.shrink(0, None) == Fraction(87, 294)


def test_rates_without_heterogeneity_pool_fully_and_two_of_them_take_the_fixed_prior(
    config: Config,
) -> None:
    alike = [Cell(10, Fraction(3), Fraction(10))] * 3
    assert beta_binomial_pool(alike, config) == Pool(Fraction(3, 10), None)
    assert beta_binomial_pool(alike[:2], config) == Pool(Fraction(3, 10), Fraction(20))
    apart = [Cell(10, Fraction(k), Fraction(10)) for k in (0, 10, 10)]
    assert beta_binomial_pool(apart, config).strength == 0
    assert Pool(Fraction(1, 2), Fraction(1, 10**24)).credibility(1) == 1
