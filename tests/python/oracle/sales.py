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
    """Counts and amounts of won and lost deals; the cycle is in days, over won deals."""

    won: int
    lost: int
    won_amount: Fraction
    lost_amount: Fraction
    cycle_days_p50: Fraction | None
    cycle_deals: int
    fallback_deals: int

    @property
    def closed(self) -> int:
        return self.won + self.lost

    @property
    def win_rate_count(self) -> Fraction | None:
        return ratio(self.won, self.won + self.lost)

    @property
    def win_rate_value(self) -> Fraction | None:
        return ratio(self.won_amount, self.won_amount + self.lost_amount)


def is_scoring_enabled(deals: Iterable[SeenOpportunity], as_of: date, config: Config) -> bool:
    """A full history of closed deals, and enough of them, or somebody's decision."""
    override = config.text("scoring_override")
    if override != "automatic":
        return override == "enabled"
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
    lost = [deal for deal in closed if deal.opportunity.status == "lost"]
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
    )
