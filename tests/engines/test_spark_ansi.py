"""Spark's ANSI mode stays on under dbt."""

from __future__ import annotations

import pytest
from dbt.adapters.spark.connections import SparkCredentials

from segments.engines.spark_ansi import ANSI, keep_ansi_mode


def ansi_mode() -> str:
    asked = {ANSI: "true"}
    credentials = SparkCredentials(
        host="h", method="session", schema="s", server_side_parameters=asked
    )
    return credentials.server_side_parameters[ANSI]


def test_ansi_mode_is_what_the_profile_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SparkCredentials, "__post_init__", SparkCredentials.__post_init__)
    assert ansi_mode() == "false", "dbt-spark keeps the profile's word now: drop spark_ansi.py"
    keep_ansi_mode()
    assert ansi_mode() == "true"
