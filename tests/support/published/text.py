"""Text copies of finished reports: what a reader would copy out of the built document."""

from __future__ import annotations

from pathlib import Path

from reportgen.model.draft import Built
from reportgen.tasks.build import build_draft
from reportgen.word.outline import read_outline


def built_as_text(draft: Path, folder: Path, *, tabs: bool = False) -> Path:
    """A draft built to a .docx in `folder` and written out beside it as lines and pipe tables; the path of the copy.

    With `tabs` only the cells that hold something are copied, apart by tabs, as from a PDF.
    """
    document = folder / f"{draft.name}.docx"
    assert isinstance(build_draft(draft, output=document), Built), "the draft has errors"
    outline = read_outline(document)
    lines: list[str] = []
    for kind, at in outline.order:
        if kind == "p":
            lines.append(outline.paragraphs[at].text)
            continue
        grid = outline.grids[at]
        width = max(column for _, column in grid.cells)
        for _, cells in grid.rows():
            texts = dict(cells)
            shown = [texts[column].text if column in texts else "" for column in range(1, width + 1)]
            lines.append("\t".join(filter(None, shown)) if tabs else f"| {' | '.join(shown)} |")
        lines.append("")
    path = folder / f"{draft.name}.md"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
