"""The report of a version, replaced in one step."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from segments.durable import fsync_path, replace_durably, temporary_beside
from segments.pointer import Version
from segments.settings import Settings


def write_report(settings: Settings, version: Version, facts: Mapping[str, Any]) -> Path:
    """Render `published/report.html` from a published version."""
    from segments.report import render_report

    temporary = temporary_beside(settings.report)
    render_report(version.path(settings.published_dir), temporary, settings.marts_dir, dict(facts))
    fsync_path(temporary)
    replace_durably(temporary, settings.report)
    return settings.report
