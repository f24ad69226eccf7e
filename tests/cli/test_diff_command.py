"""`reportgen diff` as a person uses it: text, JSON, git versions, the git driver, and what is wrong with a command."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLES, ROOT

from reportgen.cli.main import main
from reportgen.show.diff.json import DiffDocument, diff_schema
from reportgen.tasks.build import build_draft

OLD = str(EXAMPLES / "wenzhou-2020")


@pytest.fixture
def edited(example: Callable[[str], Path], edit: Callable[..., None], rewrite: Callable[[Path, str, str], None]) -> Path:
    folder = example("wenzhou-2020")
    edit(folder, "表三", D9=75)
    rewrite(folder, "专业化特点明显", "专业化特点十分明显")
    return folder


def test_the_terminal_says_what_matters_first(edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", OLD, str(edited)]) == 0
    said = capsys.readouterr().out
    lines = said.splitlines()
    assert any("表三 予以公开/自然人　74 → 75（+1，+1.4%）" in line for line in lines)
    assert "专业化特点{+十分+}明显" in said
    assert "现在不平　T301" in said
    order = [lines.index(next(line for line in lines if line.strip() == heading)) for heading in ("数字", "勾稽关系", "文字")]
    assert order == sorted(order)
    assert "…… 4 段没有变化" in said
    assert "\x1b[" not in said


def test_nothing_is_said_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", OLD, OLD]) == 0
    assert "两份内容相同" in capsys.readouterr().out


@pytest.mark.parametrize(
    "named",
    [["旧", "新"], ["旧/a", "旧/b", "新/a", "新/b"], ["旧/a", "旧/b", "新"], ["旧/*", "新/*"], ["旧/*", "新"]],
    ids=["folders", "each", "into a folder", "stars", "a star and a folder"],
)
def test_several_are_compared_by_their_names(
    named: list[str], edited: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for side, draft in (("旧", OLD), ("新", edited)):
        shutil.copytree(OLD, tmp_path / side / "a")
        shutil.copytree(draft, tmp_path / side / "b")
    monkeypatch.chdir(tmp_path)
    assert main(["diff", *named, "--exit-code"]) == 1
    assert capsys.readouterr().out.splitlines()[:2] == ["a　没有差异", "b　有差异"]


def test_older_versions_go_with_the_new_one_and_others_by_their_agencies(
    edited: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As `area receive` leaves them: 年报/2024/001/旧稿/1/一稿 beside 二稿."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(OLD, tmp_path / "001" / "旧稿" / "1" / "一稿")
    shutil.copytree(edited, tmp_path / "001" / "二稿")
    for named in (["001/旧稿/1", "001"], ["001/旧稿/1", "001/二稿"], ["001/旧稿/1/一稿", "001"]):
        assert main(["diff", *named, "--exit-code", "--no-findings"]) == 1
        assert capsys.readouterr().out.splitlines()[0] == "二稿　有差异", named
    # Of several in a folder those of one agency go together, whatever they are called.
    shutil.copytree(ROOT / "examples" / "huaian-2024", tmp_path / "旧" / "别的")
    shutil.copytree(OLD, tmp_path / "旧" / "温州")
    shutil.copytree(edited, tmp_path / "新" / "330300")
    shutil.copytree(ROOT / "examples" / "ouhai-2017", tmp_path / "新" / "又一个")
    assert main(["diff", "旧", "新", "--exit-code", "--no-findings"]) == 1
    assert capsys.readouterr().out.splitlines()[:3] == ["330300　有差异", "别的　只有旧的一边有", "又一个　只有新的一边有"]


def test_several_that_do_not_go_together_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("旧/a", "旧/b", "新/c"):
        shutil.copytree(OLD, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert main(["diff", "旧/a", "旧/b", "新/c"]) == 2
    assert "按名称分不成一对一对的：a、b、c" in capsys.readouterr().err


def test_exit_code_like_gits(edited: Path) -> None:
    assert main(["diff", OLD, str(edited), "--exit-code"]) == 1
    assert main(["diff", OLD, OLD, "--exit-code"]) == 0


def test_json_is_the_published_schema(edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", OLD, str(edited), "--to", "json"]) == 0
    text = capsys.readouterr().out
    document = DiffDocument.model_validate_json(text)
    assert json.loads(text)["schema"] == "reportgen.diff/3"
    (figure,) = (one for one in document.figures if one.ref == "applications.granted.natural")
    assert (figure.old and figure.old.value, figure.new and figure.new.value, figure.difference) == ("74", "75", "1")
    assert figure.new.location.cell == "D9"
    assert json.loads((ROOT / "docs" / "diff.schema.json").read_text(encoding="utf-8")) == diff_schema()


def test_the_result_is_written_to_a_file_and_never_over_an_input(
    edited: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "差异.json"
    assert main(["diff", OLD, str(edited), "-o", str(path)]) == 0
    assert json.loads(path.read_text(encoding="utf-8"))["figures"]
    assert main(["diff", OLD, str(edited), "-o", str(path)]) == 2
    assert "已经存在" in capsys.readouterr().err
    built = tmp_path / "年报.docx"
    build_draft(EXAMPLES / "wenzhou-2020", output=built)
    before = built.read_bytes()
    assert main(["diff", str(built), str(edited), "-o", str(built), "--force"]) == 2
    assert "原文件" in capsys.readouterr().err
    assert built.read_bytes() == before


WRONG = [
    (["diff"], "要写两稿"),
    (["diff", OLD], "要写两稿"),
    (["diff", OLD, "没有的文件夹"], "没有这个文件或文件夹"),
    (["diff", OLD, "HEAD~99999:examples"], "没有叫“HEAD~99999”的 git 版本"),
    (["diff", OLD, OLD, "--to", "docx", "-o", "差异.html"], "不是一种文件"),
    (["verify", OLD], "这是文件夹，不是文件"),
    (["diff", OLD, OLD, "--to", "pdf"], "只能是"),
    (["diff", OLD, OLD, "-o", "差异.exe"], "只能是"),
    (["check", OLD, "--author"], "--author 后面没有写内容"),
    (["area", "letter", "--year"], "--year 后面没有写内容"),
]


@pytest.mark.parametrize("command, said", WRONG, ids=[" ".join(command[1:])[-30:] for command, _ in WRONG])
def test_what_is_wrong_is_said_in_chinese(command: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command) == 2
    assert said in capsys.readouterr().err


# -- git ----------------------------------------------------------------------------------------------

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=审核", "-c", "user.email=a@example.com", "-c", "core.quotepath=off", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, encoding="utf-8").stdout


@pytest.fixture
def repository(tmp_path: Path, edited: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose last commit holds the example, and whose folder holds it edited."""
    folder = tmp_path / "仓库"
    shutil.copytree(OLD, folder / "年报" / "2020", ignore=shutil.ignore_patterns("*.docx"))
    git(tmp_path, "init", "-q", str(folder))
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "初稿")
    for path in edited.glob("*.*"):
        shutil.copy(path, folder / "年报" / "2020")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    return folder


@needs_git
def test_a_version_of_git_is_compared(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "HEAD:年报/2020", "年报/2020"]) == 0
    assert "74 → 75" in capsys.readouterr().out


@needs_git
def test_a_version_is_named_from_the_folder_we_stand_in(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository / "年报")
    assert main(["diff", "HEAD:2020", "2020"]) == 0
    assert "74 → 75" in capsys.readouterr().out
    assert main(["diff", "HEAD:没有", "2020"]) == 2
    assert "这个版本里没有" in capsys.readouterr().err
    assert main(["diff", "HEAD:../../../etc", "2020"]) == 2
    assert "仓库里面" in capsys.readouterr().err


@needs_git
def test_git_diff_shows_figures_and_the_settings_go_again(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    attributes = repository / ".git" / "info" / "attributes"
    attributes.parent.mkdir(exist_ok=True)
    attributes.write_text("*.png binary\n", encoding="utf-8")
    before = (repository / ".git" / "config").read_text(encoding="utf-8")
    assert main(["diff", "--install-git"]) == 0
    shown = git(repository, "diff", "--", "年报/2020/workbook.xlsx")
    assert "-表三 予以公开/自然人\t74\n+表三 予以公开/自然人\t75\n" in shown
    assert main(["diff", "--install-git"]) == 0  # twice is once
    assert attributes.read_text(encoding="utf-8").count("*.xlsx") == 1
    assert main(["diff", "--uninstall-git"]) == 0
    assert attributes.read_text(encoding="utf-8") == "*.png binary\n"
    assert (repository / ".git" / "config").read_text(encoding="utf-8").strip() == before.strip()


@needs_git
def test_outside_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert main(["diff", "--install-git"]) == 2
    assert "不在 git 仓库里" in capsys.readouterr().err


def test_documents_and_any_other_file_as_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    built = tmp_path / "年报.docx"
    build_draft(EXAMPLES / "wenzhou-2020", output=built)
    assert main(["diff", "--textconv", str(built)]) == 0
    said = capsys.readouterr().out
    assert "表三 予以公开/自然人\t74" in said
    assert "一、总体情况" in said
    import openpyxl

    book = openpyxl.Workbook()
    book.active["B2"] = "别的表"
    book.save(tmp_path / "别的.xlsx")
    assert main(["diff", "--textconv", str(tmp_path / "别的.xlsx")]) == 0
    assert "Sheet!B2\t别的表" in capsys.readouterr().out
    (tmp_path / "坏的.xlsx").write_bytes(b"PK\x03\x04nothing")
    assert main(["diff", "--textconv", str(tmp_path / "坏的.xlsx")]) == 0
    assert "读不出来" in capsys.readouterr().out


# Configuration of a repository that makes git run a command; {} is the command.
RUNS = {
    "a promisor by a command": ["remote.origin.url=ext::{}", "remote.origin.promisor=true", "protocol.ext.allow=always"],
    "a promisor in a folder": ["remote.origin.url=.", "remote.origin.promisor=true", "remote.origin.uploadpack={}"],
    "a promisor over ssh": ["remote.origin.url=ssh://a.invalid/b", "remote.origin.promisor=true", "core.sshCommand={}"],
    "a promisor by a helper": [
        "remote.origin.url=x",
        "remote.origin.vcs=ext",
        "remote.origin.promisor=true",
        "protocol.allow=always",
    ],
    "a monitor of files": ["core.fsmonitor={}"],
    "a pager": ["core.pager={}", "pager.cat-file={}", "pager.ls-tree={}"],
    "an alias": ["alias.cat-file=!{}", "alias.ls-tree=!{}", "alias.rev-parse=!{}"],
    "a filter": ["filter.x.smudge={}", "filter.x.process={}", "diff.x.textconv={}", "diff.external={}"],
}


@needs_git
@pytest.mark.skipif(os.name == "nt", reason="the commands are those of a shell")
@pytest.mark.parametrize("lost", ["the contents", "the folder", "nothing"])
@pytest.mark.parametrize("kind", RUNS)
def test_nothing_that_a_repository_names_is_run(
    kind: str, lost: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The objects that are missing would be fetched by the command that the repository names."""
    witness = repository.parent / "ran"
    script = repository.parent / "run.sh"
    script.write_text(f"#!/bin/sh\ntouch '{witness}'\n", encoding="utf-8")
    script.chmod(0o755)
    (repository / ".gitattributes").write_text("* filter=x diff=x\n", encoding="utf-8")
    for setting in ("core.repositoryformatversion=1", "extensions.partialClone=origin", *RUNS[kind]):
        key, _, value = setting.format(script).partition("=")
        git(repository, "config", key, value)
    if lost != "nothing":
        named = "HEAD:年报/2020" + ("/narrative.yaml" if lost == "the contents" else "")
        number = git(repository, "rev-parse", named).strip()
        (repository / ".git" / "objects" / number[:2] / number[2:]).unlink()
        if kind == "a promisor by a command":
            subprocess.run(["git", "-C", str(repository), "cat-file", "-p", number], capture_output=True, check=False)
            assert witness.exists(), "the repository is as hostile as it is meant to be"
            witness.unlink()
    code = main(["diff", "HEAD:年报/2020", "年报/2020"])
    said = capsys.readouterr()
    assert not witness.exists()
    assert code == (0 if lost == "nothing" else 2), said.err
    assert "Traceback" not in said.err
    assert lost == "nothing" or "不在本机的仓库里" in said.err


def test_what_became_of_the_findings(example: Any, edit: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Settled, still open though its line has moved, at its place with another number, new."""
    old = example("huaian-2024")
    new = tmp_path / "新稿"
    narrative = old / "narrative.yaml"
    said = narrative.read_text(encoding="utf-8")
    wrong = "总体情况: |\n  全年收到政府信息公开申请7件。\n"
    narrative.write_text(said.replace("总体情况: |\n", f"{wrong}  办好了。。\n  都好了，，这样。\n", 1), encoding="utf-8")
    shutil.copytree(old, new)
    moved = wrong.replace("  全年", "  先说一句。\n  全年")
    (new / "narrative.yaml").write_text(
        said.replace("总体情况: |\n", f"{moved}  先说一句。\n  都好了，，这样。\n", 1), encoding="utf-8"
    )
    edit(new, "表三", D7=5)
    assert main(["diff", str(old), str(new)]) == 0
    head, *told = capsys.readouterr().out.partition("\n问题：")[2].splitlines()
    assert head.startswith("已改正 1，还在 1，变了仍不对 1，新出现 "), head
    verdicts = ("  变了仍不对　", "  已改正　", "  还在　")
    assert [line.split()[2] for line in told if line.startswith(verdicts)] == ["N101", "N245", "N245"]
    assert any(" T30" in line for line in told if line.startswith("  新出现　"))
    assert main(["diff", str(old), str(new), "--to", "json"]) == 0
    document = DiffDocument.model_validate_json(capsys.readouterr().out)
    assert document.findings is not None
    assert [one.code for one in (*document.findings.settled, *document.findings.changed)] == ["N245", "N101"]
    assert main(["diff", str(old), str(new), "--to", "html", "-o", str(tmp_path / "差异.html")]) == 0
    assert "查出的问题" in (tmp_path / "差异.html").read_text(encoding="utf-8")
    capsys.readouterr()
    assert main(["diff", str(old), str(new), "--no-findings"]) == 0
    assert "\n问题：" not in capsys.readouterr().out
