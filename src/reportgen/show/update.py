"""`import --update` as text: what would change in the draft, line by line, what is not taken over, what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ..compare.update.figures import NO_RESULT
from ..compare.update.updated import Conflict, Rows, Updated
from ..model.change import FigureChange, Piece
from ..model.draft import NARRATIVE, WORKBOOK
from ..model.figures import digits
from ..model.report import Cell
from ..text.edits import pieces
from ..text.pairing import ALIKE, likeness, paired
from .text import Ink

# So much of a line is shown around what changed in it.
_AROUND = 14
_LONGEST = 90
_END = "↵"
# So many places that only the draft changed are listed.
_SHOWN = 20


def updated_text(updated: Updated, ink: Ink) -> str:
    """The whole update: what is taken over, what both sides changed, what stays, what is left over, what to do next."""
    lines: list[str] = []
    if updated.why_not:
        lines += [
            ink("yellow", f"注意：这份 Word 里{updated.why_not}，不知道它是由什么生成的，只能和现在的草稿比。"),
            "  两边不同的地方一律当作是 Word 里改的：您后来在草稿里改的，也可能被改回去，请逐条看过。",
            "",
        ]
    if updated.pack_changed:
        lines += [
            ink("yellow", f"注意：生成这份 Word 以后，格式 {updated.pack_changed} 改过。"),
            "  标题、表头、文字各段的位置照现在的格式读，格式里改名、增减的行列请自己对照；收回以后重新生成。",
            "",
        ]
    for heading, part in (
        (f"{NARRATIVE}（文字稿）", [line for rows in updated.rows for line in _rows(rows, ink)]),
        (
            f"{WORKBOOK}（数据表）",
            [
                *(_figure(change, ink, followed=change.ref in updated.followed) for change in updated.figures),
                *(f"{one.where}　{_was_and_is(one.before, one.after, ink)}" for one in updated.noted),
            ],
        ),
        ("新的图片", list(updated.pictures)),
        ("引用换成了文字（以后表里的数改了，这里不会跟着改；与表不一致的请核对）", list(_unbound(updated, ink))),
        ("公式换成了数（是您选的；以后不再跟着分项算）", list(_overwritten(updated, ink))),
        (f"冲突 {len(updated.conflicts)} 处：草稿和 Word 不一样，照谁的要您选", list(_conflicts(updated, ink))),
        (f"只有草稿改过、照旧留着的 {len(updated.kept)} 处", list(_kept(updated, ink))),
        (f"没有改到草稿里的内容 {len(updated.left)} 处，请自己对照", list(_left(updated, ink))),
    ):
        if part:
            lines += [ink("bold", heading), *(f"  {line}" for line in part), ""]
    return "\n".join([*lines, *_next(updated, ink)])


def conflict_text(conflict: Conflict, ink: Ink) -> str:
    """One conflict with all three: what was built, what the draft says, what the document says."""
    base, ours, theirs = map(_in_one_line, (conflict.base, conflict.ours, conflict.theirs))
    shown = (
        ("生成时", _as_it_was(base, (ours, theirs))),
        ("草稿", _against(base, ours, ink)),
        ("Word", _against(base, theirs, ink)),
    )
    lines = [
        f"{ink('yellow', conflict.id)}　{ink('dim', conflict.where)}",
        *(f"  {name}：{text}" for name, text in shown),
    ]
    return "\n".join([*lines, *([f"  {conflict.why}"] if conflict.why else [])])


def _as_it_was(base: str, others: Sequence[str]) -> str:
    """What was built; of a long text only what is around the words that one side changed."""
    near = next((one for one in others if len(base) > _AROUND * 4 and likeness(base, one) >= ALIKE), None)
    if near is None or base in near:  # nothing of it is another now: its end tells which it is
        return _short(base)
    return _around(tuple(one for one in pieces(base, near) if one.kind != "inserted"))


def _around(found: Sequence[Piece]) -> str:
    parts = []
    for at, piece in enumerate(found):
        head = piece.text[:_AROUND] if at else ""
        tail = piece.text[-_AROUND:] if at < len(found) - 1 else ""
        whole = piece.kind != "same" or len(piece.text) <= len(head) + len(tail) + 2
        parts.append(piece.text if whole else f"{head}……{tail}")
    return "".join(parts)


def _against(base: str, text: str, ink: Ink) -> str:
    """One side; of a long text only what is around its changes."""
    return _short(text) if len(base) + len(text) <= _LONGEST or not likeness(base, text) >= ALIKE else _marked(base, text, ink)


def _conflicts(updated: Updated, ink: Ink) -> Iterator[str]:
    said = {None: "没有选，草稿里这里没有动", "ours": "照草稿", "theirs": "照 Word"}
    for conflict in updated.conflicts:
        yield from conflict_text(conflict, ink).split("\n")
        yield f"  → {ink('red' if conflict.chosen is None else 'green', said[conflict.chosen])}"
    if updated.open:
        first = updated.open[0].id
        yield ""
        yield f"怎样选：加 --ours 一律照草稿，加 --theirs 一律照 Word；一处一处选：--choose {quoted(f'{first}=草稿')} 或 --choose {quoted(f'{first}=Word')}"


def _kept(updated: Updated, ink: Ink) -> Iterator[str]:
    yield from (f"{one.where}　{_was_and_is(one.before, one.after, ink)}" for one in updated.kept[:_SHOWN])
    if len(updated.kept) > _SHOWN:
        yield f"……共 {len(updated.kept)} 处"


def _was_and_is(before: str, after: str, ink: Ink) -> str:
    """What the draft said and says: of a long text only what is around its changes, for a beginning alone may be the same in both."""
    if before == after:
        return _short(after)
    if len(before) + len(after) > _LONGEST and likeness(before, after) >= ALIKE:
        return _marked(before, after, ink)
    return f"{_short(before)} → {_short(after)}"


def quoted(text: str) -> str:
    """A word of a command line as it can be typed."""
    return f'"{text}"' if any(char in text for char in " &;()'$|<>*?“”") else text


def _next(updated: Updated, ink: Ink) -> Iterator[str]:
    left = len(updated.open)
    if updated.nothing:
        if left:
            yield f"草稿没有动；还有 {left} 处冲突要选。"
        elif updated.left or updated.conflicts:
            yield "能改的都已一致，草稿没有动。"
        else:
            yield ink(
                "green", "Word 里没有草稿还没有的改动，没有要改的。" if updated.kept else "草稿和这份 Word 内容相同，没有要改的。"
            )
        return
    if not updated.written:
        yield "以上还没有写进草稿。"
        return
    yield ink("green", f"已改好：{'、'.join(path.name for path in updated.written)}")
    if updated.backups:
        yield f"  原来的另存为 {'、'.join(path.name for path in updated.backups)}，看过没有问题可以删去"
    if left:
        yield ink("yellow", f"还有 {left} 处冲突没有选，草稿里照原来的")
    yield f"下一步：reportgen check {quoted(str(updated.folder))}"


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


def _in_one_line(text: str) -> str:
    """Some paragraphs, or one with broken lines, in one line: where one ends stands the sign that Word shows there."""
    return text.replace("\n", _END)


def _short(line: str) -> str:
    """A whole line that came or went: its beginning and its end tell which it is."""
    text = _in_one_line(line.strip())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - _AROUND]}……{text[-_AROUND:]}"


def _marked(old: str, new: str, ink: Ink) -> str:
    parts = []
    found = pieces(_in_one_line(old.strip()), _in_one_line(new.strip()))
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


def _figure(change: FigureChange, ink: Ink, *, followed: bool) -> str:
    told = "　公式跟着分项算" if followed else ""
    place = f"　{ink('dim', f'{change.old.location.grid}!{change.old.location.cell}')}" if change.old else ""
    return f"{change.title}　{ink('red', _quoted_cell(change.old))} → {ink('green', _quoted_cell(change.new))}{place}{told}"


def _quoted_cell(cell: Cell | None) -> str:
    if cell is None or cell.blank:
        return "空"
    if "no_result" in cell.flaws:
        return NO_RESULT
    return f"{digits(cell.value)}{cell.remark}" if cell.value is not None else f"“{cell.text.strip()}”"


def _unbound(updated: Updated, ink: Ink) -> Iterator[str]:
    for one in updated.unbound:
        now = ink("green", f"“{one.text}”") if one.text else "（删去了）"
        yield f"{one.where}　{one.source}（原来印出 {one.printed}）→ {now}"


def _overwritten(updated: Updated, ink: Ink) -> Iterator[str]:
    for one in updated.overwritten:
        said = f"按分项应是 {one.computed}" if one.computed else "算不算得出这个数，程序不知道"
        yield f"{one.title}　{one.formula} → {ink('green', one.number)}（{said}）　{ink('dim', one.cell)}"


def _left(updated: Updated, ink: Ink) -> Iterator[str]:
    for why, group in groupby(updated.left, key=lambda one: one.why):
        yield ink("yellow", why)
        yield from (f"  {one.where}：{_in_one_line(one.text)}" for one in group)
