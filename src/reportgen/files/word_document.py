"""The finished .docx of a report: rendered, then read back to prove that nothing was lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..model.build_record import BuildRecord
from ..model.errors import RenderError
from ..model.location import Location
from ..model.outline import Outline
from ..model.report import GAP, Picture, Report, TextBlock, printed
from .build_record import record_text
from .raw_zip import deflated, zipped
from .word import document_of, outline_of
from .word_media import Media
from .word_properties import property_parts
from .word_record import record_slot
from .word_template import CompiledTemplate, context, passages_of, plain_block, rendered


class Rendering(NamedTuple):
    """A report as rendered by a template, not packed yet, with all that it must show."""

    compiled: CompiledTemplate
    report: Report
    figures: Mapping[str, str]
    values: Mapping[str, Any]
    parts: Mapping[str, bytes]
    media: Media


def render(
    compiled: CompiledTemplate,
    report: Report,
    pictures: Mapping[str, Picture],
    *,
    draft: bool,
    record: BuildRecord | None = None,
) -> bytes:
    """The finished .docx. RenderError when something did not arrive in it.

    A figure that is missing prints as 【待填】, which only a draft may have. The document carries
    `record`, so that it can be told later what was changed in it.
    """
    rendering = rendered_by(compiled, report, pictures, draft=draft)
    content = packed(rendering, record)
    prove(rendering, content)
    return content


def rendered_by(compiled: CompiledTemplate, report: Report, pictures: Mapping[str, Picture], *, draft: bool) -> Rendering:
    """Put the report's figures and texts into the template."""
    figures = {ref: printed(report.cells.get(ref)) for ref in compiled.form.figures}
    media = Media(pictures, compiled.text_width, GAP)
    values = context(
        compiled.form,
        figures,
        {
            # Only a draft can lack a whole passage; it shows where.
            name: [_block(block, media) for block in report.texts.get(name, ())] or [plain_block("text", GAP)]
            for name in passages_of(compiled.form)
        },
        mark=draft,
        title=list(report.title),
        signature=report.signature or GAP,
        date=report.date or GAP,
        agency=report.agency,
        year=str(report.year),
    )
    return Rendering(compiled, report, figures, values, rendered(compiled, values), media)


def packed(rendering: Rendering, record: BuildRecord | None = None) -> bytes:
    """The .docx file: what was rendered, beside what the template's package holds unchanged."""
    slot = record_slot(rendering.compiled.members)
    members = []
    for name, whole in rendering.compiled.members:
        if whole is not None:
            members += [whole] if name != slot.part else []
        elif name in rendering.parts:
            members.append(deflated(name, rendering.parts[name]))
        else:
            text = rendering.media.mended(name, rendering.compiled.texts[name])
            members.append(deflated(name, (slot.declared_in(name, text) if record else text).encode()))
    members += rendering.media.members()
    members += slot.members(record_text(record) if record else "")
    report = rendering.report
    return zipped(property_parts("".join(report.title), report.agency, members))


def _block(block: TextBlock, media: Media) -> dict[str, Any]:
    if block.kind == "image":
        return plain_block("image", block.text, picture=media.run(block.image, block.text))
    if block.kind == "heading":
        return plain_block(f"heading{block.level}", block.text)
    return plain_block("run_in" if block.lead else "text", block.text, block.lead)


# -- the postcondition ------------------------------------------------------------------------------


def prove(rendering: Rendering, content: bytes) -> None:
    """Read the finished file back: every figure in its cell, every paragraph whole and in order."""
    compiled, report = rendering.compiled, rendering.report
    outline = outline_of(document_of(content), compiled.path)
    lost = [
        f"{compiled.form.figures[ref].title} 应为 {rendering.figures[ref]}，文件里是“{outline.grids[grid].text(row, column)}”"
        for ref, (grid, row, column) in compiled.places.items()
        if outline.grids[grid].text(row, column) != rendering.figures[ref]
    ]
    if not rendering.values["draft_mark"]:
        # Checks refuse gaps before it comes to this; a finished report must not show one all the same.
        shown = (*rendering.figures.values(), rendering.values["signature"], rendering.values["date"])
        lost += [f"有 {shown.count(GAP)} 处{GAP}，不是草稿不能有"] if GAP in shown else []
    expected = list(report.title)
    for blocks in rendering.values["passages"].values():
        expected += [text for block in blocks if (text := block["lead"] + block["text"])]
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
