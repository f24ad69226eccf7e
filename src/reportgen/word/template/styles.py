"""The look that GB/T 9704—2012 prescribes, as Word styles and the fixed parts around the text.

Sizes are the standard's: half-points for type, twentieths of a point (twips) for lengths.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..names import KIND, PACKAGE_RELATIONS, PACKAGE_TYPES, WORD_TYPE, XML_DECLARATION, declared
from ..official import FANGSONG, HEITI, KAITI, SONGTI, XIAOBIAOSONG, Family, fonts

# 5.1, 5.2: A4; 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm.
PAGE = {"w": 11906, "h": 16838}
MARGINS = {"top": 2098, "bottom": 1984, "left": 1587, "right": 1474}
TEXT_WIDTH = PAGE["w"] - MARGINS["left"] - MARGINS["right"]
# 22 lines of 225 mm: 28.95 pt each (29 pt would leave room for 21 only).
LINE = 579
# 28 characters of 三号 in 156 mm: each a quarter of a point closer than its size.
TIGHTER = -5


def table_style(kind: str, font_size: float) -> str:
    """The id of a table style: TableText (centred), TableLabel (left), TableCaption, by type size."""
    return f"{kind}{round(font_size * 2)}"


def styles(table_sizes: Iterable[float]) -> str:
    """styles.xml, with the table styles for these type sizes in points."""
    rows = [*_STYLES, *(row for size in table_sizes for row in _table_styles(size))]
    styles = "".join(_style(*row) for row in rows)
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts(FANGSONG)}<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    )
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
        '<w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    return f"{XML_DECLARATION}<w:styles {declared('w')}>{defaults}{styles}{table}</w:styles>"


_INDENTED = '<w:ind w:firstLine="640" w:firstLineChars="200"/>'
_EXACT = f'<w:spacing w:line="{LINE}" w:lineRule="exact"/>'
_TIGHT = f'<w:spacing w:val="{TIGHTER}"/>'
# id, name, based on, paragraph properties, font, half-points, further run properties
# Text keeps to the grid of 28 characters and is not justified: stretching a line for the sake of a long
# e-mail address tears it apart, and LibreOffice drops punctuation that hangs at the end of such a line.
_StyleRow = tuple[str, str, str, str, Family, int, str]
_STYLES: tuple[_StyleRow, ...] = (
    ("Normal", "Normal", "", f'<w:widowControl w:val="0"/>{_EXACT}<w:jc w:val="left"/>', FANGSONG, 32, ""),
    ("BodyText", "Body Text", "Normal", f'<w:wordWrap w:val="0"/>{_INDENTED}', FANGSONG, 32, _TIGHT),
    ("ReportTitle", "年报标题", "Normal", '<w:keepNext/><w:spacing w:line="640" w:lineRule="exact"/><w:jc w:val="center"/>', XIAOBIAOSONG, 44, ""),
    ("TitleGap", "标题下空行", "Normal", "", FANGSONG, 32, ""),
    ("Heading1", "heading 1", "Normal", f'<w:keepNext/>{_INDENTED}<w:outlineLvl w:val="0"/>', HEITI, 32, _TIGHT),
    ("TableHeading", "表格前标题", "Heading1", '<w:spacing w:after="100"/>', HEITI, 32, _TIGHT),
    ("Heading2", "heading 2", "Normal", f'<w:keepNext/>{_INDENTED}<w:outlineLvl w:val="1"/>', KAITI, 32, _TIGHT),
    ("Heading3", "heading 3", "Normal", f'<w:keepNext/>{_INDENTED}<w:outlineLvl w:val="2"/>', FANGSONG, 32, _TIGHT),
    ("Heading4", "heading 4", "Normal", f'<w:keepNext/>{_INDENTED}<w:outlineLvl w:val="3"/>', FANGSONG, 32, _TIGHT),
    ("Picture", "图片", "Normal", '<w:keepNext/><w:spacing w:before="120" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>', FANGSONG, 32, ""),
    ("PictureCaption", "图片说明", "Normal", '<w:spacing w:after="120" w:line="480" w:lineRule="exact"/><w:jc w:val="center"/>', KAITI, 28, ""),
    ("TableText", "表格文字", "Normal", '<w:jc w:val="center"/>', SONGTI, 21, ""),
    ("TableGap", "表后空行", "Normal", '<w:spacing w:line="240" w:lineRule="exact"/>', FANGSONG, 16, ""),
    ("Signature", "落款署名", "Normal", '<w:spacing w:before="579"/><w:ind w:left="4424" w:leftChars="1400"/><w:jc w:val="center"/>', FANGSONG, 32, _TIGHT),
    ("DateLine", "落款日期", "Normal", '<w:ind w:left="4424" w:leftChars="1400"/><w:jc w:val="center"/>', FANGSONG, 32, _TIGHT),
    ("SignatureRight", "落款署名（长）", "Normal", '<w:spacing w:before="579"/><w:ind w:right="640" w:rightChars="200"/><w:jc w:val="right"/>', FANGSONG, 32, _TIGHT),
    ("DateRight", "落款日期（长）", "Normal", '<w:ind w:right="1280" w:rightChars="400"/><w:jc w:val="right"/>', FANGSONG, 32, _TIGHT),
    ("AppendixTitle", "附表标题", "Normal", '<w:keepNext/><w:pageBreakBefore/><w:spacing w:line="579" w:lineRule="exact"/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>', XIAOBIAOSONG, 36, ""),
    ("AppendixSubtitle", "附表副标题", "Normal", '<w:keepNext/><w:spacing w:after="120"/><w:jc w:val="center"/>', KAITI, 32, ""),
    ("Header", "header", "Normal", '<w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>', HEITI, 28, ""),
    ("Footer", "footer", "Normal", '<w:spacing w:line="240" w:lineRule="auto"/>', SONGTI, 28, ""),
)  # fmt: skip


def _table_styles(size: float) -> Iterator[_StyleRow]:
    line = f'<w:spacing w:line="{round(size * 1.3 * 20)}" w:lineRule="exact"/>'
    text, half_points = table_style("TableText", size), round(size * 2)
    yield text, f"表格文字 {size:g}磅", "TableText", f'{line}<w:jc w:val="center"/>', SONGTI, half_points, ""
    yield (
        table_style("TableLabel", size),
        f"表格行名 {size:g}磅",
        text,
        '<w:ind w:left="60"/><w:jc w:val="left"/>',
        SONGTI,
        half_points,
        "",
    )
    yield (
        table_style("TableCaption", size),
        f"表格分栏 {size:g}磅",
        text,
        '<w:ind w:left="60"/><w:jc w:val="left"/>',
        HEITI,
        half_points,
        "",
    )


def _style(identifier: str, name: str, base: str, paragraph: str, font: Family, size: int, run: str) -> str:
    default = ' w:default="1"' if identifier == "Normal" else ""
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{identifier}"><w:name w:val="{name}"/>{based}<w:qFormat/>'
        f'<w:pPr>{paragraph}</w:pPr><w:rPr>{fonts(font)}{run}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


# What to take where a font is not installed: newer Windows has 仿宋 and 楷体 without the suffix.
_FONT_TABLE = (
    (FANGSONG.face, "仿宋", "modern"),
    (KAITI.face, "楷体", "modern"),
    (HEITI.face, "SimHei", "modern"),
    (XIAOBIAOSONG.face, "宋体", "roman"),
    (SONGTI.face, "SimSun", "roman"),
)


def font_table() -> str:
    """fontTable.xml."""
    chinese = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{alternative}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="default"/></w:font>'
        for name, alternative, family in _FONT_TABLE
    )
    latin = '<w:font w:name="Times New Roman"><w:charset w:val="00"/></w:font>'
    return f"{XML_DECLARATION}<w:fonts {declared('w')}>{latin}{chinese}</w:fonts>"


SETTINGS = (
    f'{XML_DECLARATION}<w:settings {declared("w")}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
    '<w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)
CONTENT_TYPES = (
    f'{XML_DECLARATION}<Types xmlns="{PACKAGE_TYPES}">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{WORD_TYPE}.{kind}+xml"/>'
        for part, kind in (
            ("document", "document.main"), ("styles", "styles"), ("settings", "settings"), ("fontTable", "fontTable"),
            ("header1", "header"), ("header2", "header"), ("footer1", "footer"), ("footer2", "footer"),
        )
    )
    + "</Types>"
)  # fmt: skip
ROOT_RELATIONSHIPS = (
    f'{XML_DECLARATION}<Relationships xmlns="{PACKAGE_RELATIONS}">'
    f'<Relationship Id="rId1" Type="{KIND}officeDocument" Target="word/document.xml"/></Relationships>'
)
RELATIONSHIPS = (
    f'{XML_DECLARATION}<Relationships xmlns="{PACKAGE_RELATIONS}">'
    + "".join(
        f'<Relationship Id="rId{number}" Type="{KIND}{kind}" Target="{target}.xml"/>'
        for number, (kind, target) in enumerate(
            (
                ("styles", "styles"), ("settings", "settings"), ("fontTable", "fontTable"), ("header", "header1"),
                ("header", "header2"), ("footer", "footer1"), ("footer", "footer2"),
            ),
            1,
        )
    )
    + "</Relationships>"
)  # fmt: skip
