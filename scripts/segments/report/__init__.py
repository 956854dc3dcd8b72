"""The report: one self-contained page of a published version.

`read` takes rows from the marts, `sections` turns them into what each section shows with the
help of `figures` (numbers for people) and `words` (codes in plain words), `render` writes the page.
"""

from segments.report.render import render_report

__all__ = ["render_report"]
