"""Two format packs opened with all that they say, and compared."""

from __future__ import annotations

from pathlib import Path

from .files.pack import TEMPLATE, find_pack
from .files.pack_prose import load_phrasing
from .files.word import read_outline
from .form_diff import form_diff
from .model.form_change import FormDiff, Pack


def compare_forms(old: str, new: str) -> FormDiff:
    """What the second pack changes against the first; each is an id or a folder.

    PackError when one is not sound, SourceError when its template cannot be read.
    """
    return form_diff(_opened(old), _opened(new))


def _opened(name: str) -> Pack:
    form = find_pack(name)
    template = Path(form.folder) / TEMPLATE
    return Pack(form, load_phrasing(form), read_outline(template) if template.is_file() else None)
