"""Independent check of the metrics: pure Python, exact arithmetic, no code shared with the SQL.

`evaluate(tenant, as_of, config)` gives every fact; `strategies.tenants()` makes tenants for it.
"""

from oracle.evaluate import Results, SegmentFacts, evaluate
from oracle.landed import landed_columns, to_landed_rows
from oracle.rows import (
    Account,
    AccountChange,
    Config,
    Contact,
    ContractLine,
    FxRate,
    Invoice,
    Opportunity,
    Tenant,
    User,
    core_id,
    read_config,
)

__all__ = [
    "Account",
    "AccountChange",
    "Config",
    "Contact",
    "ContractLine",
    "FxRate",
    "Invoice",
    "Opportunity",
    "Results",
    "SegmentFacts",
    "Tenant",
    "User",
    "core_id",
    "evaluate",
    "landed_columns",
    "read_config",
    "to_landed_rows",
]
