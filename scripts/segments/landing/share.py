"""The gate on how much of a delivery may be structurally bad."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from segments.contracts.model import Entity
from segments.errors import InputRefused
from segments.landing.facts import LandedFile


def refuse_reject_share(files: Iterable[LandedFile], entities: Mapping[str, Entity]) -> None:
    """Raises InputRefused when more records were rejected than `quarantineShareMax` allows.

    The share is rejected / counted records of one entity; exactly the limit passes, and an entity
    whose contract names no limit is not judged.
    """
    faults = []
    for file in files:
        limit = entities[file.entity].custom.get("quarantineShareMax")
        if limit is None or not file.rejected_record_count:
            continue
        share = Decimal(file.rejected_record_count) / Decimal(file.counted_record_count)
        if share > Decimal(str(limit)):
            faults.append(
                f"{file.file_name}: {file.rejected_record_count:,} of "
                f"{file.counted_record_count:,} records are structurally bad ({share:.1%}, at most "
                f"{Decimal(str(limit)):.1%} are allowed); see landed.rejects for line and reason, "
                "and repair the export"
            )
    if faults:
        raise InputRefused("\n".join(faults))
