"""A draft's folder under another name: never over what is there, and with what names it in other drafts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from ..files.saving import move_folder
from ..model.draft import PRIOR, WORD_TEXT
from ..model.errors import OutputError, ReportgenError, SourceError
from ..model.location import Location
from ..reports.beside import is_in_word, opened_in
from ..reports.open import open_draft
from .build import safe_name
from .entries import Entries, TypedCell, put, write


class Renamed(NamedTuple):
    """Where the draft lies now, and the drafts that go on from it: those that name it anew, and those that nobody could change here."""

    folder: Path
    followed: tuple[Path, ...]
    left: tuple[tuple[Path, str], ...]
    """Each with what its 上年 is to be."""


def rename_draft(folder: Path, name: str, others: Iterable[Path]) -> Renamed:
    """Give the folder of a draft another name, and name it so in the `others` whose last year it is.

    OutputError where there is something of that name, or a file of the draft is open in another program: that would be saved
    to a folder that is no more.
    """
    name = name.strip()
    if not name or name.startswith(".") or safe_name(name) != name:
        signs = '不能空着，不能用 / \\ : * ? " < > |，不能以点开头或结尾，也不能太长'
        raise SourceError(f"“{name}”不能作文件夹的名字", hint=signs)
    new = folder.with_name(name)
    if new == folder:
        return Renamed(folder, (), ())
    if opened := opened_in(folder):
        said = f"“{'”“'.join(opened)}”正在别的程序里打开，没有改名"
        raise OutputError(said, location=Location(folder.name), hint="在 Excel、WPS、Word 里保存并关闭，再改名")
    priors = _going_on_from(folder, others)
    move_folder(folder, new)
    followed, left = [], []
    for other, (was, rest) in priors.items():
        now = os.path.relpath(new / rest, other).replace(os.sep, "/")
        if _named_anew(other, was, now):
            followed.append(other)
        else:
            left.append((other, now))
    return Renamed(new, tuple(followed), tuple(left))


def _going_on_from(folder: Path, others: Iterable[Path]) -> Mapping[Path, tuple[str, Path]]:
    """The drafts whose last year is this draft or a file in it, each with how it is named there and where below the folder that is."""
    found: dict[Path, tuple[str, Path]] = {}
    for other in others:
        if other == folder or other.is_relative_to(folder):
            continue
        try:
            prior = open_draft(other).narrative.prior
        except ReportgenError:
            continue  # what cannot be read is told wherever that draft is looked at
        meant = Path(os.path.normpath(other / prior.text)) if prior and prior.text else None
        if prior and meant is not None and meant.is_relative_to(folder):
            found[other] = (prior.text, meant.relative_to(folder))
    return found


def _named_anew(other: Path, was: str, now: str) -> bool:
    """Whether a draft could be told; a text in Word is changed by Word alone."""
    if is_in_word(other):
        return False
    try:
        done = put(other, Entries(values={(PRIOR,): TypedCell(was, now)}))
        write(other, done.contents)
    except ReportgenError:
        return False
    return bool(done.contents)


def left_words(other: str, now: str, *, in_word: bool) -> str:
    """What somebody has to mend in a draft that goes on from a renamed one."""
    where = WORD_TEXT if in_word else "“写文字”的“上年”"
    return f"“{other}”接着它，没能一起改：请在{where}里把上年的年报改成 {now}"
