"""The last step: a draft that passes its check becomes a Word document, a web page, a PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, get_args

from ..model.draft import Built, Checked
from ..model.errors import OutputError
from ..model.form import Form
from ..model.location import Location
from ..model.report import Report
from ..model.version import BuildRecord
from ..packs.pack import Pack
from ..recognise.titles.declared import titled
from ..reports.open import open_draft
from ..reports.texts.file import draft_digests
from .check import check_opened

Kind = Literal["docx", "html", "pdf"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# File systems take 255 bytes; （草稿）.docx and the temporary name come on top.
_LONGEST_NAME = 200


def build_draft(
    folder: Path,
    *,
    kinds: Sequence[Kind] = KINDS[:1],
    output: Path | None = None,
    into_folder: bool = False,
    draft: bool = False,
    force: bool = False,
    prior: Path | None = None,
    keep_record: bool = True,
) -> Checked | Built:
    """Check a draft and write its documents, all or none; the Checked alone comes back when errors forbid it.

    `output` is the file of the only kind, what the names of several have in common, or the folder for
    them (`into_folder`); its ending is not looked at. An existing file is replaced when it still is what
    reportgen wrote; one that somebody edited since is kept unless `force`. The .docx carries the record
    of its making, with findings and answers to warnings, unless `keep_record` is off.
    """
    from ..word.record import record_of

    digests = draft_digests(folder)
    opened = open_draft(folder)
    checked = check_opened(opened, prior=prior)
    if checked.errors and not draft:
        return checked
    if draft_digests(folder) != digests:
        raise OutputError(
            "生成的时候数据表或文字稿被改动了，没有生成", location=Location(str(folder)), hint="保存好这两个文件，再生成一次"
        )
    place = (
        output if output and not into_folder else (output or folder) / document_name(checked.report, checked.form, draft=draft)
    )
    alone = output is not None and not into_folder and len(kinds) == 1
    paths = {kind: place if alone else place.with_name(f"{place.name}.{kind}") for kind in kinds}
    contents: dict[Path, bytes] = {}
    remarks: tuple[str, ...] = ()
    if "docx" in paths or "pdf" in paths:
        record = record_of(checked, opened.pack, digests, draft=draft) if keep_record else None
        document = _document(checked, opened.pack, record, draft=draft)
        if "docx" in paths:
            contents[paths["docx"]] = document
        if "pdf" in paths:
            contents[paths["pdf"]], remarks = _pdf(document, checked.report)
    if "html" in paths:
        contents[paths["html"]] = _page(checked, draft=draft)
    _write(contents, force=force)
    return Built(tuple(paths.values()), checked, remarks)


def document_name(report: Report, form: Form, *, draft: bool) -> str:
    """The name of the report's files without their endings: the title, without what file systems do not take."""
    title = "".join(report.title or titled(form, report.agency, report.year))
    return safe_name(title) + ("（草稿）" if draft else "")


def safe_name(text: str) -> str:
    """A text as a file name: no separators, no control characters, no dots at either end, not too long."""
    kept = "".join("_" if char in '\\/:*?"<>|' or not char.isprintable() else char for char in text)
    short = kept.encode()[:_LONGEST_NAME].decode(errors="ignore")
    return short.strip(" .") or "年度报告"


# -- the documents ----------------------------------------------------------------------------------


def _document(checked: Checked, pack: Pack, record: BuildRecord | None, *, draft: bool) -> bytes:
    from ..word.template.compiled import compile_template
    from ..word.template.document import render

    return render(compile_template(pack), checked.report, checked.pictures, draft=draft, record=record)


def _pdf(document: bytes, report: Report) -> tuple[bytes, tuple[str, ...]]:
    from ..files.office import pdf_of
    from ..files.saving import marked_pdf
    from ..word.fonts import font_remarks

    content = pdf_of(document)
    return marked_pdf(content), (*font_remarks(document, content), *page_remarks(content, report))


def page_remarks(pdf: bytes, report: Report) -> tuple[str, ...]:
    """What to tell of the pages of a PDF: that the last one holds no text beside the signature."""
    from ..reports.pdf import last_page
    from ..word.letterhead.lines import signs_only

    pages, lines = last_page(pdf)
    if pages < 2 or not signs_only(lines, (report.signature, report.date, *report.fields.values())):
        return ()
    return (
        f"最后一面（第 {pages} 面）只有落款、版记，没有正文：公文的落款不单独占一面（GB/T 9704—2012 第7.3.5.5条：调整行距、字距）。"
        "删去几行，或者多写几行，让正文和落款在同一面；在 Word、WPS 里也看一看，换了字体分面会不同",
    )


def _page(checked: Checked, *, draft: bool) -> bytes:
    from ..files.saving import marked_page
    from ..show.report_page import prove_page, report_page

    page = report_page(checked, draft=draft)
    prove_page(page, checked.form, checked.report, draft=draft)
    return marked_page(page)


# -- writing ----------------------------------------------------------------------------------------


def _write(contents: Mapping[Path, bytes], *, force: bool) -> None:
    """Write all files or none; what somebody edited since it was built is kept unless `force`."""
    from ..files.saving import save_all

    there = [path for path in contents if path.is_file()]
    for path in there:
        if not force and not _as_written(path, path.read_bytes()):
            raise OutputError(
                "这个文件已经存在，而且生成以后有人改过（或不是本程序生成的），没有覆盖",
                location=Location(str(path)),
                hint="先把改过的文件另存一份；确定不要了再加 --force，或用 -o 换一个名字",
            )
    save_all(contents, replacing=there)


def _as_written(path: Path, content: bytes) -> bool:
    from ..files.saving import unchanged
    from ..word.properties import built_unchanged

    return built_unchanged(content) if path.suffix.lower() == ".docx" else unchanged(content)
