"""Pictures of the report for the read me, taken of a demo tenant whose first run was adopted.

`make pictures` writes them; each is at most 300 KB.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
sys.path.append(str(PROJECT / "tests/python/run"))

from copies import copy_project  # noqa: E402

SEGMENTS = Path(sys.executable).with_name("segments")
SIZE_MAX = 300_000
COLOURS = 160
SIGNATURES = (("variable_model", "sales"), ("tier_matrix", "sales"), ("tier_matrix", "finance"))
PARTS = {
    "grid": "#grid",
    "value": "#value",
    "variables": "#variables .chart",
    "tiers": "#tiers",
}


def _segments(project: Path, *arguments: str) -> None:
    subprocess.run([SEGMENTS, *arguments], cwd=project, check=True)


def _adopted_demo(folder: Path) -> Path:
    project = copy_project(folder / "project")
    _segments(project, "demo")
    _segments(project, "refresh")
    for artifact, function in SIGNATURES:
        who = "Ada Li" if function == "sales" else "Bo Chen"
        _segments(project, "sign", artifact, "--function", function, "--by", who)
    _segments(project, "adopt", "--by", "Ada Li", "--reason", "First plan")
    _segments(project, "refresh")
    return project / "published/report.html"


def _save(path: Path) -> None:
    """Few colours are enough for flat shades and text, and a fraction of the bytes."""
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE).save(
            path, optimize=True
        )
    size = path.stat().st_size
    if size > SIZE_MAX:
        raise SystemExit(f"{path}: {size:,} bytes, more than {SIZE_MAX:,}; show less")
    print(f"{path.relative_to(PROJECT)}  {size:,} bytes")


def _take(page: Page, folder: Path) -> None:
    page.screenshot(path=folder / "first-screen.png")
    _save(folder / "first-screen.png")
    page.add_style_tag(content="nav { display: none }")
    for name, part in PARTS.items():
        page.locator(part).screenshot(path=folder / f"{name}.png")
        _save(folder / f"{name}.png")


def main() -> None:
    given = [Path(argument).resolve() for argument in sys.argv[1:]]
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        report = given[0] if given else _adopted_demo(Path(folder))
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(report.as_uri())
        _take(page, Path(__file__).parent)
        browser.close()


if __name__ == "__main__":
    main()
