"""Where revenue sits: every dollar of finance in one part, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from segments.report import figures, words
from segments.report.figures import Figure
from segments.report.sections import invoices
from segments.report.sections.invoices import InvoicesView
from segments.report.tables import Row, Tables, exact_sum

NOT_A_PART = ("rounding", "quarantined")


@dataclass(frozen=True)
class Part:
    key: str
    label: str
    meaning: str
    payers: Figure | None
    lines: Figure | None
    amount: Figure
    share: str
    width: str
    fx_effect: Figure | None


@dataclass(frozen=True)
class RevenueView:
    rows: list[Part]
    total: Figure
    finance: Figure
    tie: str
    ties: bool
    has_fx_effect: bool
    invoices: InvoicesView


def total(tables: Tables) -> Decimal | None:
    """Sum of all parts, or none when finance's own total is unknown."""
    rows = tables["revenue"]
    if not rows or rows[0]["finance_arr_amount"] is None:
        return None
    return exact_sum(row["arr_amount"] for row in rows)


def unknown_reason(tables: Tables) -> str:
    """Why finance's total is unknown."""
    codes = (row["arr_null_reason"] for row in tables["revenue"])
    code = next((code for code in codes if code), "finance_not_delivered")
    return words.of("arr_null_reason", code)


def _part(row: Row, tables: Tables, whole: Decimal | None) -> Part:
    def exact(amount: figures.Number) -> str:
        return figures.exact_money(amount, tables.currency)

    bucket, amount = row["bucket"], row["arr_amount"]
    label, meaning = words.ARR_BUCKETS.get(bucket, (words.sentence(words.spaced(bucket)), ""))
    reason = words.of("arr_null_reason", row["arr_null_reason"] or "lines_refused")
    is_part = bucket not in NOT_A_PART
    fx_effect = row.figure("fx_effect_amount", exact) if row["fx_effect_amount"] else None
    return Part(
        key=bucket.replace("_", "-"),
        label=label,
        meaning=meaning,
        payers=row.figure("payer_count", figures.count, reason) if is_part else None,
        lines=row.figure("line_count", figures.count, reason) if bucket != "rounding" else None,
        amount=row.figure("arr_amount", exact, reason),
        share=figures.part(amount / whole) if is_part and amount is not None and whole else "",
        width=figures.bar_width(amount, whole) if is_part else "0",
        fx_effect=fx_effect,
    )


def build(tables: Tables) -> RevenueView:
    """Every dollar in one part, and whether the parts add up to finance's total."""

    def exact(amount: figures.Number) -> str:
        return figures.exact_money(amount, tables.currency)

    rows, whole, reason = tables["revenue"], total(tables), unknown_reason(tables)
    finance = rows[0].figure("finance_arr_amount", exact, reason) if rows else None
    claimed = rows[0]["finance_arr_amount"] if rows else None
    ties = whole is not None and whole == claimed
    if whole is None:
        tie = f"Revenue is unknown: {reason}."
    elif ties:
        tie = "The parts add up to finance's total to the cent."
    else:
        tie = f"The parts differ from finance's total by {exact(whole - claimed)}."
    unknown = figures.figure(None, exact, reason)
    return RevenueView(
        rows=[_part(row, tables, whole) for row in rows],
        total=unknown if whole is None else tables.total("revenue", "arr_amount", exact, reason),
        finance=finance or unknown,
        tie=tie,
        ties=ties,
        has_fx_effect=any(row["fx_effect_amount"] for row in rows),
        invoices=invoices.build(tables),
    )
