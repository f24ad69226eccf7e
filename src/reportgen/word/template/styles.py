"""The look that GB/T 9704—2012 prescribes, as Word styles and the fixed parts around the text.

The standard's measures stand in `word/official.py`; here they are in Word's units: half-points for type,
twentieths of a point (twips) for lengths.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import floor

from .. import official
from ..names import KIND, PACKAGE_RELATIONS, PACKAGE_TYPES, WORD_TYPE, XML_DECLARATION, declared
from ..official import (
    BODY_SIZE,
    CHARACTERS,
    FANGSONG,
    HEITI,
    INDENT_CHARACTERS,
    KAITI,
    LINE,
    PAGE_NUMBER_SIZE,
    PAPER,
    SONGTI,
    TEXT_WIDTH,
    TITLE_SIZE,
    XIAOBIAOSONG,
    Family,
    StyleRow,
    fonts,
    half_points,
    in_twips,
    mm_in_twips,
)

PAGE = {side: mm_in_twips(length) for side, length in zip("wh", PAPER, strict=True)}
MARGINS = {side: mm_in_twips(length) for side, (_, length) in official.MARGINS.items()}
# Word's own distance of a header; the line of a page number, 14 磅, lies so that its dashes are 7 mm below the text.
HEADER, FOOTER = 851, in_twips(70)
# 28 characters of 三号 in 156 mm: each a quarter of a point closer than its size.
TIGHTER = floor(TEXT_WIDTH / CHARACTERS) - in_twips(BODY_SIZE)
_CHARACTER = round(TEXT_WIDTH / CHARACTERS)


def table_style(kind: str, font_size: float) -> str:
    """The id of a table style: TableText (centred), TableLabel (left), TableCaption, by type size."""
    return f"{kind}{half_points(font_size)}"


def styles(table_sizes: Iterable[float], more: Iterable[StyleRow] = ()) -> str:
    """styles.xml, with the table styles for these type sizes in points, and `more`."""
    rows = [*_STYLES, *(row for size in table_sizes for row in _table_styles(size)), *more]
    styles = "".join(_style(*row) for row in rows)
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts(FANGSONG)}<w:sz w:val="{_BODY}"/><w:szCs w:val="{_BODY}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    )
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
        '<w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    return f"{XML_DECLARATION}<w:styles {declared('w')}>{defaults}{styles}{table}</w:styles>"


def _indent(side: str, characters: float, width: int) -> str:
    """An indent of so many characters, each so wide; Word goes by the characters, other programs by the width."""
    return f'<w:ind w:{side}="{round(characters * width)}" w:{side}Chars="{round(characters * 100)}"/>'


_BODY, _TITLE, _PAGE_NUMBER = (half_points(size) for size in (BODY_SIZE, TITLE_SIZE, PAGE_NUMBER_SIZE))
# 小二 for the title of an appendix, 四号 for captions, 五号 for tables.
_APPENDIX, _CAPTION, _TABLE = half_points(18), half_points(14), half_points(10.5)
_INDENTED = _indent("firstLine", INDENT_CHARACTERS, in_twips(BODY_SIZE))
# A signature stands in the right half; one that is too long for it ends two characters from the edge, its date four.
_RIGHT_HALF = f'{_indent("left", CHARACTERS / 2, _CHARACTER)}<w:jc w:val="center"/>'
_SIGNED, _DATED = (f'{_indent("right", characters, in_twips(BODY_SIZE))}<w:jc w:val="right"/>' for characters in (2, 4))
_SET_OFF = f'<w:spacing w:before="{LINE}"/>'
_EXACT = f'<w:spacing w:line="{LINE}" w:lineRule="exact"/>'
_TIGHT = f'<w:spacing w:val="{TIGHTER}"/>'
# Text keeps to the grid of 28 characters and is not justified: stretching a line for the sake of a long
# e-mail address tears it apart, and LibreOffice drops punctuation that hangs at the end of such a line.
# So no word need break in its middle (w:wordWrap off): Word would break figures too, 12 on one line and 34 on the next.
_STYLES: tuple[StyleRow, ...] = (
    ("Normal", "Normal", "", f'<w:widowControl w:val="0"/>{_EXACT}<w:jc w:val="left"/>', FANGSONG, _BODY, ""),
    ("BodyText", "Body Text", "Normal", _INDENTED, FANGSONG, _BODY, _TIGHT),
    ("ReportTitle", "年报标题", "Normal", '<w:keepNext/><w:spacing w:line="640" w:lineRule="exact"/><w:jc w:val="center"/>', XIAOBIAOSONG, _TITLE, ""),
    ("TitleGap", "标题下空行", "Normal", "", FANGSONG, _BODY, ""),
    ("Heading1", "heading 1", "Normal", f'<w:keepNext/>{_INDENTED}<w:outlineLvl w:val="0"/>', HEITI, _BODY, _TIGHT),
    ("TableHeading", "表格前标题", "Heading1", '<w:spacing w:after="100"/>', HEITI, _BODY, _TIGHT),
    ("Heading2", "heading 2", "Normal", f'<w:keepNext/>{_INDENTED}<w:outlineLvl w:val="1"/>', KAITI, _BODY, _TIGHT),
    ("Heading3", "heading 3", "Normal", f'<w:keepNext/>{_INDENTED}<w:outlineLvl w:val="2"/>', FANGSONG, _BODY, _TIGHT),
    ("Heading4", "heading 4", "Normal", f'<w:keepNext/>{_INDENTED}<w:outlineLvl w:val="3"/>', FANGSONG, _BODY, _TIGHT),
    ("Picture", "图片", "Normal", '<w:keepNext/><w:spacing w:before="120" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>', FANGSONG, _BODY, ""),
    ("PictureCaption", "图片说明", "Normal", '<w:spacing w:after="120" w:line="480" w:lineRule="exact"/><w:jc w:val="center"/>', KAITI, _CAPTION, ""),
    ("TableText", "表格文字", "Normal", '<w:jc w:val="center"/>', SONGTI, _TABLE, ""),
    ("TableGap", "表后空行", "Normal", '<w:spacing w:line="240" w:lineRule="exact"/>', FANGSONG, 16, ""),
    ("Signature", "落款署名", "Normal", _SET_OFF + _RIGHT_HALF, FANGSONG, _BODY, _TIGHT),
    ("DateLine", "落款日期", "Normal", _RIGHT_HALF, FANGSONG, _BODY, _TIGHT),
    ("SignatureRight", "落款署名（长）", "Normal", _SET_OFF + _SIGNED, FANGSONG, _BODY, _TIGHT),
    ("DateRight", "落款日期（长）", "Normal", _DATED, FANGSONG, _BODY, _TIGHT),
    ("AppendixTitle", "附表标题", "Normal", f'<w:keepNext/><w:pageBreakBefore/>{_EXACT}<w:jc w:val="center"/><w:outlineLvl w:val="0"/>', XIAOBIAOSONG, _APPENDIX, ""),
    ("AppendixSubtitle", "附表副标题", "Normal", '<w:keepNext/><w:spacing w:after="120"/><w:jc w:val="center"/>', KAITI, _BODY, ""),
    ("Header", "header", "Normal", '<w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>', HEITI, _PAGE_NUMBER, ""),
    ("Footer", "footer", "Normal", '<w:spacing w:line="240" w:lineRule="auto"/>', SONGTI, _PAGE_NUMBER, ""),
)  # fmt: skip


def _table_styles(size: float) -> Iterator[StyleRow]:
    line = f'<w:spacing w:line="{in_twips(size * 1.3)}" w:lineRule="exact"/>'
    text, type_size = table_style("TableText", size), half_points(size)
    yield text, f"表格文字 {size:g}磅", "TableText", f'{line}<w:jc w:val="center"/>', SONGTI, type_size, ""
    yield (
        table_style("TableLabel", size),
        f"表格行名 {size:g}磅",
        text,
        '<w:ind w:left="60"/><w:jc w:val="left"/>',
        SONGTI,
        type_size,
        "",
    )
    yield (
        table_style("TableCaption", size),
        f"表格分栏 {size:g}磅",
        text,
        '<w:ind w:left="60"/><w:jc w:val="left"/>',
        HEITI,
        type_size,
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
