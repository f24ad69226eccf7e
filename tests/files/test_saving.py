"""Writing files: nothing is half-written, nobody's work is overwritten, nothing lands outside the folder."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from conftest import telling
from support.faults.bad_input import (
    DRAFT,
    Capture,
    Edit,
    Example,
    Rewrite,
    change_part,
    contents,
    document,
    in_a_process,
    run,
    text_of,
)

from reportgen.files.saving import UNFINISHED, save, save_all, written_in_pieces
from reportgen.model.errors import OutputError

NO_SPACE, NO_RIGHT, BROKEN = (OSError(number, "x") for number in (errno.ENOSPC, errno.EACCES, errno.EIO))


def failing(error: BaseException) -> Callable[..., None]:
    """A function that raises whatever it is called with."""

    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


# -- when the disk does not do as it should -----------------------------------------------------


@pytest.mark.parametrize(
    ("step", "error", "says"),
    [
        pytest.param((os, "fsync"), NO_SPACE, "磁盘满了，没有写成", id="fsync-disk-full"),
        pytest.param((tempfile, "mkstemp"), NO_RIGHT, "没有权限写到这里", id="mkstemp-no-right"),
        pytest.param((os, "replace"), BROKEN, "原来的文件没有动", id="replace-disk-broken"),
    ],
)
def test_a_failed_save_leaves_the_old_document(
    example: Example,
    rewrite: Rewrite,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
    step: tuple[object, str],
    error: OSError,
    says: str,
) -> None:
    draft = example(DRAFT)
    assert run(capsys, "build", draft)[0] == 0
    rewrite(draft, "对照新形势", "对照新的形势")
    before = contents(draft)
    monkeypatch.setattr(*step, failing(error))
    code, said = run(capsys, "build", draft)
    monkeypatch.undo()
    assert code == 2
    assert f"{document(draft).name}：" in said
    assert says in said
    assert contents(draft) == before


@pytest.mark.parametrize("error", [NO_SPACE, NO_RIGHT], ids=["disk-full", "no-right"])
def test_a_failed_first_save_leaves_nothing(
    example: Example, capsys: Capture, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    draft = example(DRAFT)
    before = contents(draft)
    monkeypatch.setattr(os, "replace", failing(error))
    assert run(capsys, "build", draft)[0] == 2
    monkeypatch.undo()
    assert contents(draft) == before


def test_a_failed_new_leaves_nothing(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", failing(NO_SPACE))
    code, said = run(capsys, "new", tmp_path / "稿", "--agency", "某局", "--year", "2024")
    monkeypatch.undo()
    assert code == 2
    assert "workbook.xlsx：磁盘满了" in said
    assert contents(tmp_path) == {}


def test_a_new_that_fails_half_way_leaves_nothing(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, done = os.replace, list[str]()

    def second_fails(source: str, target: Path) -> None:
        done.append(source)
        if len(done) == 2:
            raise NO_SPACE
        replace(source, target)

    monkeypatch.setattr(os, "replace", second_fails)
    code, said = run(capsys, "new", tmp_path / "稿", "--agency", "某局", "--year", "2024")
    monkeypatch.undo()
    assert code == 2
    assert "磁盘满了" in said
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_an_interrupted_save_leaves_nothing(
    example: Example, capsys: Capture, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    draft = example(DRAFT)
    before = contents(draft)
    monkeypatch.setattr(os, step, failing(KeyboardInterrupt()))
    assert run(capsys, "build", draft)[0] == 130
    monkeypatch.undo()
    assert contents(draft) == before


def test_an_interruption_is_told(example: Example, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "replace", failing(KeyboardInterrupt()))
    code, said = run(capsys, "build", example(DRAFT))
    monkeypatch.undo()
    assert code == 130
    assert "已中断" in said


# -- several files together ---------------------------------------------------------------------


NAMES = ("一.txt", "二.txt", "三.txt")


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """A folder in which the first two of the three files are already."""
    for name in NAMES[:2]:
        (tmp_path / name).write_text("旧" + name, encoding="utf-8")
    return tmp_path


def three(folder: Path) -> dict[Path, bytes]:
    return {folder / name: f"新{name}".encode() for name in NAMES}


# How often the system is asked: for three new files and two old ones; only backups are renamed besides the new ones.
CALLS = {("fsync", False): 5, ("fsync", True): 5, ("replace", False): 3, ("replace", True): 5}


@pytest.mark.parametrize("error", [NO_SPACE, KeyboardInterrupt()], ids=["disk-full", "interrupted"])
@pytest.mark.parametrize(("step", "backup"), CALLS)
def test_all_are_written_or_none(
    pair: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, step: str, backup: bool
) -> None:
    before, real = contents(pair), getattr(os, step)
    calls = list[object]()
    for at in range(1, CALLS[step, backup] + 1):
        calls.clear()

        def fails_once(*args: object, at: int = at) -> None:
            calls.append(args)
            if len(calls) == at:
                raise error
            real(*args)

        with monkeypatch.context() as patched, pytest.raises((OutputError, KeyboardInterrupt)):
            patched.setattr(os, step, fails_once)
            save_all(three(pair), replacing=three(pair), backup=backup)
        assert contents(pair) == before
    save_all(three(pair), replacing=three(pair), backup=backup)
    assert contents(pair).items() >= {path.name: content for path, content in three(pair).items()}.items()


def test_what_a_killed_run_left_is_swept_by_the_next(tmp_path: Path) -> None:
    """And nothing else: not what another run is still writing, nor a file of somebody's with a like name."""
    killed = """
import os, sys
from pathlib import Path
from reportgen.files.saving import written_in_pieces
with written_in_pieces(Path(sys.argv[1])) as temporary:
    Path(f"{temporary}-journal").touch()
    (temporary.with_name(temporary.name.replace(".part", "x.part"))).mkdir()
    os._exit(9)
"""
    folder = tmp_path / "out"
    assert subprocess.run([sys.executable, "-c", killed, str(folder / "figures.db")], check=False).returncode == 9
    left = {one.name for one in folder.iterdir()}
    assert len(left) == 3 and all(name.startswith(UNFINISHED) for name in left)
    old, others = folder / f"{UNFINISHED}abc123.part", {f"{UNFINISHED}def456.part", f"{UNFINISHED}notes.txt"}
    for name in (old.name, *others):
        (folder / name).touch()
    os.utime(old, (0, 0))
    with written_in_pieces(folder / "one.csv") as temporary:
        save(folder / "two.csv", b"2")
        assert {one.name for one in folder.iterdir()} == {*others, "two.csv", temporary.name}
    assert {one.name for one in folder.iterdir()} == {*others, "one.csv", "two.csv"}


def test_the_old_files_are_kept_where_that_is_asked_for(pair: Path) -> None:
    before = contents(pair)
    (pair / "一.txt.bak").write_text("更早", encoding="utf-8")
    kept = save_all(three(pair), replacing=three(pair), backup=True)
    assert [path.name for path in kept] == ["一.txt.bak1", "二.txt.bak"]
    assert [path.read_bytes() for path in kept] == list(before.values())
    assert (pair / "一.txt.bak").read_text(encoding="utf-8") == "更早"
    assert {path.name for path in pair.iterdir()} == {*NAMES, "一.txt.bak", *(path.name for path in kept)}


def test_one_that_may_not_be_replaced_keeps_all_from_being_written(pair: Path) -> None:
    before = contents(pair)
    with pytest.raises(OutputError, match="文件已经存在，没有覆盖") as caught:
        save_all(three(pair), replacing=[pair / "一.txt"])
    assert caught.value.location
    assert caught.value.location.path == str(pair / "二.txt")
    assert contents(pair) == before


def test_an_old_file_that_cannot_be_put_back_is_not_thrown_away(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(pair)
    real, calls = os.replace, list[Path]()

    def only_first(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) > 1:
            raise BROKEN
        real(source, target)

    monkeypatch.setattr(os, "replace", only_first)
    with pytest.raises(OutputError, match="没能放回去") as caught:
        save_all(three(pair), replacing=three(pair))
    (copy,) = (path for path in pair.iterdir() if path.name not in NAMES)
    assert copy.read_bytes() == before["一.txt"]
    assert copy.name in caught.value.hint
    assert (pair / "二.txt").read_bytes() == before["二.txt"]
    assert not (pair / "三.txt").exists()


def test_an_interruption_after_the_last_step_does_not_take_the_file_away(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.replace

    def late(source: Path, target: Path) -> None:
        real(source, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", late)
    with pytest.raises(KeyboardInterrupt):
        save(pair / "一.txt", b"new", overwrite=True)
    assert contents(pair)["一.txt"] == b"new"


# -- where to ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("output", "says"),
    [
        pytest.param("workbook.xlsx/年报.docx", "年报.docx：路径中间有一段是文件", id="below-a-file"),
        pytest.param("workbook.xlsx", "不认识文件名的结尾；只能是 .docx、.html、.pdf", id="the-workbook"),
        pytest.param("narrative.yaml", "不认识文件名的结尾；只能是 .docx、.html、.pdf", id="the-narrative"),
    ],
)
def test_an_impossible_output_is_refused(example: Example, capsys: Capture, output: str, says: str) -> None:
    draft = example(DRAFT)
    before = contents(draft)
    code, said = run(capsys, "build", draft, "-o", draft / output)
    assert code == 2
    assert says in said
    assert contents(draft) == before


@pytest.mark.parametrize("words", [("--to", "html", "-o"), ("--output", "docx", "--to")], ids=" ".join)
def test_no_document_is_built_over_what_it_is_built_of(example: Example, capsys: Capture, words: tuple[str, ...]) -> None:
    draft = example(DRAFT)
    before = contents(draft)
    code, said = run(capsys, "build", draft, "--force", *words, draft / "narrative.yaml")
    assert (code, "这是读进来的原文件" in said) == (2, True)
    assert contents(draft) == before


@pytest.mark.parametrize("command", [("build", "-o"), ("build", "--prior"), ("check", "--prior")], ids=" ".join)
def test_too_long_a_name_is_refused(example: Example, capsys: Capture, command: tuple[str, str]) -> None:
    draft = example(DRAFT)
    before = contents(draft)
    assert run(capsys, command[0], draft, command[1], draft / ("长" * 200))[0] == 2
    assert contents(draft) == before


def test_a_folder_that_is_not_there_yet_is_made(example: Example, capsys: Capture, tmp_path: Path) -> None:
    draft = example(DRAFT)
    before = contents(draft)
    assert run(capsys, "build", draft, "-o", tmp_path / "甲" / "乙" / "年报.docx")[0] == 0
    assert "淮安市人民政府" in text_of(tmp_path / "甲" / "乙" / "年报.docx")
    assert contents(draft) == before


def test_a_refused_draft_writes_nothing_anywhere(example: Example, edit: Edit, capsys: Capture, tmp_path: Path) -> None:
    draft = example(DRAFT)
    edit(draft, "表三", D7="无")
    before = contents(tmp_path)
    assert run(capsys, "build", draft, "-o", tmp_path / "甲" / "年报.docx", "--force")[0] == 1
    assert contents(tmp_path) == before
    assert not (tmp_path / "甲").exists()


# -- what is there already ----------------------------------------------------------------------


def test_an_untouched_document_is_replaced(example: Example, rewrite: Rewrite, capsys: Capture) -> None:
    draft = example(DRAFT)
    assert run(capsys, "build", draft)[0] == 0
    rewrite(draft, "对照新形势", "对照新的形势")
    assert run(capsys, "build", draft)[0] == 0
    assert any(text.startswith("对照新的形势") for text in text_of(document(draft)))


def edited_in_word(path: Path) -> None:
    read = docx.Document(str(path))
    read.paragraphs[-1].text = "改过"
    read.save(str(path))


def one_letter(path: Path) -> None:
    change_part(path, "word/document.xml", "对照新形势", "对照旧形势")


def in_the_header(path: Path) -> None:
    change_part(path, "word/header1.xml", "</w:p>", "<w:r><w:t>征求意见稿</w:t></w:r></w:p>")


def in_the_styles(path: Path) -> None:
    change_part(path, "word/styles.xml", "</w:styles>", "<!-- 改 --></w:styles>")


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def not_ours(path: Path) -> None:
    path.write_bytes("这是别的文件".encode())


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    "change", [edited_in_word, one_letter, in_the_header, in_the_styles, cut_off, not_ours, emptied], ids=lambda f: f.__name__
)
def test_a_document_that_somebody_changed_is_kept_without_force(
    example: Example, capsys: Capture, change: Callable[[Path], None]
) -> None:
    draft = example(DRAFT)
    assert run(capsys, "build", draft)[0] == 0
    change(document(draft))
    before = contents(draft)
    code, said = run(capsys, "build", draft)
    assert code == 2
    assert f"{document(draft)}：这个文件已经存在" in said
    assert "--force" in said
    assert contents(draft) == before
    assert run(capsys, "build", draft, "--force")[0] == 0
    assert any(text.startswith("对照新形势") for text in text_of(document(draft)))
    assert contents(draft).keys() == before.keys()


def test_a_draft_document_stands_beside_the_finished_one(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    assert run(capsys, "build", draft)[0] == 0
    finished = contents(draft)
    assert run(capsys, "build", draft, "--draft")[0] == 0
    assert finished.items() <= contents(draft).items()
    assert len(list(draft.glob("*（草稿）.docx"))) == 1


@pytest.mark.parametrize("there", ["workbook.xlsx", "narrative.yaml"])
def test_new_does_not_overwrite_a_draft(tmp_path: Path, capsys: Capture, there: str) -> None:
    (tmp_path / there).write_text("我的", encoding="utf-8")
    before = contents(tmp_path)
    code, said = run(capsys, "new", tmp_path, "--agency", "某局", "--year", "2024")
    assert code == 2
    assert f"{there}：这里已经有一份草稿，没有覆盖" in said
    assert contents(tmp_path) == before


def test_new_below_a_file_is_refused(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "稿").write_text("我的", encoding="utf-8")
    before = contents(tmp_path)
    code, said = run(capsys, "new", tmp_path / "稿", "--agency", "某局", "--year", "2024")
    assert code == 2
    assert "是文件，不是文件夹" in said
    assert contents(tmp_path) == before


# -- names of agencies --------------------------------------------------------------------------


def new_and_build(tmp_path: Path, capsys: Capture, agency: str) -> Path:
    """Make and build an empty draft for an agency; the folder, in which everything is."""
    draft = tmp_path / "稿"
    assert run(capsys, "new", draft, "--agency", agency, "--year", "2024")[0] == 0
    said = run(capsys, "check", draft)[1]
    assert said.startswith(f"{agency} 2024年度")
    assert "W140" not in said  # both files give the name alike
    code, said = run(capsys, "build", draft, "--draft")
    assert code == 0, said
    assert {path.parent for path in tmp_path.rglob("*") if path.is_file()} == {draft}
    assert agency in text_of(document(draft))
    return draft


ODD = [
    pytest.param("某局..", "某局..2024年", id="dots-behind"),
    pytest.param("../../某局", "_.._某局2024年", id="parent-folders"),
    pytest.param("某局\\: 分局", "某局__ 分局2024年", id="backslash-and-colon"),
    pytest.param('&<某>]]>"局"?*|', "&_某_]]__局____2024年", id="markup-and-wildcards"),
    pytest.param("{{ 9 }}局 # '1", "{{ 9 }}局 # '12024年", id="signs-of-yaml"),
    pytest.param("🏛️某局😀", "🏛️某局😀2024年", id="emoji"),
]
ODDEST = ("parent-folders", "markup-and-wildcards", "emoji")


@pytest.mark.parametrize(("agency", "name"), telling([case for case in ODD if case.id in ODDEST], ODD))
def test_an_odd_name_of_an_agency_stays_inside_the_folder(tmp_path: Path, capsys: Capture, agency: str, name: str) -> None:
    draft = new_and_build(tmp_path, capsys, agency)
    assert document(draft).name.startswith(name)


@pytest.mark.parametrize("agency", ["某局" * 150, "🏛" * 100], ids=["300-characters", "100-emoji"])
def test_a_long_name_of_an_agency_gives_a_name_that_the_system_takes(tmp_path: Path, capsys: Capture, agency: str) -> None:
    draft = new_and_build(tmp_path, capsys, agency)
    assert len(document(draft).name.encode()) <= 255


@pytest.mark.parametrize(
    ("agency", "says"),
    [
        pytest.param("=1+1", "不能以“=”开头", id="formula"),
        pytest.param("+某局", "不能以“+”开头", id="plus"),
        pytest.param("-某局", "不能以“-”开头", id="minus"),
        pytest.param("@某局", "不能以“@”开头", id="at"),
        pytest.param("某\n局", "看不见的控制字符", id="new-line"),
        pytest.param("某\x1b[31m局", "看不见的控制字符", id="escape"),
        pytest.param("\u202e局某", "看不见的控制字符", id="right-to-left"),
        pytest.param("", "没有写明机关", id="nothing"),
        pytest.param(" \u3000", "控制字符", id="spaces"),
    ],
)
def test_a_name_that_cannot_be_one_is_refused(tmp_path: Path, capsys: Capture, agency: str, says: str) -> None:
    code, said = run(capsys, "new", tmp_path / "稿", f"--agency={agency}", "--year", "2024")
    assert code == 2
    assert says in said
    assert list(tmp_path.iterdir()) == []


def test_a_title_with_separators_stays_inside_the_folder(example: Example, rewrite: Rewrite, capsys: Capture) -> None:
    draft = example(DRAFT)
    rewrite(draft, "年份: 2024", '年份: 2024\n标题: "../../{{ 机关 }}/年报: 终稿"')
    assert run(capsys, "build", draft)[0] == 0
    assert document(draft).name == "_.._淮安市人民政府_年报_ 终稿.docx"
    assert "../../淮安市人民政府/年报: 终稿" in text_of(document(draft))


# -- consoles -----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_a_console_that_lacks_characters_does_not_crash(example: Example, rewrite: Rewrite, encoding: str) -> None:
    draft = example(DRAFT)
    rewrite(draft, "机关: 淮安市人民政府", "机关: 🏛淮安市人民政府한국")
    done = in_a_process(draft, 20, PYTHONIOENCODING=encoding)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"narrative.yaml:2:1" in done.stdout
    if encoding == "gbk":
        assert "文字稿的机关是“?淮安市人民政府??”" in done.stdout.decode("gbk")
