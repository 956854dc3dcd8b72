"""Systems that give rows in a layout of their own, one folder of models/staging/ each."""

from segments.connectors.declared import (
    FILES_SYSTEM,
    RawSource,
    connected_systems,
    landing_entities,
    load_raw_source,
)
from segments.connectors.environment import dbt_environment

__all__ = [
    "FILES_SYSTEM",
    "RawSource",
    "connected_systems",
    "dbt_environment",
    "landing_entities",
    "load_raw_source",
]
