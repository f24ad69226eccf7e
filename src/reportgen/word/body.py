"""The body of a Word document as elements: paragraphs and tables in order, rows and cells, their settings."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ..files.xml import whole
from ..model.errors import SourceError
from ..model.outline import GRID_COLUMNS
from .names import (
    BEFORE,
    CELL_DELETED,
    CELL_MERGED,
    DELETED,
    FALLBACK,
    MERGE,
    MOVED_FROM,
    PPR,
    RPR,
    SPAN,
    TBL,
    TC,
    TCPR,
    TR,
    TRPR,
    VAL,
    P,
    T,
    W,
)


def blocks_below(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables below, looking through content controls and tracked insertions."""
    for child in parent:
        if child.tag == TBL and next(child.iterdescendants(TBL), None) is not None:
            # A table that frames others is layout: what stands in it is read as if it stood by itself.
            for row in unwrapped(child, TR):
                for cell in unwrapped(row, TC):
                    yield from blocks_below(cell)
        elif child.tag in (P, TBL):
            yield child
        elif child.tag not in (DELETED, MOVED_FROM, TRPR, TCPR) and isinstance(child.tag, str) and len(child):
            yield from blocks_below(child)


def paragraphs_in(element: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs below a cell, a note or a box, those of tables in it too; not those of boxes that hang on them."""
    for child in element:
        if child.tag == P:
            yield child
        elif isinstance(child.tag, str) and len(child):
            yield from paragraphs_in(child)


def unwrapped(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, looking through content controls around them."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in (P, TBL, TR, TC, DELETED, MOVED_FROM) and isinstance(child.tag, str) and len(child):
            yield from unwrapped(child, tag)


def cell_elements(
    table: etree._Element, ends: dict[int, int], starts: dict[int, list[int]] | None = None, *, every: bool = False
) -> Iterator[tuple[tuple[int, int], etree._Element]]:
    """The cells by row and column, merged ones at their top left place; `ends` takes the last column of each row, `starts` those its cells begin in.

    Rows that are hidden, rows and cells that a tracked change deletes are left out, unless `every` cell is wanted; rows are
    counted all the same.
    """
    for row_number, row in enumerate(unwrapped(table, TR), 1):
        column = 1
        row_properties = row.find(TRPR)
        if row_properties is not None:
            if not every and (row_properties.find(DELETED) is not None or flag(row_properties, "hidden")):
                continue
            if (before := row_properties.find(BEFORE)) is not None:
                column += setting_value(before, 0)
        for cell in unwrapped(row, TC):
            width, continued, gone = _extent(cell)
            if starts is not None and not gone:
                starts.setdefault(row_number, []).append(column)
            if not (continued or gone) or every:
                yield (row_number, column), cell
            column += 0 if gone else width
        ends[row_number] = _last_column(column - 1)


def _extent(cell: etree._Element) -> tuple[int, bool, bool]:
    """How many columns a cell is wide, whether the one above goes on in it, and whether a tracked change deletes it."""
    width, continued, gone = 1, False, False
    properties = cell[0] if len(cell) else None
    if properties is not None and properties.tag == TCPR:
        for setting in properties:
            if setting.tag == SPAN:
                width = setting_value(setting, 1)
            elif setting.tag == MERGE:
                continued = setting.get(VAL, "continue") == "continue"
            elif setting.tag == CELL_MERGED:
                continued = setting.get(W + "vMerge") == "cont"
            elif setting.tag == CELL_DELETED:
                gone = True
    return width, continued, gone


def plain_cells(table: etree._Element) -> tuple[dict[tuple[int, int], str], dict[int, int], dict[int, list[int]]]:
    """The texts of the cells by row and column, the last column of each row and those its cells begin in, read in one pass.

    For a table of which all is shown, with nothing around its rows and cells; those without a text are left out.
    """
    texts: dict[tuple[int, int], str] = {}
    ends: dict[int, int] = {}
    begun: list[int] = []
    starts = {0: begun}
    row = column = following = 0
    continued = False
    for element in table.iter(TR, BEFORE, TC, SPAN, MERGE, T):
        tag = element.tag
        if tag == TC:
            column, following, continued = following, following + 1, False
            begun.append(column)
        elif tag == T:
            if not continued and (text := element.text):
                place = (row, column)
                texts[place] = texts[place] + text if place in texts else text
        elif tag == SPAN:
            following = column + setting_value(element, 1)
        elif tag == MERGE:
            continued = element.get(VAL, "continue") == "continue"
        elif tag == TR:
            ends[row] = _last_column(following - 1)
            row, following = row + 1, 1
            starts[row] = begun = []
        else:
            following += setting_value(element, 0)
    ends[row] = _last_column(following - 1)
    del ends[0]  # what stands before the first row
    return texts, ends, starts


def _last_column(number: int) -> int:
    """The column that a row ends in. SourceError where it is none of a table that can be drawn: Word has up to 63."""
    if number > GRID_COLUMNS:
        raise SourceError(
            f"Word 文件里有一张表格，一行占 {number} 列，不是正常的表格（Word 的表格最多 63 列）",
            hint="用 Word 或 WPS 打开，重新画好这张表格再试",
        )
    return number


def all_text(element: etree._Element) -> str:
    """All text below an element, whatever would be shown of it."""
    return "".join(element.itertext(T, with_tail=False))  # type: ignore[arg-type]  # the tree holds str


def has_text(element: etree._Element) -> bool:
    """Whether there is anything to read below."""
    return any(text.text and text.text.strip() for text in element.iter(T))


def is_hidden(element: etree._Element, stop: etree._Element) -> bool:
    """Whether something between an element and `stop` keeps it from being shown: deleted, moved away, for old programs only."""
    parent = element.getparent()
    while parent is not None and parent is not stop:
        if parent.tag in (FALLBACK, DELETED, MOVED_FROM):
            return True
        parent = parent.getparent()
    return False


def runs_on(paragraph: etree._Element) -> bool:
    """Whether a paragraph has no end of its own: a tracked change deletes it, or it is hidden, and the next one goes on behind it."""
    mark = paragraph.find(f"{PPR}/{RPR}")
    if mark is None or not (
        mark.find(DELETED) is not None or mark.find(MOVED_FROM) is not None or flag(mark, "vanish") or flag(mark, "specVanish")
    ):
        return False
    following = next(paragraph.itersiblings(P, TBL), None)
    return following is not None and following.tag == P


def value_of(parent: etree._Element | None, name: str) -> str:
    """What a setting among others says; '' where it is not set."""
    child = parent.find(W + name) if parent is not None else None
    return str(child.get(VAL, "")) if child is not None else ""


def flag(properties: etree._Element | None, name: str, inherited: bool = False) -> bool:
    """A setting that is on or off: `<w:keepNext/>`, `<w:keepNext w:val="0"/>`, or inherited when it is not said."""
    setting = None if properties is None else properties.find(W + name)
    return inherited if setting is None else str(setting.get(VAL, "1")) not in ("0", "false", "off")


def setting_value(element: etree._Element, default: int) -> int:
    """The number that a setting holds as its value."""
    return whole(element.get(VAL), default)
