"""What a program laid on the clipboard as HTML, as lines of a draft's text file: bold type and links with their signs, what these lack told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from lxml import etree

from ...text.passages import Run, printed_address, signs_around
from .pieces import UNREAD, parsed_page, pieces_of, words_of
from .scripts import level_scripts

# What Word writes around the mark of a list, the fonts in which a letter is a sign, and how a list is marked in 公文.
_WORDS_MARK = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_SIGN_FONT = re.compile(r"Symbol|Wingdings|Webdings", re.IGNORECASE)
_DASH = "——"
_SEVERAL = re.compile(r"0*(?:[2-9]|[1-9]\d+)")
_WEIGHT = re.compile(r"(?<![\w-])font-weight\s*:\s*(bold|[1-9]00|normal|lighter)", re.IGNORECASE)
# Where bold type begins and ends, and a link, in a text that is taken apart: no characters of any text.
_BOLD_SIGNS, _LINK_SIGN = ("\ufdd0", "\ufdd1"), "\ufdd2"
_SIGN = re.compile("([\ufdd0\ufdd1]|\ufdd2(?:[0-9]+\ufdd2)?)")
_NO_SIGNS = dict.fromkeys(map(ord, (*_BOLD_SIGNS, _LINK_SIGN)))
_ADDRESS = re.compile(r"(?:https?|ftp|mailto):", re.IGNORECASE)
_FOOTNOTE = re.compile(r"#_?(?:ftn|edn)", re.IGNORECASE)
# What no line of plain words shows: how a look is called, by its tags and by its style.
_LOOKS = {
    "下划线": (("u", "ins"), re.compile(r"text-decoration[\w-]*\s*:[^;]*underline|text-underline\s*:\s*(?!none)", re.IGNORECASE)),
    "斜体": (("i", "em"), re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)),
}


class PastedPage(NamedTuple):
    """What a program laid on the clipboard as HTML: its lines as a draft's text file has them, and how much there was that these lack.

    A table is rows with bars, a rule below the first. `links` are those that no line can hold, `bold` whether a table had bold type, `struck`
    what was crossed out or hidden, `merged` the cells that go over several, which stay empty but for the first, `marks` raised numbers that mark a note, `looks` the runs of other looks by their names.
    """

    lines: tuple[str, ...] = ()
    tables: int = 0
    bold: int = 0
    links: int = 0
    pictures: int = 0
    notes: int = 0
    struck: int = 0
    marks: int = 0
    merged: int = 0
    looks: Mapping[str, int] = MappingProxyType({})


def pasted_page(html: str) -> PastedPage:
    """Read what Word, WPS or a browser copied, with the signs of bold type and links. The mark of a list stands in front of its paragraph."""
    root, _ = parsed_page(html.translate(_NO_SIGNS))
    if root is None:
        return PastedPage()
    notes = [one for one in root.iter("a") if _FOOTNOTE.search(str(one.get("href", "")))]
    _write_marks(root)
    for note in notes:
        note.text = ""
        for below in [*note]:
            note.remove(below)
    marks, looks = level_scripts(root), looks_lost(root)
    targets: list[str] = []
    links, bold = _sign(root, targets)
    lines: list[str] = []
    tables = pictures = struck = 0
    for piece in pieces_of(root):
        pictures += len(piece.images)
        struck += len(piece.asides)
        if piece.cells is None:
            for text in map(str.strip, piece.text.splitlines()):
                line, lost = _signed(text, targets, headed=bool(piece.heading))
                links += lost
                lines += [line] if line else []
            continue
        tables += 1
        width = max((column for _, column in piece.cells), default=0)
        first = min(row for row, _ in piece.cells) if piece.cells else 0
        for row in sorted({row for row, _ in piece.cells}):
            texts = [piece.cells[row, column].text if (row, column) in piece.cells else "" for column in range(1, width + 1)]
            lines.append(f"| {' | '.join(' '.join(text.split()).replace('|', '｜') for text in texts)} |")
            if row == first:  # or it would be one with a table right above it
                lines.append(f"|{' --- |' * width}")
    merged = sum(_is_merged(one) for one in root.iter("td", "th") if tables and _has_words(one))
    return PastedPage(tuple(lines), tables, bold, links, pictures, len(notes), struck, marks, merged, looks)


def _sign(root: etree._Element, targets: list[str]) -> tuple[int, int]:
    """Put our own signs around all words that are bold or lead somewhere, `targets` among them; how many links and bold runs are in tables.

    Around every piece of text by itself, since bold type begins and ends wherever a page likes. A table's cells have no signs.
    """
    links = bold = 0

    def signed(text: str | None, heavy: bool, number: int) -> str | None:
        if text is None or not text.strip() or not (heavy or number):
            return text
        lead, words, behind = re.fullmatch(r"(\s*)(.*?)(\s*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
        begin, end = _BOLD_SIGNS if heavy else ("", "")
        leading = f"{_LINK_SIGN}{number}{_LINK_SIGN}" if number else ""
        return f"{lead}{leading}{begin}{words}{end}{_LINK_SIGN if number else ''}{behind}"

    # What is bold, what it leads to, and whether it stands in a table, from the outside in: pages nest deep.
    stack = [(root, False, 0, False)]
    while stack:
        element, heavy, number, within = stack.pop()
        if not isinstance(element.tag, str):
            continue
        look = _WEIGHT.search(str(element.get("style", "")))
        own = look[1][0] in "b6789" if look else element.tag in ("b", "strong") or heavy
        within = within or element.tag == "table"
        inside = number
        if element.tag == "a" and _ADDRESS.match(str(element.get("href", "")).strip()) and _has_words(element):
            links += within
            targets.append(str(element.get("href")).strip())
            inside = len(targets)
        if not within:
            element.text = signed(element.text, own, inside)
        elif own and not heavy and _has_words(element):
            bold += 1
        for child in element:
            if not within:
                child.tail = signed(child.tail, own, inside)
            stack.append((child, own, inside, within))
    return links, bold


def _signed(text: str, targets: Sequence[str], *, headed: bool) -> tuple[str, int]:
    """A line with the signs of a draft's text file in the place of ours, and how many of its links it cannot hold."""
    runs: list[Run] = []
    heavy, target, lost = False, "", 0
    for at, piece in enumerate(_SIGN.split(text)):
        if at % 2 and piece in _BOLD_SIGNS:
            heavy = piece == _BOLD_SIGNS[0]
        elif at % 2:
            number = piece.strip(_LINK_SIGN)
            target = targets[int(number) - 1] if number else ""
        elif piece:
            runs.append(Run(piece, heavy, target))
    # The address itself is a link wherever Word sees it.
    wholes = {target: "".join(run.text for run in runs if run.target == target) for target in targets}
    runs = [run if run.target and printed_address(wholes[run.target], run.target) else run._replace(target="") for run in runs]
    words = [run.text for run in runs]
    for signs in signs_around(runs, headed=headed):
        lost += signs.lost
        words[signs.first] = signs.begin + words[signs.first]
        words[signs.last - 1] += signs.end
    return "".join(words).strip(), lost


def _is_merged(cell: etree._Element) -> bool:
    """Whether a table's cell goes over several: as a program writes it, `rowspan=2`; 1 and nonsense are none."""
    return any(_SEVERAL.fullmatch(str(cell.get(name, "")).strip()) for name in ("rowspan", "colspan"))


def _has_words(element: etree._Element) -> bool:
    return any(str(text).strip() for text in element.itertext())


def _write_marks(root: etree._Element) -> None:
    """The marks of lists as text: what Word draws in a font of signs is a dash, as 公文 sets it; what a page counts is counted."""
    for element in [*root.iter(etree.Element)]:
        if _WORDS_MARK.search(str(element.get("style", ""))):
            fonts = " ".join(str(one.get("style", "")) for one in (element, *element.iterancestors()) if one.tag == "span")
            mark = "".join(map(str, element.itertext())).strip()
            sign = _SIGN_FONT.search(fonts) or (len(mark) == 1 and (mark.isascii() or not mark.isalnum()) and not mark.isdigit())
            for below in [*element]:
                element.remove(below)
            element.text = _DASH if sign else mark
        elif element.tag == "li":
            inside = (
                next((one for one in element.iterdescendants("p", "div")), element)
                if not (element.text or "").strip()
                else element
            )
            inside.text = f"{_list_mark(element)}{(inside.text or '').lstrip()}"


def _list_mark(element: etree._Element) -> str:
    around = element.getparent()
    if around is None or around.tag != "ol":
        return _DASH
    first = str(around.get("start", "1"))
    number = (int(first) if first.isdigit() else 1) + sum(one.tag == "li" for one in element.itersiblings(preceding=True))
    return f"{number}."


def looks_lost(root: etree._Element) -> dict[str, int]:
    """How many runs of words have a look that no line of plain words shows, by its name; what is underlined since it is a link is none."""
    counts = dict.fromkeys(_LOOKS, 0)
    for name, (tags, style) in _LOOKS.items():
        walk = etree.iterwalk(root, events=("start",))
        for _, element in walk:
            tag = str(element.tag)
            if UNREAD.fullmatch(tag) or tag == "a":
                walk.skip_subtree()
            elif tag in tags or style.search(str(element.get("style", ""))):
                counts[name] += bool("".join(words_of(element)).strip())
                walk.skip_subtree()
    return {name: count for name, count in counts.items() if count}
