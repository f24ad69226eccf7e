"""One block of the prose with its changes, in HTML: in one run of text, and old beside new."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Literal

from ...model.change import Block, Piece, PieceKind, Step
from ...model.claim import Span
from ...model.report import TextBlock
from ...text.charts import says
from ...text.edits import pieces
from ...text.pairing import ALIKE, likeness

_NUMBER = re.compile(r"(\d[\d,，.]*[%％‰]?)")
_HEADING_ABOVE = 2  # a heading of level 1 is an <h3>: the page has an <h1>, the report an <h2>
_TAGS = {"same": "", "deleted": "del", "inserted": "ins"}
Side = Literal["both", "old", "new"]
_NOT_SHOWN = {("old", "inserted"), ("new", "deleted")}
# How much of a text a list shows: before a change, of the change, after it, of a whole block.
_BEFORE, _OF, _AFTER, _BLOCK = 10, 26, 8, 46


def draw_step(step: Step, stale: Sequence[Span] = ()) -> str:
    """The block in one run of text: deleted words struck, new ones underlined, numbers that are out of date marked."""
    return _shell(step.block.content, _pieces_cut(step, "both", stale))


def draw_pair(step: Step, stale: Sequence[Span] = ()) -> str:
    """The same block twice, as it was and as it is now."""
    sides: tuple[tuple[Block | None, Side, str], ...] = ((step.old, "old", "旧稿"), (step.new, "new", "新稿"))
    cells = []
    for block, side, name in sides:
        text = '<p class="absent">（这一稿没有）</p>'
        if block is not None:
            text = _shell(block.content, _pieces_cut(step, side, stale), heading="p")
        cells.append(f'<div class="{side}" role="group" aria-label="{name}">{text}</div>')
    return f'<div class="pair">{"".join(cells)}</div>'


def beyond_words(step: Step, pictures: tuple[Mapping[str, str], Mapping[str, str]]) -> Iterator[str]:
    """What changed about a block other than its words: the picture, the heading's level."""
    if step.old is None or step.new is None:
        return
    one, other = step.old.content, step.new.content
    if one.kind != other.kind and "image" in (one.kind, other.kind):
        yield "图片没有了，图注还在" if one.kind == "image" else "图注上面加了图片"
    elif one.kind == "image":
        before, after = pictures[0].get(one.image, one.image), pictures[1].get(other.image, other.image)
        if before != after:
            yield ("换了一张图" if other.image in pictures[1] else "图片找不到") + ("" if step.reworded else "，图题没有变")
    elif one.kind == "chart":
        yield f"图表由 {says(one)} 变为 {says(other)}"
    elif one.level != other.level:
        yield f"标题的层次变了：第 {one.level} 级 → 第 {other.level} 级"
    elif one.lead != other.lead and not step.reworded:
        yield "段首的小标题变了，文字没有变"


def replaced(old: str, new: str) -> str:
    """A short text with its changes; one too unlike struck, and what stands there now."""
    found = pieces(old, new) if likeness(old, new) >= ALIKE else ()
    if any(piece.kind == "same" for piece in found):
        return "".join(tagged(piece.kind, piece.text, loud=False) for piece in found)
    before = f"{tagged('deleted', old, loud=False)} → " if old else ""
    return before + (tagged("inserted", new, loud=False) if new else '<span class="nothing">（没有了）</span>')


def shortened(text: str, length: int = _BLOCK) -> str:
    """The beginning of a text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length]}…"


def brief(step: Step) -> str:
    """A step in a line for the list: the first change with the words around it, or how the block begins."""
    content = step.block.content
    if not step.reworded:
        words = escape(shortened(content.whole) or "（没有文字）")
        return f"{'图片' if content.kind == 'image' else '图表'}：{words}" if content.pictured else words
    pieces = step.pieces
    first = next(number for number, piece in enumerate(pieces) if piece.kind != "same")
    parts = []
    if first:
        before = pieces[first - 1].text
        parts.append(escape(("…" if len(before) > _BEFORE else "") + before[-_BEFORE:]))
    after = first
    while after < len(pieces) and pieces[after].kind != "same":
        parts.append(tagged(pieces[after].kind, shortened(pieces[after].text, _OF)))
        after += 1
    if after < len(pieces):
        parts.append(escape(shortened(pieces[after].text, _AFTER)))
    groups = sum(
        piece.kind != "same" and (number == 0 or pieces[number - 1].kind == "same") for number, piece in enumerate(pieces)
    )
    more = f'<span class="more">（这一段共改 {groups} 处）</span>' if groups > 1 else ""
    return "".join(parts) + more


def _pieces(step: Step) -> Sequence[Piece]:
    if step.kind in ("inserted", "deleted"):
        return (Piece(step.kind, step.block.content.whole),)
    return step.pieces or (Piece("same", step.block.content.whole),)


def _pieces_cut(step: Step, side: Side, stale: Sequence[Span]) -> str:
    """The pieces of a side, cut wherever the words in bold end or a number that is out of date begins or ends."""
    leads = len((step.old or step.block).content.lead), len((step.new or step.block).content.lead)
    loud = step.kind not in ("inserted", "deleted")
    at, parts = [0, 0], []
    for piece in _pieces(step):
        length, gone = len(piece.text), piece.kind == "deleted"
        if (side, piece.kind) not in _NOT_SHOWN:
            which = 0 if gone or side == "old" else 1
            start, lead, spans = at[which], leads[which], stale if which else ()
            edges = {lead, *(edge for span in spans for edge in span)}
            cuts = sorted({0, length, *(edge - start for edge in edges if 0 < edge - start < length)})
            for begin, end in pairwise(cuts):
                text = tagged(piece.kind, piece.text[begin:end], loud=loud)
                if any(span.start <= start + begin < span.end for span in spans):
                    text = f'<mark class="stale">{text}</mark>'
                parts.append(f"<b>{text}</b>" if start + begin < lead else text)
        at[0] += 0 if piece.kind == "inserted" else length
        at[1] += 0 if gone else length
    return "".join(parts)


def tagged(kind: PieceKind, text: str, *, loud: bool = True) -> str:
    """A piece in its element; a number that changed stands out, but not in a block that is new as a whole."""
    tag = _TAGS[kind]
    parts = _NUMBER.split(text) if tag and loud else [text]
    said = "".join(f"<strong>{escape(part)}</strong>" if number % 2 else escape(part) for number, part in enumerate(parts))
    said = said.replace("\n", "<br>").replace("\t", "｜")
    return f"<{tag}>{said}</{tag}>" if tag else said


def _shell(block: TextBlock, text: str, heading: str = "") -> str:
    if block.pictured:
        glyph = "图片" if block.kind == "image" else "图表"
        return (
            f'<p class="image"><span class="glyph">{glyph}</span>{text or "（没有图题）"}<small>{escape(block.image)}</small></p>'
        )
    if block.kind == "heading":
        tag = heading or f"h{min(_HEADING_ABOVE + max(block.level, 1), 6)}"
        return f'<{tag} class="heading">{text}</{tag}>'
    return f"<p>{text}</p>"
