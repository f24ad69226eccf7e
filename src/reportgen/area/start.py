"""A new area: its folders, and a register to fill in or made of a list of names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..files.saving import save_all
from ..files.yaml import quoted, read_text
from ..model.area.register import CODE, COLUMNS, NAME
from ..model.errors import OutputError, SourceError
from ..model.location import Location
from .folder import INBOX, REPORTS
from .register import MOST_AGENCIES, REGISTER_XLSX, REGISTER_YAML, REGISTERS

# The day by law (条例第四十九条), which an office changes where it has set another one.
_USUAL_DEADLINE = "1月31日"
_HEAD = """\
# 名录：这个地区要交年报的机关，一个一项。改好以后运行 reportgen area status
# 代码：自己定，名录里只用一次；它也是“年报/年份/代码”里的文件夹名。
# 上级代码：上一级机关的代码，最上面的不写。汇总下级：自己的年报不是下级的合计时写 否。
机关:
"""
_WIDTHS = {NAME: 36, "曾用名": 30, "联系人": 24}
_ADVICE = (
    "代码和名称必须填，其余可以空着；代码自己定，只用一次，也是“年报/年份/代码”里的文件夹名。",
    "曾用名几个用顿号隔开；上级代码写上一级机关的代码，最上面的不写；汇总下级：自己的年报不是下级的合计时写“否”。",
)


def new_area(folder: Path, *, names: Path | None = None, kind: str = "xlsx") -> tuple[Path, int]:
    """Make the folders of an area and its register; the register's path comes back, and how many agencies stand in it.

    `names` is a text with one name a line (the first is the one above the others where they are set in); without it an example line
    is to be replaced. OutputError where there is a register already; SourceError where the list cannot be read.
    """
    if there := [name for name in REGISTERS if (folder / name).exists()]:
        raise OutputError(f"这里已经有名录（{there[0]}），没有动它", location=Location(str(folder)), hint="直接改那一份")
    rows = _rows(names) if names else [("001", "某市某局（改成机关全称）", "", "部门", "", _USUAL_DEADLINE, "", "")]
    path = folder / (REGISTER_YAML if kind == "yaml" else REGISTER_XLSX)
    save_all({path: _yaml(rows) if kind == "yaml" else _workbook(rows)})
    for name in (REPORTS, INBOX):
        (folder / name).mkdir(exist_ok=True)
    return path, len(rows)


def _rows(names: Path) -> list[tuple[str, ...]]:
    """A line for each name of a list; one that is set in stands below the last one above it that is set in less."""
    text, _ = read_text(names)
    lines = [line.rstrip() for line in text.expandtabs(4).replace("\u3000", "  ").splitlines() if line.strip()]
    if not lines:
        raise SourceError("名单是空的", location=Location(str(names)), hint="一行写一个机关的全称；下级的缩进两格")
    if len(lines) > MOST_AGENCIES:
        raise SourceError(f"名单有 {len(lines)} 行，超过了上限 {MOST_AGENCIES}", location=Location(str(names)))
    width = max(3, len(str(len(lines))))
    rows: list[tuple[str, ...]] = []
    above: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        code, depth = f"{number:0{width}}", len(line) - len(line.lstrip())
        while above and above[-1][0] >= depth:
            above.pop()
        rows.append((code, line.strip(), "", "", above[-1][1] if above else "", _USUAL_DEADLINE, "", ""))
        above.append((depth, code))
    return rows


def _yaml(rows: Sequence[Sequence[str]]) -> bytes:
    entries = []
    for row in rows:
        keys = [f"{what}: {quoted(text)}" for what, text in zip(COLUMNS, row, strict=True) if text or what in (CODE, NAME)]
        entries.append("  - " + "\n    ".join(keys) + "\n")
    return (_HEAD + "".join(entries)).encode()


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    from ..drafts.workbook.drawn.sheets import Column, Sheet, sheets_workbook  # openpyxl loads much

    columns = [Column(what, width=_WIDTHS.get(what, 12)) for what in COLUMNS]
    return sheets_workbook([Sheet("名录", "名录", columns, rows, _ADVICE)])
