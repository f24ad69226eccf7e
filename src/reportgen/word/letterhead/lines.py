"""What a template prints by itself, above the title, below the date, and wherever it names a field: read back from a document made with it.

A line of the template is a pattern: its own words, with the fields and contact data as gaps.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from ...model.beside.fields import LONGEST_FITTING
from ...model.errors import ReportgenError
from ...model.form import Form
from ...model.outline import Grid, Outline, OutlineParagraph
from ...model.report import GAP, Paragraph
from ...packs.folders import is_shipped
from ...packs.pack import Pack
from ...recognise.headings import wordings_of
from ...recognise.titles.title import title_in
from ...recognise.titles.words import TitleWords
from ...text.ordinals import heading_ordinal
from ...text.patterns import pattern
from ..outline import outline_of
from ..package import Package, opened_file

Region = Literal["head", "body", "tail"]

# A tag ends before the next one begins: a thousand that are not closed must not be looked through a thousand times.
_TAG = pattern(r"\{\{[pr]?\s*+((?:(?!\{\{|\s*\}\}).)*+)\s*+\}\}")
_STATEMENT = pattern(r"\{%(?:(?!\{%).)*?%\}|\{#(?:(?!\{#).)*?#\}")
_OWN = pattern(r"(fields|contact)\.(\w+)")
_PAGE_NUMBER = pattern(r"[-—–－\s]*\d{1,4}[-—–－\s]*")
_ALL_TAGS = pattern(r"\{[{%](?:(?!\{[{%]).)*?[}%]\}", re.DOTALL)
_TITLE_LOOP, _SIGNATURE, _DATE = (
    pattern(r"\{%[^%]*\bin\s+title\b|\{\{\s*line\s*\}\}"),
    pattern(r"\{\{\s*signature\s*\}\}"),
    pattern(r"\{\{\s*date\s*\}\}"),
)
_SIGNED = pattern(r"(?:\{\{\s*(?:signature|date)\s*\}\}\s*)+")
_TITLE_LINE = "{{ line }}"
_FIGURE = pattern(r"\{\{\s*\w+\.\w+\.\w+\s*\}\}")
# What a tag says that prints what the report says, as it says it; a filter, a sum, a macro print who knows what.
_AS_IT_IS = pattern(r"(?:fields|contact|block)\.\w+|\w+\.\w+\.\w+|line|signature|date|draft_mark|机关|年份")
_PICTURE = pattern(r"block\.(?:picture|inline)")
# A tag that stands for its whole paragraph, row or cell, and leaves nothing of itself in a line.
_WHOLE = pattern(r"\s*(?:\{%(?:p|tr|tc) (?:(?!%\}).)*%\}|\{#.*?#\})\s*")
# A day as a template prints it again, or what stands there in a draft.
_DAY = rf"(?:\d{{4}}年\d{{1,2}}月\d{{1,2}}日|{GAP})"
_LOOKED_AT = 24
# Each gap of a line may end anywhere: a line with more gaps, or longer, is not read.
_LONGEST, _MOST_GAPS = 300, 4
# So many lines of a page one of the template takes at most.
_MOST_LINES = 5


class PrintedLine(NamedTuple):
    """A line that a template prints besides the report: where, the pattern of it, and what its gaps are called.

    `fixed` is how many characters are its own; of a line without any, `strict` is what alone it may hold;
    one `of_title` is the title, line by line, once more, one `of_pictures` what stands in a line with a picture, and one
    `by_name` no template need have. `joined` is the pattern without the blanks between its gaps, where
    what the gaps may hold still tells them apart; in a `shaped` one each gap says what it may hold.
    """

    region: Region
    loose: re.Pattern[str]
    strict: re.Pattern[str]
    names: tuple[str, ...]
    fixed: int
    of_title: bool = False
    joined: re.Pattern[str] | None = None
    shaped: bool = False
    of_pictures: bool = False
    by_name: bool = False


class Beside(NamedTuple):
    """What stands in a document by what its template prints: the lines that are left, and what the others say, by name.

    A name that the template prints and the document does not have is there with no text.
    """

    lines: list[OutlineParagraph]
    found: Mapping[str, Paragraph]
    missing: frozenset[str]


def names_printed(pack: Pack) -> frozenset[str]:
    """The fields and contact data that a pack's template names, in headers and footers too; none in those that came with the program."""
    return frozenset() if is_shipped(pack.folder) else pack.once(_names_printed)


def _names_printed(pack: Pack) -> frozenset[str]:
    package = _package(pack)
    if package is None:
        return frozenset()
    texts = ("".join(map(str, tree.itertext())) for part in package.printed if (tree := package.tree(part)) is not None)
    return frozenset(found[0] for text in texts for tag in _ALL_TAGS.findall(text) for found in _OWN.finditer(tag))


def template_texts(pack: Pack) -> tuple[str, ...]:
    """The paragraphs and rows of a pack's template as they are written, tags and all; nothing where it cannot be read."""
    package = _package(pack)
    return () if package is None else texts_in(outline_of(package.files[package.main], str(pack.template)))


def by_name(form: Form) -> Iterator[PrintedLine]:
    """The fields as a page on the web has them, and many a template: each with its name before it."""
    for one in form.fields:
        yield _line_of(f"{one.name}：{{{{ fields.{one.id} }}}}", "body", {})._replace(by_name=True)


def _package(pack: Pack) -> Package | None:
    try:
        return opened_file(pack.template)
    except (ReportgenError, OSError):
        return None  # whoever needs the template says what is wrong with it


def rows_alike(outline: Outline) -> Iterator[str]:
    """The rows that hold no tag of an outline's tables without figures."""
    for grid in outline.grids:
        if any(_FIGURE.search(cell.text) for cell in grid.cells.values()):
            continue
        for _, cells in grid.rows():
            text = "\t".join(cell.text for _, cell in cells).strip()
            if text and "{" not in text:
                yield text


def texts_in(outline: Outline) -> tuple[str, ...]:
    """The paragraphs, and the rows of tables that hold no figure, as lines."""
    texts: list[str] = []
    for kind, at in outline.order:
        if kind == "p":
            texts.append(outline.paragraphs[at].text)
        elif not any(_FIGURE.search(cell.text) for cell in outline.grids[at].cells.values()):
            texts += ["\t".join(cell.text for _, cell in cells) for _, cells in outline.grids[at].rows()]
    return tuple(texts)


def is_sure(text: str) -> bool:
    """Whether a line of a template shows by itself what will be printed of it: names as they are, no condition about a part of it."""
    if _WHOLE.fullmatch(text):
        return True
    return "{%" not in text and all(_AS_IT_IS.fullmatch(tag) for tag in _TAG.findall(text))


def report_in(texts: Sequence[str]) -> tuple[int, int]:
    """Where in the lines of a template the report begins, with its title, and ends, behind its date; (0, 0) in what is no template.

    It ends where name and date stand together first, in each branch of a condition: below that they may stand once more.
    """
    title = next((at for at, text in enumerate(texts) if _TITLE_LOOP.search(text)), 0)
    said = [_STATEMENT.sub("", text).strip() for text in texts]
    alone = [at for at, text in enumerate(said) if _SIGNATURE.fullmatch(text)]
    signed = next(iter(alone), next((at for at, text in enumerate(said) if _SIGNATURE.search(text)), -1))
    if signed < 0:
        return 0, 0
    end, dated = signed + 1, bool(_DATE.search(said[signed]))
    for at in range(signed + 1, len(said)):
        if _SIGNED.fullmatch(said[at]) or (not dated and _DATE.search(said[at])):
            end, dated = at + 1, dated or bool(_DATE.search(said[at]))
        elif said[at]:
            break
    return title, end


def lines_of(texts: Sequence[str], form: Form) -> Iterator[PrintedLine]:
    """What lines of a template print by themselves, of those that are sure."""
    title, end = report_in(texts)
    expressions = {f"fields.{one.id}": one.expression for one in form.fields}
    # The heading of an appendix stands below the date, and is the form's.
    headings = {"".join(text.split()) for one in form.sections for text in (*wordings_of(one), one.subheading) if text}
    for at, whole in enumerate(texts):
        text = _STATEMENT.sub("", whole).strip()
        region: Region = "head" if at < title else "tail" if at >= end else "body"
        tags = _TAG.findall(text)
        if not text or "".join(text.split()) in headings or len(tags) > _MOST_GAPS or not is_sure(whole):
            continue
        if any(map(_PICTURE.fullmatch, tags)):
            if words := _TAG.sub(lambda tag: "" if _PICTURE.fullmatch(tag[1]) else tag[0], text).strip():
                yield _line_of(words, region, expressions)._replace(of_pictures=True)
        elif any(map(_OWN.fullmatch, tags)) or (region != "body" and not any(tag.startswith("block.") for tag in tags)):
            yield _line_of(text, region, expressions)
        elif not tags and heading_ordinal(text) is None:
            # Words among the text that are the same in every report: 续表.
            yield _line_of(text, region, expressions)


def _line_of(text: str, region: Region, expressions: Mapping[str, str]) -> PrintedLine:
    names: list[str] = []
    loose: list[str] = []
    strict: list[str] = []
    joined: list[str] = []
    fixed = shapeless = blanks = 0
    for number, piece in enumerate(_TAG.split(text.replace(":", "："))):
        if not number % 2:
            # A colon between two gaps stands in any line.
            fixed += sum(map(str.isalnum, piece))
            words = r"\s*".join(re.escape(word) for word in re.split(r"\s+", piece)).replace("：", r"\s*[：:]\s*")
            blank = bool(piece) and not piece.strip()
            blanks += blank
            between = r"\s+" if blank else words
            loose.append(between)
            strict.append(between)
            joined.append(r"\s*" if blank else words)
        elif _OWN.fullmatch(piece):
            names.append(piece)
            loose.append("(.+?)")
            shape = expressions.get(piece)
            strict.append(f"(?=.{{1,{LONGEST_FITTING}}}$)({shape}|{GAP})" if shape else "(.+?)")
            joined.append(f"({shape}|{GAP})" if shape else "(.+?)")
            shapeless += not shape
        else:
            loose.append(_DAY if piece == "date" else ".+?")
            strict.append(loose[-1])
            joined.append(loose[-1])
            shapeless += piece != "date"
    title = text == _TITLE_LINE
    told = re.compile("".join(joined)) if blanks and shapeless < 2 else None
    return PrintedLine(
        region, re.compile("".join(loose)), re.compile("".join(strict)), tuple(names), fixed, title, told, shaped=not shapeless
    )


def read_beside(lines: Sequence[OutlineParagraph], printed: Sequence[PrintedLine], words: TitleWords) -> Beside:
    """Take out of the lines of a document what its template printed there by itself."""
    if not printed:
        return Beside(list(lines), {}, frozenset())
    found_title = title_in(["" if line.row else line.text for line in lines[:_LOOKED_AT]], words)
    title = found_title.first if found_title else 0
    regions: dict[Region, range] = {
        "head": range(title),
        "body": range(len(lines)),
        "tail": range(max(title, len(lines) - _LOOKED_AT), len(lines)),
    }
    taken: dict[int, tuple[PrintedLine, re.Match[str] | None]] = {}
    # The line with most words of its own first: that which has a name in it more would fit it too. Of those with as many
    # the one with most names: a name more or less is a condition in the same line.
    lines = [_without_words_beside_pictures(line, printed) for line in lines]
    printed = [one for one in printed if not one.of_pictures]
    for one in sorted((one for one in printed if one.fixed), key=lambda one: (-one.fixed, -len(one.names))):
        _take(one, one.loose, lines, regions[one.region], taken)
        if one.joined is not None:
            _take(one, one.joined, lines, regions[one.region], taken)
    again = next((one for one in printed if one.of_title), None)
    if again is not None and found_title is not None:
        texts = [line.text.strip() for line in lines]
        whole = texts[found_title.first : found_title.end]
        for at in regions[again.region]:
            if texts[at : at + len(whole)] == whole and at != found_title.first:
                taken |= dict.fromkeys(range(at, at + len(whole)), (again, None))
    # One of gaps alone, among the text, might be any line of it.
    alone = [one for one in printed if not one.fixed and not one.of_title and (one.region != "body" or one.shaped)]
    for one in alone:
        near = [at for at in regions[one.region] if one.region != "tail" or {at - 1, at + 1} & taken.keys()]
        _take(one, one.strict, lines, near, taken)
    for one in alone:
        # Whatever stands in the place of it is it, however it is written.
        if one.region == "head" and not any(taken[at][0] is one for at in taken):
            behind = [
                at + 1 for at in taken if at + 1 in regions["head"] and at + 1 not in taken and taken[at][0].region == "head"
            ]
            _take(one, one.loose, lines, behind[:1], taken)
    found: dict[str, Paragraph] = {}
    for at, (one, match) in sorted(taken.items()):
        for name, said in zip(one.names, match.groups() if match else (), strict=False):
            text = said.strip()
            found.setdefault(name, Paragraph("" if text == GAP else text, lines[at].location))
    names = {name for one in printed if not one.by_name for name in one.names}
    return Beside([line for at, line in enumerate(lines) if at not in taken], found, frozenset(names - found.keys()))


def _without_words_beside_pictures(line: OutlineParagraph, printed: Sequence[PrintedLine]) -> OutlineParagraph:
    """A line with a picture, without what the template has printed beside it."""
    own = any(one.of_pictures and one.loose.fullmatch(line.text.strip()) for one in printed) if line.images else False
    return line._replace(text="", marks=()) if own else line


def rows_beside(grid: Grid, printed: Sequence[PrintedLine], alike: Collection[str] = ()) -> Sequence[OutlineParagraph] | None:
    """The rows of a table as lines where a template printed all of it by itself, as many a 版记 is made; None for another table.

    Rows that are `alike` in every report say nothing, and are left out.
    """
    if not printed and not alike:
        return None
    lines = [
        OutlineParagraph("\t".join(cell.text for _, cell in cells), grid.location(row, cells[0][0])) for row, cells in grid.rows()
    ]
    texts = [line.text.strip() for line in lines]
    if any(len(text) > _LONGEST for text in texts):
        return None
    said = [text in alike for text in texts]
    named = [any(one.fixed and one.loose.fullmatch(text) for one in printed) for text in texts]
    alone = [any(one.names and one.strict.fullmatch(text) for one in printed) for text in texts]
    if not any((*named, *said)) or not all(map(any, zip(said, named, alone, strict=True))):
        return None
    return [line for line, is_said in zip(lines, said, strict=True) if not is_said]


def _take(
    one: PrintedLine,
    how: re.Pattern[str],
    lines: Sequence[OutlineParagraph],
    among: Sequence[int],
    taken: dict[int, tuple[PrintedLine, re.Match[str] | None]],
) -> None:
    known = {
        name: said
        for other, match in taken.values()
        for name, said in zip(other.names, match.groups() if match else (), strict=False)
    }
    again = bool(one.names) and known.keys() >= set(one.names)
    if any(other is one for other, _ in taken.values()) or (again and one.by_name):
        return
    for many in range(1, _MOST_LINES + 1):
        for at in among:
            text = _together(lines, range(at, at + many), taken)
            if text and len(text) <= _LONGEST and (match := how.fullmatch(text)):
                # The other branch of a condition may be printed, or the same said twice.
                if again and any(known[name] != said for name, said in zip(one.names, match.groups(), strict=True)):
                    continue
                taken[at] = one, match
                taken |= dict.fromkeys(range(at + 1, at + many), (one, None))
                return


def _together(lines: Sequence[OutlineParagraph], those: range, taken: Collection[int]) -> str:
    """The text of a line that nobody has taken, or of several of one page: there a line may be the rest of the one above; '' of what cannot be one."""
    if those.stop > len(lines) or any(at in taken or lines[at].images for at in those):
        return ""
    pages = {lines[at].location.page for at in those}
    return "".join(lines[at].text.strip() for at in those) if len(those) == 1 or (len(pages) == 1 and pages != {0}) else ""


# -- in any document ------------------------------------------------------------------------------------

_NUMBER = r"[\w（）()·]{1,16}\s*[〔\[［(（【]\s*(?:19|20)\d\d\s*[〕\]］)）】]\s*第?\s*\d{1,5}\s*号"
_NUMBERED = pattern(rf"(?:发文字号[:：]\s*)?{_NUMBER}(?:\s+签发人\s*[:：].{{0,30}})?")
_MARK = pattern(r"\S.{2,40}文\s*件")
# A title of whatever report.
_TITLE = pattern(r"(?:19|20)\d\d\s*年.*(?:报告|年报|公报|总结)\s*$")
_COPIES = pattern(r"(?:抄\s*[送报]|分\s*送|主\s*送)\s*[:：].*")
_PRINTED = pattern(r".{0,60}\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*印\s*发|（?\(?共印\s*\d+\s*份\)?）?")
_FRONT, _BACK = 12, 12


def is_number(text: str) -> bool:
    """Whether a line is a 发文字号, perhaps with a 签发人 beside it."""
    return _NUMBERED.fullmatch(text.strip()) is not None


def is_imprint(text: str) -> bool:
    """Whether a line is of a 版记: 抄送：…, …印发."""
    return bool(_COPIES.fullmatch(text.strip()) or _PRINTED.fullmatch(text.strip()))


def signs_only(lines: Iterable[str], signed: Iterable[str]) -> bool:
    """Whether the lines of a page are those of signature and date, of a 版记 and the page number alone.

    `signed` are the texts of signature and date, and of what else is no text of the report's own.
    """
    known = ["".join(text.split()) for text in signed]
    shown = [(line, squeezed) for line in lines if (squeezed := "".join(line.split()))]
    if shown and _PAGE_NUMBER.fullmatch(shown[-1][0].strip()):
        shown.pop()
    return bool(shown) and all(
        is_imprint(line) or is_imprint(squeezed) or any(squeezed in text for text in known) for line, squeezed in shown
    )


def letterhead_end(texts: Sequence[str]) -> int:
    """How many of the first lines of a document are its 版头: as far as 发文字号, or else 发文机关标志; 0 where it has none."""
    end = 0
    for at, text in enumerate(texts[:_FRONT]):
        if _TITLE.search(text):
            break
        if is_number(text) or (not end and _MARK.fullmatch(text.strip())):
            end = at + 1
    return end


def imprint_start(texts: Sequence[str]) -> int:
    """Where the 版记 at the end of a document begins; behind its last line where it has none."""
    after = len(texts)
    for at in reversed(range(max(len(texts) - _BACK, 0), len(texts))):
        if is_imprint(texts[at]):
            after = at
        elif texts[at].strip():
            break
    return after
