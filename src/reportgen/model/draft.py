"""A draft, and a pack, at the stages of its making: started, checked, built."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from .claim import Claim
from .finding import Finding, Fix, errors_among
from .form import Form, PackSource, Section
from .identity import Tally
from .location import Location
from .report import Cell, Picture, Report, Waiver

# The two files of a draft; the text may be a Word file instead.
WORKBOOK, NARRATIVE, WORD_TEXT = "workbook.xlsx", "narrative.yaml", "文字稿.docx"
TEXTS = (NARRATIVE, WORD_TEXT)
# The folder in a draft that its pictures lie in, as the text names them: images/图.png.
IMAGES = "images"
AGENCY, YEAR, FORMAT, TITLE, PREFACE = "机关", "年份", "格式", "标题", "前言"
CONTACT, FIELDS, VARIABLES, CHARTS, SIGNATURE, PRIOR = "联系方式", "要素", "自定义", "图表", "落款", "上年"
SIGNED_BY, SIGNED_ON = "署名", "日期"
WAIVERS, WAIVED_CODE, WAIVED_AT, WAIVED_WHY, WAIVED_SAID = "豁免", "代码", "位置", "理由", "原话"
# What a narrative may hold besides the form's own sections.
KEYS = (AGENCY, YEAR, FORMAT, TITLE, PREFACE, CONTACT, FIELDS, VARIABLES, CHARTS, SIGNATURE, PRIOR, WAIVERS)
PREFACE_ID = "preface"


def table_line(section: Section) -> str:
    """The line that holds the place of a section's tables in a text in which they do not stand."""
    return f"〔表：{section.name}〕"


class Unplaced(NamedTuple):
    """What a document holds and a draft has no place for; `why` says so in a few words."""

    text: str
    location: Location
    why: str


class Convention(NamedTuple):
    """What one table has where others have 0: `zeros` are the Refs read as 0, each with what stands there ('' for an empty cell).

    `totals` are the Refs of totals that were left out beside figures, and were worked out from these.
    """

    table: str
    zeros: Mapping[str, str]
    totals: tuple[str, ...] = ()

    @property
    def signs(self) -> Counter[str]:
        """How often each sign stands for zero; '' is the empty cell."""
        return Counter(sign.strip() for sign in self.zeros.values())


class Reading(NamedTuple):
    """What a reader of a published report did with it: its conventions, and what it could not place."""

    conventions: tuple[Convention, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()


# How a cell of the form was read: as it is written; as 0 by the table's convention; by the sums that the form defines; or not,
# because it is empty, because what is written is no figure, or because the file has no such cell.
HowRead = Literal["written", "zero", "worked_out", "blank", "no_figure", "absent"]
HOW_READ: tuple[HowRead, ...] = get_args(HowRead)


class Checked(NamedTuple):
    """A draft, or a published file, with what was found in it.

    `folder` is the draft's folder or the published file; `pack` where `form` comes from; `waived` are the warnings that the agency
    has answered, each with its answer; `prior` says what last year's report was read from. `reading` is how a published file was read.
    """

    folder: Path
    form: Form
    pack: PackSource
    report: Report
    findings: tuple[Finding, ...]
    tally: Tally
    pictures: Mapping[str, Picture]
    crashed: bool = False
    claims: tuple[Claim, ...] = ()
    waived: tuple[tuple[Finding, Waiver], ...] = ()
    prior: str = ""
    reading: Reading = Reading()

    @property
    def errors(self) -> int:
        return errors_among(self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors

    def how_read(self) -> dict[str, HowRead]:
        """For each Ref of the form, in official order, how it was read."""
        zeros = {ref for convention in self.reading.conventions for ref in convention.zeros}
        return {ref: "zero" if ref in zeros else _how(self.report.cells.get(ref)) for ref in self.form.figures}


def _how(cell: Cell | None) -> HowRead:
    if cell is None:
        return "absent"
    if cell.value is not None:
        return "worked_out" if cell.computed else "written"
    return "blank" if cell.blank else "no_figure"


class Taken(NamedTuple):
    """One thing that a new draft has from last year's report, or has not (`place` is '' then): what, which, and where it stood."""

    what: str
    which: str
    place: str = ""


class Carried(NamedTuple):
    """What a new draft goes on with from last year's report.

    `preface` and `title` are lines as they are written in a text file, `headings` those of a free section without their ordinals.
    `notes` are last year's lines by the id of the section of the new form, '' for what has no such section; `questions` its problems.
    `taken` says what came from where, and what did not. `fields` are last year's by id, as hints.
    """

    source: str = ""
    year: int | None = None
    figures: Mapping[str, Decimal] = {}
    contact: Mapping[str, str] = {}
    title: tuple[str, ...] = ()
    preface: tuple[str, ...] = ()
    signature: str = ""
    date: str = ""
    headings: tuple[str, ...] = ()
    notes: Mapping[str, tuple[str, ...]] = {}
    questions: tuple[str, ...] = ()
    taken: tuple[Taken, ...] = ()
    fields: Mapping[str, str] = {}


class Started(NamedTuple):
    """A new draft: what was written, in which pack, what it goes on with from last year, and what there is to say of other packs."""

    folder: Path
    form: Form
    pack: PackSource
    written: tuple[Path, ...]
    carried: Carried = Carried()
    findings: tuple[Finding, ...] = ()


class Imported(NamedTuple):
    """A draft made from a published file, what was odd about the file, and what is left over."""

    folder: Path
    source: Path
    form: Form
    report: Report
    findings: tuple[Finding, ...]
    unplaced: tuple[Unplaced, ...]
    pack: PackSource
    tally: Tally


class Fixed(NamedTuple):
    """A text file mended: what was changed, the lines before and after, where the new text was written; `tidied` lines were only put in order."""

    path: Path
    fixes: tuple[Fix, ...]
    changed: tuple[tuple[int, str, str], ...]
    backup: Path | None = None
    tidied: int = 0


class Built(NamedTuple):
    """The finished documents, the check they passed, and what their reader should know of them."""

    paths: tuple[Path, ...]
    checked: Checked
    remarks: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """The first of the documents, mostly the only one."""
        return self.paths[0]


class EngineReason(NamedTuple):
    """A tag of a template that needs docxtpl: as written, where, and why in a few words."""

    tag: str
    location: Location
    why: str


class PackChecked(NamedTuple):
    """What was checked, and what was found: `template` is the Word file, of whose `figures` so many are `placed`.

    `form` is None where the pack cannot be read; `template` where there is none. `target` is what
    the person named. `turned_down` are the warnings that the pack's rules turn down, each with the reason.
    Where docxtpl renders the template, `by_docxtpl` says why, `seconds` how long it took for one report.
    """

    target: str
    form: Form | None
    template: Path | None
    findings: tuple[Finding, ...]
    tables: int = 0
    figures: int = 0
    placed: int = 0
    loops: int = 0
    cases: int = 0
    cases_passed: int = 0
    # The rest could not be tried: the good report that they change, or the case itself, is not as it must be.
    cases_failed: int = 0
    whole_pack: bool = True
    turned_down: tuple[tuple[Finding, str], ...] = ()
    by_docxtpl: tuple[EngineReason, ...] = ()
    seconds: float = 0.0

    @property
    def errors(self) -> int:
        return errors_among(self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors
