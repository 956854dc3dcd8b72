"""Rows of tenants that are odd: tiny, without finance, of invoices alone, without any account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

AS_OF = date(2026, 6, 30)
Rows = dict[str, list[dict[str, str | None]]]


def _account(number: int) -> dict[str, str | None]:
    needs = ("replace_legacy", "prove_compliance")
    return {
        "account_id": f"A{number}",
        "account_name": f"Account {number}",
        "employee_count": "100" if number <= 8 else None,
        "industry": "Software",
        "declared_need_state": needs[number % 2] if number <= 9 else None,
        "created_at": "2023-01-10T09:00:00+00:00",
    }


def _opportunity(number: int, status: str) -> dict[str, str | None]:
    return {
        "opportunity_id": f"O{number}-{status}",
        "account_id": f"A{number}",
        "opportunity_type": "new",
        "amount": "24000.00",
        "currency": "USD",
        "term_months": "12",
        "status": status,
        "created_at": f"2025-0{1 + number % 8}-03T09:00:00+00:00",
        "first_meeting_date": f"2025-0{1 + number % 8}-05",
        "close_date": f"2025-1{number % 2}-10",
    }


def _line(number: int) -> dict[str, str | None]:
    return {
        "contract_line_id": f"L{number}",
        "contract_id": f"C{number}",
        "account_id": f"A{number}",
        "charge_type": "recurring",
        "amount": "24000.00",
        "amount_period": "year",
        "currency": "USD",
        "signed_date": "2023-03-01",
        "live_date": "2023-03-01",
        "start_date": "2023-03-01",
    }


def _invoices(
    number: int, months: int = 12, amount: str = "1000.00", account: str | None = ""
) -> list[dict[str, str | None]]:
    """Usage of the last months, one line of 28 days on each first; of the numbered account."""
    firsts = [date(2025 + (6 + n) // 12, (6 + n) % 12 + 1, 1) for n in range(12)][-months:]
    return [
        {
            "invoice_line_id": f"I{number}-{first}",
            "invoice_id": f"N{number}-{first}",
            "account_id": f"A{number}" if account == "" else account,
            "invoice_date": first.isoformat(),
            "service_start_date": first.isoformat(),
            "service_end_date": (first + timedelta(days=27)).isoformat(),
            "charge_type": "usage",
            "amount": amount,
            "currency": "USD",
        }
        for first in firsts
    ]


def ten_accounts() -> Rows:
    """Everything a small company has: ten accounts, their deals and their contracts."""
    numbers = range(1, 11)
    return {
        "accounts": [_account(number) for number in numbers],
        "opportunities": [
            _opportunity(number, status)
            for number in numbers
            for status in (("won", "lost") if number % 3 else ("won",))
        ],
        "users": [{"user_id": "U001", "user_name": "Ada", "is_active": "true"}],
        "contract_lines": [_line(number) for number in range(1, 8)],
        "fx_rates": [],
    }


def crm_only() -> Rows:
    """Accounts and opportunities; finance shares nothing."""
    return {
        name: rows for name, rows in ten_accounts().items() if name in ("accounts", "opportunities")
    }


def invoices_only() -> Rows:
    """Accounts and what was invoiced; no contract and no deal is known.

    Seven accounts of 12 months, a credit for one of them, one of 3 months, an id that no account
    has, a line without an id, and a one-time fee.
    """
    return {
        "accounts": ten_accounts()["accounts"],
        "invoices": [
            *(row for number in range(1, 8) for row in _invoices(number)),
            *_invoices(8, months=3, amount="500.00"),
            *(row | {"invoice_line_id": "CREDIT"} for row in _invoices(7, 1, "-500.00")),
            *_invoices(99, months=2, amount="250.00"),
            *_invoices(100, months=1, amount="125.50", account=None),
            *(
                row | {"invoice_line_id": "FEE", "charge_type": "one_time"}
                for row in _invoices(1, 1, "9000.00")
            ),
        ],
    }


def contracts_and_usage() -> Rows:
    """The small company again, where one customer pays for usage as well and one pays nothing else.

    A1 has its contract and usage of 12 months; A8 and A9 have usage alone.
    """
    usage = [row for number in (1, 8, 9) for row in _invoices(number)]
    return ten_accounts() | {"invoices": usage}


def no_account() -> Rows:
    """The one required file, with a header and nothing under it."""
    return {"accounts": []}


TENANTS: dict[str, Callable[[], Rows]] = {
    make.__name__: make
    for make in (ten_accounts, crm_only, invoices_only, contracts_and_usage, no_account)
}
