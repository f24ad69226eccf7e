"""Edits of tables: figures, labels, rows and columns, whole tables."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from .document import TBL, TC, TR, Doc, Element, P, Recipe, Texts, W, label, numeral, set_text, text_of


def figure_changed(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(numeral))
    old = text_of(cell)
    set_text(cell, str(int(old.split(".")[0]) + 7))
    return old, text_of(cell)


def figure_blank(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(numeral))
    old = text_of(cell)
    set_text(cell, "")
    return (old, "空")


def figure_in_words(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(numeral))
    old = text_of(cell)
    set_text(cell, doc.chance.choice(("无", "—", f"{old}件", "未统计")))
    return old, text_of(cell)


def figure_spelled(doc: Doc) -> Texts:
    """1,362 for 1362: the same figure, and other signs in print."""
    cell = doc.chance.choice(doc.cells(lambda text: text.isdigit() and len(text) > 3))
    old = text_of(cell)
    set_text(cell, f"{int(old):,}")
    return old, text_of(cell)


def row_texts(row: Element) -> Texts:
    return tuple(text_of(cell) for cell in row.iter(TC))


def data_rows(doc: Doc) -> list[Element]:
    return [row for table in doc.tables() for row in table.iter(TR) if any(map(numeral, row_texts(row)))]


def header_rows(doc: Doc) -> list[Element]:
    return [row for table in doc.tables() for row in table.iter(TR) if not any(map(numeral, row_texts(row)))]


def data_row_deleted(doc: Doc) -> Texts:
    row = doc.chance.choice(data_rows(doc))
    row.getparent().remove(row)
    return (*row_texts(row), "空")


def data_row_doubled(doc: Doc) -> Texts:
    row = doc.chance.choice(data_rows(doc))
    row.addnext(deepcopy(row))
    return row_texts(row)


def header_row_deleted(doc: Doc) -> Texts:
    row = doc.chance.choice(header_rows(doc))
    row.getparent().remove(row)
    return row_texts(row)


def header_row_doubled(doc: Doc) -> Texts:
    row = doc.chance.choice(header_rows(doc))
    row.addnext(deepcopy(row))
    return row_texts(row)


def rows_swapped(doc: Doc) -> Texts | None:
    rows = [row for row in data_rows(doc) if row.getnext() is not None and row.getnext().tag == TR]
    row = doc.chance.choice(rows)
    other = row.getnext()
    texts = (*row_texts(row), *row_texts(other))
    if row_texts(row) == row_texts(other):
        return None
    other.addnext(row)
    return texts


def note_row_added(doc: Doc) -> Texts:
    """A row of one cell below a table: 注：…."""
    table = doc.chance.choice(doc.tables())
    rows = list(table.iter(TR))
    row = deepcopy(rows[-1])
    cells = row.findall(TC)
    for cell in cells:
        set_text(cell, "")
    set_text(cells[0], "注：本表不含垂直管理单位数据")
    rows[-1].addnext(row)
    return ("注：本表不含垂直管理单位数据",)


def row_added(doc: Doc) -> Texts:
    """A row of its own among the others."""
    row = doc.chance.choice(data_rows(doc))
    copy = deepcopy(row)
    cells = copy.findall(TC)
    first = next((cell for cell in cells if label(text_of(cell))), cells[0])
    set_text(first, "其中：乡镇街道")
    row.addnext(copy)
    return (*row_texts(copy), "其中：乡镇街道")


def label_changed(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(label))
    old = text_of(cell)
    at = doc.chance.randrange(1, len(old))
    set_text(cell, f"{old[:at]}等{old[at:]}")
    return old, text_of(cell)


def label_emptied(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(label))
    old = text_of(cell)
    set_text(cell, "")
    return (old,)


def label_replaced(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(label))
    old = text_of(cell)
    set_text(cell, "另行规定的事项")
    return old, "另行规定的事项"


def label_overtyped(doc: Doc) -> Texts:
    """A number typed over a label."""
    cell = doc.chance.choice(doc.cells(label))
    old = text_of(cell)
    set_text(cell, "37")
    return old, "37"


def label_beside_table(doc: Doc) -> Texts:
    """A label changed, and a table put somewhere before."""
    texts = label_changed(doc)
    add_small_table(doc, doc.prose())
    return (*texts, "培训", "场次", "3")


def label_and_row(doc: Doc) -> Texts:
    """A label changed in a table that got a row more."""
    texts = label_changed(doc)
    return (*texts, *note_row_added(doc))


def add_small_table(doc: Doc, after: Element) -> None:
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in row) + "</w:tr>"
        for row in (("项目", "场次"), ("培训", "3"))
    )
    grid = '<w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="4000"/></w:tblGrid>'
    after.addnext(etree.fromstring(f'<w:tbl xmlns:w="{W[1:-1]}"><w:tblPr/>{grid}{cells}</w:tbl>'))


def small_table_added(doc: Doc) -> Texts:
    add_small_table(doc, doc.prose())
    return "项目", "场次", "培训", "3"


def table_deleted(doc: Doc) -> Texts:
    table = doc.chance.choice(doc.tables())
    table.getparent().remove(table)
    return (*(text_of(cell) for cell in table.iter(TC)), "空")


def tables_swapped(doc: Doc) -> Texts | None:
    """Two tables of the form in each other's place."""
    tables = doc.tables()
    if len(tables) < 2:
        return None
    one, other = tables[0], tables[1]
    place = etree.Element("place")
    one.addprevious(place)
    other.addprevious(one)
    place.addprevious(other)
    place.getparent().remove(place)
    return (*tuple(text_of(cell) for table in (one, other) for cell in table.iter(TC)), "在“")


def table_moved(doc: Doc) -> Texts:
    table = doc.chance.choice(doc.tables())
    doc.lines(40, style="BodyText")[-1].addnext(table)
    return (*(text_of(cell) for cell in table.iter(TC)), "在“")


def table_cut(doc: Doc) -> Texts:
    """A table in two, as for the end of a page."""
    table = doc.chance.choice(doc.tables())
    rows, said = table.findall(TR), tuple(text_of(cell) for cell in table.iter(TC))
    behind = deepcopy(table)
    for row in behind.findall(TR)[: len(rows) * 2 // 3]:
        behind.remove(row)
    for row in rows[len(rows) * 2 // 3 :]:
        table.remove(row)
    table.addnext(behind)
    table.addnext(etree.Element(P))
    return (*said, "2 张")


def column_deleted(doc: Doc) -> Texts | None:
    """The last column of a table, its heading and its figures."""
    table = max(doc.tables(), key=lambda one: len(list(one.iter(TR))))
    texts: list[str] = []
    for row in table.iter(TR):
        cells = row.findall(TC)
        if len(cells) > 1:
            texts.append(text_of(cells[-1]))
            row.remove(cells[-1])
    return (*texts, "空")


def columns_swapped(doc: Doc) -> Texts | None:
    """Two headings side by side, each in the other's place; the figures stay."""
    rows = [row for row in header_rows(doc) if len([cell for cell in row.findall(TC) if label(text_of(cell))]) > 1]
    if not rows:
        return None
    cells = [cell for cell in doc.chance.choice(rows).findall(TC) if label(text_of(cell))]
    one, other = cells[-2], cells[-1]
    texts = text_of(one), text_of(other)
    if texts[0] == texts[1]:
        return None
    set_text(one, texts[1])
    set_text(other, texts[0])
    figures = [text_of(cell) for table in doc.tables() for cell in table.iter(TC) if numeral(text_of(cell))]
    return (*texts, *figures)


def small_tables(doc: Doc) -> list[Element]:
    return [one for one in doc.body.findall(TBL) if len(list(one.iter(TC))) <= 12]


def small_cell_changed(doc: Doc) -> Texts | None:
    found = [cell for table in small_tables(doc) for cell in table.iter(TC)]
    if not found:
        return None
    cell = doc.chance.choice(found)
    old = text_of(cell)
    set_text(cell, f"{old}（补）")
    return old, text_of(cell)


def small_table_moved(doc: Doc) -> Texts | None:
    found = small_tables(doc)
    if not found:
        return None
    texts = tuple(text_of(cell) for cell in found[0].iter(TC))
    doc.lines(40, style="BodyText")[1].addnext(found[0])
    return texts


RECIPES: tuple[Recipe, ...] = (
    *(Recipe("格", edit, 3) for edit in (figure_changed, figure_blank, figure_in_words, figure_spelled)),
    *(Recipe("行", edit, times) for edit, times in ((data_row_deleted, 3), (data_row_doubled, 2), (header_row_deleted, 4),
      (header_row_doubled, 3), (rows_swapped, 2), (note_row_added, 2), (row_added, 2))),
    *(Recipe("表头", edit, times) for edit, times in ((label_changed, 5), (label_emptied, 3), (label_replaced, 3),
      (label_overtyped, 3), (label_beside_table, 3), (label_and_row, 2))),
    *(Recipe("表", edit, times) for edit, times in ((small_table_added, 2), (table_deleted, 2), (tables_swapped, 1), (table_moved, 1), (table_cut, 2),
      (column_deleted, 1), (columns_swapped, 2), (small_cell_changed, 2), (small_table_moved, 1))),
)  # fmt: skip
