"""Bold type and links in rendered text: signs that XML cannot hold on the way through the template, then runs of their own.

A template prints `{{ block.text }}` in the run that its maker gave a look; the pieces keep that look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import quoteattr

from ..model.report import Styled

_BOLD, _PLAIN, _LINK, _LINK_NUMBER, _LINK_END = "\x01", "\x02", "\x03", "\x04", "\x05"
_SIGNS = re.compile("[\x01-\x05]")
_PIECES = re.compile("(\x01|\x02|\x03[0-9]+\x04|\x05)")
_RUN = re.compile(r"<w:r(?: [^>]*)?>")
_RUN_LOOK = re.compile(r"<w:rPr>.*?</w:rPr>", re.DOTALL)
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


class Links:
    """The addresses that a document leads to, each with its relationship."""

    def __init__(self) -> None:
        self.targets: list[str] = []

    def signed(self, text: str, styles: Sequence[Styled], start: int) -> str:
        """A piece of a block that begins at character `start` of its whole text, with signs where a look begins and ends."""
        signs: list[tuple[int, int, str]] = []
        for one in styles:
            first, last = max(one.start - start, 0), min(one.end - start, len(text))
            if first >= last:
                continue
            begin, end = (
                (_BOLD, _PLAIN) if one.kind == "bold" else (f"{_LINK}{self._number(one.target)}{_LINK_NUMBER}", _LINK_END)
            )
            signs += [(first, 1, begin), (last, 0, end)]
        for at, _, sign in sorted(signs, reverse=True):
            text = text[:at] + sign + text[at:]
        return text

    def _number(self, target: str) -> int:
        if target not in self.targets:
            self.targets.append(target)
        return self.targets.index(target)

    def relationships(self) -> str:
        """The entries for the document's relationships."""
        return "".join(
            f'<Relationship Id="rgLink{number}" Type="{_HYPERLINK}" Target={quoteattr(target)} TargetMode="External"/>'
            for number, target in enumerate(self.targets)
        )


def with_styled_runs(xml: str) -> str:
    """A rendered part with a run for every piece of text that has a look of its own."""
    if not _SIGNS.search(xml):
        return xml
    parts: list[str] = []
    end = 0
    while sign := _SIGNS.search(xml, end):
        start = max(found.start() for found in _RUN.finditer(xml, end, sign.start()))
        stop = xml.index("</w:r>", sign.start()) + len("</w:r>")
        parts += [xml[end:start], "".join(_runs(xml[start:stop]))]
        end = stop
    return "".join((*parts, xml[end:]))


def _runs(run: str) -> Iterator[str]:
    """One run as several, each with the look that it had, and bold or linked where the signs say so."""
    opening = _RUN.match(run)
    text = _TEXT.search(run)
    assert opening and text, "a sign stands only in the text of a run"
    found = _RUN_LOOK.match(run, opening.end())
    look = found[0] if found else ""
    bold, link = False, ""
    for piece in _PIECES.split(text[1]):
        if piece in (_BOLD, _PLAIN):
            bold = piece == _BOLD
        elif piece[:1] == _LINK:
            link = piece[1:-1]
        elif piece == _LINK_END:
            link = ""
        elif piece:
            own = f'{opening[0]}{_bold(look) if bold else look}<w:t xml:space="preserve">{piece}</w:t></w:r>'
            # A link looks like the text around it: on paper it is nothing else.
            yield f'<w:hyperlink r:id="rgLink{link}" w:history="1">{own}</w:hyperlink>' if link else own


def _bold(look: str) -> str:
    """The look in bold; the schema wants it behind the fonts."""
    if not look:
        return "<w:rPr><w:b/></w:rPr>"
    fonts = re.match(r"<w:rPr>(?:<w:rStyle [^>]*/>)?(?:<w:rFonts [^>]*/>)?", look)
    assert fonts
    return f"{look[: fonts.end()]}<w:b/>{look[fonts.end() :]}"
