"""Signatures on a published run and its adoption: rows appended to the governance seeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from segments.errors import InputRefused
from segments.history import load_history
from segments.seed_files import Seed, append_row

SIGNOFFS = "cfg_signoffs"
REQUIREMENTS = "cfg_signoff_requirements"
DECISIONS = "cfg_decisions"


@dataclass(frozen=True)
class SignedHashes:
    """What a signature on one artifact of one run names."""

    artifact_hash: str
    result_hash: str


@dataclass(frozen=True)
class Signature:
    """One signature to add. `artifact_hash` None takes the run's own."""

    scoring_run_id: str
    artifact: str
    function: str
    signed_by: str
    signed_on: date
    artifact_hash: str | None = None


def published_artifacts(
    history_dir: Path, published: Iterable[str]
) -> dict[str, dict[str, SignedHashes]]:
    """Hashes by run and artifact, for every run that was published."""
    with duckdb.connect() as connection:
        load_history(connection, history_dir, set(published))
        rows = connection.execute(
            "select distinct scoring_run_id, artifact, artifact_hash, result_hash "
            "from history.run_artifacts where result_hash is not null"
        ).fetchall()
    runs: dict[str, dict[str, SignedHashes]] = {}
    for run, artifact, artifact_hash, result_hash in rows:
        runs.setdefault(run, {})[artifact] = SignedHashes(artifact_hash, result_hash)
    return runs


def draft_runs(history_dir: Path, published: Iterable[str]) -> dict[str, str]:
    """Why the tier matrix of a run was a draft when it was published last, by run."""
    with duckdb.connect() as connection:
        load_history(connection, history_dir, set(published))
        rows = connection.execute(
            "select scoring_run_id, arg_max(gate_status, publish_sequence) as gate_status, "
            "coalesce(arg_max(draft_reasons, publish_sequence), '') as draft_reasons "
            "from history.artifact_gates where artifact = 'tier_matrix' group by scoring_run_id"
        ).fetchall()
    return {run: reasons for run, gate_status, reasons in rows if gate_status == "draft"}


def _next_id(seed: Seed, column: str, prefix: str) -> str:
    numbers = [
        int(digits)
        for row in seed.rows
        if (digits := row[column].removeprefix(prefix)).isascii() and digits.isdigit()
    ]
    return f"{prefix}{max(numbers, default=0) + 1:04d}"


def _one_line(name: str, text: str) -> str:
    cleaned = text.strip()
    if not cleaned or any(not character.isprintable() for character in cleaned):
        raise InputRefused(f"{name} is empty or holds control characters. Fix: give one line")
    return cleaned


def _artifacts_of(
    runs: Mapping[str, Mapping[str, SignedHashes]], scoring_run_id: str
) -> Mapping[str, SignedHashes]:
    if scoring_run_id not in runs:
        raise InputRefused(
            f"run {scoring_run_id} was never published. Fix: choose one of `segments versions`"
        )
    return runs[scoring_run_id]


def _refuse_second_function(signed: Seed, signature: Signature) -> None:
    for row in signed.rows:
        if (
            row["scoring_run_id"] == signature.scoring_run_id
            and row["signed_by"].casefold() == signature.signed_by.strip().casefold()
            and row["function"] != signature.function
        ):
            raise InputRefused(
                f"{row['signed_by']} signed run {signature.scoring_run_id} as {row['function']} "
                f"(seeds/{SIGNOFFS}.csv, line {row.line}). "
                f"Fix: let somebody of {signature.function} sign"
            )


def sign(
    seeds: Mapping[str, Seed],
    runs: Mapping[str, Mapping[str, SignedHashes]],
    signature: Signature,
) -> str:
    """Append one row to cfg_signoffs; returns its signoff_id.

    Raises InputRefused for a function that the artifact does not ask for, an unknown run, a hash
    that is not that run's, a signature that is there already, and a signer who speaks for another
    function on the run.
    """
    artifact, function = signature.artifact, signature.function
    required = [row["function"] for row in seeds[REQUIREMENTS].rows if row["artifact"] == artifact]
    if function not in required:
        asked = ", ".join(required) or "nobody"
        raise InputRefused(
            f"seeds/{REQUIREMENTS}.csv: {artifact} is signed by {asked}, not by '{function}'. "
            "Fix: sign as one of them, or add the requirement first"
        )
    hashes = _artifacts_of(runs, signature.scoring_run_id).get(artifact)
    if hashes is None:
        raise InputRefused(f"run {signature.scoring_run_id} has no artifact {artifact}")
    if signature.artifact_hash not in (None, hashes.artifact_hash):
        raise InputRefused(
            f"signature on an old hash: {artifact} of run {signature.scoring_run_id} is "
            f"{hashes.artifact_hash}, not {signature.artifact_hash}. "
            "Fix: read the current version and sign what it says"
        )
    values = {
        "scoring_run_id": signature.scoring_run_id,
        "artifact": artifact,
        "artifact_hash": hashes.artifact_hash,
        "result_hash": hashes.result_hash,
        "function": function,
    }
    for row in seeds[SIGNOFFS].rows:
        if all(row[column] == value for column, value in values.items()):
            raise InputRefused(
                f"seeds/{SIGNOFFS}.csv, line {row.line}: {row['signed_by']} signed this as "
                f"{function} on {row['signed_on']}; nothing to add"
            )
    _refuse_second_function(seeds[SIGNOFFS], signature)
    signoff_id = _next_id(seeds[SIGNOFFS], "signoff_id", "S")
    append_row(
        seeds[SIGNOFFS],
        {
            "signoff_id": signoff_id,
            **values,
            "signed_by": _one_line("the signer", signature.signed_by),
            "signed_on": signature.signed_on.isoformat(),
        },
    )
    return signoff_id


def missing_signatures(
    seeds: Mapping[str, Seed],
    hashes: Mapping[str, SignedHashes],
    scoring_run_id: str,
) -> list[tuple[str, str]]:
    """Pairs (artifact, function) that are required and not signed for this run and its hashes."""
    signed = {
        (row["artifact"], row["function"])
        for row in seeds[SIGNOFFS].rows
        if row["scoring_run_id"] == scoring_run_id
        and row["artifact"] in hashes
        and SignedHashes(row["artifact_hash"], row["result_hash"]) == hashes[row["artifact"]]
    }
    required = [(row["artifact"], row["function"]) for row in seeds[REQUIREMENTS].rows]
    return [pair for pair in required if pair not in signed]


@dataclass(frozen=True)
class Adoption:
    """A run to put in force from a day on."""

    scoring_run_id: str
    effective_date: date
    decided_by: str
    reason: str


def adopt(
    seeds: Mapping[str, Seed],
    runs: Mapping[str, Mapping[str, SignedHashes]],
    drafts: Mapping[str, str],
    adoption: Adoption,
) -> str:
    """Append an adoption to cfg_decisions; returns its decision_id.

    Raises InputRefused naming the signatures that are missing, for an unknown run and for a
    draft.
    """
    hashes = _artifacts_of(runs, adoption.scoring_run_id)
    if adoption.scoring_run_id in drafts:
        raise InputRefused(
            f"run {adoption.scoring_run_id} is a draft: {drafts[adoption.scoring_run_id]}. "
            "Fix: mend what rpt_artifact_gate and rpt_findings name, run `segments refresh`, "
            "then sign and adopt the new run"
        )
    missing = missing_signatures(seeds, hashes, adoption.scoring_run_id)
    if missing:
        names = ", ".join(f"{artifact} by {function}" for artifact, function in missing)
        raise InputRefused(
            f"run {adoption.scoring_run_id} lacks signatures: {names}. "
            "Fix: `segments sign <artifact> --function <function> --by <name> "
            f"--run {adoption.scoring_run_id}`"
        )
    decision_id = _next_id(seeds[DECISIONS], "decision_id", "D")
    append_row(
        seeds[DECISIONS],
        {
            "decision_id": decision_id,
            "decision_type": "adopt_run",
            "scoring_run_id": adoption.scoring_run_id,
            "effective_date": adoption.effective_date.isoformat(),
            "decided_by": _one_line("the decider", adoption.decided_by),
            "reason": _one_line("the reason", adoption.reason),
        },
    )
    return decision_id
