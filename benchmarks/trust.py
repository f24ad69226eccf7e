"""May a reviewer trust `check` on reports that nobody here has seen? Its readings and findings against a truth written by others.

    python benchmarks/trust.py [--misses] [FOLDER | SENTENCES.yaml …]

A FOLDER holds published reports and, in `truth/` in it or beside it, NAME.json for each: `agency`, `year`, `form`,
the tables as in ../shared/real/truth (as meant; null where the file has lost a cell), `faults` (`what`, `numbers`,
`near`: words of the file where it stands, `codes` of the rules
that tell it, or a `kind` of CODES_OF_KIND) and `prose_numbers` (`near`, `number`, `right`). Printed are: cells read right,
wrong, shifted, missing; faults found; numbers that a table determines tied to it; each of them made wrong, one at a time,
and told; findings that are no fault written down, to be judged by reading. SENTENCES are cases as in tests/support/known/cases.py.
Without arguments: all that lies in ../shared, and this repository's own sentences, sums, made-up reports and drafts with wrong cells.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from located import located
from mutations import SEED, other_number

from reportgen.model.draft import Checked
from reportgen.model.errors import ReportgenError
from reportgen.model.finding import Finding
from reportgen.model.form import Form
from reportgen.packs.load import find_pack, pack_for_year
from reportgen.recognise.bodies import same_body
from reportgen.reports.outlines import read_published
from reportgen.tasks.check import check

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from support.faults.mistyped import reports  # noqa: E402
from support.known.cases import cases_of, failures  # noqa: E402
from support.known.figures import cells_of  # noqa: E402
from support.known.sums import sums_of  # noqa: E402

SHARED = ROOT.parent / "shared"
# Faults without numbers, as truth files call their kinds, and the rules that tell them.
CODES_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "agency_differs": ("W118",),
    "deadline": ("N235",),
    "doubled": ("N253", "N256"),
    "missing_heading": ("N202", "N203"),
    "ordinal": ("N205", "N206"),
    "wrong_basis": ("N231", "N255"),
    "wrong_form": ("W142", "N231"),
    "wrong_word": ("N251", "N252", "N253"),
    "wrong_year": ("N232", "N233"),
}
_MAIN = "word/document.xml"
# A finding about a fault names at least one number of it, or stands at its words.
_SCOPE = re.compile(r"[(（][^()（）]*[)）]$")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Truth(NamedTuple):
    """What is right of a report: its figures (`cells` by Ref), its faults and the numbers of its prose."""

    agency: str
    year: int
    form: str
    cells: Mapping[str, Decimal | None]
    faults: Sequence[Mapping[str, Any]]
    numbers: Sequence[Mapping[str, Any]]


def truth_of(path: Path) -> Truth:
    """A truth file, of this benchmark's kind or of ../shared/real."""
    written = json.loads(path.read_text(encoding="utf-8"))
    form = (find_pack(written["form"]) if written["form"].startswith("gov-") else pack_for_year(written["year"])).form
    return Truth(
        written["agency"],
        written["year"],
        form.id,
        {ref: None if text == "None" else _amount(text) for ref, text in cells_of(form, written).items()},
        written.get("faults", ()),
        written.get("prose_numbers", ()),
    )


def _amount(text: str) -> Decimal | None:
    found = re.search(r"-?\d+(?:\.\d+)?", text.replace(",", ""))
    return Decimal(found[0]) if found else None


# What a reader sees of a file, sign by sign: marks, notes and scripts of a page are passed over whole.
_SEEN = re.compile(r"<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)>|</?[A-Za-z][^>]*>|\s|(.)", re.S)


def bare(text: str) -> str:
    """A text without white space and the marks of a page, in which words are looked for."""
    return "".join(found[1] or "" for found in _SEEN.finditer(text))


# -- one report ---------------------------------------------------------------------------------------


class Judged(NamedTuple):
    counts: Counter[str]
    lines: list[str]


def judge(path: Path, truth: Truth) -> Judged:
    """One report against its truth: counts, and lines that say what was missed and what was told besides."""
    counts: Counter[str] = Counter()
    lines: list[str] = []
    try:
        checked = check(path)
    except ReportgenError as error:
        return Judged(Counter({"reports": 1, "unreadable": 1}), [f"读不了：{error}"])
    counts["reports"] += 1
    named = is_named(checked.report.agency, truth.agency, path)
    counts["agency"] += named
    counts["year"] += checked.report.year == truth.year
    if not named:
        lines.append(f"机关：{checked.report.agency!r}，应为 {truth.agency!r}")
    lines += _cells(checked.form, checked, truth, counts)
    explained = set()
    for fault in truth.faults:
        about = [
            at for at, one in enumerate(checked.findings) if is_about(one, fault, checked) or is_told_by(one, fault, checked)
        ]
        explained.update(about)
        counts["faults"] += 1
        counts["found"] += bool(about)
        if not about:
            lines.append(f"漏：{fault['what']} {fault.get('numbers', '')} {fault.get('near', '')[:40]}")
    for at, finding in enumerate(checked.findings):
        if at not in explained:
            counts[f"other {finding.severity}"] += 1
            lines.append(f"另说：{finding.severity.chinese} {finding.code} {finding.location} {finding.message[:110]}")
    lines += _prose(path, checked, truth, counts)
    return Judged(counts, lines)


def is_named(agency: str, truth: str, path: Path) -> bool:
    """Whether this is the agency as the report writes it: words of the file, or of its name, for the body that the truth names.

    The truth gives full names, and what a report covers in brackets: 某市(全市) for a report of 某市人民政府.
    """
    if agency == truth:
        return True
    try:
        written = read_published(path)
    except ReportgenError:
        return False
    texts = "".join((path.stem, *(line.text for line in written.paragraphs), *(aside.text for aside in written.asides)))
    return bool(agency) and bare(agency) in bare(texts) and same_body(agency, _SCOPE.sub("", truth))


def _cells(form: Form, checked: Checked, truth: Truth, counts: Counter[str]) -> Iterator[str]:
    for ref, meant in truth.cells.items():
        if meant is None:
            continue
        counts["cells"] += 1
        cell = checked.report.cells.get(ref)
        if cell is None or cell.value is None:
            counts["missing"] += 1
            yield f"格：{ref} 没有读到，应为 {meant}"
        elif cell.value == meant or cell.value * 10000 == meant or cell.value == meant * 10000:
            counts["right"] += 1
        else:
            row = ref.rpartition(".")[0]
            beside = [value for other, value in truth.cells.items() if other != ref and other.startswith(row)]
            kind = "shifted" if cell.value in beside and meant else "wrong"
            counts[kind] += 1
            yield f"格：{ref} 读成 {cell.value}，应为 {meant}"


def told(finding: Finding) -> set[str]:
    """The numbers that a finding names."""
    return set(_NUMBER.findall(finding.message.replace(",", "") + " " + finding.hint.replace(",", "")))


def is_about(finding: Finding, fault: Mapping[str, Any], checked: Checked) -> bool:
    """Whether a finding tells a fault: it names its numbers (two of them, where it has so many), or quotes its words."""
    meant = {str(number).rstrip("%").replace(",", "") for number in fault.get("numbers", ())}
    if len(meant) > 1 and len(told(finding) & meant) > 1:
        return True
    near = bare(str(fault.get("near", "")))
    quoted = [bare(words) for words in re.findall(r"“…?([^”]{2,}?)…?”", finding.message)]
    at_place = bool(near) and near in bare(_line_of(finding, checked))
    if len(meant) == 1 and at_place and meant & told(finding):
        return True
    return any(len(words) > 1 and (words in near or near in words) for words in quoted) and (
        not meant or bool(meant & told(finding))
    )


def is_told_by(finding: Finding, fault: Mapping[str, Any], checked: Checked) -> bool:
    """Whether a rule that tells this fault tells it: at its words, where the finding stands in the prose, or anywhere else.

    What is not there has no words to stand at, and a title or a heading is no paragraph: the code alone says it.
    """
    if finding.code not in fault.get("codes", CODES_OF_KIND.get(str(fault.get("kind")), ())):
        return False
    line, near = bare(_line_of(finding, checked)), bare(str(fault.get("near", "")))
    return not line or not near or near in line or line in near


def _line_of(finding: Finding, checked: Checked) -> str:
    """The paragraph that a finding stands in."""
    place = finding.location
    for blocks in checked.report.texts.values():
        for block in blocks:
            if (block.location.line, block.location.page) == (place.line, place.page):
                return block.whole
    return ""


# -- the numbers of the prose -------------------------------------------------------------------------


def _prose(path: Path, checked: Checked, truth: Truth, counts: Counter[str]) -> Iterator[str]:
    if path.suffix not in (".md", ".txt", ".html", ".htm", ".docx"):
        return
    source = _source(path)
    before = {(one.code, one.message) for one in checked.findings}
    chance = random.Random(SEED)
    for stated in truth.numbers:
        number = str(stated["number"])
        near = bare(stated["near"])
        claims = [one for one in checked.claims if str(one.value) == number or one.text.startswith(number)]
        standing = [one for one in claims if near and _said_near(one.said, near)]
        # What the table has: true or false of what is printed, or the number itself.
        right = stated.get("right", True)
        if right is True or str(right) == number:
            counts["determined"] += 1
            tied = any(one.status in ("matched", "rounded", "settled") for one in standing or claims)
            counts["tied"] += tied
            if not tied:
                yield f"没有对上：{number}（{stated['near']}）"
            changed = with_another(source, near, number, chance)
            if changed is None:
                continue
            counts["made wrong"] += 1
            new = found_in(path, changed[0])
            seen = any((one.code, one.message) not in before for one in new)
            counts["told"] += seen
            if not seen:
                yield f"改错不说：{number} → {changed[1]}（{stated['near']}）"
        elif any(one.status in ("matched",) for one in standing):
            counts["wrongly tied"] += 1
            yield f"错的数算作相符：{number}（{stated['near']}）"


def _source(path: Path) -> str:
    """The text of a file with its marks: of a Word document that of its main part."""
    if path.suffix != ".docx":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as archive:
        return archive.read(_MAIN).decode()


def _said_near(said: str, near: str) -> bool:
    words = bare(said).strip("…")
    return bool(words) and (words in near or near in words or words[-8:] in near)


def with_another(source: str, near: str, number: str, chance: random.Random) -> tuple[str, str] | None:
    """The file with a number made another one where those words stand; None where they are not found as they are.

    Words, and a number too, may be cut by white space and by the marks of a page.
    """
    at = [place for found in _SEEN.finditer(source) if found[1] for place in (found.start(),)]
    text = "".join(source[place] for place in at)
    start = text.find(near)
    inside = re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.])", near)
    if start < 0 or inside is None or not re.fullmatch(r"\d+(?:\.\d+)?", number) or number == "0":
        return None
    other = other_number(number, chance)
    signs = list(source)
    places = at[start + inside.start() : start + inside.end()]
    for place in places:
        signs[place] = ""
    signs[places[0]] = other
    return "".join(signs), other


def found_in(path: Path, text: str) -> Sequence[Finding]:
    """What a check finds in a copy of the file with this text."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        if path.suffix == ".docx":
            with zipfile.ZipFile(path) as archive, zipfile.ZipFile(copy, "w") as new:
                for name in archive.namelist():
                    new.writestr(name, text.encode() if name == _MAIN else archive.read(name))
        else:
            copy.write_text(text, encoding="utf-8")
        return check(copy).findings


# -- the whole ----------------------------------------------------------------------------------------


def reports_in(folder: Path) -> Iterator[tuple[Path, Truth]]:
    """The reports of a folder that have a truth file."""
    truths = next((place for place in (folder / "truth", folder.parent / "truth") if place.is_dir()), folder)
    for path in sorted(folder.iterdir()):
        truth = truths / f"{path.stem}.json"
        if path.is_file() and path.suffix != ".json" and truth.is_file():
            yield path, truth_of(truth)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("given", nargs="*", type=Path)
    parser.add_argument("--misses", action="store_true", help="print what was missed, and what was told besides")
    options = parser.parse_args()
    given = options.given or [
        SHARED / "real",
        SHARED / "cases" / "prose.yaml",
        *sorted((ROOT / "tests" / "rules").glob("stated*.yaml")),
    ]
    for place in given:
        if place.is_dir():
            _folder(place, options.misses)
        elif place.is_file():
            _sentences(place, options.misses)
        else:
            print(f"（没有 {place}）")
    if not options.given:
        _sums(options.misses)
        _located()


def _folder(folder: Path, misses: bool) -> None:
    counts: Counter[str] = Counter()
    for path, truth in reports_in(folder):
        judged = judge(path, truth)
        counts += judged.counts
        one = judged.counts
        print(
            f"{path.name}: 格 {one['right']}/{one['cells']}，错 {one['wrong']} 移 {one['shifted']} 漏 {one['missing']}；毛病 {one['found']}/{one['faults']}；"
            f"对上 {one['tied']}/{one['determined']}；改错说出 {one['told']}/{one['made wrong']}；另说 错误 {one['other error']} 提醒 {one['other warning']}"
        )
        if misses:
            print(*(f"    {line}" for line in judged.lines), sep="\n")
    print(f"== {folder}")
    for what, part, whole in (
        ("机关读对", "agency", "reports"),
        ("年份读对", "year", "reports"),
        ("表格读对", "right", "cells"),
        ("毛病查出", "found", "faults"),
        ("表里有的数对上", "tied", "determined"),
        ("改错一个数说出", "told", "made wrong"),
    ):
        if counts[whole]:
            print(f"{what}\t{counts[part]}/{counts[whole]}\t{counts[part] / counts[whole]:.1%}")
    print(
        f"读错 {counts['wrong']}，移位 {counts['shifted']}，漏读 {counts['missing']}；错的数算作相符 {counts['wrongly tied']}；"
        f"没有记在案的错误 {counts['other error']}、提醒 {counts['other warning']}（要人看）"
    )


def _sums(misses: bool) -> None:
    """Sums of prose: silent as they stand, and told whichever of their numbers is wrong."""
    every = list(sums_of())
    print(f"文中分项与总数\t{sum(one.seen for one in every)}/{len(every)}")
    for one in every if misses else ():
        if not one.seen:
            print(f"    {one.say}\n        {'；'.join((*one.told, *one.unseen))}")


def _located() -> None:
    """Which cell is wrong: one to three typed over at once, in the forms whose sums cross."""
    crossing = [one for one in reports() if one.form.id != "gov-disclosure-2014"]
    for one in located(crossing):
        totals = "公式" if one.live else "手填"
        print(f"错格 {one.cells} 个，合计{totals}\t指对 {one.right}/{one.trials}\t指错 {one.wrong}")


def _sentences(path: Path, misses: bool) -> None:
    cases = cases_of(path)
    wrong = [(case, failed) for case in cases if (failed := failures(case))]
    print(f"句子 {path.name}\t{len(cases) - len(wrong)}/{len(cases)}")
    if misses:
        for case, failed in wrong:
            print(f"    {case.say}\n        {'；'.join(failed)}")


if __name__ == "__main__":
    main()
