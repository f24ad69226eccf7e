"""`import --update` as text: what would change in the draft, line by line, what is not taken over, what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ..compare.update.updated import Rows, Updated
from ..model.change import FigureChange
from ..model.draft import NARRATIVE, WORKBOOK
from ..model.figures import digits
from ..model.report import Cell
from ..text.edits import pieces
from ..text.pairing import likeness, paired
from .text import Ink

# So much of a line is shown around what changed in it.
_AROUND = 14
_LONGEST = 90


def updated_text(updated: Updated, ink: Ink) -> str:
    """The whole update: both files, the bindings and formulas that gave way, what is left over, what to do next."""
    lines: list[str] = []
    if updated.stale:
        lines += [
            ink("yellow", "注意：生成这份 Word 以后，草稿又改过。"),
            "  两边不同的地方一律照 Word 改：您后来在草稿里改的，也可能被改回去，请逐条看过。",
            "",
        ]
    for heading, part in (
        (f"{NARRATIVE}（文字稿）", [line for rows in updated.rows for line in _rows(rows, ink)]),
        (f"{WORKBOOK}（数据表）", [_figure(change, ink) for change in updated.figures]),
        ("新的图片", list(updated.pictures)),
        ("引用换成了文字（以后表里的数改了，这里不会跟着改；与表不一致的请核对）", list(_unbound(updated, ink))),
        ("公式换成了数（Word 里的合计与分项对不上，或程序看不懂这个公式）", list(_overwritten(updated, ink))),
        (f"没有改进草稿的内容 {len(updated.left)} 处，请自己对照", list(_left(updated, ink))),
    ):
        if part:
            lines += [ink("bold", heading), *(f"  {line}" for line in part), ""]
    return "\n".join([*lines, *_next(updated, ink)])


def _next(updated: Updated, ink: Ink) -> Iterator[str]:
    if updated.nothing:
        same = "草稿和这份 Word 内容相同，没有要改的。"
        yield "能改的都已一致，草稿没有动。" if updated.left else ink("green", same)
        return
    folder = str(updated.folder)
    typed = f'"{folder}"' if any(char in folder for char in " &;()'$") else folder
    if not updated.written:
        yield "以上还没有写进草稿。"
        return
    yield ink("green", f"已改好：{'、'.join(path.name for path in updated.written)}")
    if updated.backups:
        yield f"  原来的另存为 {'、'.join(path.name for path in updated.backups)}，看过没有问题可以删去"
    yield f"下一步：reportgen check {typed}"


def _rows(rows: Rows, ink: Ink) -> Iterator[str]:
    """Changed lines of the text file; of long ones only what is around the changes."""
    old, new = (tuple(line.rstrip("\r") for line in lines) for lines in (rows.old, rows.new))
    yield ink("dim", f"第 {rows.number} 行") + ("" if old else ink("dim", "之前加上"))
    at_old = at_new = 0
    for i, j in [*paired(old, new, likeness), (len(old), len(new))]:
        yield from (ink("red", f"- {_short(line)}") for line in old[at_old:i] if line.strip())
        yield from (ink("green", f"+ {_short(line)}") for line in new[at_new:j] if line.strip())
        if i < len(old):
            yield f"  {_marked(old[i], new[j], ink)}"
        at_old, at_new = i + 1, j + 1


def _short(line: str) -> str:
    """A whole line that came or went: its beginning and its end tell which it is."""
    text = line.strip()
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - _AROUND]}……{text[-_AROUND:]}"


def _marked(old: str, new: str, ink: Ink) -> str:
    parts = []
    found = pieces(old.strip(), new.strip())
    for at, piece in enumerate(found):
        if piece.kind == "deleted":
            parts.append(ink("red", f"[-{piece.text}-]"))
        elif piece.kind == "inserted":
            parts.append(ink("green", f"{{+{piece.text}+}}"))
        else:
            head = piece.text[:_AROUND] if at else ""
            tail = piece.text[-_AROUND:] if at < len(found) - 1 else ""
            parts.append(piece.text if len(piece.text) <= len(head) + len(tail) + 2 else f"{head}……{tail}")
    return "".join(parts)


def _figure(change: FigureChange, ink: Ink) -> str:
    place = f"　{ink('dim', f'{change.old.location.grid}!{change.old.location.cell}')}" if change.old else ""
    return f"{change.title}　{ink('red', _quoted_cell(change.old))} → {ink('green', _quoted_cell(change.new))}{place}"


def _quoted_cell(cell: Cell | None) -> str:
    if cell is None or cell.blank:
        return "空"
    return f"{digits(cell.value)}{cell.remark}" if cell.value is not None else f"“{cell.text.strip()}”"


def _unbound(updated: Updated, ink: Ink) -> Iterator[str]:
    for one in updated.unbound:
        now = ink("green", f"“{one.text}”") if one.text else "（删去了）"
        yield f"{one.where}　{one.source}（现在是 {one.printed}）→ {now}"


def _overwritten(updated: Updated, ink: Ink) -> Iterator[str]:
    for one in updated.overwritten:
        said = f"按 Word 里的分项应是 {one.computed}" if one.computed else "算不算得出这个数，程序不知道"
        yield f"{one.title}　{one.formula} → {ink('green', one.number)}（{said}）　{ink('dim', one.cell)}"


def _left(updated: Updated, ink: Ink) -> Iterator[str]:
    for why, group in groupby(updated.left, key=lambda one: one.why):
        yield ink("yellow", why)
        yield from (f"  {one.where}：{one.text}" for one in group)
