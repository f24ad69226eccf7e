"""`reportgen format new`: a pack to start from that is sound at once, and nobody's work overwritten."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from reportgen.cli.main import main
from reportgen.packs.folders import shipped_packs
from reportgen.packs.load import open_pack
from reportgen.tasks.pack_check import check_pack, run_cases
from reportgen.word.template.compiled import compile_template

BASES = sorted(path.parent.name for path in shipped_packs().glob("*/format.yaml"))


def made(folder: Path, *more: str, base: str = "gov-disclosure-2021", name: str = "gd-2030") -> Path:
    assert main(["format", "new", name, "--from", base, "-o", str(folder), *more]) == 0
    return folder / name


@pytest.mark.parametrize("base", BASES)
def test_copy_is_sound_and_differs_in_its_id_alone(tmp_path: Path, base: str) -> None:
    pack, old = made(tmp_path, base=base), shipped_packs() / base
    copy, original = open_pack(pack), open_pack(old)
    form, source = copy.form, original.form
    assert form.id == "gd-2030" and form.lines == source.lines and form.tables == source.tables
    first, *lines = (pack / "format.yaml").read_text(encoding="utf-8").split("\n")
    assert first == "# yaml-language-server: $schema=format.schema.json"
    was = (old / "format.yaml").read_text(encoding="utf-8").split("\n")
    assert [(one, other) for one, other in zip(was, lines, strict=True) if one != other] == [(f"id: {base}", "id: gd-2030")]
    there = {path.name for path in old.iterdir()} - {"CHANGES.md"}  # how the old form came to be is not this one's story
    assert {path.name for path in pack.iterdir()} == there | {"format.schema.json"}
    for name in ("template.docx", "prose.yaml", "cases.yaml"):
        assert (pack / name).read_bytes() == (old / name).read_bytes()
    # What the old one's README tells (where its labels come from) is not this one's: it is asked for.
    manual = (pack / "README.md").read_text(encoding="utf-8")
    assert manual.count("【待写：") == 3 and source.basis.number not in manual
    assert "$defs" in json.loads((pack / "format.schema.json").read_text(encoding="utf-8"))
    assert compile_template(copy).places and copy.phrasing == original.phrasing


@pytest.mark.parametrize("base", BASES)
def test_overlay_changes_nothing_yet(tmp_path: Path, base: str) -> None:
    overlay, below = open_pack(made(tmp_path, "--overlay", base=base)), open_pack(shipped_packs() / base)
    form, source = overlay.form, below.form
    assert (form.id, form.extends) == ("gd-2030", base)
    assert (form.sections, form.tables, form.lines, form.rules) == (source.sections, source.tables, source.lines, ())
    assert compile_template(overlay).path == compile_template(below).path
    assert overlay.phrasing == below.phrasing


@pytest.mark.parametrize("base", BASES)
def test_samples_of_an_overlay_are_sound_once_their_marks_are_taken_off(tmp_path: Path, base: str) -> None:
    pack = made(tmp_path, "--overlay", base=base)
    assert run_cases(open_pack(pack)).findings == ()  # comments alone add nothing
    for name in ("format.yaml", "prose.yaml", "cases.yaml"):
        path = pack / name
        first, rest = path.read_text(encoding="utf-8").split("\n", 1)
        path.write_text(first + "\n" + re.sub(r"^# ", "", rest, flags=re.MULTILINE), encoding="utf-8")
    opened = open_pack(pack)
    ran = run_cases(opened)
    assert ran.findings == () and ran.passed == ran.total > len(opened.cases[0][0].cases)
    form = opened.form
    assert "added_table.by_channel.sum" in form.figures and any(".added_row." in ref for ref in form.figures)
    assert [line.code for line in form.lines][-1] == "T990" and [down.code for down in form.rules] == ["N221"]
    assert any(measure.say[0].pieces == ("新的说法",) for table in opened.phrasing.tables for measure in table.rows)


def test_copy_of_an_overlay_still_extends_its_base(tmp_path: Path) -> None:
    first = made(tmp_path, "--overlay", name="one")
    again = open_pack(made(tmp_path, base=str(first), name="two"))
    assert (again.form.id, again.form.extends) == ("two", "gov-disclosure-2021")
    assert (again.folder / "format.yaml").read_text(encoding="utf-8").count("yaml-language-server") == 1


def test_nothing_is_overwritten_and_wrong_names_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "gd-2030"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine")
    for name, base, says in (
        ("gd-2030", "gov-disclosure-2021", "已经存在，没有覆盖"),
        ("gov-disclosure-2021", "gov-disclosure-2021", "新格式不能也叫 gov-disclosure-2021"),
        ("../up", "gov-disclosure-2021", "不能做格式编号"),
        ("新格式", "gov-disclosure-2021", "不能做格式编号"),
        ("gd-2031", "gov-disclosure-2012", "没有名为“gov-disclosure-2012”的格式"),
    ):
        assert main(["format", "new", name, "--from", base, "-o", str(tmp_path)]) == 2
        assert says in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["gd-2030"] and (mine / "notes.txt").read_text() == "mine"


def test_it_says_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = made(tmp_path, "--overlay")
    said = capsys.readouterr().out
    for words in (f"format check {pack}", f"format template {pack}", "format tag", "REPORTGEN_FORMATS", "--format gd-2030"):
        assert words in said


def test_what_is_still_the_old_ones_is_told_until_it_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def told() -> list[str]:
        capsys.readouterr()
        main(["format", "check", str(pack), "--to", "json"])
        findings = json.loads(capsys.readouterr().out)["findings"]
        return [f"{one['code']} {Path(one['location']['file']).name}:{one['location']['line']}" for one in findings]

    pack = made(tmp_path)
    manual, declared, cases = (pack / name for name in ("README.md", "format.yaml", "cases.yaml"))
    assert told() == ["F507 README.md:8"]
    manual.write_text(manual.read_text(encoding="utf-8").replace("【待写：", "（"), encoding="utf-8")
    for path, head in ((declared, "# 某某年报格式：2021 年起，沿用2019年格式的表三\n"), (cases, "# 2021年格式的用例\n")):
        path.write_text(head + path.read_text(encoding="utf-8"), encoding="utf-8")
    years = declared.read_text(encoding="utf-8").replace("years: {first: 2021}", "years: {first: 2021} # 2019年格式的下一套")
    declared.write_text(years, encoding="utf-8")
    assert told() == ["F120 format.yaml:1"]  # 2019 is none of its years; 2021 is; only the head of a file speaks of itself
    declared.write_text(years.replace("first: 2021", "first: 2031"), encoding="utf-8")
    notice = next(number for number, line in enumerate(years.splitlines(), 1) if line.startswith("  number: ")) - 1
    assert told() == [f"F120 format.yaml:{notice}", "F120 format.yaml:1", "F120 format.yaml:1", "F120 cases.yaml:1"]
    declared.write_text(re.sub("〔2021〕30号", "〔2031〕7号", years.replace("first: 2021", "first: 2031")), encoding="utf-8")
    assert f"F120 format.yaml:{notice}" not in told()


def test_an_overlay_of_later_years_may_say_what_it_is_over(tmp_path: Path) -> None:
    declared = made(tmp_path, "--overlay") / "format.yaml"
    text = declared.read_text(encoding="utf-8").replace("# name: ", "years: {first: 2031}\nname: ", 1)
    assert "2021年格式" in text.partition("\nid:")[0]
    declared.write_text(text, encoding="utf-8")
    assert "F120" not in {one.code for one in check_pack(str(declared.parent)).findings}
    declared.write_text(f"# 照2021年格式填\n{text}", encoding="utf-8")
    assert "F120" in {one.code for one in check_pack(str(declared.parent)).findings}


def test_what_an_overlay_takes_in_as_it_was_begun_is_told(tmp_path: Path) -> None:
    pack = made(tmp_path, "--overlay")
    declared = pack / "format.yaml"
    head, fields = declared.read_text(encoding="utf-8").split("# fields:\n", 1)
    taken = re.sub("(?m)^# ", "", fields.split("\n\n", 1)[0])
    declared.write_text(f"{head}fields:\n{taken}\n", encoding="utf-8")
    told = [one.message for one in check_pack(str(pack)).findings if one.code == "F507" and "format.yaml" in str(one.location)]
    assert len(told) == 1 and "某政办函〔#〕#号" in told[0]


def test_draft_beside_a_new_pack_is_made_in_it(tmp_path: Path) -> None:
    made(tmp_path / "formats", "--overlay")
    assert main(["new", str(tmp_path / "draft"), "--agency", "某局", "--year", "2024", "--format", "gd-2030"]) == 0
    assert "格式: gd-2030\n" in (tmp_path / "draft" / "narrative.yaml").read_text(encoding="utf-8")
    assert main(["build", str(tmp_path / "draft"), "--draft"]) == 0


def test_a_report_of_another_kind_begins_with_a_small_pack_that_is_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["format", "new", "first-2030"]) == 0
    assert "format template first-2030\n" in capsys.readouterr().out
    assert main(["format", "template", "first-2030"]) == 0
    # What is to be written in its README.md is told, and what still stands for the words of a notice; nothing else.
    declared = tmp_path / "first-2030" / "format.yaml"
    told = check_pack("first-2030").findings
    assert {finding.code for finding in told} == {"F507"} and len({finding.location for finding in told}) == len(told)
    for words in ("【待写", "某某年报（改成全称", "某发〔2020〕1号", "《某某条例》第几条", "年某某年报"):
        assert any(words in finding.message for finding in told)
    was = declared.read_text(encoding="utf-8")
    named = was.replace("（改成全称，写明是哪一年的格式）", "").replace("第几条", "第五条").replace("某", "档")
    declared.write_text(named.replace("写给填报的人：这一部分写什么", "写制度"), encoding="utf-8")
    assert ["README.md" in finding.message for finding in check_pack("first-2030").findings] == [True]
    declared.write_text(was, encoding="utf-8")
    form = open_pack(tmp_path / "first-2030").form
    assert [bool(section.part_of) for section in form.sections] == [False, False, True, True, True, False]
    assert main(["new", "draft", "--agency", "某县某某局", "--year", "2024", "--format", "first-2030"]) == 0
    assert main(["build", "draft", "--draft", "-o", "draft.docx"]) == 0
    # It asks for no contact data, and a draft does not speak of any.
    declared = tmp_path / "first-2030" / "format.yaml"
    declared.write_text(declared.read_text(encoding="utf-8").replace("# preface: ", "preface: "), encoding="utf-8")
    assert main(["new", "another", "--agency", "某县某某局", "--year", "2024", "--format", "first-2030"]) == 0
    assert "# 编制依据、统计期限\n" in (tmp_path / "another" / "narrative.yaml").read_text(encoding="utf-8")
    assert main(["format", "new", "over-2030", "--overlay"]) == 2
    assert "没有写在哪一套上增改" in capsys.readouterr().err and not (tmp_path / "over-2030").exists()
