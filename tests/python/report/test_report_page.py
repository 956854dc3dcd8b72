"""The page: its numbers, its states, and what it may not hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from report_tenant import AS_OF, MODELS, PageReader, Tenant

from report_numbers import read_numbers, wrong_numbers
from segments.errors import PublishFailed
from segments.report import render_report

ReadPage = Callable[..., PageReader]
SNAKE_CASE = re.compile(r"(?<![A-Za-z0-9])[a-z][a-z0-9]*(?:_[a-z0-9]+)+")
FACTS = {"file": "versions/20260701T040506Z_aa11.duckdb", "published_at": "2026-07-01T04:05:06Z"}


def test_tier_matrix_shows_tier_money_owner_and_signatures(
    tenant: Tenant, read_page: ReadPage
) -> None:
    row = read_page(tenant).row("matrix", "Large legacy replacers")
    assert row[1:] == [
        "none",
        "A top third by CLV proxy, with enough viable accounts",
        "After adoption: funded",
        "Chidi Gupta",
        "Missing: Finance, Sales",
        "$86.0K",
        "$32.3M",
        "1,637",
        "1,244",
        "91.3 rank 1",
    ]


def test_value_shows_factors_with_their_intervals(tenant: Tenant, read_page: ReadPage) -> None:
    row = read_page(tenant).row("value", "Large legacy replacers")
    assert row[:4] == [
        "Large legacy replacers Tier A, revenue retention",
        "$86.0K $71.5K to $103.4K as measured $86.1K",
        "$76.1K $64.1K to $88.1K , n 74",
        "92.7 % 88 % to 97 % , n 208",
    ]
    assert row[4:6] == ["unknown not computed"] * 2
    assert row[6:] == [
        "80.8 % much of it on imputed costs",
        "$23.9M much of it on imputed costs",
    ]
    few = read_page(tenant).row("value", "Mid-market compliance seekers")
    assert few[1] == (
        "$43.0K no interval: too few accounts stand behind a factor as measured $86.1K"
    )
    assert "nobody can say how surely Large legacy replacers and Mid-market compliance seekers" in (
        read_page(tenant).text
    )


def test_bars_and_marks_are_drawn_to_scale(tenant: Tenant, tmp_path: Path) -> None:
    source = render_report(tenant.path, tmp_path / "report.html", MODELS).read_text("utf-8")
    widths = re.findall(r'class="fill tier-([abc])" style="width:([\d.]+)%"', source)
    assert ("a", "66.67") in widths
    assert ("b", "16.67") in widths
    # $86.0K, $71.5K to $103.4K, on a scale from 0 to 150K; $64.1K to $88.1K on one from 60K to 90K.
    assert '<circle class="mark" cx="84.8"' in source
    assert 'd="M71.9 6H100.3M' in source
    assert 'd="M26.3 6H133.5M' in source


def test_an_unknown_number_says_why_and_is_never_zero(tenant: Tenant, read_page: ReadPage) -> None:
    page = read_page(tenant)
    reason = "no customers when the window began"
    assert page.row("matrix", "Mid-market legacy replacers")[6] == f"unknown {reason}"
    assert page.row("matrix", "Mid-market legacy replacers")[9] == "0 unscored"
    assert page.row("value", "Mid-market legacy replacers")[3] == "unknown nothing was observed"


def test_an_owner_that_is_missing_stops_the_money(tenant: Tenant, read_page: ReadPage) -> None:
    row = read_page(tenant).row("matrix", "Mid-market compliance seekers")
    assert row[3:5] == ["Not fundable: no owner is named", "unknown no owner is named"]


def test_grid_shows_tiers_and_kills_in_words(tenant: Tenant, read_page: ReadPage) -> None:
    page = read_page(tenant)
    assert page.rows["grid"][0] == ["Band", "Replace Legacy", "Prove Compliance", "Unknown"]
    assert [row[0] for row in page.rows["grid"]] == ["Band", "Mid Market", "Large"]
    assert page.row("grid", "Mid Market") == [
        "Mid Market",
        "Tier C CLV unknown : no customers when the window began 1,637 accounts",
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
    assert page.row("revenue", "Tier A")[1:] == ["66.7 %", "$1,000.10", "4", "7"]
    assert page.row("revenue", "Rounding")[2] == "−$0.05"
    assert page.row("revenue", "Refused lines")[2].startswith("unknown the amounts of refused")
    assert page.row("revenue", "All parts")[2] == "$1,500.00"
    assert page.row("revenue", "Finance's total")[2] == "$1,500.00"
    assert "The parts add up to finance's total to the cent." in page.text
    assert "$1.3K 83.3 % of $1.5K; $250 outside" in page.text


def test_invoices_tie_to_the_cent_by_charge_type(tenant: Tenant, read_page: ReadPage) -> None:
    page = read_page(tenant)
    assert page.row("invoices", "Usage") == [
        "Usage",
        "$949.95 9 lines",
        "$240.00 1 line",
        "$10.05 2 lines",
        "$1,200.00",
        "$1,200.00",
        "−$50.05",
    ]
    assert "The parts add up to finance's invoices to the cent." in page.text
    assert "Nothing was invoiced as services." in page.text
    assert re.search(r"Refused invoice lines ?, in no amount above: 9 \.", page.text)
    tenant.execute(
        "update marts.rpt_invoice_reconciliation set finance_invoiced_amount = 1200.01"
        " where charge_type = 'usage'"
    )
    said = read_page(tenant).text
    assert "The parts differ from finance's invoices by −$0.01." in said


def test_invoices_that_nobody_delivers_are_unknown(tenant: Tenant, read_page: ReadPage) -> None:
    tenant.execute(
        "update marts.rpt_invoice_reconciliation set line_count = null, credit_amount = null,"
        " invoiced_amount = null, finance_invoiced_amount = null,"
        " amount_null_reason = 'invoices_not_delivered'"
    )
    page = read_page(tenant)
    assert "Invoices are unknown: finance delivered no invoices." in page.text
    assert "invoices" not in page.rows


def test_cohorts_are_read_at_the_age_a_win_takes(tenant: Tenant, read_page: ReadPage) -> None:
    page = read_page(tenant)
    assert page.rows["wins"][0][2:] == ["Q1 2026", "Q2 2026"]
    assert page.row("wins", "Large legacy replacers")[1:] == [
        "2 by wins of all segments",
        "25 % 14 % – 40 % , of 40",
        "2 of 40 so far",
    ]
    assert page.row("wins", "Mid-market legacy replacers")[2:] == [
        "none created",
        "25 % 1 % – 71 % , of 8",
    ]


def test_cohorts_that_nobody_delivers_are_unknown(tenant: Tenant, read_page: ReadPage) -> None:
    tenant.execute(
        "update marts.fct_segment_win_cohort set created_count = null, won_count = null,"
        " cohort_win_rate = null, null_reason = 'source_not_delivered', maturity_months = null"
    )
    page = read_page(tenant)
    assert "Win cohorts are unknown: opportunities were not delivered." in page.text
    assert "wins" not in page.rows


def test_a_cohort_without_a_cycle_says_what_is_won_so_far(
    tenant: Tenant, read_page: ReadPage
) -> None:
    tenant.execute(
        "update marts.fct_segment_win_cohort set cohort_win_rate = null, maturity_months = null,"
        " maturity_basis = null, null_reason = 'cycle_unknown', won_count = months_since_created"
    )
    assert read_page(tenant).row("wins", "Large legacy replacers")[1:] == [
        "unknown nobody has won anything",
        "3 of 40 so far",
        "3 of 40 so far",
    ]


def test_a_cent_that_is_missing_is_told(tenant: Tenant, read_page: ReadPage) -> None:
    tenant.execute("update marts.rpt_arr_reconciliation set finance_arr_amount = 1500.01")
    page = read_page(tenant)
    assert "The parts differ from finance's total by −$0.01." in page.text
    assert "ARR does not tie to finance" in page.text


def test_readiness_says_what_is_looked_at_and_what_mends_it(
    tenant: Tenant, read_page: ReadPage
) -> None:
    page = read_page(tenant)
    assert page.row("readiness", "The history is long enough") == [
        "The history is long enough",
        "✓ Passed",
        "36 months",
        "at least 24 months",
        "Tier matrix",
        "none",
        "Revenue operations",
    ]
    assert page.row("readiness", "Recent interviews are there")[1:] == [
        "✕ Failed too few recent interviews",
        "3 interviews",
        "at least 20 interviews",
        "Segment grid",
        "Hold interviews and land them",
        "Marketing",
    ]
    assert "Tier matrix ✕ Draft it rests on a draft: segment grid" in page.text
    assert "not met: recent interviews are there" in page.text


def test_first_screen_names_whose_signature_it_waits_for(
    tenant: Tenant, read_page: ReadPage
) -> None:
    for waiting in ("tier_matrix:finance", "tier_matrix:sales", "variable_model:sales"):
        tenant.add_finding(check_id="signature_missing", object_id=waiting, severity="warning")
    text = read_page(tenant, FACTS).text
    assert (
        "Finance signs the tier matrix Sales signs the tier matrix and variable model "
        "A decision adopts the run" in text
    )


def test_first_screen_answers(tenant: Tenant, read_page: ReadPage) -> None:
    text = read_page(tenant, FACTS).text
    assert "Nothing is funded yet Proposed: 1 A, 1 B and 1 C. 1 of 4 cells of the grid" in text
    assert "published 1 July 2026, 04:05 UTC" in text
    assert "Draft No tier is in force" in text
    assert "Would be funded Tier A Large legacy replacers CLV $86.0K , Chidi Gupta" in text
    assert "2 of 3 segments are rated" in text
    assert "2 of 3 rest on a reliable cohort" in text
    assert "1 segment without an active owner: no owner, no money" in text
    assert "2 of 3 readiness checks are passed" in text
    assert "Findings: 1 error and 2 warnings" in text
    assert "5 rows are refused" in text
    assert "Stale name" not in text


def adopt_older_run(tenant: Tenant) -> None:
    """An older run is in force: the B of today was an A, a segment of then is gone."""
    tenant.add_run("bb", is_current=False, is_in_force=True, as_of_date=date(2025, 12, 31))
    tenant.execute(
        "update marts.rpt_tier_matrix set matrix_state = 'proposed', in_force_segment_tier ="
        " case proposed_segment_tier when 'A' then 'B' when 'B' then 'A' end"
    )
    for segment_id, tier in (
        ("large--replace_legacy", "B"),
        ("mid_market--prove_compliance", "A"),
        ("small--gone", "A"),
    ):
        tenant.insert(
            "fct_tier_in_force",
            segment_id=segment_id,
            valid_from=date(2026, 1, 5),
            is_current=True,
            in_force_segment_tier=tier,
            change_reason="adopted_run",
            scoring_run_id="bb",
        )


def test_what_is_in_force_leads_and_the_proposal_follows(
    tenant: Tenant, read_page: ReadPage
) -> None:
    adopt_older_run(tenant)
    page = read_page(tenant)
    assert "1 segment is funded Tiers in force: 1 A, 1 B and 0 C." in page.text
    assert (
        "In force, with a newer proposal People act on the tiers of the run as of 31 December"
        " 2025, since 5 January 2026. This run is a proposal." in page.text
    )
    assert "Funded Tier B Large legacy replacers" in page.text
    assert "ARR in funded segments $32.3M" in page.text
    assert "If this run is adopted Large legacy replacers: B → A" in page.text
    assert "Mid-market legacy replacers: no tier → C" in page.text
    assert "no longer in the grid of this run: small--gone (A)" in page.text
    assert page.row("matrix", "Large legacy replacers")[1:4] == [
        "B",
        "A changes top third by CLV proxy, with enough viable accounts",
        "Funded",
    ]


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
    assert page.row("matrix", "Large legacy replacers")[1] == "A"
    assert page.row("matrix", "Large legacy replacers")[3] == "Funded"


def test_a_later_day_of_another_run_is_not_this_one(tenant: Tenant, read_page: ReadPage) -> None:
    """A backfill is read for its own day although a later run was published before it."""
    tenant.add_run("cc", is_current=False, as_of_date=date(2026, 9, 30))
    page = read_page(tenant)
    assert "as of 30 June 2026" in page.text
    assert page.row("matrix", "Large legacy replacers")


def test_refused_rows_by_file_and_reason(tenant: Tenant, read_page: ReadPage) -> None:
    page = read_page(tenant)
    assert "Accounts CRM, CSV 2 rows" in page.text
    assert "Contract lines CRM, CSV 3 rows" in page.text
    assert page.rows["quarantine"][1:2] + page.rows["quarantine"][3:] == [
        [
            "Parent account ID leads back to the same account",
            "2",
            "1,234",
            "Break the circle in the CRM",
        ],
        [
            "Rows of one key disagree",
            "3",
            "1,234",
            "Keep the right one at the source; all were refused",
        ],
    ]


def test_findings_name_object_remedy_and_owner(tenant: Tenant, read_page: ReadPage) -> None:
    text = read_page(tenant).text
    assert "Error ARR of no account Who Revenue operations Remedy Mend it" in text
    assert "Rows were refused" in text
    assert (
        "Read the table “quarantine”, then the configuration “need states” and retention basis"
        in text
    )
    assert "Accounts Rows: 2 Contract lines Rows: 3" in text


def test_variables_show_completeness_beside_power(tenant: Tenant, read_page: ReadPage) -> None:
    page = read_page(tenant)
    assert page.row("variables", "1 Number of employees")[1:6] == [
        "Kept",
        "96.9 % 5,610 of 5,790 accounts",
        "25.2 %",
        "100.0 %",
        "0.016 Tells won from lost deals",
    ]
    assert page.row("variables", "2 NAICS code")[1:5] == [
        "Cut: filled for too small a share of accounts",
        "53.7 % 3,112 of 5,790 accounts",
        "0.2 %",
        "unknown no weight: cut",
    ]


def test_signatures_and_calendar(tenant: Tenant, read_page: ReadPage) -> None:
    page = read_page(tenant)
    assert page.row("signatures", "Tier matrix") == [
        "Tier matrix",
        "Finance",
        "Hana Farrow",
        "2 July 2026",
        "Valid",
        "This run",
    ]
    assert page.row("calendar", "Hold the audit")[1:] == [
        "✕ Overdue: never done",
        "Revenue operations",
        "never",
        "30 September 2026",
    ]


@pytest.mark.parametrize("which", ["tenant", "empty_tenant"])
def test_every_number_is_that_of_its_table(
    which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    found: Tenant = request.getfixturevalue(which)
    source = render_report(found.path, tmp_path / "report.html", MODELS).read_text("utf-8")
    assert list(wrong_numbers(source, found.path)) == []
    assert which == "empty_tenant" or len(read_numbers(source)) > 100


def test_a_number_that_is_not_that_of_its_table_is_found(tenant: Tenant, tmp_path: Path) -> None:
    source = render_report(tenant.path, tmp_path / "report.html", MODELS).read_text("utf-8")
    for was, now, found in (
        (">$86.0K<", ">$86.1K<", "rpt_tier_matrix.clv_proxy_amount"),
        ('value="0.92743"', 'value="0.92744"', "fct_segment_metrics.metric_value"),
        (">unknown</span>", ">0</span>", "the table knows nothing"),
    ):
        assert was in source
        assert any(found in line for line in wrong_numbers(source.replace(was, now), tenant.path))
    tenant.execute("delete from marts.rpt_findings where check_id = 'arr_unmatched'")
    assert any("rpt_findings" in line for line in wrong_numbers(source, tenant.path))


def test_every_number_has_a_definition_on_the_page(tenant: Tenant, read_page: ReadPage) -> None:
    page = read_page(tenant)
    anchors = {value for _, name, value in page.attributes if name == "id"}
    links = {value[1:] for _, name, value in page.attributes if name == "href"}
    terms = {value for _, name, value in page.attributes if name == "data-term"}
    assert terms and terms <= anchors & links


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
    source = render_report(tenant.path, tmp_path / "report.html", MODELS, FACTS).read_text("utf-8")
    page = PageReader(source)
    assert "http" not in source
    assert not re.search(r"url\(|@import|\bsrc=", source)
    assert not {"script", "img", "iframe", "object", "embed", "video", "form"} & set(page.tags)
    targets = [value for _, name, value in page.attributes if name == "href"]
    assert all(target == "data:," or target.startswith("#") for target in targets)
    assert len(source.encode()) < 3_000_000


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
    source = render_report(tenant.path, tmp_path / "report.html", MODELS).read_text("utf-8")
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
    source = render_report(tenant.path, tmp_path / "report.html", MODELS).read_text("utf-8")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", source))
    shades = ("a", "b", "c", "killed", "hatch", "paper", "ground", "warn", "error")
    pairs = [("ink", shade) for shade in shades]
    pairs += [(text, shade) for text in ("soft", "link") for shade in ("paper", "ground")]
    for text, shade in pairs:
        low, high = sorted((_luminance(colours[text]), _luminance(colours[shade])))
        assert (high + 0.05) / (low + 0.05) >= 4.5, (text, shade)


def test_same_tables_and_facts_give_the_same_bytes(tenant: Tenant, tmp_path: Path) -> None:
    first = render_report(tenant.path, tmp_path / "first.html", MODELS, FACTS).read_bytes()
    for table in ("rpt_tier_matrix", "rpt_segment_grid", "rpt_findings", "rpt_quarantine"):
        rows = tenant.execute(f"select * from marts.{table}")
        tenant.execute(f"delete from marts.{table}")
        for row in reversed(rows):
            tenant.execute(f"insert into marts.{table} values ({', '.join('?' * len(row))})", *row)
    assert render_report(tenant.path, tmp_path / "second.html", MODELS, FACTS).read_bytes() == first


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
        " measured_clv_proxy_amount = null, arr_amount = null,"
        " arr_null_reason = 'finance_not_delivered',"
        " clv_proxy_lower_amount = null, clv_proxy_upper_amount = null, clv_third = null,"
        " clv_proxy_interval_null_reason = 'clv_unknown',"
        " clv_null_reason = 'no_first_year_acv', rating_status = 'unscored',"
        " tier_reason = 'unscored', proposed_segment_tier = 'C', is_reliable = false"
    )
    tenant.execute("update marts.rpt_segment_grid set annual_opportunity_amount = null")
    tenant.execute("delete from marts.fct_segment_metrics where unit = 'reporting currency'")
    page = read_page(tenant)
    assert "$0" not in page.text
    assert "Proposed: 0 A, 0 B and 3 C." in page.text
    assert "Would be funded Nothing" in page.text
    assert "finance delivered neither contract lines nor invoices" in page.text.lower()
    assert page.row("revenue", "Tier A")[1:3] == [
        "",
        "unknown finance delivered neither contract lines nor invoices",
    ]
    assert page.row("matrix", "Large legacy replacers")[6:8] == [
        "unknown no first contract in the window",
        "unknown finance delivered neither contract lines nor invoices",
    ]


def test_only_killed_cells(tenant: Tenant, read_page: ReadPage) -> None:
    tenant.execute("delete from marts.rpt_tier_matrix")
    tenant.execute("delete from marts.fct_segment_score_components")
    tenant.execute(
        "update marts.rpt_segment_grid set cell_status = 'killed',"
        " kill_reasons = 'share_below_minimum' where cell_status = 'surviving'"
    )
    text = read_page(tenant).text
    assert "Nothing is funded: no segment survives" in text
    assert "3 holds too small a share of the addressable market" in text


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
    out = render_report(tenant.path, tmp_path / "report.html", MODELS)
    before = out.read_bytes()
    tenant.execute("drop table marts.rpt_findings")
    with pytest.raises(PublishFailed, match=r"rpt_findings.*segments refresh"):
        render_report(tenant.path, out, MODELS)
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.glob("*report*")] == ["report.html"]


def test_the_version_is_only_read(tenant: Tenant, tmp_path: Path) -> None:
    before = tenant.path.read_bytes()
    tenant.path.chmod(0o444)
    render_report(tenant.path, tmp_path / "report.html", MODELS)
    assert tenant.path.read_bytes() == before
    page = PageReader((tmp_path / "report.html").read_text("utf-8"))
    assert AS_OF.isoformat() not in page.text
