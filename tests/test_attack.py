"""Small inputs that once hung, ate all memory or broke a command: each opened in a bounded process, and their neighbours."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from conftest import EXAMPLES, PUBLISHED, telling
from support.faults.bad_input import DRAFT, Example, bounded, change_part
from support.faults.spoiled import built, pdf_of, text_seeds

from reportgen.files.picture_file import looks_like_svg
from reportgen.model.errors import SourceError
from reportgen.model.figures import digits, read_figure
from reportgen.reports.open import open_published
from reportgen.reports.pdf import read_pdf
from reportgen.tasks.check import check_draft, check_published
from reportgen.tasks.drafts import new_draft

SAMPLES = PUBLISHED.parent / "cases" / "attack"
posix = pytest.mark.skipif(os.name != "posix", reason="pipes and closed streams are those of POSIX")


@pytest.fixture
def sample() -> Callable[[str], Path]:
    def find(name: str) -> Path:
        if not SAMPLES.is_dir():
            pytest.skip("the samples (../shared/cases/attack) are not beside this checkout")
        return SAMPLES / name

    return find


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """The untouched build of an example."""
    path = tmp_path / "whole.docx"
    path.write_bytes(built(".docx")[0])
    return path


COMMANDS = [
    ("check", "gridspan.docx", 2, "100000002 列"),
    ("format check", "gridspan.docx", 2, "100000002 列"),
    ("format tag", "gridspan.docx", 2, "100000002 列"),
    ("check", "nested_tables_60.docx", 0, ""),
    ("check -o {out}.docx", "broken_relationship.docx", 2, "关系已损坏"),
    ("check", "nested_forms.pdf", 2, "已停止"),
    ("check", "svg_comments_media.docx", 0, ""),
    ("import {sample} {out}", "svg_comments_media.docx", 0, ""),
    ("diff {whole}", "figure_of_29_digits.txt", 0, "99999999999999999999999999999"),
    ("diff {whole} -o {out}.docx", "nested_tables_60.docx", 0, ""),
    ("diff {whole} -o {out}.docx", "gridspan.docx", 2, "100000002 列"),
]


# The slow ones are answered when their time is over.
QUICK = [one for one in COMMANDS if one[1] != "nested_forms.pdf"]


@pytest.mark.parametrize(("command", "name", "code", "says"), telling(QUICK, COMMANDS), ids=lambda one: str(one))
def test_a_sample_is_answered_in_time(
    command: str, name: str, code: int, says: str, sample: Callable[[str], Path], whole: Path, tmp_path: Path
) -> None:
    path = sample(name)
    words = [word.format(out=tmp_path / "out", whole=whole, sample=path) for word in command.split()]
    done = bounded(*words, *([] if "{sample}" in command else [path]))
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == code, said
    assert says in said


@pytest.mark.parametrize("name", telling(["cssesc", "mask"], ["blur", "clip", "cssesc", "mask", "pattern", "styleimp"]))
def test_a_drawing_of_the_samples_is_refused_in_time(name: str, sample: Callable[[str], Path], example: Example) -> None:
    draft = example(DRAFT)
    (draft / "images").mkdir()
    (draft / "images" / "图.svg").write_bytes(sample(f"svg/{name}.svg").read_bytes())
    path = draft / "narrative.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("总体情况: |\n", "总体情况: |\n  ![图](images/图.svg)\n", 1), encoding="utf-8"
    )
    done = bounded("check", draft)
    assert done.returncode == 1
    assert "W144" in done.stdout.decode()


# -- neighbours of the samples ------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["101", "65536", "1000000000", "9999999999"])
@pytest.mark.parametrize("setting", ["gridSpan", "gridBefore"])
def test_a_table_wider_than_word_draws_is_refused(setting: str, number: str, whole: Path) -> None:
    old, new = {
        "gridSpan": ('<w:gridSpan w:val="', f'<w:gridSpan w:val="{number}" w:was="'),
        "gridBefore": ("<w:tc>", f'<w:trPr><w:gridBefore w:val="{number}"/></w:trPr><w:tc>'),
    }[setting]
    change_part(whole, "word/document.xml", old, new)
    with pytest.raises(SourceError, match="列"):
        open_published(whole)


@pytest.mark.parametrize("number", ["²", "-1", "9" * 5000, "1e9", ""])
def test_what_is_no_number_of_columns_is_none(number: str, whole: Path) -> None:
    change_part(whole, "word/document.xml", "<w:tcPr>", f'<w:tcPr><w:gridSpan w:val="{number}"/>')
    assert open_published(whole).report.cells


def pdf(page: str, *more: str) -> bytes:
    """A PDF of one page; the objects behind it have the numbers from 5 on."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    return pdf_of([one.encode() for one in (*objects, *more)])


def stream(content: str, entries: str = "") -> str:
    return f"<</Length {len(content)}{entries}>>stream\n{content}\nendstream"


def form(name: str, times: int) -> str:
    inner = f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</{name} {name[1:]} 0 R>>>>"
    return stream(f"/{name} Do " * times, inner)


PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>/XObject<</X6 6 0 R>>>>/Contents 5 0 R>>"
PDFS = {
    "forms in forms": pdf(PAGE, stream("/X6 Do"), *(form(f"X{n}", 10) for n in range(7, 30)), stream("")),
    "a form in itself": pdf(PAGE, stream("/X6 Do"), form("X6", 10)),
    "a tree of pages in a circle": pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"]),
    "many operators": pdf(PAGE, stream("q 1 0 0 1 0 0 cm " * 60_000)),
    "an unending string": pdf(PAGE, stream("(" * 100_000)),
    "arrays in arrays": pdf(PAGE, stream("[" * 100_000)),
    "dictionaries in dictionaries": pdf(PAGE + "<<" * 50_000, stream("")),
    "a huge count": pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 999999999>>"]),
}


@pytest.mark.parametrize("name", telling(list(PDFS)[:1], list(PDFS)))
def test_a_pdf_that_never_ends_is_answered(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportgen.reports.pdf._SECONDS", 4)
    path = tmp_path / "a.pdf"
    path.write_bytes(PDFS[name])
    with pytest.raises(SourceError) as caught:
        read_pdf(path)
    assert caught.value.hint


def test_what_looks_like_a_drawing_is_told_by_one_look() -> None:
    for head in (b"<!--a-->" * 500, b"<?a?>" * 500, b"<!--" * 2000, b"<!DOCTYPE [" * 300, b" " * 9000 + b"<", b"<a:" * 3000):
        assert not looks_like_svg(head)
    for head in (
        b"",
        b"\xef\xbb\xbf \n",
        b"<?xml version='1.0'?>\n",
        b"<!-- a --><!-- b -->",
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]>\n",
    ):
        assert looks_like_svg(head + b'<svg xmlns="http://www.w3.org/2000/svg">')
        assert looks_like_svg(head + b"<s:svg/>")


@posix
@pytest.mark.parametrize("name", ["narrative.yaml", "workbook.xlsx"])
def test_a_pipe_is_not_waited_for(name: str, example: Example) -> None:
    draft = example(DRAFT)
    (draft / name).unlink()
    os.mkfifo(draft / name)
    done = bounded("check", draft, seconds=20)
    assert done.returncode == 2
    assert "不是文件" in done.stderr.decode()


@posix
@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.html", "a.txt"])
def test_a_pipe_is_no_report(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / name)
    for command in ("check", "diff"):
        assert bounded(command, *[tmp_path / name] * (1 + (command == "diff")), seconds=20).returncode == 2


LARGE: dict[str, tuple[str, str]] = {
    "paragraphs": (".html", "<p>一、甲1件</p>" * 40_000),
    "cells": (".html", f"<table>{('<tr>' + '<td>1</td>' * 50 + '</tr>') * 1500}</table>"),
    "spans": (
        ".html",
        "<table><tr><td colspan=1000000000 rowspan=1000000000>1</td><td>2</td></tr><tr><td>3</td></tr></table>" * 50,
    ),
    "tables": (".html", "<table><tr><td>甲</td><td>1</td></tr></table>" * 2000),
    "tables in tables": (".html", "<table><tr><td>" * 200),
    "elements in elements": (".html", "<div>" * 5000),
    "lines": (".txt", "一、甲1件\n" * 40_000),
    "one line": (".txt", "1件，" * 150_000),
}


@pytest.mark.parametrize("name", telling(list(LARGE)[::3], list(LARGE)))
def test_what_is_larger_than_any_report_is_answered(name: str, tmp_path: Path) -> None:
    suffix, more = LARGE[name]
    whole = (built(".html")[0] if suffix == ".html" else text_seeds()[0]).decode()
    at = whole.index("依申请公开")
    at = whole.index("<p", at) if suffix == ".html" else whole.index("\n", at) + 1
    path = tmp_path / f"a{suffix}"
    path.write_text(whole[:at] + more + whole[at:], encoding="utf-8")
    assert bounded("check", path).returncode in (0, 1, 2)


# A run of each kind of sign, and of what the rules look for: the time grows with the length, not with its square.
RUNS = (
    "一", "=", "1", " ", "　", "，", "。", "、", "（", "）", "“", "《", "【", "[", "(", "{", "{{", "a", "A", "-", "·", "…", "%", ".", "!", "?", ":",
    ";", "*", "_", "`", "|", "\\", "/", "@", "#", "1.", "1,", "1:", "a.", "a@", "www.", "http://", "一 ", "一  1", "1件", "1件，", "其中1件，",
    "占1%", "百分之", "万", "2024年", "1月", "同比", "第1", "之一", "（一）", "一、", "![", "[a](", "**", "〔2024〕", "1/", "é", "\u202e",
)  # fmt: skip


@pytest.mark.parametrize("run", telling(RUNS[::8], RUNS))
def test_a_long_run_of_signs_takes_time_by_its_length(run: str, example: Example) -> None:
    """Twice as long is twice the time, or so little of it that nobody waits; a square would be four times, and minutes for a file."""
    draft = example(DRAFT)
    path = draft / "narrative.yaml"
    text = path.read_text(encoding="utf-8")

    def took(length: int) -> float:
        path.write_text(
            text.replace("总体情况: |\n", f"总体情况: |\n  共{run * (length // len(run))}共3件。\n", 1), encoding="utf-8"
        )
        began = time.process_time()
        try:
            check_draft(draft)
        except SourceError as refusal:
            assert refusal.message
        return time.process_time() - began

    took(10)
    short, long = took(20_000), took(40_000)
    # Once more before it is blamed: what a machine does beside it falls on whoever is at work.
    assert long < 1 or min(long, took(40_000)) < 3 * short, (short, long)


# -- figures ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 15, 28, 29, 30])
def test_figures_of_many_digits_are_added_without_rounding(count: int) -> None:
    one, other = read_figure("9" * count).value, read_figure("0." + "0" * 20 + "1").value
    assert one is not None and other is not None
    assert digits(one + other) == "9" * count + "." + "0" * 20 + "1"
    assert digits(one - other + other) == "9" * count
    assert digits(sum([one] * 1000, Decimal(0))) == str(int("9" * count) * 1000)
    assert (one / 7 * 100).quantize(Decimal("0.1"))


@pytest.mark.parametrize("text", ["9" * 31, "-" + "9" * 31, "1." + "1" * 40, "１" * 40, "1," + "111," * 20 + "111", "9" * 5000])
def test_what_no_count_can_be_is_no_figure(text: str) -> None:
    assert read_figure(text).value is None


# -- streams, names, kills ----------------------------------------------------------------------------


@posix
@pytest.mark.parametrize(
    "closed", telling([">&- 2>&-", "| head -0"], [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", "| head -0", "| head -c 10"])
)
@pytest.mark.parametrize("command", [f"check '{EXAMPLES / DRAFT}'", f"check '{EXAMPLES / DRAFT}' --to json", "rules", "--help"])
def test_who_does_not_listen_gets_no_traceback(command: str, closed: str) -> None:
    shell = f"'{sys.executable}' -m reportgen {command} {closed}"
    done = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, timeout=60, check=False)
    assert b"Traceback" not in done.stdout + done.stderr
    assert done.returncode == 0


@posix
@pytest.mark.parametrize("coding", [{"PYTHONIOENCODING": "ascii"}, {"PYTHONCOERCECLOCALE": "0"}], ids=str)
@pytest.mark.parametrize(
    "command", ["check {draft}", "check {draft} -o {out}.json", "check {draft} -o {out}.html", "format check {draft}"]
)
def test_a_chinese_name_in_a_world_without_chinese(
    command: str, coding: dict[str, str], example: Example, tmp_path: Path
) -> None:
    draft = example(DRAFT).rename(tmp_path / "草稿")
    words = [word.format(draft=draft, out=tmp_path / "结果") for word in command.split()]
    bounded(*words, LC_ALL="C", PYTHONUTF8="0", **coding)
    if "-o" in words:
        written = tmp_path / f"结果{Path(words[-1]).suffix}"
        assert written.read_text(encoding="utf-8")


@posix
@pytest.mark.parametrize("kind", ["json", "html", "docx", "xlsx", "sarif"])
def test_a_name_that_is_no_text_is_answered(kind: str, example: Example, tmp_path: Path) -> None:
    draft = example(DRAFT).rename(os.fsdecode(os.fsencode(tmp_path) + b"/x\xff\xfe"))
    assert bounded("check", draft, "--to", kind, "-o", tmp_path / f"out.{kind}").returncode == 0


def test_half_a_new_draft_is_made_whole_and_anothers_file_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "新"
    new_draft(folder, agency="甲县人民政府", year=2024)
    assert (folder / "images").is_dir()
    assert not [*tmp_path.glob(".reportgen*"), *folder.glob(".reportgen*")]
    (folder / "narrative.yaml").unlink()
    new_draft(folder, agency="甲县人民政府", year=2024)
    (folder / "narrative.yaml").unlink()
    (folder / "workbook.xlsx").write_bytes(b"another")
    with pytest.raises(Exception, match="已经有一份草稿"):
        new_draft(folder, agency="甲县人民政府", year=2024)
    assert not (folder / "narrative.yaml").exists()


@posix
def test_a_new_draft_that_was_killed_is_no_obstacle(tmp_path: Path) -> None:
    random = Random(1)
    for number in range(4):
        folder = tmp_path / str(number)
        command = [sys.executable, "-m", "reportgen", "new", str(folder), "--agency", "甲县人民政府", "--year", "2024"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            time.sleep(random.uniform(0.1, 0.6))
            process.send_signal(signal.SIGKILL)
        if not folder.exists() or len([*folder.iterdir()]) < 3:
            assert bounded(*command[3:]).returncode == 0
        assert sorted(one.name for one in folder.iterdir()) == ["images", "narrative.yaml", "workbook.xlsx"]


@pytest.mark.parametrize("between", ["  ", "    ", "\u3000", " \u3000 "])
def test_columns_apart_by_blanks_keep_every_figure(between: str, tmp_path: Path) -> None:
    content = text_seeds()[2].decode().replace("  ", between)
    path = tmp_path / "a.txt"
    path.write_text(content, encoding="utf-8")
    cells = check_published(path).report.cells
    for ref, cell in check_draft(EXAMPLES / DRAFT).report.cells.items():
        assert cells[ref].value == cell.value, ref


@pytest.mark.parametrize(
    "line", ["联系电话  83605210", "邮编：  223001", "信息内容  2024年\n行政许可  12", "地址  甲路1号\n邮编  223001"]
)
def test_a_figure_alone_is_a_cell_only_below_a_heading_of_figures(line: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    whole = text_seeds()[0].decode()
    at = whole.index("（二）依申请公开")
    path.write_text(f"{whole[:at]}{line}\n{whole[at:]}", encoding="utf-8")
    said = [block.whole for blocks in open_published(path).report.texts.values() for block in blocks]
    assert all(any(one in text for text in said) for one in line.split("\n"))


def test_a_zip_of_zeros_is_refused(tmp_path: Path) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 70_000_000)
    path = tmp_path / "a.docx"
    path.write_bytes(written.getvalue())
    assert bounded("check", path).returncode == 2
