"""Reports whose sums are right, with cells mistyped as a hand does it, and what the check names: for tests and benchmarks."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from reportgen.model.figures import digits
from reportgen.model.form import Form
from reportgen.model.report import Cell
from reportgen.packs.load import find_pack
from reportgen.reports.last_year import last_year_of
from reportgen.reports.open import open_draft, open_published
from reportgen.rules.check import Subject
from reportgen.rules.identities import assess_lines, check_identities
from reportgen.rules.prose.check import read_claims
from support.known.corpus import read_corpus

ROOT = Path(__file__).resolve().parents[3]
PUBLISHED = ROOT.parent / "shared" / "real"
PRIOR = {"suqian_city_2024.md": "suqian_city_2023.md"}
SEED = 20261112
TRIALS = 400

Figures = dict[str, Decimal]


class Trial(NamedTuple):
    """Cells mistyped (Ref to the right figure), and what the findings name."""

    report: str
    wrong: Mapping[str, Decimal]
    typed: Mapping[str, Decimal]
    named: Mapping[str, Decimal | None]
    seen: bool
    hints: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        if not self.seen:
            return "unseen"
        if self.named == self.wrong:
            return "right"
        return "open" if self.named.items() <= self.wrong.items() else "wrong"


# -- reports ----------------------------------------------------------------------------------------


def reports(examples_only: bool = False, made_up_only: bool = False) -> tuple[Subject, ...]:
    """The examples, the reports that the tests made up, and the published ones beside the checkout, whose sums are right."""
    found = [] if made_up_only else [_example(path.parent) for path in sorted((ROOT / "examples").glob("*/narrative.yaml"))]
    if not examples_only:
        found += [written.draft for written in read_corpus()]
        if PUBLISHED.is_dir() and not made_up_only:
            found += [
                _published(path)
                for path in sorted(PUBLISHED.iterdir())
                if path.suffix in (".txt", ".md", ".pdf") and path.stem != "README"
            ]
    return tuple(one for one in found if _sound(one))


def _example(path: Path) -> Subject:
    draft = open_draft(path)
    report, _ = draft.bound(())
    # As published: the figures of the prose are typed.
    texts = {section: tuple(block._replace(marks=()) for block in blocks) for section, blocks in report.texts.items()}
    return Subject(draft.form, draft.workbook, draft.narrative, report._replace(texts=texts), {}, None, ())


def _published(path: Path) -> Subject:
    read = open_published(path)
    prior = PUBLISHED / PRIOR[path.name] if path.name in PRIOR else None
    past = last_year_of(prior) if prior and prior.exists() else None
    return Subject(read.form, read.workbook, read.narrative, read.report, {}, past, (), published=True)


def _sound(subject: Subject) -> bool:
    lines = [one for one in assess_lines(subject.form, subject.report.cells, None) if one.line.relation == "equals"]
    return bool(lines) and all(one.outcome == "held" for one in lines)


# -- slips ------------------------------------------------------------------------------------------


def slips(value: Decimal, beside: Sequence[Decimal], chance: random.Random) -> Iterator[Decimal]:
    """A slip of each kind that there is for this figure."""
    text = digits(value)
    if len(text) > 1:
        at = chance.randrange(len(text) - 1)
        yield Decimal(text[:at] + text[at + 1] + text[at] + text[at + 2 :])
        at = chance.randrange(len(text))
        yield Decimal(text[:at] + text[at + 1 :])
    if value:
        at = chance.randrange(len(text))
        yield Decimal(text[: at + 1] + text[at:])
        yield value * 10
    yield value + chance.choice((1, -1)) * chance.randint(1, 9)
    if beside:
        yield chance.choice(beside)


def mistyped(value: Decimal, beside: Sequence[Decimal], chance: random.Random) -> Decimal | None:
    """The figure with a slip in it; None where no slip makes another one."""
    ways = [slip for slip in slips(value, beside, chance) if slip != value and slip >= 0]
    return chance.choice(ways) if ways else None


@cache
def beside(form_id: str) -> Mapping[str, tuple[str, ...]]:
    """The Refs beside, above and below each Ref."""
    near: dict[str, list[str]] = {}
    for table in find_pack(form_id).form.tables:
        for block in table.blocks:
            rows = [[f"{table.id}.{row.id}.{column.id}" for column in block.leaf_columns] for row in block.filled_rows]
            pairs = [pair for row in rows for pair in pairwise(row)]
            pairs += [pair for row, below in pairwise(rows) for pair in zip(row, below, strict=True)]
            for one, other in pairs:
                near.setdefault(one, []).append(other)
                near.setdefault(other, []).append(one)
    return {ref: tuple(refs) for ref, refs in near.items()}


# -- trials -----------------------------------------------------------------------------------------


def added_up(form: Form) -> tuple[str, ...]:
    """The cells that stand in an identity which must come out even."""
    refs = {term.ref for line in form.lines if line.relation == "equals" and not line.needs_prior for term, _ in line.terms}
    return tuple(ref for ref in form.figures if ref in refs)


def with_totals(form: Form, figures: Figures) -> Figures:
    """The figures with every total worked out anew."""
    values = dict(figures)

    def work_out(ref: str) -> Decimal:
        line = form.totals.get(ref)
        return values[ref] if line is None else sum((work_out(term.ref) for term in line.left), Decimal(0))

    return {ref: work_out(ref) for ref in values}


def checked(subject: Subject, figures: Figures, live: bool) -> Trial:
    """What the findings name when the report holds these figures."""
    form = subject.form
    totals = form.totals if live else {}
    cells = {
        ref: cell._replace(value=figures[ref], text=str(figures[ref]), formula="=SUM()" if ref in totals else "")
        if ref in figures
        else cell
        for ref, cell in subject.report.cells.items()
    }
    changed = with_cells(subject, cells)
    stated = read_claims(changed, find_pack(form.id).phrasing)
    found = list(check_identities(changed._replace(claims=stated.claims, denied=stated.denied)))
    named = {one.suspect: one.suspect_value for one in found if one.suspect}
    # A line about last year that breaks alone does not say which year is wrong.
    seen = any(not one.code.startswith("Y") for one in found)
    return Trial(subject.report.agency, {}, {}, named, seen, tuple(dict.fromkeys(one.hint for one in found)))


def with_cells(subject: Subject, cells: Mapping[str, Cell]) -> Subject:
    before = subject.prior.cells if subject.prior else None
    return subject._replace(
        workbook=subject.workbook._replace(cells=cells),
        report=subject.report._replace(cells=cells),
        assessments=assess_lines(subject.form, cells, before),
    )


def trials(material: Sequence[Subject], cells: int, *, live: bool, count: int = TRIALS, seed: int = SEED) -> Iterator[Trial]:
    """So many trials with `cells` wrong cells each; the same for the same material."""
    chance = random.Random(f"{seed} {cells} {live}")
    made = 0
    while made < count:
        subject = chance.choice(material)
        form = subject.form
        figures: Figures = dict(subject.report.figures)
        typed = [ref for ref in added_up(form) if ref in figures and not (live and ref in form.totals)]
        near = beside(form.id)
        slipped: Figures = {}
        for ref in chance.sample(typed, cells):
            new = mistyped(figures[ref], [figures[one] for one in near.get(ref, ()) if one in figures], chance)
            if new is not None:
                slipped[ref] = new
        if len(slipped) < cells:
            continue
        made += 1
        changed = {**figures, **slipped}
        trial = checked(subject, with_totals(form, changed) if live else changed, live)
        yield trial._replace(wrong={ref: figures[ref] for ref in slipped}, typed=slipped)
