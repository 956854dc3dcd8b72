"""Private copies of extracts are kept while a candidate names them or they are young."""

from __future__ import annotations

import os
import time
from pathlib import Path

from segments.landing.files import COPY_DAYS, prune_copies


def test_only_old_copies_that_nothing_names_are_removed(tmp_path: Path) -> None:
    for name, days in (("old", COPY_DAYS + 1), ("named", COPY_DAYS + 1), ("young", COPY_DAYS - 1)):
        (tmp_path / name).write_text("a copy")
        written = time.time() - days * 24 * 3600
        os.utime(tmp_path / name, (written, written))
    assert prune_copies(tmp_path, {"named", None}) == ["old"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["named", "young"]
