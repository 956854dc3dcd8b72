"""The report: one self-contained page of a published version.

`marts` lists what is read, `read` gives it as `tables`, each module of `sections` turns rows into
what its template shows with the help of `figures` (numbers for people), `words` (codes in plain
words) and `charts`; `dictionary` defines every number; `render` writes the page.
"""

from segments.report.render import render_report

__all__ = ["render_report"]
