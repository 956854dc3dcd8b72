"""Definitions: the descriptions of the dbt models in the words of the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_tenant import MODELS

from segments.errors import PublishFailed
from segments.report import dictionary
from segments.report.terms import TERMS

YAML = """
models:
  - name: rpt_tier_matrix
    description: "One row per `segment_id`."
    columns:
      - name: tier_reason
        description: "{{ doc('tier_reason') }}"
      - name: grr_24m
        description: "Kept, null where cfg_params.made_up says so. Null: no `cohort_account_count`."
"""
BLOCKS = """
{% docs tier_reason %}
| value | definition |
|---|---|
| `top_third` | First of the thirds. |

Never null.
{% enddocs %}
"""


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    names = ("rpt_tier_matrix", "rpt_tier_matrix.tier_reason", "rpt_tier_matrix.grr_24m")
    monkeypatch.setattr(dictionary, "TERMS", {name: TERMS[name] for name in names})
    (tmp_path / "marts.yml").write_text(YAML, encoding="utf-8")
    (tmp_path / "_docs.md").write_text(BLOCKS, encoding="utf-8")
    return tmp_path


def test_codes_become_words_and_an_empty_field_reads_as_unknown(models: Path) -> None:
    (table,) = dictionary.definitions(models)
    assert table.text == "One row per segment ID."
    reason, retention = table.columns
    assert reason.values == [("Top third", "First of the thirds.")]
    assert reason.text == ""
    assert retention.text == (
        "Kept, unknown where the setting “made up” says so. Unknown: no Cohort."
    )


def test_a_number_without_a_description_stops_the_report(models: Path) -> None:
    path = models / "marts.yml"
    path.write_text(path.read_text().replace("grr_24m", "other"), encoding="utf-8")
    with pytest.raises(PublishFailed, match=r"rpt_tier_matrix\.grr_24m.*describe it"):
        dictionary.definitions(models)


def test_every_term_of_the_page_is_described_by_the_models() -> None:
    tables = dictionary.definitions(MODELS)
    defined = [term for table in tables for term in (table, *table.columns)]
    assert len(defined) == len(TERMS) == len({term.anchor for term in defined})
    assert all(term.text or getattr(term, "values", []) for term in defined)
