"""How the sheets of a workbook look, print and are protected."""

from __future__ import annotations

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, PatternFill, Side
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

LINE = Side(style="thin", color="8C8C8C")
BORDER = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
HEADER = PatternFill("solid", fgColor="DCE6F1")
LABEL = PatternFill("solid", fgColor="F5F8FC")
TOTAL = PatternFill("solid", fgColor="EDEDED")
CARRIED = PatternFill("solid", fgColor="FFF7DA")
# How grave a finding is.
ERROR = PatternFill("solid", fgColor="FFB3AB")
WARNING = PatternFill("solid", fgColor="FFE08A")
# By a condition, which takes its colour from the background.
GREEN = PatternFill("solid", bgColor="C6EFCE")
RED = PatternFill("solid", bgColor="FFC7CE")
GREY = PatternFill("solid", bgColor="F2F2F2")
FONT = "宋体"
_LINE = 14.5  # points from line to line in 10 and 11 point type
AnyCell = Cell | MergedCell


def height_of(*texts: tuple[str, float]) -> float:
    """The height of a row in which each text, in a column of this width, is seen whole; Excel takes no more than 409 points."""
    return min(_LINE * max(_lines(text, width) for text, width in texts) + 5, 409)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes where two letters are as wide as one character, a little air left at the sides."""
    room = max(width - 2, 4)
    wide = (sum(1.05 if char.isascii() else 2 for char in line) for line in text.split("\n"))
    return sum(max(1, -int(-width // room)) for width in wide)


def colour(sheet: Worksheet, cell: str) -> None:
    """Green where it adds up, red where it does not or a text stands in it, grey while figures are missing."""
    for test, fill in (
        (f'OR({cell}="平",{cell}="填齐")', GREEN),
        (f'OR(LEFT({cell},1)="差",LEFT({cell},1)="超",RIGHT({cell},2)="文字")', RED),
        (f'LEFT({cell},1)="未"', GREY),
    ):
        sheet.conditional_formatting.add(cell, FormulaRule(formula=[test], fill=fill))  # type: ignore[no-untyped-call]


def paper(sheet: Worksheet, area: str, titles: str, pages: int = 0) -> None:
    """A4 landscape, one page wide (and `pages` high), header rows repeated, page numbers below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.print_area = area
    if titles:
        sheet.print_title_rows = titles
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.6, 0.75, 0.3
    sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("第 &P 页，共 &N 页"))


def protect(sheet: Worksheet) -> None:
    """Keep labels and formulas from being typed over; there is no password."""
    protection = sheet.protection
    protection.sheet = True
    # False means allowed: people may widen, sort and filter; only labels and formulas are kept.
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.sort = protection.autoFilter = False
