"""Every character of a published document's text is in one place: title, a section's prose, signature, or what is told as left over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from conftest import EXAMPLES, PUBLISHED, telling
from support.known.corpus import CORPUS
from support.published.copies import FORM_2014, LOOSE, PACKS, STRICT, copied, piped, rows_of
from support.published.copies import read as read_copy
from support.published.text import built_as_text

from reportgen.model.draft import NARRATIVE, PREFACE_ID
from reportgen.packs.load import find_pack
from reportgen.recognise.lines import is_label, labels_of
from reportgen.reports.open import open_published
from reportgen.reports.published import Published
from reportgen.tasks.check import check_published
from reportgen.tasks.drafts import import_report
from reportgen.text.ordinals import first_level_ordinal

NAMES = ("huaian-2024", "wenzhou-2020", "ouhai-2017")
FIXED = NAMES[:2]  # whose form has headings of its own
REAL = sorted(path.name for path in PUBLISHED.iterdir() if path.suffix in (".txt", ".pdf") or path.name.startswith("suqian")) if PUBLISHED.is_dir() else []  # fmt: skip
CORPORA = sorted(path.stem for path in CORPUS.glob("*.yaml"))


def letters(text: str) -> Counter[str]:
    return Counter(char for char in text if not char.isspace())


def held(published: Published) -> Counter[str]:
    """All letters that the report has from paragraphs, and all that are told to be left over."""
    prose = {PREFACE_ID, *(section.id for section in published.form.sections if section.has_prose)}
    texts = [line.text for line in published.narrative.title] + [block.whole for block in published.headings.values()]
    texts += [block.whole for name in prose for block in published.report.texts.get(name, ()) if block.kind != "row"]
    texts += [published.report.signature, published.report.date]
    lines = {line.location for line in published.recognised.outline.paragraphs}
    texts += [one.text for one in published.unplaced if one.location in lines and not one.text.endswith("张图片")]
    return sum(map(letters, texts), Counter())


def written(published: Published) -> tuple[Counter[str], Counter[str]]:
    """The letters of all paragraphs that are no part of a table, and those of them that are the tables' captions."""
    outline, used = published.recognised.outline, published.recognised.used
    known = frozenset(label for table in published.form.tables for label in labels_of(table))
    lines = [line.text for at, line in enumerate(outline.paragraphs) if (-1, at, 0) not in used]
    captions = [text for text in lines if is_label(text, known) or re.fullmatch(r"[（(]\d{4}年度[）)]", text)]
    return sum(map(letters, lines), Counter()), sum(map(letters, captions), Counter())


def assert_nothing_lost(published: Published) -> None:
    there, captions = written(published)
    kept = held(published)
    assert there - kept - captions == Counter(), "lost"
    assert kept - there == Counter(), "twice"


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The finished examples as text."""
    folder = tmp_path_factory.mktemp("copies")
    return {name: built_as_text(EXAMPLES / name, folder).read_text(encoding="utf-8") for name in NAMES}


def read(folder: Path, text: str) -> Published:
    path = folder / "年报.md"
    path.write_text(text, encoding="utf-8")
    return open_published(path)


@pytest.mark.parametrize(
    "name", REAL or [pytest.param("", marks=pytest.mark.skip(reason="../shared/real is not beside this checkout"))]
)
def test_nothing_of_a_published_report_is_lost(name: str) -> None:
    assert_nothing_lost(open_published(PUBLISHED / name))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_an_example_is_lost(tmp_path: Path, copies: dict[str, str], name: str) -> None:
    published = read(tmp_path, copies[name])
    assert_nothing_lost(published)
    assert published.unplaced == ()


# -- damaged headings ----------------------------------------------------------------------------------------------


class Damage(NamedTuple):
    """What becomes of a heading and the line below it; whether a section's text stays what it was."""

    change: Callable[[str, str], list[str]]
    same: bool = True


def _next_ordinal(heading: str) -> str:
    return heading.translate(str.maketrans("一二三四五六", "二三四五六七"))


DAMAGE = {
    "removed": Damage(lambda heading, below: [below]),
    "renumbered": Damage(lambda heading, below: [_next_ordinal(heading[0]) + heading[1:], below]),
    "without its ordinal": Damage(lambda heading, below: [heading.partition("、")[2], below]),
    "ended as a sentence": Damage(lambda heading, below: [f"{heading}。", below]),
    "run on": Damage(lambda heading, below: [f"{heading}　{below}" if _is_prose(below) else heading, *([] if _is_prose(below) else [below])]),
    "an extra word": Damage(lambda heading, below: [f"{heading}说明", below]),
    "as a part": Damage(lambda heading, below: [f"第{heading[0]}部分 {heading[2:]}", below]),
    "another heading": Damage(lambda heading, below: [f"{heading[:2]}有关工作", below], same=False),
    "a sentence": Damage(lambda heading, below: [f"下面说明{heading[2:]}，情况如下。", below], same=False),
}  # fmt: skip


def _is_prose(line: str) -> bool:
    return bool(line) and not line.startswith("|")


def damaged(text: str, number: int, change: Callable[[str, str], list[str]]) -> str | None:
    """The text with its so-many-th heading changed; None where it has not so many."""
    lines = text.split("\n")
    headings = [at for at, line in enumerate(lines) if (found := first_level_ordinal(line)) and found.number and len(line) < 40 and not line.endswith("。")]  # fmt: skip
    if number >= len(headings):
        return None
    at = headings[number]
    return "\n".join([*lines[:at], *change(lines[at], lines[at + 1]), *lines[at + 2 :]])


CASES = [(name, kind, number) for name in NAMES for kind in DAMAGE for number in range(6)]
SOME = [(NAMES[at % 3], kind, at) for at in range(6) for kind in DAMAGE]


@pytest.mark.parametrize("name, kind, number", telling(SOME, CASES))
def test_nothing_is_lost_with_a_damaged_heading(
    tmp_path: Path, copies: dict[str, str], name: str, kind: str, number: int
) -> None:
    text = damaged(copies[name], number, DAMAGE[kind].change)
    assert text is not None
    published = read(tmp_path, text)
    assert_nothing_lost(published)
    if name in FIXED and DAMAGE[kind].same:
        whole = read(tmp_path, copies[name])
        assert said(published) == said(whole)
        assert published.unplaced == ()


def said(published: Published) -> dict[str, str]:
    return {name: "".join(block.whole for block in blocks) for name, blocks in published.report.texts.items()}


SHAPES = [(pack, shape) for pack in PACKS for shape in (*LOOSE, *STRICT)]


@pytest.mark.parametrize("pack, shape", telling([(PACKS[at % 3], shape) for at, (_, shape) in enumerate(SHAPES[:7])], SHAPES))
def test_a_heading_that_is_gone_costs_no_text_in_any_shape(tmp_path: Path, pack: str, shape: str) -> None:
    whole = copied(pack)
    before = said(read_copy(tmp_path, whole, shape))
    for number, (heading, parts) in enumerate(whole.article.sections):
        sections = [*whole.article.sections[:number], ("", parts), *whole.article.sections[number + 1 :]]
        published = read_copy(tmp_path, whole._replace(article=whole.article._replace(sections=sections)), shape)
        # The headings of a free section are a part of its text.
        gone = {name: text.replace(heading, "", 1) for name, text in before.items()}
        assert said(published) == (gone if pack == FORM_2014 else before), heading
        assert published.unplaced == ()


@pytest.mark.parametrize("number", [0, 4, 5])
def test_where_text_without_a_heading_was_placed_is_told_and_imported(
    tmp_path: Path, copies: dict[str, str], number: int
) -> None:
    text = damaged(copies["huaian-2024"], number, DAMAGE["removed"].change) or ""
    published = read(tmp_path, text)
    lost = [section for section in published.form.sections if section.heading][number]
    first = published.report.texts[lost.id][0]
    (finding,) = check_published(tmp_path / "年报.md").findings
    assert (finding.code, finding.location) == ("N202", first.location)
    assert f"从这里起的 {len(published.report.texts[lost.id])} 段" in finding.message
    import_report(tmp_path / "年报.md", tmp_path / "draft")
    narrative = yaml.safe_load((tmp_path / "draft" / NARRATIVE).read_text(encoding="utf-8"))
    assert "".join(narrative[lost.name].split()) == "".join(said(published)[lost.id].split())


def test_a_report_without_any_heading_is_read_and_told(tmp_path: Path, copies: dict[str, str]) -> None:
    whole = read(tmp_path, copies["huaian-2024"])
    headings = {section.heading for section in whole.form.sections if section.heading}
    published = read(tmp_path, "\n".join(line for line in copies["huaian-2024"].split("\n") if line not in headings))
    assert_nothing_lost(published)
    assert said(published) == said(whole)
    (finding,) = check_published(tmp_path / "年报.md").findings
    assert finding.code == "N202" and "一个也没有找到" in finding.message and "“五、" in finding.message


def test_a_preface_that_runs_on_from_the_title_is_the_preface(tmp_path: Path, copies: dict[str, str]) -> None:
    whole = read(tmp_path, copies["huaian-2024"])
    joined = copies["huaian-2024"].replace("年度报告\n\n", "年度报告", 1)
    published = read(tmp_path, joined)
    assert_nothing_lost(published)
    assert said(published) == said(whole)
    assert published.report.title == whole.report.title
    assert str(published.report.texts[PREFACE_ID][0].location).endswith(f"年报.md:2:{len(whole.report.title[1]) + 1}")


def test_short_lines_of_a_preface_are_kept(tmp_path: Path, copies: dict[str, str]) -> None:
    lines = ["现公布本机关年度报告。", "联系地址：清波路8号", "邮编：223001"]
    text = copies["huaian-2024"].replace("年度报告\n\n", "年度报告\n发布时间：2025-02-25\n" + "\n".join(lines) + "\n", 1)
    published = read(tmp_path, text)
    assert_nothing_lost(published)
    assert [block.whole for block in published.report.texts[PREFACE_ID]][:3] == lines
    assert [one.text for one in published.unplaced] == ["发布时间：2025-02-25"]


# -- made-up reports -----------------------------------------------------------------------------------------------


def corpus_text(name: str) -> Iterator[str]:
    """A report of the corpus as lines of text and tables with pipes."""
    source = yaml.load((CORPUS / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    form = find_pack(source["form"]).form
    figures = {ref: str(value) for ref, value in source["figures"].items()}
    yield f"{source['agency']}{source['year']}年政府信息公开工作年度报告"
    yield source["preface"]
    number = 0
    for section in form.sections:
        if section.kind == "free":
            for heading, paragraphs in source["texts"].items():
                yield f"{'一二三四五六七八九'[number]}、{heading}"
                number += 1
                yield from paragraphs
        elif section.heading:
            yield section.heading
            yield from source["texts"].get(section.id, ())
            for table in section.tables:
                yield piped(rows_of(form.table(table), figures))
    yield source["agency"]
    yield f"{source['year'] + 1}年1月20日"


@pytest.mark.parametrize("name", CORPORA)
def test_nothing_of_a_made_up_report_is_lost_whichever_heading_is(tmp_path: Path, name: str) -> None:
    text = "\n".join(corpus_text(name))
    published = read(tmp_path, text)
    assert_nothing_lost(published)
    assert published.unplaced == ()
    for number in {CORPORA.index(name) % 6, 4}:
        if without := damaged(text, number, DAMAGE["removed"].change):
            again = read(tmp_path, without)
            assert_nothing_lost(again)
            # What a table stands before is known for what it is; the end of a section's prose is not, unless it says so.
            if number != 5 and not any(section.kind == "free" for section in published.form.sections):
                assert said(again) == said(published)
