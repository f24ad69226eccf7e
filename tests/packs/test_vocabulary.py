"""words.yaml: the program's own list, and what an office adds to it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT
from support.known.corpus import read_corpus

from reportgen.model.errors import PackError
from reportgen.packs.folders import WORDS, shipped_packs
from reportgen.packs.load import find_pack
from reportgen.packs.vocabulary import read_vocabulary, vocabulary_for
from reportgen.rules.words.spelling import check_spelling
from reportgen.rules.words.titles import off_by_one
from reportgen.tasks.check import check_draft
from reportgen.tasks.pack_check import check_pack
from reportgen.text.misspelling import mistakes_in

PACK = "gov-disclosure-2021"
OWN = """
source: 本单位的用字规定
words:
  - {right: 便民服务站, wrong: 便民服物站, why: 牌子上的名称}
titles:
  - {name: 甲县政府信息公开审查办法, why: 甲政办发〔2023〕5号}
kept: [资金资金池]
"""
TEXT = "甲县便民服物站按《甲县政府信息公开审查法》办理，资金资金池已清理，资金资金到位。"


def codes(draft: Path) -> list[str]:
    return [finding.code for finding in check_draft(draft).findings]


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """An example whose text says what only this office knows to be wrong."""
    folder = shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "area" / "huaian-2024")
    narrative = folder / "narrative.yaml"
    text = narrative.read_text(encoding="utf-8")
    following = re.search(r"\n\n( *)存在的主要问题", text)
    assert following
    text = f"{text[: following.start()]}\n  {TEXT}{text[following.start() :]}"
    narrative.write_text(text, encoding="utf-8")
    return folder


def test_the_shipped_list_is_sound_and_long_enough() -> None:
    vocabulary, problems = read_vocabulary(shipped_packs() / WORDS)
    assert not problems
    assert len(vocabulary.words) > 300 and len(vocabulary.phrases) > 60 and len(vocabulary.titles) > 20
    right = [mistake.right for mistake in (*vocabulary.words, *vocabulary.phrases)]
    assert [word for word in right for _ in mistakes_in(word, (*vocabulary.words, *vocabulary.phrases), vocabulary)] == []


def test_entries_in_lines_say_what_those_of_a_list_say(tmp_path: Path) -> None:
    path = tmp_path / WORDS
    path.write_text(
        "words:\n  - {right: 安装, wrong: 按装 案装, unless: 按装机}\n  - {right: 便民站, wrong: 便名站, why: 名称}\n"
        "signs:\n  - {sign: 的, unless: 目的的}\n  - {sign: 但}\n",
        encoding="utf-8",
    )
    listed = read_vocabulary(path)
    path.write_text(
        "words: |\n  # 先说安装\n  安装 | 按装 案装 | 按装机\n\n  便民站|便名站||名称\nsigns: |\n  的 | 目的的\n  但\n",
        encoding="utf-8",
    )
    assert read_vocabulary(path) == listed
    assert not listed[1]


@pytest.mark.parametrize("place", ["draft", "above", "formats", "environment"])
def test_an_office_adds_its_own(draft: Path, place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert codes(draft) == ["N253"]
    folders = {"draft": draft, "above": draft.parent, "formats": draft.parent / "formats", "environment": tmp_path / "office"}
    folders[place].mkdir(exist_ok=True)
    (folders[place] / WORDS).write_text(OWN, encoding="utf-8")
    if place == "environment":
        monkeypatch.setenv("REPORTGEN_FORMATS", str(folders[place]))
    found = {finding.code: finding for finding in check_draft(draft).findings}
    assert list(found) == ["N251", "N252", "N253"]
    assert "“便民服物站”应为“便民服务站”（牌子上的名称）" in found["N251"].message
    assert "应为“甲县政府信息公开审查办法”（甲政办发〔2023〕5号）" in found["N252"].message
    assert "一共" not in found["N253"].message, "what the office keeps is no repetition"


def test_a_pack_brings_its_own_and_its_digest_says_so(draft: Path) -> None:
    pack = shutil.copytree(ROOT / "tests" / "overlays" / "province-2021", draft.parent / "formats" / "province-2021")
    before = find_pack("province-2021", draft).digest
    (pack / WORDS).write_text(OWN, encoding="utf-8")
    with_words = find_pack(str(pack), None)
    assert any(mistake.wrong == "便民服物站" for mistake in vocabulary_for(with_words).words)
    assert find_pack(str(shutil.copytree(pack, draft.parent / "other" / "province-2021"))).digest != before


WRONG = {
    "not a key": ("words:", "worts:", "不认识的键"),
    "nothing right": ("right: 便民服务站, ", "", "right"),
    "one sign": ("wrong: 便民服物站", "wrong: 物", "只有一个字"),
    "twice": ("wrong: 便民服物站", "wrong: 便民服物站 便民服物站", "重复"),
    "within what is right": ("wrong: 便民服物站", "wrong: 服务", "在对的“便民服务站”里就有"),
    "exception of nothing": ("wrong: 便民服物站", "wrong: 便民服物站, unless: 养老院", "用不上"),
    "a line with nothing wrong": ("titles:", "phrases: |\n  两书一函\ntitles:", "right | wrong | unless | why"),
    "a line with too much": (
        "titles:",
        "phrases: |\n  两书一函 | 两函一书 | | 名称 | 牌子\ntitles:",
        "right | wrong | unless | why",
    ),
    "lines run together": ("titles:", "phrases:\n  两书一函 | 两函一书\n  一书 | 一函\ntitles:", "写在“|”下面"),
    "no day": ("why: 甲政办发〔2023〕5号", "in_force: [2023年2月30日]", "“2023年2月30日”不是日期"),
    "two signs": ("titles:", "signs: |\n  的的\ntitles:", "只写一个汉字"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_would_make_false_alarms_is_refused_at_its_place(draft: Path, case: str) -> None:
    old, new, said = WRONG[case]
    (draft / WORDS).write_text(OWN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as refused:
        check_draft(draft)
    assert said in refused.value.message
    assert refused.value.location and refused.value.location.path.endswith(WORDS) and refused.value.location.line > 1


def test_nothing_is_told_of_reports_that_are_right() -> None:
    told = []
    for written in read_corpus():
        words = vocabulary_for(find_pack(written.draft.form.id))
        told += [(written.name, one.message) for one in check_spelling(written.draft._replace(vocabulary=words))]
    assert told == []


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("行政复仪法", "行政复议法", True),
        ("行政复议", "行政复议法", True),
        ("行政政复议法", "行政复议法", True),
        ("行政复议法", "行政复议法", False),
        ("行政许可法", "行政复议法", False),
        ("", "法", True),
        ("复议行政法", "行政复议法", False),
    ],
)
def test_names_are_off_by_one(one: str, other: str, near: bool) -> None:
    assert off_by_one(one, other) is near


def test_a_pack_is_checked_with_its_words(draft: Path) -> None:
    pack = shutil.copytree(ROOT / "tests" / "overlays" / "province-2021", draft.parent / "formats" / "province-2021")
    (pack / WORDS).write_text(OWN.replace("right: 便民服务站, ", ""), encoding="utf-8")
    told = [finding for finding in check_pack(str(pack)).findings if finding.location.path.endswith(WORDS)]
    assert [finding.code for finding in told] == ["F101"] and "right" in told[0].message
