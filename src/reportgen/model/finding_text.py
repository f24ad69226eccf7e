"""A finding in words, and the sign by which other programs know it again."""

from __future__ import annotations

from hashlib import sha256

from .finding import Finding
from .location import Location

_WORD_ENDINGS = (".docx", ".docm")


def fingerprint(finding: Finding) -> str:
    """Stays the same while the same thing is wrong at the same place, whatever the figures are."""
    return sha256(f"{finding.code}|{finding.ref or finding.location}".encode()).hexdigest()[:16]


def place_in_words(location: Location) -> str:
    """A place as one says it: 表三 D7, 第12行第5个字; the file itself is not named."""
    if location.grid:
        return f"{location.grid} {location.cell}".rstrip()
    if not location.line:
        return "整个文件"
    if location.path.lower().endswith(_WORD_ENDINGS):
        return f"第{location.line}段"
    page = f"第{location.page}页" if location.page else ""
    column = f"第{location.column}个字" if location.column else ""
    return f"{page}第{location.line}行{column}"


def place_in_word(location: Location) -> str:
    """A place in a Word file for somebody who looks for it there: 第2张表第4行第5列, 第12段, 页眉1; '' for the whole of it.

    The tables are counted: a form has names of its own for them.
    """
    if not location.grid:
        return f"第{location.line}段" if location.line else ""
    table = f"第{location.grid[1:]}张表" if location.grid[1:].isdigit() and location.grid[0] == "表" else location.grid
    return f"{table}第{location.line}行第{location.column}列" if location.line else table


def remedy(finding: Finding) -> str:
    """How to mend it: the hint, and the change of the text where one is known; '' where neither is."""
    fix = finding.fix
    if fix is None:
        return finding.hint
    if fix.old and fix.new:
        change = f"把“{fix.old}”改成“{fix.new}”"
    elif fix.old:
        change = f"删去“{fix.old}”"
    else:
        change = f"加上“{fix.new}”"
    if not finding.hint or change in finding.hint:
        return finding.hint or change
    return f"{finding.hint}（{change}）"
