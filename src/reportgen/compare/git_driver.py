"""git diff for workbooks and documents: a file as lines, and the settings that make git ask for them."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from ..drafts.workbook.read import read_workbook
from ..drafts.workbook.spreadsheet import read_grids
from ..files.git import attributes_file, configured
from ..files.saving import save
from ..model.errors import OutputError, SourceError
from ..model.figures import digits
from ..model.location import Location
from ..model.outline import Outline
from ..model.report import Cell
from ..packs.pack import Pack
from ..reports.formats import every_pack
from ..reports.outlines import read_published
from ..reports.published import Published, read_report
from ..text.passages import line_of

DRIVER = "reportgen"
_KINDS = ("*.xlsx", "*.docx")
_BEGIN, _END = "# reportgen diff --install-git", "# reportgen diff --uninstall-git"


def install() -> Path:
    """Make `git diff` of this repository show figures and sentences; returns the attributes file written to."""
    path = attributes_file()
    kept = _without_ours(path)
    ours = [_BEGIN, *(f"{kind} diff={DRIVER}" for kind in _KINDS), _END]
    program = f'"{Path(sys.executable).as_posix()}" -m reportgen'
    configured(f"diff.{DRIVER}.textconv", f"{program} diff --textconv")
    configured(f"diff.{DRIVER}.cachetextconv", "false")
    save(path, "\n".join([*kept, *ours, ""]).encode(), overwrite=True)
    return path


def uninstall() -> Path:
    """Take our settings away again; what others wrote stays. OutputError outside a repository."""
    path = attributes_file()
    kept = _without_ours(path)
    for key in ("textconv", "cachetextconv"):
        configured(f"diff.{DRIVER}.{key}", None)
    if path.exists():
        save(path, "\n".join([*kept, ""]).encode() if kept else b"", overwrite=True)
    return path


def _without_ours(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError("git 的 attributes 文件读不了，没有改动", location=Location(str(path))) from error
    kept, inside = [], False
    for line in lines:
        inside = inside or line == _BEGIN
        if not inside:
            kept.append(line)
        inside = inside and line != _END
    return kept


def file_lines(path: Path) -> Iterator[str]:
    """A workbook or a document as lines: each figure by its name, each paragraph; any other file as it is laid out."""
    packs = every_pack()
    try:
        if path.suffix.lower() == ".xlsx":
            yield from _workbook_lines(path, packs)
        else:
            yield from _document_lines(read_published(path), packs)
    except SourceError as error:
        # Two files that cannot be read are two files all the same.
        content = path.read_bytes() if path.is_file() else b""
        yield f"（读不出来：{error.message}；内容摘要 {hashlib.sha256(content).hexdigest()[:16]}）"


def _workbook_lines(path: Path, packs: list[Pack]) -> Iterator[str]:
    found = []
    for form in (pack.form for pack in packs):
        try:
            workbook, _ = read_workbook(path, form)
        except SourceError:
            continue
        named = workbook.format_id is not None and workbook.format_id.text == form.id
        found.append((named, len(workbook.cells), form, workbook))
    if not found:
        for grid in read_grids(path):
            yield from (
                f"{grid.name}!{grid.location(row, column).cell}\t{cell.text}"
                for (row, column), cell in sorted(grid.cells.items())
            )
        return
    _, _, form, workbook = max(found, key=lambda one: one[:2])
    for said in (workbook.agency, workbook.year, workbook.format_id):
        if said is not None:
            yield said.text
    for ref, figure in form.figures.items():
        yield f"{figure.title}\t{_cell_in_diff(workbook.cells.get(ref))}"


def _document_lines(outline: Outline, packs: list[Pack]) -> Iterator[str]:
    try:
        published = read_report(outline, packs)
    except SourceError:
        for kind, number in outline.order:
            if kind == "p":
                yield outline.paragraphs[number].text
            else:
                for _, cells in outline.grids[number].rows():
                    yield "\t".join(cell.text for _, cell in cells)
        return
    yield from _report_lines(published)


def _report_lines(published: Published) -> Iterator[str]:
    report, form = published.report, published.form
    yield from report.title
    as_they_stand = iter(published.headings)
    sections = (next(as_they_stand) if section.id in published.headings else section.id for section in form.sections)
    for section in dict.fromkeys(("preface", *sections)):
        yield published.headings[section].text if section in published.headings else ""
        yield from (line_of(block) for block in report.texts.get(section, ()))
    for ref, figure in form.figures.items():
        # What a blank cell should hold is known from the sums; that it is blank is what the document says.
        yield f"{figure.title}\t{_cell_in_diff(report.cells.get(ref), as_written=True)}"
    yield from (report.signature, report.date)
    yield from (one.text for one in published.unplaced)


def _cell_in_diff(cell: Cell | None, *, as_written: bool = False) -> str:
    if cell is None or (as_written and cell.computed):
        return ""
    return f"{digits(cell.value)}{cell.remark}" if cell.value is not None else cell.text
