"""How a drawn table breaks: over pages, so that no heading stands alone; a narrow heading over lines, between words."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from lxml import etree

from reportgen.model.form import Block, Column, Look, Row, Table
from reportgen.packs.load import find_pack
from reportgen.word.names import TC, TR, W
from reportgen.word.template.drawing import draw_template

FORM = find_pack("gov-disclosure-2021").form
COLUMN = Column("数量", "count", "数量")


def drawn(table: Table) -> etree._Element:
    """This table as the template of a form draws it."""
    form = replace(FORM, tables=(table,), sections=(FORM.sections[1]._replace(tables=(table.id,)),))
    with zipfile.ZipFile(io.BytesIO(draw_template(form))) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return next(root.iter(W + "tbl"))


def alone(table: Table) -> list[str]:
    """What the rows begin with that may be the last of a page: all of them but those kept with the next."""
    rows = list(drawn(table).iter(TR))
    kept = [next(row.iter(W + "keepNext"), None) is not None for row in rows]
    return ["".join(next(row.iter(TC)).itertext()) for row, keep in zip(rows, kept, strict=True) if not keep]


def rows(count: int, start: int = 0) -> tuple[Row, ...]:
    return tuple(Row(f"第{number}行", f"r{number}", f"第{number}行") for number in range(start, start + count))


TALL = Look(10.5, 24, (60, 60), 40)
NAMES = [f"第{number}行" for number in range(40)]
# What a table consists of, and the rows behind which a page may end.
PAGES: dict[str, tuple[tuple[Block, ...], Look, list[str]]] = {
    "a table that a page holds": ((Block((COLUMN,), rows(20)),), TALL, NAMES[19:20]),
    "few rows that are high": ((Block((COLUMN,), rows(20)),), TALL._replace(row_height=40), [*NAMES[:18], NAMES[19]]),
    "many rows that are low": ((Block((COLUMN,), rows(40)),), TALL._replace(row_height=13, font_size=8), NAMES[39:40]),
    "rows that their labels make high": (
        (Block((COLUMN,), tuple(row._replace(label="这一行的名称很长" * 12) for row in rows(12))),), TALL, ["这一行的名称很长" * 12] * 11,
    ),
    "a heading whose narrow column holds two characters a line": (
        (Block((Column("法律服务机构以外的中介组织", "one", "一"), *(COLUMN._replace(id=f"c{at}") for at in range(9))), rows(25)),),
        Look(9, 21, (60,), 10.5), [*NAMES[:23], NAMES[24]],
    ),
    "blocks with headings of their own": (
        (Block((COLUMN,), rows(14), caption="第一项", corner="内容"), Block((COLUMN,), rows(14, 14), caption="第二项", corner="内容")), TALL,
        [*NAMES[:26], NAMES[27]],
    ),
    "headings above their rows": (
        (Block((COLUMN,), (Row("一、甲", rows=rows(14), filled=False), Row("二、乙", rows=rows(14, 14), filled=False))),), Look(10.5, 24, (120,), 40),
        [*NAMES[:26], NAMES[27]],
    ),
    "a row with parts": (
        (Block((COLUMN,), (*rows(14), Row("合计", "whole", "合计", rows=(Row("其中：甲", "part", "甲"), Row("乙", "other", "乙"))), *rows(14, 14))),), TALL,
        [*NAMES[:14], "其中：甲", "乙", *NAMES[14:26], NAMES[27]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PAGES)
def test_no_heading_stands_alone_at_the_end_of_a_page(case: str) -> None:
    blocks, look, expected = PAGES[case]
    assert alone(Table("made", "造表", blocks, look=look)) == expected


# A heading, how many characters its column holds, and how many of them stand on a line.
HEADINGS = [
    ("商业企业", 2, 2), ("商业企业", 3, 2), ("商业企业", 4, 4), ("法律服务机构", 3, 2), ("法律服务机构", 4, 4), ("法律服务机构", 5, 4),
    ("平均办理时长天数", 5, 4), ("平均办理时长天数", 7, 4), ("其他的", 2, 2), ("数量（件）数", 5, 5),
]  # fmt: skip


@pytest.mark.parametrize(("text", "room", "line"), HEADINGS)
def test_a_narrow_heading_breaks_between_words_and_no_sooner_than_it_must(text: str, room: int, line: int) -> None:
    size, whole, padding = 10.0, 156, 4.0
    width = (room + 0.2) * size / 72 * 25.4 + padding / 72 * 25.4
    columns = (Column(text, "one", text), Column("数", "two", "数"))
    table = drawn(
        Table("made", "造表", (Block(columns, rows(2), corner="内容"),), look=Look(size, 20, (whole - 2 * width,), width))
    )
    cell = next(cell for cell in table.iter(TC) if "".join(cell.itertext()) == text)
    indents = re.findall(r'<w:ind [^>]*w:left="(\d+)"[^>]*w:right="(\d+)"', etree.tostring(cell, encoding="unicode"))
    wide = next(cell.iter(W + "tcW")).get(W + "w")
    left = int(wide or 0) - padding * 20 - sum(map(int, indents[0] if indents else (0, 0)))
    assert int(left // (size * 20)) == line
