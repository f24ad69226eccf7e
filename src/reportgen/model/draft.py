"""A draft, and a pack, at the stages of its making: started, checked, built."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from .claim import Claim
from .finding import Finding, Fix, errors_among
from .form import Form, PackSource
from .identity import Tally
from .location import Location
from .report import Picture, Report, Waiver

# The two files of a draft.
WORKBOOK, NARRATIVE = "workbook.xlsx", "narrative.yaml"
AGENCY, YEAR, FORMAT, TITLE, PREFACE = "机关", "年份", "格式", "标题", "前言"
CONTACT, VARIABLES, CHARTS, SIGNATURE, PRIOR = "联系方式", "自定义", "图表", "落款", "上年"
SIGNED_BY, SIGNED_ON = "署名", "日期"
WAIVERS, WAIVED_CODE, WAIVED_AT, WAIVED_WHY = "豁免", "代码", "位置", "理由"
# What a narrative may hold besides the form's own sections.
KEYS = (AGENCY, YEAR, FORMAT, TITLE, PREFACE, CONTACT, VARIABLES, CHARTS, SIGNATURE, PRIOR, WAIVERS)
PREFACE_ID = "preface"


class Checked(NamedTuple):
    """A draft, or a published file, with what was found in it.

    `folder` is the draft's folder or the published file; `pack` where `form` comes from; `waived` are the warnings that the agency
    has answered, each with its answer; `prior` says what last year's report was read from. `unplaced` is what a published
    file holds and no part of the report took in.
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
    unplaced: tuple[Unplaced, ...] = ()

    @property
    def errors(self) -> int:
        return errors_among(self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors


class Started(NamedTuple):
    """A new draft: what was written, how many figures came from last year, in which pack, and what there is to say of others."""

    folder: Path
    form: Form
    pack: PackSource
    written: tuple[Path, ...]
    carried: int = 0
    findings: tuple[Finding, ...] = ()


class Unplaced(NamedTuple):
    """What a document holds and a draft has no place for; `why` says so in a few words."""

    text: str
    location: Location
    why: str


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


class PackChecked(NamedTuple):
    """What was checked, and what was found: `template` is the Word file, of whose `figures` so many are `placed`.

    `form` is None where the pack cannot be read; `template` where there is none. `target` is what
    the person named. `turned_down` are the warnings that the pack's rules turn down, each with the reason.
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
    whole_pack: bool = True
    turned_down: tuple[tuple[Finding, str], ...] = ()

    @property
    def errors(self) -> int:
        return errors_among(self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors
