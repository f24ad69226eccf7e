"""What a template says to print a passage: one loop over its blocks, a line of its own for each kind of block.

Drawing a template and tagging a form write the same lines; they differ in how each line looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

# How a line looks that is no block: a tag that leaves no trace in a report, and the caption of a picture.
TAG, CAPTION = "tag", "caption"
_TEXT = "{{ block.text }}"


class PassageLine(NamedTuple):
    """A paragraph of the template. `look` is TAG, CAPTION or the style of the block that it prints; `lead` stands in front."""

    text: str
    look: str = TAG
    lead: str = ""


def passage_lines(name: str) -> Iterator[PassageLine]:
    """The lines that print the passage `name`, whatever blocks it holds."""
    yield PassageLine(f"{{%p for block in passages.{name} %}}")
    for number, (style, lines) in enumerate(_BLOCKS.items()):
        yield PassageLine(f"{{%p {'elif' if number else 'if'} block.style == '{style}' %}}")
        yield from lines
    yield PassageLine("{%p endif %}")
    yield PassageLine("{%p endfor %}")


_BLOCKS = {
    "text": (PassageLine(_TEXT, "text"),),
    "run_in": (PassageLine(_TEXT, "run_in", lead="{{ block.lead }}"),),
    **{f"heading{level}": (PassageLine(_TEXT, f"heading{level}"),) for level in (1, 2, 3, 4)},
    "image": (
        PassageLine("{{r block.picture }}", "image"),
        PassageLine("{%p if block.text %}"),
        PassageLine(_TEXT, CAPTION),
        PassageLine("{%p endif %}"),
    ),
    "table": (PassageLine("{{p block.table }}"),),
}
