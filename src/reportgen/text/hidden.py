"""Characters that nobody sees: which there are, how they are shown, and how text reaches a terminal.

Some move the words around them (U+202E), some are commands of a terminal (U+001B), some only stand
there. Whatever we print may come from somebody else's file, where such a character can hide a
finding or write another in its place; so each is shown as a mark, ‹U+202E›, in one place, last.
"""

from __future__ import annotations

import os
import unicodedata

from .patterns import pattern

# Commands, and what is no character at all: a document cannot hold them, and a terminal takes some for commands.
_COMMANDS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
# Whatever sets the direction of writing, as Unicode has them.
_TURNING = "\u061c\u202a-\u202e\u2066-\u2069"
# Lines that are none for a text file, tags, marks for notes between the lines, the signs of other writing that take no room.
_STRAY = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028\u2029\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
# A variant of the character before is a thing of type; a row of such selectors is a message that nobody sees.
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_AFTER = rf"(?<=[{_SELECTORS}])[{_SELECTORS}]"
HIDDEN = pattern(rf"[{_COMMANDS}{_TURNING}{_STRAY}]|\r(?!\n)|{_AFTER}")
_BREAKS = pattern(r"[\n\r\t\v\f]")
COMMANDS = pattern(f"[{_COMMANDS}]")
# What a reader is deceived by, and no author types.
_DECEIVING = pattern(f"[{_COMMANDS}\r{_TURNING}{_SELECTORS}\U000e0000-\U000e0fff]")
# What a text file is read without: what XML cannot carry, and what is invisible and breaks words apart when pasted.
PASTED = pattern(f"[{_COMMANDS}\u200b\u2028\u2029\ufeff]")
_NAMES = {
    "\u00ad": "可选的连字号", "\u200b": "零宽空格", "\u200c": "零宽不连字", "\u200d": "零宽连字", "\u200e": "从左往右的标记",
    "\u200f": "从右往左的标记", "\u2028": "换行符", "\u2029": "换段符", "\u202a": "从左往右", "\u202b": "从右往左", "\u202c": "方向结束",
    "\u202d": "强制从左往右", "\u202e": "强制从右往左", "\u2060": "不断行的零宽字符", "\u2066": "从左往右", "\u2067": "从右往左",
    "\u2068": "自动的方向", "\u2069": "方向结束", "\ufeff": "文件开头的标记",
}  # fmt: skip
# Stands for the beginning of a colour until the text is printed: no file can know it.
COLOUR = f"<{os.urandom(8).hex()}["


def visible(text: str) -> str:
    """The text with a mark for each character that nobody sees; lines stay lines."""
    if text.isascii() and text.isprintable():
        return text
    return HIDDEN.sub(lambda found: mark_of(found[0]), text)


def in_a_line(name: str) -> str:
    """A name, of a file for one, as it stands in a line of a list: what would break the line is a mark, too."""
    return _BREAKS.sub(lambda found: mark_of(found[0]), visible(name))


def mark_of(char: str) -> str:
    """`‹U+202E›`."""
    return f"‹U+{ord(char):04X}›"


def named(char: str) -> str:
    """A hidden character for somebody who is to find it: `U+202E（强制从右往左）`."""
    name = _NAMES.get(char) or ("控制字符" if unicodedata.category(char) == "Cc" else "")
    return f"U+{ord(char):04X}" + (f"（{name}）" if name else "")


def deceives(char: str) -> bool:
    """Whether a hidden character is a command, turns the words around, or carries a message: nothing that is pasted by accident."""
    return _DECEIVING.search(char) is not None


def printed(text: str) -> str:
    """A text for a terminal: what is hidden is shown, and of all commands only our own colours are left."""
    return visible(text).replace(COLOUR, "\x1b[")


def escaped_json(text: str) -> str:
    """The same JSON with hidden characters as escapes: the values are what they were, a terminal shows them."""
    return HIDDEN.sub(lambda found: "".join(f"\\u{unit:04x}" for unit in _units(found[0])), text)


def _units(char: str) -> list[int]:
    """A character in the units of UTF-16, as JSON escapes it."""
    code = ord(char)
    return [code] if code < 0x10000 else [0xD800 + ((code - 0x10000) >> 10), 0xDC00 + ((code - 0x10000) & 0x3FF)]
