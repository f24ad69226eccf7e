"""How much of what goes wrong does `check` find? One thing changed at a time, in published and example reports.

    python benchmarks/mutations.py [--misses] [FILE …]

Each report is checked as it is (what is found then is printed, to be judged by reading); then one
cell of a table, one number, percentage, year, ordinal or heading of the text is changed, and the
check is run again: found means a finding that was not there before, pointed means that it names the
changed place. Numbers of the prose are those that the unchanged report ties to a table or a sum.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

from reportgen.model.draft import Checked
from reportgen.model.finding import Finding, Severity
from reportgen.reports.open import open_published
from reportgen.rules.check import Subject
from reportgen.rules.identities import assess_lines, check_identities
from reportgen.tasks.check import check, check_published

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from support.published.text import built_as_text  # noqa: E402 - the tests' own way to make a published report of a draft

PUBLISHED = ROOT.parent / "shared" / "real"
# Last year's reports, where they are there.
PRIOR = {"suqian_city_2024.md": "suqian_city_2023.md"}
SEED = 20260101
BLANKS = 40
LONG = 6000


class Outcome(NamedTuple):
    kind: str
    found: bool
    pointed: bool
    what: str


def key(finding: Finding) -> tuple[str, str, str]:
    return finding.code, str(finding.location), finding.message


# -- tables -----------------------------------------------------------------------------------------


def table_changes(path: Path) -> Iterator[Outcome]:
    """Cells ±1, ×10, swapped with the neighbour: those in an identity, or in last year's continuation."""
    published = open_published(path)
    form, cells = published.form, dict(published.report.cells)
    prior = check_prior(path)
    before = prior.report.cells if prior else None
    watched = {term.ref for line in form.lines for term, _ in line.terms if not term.prior and (before or not line.needs_prior)}
    crossing: dict[str, int] = defaultdict(int)
    for line in form.lines:
        if not line.needs_prior and line.relation == "equals":
            for term, _ in line.terms:
                crossing[term.ref] += 1

    def findings(changed: dict) -> list[Finding]:
        report = published.report._replace(cells=changed)
        workbook = published.workbook._replace(cells=changed)
        draft = Subject(
            form, workbook, published.narrative, report, {}, None, assess_lines(form, changed, before), published=True
        )
        if before is not None:
            from reportgen.reports.last_year import last_year_of

            draft = draft._replace(prior=last_year_of(PUBLISHED / PRIOR[path.name]))
        return list(check_identities(draft))

    unchanged = {key(finding) for finding in findings(cells)}

    def outcome(kind: str, changed: dict, refs: tuple[str, ...]) -> Outcome:
        new = [finding for finding in findings(changed) if key(finding) not in unchanged]
        single = len(refs) == 1 and crossing[refs[0]] > 1
        pointed = any(finding.suspect in refs or finding.ref in refs for finding in new)
        return Outcome(kind, bool(new), pointed if single else bool(new), f"{path.name} {refs}")

    def seen(changed: dict) -> bool:
        """Whether the change makes any identity come out otherwise: no check of sums could see it else."""
        outcomes = [one.outcome for one in assess_lines(form, changed, before)]
        return outcomes != [one.outcome for one in assess_lines(form, cells, before)]

    refs = [ref for ref in form.figures if ref in watched and ref in cells and cells[ref].value is not None]
    for ref in refs:
        value = cells[ref].value
        for kind, new_value in (("表格 +1", value + 1), ("表格 −1", value - 1), ("表格 ×10", value * 10)):
            changed = {**cells, ref: cells[ref]._replace(value=new_value)}
            if new_value >= 0 and seen(changed):
                yield outcome(kind, changed, (ref,))
    for one, other in pairwise(refs):
        if cells[one].value != cells[other].value and one.rpartition(".")[0] == other.rpartition(".")[0]:
            swapped = {
                **cells,
                one: cells[one]._replace(value=cells[other].value),
                other: cells[other]._replace(value=cells[one].value),
            }
            if seen(swapped):
                yield outcome("表格 与右邻互换", swapped, (one, other))


def check_prior(path: Path) -> Checked | None:
    name = PRIOR.get(path.name)
    return check_published(PUBLISHED / name) if name and (PUBLISHED / name).exists() else None


# -- text -------------------------------------------------------------------------------------------


def text_changes(path: Path, folder: Path) -> Iterator[Outcome]:
    """Changes in the text file itself, read in again from the file."""
    text = path.read_text(encoding="utf-8")
    prior = PUBLISHED / PRIOR[path.name] if path.name in PRIOR and (PUBLISHED / PRIOR[path.name]).exists() else None
    copy = folder / path.name
    copy.write_text(text, encoding="utf-8")
    base = check(copy, prior=prior)
    unchanged = {key(finding)[::2] for finding in base.findings}
    lines = text.split("\n")

    def outcome(kind: str, line: int, start: int, stop: int, new: str) -> Outcome:
        changed = [*lines]
        changed[line] = changed[line][:start] + new + changed[line][stop:]
        copy.write_text("\n".join(changed), encoding="utf-8")
        new_findings = [one for one in check(copy, prior=prior).findings if key(one)[::2] not in unchanged]
        places = [place for one in new_findings for place in (one.location, *one.related)]
        said = lines[line][start:stop].strip("一二三四五六、 ")
        pointed = any(place.line == line + 1 for place in places) or any(
            len(said) > 3 and said in one.message for one in new_findings
        )
        return Outcome(
            kind,
            bool(new_findings),
            pointed,
            f"{path.name}:{line + 1}:{start + 1} {lines[line][max(start - 12, 0) : stop + 6]!r} → {new!r}",
        )

    chance = random.Random(SEED)
    for claim in base.claims:
        if claim.status not in ("matched", "rounded", "settled"):
            continue
        line, start = claim.location.line - 1, claim.location.column - 1
        number = re.match(r"\d+(?:\.\d+)?", lines[line][start:])
        if not number:
            continue
        old = number[0]
        kind = "文中百分比" if claim.unit == "%" else "文中数字"
        yield outcome(kind, line, start, start + len(old), other_number(old, chance))
    yield from year_changes(base, lines, outcome)
    yield from ordinal_changes(base, lines, outcome)
    yield from blanks(base, lines, outcome, chance)


def other_number(old: str, chance: random.Random) -> str:
    """The number as a slip of the hand would leave it: another digit, two digits exchanged, one more or fewer."""
    if "." in old:
        whole, _, digits = old.partition(".")
        return f"{whole}.{digits[:-1]}{(int(digits[-1]) + chance.choice((2, 3, 5))) % 10}"
    value = int(old)
    choices = [str(value + chance.choice((1, 2, 5, 10))), str(value * 10 + chance.randint(0, 9))]
    if len(old) > 1 and old[0] != old[1]:
        choices.append(old[1] + old[0] + old[2:])
    return next(choice for choice in chance.sample(choices, len(choices)) if Decimal(choice) != value and choice[0] != "0")


Outcomes = Callable[[str, int, int, int, str], Outcome]


def year_changes(base: Checked, lines: list[str], outcome: Outcomes) -> Iterator[Outcome]:
    year = base.report.year
    for number, line in enumerate(lines):
        for found in re.finditer(
            rf"(?<!\d){year}(?=年)", re.sub(r"《[^》]*》|〔[^〕]*〕", lambda one: "\u3000" * len(one[0]), line)
        ):
            yield outcome("年份", number, found.start(), found.end(), str(year + 2))


def blanks(base: Checked, lines: list[str], outcome: Outcomes, chance: random.Random) -> Iterator[Outcome]:
    """A figure of a table taken away."""
    cells = [cell for cell in base.report.cells.values() if cell.value is not None and not cell.computed and cell.text.strip()]
    for cell in chance.sample(cells, min(len(cells), BLANKS)):
        place, text = cell.location, cell.text.strip()
        if lines[place.line - 1][place.column - 1 :].startswith(text):
            yield outcome("表格 留空", place.line - 1, place.column - 1, place.column - 1 + len(text), "")


def ordinal_changes(base: Checked, lines: list[str], outcome: Outcomes) -> Iterator[Outcome]:
    fixed = any(section.kind == "fixed" and section.heading for section in base.form.prose_sections)
    signs = "一二三四五六七八九"
    for number, line in enumerate(lines):
        if "\t" in line or line.startswith("|"):
            continue
        for pattern, kind in (
            (r"^\s*（([二三四五])）", "层次序数"),
            (r"([二三四])是", "一是二是"),
            (r"^[二三四五]、", "一级标题序数"),
        ):
            for found in re.finditer(pattern, line):
                if kind == "一是二是" and not re.search(r"[。；：，、 ]$|^$", line[: found.start()]):
                    continue
                at = next(at for at in range(found.start(), found.end()) if line[at] in signs)
                yield outcome(kind, number, at, at + 1, signs[signs.index(line[at]) + 1])
        heading = re.match(r"[一二三四五六]、(.{4,30})$", line)
        if heading and fixed:
            yield outcome("一级标题改字", number, 2, 4, "有关")
            yield outcome("一级标题删去", number, 0, len(line), "")


# -- report -----------------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--misses", action="store_true", help="print every change that was not found")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = options.files or [
            path for path in sorted(PUBLISHED.glob("*.*")) if path.suffix in (".txt", ".md") and path.stem != "README"
        ]
        examples = (
            []
            if options.files
            else [
                built_as_text(path, folder)
                for path in sorted(text.parent for text in (ROOT / "examples").glob("*/narrative.yaml"))
            ]
        )
        if not files:
            print("（没有 ../shared/real：只用示例）")
        outcomes: list[Outcome] = []
        for path in (*files, *examples):
            prior = check_prior(path)
            base = check(path, prior=prior.folder if prior else None)
            errors = [one for one in base.findings if one.severity is Severity.ERROR]
            codes = ", ".join(f"{one.code}" for one in base.findings)
            print(f"{path.name}: 原样检查 {len(errors)} 个错误，{len(base.findings) - len(errors)} 个提醒（{codes}）")
            outcomes += table_changes(path)
            outcomes += text_changes(path, folder)
        if not options.files:
            outcomes += corpus_changes()
        print()
        for kind in dict.fromkeys(one.kind for one in outcomes):
            of_kind = [one for one in outcomes if one.kind == kind]
            found = sum(one.found for one in of_kind)
            pointed = sum(one.pointed for one in of_kind)
            print(f"{kind}\t{len(of_kind)} 处\t发现 {found / len(of_kind):.1%}\t指对 {pointed / len(of_kind):.1%}")
        if options.misses:
            for one in outcomes:
                if not one.found or not one.pointed:
                    print("漏" if not one.found else "偏", one.kind, one.what)
        timed([*(files or examples), long_report((files or examples)[0], folder)])


def corpus_changes() -> Iterator[Outcome]:
    """The numbers that the made-up reports of tests/corpus list as determined, each changed: tied by the tool or not."""
    from support.known.corpus import read_corpus, with_text

    chance = random.Random(SEED)
    for written in read_corpus():
        _, before = written.claims()
        unchanged = {key(finding) for finding in before}
        for finding in before:
            print(f"误报\t{written.name}\t{finding.code} {finding.message}")
        for stated in written.stated:
            text = written.draft.report.texts[stated.section][stated.block].whole
            number = re.search(r"\d+(?:\.\d+)?", text[stated.start : stated.end])
            if not number or number[0].startswith("0"):
                continue
            start = stated.start + number.start()
            changed = text[:start] + other_number(number[0], chance) + text[start + len(number[0]) :]
            _, after = written.claims(with_text(written.draft, stated.section, stated.block, changed))
            found = any(key(finding) not in unchanged for finding in after)
            names = {"share": "占比", "sum": "分项之和"}
            kind = names.get(stated.is_, "增减" if "growth" in stated.is_ else "表里有的数")
            yield Outcome(f"编写的年报 {kind}", found, found, f"{written.name} {text[max(start - 16, 0) : start + 10]!r}")


def long_report(path: Path, folder: Path) -> Path:
    """The same report with so much of its prose again that it has 6,000 characters."""
    text = path.read_text(encoding="utf-8")
    blocks = [block for blocks in check(path).report.texts.values() for block in blocks if block.kind == "paragraph"]
    have, more = sum(len(block.whole) for block in blocks), []
    while have < LONG:
        block = blocks[len(more) % len(blocks)]
        more.append(block.text or block.whole)
        have += len(more[-1])
    start = text.index(blocks[-1].whole)
    longer = folder / f"长-{path.name}"
    longer.write_text(text[:start] + "\n".join(more) + "\n" + text[start:], encoding="utf-8")
    return longer


def timed(files: list[Path]) -> None:
    """Milliseconds of a whole check in a warm process, by characters of prose."""
    print()
    for path in files:
        characters = 0
        laps = []
        for _ in range(7):
            start = time.perf_counter()
            checked = check(path)
            laps.append(time.perf_counter() - start)
            characters = sum(len(block.whole) for blocks in checked.report.texts.values() for block in blocks)
        print(f"{path.name}\t{characters} 字\t{median(laps) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
