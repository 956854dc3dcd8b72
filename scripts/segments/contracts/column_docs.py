"""A dbt doc block for each governed column, so that staging, judged and core share one text.

`python -m segments.contracts.column_docs` rewrites models/core/_governed_columns.md; a test fails
while that file and the contracts differ.
"""

from __future__ import annotations

from pathlib import Path

from segments.contracts.model import load_input_entities

DOCS_PATH = Path("models/core/_governed_columns.md")
HEADER = """\
# Governed columns

Generated from `contracts/*.odcs.yaml` by `make generate`; do not edit.
"""


def render_docs(contracts_dir: Path) -> str:
    """Text of the doc blocks, named `<entity>__<column>`."""
    blocks = [
        f"{{% docs {name}__{column.name} %}}\n{column.description}\n{{% enddocs %}}\n"
        for name, entity in load_input_entities(contracts_dir).items()
        for column in entity.landed_columns
    ]
    return HEADER + "\n" + "\n".join(blocks)


if __name__ == "__main__":
    DOCS_PATH.write_text(render_docs(Path("contracts")), encoding="utf-8")
