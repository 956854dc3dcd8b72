"""The report as people meet it: opened from disk, read, tabbed through, printed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser

from conftest import MODELS, WIDTHS, Opened, Report, Tenant
from report_numbers import read_numbers, wrong_numbers
from segments.report import render_report

Open = Callable[..., Opened]
SIZE_MAX = 3_000_000
OPENS_WITHIN_SECONDS = 2
SCROLLED_BY_MOUSE_ALONE = (
    "<div style='overflow: auto; height: 20px'><p style='height: 300px'>Far below</p></div>"
)
PRINTED_WIDTH = 1040  # A4 landscape less its margins, in CSS pixels

OVERFLOWING = """() => {
  const limit = document.documentElement.clientWidth;
  const scrolls = node => node.closest('.scroll, nav ul, .unseen, .skip');
  return [...document.body.querySelectorAll('*')].filter(node => {
    const box = node.getBoundingClientRect();
    return box.width && !scrolls(node) && (box.right > limit + 1 || box.left < -1);
  }).map(node => node.tagName + '.' + node.className + ' ' + node.textContent.slice(0, 40));
}"""

CLIPPED = """() => [...document.querySelectorAll('.card *, .state *, td, th, h1, h2, h3, li, dd')]
  .filter(node => {
    const style = getComputedStyle(node);
    return style.overflowX !== 'visible' && style.display !== 'inline' &&
      !node.closest('.unseen, .bar') && node.scrollWidth > node.clientWidth + 1;
  }).map(node => node.tagName + ' ' + node.textContent.slice(0, 60))"""

COVERED = """() => {
  const boxes = [...document.querySelectorAll('svg[data-chart] text.label')]
    .map(node => [node.textContent, node.getBoundingClientRect()]);
  const found = [];
  boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
    const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (wide > 1 && high > 3) found.push(a + ' over ' + b);
  }));
  return found;
}"""

CHARTS = """() => [...document.querySelectorAll('[data-chart]')].map(chart => {
  const marks = [...chart.querySelectorAll(
    'circle, rect, path.mark, path.whisker, .fill, td.tier-a, td.tier-b, td.tier-c, td.killed')];
  const seen = marks.filter(mark => {
    const box = mark.getBoundingClientRect();
    return box.width > 0 && box.height > 0;
  });
  const box = chart.getBoundingClientRect();
  return {name: chart.dataset.chart, width: box.width, height: box.height,
          marks: marks.length, seen: seen.length,
          cells: chart.querySelectorAll('td.ranged, td.not-rated').length};
})"""

# A number leads to its definition by itself, or by a heading of its column, its row, the caption,
# or a line of its section.
WITHOUT_DEFINITION = """() => [...document.querySelectorAll('[data-term]')].filter(number => {
  const wanted = '#' + number.dataset.term;
  const leads = root => root && [...root.querySelectorAll('a')]
    .some(link => link.getAttribute('href') === wanted);
  const own = number.closest('a');
  if (own && own.getAttribute('href') === wanted) return false;
  const table = number.closest('table');
  const cell = number.closest('td, th');
  if (table) {
    const column = table.tHead && table.tHead.rows[0].cells[cell.cellIndex];
    if (leads(column) || leads(table.caption) || leads(cell) || leads(cell.parentElement))
      return false;
  }
  const place = number.closest('details, li.finding, .card, header, main > section');
  return !leads(place) && !leads(number.closest('main > section, header'));
}).map(number => number.dataset.table + '.' + number.dataset.column)"""

CONTRAST = """() => {
  const channel = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const colours = text => [...text.matchAll(/rgba?\\(([^)]+)\\)/g)]
    .map(found => found[1].split(',').map(Number)).filter(c => c.length < 4 || c[3] > 0);
  const behind = node => {
    for (; node; node = node.parentElement) {
      const style = getComputedStyle(node);
      const found = colours(style.backgroundImage).concat(colours(style.backgroundColor));
      if (found.length) return found;
    }
    return [[255, 255, 255]];
  };
  const low = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || node.closest('.unseen')) continue;
    const style = getComputedStyle(node);
    const ink = colours(node.closest('svg') ? style.fill : style.color)[0];
    const large = parseFloat(style.fontSize) >= 24 ||
      (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    for (const ground of behind(node)) {
      const [a, b] = [luminance(ink), luminance(ground)].sort();
      const ratio = (b + 0.05) / (a + 0.05);
      if (ratio < (large ? 3 : 4.5))
        low.push(ratio.toFixed(2) + ' ' + walker.currentNode.textContent.trim().slice(0, 40));
    }
  }
  return low;
}"""

# The rules of WCAG 2.0 to 2.2 at levels A and AA that a machine can judge, and what axe advises.
AXE = """() => axe.run(document, {
  runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
                                  'best-practice']},
  resultTypes: ['violations'],
}).then(result => result.violations.map(
  found => found.id + ' ' + found.nodes.length + ' ' + found.nodes[0].html.slice(0, 120)))"""

# Of each known CLV proxy: ends and mark as drawn, and its numbers.
PROXIES = """() => [...document.querySelectorAll('[data-chart=value] tbody tr')]
  .map(row => row.cells[1]).filter(cell => cell.querySelector('strong data')).map(cell => {
    const number = name => {
      const node = cell.querySelector(`data[data-column=clv_proxy_${name}amount]`);
      return node && parseFloat(node.value);
    };
    const whisker = cell.querySelector('path.whisker');
    const box = whisker && whisker.getBoundingClientRect();
    const mark = cell.querySelector('svg .mark').getBoundingClientRect();
    return {text: cell.innerText, value: number(''), low: number('lower_'),
            high: number('upper_'), mark: (mark.left + mark.right) / 2,
            left: box && box.left, right: box && box.right};
  })"""

FOCUSED = """() => {
  const node = document.activeElement;
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  return {tag: node.tagName, text: node.textContent.trim().slice(0, 40),
          outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
          onScreen: box.right > 0 && box.bottom > 0 && box.top < innerHeight,
          place: [...document.querySelectorAll('*')].indexOf(node)};
}"""


def test_opens_from_disk_and_asks_the_network_for_nothing(
    open_report: Open, report: Report
) -> None:
    start = time.monotonic()
    opened = open_report()
    seconds = time.monotonic() - start
    opened.page.mouse.wheel(0, 3000)
    assert opened.requests == []
    assert opened.errors == []
    assert opened.page.evaluate("document.scripts.length") == 0
    assert report.page.stat().st_size < SIZE_MAX
    assert seconds < OPENS_WITHIN_SECONDS


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen(open_report: Open, width: int) -> None:
    page = open_report(width).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OVERFLOWING) == []
    assert page.evaluate(CLIPPED) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_every_chart_is_drawn(open_report: Open, width: int) -> None:
    page = open_report(width).page
    charts = page.evaluate(CHARTS)
    for chart in charts:
        assert chart["width"] > 0 and chart["height"] > 0, chart
        # A bar of nothing has no width; a chart of unknowns has its words instead.
        assert chart["seen"] > 0 or chart["marks"] == 0, chart
        assert chart["marks"] or chart["cells"] or chart["name"] == "buckets", chart
    assert page.evaluate(COVERED) == []


def test_the_demo_has_all_its_charts(open_report: Open, request: pytest.FixtureRequest) -> None:
    if "demo" not in request.node.callspec.id:
        return
    names = {chart["name"] for chart in open_report().page.evaluate(CHARTS)}
    assert names == {"revenue", "variables", "grid", "value", "buckets", "quarantine"}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_proxy_stands_inside_its_interval_or_says_that_it_has_none(
    open_report: Open, width: int, request: pytest.FixtureRequest
) -> None:
    proxies = open_report(width).page.evaluate(PROXIES)
    for proxy in proxies:
        if proxy["low"] is None:
            assert proxy["left"] is None and "no interval: " in proxy["text"], proxy
            continue
        assert proxy["low"] <= proxy["value"] <= proxy["high"]
        assert proxy["left"] - 1 <= proxy["mark"] <= proxy["right"] + 1, proxy
        assert re.search(r"\d[KM]? to \D*\d", proxy["text"]), proxy
    if "demo" in request.node.callspec.id:
        assert proxies and all(proxy["right"] - proxy["left"] > 1 for proxy in proxies)


def test_numbers_on_the_page_equal_the_tables(open_report: Open, report: Report) -> None:
    content = open_report().page.content()
    assert list(wrong_numbers(content, report.database)) == []
    shown = len(read_numbers(content))
    assert shown == open_report().page.locator("[data-table]").count()


def test_every_number_leads_to_its_definition(open_report: Open) -> None:
    page = open_report().page
    assert page.evaluate(WITHOUT_DEFINITION) == []
    links = page.locator("a[href^='#']")
    targets = set(links.evaluate_all("links => links.map(link => link.getAttribute('href'))"))
    missing = [target for target in targets if page.locator(f"[id='{target[1:]}']").count() != 1]
    assert missing == []


def test_no_code_is_read_by_people(open_report: Open, request: pytest.FixtureRequest) -> None:
    text = open_report().page.evaluate(
        "document.querySelectorAll('details').forEach(details => details.open = true) ||"
        " document.body.innerText"
    )
    assert not re.search(r"\b(None|NaN|undefined|null)\b", text)
    # What a tenant writes may look like a code; the demo and the made-up ones do not. The last part
    # of a path is a file's name.
    found = re.findall(r"(?<![A-Za-z0-9:/])[a-z][a-z0-9]*(?:_[a-z0-9]+)+", text)
    assert found == [] or request.node.callspec.id not in ("demo", "whole", "in_force", "no_rows")


def test_text_stands_out_from_its_ground(open_report: Open) -> None:
    page = open_report().page
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("width", WIDTHS[:2])
def test_axe_finds_no_barrier(open_report: Open, width: int) -> None:
    page = open_report(width=width).page
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(AXE) == []


@pytest.mark.parametrize(
    ("rule", "barrier"),
    [
        ("color-contrast", "<p style='color: #999; background: #fff'>Pale words</p>"),
        ("image-alt", "<img src='data:,'>"),
        ("link-name", "<a href='#main'></a>"),
        ("landmark-unique", "<nav aria-label='Sections'>Again</nav>"),
        ("scrollable-region-focusable", SCROLLED_BY_MOUSE_ALONE),
    ],
)
def test_axe_finds_a_barrier_that_is_put_there(
    browser: Browser, tmp_path: Path, rule: str, barrier: str
) -> None:
    tenant = Tenant.create(tmp_path / "empty.duckdb")
    written = render_report(tenant.path, tmp_path / "report.html", MODELS, {})
    page = browser.new_page()
    page.goto(written.as_uri())
    page.evaluate(
        "html => document.getElementById('main').insertAdjacentHTML('beforeend', html)", barrier
    )
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(AXE)
    page.close()
    assert [line.partition(" ")[0] for line in found] == [rule]


def test_headings_and_landmarks_are_in_order(open_report: Open) -> None:
    page = open_report().page
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(heading => +heading.tagName[1])"
    )
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for landmark in ("header", "nav[aria-label]", "main", "footer"):
        assert page.locator(f"body > {landmark}").count() == 1, landmark
    assert page.evaluate("document.documentElement.lang") == "en"
    unnamed = page.evaluate(
        "[...document.querySelectorAll('a, summary, [role=group], svg[role=img]')].filter(node =>"
        " !node.textContent.trim() && !node.getAttribute('aria-label')).length"
    )
    assert unnamed == 0
    headless = page.evaluate(
        "[...document.querySelectorAll('table')].filter(table =>"
        " !table.querySelector('th[scope]') ||"
        " !(table.caption || table.closest('[role=group][aria-label]'))).length"
    )
    assert headless == 0


def test_a_keyboard_goes_through_the_page_in_order(open_report: Open) -> None:
    page = open_report().page
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUSED)
    assert first["text"] == "Skip to the sections" and first["onScreen"]
    places = [first["place"]]
    stops = page.locator("a[href]:visible, summary:visible, [tabindex='0']:visible").count()
    for _ in range(min(stops, 120) - 1):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["outline"] and focused["onScreen"], focused
        places.append(focused["place"])
    assert places == sorted(set(places))
    # The skip link leads past the first screen.
    page.evaluate("window.scrollTo(0, 0)")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_details_open_by_keyboard(open_report: Open) -> None:
    page = open_report().page
    closed = page.query_selector("details:not([open])")
    if closed is not None:
        closed.query_selector("summary").focus()
        page.keyboard.press("Enter")
        assert closed.evaluate("details => details.open")


def test_prints_all_of_it(open_report: Open) -> None:
    page = open_report(width=PRINTED_WIDTH).page
    page.emulate_media(media="print")
    assert page.locator("nav").is_hidden()
    assert page.evaluate(OVERFLOWING) == []
    wide = page.evaluate(
        "[...document.querySelectorAll('.scroll')].filter(box =>"
        " box.scrollWidth > document.documentElement.clientWidth + 1)"
        ".map(box => box.getAttribute('aria-label') + ' ' + box.scrollWidth)"
    )
    assert wide == []
    hidden = page.evaluate(
        "[...document.querySelectorAll('details table')]"
        ".filter(table => !table.checkVisibility()).length"
    )
    assert hidden == 0
    printed = page.pdf(format="A4", landscape=True, print_background=True)
    assert 20_000 < len(printed) < SIZE_MAX


def test_reads_the_same_without_script(open_report: Open) -> None:
    page = open_report(java_script_enabled=False).page
    assert page.locator("h1").inner_text()
    assert page.locator("main > section").count() == 12
