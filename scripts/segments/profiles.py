"""The settings in force: a value of the profile in use stands before that of `cfg_params`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from segments.seed_files import Seed, SeedRow

PARAMS_SEED = "cfg_params"
PROFILES_SEED = "cfg_profiles"
PROFILE_PARAM = "profile"
STANDARD = "standard"
# The values of `standard` are those of cfg_params; the others are rows of cfg_profiles.
PROFILES = (STANDARD, "small_team")


def profile_in_force(seeds: Mapping[str, Seed]) -> str:
    """The profile that cfg_params names; standard while the size of the team is not known."""
    named = [row["value"] for row in seeds[PARAMS_SEED].rows if row["param"] == PROFILE_PARAM]
    return (named[0] if named else "") or STANDARD


def params_under(seeds: Mapping[str, Seed], profile: str) -> list[SeedRow]:
    """Every row of cfg_params with the value that it has under `profile`."""
    values = {
        row["param"]: row["value"]
        for row in seeds[PROFILES_SEED].rows
        if row["profile"] == profile and row["param"] != PROFILE_PARAM
    }
    return [
        replace(row, values=row.values | {"value": values.get(row["param"], row["value"])})
        for row in seeds[PARAMS_SEED].rows
    ]


def params_in_force(seeds: Mapping[str, Seed]) -> list[SeedRow]:
    return params_under(seeds, profile_in_force(seeds))
