"""What the tiers rest on: revenue, refused rows, findings, variables, and the run itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from segments.report import figures, words
from segments.report.figures import Figure
from segments.report.overview import no_revenue_reason, total_arr
from segments.report.rows import ArrBucket, Finding, Marts, RefusedRows, Variable

ITEMS_SHOWN = 40
RUNS_SHOWN = 12
SIGNATURES_SHOWN = 40


@dataclass(frozen=True)
class ArrRow:
    key: str
    label: str
    meaning: str
    payers: str
    lines: str
    amount: Figure
    share: str
    width: str
    fx_effect: str


@dataclass(frozen=True)
class ArrView:
    rows: list[ArrRow]
    total: Figure
    finance: Figure
    tie: str
    ties: bool
    has_fx_effect: bool


@dataclass(frozen=True)
class RefusedReason:
    reason: str
    remedy: str
    rows: str
    first_line: str


@dataclass(frozen=True)
class RefusedFile:
    label: str
    source: str
    total: str
    reasons: list[RefusedReason]


@dataclass(frozen=True)
class QuarantineView:
    files: list[RefusedFile]
    total: str


@dataclass(frozen=True)
class FindingView:
    severity: str
    severity_key: str
    label: str
    remedy: str
    owner: str
    count: str
    items: list[tuple[str, str]]
    more: str


@dataclass(frozen=True)
class VariableRow:
    label: str
    kind: str
    population: str
    owner: str
    completeness: Figure
    width: str
    filled: str
    is_kept: bool
    verdict: str


@dataclass(frozen=True)
class VariablesView:
    rows: list[VariableRow]
    kept: str
    cut: str


@dataclass(frozen=True)
class RunRow:
    run_id: str
    as_of: str
    state: str
    tiers: str


@dataclass(frozen=True)
class SignatureRow:
    artifact: str
    function: str
    signed_by: str
    signed_on: Figure
    status: str
    is_for_this_run: bool


@dataclass(frozen=True)
class LineageView:
    facts: list[tuple[str, str]]
    runs: list[RunRow]
    runs_left_out: int
    signatures: list[SignatureRow]
    signatures_left_out: int


def _counted(number: int | None) -> str:
    return "" if number is None else figures.count(number)


def _arr_row(bucket: ArrBucket, marts: Marts, total: figures.Number | None) -> ArrRow:
    label, meaning = words.ARR_BUCKETS.get(
        bucket.bucket, (words.sentence(words.spaced(bucket.bucket)), "")
    )
    amount = bucket.arr_amount
    reason = words.words(words.ARR_NULL_REASONS, bucket.arr_null_reason or "lines_refused")
    is_part = bucket.bucket not in ("rounding", "quarantined")
    return ArrRow(
        key=bucket.bucket.replace("_", "-"),
        label=label,
        meaning=meaning,
        payers=_counted(bucket.payer_count) if is_part else "",
        lines="" if bucket.bucket == "rounding" else _counted(bucket.line_count),
        amount=figures.figure(amount, lambda a: figures.exact_money(a, marts.currency), reason),
        share=figures.part(amount / total) if is_part and amount is not None and total else "",
        width=figures.bar_width(amount, total) if is_part else "0",
        fx_effect=(
            figures.exact_money(bucket.fx_effect_amount, marts.currency)
            if bucket.fx_effect_amount
            else ""
        ),
    )


def build_arr(marts: Marts) -> ArrView:
    """Every dollar of finance in one part, and whether the parts add up to finance's total."""
    total = total_arr(marts.arr_buckets)
    finance = next((bucket.finance_arr_amount for bucket in marts.arr_buckets), None)
    reason = no_revenue_reason(marts.arr_buckets)

    def exact(amount: figures.Number) -> str:
        return figures.exact_money(amount, marts.currency)

    ties = total is not None and total == finance
    if total is None:
        tie = "There is no revenue to reconcile."
    elif finance is None:
        tie = "Finance's own total is unknown, so nothing can be compared."
    elif ties:
        tie = "The parts add up to finance's total to the cent."
    else:
        tie = f"The parts differ from finance's total by {exact(total - finance)}."
    return ArrView(
        rows=[_arr_row(bucket, marts, total) for bucket in marts.arr_buckets],
        total=figures.figure(total, exact, reason),
        finance=figures.figure(finance if total is not None else None, exact, reason),
        tie=tie,
        ties=ties,
        has_fx_effect=any(bucket.fx_effect_amount for bucket in marts.arr_buckets),
    )


def _refused_file(file_name: str | None, groups: Sequence[RefusedRows]) -> RefusedFile:
    """`finance/contract_lines.csv` as contract lines of the finance extract."""
    source, _, name = (file_name or "").rpartition("/")
    kind = name.rpartition(".")[2].upper() if "." in name else ""
    return RefusedFile(
        label=words.words(words.ENTITIES, groups[0].entity),
        source=", ".join(part for part in (words.spaced(source), kind) if part),
        total=figures.count(sum(group.row_count for group in groups)),
        reasons=[
            RefusedReason(
                reason=words.refusal(group.first_reason).text,
                remedy=words.refusal(group.first_reason).remedy,
                rows=figures.count(group.row_count),
                first_line="" if group.first_line is None else figures.count(group.first_line),
            )
            for group in groups
        ],
    )


def build_quarantine(marts: Marts) -> QuarantineView:
    """Refused rows by file and first reason."""
    by_file = groupby(marts.refused, key=lambda group: (group.file_name, group.entity))
    return QuarantineView(
        files=[_refused_file(key[0], list(groups)) for key, groups in by_file],
        total=figures.counted(sum(group.row_count for group in marts.refused), "row", "rows"),
    )


def _object_names(marts: Marts) -> dict[str, str]:
    names = words.OBJECTS | words.ENTITIES | words.ARTIFACTS
    names |= {need.need_state_id: need.need_state_name for need in marts.need_states}
    names |= {segment.segment_id: segment.segment_name for segment in marts.named_segments}
    return names


def build_findings(marts: Marts) -> list[FindingView]:
    """One entry per check, errors first, with every object it concerns."""
    names = _object_names(marts)
    views = []
    for _, group in groupby(marts.findings, key=lambda finding: finding.check_id):
        found: list[Finding] = list(group)
        first = found[0]
        items = [
            (
                names.get(finding.object_id or "", finding.object_id or ""),
                words.plain_evidence(finding.evidence or ""),
            )
            for finding in found[:ITEMS_SHOWN]
        ]
        left_out = len(found) - len(items)
        views.append(
            FindingView(
                severity=words.words(words.SEVERITIES, first.severity),
                severity_key=first.severity.replace("_", "-"),
                label=words.plain_instruction(first.check_label),
                remedy=words.plain_instruction(first.remedy),
                owner=words.words(words.FUNCTIONS, first.owner),
                count=figures.counted(len(found), "finding", "findings"),
                items=items,
                more=f"and {figures.count(left_out)} more" if left_out else "",
            )
        )
    return views


def _variable_row(variable: Variable) -> VariableRow:
    reason = words.words(words.CUT_REASONS, variable.cut_reason or "no_population")
    kinds = (words.words(words.VARIABLE_WORDS, code) for code in (variable.bucket, variable.role))
    return VariableRow(
        label=variable.variable_label,
        kind=", ".join(kinds),
        population=words.words(words.VARIABLE_WORDS, variable.eligible_population),
        owner=words.words(words.FUNCTIONS, variable.owner),
        completeness=figures.figure(
            variable.completeness, figures.percent, words.CUT_REASONS["no_population"]
        ),
        width=figures.bar_width(variable.completeness, 1),
        filled=(
            f"{figures.count(variable.valid_account_count)} of "
            f"{figures.count(variable.eligible_account_count)}"
        ),
        is_kept=variable.is_kept,
        verdict="Kept" if variable.is_kept else f"Cut: {reason}",
    )


def build_variables(marts: Marts) -> VariablesView:
    """Kept variables first, most complete first."""
    kept = sum(variable.is_kept for variable in marts.variables)
    return VariablesView(
        rows=[_variable_row(variable) for variable in marts.variables],
        kept=figures.count(kept),
        cut=figures.count(len(marts.variables) - kept),
    )


RUN_FACTS = (
    ("file", "Version file"),
    ("sha256", "Hash of the version file"),
    ("published_at", "Published at"),
    ("publish_key", "Publish key"),
    ("publish_sequence", "Publication number"),
    ("contract_version", "Version of the data contract"),
)


def _run_facts(marts: Marts, run: Mapping[str, Any]) -> list[tuple[str, str]]:
    facts = []
    current = marts.run
    if current:
        facts += [
            ("As-of date", figures.day(current.as_of_date)),
            ("Scoring run", current.scoring_run_id),
            ("Hash of the input", current.input_hash or "unknown"),
            ("Hash of the models", current.model_hash or "unknown"),
        ]
    for key, label in RUN_FACTS:
        if run.get(key) is not None:
            text = str(run[key])
            facts.append((label, figures.moment(text) if key == "published_at" else text))
    return facts


def _run_state(is_current: bool, is_in_force: bool, is_approved: bool) -> str:
    parts = ["this run"] if is_current else []
    parts.append("in force" if is_in_force else "not in force")
    parts.append("signed" if is_approved else "not signed")
    return words.sentence(", ".join(parts))


def build_lineage(marts: Marts, run: Mapping[str, Any]) -> LineageView:
    """Where the numbers come from. `run` holds facts of the publication, all optional."""
    return LineageView(
        facts=_run_facts(marts, run),
        runs=[
            RunRow(
                run_id=row.scoring_run_id,
                as_of=figures.day(row.as_of_date),
                state=_run_state(row.is_current, row.is_in_force, row.is_approved),
                tiers=(
                    f"{figures.count(row.a_segment_count)} A, "
                    f"{figures.count(row.b_segment_count)} B, "
                    f"{figures.count(row.c_segment_count)} C"
                ),
            )
            for row in marts.runs[:RUNS_SHOWN]
        ],
        runs_left_out=max(0, len(marts.runs) - RUNS_SHOWN),
        signatures=[
            SignatureRow(
                artifact=words.words(words.ARTIFACTS, row.artifact),
                function=words.words(words.FUNCTIONS, row.function),
                signed_by=row.signed_by,
                signed_on=figures.figure(row.signed_on, figures.day, "no day was given"),
                status=words.words(words.SIGNATURE_STATES, row.signature_status),
                is_for_this_run=bool(row.is_for_current_proposal),
            )
            for row in marts.signatures[:SIGNATURES_SHOWN]
        ],
        signatures_left_out=max(0, len(marts.signatures) - SIGNATURES_SHOWN),
    )
