"""Which accounts count, and which band, need state and segment each of them has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from oracle.arithmetic import cents
from oracle.revenue import arr_on, is_arr_unknown
from oracle.rows import Account, Config, ScopeRule, core_id
from oracle.runrate import COMES_AGAIN, is_customer
from oracle.view import View, family_of

UNBANDED = "unbanded"
UNKNOWN = "unknown"


NUMBERS = ("employee_count", "annual_revenue_amount")


@dataclass(frozen=True)
class AccountFacts:
    """One visible account at the as-of date.

    `cell_id` is where it counts on the grid, None out of scope; `segment_id` the same where that
    cell can become a segment. Whether it is a customer and what it pays may be unknown.
    """

    account_id: str
    survivor_id: str
    exists_from: date
    is_in_scope: bool
    is_addressable: bool
    is_viable: bool
    is_customer: bool | None
    band_id: str
    need_state_id: str
    cell_id: str | None
    segment_id: str | None
    arr: Decimal | None


def segment_id_of(band_id: str, need_state_id: str) -> str:
    return f"{band_id}--{need_state_id}"


def band_of(account: Account, view: View) -> str:
    config = view.config
    basis = config.text("firmographic_basis")
    if basis == "industry":
        return listed_band(account.industry, config)
    if basis == "employee_count":
        value = None if account.employee_count is None else Fraction(account.employee_count)
    elif basis == "annual_revenue_amount":
        value = revenue_in_reporting_currency(account, view)
    else:
        raise ValueError(f"firmographic basis {basis} is not known to the oracle")
    if value is None:
        return UNBANDED
    for band in config.bands:
        above = band.lower is None or value >= Fraction(band.lower)
        below = band.upper is None or value < Fraction(band.upper)
        if above and below:
            return band.band_id
    return UNBANDED


def listed_band(value: str | None, config: Config) -> str:
    text = known_text(value, config)
    if text is None:
        return UNBANDED
    for band in config.bands:
        if band.listed_value is not None and band.listed_value.casefold() == text:
            return band.band_id
    return next((b.band_id for b in config.bands if b.listed_value is None), UNBANDED)


def known_text(value: str | None, config: Config) -> str | None:
    """A text without its edges, in one case; None where it stands for nothing."""
    text = (value or "").strip().casefold()
    return None if not text or text in config.placeholders else text


def revenue_in_reporting_currency(account: Account, view: View) -> Fraction | None:
    """In cents, at the rate of the run's own day."""
    if account.annual_revenue_amount is None:
        return None
    currency = account.annual_revenue_currency or view.config.text("reporting_currency")
    rate = view.rates.on(currency, view.run_as_of)
    if rate is None:
        return None
    return Fraction(cents(Fraction(account.annual_revenue_amount) * rate))


def need_of(account_id: str, view: View) -> str:
    """Declared, else the need that the evidence speaks for most; ties by priority."""
    priority = view.config.need_priority
    declared = view.accounts[account_id].declared_need_state
    if declared in priority:
        return declared
    weights: dict[str, Fraction] = {}
    for deal in view.opportunities.get(account_id, []):
        need = deal.opportunity.need_state
        if need in priority:
            weight = view.config.number("need_opportunity_weight")
            weights[need] = weights.get(need, Fraction(0)) + weight
    for event in view.events.get(account_id, []):
        for rule in view.config.triggers.get(event.trigger_type, ()):
            first = view.as_of - timedelta(days=rule.window_days)
            if rule.need_state_id in priority and view.config.day(event.occurred_at) > first:
                need = rule.need_state_id
                weights[need] = weights.get(need, Fraction(0)) + rule.weight
    if not weights:
        return UNKNOWN
    return min(weights, key=lambda need: (-weights[need], priority[need]))


def is_met(rule: ScopeRule, account: Account, view: View) -> bool | None:
    """None: the attribute is unknown."""
    if rule.attribute not in NUMBERS:
        text = known_text(getattr(account, rule.attribute), view.config)
        return None if text is None else text in rule.listed_values
    if rule.attribute == "employee_count":
        value = account.employee_count
    else:
        value = revenue_in_reporting_currency(account, view)
    if value is None:
        return None
    is_above = rule.lower is None or value >= Fraction(rule.lower)
    return is_above and (rule.upper is None or value < Fraction(rule.upper))


def passes_rules(account: Account, view: View) -> bool:
    """One inclusion of each attribute that has any is met, and no exclusion is."""
    included: dict[str, bool] = {}
    for rule in view.config.scope_rules:
        met = is_met(rule, account, view) is True
        if rule.is_inclusion:
            included[rule.attribute] = included.get(rule.attribute, False) or met
        elif met:
            return False
    return all(included.values())


def is_in_scope(account_id: str, view: View) -> bool:
    """A record that stands for itself, and the rules, or who decided otherwise."""
    account = view.accounts[account_id]
    if account.is_deleted or view.survivors[account_id] != account_id:
        return False
    said, last_day = view.config.overrides.get(account_id, (None, None))
    if said is not None and view.as_of <= last_day:
        return said == "in"
    return passes_rules(account, view)


def existence_day(account_id: str, view: View) -> date:
    days = [view.config.day(view.accounts[account_id].created_at)]
    days += [deal.created_day for deal in view.opportunities.get(account_id, [])]
    days += [
        seen.line.start_date
        for seen in view.lines.get(account_id, [])
        if seen.line.charge_type in ("recurring", "usage")
    ]
    days += [
        seen.invoice.invoice_date
        for seen in view.invoices.get(account_id, [])
        if seen.invoice.charge_type in COMES_AGAIN
    ]
    return min(days)


def ancestors_of(account_id: str, view: View) -> set[str]:
    """Everybody above an account, a parent that was merged away being its survivor."""
    found: set[str] = set()
    current = account_id
    while True:
        parent = view.accounts[current].parent_account_id
        above = None if parent is None else view.survivors.get(core_id(parent))
        if above is None or above in found:
            return found - {account_id}
        found.add(above)
        current = above


def reached_families(view: View, visible: set[str]) -> set[str] | None:
    """Families with somebody who can be contacted at a member that is there. None: not known."""
    if view.contacts is None:
        return None
    reached = set()
    for contact in view.contacts:
        if contact.account_id is None or not contact.is_contactable or contact.is_deleted:
            continue
        if contact.created_at is not None and view.config.day(contact.created_at) > view.as_of:
            continue
        if core_id(contact.account_id) not in view.accounts:
            continue
        member = view.survivors[core_id(contact.account_id)]
        if member in visible and not view.accounts[member].is_deleted:
            reached.add(family_of(member, view))
    return reached


def merged_cells(view: View) -> dict[str, str]:
    """Where the accounts of a merged cell count, chains followed to their end."""
    known = [merge for merge in view.config.merges if merge.effective_date <= view.as_of]
    targets = {merge.from_segment_id: merge.to_segment_id for merge in known}
    result = {}
    for start in targets:
        end = start
        while end in targets:
            end = targets[end]
        result[start] = end
    return result


def is_band_only(needs: list[str], config: Config) -> bool:
    """Too few of the addressable accounts have a known need for needs to be an axis."""
    known = sum(need != UNKNOWN for need in needs)
    return known < config.number("need_evidence_share_min") * len(needs)


@dataclass(frozen=True)
class Grid:
    """Whether needs are an axis, and which cells were merged away."""

    is_band_only: bool
    merged: dict[str, str]

    def cell_of(self, band_id: str, need_state_id: str) -> str:
        cell_id = segment_id_of(band_id, UNKNOWN if self.is_band_only else need_state_id)
        return self.merged.get(cell_id, cell_id)

    def is_classified(self, band_id: str, need_state_id: str) -> bool:
        return band_id != UNBANDED and (self.is_band_only or need_state_id != UNKNOWN)


def account_facts(view: View) -> tuple[dict[str, AccountFacts], Grid]:
    """Facts of every account visible at the as-of date, by core id, and the grid they make."""
    existence = {account_id: existence_day(account_id, view) for account_id in view.accounts}
    visible = {account_id for account_id, day in existence.items() if day <= view.as_of}
    in_scope = {account_id for account_id in visible if is_in_scope(account_id, view)}
    reached = reached_families(view, visible)
    needs = {account_id: need_of(account_id, view) for account_id in visible}
    addressable = {key for key in in_scope if is_top_in_scope(key, in_scope, view)}
    band_only = is_band_only([needs[key] for key in addressable], view.config)
    grid = Grid(band_only, {} if band_only else merged_cells(view))
    has_lines = "contract_lines" in view.delivered
    has_finance = has_lines or "invoices" in view.delivered
    result = {}
    for account_id in sorted(visible):
        band_id, need = band_of(view.accounts[account_id], view), needs[account_id]
        cell_id = grid.cell_of(band_id, need) if account_id in in_scope else None
        lines = view.lines.get(account_id, [])
        is_unknown = not has_lines or is_arr_unknown(lines, view.as_of, view.as_of)
        is_family_reached = reached is None or family_of(account_id, view) in reached
        result[account_id] = AccountFacts(
            account_id,
            view.survivors[account_id],
            existence[account_id],
            account_id in in_scope,
            account_id in addressable,
            account_id in addressable and is_family_reached,
            is_customer(account_id, view) if has_finance else None,
            band_id,
            need,
            cell_id,
            cell_id if grid.is_classified(band_id, need) else None,
            None if is_unknown else arr_on(lines, view.as_of),
        )
    return result, grid


def is_top_in_scope(account_id: str, in_scope: set[str], view: View) -> bool:
    """Nobody above it is sold to in its place; in a circle of merges the first by id stands."""
    return not any(
        above in in_scope and (account_id not in ancestors_of(above, view) or above < account_id)
        for above in ancestors_of(account_id, view)
    )
