"""Entry point: everything the oracle says about one tenant at one as-of date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from oracle.arithmetic import cents, ratio
from oracle.membership import (
    UNBANDED,
    UNKNOWN,
    AccountFacts,
    account_facts,
    segment_id_of,
)
from oracle.revenue import (
    AccountMonth,
    FirstYear,
    Movement,
    Retention,
    arr_on,
    first_year_acv,
    first_year_of,
    movements_of,
    retention_of,
    spine_of,
)
from oracle.rows import Config, Tenant
from oracle.runrate import RunRates, deal_growth, deal_value, own_basis, run_rates_of
from oracle.sales import Sales, is_scoring_enabled, sales_of
from oracle.scores import (
    Candidate,
    Component,
    Placement,
    clv_proxy,
    composite,
    kill_reasons,
    place,
)
from oracle.shrinkage import (
    Cell,
    Pool,
    beta_binomial_pool,
    common_value,
    credibility_pool,
    pools_by_band,
)
from oracle.view import UNASSIGNED, UNMATCHED, SeenOpportunity, View, look

HORIZONS = (12, 24)
WIN_RATE = ("win_rate_count", 24, "new_business")
FIRST_YEAR_ACV = ("first_year_acv", 24, "signed")
Factors = tuple[Decimal | None, Fraction | None, Fraction | None]
PortfolioScope = Literal["all", "in_scope", "classified"]


@dataclass(frozen=True)
class Metrics:
    """Economics of a set of accounts and deals; `retention` goes by months.

    `basis` is on what retention is counted; `first_year` is what it reads: first contracts, first
    won deals on the logo basis, nothing on that of run rates.
    """

    accounts: int
    customers: int
    arr: Decimal | None
    contracts: FirstYear
    deals: FirstYear
    deal_growth: Fraction | None
    run_rates: RunRates
    retention: dict[int, Retention]
    sales: Sales
    basis: str = "revenue"

    @property
    def first_year(self) -> FirstYear:
        nothing = FirstYear(0, None, None)
        return {"revenue": self.contracts, "logo": self.deals, "run_rate": nothing}[self.basis]

    @property
    def annual_value(self) -> Decimal | None:
        """What an account brings in a year."""
        return self.run_rates.mean if self.basis == "run_rate" else self.first_year.mean

    @property
    def cohort(self) -> int:
        kept = self.retention[24]
        return {
            "revenue": kept.cohort_accounts,
            "logo": kept.contracted_accounts,
            "run_rate": self.run_rates.accounts,
        }[self.basis]

    def grr(self, config: Config) -> Fraction | None:
        kept = self.retention[24]
        if self.basis == "revenue":
            return kept.grr_on(config.text("grr_basis"))
        return kept.logo_by_contract if self.basis == "logo" else None

    def multiple(self, config: Config) -> Fraction | None:
        if self.basis == "revenue":
            grr_basis = config.text("grr_basis")
            return self.retention[24].multiple_on(config.text("expansion_basis"), grr_basis)
        return 1 + (self.deal_growth or Fraction(0)) if self.basis == "logo" else None

    def imputed_factors(self, config: Config) -> int:
        """How many of the three factors of the proxy are not the cell's own."""
        if self.basis == "run_rate":
            return 0
        is_shrunken = config.text("clv_factors") == "shrunken"
        is_grr_common = is_shrunken and self.grr(config) is None
        is_multiple_common = is_grr_common or (self.basis == "logo" and self.deal_growth is None)
        is_acv_common = is_shrunken and self.first_year.mean is None
        return is_acv_common + is_grr_common + is_multiple_common

    def clv_proxy(self, config: Config) -> tuple[Decimal | None, str | None]:
        if self.basis != "run_rate":
            return clv_proxy(self.first_year.mean, self.grr(config), self.multiple(config))
        amount = self.run_rates.at_month_24(config)
        return amount, None if amount is not None else "no_run_rate"


@dataclass(frozen=True)
class SegmentFacts:
    """One cell of the grid. Scores and placement are None for a killed cell; one that is on
    probation in a thin market has them beside the reasons that would have killed it.

    `acv_source` says whose ACV the annual opportunity used: cell, band, portfolio or none.
    """

    segment_id: str
    band_id: str
    need_state_id: str
    in_scope: int
    addressable: int
    revenue_accounts: int
    viable: int
    share: Fraction | None
    metrics: Metrics
    win_rate_index: Fraction | None
    acv_used: Decimal | None
    acv_source: str
    annual_opportunity: Decimal | None
    kill_reasons: tuple[str, ...]
    is_provisional: bool
    shrunk: dict[tuple[str, int, str], Fraction]
    factors: Factors
    measured_clv_proxy: Decimal | None
    clv_proxy: Decimal | None
    clv_reason: str | None
    placement: Placement | None
    components: tuple[Component, ...]

    @property
    def is_surviving(self) -> bool:
        return not self.kill_reasons

    @property
    def is_segment(self) -> bool:
        return self.is_surviving or self.is_provisional

    @property
    def composite_score(self) -> Fraction | None:
        if not self.components:
            return None
        return sum((c.contribution for c in self.components), Fraction(0))


def shrunken_factors(
    metrics: Metrics, known: dict[tuple[str, int, str], Fraction], config: Config
) -> Factors:
    """ACV in cents, GRR and multiple of the CLV proxy, drawn toward the common values; a run rate
    has none of them, and the multiple of logos is that of their deals."""
    if metrics.basis == "run_rate":
        return None, None, None
    acv = known.get(FIRST_YEAR_ACV)
    if metrics.basis == "logo":
        kept = known.get(("logo_retention", 24, "logo"))
        return None if acv is None else cents(acv), kept, metrics.multiple(config)
    grr = known.get(("grr", 24, config.text("grr_basis")))
    nrr = known.get(("nrr", 24, "revenue"))
    if config.text("expansion_basis") == "starting_base":
        multiple = known.get(("expansion_multiple", 24, "starting_base"))
    else:
        multiple = nrr / grr if grr else None
    return None if acv is None else cents(acv), grr, multiple


@dataclass(frozen=True)
class UnclassifiedCell:
    """In-scope accounts that lack a band, a need state or both; reported and never killed."""

    band_id: str
    need_state_id: str
    in_scope: int
    addressable: int


@dataclass(frozen=True)
class Results:
    """`accounts` and what hangs on it hold the accounts visible at the as-of date, by core id.

    `spine` and `movements` cover accounts that still hold their own rows (not merged away),
    deleted ones included. `first_year_acv` holds the ACV cohort only.
    """

    as_of: date
    accounts: dict[str, AccountFacts]
    spine: dict[str, list[AccountMonth]]
    movements: dict[str, list[Movement]]
    first_year_acv: dict[str, Decimal]
    segments: dict[str, SegmentFacts]
    unclassified: dict[tuple[str, str], UnclassifiedCell]
    bands: dict[str, Metrics]
    portfolios: dict[str, Metrics]
    unmatched_arr: Decimal
    unassigned_arr: Decimal
    quarantined: frozenset[tuple[str, str]]


def arr_of(accounts: list[AccountFacts]) -> Decimal | None:
    """ARR of several accounts. One customer of an unknown amount makes the sum unknown."""
    amounts = [facts.arr for facts in accounts if facts.arr is not None]
    customers = [facts for facts in accounts if facts.is_customer]
    if any(facts.arr is None for facts in customers):
        return None
    return sum(amounts, Decimal("0.00"))


def evaluate(
    tenant: Tenant,
    as_of: date,
    config: Config,
    *,
    run_as_of: date | None = None,
    portfolio_scope: PortfolioScope = "all",
) -> Results:
    """Facts of `tenant` at `as_of`.

    `run_as_of` is the as-of date of the run when `as_of` is an earlier date that the run also
    computes: it sets the ARR rate date. `portfolio_scope` says which accounts and deals stand
    behind the portfolio's ACV, win rate, cycle and NRR.
    """
    view = look(tenant, as_of, config, run_as_of or as_of)
    accounts = account_facts(view)
    holders = [key for key in accounts if view.accounts[key].merged_into_account_id is None]
    spine = {key: spine_of(key, view.lines.get(key, []), as_of) for key in holders}
    movements = {key: movements_of(spine[key], view.lines.get(key, []), config) for key in holders}
    values = {key: first_year_acv(view.lines.get(key, []), as_of, config) for key in holders}

    def measured(ids: Iterable[str], buckets: tuple[str, ...] = ()) -> Metrics:
        keys = list(ids)
        return Metrics(
            len(keys),
            sum(accounts[key].is_customer for key in keys),
            arr_of([accounts[key] for key in keys]),
            first_year_of(values[key] for key in keys),
            first_year_of(deal_value(view.opportunities.get(key, []), view) for key in keys),
            deal_growth(keys, view),
            run_rates_of(keys, view),
            {months: retention_of(keys, view, months) for months in HORIZONS},
            sales_of(deals_of([*keys, *buckets], view), as_of, config),
        )

    in_scope = [facts for facts in accounts.values() if facts.is_in_scope]
    whole = measured(facts.account_id for facts in in_scope)
    whole_basis = basis_of(whole, "revenue", config)

    def measure(ids: Iterable[str], buckets: tuple[str, ...] = ()) -> Metrics:
        found = measured(ids, buckets)
        return replace(found, basis=basis_of(found, whole_basis, config))

    portfolios = {
        "all": measure(holders, (UNMATCHED, UNASSIGNED)),
        "in_scope": replace(whole, basis=whole_basis),
        "classified": measure(f.account_id for f in in_scope if f.segment_id is not None),
    }
    # A band values the cells that have nothing of their own, on the portfolio's basis.
    bands = {
        band.band_id: replace(
            measured(f.account_id for f in in_scope if f.band_id == band.band_id),
            basis=whole_basis,
        )
        for band in config.bands
    }
    cells = [
        (band.band_id, need, measure(f.account_id for f in in_scope if f.segment_id == segment_id))
        for band in config.bands
        for need in sorted(config.need_priority, key=config.need_priority.get)
        for segment_id in [segment_id_of(band.band_id, need)]
    ]
    every_cell = {
        (band_id, need): measure(
            f.account_id for f in in_scope if (f.band_id, f.need_state_id) == (band_id, need)
        )
        for band_id in [*(band.band_id for band in config.bands), UNBANDED]
        for need in [*config.need_priority, UNKNOWN]
    }
    shrunk = shrunk_values(every_cell, config)
    return Results(
        as_of,
        accounts,
        spine,
        movements,
        {key: value for key, value in values.items() if value is not None},
        scored_cells(cells, in_scope, bands, portfolios[portfolio_scope], shrunk, config)
        if is_scoring_enabled(deals_of(view.opportunities, view), as_of, config)
        else unscored(
            scored_cells(cells, in_scope, bands, portfolios[portfolio_scope], shrunk, config),
            config,
        ),
        unclassified_cells(in_scope, config),
        bands,
        portfolios,
        arr_on(view.lines.get(UNMATCHED, []), as_of),
        arr_on(view.lines.get(UNASSIGNED, []), as_of),
        view.quarantined,
    )


def basis_of(metrics: Metrics, of_portfolio: str, config: Config) -> str:
    """The basis that the setting forces, or the cell's own, or the portfolio's."""
    forced = config.text("retention_basis")
    if forced != "auto":
        return forced
    return own_basis(metrics.retention[24], metrics.run_rates, config) or of_portfolio


def shrunk_values(
    cells: dict[tuple[str, str], Metrics], config: Config
) -> dict[tuple[str, str], dict[tuple[str, int, str], Fraction]]:
    """Shrunken metrics of every cell, unclassified ones included; nothing where nobody has any."""
    result: dict[tuple[str, str], dict[tuple[str, int, str], Fraction]] = {key: {} for key in cells}

    def put(metric: tuple[str, int, str], pool: Pool | None, own: dict[Any, Cell]) -> None:
        if pool is not None:
            for key, cell in own.items():
                value = cell.value if cell.n else None
                result[key][metric] = pool.shrink(cell.n, value)

    wins = {key: Cell(m.sales.closed, m.sales.won, m.sales.closed) for key, m in cells.items()}
    # No tenant records a loss reason: every loss is decided, so the broad rate is the narrow one.
    for metric in (WIN_RATE, ("win_rate_count", 24, "new_business_broad")):
        put(metric, beta_binomial_pool(list(wins.values()), config), wins)
    for months in HORIZONS:
        kept = {key: m.retention[months] for key, m in cells.items()}
        logos = {
            key: Cell(r.contracted_accounts, r.contracted_kept_accounts, r.contracted_accounts)
            for key, r in kept.items()
        }
        pool = beta_binomial_pool(list(logos.values()), config)
        put(("logo_retention", months, "logo"), pool, logos)
        put_retention(months, kept, put, config)
        for values in result.values():
            gross = values.get(("grr", months, "point_to_point"))
            if gross:
                multiple = values["nrr", months, "revenue"] / gross
                values["expansion_multiple", months, "survivor"] = multiple
    deals = {
        key: Cell(
            m.first_year.accounts,
            m.first_year.total,
            Fraction(m.first_year.accounts),
            m.first_year.spread,
            None if m.first_year.mean is None else Fraction(m.first_year.mean),
        )
        for key, m in cells.items()
    }
    for band, pool in pools_by_band(deals, config).items():
        put(FIRST_YEAR_ACV, pool, {key: cell for key, cell in deals.items() if key[0] == band})
    return result


def put_retention(months: int, kept: dict[Any, Retention], put: Any, config: Config) -> None:
    """Every ratio of one cohort shrinks with the credibility of its NRR."""

    def ratios(name: str) -> dict[Any, Cell]:
        return {
            key: Cell(r.cohort_accounts, Fraction(numerators(r)[name]), r.start_arr, r.nrr_spread)
            for key, r in kept.items()
        }

    net = credibility_pool(list(ratios("nrr").values()), config)
    if net is None:
        return
    for name, basis in (
        ("grr", "point_to_point"),
        ("grr", "movement"),
        ("nrr", "revenue"),
        ("nrr_upper", "revenue"),
        ("expansion_multiple", "starting_base"),
    ):
        own = ratios(f"{name}_{basis}" if basis == "movement" else name)
        value = common_value([cell for cell in own.values() if cell.n])
        put((name, months, basis), Pool(value, net.strength), own)


def numerators(kept: Retention) -> dict[str, Decimal]:
    return {
        "grr": kept.retained_arr,
        "grr_movement": kept.retained_by_movement_arr,
        "nrr": kept.end_arr,
        "nrr_upper": kept.end_arr + kept.pending_arr,
        "expansion_multiple": kept.start_arr + kept.expansion_arr,
    }


def deals_of(keys: Iterable[str], view: View) -> list[SeenOpportunity]:
    return [deal for key in keys for deal in view.opportunities.get(key, [])]


def unclassified_cells(
    in_scope: list[AccountFacts], config: Config
) -> dict[tuple[str, str], UnclassifiedCell]:
    """The unknown column, the unbanded row and their corner, empty cells included."""
    keys = [(band.band_id, UNKNOWN) for band in config.bands]
    keys += [(UNBANDED, need) for need in [*config.need_priority, UNKNOWN]]
    result = {}
    for band_id, need in keys:
        members = [f for f in in_scope if (f.band_id, f.need_state_id) == (band_id, need)]
        addressable = sum(f.is_addressable for f in members)
        result[band_id, need] = UnclassifiedCell(band_id, need, len(members), addressable)
    return result


def acv_for_opportunity(
    cell: Metrics, band: Metrics, portfolio: Metrics
) -> tuple[Decimal | None, str]:
    for source, metrics in (("cell", cell), ("band", band), ("portfolio", portfolio)):
        if metrics.annual_value is not None:
            return metrics.annual_value, source
    return None, "none"


def scored_cells(
    cells: list[tuple[str, str, Metrics]],
    in_scope: list[AccountFacts],
    bands: dict[str, Metrics],
    portfolio: Metrics,
    shrunk: dict[tuple[str, str], dict[tuple[str, int, str], Fraction]],
    config: Config,
) -> dict[str, SegmentFacts]:
    if config.text("addressable_share_basis") != "accounts":
        raise ValueError("the oracle knows the addressable share by accounts only")
    members: dict[str, list[AccountFacts]] = {}
    for facts in in_scope:
        if facts.segment_id is not None:
            members.setdefault(facts.segment_id, []).append(facts)
    total = sum(f.is_addressable for rows in members.values() for f in rows)
    drafts = []
    for band_id, need, metrics in cells:
        segment_id = segment_id_of(band_id, need)
        rows = members.get(segment_id, [])
        addressable = sum(f.is_addressable for f in rows)
        known = shrunk[band_id, need]
        acv_used, acv_source = acv_for_opportunity(metrics, bands[band_id], portfolio)
        if acv_source == "cell" and metrics.basis != "run_rate":
            acv_used = cents(known[FIRST_YEAR_ACV])
        measured = metrics.clv_proxy(config)
        factors = shrunken_factors(metrics, known, config)
        is_shrunken = config.text("clv_factors") == "shrunken" and metrics.basis != "run_rate"
        clv, clv_reason = clv_proxy(*factors) if is_shrunken else measured
        rate = known.get(WIN_RATE) if metrics.sales.closed else None
        portfolio_rate = portfolio.sales.win_rate_count
        drafts.append(
            SegmentFacts(
                segment_id=segment_id,
                band_id=band_id,
                need_state_id=need,
                in_scope=len(rows),
                addressable=addressable,
                revenue_accounts=addressable
                if config.text("addressable_population") == "all"
                else sum(f.is_addressable and not f.is_customer for f in rows),
                viable=sum(f.is_viable for f in rows),
                share=ratio(addressable, total),
                metrics=metrics,
                win_rate_index=ratio(rate, portfolio_rate)
                if rate is not None and portfolio_rate is not None
                else None,
                acv_used=acv_used,
                acv_source=acv_source,
                annual_opportunity=None if acv_used is None else addressable * acv_used,
                kill_reasons=kill_reasons(addressable, total, acv_used, config),
                is_provisional=False,
                shrunk=known,
                factors=factors,
                measured_clv_proxy=measured[0],
                clv_proxy=clv,
                clv_reason=clv_reason,
                placement=None,
                components=(),
            )
        )
    return with_scores(on_probation(drafts, config), portfolio, config)


def on_probation(drafts: list[SegmentFacts], config: Config) -> list[SegmentFacts]:
    """Where fewer cells survive than the least that a team works, the killed ones that offer the
    most (then have the most accounts, then by id) fill up, empty ones never."""
    missing = config.whole("segment_cap_min") - sum(draft.is_surviving for draft in drafts)
    if config.text("on_thin") != "provisional" or missing <= 0:
        return drafts
    killed = [draft for draft in drafts if draft.kill_reasons and draft.addressable]
    killed.sort(
        key=lambda cell: (
            cell.annual_opportunity is None,
            -(cell.annual_opportunity or 0),
            -cell.addressable,
            cell.segment_id,
        )
    )
    kept = {draft.segment_id for draft in killed[:missing]}
    return [replace(draft, is_provisional=draft.segment_id in kept) for draft in drafts]


def with_scores(
    drafts: list[SegmentFacts], portfolio: Metrics, config: Config
) -> dict[str, SegmentFacts]:
    """Rank, tier and score the surviving and provisional cells among themselves."""
    surviving = [draft for draft in drafts if draft.is_segment]
    placements = place(
        [
            Candidate(
                s.segment_id,
                s.clv_proxy,
                s.metrics.cohort,
                s.addressable,
                s.viable,
                s.metrics.basis,
                s.metrics.imputed_factors(config),
            )
            for s in surviving
        ],
        config,
    )
    components = composite(
        {s.segment_id: score_values(s, s.metrics, config) for s in surviving},
        {s.segment_id: score_values(s, portfolio, config) for s in surviving},
        config,
    )
    return {
        draft.segment_id: replace(
            draft,
            placement=placements.get(draft.segment_id),
            components=tuple(components.get(draft.segment_id, ())),
        )
        for draft in drafts
    }


def unscored(cells: dict[str, SegmentFacts], config: Config) -> dict[str, SegmentFacts]:
    """The same cells where there is too little history: no proxy, no rank, no composite score."""
    drafts = [
        replace(
            cell,
            clv_proxy=None,
            measured_clv_proxy=None,
            clv_reason="scoring_disabled",
            placement=None,
            components=(),
        )
        for cell in cells.values()
    ]
    placements = place(
        [
            Candidate(
                s.segment_id,
                None,
                s.metrics.retention[24].cohort_accounts,
                s.addressable,
                s.viable,
            )
            for s in drafts
            if s.is_segment
        ],
        config,
    )
    return {s.segment_id: replace(s, placement=placements.get(s.segment_id)) for s in drafts}


def score_values(
    facts: SegmentFacts, metrics: Metrics, config: Config
) -> dict[str, Fraction | None]:
    """Raw components where `metrics` measured them, shrunken; velocity is a plain median.

    With the portfolio's metrics it is what a missing component becomes.
    """
    expansion = config.whole("expansion_window_months")
    acv = facts.shrunk.get(FIRST_YEAR_ACV) if metrics.first_year.accounts else None
    run_rate = facts.metrics.run_rates.mean if facts.metrics.basis == "run_rate" else None
    if run_rate is not None:
        acv = Fraction(run_rate)
    return {
        "addressable_revenue": None
        if acv is None
        else facts.revenue_accounts * Fraction(cents(acv)),
        "win_rate": facts.shrunk.get(WIN_RATE) if metrics.sales.closed else None,
        "velocity": metrics.sales.cycle_days_p50,
        "expansion": facts.shrunk.get(("nrr", expansion, "revenue"))
        if metrics.retention[expansion].cohort_accounts
        else None,
    }
