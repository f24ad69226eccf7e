"""Published reports read back: cells and paragraphs of the real ones, drafts made of them, what reportgen built itself."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from conftest import EXAMPLES, PICTURES, PUBLISHED
from support.faults.bad_input import contents
from support.known.corpus import CORPUS, read_written
from support.known.figures import read_truth
from support.published.copies import FORM_2014, copied, docx_of, docx_with, score, word_paragraph, word_table

from reportgen.drafts.narrative.blank import filled_narrative
from reportgen.drafts.workbook.drawn.blank import filled_workbook
from reportgen.model.draft import Built
from reportgen.model.errors import OutputError
from reportgen.model.figures import digits, read_figure
from reportgen.model.location import Location
from reportgen.model.report import Paragraph, Report, TextBlock
from reportgen.packs.load import find_pack
from reportgen.reports.open import open_published
from reportgen.reports.outlines import read_published
from reportgen.reports.published import Published
from reportgen.tasks import check as tasks
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft
from reportgen.tasks.drafts import LEFT_OVER, import_report
from reportgen.text.passages import block_of

RECORD = Path(__file__).with_name("import_accuracy.yaml")


class Expected(NamedTuple):
    """What a reader sees in a published report besides its figures: `levels` are the blocks of each passage in order,
    h or p and the level of the heading that it is or begins with."""

    agency: str
    year: int
    form: str
    title: int
    levels: dict[str, str]
    ends: tuple[str, str] = ("", "")
    problems: str = "五、存在的主要问题及改进情况"


EXPECTED = {
    "000_a6e3da083c5e2c0c": Expected(
        "温州市人民政府办公室",
        2020,
        "gov-disclosure-2019",
        2,
        {"preface": "p0", "overview": "p0 p2 p2 p0 p2 p2 p2 p2", "problems": "p0 p0 p0 p0 p0", "other": "p0"},
    ),
    "001_76d90fd474e57dbd": Expected(
        "温州市机关事务管理局",
        2020,
        "gov-disclosure-2019",
        1,
        {
            "preface": "p0",
            "overview": "p0 p2 p0 p2 p0 p2 p2 p0 p2",
            "problems": "p0 p0 p2 p0 p2 p2 p2 p2",
            "other": "p0",
        },
        problems="五、存在的主要问题及改进措施",
    ),
    "002_7e3cf29f5d278207": Expected(
        # As its title has it; automatic numbers came as （1）.
        "拱墅区政府办公室",
        2020,
        "gov-disclosure-2019",
        2,
        {"overview": "p0 p4 p4 p4 p4 p4 p4", "problems": "p0 p0 p0 p0 p0 p0", "other": "p0"},
    ),
    "003_f6584d2c7913d8cd": Expected(
        "温州市瓯海区人民政府",
        2017,
        "gov-disclosure-2014",
        1,
        {"preface": "p0", "body": "h1 p0 p4 p0 p2 p2 p0 p0 p0 h1 p0 h1 p0 p0 h1 p0 h1 p0 h1 p0 p0"},
        ("温州市瓯海区人民政府", "2018年1月12日"),
    ),
    "huaian_city_2024": Expected(
        "淮安市人民政府",
        2024,
        "gov-disclosure-2021",
        2,
        {"preface": "p0", "overview": "p0 p2 p2 p2 p2 p2", "problems": "p0 p0", "other": "p0"},
    ),
    "suqian_city_2023": Expected(
        "宿迁市",
        2023,
        "gov-disclosure-2021",
        1,
        {"preface": "p0", "overview": "p0 p2 p2 p2 p2 p2 p2", "problems": "p0 p0 p2 p2 p2", "other": "p0"},
    ),
    "suqian_city_2024": Expected(
        "宿迁市",
        2024,
        "gov-disclosure-2021",
        1,
        {"preface": "p0", "overview": "p0 p2 p2 p2 p2 p2 p2", "problems": "p0", "other": "p0"},
    ),
}
EachPublished = pytest.mark.parametrize("name", EXPECTED)


@cache
def source_of(name: str) -> Path:
    if not PUBLISHED.is_dir():
        pytest.skip("the published reports (../shared/real) are not beside this checkout")
    return next(path for path in PUBLISHED.iterdir() if path.stem == name)


@cache
def opened(name: str) -> Published:
    return open_published(source_of(name))


@cache
def true_cells(name: str) -> dict[str, str]:
    """The hand-read figures, each with what stands behind it in its cell taken off."""
    _, cells, _ = read_truth(PUBLISHED / "truth" / f"{name}.json")
    return {ref: str(read_figure(text).value) for ref, text in cells.items()}


# -- the published reports ----------------------------------------------------------------------------


@EachPublished
def test_every_cell_of_a_published_report_is_read(name: str) -> None:
    published = opened(name)
    came = score(published, true_cells(name))
    assert (came.wrong, came.missing) == ((), ())
    assert set(published.report.cells) == set(published.form.figures)


@EachPublished
def test_cells_keep_what_was_written_in_them(name: str) -> None:
    """A unit or a remark stays in the text of the cell; every cell has its line, or its place in a table."""
    published = opened(name)
    _, cells, _ = read_truth(PUBLISHED / "truth" / f"{name}.json")
    for ref, cell in published.report.cells.items():
        if not cell.computed and not cells[ref].replace(".", "").isdigit():
            assert cell.text.replace(" ", "") == cells[ref].replace(" ", "")
        assert (cell.location.path, cell.location.line > 0) == (source_of(name).name, True)


@EachPublished
def test_published_report_is_taken_apart_as_a_reader_sees_it(name: str) -> None:
    published, expected = opened(name), EXPECTED[name]
    report = published.report
    assert (report.agency, report.year, report.format_id) == (expected.agency, expected.year, expected.form)
    assert len(report.title) == expected.title
    levels = {section: " ".join(f"{block.kind[0]}{block.level}" for block in blocks) for section, blocks in report.texts.items()}
    assert levels == expected.levels
    assert (report.signature, report.date) == expected.ends
    if expected.form != "gov-disclosure-2014":
        wanted = [section.heading for section in published.form.sections if section.kind == "fixed"]
        headings = [heading.text for heading in published.narrative.headings]
        assert headings[:4] + headings[5:] == wanted[:4] + wanted[5:]
        assert headings[4] == expected.problems


def test_pictures_that_a_text_copy_only_names_are_told_and_their_captions_kept() -> None:
    published = opened("003_f6584d2c7913d8cd")
    assert [one.text for one in published.unplaced if "图" in one.why] == ["1 张图片"] * 4
    after_pictures = [published.report.texts["body"][at].text for at in (3, 6, 7, 8)]
    assert all(0 < len(caption) < 40 and not caption.endswith("。") for caption in after_pictures)


@EachPublished
def test_nothing_of_a_published_report_is_lost_silently(name: str) -> None:
    """Whatever stands outside the tables is in the report, or told as left over."""
    published = opened(name)
    told = squeezed("".join(one.text for one in published.unplaced))
    told += kept_text(published) + words_of_the_form(published)
    lines = [squeezed(line) for line in lines_outside_tables(source_of(name))]
    assert [line for line in lines if line not in told] == []


def words_of_the_form(published: Published) -> str:
    """What the form itself prints between tables."""
    captions = [block.caption for table in published.form.tables for block in table.blocks]
    headings = [section.subheading.replace("{{ 年份 }}", str(published.report.year)) for section in published.form.sections]
    return squeezed("".join((*captions, *headings)))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u3000\u00a0]+", "", text)


def kept_text(published: Published) -> str:
    report, narrative = published.report, published.narrative
    blocks = [block.whole for blocks in report.texts.values() for block in blocks]
    parts = [*report.title, *blocks, *(heading.text for heading in narrative.headings), report.signature, report.date]
    # What a page broke off is put together again.
    return squeezed("".join(parts))


# What the copying programs put there.
_ARTEFACTS = re.compile(r"\[(?:image|bookmark):[^\]]*\]|^\s*(?:#+|-)\s+")


def lines_outside_tables(path: Path) -> Iterator[str]:
    """The lines of a text copy that are no row of a table, by their first character; the paragraphs of a PDF."""
    if path.suffix == ".pdf":
        for paragraph in read_published(path).paragraphs:
            yield paragraph.text
        return
    lines = path.read_text(encoding="utf-8").split("\n")
    for before, line in zip(["", *lines], lines, strict=False):
        # A cell of such a copy goes on below its tab.
        if line.strip() and "\t" not in line and not line.startswith("|") and not before.startswith("\t"):
            yield _ARTEFACTS.sub("", line)


class Accuracy(NamedTuple):
    """A line of the accuracy table."""

    form: str
    right: int
    wrong: int
    missing: int
    kept: int
    of: int
    unplaced: int

    def worse_than(self, recorded: Accuracy) -> list[str]:
        """What fell since it was recorded."""
        fell = [name for name in ("right", "kept") if getattr(self, name) < getattr(recorded, name)]
        grew = [name for name in ("wrong", "missing", "unplaced") if getattr(self, name) > getattr(recorded, name)]
        return [*fell, *grew, *(["form"] if self.form != recorded.form else [])]


def accuracy_of(name: str) -> Accuracy:
    published = opened(name)
    came = score(published, true_cells(name))
    kept, printed = kept_text(published), words_of_the_form(published)
    lines = [line for text in lines_outside_tables(source_of(name)) if (line := squeezed(text)) not in printed]
    return Accuracy(
        published.form.id,
        came.right,
        len(came.wrong),
        len(came.missing),
        sum(len(line) for line in lines if line in kept),
        sum(map(len, lines)),
        len(published.unplaced),
    )


def test_accuracy_may_only_rise(published: Path) -> None:
    recorded = {name: Accuracy(**line) for name, line in yaml.safe_load(RECORD.read_text(encoding="utf-8")).items()}
    assert {path.stem for path in (published / "truth").glob("*.json")} == set(EXPECTED) == set(recorded)
    measured = {name: accuracy_of(name) for name in EXPECTED}
    print("\nfile: form, cells right/wrong/missing, characters kept/of, unplaced")
    for name, line in measured.items():
        print(f"{name}: {line.form}, {line.right}/{line.wrong}/{line.missing}, {line.kept}/{line.of}, {line.unplaced}")
    assert {name: line.worse_than(recorded[name]) for name, line in measured.items() if line.worse_than(recorded[name])} == {}
    better = [name for name, line in measured.items() if line != recorded[name]]
    assert better == [], f"better than recorded: write these lines into {RECORD.name}: " + "; ".join(
        f"{name}: {dict(zip(Accuracy._fields, measured[name], strict=True))}" for name in better
    )


def test_a_fall_is_seen() -> None:
    now = Accuracy("f", 198, 0, 0, 900, 900, 2)
    assert now.worse_than(now) == []
    assert now._replace(right=197, missing=1).worse_than(now) == ["right", "missing"]
    assert now._replace(wrong=1, kept=899, unplaced=3).worse_than(now) == ["kept", "wrong", "unplaced"]
    assert now.worse_than(now._replace(right=190, missing=8)) == []


# -- drafts -----------------------------------------------------------------------------------------------


def passages(report: Report) -> dict[str, list[tuple[str, int, str, str, str]]]:
    """The prose as a draft holds it; what stands beside tables has no place in one."""
    form = find_pack(report.format_id).form
    free = {"preface", *(section.id for section in form.prose_sections)}
    return {
        section: [(block.kind, block.level, block.lead, block.text, block.image) for block in blocks]
        for section, blocks in report.texts.items()
        if section in free and blocks
    }


def same(one: Report, other: Report) -> None:
    """Two reports say the same, wherever it stands."""
    assert (one.agency, one.year, one.format_id, one.title) == (other.agency, other.year, other.format_id, other.title)
    assert one.figures == other.figures
    remarks = [{ref: cell.text for ref, cell in report.cells.items() if cell.remark} for report in (one, other)]
    assert remarks[0] == remarks[1]
    assert passages(one) == passages(other)
    assert one.date == other.date


@EachPublished
def test_draft_of_a_published_report_says_the_same_and_balances_as_it_does(tmp_path: Path, name: str) -> None:
    imported = import_report(source_of(name), tmp_path / "draft")
    checked = check_draft(imported.folder)
    same(checked.report, opened(name).report)
    assert not checked.crashed
    # Without a signature of its own the draft has a gap: nobody signs by himself.
    assert checked.report.signature == opened(name).report.signature
    assert checked.tally == tasks.check_published(source_of(name)).tally
    assert (checked.tally.failed, checked.tally.not_assessable) == (0, 0)


def test_importing_twice_overwrites_nothing(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.docx", tmp_path / "draft"
    path.write_bytes(docx_of(copied(FORM_2014)))
    import_report(path, folder)
    (folder / "narrative.yaml").write_text("机关: 已经改过\n", encoding="utf-8")
    before = contents(folder)
    with pytest.raises(OutputError, match="没有覆盖"):
        import_report(path, folder)
    assert contents(folder) == before


@pytest.mark.parametrize("there", ["workbook.xlsx", "narrative.yaml", LEFT_OVER])
def test_a_folder_with_one_file_of_a_draft_is_left_alone(tmp_path: Path, there: str) -> None:
    copy = copied(FORM_2014)
    path, folder = tmp_path / "a.docx", tmp_path / "draft"
    stray = word_table([[piece._replace(text="另一张表") for piece in copy.grid("statistics")[0]]])
    path.write_bytes(docx_with(docx_body(docx_of(copy)) + stray))
    folder.mkdir()
    (folder / there).write_text("别人的", encoding="utf-8")
    with pytest.raises(OutputError, match="没有覆盖"):
        import_report(path, folder)
    assert contents(folder) == {there: "别人的".encode()}


def docx_body(document: bytes) -> str:
    from reportgen.word.outline import document_of

    return document_of(document).decode().partition("<w:body>")[2].partition("</w:body>")[0]


def test_an_import_that_cannot_be_written_leaves_nothing(
    example: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = tmp_path / "a.docx"
    build_draft(with_pictures(example("huaian-2024"), 1), output=document)
    failing, replace, placed = 0, os.replace, list[str]()

    def once_full(source: Path, target: Path) -> None:
        placed.append(target.name)
        if len(placed) == failing:
            raise OSError(errno.ENOSPC, "x")
        replace(source, target)

    monkeypatch.setattr(os, "replace", once_full)
    for failing in (1, 2, 3):
        placed.clear()
        with pytest.raises(OutputError, match="磁盘满了"):
            import_report(document, tmp_path / "draft")
        assert contents(tmp_path / "draft") == {}, failing
    monkeypatch.undo()
    assert import_report(document, tmp_path / "draft").report.year == 2024


def with_pictures(draft: Path, times: int) -> Path:
    """The draft of the 2021 form with a picture, perhaps several times."""
    shutil.copytree(PICTURES, draft / "images")
    text = (draft / "narrative.yaml").read_text(encoding="utf-8")
    lines = "\n  ![各渠道申请数](images/channels.png)" * times
    (draft / "narrative.yaml").write_text(
        text.replace("其他需要报告的事项: |", f"其他需要报告的事项: |{lines}", 1), encoding="utf-8"
    )
    return draft


def test_pictures_of_a_word_file_come_along(example: Callable[[str], Path], tmp_path: Path) -> None:
    draft = with_pictures(example("huaian-2024"), 2)
    assert isinstance(build_draft(draft, output=tmp_path / "a.docx"), Built)
    folder = import_report(tmp_path / "a.docx", tmp_path / "draft").folder
    mine = [block for block in check_draft(folder).report.texts["other"] if block.kind == "image"]
    assert [block.text for block in mine] == ["各渠道申请数"] * 2
    assert {(folder / block.image).read_bytes() for block in mine} == {(PICTURES / "channels.png").read_bytes()}
    assert isinstance(build_draft(folder), Built)


def test_a_picture_in_the_header_is_no_part_of_the_report(tmp_path: Path) -> None:
    """Only what the body shows comes along, though the package holds more."""
    path = tmp_path / "a.docx"
    relations = '<Relationships><Relationship Id="r1" Target="media/seal.png"/></Relationships>'
    header = '<w:hdr xmlns:w="w"><w:drawing/></w:hdr>'
    parts = {"word/_rels/document.xml.rels": relations, "word/media/seal.png": b"\x89PNG", "word/header1.xml": header}
    path.write_bytes(docx_with(docx_body(docx_of(copied(FORM_2014))), parts))
    imported = import_report(path, tmp_path / "draft")
    assert [name for name in contents(imported.folder) if name.startswith("images/")] == []


PNG = (PICTURES / "channels.png").read_bytes()


@pytest.mark.parametrize("name", ["image1.png", "image(1).png"])
def test_a_picture_comes_back_under_its_name(tmp_path: Path, name: str) -> None:
    imported = import_with_picture(tmp_path, name, "图1 办事大厅")
    (block,) = [block for block in check_draft(imported).report.texts["body"] if block.kind == "image"]
    assert (block.text, (imported / block.image).read_bytes()) == ("图1 办事大厅", PNG)


def test_a_caption_with_brackets_comes_back(tmp_path: Path) -> None:
    imported = import_with_picture(tmp_path, "image1.png", "图1[示意]")
    assert [block.text for block in check_draft(imported).report.texts["body"] if block.kind == "image"] == ["图1［示意］"]


def import_with_picture(folder: Path, name: str, caption: str) -> Path:
    namespaces = (
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    picture = f'<w:p><w:r><w:drawing><a:blip {namespaces} r:embed="r1"/></w:drawing></w:r></w:p>'
    first, rest = docx_body(docx_of(copied(FORM_2014))).split(word_paragraph("二、主动公开情况"))
    relations = f'<Relationships><Relationship Id="r1" Target="media/{name}"/></Relationships>'
    body = first + picture + word_paragraph(caption) + word_paragraph("二、主动公开情况") + rest
    path = folder / "a.docx"
    path.write_bytes(docx_with(body, {"word/_rels/document.xml.rels": relations, f"word/media/{name}": PNG}))
    return import_report(path, folder / "draft").folder


def test_what_has_no_place_is_kept_beside_the_draft(tmp_path: Path) -> None:
    copy = copied(FORM_2014)
    stray = [[copy.grid("statistics")[0][0]._replace(text=text) for text in ("食堂菜单", "米饭")]]
    path = tmp_path / "a.docx"
    path.write_bytes(docx_with(docx_body(docx_of(copy)) + word_table(stray) + word_paragraph("— 7 —")))
    imported = import_report(path, tmp_path / "draft")
    text = (imported.folder / LEFT_OVER).read_text(encoding="utf-8")
    assert len(imported.unplaced) == 2
    for one in imported.unplaced:
        assert f"{one.location}　{one.why}\n{one.text}\n" in text
    assert "食堂菜单　米饭" in text and "— 7 —" in text


def test_nothing_left_over_makes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(docx_of(copied(FORM_2014)))
    imported = import_report(path, tmp_path / "draft")
    assert imported.unplaced == ()
    assert set(contents(imported.folder)) == {"workbook.xlsx", "narrative.yaml"}


# -- what reportgen built itself ----------------------------------------------------------------------------

# Made-up reports of all three forms, of agencies of several kinds.
MADE_UP = ("bureau_land_2023", "county_jiangtang_2020", "police_lingwan_2021", "tax_lintanwan_2019", "county_qingya_2018")
NAMES = (*sorted(text.parent.name for text in EXAMPLES.glob("*/narrative.yaml")), *MADE_UP)
EachBuilt = pytest.mark.parametrize("name", NAMES)
TIMEOUT = 240


def made_up_draft(name: str, folder: Path) -> Path:
    """A report of the corpus as a draft; its own words where it has them, and a signature."""
    source: dict[str, Any] = yaml.safe_load((CORPUS / f"{name}.yaml").read_text(encoding="utf-8"))
    written = read_written(CORPUS / f"{name}.yaml").draft
    texts = dict(written.report.texts)
    if free := next((section for section in written.form.sections if section.kind == "free"), None):
        blocks: list[TextBlock] = []
        for ordinal, (heading, below) in zip("一二三四五六七八九十", texts.items(), strict=False):
            blocks += [block_of(Paragraph(f"{ordinal}、{heading}", Location(""))), *below]
        texts = {free.id: tuple(blocks)}
    texts["preface"] = (block_of(Paragraph(" ".join(source["preface"].split()), Location(""))),)
    report = written.report._replace(texts=texts, signature=written.report.agency, date=f"{written.report.year + 1}年1月22日")
    folder.mkdir()
    (folder / "narrative.yaml").write_bytes(filled_narrative(written.form, report))
    (folder / "workbook.xlsx").write_bytes(filled_workbook(written.form, report))
    return folder


class Documents(NamedTuple):
    """Documents that were built, with what their drafts say, and the folders of what LibreOffice made of them."""

    reports: dict[str, Report]
    folder: Path


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Documents:
    folder = tmp_path_factory.mktemp("documents")
    reports = {}
    for name in NAMES:
        draft = EXAMPLES / name if name not in MADE_UP else made_up_draft(name, folder / name)
        built = build_draft(draft, output=folder / f"{name}.docx")
        assert isinstance(built, Built)
        reports[name] = built.checked.report
    return Documents(reports, folder)


@pytest.fixture(scope="module")
def converted(documents: Documents, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same as LibreOffice saves them: .docx once more, web pages, PDFs."""
    if shutil.which("soffice") is None:
        pytest.skip("not installed: soffice")
    profile = tmp_path_factory.mktemp("profile").as_uri()
    folders = {}
    for kind in ("docx", "html", "pdf"):
        folders[kind] = documents.folder / kind
        command = [
            "soffice",
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(folders[kind]),
        ]
        subprocess.run(
            [*command, *(str(documents.folder / f"{name}.docx") for name in NAMES)],
            capture_output=True,
            check=True,
            timeout=TIMEOUT,
        )
    return folders


@EachBuilt
def test_a_built_document_is_read_as_it_was_meant(documents: Documents, name: str) -> None:
    published = open_published(documents.folder / f"{name}.docx")
    same_but_pictures(published, documents.reports[name])
    assert [finding.code for finding in published.findings] == []
    assert published.report.signature == documents.reports[name].signature


@EachBuilt
@pytest.mark.parametrize("kind", ["docx", "html"])
def test_a_document_that_libreoffice_saved_is_read_as_it_was_meant(
    documents: Documents, converted: dict[str, Path], name: str, kind: str
) -> None:
    published = open_published(converted[kind] / f"{name}.{kind}")
    same_but_pictures(published, documents.reports[name])
    assert published.report.signature == documents.reports[name].signature


@EachBuilt
def test_a_pdf_that_libreoffice_printed_is_read_as_it_was_meant(
    documents: Documents, converted: dict[str, Path], name: str
) -> None:
    """Figures, title, agency, signature; the text to the last character, though where a paragraph ends is a guess."""
    published, report = open_published(converted["pdf"] / f"{name}.pdf"), documents.reports[name]
    mine = published.report
    assert (mine.agency, mine.year, mine.format_id, mine.title) == (report.agency, report.year, report.format_id, report.title)
    assert (mine.figures, mine.signature, mine.date) == (report.figures, report.signature, report.date)
    assert {section: joined(blocks) for section, blocks in mine.texts.items()} == {
        section: joined(blocks) for section, blocks in report.texts.items() if blocks
    }


def joined(blocks: tuple[TextBlock, ...]) -> str:
    return squeezed("".join(block.whole for block in blocks))


def same_but_pictures(published: Published, report: Report) -> None:
    """As `same`, for documents whose pictures may have other names, or be told as lost beside their captions."""

    def plain(one: Report) -> Report:
        return one._replace(
            texts={
                section: tuple(block._replace(kind="paragraph", image="") if block.pictured else block for block in blocks)
                for section, blocks in one.texts.items()
            }
        )

    same(plain(published.report), plain(report))
    pictured, shown = (
        [block for blocks in one.texts.values() for block in blocks if block.pictured] for one in (report, published.report)
    )
    told = sum("张图片" in one.text for one in published.unplaced)
    assert len(shown) + told == len(pictured)
    for block in shown:
        if block.kind == "chart":
            assert any(one.chart and block.chart and one.chart.figures == block.chart.figures for one in pictured)
    assert [one for one in published.unplaced if "张图片" not in one.text and "页码" not in one.why] == []


def test_figures_are_compared_as_numbers() -> None:
    """The law would hold for nothing if reports without figures were the same."""
    report = opened("000_a6e3da083c5e2c0c").report
    ref = next(iter(report.cells))
    other = report._replace(cells={**report.cells, ref: report.cells[ref]._replace(value=Decimal(99))})
    assert digits(report.figures[ref]) != "99"
    with pytest.raises(AssertionError):
        same(report, other)
