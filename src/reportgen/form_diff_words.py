"""The words of two packs compared: how prose speaks of the tables, what the Word templates say of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .alignment import likeness, paired
from .form_diff_rows import details_of, only_in
from .model.form_change import Detail, FormChange, Pack
from .model.format import Format, column_groups, row_groups, walk_rows
from .model.outline import Outline
from .model.phrasing import Phrasing, TableProse

_TAG = re.compile(r"\{[{%].*?[%}]\}")


def compare_phrasing(old: Pack, new: Pack) -> Iterator[FormChange]:
    """Ways to speak of the figures that came or went, table by table."""
    if found := details_of(only_in("none", old.phrasing.none, new.phrasing.none)):
        yield FormChange("prose", "changed", "说“没有”的词", "说“没有”的词", found)
    before, after = _spoken(old.phrasing), _spoken(new.phrasing)
    # A table that came or went is told as such; how prose speaks of it goes with it.
    for table in (table for table in new.form.tables if table.id in before and table.id in after):
        one, other, name = before[table.id], after[table.id], table.name
        details: list[Detail] = []
        for side in ("rows", "columns"):
            said = _says(one, side), _says(other, side)
            details += details_of(only_in(f"measures_{side}", list(said[0]), list(said[1])))
            for measure in said[0]:
                if measure in said[1]:
                    details += details_of(only_in("phrases", said[0][measure], said[1][measure], measure))
        for aspect in ("units", "unless", "narrower"):
            details += details_of(only_in(aspect, getattr(one, aspect), getattr(other, aspect)))
        if details:
            yield FormChange("prose", "changed", name, name, tuple(details))


def _spoken(phrasing: Phrasing) -> dict[str, TableProse]:
    return {table.table: table for table in phrasing.tables}


def _says(table: TableProse, side: str) -> dict[str, list[str]]:
    """Every way to say each measure; one that goes by its own name alone is told with its row."""
    said: dict[str, list[str]] = {}
    for measure in getattr(table, side):
        words = ["…".join(phrase.pieces) for phrase in measure.say]
        if words != [measure.name]:
            said.setdefault(measure.name, []).extend(words)
    return said


# -- the template's own words ---------------------------------------------------------------------------


def compare_templates(old: Pack, new: Pack) -> Iterator[FormChange]:
    """Fixed text and tags of the Word templates, but for what follows from the form: headings, labels, Refs, passages."""
    if old.template is None or new.template is None:
        return
    texts = [_own_texts(pack.form, pack.template) for pack in (old, new) if pack.template]
    gone, come = ([text for text in run if text not in other] for run, other in (texts, texts[::-1]))
    pairs = paired(gone, come, likeness)
    for i, j in pairs:
        yield FormChange("template", "changed", gone[i], come[j], (Detail("text", gone[i], come[j]),))
    for at, text in enumerate(gone):
        if all(at != i for i, _ in pairs):
            yield FormChange("template", "removed", text, "")
    for at, text in enumerate(come):
        if all(at != j for _, j in pairs):
            yield FormChange("template", "added", "", text)
    tags = [_own_tags(pack.form, pack.template) for pack in (old, new) if pack.template]
    for tag in tags[0]:
        if tag not in tags[1]:
            yield FormChange("template", "removed", f"标签 {tag}", "")
    for tag in tags[1]:
        if tag not in tags[0]:
            yield FormChange("template", "added", "", f"标签 {tag}")


def _all_texts(outline: Outline) -> Iterator[str]:
    yield from (paragraph.text for paragraph in outline.paragraphs)
    yield from (cell.text for grid in outline.grids for _, row in grid.rows() for _, cell in row)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", _TAG.sub("", text))


def _own_texts(form: Format, outline: Outline) -> list[str]:
    declared = {_plain(text) for section in form.sections for text in (section.heading, section.subheading)} | {"", "——"}
    for table in form.tables:
        for block in table.blocks:
            declared |= {_plain(text) for text in (block.caption, block.corner, block.unit_header)}
            nouns = [row for row, _ in walk_rows(block.rows)]
            declared |= {_plain(text) for row in nouns for text in (row.label, row.unit)}
            columns = list(block.columns)
            while columns:
                column = columns.pop()
                declared.add(_plain(column.label))
                columns += column.columns
    return list(dict.fromkeys(text for text in map(_plain, _all_texts(outline)) if text not in declared))


def _own_tags(form: Format, outline: Outline) -> list[str]:
    tags = [tag for text in _all_texts(outline) for tag in _TAG.findall(text)]
    known = {
        f"{table.id}.{row}.{column}" for table in form.tables for row in row_groups(table) for column in column_groups(table)
    }
    headings = "".join(section.heading + section.subheading for section in form.sections)
    passages = {f"passages.{section.id}" for section in form.sections}
    return list(
        dict.fromkeys(
            tag
            for tag in tags
            if tag.strip("{}% ") not in known
            and tag not in headings
            and not any(re.search(rf"\b{one}\b", tag) for one in passages)
        )
    )
