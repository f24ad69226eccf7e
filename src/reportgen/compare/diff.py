"""Report × Report → Diff: which figures changed, which sentences, words of tables, what was moved; and Diff × Report → Report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ..model.change import Block, Diff, FieldChange, FigureChange, Piece, Step, StepKind
from ..model.figures import read_figure
from ..model.form import Form
from ..model.location import Location
from ..model.outline import Outline
from ..model.report import GAP, Cell, Paragraph, Report, TextBlock
from ..model.version import Version
from ..recognise.labels import normalised
from ..text.charts import written
from ..text.edits import pieces
from ..text.pairing import ALIKE, Movable, Part, is_telling, likeness, matched, paired, paragraph_likeness
from ..text.passages import TAB


def compare(old: Version, new: Version) -> Diff:
    """All that differs. Figures are compared where both forms have the Ref, texts by the section's id."""
    same_form = old.form.id == new.form.id
    return Diff(
        fields=tuple(_fields(old, new)),
        figures=tuple(_figures(old, new)),
        steps=_steps(old, new),
        only_old=() if same_form else tuple(ref for ref in old.form.figures if ref not in new.form.figures),
        only_new=() if same_form else tuple(ref for ref in new.form.figures if ref not in old.form.figures),
        unplaced=tuple(_pieces_without_place(old.unplaced, new.unplaced)),
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
    )


def _block_of(step: Step, old: Version) -> TextBlock:
    if step.kind == "same" and step.old is not None:
        return old.report.texts[step.old.section][step.old.number]
    return step.block.content


def says(report: Report, pictures: Mapping[str, str]) -> object:
    """What a report says, without where: two reports with equal values are the same to a reader."""
    return (
        (report.agency, report.year, report.format_id, report.title, report.signature, report.date),
        {ref: shown for ref, cell in report.cells.items() if (shown := _said(cell)) is not None},
        {section: [_key(block, pictures) for block in blocks] for section, blocks in report.texts.items() if blocks},
    )


# -- short texts --------------------------------------------------------------------------------------


def _fields(old: Version, new: Version) -> Iterator[FieldChange]:
    before, after = old.report, new.report
    yield from _field("title", "标题", "\n".join(before.title), "\n".join(after.title), old, new)
    yield from _field("agency", "机关", before.agency, after.agency, old, new)
    yield from _field("year", "年份", str(before.year), str(after.year), old, new)
    yield from _field("format", "格式", before.format_id, after.format_id, old, new)
    for section, one, other in _headings(old, new):
        if (one.text if one else "") != (other.text if other else ""):
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


def _headings(old: Version, new: Version) -> Iterator[tuple[str, Paragraph | None, Paragraph | None]]:
    """The headings of both by their section; a section that the other form does not have may be one of its own, renamed."""
    gone, come = _only_here(old, new), _only_here(new, old)
    renamed = {gone[i]: come[j] for i, j in paired(gone, come, lambda a, b: likeness(old.headings[a].text, new.headings[b].text))}
    for key in dict.fromkeys((*old.headings, *new.headings)):
        if key not in renamed.values():
            yield key, old.headings.get(key), new.headings.get(renamed.get(key, key))


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
            yield FigureChange(ref, figure.title, one, other)


# -- prose --------------------------------------------------------------------------------------------


def _key(block: TextBlock, pictures: Mapping[str, str], *, pictured: bool = True, exact: bool = True) -> tuple[object, ...]:
    if not exact:
        block = block._replace(lead=re.sub(r"\s+", "", block.lead), text=re.sub(r"\s+", "", block.text))
    if block.pictured and not pictured:
        return "paragraph", 0, "", block.text, ""  # a copy of the text shows the caption only
    image = pictures.get(block.image, block.image) if block.image else ""
    if block.kind == "chart":
        image = "" if not exact else written(block.chart) if block.chart else block.image
    return block.kind, block.level, block.lead, block.text, image


def _blocks(version: Version) -> dict[str, list[Block]]:
    order = [section.id for section in version.form.sections]
    sections = sorted(version.report.texts, key=lambda name: order.index(name) if name in order else -1)
    return {
        section: [Block(section, number, block) for number, block in enumerate(version.report.texts[section])]
        for section in sections
    }


def _steps(old: Version, new: Version) -> dict[str, tuple[Step, ...]]:
    before, after = _blocks(old), _blocks(new)
    sections = list(dict.fromkeys((*after, *before)))
    parts = list(map(Part, _bounds(before, sections), _bounds(after, sections)))
    ours, theirs = ([block for section in sections for block in found.get(section, ())] for found in (before, after))
    pictured, exact = old.pictured and new.pictured, old.exact and new.exact
    keys_old = [_key(one.content, old.pictures, pictured=pictured, exact=exact) for one in ours]
    keys_new = [_key(one.content, new.pictures, pictured=pictured, exact=exact) for one in theirs]
    movable = Movable(lambda i: _telling(ours[i].content), lambda j: _telling(theirs[j].content))
    matches: dict[tuple[str, int], tuple[Block, StepKind]] = {}
    for i, j, moved in matched(keys_old, keys_new, lambda i, j: _alike(ours[i], theirs[j]), movable, parts):
        matches[_spot(theirs[j])] = ours[i], "moved" if moved else "same" if keys_old[i] == keys_new[j] else "changed"
    return {section: tuple(_in_order(section, before, after, matches)) for section in sections}


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
    section: str,
    before: Mapping[str, list[Block]],
    after: Mapping[str, list[Block]],
    matches: Mapping[tuple[str, int], tuple[Block, StepKind]],
) -> Iterator[Step]:
    """The section as it is now, with what is gone standing where it stood: behind what came before it."""
    kept = {_spot(one) for one, _ in matches.values()}
    gone = [one for one in before.get(section, []) if _spot(one) not in kept]
    for block in after.get(section, []):
        if (match := matches.get(_spot(block))) is None:
            yield Step("inserted", None, block)
            continue
        one, kind = match
        while kind != "moved" and gone and gone[0].number < one.number:
            yield Step("deleted", gone.pop(0), None)
        if kind == "same":
            yield Step("same", one, block)
        else:
            yield Step(kind, one, block, pieces(one.content.whole, block.content.whole))
    for one in gone:
        yield Step("deleted", one, None)


def _pieces_without_place(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """What could be placed nowhere, in one version only."""
    yield from (Piece("deleted", text) for text in old if text not in new)
    yield from (Piece("inserted", text) for text in new if text not in old)


# -- words of tables ---------------------------------------------------------------------------------


def word_changes(old: Outline, new: Outline, cells: Mapping[str, Cell]) -> Iterator[FieldChange]:
    """Cells of the tables that both documents have in the same shape, whose words differ.

    `cells` are the new document's figures, which are compared by their Refs. Tables of another
    shape are another layout: what they say is found by its labels, not by its place.
    """
    figures = {(cell.location.grid, cell.location.line, cell.location.column) for cell in cells.values()}
    for one, other in zip(old.grids, new.grids, strict=False):
        places = {*one.cells, *other.cells}
        if len(old.grids) != len(new.grids) or _shape(one.cells) != _shape(other.cells):
            continue
        for row, column in sorted(places):
            before, after = one.text(row, column), other.text(row, column)
            if (other.name, row, column) in figures or normalised(before) == normalised(after):
                continue
            if _is_figure(before) and _is_figure(after):
                continue
            place = Location(other.path, other.name, row, column)
            yield FieldChange(f"words:{other.name}!{place.cell}", f"{other.name} {place.cell} 的文字", before, after, None, place)


def _shape(cells: Mapping[tuple[int, int], object]) -> tuple[int, int]:
    return max((row for row, _ in cells), default=0), max((column for _, column in cells), default=0)


def _is_figure(text: str) -> bool:
    return text.strip() in ("", GAP) or read_figure(text).value is not None
