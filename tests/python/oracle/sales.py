"""Win rates and sales cycle of new-business opportunities closed in the window."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from oracle.arithmetic import add_months, median, ratio
from oracle.rows import Config
from oracle.view import SeenOpportunity


@dataclass(frozen=True)
class Sales:
    """Counts and amounts of won and lost deals; the cycle is in days, over won deals.

    A loss without a decision counts in the broad rate alone.
    """

    won: int
    lost: int
    won_amount: Fraction
    lost_amount: Fraction
    cycle_days_p50: Fraction | None
    cycle_deals: int
    fallback_deals: int
    undecided: int = 0

    @property
    def closed(self) -> int:
        return self.won + self.lost

    @property
    def win_rate_count(self) -> Fraction | None:
        return ratio(self.won, self.won + self.lost)

    @property
    def win_rate_broad(self) -> Fraction | None:
        return ratio(self.won, self.closed + self.undecided)

    @property
    def win_rate_value(self) -> Fraction | None:
        return ratio(self.won_amount, self.won_amount + self.lost_amount)


def is_scoring_enabled(
    deals: Iterable[SeenOpportunity], as_of: date, config: Config, is_delivered: bool = True
) -> bool:
    """A full history of closed deals, and enough of them, or somebody's decision. Whoever gives
    no deals is not judged by them."""
    override = config.text("scoring_override")
    if override != "automatic":
        return override == "enabled"
    if not is_delivered:
        return True
    days = [
        deal.opportunity.close_date
        for deal in deals
        if deal.opportunity.status in ("won", "lost") and deal.opportunity.close_date <= as_of
    ]
    full_history = config.whole("history_months_full")
    is_long = bool(days) and add_months(min(days), full_history) <= as_of
    return is_long and len(days) >= config.whole("scoring_closed_deals_min")


def sales_of(deals: Iterable[SeenOpportunity], as_of: date, config: Config) -> Sales:
    start = add_months(as_of, -config.whole("win_window_months"))
    closed = [
        deal
        for deal in deals
        if deal.opportunity.opportunity_type == "new"
        and deal.opportunity.status in ("won", "lost")
        and start < deal.opportunity.close_date <= as_of
    ]
    won = [deal for deal in closed if deal.opportunity.status == "won"]
    all_lost = [deal for deal in closed if deal.opportunity.status == "lost"]
    lost = [deal for deal in all_lost if is_decided(deal, config)]
    cycles = []
    fallbacks = 0
    for deal in won:
        meeting = deal.opportunity.first_meeting_date
        days = (deal.opportunity.close_date - (meeting or deal.created_day)).days
        if days >= 0:
            cycles.append(days)
            fallbacks += meeting is None
    return Sales(
        len(won),
        len(lost),
        sum((deal.amount for deal in won if deal.amount is not None), Fraction(0)),
        sum((deal.amount for deal in lost if deal.amount is not None), Fraction(0)),
        median(cycles),
        len(cycles),
        fallbacks,
        len(all_lost) - len(lost),
    )


def is_decided(deal: SeenOpportunity, config: Config) -> bool:
    """A lost deal that somebody else won; a reason that is not recorded is such a loss."""
    return (deal.opportunity.loss_reason or "").casefold() not in config.no_decision_reasons
