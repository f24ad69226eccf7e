"""The looks of templates and finished documents against GB/T 9704: what is told, what is not."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT, telling

from reportgen.model.errors import SourceError
from reportgen.model.finding import Finding, Severity
from reportgen.packs.folders import shipped_packs
from reportgen.packs.load import find_pack
from reportgen.word.layout.rules import RULES
from reportgen.word.layout.text import layout_findings
from reportgen.word.official import LINE, TEXT_WIDTH
from reportgen.word.template.styles import MARGINS, PAGE, TIGHTER

PACK = "gov-disclosure-2021"
PACKS = sorted(path.parent.name for path in shipped_packs().glob("*/template.docx"))


@cache
def shipped(pack: str) -> Mapping[str, bytes]:
    return unpacked((shipped_packs() / pack / "template.docx").read_bytes())


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def changed(part: str, old: str, new: str, count: int = 0, pack: str = PACK) -> bytes:
    """The shipped template with a pattern replaced in one part; the pattern must be there."""
    text = shipped(pack)[f"word/{part}.xml"].decode()
    text, times = re.subn(old, new, text, count=count)
    assert times, old
    return packed({**shipped(pack), f"word/{part}.xml": text.encode()})


def told(content: bytes, pack: str | None = PACK) -> list[Finding]:
    return list(layout_findings(content, "template.docx", find_pack(pack).form if pack else None))


def lines(content: bytes, pack: str | None = PACK) -> list[str]:
    return [f"{finding.code} {finding.location} {finding.message}" for finding in told(content, pack)]


@pytest.mark.parametrize("pack", PACKS)
def test_shipped_templates_have_no_finding(pack: str) -> None:
    content = packed(shipped(pack))
    assert lines(content, pack) == []
    assert lines(content, None) == []


def test_the_manual_says_what_a_template_sets() -> None:
    """docs/word-look.md: what is said to be written is, what is said to be left to Word is not, and its sums are right."""
    manual = (ROOT / "docs" / "word-look.md").read_text(encoding="utf-8")
    written = b"".join(shipped(PACK)[f"word/{part}.xml"] for part in ("document", "styles", "settings")).decode()
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", manual, re.MULTILINE)
    settings = {name: said for names, said in rows for name in re.findall(r"`(?:w:)?(\w+)`", names)}
    left_out = {name for name, said in settings.items() if said.startswith("不写")}
    assert {"docGrid", "wordWrap", "kern", "autoSpaceDE", "spaceForUL"} <= left_out
    assert not [name for name in left_out if f"<w:{name} " in written or f"<w:{name}/" in written]
    assert {"hint", "useFELayout", "evenAndOddHeaders", "compatibilityMode"} <= settings.keys() - left_out
    assert not [name for name in settings.keys() - left_out if name not in written]
    height = PAGE["h"] - MARGINS["top"] - MARGINS["bottom"]
    assert f"固定值 {LINE} 缇" in manual and LINE * 22 <= height < LINE * 23
    assert f"22 行 {LINE * 22} 缇，版心 {height} 缇" in manual
    character = 320 + TIGHTER
    assert f"28 字 {character * 28} 缇，版心 {TEXT_WIDTH} 缇" in manual and character * 28 <= TEXT_WIDTH < character * 29


HEADING = '(<w:pStyle w:val="Heading1"/>)'
NUMBERED = r'\1<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
STYLE = '(w:styleId="%s">.*?)'
# code, part, what to replace, with what, what the finding must say
BAD = (
    ("F401", "document", 'w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"', "纸张 215.9 × 279.4 mm，应为 A4：210 × 297 mm"),
    ("F401", "document", 'w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906"', "纸张横放"),
    ("F402", "document", 'w:left="1587"', 'w:left="1800"', "左边距 31.7 mm，应为 28 mm"),
    ("F402", "document", 'w:gutter="0"', 'w:gutter="400"', "左边距 35 mm，应为 28 mm"),
    ("F403", "document", ' w:eastAsia="黑体"', ' w:eastAsiaTheme="minorEastAsia"', "一级标题：中文字体来自主题（minorEastAsia，现在是空的）（第"),
    ("F404", "document", ' w:eastAsia="方正小标宋简体"', ' w:eastAsia="黑体"', "标题：字体黑体，应为方正小标宋简体（第2段“{{ line }}”）"),
    ("F404", "document", 'w:eastAsia="楷体_GB2312"', 'w:eastAsia="宋体"', "二级标题：字体宋体，应为楷体_GB2312（或楷体）"),
    ("F405", "styles", STYLE % "BodyText" + 'w:sz w:val="32"', r'\1w:sz w:val="28"', "正文、带标题的段落：字号 14 磅，应为 16 磅（三号）（第7段“{{ block.text }}”"),
    ("F405", "styles", STYLE % "TableText18" + 'w:sz w:val="18"', r'\1w:sz w:val="14"', "表格文字：字号 7 磅，小于 7.5 磅看不清（表2第1行"),
    ("F406", "document", 'w:ascii="Times New Roman"', 'w:ascii="Arial"', "数字和西文用Arial，应为 Times New Roman"),
    ("F407", "styles", STYLE % "Normal" + 'w:line="579" w:lineRule="exact"', r'\1w:line="360" w:lineRule="auto"', "行距1.5 倍，应为固定值 29 磅左右"),
    ("F407", "styles", STYLE % "Normal" + 'w:line="579"', r'\1w:line="480"', "行距固定值 24 磅，应为"),
    ("F408", "styles", STYLE % "Picture" + 'w:line="240" w:lineRule="auto"', r'\1w:line="579" w:lineRule="exact"', "行距是固定值 28.95 磅，图片会被截掉"),
    ("F409", "styles", STYLE % "BodyText" + 'w:firstLine="640" w:firstLineChars="200"', r'\1w:firstLine="0"', "正文、带标题的段落：首行缩进 0 字，应为 2 字"),
    ("F410", "styles", STYLE % "BodyText" + '<w:spacing w:val="-5"/>', r'\1<w:spacing w:val="40"/>', "正文：每行约 24 字，应为 28 字（字间距 +2 磅"),
    ("F411", "footer1", " PAGE ", " DATE ", "页脚里没有页码"),
    ("F411", "footer2", " PAGE ", " DATE ", "双页（偶数页）的页脚里没有页码"),
    ("F412", "footer1", "— ", "第", "页码写成“第1 —”，应为“— 1 —”"),
    ("F412", "footer1", "right", "center", "单页的页码居中，应居右空一字"),
    ("F412", "footer2", '<w:ind [^>]*>', "", "双页的页码居左，空 0 字，应空一字"),
    ("F412", "settings", "<w:evenAndOddHeaders/>", "", "勾选“奇偶页不同”"),
    ("F412", "styles", STYLE % "Footer" + 'w:sz w:val="28"', r'\1w:sz w:val="18"', "页码 9 磅，应为 14 磅（四号）"),
    ("F412", "document", 'w:footer="1400"', 'w:footer="400"', "页码在版心下边缘之下约 25 mm 处，应在之下 7 mm"),
    ("F413", "document", HEADING, NUMBERED, "一级标题：用了自动编号"),
    ("F414", "document", ' w:hint="eastAsia"', "", "标题、正文、带标题的段落、一级标题、二级标题、三级标题、四级标题、图片、居中的文字、落款：“ ” — … 等标点没有写明按中文排，Word 会用 Times New Roman（第2段"),
    ("F414", "document", ' w:hint="eastAsia"', ' w:hint="default"', "表格文字：“ ” — … 等标点没有写明按中文排"),
    ("F421", "document", "<w:tblHeader/>", "", "表2的表头是前 3 行，一行也没有设为重复"),
    ("F422", "document", "<w:cantSplit/>", "", "表格的行：允许跨页断开（表1的每一行、表2的每一行、表3的每一行）"),
    ("F423", "document", '<w:gridCol w:w="[0-9]+"/></w:tblGrid>', "</w:tblGrid>", "行的格子合起来占"),
    ("F423", "document", '<w:vMerge w:val="restart"/>', "", "上面没有开始合并的格"),
    ("F424", "document", 'w:tblW w:w="8845"', 'w:tblW w:w="9900"', "表1：表宽 175 mm，各列合起来 156 mm"),
    ("F424", "document", 'w:right="1474"', 'w:right="2500"', "表格：宽 156 mm，版心只有 138 mm，会伸进页边（表1、表2、表3）"),
    ("F425", "document", '(<w:pStyle w:val="TableHeading"/>)', r'\1<w:keepNext w:val="0"/>', "表前的标题：没有设“与下段同页”（第"),
    ("F425", "document", '(<w:pStyle w:val="TableHeading"/>.*?</w:p>)', r'\1<w:p><w:pPr><w:pStyle w:val="TableGap"/></w:pPr></w:p>', "标题和表之间的一段：没有设“与下段同页”（第"),
    ("F425", "document", 'w:trHeight w:val="480"', 'w:trHeight w:val="1000"', "表前的标题：和下面的表1全都设了“与下段同页”，合起来约"),
)  # fmt: skip


# A quick run makes of each code and part the first change.
CHANGES = [pytest.param(*case, id=f"{case[0]}-{number}") for number, case in enumerate(BAD)]
EACH_CHANGE = list({case[:2]: change for case, change in zip(reversed(BAD), reversed(CHANGES), strict=True)}.values())


@pytest.mark.parametrize(("code", "part", "old", "new", "says"), telling(EACH_CHANGE, CHANGES))
def test_one_change_is_told(code: str, part: str, old: str, new: str, says: str) -> None:
    findings = [finding for finding in told(changed(part, old, new)) if finding.code == code]
    assert any(says in finding.message for finding in findings), [finding.message for finding in findings]
    assert all(finding.hint and finding.location.path == "template.docx" for finding in findings)


def test_the_hint_names_the_font_and_size_that_this_paragraph_needs() -> None:
    title = [
        (' w:eastAsia="方正小标宋简体"', ' w:eastAsia="黑体"'),
        ('(<w:pStyle w:val="ReportTitle"/>.*?<w:rPr>)', r'\1<w:sz w:val="36"/>'),
    ]
    found = {
        one.code: one.hint for old, new in title for one in told(changed("document", old, new)) if one.code in ("F404", "F405")
    }
    assert found["F404"].startswith("中文字体改为方正小标宋简体") and found["F405"].startswith("字号改为 22 磅（二号）")


def test_every_rule_has_a_bad_case() -> None:
    assert {rule.code for rule in RULES} == {case[0] for case in BAD}


# Changes that are as good as what the standard says, or nobody's business.
CLEAN = {
    "newer Windows calls them 仿宋 and 楷体": ("document", "仿宋_GB2312", "仿宋"),
    "a grid of 22 lines carries single lines": ("styles", STYLE % "Normal" + 'w:line="579" w:lineRule="exact"', r'\1w:line="240" w:lineRule="auto"'),
    "an indent in twips": ("styles", ' w:firstLineChars="200"', ""),
    "a millimetre of the margin": ("document", 'w:left="1587"', 'w:left="1610"'),
    "digits of the title in its own font": ("document", 'w:ascii="Times New Roman"( [^>]*小标宋)', r'w:ascii="方正小标宋简体"\1'),
    "text without the hint that is in one font": ("document", 'w:hint="eastAsia" w:ascii="Times New Roman" w:hAnsi="Times New Roman"', 'w:ascii="Times New Roman" w:hAnsi="仿宋"'),
    "page numbers with thin dashes of one run": ("footer1", '<w:t xml:space="preserve">— </w:t>', '<w:t>—</w:t>'),
    "small type in a table": ("styles", STYLE % "TableText18" + 'w:sz w:val="18"', r'\1w:sz w:val="15"'),
}  # fmt: skip


@pytest.mark.parametrize("why", CLEAN)
def test_what_is_as_good_is_not_told(why: str) -> None:
    part, old, new = CLEAN[why]
    content = changed(part, old, new)
    if "grid" in why:
        parts = unpacked(content)
        grid = b'<w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>'
        content = packed({**parts, "word/document.xml": parts["word/document.xml"].replace(b"</w:sectPr>", grid)})
    assert lines(content) == []


def test_equal_deviations_are_one_finding_with_all_places() -> None:
    (finding,) = (
        one
        for one in told(changed("styles", STYLE % "BodyText" + 'w:sz w:val="32"', r'\1w:sz w:val="28"'))
        if "正文" in one.message
    )
    assert "等 8 处" in finding.message and len(finding.related) == 7
    assert finding.location.line < min(place.line for place in finding.related)


def test_table_damage_is_an_error_and_taste_a_warning() -> None:
    assert {rule.code for rule in RULES if rule.severity is Severity.ERROR} == {"F408", "F423"}


def test_rows_that_are_no_headers_must_not_repeat() -> None:
    content = changed("document", r"<w:cantSplit/>", "<w:cantSplit/><w:tblHeader/>", pack="gov-disclosure-2014")
    said = "\n".join(lines(content, "gov-disclosure-2014"))
    assert re.search(r"F421 template.docx:表1!A2 表1第2—\d+行不是表头，却设为重复的标题行", said)


def test_theme_fonts_are_looked_up() -> None:
    theme = (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:fontScheme name="x"><a:minorFont>'
        '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:font script="Hans" typeface="等线"/></a:minorFont></a:fontScheme></a:themeElements></a:theme>'
    )
    text = shipped(PACK)["word/document.xml"].decode().replace('w:eastAsia="黑体"', 'w:eastAsiaTheme="minorEastAsia"')
    relations = shipped(PACK)["word/_rels/document.xml.rels"].decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
    named = relations.replace(
        "</Relationships>", f'<Relationship Id="t" Type="{kind}" Target="theme/theme1.xml"/></Relationships>'
    )
    changed_parts = {
        "word/document.xml": text.encode(), "word/theme/theme1.xml": theme.encode(), "word/_rels/document.xml.rels": named.encode(),
    }  # fmt: skip
    content = packed({**shipped(PACK), **changed_parts})
    assert any("中文字体来自主题（minorEastAsia，现在是等线）" in line for line in lines(content))


WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
BOX = (
    f'<w:p><w:r><w:drawing><wp:anchor xmlns:wp="{WP}"><wp:positionH relativeFrom="margin"><wp:align>%s</wp:align></wp:positionH>'
    '<wp:positionV relativeFrom="page"><wp:align>bottom</wp:align></wp:positionV><w:txbxContent>%s</w:txbxContent></wp:anchor></w:drawing></w:r></w:p>'
)  # fmt: skip


@pytest.mark.parametrize(("side", "said"), [("outside", []), ("center", ["单页的页码居中，应居右空一字"])])
def test_page_numbers_in_a_text_box_as_wps_puts_them(side: str, said: list[str]) -> None:
    footer = shipped(PACK)["word/footer1.xml"].decode()
    inside = re.search("<w:p>.*</w:p>", footer)
    assert inside
    boxed = footer.replace(inside[0], BOX % (side, inside[0]))
    messages = [finding.message for finding in told(packed({**shipped(PACK), "word/footer1.xml": boxed.encode()}))]
    assert messages == [f"页脚：{one}" for one in said]


def test_page_numbers_outside_need_no_second_footer() -> None:
    framed = changed("footer1", "(<w:pPr>)", r'\1<w:framePr w:wrap="around" w:hAnchor="margin" w:xAlign="outside"/>')
    parts = unpacked(framed)
    settings = parts["word/settings.xml"].replace(b"<w:evenAndOddHeaders/>", b"")
    assert lines(packed({**parts, "word/settings.xml": settings})) == []


@pytest.mark.parametrize(
    ("old", "new"), [('w:sz w:val="32"', 'w:sz w:val="0"'), ('w:line="579"', 'w:line="nan"'), ('w:line="579"', 'w:line=""')]
)
def test_values_that_mean_nothing_do_no_harm(old: str, new: str) -> None:
    assert lines(changed("styles", old, new))


LYING = (
    '<w:p><w:pPr><w:sectPr><w:pgSz w:w="16838" w:h="11906"/>'
    '<w:pgMar w:top="1587" w:bottom="1474" w:left="1984" w:right="2098"/></w:sectPr></w:pPr></w:p>'
)


def test_a_table_may_lie_on_pages_of_its_own() -> None:
    """第8章 allows it; the page before must still be as it ought."""
    both = changed("document", "<w:sectPr>", f"{LYING}<w:sectPr>")
    assert not [line for line in lines(both) if line.startswith(("F401", "F402"))]
    wide = changed("document", "<w:sectPr>", LYING.replace('w:w="16838"', 'w:w="18000"') + "<w:sectPr>")
    assert any(line.startswith("F401 template.docx 第1节：纸张 317.5 × 210 mm") for line in lines(wide))


# -- documents that are no templates ------------------------------------------------------------------


def paragraph(text: str, style: str = "BodyText", properties: str = "", run: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>'


def document(*paragraphs: str) -> bytes:
    """A finished document in the styles of the shipped template."""
    text = shipped(PACK)["word/document.xml"].decode()
    head, end = text[: text.index("<w:body>") + 8], text[text.index("<w:sectPr>") :]
    return packed({**shipped(PACK), "word/document.xml": (head + "".join(paragraphs) + end).encode()})


GOOD = (
    paragraph("某市人民政府", "ReportTitle"),
    paragraph("2024年政府信息公开工作年度报告", "ReportTitle"),
    paragraph("一、总体情况", "Heading1"),
    paragraph("（一）主动公开", "Heading2"),
    paragraph("全年主动公开信息 120 条。"),
    paragraph("某市人民政府", "SignatureRight"),
    paragraph("2025年1月20日", "DateRight"),
)


def test_a_finished_document_is_known_by_its_text() -> None:
    assert lines(document(*GOOD), None) == []


@pytest.mark.parametrize(
    ("at", "piece", "says"),
    [
        (0, paragraph("某市人民政府", "ReportTitle", run='<w:sz w:val="36"/>'), "F405 template.docx:1:1 标题：字号 18 磅，应为 22 磅（二号）"),
        (2, paragraph("一、总体情况", "BodyText"), "F404 template.docx:3:1 一级标题：字体仿宋_GB2312，应为黑体"),
        (3, paragraph("（一）主动公开", "Heading3"), "F404 template.docx:4:1 二级标题：字体仿宋_GB2312，应为楷体_GB2312（或楷体）"),
        (4, paragraph("全年主动公开信息 120 条。", "Heading1"), "F404 template.docx:5:1 正文：字体黑体，应为仿宋_GB2312（或仿宋）"),
    ],
)  # fmt: skip
def test_a_deviation_in_a_finished_document(at: int, piece: str, says: str) -> None:
    pieces = [*GOOD[:at], piece, *GOOD[at + 1 :]]
    (line,) = lines(document(*pieces), None)
    assert line.startswith(says)


def test_a_tag_that_word_tore_apart_prints_once() -> None:
    body = '<w:rFonts w:hint="eastAsia" w:ascii="Times New Roman" w:eastAsia="仿宋"/>'
    torn = (
        f'<w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr><w:r><w:rPr>{body}</w:rPr><w:t>{{{{ 机</w:t></w:r>'
        '<w:r><w:rPr><w:rFonts w:ascii="Arial" w:eastAsia="黑体"/><w:sz w:val="10"/></w:rPr><w:t>关 }}</w:t></w:r></w:p>'
    )
    assert lines(document(*GOOD[:4], torn), None) == []


# -- files from elsewhere -----------------------------------------------------------------------------


def test_the_blank_form_as_published(published: Path) -> None:
    """The official blank is a web page put into Word: nothing of it keeps to the standard, and each is said once."""
    content = (published / "form_2021_blank.docx").read_bytes()
    findings = told(content)
    assert {finding.code for finding in findings} == {
        "F402", "F404", "F405", "F407", "F409", "F411", "F421", "F422", "F424", "F425",
    }  # fmt: skip
    assert len(findings) < 25
    assert not [finding for finding in findings if finding.severity is Severity.ERROR]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"<html>", packed({"a.txt": b"x"}), packed({"word/document.xml": b"<w"})]
)
def test_what_is_no_word_file_is_refused_in_plain_words(content: bytes) -> None:
    with pytest.raises(SourceError, match=r"Word|docx"):
        told(content)


def test_a_part_that_cannot_be_unpacked_is_told() -> None:
    content = bytearray((shipped_packs() / "gov-disclosure-2021" / "template.docx").read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        part = archive.getinfo("word/styles.xml")
    start = part.header_offset + 30 + len(part.filename) + 5
    content[start : start + 20] = bytes(byte ^ 0xFF for byte in content[start : start + 20])
    with pytest.raises(SourceError, match=r"word/styles\.xml 解不开"):
        list(layout_findings(bytes(content), "t.docx", None))
