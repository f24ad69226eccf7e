"""A pack's Word template: compiled once and proved, rendered many times.

docxtpl is the language, and the engine only where a template needs more of it than is compiled here:
it loses text after `&`, prints nothing for a misspelt name, runs code and drops grid columns. Here the
tags become one sandboxed Jinja template a part; what a report does not change is copied as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, UndefinedError
from jinja2.exceptions import SecurityError
from markupsafe import escape

from ...files.parts import relations_of
from ...files.xml import as_part
from ...files.zips import Member, deflated
from ...model.errors import PackError, SourceError
from ...model.form import Form
from ...model.location import Location
from ..looks import Looks, write_hints
from ..official import TEXT_WIDTH
from ..package import RELATIONS_OF_PACKAGE, TYPES, USUAL_MAIN, NoDocument, Package, opened
from ..properties import OWN_PARTS, name_own_parts
from ..prose import TableLook, look_of, with_styled_runs, with_tabs_and_breaks
from .allowed import TemplateEnvironment, text_of
from .full.values import BLOCK_STYLES, looks_of_blocks
from .syntax import FIGURE_TAG, to_jinja

_NO_WORD_FILE = "用 Word 或 WPS 打开，选“另存为”，类型选 .docx；打不开的，重新画一份：reportgen format template 格式包"
_MARK = re.compile("\0(\\d+)\0")
# Where the notes of a section are printed: behind the last of its tables.
_NOTES_MARK = re.compile("\0n(\\w+)\0")
_TABLE_ENDS = re.compile(r"<w:tbl>|</w:tbl>")
_SIDE = r'w:%s="(\d{1,6})"'


class NotAllowed(PackError):
    """A template that does what none may, or more of it."""


class UnknownName(PackError):
    """A template that asks for what there is not; `asked` is the last step of the name."""

    def __init__(self, said: str, part: str, path: str) -> None:
        quoted = re.findall(r"'(\w+)'", said)
        self.asked = quoted[-1] if quoted else ""
        message = f"模板 {part} 里的 {self.asked} 没有这个名称，印不出来" if quoted else f"模板 {part} 里有不认识的名称：{said}"
        super().__init__(message, location=Location(path), hint="改成有的名称；不一定有的，写成 {{ 名称|default('') }}")


# A part that holds tags: its bytes with these values, once the second has had a hand in the text that Jinja prints.
PrintedPart = Callable[[Mapping[str, Any], Callable[[str], str]], bytes]


class CompiledTemplate(NamedTuple):
    """A template ready to render, with the place in which it prints each Ref where no small table stands before it."""

    form: Form
    path: str
    # The name of the part that holds the document.
    main: str
    parts: Mapping[str, PrintedPart]
    members: tuple[tuple[str, Member | None], ...]
    texts: Mapping[str, str]
    places: Mapping[str, tuple[int, int, int]]
    text_width: int
    table_look: TableLook
    # What its paragraphs inherit.
    looks: Looks
    # How many of the form's own tables stand before each passage.
    tables_before: Mapping[str, int]
    # How a passage is set that is printed as a whole: properties of a paragraph, by the style of a block.
    block_looks: Mapping[str, str]
    # The fields and contact data that its text prints: fields.number, contact.电话.
    beside: frozenset[str] = frozenset()


def compiled_unproved(
    content: bytes,
    form: Form,
    path: str,
    *,
    ours: bool = False,
    docxtpl: bool = False,
    missing: type[Undefined] = StrictUndefined,
) -> tuple[CompiledTemplate, Mapping[str, str]]:
    """A template compiled, and the source of each of its parts with tags; whether it prints what it must is for the proof to say.

    What `ours`, those that came with the program, become is kept for the next start. One that needs it is rendered by
    docxtpl. A name that there is not is `missing`. PackError for the first thing that cannot be compiled.
    """
    read = _by_docxtpl(form, missing) if docxtpl else _compiling(form, missing, ours=ours)
    location = Location(path)
    package, telling = _package(content, path)
    sources: dict[str, str] = {}
    parts: dict[str, PrintedPart] = {}
    members: list[tuple[str, Member | None]] = []
    texts: dict[str, str] = {}
    for name, stored in package.files.items():
        if name in OWN_PARTS:
            continue
        plain = _hinted(package, name, stored)
        if name in package.printed and b"{" in plain:
            try:
                sources[name], parts[name] = read(name, _xml_of(name, plain, location), location)
            except TemplateSyntaxError as error:
                raise PackError(f"模板 {name} 里的标签写错了：{error.message}", location=location) from None
            members.append((name, None))
        elif name in telling:
            texts[telling[name]] = _decoded(name, plain, location)
            members.append((telling[name], None))
        else:
            members.append((name, deflated(name, plain)))
    if package.main not in parts:
        raise PackError("模板里一个标签也没有", location=location, hint="先用 reportgen format template 画一份带标签的模板")
    name_own_parts(texts)
    looks = Looks(package.beside("styles"), package.beside("theme"))
    return CompiledTemplate(
        form=form,
        path=path,
        main=package.main,
        parts=parts,
        members=tuple(members),
        texts=texts,
        places={},
        text_width=_text_width(package.files[package.main]),
        table_look=look_of(sources[package.main]),
        looks=looks,
        tables_before={},
        block_looks=looks_of_blocks(looks, BLOCK_STYLES),
    ), sources


def _package(content: bytes, path: str) -> tuple[Package, Mapping[str, str]]:
    """The package, all of it unpacked, and the parts that say what it holds by the names that they have in it, each with its usual one."""
    location = Location(path)
    try:
        package = opened(content, path, macros=True)
        found = frozenset(dict(package.files))
    except NoDocument:
        raise PackError(f"模板里没有 {USUAL_MAIN}，不是完整的 Word 文件", location=location, hint=_NO_WORD_FILE) from None
    except SourceError:
        raise PackError("模板不是完整的 .docx 文件", location=location, hint=_NO_WORD_FILE) from None
    telling = {package.stored(one): one for one in (TYPES, RELATIONS_OF_PACKAGE, relations_of(package.main))}
    for part in telling:
        if part not in found:
            raise PackError(f"模板里没有 {part}，不是完整的 Word 文件", location=location, hint=_NO_WORD_FILE)
    return package, telling


def _compiling(form: Form, missing: type[Undefined], *, ours: bool) -> Callable[[str, str, Location], tuple[str, PrintedPart]]:
    """What makes a part of its XML by our own engine; the XML with its tags gathered comes with it."""
    environment = TemplateEnvironment(autoescape=True, undefined=missing, keep_trailing_newline=True)

    def read(_: str, xml: str, location: Location) -> tuple[str, PrintedPart]:
        source = to_jinja(xml, location)
        template = (environment.remembered if ours else environment.from_string)(_without_figures(source, form))
        return source, lambda values, finish: with_tabs_and_breaks(finish(text_of(template, values))).encode()

    return read


def _by_docxtpl(form: Form, missing: type[Undefined]) -> Callable[[str, str, Location], tuple[str, PrintedPart]]:
    """The same by docxtpl, which is loaded for it."""
    from .full.language import FullEnvironment
    from .full.printing import DocxtplPart

    environment = FullEnvironment(autoescape=True, undefined=missing, keep_trailing_newline=True)

    def read(name: str, xml: str, location: Location) -> tuple[str, PrintedPart]:
        part = DocxtplPart(name, xml.encode(), environment, location)
        part.source = _with_places_of_notes(part.source, form)
        return part.source, part

    return read


def _hinted(package: Package, part: str, content: bytes) -> bytes:
    """A part of which Word sets the punctuation in the Chinese font, whoever made the template; the same bytes where it does so already."""
    if part not in package.printed:
        return content
    try:
        root = package.tree(part)
    except SourceError:  # said where its tags are read
        return content
    return as_part(root) if root is not None and write_hints(root) else content


def _without_figures(source: str, form: Form) -> str:
    """Put a mark for every tag that is just a Ref: Jinja takes 20 ms to compile two hundred of them.

    The marks are characters that XML cannot hold, so that no text of a report can be taken for one.
    """
    numbers = {ref: number for number, ref in enumerate(form.figures)}
    source = _with_places_of_notes(source, form)
    return FIGURE_TAG.sub(lambda tag: f"\0{numbers[tag[1]]}\0" if tag[1] in numbers else tag[0], source)


def _with_places_of_notes(source: str, form: Form) -> str:
    """The part with a mark behind the last table that prints figures of a section, where the notes of that section go."""
    sections = {table: section.id for section in form.sections for table in section.tables}
    tables: list[tuple[int, int]] = []
    begun: list[int] = []
    for end in _TABLE_ENDS.finditer(source):
        if end[0] == "<w:tbl>":
            begun.append(end.start())
        elif begun:
            tables.append((begun.pop(), end.end()))
    places: dict[str, int] = {}
    for tag in FIGURE_TAG.finditer(source):
        around = [(first, last) for first, last in tables if first < tag.start() < last]
        if (section := sections.get(tag[1].partition(".")[0])) and around:
            places[section] = max(places.get(section, 0), max(around)[1])  # of several around it the innermost
    for section, at in sorted(places.items(), key=lambda one: one[1], reverse=True):
        source = f"{source[:at]}\0n{section}\0{source[at:]}"
    return source


def _decoded(name: str, content: bytes, location: Location) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PackError(f"模板的 {name} 不是 UTF-8 编码", location=location, hint="用 Word 打开模板，另存一次") from None


def _xml_of(name: str, content: bytes, location: Location) -> str:
    """A part that holds tags, as text that can be read tag by tag: Word writes no remarks and no raw text between the elements."""
    text = _decoded(name, content, location)
    if "<!--" in text or "<![CDATA[" in text:
        hint = "用 Word 打开模板，另存一次"
        raise PackError(f"模板的 {name} 里有 Word 不会写的内容（XML 注释）", location=location, hint=hint)
    return text


def _text_width(document: bytes) -> int:
    """Width between the margins of the last section, in twips."""
    text = document.decode("utf-8", "replace")
    sizes = re.findall(r"<w:pgSz [^>]*w:w=\"(\d{1,6})\"", text)
    margins = re.findall(r"<w:pgMar [^>]*>", text)
    if not sizes or not margins:
        return TEXT_WIDTH
    sides = [int(found[1]) if (found := re.search(_SIDE % side, margins[-1])) else 0 for side in ("left", "right")]
    return max(int(sizes[-1]) - sum(sides), 1000)


def rendered(compiled: CompiledTemplate, values: dict[str, Any], notes: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """The parts that hold tags, rendered; `notes` go below their tables by themselves. PackError when the template asks for what there is not."""
    parts = {}
    below = notes or {}
    figures = [str(escape(_at(values, ref))) for ref in compiled.form.figures]

    def finish(text: str) -> str:
        text = _NOTES_MARK.sub(lambda mark: below.get(mark[1], ""), text)
        return with_styled_runs(_MARK.sub(lambda mark: figures[int(mark[1])], text))

    for name, part in compiled.parts.items():
        try:
            parts[name] = part(values, finish)
        except PackError:
            raise
        except TemplateSyntaxError as error:  # docxtpl left a tag that Jinja does not know
            hint = (
                "docxtpl 只认得写法最简单的：p、tr、tc、r 的标签里不能有 }、%；vm、hm、colspan、cellbg 的格要在 Word 里设过列宽"
            )
            message = f"docxtpl 读不懂模板 {name} 里的标签：{error.message}"
            raise PackError(message, location=Location(compiled.path), hint=hint) from None
        except UndefinedError as error:
            raise UnknownName(str(error.message), name, compiled.path) from None
        except SecurityError as error:
            raise NotAllowed(f"模板 {name} 里有不允许的写法：{error}", location=Location(compiled.path)) from None
        except RecursionError:
            raise NotAllowed(f"模板 {name} 里有不允许的写法：一层套一层，没有尽头", location=Location(compiled.path)) from None
        except Exception as error:  # whatever a template may do in its sandbox is the template's fault
            raise PackError(f"模板 {name} 渲染失败：{type(error).__name__}: {error}", location=Location(compiled.path)) from None
    return parts


def _at(values: dict[str, Any], ref: str) -> str:
    table, row, column = ref.split(".")
    return str(values[table][row][column])
