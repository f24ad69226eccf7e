"""`format tag`: room behind a label that the pack knows, a field's name or a key of the contact data, in lines and in cells."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from support.made.blank_forms import W, blank_form, blocks, document, element, text_of

from reportgen.packs.load import open_pack
from reportgen.tasks.pack_check import check_pack
from reportgen.tasks.tag import tag_blank_form
from reportgen.word.blank.labels import rooms_in
from reportgen.word.blank.tables import Tagged

LABELS = (
    "id: county-2021\nextends: gov-disclosure-2021\nfields:\n  - {id: clerk, name: 填报人}\n"
    "  - {id: staff, name: 专职人数, kind: number}\n  - {id: number, name: 发文字号, pattern: 某政办函〔#〕#号}\n"
)


def line(*texts: str) -> etree._Element:
    runs = "".join(f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' for text in texts)
    return element(f"<w:p>{runs.replace('_TAB_', '</w:t><w:tab/><w:t>')}</w:p>")


def cell(text: str, span: int = 1) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/><w:gridSpan w:val="{span}"/></w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>'


@pytest.fixture
def labelled(tmp_path: Path) -> Callable[..., tuple[Tagged, list[str]]]:
    """A form of a pack with fields, with lines behind its tables and rows at the edge of 表三; and what became of them."""

    def run(*lines: etree._Element, edge: str = "") -> tuple[Tagged, list[str]]:
        (tmp_path / "county-2021").mkdir()
        (tmp_path / "county-2021" / "format.yaml").write_text(LABELS, encoding="utf-8")

        def change(root: etree._Element) -> None:
            end = blocks(root, "p")[-1]
            for one in reversed(lines):
                end.addnext(one)
            if edge:
                rows = blocks(root, "tbl")[1].findall(W + "tr")
                rows[-1].addnext(element(f"<w:tr>{edge}</w:tr>"))

        path = tmp_path / "表单.docx"
        path.write_bytes(blank_form(open_pack(tmp_path / "county-2021").form, change))
        tagged = tag_blank_form(path, str(tmp_path / "county-2021"), force=True)
        written = [text_of(one) for one in document(tagged.path.read_bytes()).iter(W + "p")]
        return tagged, [text for text in written if re.search(r"fields\.|contact\.|^[^（：]*：", text)]

    return run


CLERK, PHONE, POST = "{{ fields.clerk }}", "{{ contact.电话 }}", "{{ contact.邮编 }}"


@pytest.mark.parametrize(
    ("texts", "becomes"),
    [
        (("填报人：    ",), f"填报人：{CLERK}"),
        (("填 报 人", "：", "____"), f"填 报 人：{CLERK}"),
        (("电话：____　　邮编：____",), f"电话：{PHONE}　　邮编：{POST}"),
        (("填报人：_TAB_电话：",), f"填报人：{CLERK}电话：{PHONE}"),
        (("专职人数____人",), "专职人数{{ fields.staff }}人"),
        (("某政办函〔　　〕　号",), "{{ fields.number }}"),
        (("电话：0517-83000000",), "电话：0517-83000000"),
        (("填报人：由各单位自定",), "填报人：由各单位自定"),
        (("本表说明如下：",), "本表说明如下："),
    ],
)
def test_room_behind_a_name_of_the_pack_is_tagged(
    texts: tuple[str, ...], becomes: str, labelled: Callable[..., tuple[Tagged, list[str]]]
) -> None:
    """What the line says besides stays; a line that is filled in is no room."""
    tagged, written = labelled(line(*texts))
    assert written == [becomes]
    assert tagged.whole and not any("后面空着" in one for one in tagged.told.remarks)


def test_room_at_the_edge_of_a_table_is_tagged_and_what_nobody_knows_is_asked(
    labelled: Callable[..., tuple[Tagged, list[str]]],
) -> None:
    tagged, written = labelled(line("审核人：    "), line("联系电话："), edge=cell("填报人", 2) + cell("") + cell("邮编：", 7))
    assert sorted(written) == sorted([CLERK, f"邮编：{POST}", "审核人：    ", "联系电话："])
    (asked,) = [one for one in tagged.told.remarks if "后面空着" in one]
    assert "第18段“审核人”" in asked and f"“联系电话”（是不是 {PHONE}？）" in asked and "填报人" not in asked
    assert tagged.whole


def test_a_report_prints_what_is_said_of_the_labels(labelled: Callable[..., tuple[Tagged, list[str]]], tmp_path: Path) -> None:
    tagged, _ = labelled(line("填报人：        电话：        "))
    shutil.copy(tagged.path, tmp_path / "county-2021" / "template.docx")
    found = check_pack(str(tmp_path / "county-2021"))
    assert [one.message for one in found.findings if one.code in ("F214", "F232")] == [
        f"要素“{name}”没有印出来" for name in ("专职人数", "发文字号")
    ]


@pytest.mark.parametrize("sign", ["：", "_", "人：", "人： ", "____人"])
def test_a_long_line_of_labels_takes_no_longer_than_it_is(sign: str) -> None:
    def seconds(times: int) -> float:
        began = time.process_time()
        for _ in rooms_in(sign * times):
            pass
        return time.process_time() - began

    assert seconds(200_000) < 40 * max(seconds(20_000), 0.01)
