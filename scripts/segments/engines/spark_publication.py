"""What readers of Spark see, and how it changes under them: statements alone.

Every version lies in a database of its own that never changes. A publication takes three steps:
the readers' views are widened to the old and the new version, joined to a log of publications that
still ends with the old one; one row is appended to the log, and all of them show the new version;
the views are narrowed to it. A session that keeps file lists in memory goes on seeing the old
version until it refreshes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from segments.history import TABLES
from segments.pointer import Version
from segments.sql_text import literal

TYPES = {"varchar": "string"}
LOG = "publications"
LOG_COLUMNS = (
    "publication_number bigint, version_name string, publish_key string, scoring_run_id string, "
    "as_of_date date, published_at string"
)
POINTER_VIEW = "published_version"
KEY = "publish_key"
Marts = Mapping[str, Sequence[str]]
"""Columns by mart."""


class Publication:
    """Names and statements below one prefix."""

    def __init__(self, published: str) -> None:
        self.published = published

    def own(self, schema: str) -> str:
        return f"{self.published}_{schema}"

    def version(self, name: str) -> str:
        return f"{self.own('v_')}{name.lower()}"

    @property
    def rows(self) -> str:
        """Where the history's rows and the log are; readers have views of them."""
        return self.own("history_rows")

    def prepare(self) -> Iterator[str]:
        """Make what outlives a run, where it is missing."""
        history = self.own("history")
        for database in (self.rows, history, self.published):
            yield f"create database if not exists {database}"
        yield f"create table if not exists {self.rows}.{LOG} ({LOG_COLUMNS}) using parquet"
        for table, columns in TABLES.items():
            kinds = ", ".join(f"{name} {TYPES.get(kind, kind)}" for name, kind in columns.items())
            yield (
                f"create table if not exists {self.rows}.{table} ({kinds}) using parquet "
                f"partitioned by ({KEY})"
            )
            yield (
                f"create or replace view {history}.{table} as select {', '.join(columns)} "
                f"from {self.rows}.{table} where {KEY} in (select {KEY} from {self.rows}.{LOG})"
            )

    def stage(self, version_name: str, tables: Sequence[str]) -> Iterator[str]:
        """Keep the marts under the version's name."""
        database = self.version(version_name)
        yield f"create database {database}"
        for table in tables:
            yield (
                f"create table {database}.{table} using parquet as "
                f"select * from {self.own('marts')}.{table}"
            )

    def remember(self, version: Version, files: Mapping[str, Path]) -> Iterator[str]:
        """Add the rows of one publication to the history; until the log names it, nobody sees
        them, and another attempt writes over them."""
        for table, columns in TABLES.items():
            others = ", ".join(
                f"cast({name} as {TYPES.get(kind, kind)}) as {name}"
                for name, kind in columns.items()
                if name != KEY
            )
            yield (
                f"insert overwrite table {self.rows}.{table} "
                f"partition ({KEY} = {literal(version.publish_key)}) "
                f"select {others} from parquet.`{files[table]}`"
            )

    def widen(self, old: tuple[str, Marts] | None, new: tuple[str, Marts]) -> Iterator[str]:
        """Lead every view into both versions, as far as the log ends with one or the other."""
        sides = [side for side in (old, new) if side is not None]
        for mart in sorted({mart for _, marts in sides for mart in marts}):
            columns = new[1].get(mart) or sides[0][1][mart]
            branches = []
            for name, marts in sides:
                if mart in marts:
                    chosen = ", ".join(
                        column if column in marts[mart] else f"null as {column}"
                        for column in columns
                    )
                    branches.append(
                        f"select {chosen}, {literal(name)} as version_name "
                        f"from {self.version(name)}.{mart}"
                    )
            yield (
                f"create or replace view {self.published}.{mart} as "
                f"select {', '.join(f'mart.{column}' for column in columns)} "
                f"from ({' union all '.join(branches)}) as mart "
                f"join ({self._last()}) as pointer on mart.version_name = pointer.version_name"
            )
        yield f"create or replace view {self.published}.{POINTER_VIEW} as {self._last()}"

    def _last(self) -> str:
        return (
            f"select * from {self.rows}.{LOG} where publication_number = "
            f"(select max(publication_number) from {self.rows}.{LOG})"
        )

    def move(self, version: Version, number: int) -> Iterator[str]:
        """The one step that readers notice."""
        values = [
            str(number),
            *map(literal, (version.name, version.publish_key, version.scoring_run_id)),
            f"date {literal(version.as_of_date)}",
            literal(version.published_at),
        ]
        yield f"insert into {self.rows}.{LOG} values ({', '.join(values)})"

    def narrow(self, old: tuple[str, Marts] | None, new: tuple[str, Marts]) -> Iterator[str]:
        """Lead every view into the current version alone."""
        name, marts = new
        for mart, columns in sorted(marts.items()):
            yield (
                f"create or replace view {self.published}.{mart} as "
                f"select {', '.join(columns)} from {self.version(name)}.{mart}"
            )
        for mart in sorted(set(old[1]) - set(marts) if old else ()):
            yield f"drop view {self.published}.{mart}"
