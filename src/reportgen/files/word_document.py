"""The finished .docx of a report: rendered, then read back to prove that nothing was lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.errors import RenderError
from ..model.figures import digits
from ..model.location import Location
from ..model.outline import Outline
from ..model.report import Cell, Picture, Report, TextBlock
from .raw_zip import deflated, zipped
from .word import outline_of
from .word_media import Media
from .word_properties import property_parts
from .word_template import CompiledTemplate, context, plain_block, rendered

GAP = "【待填】"


def render(compiled: CompiledTemplate, report: Report, pictures: Mapping[str, Picture], *, draft: bool) -> bytes:
    """The finished .docx. RenderError when something did not arrive in it.

    A figure that is missing prints as 【待填】, which only a draft may have.
    """
    figures = {ref: printed(report.cells.get(ref)) for ref in compiled.form.figures}
    media = Media(pictures, compiled.text_width, GAP)
    passages = {
        name: [_block(block, media) for block in report.texts.get(name, ())]
        for name in ("preface", *(section.id for section in compiled.form.prose_sections))
    }
    values = context(
        compiled.form,
        figures,
        passages,
        mark=draft,
        title=list(report.title),
        signature=report.signature,
        date=report.date or GAP,
        agency=report.agency,
        year=str(report.year),
    )
    parts = rendered(compiled, values)
    document = parts["word/document.xml"]
    _prove(compiled, report, figures, passages, document)
    members = []
    for name, whole in compiled.members:
        if whole is not None:
            members.append(whole)
        elif name in parts:
            members.append(deflated(name, parts[name]))
        else:
            members.append(deflated(name, media.mended(name, compiled.texts[name]).encode()))
    members += media.members()
    return zipped(property_parts("".join(report.title), report.agency, members))


def printed(cell: Cell | None) -> str:
    """What the document shows for a cell: its digits, or as written where a unit was written."""
    if cell is None or cell.value is None:
        return GAP
    return cell.text.strip() if cell.remark else digits(cell.value)


def _block(block: TextBlock, media: Media) -> dict[str, Any]:
    if block.kind == "image":
        return plain_block("image", block.text, picture=media.run(block.image, block.text))
    if block.kind == "heading":
        return plain_block(f"heading{block.level}", block.text)
    return plain_block("run_in" if block.lead else "text", block.text, block.lead)


# -- the postcondition ------------------------------------------------------------------------------


def _prove(
    compiled: CompiledTemplate,
    report: Report,
    figures: Mapping[str, str],
    passages: Mapping[str, list[dict[str, Any]]],
    document: bytes,
) -> None:
    """Read the document back: every figure in its cell, every paragraph whole and in order."""
    outline = outline_of(document, compiled.path)
    lost = [
        f"{compiled.form.figures[ref].title} 应为 {figures[ref]}，文件里是“{outline.grids[grid].text(row, column)}”"
        for ref, (grid, row, column) in compiled.places.items()
        if outline.grids[grid].text(row, column) != figures[ref]
    ]
    expected = list(report.title)
    for name in ("preface", *(section.id for section in compiled.form.prose_sections)):
        expected += [text for block in passages[name] if (text := block["lead"] + block["text"])]
    expected += [text for text in (report.signature, report.date) if text]
    lost += _missing_paragraphs(expected, outline)
    if lost:
        listed = "\n  ".join(lost[:10])
        raise RenderError(f"生成的文件与草稿不一致，有 {len(lost)} 处，没有保存：\n  {listed}", location=Location(compiled.path))


def _missing_paragraphs(expected: list[str], outline: Outline) -> list[str]:
    """Texts that do not stand in the document, whole, in this order."""
    written = iter([paragraph.text for paragraph in outline.paragraphs])
    everything = {paragraph.text for paragraph in outline.paragraphs}
    missing = []
    for text in expected:
        if text not in everything:
            missing.append(f"文字丢失：{text[:40]}")
        elif not missing and all(other != text for other in written):
            missing.append(f"文字次序不对：{text[:40]}")
    return missing
