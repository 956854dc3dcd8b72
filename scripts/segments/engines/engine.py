"""The seam itself; as it stands here it is DuckDB's, which builds in the candidate."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from segments.pointer import Version
from segments.settings import Settings
from segments.workers import Worker


class Engine:
    """Used as a context: open from the first look at what is published to the last step."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.dbt: Worker | None = None
        """The run's own dbt process, once it is started."""

    def open(self) -> None:
        """Reach the engine and keep other runs away from it.

        Raises InputRefused where settings are missing, InfrastructureFailed, LockHeld.
        """

    def close(self) -> None:
        """Let go of the engine, however the run ended."""

    def __enter__(self) -> Engine:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def published_keys(self) -> set[str] | None:
        """Publish keys that readers of the engine were given; None where the ledger alone knows.

        What of them the history folder lacks is written there.
        """
        return None

    def current_name(self) -> str | None:
        """The version that readers of the engine see; None when there is none, or where CURRENT
        alone says it."""
        return None

    def serves(self, version_name: str) -> bool:
        """True when readers of the engine see this version."""
        return True

    def load(self) -> None:
        """Give the engine what was landed in the candidate."""

    def fetch_quarantine(self) -> None:
        """Bring `core.core_quarantine` into the candidate."""

    def fetch_marts(self) -> None:
        """Bring schema `marts`, as it was built, into the candidate."""

    def contract_place(self) -> dict[str, Any]:
        """Where the contract suites read, for the worker's request."""
        return {"target": self.settings.target, "database": str(self.settings.candidate)}

    def stage(self, version_name: str) -> None:
        """Keep the marts under the version's name, where no reader sees them yet."""

    def make_current(self, version: Version) -> None:
        """Let readers see a staged version, all its tables in one step, and remember its history.

        Raises PublishFailed; readers then see what they saw before.
        """

    def prune(self, keep: int) -> None:
        """Remove all but the newest `keep` versions and the current one."""
