"""The variable model: what is known about accounts, how often, and whether it tells them apart."""

from __future__ import annotations

from dataclasses import dataclass

from segments.report import charts, figures, words
from segments.report.charts import Scatter
from segments.report.figures import Figure
from segments.report.tables import Row, Tables

SHOWN = 60


@dataclass(frozen=True)
class VariableRow:
    number: int
    label: str
    kind: str
    population: str
    owner: str
    completeness: Figure
    width: str
    filled: Figure
    eligible: Figure
    power: Figure
    power_width: str
    weight: Figure
    information: Figure
    is_kept: bool
    verdict: str


@dataclass(frozen=True)
class VariablesView:
    rows: list[VariableRow]
    left_out: int
    kept: Figure
    cut: Figure
    chart: Scatter | None


def _row(row: Row, number: int, strongest: float | None) -> VariableRow:
    no_population = words.CUT_REASONS["no_population"]
    no_power = "too few outcomes to tell"
    kinds = (words.words(words.VARIABLE_WORDS, row[column]) for column in ("bucket", "role"))
    reason = words.of("cut_reason", row["cut_reason"] or "no_population")
    state = row.words("information_value_status")
    return VariableRow(
        number=number,
        label=row["variable_label"],
        kind=", ".join(kinds),
        population=row.words("eligible_population"),
        owner=row.words("owner"),
        completeness=row.figure("completeness", figures.percent, no_population),
        width=figures.bar_width(row["completeness"], 1),
        filled=row.figure("valid_account_count", figures.count),
        eligible=row.figure("eligible_account_count", figures.count),
        power=row.figure("predictive_power", figures.percent, no_power).noted(
            "no more than chance" if row["predictive_power"] == 0 else ""
        ),
        power_width=figures.bar_width(row["predictive_power"], strongest),
        weight=row.figure(
            "weight", figures.percent, "no weight: cut" if not row["is_kept"] else no_power
        ),
        information=row.figure(
            "information_value", lambda value: figures.decimal(value, 3), "no closed deal to tell"
        ).noted(state),
        is_kept=row["is_kept"],
        verdict="Kept" if row["is_kept"] else f"Cut: {reason}",
    )


def build(tables: Tables) -> VariablesView:
    """Kept variables first, the heaviest first."""
    found = tables["variables"]
    powers = [row["predictive_power"] for row in found if row["predictive_power"] is not None]
    strongest = max(powers, default=None)
    points = [
        charts.Point(number, row["completeness"], row["predictive_power"], row["is_kept"])
        for number, row in enumerate(found[:SHOWN], start=1)
        if row["completeness"] is not None and row["predictive_power"] is not None
    ]
    return VariablesView(
        rows=[_row(row, number, strongest) for number, row in enumerate(found[:SHOWN], start=1)],
        left_out=max(0, len(found) - SHOWN),
        kept=tables.count("variables", is_kept=True),
        cut=tables.count("variables", is_kept=False),
        chart=charts.scatter(points) if points else None,
    )
