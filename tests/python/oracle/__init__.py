"""Independent check of the metrics: pure Python, exact arithmetic, no code shared with the SQL.

`evaluate(tenant, as_of, config)` gives every fact, `published` the rows of the marts from them;
`tenants.random_tenant(seed)` makes tenants and `settings.random_seeds(seed)` what people decide.
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
    config_of,
    core_id,
    read_config,
    read_seeds,
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
    "config_of",
    "core_id",
    "evaluate",
    "landed_columns",
    "read_config",
    "read_seeds",
    "to_landed_rows",
]
