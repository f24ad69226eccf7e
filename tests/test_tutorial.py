"""The tutorial is what it says: its commands run, its edits fit, and the program answers what it shows."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from conftest import ROOT
from docx import Document
from support.made.drafts import spots, totals

from reportgen.cli.main import main
from reportgen.packs.load import find_pack
from reportgen.word.outline import read_outline

TUTORIAL = ROOT / "docs" / "tutorial.md"
ENCLOSED = ROOT / "docs" / "tutorial"
# A step of the tutorial: a block (indented where it stands in a list), a remark for this test, a step done by hand.
STEP = re.compile(
    r"^(?P<in> *)```(?P<kind>console|diff)\n(?P<block>.*?)^(?P=in)```$|^<!-- (?P<remark>.+?) -->$", re.DOTALL | re.MULTILINE
)


class Step(NamedTuple):
    """One step: its kind (console, diff, hand), its lines or its name, the exit code that its commands have."""

    kind: str
    lines: tuple[str, ...]
    code: int = 0


def steps(text: str) -> Iterator[Step]:
    """The steps of the tutorial in their order."""
    code = 0
    for found in STEP.finditer(text):
        remark = found["remark"] or ""
        if remark.startswith("退出码 "):
            code = int(remark.removeprefix("退出码 "))
        elif remark:
            yield Step("hand", (remark,))
        else:
            yield Step(found["kind"], tuple(line.removeprefix(found["in"]) for line in found["block"].splitlines()), code)
            code = 0


def run_commands(step: Step, capsys: pytest.CaptureFixture[str]) -> None:
    """Run the commands of a console block; what it shows of their output must be there, in this order."""
    assert step.lines[0].startswith("$ reportgen ")
    answer: list[str] = []
    for line in step.lines:
        if line.startswith("$ "):
            capsys.readouterr()
            assert main(shlex.split(line)[2:]) == step.code, (line, capsys.readouterr())
            shown = capsys.readouterr()
            answer = [one.rstrip() for one in (shown.out + shown.err).splitlines()]
        elif (wanted := line.rstrip()).strip() not in ("", "…"):
            # A line may be shown shortened: 没有发现问题。…
            at = next((at for at, one in enumerate(answer) if matches(one, wanted)), None)
            assert at is not None, f"not said: {wanted}\n" + "\n".join(answer)
            answer = answer[at + 1 :]


def matches(line: str, wanted: str) -> bool:
    return line.startswith(wanted[:-1]) if wanted.endswith("…") else line == wanted


def apply_change(step: Step) -> None:
    """Replace the old lines of a diff block by its new ones; the old ones stand exactly once in the file."""
    path = Path(step.lines[0].removeprefix("--- "))
    old = "\n".join(line[1:] for line in step.lines[1:] if line[:1] in ("-", " "))
    new = "\n".join(line[1:] for line in step.lines[1:] if line[:1] in ("+", " "))
    if not new:
        old += "\n"  # whole lines go
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (text.count(old), path, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def mend_template() -> None:
    """What the tutorial has done in Word: 附件 goes, a wrong word in a label is mended."""
    path = "gov-demo-2031/template.docx"
    document = Document(path)
    first = document.paragraphs[0]
    assert first.text == "附件"
    first._p.getparent().remove(first._p)
    (run,) = [
        run for cell in document.tables[1].column_cells(2) for one in cell.paragraphs for run in one.runs if "第三人" in run.text
    ]
    run.text = run.text.replace("第三人", "第三方")
    document.save(path)


def fill_workbook() -> None:
    """Type what the table of the tutorial says into its cells, 0 into the others."""
    form, path = find_pack("gov-demo-2031").form, Path("2031年报/workbook.xlsx")
    book = openpyxl.load_workbook(path)
    white = [place for ref, place in spots(form).items() if ref not in totals(form)]
    typed = re.findall(r"^\| (\S+) \| ([A-Z]+\d+) \| .+ \| (\d+) \|$", TUTORIAL.read_text(encoding="utf-8"), re.MULTILINE)
    assert typed and all((sheet, cell) in white for sheet, cell, _ in typed)
    for sheet, cell in white:
        book[sheet][cell].value = 0
    for sheet, cell, figure in typed:
        book[sheet][cell].value = int(figure)
    book.save(path)


BY_HAND: dict[str, Callable[[], None]] = {"改模板": mend_template, "填表": fill_workbook}


def test_the_tutorial_leads_where_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("REPORTGEN_FORMATS", raising=False)
    shutil.copytree(ENCLOSED, tmp_path, dirs_exist_ok=True)
    done = []
    for step in steps(TUTORIAL.read_text(encoding="utf-8")):
        if step.kind == "console":
            run_commands(step, capsys)
        elif step.kind == "diff":
            apply_change(step)
        else:
            BY_HAND[step.lines[0]]()
            done.append(step.lines[0])
    assert done == list(BY_HAND)
    (report,) = (tmp_path / "2031年报").glob("*.docx")
    outline = read_outline(report)
    printed = [cell.text for grid in outline.grids for cell in grid.cells.values()]
    assert {"3.申请人主动撤回申请", "4.其他", "收到申请数量"} <= set(printed) and "本年废止件数" not in printed
    texts = [paragraph.text for paragraph in outline.paragraphs]
    assert "五、存在的主要问题和改进措施" in texts and "附件" not in texts
    assert any("申请24件，其中网络17件。申请人主动撤回1件" in text for text in texts)


def test_a_step_that_is_told_wrongly_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("one: 1\nrow: 2\nrow: 2\n", encoding="utf-8")
    apply_change(Step("diff", ("--- a.yaml", " one: 1", "-row: 2", "+row: 3")))
    assert (tmp_path / "a.yaml").read_text(encoding="utf-8") == "one: 1\nrow: 3\nrow: 2\n"
    for told_wrongly in (
        lambda: apply_change(Step("diff", ("--- a.yaml", "-row: 4"))),
        lambda: apply_change(Step("diff", ("--- a.yaml", "-row: ", "+row: "))),
        lambda: run_commands(Step("console", ("$ reportgen format list", "gov-disclosure-2022…")), capsys),
        lambda: run_commands(Step("console", ("$ reportgen format list", "…"), code=1), capsys),
    ):
        with pytest.raises(AssertionError):
            told_wrongly()


def test_the_enclosed_form_is_small() -> None:
    assert sum(path.stat().st_size for path in ENCLOSED.iterdir()) < 40_000
