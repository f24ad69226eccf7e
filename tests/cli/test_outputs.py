"""`-o` is where and `--to` is what, in every command; what older versions called them works and tells the new spelling."""

from __future__ import annotations

import json
import shlex
import shutil
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import EXAMPLES
from typer.main import get_command

from reportgen.cli.main import main, whole_app
from reportgen.packs.load import find_pack

Capture = pytest.CaptureFixture[str]
DRAFT, OTHER = str(EXAMPLES / "wenzhou-2020"), str(EXAMPLES / "huaian-2024")
OLD_FORM, FORM = "gov-disclosure-2019", "gov-disclosure-2021"
CHECK, BUILD, DIFF = f"check {DRAFT}", f"build {DRAFT}", f"diff {OTHER} {DRAFT}"
SHOW, FORM_DIFF, FORM_CHECK = f"format show {FORM}", f"format diff {OLD_FORM} {FORM}", f"format check {FORM}"
TITLE = "温州市人民政府办公室2020年政府信息公开工作年度报告"
# How the files of each kind begin.
BEGINNINGS = {"json": b"{", "html": b"<!DOCTYPE html>", "docx": b"PK", "xlsx": b"PK", "markdown": b"#", "sarif": b"{"}


class Made(NamedTuple):
    """What a command makes: the files by their kinds, and what it shows (`text`, `json`, …) when nothing of it is a file."""

    files: dict[str, str]
    shown: str = ""


def files(**by_kind: str) -> Made:
    return Made({name: kind for kind, name in by_kind.items()})


NOW = [
    (f"{CHECK} --to json", Made({}, "json")),
    (f"{CHECK} --to md", Made({}, "markdown")),
    (f"{CHECK} --to html", Made({}, "html")),
    (f"{CHECK} --to xlsx", files(xlsx="wenzhou-2020-检查.xlsx")),
    (f"{CHECK} -o 甲.html", files(html="甲.html")),
    (f"{CHECK} --output 甲.HTM", files(html="甲.HTM")),
    (f"{CHECK} -o 甲.txt", files(text="甲.txt")),
    (f"{CHECK} -o 甲", files(text="甲")),
    (f"{CHECK} -o 甲.log --to markdown", files(markdown="甲.log")),
    (f"{CHECK} -o 甲.json --to sarif", files(sarif="甲.json")),
    (f"{CHECK} -o json --to json", files(json="json")),
    (f"{CHECK} -o 新的/ --to json", files(json="新的/wenzhou-2020-检查.json")),
    (f"{CHECK} -o 旧的 --to docx", files(docx="旧的/wenzhou-2020-检查.docx")),
    (
        f"check {OTHER} {DRAFT} -o 新的/ --to json",
        Made({f"新的/{name}-检查.json": "json" for name in ("huaian-2024", "wenzhou-2020")}),
    ),
    (f"{BUILD} -o 甲.html", files(html="甲.html")),
    (f"{BUILD} -o 乙 --to html", files(html="乙.html")),
    (f"{DIFF} -o 乙 --to html", files(html="乙.html")),
    (f"{BUILD} -o 甲 --to docx,html", files(docx="甲.docx", html="甲.html")),
    (f"{BUILD} -o 旧的", files(docx=f"旧的/{TITLE}.docx")),
    (f"{BUILD} -o 新的/ --to docx、html", files(docx=f"新的/{TITLE}.docx", html=f"新的/{TITLE}.html")),
    (f"{DIFF} --to json", Made({}, "json")),
    (f"{DIFF} -o 甲.html", files(html="甲.html")),
    (f"{DIFF} -o 新的/ --to docx", files(docx="新的/修订稿.docx")),
    (f"{DIFF} --to docx", files(docx="修订稿.docx")),
    (f"{DIFF} --years --to xlsx", files(xlsx="两年对比.xlsx")),
    (f"{DIFF} --years -o 新的/ --to html", files(html="新的/两年对比.html")),
    (f"{SHOW} --to json", Made({}, "json")),
    (f"{SHOW} -o 甲.md", files(markdown="甲.md")),
    (f"{SHOW} -o 旧的 --to json", files(json=f"旧的/{FORM}.json")),
    (f"{FORM_DIFF} --to markdown", Made({}, "markdown")),
    (f"{FORM_DIFF} -o 新的/ --to markdown", files(markdown="新的/CHANGES.md")),
    (f"{FORM_CHECK} --to json", Made({}, "json")),
    (f"{FORM_CHECK} -o 甲.json", files(json="甲.json")),
    (f"{FORM_CHECK} -o 甲.docx", files(docx="甲.docx")),
    (f"{FORM_CHECK} --to docx", files(docx="template-检查.docx")),
    (f"{FORM_CHECK} --to json,docx -o 旧的", Made({"旧的/template-检查.docx": "docx"}, "json")),
    ("rules T301 --to markdown", Made({}, "markdown")),
    ("rules -o 甲.md", files(markdown="甲.md")),
    ("format schema format -o 旧的", files(json="旧的/format.schema.json")),
    (f"format schema {FORM} -o 新的/", files(json="新的/narrative.schema.json")),
    (f"format template {FORM} -o 旧的", files(docx="旧的/template.docx")),
    ("format list", Made({}, "text")),
    ("format list -o 甲.txt", files(text="甲.txt")),
    ("format list -o 旧的", files(text="旧的/formats.txt")),
]

# As older versions wrote it, or a person who mixes the two: what comes of it, and how it is written now.
BEFORE = [
    (f"{CHECK} --output json", Made({}, "json"), "--to json"),
    (f"{CHECK} --output xlsx", files(xlsx="wenzhou-2020-检查.xlsx"), "--to xlsx"),
    (f"{CHECK} --to 甲.html", files(html="甲.html"), "-o 甲.html"),
    (f"{CHECK} --to '甲 乙.html'", files(html="甲 乙.html"), '-o "甲 乙.html"'),
    (f"{CHECK} --output html --to 甲", files(html="甲"), "-o 甲 --to html"),
    (f"{CHECK} --output html -o 甲.html", files(html="甲.html"), "-o 甲.html --to html"),
    (f"{CHECK} --output json --to 甲.txt", files(json="甲.txt"), "-o 甲.json --to json"),
    (f"{CHECK} --output json -o 甲.md", files(json="甲.md"), "-o 甲.json --to json"),
    (f"{CHECK} --output json --to 甲.html", files(json="甲.html"), "-o 甲.json --to json"),
    (f"{CHECK} --output json --to 甲.1", files(json="甲.1"), "-o 甲.1 --to json"),
    (f"{CHECK} --output docx --to 甲", files(docx="甲"), "-o 甲.docx --to docx"),
    (f"{CHECK} --output json --to 新的/", files(json="新的/wenzhou-2020-检查.json"), "-o 新的/ --to json"),
    (f"{DIFF} --output json", Made({}, "json"), "--to json"),
    (f"{DIFF} --output html --to 甲.json", files(html="甲.json"), "-o 甲.html --to html"),
    (f"{DIFF} --output docx --to 甲.docx", files(docx="甲.docx"), "-o 甲.docx --to docx"),
    (f"{DIFF} --years --output html", Made({}, "html"), "--to html"),
    (f"{SHOW} --output json", Made({}, "json"), "--to json"),
    (f"{SHOW} --output markdown -o 甲.md", files(markdown="甲.md"), "-o 甲.md --to markdown"),
    (f"{FORM_DIFF} --output markdown", Made({}, "markdown"), "--to markdown"),
    (f"{FORM_DIFF} --to 甲.md", files(markdown="甲.md"), "-o 甲.md"),
    (f"{FORM_CHECK} --output json", Made({}, "json"), "--to json"),
    (f"{FORM_CHECK} --output json -o 甲.md", files(json="甲.md"), "-o 甲.json --to json"),
    (f"{FORM_CHECK} --annotate --to 甲.docx", files(docx="甲.docx"), "-o 甲.docx --to docx"),
    (f"{FORM_CHECK} --annotate --output json -o 甲.docx", Made({"甲.docx": "docx"}, "json"), "-o 甲.docx --to json,docx"),
    (f"{BUILD} --to 甲.docx", files(docx="甲.docx"), "-o 甲.docx"),
]

REFUSED = [
    (f"{CHECK} --to pdf", "只能是 text、json"),
    (f"{CHECK} --output pdf", "只能是 text、json"),
    (f"{CHECK} --to 网页", "只能是 text、json"),
    (f"{CHECK} --output yaml", "只能是 text、json"),
    (f"{CHECK} --to json,html", "一次只能写一种"),
    (f"{CHECK} -o 甲.exe", "不认识文件名的结尾；只能是 .txt、.json"),
    (f"{CHECK} -o 甲.html --to json", "文件名的结尾 .html 和 json 不是一种文件"),
    (f"{CHECK} -o 甲 --to docx", "docx 的文件名要以 .docx 结尾；文件夹写成 甲/"),
    (f"{CHECK} --output json --to 甲.docx", "文件名的结尾 .docx 和 json 不是一种文件"),
    (f"{CHECK} --output docx --to 甲.txt", "文件名的结尾 .txt 和 docx 不是一种文件"),
    (f"{CHECK} --output xlsx --to 甲.docx", "文件名的结尾 .docx 和 xlsx 不是一种文件"),
    (f"{DIFF} --output html --to 甲.docx", "文件名的结尾 .docx 和 html 不是一种文件"),
    (f"{CHECK} -o wtf", "文件夹写成 wtf/"),
    (f"{CHECK} -o 甲.html -o 乙.json", "只能写到一个地方，现在写了 甲.html、乙.json"),
    (f"{CHECK} -o 甲.html --to 乙.html", "只能写到一个地方"),
    (f"check {DRAFT} {OTHER} --to json", "结果要写进一个文件夹"),
    (f"check {DRAFT} {OTHER} -o 甲.html", "结果要写进一个文件夹"),
    (f"check {DRAFT} {DRAFT}/../../examples/wenzhou-2020 -o 新的/", "名称相同"),
    (f"{BUILD} -o 甲.txt", "不认识文件名的结尾；只能是 .docx、.html、.pdf"),
    (f"{BUILD} -o 甲.html --to docx", "文件名的结尾 .html 和 docx 不是一种文件"),
    (f"{BUILD} -o dd3", "文件名要有结尾（.docx、.html、.pdf），文件夹写成 dd3/"),
    (f"{BUILD} -o dd3 --to docx", "docx 的文件名要以 .docx 结尾；文件夹写成 dd3/"),
    (f"{BUILD} --to odt", "只能是 docx、html、pdf"),
    (f"{DIFF} --years --to json", "只能是 text、html、xlsx"),
    (f"{SHOW} --to html", "只能是 text、markdown、json"),
    (f"{FORM_CHECK} --annotate -o 甲.pdf", "不是一种文件"),
    ("rules --to json", "只能是 text、markdown"),
    ("format list -o 甲.json", "文件名的结尾 .json 和 text 不是一种文件"),
    (f"format template {FORM} -o 甲.txt", "文件名的结尾 .txt 和 docx 不是一种文件"),
    ("format schema format -o 甲.docx", "文件名的结尾 .docx 和 json 不是一种文件"),
]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder but for one that is there already; drafts lie elsewhere."""
    (tmp_path / "旧的").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def kind_of(content: bytes) -> set[str]:
    return {kind for kind, beginning in BEGINNINGS.items() if content.startswith(beginning)} or {"text"}


def is_made(command: str, made: Made, capsys: Capture) -> str:
    """Run the command and compare; gives what it said on the side."""
    assert main(shlex.split(command)) == 0, capsys.readouterr()
    written = [path for path in Path().rglob("*") if path.is_file()]
    assert {str(path) for path in written} == set(made.files)
    for path in written:
        assert made.files[str(path)] in kind_of(path.read_bytes())
    said = capsys.readouterr()
    if made.shown:
        assert made.shown in kind_of(said.out.encode())
    return said.err


@pytest.mark.parametrize(("command", "made"), NOW, ids=[command.replace(str(EXAMPLES), "") for command, _ in NOW])
def test_where_and_what(command: str, made: Made, capsys: Capture) -> None:
    assert is_made(command, made, capsys) == ""


@pytest.mark.parametrize(("command", "made", "new"), BEFORE, ids=[command.replace(str(EXAMPLES), "") for command, _, _ in BEFORE])
def test_the_old_spelling_works_and_tells_the_new_one(command: str, made: Made, new: str, capsys: Capture) -> None:
    told = is_made(command, made, capsys)
    assert told.count("\n") == 1
    assert told.endswith(f"以后请写成 {new}\n")
    for name in made.files:
        Path(name).unlink()
    # What it tells works, and makes the same kind.
    words = shlex.split(command)
    typed = [word for place, word in enumerate(words) if not {word, words[place - 1]} & {"-o", "--output", "--to"}]
    assert main([*typed, *shlex.split(new)]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    written = [kind_of(path.read_bytes()) for path in Path().rglob("*") if path.is_file()]
    assert len(written) == len(made.files) and all(kind in written[0] for kind in made.files.values())
    assert not made.shown or made.shown in kind_of(said.out.encode())


@pytest.mark.parametrize(("command", "says"), REFUSED, ids=[command.replace(str(EXAMPLES), "") for command, _ in REFUSED])
def test_what_cannot_be_is_refused(here: Path, command: str, says: str, capsys: Capture) -> None:
    assert main(shlex.split(command)) == 2
    told = capsys.readouterr().err
    assert says in told and "以后请写成" not in told
    assert [path.name for path in here.rglob("*")] == ["旧的"]


@pytest.mark.parametrize("command", [CHECK, DIFF, SHOW, FORM_DIFF, FORM_CHECK, "rules"])
def test_nothing_is_overwritten_unless_forced(here: Path, command: str) -> None:
    file = here / "甲.txt"
    file.write_text("somebody's work")
    assert main([*shlex.split(command), "-o", str(file)]) == 2
    assert file.read_text() == "somebody's work"
    assert main([*shlex.split(command), "-o", str(file), "--force"]) == 0
    assert file.read_text() != "somebody's work"


def test_a_kind_is_no_file_for_build_either(example: Any, capsys: Capture) -> None:
    draft = example("wenzhou-2020")
    assert main(["build", str(draft), "-o", "html"]) == 0
    assert (draft / f"{TITLE}.html").is_file()
    assert capsys.readouterr().err.endswith("以后请写成 --to html\n")


def test_what_verify_finds_is_written_and_over_nothing_it_read(example: Any, capsys: Capture) -> None:
    draft = example("wenzhou-2020")
    assert main(["build", str(draft), "-o", "年报.docx"]) == 0
    capsys.readouterr()
    verify = ["verify", "年报.docx", "--draft", str(draft)]
    assert main(verify) == 0
    shown = capsys.readouterr().out
    assert main([*verify, "-o", "旧的"]) == 0
    assert Path("旧的/年报-核对.txt").read_text(encoding="utf-8") == shown
    before = Path("年报.docx").read_bytes()
    assert main([*verify, "-o", "年报.docx", "--force"]) == 2
    assert Path("年报.docx").read_bytes() == before
    assert main([*verify, "-o", str(draft / "narrative.yaml"), "--force"]) == 2
    assert "这是读进来的原文件" in capsys.readouterr().err


def test_a_folder_called_like_a_kind(here: Path, capsys: Capture) -> None:
    """`build` has always written into it; for `check` the word has always been the kind."""
    (here / "html").mkdir()
    assert main([*shlex.split(BUILD), "-o", "html"]) == 0
    assert [path.suffix for path in (here / "html").iterdir()] == [".docx"]
    capsys.readouterr()
    assert main([*shlex.split(CHECK), "--output", "html"]) == 0
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")
    assert main([*shlex.split(CHECK), "-o", "html/", "--to", "json"]) == 0
    assert (here / "html" / "wenzhou-2020-检查.json").is_file()


def commands(group: Any = None, before: str = "") -> dict[str, Any]:
    """Every command by the words that call it."""
    found: dict[str, Any] = {}
    for name, command in (group or get_command(whole_app())).commands.items():
        inner = hasattr(command, "commands")
        found.update(commands(command, f"{before}{name} ") if inner else {before + name: command})
    return found


def test_the_options_mean_the_same_in_every_command() -> None:
    spelt = {name: {option: param for param in command.params for option in param.opts} for name, command in commands().items()}
    assert {name for name, options in spelt.items() if "--to" in options} == {
        "check", "build", "diff", "rules", "format show", "format keys", "format diff", "format check", "area status", "area check",
        "area export", "area sum",
    }  # fmt: skip
    for name, options in spelt.items():
        assert options.get("-o") is options.get("--output"), name
        assert "--to" not in options or "-o" in options, name
        if "--to" in options:
            assert options["--to"].opts == ["--to"] and options["--to"].metavar == "种类", name


# -- the draft in the current folder ------------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "build", "import --update 年报.docx", f"diff {DRAFT}"])
def test_the_draft_in_the_current_folder_is_meant(
    command: str, example: Any, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    draft = example("wenzhou-2020")
    monkeypatch.chdir(draft)
    if "年报.docx" in command:
        assert main(["build", "-o", "年报.docx"]) == 0
    capsys.readouterr()
    assert main(shlex.split(command)) == 0
    assert capsys.readouterr().err == ""
    (draft / "workbook.xlsx").unlink()
    assert main(["check"]) == 2
    assert "草稿里没有 workbook.xlsx" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("check", "当前文件夹里也没有\n  怎么办：写上草稿的文件夹，如 reportgen check 2024年报"),
        ("build", "当前文件夹里也没有"),
        ("import --update 年报.docx", "当前文件夹里也没有"),
        ("import 年报.docx", "缺少“文件夹”"),
        ("diff", "比较要写两稿"),
        (f"diff {DRAFT}", "比较要写两稿"),
    ],
)
def test_without_a_draft_it_is_told_plainly(command: str, says: str, capsys: Capture) -> None:
    assert main(shlex.split(command)) == 2
    assert says in capsys.readouterr().err


def test_a_file_of_a_draft_means_the_draft_and_each_is_checked_once(example: Any, capsys: Capture) -> None:
    draft = example("wenzhou-2020")
    assert main(["check", str(draft)]) == 0
    whole = capsys.readouterr().out
    assert main(["check", *(str(draft / name) for name in ("workbook.xlsx", "narrative.yaml"))]) == 0
    assert capsys.readouterr().out == whole


def test_one_of_several_that_cannot_be_read_keeps_nothing_back(example: Any, edit: Any, capsys: Capture) -> None:
    wrong, fine = example("wenzhou-2020"), example("huaian-2024")
    edit(wrong, "表二", B10="无")
    assert main(["check", "没有的", str(wrong), str(fine)]) == 2
    said = capsys.readouterr()
    assert "没有这个文件或文件夹" in said.err
    assert "W202" in said.out and f"{fine}　没有发现问题" in said.out
    assert main(["check", str(fine), str(wrong)]) == 1


# -- whose computer it was ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["json", "html", "sarif", "markdown", "xlsx", "docx"])
def test_what_is_handed_on_does_not_tell_in_whose_folders_it_lay(
    kind: str, example: Any, edit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole paths are often typed by the shell: ~/年报, a file dropped on the terminal."""
    draft, other = example("wenzhou-2020"), example("huaian-2024")
    edit(draft, "表三", D7=5)
    packs = tmp_path / "格式" / "gov-local-2020"
    shutil.copytree(find_pack(OLD_FORM).folder, packs)
    (packs / "format.yaml").write_text(f"id: {packs.name}\nextends: {OLD_FORM}\n", encoding="utf-8")
    monkeypatch.setenv("REPORTGEN_FORMATS", str(packs.parent))
    named = (draft / "narrative.yaml").read_text(encoding="utf-8").replace(OLD_FORM, packs.name)
    (draft / "narrative.yaml").write_text(named, encoding="utf-8")
    before = tmp_path / "上年"
    shutil.copytree(draft, before)
    narrative = before / "narrative.yaml"
    narrative.write_text(narrative.read_text(encoding="utf-8").replace("年份: 2020", "年份: 2019"), encoding="utf-8")
    monkeypatch.chdir(EXAMPLES)
    commands = {
        "check": ["check", str(draft), "--prior", str(before)],
        "diff": ["diff", str(other), str(draft)],
        "same": ["diff", str(draft), str(before / ".." / "又" / draft.name)],
        "years": ["diff", "--years", str(other), str(draft)],
        "build": ["build", str(draft), "--draft"],
    }
    shutil.copytree(draft, tmp_path / "又" / draft.name)
    made = {}
    for name, command in commands.items():
        file = tmp_path / f"{name}.{kind}"
        if main([*command, "--to", kind, "-o", str(file)]) in (0, 1) and file.exists():
            made[name] = file.read_bytes() + (b"".join(unzipped(file)) if kind in ("xlsx", "docx") else b"")
    assert made
    for name, content in made.items():
        assert str(tmp_path).encode() not in content, name
    if kind == "json":
        assert json.loads(made["check"])["pack"]["folder"] == "格式/gov-local-2020"
        assert json.loads(made["check"])["draft"] == "wenzhou-2020" and json.loads(made["check"])["prior"] == "上年"
        assert [json.loads(made["same"])[one]["source"] for one in ("old", "new")] == [
            f"{folder}/wenzhou-2020" for folder in (tmp_path.name, "又")
        ]


def unzipped(file: Path) -> list[bytes]:
    with zipfile.ZipFile(file) as archive:
        return [archive.read(name) for name in archive.namelist()]


# -- several reports ----------------------------------------------------------------------------------


def test_several_reports_have_a_line_each_and_then_their_details(
    example: Any, edit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    wrong, fine = example("wenzhou-2020"), example("huaian-2024")
    edit(wrong, "表二", B10="无")
    monkeypatch.chdir(tmp_path)
    for named in (["."], ["*-20*"], [wrong.name, fine.name]):
        assert main(["check", *named]) == 1
        lines = capsys.readouterr().out.splitlines()
        clean = "huaian-2024　没有发现问题（样子像表里的数、表里却没有的 1 个）"
        assert sorted(lines[:2]) == [clean, "wenzhou-2020　错误 1　提醒 0"], named
        assert [line for line in lines if line.startswith("── ")] == ["── wenzhou-2020"] and lines[-1].startswith("1 份只写了")
    assert main(["build", ".", "-o", "成品/"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("huaian-2024　已生成 ") and lines[1] == "wenzhou-2020　有 1 个错误，没有生成"
    assert len(list((tmp_path / "成品").iterdir())) == 1
    assert main(["build", ".", "-o", "成品.docx"]) == 2
    assert main(["check", "没有*"]) == 2


def test_two_folders_are_compared_report_by_report(
    example: Any, edit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("wenzhou-2020", "huaian-2024"):
        example(name)
    for side in ("旧", "新"):
        (tmp_path / side).mkdir()
        shutil.copytree("huaian-2024", f"{side}/乙")
        shutil.copytree("wenzhou-2020", f"{side}/甲")
    shutil.copytree("wenzhou-2020", "新/丙")
    edit(tmp_path / "新" / "甲", "表二", B10=7)
    assert main(["diff", "旧", "新"]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[:3] == ["丙　只有新的一边有", "乙　没有差异", "甲　有差异"]
    assert "── 甲\n" in said and "── 乙" not in said and "1 份只写了上面的一行" in said
    assert main(["diff", "旧", "新", "--exit-code", "-o", "比较/", "--to", "html"]) == 1
    assert sorted(path.name for path in (tmp_path / "比较").iterdir()) == ["乙-差异.html", "甲-差异.html"]
    assert main(["diff", "旧", "新", "-o", "比较.html"]) == 2
