"""What was invoiced in twelve months: every line in one part, to the cent, credits apart."""

from __future__ import annotations

from dataclasses import dataclass

from segments.report import figures, words
from segments.report.figures import Figure
from segments.report.tables import Tables, exact_sum

PARTS = {
    "matched": "Known accounts",
    "unmatched": "Unknown account",
    "unassigned": "No account",
}


@dataclass(frozen=True)
class ChargeType:
    label: str
    amounts: list[Figure]
    total: Figure
    credits: Figure
    finance: Figure


@dataclass(frozen=True)
class InvoicesView:
    """`said` tells whether the parts tie; `unbilled` names what nothing was invoiced for."""

    said: str
    ties: bool
    parts: list[str]
    rows: list[ChargeType]
    unbilled: list[str]
    refused: Figure | None


def _charge_types(tables: Tables) -> list[str]:
    rows = tables.where("invoices", bucket="matched")
    order = list(words.CHARGE_TYPES)
    return sorted((row["charge_type"] for row in rows), key=order.index)


def _has_lines(tables: Tables, charge_type: str) -> bool:
    return any(row["line_count"] for row in tables.where("invoices", charge_type=charge_type))


def _row(tables: Tables, charge_type: str) -> ChargeType:
    def exact(amount: figures.Number) -> str:
        return figures.exact_money(amount, tables.currency)

    rows = {row["bucket"]: row for row in tables.where("invoices", charge_type=charge_type)}
    amounts = [rows[part].figure("invoiced_amount", exact) for part in PARTS]
    lines = [rows[part].figure("line_count", figures.count) for part in PARTS]
    known = {"reason": "", "charge_type": charge_type}
    return ChargeType(
        label=words.of("charge_type", charge_type),
        amounts=[
            amount.noted(f"{count.text} {'line' if count.text == '1' else 'lines'}")
            for amount, count in zip(amounts, lines, strict=True)
        ],
        total=tables.total("invoices", "invoiced_amount", exact, **known),
        credits=tables.total("invoices", "credit_amount", exact, **known),
        finance=rows["matched"].figure("finance_invoiced_amount", exact),
    )


def _difference(tables: Tables) -> figures.Number | None:
    """What the parts hold beyond finance's sums; none when invoices are unknown."""
    whole = exact_sum(row["invoiced_amount"] for row in tables["invoices"])
    rows = tables.where("invoices", bucket="matched")
    claimed = exact_sum(row["finance_invoiced_amount"] for row in rows)
    return None if whole is None or claimed is None else whole - claimed


def _said(tables: Tables, difference: figures.Number | None) -> str:
    if difference is None:
        codes = (row["amount_null_reason"] for row in tables["invoices"])
        code = next((code for code in codes if code), "invoices_not_delivered")
        return f"Invoices are unknown: {words.of('amount_null_reason', code)}."
    if difference:
        amount = figures.exact_money(difference, tables.currency)
        return f"The parts differ from finance's invoices by {amount}."
    return "The parts add up to finance's invoices to the cent."


def build(tables: Tables) -> InvoicesView:
    """One row per charge type that was invoiced."""
    difference = _difference(tables)
    known = _charge_types(tables) if difference is not None else []
    billed = [charge_type for charge_type in known if _has_lines(tables, charge_type)]
    unbilled = [charge_type for charge_type in known if charge_type not in billed]
    refused = [row for row in tables.where("invoices", bucket="quarantined") if row["line_count"]]
    return InvoicesView(
        said=_said(tables, difference),
        ties=difference == 0,
        parts=list(PARTS.values()),
        rows=[_row(tables, charge_type) for charge_type in billed],
        unbilled=[words.of("charge_type", charge_type).lower() for charge_type in unbilled],
        refused=refused[0].figure("line_count", figures.count) if refused else None,
    )
