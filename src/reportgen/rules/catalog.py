"""All rules there are, and where each is declared: one table, listed by hand; tests compare it with the code.

A rule is declared where what it says is found: by the checks of this room, or by a door that reads (a
draft, a pack, a template) and cannot go on without saying so. The identities (T, and Y2 and Y3) are
declared by the packs, in format.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..drafts.narrative import binding, names
from ..drafts.narrative import read as narrative
from ..drafts.workbook import notes
from ..model.finding import Finding, Rank, Rule, Severity
from ..model.form import Form
from ..model.identity import Line, Term
from ..packs import rules as packs
from ..recognise import rules as recognise
from ..reports import empty, formats, last_year, left_in
from ..reports.texts import rules as texts
from ..word.layout import rules as layout
from ..word.template import rules as template
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
from .area import look_rules, sum_rules
from .prose import check as prose
from .suspects import amounts, empty_column
from .words import documents, old_years, other_places, own_name, periods, spelling, twice, whose_report


class Family(NamedTuple):
    """Rules about one matter, declared in one module (`where`, below reportgen); `rank` where it is not by their severity."""

    codes: str
    where: str
    about: str
    rules: tuple[Rule, ...]
    rank: Rank | None = None


CATALOGUE: tuple[Family, ...] = (
    # a draft or a published report is read: said by the doors
    Family("W101–W109, W118", "recognise.rules", "在文件里找表、行、列、机关", recognise.RULES),
    Family("W120–W126, W128", "drafts.narrative.read", "读文字稿", narrative.RULES),
    Family("W119, W129", "reports.texts.rules", "Word 文字稿，文字稿是哪一份", texts.RULES),
    Family("W130–W132", "drafts.narrative.names", "文字里引用的名称和算式", names.RULES),
    Family("W133–W135", "drafts.narrative.binding", "把引用、加粗、链接放进文字", binding.RULES),
    Family("W111–W115", "reports.left_in", "Word 文件里不是正文的东西", left_in.RULES),
    Family("W116–W117", "reports.empty", "公布的表里没有写的数", empty.RULES),
    Family("W212", "drafts.workbook.notes", "数据表的附注", notes.RULES),
    Family("W148", "reports.last_year", "找上年的年报", last_year.RULES),
    # what else is said hangs on it
    Family("W161–W162", "reports.formats", "用哪一套格式", formats.RULES, Rank.FIGURES),
    # what was read is looked at: said by the checks of this room
    Family("W110, W201–W211", "rules.cells", "一格一格的数", cells.RULES),
    Family("W213", "rules.suspects.amounts", "金额的单位", amounts.RULES),
    Family("W214", "rules.suspects.empty_column", "整列是 0 的一列", empty_column.RULES),
    Family("W136, W140–W147, W149, W151–W153", "rules.draft", "数据表、文字稿、格式三者是否一致、完整", draft.RULES),
    Family("W150", "rules.waivers", "豁免说明", waivers.RULES),
    Family("Y101–Y104", "rules.likeness", "与上年的文字和数比", likeness.RULES),
    Family("N101–N106, N110–N111, N113–N114", "rules.prose.check", "文中的数与表格、上年对照", prose.RULES, Rank.FIGURES),
    Family("N107–N109", "rules.small_tables", "文中的小表格和图表", small_tables.RULES, Rank.FIGURES),
    Family("N201–N204", "rules.structure", "标题和各部分的标题", structure.RULES),
    Family("N205–N207", "rules.ordinals", "各级序号", ordinals.RULES, Rank.STYLE),
    Family("N221–N228", "rules.contents", "应当写到的内容", contents.RULES),
    Family("N231, N247–N248, N261, W127", "rules.wording", "引用的文件、约数、没填的内容、看不见的字、丢了的字", wording.RULES),
    Family("N232–N235", "rules.dates", "年份、日期和期限", dates.RULES),
    Family("N241–N246", "rules.punctuation", "标点、空格、数字的写法", punctuation.RULES, Rank.STYLE),
    Family("N251–N254", "rules.words.spelling", "错别字、名称、重复和丢失的字", spelling.RULES),
    Family("N255", "rules.words.documents", "引用的文号、日期、条文", documents.RULES),
    Family("N256", "rules.words.twice", "写了两遍的话", twice.RULES),
    Family("S101–S103", "rules.personal", "个人信息", personal.RULES),
    # many agencies are looked at together: said by the room `area`
    Family("A101–A107", "rules.area.sum_rules", "下级之和，上级的年报与它对不对得上", sum_rules.RULES, Rank.FIGURES),
    Family("A201–A205", "rules.area.look_rules", "与别的单位雷同，与同类相差很大，一个单位两次", look_rules.RULES),
    Family("X100", "rules.check", "程序自身", check.RULES),
    # a format pack is checked: said by `format check`
    Family("F101–F102, F201–F207, F210–F223, F230–F232, F301–F315", "word.template.rules", "Word 模板和标签", template.RULES),
    Family("F110–F117, F119–F124, F501–F507", "packs.rules", "格式声明、说法和用例", packs.RULES),
    Family("F401–F414, F421–F425", "word.layout.rules", "模板的版式", layout.RULES, Rank.STYLE),
)

RULES: tuple[Rule, ...] = tuple(sorted((rule for family in CATALOGUE for rule in family.rules), key=lambda rule: rule.code))

CHECKS: tuple[check.Check, ...] = (
    draft.check_identity_of_files,
    cells.check_cells,
    amounts.check_amounts,
    empty_column.check_empty_column,
    identities.check_identities,
    likeness.check_likeness,
    likeness.check_jumps,
    draft.check_sections,
    draft.check_title,
    draft.check_images,
    draft.check_contact,
    draft.check_fields,
    draft.check_small_tables,
    structure.check_title_wording,
    structure.check_headings,
    ordinals.check_ordinals,
    ordinals.check_run_in_ordinals,
    contents.check_expectations,
    contents.check_rule_makers,
    contents.check_denied,
    contents.check_problems_elsewhere,
    wording.check_citations,
    wording.check_acted_by,
    wording.check_bounds,
    wording.check_leftovers,
    wording.check_hidden,
    wording.check_lost,
    dates.check_years,
    old_years.check_old_years,
    punctuation.check_punctuation,
    spelling.check_spelling,
    documents.check_documents,
    periods.check_periods,
    periods.check_yearly_days,
    own_name.check_own_name,
    own_name.check_other_names,
    other_places.check_other_places,
    whose_report.check_whose_report,
    twice.check_twice,
    personal.check_personal_numbers,
    small_tables.check_small_tables,
    small_tables.check_charts,
)


_RANKS = {rule.code: family.rank for family in CATALOGUE for rule in family.rules}


def ranked(finding: Finding) -> Finding:
    """The same finding with its rank: an identity of a pack and what contradicts a table come first."""
    rank = _RANKS.get(finding.code, Rank.FIGURES)  # what is not listed is an identity
    if rank is None or (rank is Rank.STYLE and finding.severity is Severity.ERROR):
        rank = Rank.ERROR if finding.severity is Severity.ERROR else Rank.WARNING
    return finding._replace(rank=rank)


def identity_rules(forms: Iterable[Form]) -> Iterator[Rule]:
    """The identities of the packs as rules; a code that several packs declare is one rule."""
    identities: dict[str, list[tuple[Form, Line]]] = {}
    for form in forms:
        for code, line in {line.code: line for line in form.lines}.items():
            identities.setdefault(code, []).append((form, line))
    for code, uses in identities.items():
        form, _ = uses[-1]
        own = [line for line in form.lines if line.code == code]
        # The line that shows most: in the row of the totals themselves a share is that of one cell in itself.
        line = max(own, key=lambda one: len({term.ref for term, _ in one.terms}))
        table = form.figures[line.anchor].table.name
        bases = "；".join(f"{form.basis.number}（{form.id}）" for form, _ in uses)
        sign = "<=" if line.relation == "at_most" else "="
        fixed = len(own) == 1 and len(line.tables) > 1
        left, right, over = (_side_in_words(form, side, line, fixed=fixed) for side in (line.left, line.right, line.over))
        if over:
            left, over = (f"（{side}）" if " " in side else side for side in (left, over))
            left = f"{left} ÷ {over}" + (f" × {line.times}" if line.times != 1 else "")
        yield Rule(
            code,
            f"{table} {line.title}",
            f"{line.say}。依据：{bases}{_counting(form, code)}",
            bad=f"{right} 不是 {left}" if over else f"{left} 比 {right} 多 1",
            good=f"{left} {sign} {right}",
            severity=line.severity,
        )


def _counting(form: Form, code: str) -> str:
    """How the cells of an identity are to be counted, as the pack's notes say: each row's and column's once."""
    refs = dict.fromkeys(term.ref for line in form.lines if line.code == code for term, _ in line.terms)
    said: dict[str, str] = {}
    for figure in (form.figures[ref] for ref in refs):
        for noun in (figure.row, figure.column):
            if noun.counting:
                said.setdefault(noun.name, noun.counting)
        for one in figure.row.notes:
            if one.column == figure.column.id:
                said.setdefault(f"{figure.row.name}/{figure.column.name}", one.counting)
    return "。怎样数：" + "；".join(f"{name}，{note}" for name, note in said.items()) if said else ""


def _side_in_words(form: Form, terms: tuple[Term, ...], line: Line, *, fixed: bool) -> str:
    """An identity's side in the form's own words: 本年新收 + 上年结转, of another table 表三的本年新收.

    Of `fixed` cells of several tables each is named by its row and column: that these go by one id may be chance.
    """
    in_one_row, in_one_column = (not fixed and len({term.ref.split(".")[at] for term, _ in line.terms}) == 1 for at in (1, 2))
    parts: list[str] = []
    for term in terms:
        figure = form.figures[term.ref]
        row, column = figure.row.name, figure.column.name
        alone = in_one_column or len(figure.block.leaf_columns) == 1
        name = column if in_one_row and not in_one_column else row if alone else f"{row}/{column}"
        name = name if figure.table.id == line.tables[0] and not fixed else f"{figure.table.name}的{name}"
        sign = " - " if term.sign < 0 else " + " if parts else ""
        parts.append(f"{sign}{'上年的' if term.prior else ''}{name}")
    return "".join(parts)
