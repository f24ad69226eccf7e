"""All kinds of edits, and the documents that are edited."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from conftest import EXAMPLES

from reportgen.tasks.build import build_draft

from . import beside, looks, pictures, tables, tracked, words
from .document import Doc, Made, Recipe, Texts

SEED = 20261129


def two_edits(doc: Doc) -> Texts:
    """A word of the text and a label."""
    return (*words.words_changed(doc), *tables.label_changed(doc))


def note_and_words(doc: Doc) -> Texts:
    return (*beside.footnote_added(doc), *words.words_changed(doc))


RECIPES: tuple[Recipe, ...] = (
    *(recipe for kind in (words, tables, beside, tracked, pictures, looks) for recipe in kind.RECIPES),
    Recipe("两处", two_edits, 3),
    Recipe("两处", note_and_words, 1),
)
BASES = ("huaian-2024", "wenzhou-2020", "ouhai-2017", "rich")


def draft_in(base: str, folder: Path) -> Path:
    """A copy of an example; `rich` is one with a picture, a chart and a small table in its text."""
    target = folder / base
    shutil.copytree(EXAMPLES / ("huaian-2024" if base == "rich" else base), target, ignore=shutil.ignore_patterns("*.docx"))
    if base == "rich":
        (target / "images").mkdir()
        (target / "images" / "流程图.png").write_bytes(pictures.png((200, 0, 0)))
        path = target / "narrative.yaml"
        more = (
            "  ![申请办理流程图](images/流程图.png)\n  ![本年新收申请的构成](图表:柱形图 表三.本年新收)\n"
            "  | 培训 | 场次 |\n  | --- | --- |\n  | 业务 | 4 |\n  | 法规 | 2 |\n  （二）依申请公开\n"
        )
        path.write_text(path.read_text(encoding="utf-8").replace("  （二）依申请公开\n", more, 1), encoding="utf-8")
    return target


@cache
def built(base: str) -> bytes:
    """The document that `build` makes of it."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "年报.docx"
        build_draft(draft_in(base, Path(name)), output=path)
        return path.read_bytes()


def edits_of(base: str, recipes: tuple[Recipe, ...] = RECIPES, *, once: bool = False) -> Iterator[Made]:
    """All edits of one document, the same ones every time."""
    for recipe in recipes:
        name = recipe.name or recipe.edit.__name__
        for number in range(1 if once else recipe.times):
            chance = random.Random(f"{SEED} {base} {name} {number}")
            before = built(base)
            if recipe.before:
                prepared = Doc(before, chance)
                recipe.before(prepared)
                before = prepared.packed()
            doc = Doc(before, chance)
            texts = recipe.edit(doc)
            if texts is not None:
                yield Made(base, recipe.group, f"{name} {number}", before, doc.packed(), texts, name.startswith("note_deleted"))
