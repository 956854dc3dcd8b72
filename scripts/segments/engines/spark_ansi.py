"""ANSI mode in spite of dbt-spark, which turns it off whatever the profile says (1.11.0).

Without it a sum that overflows or a text that is no number becomes null without a word; with it the
build stops. Keep this in step with dbt-spark: a test tells when it is needed no more.
"""

from __future__ import annotations

from typing import Any

ANSI = "spark.sql.ansi.enabled"


def keep_ansi_mode() -> None:
    """Let what the profile says of ANSI mode stand, in this process."""
    from dbt.adapters.spark.connections import SparkCredentials

    as_shipped = SparkCredentials.__post_init__

    def __post_init__(credentials: Any) -> None:
        asked = credentials.server_side_parameters.get(ANSI)
        as_shipped(credentials)
        if asked is not None:
            credentials.server_side_parameters[ANSI] = str(asked)

    SparkCredentials.__post_init__ = __post_init__
