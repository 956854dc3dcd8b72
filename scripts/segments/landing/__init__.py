"""Landing: extracts become all-text tables, and every record is landed, rejected or refused.

The path of one file: found and copied under its hash (`files`), judged byte by byte
(`byte_gate`), by its header (`header_gate`), counted by an independent parser (`csv_scan`),
read by DuckDB (`csv_reader`, `parquet_reader`), reconciled and written (`land`).
"""

from segments.landing.facts import Landed, LandedFile
from segments.landing.land import land_extracts
from segments.landing.share import refuse_reject_share

__all__ = ["Landed", "LandedFile", "land_extracts", "refuse_reject_share"]
