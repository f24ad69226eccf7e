"""A PDF through LibreOffice: found or not, quick or not, and what is told of the fonts."""

from __future__ import annotations

import io
import os
import shutil
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from conftest import EXAMPLES
from docx.oxml.ns import qn
from support.published.pdf import Canvas

from reportgen.cli.main import main
from reportgen.files import office
from reportgen.files.office import find_office, pdf_of
from reportgen.files.saving import marked_pdf, unchanged
from reportgen.model.draft import Built
from reportgen.model.errors import OutputError, RenderError
from reportgen.model.report import Report
from reportgen.tasks.build import build_draft, page_remarks
from reportgen.word.fonts import font_remarks, fonts_asked, fonts_embedded

DRAFT = EXAMPLES / "wenzhou-2020"
OFFICIAL = {"仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体", "Times New Roman"}
INSIDE = ("FangSong_GB2312", "KaiTi_GB2312", "SimHei", "FZXBSJW--GB1-0", "SimSun", "TimesNewRomanPSMT")
Install = Callable[[str], Path]


def pdf(*fonts: str, page: bool = True) -> bytes:
    """A made-up PDF with the fonts of these names."""
    objects = [f"<</Type/Font/BaseFont/ABCDEF+{font}>>" for font in fonts] + (["<</Type/Page/Parent 1 0 R>>"] if page else [])
    return f"%PDF-1.6\n{''.join(objects)}\ntrailer\nstartxref\n9\n%%EOF\n".encode()


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a made-up LibreOffice on the PATH that does what a piece of Python says; gives the folder of its notes."""
    if os.name != "posix":
        pytest.skip("a made-up LibreOffice needs a POSIX system")
    monkeypatch.setattr(office, "_USUAL", ())
    place = tmp_path / "programs"
    place.mkdir()
    monkeypatch.setenv("PATH", str(place))

    def put(body: str) -> Path:
        program = place / "soffice"
        start = (
            f"#!{sys.executable}\nimport pathlib, subprocess, sys, time\n"
            f"notes = pathlib.Path({str(tmp_path)!r})\nsource = pathlib.Path(sys.argv[-1])\n"
            "out = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1]) / (source.stem + '.pdf')\n"
        )
        program.write_text(start + body, encoding="utf-8")
        program.chmod(0o755)
        return tmp_path

    return put


def writes(content: bytes) -> str:
    return f"out.write_bytes({content!r})\n"


# -- the program --------------------------------------------------------------------------------------


def test_without_it_nothing_is_written(install: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(DRAFT), "--to", "docx,pdf", "-o", str(tmp_path / "年报")]) == 2
    said = capsys.readouterr().err
    assert "这台电脑上没有 LibreOffice，不能生成 PDF" in said
    assert "安装 LibreOffice" in said
    assert "另存为 PDF" in said
    assert not list(tmp_path.glob("年报*"))


def test_it_is_found_at_its_usual_place_the_newest_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(office, "_USUAL", (str(tmp_path / "没有" / "soffice"), str(tmp_path / "office*" / "program" / "soffice")))
    with pytest.raises(OutputError):
        find_office()
    for version in ("office7.4", "office25.2", "office24.8"):
        program = tmp_path / version / "program" / "soffice"
        program.parent.mkdir(parents=True)
        program.touch()
    assert find_office() == str(tmp_path / "office25.2" / "program" / "soffice")


def test_it_gets_a_profile_of_its_own_and_leaves_nothing(install: Install) -> None:
    notes = install(
        "(notes / 'said').write_text('\\n'.join(sys.argv[1:]))\n(notes / 'source').write_bytes(source.read_bytes())\n"
        + writes(pdf("SimSun"))
    )
    assert pdf_of(b"PK the document") == pdf("SimSun")
    told = (notes / "said").read_text().splitlines()
    assert told[0].startswith("-env:UserInstallation=file:///")
    assert "--headless" in told
    assert (notes / "source").read_bytes() == b"PK the document"
    assert not Path(told[-1]).parent.exists()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (
            "print('source file could not be loaded')\nsys.exit(3)\n",
            "转换失败（退出码 3），它说：source file could not be loaded",
        ),
        ("print('Warning: failed to launch javaldx')\n", "没有转成 PDF$"),
        (writes(b"PK no PDF at all"), "是坏的"),
        (writes(pdf("SimSun", page=False)), "没有一页"),
    ],
    ids=["fails", "writes-nothing", "no-pdf", "no-page"],
)
def test_what_goes_wrong_is_told(body: str, says: str, install: Install) -> None:
    install(body)
    with pytest.raises(RenderError) as caught:
        pdf_of(b"PK")
    message = caught.value.message
    assert message.endswith(says[:-1]) if says.endswith("$") else says in message
    assert "Word 或 WPS" in caught.value.hint


def test_too_long_is_stopped_with_all_that_it_started(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "TIMEOUT", 1)
    notes = install(
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "(notes / 'child').write_text(str(child.pid))\ntime.sleep(60)\n"
    )
    began = time.monotonic()
    with pytest.raises(RenderError, match="用了 1 秒还没有转好，已停止"):
        pdf_of(b"PK")
    assert time.monotonic() - began < 20
    child = int((notes / "child").read_text())
    for _ in range(50):
        status = Path(f"/proc/{child}/stat")
        if not status.exists() or status.read_text().split()[2] == "Z":
            break
        time.sleep(0.1)
    else:
        pytest.fail("what it started still runs")


def test_a_file_that_is_no_program_is_told(install: Install, tmp_path: Path) -> None:
    install("")
    (tmp_path / "programs" / "soffice").write_bytes(b"\x7fELF broken")
    with pytest.raises(RenderError, match="启动不了"):
        pdf_of(b"PK")


# -- the file -----------------------------------------------------------------------------------------


def test_a_pdf_of_ours_is_replaced_and_a_changed_one_kept(install: Install, tmp_path: Path) -> None:
    output = tmp_path / "年报.pdf"
    install(writes(pdf(*INSIDE)))
    built = build_draft(DRAFT, kinds=("pdf",), output=output)
    assert isinstance(built, Built)
    assert built.remarks == ()
    assert [path.name for path in tmp_path.glob("年报*")] == ["年报.pdf"]
    install(writes(pdf(*INSIDE, "STKaiti")))
    build_draft(DRAFT, kinds=("pdf",), output=output)
    assert b"STKaiti" in output.read_bytes()
    output.write_bytes(output.read_bytes().replace(b"STKaiti", b"STKaitj"))
    with pytest.raises(OutputError, match="有人改过"):
        build_draft(DRAFT, kinds=("pdf",), output=output)
    assert isinstance(build_draft(DRAFT, kinds=("pdf",), output=output, force=True), Built)


def test_the_mark_of_a_pdf_stands_before_its_end() -> None:
    plain = pdf("SimSun")
    marked = marked_pdf(plain)
    assert marked.endswith(b"startxref\n9\n%%EOF\n")
    assert marked.startswith(plain.partition(b"startxref")[0])
    assert unchanged(marked)
    assert not unchanged(plain)
    assert not unchanged(marked + b"%")


# -- the fonts ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("document") / "年报.docx"
    build_draft(DRAFT, output=path)
    return path.read_bytes()


def test_a_report_asks_for_the_fonts_of_the_standard(document: bytes) -> None:
    assert set(fonts_asked(document)) == OFFICIAL


def test_fonts_come_from_styles_too() -> None:
    made = docx.Document()
    fonts = made.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), "华文仿宋")
    fonts.set(qn("w:ascii"), "Arial")
    made.styles.add_style("Own", 1).base_style = made.styles["Normal"]
    made.add_paragraph("汉字", "Own")
    made.add_paragraph("12", "Own").runs[0].font.name = "Cambria"
    unused = made.styles.add_style("Unused", 1).element.get_or_add_rPr().get_or_add_rFonts()
    unused.set(qn("w:eastAsia"), "黑体")
    content = io.BytesIO()
    made.save(content)
    assert fonts_asked(content.getvalue()) == ["华文仿宋", "Cambria"]


def test_all_fonts_there_is_nothing_to_tell(document: bytes) -> None:
    assert font_remarks(document, pdf(*INSIDE)) == ()
    bold = (*INSIDE, "TimesNewRomanPS-BoldMT", "OpenSymbol")
    assert font_remarks(document, pdf(*bold)) == (), "a sign that no font of the document has is nothing to warn of"


def test_what_is_missing_and_what_stands_for_it_is_told(document: bytes) -> None:
    shown = pdf("NotoSerifCJKsc-Regular", "SimHei", "KaiTi", "SimSun", "LiberationSerif-Bold")
    gone, as_wide = font_remarks(document, shown)
    assert "没有 方正小标宋简体、仿宋_GB2312，PDF 里用 NotoSerifCJKsc 代替；版式可能与标准不同" in gone
    assert "安装字体后再生成" in gone
    assert as_wide == "Times New Roman 用 Liberation Serif 代替，两种字体字宽相同，不影响换行"


def test_a_font_replaced_by_another_of_the_document_is_told(document: bytes) -> None:
    (gone,) = font_remarks(document, pdf(*(name for name in INSIDE if not name.startswith("FZ"))))
    assert gone.startswith("这台电脑没有 方正小标宋简体，PDF 里用 别的字体 代替")


def test_names_in_packed_objects_are_read() -> None:
    packed = zlib.compress(b"<</Type/FontDescriptor/FontName/ABCDEF+Fang#53ong>>")
    stream = b"7 0 obj<</Type/ObjStm/N 1/Length 9>>stream\n" + packed + b"\nendstream endobj"
    assert fonts_embedded(b"%PDF-1.7\n" + stream) == ["FangSong"]
    assert fonts_embedded(stream.replace(packed, b"broken")) == []


# -- the real one -------------------------------------------------------------------------------------


def test_a_real_pdf_has_its_pages_and_tells_its_fonts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("not installed: soffice")
    pdfplumber = pytest.importorskip("pdfplumber")
    output = tmp_path / "年报.pdf"
    assert main(["build", str(DRAFT), "--to", "pdf", "-o", str(output)]) == 0
    said = capsys.readouterr().out
    assert "PDF 由核对过的 Word 文件转成" in said
    content = output.read_bytes()
    assert unchanged(content)
    assert b"/MarkInfo" in content, "a tagged PDF"
    with pdfplumber.open(output) as opened:
        assert 6 <= len(opened.pages) <= 9
        text = (opened.pages[0].extract_text() or "").replace("\n", "")
        embedded = {str(char["fontname"]).partition("+")[2] for page in opened.pages for char in page.chars}
    assert "温州市人民政府办公室" in text
    assert all(any(font.startswith(name) for font in embedded) for name in fonts_embedded(content))
    missing = {font for font in OFFICIAL if f"{font}、" in said or f"{font}，" in said or f"{font} 用" in said}
    assert bool(missing) == ("提醒：" in said)


# -- the last page ------------------------------------------------------------------------------------

SIGNED = ("某县消防救援大队", "2025 年 1 月 24 日")
LAST_PAGES = {
    "signature and date": ((*SIGNED, "— 4 —"), True),
    "an imprint too": ((*SIGNED, "抄送：县委办公室。", "某县消防救援大队 2025年1月26日印发", "— 4 —"), True),
    "the end of a sentence": (("家中。", *SIGNED, "— 4 —"), False),
    "figures of a table": (("8 3 11", *SIGNED, "— 4 —"), False),
    "nothing at all": (("— 4 —",), False),
}


@pytest.mark.parametrize("case", LAST_PAGES)
def test_a_last_page_without_text_is_told(case: str) -> None:
    lines, told = LAST_PAGES[case]
    canvas = Canvas()
    canvas.text(90, 100, "一、总体情况")
    canvas.pages.append([])
    for number, line in enumerate(lines):
        canvas.text(90, 100 + 30 * number, line)
    report = Report("某县消防救援大队", 2024, "", {}, signature="某县消防救援大队", date="2025年1月24日")
    said = page_remarks(canvas.pdf(), report)
    assert bool(said) == told
    assert all("第 2 面" in one for one in said)
