"""`reportgen check FILE` and `reportgen import` as a clerk runs them: what is said, the exit codes, what is written."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import EXAMPLES
from support.faults.bad_input import Capture, Example, contents, run
from support.published.copies import FORM_2014, FORM_2019, FORM_2021, Copied, copied, html_of, write
from support.published.pdf import Canvas

from reportgen.tasks.build import build_draft
from reportgen.tasks.drafts import LEFT_OVER

# The file of each kind, and how a place in it is printed.
KINDS = {
    "docx": ("copy.docx", r"copy\.docx:表三（第2张表）![A-Z]+\d+"),
    "html": ("copy.html", r"copy\.html:表三（第2张表）![A-Z]+\d+"),
    "tabbed": ("copy.txt", r"copy\.txt:\d+:\d+"),
    "one a line": ("copy.txt", r"copy\.txt:\d+:\d+"),
    "piped": ("copy.txt", r"copy\.txt:\d+:\d+"),
}
EachKind = pytest.mark.parametrize("kind", KINDS)
TOTAL = "applications.granted.all"


def broken(copy: Copied) -> Copied:
    """A total that is not the sum of its row."""
    return copy.with_figure(TOTAL, "12345")


# -- check ------------------------------------------------------------------------------------------------------


@EachKind
def test_a_published_report_without_errors_passes(tmp_path: Path, capsys: Capture, kind: str) -> None:
    path = write(tmp_path, copied(FORM_2021), kind)
    before = contents(tmp_path)
    code, said = run(capsys, "check", path)
    assert code == 0, said
    assert "云溪县水务与河道管理局 2023年度" in said and "不平 0 条" in said
    assert "reportgen build" not in said
    assert contents(tmp_path) == before


@EachKind
def test_an_error_in_a_published_report_is_shown_at_its_place(tmp_path: Path, capsys: Capture, kind: str) -> None:
    path = write(tmp_path, broken(copied(FORM_2021)), kind)
    code, said = run(capsys, "check", path)
    assert code == 1
    line = next(line for line in said.splitlines() if "错误 T303" in line)
    name, place = KINDS[kind]
    assert path.name == name and re.match(place, line), line
    assert "12345" in said


@EachKind
def test_an_error_is_shown_where_it_stands(tmp_path: Path, capsys: Capture, kind: str) -> None:
    """The place is the cell's own: its text is there in the file."""
    path = write(tmp_path, broken(copied(FORM_2021)), kind)
    run(capsys, "check", path, "-o", tmp_path / "out.json")
    findings = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["findings"]
    place = next(finding["location"] for finding in findings if finding["code"] == "T303")
    if kind in ("docx", "html"):
        assert (place["sheet"], place["cell"]) == ("表三（第2张表）", "J6")
        return
    line = path.read_text(encoding="utf-8").split("\n")[place["line"] - 1]
    assert line[place["column"] - 1 :].startswith("12345")


def test_a_pdf_is_checked_with_pages(tmp_path: Path, capsys: Capture, published: Path) -> None:
    code, said = run(capsys, "check", published / "huaian_city_2024.pdf")
    assert code == 0, said
    assert "淮安市人民政府 2024年度" in said and "不平 0 条" in said
    assert all(
        re.match(r"huaian_city_2024\.pdf:(?:第\d+页|表\d+)", line)
        for line in said.splitlines()
        if re.search(r"  提醒 [A-Z]\d", line)
    )


def test_a_markdown_copy_is_checked(capsys: Capture, published: Path) -> None:
    code, said = run(capsys, "check", published / "suqian_city_2024.md", "--prior", published / "suqian_city_2023.md")
    assert "宿迁市 2024年度" in said and "不平 0 条" in said
    # What the prose says of 复议 and 诉讼 contradicts table 四: see the README of the reports.
    assert re.search(r"suqian_city_2024\.md:\d+:\d+", said)
    assert "上年的数取自" in said
    assert code in (0, 1)


def test_warnings_count_when_asked(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, copied(FORM_2021), "docx")
    assert run(capsys, "check", path)[0] == 0
    code, said = run(capsys, "check", path, "--strict")
    assert (code, "提醒" in said) == (1, True)
    assert run(capsys, "check", path, "--select", "T")[0] == 0


@pytest.mark.parametrize("pack, year", [(FORM_2014, 2016), (FORM_2019, 2019), (FORM_2021, 2023)])
def test_the_form_is_known_without_being_told(tmp_path: Path, capsys: Capture, pack: str, year: int) -> None:
    _, said = run(capsys, "check", write(tmp_path, copied(pack), "html"))
    assert f"{year}年度" in said.splitlines()[0] and f"{pack[-4:]}年格式" in said.splitlines()[0]


def test_a_published_file_cannot_be_mended_in_place(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, copied(FORM_2021), "docx")
    before = contents(tmp_path)
    code, said = run(capsys, "check", path, "--fix")
    assert (code, "reportgen import" in said) == (2, True)
    assert contents(tmp_path) == before


@pytest.mark.parametrize(("kind", "to"), [("html", "html"), ("tabbed", "text"), ("docx", "docx")])
def test_a_published_file_is_never_overwritten(tmp_path: Path, capsys: Capture, kind: str, to: str) -> None:
    path = write(tmp_path, copied(FORM_2021), kind)
    before = contents(tmp_path)
    code, said = run(capsys, "check", path, "--to", to, "-o", path, "--force")
    assert (code, "原文件" in said, "怎么办：" in said) == (2, True, True)
    assert contents(tmp_path) == before


@pytest.mark.parametrize(("to", "kind"), [("workbook.xlsx", "xlsx"), ("narrative.yaml", "json"), ("../link.xlsx", "xlsx")])
def test_the_files_of_a_draft_are_never_overwritten(
    tmp_path: Path, example: Example, capsys: Capture, to: str, kind: str
) -> None:
    """Nor by another name, as the same file may have."""
    draft = example("huaian-2024")
    (tmp_path / "link.xlsx").symlink_to(draft / "workbook.xlsx")
    before = contents(tmp_path)
    code, said = run(capsys, "check", draft, "--to", kind, "-o", draft / to, "--force")
    assert (code, "原文件" in said) == (2, True)
    assert contents(tmp_path) == before
    assert run(capsys, "check", draft, "-o", draft / "workbook-2.xlsx", "--force")[0] == 0


@pytest.mark.parametrize(
    "options, expected",
    [
        (("--fix", "-o", "out.txt"), "--fix 不能和 -o"),
        (("--fix", "--to", "json"), "--fix 不能和 -o"),
        (("--in-place",), "--in-place 要和 --fix 一起用"),
        (("--select", "ZZZ"), "没有 ZZZ 开头的规则"),
        (("--ignore", "ZZZ"), "没有 ZZZ 开头的规则"),
        (("-o", "x.pdf"), "不认识文件名的结尾"),
        (("--to", "pdf"), "只能是 text、json"),
    ],
)
def test_options_that_do_not_go_together_are_told(
    tmp_path: Path, example: Example, capsys: Capture, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], expected: str
) -> None:
    draft = example("huaian-2024")
    monkeypatch.chdir(tmp_path)
    before = contents(tmp_path)
    code, said = run(capsys, "check", draft, *options)
    assert (code, expected in said) == (2, True), said
    assert contents(tmp_path) == before


# -- import -----------------------------------------------------------------------------------------------------


def test_import_says_what_was_read_and_what_comes_next(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "我的草稿"
    code, said = run(capsys, "import", write(tmp_path, copied(FORM_2021), "docx"), folder)
    assert code == 0
    assert f"已读成草稿：{folder}（云溪县水务与河道管理局 2023年度，政府信息公开工作年度报告（2021年格式））" in said
    assert "表格 3 张，200 个数（格式共 3 张、200 格）" in said
    assert f"下一步：reportgen check {folder}" in said
    assert "没有放进草稿" not in said and LEFT_OVER not in contents(folder)
    assert run(capsys, "check", folder)[0] in (0, 1)


def test_import_says_what_it_could_not_read(tmp_path: Path, capsys: Capture) -> None:
    copy = copied(FORM_2021)
    licences = next(row for row in copy.grid("disclosure") if any(piece.text == "行政许可" for piece in row))
    damaged = copy.with_table("disclosure", [row for row in copy.grid("disclosure") if row is not licences])
    path = write(tmp_path, damaged, "tabbed")
    path.write_text(path.read_text(encoding="utf-8") + "值班电话\t8\t9\n", encoding="utf-8")
    code, said = run(capsys, "import", path, tmp_path / "draft")
    assert code == 0
    assert "表格 3 张，199 个数（格式共 3 张、200 格）" in said
    assert "W102" in said and "“行政许可”" in said and "copy.txt:" in said
    assert "没有放进草稿的内容 1 处" in said and "值班电话" in said
    assert (tmp_path / "draft" / LEFT_OVER).exists()
    # A check says the same of the file, in its second line, before any finding.
    (reading,) = [line.strip() for line in said.splitlines() if "读到：" in line]
    assert "没有归到任何部分的内容 1 处、6 个字，最长的 6 个字在 copy.txt:" in reading
    _, checked = run(capsys, "check", path)
    assert checked.splitlines()[1] == reading


def test_many_left_over_pieces_are_counted_not_all_shown(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "copy.txt"
    before = "\n\n".join(f"【栏目{number}】" for number in range(1, 31))
    path.write_text(f"{before}\n\n{write(tmp_path, copied(FORM_2021), 'piped').read_text(encoding='utf-8')}", encoding="utf-8")
    _, said = run(capsys, "import", path, tmp_path / "draft")
    assert "没有放进草稿的内容 30 处" in said and "其余 18 处见文件" in said
    assert (tmp_path / "draft" / LEFT_OVER).read_text(encoding="utf-8").count("【栏目") == 30


def test_importing_into_a_draft_is_refused(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, copied(FORM_2021), "docx")
    run(capsys, "import", path, tmp_path / "draft")
    before = contents(tmp_path)
    code, said = run(capsys, "import", path, tmp_path / "draft")
    assert (code, "没有覆盖" in said, "怎么办" in said) == (2, True, True)
    assert contents(tmp_path) == before


def test_importing_into_a_file_is_refused(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, copied(FORM_2021), "docx")
    before = contents(tmp_path)
    code, said = run(capsys, "import", path, path)
    assert (code, "怎么办" in said) == (2, True)
    assert contents(tmp_path) == before


def test_the_form_can_be_given(tmp_path: Path, capsys: Capture) -> None:
    """A 2019 form in a report that somebody wants in the 2021 form: what fits is read, what does not is told."""
    path = write(tmp_path, copied(FORM_2019), "docx")
    code, said = run(capsys, "import", path, tmp_path / "draft", "--format", FORM_2021)
    assert code == 0
    assert "2021年格式" in said and "W102" in said
    assert f"格式: {FORM_2021}" in (tmp_path / "draft" / "narrative.yaml").read_text(encoding="utf-8")


def test_a_form_that_does_not_fit_at_all_is_refused(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, copied(FORM_2019), "docx")
    code, said = run(capsys, "import", path, tmp_path / "draft", "--format", FORM_2014)
    assert (code, "没有认出年报的表格" in said, "怎么办" in said) == (2, True, True)
    assert not (tmp_path / "draft").exists()


def test_an_unknown_form_is_refused(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, copied(FORM_2019), "docx")
    code, said = run(capsys, "import", path, tmp_path / "draft", "--format", "gov-2099")
    assert (code, "gov-2099" in said) == (2, True)
    assert not (tmp_path / "draft").exists()


def test_an_example_goes_out_and_comes_back(tmp_path: Path, capsys: Capture) -> None:
    """Build, import, build again: the same document to the last paragraph and figure."""
    from reportgen.word.outline import read_outline

    first, second = tmp_path / "1.docx", tmp_path / "2.docx"
    build_draft(EXAMPLES / "ouhai-2017", output=first)
    assert run(capsys, "import", first, tmp_path / "draft")[0] == 0
    assert run(capsys, "build", tmp_path / "draft", "-o", second)[0] == 0
    one, other = read_outline(first), read_outline(second)
    assert [paragraph.text for paragraph in one.paragraphs] == [paragraph.text for paragraph in other.paragraphs]
    assert [grid.cells for grid in one.grids] == [grid.cells for grid in other.grids]
    assert list(one.pictures.values()) == list(other.pictures.values())


# -- files that are none ----------------------------------------------------------------------------------------

NONE_OF_A_REPORT: dict[str, tuple[bytes, str]] = {
    "旧版.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版"),
    "照片.docx": (b"\xff\xd8\xff\xe0" + bytes(600), "图片"),
    "照片.jpg": (b"\xff\xd8\xff\xe0" + bytes(600), "不认识"),
    "扫描.png": (b"\x89PNG\r\n\x1a\n" + bytes(600), "不认识"),
    "白卷.txt": (b"", "没有文字"),
    "白卷.html": (b"", "空的"),
    "白卷.pdf": (b"", "空的"),
    "空白.txt": (" \n\u3000\n".encode(), "没有文字"),
    "坏.pdf": (b"%PDF-1.4\nnothing", "损坏"),
    "坏.docx": (b"PK\x03\x04nothing", "损坏"),
    "乱.txt": (bytes(range(32)) * 20, "不是文本"),
    "半个字.txt": ("年度报告".encode("utf-16")[:-1], "不是文本"),
    "通知.txt": ("关于放假的通知\n各科室：明天放假。\n".encode(), "没有认出"),
    "通知.html": ("<html><body><p>关于放假的通知</p></body></html>".encode(), "没有认出"),
}


@pytest.mark.parametrize("command", ["check", "import"])
@pytest.mark.parametrize(
    "name, content, expected",
    [
        *((name, content, expected) for name, (content, expected) in NONE_OF_A_REPORT.items()),
        ("白卷.docx", b"", "空的"),
    ],
)
def test_a_file_that_is_no_report_is_refused_in_plain_words(
    tmp_path: Path, capsys: Capture, command: str, name: str, content: bytes, expected: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    refused(capsys, command, path, expected)


@pytest.mark.parametrize("command", ["check", "import"])
def test_a_workbook_is_refused_in_plain_words(tmp_path: Path, capsys: Capture, command: str) -> None:
    path = shutil.copy(EXAMPLES / "huaian-2024" / "workbook.xlsx", tmp_path / "数据.xlsx")
    refused(capsys, command, Path(path), "Word")


def refused(capsys: Capture, command: str, path: Path, expected: str) -> None:
    folder = path.parent / "draft"
    code, said = run(capsys, command, path, *([folder] if command == "import" else []))
    assert code == 2
    assert expected in said and path.name in said and "怎么办：" in said
    # Plain Chinese, but for names of files, programs and kinds.
    words = set(re.findall(r"[A-Za-z]{3,}", said.replace(str(path.parent), ""))) - {
        *(
            "PDF",
            "Word",
            "WPS",
            "HTML",
            "Excel",
            "UTF",
            "GBK",
            "reportgen",
            "doc",
            "docx",
            "html",
            "pdf",
            "txt",
            "jpg",
            "png",
            "xlsx",
        )
    }
    assert words == set()
    assert not folder.exists()


@pytest.mark.parametrize("command", ["check", "import"])
def test_what_is_not_there_is_said_so(tmp_path: Path, capsys: Capture, command: str) -> None:
    folder = [tmp_path / "draft"] if command == "import" else []
    code, said = run(capsys, command, tmp_path / "没有.docx", *folder)
    expected = "没有这个文件或文件夹" if command == "check" else "没有这个文件"
    assert (code, expected in said, "怎么办：" in said) == (2, True, True)
    code, said = run(capsys, command, tmp_path, *folder)
    assert (code, "怎么办：" in said) == (2, True)


def test_import_needs_two_places(capsys: Capture, tmp_path: Path) -> None:
    code, said = run(capsys, "import", write(tmp_path, copied(FORM_2014), "docx"))
    assert (code, "缺少" in said) == (2, True)


def test_a_page_of_pictures_is_said_to_be_one(tmp_path: Path, capsys: Capture) -> None:
    """A scan: a page, a picture, no letters."""
    canvas = Canvas()
    canvas.picture(50, 50, 500, 700)
    path = tmp_path / "扫描件.pdf"
    path.write_bytes(canvas.pdf())
    code, said = run(capsys, "check", path)
    assert code == 2
    assert "扫描" in said or "图片" in said


def test_a_web_page_by_another_name_is_read(tmp_path: Path, capsys: Capture) -> None:
    """The content decides: a page saved as .txt or .doc is a page."""
    path = tmp_path / "网页.txt"
    path.write_text(html_of(copied(FORM_2021)), encoding="utf-8")
    code, said = run(capsys, "check", path)
    assert (code, "2023年度" in said) == (0, True)
