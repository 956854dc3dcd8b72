"""Entry point: everything the oracle says about one tenant at one as-of date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from oracle.arithmetic import cents, ratio
from oracle.market import market_counts, market_shares
from oracle.membership import (
    UNBANDED,
    UNKNOWN,
    AccountFacts,
    Grid,
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
    revenue_accounts: int | None
    viable: int
    customers: int | None
    arrs: tuple[Decimal | None, ...]
    known_customers: int
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
    def is_arr_known(self) -> bool:
        """Of one customer at least, or of nobody because there is none."""
        return self.arrs.count(None) == 0 or self.known_customers > 0

    @property
    def is_surviving(self) -> bool:
        return not self.kill_reasons

    @property
    def is_segment(self) -> bool:
        return self.is_surviving or self.is_provisional

    @property
    def cell_status(self) -> str:
        if self.is_surviving:
            return "surviving"
        return "provisional" if self.is_provisional else "killed"

    @property
    def composite_score(self) -> Fraction | None:
        if not any(c.weight for c in self.components):
            return None
        return sum((c.contribution for c in self.components), Fraction(0))


def win_rate_metric(config: Config) -> tuple[str, int, str]:
    return ("win_rate_count", config.whole("win_window_months"), "new_business")


def acv_metric(config: Config) -> tuple[str, int, str]:
    return ("first_year_acv", config.whole("acv_window_months"), "signed")


def shrunken_factors(
    metrics: Metrics, known: dict[tuple[str, int, str], Fraction], config: Config
) -> Factors:
    """ACV in cents, GRR and multiple of the CLV proxy, drawn toward the common values; a run rate
    has none of them, and the multiple of logos is that of their deals."""
    if metrics.basis == "run_rate":
        return None, None, None
    acv = known.get(acv_metric(config))
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
    is_band_only: bool
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
    accounts, grid = account_facts(view)
    holders = [key for key in accounts if view.survivors[key] == key]
    spine = {key: spine_of(key, view.lines.get(key, []), as_of) for key in holders}
    movements = {key: movements_of(spine[key], view.lines.get(key, []), config) for key in holders}
    values = {key: first_year_acv(view.lines.get(key, []), as_of, config) for key in holders}

    def measured(ids: Iterable[str], buckets: tuple[str, ...] = ()) -> Metrics:
        keys = list(ids)
        return Metrics(
            len(keys),
            sum(accounts[key].is_customer is True for key in keys),
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
    of_nobody = "revenue" if "contract_lines" in view.delivered else "run_rate"
    whole_basis = basis_of(whole, of_nobody, config)

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
    cells = {
        cell.segment_id: measure(f.account_id for f in in_scope if f.cell_id == cell.segment_id)
        for cell in cells_of(grid, config)
    }
    shrunk = shrunk_values(cells, grid, config)
    drafts = judged_cells(
        [cell for cell in cells_of(grid, config) if cell.is_candidate],
        cells,
        in_scope,
        bands,
        portfolios[portfolio_scope],
        shrunk,
        market_counts(view, grid),
        config,
    )
    is_enabled = is_scoring_enabled(
        deals_of(view.opportunities, view), as_of, config, "opportunities" in view.delivered
    )
    return Results(
        as_of,
        accounts,
        spine,
        movements,
        {key: value for key, value in values.items() if value is not None},
        with_scores(drafts, portfolios[portfolio_scope], as_of, is_enabled, config),
        unclassified_cells(in_scope, config),
        bands,
        portfolios,
        grid.is_band_only,
        arr_on(view.lines.get(UNMATCHED, []), as_of),
        arr_on(view.lines.get(UNASSIGNED, []), as_of),
        view.quarantined,
    )


@dataclass(frozen=True)
class GridCell:
    """A place on the grid. Candidates can become segments: not unclassified, not merged away."""

    segment_id: str
    band_id: str
    need_state_id: str
    is_candidate: bool


def cells_of(grid: Grid, config: Config) -> list[GridCell]:
    """Every place on the grid, the unbanded row and the unknown column included."""
    needs = [*sorted(config.need_priority, key=config.need_priority.get), UNKNOWN]
    result = []
    for band_id in [*(band.band_id for band in config.bands), UNBANDED]:
        for need in needs:
            segment_id = segment_id_of(band_id, need)
            is_axis = band_id != UNBANDED and grid.is_band_only == (need == UNKNOWN)
            is_candidate = is_axis and segment_id not in grid.merged
            result.append(GridCell(segment_id, band_id, need, is_candidate))
    return result


def basis_of(metrics: Metrics, of_portfolio: str, config: Config) -> str:
    """The basis that the setting forces, or the cell's own, or the portfolio's."""
    forced = config.text("retention_basis")
    if forced != "auto":
        return forced
    return own_basis(metrics.retention[24], metrics.run_rates, config) or of_portfolio


def shrunk_values(
    cells: dict[str, Metrics], grid: Grid, config: Config
) -> dict[str, dict[tuple[str, int, str], Fraction]]:
    """Shrunken metrics of every cell, unclassified ones included; nothing where nobody has any."""
    result: dict[str, dict[tuple[str, int, str], Fraction]] = {key: {} for key in cells}
    win_months = config.whole("win_window_months")

    def put(metric: tuple[str, int, str], pool: Pool | None, own: dict[Any, Cell]) -> None:
        if pool is not None:
            for key, cell in own.items():
                value = cell.value if cell.n else None
                result[key][metric] = pool.shrink(cell.n, value)

    wins = {key: Cell(m.sales.closed, m.sales.won, m.sales.closed) for key, m in cells.items()}
    put(
        win_rate_metric(config),
        beta_binomial_pool(list(wins.values()), config),
        wins,
    )
    broad = {
        key: Cell(n, m.sales.won, n)
        for key, m in cells.items()
        for n in [m.sales.closed + m.sales.undecided]
    }
    put(
        ("win_rate_count", win_months, "new_business_broad"),
        beta_binomial_pool(list(broad.values()), config),
        broad,
    )
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
    acv = acv_metric(config)
    if grid.is_band_only:
        put(acv, credibility_pool(list(deals.values()), config), deals)
        return result
    by_band = {(key.partition("--")[0], key): cell for key, cell in deals.items()}
    for band, pool in pools_by_band(by_band, config).items():
        put(acv, pool, {key: cell for (of_band, key), cell in by_band.items() if of_band == band})
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


def judged_cells(
    candidates: list[GridCell],
    cells: dict[str, Metrics],
    in_scope: list[AccountFacts],
    bands: dict[str, Metrics],
    portfolio: Metrics,
    shrunk: dict[str, dict[tuple[str, int, str], Fraction]],
    market: dict[str, int],
    config: Config,
) -> list[SegmentFacts]:
    members: dict[str, list[AccountFacts]] = {cell.segment_id: [] for cell in candidates}
    for facts in in_scope:
        if facts.segment_id in members:
            members[facts.segment_id].append(facts)
    values = {}
    for cell in candidates:
        metrics = cells[cell.segment_id]
        acv_used, acv_source = acv_for_opportunity(metrics, bands[cell.band_id], portfolio)
        if acv_source == "cell" and metrics.basis != "run_rate":
            acv_used = cents(shrunk[cell.segment_id][acv_metric(config)])
        values[cell.segment_id] = (acv_used, acv_source)
    addressable_of = {key: sum(f.is_addressable for f in rows) for key, rows in members.items()}
    shares = market_shares(
        addressable_of, {key: acv for key, (acv, _) in values.items()}, market, config
    )
    has_market = any(market.get(key, count) for key, count in addressable_of.items())
    drafts = []
    for cell in candidates:
        segment_id = cell.segment_id
        metrics, rows, known = cells[segment_id], members[segment_id], shrunk[segment_id]
        addressable = addressable_of[segment_id]
        acv_used, acv_source = values[segment_id]
        measured = metrics.clv_proxy(config)
        factors = shrunken_factors(metrics, known, config)
        is_shrunken = config.text("clv_factors") == "shrunken" and metrics.basis != "run_rate"
        clv, clv_reason = clv_proxy(*factors) if is_shrunken else measured
        rate = known.get(win_rate_metric(config)) if metrics.sales.closed else None
        portfolio_rate = portfolio.sales.win_rate_count
        drafts.append(
            SegmentFacts(
                segment_id=segment_id,
                band_id=cell.band_id,
                need_state_id=cell.need_state_id,
                in_scope=len(rows),
                addressable=addressable,
                revenue_accounts=revenue_accounts(rows, config),
                viable=sum(f.is_viable for f in rows),
                customers=None
                if any(f.is_customer is None for f in in_scope)
                else sum(f.is_customer is True for f in rows),
                known_customers=sum(bool(f.is_customer) and f.arr is not None for f in rows),
                arrs=tuple(f.arr for f in rows if f.is_customer or f.arr is not None),
                share=shares[segment_id],
                metrics=metrics,
                win_rate_index=ratio(rate, portfolio_rate)
                if rate is not None and portfolio_rate is not None
                else None,
                acv_used=acv_used,
                acv_source=acv_source,
                annual_opportunity=None if acv_used is None else addressable * acv_used,
                kill_reasons=kill_reasons(
                    addressable, shares[segment_id], acv_used, has_market, config
                ),
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
    return on_probation(drafts, config)


def revenue_accounts(rows: list[AccountFacts], config: Config) -> int | None:
    """Accounts behind addressable revenue: all that are addressable, or the prospects of them."""
    if config.text("addressable_population") == "all":
        return sum(f.is_addressable for f in rows)
    if any(f.is_customer is None for f in rows):
        return None
    return sum(f.is_addressable and not f.is_customer for f in rows)


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
    drafts: list[SegmentFacts],
    portfolio: Metrics,
    as_of: date,
    is_enabled: bool,
    config: Config,
) -> dict[str, SegmentFacts]:
    """Rank, tier and score the surviving and provisional cells among themselves. With too little
    history there is no proxy, no rank, and no component has a weight."""
    if not is_enabled:
        drafts = [
            replace(d, clv_proxy=None, measured_clv_proxy=None, clv_reason="scoring_disabled")
            for d in drafts
        ]
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
        {s.segment_id: worn_values(s, portfolio, config) for s in surviving},
        config,
        as_of,
    )
    if not is_enabled:
        components = {
            key: [replace(part, weight=None, contribution=Fraction(0)) for part in parts]
            for key, parts in components.items()
        }
    return {
        draft.segment_id: replace(
            draft,
            placement=placements.get(draft.segment_id),
            components=tuple(components.get(draft.segment_id, ())),
        )
        for draft in drafts
    }


def score_values(
    facts: SegmentFacts, metrics: Metrics, config: Config
) -> dict[str, Fraction | None]:
    """Raw components where the segment measured them, shrunken; velocity is a plain median."""
    worn = worn_values(facts, metrics, config)
    expansion = config.whole("expansion_window_months")
    run_rate = metrics.run_rates.mean if metrics.basis == "run_rate" else None
    if run_rate is not None:
        worn["addressable_revenue"] = times(facts.revenue_accounts, Fraction(run_rate))
    is_measured = {
        "addressable_revenue": run_rate is not None or metrics.first_year.accounts > 0,
        "win_rate": metrics.sales.closed > 0,
        "velocity": True,
        "expansion": metrics.retention[expansion].cohort_accounts > 0,
    }
    return {name: value if is_measured[name] else None for name, value in worn.items()}


def times(count: int | None, amount: Fraction) -> Fraction | None:
    return None if count is None else count * amount


def worn_values(
    facts: SegmentFacts, portfolio: Metrics, config: Config
) -> dict[str, Fraction | None]:
    """What a missing component becomes: the common value, and the portfolio's cycle."""
    expansion = config.whole("expansion_window_months")
    acv = facts.shrunk.get(acv_metric(config))
    return {
        "addressable_revenue": (
            None if acv is None else times(facts.revenue_accounts, Fraction(cents(acv)))
        ),
        "win_rate": facts.shrunk.get(win_rate_metric(config)),
        "velocity": portfolio.sales.cycle_days_p50,
        "expansion": facts.shrunk.get(("nrr", expansion, "revenue")),
    }
