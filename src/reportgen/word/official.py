"""What GB/T 9704—2012 says of the looks of a document, each value with its clause: templates are drawn and checked by the same.

Millimetres and points, as the standard has them; Word's own units are worked out of them here.
"""

from __future__ import annotations

from math import ceil, floor
from typing import NamedTuple

from .names import quoteattr

TWIPS_PER_POINT = 20
TWIPS_PER_MM = 1440 / 25.4


def mm_in_twips(millimetres: float) -> int:
    """A length as Word writes it, in twentieths of a point."""
    return round(millimetres * TWIPS_PER_MM)


def in_twips(points: float) -> int:
    """A length in points as Word writes it, in twentieths."""
    return round(points * TWIPS_PER_POINT)


def half_points(points: float) -> int:
    """A type size as Word writes it."""
    return round(points * 2)


# 5.1 幅面；5.2.1 页边与版心：天头 37 mm ± 1 mm，订口 28 mm ± 1 mm，版心 156 mm × 225 mm。
PAPER = (210, 297)
MARGINS = {"top": ("上", 37), "bottom": ("下", 35), "left": ("左", 28), "right": ("右", 26)}
TOLERANCE = 1.0
TEXT_AREA = (156, 225)
# 5.2.2 字号；5.2.3 每面 22 行、每行 28 个字，撑满版心。One more or less is what rounding of 29 磅 makes.
BODY_SIZE, TITLE_SIZE, PAGE_NUMBER_SIZE = 16.0, 22.0, 14.0
LINES, CHARACTERS, SLACK = 22, 28, 1
PITCH = (28.0, 30.0)
# The same in twips: the width of the text; 22 lines of 225 mm, 28.95 pt each (29 pt would leave room for 21 only).
TEXT_WIDTH = mm_in_twips(PAPER[0]) - sum(mm_in_twips(MARGINS[side][1]) for side in ("left", "right"))
LINE = floor(TEXT_AREA[1] * TWIPS_PER_MM / LINES)
# 7.3.3 每个自然段左空二字。
INDENT_CHARACTERS = 2.0
# 7.5 一字线上距版心下边缘 7 mm；居右（左）空一字。
DASH_BELOW_TEXT, DASH_TOLERANCE = 7.0, 3.0
# 7.2.4 发文机关标志：上边缘至版心上边缘 35 mm，红色；字号由发文机关定，这里不大于初号。
MARK_BELOW_TOP, MARK_SIZES = 35.0, (22.0, 42.0)
RED = "FF0000"
# 7.2.5、7.2.6 发文字号、签发人：在标志下空二行；居左（右）空一字。7.2.7 分隔线在发文字号之下 4 mm，红色，与版心等宽；粗细没有规定。
LINES_BELOW_MARK, RULE_BELOW_NUMBER, RED_RULE = 2, 4.0, 1.5
# 7.3.1 标题在分隔线下空二行。
LINES_BELOW_RULE = 2
# 7.4.1 版记的首条、末条分隔线 0.35 mm，中间的 0.25 mm；末条与版心下边缘重合。7.4.2、7.4.3 各要素四号，左右空一字。
THICK_RULE, THIN_RULE, IMPRINT_SIZE = 0.35, 0.25, 14.0
SMALLEST_IN_TABLE = 7.5
# 表下的注，五号。
NOTE_SIZE = 10.5
LATIN = "Times New Roman"
SIZE_NAMES = {22.0: "二号", 18.0: "小二", 16.0: "三号", 15.0: "小三", 14.0: "四号", 12.0: "小四", 10.5: "五号", 9.0: "小五"}


# By how much the lines of a table's text are further apart than its type is high; the line above a row.
_TABLE_PITCH, _RULE = 1.3, 0.5
# Points of a page that a table leaves to its heading, and to what programs set higher than reckoned.
HEADING_ABOVE_TABLE = 38.0


def text_height(text: str, room: float, size: float) -> float:
    """How high a row is for a text with so much room for its lines, in points, where it breaks between any two characters."""
    a_line = max(floor(room / size * 2) / 2 if text.isascii() else floor(room / size), 1)
    wide = sum(0.5 if sign.isascii() else 1 for sign in text)
    return ceil(wide / a_line) * size * _TABLE_PITCH + _RULE


class Family(NamedTuple):
    """A kind of type: how it is called, the parts by which its fonts' names are known, the font to set, another that will do."""

    name: str
    parts: tuple[str, ...]
    face: str
    other: str = ""

    def holds(self, font: str) -> bool:
        return any(part in font.lower() for part in self.parts)

    @property
    def font(self) -> str:
        """The font to write, as advice names it."""
        return f"{self.face}（或{self.other}）" if self.other else self.face


FANGSONG = Family("仿宋体", ("仿宋", "fangsong"), "仿宋_GB2312", "仿宋")
KAITI = Family("楷体", ("楷", "kaiti"), "楷体_GB2312", "楷体")
HEITI = Family("黑体", ("黑体", "simhei", "heiti"), "黑体")
XIAOBIAOSONG = Family("小标宋体", ("小标宋", "xiaobiaosong", "xbs"), "方正小标宋简体")
SONGTI = Family("宋体", ("宋", "simsun", "song"), "宋体")
FAMILIES = (FANGSONG, KAITI, HEITI, XIAOBIAOSONG, SONGTI)


def fonts(family: Family, latin: str = LATIN) -> str:
    """The fonts of a run: of this family for Chinese and for punctuation, `latin` for digits and Latin letters."""
    return f'<w:rFonts w:hint="eastAsia" w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia={quoteattr(family.face)} w:cs="{latin}"/>'


# A style: id, name, based on, paragraph properties, font, half-points, further run properties.
StyleRow = tuple[str, str, str, str, Family, int, str]


class Kind(NamedTuple):
    """A kind of paragraph: the families its Chinese may be set in, its size; whether lines and indent are the body's."""

    name: str
    families: tuple[Family, ...] = ()
    size: float = 0
    of_body: bool = False
    heading: bool = False


# 7.3.1 标题；7.3.3 层次序数的字体：第一层黑体，第二层楷体，第三、四层仿宋体。
KINDS = {
    "title": Kind("标题", (XIAOBIAOSONG,), TITLE_SIZE),
    "text": Kind("正文", (FANGSONG,), BODY_SIZE, of_body=True),
    "run_in": Kind("带标题的段落", (KAITI, FANGSONG), BODY_SIZE, of_body=True),
    "heading1": Kind("一级标题", (HEITI,), BODY_SIZE, of_body=True, heading=True),
    "heading2": Kind("二级标题", (KAITI,), BODY_SIZE, of_body=True, heading=True),
    "heading3": Kind("三级标题", (FANGSONG,), BODY_SIZE, of_body=True, heading=True),
    "heading4": Kind("四级标题", (FANGSONG,), BODY_SIZE, of_body=True, heading=True),
    "signature": Kind("落款", (FANGSONG,), BODY_SIZE),
    "mark": Kind("发文机关标志", (XIAOBIAOSONG,)),
    "number": Kind("发文字号、签发人", (FANGSONG, KAITI), BODY_SIZE),
    "imprint": Kind("版记", (FANGSONG,), IMPRINT_SIZE),
    "centred": Kind("居中的文字"),
    "picture": Kind("图片"),
}
