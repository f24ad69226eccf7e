"""A pack's Word template: compiled once and proved, rendered many times.

docxtpl is the language, and the engine only where a template needs more of it than is compiled here:
it loses text after `&`, prints nothing for a misspelt name, runs code and drops grid columns. Here the
tags become one sandboxed Jinja template a part; what a report does not change is copied as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, pairwise
from typing import Any, NamedTuple

from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from markupsafe import escape

from ...files.parts import relations_of
from ...files.xml import as_part
from ...files.zips import Member, deflated
from ...model.errors import PackError, SourceError
from ...model.form import Form
from ...model.location import Location
from ...model.outline import Outline
from ...model.report import GAP
from ...recognise.stacked import find_whole_tables, real_places
from ..looks import Looks, write_hints
from ..official import TEXT_WIDTH
from ..outline import outline_of, printed_texts
from ..package import RELATIONS_OF_PACKAGE, TYPES, USUAL_MAIN, NoDocument, Package, opened
from ..properties import OWN_PARTS, name_own_parts
from ..prose import TableLook, look_of, with_styled_runs, with_tabs_and_breaks
from .allowed import TemplateEnvironment, text_of
from .full.values import BLOCK_STYLES, context, looks_of_blocks, marked_values
from .syntax import ANY_TAG, to_jinja

_NO_WORD_FILE = "用 Word 或 WPS 打开，选“另存为”，类型选 .docx；打不开的，重新画一份：reportgen format template 格式包"
_FIGURE_TAG = re.compile(r"\{\{\s*(\w+\.\w+\.\w+)\s*\}\}")
_MARK = re.compile("\0(\\d+)\0")
# Where the notes of a section are printed: behind the last of its tables.
_NOTES_MARK = re.compile("\0n(\\w+)\0")
_TABLE_ENDS = re.compile(r"<w:tbl>|</w:tbl>")
# The marks of what may stand again outside its place.
_SHORT = ("⟪title⟫", "⟪signature⟫", "⟪date⟫")
_SIDE = r'w:%s="(\d{1,6})"'
_BLANKS = {"\t": "制表符", "\n": "换行"}
_QUOTED = 30
# A text longer than most conditions ask for; those that name a number get texts beyond that, up to the longest line of a report.
_LONG, _BEYOND, _MOST_LENGTHS = 5000, 100, 8
_NUMBER = re.compile(r"\b\d[\d_]*\b")
# Tags that do no more with texts than print them and ask for the kind of a block.
_PLAIN = re.compile(
    r"\{\{\w? ?[\w.\s]*\}\}|\{%\w* *(?:for [\w ]+ in [\w.]+|(?:el)?if (?:not )?[\w.]+(?:\.style (?:==|!=|in) [^%|]*)?|else|end\w+) *%\}|\{#.*?#\}"
)


class Misprint(NamedTuple):
    """What came of a Ref, or of a text, in the marker proof: printed so many times, perhaps in a wrong `place`.

    `beside` is what stands with it in its cell or paragraph, or how else it is not as a report must have it.
    """

    subject: str
    message: str
    times: int
    place: tuple[int, int, int] | None = None
    beside: str = ""


class NotAllowed(PackError):
    """A template that does what none may, or more of it."""


class UnknownName(PackError):
    """A template that asks for what there is not; `asked` is the last step of the name."""

    def __init__(self, said: str, part: str, path: str) -> None:
        quoted = re.findall(r"'(\w+)'", said)
        self.asked = quoted[-1] if quoted else ""
        message = f"模板 {part} 里的 {self.asked} 没有这个名称，印不出来" if quoted else f"模板 {part} 里有不认识的名称：{said}"
        super().__init__(message, location=Location(path), hint="改成有的名称；不一定有的，写成 {{ 名称|default('') }}")


class Unproved(PackError):
    """A template that can be rendered and does not print what it must."""

    def __init__(self, misprints: list[Misprint], path: str) -> None:
        super().__init__(f"模板与格式对不上，有 {len(misprints)} 处", location=Location(path))
        self.misprints = misprints


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


def compiled_or_first_problem(
    content: bytes, form: Form, path: str, *, ours: bool = False, docxtpl: bool = False
) -> CompiledTemplate:
    """The same, stopping at the first thing that cannot be compiled; Unproved lists all that the proof found.

    What `ours`, those that came with the program, become is kept for the next start. A template that needs it is
    rendered by docxtpl.
    """
    read = _by_docxtpl(form) if docxtpl else _compiling(form, ours=ours)
    location = Location(path)
    try:
        package = opened(content, path, macros=True)
        found = dict(package.files)
    except NoDocument:
        raise PackError(f"模板里没有 {USUAL_MAIN}，不是完整的 Word 文件", location=location, hint=_NO_WORD_FILE) from None
    except SourceError:
        raise PackError("模板不是完整的 .docx 文件", location=location, hint=_NO_WORD_FILE) from None
    # The parts that say what the package holds; written by their usual names.
    telling = {package.stored(one): one for one in (TYPES, RELATIONS_OF_PACKAGE, relations_of(package.main))}
    for part in telling:
        if part not in found:
            raise PackError(f"模板里没有 {part}，不是完整的 Word 文件", location=location, hint=_NO_WORD_FILE)
    parts: dict[str, PrintedPart] = {}
    members: list[tuple[str, Member | None]] = []
    texts: dict[str, str] = {}
    table_look = TableLook()
    by_value, weighing = False, []
    for name, stored in found.items():
        if name in OWN_PARTS:
            continue
        plain = _hinted(package, name, stored)
        if name in package.printed and b"{" in plain:
            try:
                source, parts[name] = read(name, _xml_of(name, plain, location), location)
                table_look = look_of(source) if name == package.main else table_look
                by_value = by_value or _looks_at_figures(source, form)
                weighing += [tag for tag in ANY_TAG.findall(source) if not _PLAIN.fullmatch(tag)]
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
    width = _text_width(found[package.main])
    block_looks = looks_of_blocks(looks, BLOCK_STYLES)
    compiled = CompiledTemplate(
        form, path, package.main, parts, tuple(members), texts, {}, width, table_look, looks, {}, block_looks
    )
    return _proved(compiled, by_value=by_value, lengths=_lengths(weighing))


def _compiling(form: Form, *, ours: bool) -> Callable[[str, str, Location], tuple[str, PrintedPart]]:
    """What makes a part of its XML by our own engine; the XML with its tags gathered comes with it."""
    environment = TemplateEnvironment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)

    def read(_: str, xml: str, location: Location) -> tuple[str, PrintedPart]:
        source = to_jinja(xml, location)
        template = (environment.remembered if ours else environment.from_string)(_without_figures(source, form))
        return source, lambda values, finish: with_tabs_and_breaks(finish(text_of(template, values))).encode()

    return read


def _by_docxtpl(form: Form) -> Callable[[str, str, Location], tuple[str, PrintedPart]]:
    """The same by docxtpl, which is loaded for it."""
    from .full.language import FullEnvironment
    from .full.printing import DocxtplPart

    environment = FullEnvironment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)

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
    return _FIGURE_TAG.sub(lambda tag: f"\0{numbers[tag[1]]}\0" if tag[1] in numbers else tag[0], source)


def _looks_at_figures(source: str, form: Form) -> bool:
    """Whether tags do more with figures than print them."""
    ids = "|".join(re.escape(table.id) for table in form.tables)
    return any(re.search(rf"\b(?:{ids})\b", tag) for tag in ANY_TAG.findall(_FIGURE_TAG.sub("", source)))


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
    for tag in _FIGURE_TAG.finditer(source):
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


def _proved(compiled: CompiledTemplate, *, by_value: bool, lengths: Iterable[int]) -> CompiledTemplate:
    """The marker proof: print a marker for each Ref and look where each one landed.

    Each must land exactly once, alone in the cell that the labels say; each text exactly once, in a paragraph of
    its own. `by_value` says that tags look at the figures; with texts of these `lengths`
    it is tried again, where they may look at how long one is. The template comes back with the places of the figures.
    """
    form = compiled.form
    marks = {ref: f"⟦{number}⟧" for number, ref in enumerate(form.figures)}
    texts: list[str] = []
    values = marked_values(form, compiled.block_looks, marks, texts)
    outline = outline_of(rendered(compiled, values)[compiled.main], compiled.path)
    wide = rendered(compiled, {**values, "signature_wide": not values["signature_wide"]})[compiled.main]
    landed: dict[str, list[tuple[int, int, int]]] = {}
    by_mark = {text: ref for ref, text in marks.items()}
    for number, grid in enumerate(outline.grids):
        for (row, column), cell in grid.cells.items():
            for found_mark in re.findall("⟦\\d+⟧", cell.text):
                landed.setdefault(by_mark[found_mark], []).append((number, row, column))
    misprints = []
    for ref, figure in form.figures.items():
        times = len(landed.get(ref, ()))
        if times != 1:
            misprints.append(Misprint(ref, f"{figure.title}（{{{{ {ref} }}}}）{_times(times)}", times))
    written, otherwise = "\n".join(printed_texts(outline)), wide.decode()
    wanted = list(_wanted(texts, written + otherwise, form))
    for text in wanted:
        counted = {written.count(text), otherwise.count(text)}
        if text in _SHORT and max(counted) > 1:
            counted = {_in_their_place(text, one) for one in (outline, outline_of(wide, compiled.path))}
        for times in sorted(counted - {1}):
            misprints.append(Misprint(text[1:-1], f"文字 {text} {_times(times)}", times))
    everything = "".join((written, *(cell.text for grid in outline.grids for cell in grid.cells.values())))
    small = _small_tables(outline)
    if not misprints:
        found = find_whole_tables(form, outline).found.values()
        right = {ref: place for one in found for ref, place in real_places(one, outline).items()}
        for ref, figure in form.figures.items():
            number, row, column = landed[ref][0]
            if right.get(ref) != (number, row, column):
                own = number - _before(small, number)
                message = f"{figure.title}（{{{{ {ref} }}}}）印在了第{own + 1}张表第{row}行第{column}列，与表头不符"
                misprints.append(Misprint(ref, message, 1, (own, row, column)))
    once = {ref: places[0] for ref, places in landed.items() if len(places) == 1}
    # A report is refused for these too.
    misprints += _with_company(once, marks, outline, form, small)
    lost = {misprint.subject for misprint in misprints}
    lines = [line for line in _lines_in_order(wanted, form) if lost.isdisjoint(line)]
    misprints += _out_of_line(lines, (outline, outline_of(wide, compiled.path)))
    for length in lengths:
        misprints += _by_length(compiled, marks, wanted, length) if not misprints else ()
    misprints += _conditional(compiled, values, once) if by_value and not misprints else ()
    if misprints:
        raise Unproved(misprints, compiled.path)
    return compiled._replace(
        places={ref: (number - _before(small, number), row, column) for ref, (number, row, column) in once.items()},
        tables_before={name: number - _before(small, number) for number, name in small.items()},
        beside=frozenset(
            f"{group}.{name}" for group in ("fields", "contact") for name, mark in values[group].items() if mark in everything
        ),
    )


def _lengths(tags: Sequence[str]) -> list[int]:
    """How long the texts must be with which tags are tried that may look at that: beyond each number that they name, and their sum."""
    if not tags:
        return []
    from ...files.yaml import MAX_LINE  # it loads much, and hardly a template asks

    named = {int(number) for tag in tags for number in _NUMBER.findall(tag) if len(number) <= len(str(MAX_LINE))}
    whole = sum(named) + _LONG
    return sorted({min(one, MAX_LINE) for one in (_LONG, whole, *(one + _BEYOND for one in sorted(named)[-_MOST_LENGTHS:]))})


def _by_length(compiled: CompiledTemplate, marks: Mapping[str, str], wanted: Iterable[str], length: int) -> Iterator[Misprint]:
    """The texts that are not printed once where they are so long."""
    texts: list[str] = []
    filling = "长" * length
    values = marked_values(compiled.form, compiled.block_looks, marks, texts, filling)
    written = "\n".join(printed_texts(outline_of(rendered(compiled, values)[compiled.main], compiled.path)))
    counted = {text.replace(filling, ""): written.count(text) for text in texts}
    for text in wanted:
        times = counted[text]
        if times != 1 and not (times and text in _SHORT):
            yield Misprint(text[1:-1], f"文字 {text} 长的时候{_times(times)}", times)


def _with_company(
    landed: Mapping[str, tuple[int, int, int]], marks: Mapping[str, str], outline: Outline, form: Form, small: Iterable[int]
) -> Iterator[Misprint]:
    """Figures that do not stand alone in their cells, be it with a space only."""
    for ref, (number, row, column) in landed.items():
        rest = outline.grids[number].text(row, column).replace(marks[ref], "", 1)
        if rest:
            message = f"“{form.figures[ref].title}”的格里除了标签还有{_named(rest)}"
            yield Misprint(ref, message, 1, (number - _before(small, number), row, column), rest)


def _lines_in_order(marks: Sequence[str], form: Form) -> Iterator[tuple[str, ...]]:
    """The lines of text that a report prints, each as the subjects that it consists of, in the form's order."""
    passages: dict[str, list[tuple[str, ...]]] = {}
    for subject in (mark[1:-1] for mark in marks):
        if not subject.endswith((" lead", " picture")):
            lead = f"{subject} lead" if subject.endswith(" run_in") else ""
            passages.setdefault(subject.split()[0], []).append((lead, subject) if lead else (subject,))
    signed = ("signature", "date")
    sections = [signed if section.kind == "signature" else (section.id,) for section in form.sections]
    for part in chain(("title", "preface"), *sections):
        yield from passages.get(part, ())


def _out_of_line(lines: Sequence[tuple[str, ...]], outlines: Sequence[Outline]) -> Iterator[Misprint]:
    """Texts that have not a paragraph of their own, or are printed before what comes before them."""
    told: set[str] = set()
    for paragraphs in map(printed_texts, outlines):
        there: dict[str, list[int]] = {}
        for number, text in enumerate(paragraphs):
            there.setdefault(text, []).append(number)
        last = -1
        for line in lines:
            subject, whole = line[-1], "".join(f"⟪{part}⟫" for part in line)
            # What stands again elsewhere, as in a 版记, has one place that is in order.
            at = next((number for number in there.get(whole, ()) if number > last), there.get(whole, (None,))[0])
            if at is None:
                holder = next((text for text in paragraphs if f"⟪{subject}⟫" in text), whole)
                wrong = f"同一段里还有{_named(holder.replace(whole, '', 1))}"
            else:
                wrong = "与它前面的文字次序颠倒了" if at < last else ""
                last = max(last, at)
            if wrong and subject not in told:
                told.add(subject)
                yield Misprint(subject, f"文字 ⟪{subject}⟫ {wrong}", 1, beside=wrong)


def _conditional(
    compiled: CompiledTemplate, values: Mapping[str, Any], landed: Mapping[str, tuple[int, int, int]]
) -> Iterator[Misprint]:
    """Figures of a template that looks at their values: printed as they are, whatever they are, also where there is none."""
    told: set[str] = set()
    for value in ("0", "12345", GAP):
        figures = context(dict.fromkeys(compiled.form.figures, value), {}, mark=True)
        outline = outline_of(
            rendered(compiled, {**values, **{table.id: figures[table.id] for table in compiled.form.tables}})[compiled.main],
            compiled.path,
        )
        for ref, (number, row, column) in landed.items():
            shown = outline.grids[number].text(row, column) if number < len(outline.grids) else ""
            if shown != value and ref not in told:
                told.add(ref)
                yield Misprint(ref, f"{compiled.form.figures[ref].title} 是 {value} 的时候，印出来的是“{shown}”", 0)


def _named(text: str) -> str:
    """A text as a message names it, also one that nobody sees."""
    if text.strip():
        return f"“{text.strip()[:_QUOTED]}”"
    return "、".join(dict.fromkeys(_BLANKS.get(sign, "空格") for sign in text))


def _wanted(marks: Sequence[str], printed: str, form: Form) -> Iterator[str]:
    """The texts that must be printed: not those of a passage that the form can lack where nothing of it is."""
    for passage, own in groupby(marks, key=lambda mark: mark[1:-1].split()[0]):
        those = list(own)
        if not form.can_lack(passage) or any(mark in printed for mark in those):
            yield from those


def _in_their_place(mark: str, outline: Outline) -> int:
    """How often a short text is printed where it belongs: again elsewhere, as in a 版记, it is no second one.

    It is one when it stands below the first as a paragraph of its own, with nothing but short texts between.
    """
    texts = [text for text in printed_texts(outline) if text.strip()]
    texts += [cell.text for grid in outline.grids for cell in grid.cells.values()]
    if not any(mark in text for text in texts):
        return 0
    runs = [sum(one == mark for one in own) for short, own in groupby(texts, key=_SHORT.__contains__) if short]
    return max(*runs, 1)


def _small_tables(outline: Outline) -> dict[int, str]:
    """Of a template rendered with marks: the tables that no form has, each with the passage that it stands for."""
    found = {}
    for (kind, at), (following, number) in pairwise(outline.order):
        caption = re.fullmatch("⟪(\\w+) table⟫", outline.paragraphs[at].text) if kind == "p" else None
        if caption and following == "t":
            found[number] = caption[1]
    return found


def _before(small: Iterable[int], number: int) -> int:
    """How many small tables stand before the table of this number."""
    return sum(other < number for other in small)


def _times(times: int) -> str:
    return f"印了 {times} 次" if times else "没有印出来"


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
        except Exception as error:  # whatever a template may do in its sandbox is the template's fault
            raise PackError(f"模板 {name} 渲染失败：{type(error).__name__}: {error}", location=Location(compiled.path)) from None
    return parts


def _at(values: dict[str, Any], ref: str) -> str:
    table, row, column = ref.split(".")
    return str(values[table][row][column])
