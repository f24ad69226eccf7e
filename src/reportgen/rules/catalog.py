"""All rules there are, listed by hand; a test compares the list with the folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..drafts.narrative import binding
from ..drafts.narrative import names as figure_names
from ..drafts.narrative import read as narrative
from ..model.finding import Rule
from ..model.form import Form
from ..model.identity import Line, Term
from ..packs import rules as pack_rules
from ..recognise import rules as table_rules
from ..word.layout import rules as layout_rules
from ..word.template import rules as template_rules
from . import (
    cells,
    check,
    contents,
    dates,
    draft,
    identities,
    likeness,
    ordinals,
    personal,
    punctuation,
    small_tables,
    structure,
    waivers,
    wording,
)
from .prose import check as prose

DOOR_RULES: tuple[Rule, ...] = (
    *table_rules.RULES,
    narrative.W120, narrative.W121, narrative.W122, narrative.W123, narrative.W124,
    figure_names.W130, figure_names.W131, figure_names.W132, binding.W133, binding.W134, binding.W135,
)  # fmt: skip

PROSE_RULES: tuple[Rule, ...] = (
    *structure.RULES, *ordinals.RULES, *contents.RULES, *wording.RULES, *dates.RULES, *punctuation.RULES, *personal.RULES, *prose.RULES, *small_tables.RULES,
)  # fmt: skip

# What `format check` says of a pack: its labels, its template, its cases.
PACK_RULES: tuple[Rule, ...] = (*pack_rules.RULES, *template_rules.RULES, *layout_rules.RULES)

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*DOOR_RULES, *cells.RULES, *draft.RULES, *PROSE_RULES, *likeness.RULES, *PACK_RULES, waivers.W150, check.X100),
        key=lambda rule: rule.code,
    )
)

CHECKS: tuple[check.Check, ...] = (
    draft.check_identity_of_files,
    cells.check_cells,
    identities.check_identities,
    likeness.check_likeness,
    likeness.check_jumps,
    draft.check_sections,
    draft.check_title,
    draft.check_images,
    draft.check_small_tables,
    structure.check_title_wording,
    structure.check_headings,
    ordinals.check_ordinals,
    ordinals.check_run_in_ordinals,
    contents.check_expectations,
    contents.check_rule_makers,
    wording.check_citations,
    wording.check_bounds,
    wording.check_leftovers,
    dates.check_years,
    punctuation.check_punctuation,
    personal.check_personal_numbers,
    small_tables.check_small_tables,
    small_tables.check_charts,
)


def identity_rules(forms: Iterable[Form]) -> Iterator[Rule]:
    """The identities of the packs as rules; a code that several packs declare is one rule."""
    identities: dict[str, list[tuple[Form, Line]]] = {}
    for form in forms:
        for code, line in {line.code: line for line in form.lines}.items():
            identities.setdefault(code, []).append((form, line))
    for code, uses in identities.items():
        form, line = uses[-1]
        table = form.figures[line.anchor].table.name
        bases = "；".join(f"{form.basis.number}（{form.id}）" for form, _ in uses)
        sign = "<=" if line.relation == "at_most" else "="
        yield Rule(
            code,
            f"{table} {line.title}",
            f"{line.say}。依据：{bases}",
            bad=f"{_spelled(form, line.left)} 比 {_spelled(form, line.right)} 多 1",
            good=f"{_spelled(form, line.left)} {sign} {_spelled(form, line.right)}",
            severity=line.severity,
        )


def _spelled(form: Form, terms: tuple[Term, ...]) -> str:
    """An identity's side in the form's own words: 本年新收 + 上年结转."""
    rows = len({term.ref.split(".")[1] for term in terms}) > 1
    parts: list[str] = []
    for term in terms:
        figure = form.figures[term.ref]
        name = figure.row.name if rows or len(figure.block.leaf_columns) == 1 else figure.column.name
        sign = " - " if term.sign < 0 else " + " if parts else ""
        parts.append(f"{sign}{'上年的' if term.prior else ''}{name}")
    return "".join(parts)
