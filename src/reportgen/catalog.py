"""All rules there are, listed by hand; a test compares the list with the folder."""

from __future__ import annotations

from . import binding, figure_names
from .files import narrative, workbook
from .model.finding import Rule
from .rules import cells, check, draft, identities

DOOR_RULES: tuple[Rule, ...] = (
    workbook.W101, workbook.W102, workbook.W103, workbook.W104, workbook.W105,
    narrative.W120, narrative.W121, narrative.W122, narrative.W123, narrative.W124,
    figure_names.W130, figure_names.W131, figure_names.W132, binding.W133,
)  # fmt: skip

RULES: tuple[Rule, ...] = tuple(sorted((*DOOR_RULES, *cells.RULES, *draft.RULES, check.X100), key=lambda rule: rule.code))

CHECKS: tuple[check.Check, ...] = (
    draft.check_identity_of_files,
    cells.check_cells,
    identities.check_identities,
    draft.check_sections,
    draft.check_title,
    draft.check_images,
)
