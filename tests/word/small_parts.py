"""A Word part in few words, and the part as both engines render it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined

from reportgen.files.xml import parsed
from reportgen.model.location import Location
from reportgen.word.outline import document_of, outline_of
from reportgen.word.prose import with_tabs_and_breaks
from reportgen.word.template.allowed import TemplateEnvironment
from reportgen.word.template.full.language import FullEnvironment
from reportgen.word.template.full.printing import DocxtplPart
from reportgen.word.template.full.reasons import reasons
from reportgen.word.template.syntax import to_jinja
from reportgen.word.template.tags import BODY, written_in

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_PACKAGE = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>',
}

# -- a Word part in few words ---------------------------------------------------------------------


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def p(*runs: str) -> str:
    return f"<w:p>{''.join(text if text.startswith('<') else run(text) for text in runs)}</w:p>"


def tc(*content: str, properties: str = "") -> str:
    return f"<w:tc>{properties}{''.join(text if text.startswith('<') else p(text) for text in content)}</w:tc>"


def tr(*cells: str) -> str:
    return f"<w:tr>{''.join(text if text.startswith('<') else tc(text) for text in cells)}</w:tr>"


def tbl(*rows: str, grid: tuple[int, ...] = (100, 200)) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def part(body: str) -> str:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'


def by_ours(body: str, **values: Any) -> bytes:
    """The part as our engine renders it."""
    environment = TemplateEnvironment(autoescape=True, undefined=StrictUndefined)
    return with_tabs_and_breaks(environment.from_string(to_jinja(part(body), Location("t.docx"))).render(values)).encode()


def why_docxtpl(body: str) -> tuple[str, ...]:
    """Why a part has to be rendered by docxtpl; nothing where it is compiled."""
    root = parsed(part(body).encode())
    return tuple(one.why for one in reasons(list(written_in(BODY, root, "t.docx"))))


def as_needed(body: str, **values: Any) -> bytes:
    """The part as it is rendered here, by the engine that it needs."""
    if not why_docxtpl(body):
        return by_ours(body, **values)
    environment = FullEnvironment(autoescape=True, undefined=StrictUndefined)
    return DocxtplPart("word/document.xml", part(body).encode(), environment, Location("t.docx"))(values, str)


def by_docxtpl(body: str, /, *, autoescape: bool = True, **values: Any) -> bytes:
    """The part as docxtpl renders it."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        for name, content in {**_PACKAGE, "word/document.xml": part(body)}.items():
            archive.writestr(name, content)
    template = DocxTemplate(package)
    template.render(values, autoescape=autoescape)
    saved = io.BytesIO()
    template.save(saved)
    return document_of(saved.getvalue())


def shown(document: bytes) -> list[str]:
    """What a reader sees: each paragraph a line, each table row a line with | between its cells."""
    outline = outline_of(document, "t.docx")
    lines: list[str] = []
    for kind, number in outline.order:
        if kind == "p":
            lines.append(outline.paragraphs[number].text)
        else:
            lines += ["|".join(cell.text for _, cell in cells) for _, cells in outline.grids[number].rows()]
    return lines


def grid_of(document: bytes) -> list[str]:
    return re.findall(r"<w:gridCol[^>]*>", document.decode())
