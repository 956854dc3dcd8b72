"""What a run is: hashes of configuration, models and results, and the keys made from them.

Every hash is a function of values alone: the order of rows, columns and files changes none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from segments.errors import PublishFailed
from segments.profiles import PARAMS_SEED, PROFILES_SEED, params_in_force
from segments.seed_files import Seed
from segments.sql_text import quoted

ARTIFACTS_SEED = "cfg_artifacts"
EVERY_ARTIFACT = "all"
NO_ARTIFACT = "none"
SEED_TYPES = Path("seeds/_seeds.yml")
MARTS_CONTRACT = Path("contracts/marts.odcs.yaml")
KEY_DIGITS = 16

RESULT_MARTS = {
    "variable_model": "rpt_variable_model",
    "segment_grid": "rpt_segment_grid",
    "tier_matrix": "rpt_tier_matrix",
}
# A signature must not change what it signs: who ran, signed or adopted is no part of the result.
NOT_A_RESULT = frozenset(
    {
        "scoring_run_id",
        "publish_key",
        "is_signed",
        "signatures_given",
        "signatures_missing",
        "is_publishable",
        "draft_reasons",
        "matrix_state",
        "in_force_segment_tier",
    }
)


@dataclass(frozen=True)
class RunIdentity:
    """One run; `publish_key` names what a publication of it would be."""

    as_of_date: date
    input_hash: str
    model_hash: str
    artifact_hashes: dict[str, str]
    scoring_run_id: str
    publish_key: str


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def rows_hash(rows: Iterable[Mapping[str, str]]) -> str:
    """sha256 over a bag of rows."""
    return _sha256("\n".join(sorted(_canonical(dict(row)) for row in rows)))


def _values(seed: Seed) -> list[dict[str, str]]:
    return [row.values for row in seed.rows]


def seeds_of_artifacts(seeds: Mapping[str, Seed]) -> dict[str, list[str]]:
    """The seeds that feed each artifact, from `cfg_artifacts`."""
    feeds: dict[str, set[str]] = {}
    for row in seeds[ARTIFACTS_SEED].rows:
        feeds.setdefault(row["artifact"], set()).add(row["seed_name"])
    return {artifact: sorted(names) for artifact, names in sorted(feeds.items())}


def artifact_hashes(seeds: Mapping[str, Seed]) -> dict[str, str]:
    """One sha256 per artifact over its seeds and the parameters in force that are its own or
    everyone's. A profile thus counts by the values that it sets, not by its name."""
    params = params_in_force(seeds)
    hashes = {}
    for artifact, names in seeds_of_artifacts(seeds).items():
        parts = {name: rows_hash(_values(seeds[name])) for name in names}
        parts[PARAMS_SEED] = rows_hash(
            row.values for row in params if row["artifact"] in (artifact, EVERY_ARTIFACT)
        )
        hashes[artifact] = _sha256(_canonical(parts))
    return hashes


def other_seeds_hash(seeds: Mapping[str, Seed]) -> str:
    """sha256 over what feeds no artifact: sign-offs, decisions, requirements, the profile."""
    feeding = {name for names in seeds_of_artifacts(seeds).values() for name in names}
    others = sorted(set(seeds) - feeding - {PARAMS_SEED, PROFILES_SEED})
    parts = {name: rows_hash(_values(seeds[name])) for name in others}
    parts[PARAMS_SEED] = rows_hash(
        row.values for row in params_in_force(seeds) if row["artifact"] == NO_ARTIFACT
    )
    return _sha256(_canonical(parts))


def _file_hash(path: Path) -> str | None:
    """sha256 of a text file, newlines as LF; None when there is no such file."""
    if not path.is_file():
        return None
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def model_hash(project_dir: Path, connectors: Mapping[str, list[str]]) -> str:
    """sha256 over every SQL file under models/ and macros/ (path and text, newlines as LF), the
    types of the seeds, and which systems give which entity."""
    files: dict[str, str | None] = {"connectors": _sha256(_canonical(dict(connectors)))}
    paths = [path for f in ("models", "macros") for path in (project_dir / f).rglob("*.sql")]
    for path in (*paths, project_dir / SEED_TYPES):
        files[path.relative_to(project_dir).as_posix()] = _file_hash(path)
    return _sha256(_canonical(files))


def extraction_day(extracted_at: datetime | None) -> date | None:
    """The day of an extraction in UTC; a moment without a time zone is UTC."""
    if extracted_at is None:
        return None
    return (extracted_at.astimezone(UTC) if extracted_at.tzinfo else extracted_at).date()


def scoring_run_id(
    as_of_date: date,
    extracted_on: date | None,
    hashes: Mapping[str, str],
    input_hash: str,
    model: str,
) -> str:
    """16 hex digits: the same days, configuration, input and models give the same run."""
    extracted = extracted_on.isoformat() if extracted_on else None
    parts = [as_of_date.isoformat(), extracted, dict(hashes), input_hash, model]
    return _sha256(_canonical(parts))[:KEY_DIGITS]


def publish_key(run_id: str, others_hash: str, contract_hash: str | None) -> str:
    """16 hex digits: changes with the run, a signature, a decision or the contract of the marts,
    and with nothing else."""
    return _sha256(_canonical([run_id, others_hash, contract_hash]))[:KEY_DIGITS]


def identify(
    as_of_date: date,
    extracted_at: datetime | None,
    seeds: Mapping[str, Seed],
    input_hash: str,
    project_dir: Path,
    connectors: Mapping[str, list[str]],
) -> RunIdentity:
    """The identity of a run of these seeds and models on this input."""
    hashes = artifact_hashes(seeds)
    models = model_hash(project_dir, connectors)
    extracted_on = extraction_day(extracted_at)
    run_id = scoring_run_id(as_of_date, extracted_on, hashes, input_hash, models)
    key = publish_key(run_id, other_seeds_hash(seeds), _file_hash(project_dir / MARTS_CONTRACT))
    return RunIdentity(as_of_date, input_hash, models, hashes, run_id, key)


def table_hash(connection: duckdb.DuckDBPyConnection, mart: str) -> str:
    """sha256 over the bag of rows of `marts.<mart>` without the columns of NOT_A_RESULT.

    Doubles count to 12 significant digits: the last bits of a sum depend on the thread count.
    Raises PublishFailed when the mart does not exist.
    """
    columns = connection.execute(
        "select column_name, data_type from information_schema.columns "
        "where table_schema = 'marts' and table_name = ? order by column_name",
        [mart],
    ).fetchall()
    if not columns:
        raise PublishFailed(f"marts.{mart} is not in the candidate; its result has no hash")
    kept = [(name, kind) for name, kind in columns if name not in NOT_A_RESULT]
    texts = [
        f"format('{{:.11e}}', {quoted(name)})"
        if kind in ("DOUBLE", "FLOAT")
        else f"cast({quoted(name)} as varchar)"
        for name, kind in kept
    ]
    header = _canonical([name for name, _ in kept])
    body = connection.execute(
        "select coalesce(string_agg(row_hash, '' order by row_hash), '') from ("
        f"select sha256(cast(to_json([{', '.join(texts)}]) as varchar)) as row_hash "
        f"from marts.{quoted(mart)})"
    ).fetchone()
    return _sha256(header + (body[0] if body else ""))


def result_hashes(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Per artifact, the hash of the table that people sign."""
    return {artifact: table_hash(connection, mart) for artifact, mart in RESULT_MARTS.items()}
