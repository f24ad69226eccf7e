"""The law of every template that the check passes: what is built of it nobody is blamed for, and read back it is the draft again, or the check has said so."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLES

from reportgen.model.draft import Built
from reportgen.model.finding import Severity
from reportgen.model.location import Location
from reportgen.model.outline import OutlineParagraph
from reportgen.packs.load import open_pack
from reportgen.recognise.titles.words import title_words
from reportgen.tasks.build import build_draft
from reportgen.tasks.compare import compare_versions, verify_document
from reportgen.tasks.drafts import import_report
from reportgen.tasks.pack_check import check_pack
from reportgen.word.letterhead.lines import lines_of, read_beside

ID = "province-letterhead-2021"
COPIES = "抄送：{{ fields.copies }}。"
BODY = "word/document.xml"
Change = Callable[[str], str]


def instead(new: str, old: str = COPIES) -> Change:
    def change(text: str) -> str:
        assert text.count(old) == 1
        return text.replace(old, new)

    return change


def at_the_end(element: str) -> Change:
    return lambda text: re.sub(r"(<w:sectPr\b(?!.*<w:sectPr\b))", lambda found: element + found[1], text, flags=re.DOTALL)


def between_tables(words: str) -> Change:
    """A paragraph right behind the first table."""
    return lambda text: text.replace("</w:tbl>", f"</w:tbl><w:p><w:r><w:t>{words}</w:t></w:r></w:p>", 1)


def rewritten(document: Path, change: Change) -> None:
    with zipfile.ZipFile(document) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    text = parts[BODY].decode()
    assert change(text) != text
    parts[BODY] = change(text).encode()
    with zipfile.ZipFile(document, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)


CELL = '<w:tc><w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>'
GRID = '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="4000"/></w:tblGrid>'
TABLE = f"{GRID}<w:tr>{CELL.format('审核')}{CELL.format('王某')}</w:tr></w:tbl>"
LOOP = (
    f"{GRID}<w:tr>{CELL.format('{%tr for one in title %}')}{CELL.format('')}</w:tr>"
    f"<w:tr>{CELL.format('段{% vm %}')}{CELL.format('{{ loop.index }}')}</w:tr>"
    f"<w:tr>{CELL.format('{%tr endfor %}')}{CELL.format('')}</w:tr></w:tbl>"
)
WORKS: dict[str, Change] = {
    "a macro": instead('{% macro said(n, v) %}{{ n }}：{{ v }}。{% endmacro %}{{ said("抄送", fields.copies) }}'),
    "a name of its own": instead("{% set to = fields.copies %}抄送：{{ to }}。"),
    "a condition within the line": instead("抄送：{% if fields.copies %}{{ fields.copies }}{% else %}无{% endif %}　共二份"),
    "a filter that changes nothing": instead("抄送：{{ fields.copies|replace('某', '某') }}。"),
    "a table of its own at the end": at_the_end(TABLE),
    "a loop of merged cells at the end": at_the_end(LOOP),
    "words between tables": between_tables("（续表）"),
}
# What no reader can tell again, with what the check says.
TOLD: dict[str, tuple[Change, str]] = {
    "it is not printed": (instead("抄送：各有关单位。"), "F214"),
    "a filter makes another text of it": (instead("抄送：{{ fields.copies|replace('，', '、')|upper }}。"), "F232"),
    "it is counted": (instead("抄送：{{ fields.copies|length }} 个字。"), "F214"),
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return shutil.copytree(EXAMPLES / "packs" / ID, tmp_path / ID)


def codes(pack: Path) -> set[str]:
    findings = check_pack(str(pack)).findings
    assert not [one for one in findings if one.severity is Severity.ERROR], findings
    return {one.code for one in findings}


def built(pack: Path) -> Path:
    done = build_draft(pack / "example-2024", output=pack.parent / "年报.docx")
    assert isinstance(done, Built), done
    return done.path


@pytest.mark.parametrize("case", WORKS)
def test_what_is_built_is_not_blamed_and_reads_as_the_draft(case: str, pack: Path) -> None:
    rewritten(pack / "template.docx", WORKS[case])
    assert not {"F214", "F232"} & codes(pack)
    document = built(pack)
    assert verify_document(document, pack / "example-2024").holds
    import_report(document, pack.parent / "回")
    assert compare_versions(str(pack / "example-2024"), str(pack.parent / "回")).diff.nothing


@pytest.mark.parametrize("case", TOLD)
def test_what_cannot_be_read_back_is_told_and_blames_nobody(case: str, pack: Path) -> None:
    change, code = TOLD[case]
    rewritten(pack / "template.docx", change)
    assert code in codes(pack)
    assert verify_document(built(pack), pack / "example-2024").holds


@pytest.mark.parametrize("case", ["a macro", "a table of its own at the end"])
def test_what_somebody_changes_there_is_still_found(case: str, pack: Path) -> None:
    rewritten(pack / "template.docx", WORKS[case])
    document = built(pack)
    changed = {"a macro": ("省委办公厅", "市委办公厅"), "a table of its own at the end": ("王某", "李某")}[case]
    rewritten(document, lambda text: text.replace(*changed))
    assert not verify_document(document, pack / "example-2024").holds


def test_a_change_beside_what_cannot_be_read_is_all_that_is_told(pack: Path) -> None:
    rewritten(pack / "template.docx", TOLD["a filter makes another text of it"][0])
    document = built(pack)
    rewritten(document, lambda text: text.replace("2025年1月22日", "2025年1月23日"))
    changed = verify_document(document).compared.diff.fields
    assert [(one.name, one.old, one.new) for one in changed] == [("印发日期", "2025年1月22日", "2025年1月23日")]


def read(template: list[str], lines: list[OutlineParagraph]) -> tuple[list[str], dict[str, str]]:
    form = open_pack(EXAMPLES / "packs" / ID).form
    found = read_beside(lines, tuple(lines_of(template, form)), title_words([form]))
    return [line.text for line in found.lines], {name: one.text for name, one in found.found.items()}


def test_a_line_of_gaps_and_a_colon_takes_no_text() -> None:
    lines = [OutlineParagraph("联系电话：0000-12345678。", Location("a.docx", line=1))]
    assert read(["{{ fields.printer }}：{{ fields.copies }}"], lines) == (["联系电话：0000-12345678。"], {})


def test_the_words_beside_a_picture_are_the_template_s_where_a_picture_is() -> None:
    places = [Location("a.docx", line=line) for line in (1, 2)]
    lines = [OutlineParagraph("图：", places[0], images=1, pictures=("a.png",)), OutlineParagraph("图：", places[1])]
    assert read(["{{ signature }}", "图：{{ block.inline }}"][::-1], lines)[0] == ["", "图："]
