"""The new Word document with real tracked changes against the old one: accept all for the new, reject all for the old.

Compared are text, pictures and other things in the text, how both look, and tables cell by cell. What cannot be
marked is said instead: see `Redlined.untracked`. The look of tables (borders, widths) is not compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from lxml import etree

from ...files.xml import whole
from ...model.outline import AsideKind
from ..asides import asides_around
from ..body import has_text, value_of
from ..looks import write_hints
from ..names import ID, PPR, RELATIONS, RPR, SECTION, P, W
from ..package import NOTES, Package, opened
from ..runs import reader_of
from .accept import settle
from .blocks import Comparison
from .carry import Carrier, Definitions
from .marks import Marks, said_by_marks
from .paragraphs import Reader, Signs
from .rewrite import Writer

_EDGES = {"headerReference": "页眉", "footerReference": "页脚"}
_PAGES = {"default": "", "first": "首页", "even": "偶数页"}
_PAGE_SETTINGS = {"pgSz": ("w", "h"), "pgMar": ("top", "right", "bottom", "left")}
# So many comments are listed that stand in one of the two only, and so much of each.
_LISTED, _SHOWN = 5, 40
_NEARLY = 20  # twips, the point of a millimetre that programs round away


class Redlined(NamedTuple):
    """A .docx with tracked changes."""

    content: bytes
    changes: int  # places that were marked; what takes something's place counts as one with it
    untracked: tuple[str, ...]  # what differs but could not be marked, in plain words
    said: tuple[tuple[str, str], ...] = ()  # what was marked in the text and is no look: as it was and as it is, '' for nothing


class _Edge(NamedTuple):
    """A header or footer: which section's, for which pages, and the part that holds it."""

    section: int
    kind: str
    pages: str
    part: str

    @property
    def title(self) -> str:
        place = f"第 {self.section + 1} 节的" if self.section else ""
        return f"{place}{_PAGES.get(self.pages, '')}{_EDGES[self.kind]}"


def redline(
    old: bytes, new: bytes, *, author: str = "reportgen", date: datetime, old_name: str = "旧稿", new_name: str = "新稿"
) -> Redlined:
    """The .docx `new` with what differs from the .docx `old` as tracked changes by `author` at `date`.

    The same two documents give the same bytes. The names stand in messages. SourceError when one of the two
    is no .docx, is damaged, holds macros, or unpacks to an absurd size.
    """
    before, after = opened(old, old_name), opened(new, new_name)
    untracked = [f"{package.name}里原有的修订按已接受处理" for package in (before, after) if _settled(package)]
    signs, shared = Signs(), Definitions(before, after)
    styles_differ = _styles_that_differ(before, after, shared)
    edges_before, edges_after = _edges(before), _edges(after)
    marks = Marks(author, date, _first_number(after))
    links_changed = _compare(before, after, before.main, after.main, marks, signs, shared)
    done: set[str] = set()
    for key in sorted({*edges_before, *edges_after}):
        one, other = edges_before.get(key), edges_after.get(key)
        if one is not None and other is not None:
            if other.part not in done:
                done.add(other.part)
                links_changed |= _compare(before, after, one.part, other.part, marks, signs, shared)
        elif has_text(_root(*((before, one.part) if one else (after, (other or edges_after[key]).part)))):
            untracked.append(f"{(one or edges_after[key]).title}只有{old_name if one else new_name}里有，没有标出")
    if not _same_pages(before, after):
        untracked.append("页面设置（纸张、页边距或分节）不同，没有标出")
    if styles_differ:
        listed = "、".join(f"“{name}”" for name in styles_differ[:5])
        untracked.append(f"样式{listed}{'等' if len(styles_differ) > 5 else ''}的设置（字体、字号、行距等）不同，没有标出")
    if links_changed:
        untracked.append("有的文字没有变，但链接的地址变了，没有标出")
    untracked += _comments_apart(before, after)
    for part in after.printed:
        # Not every program that wrote one of the two says it.
        if write_hints(_root(after, part)):
            after.changed(part)
    return Redlined(after.packed(), marks.changes, tuple(untracked), tuple(said_by_marks(after.document)))


def _comments_apart(before: Package, after: Package) -> Iterator[str]:
    """The comments that only one of the two has: those of the old one do not come along, those of the new one stay."""
    ours, theirs = (Counter(_comments(package)) for package in (before, after))
    for package, found, where in ((before, ours - theirs, "没有带进修订稿"), (after, theirs - ours, "留在修订稿里")):
        alone = list(found.elements())
        if alone:
            listed = "；".join(alone[:_LISTED])
            more = "等" if len(alone) > _LISTED else ""
            yield f"只有{package.name}里有的 {len(alone)} 条批注{where}：{listed}{more}"


def _comments(package: Package) -> Iterator[str]:
    """Each comment with who wrote it."""
    for one in asides_around(package, "", reader_of(package))[0]:
        if one.kind is AsideKind.COMMENT:
            text = one.in_one_line
            yield f"{f'{one.author}：' if one.author else ''}“{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”"


def _compare(before: Package, after: Package, old: str, new: str, marks: Marks, signs: Signs, shared: Definitions) -> bool:
    """Compare one part, writing into the new one; whether addresses of links changed."""
    writer = Writer(Carrier(before, after, old, new, shared), marks)
    comparison = Comparison(Reader(before, old, signs), Reader(after, new, signs), writer, marks)
    comparison.compare(_content(before, old), _content(after, new))
    after.changed(new)
    return writer.links_changed


def _settled(package: Package) -> bool:
    """Accept the tracked changes a document brings along; whether there were any."""
    parts = [package.main, *(edge.part for edge in _edges(package).values()), *package.all_related(package.main, *NOTES)]
    found = False
    for part in dict.fromkeys(parts):
        if settle(_root(package, part)):
            package.changed(part)
            found = True
    return found


def _root(package: Package, part: str) -> etree._Element:
    root = package.tree(part)
    assert root is not None, part  # the names come from the package itself
    return root


def _content(package: Package, part: str) -> etree._Element:
    return package.body if part == package.main else _root(package, part)


def _first_number(package: Package) -> int:
    """A number above all that changes and bookmarks have in any part."""
    parts = [package.main, *(edge.part for edge in _edges(package).values())]
    numbers = [str(one.get(ID, "")) for part in parts for one in _root(package, part).iter(W + "bookmarkStart")]
    return 1 + max(map(whole, numbers), default=0)


def _sections(package: Package) -> list[etree._Element]:
    return list(package.document.iter(SECTION))


def _edges(package: Package) -> dict[tuple[int, str, str], _Edge]:
    relations = package.relations(package.main)
    found = {}
    for number, section in enumerate(_sections(package)):
        for kind in _EDGES:
            for reference in section.iterchildren(W + kind):
                relation = relations.get(str(reference.get(RELATIONS + "id")))
                pages = str(reference.get(W + "type", "default"))
                if relation is not None and relation.target in package.files:
                    found[number, kind, pages] = _Edge(number, kind, pages, relation.target)
    return found


def _same_pages(before: Package, after: Package) -> bool:
    first, second = ([list(_page(one)) for one in _sections(package)] for package in (before, after))
    return len(first) == len(second) and all(
        abs(one - other) <= _NEARLY
        for page, paper in zip(first, second, strict=True)
        for one, other in zip(page, paper, strict=True)
    )


def _page(section: etree._Element) -> Iterator[int]:
    for name, settings in _PAGE_SETTINGS.items():
        element = section.find(W + name)
        for setting in settings:
            value = str(element.get(W + setting, "")) if element is not None else ""
            yield -whole(value[1:]) if value.startswith("-") else whole(value)


def _styles_that_differ(before: Package, after: Package, shared: Definitions) -> list[str]:
    """The paragraph styles that both documents use and that look different in them."""
    used = []
    for package, looks in ((before, shared.old_looks), (after, shared.new_looks)):
        styles = {value_of(one.find(PPR), "pStyle") for one in package.document.iter(P)}
        used.append({looks.name(style): style for style in styles if style in looks.styles})
    found = []
    for name in sorted(used[0].keys() & used[1].keys()):
        seen = []
        for own, style in ((shared.old_looks, used[0][name]), (shared.new_looks, used[1][name])):
            properties = etree.Element(PPR)
            etree.SubElement(properties, W + "pStyle", {W + "val": style})
            seen.append((own.paragraph(properties), own.run(etree.Element(RPR), style)))
        if seen[0] != seen[1]:
            found.append(name)
    return found
