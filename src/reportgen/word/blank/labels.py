"""Labels with room behind them: 填报人：____, in a line or in a cell; what the pack knows by that name goes there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from lxml import etree

from ...model.form import Form
from ...recognise.labels import normalised
from ...text.closest import closest
from ..body import blocks_below
from ..names import BR, PPR, RPR, SPACE, TAB, TC, P, R, T, W
from .document import BlankForm
from .tables import FormPlaces, Told, place_name

# What holds a place for somebody's pen.
_BLANK = re.compile(r"[\s_＿]*")
_STROKES = re.compile("[_＿]{2,}")
# A unit behind the room: 专职人数：____人.
_UNIT = re.compile(r"[\u3400-\u9fff]{1,2}(?=[\s_＿。；]|$)")
_WORDS = re.compile(r"\s{2,}|[\t\n。，；、,;]")
_LONGEST = 16
# What a lone label may be with nothing behind it, in words: 填报人, 单位负责人.
_ALONE = re.compile("[\u3400-\u9fff]{1,5}(?:人|者|员|号|码|址|话|数|期|名|字|章|箱)")
# A line of colons would be read again from its beginning at each.
_LOOKED_BACK = 100
_HAN = re.compile(r"[\u3400-\u9fff]")
_SHOWN = 8


class Room(NamedTuple):
    """Room in a text, from `start` to `stop`, behind a label; `tag` prints what the pack has by its name, '' where it has nothing."""

    label: str
    start: int
    stop: int
    tag: str = ""


class Written(NamedTuple):
    """Tags for the rooms of one paragraph."""

    paragraph: etree._Element
    rooms: tuple[Room, ...]


class Labels:
    """The labels of a blank form that have room, in its lines and in the cells of its tables."""

    def __init__(self, form: Form, blank: BlankForm) -> None:
        self._form, self._blank = form, blank
        self.names = {normalised(one.name): f"{{{{ fields.{one.id} }}}}" for one in reversed(form.fields)}
        for key in form.contact:
            self.names.setdefault(normalised(key), f"{{{{ contact.{key} }}}}")
        self.lines = {at: rooms for at, line in enumerate(blank.paragraphs) if (rooms := self._of_line(_text(line)))}

    @property
    def known(self) -> frozenset[int]:
        """The lines that hold a label which the pack knows: no text of the report goes in their place."""
        return frozenset(at for at, rooms in self.lines.items() if any(room.tag for room in rooms))

    def beside(self, places: FormPlaces) -> tuple[list[Written], Told]:
        """What is written into the room that `places` leave, and what is to be told of it."""
        taken = {*places.headings, *places.texts, *(at for spot in places.spots for at in spot.replaced)}
        written: list[Written] = []
        recognised: list[str] = []
        asked: list[str] = []
        found = [(f"第{at + 1}段", self._blank.paragraphs[at], rooms) for at, rooms in self.lines.items() if at not in taken]
        for where, paragraph, rooms in (*found, *self._in_cells(places.cells)):
            known = tuple(room for room in rooms if room.tag)
            if known:
                written.append(Written(paragraph, known))
            recognised += [f"“{room.label}”：{where}，写 {room.tag}" for room in known]
            asked += [
                f"{where}“{room.label}”{self._meant(room.label)}" for room in rooms if not room.tag and _is_asked(room, rooms)
            ]
        return written, Told(tuple(recognised), remarks=tuple(_questions(asked)))

    def _meant(self, label: str) -> str:
        within = [tag for name, tag in self.names.items() if name in normalised(label)]
        close = closest(normalised(label), self.names)
        meant = within[0] if len(within) == 1 else self.names.get(close, "")
        return f"（是不是 {meant}？）" if meant else ""

    def _of_line(self, text: str) -> tuple[Room, ...]:
        whole = self._by_pattern(text)
        return (
            (whole,) if whole else tuple(room._replace(tag=self.names.get(normalised(room.label), "")) for room in rooms_in(text))
        )

    def _by_pattern(self, text: str) -> Room | None:
        """A line that is a field's pattern without its numbers: 某政办函〔　〕　号."""
        said = re.sub(r"[\s\d#×XxＸ_＿]", "", text)
        for own in self._form.fields:
            if said and "#" in own.pattern and "*" not in own.pattern and said == re.sub(r"[\s#]", "", own.pattern):
                return Room(own.name, 0, len(text), f"{{{{ fields.{own.id} }}}}")
        return None

    def _in_cells(self, figures: Collection[tuple[int, int, int]]) -> Iterator[tuple[str, etree._Element, tuple[Room, ...]]]:
        for number, cells in enumerate(self._blank.cells):
            for (row, column), cell in sorted(cells.items(), key=lambda one: one[0]):
                if (number, row, column) in figures:
                    continue
                where = place_name(number, row, column)
                paragraphs = [block for block in blocks_below(cell) if block.tag == P]
                said = "".join(map(_text, paragraphs)).strip()
                tag = self.names.get(normalised(said), "") if said else ""
                beside = _next_cell(cells, row, column) if tag else None
                if beside and (number, row, beside) not in figures and not _said(cells[row, beside]):
                    into = next((block for block in blocks_below(cells[row, beside]) if block.tag == P), None)
                    if into is not None:
                        label = said.rstrip("：: ")
                        yield place_name(number, row, beside), into, (Room(label, 0, len(_text(into)), tag),)
                    continue
                for paragraph in paragraphs:
                    if rooms := self._of_line(_text(paragraph)):
                        yield where, paragraph, rooms


def _is_asked(room: Room, rooms: Sequence[Room]) -> bool:
    """Whether a label that nobody knows waits for something to be filled in, and does not only say what follows: 要求如下：."""
    return len(rooms) > 1 or room.stop > room.start or _ALONE.fullmatch(room.label) is not None


def rooms_in(text: str) -> Iterator[Room]:
    """The labels of a line that have room behind them, whoever knows them."""
    begun = 0
    for at, sign in enumerate(text):
        stroke = sign in "_＿" and at >= begun and _STROKES.match(text, at) is not None
        if at < begun or (sign not in "：:" and not stroke):
            continue
        label = re.sub(r"\s", "", _WORDS.split(text[max(begun, at - _LOOKED_BACK) : at].strip(" 　\t"))[-1])
        start = at if stroke else at + 1
        blank = _BLANK.match(text, start)
        stop = blank.end() if blank else start
        unit = _UNIT.match(text, stop) if stop > start else None
        if _HAN.search(label) and len(label) <= _LONGEST and (stop == len(text) or unit or _label_follows(text, start, stop)):
            yield Room(label, start, stop)
        begun = unit.end() if unit and not _label_follows(text, start, stop) else stop if stop > start else begun


def _label_follows(text: str, start: int, stop: int) -> bool:
    """Whether behind room stands another label."""
    following = re.split("[：:_＿]", text[stop : stop + _LONGEST + 1], maxsplit=1)
    return stop > start and len(following) == 2 and not _WORDS.search(following[0].strip())


def put(written: Written) -> None:
    """Put the tags into a paragraph: each where its room begins, in the look that it has there; strokes for a pen go."""
    for room in sorted(written.rooms, reverse=True):
        _put(written.paragraph, room)


def _put(paragraph: etree._Element, room: Room) -> None:
    leaves = [(leaf, _text_of(leaf)) for leaf in _leaves(paragraph)]
    last = room.stop == sum(len(text) for _, text in leaves)
    at = 0
    home: etree._Element | None = None
    before: etree._Element | None = None
    for leaf, text in leaves:
        first, stop = max(room.start - at, 0), min(room.stop - at, len(text))
        if leaf.tag == T and at < room.start:
            before = leaf
        if first < stop and leaf.tag == T:
            # What keeps the next label apart stays.
            rest = "" if last else re.sub("[_＿]", "", text[first:stop])
            tag = room.tag if home is None else ""
            home = leaf if home is None else home
            _set(leaf, text[:first] + tag + rest + text[stop:])
        at += len(text)
    if home is not None:
        return
    if before is not None:
        _set(before, (before.text or "") + room.tag)
        return
    run = etree.SubElement(paragraph, R)
    look = paragraph.find(f"{PPR}/{RPR}")
    if look is not None:
        own = etree.SubElement(run, RPR)
        own.extend([etree.fromstring(etree.tostring(one)) for one in look if one.tag not in _OF_MARKS])
    _set(etree.SubElement(run, T), room.tag)


# What the mark of a paragraph may have and a run may not.
_OF_MARKS = frozenset(W + name for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange"))


def _set(leaf: etree._Element, text: str) -> None:
    leaf.text = text
    leaf.set(SPACE, "preserve")


def _leaves(paragraph: etree._Element) -> Iterator[etree._Element]:
    """What of a paragraph's runs prints a text, a tab, a break."""
    for run in paragraph.iter(R):
        if next(run.iterancestors(P)) is paragraph:
            yield from run.iterchildren(T, TAB, BR)


def _text_of(leaf: etree._Element) -> str:
    return (leaf.text or "") if leaf.tag == T else "\t" if leaf.tag == TAB else "\n"


def _text(paragraph: etree._Element) -> str:
    return "".join(map(_text_of, _leaves(paragraph)))


def _said(cell: etree._Element) -> str:
    return "".join(_text(one) for one in cell.iter(P) if next(one.iterancestors(TC)) is cell).strip(" \t\n　_＿")


def _next_cell(cells: Mapping[tuple[int, int], etree._Element], row: int, column: int) -> int:
    return min((other for at, other in cells if at == row and other > column), default=0)


def _questions(asked: Sequence[str]) -> Iterator[str]:
    if asked:
        more = f" 等 {len(asked)} 处" if len(asked) > _SHOWN else ""
        yield (
            f"{'、'.join(asked[:_SHOWN])}{more}后面空着，没有加标签：每年要填的吗？要填的，在 format.yaml 的 fields 里声明（name 就写它），再运行一次，"
            "或者自己写上标签；不用填的，照原样印"
        )
