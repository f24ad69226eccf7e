"""A standing adversary: some 400 edits in Word, one at a time; who says so, and who says what is not so?

    python benchmarks/edits.py [--misses] [--group 表头 …] [--base huaian-2024 …] [--no-update] [--often]

Each built document is edited in its XML (tests/support/word_edits), then asked: does `diff` against the unedited
one say so, does `verify`, does the redline mark it; does `import --update` take it over, so that the draft built
again says the same as the edited document, or say that it was left? Beside: something was told that nobody
touched, or an edit of the look alone was told as content. The same edits every time.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from support.word_edits.document import Made  # noqa: E402 - the tests' own edits
from support.word_edits.recipes import BASES, RECIPES, built, draft_in, edits_of  # noqa: E402
from support.word_edits.told import beside, content_marks  # noqa: E402

from reportgen.model.change import Diff, Piece  # noqa: E402
from reportgen.model.errors import ReportgenError  # noqa: E402
from reportgen.tasks.build import build_draft  # noqa: E402
from reportgen.tasks.compare import compare_versions, verify_document  # noqa: E402
from reportgen.tasks.update import update_draft  # noqa: E402
from reportgen.word.redline.compare import redline  # noqa: E402

WHEN = datetime(2025, 3, 1, tzinfo=UTC)


class Outcome(NamedTuple):
    """What was said of one edit; `wrong` what was told beside it, `update` one of the columns below."""

    made: Made
    diff: bool
    verify: bool
    redline: bool
    update: str
    wrong: tuple[str, ...]


def outcome_of(made: Made, folder: Path, *, update: bool) -> Outcome:
    before, after = folder / "改前.docx", folder / "改后.docx"
    before.write_bytes(made.before)
    after.write_bytes(made.after)
    redlined = redline(made.before, made.after, date=WHEN)
    marked = content_marks(redlined.content)
    compared = asked(lambda: compare_versions(str(before), str(after)).diff)
    verified = asked(lambda: verify_document(after).compared.diff)
    said = [f"diff：{text}" for text in beside(compared, made.texts)]
    if made.before == built(made.base):
        said += [f"verify：{text}" for text in beside(verified, made.texts)]
    if not made.texts and marked:
        said.append(f"redline：{marked[0]}")
    told = any(
        any(word in line for word in ("批注", "脚注", "尾注", "页眉", "页脚", "文本框", "图表")) for line in redlined.untracked
    )
    taken = taken_over(made, after, folder) if update else "—"
    return Outcome(
        made,
        not compared.nothing,
        verified.nothing == made.undone if made.texts else not verified.nothing,
        bool(marked) or told,
        taken,
        tuple(said),
    )


def asked(question: Callable[[], Diff]) -> Diff:
    """The answer; a document in which no report can be found any more is refused, which says so as well."""
    try:
        return question()
    except ReportgenError:
        return Diff((), (), {}, unplaced=(Piece("deleted", "空"),))


def taken_over(made: Made, after: Path, folder: Path) -> str:
    """`equal` when the draft built again says what the edited document says, `left` when it was told or asked what does not, else `silent`."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        draft = draft_in(made.base, Path(name))
        try:
            updated = update_draft(draft, after, write=True)
            again = Path(name) / "再生成.docx"
            build_draft(draft, output=again, draft=True)
        except ReportgenError as error:
            return f"refused：{error}"
        if compare_versions(str(again), str(after)).diff.nothing:
            return "equal"
        return "left" if updated.left or updated.conflicts else "silent"


def outcomes(bases: list[str], groups: list[str], *, update: bool, often: bool) -> Iterator[Outcome]:
    recipes = tuple(one for one in RECIPES if not groups or one.group in groups)
    with tempfile.TemporaryDirectory() as name:
        for base in bases:
            for made in edits_of(base, recipes, once=not often):
                yield outcome_of(made, Path(name), update=update)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--misses", action="store_true", help="print every edit that was missed, and all told beside one")
    parser.add_argument("--group", nargs="*", default=[])
    parser.add_argument("--base", nargs="*", default=list(BASES))
    parser.add_argument("--no-update", action="store_true", help="leave out import --update, which takes most of the time")
    parser.add_argument("--often", action="store_true", help="every kind as often as it says, at other places")
    options = parser.parse_args()
    found = list(outcomes(options.base, options.group, update=not options.no_update, often=options.often))
    print("| 改了什么 | 处 | diff 说了 | verify 说了 | 修订稿标了 | 收回后相同 | 说明留着 | 没收也没说 | 拒收 | 说错 |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for group in [*dict.fromkeys(one.made.kind for one in found), "合计"]:
        mine = [one for one in found if group in (one.made.kind, "合计")]
        kinds = [one.update.partition("：")[0] for one in mine]
        counts = [sum(getattr(one, who) for one in mine) for who in ("diff", "verify", "redline")]
        shown = [len(mine), *counts, *(kinds.count(kind) for kind in ("equal", "left", "silent", "refused"))]
        print(f"| {group} | {' | '.join(map(str, shown))} | {sum(bool(one.wrong) for one in mine)} |")
    if options.misses:
        for one in found:
            report(one)


def report(one: Outcome) -> None:
    content = bool(one.made.texts)
    missed = [who for who in ("diff", "verify", "redline") if getattr(one, who) != content]
    place = f"{one.made.base} {one.made.kind} {one.made.what}"
    if missed:
        print("漏" if content else "误", place, "、".join(missed), repr(one.made.texts)[:160])
    if one.update.startswith(("silent", "refused")):
        print("收", place, re.sub(r"\s+", " ", one.update)[:200])
    for text in one.wrong:
        print("偏", place, text[:200])


if __name__ == "__main__":
    main()
