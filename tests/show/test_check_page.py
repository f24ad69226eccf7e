"""The check as a page: places, escaping, its policy, and that it says everything."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pytest
from conftest import EXAMPLES, PICTURES
from support.published.copies import FORM_2021, copied, sparse, write
from support.seen.html_parts import TakenApart

from reportgen.files.pictures import picture_of
from reportgen.model.claim import STATUSES, Claim, Span, TextPlaces, claim_spans, position, span_of
from reportgen.model.draft import Checked
from reportgen.model.finding import Finding, Fix, Severity
from reportgen.model.location import Location, Mark
from reportgen.model.report import Picture, TextBlock, Waiver
from reportgen.show.check_page import check_html
from reportgen.tasks.check import check_draft, check_published

NAMES = sorted(text.parent.name for text in EXAMPLES.glob("*/narrative.yaml"))
HOSTILE = """<script>alert(1)</script>"><img src=x onerror='alert(2)'>&amp;</style>{{ 7*7 }}"""


class Page(TakenApart):
    """The page of a check, asked for its elements."""

    def all(self, tag: str, **attributes: str) -> list[tuple[dict[str, str | None], str]]:
        return [
            (found, "".join(texts))
            for name, found, texts in self.elements
            if name == tag and all(value in (found.get(key.rstrip("_")) or "").split() for key, value in attributes.items())
        ]


def checked_of(name: str) -> Checked:
    return check_draft(EXAMPLES / name)


def shown(checked: Checked, findings: list[Finding]) -> Page:
    return Page(check_html(checked, findings))


# -- the places in a text -----------------------------------------------------------------------------

AT = Location("narrative.yaml", line=3, column=5)
# 共{{ 甲 }}件，其中乙5件 : the binding stands at column 6 and is seven characters long.
BOUND = TextBlock(
    "paragraph",
    "共198件，其中乙5件",
    AT,
    marks=(Mark(1, AT._replace(column=6), "{{ 甲 }}"), Mark(4, AT._replace(column=13))),
)


@pytest.mark.parametrize(
    ("column", "at"), [(5, 0), (6, 1), (13, 4), (14, 5), (18, 9), (20, 11), (21, None), (9, None), (4, None)]
)
def test_a_character_is_found_by_its_column(column: int, at: int | None) -> None:
    assert position(BOUND, AT._replace(column=column)) == at
    if at is not None and at < len(BOUND.whole):
        assert BOUND.place(at) == AT._replace(column=column)


def test_a_place_in_a_later_line_of_a_paragraph_is_found() -> None:
    block = TextBlock("paragraph", "甲乙丙丁", AT, marks=(Mark(2, Location("narrative.yaml", line=4, column=1)),))
    assert position(block, Location("narrative.yaml", line=4, column=2)) == 3
    assert position(block, Location("narrative.yaml", line=5, column=1)) is None


def test_the_words_are_those_of_the_fix_the_claim_or_the_binding() -> None:
    claim = Claim(AT._replace(column=18), "overview", "5件", Decimal(5), "件", "untied")
    spans = claim_spans(BOUND, [claim, claim._replace(text="6件"), claim])
    assert [span for span, _ in spans] == [Span(9, 11)]
    start = 9
    place = BOUND.place(start)
    plain = Finding(place, "N101", "甲")
    assert span_of(BOUND, plain) == Span(start, start + 1)
    assert span_of(BOUND, plain, [spans[0][0]]) == spans[0][0]
    assert span_of(BOUND, plain._replace(fix=Fix(place, "5件", "6件"))) == Span(start, start + 2)
    assert span_of(BOUND, plain._replace(fix=Fix(place, "无此文", "6件"))) == Span(start, start + 1)
    assert span_of(BOUND, plain._replace(location=AT._replace(column=6))) == Span(1, 4)
    assert span_of(BOUND, plain._replace(location=AT._replace(column=0))) is None


def test_a_place_outside_the_prose_has_no_spot() -> None:
    places = TextPlaces(checked_of("huaian-2024").report)
    assert places.spot(Location("narrative.yaml", line=2, column=1)) is None
    assert places.spot(Location("workbook.xlsx", "表三", 7, 4)) is None
    assert places.spot(Location("narrative.yaml")) is None


# -- the page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_clean_report_is_shown_whole(name: str) -> None:
    checked = checked_of(name)
    page = shown(checked, [])
    text = "".join(text for _, text in page.all("article"))
    for blocks in checked.report.texts.values():
        for block in blocks:
            assert block.whole in text
    figures = page.all("td", class_="figure")
    assert len(figures) == len(checked.form.figures)
    assert "没有发现问题" in "".join(text for _, text in page.all("header"))
    for section in checked.form.sections:
        assert section.heading in text
    assert all(cell.get("scope") for cell, _ in page.all("th"))
    assert len(page.all("h1")) == 1


def test_every_finding_is_marked_at_its_place_and_linked_both_ways(
    example: Callable[[str], Path], edit: Callable[..., None], rewrite: Callable[[Path, str, str], None]
) -> None:
    draft = example("wenzhou-2020")
    edit(draft, "表三", D9=75, J9=130, D28=109, D27=0, E12="无")
    rewrite(draft, "日期: ", "日期: x")
    checked = check_draft(draft)
    page = shown(checked, list(checked.findings))
    numbers = range(1, len(checked.findings) + 1)
    assert len(numbers) > 2
    assert len(page.ids) == len(set(page.ids))
    assert {f"p{number}" for number in numbers} | {f"f{number}" for number in numbers} <= set(page.ids)
    links = [str(found.get("href")) for found, _ in page.all("a") if str(found.get("href")).startswith("#")]
    assert {link[1:] for link in links} <= set(page.ids)
    row = next(number for number, finding in enumerate(checked.findings, 1) if finding.code == "T303")
    assert [text for _, text in page.all("td", class_="error") if str(row) in text and "130" in text]
    suspects = page.all("td", class_="suspect")
    assert len(suspects) == 1
    assert "75" in suspects[0][1]
    date = next(number for number, finding in enumerate(checked.findings, 1) if finding.code == "W146")
    assert [text for _, text in page.all("section", class_="elsewhere") if text.count(str(date))]


@pytest.mark.parametrize(("sign", "typed"), [("", "空着"), ("／", "原文 ／")])
def test_the_tables_of_a_published_file_are_shown_as_they_were_read(tmp_path: Path, sign: str, typed: str) -> None:
    """Every figure, those that were read otherwise than written with what stands there; how many in which way; what is left over."""
    copy = copied(FORM_2021, sparse)
    total, blank = "applications.granted.all", [ref for ref, text in copy.figures.items() if text == "0"]
    for ref, text in [*((ref, sign) for ref in blank), (total, "")]:
        copy = copy.with_figure(ref, text)
    wrong = next(
        ref for ref, text in copy.figures.items() if text != "0" and ref.startswith("disputes.") and ref.endswith(".all")
    )
    checked = check_published(write(tmp_path, copy.with_figure(wrong, "9,999"), "html"))
    page = shown(checked, list(checked.findings))
    (reading,) = [text for _, text in page.all("section", class_="reading")]
    assert "读到的表格" in reading
    assert "不平 1" in reading
    assert len(page.all("td", class_="figure")) == len(checked.form.figures)
    zeros = [text for _, text in page.all("td", class_="zero")]
    assert len(zeros) == len(blank)
    assert all(text.endswith(f"0{typed}") for text in zeros)
    (worked_out,) = [text for _, text in page.all("td", class_="worked_out")]
    assert worked_out.endswith(f"{copy.figures[total]}空着，推算")
    assert any(text.endswith("9999原文 9,999") for _, text in page.all("td", class_="error"))
    assert {f"#read-{table.id}" for table in checked.form.tables} <= {str(link["href"]) for link, _ in page.all("a")}


def test_a_draft_is_not_said_to_be_read() -> None:
    assert not shown(checked_of("huaian-2024"), []).all("section", class_="reading")


def test_the_exact_words_are_marked_and_numbers_say_what_they_were_compared_with() -> None:
    checked = checked_of("huaian-2024")
    overview = checked.report.texts["overview"][0]
    start = overview.whole.index("2024年")
    place = overview.place(start)
    claim = Claim(
        place, "overview", "2024年", Decimal(2024), "年", "contradictory", "本年新收", "表三.本年新收.总计", Decimal(3119)
    )
    finding = Finding(place, "N101", "不符", Severity.WARNING, fix=Fix(place, "2024年", "2023年"))
    page = shown(checked._replace(claims=(claim,)), [finding])
    assert [text for _, text in page.all("mark", class_="warning")] == ["2024年"]
    assert page.all("p", class_="warning")
    (span,) = [found for found, _ in page.all("span", class_="contradictory") if "title" in found]
    assert "本年新收" in str(span["title"])
    assert "3119" in str(span["title"])
    legend = "".join(text for _, text in page.all("section", class_="legend"))
    assert all(words in legend for words in STATUSES.values())


def test_the_pages_policy_lets_only_its_own_style_and_script_run() -> None:
    text = check_html(checked_of("ouhai-2017"), [])
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert policy[1].startswith("default-src 'none'; img-src data:;")
    assert "unsafe" not in policy[1]
    for tag in ("style", "script"):
        bodies = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert len(bodies) == 1
        digest = base64.b64encode(hashlib.sha256(bodies[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]
    assert not re.search(r"""\s(?:style|on\w+)=|(?:href|src)="(?!#|data:image/)""", text)


def test_hostile_text_stays_text() -> None:
    checked = checked_of("huaian-2024")
    report = checked.report
    ref, cell = next(iter(report.cells.items()))
    place = Location(HOSTILE, line=1, column=1)
    block = TextBlock("paragraph", HOSTILE, place, lead=HOSTILE)
    picture = TextBlock("image", HOSTILE, place, image=HOSTILE)
    evil = report._replace(
        agency=HOSTILE,
        title=(HOSTILE,),
        signature=HOSTILE,
        date=HOSTILE,
        texts={"preface": (block, picture), "overview": (block._replace(kind="heading", level=9),), HOSTILE: (block,)},
        cells={ref: cell._replace(text=HOSTILE, value=None, location=Location(HOSTILE, HOSTILE, 1, 1))},
    )
    finding = Finding(place, HOSTILE, HOSTILE, hint=HOSTILE, fix=Fix(place, HOSTILE, HOSTILE))
    claim = Claim(place, "preface", HOSTILE, Decimal(1), HOSTILE, "untied", HOSTILE, HOSTILE)
    checked = checked._replace(
        report=evil,
        claims=(claim,),
        prior=HOSTILE,
        waived=((finding, Waiver("N", "", HOSTILE, place)),),
        pictures={HOSTILE: Picture(b"x", 'svg"><script>', 1, 1)},
    )
    findings = [finding, finding._replace(location=Location(HOSTILE)), finding._replace(location=cell.location, ref=ref)]
    text = check_html(checked, findings)
    page = Page(text)
    assert len(page.all("script")) == len(page.all("style")) == 1
    assert not page.all("img")
    assert text.count("alert(1)") > 15
    assert "<script>alert" not in text


def test_two_hundred_findings_at_one_place_and_everywhere() -> None:
    checked = checked_of("wenzhou-2020")
    cells = list(checked.report.cells.items())
    findings = [
        Finding(cell.location, "T301", "不平", Severity.ERROR if number % 2 else Severity.WARNING, ref=ref)
        for number, (ref, cell) in enumerate(cells[:100] + cells[:1] * 50)
    ]
    block = checked.report.texts["overview"][1]
    findings += [Finding(block.place(number), "N201", "标点") for number in range(50)]
    page = shown(checked, findings)
    assert len(page.all("li", class_="finding")) == 200
    assert len({one for one in page.ids if one.startswith("p")}) == 200


def test_a_small_picture_is_in_the_page_and_a_big_one_is_named() -> None:
    checked = checked_of("ouhai-2017")
    content = (PICTURES / "channels.png").read_bytes()
    (section, blocks), *_ = checked.report.texts.items()
    texts = {
        **checked.report.texts,
        section: (*blocks, TextBlock("image", "图", Location("narrative.yaml"), image="images/a.png")),
    }
    checked = checked._replace(
        report=checked.report._replace(texts=texts), pictures={"images/a.png": picture_of(content, "a.png")}
    )
    page = shown(checked, [])
    assert len(page.all("svg", class_="chart")) == 1
    ((found, _),) = page.all("img")
    assert str(found["src"]).startswith("data:image/png;base64,")
    assert found["alt"]
    name, picture = next(iter(checked.pictures.items()))
    big = shown(checked._replace(pictures={name: picture._replace(content=b"\0" * 500_000)}), [])
    assert not big.all("img")
    assert name in "".join(text for _, text in big.all("p", class_="no-picture"))
    gone = shown(checked._replace(pictures=MappingProxyType({})), [])
    assert "【待填】" in "".join(text for _, text in gone.all("p", class_="no-picture"))


def test_waived_warnings_stand_with_their_reasons() -> None:
    checked = checked_of("huaian-2024")
    place = Location("narrative.yaml", line=30, column=1)
    waived = (Finding(place, "N102", "没有上年的数", Severity.WARNING), Waiver("N102", "", "统计口径变了", place))
    text = "".join(text for _, text in shown(checked._replace(waived=(waived,)), []).all("section", class_="waived"))
    assert "统计口径变了" in text
    assert "没有上年的数" in text


# -- in a browser -------------------------------------------------------------------------------------


def colours(picture: Path) -> set[bytes]:
    """The colours of a PNG as Chromium writes it, sampled."""
    content = picture.read_bytes()
    chunks, at = b"", 8
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        if content[at + 4 : at + 8] == b"IDAT":
            chunks += content[at + 8 : at + 8 + length]
        at += length + 12
    raw = zlib.decompress(chunks)
    return {raw[start : start + 3] for start in range(0, len(raw) - 3, 997)}


@pytest.mark.parametrize("width", [1400, 500])
def test_the_page_runs_in_a_browser(width: int, tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    checked = checked_of("huaian-2024")
    block = checked.report.texts["overview"][0]
    page = tmp_path / "page.html"
    page.write_text(check_html(checked, [Finding(block.place(3), "N201", "标点不对", Severity.WARNING)]), encoding="utf-8")
    picture = tmp_path / "page.png"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    command = [chromium, *options, profile, f"--screenshot={picture}", f"--window-size={width},900", page.as_uri()]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    assert len(colours(picture)) > 20
    dumped = subprocess.run(
        [chromium, *options, profile, "--dump-dom", page.as_uri()], capture_output=True, check=True, timeout=120
    )
    # The script has run: what only it can use is shown.
    dom = dumped.stdout.decode()
    assert re.search(r'<form class="filters">', dom)
    assert re.search(r'<span class="count"[^>]*>– / 1</span>', dom)
