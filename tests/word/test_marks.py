"""Punctuation that Chinese and Latin share (“ ” ‘ ’ — … ·) is set in the Chinese font in every Word file that is written.

Word takes it from a run's Latin font unless the run says w:hint="eastAsia" (ISO/IEC 29500-1, 17.3.2.26). No program here
shows what Word does: the runs are read.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from support.made.blank_forms import blank_form

from reportgen.model.chart import Chart, Series
from reportgen.model.draft import Built
from reportgen.packs.load import find_pack
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_published
from reportgen.tasks.tag import tag_blank_form
from reportgen.word.chart.drawing import chart_part
from reportgen.word.comments import annotated_word
from reportgen.word.looks import write_hints
from reportgen.word.redline.compare import redline

PACK, OWN = "gov-disclosure-2021", "gov-disclosure-own"
WHEN = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARKS = re.compile("[“”‘’—…·]")
TEMPLATE = Path(str(find_pack(PACK).template))
# Every kind of line that a narrative may have, with marks in each.
PROSE = """\
  开展“放管服”——改革……张·三说：‘好’。**“加粗”——的**字和[“链接”](https://www.huaian.gov.cn/)。
  （一）“小”标题
  1. “再小”的标题
  一是“并列”——事项。
  渠道 | “件”数
  “当面” | 3
  ![“图”的说明](图表:柱形图 表三.本年新收)
"""

Draft = Callable[[str], Path]
Rewrite = Callable[[Path, str, str], None]


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts(content).items():
            archive.writestr(name, change(name, part))
    return buffer.getvalue()


def stripped(content: bytes, hint: bytes = b"") -> bytes:
    """The same file as programs write it that know of no hint."""
    return with_parts(content, lambda _, part: part.replace(b' w:hint="eastAsia"', hint))


def runs(content: bytes) -> list[tuple[str, bool]]:
    """The texts of all runs, and whether each says that it is Chinese."""
    found = []
    for name, part in parts(content).items():
        if name.startswith("word/") and name.endswith(".xml") and "chart" not in name:
            for run in etree.fromstring(part).iter(W + "r"):
                text = "".join(one.text or "" for one in run.iterchildren(W + "t", W + "delText"))
                fonts = run.find(f"{W}rPr/{W}rFonts")
                found.append((text, fonts is not None and fonts.get(W + "hint") == "eastAsia"))
    return found


def in_latin_font(content: bytes) -> list[str]:
    """The runs whose marks Word would set in the Latin font."""
    return [text for text, hinted in runs(content) if MARKS.search(text) and not hinted]


@pytest.fixture
def draft(example: Draft, rewrite: Rewrite) -> Path:
    folder = example("huaian-2024")
    rewrite(folder, "其他需要报告的事项: |\n", f"其他需要报告的事项: |\n{PROSE}")
    return folder


def built(draft: Path, name: str) -> bytes:
    made = build_draft(draft, output=draft / f"{name}.docx", draft=True)
    assert isinstance(made, Built), made
    return made.path.read_bytes()


TEMPLATES = {
    "as shipped": lambda content: content,
    "made by a program that knows no hint": stripped,
    "typed in WPS, which says that tags are Latin": lambda content: stripped(content, b' w:hint="default"'),
    "without fonts on its runs": lambda content: with_parts(
        content, lambda name, part: re.sub(b"<w:rFonts [^>]*>", b"", part) if name == "word/document.xml" else part
    ),
    "with a fixed line above its pages": lambda content: with_parts(
        stripped(content),
        lambda name, part: part.replace(b"{{ draft_mark }}", "“草稿”——".encode()) if "header" in name else part,
    ),
}


@pytest.mark.parametrize("which", TEMPLATES)
def test_a_report_says_it_on_every_run_whatever_its_template_says(
    which: str, draft: Path, tmp_path: Path, rewrite: Rewrite, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "packs" / OWN
    folder.mkdir(parents=True)
    for file in TEMPLATE.parent.iterdir():
        (folder / file.name).write_bytes(TEMPLATES[which](file.read_bytes()) if file == TEMPLATE else file.read_bytes())
    declaration = folder / "format.yaml"
    declaration.write_text(declaration.read_text(encoding="utf-8").replace(f"id: {PACK}", f"id: {OWN}", 1), encoding="utf-8")
    rewrite(draft, f"格式: {PACK}", f"格式: {OWN}")
    monkeypatch.setenv("REPORTGEN_FORMATS", str(tmp_path / "packs"))
    content = built(draft, "年报")
    assert in_latin_font(content) == []
    said = [text for text, _ in runs(content)]
    for text in (
        "“放管服”——改革……张·三说：‘好’",
        "“加粗”——的",
        "“链接”",
        "“小”标题",
        "“再小”的标题",
        "一是“并列”——事项",
        "“件”数",
        "“图”的说明",
    ):
        assert any(text in one for one in said), text
    assert ("“草稿”——" in said) == (which == "with a fixed line above its pages")


def test_a_tagged_form_says_it_where_texts_are_put_in(tmp_path: Path) -> None:
    form = tmp_path / "表单.docx"
    form.write_bytes(stripped(blank_form(find_pack(PACK).form)))
    content = tag_blank_form(form).path.read_bytes()
    assert {hinted for text, hinted in runs(content) if "{" in text} == {True}
    # Nobody asked for a change of the form's own lines; a report made with it is mended as it is built.
    assert "3.危及“三安全一稳定”" in in_latin_font(content)


def test_tracked_changes_and_what_stands_around_them_say_it(draft: Path, rewrite: Rewrite) -> None:
    old = stripped(built(draft, "旧"))
    rewrite(draft, "开展“放管服”——改革……", "推进“一网通办”……“高效办成一件事”——")
    made = redline(old, stripped(built(draft, "新")), date=WHEN).content
    assert b"w:del " in parts(made)["word/document.xml"] and in_latin_font(made) == []


def test_comments_say_it(draft: Path) -> None:
    content = annotated_word(stripped(built(draft, "年报")), [(None, "提醒：“甲”——乙")], date=WHEN)
    assert ("提醒：“甲”——乙", True) in runs(content)
    # The document itself belongs to somebody else.
    assert in_latin_font(content)


@pytest.mark.parametrize(
    ("body", "hinted"),
    [
        ("<w:p><w:r><w:t>全年</w:t></w:r><w:r><w:t>“</w:t></w:r><w:r><w:t>120</w:t></w:r></w:p>", ["全年", "“"]),
        ("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>— </w:t></w:r><w:r><w:t>1</w:t></w:r></w:p>", ["— "]),
        ("<w:p><w:r><w:t>{{ block.</w:t></w:r><w:r><w:t>text }}</w:t></w:r></w:p>", ["{{ block."]),
        ("<w:p><w:r><w:t>The “English” line – all Latin</w:t></w:r></w:p>", []),
        ("<w:p><w:r><w:t>见 </w:t></w:r><w:r><w:t>People’s Daily</w:t></w:r></w:p>", ["见 "]),
        ('<w:p><w:r><w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr><w:t>\uf0fe是</w:t></w:r></w:p>', []),
        ('<w:p><w:r><w:rPr><w:rFonts w:hint="default"/></w:rPr><w:t>“甲”</w:t></w:r></w:p>', ["“甲”"]),
        ('<w:p><w:del><w:r><w:delText>“甲”</w:delText></w:r></w:del></w:p>', ["“甲”"]),
    ],
)  # fmt: skip
def test_it_is_written_on_what_is_chinese_and_on_nothing_else(body: str, hinted: list[str]) -> None:
    root = etree.fromstring(f'<w:document xmlns:w="{W[1:-1]}"><w:body>{body}</w:body></w:document>')
    assert write_hints(root) == bool(hinted)
    found = []
    for run in root.iter(W + "r"):
        look = run.find(W + "rPr")
        fonts = None if look is None else look.find(W + "rFonts")
        if fonts is not None and fonts.get(W + "hint") == "eastAsia":
            assert run[0] is look
            found.append("".join(run.itertext()))
    assert found == hinted
    assert not write_hints(root)


@pytest.mark.parametrize(
    ("categories", "series", "unit", "face"),
    [
        (("自然人", "商业企业"), "本年新收", "件", "Times New Roman"),
        (("“12345”热线", "信函"), "本年新收", "件", "宋体"),
        (("自然人",), "申请——本年", "件", "宋体"),
    ],
)
def test_a_chart_has_no_hint_and_takes_one_font(categories: tuple[str, ...], series: str, unit: str, face: str) -> None:
    chart = Chart("column", categories, (Series(series, tuple(Decimal(3) for _ in categories)),), unit)
    root = etree.fromstring(chart_part(chart, "rId1").encode())
    assert {one.get("typeface") for one in root.iter("{*}latin")} == {face}
    assert {one.get("typeface") for one in root.iter("{*}ea")} == {"宋体"}


def test_check_tells_it_of_a_document_from_elsewhere_once(draft: Path, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.docx", tmp_path / "theirs.docx"
    content = built(draft, "年报")
    ours.write_bytes(content)
    theirs.write_bytes(stripped(content))
    assert [one for one in check_published(ours).findings if one.code == "F414"] == []
    (finding,) = (one for one in check_published(theirs).findings if one.code == "F414")
    assert finding.severity.value == "warning" and finding.location.path == "theirs.docx" and finding.location.line
    assert "Times New Roman" in finding.message and re.search(r"等 \d+ 处", finding.message) and not finding.related
