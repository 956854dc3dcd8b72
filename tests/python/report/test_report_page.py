"""The page: its numbers, its states, and what it may not hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from report_tenant import AS_OF, PageReader, Tenant

from segments.errors import PublishFailed
from segments.report import render_report

ReadPage = Callable[..., PageReader]
SNAKE_CASE = re.compile(r"(?<![A-Za-z0-9])[a-z][a-z0-9]*(?:_[a-z0-9]+)+")
FACTS = {"file": "versions/20260701T040506Z_aa11.duckdb", "published_at": "2026-07-01T04:05:06Z"}


def test_tier_matrix_shows_the_numbers_of_its_table(tenant: Tenant, read_page: ReadPage) -> None:
    row = read_page(tenant).row("matrix", "Large legacy replacers")
    assert row[1] == "A top third by CLV proxy, with enough viable accounts"
    assert row[2:11] == [
        "none not adopted",
        "$86.0K",
        "$76.0K",
        "92.7 %",
        "112.3 %",
        "1.21×",
        "1,244",
        "1,637",
        "91.3 rank 1",
    ]
    assert row[11:] == ["Chidi Gupta", "Fundable once signed and adopted"]


def test_bars_are_drawn_to_the_longest(tenant: Tenant, tmp_path: Path) -> None:
    source = render_report(tenant.path, tmp_path / "report.html").read_text(encoding="utf-8")
    widths = re.findall(r'class="fill tier-([abc])" style="width:([\d.]+)%"', source)
    assert ("a", "100.00") in widths
    assert ("b", "50.00") in widths


def test_an_unknown_number_says_why_and_is_never_zero(tenant: Tenant, read_page: ReadPage) -> None:
    row = read_page(tenant).row("matrix", "Mid-market legacy replacers")
    reason = "no customers when the window began"
    assert row[3] == f"unknown {reason}"
    assert row[5:8] == [f"unknown {reason}"] * 3
    assert row[8] == "0 unscored"


def test_an_owner_that_is_missing_stops_the_money(tenant: Tenant, read_page: ReadPage) -> None:
    row = read_page(tenant).row("matrix", "Mid-market compliance seekers")
    assert row[11:] == ["unknown no owner is named", "Not fundable: no owner is named"]


def test_grid_shows_tiers_and_kills_in_words(tenant: Tenant, read_page: ReadPage) -> None:
    page = read_page(tenant)
    assert page.rows["grid"][0] == ["Band", "Replace Legacy", "Prove Compliance", "Unknown"]
    assert [row[0] for row in page.rows["grid"]] == ["Band", "Mid Market", "Large"]
    assert page.row("grid", "Mid Market") == [
        "Mid Market",
        "Tier C CLV unknown: no customers when the window began 1,637 accounts",
        "Tier B CLV $43.0K 1,637 accounts",
        "not in the grid",
    ]
    assert page.row("grid", "Large") == [
        "Large",
        "Tier A CLV $86.0K 1,637 accounts",
        "Killed Share of market too small: 1.49 % Revenue a year too small: $152.3K 78 accounts",
        "Not rated 38 accounts",
    ]


def test_revenue_ties_to_the_cent(tenant: Tenant, read_page: ReadPage) -> None:
    page = read_page(tenant)
    assert page.row("arr", "Tier A")[1:] == ["66.7 %", "$1,000.10", "4", "7"]
    assert page.row("arr", "Rounding")[2] == "−$0.05"
    assert page.row("arr", "Refused lines")[2].startswith("unknown the amounts of refused lines")
    assert page.row("arr", "All parts")[2] == "$1,500.00"
    assert page.row("arr", "Finance's total")[2] == "$1,500.00"
    assert "The parts add up to finance's total to the cent." in page.text
    assert "$1.3K of $1.5K (83.3 %); $250 outside" in page.text


def test_a_cent_that_is_missing_is_told(tenant: Tenant, read_page: ReadPage) -> None:
    tenant.execute("update marts.rpt_arr_reconciliation set finance_arr_amount = 1500.01")
    page = read_page(tenant)
    assert "The parts differ from finance's total by −$0.01." in page.text
    assert "ARR does not tie to finance" in page.text


def test_first_screen_names_whose_signature_it_waits_for(
    tenant: Tenant, read_page: ReadPage
) -> None:
    for waiting in ("tier_matrix:sales", "variable_model:sales"):
        tenant.add_finding(check_id="signature_missing", object_id=waiting, severity="warning")
    text = read_page(tenant, FACTS).text
    assert "Signature: Tier matrix by Sales" in text
    assert "Signature: Variable model by Sales" in text
    assert "Signature: Tier matrix by Finance" not in text


def test_first_screen_answers(tenant: Tenant, read_page: ReadPage) -> None:
    text = read_page(tenant, FACTS).text
    assert "1 segment earns tier A; 1 of 4 cells are killed" in text
    assert "published 1 July 2026, 04:05 UTC" in text
    assert "Draft No tier is in force" in text
    assert "Adoption: no decision has put this run in force" in text
    assert "Rated: 2 of 3 segments, 2 on a reliable cohort" in text
    assert "Findings: 1 error and 2 warnings" in text
    assert "5 rows of the extracts refused" in text
    assert "Stale name" not in text


def test_a_run_in_force_is_no_draft(tenant: Tenant, read_page: ReadPage) -> None:
    tenant.execute("update marts.dim_scoring_run set is_in_force = true, is_approved = true")
    tenant.execute(
        "update marts.rpt_tier_matrix set matrix_state = 'in_force', in_force_segment_tier ="
        " proposed_segment_tier"
    )
    tenant.insert(
        "fct_tier_in_force",
        segment_id="large--replace_legacy",
        valid_from=date(2026, 7, 5),
        is_current=True,
        in_force_segment_tier="A",
        change_reason="adopted_run",
        scoring_run_id="aa11aa11aa11aa11",
    )
    page = read_page(tenant)
    assert "In force Adopted, in force since 5 July 2026." in page.text
    assert "No tier is in force" not in page.text
    assert page.row("matrix", "Large legacy replacers")[2] == "A"
    assert page.row("matrix", "Large legacy replacers")[12] == "Fundable now"


def test_a_newer_run_is_a_proposal(tenant: Tenant, read_page: ReadPage) -> None:
    tenant.add_run("bb", is_current=False, is_in_force=True, as_of_date=date(2025, 12, 31))
    tenant.insert(
        "fct_tier_in_force",
        segment_id="large--replace_legacy",
        valid_from=date(2026, 1, 5),
        is_current=True,
        in_force_segment_tier="B",
        change_reason="adopted_run",
        scoring_run_id="bb",
    )
    text = read_page(tenant).text
    assert "Proposed The run as of 31 December 2025 stays in force until then." in text


def test_a_later_day_of_another_run_is_not_this_one(tenant: Tenant, read_page: ReadPage) -> None:
    """A backfill is read for its own day although a later run was published before it."""
    tenant.add_run("cc", is_current=False, as_of_date=date(2026, 9, 30))
    page = read_page(tenant)
    assert "as of 30 June 2026" in page.text
    assert page.row("matrix", "Large legacy replacers")


def test_refused_rows_by_file_and_reason(tenant: Tenant, read_page: ReadPage) -> None:
    rows = read_page(tenant).rows["quarantine"][1:]
    assert rows == [
        ["Accounts CRM, CSV", "2", "", ""],
        [
            "Parent account ID leads back to the same account",
            "2",
            "1,234",
            "Break the circle in the CRM",
        ],
        ["Contract lines CRM, CSV", "3", "", ""],
        [
            "Rows of one key disagree",
            "3",
            "1,234",
            "Keep the right one at the source; all were refused",
        ],
    ]


def test_findings_and_variables(tenant: Tenant, read_page: ReadPage) -> None:
    page = read_page(tenant)
    assert page.text.index("ARR of no account") < page.text.index("Rows were refused")
    assert "Read the table “quarantine”, then the configuration “need states”" in page.text
    assert page.row("variables", "NAICS code") == [
        "NAICS code",
        "53.7 %",
        "3,112 of 5,790",
        "Cut: filled for too small a share of accounts",
        "Needs-based, Modifier",
        "All accounts",
        "Revenue operations",
    ]


@pytest.mark.parametrize("which", ["tenant", "empty_tenant"])
def test_no_code_is_left_on_the_page(
    which: str, request: pytest.FixtureRequest, read_page: ReadPage
) -> None:
    page = read_page(request.getfixturevalue(which), FACTS)
    assert SNAKE_CASE.findall(page.text) == []
    assert not re.search(r"\b(None|nan|NaN|Decimal)\b", page.text)


def test_text_of_the_tenant_stays_text(tenant: Tenant, read_page: ReadPage) -> None:
    attack = '<script>alert("x")</script>'
    tenant.execute(
        "update marts.rpt_tier_matrix set segment_name = ?, owner_name = ?", attack, attack
    )
    tenant.execute("update marts.rpt_segment_grid set band_label = ?", attack)
    tenant.execute("update marts.rpt_findings set evidence = ?, remedy = ?", attack, attack)
    tenant.execute("update marts.fct_signoffs set signed_by = ?", attack)
    tenant.execute(
        "update marts.rpt_quarantine set file_name = ?, first_reason = ?", attack, attack
    )
    page = read_page(tenant, {"file": attack})
    assert "script" not in page.tags
    assert page.text.count(attack) >= 8


def test_the_page_asks_the_network_for_nothing(tenant: Tenant, tmp_path: Path) -> None:
    source = render_report(tenant.path, tmp_path / "report.html", FACTS).read_text("utf-8")
    page = PageReader(source)
    assert "http" not in source
    assert not re.search(r"url\(|@import|\bsrc=", source)
    assert not {"script", "img", "iframe", "object", "embed", "video", "form"} & set(page.tags)
    targets = [value for _, name, value in page.attributes if name == "href"]
    assert all(target == "data:," or target.startswith("#") for target in targets)
    assert len(source.encode()) < 300_000


def test_every_link_leads_somewhere_and_no_anchor_is_twice(
    tenant: Tenant, read_page: ReadPage
) -> None:
    page = read_page(tenant)
    anchors = [value for _, name, value in page.attributes if name == "id"]
    assert len(anchors) == len(set(anchors))
    targets = {v[1:] for _, name, v in page.attributes if name == "href" and v.startswith("#")}
    targets |= {value for _, name, value in page.attributes if name == "aria-labelledby"}
    assert targets <= set(anchors)


def test_a_keyboard_reaches_everything(tenant: Tenant, tmp_path: Path) -> None:
    source = render_report(tenant.path, tmp_path / "report.html").read_text("utf-8")
    assert {"header", "nav", "main", "footer"} <= set(PageReader(source).tags)
    assert '<a class="skip" href="#main">' in source
    for region in re.findall(r'<div class="scroll"[^>]*>', source):
        assert 'tabindex="0"' in region
        assert "aria-label=" in region
    for heading in re.findall(r"<th(?=[ >])[^>]*>", source):
        assert re.search(r'scope="(row|col|rowgroup)"', heading), heading


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_text_stands_out_from_every_shade(tenant: Tenant, tmp_path: Path) -> None:
    source = render_report(tenant.path, tmp_path / "report.html").read_text("utf-8")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", source))
    shades = ("a", "b", "c", "killed", "hatch", "paper", "ground", "warn", "error")
    pairs = [("ink", shade) for shade in shades]
    pairs += [(text, shade) for text in ("soft", "link") for shade in ("paper", "ground")]
    for text, shade in pairs:
        low, high = sorted((_luminance(colours[text]), _luminance(colours[shade])))
        assert (high + 0.05) / (low + 0.05) >= 4.5, (text, shade)


def test_same_tables_and_facts_give_the_same_bytes(tenant: Tenant, tmp_path: Path) -> None:
    first = render_report(tenant.path, tmp_path / "first.html", FACTS).read_bytes()
    for table in ("rpt_tier_matrix", "rpt_segment_grid", "rpt_findings", "rpt_quarantine"):
        rows = tenant.execute(f"select * from marts.{table}")
        tenant.execute(f"delete from marts.{table}")
        for row in reversed(rows):
            tenant.execute(f"insert into marts.{table} values ({', '.join('?' * len(row))})", *row)
    assert render_report(tenant.path, tmp_path / "second.html", FACTS).read_bytes() == first


def test_views_of_a_version_are_read(tenant: Tenant, read_page: ReadPage, tmp_path: Path) -> None:
    """A view in a version calls its tables by the catalog of the candidate."""
    tenant.execute("alter table marts.rpt_findings rename to hidden_findings")
    copy = tmp_path / "segments.duckdb"
    copy.write_bytes(tenant.path.read_bytes())
    Tenant(copy).execute(
        "create view marts.rpt_findings as select * from segments.marts.hidden_findings"
    )
    tenant.path.write_bytes(copy.read_bytes())
    assert "ARR of no account" in read_page(tenant).text


def test_no_rows_at_all_still_gives_a_page(empty_tenant: Tenant, read_page: ReadPage) -> None:
    text = read_page(empty_tenant).text
    assert "Nothing has been scored yet." in text
    assert "No segment survives" in text
    assert "No row was refused." in text
    assert "No variable is registered." in text
    assert "$0" not in text


def test_without_finance_revenue_and_clv_are_unknown(tenant: Tenant, read_page: ReadPage) -> None:
    tenant.execute(
        "update marts.rpt_arr_reconciliation set arr_amount = null, finance_arr_amount = null,"
        " fx_effect_amount = null, line_count = null, payer_count = null,"
        " arr_null_reason = 'finance_not_delivered'"
    )
    tenant.execute(
        "update marts.rpt_tier_matrix set clv_proxy_amount = null, grr_24m = null, nrr_24m = null,"
        " expansion_multiple_24m = null, first_year_acv_amount = null, cohort_account_count = 0,"
        " clv_null_reason = 'no_first_year_acv', rating_status = 'unscored',"
        " tier_reason = 'unscored', proposed_segment_tier = 'C', is_reliable = false"
    )
    tenant.execute("update marts.rpt_segment_grid set annual_opportunity_amount = null")
    page = read_page(tenant)
    assert "$0" not in page.text
    assert "No segment earns tier A" in page.text
    assert "finance delivered neither contract lines nor invoices" in page.text.lower()
    assert page.row("arr", "Tier A")[1:3] == [
        "",
        "unknown finance delivered neither contract lines nor invoices",
    ]
    assert page.row("matrix", "Large legacy replacers")[4] == (
        "unknown no first contract in the window"
    )


def test_only_killed_cells(tenant: Tenant, read_page: ReadPage) -> None:
    tenant.execute("delete from marts.rpt_tier_matrix")
    tenant.execute("delete from marts.fct_segment_score_components")
    tenant.execute(
        "update marts.rpt_segment_grid set cell_status = 'killed',"
        " kill_reasons = 'share_below_minimum' where cell_status = 'surviving'"
    )
    text = read_page(tenant).text
    assert "No segment survives: nothing can be rated yet" in text
    assert "3 Holds too small a share of the addressable market" in text


def test_many_findings_are_cut_short(tenant: Tenant, read_page: ReadPage) -> None:
    tenant.execute(
        "insert into marts.rpt_findings (check_id, object_id, evidence, check_label, severity,"
        " owner, remedy) select 'many', 'object ' || i, 'Records: 1', 'Many', 'warning', 'sales',"
        " 'Mend it' from range(5000) as r(i)"
    )
    text = read_page(tenant).text
    assert "5,000 findings" in text
    assert "and 4,960 more" in text


def test_a_version_without_a_mart_is_refused_and_the_old_page_stays(
    tenant: Tenant, tmp_path: Path
) -> None:
    out = render_report(tenant.path, tmp_path / "report.html")
    before = out.read_bytes()
    tenant.execute("drop table marts.rpt_findings")
    with pytest.raises(PublishFailed, match=r"rpt_findings.*segments refresh"):
        render_report(tenant.path, out)
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.glob("*report*")] == ["report.html"]


def test_the_version_is_only_read(tenant: Tenant, tmp_path: Path) -> None:
    before = tenant.path.read_bytes()
    tenant.path.chmod(0o444)
    render_report(tenant.path, tmp_path / "report.html")
    assert tenant.path.read_bytes() == before
    assert AS_OF.isoformat() not in (tmp_path / "report.html").read_text("utf-8")
