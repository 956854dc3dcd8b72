"""Commands about what is published: status, versions, rollback, report, sign, adopt."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from segments import ledger
from segments.attempt import reconcile, refuse_lost_ledger
from segments.cli_session import (
    DECIDING,
    KEEPING,
    NIGHTLY,
    Run,
    command,
    current_version,
    day_option,
    say_what,
    say_where,
    session,
)
from segments.engines import engine_for
from segments.errors import PublishFailed
from segments.pointer import read_pointer
from segments.seed_files import load_seeds

STALE = 1


@command(NIGHTLY, "status", "status --max-age 26h || page-somebody")
def status(
    max_age: Annotated[
        str | None, typer.Option(help="90m, 26h, 2d: exit 1 when the published version is older.")
    ] = None,
) -> None:
    """What is published, how old it is, and how the last attempt ended."""
    from segments.status import in_words, parse_age, read_status

    settings, show = session.settings(), session.show()
    limit = parse_age(max_age) if max_age else None
    state = read_status(settings, ledger.utc_now())
    if state.version is None:
        show.line("Nothing is published yet; run `segments refresh`", **state.facts())
    else:
        assert state.age is not None
        show.line(
            f"{state.version.name} as of {state.version.as_of_date}, published "
            f"{state.version.published_at} ({in_words(state.age)} ago)",
            **state.facts(),
        )
        say_where(settings, state.version)
        if state.missing_sources:
            names = ", ".join(state.missing_sources)
            show.line(f"Not delivered: {names}; rpt_findings says what rests on each")
    if state.last is not None:
        error = state.last.get("error")
        show.line(
            f"Last attempt {state.last['at']}: {state.last['outcome']}"
            + (f" at step {state.last.get('step')}: {error}" if error else "")
        )
    if state.version is not None:
        say_what(settings, state.version)
    if state.is_stale(limit):
        show.error(f"stale: nothing was published in the last {max_age}", STALE)
        raise typer.Exit(STALE)


@command(KEEPING, "versions")
def versions() -> None:
    """List the versions that are kept, oldest first."""
    from segments.versions import list_versions

    settings = session.settings()
    current = read_pointer(settings.published_dir)
    for version in list_versions(settings.published_dir):
        mark = "*" if current and current.name == version.name else " "
        note = "  backfill" if version.is_backfill else ""
        session.show().line(
            f"{mark} {version.name}  as of {version.as_of_date}  "
            f"run {version.scoring_run_id}{note}",
            **version.to_json(),
        )


@command(KEEPING, "rollback", "rollback --to 20260701T020000Z_0123456789abcdef")
def rollback(
    to: Annotated[str | None, typer.Option(help="A version; the one before CURRENT.")] = None,
) -> None:
    """Make an earlier version current, after checking that it is unchanged and opens."""
    from segments.lock import exclusive
    from segments.report_file import write_report
    from segments.versions import rollback as roll_back

    settings = session.settings()
    with exclusive(settings.lock_file), engine_for(settings) as engine:
        refuse_lost_ledger(settings)
        # A damaged CURRENT finishes no attempt, and this is the way to mend it.
        with suppress(PublishFailed):
            reconcile(settings, engine)
        version = roll_back(settings.published_dir, settings.ledger, engine.make_current, to)
        session.show().line(f"{version.name} as of {version.as_of_date} is current")
        try:
            path = write_report(settings, version, version.to_json())
        except PublishFailed as error:
            session.show().line(f"The report still shows the version before: {error}")
        else:
            session.show().line(f"Report  {settings.shown(path)}")


@command(DECIDING, 'sign tier_matrix --function finance --by "Bo Chen"')
def sign(
    artifact: Annotated[str, typer.Argument(help="variable_model, segment_grid or tier_matrix.")],
    function: Annotated[str, typer.Option(help="Whose signature: sales, finance …")],
    by: Annotated[str, typer.Option(help="Name of the person who signs.")],
    run: Run = None,
    artifact_hash: Annotated[
        str | None, typer.Option("--hash", help="The hash that was read; checked.")
    ] = None,
    on: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Day; today.")] = None,
) -> None:
    """Sign an artifact of a published run."""
    from segments import signoff
    from segments.lock import exclusive

    settings = session.settings()
    with exclusive(settings.lock_file), engine_for(settings) as engine:
        published = reconcile(settings, engine)
        signature = signoff.Signature(
            scoring_run_id=run or current_version(settings).scoring_run_id,
            artifact=artifact,
            function=function,
            signed_by=by,
            signed_on=day_option("--on", on) or ledger.utc_now().date(),
            artifact_hash=artifact_hash,
        )
        runs = signoff.published_artifacts(settings.history_dir, published)
        signoff_id = signoff.sign(load_seeds(settings.seeds_dir), runs, signature)
    session.show().line(
        f"{signoff_id}: {by} signed {artifact} of run {signature.scoring_run_id} as {function}; "
        "`segments refresh` publishes it"
    )


@command(DECIDING, 'adopt --by "Ada Li" --reason "H2 plan"')
def adopt(
    by: Annotated[str, typer.Option(help="Name of the person who decides.")],
    reason: Annotated[str, typer.Option(help="Why, in one line.")],
    run: Run = None,
    effective: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="In force from; the current as-of day.")
    ] = None,
) -> None:
    """Put a fully signed run in force; a draft cannot be."""
    from segments import signoff
    from segments.lock import exclusive

    settings = session.settings()
    with exclusive(settings.lock_file), engine_for(settings) as engine:
        published = reconcile(settings, engine)
        current = current_version(settings)
        adoption = signoff.Adoption(
            scoring_run_id=run or current.scoring_run_id,
            effective_date=day_option("--effective", effective) or current.day,
            decided_by=by,
            reason=reason,
        )
        runs = signoff.published_artifacts(settings.history_dir, published)
        drafts = signoff.draft_runs(settings.history_dir, published)
        decision_id = signoff.adopt(load_seeds(settings.seeds_dir), runs, drafts, adoption)
    session.show().line(
        f"{decision_id}: run {adoption.scoring_run_id} is adopted from "
        f"{adoption.effective_date}; `segments refresh` publishes it"
    )


@command(KEEPING, "report")
def report() -> None:
    """Render the report of the current version again."""
    from segments.lock import exclusive
    from segments.report_file import write_report

    settings = session.settings()
    with exclusive(settings.lock_file):
        version = current_version(settings)
        path = write_report(settings, version, version.to_json())
    session.show().line(f"Report  {settings.shown(path)}")
