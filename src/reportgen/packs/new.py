"""A format pack to start from: a small one for a report of any kind, another one copied under a new id, or an overlay; its schema for editors.

What is left to write in a new pack is marked in its README.md, and told until it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Template

from ..files.shapes import json_schema, schema_text
from ..files.yaml import LocatedMap, Node, Scalar, compose, read_text
from ..model.errors import SourceError
from ..model.finding import Finding
from ..model.form import Form
from ..model.location import Location
from .folders import CASES, DECLARATION, PROSE, TEMPLATE, WORDS
from .pack import Pack
from .rules import F120, F507
from .shapes.format import FORMAT, OVERLAY

MANUAL = "README.md"
SCHEMA_FILE = "format.schema.json"
# The first line of a YAML file, by which an editor finds its schema.
SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}\n"
# What a README.md of a new pack has where its maintainer is to write.
_TO_WRITE = "【待写"
# How a comment at the head of a file calls the form that it belongs to: 2021 年起, 2021年格式.
_OF_A_YEAR = re.compile(r"([12][0-9]{3}) ?年度?(?:起|格式)")
# What a new pack's format.yaml has where a notice says more: sections and tables may well be called as there.
_PLACEHOLDER = re.compile("某|写给填报的人：|^新增的|另一种写法|另写一段")
_WORD = re.compile(r"\$\{\w+\}")
_COMMENTED = re.compile("^# ", re.MULTILINE)
# What the files of a new pack begin as: the folder of each kind, with ${name} and the like to be put in.
_STARTER = Path(__file__).parent / "starter"


def first_of_its_kind(name: str) -> dict[str, bytes]:
    """The files of a small pack for a report of whatever kind, by name: sound, and to be written over piece by piece.

    It has a part of every kind: text, a table, text and a table in turn.
    """
    return _started("first", {"name": name}, (DECLARATION, PROSE, CASES, MANUAL))


def copy_of(pack: Pack, name: str) -> dict[str, bytes]:
    """The files of a pack under another id, with all their comments; by name."""
    folder = pack.folder
    own = {DECLARATION: (SCHEMA_LINE + _renamed(folder / DECLARATION, name)).encode()}
    own |= {one: (folder / one).read_bytes() for one in (PROSE, CASES, TEMPLATE, WORDS) if (folder / one).is_file()}
    # What the old one's tells is not this one's story: where its labels come from, what it changed.
    return own | _started("copy", {"name": name, "base": pack.form.id}, (MANUAL,))


def _renamed(path: Path, name: str) -> str:
    """The text of a format.yaml with another id, everything else as it was typed."""
    text = read_text(path)[0].removeprefix(SCHEMA_LINE)
    root = compose(text, str(path))
    node = root.get("id") if isinstance(root, LocatedMap) else None
    assert isinstance(node, Scalar)
    lines = text.split("\n")
    line, column = node.location.line - 1, node.location.column - 1
    lines[line] = lines[line][:column] + lines[line][column:].replace(node.text, name, 1)
    return "\n".join(lines)


def overlay_of(form: Form, name: str) -> dict[str, bytes]:
    """The files of an overlay that changes nothing yet, and shows in comments how to, by the form's own parts; by name."""
    table = max(form.tables, key=lambda one: len(one.figures))
    rows = table.blocks[-1].filled_rows
    # A section of text that is no part of another, where there is one.
    section = next((one for one in form.prose_sections if not one.part_of), form.sections[0])
    words = {
        "name": name,
        "base": form.id,
        "base_name": form.name,
        "section": section.id,
        "table": table.id,
        "row": rows[-1].id,
        "first_row": rows[0].id,
        "first_row_name": rows[0].name,
    }
    return _started("overlay", words, (DECLARATION, PROSE, CASES, MANUAL))


def _started(kind: str, words: Mapping[str, str], files: Iterable[str]) -> dict[str, bytes]:
    """The files that a pack of this kind begins as, with these words put in, and the schema that an editor finds by its first line."""
    made = {file: Template((_STARTER / kind / file).read_text(encoding="utf-8")).substitute(words) for file in files}
    if DECLARATION in made:
        made[DECLARATION] = SCHEMA_LINE + made[DECLARATION]
    return {file: text.encode() for file, text in (made | {SCHEMA_FILE: format_schema()}).items()}


def left_of_the_copied(pack: Pack, others: Iterable[Form] = ()) -> Iterator[Finding]:
    """What a pack still says of the one it was copied from, or does not say yet: its README.md, the comments at the heads of its files.

    `others` are the forms that there are: the notice of one of earlier years is not that of this one.
    """
    form = pack.form
    for other in others if pack.base is None and form.basis.number else ():
        if other.basis.number == form.basis.number and other.years.first < form.years.first:
            said = f"依据还是 {other.id} 的“{form.basis.number}”，这一套从{form.years.first}年起适用"
            hint = "basis 的 number、title，前言里写的文号、格式的名称，都改成新的通知；还是按原来的通知的，写成增改包（extends）"
            yield F120.at(form.places["basis"], said, hint=hint)
            break
    manual = pack.folder / MANUAL
    lines = _lines_of(manual)
    waiting = [number for number, line in enumerate(lines, 1) if _TO_WRITE in line]
    if waiting:
        more = f"（还有 {len(waiting) - 1} 处）" if len(waiting) > 1 else ""
        yield F507.at(
            Location(str(manual), line=waiting[0]),
            f"{MANUAL} 里还有“{_TO_WRITE}…】”没有写{more}",
            hint=f"写好了，连“{_TO_WRITE}…】”一起换掉：{lines[waiting[0] - 1].strip()}",
        )
    yield from _left_of_the_starter(pack.folder / DECLARATION)
    for path in (pack.folder / name for name in (DECLARATION, PROSE, CASES)):
        for number, line in enumerate(_lines_of(path), 1):
            if not line.startswith("#"):
                break  # further down a comment may speak of another form
            if any(one.form.id in line for one in pack.lineage[1:]):
                continue  # an overlay says what it is over
            for found in _OF_A_YEAR.finditer(line):
                if int(found[1]) not in pack.form.years:
                    place = Location(str(path), line=number, column=found.start() + 1)
                    said = f"开头的说明还写着“{found[0]}”，这一套适用的是{pack.form.years}"
                    yield F120.at(place, said, hint="改成这一套的，或者删去：年度写在 years 里。")


def _left_of_the_starter(path: Path) -> Iterator[Finding]:
    """The words of a format.yaml that still stand as a new pack has them: 某某年报, 某发〔2020〕1号, sections and tables called as there."""
    # What an overlay begins with is commented out, to be taken in piece by piece.
    first, overlay = ((_STARTER / kind / DECLARATION).read_text(encoding="utf-8") for kind in ("first", "overlay"))
    texts = (first, _WORD.sub("x", _COMMENTED.sub("", overlay)))
    placed = {one.text for text in texts for one in _words_of(compose(text, "")) if _PLACEHOLDER.search(one.text)}
    try:
        own = _words_of(compose(read_text(path)[0], str(path)))
    except SourceError:  # told by whoever reads it for what it says
        return
    for one in own:
        if one.text in placed:
            yield F507.at(
                one.location, f"“{one.text}”还是新建时的样子，没有换成通知里的", hint="照通知改写；没有的，删去这一项。"
            )


def _words_of(node: Node | None) -> Iterator[Scalar]:
    """All values below a node, in order."""
    if isinstance(node, Scalar):
        yield node
    elif node is not None:
        for below in (value for _, value in node.entries) if isinstance(node, LocatedMap) else node.items:
            yield from _words_of(below)


def _lines_of(path: Path) -> list[str]:
    try:
        return read_text(path)[0].splitlines() if path.is_file() else []
    except SourceError:  # told by whoever reads it for what it says
        return []


# -- the schema --------------------------------------------------------------------------------------


def format_schema() -> str:
    """The schema of format.yaml, of a whole pack as of an overlay, as a file's text."""
    return schema_text(json_schema(FORMAT, OVERLAY, title="格式包的 format.yaml"))
