"""The text of a draft, whichever file it is: narrative.yaml, or else a Word file of a given name.

One rule: where narrative.yaml is, it is the text; a Word text beside it is told, never mixed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ...drafts.narrative.read import OpenNarrative, open_narrative, read_narrative
from ...files.saving import digest_of
from ...model.draft import NARRATIVE, WORD_TEXT, WORKBOOK
from ...model.finding import Finding
from ...model.form import Form
from ...model.location import Location
from ...model.report import Narrative
from ..beside import is_in_word, text_of
from .rules import W129

if TYPE_CHECKING:
    from .word import WordText  # most drafts have none


# How narrative.yaml is called where somebody, or Windows, called it almost so.
_ALMOST = ("narrative.yml", "narrative.yaml.txt", "narrative.yml.txt")


class TextFile(Protocol):
    """A text whose form is not known yet, and what it says of itself."""

    @property
    def format_id(self) -> str: ...

    @property
    def agency(self) -> str: ...

    @property
    def year(self) -> int | None: ...

    def place(self, key: str) -> Location:
        """Where the value of a key stands; the top of the file when there is none."""


def open_text_file(folder: Path) -> OpenNarrative | WordText:
    """Open the text of a draft. SourceError when it cannot be read at all."""
    path = text_of(folder)
    if path.name != WORD_TEXT:
        return open_narrative(path)
    from .word import open_word_text

    return open_word_text(path)


def read_text_file(opened: OpenNarrative | WordText, form: Form) -> tuple[Narrative, list[Finding]]:
    """The text of a draft made in `form`, and what is to be told of it."""
    return read_narrative(opened, form) if isinstance(opened, OpenNarrative) else opened.read(form)


def contact_of(opened: OpenNarrative | WordText, form: Form) -> Mapping[str, str]:
    """The contact data that a text holds."""
    if isinstance(opened, OpenNarrative):
        return opened.contact
    return {name: one.text for name, one in opened.read(form)[0].contact.items()}


def draft_digests(folder: Path) -> tuple[str, str]:
    """SHA-256 of a draft's workbook and text as they are now; '' for one that cannot be read."""
    return digest_of(folder / WORKBOOK), digest_of(text_of(folder))


def second_text(folder: Path) -> Iterator[Finding]:
    """A text that lies beside the one that counts, and is not used."""
    if (folder / NARRATIVE).exists() and (folder / WORD_TEXT).exists():
        hint = f"要用 Word 的文字：reportgen import --update 草稿 {WORD_TEXT}，收进 {NARRATIVE}；不用它，把它改名或者移走"
        yield W129.at(Location(WORD_TEXT), f"草稿里有两份文字稿：用的是 {NARRATIVE}，{WORD_TEXT} 里的文字没有用", hint=hint)
    elif is_in_word(folder):
        for name in _ALMOST:
            if (folder / name).exists():
                hint = f"要用它，改名为 {NARRATIVE}；不用它，移走"
                yield W129.at(Location(WORD_TEXT), f"草稿里有两份文字稿：用的是 {WORD_TEXT}，{name} 里的文字没有用", hint=hint)
