"""Report × Report → Diff: which figures changed, which sentences, words of tables, what was moved; and Diff × Report → Report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ..model.change import Block, Diff, FieldChange, FigureChange, Piece, Step, StepKind
from ..model.draft import PREFACE_ID
from ..model.form import Form
from ..model.location import Location
from ..model.report import GAP, Cell, Paragraph, Report, TextBlock, printed
from ..model.version import Version
from ..recognise.headings import HEADING_LENGTH
from ..text.charts import shown
from ..text.edits import pieces
from ..text.pairing import ALIKE, Movable, Part, is_telling, likeness, matched, paired, paragraph_likeness
from ..text.passages import TAB
from .words import aside_changes, same_tables_known, table_changes

# So much of a paragraph tells which one it is.
_BEGINNING = 12


def compare(old: Version, new: Version, *, apart: bool = False) -> Diff:
    """All that differs. Figures are compared where both forms have the Ref, texts by the section's id.

    Where one version lacks a heading its text goes on in the section before, and has not moved, unless the
    sections are kept `apart`.
    """
    same_form = old.form.id == new.form.id
    steps = _steps(old, new, apart=apart)
    return Diff(
        fields=(
            *_fields(old, new, steps),
            *_spellings(old, new),
            *table_changes(old, new),
            *_across_tables(old, new, steps),
            *aside_changes(old, new),
        ),
        figures=tuple(_figures(old, new)),
        steps=steps,
        only_old=() if same_form else tuple(ref for ref in old.form.figures if ref not in new.form.figures),
        only_new=() if same_form else tuple(ref for ref in new.form.figures if ref not in old.form.figures),
        unplaced=tuple(_without_place(old, new)),
    )


def apply(diff: Diff, old: Version, new_form: Form) -> Report:
    """The new report, made of the old one and the differences alone; figures that `new_form` does not have are dropped."""
    report = old.report
    changed = {change.key: change.new for change in diff.fields}
    cells = {ref: cell for ref, cell in report.cells.items() if ref in new_form.figures}
    for change in diff.figures:
        if change.new is None:
            cells.pop(change.ref, None)
        else:
            cells[change.ref] = change.new
    title = changed.get("title")
    return Report(
        agency=changed.get("agency", report.agency),
        year=int(changed.get("year", report.year)),
        format_id=changed.get("format", report.format_id),
        cells=cells,
        title=report.title if title is None else tuple(title.split("\n")) if title else (),
        texts={
            section: tuple(_block_of(step, old) for step in steps if step.kind != "deleted")
            for section, steps in diff.steps.items()
            if any(step.kind != "deleted" for step in steps)
        },
        signature=changed.get("signature", report.signature),
        date=changed.get("date", report.date),
        fields={name: changed.get(f"field:{name}", text) for name, text in report.fields.items()},
        contact={name: changed.get(f"contact:{name}", text) for name, text in report.contact.items()},
    )


def _block_of(step: Step, old: Version) -> TextBlock:
    if step.kind == "same" and step.old is not None:
        return old.report.texts[step.old.section][step.old.number]
    return step.block.content


def says(report: Report, pictures: Mapping[str, str]) -> object:
    """What a report says, without where: two reports with equal values are the same to a reader."""
    return (
        (report.agency, report.year, report.format_id, report.title, report.signature, report.date),
        {name: text for name, text in report.fields.items() if text},
        {ref: shown for ref, cell in report.cells.items() if (shown := _said(cell)) is not None},
        {section: [_key(block, pictures) for block in blocks] for section, blocks in report.texts.items() if blocks},
    )


# -- short texts --------------------------------------------------------------------------------------


def _fields(old: Version, new: Version, steps: Mapping[str, Sequence[Step]]) -> Iterator[FieldChange]:
    before, after = old.report, new.report
    yield from _field("title", "标题", "\n".join(before.title), "\n".join(after.title), old, new)
    yield from _field("agency", "机关", before.agency, after.agency, old, new)
    yield from _field("year", "年份", str(before.year), str(after.year), old, new)
    yield from _field("format", "格式", before.format_id, after.format_id, old, new)
    for section, one, other in _headings(old, new):
        one, other = one or _instead(section, steps, new=False), other or _instead(section, steps, new=True)
        # A page knows one kind of blank.
        if "".join((one.text if one else "").split()) != "".join((other.text if other else "").split()):
            name = f"标题“{(one or other or Paragraph('', Location(''))).text}”"
            yield FieldChange(
                f"heading:{section}",
                name,
                one.text if one else "",
                other.text if other else "",
                one.location if one else None,
                other.location if other else None,
            )
    yield from _order(old, new)
    if old.edges is not None and new.edges is not None:
        edges_before, edges_after = ("\n".join(sorted(edges)) for edges in (old.edges, new.edges))
        yield from _field("edges", "页眉页脚", edges_before, edges_after, old, new)
    yield from _field("signature", "落款", before.signature, after.signature, old, new)
    yield from _field("date", "日期", before.date, after.date, old, new)
    # What a document has no place for is not known of it; contact data in the text are a matter of the text.
    for own in new.form.fields:
        if own.id in before.fields and own.id in after.fields:
            yield from _field(f"field:{own.id}", own.name, before.fields[own.id], after.fields[own.id], old, new)
    for name in before.contact.keys() & after.contact.keys() if old.read or new.read else ():
        yield from _field(f"contact:{name}", name, before.contact[name], after.contact[name], old, new)


def _headings(old: Version, new: Version) -> Iterator[tuple[str, Paragraph | None, Paragraph | None]]:
    """The headings of both by their section; a section that the other form does not have may be one of its own, renamed."""
    gone, come = _only_here(old, new), _only_here(new, old)
    renamed = {gone[i]: come[j] for i, j in paired(gone, come, lambda a, b: likeness(old.headings[a].text, new.headings[b].text))}
    for key in dict.fromkeys((*old.headings, *new.headings)):
        if key not in renamed.values():
            yield key, old.headings.get(key), new.headings.get(renamed.get(key, key))


def _instead(section: str, steps: Mapping[str, Sequence[Step]], *, new: bool) -> Paragraph | None:
    """The line that stands in the new version (or the old one) where the other has the heading of a section; None where none does.

    It is no heading there that anybody knows, but it was put in front of the section's first paragraph.
    """
    for found in steps.values():
        for line, first in pairwise(found):
            other, here = (first.old, line.new) if new else (first.new, line.old)
            begins = first.kind != "moved" and other is not None and (other.section, other.number) == (section, 0)
            alone = line.kind == ("inserted" if new else "deleted")
            if begins and alone and here is not None and len(here.content.whole) <= HEADING_LENGTH:
                return Paragraph(here.content.whole, here.content.location)
    return None


def _across_tables(old: Version, new: Version, steps: Mapping[str, Sequence[Step]]) -> Iterator[FieldChange]:
    """What stood above the table of its section and stands below it, or the other way about: no text tells that."""
    for step in (one for found in steps.values() for one in found):
        if step.old is None or step.new is None or step.old.section != step.new.section:
            continue
        places = step.old.content.location, step.new.content.location
        was, now = ("在表的上面" if at in one.above_tables else "在表的下面" for at, one in zip(places, (old, new), strict=True))
        if was != now:
            text = step.new.content.whole
            begun = text if len(text) <= _BEGINNING else f"{text[:_BEGINNING]}……"
            yield FieldChange(f"place:{step.new.section} {step.new.number}", f"“{begun}”的位置", was, now, *places)


def _only_here(one: Version, other: Version) -> list[str]:
    there = {section.id for section in other.form.sections}
    return [section for section in one.headings if section not in there]


def _order(old: Version, new: Version) -> Iterator[FieldChange]:
    """The headings that both have, where they do not stand in one order: from the first that differs to the last."""
    headed = ({section for section, heading in one.headings.items() if heading.text} for one in (old, new))
    both = set.intersection(*headed)
    before, after = ([section for section in one.headings if section in both] for one in (old, new))
    others = [at for at, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
    if others:
        run = slice(others[0], others[-1] + 1)
        one, other = ([version.headings[at] for at in found[run]] for version, found in ((old, before), (new, after)))
        said, says = ("；".join(heading.text for heading in headings) for headings in (one, other))
        yield FieldChange("order", "各部分的次序", said, says, one[0].location, other[0].location)


def _field(key: str, name: str, before: str, after: str, old: Version, new: Version) -> Iterator[FieldChange]:
    exact = old.exact and new.exact
    if before != after and (exact or re.sub(r"\s+", "", before) != re.sub(r"\s+", "", after)):
        yield FieldChange(key, name, before, after, old.places.get(key), new.places.get(key))


# -- figures ------------------------------------------------------------------------------------------


def _said(cell: Cell | None) -> object:
    """A cell as its reader takes it: 1,362 and 1362 are one figure; None for nothing."""
    if cell is None or (cell.value is None and cell.text.strip() in ("", GAP)):
        return None
    return (cell.value, cell.remark) if cell.value is not None else cell.text.strip()


def same_cell(one: Cell | None, other: Cell | None) -> bool:
    """Whether two cells say the same to a reader."""
    return _said(one) == _said(other)


def _figures(old: Version, new: Version) -> Iterator[FigureChange]:
    for ref, figure in new.form.figures.items():
        one, other = old.report.cells.get(ref), new.report.cells.get(ref)
        if _said(one) != _said(other) and (ref in old.form.figures or other is not None):
            yield FigureChange(ref, figure.title, one, other, figure.printed_places, new.form.points(ref))


def _spellings(old: Version, new: Version) -> Iterator[FieldChange]:
    """Figures that are the same and read otherwise in two documents: 1,362 for 1362."""
    if not same_tables_known(old, new):
        return
    for ref, figure in new.form.figures.items():
        one, other = old.report.cells.get(ref), new.report.cells.get(ref)
        if one is None or other is None or one.value is None or _said(one) != _said(other):
            continue
        before, after = (
            cell.text.strip() if version.read else printed(cell, figure.printed_places)
            for version, cell in ((old, one), (new, other))
        )
        if before != after:
            yield FieldChange(f"spelled:{ref}", f"{figure.title} 的写法", before, after, one.location, other.location)


# -- prose --------------------------------------------------------------------------------------------


def _key(block: TextBlock, pictures: Mapping[str, str], *, pictured: bool = True, exact: bool = True) -> tuple[object, ...]:
    if not exact:
        block = block._replace(lead=re.sub(r"\s+", "", block.lead), text=re.sub(r"\s+", "", block.text))
    if block.pictured and not pictured:
        return "paragraph", 0, "", block.text, ""  # a copy of the text shows the caption only
    image = pictures.get(block.image, block.image) if block.image else ""
    if block.kind == "chart":
        image = "" if not exact else shown(block.chart) if block.chart else block.image
    return block.kind, block.level, block.lead, block.text, image


def _blocks(version: Version) -> dict[str, list[Block]]:
    order = [section.id for section in version.form.sections]
    sections = sorted(version.report.texts, key=lambda name: order.index(name) if name in order else -1)
    return {
        section: [Block(section, number, block) for number, block in enumerate(version.report.texts[section])]
        for section in sections
    }


def _steps(old: Version, new: Version, *, apart: bool) -> dict[str, tuple[Step, ...]]:
    before, after = _blocks(old), _blocks(new)
    ours, theirs = (before, after) if apart else (_at_home(before, _homes(old, new)), _at_home(after, _homes(new, old)))
    groups = list(dict.fromkeys((*theirs, *ours)))
    parts = list(map(Part, _bounds(ours, groups), _bounds(theirs, groups)))
    olds, news = ([block for group in groups for block in found.get(group, ())] for found in (ours, theirs))
    pictured, exact = old.pictured and new.pictured, old.exact and new.exact
    keys_old = [_key(one.content, old.pictures, pictured=pictured, exact=exact) for one in olds]
    keys_new = [_key(one.content, new.pictures, pictured=pictured, exact=exact) for one in news]
    movable = Movable(lambda i: _telling(olds[i].content), lambda j: _telling(news[j].content))
    matches: dict[tuple[str, int], tuple[Block, StepKind]] = {}
    for i, j, moved in matched(keys_old, keys_new, lambda i, j: _alike(olds[i], news[j]), movable, parts):
        matches[_spot(news[j])] = olds[i], "moved" if moved else "same" if keys_old[i] == keys_new[j] else "changed"
    found: dict[str, list[Step]] = {section: [] for section in (*after, *before)}
    for group in groups:
        section = ""
        for step in _in_order(ours.get(group, ()), theirs.get(group, ()), matches):
            # What is gone stands in the section of what came before it.
            section = step.new.section if step.new else section or (group if group in after else step.block.section)
            found[section].append(step)
    return {section: tuple(steps) for section, steps in found.items()}


def _homes(one: Version, other: Version) -> dict[str, str]:
    """The sections whose heading the other version does not have: their text stands there in the section before, and did not move."""
    if not other.headings:
        return {}
    # Where a form has headings of its own only, nothing but the first of them parts its text from the preface.
    homes = {section.id: PREFACE_ID for section in one.form.sections if section.kind == "free"}
    last = PREFACE_ID
    for section, heading in one.headings.items():
        there = other.headings.get(section)
        if heading.text and not (there and there.text) and section not in other.report.texts:
            homes[section] = last
        else:
            last = section
    return homes


def _at_home(blocks: Mapping[str, Sequence[Block]], homes: Mapping[str, str]) -> dict[str, list[Block]]:
    """The blocks by the section that they are compared in."""
    found: dict[str, list[Block]] = {}
    for section, own in blocks.items():
        found.setdefault(homes.get(section, section), []).extend(own)
    return found


def _bounds(blocks: Mapping[str, Sequence[Block]], sections: Sequence[str]) -> Iterator[range]:
    """Where the blocks of each section stand among all, section by section."""
    at = 0
    for section in sections:
        size = len(blocks.get(section, ()))
        yield range(at, at + size)
        at += size


def _alike(one: Block, other: Block) -> float:
    """How like two blocks are; paragraphs that begin alike, as those of two years do, belong together all the same."""
    kinds = {one.content.kind, other.content.kind}
    if "paragraph" in kinds and kinds & {"image", "chart"}:
        return float(bool(one.content.whole) and one.content.whole == other.content.whole)
    if len(kinds) > 1:
        return 0.0
    if kinds == {"row"}:
        named = one.content.text.split(TAB)[0] == other.content.text.split(TAB)[0]
        return max(likeness(one.content.whole, other.content.whole), ALIKE if named else 0.0)
    return paragraph_likeness(one.content.whole, other.content.whole)


def _telling(block: TextBlock) -> bool:
    return block.pictured or is_telling(block.whole)


def _spot(block: Block) -> tuple[str, int]:
    return block.section, block.number


def _in_order(
    before: Sequence[Block], after: Sequence[Block], matches: Mapping[tuple[str, int], tuple[Block, StepKind]]
) -> Iterator[Step]:
    """A part as it is now, with what is gone standing where it stood: behind what came before it."""
    kept = {_spot(one) for one, _ in matches.values()}
    places = {_spot(block): at for at, block in enumerate(before)}
    gone = [one for one in before if _spot(one) not in kept]
    for block in after:
        if (match := matches.get(_spot(block))) is None:
            yield Step("inserted", None, block)
            continue
        one, kind = match
        while kind != "moved" and gone and places[_spot(gone[0])] < places[_spot(one)]:
            yield Step("deleted", gone.pop(0), None)
        if kind == "same":
            yield Step("same", one, block)
        else:
            yield Step(kind, one, block, pieces(one.content.whole, block.content.whole))
    for one in gone:
        yield Step("deleted", one, None)


def _without_place(one: Version, other: Version) -> Iterator[Piece]:
    """What could be placed nowhere, in one version only; what stands in tables, where those are not compared themselves."""
    compared = same_tables_known(one, other)
    old, new = (version.unplaced if compared else (*version.unplaced, *version.left_in_tables) for version in (one, other))
    yield from (Piece("deleted", text) for text in old if text not in new)
    yield from (Piece("inserted", text) for text in new if text not in old)
