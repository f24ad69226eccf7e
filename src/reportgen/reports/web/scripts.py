"""What a web page sets above or below the line: small signs that there are for it, powers behind units, marks of notes."""

from __future__ import annotations

import re

from lxml import etree

from ...text.passages import small
from .pieces import BLOCKS, tidy, words_of

# What is set above or below the line; behind a unit it is a power, a number else is the mark of a note.
_RAISED = re.compile(r"(?:vertical-align|mso-text-raise)\s*:\s*(super|sub)", re.IGNORECASE)
_UNIT_BEFORE = re.compile(r"(?:(?<![a-z])[kcdmµ]?m|米|公里|平方|立方)\s*$", re.IGNORECASE)
_POWERS = ("2", "3")
_NOTE_MARK = re.compile(r"[\[［(（〔【]?\s*注?[\d①-⑳*＊†‡,，、\s-]+[\]］)）〕】]?")


def small_scripts(root: etree._Element) -> None:
    """Put what is set above or below the line into it as the small signs that there are for it, m², CO₂: 471<sup>2</sup>件 are no 4712."""
    for element, how, _ in _scripts(root):
        for one in element.iter():
            one.text = small(one.text or "", how)
            if one is not element:
                one.tail = small(one.tail or "", how)


def level_scripts(root: etree._Element) -> int:
    """The same for a text that one goes on writing: m² behind a unit, CO2; marks of notes, which lead nowhere there, are taken out.

    Gives back how many these were.
    """
    marks = 0
    for element, how, lead in _scripts(root):
        text = tidy("".join(words_of(element)))
        if how == "sup" and text in _POWERS and _UNIT_BEFORE.search(lead):
            level = small(text, how)
        elif text and _NOTE_MARK.fullmatch(text) and (how == "sup" or lead.rstrip()[-1:].isdigit()):
            level, marks = "", marks + 1
        else:
            continue
        for child in [*element]:
            element.remove(child)
        element.text = level
    return marks


def _scripts(root: etree._Element) -> list[tuple[etree._Element, str, str]]:
    """What is set above or below the line: each element, whether it is `sup` or `sub`, and what stands before it."""
    found: list[tuple[etree._Element, str, str]] = []
    before = ""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = str(element.tag)
        style = _RAISED.search(str(element.get("style", "")))
        how = tag if tag in ("sup", "sub") else style[1].lower()[:3] if style else ""
        if how and event == "start":
            found.append((element, how, before))
            walk.skip_subtree()
            continue
        before = "" if BLOCKS.fullmatch(tag) else before
        before = (before + ("" if how else element.text or "" if event == "start" else ""))[-8:]
        before = (before + (element.tail or "" if event == "end" else ""))[-8:]
    return found
