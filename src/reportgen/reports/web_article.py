"""Finds the report among the pieces of a web page, and leaves the site around it behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from .web_pieces import SITE_TAGS, Piece, is_title, tidy

_DATE = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日")


def report_among(pieces: list[Piece], names: list[str]) -> list[Piece]:
    """The pieces that are the report's, its title first."""
    marks = [at for at, piece in enumerate(pieces) if piece.is_mark]
    if not marks:
        marks = [at for at, piece in enumerate(pieces) if piece.is_sentence] or list(range(len(pieces)))
    first = marks[0]
    own = _own(pieces, marks)
    inside = _in_article(pieces, marks, own)
    found = [at for at in range(len(pieces)) if own[at] and inside[at]]
    if any(pieces[at].is_title for at in found if at <= first):
        return [pieces[at] for at in found]
    return [*_title(pieces[:first], names, pieces[first].owner), *(pieces[at] for at in found)]


def _own(pieces: list[Piece], marks: list[int]) -> list[bool]:
    """For each piece whether it may be the report's: the site's boxes, lines and lists of links are not.

    Between the first mark and the last one only what HTML itself sets apart is left out.
    """
    marked = {element for at in marks for element in _path(pieces[at].owner)}
    # A designer's name alone is no proof: the box holds links or the like, and neither sentences nor the date.
    telling = {box for piece in pieces if piece.is_sentence or _DATE.fullmatch(piece.text) for box in piece.boxes}
    linking = {box for piece in pieces if piece.linked or piece.is_site_line or not piece.text for box in piece.boxes}
    links = [False, *(piece.is_links for piece in pieces), False]
    own = []
    for at, piece in enumerate(pieces):
        of_site = any(box.tag in SITE_TAGS and box not in marked for box in piece.boxes)
        if not of_site and not marks[0] <= at <= marks[-1]:
            named = any(box in linking and box not in telling and box not in marked for box in piece.boxes)
            listed = links[at + 1] and (piece.links > 1 or links[at] or links[at + 2])
            adorning = piece.cells is None and not piece.text and at < marks[0]
            of_site = named or listed or adorning or piece.is_site_line
        own.append(not of_site)
    return own


def _in_article(pieces: list[Piece], marks: list[int], own: list[bool]) -> list[bool]:
    """For each piece whether it stands in the smallest element with all marks and the sentences beside them."""
    paths = [_path(piece.owner) for piece in pieces]
    shared = paths[marks[0]]
    for at in marks:
        shared = shared[: _common(shared, paths[at])]
    # One paragraph or table alone is no article.
    depth = len(shared) - (sum(piece.owner is shared[-1] for piece in pieces) == 1 < len(pieces))
    for at, (piece, path) in enumerate(zip(pieces, paths, strict=True)):
        # A preface or a signature may stand beside the element with the sections.
        if own[at] and (piece.is_sentence or (at > marks[-1] and _DATE.fullmatch(piece.text))):
            depth = min(depth, _common(shared, path))
    return [_common(shared[:depth], path) == depth for path in paths]


def _title(above: list[Piece], names: list[str], owner: etree._Element) -> Iterator[Piece]:
    """The title from outside the article: what stands above it, or what the page calls itself."""
    near = [piece for piece in above if piece.is_title]
    chosen = next((piece for piece in reversed(near) if piece.heading), near[-1] if near else None)
    if chosen:
        # The lines of one heading belong together.
        lines = [piece.text for piece in above if piece.owner is chosen.owner and piece.text and not piece.is_site_line]
    else:
        headed = [piece.text for piece in above if piece.heading == 1]
        lines = [*filter(is_title, names), *headed, *names][:1]
    return (Piece(owner, line, heading=1) for line in lines)


def names_of(root: etree._Element) -> list[str]:
    """What the page's head calls it, the site's name cut off."""
    titles = [element for element in root.iter("meta") if str(element.get("name")).lower() == "articletitle"]
    names = [str(element.get("content", "")) for element in titles]
    for element in root.iter("title"):
        whole = "".join(map(str, element.itertext()))
        names += [*filter(is_title, map(tidy, re.split(r"[_|]|\s*[-–—]+(?=\D)", whole))), whole]
    return [name for name in map(tidy, names) if name]


def _path(element: etree._Element) -> list[etree._Element]:
    """The elements from the page down to this one."""
    return [*reversed([*element.iterancestors()]), element]


def _common(one: list[etree._Element], other: list[etree._Element]) -> int:
    """How many elements two paths share."""
    pairs = zip(one, other, strict=False)
    return next((depth for depth, (left, right) in enumerate(pairs) if left is not right), min(len(one), len(other)))
