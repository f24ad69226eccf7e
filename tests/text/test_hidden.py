"""Characters that nobody sees: shown as marks wherever we print, and never lost where programs read."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from reportgen.cli.main import main
from reportgen.show.text import Ink
from reportgen.tasks.check import check_draft
from reportgen.text.hidden import HIDDEN, deceives, escaped_json, printed, visible

Capture = pytest.CaptureFixture[str]
EVIL = "\x1b[2K\x9b1A\u202e\u2066\u200b\u2028\u061c\U000e0041\r\x7f\x08"


@given(st.text())
def test_what_is_shown_hides_nothing_and_says_what_was_there(text: str) -> None:
    shown = visible(text)
    assert not HIDDEN.search(shown)
    assert visible(shown) == shown
    if "‹" not in text:
        assert re.sub(r"‹U\+([0-9A-F]{4,6})›", lambda mark: chr(int(mark[1], 16)), shown) == text
    assert json.loads(escaped_json(json.dumps(text, ensure_ascii=False))) == text


@given(st.characters(categories=["Cc", "Zl", "Zp"]))
def test_every_control_and_separator_is_hidden_but_those_of_lines_and_columns(char: str) -> None:
    assert bool(HIDDEN.search(char)) == (char not in "\t\n")


def test_every_character_that_turns_words_deceives() -> None:
    turning = [chr(code) for code in range(0x110000) if unicodedata.bidirectional(chr(code)) in _TURNING]
    assert len(turning) == 9 and all(HIDDEN.search(char) and deceives(char) for char in turning)


_TURNING = ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")


def test_our_colours_are_the_only_commands() -> None:
    assert printed(Ink(True)("red", "错\x1b[31m误")) == "\x1b[31m错‹U+001B›[31m误\x1b[0m"
    assert printed("葛\U000e0100城") == "葛\U000e0100城"  # a variant of a character is a thing of type
    assert "‹U+FE01›" in printed("甲\ufe00\ufe01\ufe02")


def test_nothing_of_a_draft_reaches_the_terminal_unseen(example: Callable[[str], Path], tmp_path: Path, capsys: Capture) -> None:
    draft = example("huaian-2024")
    book = openpyxl.load_workbook(draft / "workbook.xlsx")
    book["表三"]["D7"] = f"7{EVIL.translate(dict.fromkeys([*range(9), 11, 12, *range(14, 32)]))}5"
    book["表三"]["A7"] = "一、本年新收\u202e政府信息公开申请数量"
    book.save(draft / "workbook.xlsx")
    path = draft / "narrative.yaml"
    text = path.read_text(encoding="utf-8")
    escaped = "".join(f"\\U{ord(char):08x}" for char in EVIL)
    assert ("N261", "workbook.xlsx:表三!D7") in {(one.code, str(one.location)) for one in check_draft(draft).findings}
    path.write_text(f'"{escaped}": 甲\n' + text.replace("  日期: 2025", '  日期: "\\u202e2025"#'), encoding="utf-8")
    other = tmp_path / "另一份\u202e"
    other.mkdir()
    for arguments in (
        ["check", draft], ["check", draft, "--to", "json"], ["check", draft, "--to", "sarif"], ["check", draft, "--to", "markdown"],
        ["diff", draft, draft], ["diff", draft, draft, "--to", "json"], ["check", other], ["check", draft, f"--{EVIL}"], ["build", draft],
        ["verify", other / "无\x1b.docx"], ["format", "show", f"无{EVIL}"], ["format", "check", other], ["new", other, "--year", "2024", "--agency", "甲\u202e"],
        ["rules", f"X{EVIL}"], ["import", draft / f"{EVIL}.docx", other], [f"check{EVIL}"],
    ):  # fmt: skip
        main([str(one) for one in arguments])
        captured = capsys.readouterr()
        assert not HIDDEN.search(captured.out + captured.err), arguments
    for kind in ("html", "text", "json"):
        main(["check", str(draft), "--to", kind, "-o", str(tmp_path / f"out.{kind}")])
        assert not HIDDEN.search((tmp_path / f"out.{kind}").read_text(encoding="utf-8")), kind


def test_a_published_file_is_told_of_at_every_door(example: Callable[[str], Path], tmp_path: Path, capsys: Capture) -> None:
    draft = example("huaian-2024")
    assert main(["build", str(draft), "-o", f"{tmp_path}/a", "--to", "docx,html"]) == 0
    document = Document(str(tmp_path / "a.docx"))
    paragraph = next(one for one in document.paragraphs if "2024年" in one.text and len(one.text) > 60)
    paragraph.add_run("收到\u202e21\u202c件。")
    document.save(str(tmp_path / "a.docx"))
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    (tmp_path / "a.html").write_text(page.replace("。</p>", "收到\u202e21\u202c件。</p>", 2), encoding="utf-8")
    (tmp_path / "a.txt").write_text("\n".join(one.text for one in document.paragraphs), encoding="utf-8")
    for name in ("a.docx", "a.html"):
        capsys.readouterr()
        main(["check", str(tmp_path / name)])
        said = capsys.readouterr().out
        assert "N261" in said and "‹U+202E›21‹U+202C›" in said, name
