"""A pack's Word template: compiled once, proved, rendered many times, every result read back.

docxtpl is the language, not the engine: it loses text after `&`, prints nothing for a misspelt
name, runs code and drops grid columns. Here the tags become one sandboxed Jinja template a part;
what a report does not change is copied as it is.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError
from markupsafe import Markup

from ..model.errors import PackError, RenderError
from ..model.figures import digits
from ..model.format import Format
from ..model.location import Location
from ..model.outline import Outline
from ..model.report import Cell, Report, TextBlock
from ..tables import find_tables
from .images import Picture
from .pack import DECLARATION, TEMPLATE, load_pack
from .raw_zip import Member, deflated, members_of, zipped
from .template_syntax import to_jinja
from .word import outline_of

GAP = "【待填】"
DRAFT_MARK = "草　稿"
_RENDERED = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_OWN = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
_EMU_PER_PIXEL, _EMU_PER_TWIP = 9525, 635
_MAX_PICTURE_HEIGHT = 7_200_000  # 20 cm: with its caption it still fits a page
_PICTURE_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_WIDE_SIGNATURE = 13  # characters; a longer name does not fit beside the left half


class _TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Names are looked up in mappings first: quicker, and no Python attribute is in the way."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


@dataclass(frozen=True, slots=True)
class CompiledTemplate:
    """A template ready to render, with the place in which it prints each Ref."""

    form: Format
    path: str
    parts: Mapping[str, Template]
    members: tuple[tuple[str, Member | None], ...]
    texts: Mapping[str, str]
    places: Mapping[str, tuple[int, int, int]]
    text_width: int


def compile_template(form: Format) -> CompiledTemplate:
    """The template of a pack, compiled and proved; PackError says what is wrong with it."""
    folder = Path(form.folder)
    try:
        stamps = (folder / DECLARATION).stat().st_mtime_ns, (folder / TEMPLATE).stat().st_mtime_ns
    except OSError:
        raise PackError(
            "格式包里没有 Word 模板 template.docx",
            location=Location(form.folder),
            hint=f"先画一份：reportgen format template {form.folder}",
        ) from None
    return _compile(form.folder, stamps)


# -- compiling ------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _compile(folder: str, _stamps: tuple[int, int]) -> CompiledTemplate:
    path = Path(folder) / TEMPLATE
    return compile_bytes(path.read_bytes(), load_pack(Path(folder)), str(path))


def compile_bytes(content: bytes, form: Format, path: str) -> CompiledTemplate:
    """Compile a template held in memory."""
    environment = _TemplateEnvironment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    location = Location(path)
    try:
        found = members_of(io.BytesIO(content))
    except Exception as error:
        raise PackError(f"模板不是完整的 .docx 文件（{error}）", location=location) from None
    if "word/document.xml" not in found:
        raise PackError("模板里没有正文，不是 Word 文件", location=location)
    parts: dict[str, Template] = {}
    members: list[tuple[str, Member | None]] = []
    texts: dict[str, str] = {}
    for name, (whole, plain) in found.items():
        if name in _OWN:
            continue
        if _RENDERED.fullmatch(name) and b"{" in plain:
            try:
                parts[name] = environment.from_string(to_jinja(plain.decode("utf-8-sig"), location))
            except TemplateSyntaxError as error:
                raise PackError(f"模板 {name} 里的标签写错了：{error.message}", location=location) from None
            members.append((name, None))
        elif name in ("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"):
            texts[name] = plain.decode("utf-8-sig")
            members.append((name, None))
        else:
            members.append((name, whole))
    if "word/document.xml" not in parts:
        raise PackError("模板里一个标签也没有", location=location, hint="先用 reportgen format template 画一份带标签的模板")
    _own_properties(texts)
    compiled = CompiledTemplate(form, path, parts, tuple(members), texts, {}, _text_width(found["word/document.xml"][1]))
    return replace(compiled, places=_proved(compiled))


def _own_properties(texts: dict[str, str]) -> None:
    """Make the package name our three property parts, whatever the template had."""
    types, relations = texts["[Content_Types].xml"], texts["_rels/.rels"]
    for part, kind, relation in _PROPERTY_PARTS:
        types = re.sub(rf'<Override [^>]*PartName="/{part}"[^>]*/>', "", types)
        relations = re.sub(rf'<Relationship [^>]*Target="/?{part}"[^>]*/>', "", relations)
        identifier = "rg" + part.rpartition("/")[2].partition(".")[0]
        types = types.replace("</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/></Types>')
        relations = relations.replace(
            "</Relationships>", f'<Relationship Id="{identifier}" Type="{relation}" Target="{part}"/></Relationships>'
        )
    texts["[Content_Types].xml"], texts["_rels/.rels"] = types, relations


_PROPERTY_PARTS = (
    (
        "docProps/core.xml",
        "application/vnd.openxmlformats-package.core-properties+xml",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
    ),
    (
        "docProps/app.xml",
        "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties",
    ),
    (
        "docProps/custom.xml",
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties",
    ),
)


def _text_width(document: bytes) -> int:
    """Width between the margins of the last section, in twips."""
    text = document.decode("utf-8", "replace")
    sizes = re.findall(r"<w:pgSz [^>]*w:w=\"(\d+)\"", text)
    margins = re.findall(r"<w:pgMar [^>]*>", text)
    if not sizes or not margins:
        return 8845
    sides = [int(found[1]) if (found := re.search(rf'w:{side}="(\d+)"', margins[-1])) else 0 for side in ("left", "right")]
    return max(int(sizes[-1]) - sum(sides), 1000)


def _proved(compiled: CompiledTemplate) -> dict[str, tuple[int, int, int]]:
    """The marker proof: print a marker for each Ref and look where each one landed.

    Each must land exactly once, in the cell that the labels say; each passage exactly once too.
    """
    form = compiled.form
    marks = {ref: f"⟦{number}⟧" for number, ref in enumerate(form.figures)}
    place = Location(compiled.path)
    sections = ["preface", *(section.id for section in form.prose_sections)]
    passages = {name: [_plain_block("text", f"⟪{name}⟫")] for name in sections}
    outline = outline_of(_rendered(compiled, _context(form, marks, passages, mark=True))["word/document.xml"], compiled.path)
    landed: dict[str, list[tuple[int, int, int]]] = {}
    by_mark = {mark: ref for ref, mark in marks.items()}
    for number, grid in enumerate(outline.grids):
        for (row, column), cell in grid.cells.items():
            for mark in re.findall("⟦\\d+⟧", cell.text):
                landed.setdefault(by_mark[mark], []).append((number, row, column))
    problems = []
    for ref, figure in form.figures.items():
        times = len(landed.get(ref, ()))
        if times != 1:
            problems.append(f"{figure.title}（{{{{ {ref} }}}}）" + ("没有印出来" if not times else f"印了 {times} 次"))
    text = "\n".join(paragraph.text for paragraph in outline.paragraphs)
    for name in sections:
        times = text.count(f"⟪{name}⟫")
        if times != 1:
            problems.append(f"文字部分 {name} " + ("没有印出来" if not times else f"印了 {times} 次"))
    if not problems:
        search = find_tables(form, outline.grids)
        for ref, figure in form.figures.items():
            number, row, column = landed[ref][0]
            found = search.found.get(figure.table.id)
            if found is None or found.grid is not outline.grids[number] or found.places.get(ref) != (row, column):
                problems.append(f"{figure.title}（{{{{ {ref} }}}}）印在了表{number + 1}第{row}行第{column}列，与表头不符")
    if problems:
        listed = "\n  ".join(problems[:20])
        raise PackError(f"模板与格式对不上，有 {len(problems)} 处：\n  {listed}", location=place)
    return {ref: places[0] for ref, places in landed.items()}


# -- rendering ------------------------------------------------------------------------------------


def render(compiled: CompiledTemplate, report: Report, pictures: Mapping[str, Picture], *, draft: bool) -> bytes:
    """The finished .docx. RenderError when something did not arrive in it.

    A figure that is missing prints as 【待填】, which only a draft may have.
    """
    figures = {ref: printed(report.cells.get(ref)) for ref in compiled.form.figures}
    media = _Media(compiled, pictures)
    passages = {
        name: [_block(block, media) for block in report.texts.get(name, ())]
        for name in ("preface", *(section.id for section in compiled.form.prose_sections))
    }
    context = _context(
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
    rendered = _rendered(compiled, context)
    document = rendered["word/document.xml"]
    _prove(compiled, report, figures, passages, document)
    members = []
    for name, whole in compiled.members:
        if whole is not None:
            members.append(whole)
        elif name in rendered:
            members.append(deflated(name, rendered[name]))
        else:
            members.append(deflated(name, media.mended(name, compiled.texts[name]).encode()))
    members += media.members()
    title = "".join(report.title)
    properties = _properties(title, report.agency, hashlib.sha256(document).hexdigest())
    members += [deflated(name, content.encode()) for name, content in properties.items()]
    return zipped(members)


def printed(cell: Cell | None) -> str:
    """What the document shows for a cell: its digits, or as written where a unit was written."""
    if cell is None or cell.value is None:
        return GAP
    return cell.text.strip() if cell.remark else digits(cell.value)


def built_unchanged(content: bytes) -> bool:
    """Whether a .docx still is what `render` wrote: its text matches the digest it carries."""
    try:
        found = members_of(io.BytesIO(content))
        record = found["docProps/custom.xml"][1].decode()
        document = found["word/document.xml"][1]
    except Exception:  # not a zip, not ours, truncated: whatever it is, we did not write it
        return False
    return hashlib.sha256(document).hexdigest() in record


def _plain_block(style: str, text: str, lead: str = "", picture: Markup | None = None) -> dict[str, Any]:
    return {"style": style, "text": text, "lead": lead, "picture": picture or Markup("")}


def _block(block: TextBlock, media: _Media) -> dict[str, Any]:
    if block.kind == "image":
        return _plain_block("image", block.text, picture=media.run(block.image, block.text))
    if block.kind == "heading":
        return _plain_block(f"heading{block.level}", block.text)
    return _plain_block("run_in" if block.lead else "text", block.text, block.lead)


def _context(
    form: Format,
    figures: Mapping[str, str],
    passages: Mapping[str, list[dict[str, Any]]],
    *,
    mark: bool,
    title: list[str] | None = None,
    signature: str = "",
    date: str = "",
    agency: str = "",
    year: str = "",
) -> dict[str, Any]:
    tables: dict[str, dict[str, dict[str, str]]] = {}
    for ref, text in figures.items():
        table, row, column = ref.split(".")
        tables.setdefault(table, {}).setdefault(row, {})[column] = text
    return {
        **tables,
        "passages": dict(passages),
        "title": title if title is not None else ["标题"],
        "signature": signature,
        "signature_wide": len(signature) > _WIDE_SIGNATURE,
        "date": date,
        "draft_mark": DRAFT_MARK if mark else "",
        "机关": agency,
        "年份": year,
    }


def _rendered(compiled: CompiledTemplate, context: dict[str, Any]) -> dict[str, bytes]:
    rendered = {}
    for name, template in compiled.parts.items():
        try:
            rendered[name] = template.render(context).encode()
        except UndefinedError as error:
            raise PackError(f"模板 {name} 里有不认识的名称：{error.message}", location=Location(compiled.path)) from None
        except SecurityError as error:
            raise PackError(f"模板 {name} 里有不允许的写法：{error}", location=Location(compiled.path)) from None
        except (TemplateError, ArithmeticError, TypeError, ValueError) as error:
            raise PackError(f"模板 {name} 渲染失败：{error}", location=Location(compiled.path)) from None
    return rendered


class _Media:
    """The pictures of one report as parts of its package; the same picture is stored once."""

    def __init__(self, compiled: CompiledTemplate, pictures: Mapping[str, Picture]) -> None:
        self.pictures = pictures
        self.width = compiled.text_width * _EMU_PER_TWIP
        self.parts: dict[str, tuple[str, str, Picture]] = {}
        self.count = 0

    def run(self, name: str, caption: str) -> Markup:
        """A run showing the picture, never wider than the text; a gap mark where it is missing."""
        picture = self.pictures.get(name)
        if picture is None:
            return Markup(f"<w:r><w:t>{escape(f'{GAP}图片 {name}')}</w:t></w:r>")
        digest = hashlib.sha256(picture.content).hexdigest()
        number = len(self.parts) + 1
        relation = self.parts.setdefault(digest, (f"rgPicture{number}", f"word/media/picture{number}.{picture.extension}", picture))[0]
        width, height = picture.width * _EMU_PER_PIXEL, picture.height * _EMU_PER_PIXEL
        scale = min(1.0, self.width / width, _MAX_PICTURE_HEIGHT / height)
        width, height = round(width * scale), round(height * scale)
        self.count += 1
        text = escape(caption or name, {'"': "&quot;"})
        return Markup(
            f'<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
            f'distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
            f'<wp:docPr id="{self.count}" name="图片 {self.count}" descr="{text}"/>'
            '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
            f'<pic:cNvPr id="{self.count}" name="图片 {self.count}" descr="{text}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
            f'<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="{relation}"/>'
            f'<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/>'
            '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
        )

    def mended(self, name: str, text: str) -> str:
        """Content types and relationships with the pictures entered."""
        if name == "[Content_Types].xml":
            for extension in sorted({picture.extension for _, _, picture in self.parts.values()}):
                if f'Extension="{extension}"' not in text:
                    text = text.replace("<Override", f'<Default Extension="{extension}" ContentType="image/{extension}"/><Override', 1)
        elif name == "word/_rels/document.xml.rels":
            entries = "".join(
                f'<Relationship Id="{relation}" Type="{_PICTURE_TYPE}" Target="{part.removeprefix("word/")}"/>'
                for relation, part, _ in self.parts.values()
            )
            text = text.replace("</Relationships>", entries + "</Relationships>")
        return text

    def members(self) -> list[Member]:
        return [deflated(part, picture.content) for _, part, picture in self.parts.values()]


def _properties(title: str, agency: str, digest: str) -> dict[str, str]:
    """Title and author of the document, and the digest that tells whether it was edited since."""
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return {
        "docProps/core.xml": (
            f'{declaration}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(agency)}</dc:creator>"
            f"<cp:lastModifiedBy>{escape(agency)}</cp:lastModifiedBy><dc:language>zh-CN</dc:language></cp:coreProperties>"
        ),
        "docProps/app.xml": (
            f'{declaration}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
            f"<Application>reportgen</Application><Company>{escape(agency)}</Company></Properties>"
        ),
        "docProps/custom.xml": (
            f'{declaration}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
            'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
            '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="reportgen.sha256">'
            f"<vt:lpwstr>{digest}</vt:lpwstr></property></Properties>"
        ),
    }


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
