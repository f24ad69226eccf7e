"""The words of two packs compared: how prose speaks of the tables, what the Word templates say of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ...model.form import Form, walk_rows
from ...model.outline import AsideKind, Outline
from ...model.phrasing import Measure, Phrase, Phrasing, Sum, TableProse
from ...text.dates import day_in_words
from ...text.misspelling import Mistake, Title, Vocabulary
from ...text.pairing import likeness, paired
from .pairs import Declared, Detail, FormChange, Kind
from .rows import details_of, only_in
from .tables import TablePair

_TAG = re.compile(r"\{[{%](?:(?!\{[{%]).)*?[%}]\}")


def compare_phrasing(old: Declared, new: Declared, pairs: Sequence[TablePair]) -> Iterator[FormChange]:
    """Ways to speak of the figures that came or went, or mean something else, table by table; `pairs` are the tables of both."""
    if found := details_of(only_in("none", old.phrasing.none, new.phrasing.none)):
        yield FormChange("prose", "changed", "说“没有”的词", "说“没有”的词", found)
    if found := details_of(only_in("about", old.phrasing.about, new.phrasing.about)):
        yield FormChange("prose", "changed", "说的是什么事", "说的是什么事", found)
    before, after = _spoken(old.phrasing), _spoken(new.phrasing)
    for pair in (pair for pair in pairs if pair.old.id in before and pair.new.id in after):
        one, other = before[pair.old.id], after[pair.new.id]
        details: list[Detail] = []
        for side, ids in (("rows", pair.rows), ("columns", pair.columns)):
            details += _measures(side, _measured(one, side), _measured(other, side), ids)
        for aspect in ("units", "unless", "narrower", "counted_apart", "subjects"):
            details += details_of(only_in(aspect, getattr(one, aspect), getattr(other, aspect)))
        wholes = [[_sum(whole, ids) for whole in table.wholes] for table, ids in ((one, pair.rows), (other, {}))]
        details += details_of(
            ("usual", one.usual, other.usual),
            ("column", pair.columns.get(one.column, one.column), other.column),
            only_in("wholes", wholes[0], wholes[1]),
        )
        if details:
            yield FormChange("prose", "changed", pair.old.name, pair.new.name, tuple(details))
    yield from _came_or_went("removed", old, {pair.old.id for pair in pairs})
    yield from _came_or_went("added", new, {pair.new.id for pair in pairs})


def _came_or_went(kind: Kind, pack: Declared, kept: set[str]) -> Iterator[FormChange]:
    """How prose speaks of the tables that only this pack has."""
    spoken = _spoken(pack.phrasing)
    for name, table in ((one.name, spoken[one.id]) for one in pack.form.tables if one.id in spoken and one.id not in kept):
        said = {
            "measures_rows": [measure.name for measure in table.rows],
            "measures_columns": [measure.name for measure in table.columns],
            "units": table.units,
        }
        texts = ((aspect, "、".join(dict.fromkeys(words))) for aspect, words in said.items())
        details = details_of(*((aspect, text, "") if kind == "removed" else (aspect, "", text) for aspect, text in texts))
        yield FormChange("prose", kind, name if kind == "removed" else "", name if kind == "added" else "", details)


def _spoken(phrasing: Phrasing) -> dict[str, TableProse]:
    return {table.table: table for table in phrasing.tables}


def _measured(table: TableProse, side: str) -> dict[str, list[Measure]]:
    """What is counted, by name; what goes by its own name alone is told with its row."""
    found: dict[str, list[Measure]] = {}
    for measure in getattr(table, side):
        if measure.say != (Phrase((measure.name,)),):
            found.setdefault(measure.name, []).append(measure)
    return found


def _measures(side: str, old: dict[str, list[Measure]], new: dict[str, list[Measure]], ids: dict[str, str]) -> Iterator[Detail]:
    yield from details_of(only_in(f"measures_{side}", list(old), list(new)))
    for name in (name for name in old if name in new):
        said = [["…".join(phrase.pieces) for measure in run[name] for phrase in measure.say] for run in (old, new)]
        meant = [[_meaning(measure, known) for measure in run[name]] for run, known in ((old, ids), (new, {}))]
        yield from details_of(only_in("phrases", said[0], said[1], name), only_in("meaning", meant[0], meant[1], name, "；"))


def _meaning(measure: Measure, ids: dict[str, str]) -> str:
    """What a way to speak stands for, and when it counts; ids as the new form has them."""
    conditions = (
        (measure.within, f"先说到 {' 或 '.join(measure.within)}"),
        (measure.weak, "不符不报"),
        (measure.beside, f"同句有 {' '.join(measure.beside)}"),
        (measure.before_only, "只在数前"),
        (measure.unless, f"没有 {' '.join(measure.unless)}"),
        (measure.only, {"all": "说全部时", "none": "说没有时"}.get(measure.only, "")),
        (measure.of, f"全部是 {' 或 '.join(_sum(one, ids) for one in measure.of)}"),
        (measure.head_of, "跟在别的说法后面时归前面"),
        (measure.standing, "说的是现有多少"),
        (measure.by, f"由 {' '.join(measure.by)} 作出"),
    )
    return "，".join((" 或 ".join(_sum(one, ids) for one in measure.sums), *(words for holds, words in conditions if holds)))


def _sum(terms: Sum, ids: dict[str, str]) -> str:
    return "".join(f"{' + ' if sign > 0 else ' - '}{ids.get(name, name)}" for name, sign in terms).removeprefix(" + ")


# -- what is written wrong -----------------------------------------------------------------------------


def compare_vocabularies(old: Vocabulary, new: Vocabulary) -> Iterator[FormChange]:
    """Entries of words.yaml that only one of the packs has."""
    details: list[Detail] = []
    for kind in Vocabulary._fields:
        was, now = (_entries(getattr(vocabulary, kind)) for vocabulary in (old, new))
        details += details_of(only_in(f"words_{kind}", was, now, between="；"))
    if details:
        yield FormChange("words", "changed", "本单位的词表", "本单位的词表", tuple(details))


def _entries(listed: Iterable[str | Mistake | Title]) -> list[str]:
    """The entries of one kind, each with all that it says; of a set in an order of its own."""
    return [_entry(one) for one in (sorted(map(str, listed)) if isinstance(listed, frozenset) else listed)]


def _entry(one: str | Mistake | Title) -> str:
    if isinstance(one, str):
        return one
    told: tuple[str, ...]
    if isinstance(one, Mistake):
        told = (f"{one.wrong}（应为 {one.right}", " ".join(one.unless) and f"不算错：{' '.join(one.unless)}", one.why)
    else:
        days = ("、".join(map(day_in_words, run)) for run in (one.published, one.in_force))
        articles = f"{one.articles}条" if one.articles else ""
        told = (f"{one.name}（", *one.short, *one.numbers, *days, articles, one.why)
    first, *rest = told
    return (first + "".join(f"，{text}" for text in rest if text) + "）").replace("（，", "（").removesuffix("（）")


# -- the template's own words ---------------------------------------------------------------------------


def compare_templates(old: Declared, new: Declared) -> Iterator[FormChange]:
    """Fixed text and tags of the Word templates, but for what follows from the form: headings, labels, Refs, passages."""
    if old.template is None or new.template is None:
        return
    texts = [_own_texts(pack.form, pack.template) for pack in (old, new) if pack.template]
    every = [{_plain(text) for text in _all_texts(pack.template)} for pack in (old, new) if pack.template]
    gone, come = ([text for text in run if text not in other] for run, other in zip(texts, every[::-1], strict=True))
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
    yield from (aside.text for aside in outline.asides if aside.kind is AsideKind.BOX)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", _TAG.sub("", text))


def _own_texts(form: Form, outline: Outline) -> list[str]:
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


def _own_tags(form: Form, outline: Outline) -> list[str]:
    tags = [tag for text in _all_texts(outline) for tag in _TAG.findall(text)]
    known = {f"{table.id}.{row}.{column}" for table in form.tables for row in table.row_groups for column in table.column_groups}
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
