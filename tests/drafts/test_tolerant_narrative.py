"""A narrative that is not written as it should be reads as the good one does, at its own places, and `check --fix` writes it so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from conftest import EXAMPLES
from support.known.corpus import read_corpus

from reportgen.drafts.narrative.blank import blank_narrative, filled_narrative
from reportgen.drafts.narrative.read import open_narrative, open_text, read_narrative, tidied
from reportgen.model.draft import Carried
from reportgen.model.errors import ReportgenError
from reportgen.model.finding import Finding
from reportgen.model.form import Form
from reportgen.model.report import Narrative, Paragraph
from reportgen.packs.load import find_pack
from reportgen.reports.open import open_draft
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft
from reportgen.tasks.drafts import fix_draft
from reportgen.tasks.update import update_draft

TEXT = "narrative.yaml"
FORMS = {"huaian-2024": "gov-disclosure-2021", "wenzhou-2020": "gov-disclosure-2019", "ouhai-2017": "gov-disclosure-2014"}
GOOD = {name: (EXAMPLES / name / TEXT).read_text(encoding="utf-8") for name in FORMS}
HEAD = "机关: 甲市乙局\n年份: 2024\n格式: gov-disclosure-2021\n"
Spoil = Callable[[str], str]


def form_of(name: str) -> Form:
    return find_pack(FORMS[name]).form


def read(text: str, form: Form) -> tuple[Narrative, list[Finding]]:
    return read_narrative(open_text(text, TEXT), form)


def content_of(narrative: Narrative) -> dict[str, object]:
    """All that a narrative says, without its places."""
    entries = {
        name: {key: one.text for key, one in said.items()}
        for name, said in (("contact", narrative.contact), ("variables", narrative.variables), ("charts", narrative.charts))
    }
    lines = [one and one.text for one in (*narrative.title, narrative.signature, narrative.date, narrative.prior)]
    texts = {name: [(one.kind, one.level, one.whole) for one in blocks] for name, blocks in narrative.texts.items()}
    return {"head": (narrative.agency, narrative.year, narrative.format_id), "lines": lines, "texts": texts, **entries}


def pieces_of(narrative: Narrative) -> Iterator[Paragraph]:
    """Every piece of text that a place of the file is known of."""
    for entries in (narrative.contact, narrative.variables, narrative.charts):
        yield from entries.values()
    for blocks in narrative.texts.values():
        yield from (
            Paragraph(one.whole, one.location)
            for one in blocks
            if one.kind in ("heading", "paragraph") and not NUMBERED.match(one.whole)
        )
    yield from (one for one in (*narrative.title, narrative.signature, narrative.date, narrative.prior) if one)


def told(findings: list[Finding]) -> list[int]:
    """The lines where something was read otherwise than it is written."""
    return [one.location.line for one in findings if one.code == "W125"]


# -- what is written as it should be is left as it is ------------------------------------------------------------


def well_written() -> Iterator[tuple[str, str, Form]]:
    for name, text in GOOD.items():
        yield name, text, form_of(name)
    for form in map(form_of, FORMS):
        notes = {section.id: ("一、上年: |", "甲\u2028乙\x0b# 丙", "| 丁 | 戊 |") for section in form.prose_sections}
        contact = {"地址": "某路: 1号", "电话": "# 3", "邮箱": "'a'"}
        after = Carried(contact=contact, notes=notes, questions=("一是不够: “细”\u2028",), preface=("前言: 甲。", "\\- 乙"))
        for carried in (None, after):
            blank = blank_narrative(form, "某市", form.years.first, carried=carried, prior="../甲")
            yield f"blank {form.id}", blank.decode(), form
    for written in read_corpus():
        form = written.draft.form
        yield written.name, filled_narrative(form, written.draft.report).decode(), form


def test_a_file_that_is_written_well_is_left_as_it_is() -> None:
    for name, text, form in well_written():
        for one in (text, text.replace("\n", "\r\n")):
            assert tidied(one, TEXT, form).came is None, name
            assert told(read(one, form)[1]) == [], name


WAYS = {
    "comments": "# 头\n{} # 后\n前言: | # 注\n  # 说明\n\n  正文。\n # 缩进的说明\n# 尾\n\n落款:\n  # 署名\n  署名: 甲 # 注\n",
    "lists": "{}前言:\n- 一\n- 二\n总体情况: [一, 二]\n",
    "quotes": '{}前言: "一\\n二"\n总体情况: \'三: 四\'\n"落款": {{署名: 甲}}\n',
    "folded": "{}前言: >\n  一\n  二\n总体情况: >-\n  三\n",
    "an indicator": "{}前言: |2-\n    一\n  二\n总体情况: |+\n  三\n\n",
    "all further in": "{}前言: |\n    一\n     二\n",
    "what looks like a key in a text": "{}前言: |\n  落款: 甲\n  总体情况:\n  机关：乙\n",
    "an anchor": "{}前言: &a |\n  一\n总体情况: *a\n",
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_other_ways_of_yaml_are_left_as_they_are(way: str) -> None:
    form = form_of("huaian-2024")
    text = way.format("机关: 甲\n年份: 2024\n格式: gov-disclosure-2021\n")
    assert tidied(text, TEXT, form).came is None


# -- spoiled in every way ----------------------------------------------------------------------------------------

NUMBERED = re.compile("[一二三四五六七八九十]+、")  # a heading of a free section, whose number is ours
BODY = re.compile(r"(?m)^ +(?=\S)")
KEY = re.compile(r"(?m)^( *[^\s:：，。]{2,15}): ?(?=\S|$)")
BAR = re.compile(r"(?m): \|$")


def indented_by(blanks: str) -> Spoil:
    return lambda text: BODY.sub(blanks, text)


def ended_by(sign: str) -> Spoil:
    """The paragraphs of a section with this between them."""
    return lambda text: re.sub(r"(?m)(?<=[。》；])\n {2,4}(?=[^!\s])", sign, text)


def noted(text: str) -> str:
    """Notes between the sections, and no blank lines, with a text at the margin."""
    return BODY.sub("", text).replace("\n\n", "\n\n# —— 下一部分 ——\n#请先看说明\n")


SPOILED: dict[str, Spoil] = {
    "no indent": indented_by(""),
    "one blank": indented_by(" "),
    "full-width blanks": indented_by("　　"),
    "a tab": indented_by("\t"),
    "blank and tab": indented_by(" \t"),
    "hard blanks": indented_by("\u00a0\u00a0"),
    "first line further in": lambda text: re.sub(r"(?m)(?<=: \|\n) +", "        ", text),
    "full-width colons": lambda text: KEY.sub(r"\1：", text),
    "full-width colons and bars": lambda text: KEY.sub(r"\1：", text).replace("：|", "：｜"),
    "no blank behind the colon": lambda text: KEY.sub(r"\1:", text),
    "full-width colons, no indent": lambda text: BODY.sub("", KEY.sub(r"\1：", text)),
    "no bar": lambda text: BAR.sub(":", text),
    "no bar, no indent": lambda text: BODY.sub("", BAR.sub(":", text)),
    "text on the key's line": lambda text: re.sub(r"(?m): \|\n +", ": ", text),
    "text glued to the bar": lambda text: re.sub(r"(?m): \|\n +", ": |", text),
    "text behind the bar": lambda text: re.sub(r"(?m): \|\n +", ": | ", text),
    "text on the key's line, no indent": lambda text: BODY.sub("", re.sub(r"(?m): \|\n +", "：", text)),
    "numbered headings": lambda text: re.sub(r"(?m)^(?=[^\s:]+: \|$)", "一、", text),
    "blanks in names": lambda text: re.sub(r"(?m)^( *)(落|署|日)(?=[款名期]:)", "\\1\\2　", text),
    "signed as it is printed": lambda text: re.sub(r"(?m)^  (署名|日期): ", "\u3000\u3000", text),
    "signed on the key's line": lambda text: re.sub(r"(?m)^落款:\n  署名: ", "落款: ", text),
    "keys further in": lambda text: re.sub(r"(?m)^(?=[^\s#])", " ", text).replace(" 机关", "机关", 1),
    "notes between sections": noted,
    "soft ends (VT)": ended_by("\x0b"),
    "soft ends (FF)": ended_by("\x0c"),
    "soft ends (NEL)": ended_by("\x85"),
    "soft ends (LS)": ended_by("\u2028"),
    "soft ends (PS)": ended_by("\u2029"),
    "soft ends (CR)": ended_by("\r"),
    "soft end behind the bar": lambda text: re.sub(r"(?m): \|\n +", ": |\u2028", text),
    "with CRLF, no indent": lambda text: BODY.sub("", text).replace("\n", "\r\n"),
}
# A heading of the office's own with its text behind it is a sentence with a colon in it.
SAME_PLACES = [
    (name, way) for name in GOOD for way in SPOILED if (name, way) != ("ouhai-2017", "text on the key's line, no indent")
]


@pytest.mark.parametrize(("name", "way"), SAME_PLACES, ids=map(": ".join, SAME_PLACES))
def test_a_spoiled_file_reads_as_the_good_one(name: str, way: str) -> None:
    form, good = form_of(name), GOOD[name]
    text = SPOILED[way](good)
    assert text != good
    narrative, findings = read(text, form)
    assert content_of(narrative) == content_of(read(good, form)[0])
    # It is told, where the file is another one; and nothing but that.
    assert {one.code for one in findings} == (set() if way == "one blank" and name != "ouhai-2017" else {"W125"})
    rows = text.split("\n")
    assert [line for line in told(findings) if rows[line - 1].rstrip("\r") in good.split("\n")] == []
    # Every piece of text is where it is said to be.
    for one in pieces_of(narrative):
        assert rows[one.location.line - 1][one.location.column - 1 :].lstrip("'\"").startswith(one.text[:8]), one


@pytest.mark.parametrize(("name", "way"), SAME_PLACES, ids=map(": ".join, SAME_PLACES))
def test_what_was_put_in_order_is_well_written(name: str, way: str) -> None:
    form, good = form_of(name), GOOD[name]
    tidy = tidied(SPOILED[way](good), TEXT, form)
    assert tidied(tidy.text, TEXT, form).came is None
    narrative, findings = read(tidy.text, form)
    assert findings == [] and content_of(narrative) == content_of(read(good, form)[0])


LINE_ENDS = {"CR": "\r", "CR twice": "\r\r\n", "LS": "\u2028", "NEL": "\x85"}


@pytest.mark.parametrize("end", LINE_ENDS.values(), ids=LINE_ENDS)
def test_a_file_with_other_ends_of_lines_throughout_is_read(end: str) -> None:
    form, good = form_of("huaian-2024"), GOOD["huaian-2024"]
    narrative, findings = read(good.replace("\n", end), form)
    assert content_of(narrative) == content_of(read(good, form)[0]) and findings == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_spoiled_file_in_any_encoding_is_put_in_order(example: Callable[[str], Path], encoding: str, ends: str) -> None:
    folder, good = example("huaian-2024"), GOOD["huaian-2024"]
    before = content_of(open_draft(folder).narrative)
    path = folder / TEXT
    path.write_bytes(BODY.sub("　　", KEY.sub(r"\1：", good)).replace("\n", ends).encode(encoding))
    checked = check_draft(folder)
    assert content_of(open_draft(folder).narrative) == before
    assert {one.code for one in checked.findings} == {"W125"} | ({"W123"} if "utf-8" not in encoding else set())
    done = fix_draft(checked, checked.findings, in_place=True)
    assert done.tidied and done.path == path
    again = check_draft(folder)
    assert again.findings == () and content_of(open_draft(folder).narrative) == before
    assert open_narrative(path).text.replace("\r\n", "\n") == good


def test_a_spoiled_draft_takes_edits_back_from_word(example: Callable[[str], Path], tmp_path: Path) -> None:
    folder, good = example("huaian-2024"), GOOD["huaian-2024"]
    (folder / TEXT).write_text(SPOILED["full-width colons, no indent"](good), encoding="utf-16")
    file = tmp_path / "改过.docx"
    build_draft(folder, output=file)
    document = docx.Document(str(file))
    (run,) = [run for one in document.paragraphs for run in one.runs if "对照新形势" in run.text]
    run.text = run.text.replace("对照新形势", "面对新形势")
    document.save(str(file))
    assert not update_draft(folder, file, write=True).left
    assert (folder / TEXT).read_text(encoding="utf-16") == good.replace("对照新形势", "面对新形势")


def test_a_key_twice_is_lost_by_no_command(example: Callable[[str], Path], tmp_path: Path) -> None:
    folder, file = example("huaian-2024"), tmp_path / "年报.docx"
    build_draft(folder, output=file)
    text = GOOD["huaian-2024"] + "联系方式:\n  传真: 0517\n"
    (folder / TEXT).write_text(text, encoding="utf-8")
    checked = check_draft(folder)
    for command in (lambda: update_draft(folder, file, write=True), lambda: fix_draft(checked, checked.findings, in_place=True)):
        with pytest.raises(ReportgenError, match="写了两次"):
            command()
    assert (folder / TEXT).read_text(encoding="utf-8") == text


def test_a_line_that_is_no_entry_is_told_and_takes_nothing_with_it(example: Callable[[str], Path]) -> None:
    folder = example("huaian-2024")
    text = (
        GOOD["huaian-2024"]
        .replace("联系方式:\n", "联系方式: 见网站\n  传真; 0517\n")
        .replace("自定义:\n", "自定义:\n  培训3场\n")
    )
    (folder / TEXT).write_text(text, encoding="utf-8")
    checked = check_draft(folder)
    rows = text.split("\n")
    places = [one.location for one in checked.findings]
    assert [one.code for one in checked.findings] == ["W126"] * 3
    assert [rows[at.line - 1][at.column - 1 :] for at in places] == ["见网站", "传真; 0517", "培训3场"]
    with pytest.raises(ReportgenError, match="没有读：见网站"):
        fix_draft(checked, checked.findings, in_place=True)


def test_a_torn_letter_is_told_where_it_stood(example: Callable[[str], Path]) -> None:
    folder = example("huaian-2024")
    good = GOOD["huaian-2024"].encode()
    at = good.index("有序推进".encode())
    for torn in (good[: at + 1] + good[at + 3 :], good[:at] + b"\xff\xfe" + good[at:]):
        (folder / TEXT).write_bytes(torn)
        checked = check_draft(folder)
        assert [one.code for one in checked.findings] == ["W127"]
        place = checked.findings[0].location
        assert (folder / TEXT).read_text(encoding="utf-8", errors="replace").split("\n")[place.line - 1][
            place.column - 1
        ] == "\ufffd"


# -- nothing vanishes ---------------------------------------------------------------------------------------------


def section_of(body: str) -> tuple[list[tuple[str, str]], list[Finding]]:
    """The blocks of a section with this body, and what is told of it."""
    narrative, findings = read(HEAD + f"总体情况: |\n{body}", form_of("huaian-2024"))
    (blocks,) = narrative.texts.values()
    return [(one.kind, one.image or one.whole) for one in blocks], findings


PASTED = {
    "a table": ("  各类如下\n  类别\t件数\n  规章\t3\n  完。\n", ["类别\t件数", "规章\t3"]),
    "at the margin": ("各类如下\n类别\t件数\t\n规章\t3\n完。\n", ["类别\t件数", "规章\t3"]),
    "below a row": ("  | 类别 | 件数 |\n  规章\t3\n", ["类别\t件数", "规章\t3"]),
    "an empty corner": ("  \t上年\t今年\n  规章\t3\t4\n", ["\t上年\t今年", "规章\t3\t4"]),
    "a short row": ("  类别\t件数\t占比\n  规章\t3\n", ["类别\t件数\t占比", "规章\t3\t"]),
}


@pytest.mark.parametrize(("body", "rows"), PASTED.values(), ids=PASTED)
def test_a_table_that_was_pasted_is_a_small_table(body: str, rows: list[str]) -> None:
    blocks, findings = section_of(body)
    assert [text for kind, text in blocks if kind == "row"] == rows
    assert {one.code for one in findings} == {"W125"} and any("制表符" in one.message for one in findings)
    tidy = tidied(HEAD + f"总体情况: |\n{body}", TEXT, form_of("huaian-2024"))
    assert section_of(tidy.text.partition("|\n")[2])[0] == blocks


def test_each_cell_of_a_pasted_table_has_its_place() -> None:
    text = HEAD + "总体情况: |\n  类别\t件数\n  规章\t3\n"
    ((_, row),) = read(text, form_of("huaian-2024"))[0].texts.values()
    assert [str(row.place(row.whole.index(one))) for one in ("规章", "3")] == [f"{TEXT}:6:3", f"{TEXT}:6:6"]


NO_TABLES = ["  1.\t建机制。\n  2.\t强队伍。\n", "  （一）\t建机制。\n  （二）\t强队伍。\n", "  •\t建机制。\n  •\t强队伍。\n"]


@pytest.mark.parametrize("body", NO_TABLES)
def test_a_list_that_was_pasted_is_no_table(body: str) -> None:
    blocks, findings = section_of(body)
    assert len(blocks) == 2 and findings == [] and "row" not in dict(blocks)


def test_a_tab_in_a_sentence_is_told() -> None:
    blocks, findings = section_of("  收到\t21件。\n")
    assert blocks == [("paragraph", "收到\t21件。")]
    assert [(one.code, one.location.line) for one in findings] == [("W125", 5)]


TYPED = {
    "！[图]（images/a.jpg）": ("image", "images/a.jpg"),
    "!［图］(images/a.PNG)": ("image", "images/a.PNG"),
    "！【图】（ images/a.svg “说明”）": ("image", "images/a.svg"),
    "！[图]（图表：饼图 甲）": ("chart", "图表：饼图 甲"),
    "！（一）好": ("paragraph", "！（一）好"),
    "\\！[图]（images/a.jpg）": ("paragraph", "\\！[图]（images/a.jpg）"),
}


@pytest.mark.parametrize(("line", "block"), TYPED.items(), ids=TYPED)
def test_a_picture_in_signs_of_chinese_typing_is_a_picture(line: str, block: tuple[str, str]) -> None:
    assert section_of(f"  {line}\n") == ([block], [])


# -- what could be taken for something else ----------------------------------------------------------------------


def test_a_line_of_text_that_looks_like_a_key_is_text() -> None:
    form = form_of("huaian-2024")
    lines = [
        "2024年总体平稳。",
        "注意：下面是重点。",
        "存在问题: 人手不足。",
        "主要做法:",
        "http://a.cn/b:8080",
        "①一条",
        "# 号开头的一行",
    ]
    text = (
        HEAD
        + "总体情况：\n"
        + "\n".join(lines)
        + "\n\n# 说明\n存在的主要问题及改进情况：\n无。\n落款：\n署名：甲市乙局\n日期：2025年1月2日\n"
    )
    narrative, findings = read(text, form)
    sections = [[one.whole for one in blocks] for blocks in narrative.texts.values()]
    assert sections == [lines, ["无。"]]
    assert narrative.signature and narrative.signature.text == "甲市乙局"
    assert {one.code for one in findings} == {"W125"}
    assert any("1 行以“#”开头" in one.message and one.location.line == 11 for one in findings)


@pytest.mark.parametrize("key", ["总体状况: |", "总体状况:", "附注: |"])
def test_a_misspelt_key_is_no_text_of_the_section_above(key: str) -> None:
    text = HEAD + f"前言: |\n  根据规定编制。\n{key}\n  平稳。\n落款:\n  日期: 2025年1月2日\n"
    narrative, findings = read(text, form_of("huaian-2024"))
    assert [one.code for one in findings] == ["W120"] and findings[0].location.line == 6
    assert [one.whole for one in narrative.texts["preface"]] == ["根据规定编制。"] and narrative.date


def test_a_note_at_the_head_is_none_of_the_text() -> None:
    text = HEAD + "总体情况: |\n  # 说明一\n  # 说明二\n  正文。\n  # 3 号文\n"
    narrative, findings = read(text, form_of("huaian-2024"))
    (blocks,) = narrative.texts.values()
    assert [one.whole for one in blocks] == ["正文。", "# 3 号文"]
    assert told(findings) == [8]


def test_signs_of_yaml_in_an_entry_are_letters() -> None:
    said = {"地址": "某路1号: 东门 # 3", "邮箱": "@某局", "网址": "*.gov.cn", "电话": "'0517", "传真": '"甲" 乙'}
    text = HEAD + "联系方式:\n" + "".join(f"  {key}: {value}\n" for key, value in said.items())
    narrative, findings = read(text, form_of("huaian-2024"))
    assert {key: one.text for key, one in narrative.contact.items()} == {**said, "地址": "某路1号: 东门 # 3"}
    assert told(findings) == [5]


def test_what_yaml_refuses_is_left_out_when_it_is_put_in_order(example: Callable[[str], Path]) -> None:
    folder, good = example("huaian-2024"), GOOD["huaian-2024"]
    (folder / TEXT).write_text(good.replace("  对照新", "对\x00照\x1b新"), encoding="utf-8")
    checked = check_draft(folder)
    assert [(one.code, str(one.location)) for one in checked.findings] == [
        ("W125", f"{TEXT}:43:1"),
        ("W122", f"{TEXT}:43:2"),
    ]
    fix_draft(checked, checked.findings, in_place=True)
    assert (folder / TEXT).read_text(encoding="utf-8") == good
