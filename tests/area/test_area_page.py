"""docs/area.md is what it says: its commands run and answer as shown, its questions to the exported file can be asked."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from made_folders import draft_maker
from test_tutorial import run_commands, steps

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "area.md"


def write_names() -> None:
    text = re.search(r"```text\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert text
    Path("名单.txt").write_text(text[1], encoding="utf-8")


def drop_in() -> None:
    make, inbox = draft_maker(), Path("甲市/收件")
    for folder, name, factor in (
        ("教育", "甲市教育局", 1),
        ("二", "甲市第一中学", 2),
        ("甲市体育局", "甲市体育局", 3),
        ("全市", "甲市人民政府", 6),
    ):
        make(inbox / folder, name, factor)
    narrative = inbox / "甲市体育局" / "narrative.yaml"
    said = narrative.read_text(encoding="utf-8")
    narrative.write_text(said.replace("公开了各类信息。", "公开了各类信息，全年收到政府信息公开申请7件。"), encoding="utf-8")


def test_the_page_is_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1737360000")  # 2025-01-20
    commands = 0
    for step in steps(PAGE.read_text(encoding="utf-8")):
        if step.kind == "console":
            run_commands(step, capsys)
            commands += sum(line.startswith("$ ") for line in step.lines)
        elif step.lines == ("写好名单",):
            write_names()
        elif step.lines == ("丢进收件",):
            drop_in()
        else:
            assert step.lines == ("进入甲市",), step
            monkeypatch.chdir(tmp_path / "甲市")
            monkeypatch.setenv("SOURCE_DATE_EPOCH", "1739174400")  # 2025-02-10
    assert commands == 20
    questions = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    with closing(sqlite3.connect("指标.sqlite")) as base:
        answers = [base.execute(question).fetchall() for question in questions]
    assert [len(answer) > 0 for answer in answers] == [True] * 5
    assert answers[0][0] == ("001", "甲市人民政府", 6 * 3119) and answers[2] == [("005", "甲市水利局")]
