"""The page of changes: every kind of change is there, counted and escaped, and it can be walked through in a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import EXAMPLES
from support.seen.html_parts import TakenApart

from reportgen.compare.diff import compare
from reportgen.compare.effects import effects_of
from reportgen.model.change import Block, Effects, FigureChange, IdentityChange, Stale
from reportgen.model.identity import Assessment, Line, Term
from reportgen.model.location import Location
from reportgen.model.report import Cell, Paragraph, Report, TextBlock
from reportgen.model.version import Compared, Version
from reportgen.reports.versions import opened
from reportgen.show.diff.matters import percentage
from reportgen.show.diff.page import diff_html

HOSTILE = """<script>alert(1)</script>"><img src=x onerror='alert(2)'>&amp;</style>{{ 7*7 }}"""


class Page(TakenApart):
    """The page of changes, asked for its texts."""

    def all(self, tag: str, style: str = "") -> list[str]:
        """The texts of the elements with this tag and class."""
        return [
            "".join(texts)
            for name, found, texts in self.elements
            if name == tag and (not style or style in (found.get("class") or "").split())
        ]

    def element(self, name: str) -> str:
        """The text of the element with this id; there is exactly one."""
        (texts,) = [texts for _, found, texts in self.elements if found.get("id") == name]
        return "".join(texts)

    @property
    def links(self) -> set[str]:
        return {str(found["href"]) for name, found, _ in self.elements if name == "a"}


# -- made-up versions ---------------------------------------------------------------------------------

with opened(str(EXAMPLES / "huaian-2024")) as _example:
    FORM = _example.version.form
_AT = Location("narrative.yaml", line=3, column=1)


def refs(*names: str) -> tuple[str, ...]:
    """Refs of table 三 by how people call their cells."""
    by_title = {figure.title: ref for ref, figure in FORM.figures.items()}
    return tuple(by_title[f"表三 {name}"] for name in names)


RECEIVED, CARRIED, GRANTED = refs("本年新收/自然人", "上年结转/自然人", "予以公开/自然人")


def cell(value: object, place: str = "表三") -> Cell:
    text = str(value)
    number = Decimal(text) if re.fullmatch(r"-?[\d.]+", text) else None
    return Cell(text, number, Location("workbook.xlsx", place, 7, 4))


def said(text: str, kind: str = "paragraph", **more: object) -> TextBlock:
    return TextBlock(kind, text, _AT, **more)  # type: ignore[arg-type]


FIRST = said("全年主动公开政府信息1,200条，比上年多，其中网站公开最多。")
SECOND = said("收到申请74件，均已按期答复申请人，没有超期的。")
MOVED = said("各单位按季度检查公开栏目，发现问题的当月改好并报告。")
PICTURE = said("图一　各月申请件数", "image", image="images/a.png")
QUIET = tuple(said(f"这是第{number}段没有变化的话，写的是培训和考核。") for number in "一二三四五六")


def version(source: str, blocks: tuple[TextBlock, ...], figures: dict[str, Cell], **more: object) -> Version:
    report = Report(
        "甲县人民政府",
        2024,
        FORM.id,
        figures,
        title=("甲县人民政府", "2024年政府信息公开工作年度报告"),
        texts={"overview": blocks, "problems": QUIET[:2]},
        signature="甲县人民政府",
        date="2025年1月20日",
    )
    headings = {section.id: Paragraph(section.heading, _AT) for section in FORM.sections}
    fields = {name: more.pop(name) for name in list(more) if name in Version._fields}
    return Version(source, FORM, report._replace(**more), headings, {})._replace(**fields)


def compared(old: Version, new: Version, effects: Effects | None = None) -> Compared:
    return Compared(old, new, compare(old, new), effects or Effects())


def five() -> Compared:
    """A figure, a reworded sentence, a paragraph moved, a heading inserted, an image gone; and a new date."""
    before = (FIRST, PICTURE, *QUIET, SECOND, MOVED)
    reworded = FIRST._replace(text=FIRST.text.replace("1,200条", "1,350条"))
    after = (MOVED, reworded, said("（一）新的小标题", "heading", level=2), *QUIET, SECOND)
    old = version("旧稿/2024", before, {RECEIVED: cell(74), CARRIED: cell(2), GRANTED: cell(76)})
    new = version("新稿/2024", after, {RECEIVED: cell(75), CARRIED: cell(2), GRANTED: cell(76)}, date="2025年1月21日")
    sums = Line("T301", "表三“自然人”", (Term(RECEIVED), Term(CARRIED)), (Term(GRANTED),), say="新收加结转等于公开")
    most = Line("T302", "表三“自然人”", (Term(GRANTED),), (Term(RECEIVED),), "at_most", say="公开不多于新收")
    broken = IdentityChange(Assessment(sums, "failed", Decimal(77), Decimal(76)), "broken")
    mended = IdentityChange(Assessment(most, "failed", Decimal(76), Decimal(74)), "mended")
    stale = Stale(Block("overview", 9, SECOND), "74件", _AT._replace(column=5), "表三.本年新收.自然人", "74", "75")
    effects = Effects((broken, mended), (stale,))
    return compared(old, new, effects)


def entries(page: Page) -> list[tuple[str, str]]:
    """The list of changes: kind and text."""
    return [
        (str(found.get("data-kind")), "".join(texts))
        for name, found, texts in page.elements
        if name == "li" and "entry" in (found.get("class") or "").split()
    ]


# -- what the page says -------------------------------------------------------------------------------


def test_five_edits_are_six_changes_each_at_its_place() -> None:
    page = Page(diff_html(five()))
    listed = entries(page)
    assert sorted(kind for kind, _ in listed) == ["changed", "deleted", "field", "figure", "inserted", "moved"]
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids)
    for number in range(1, len(listed) + 1):
        assert page.element(f"c{number}")
    order = [name for name in page.ids if re.fullmatch(r"c\d+", name)]
    assert order == [f"c{number}" for number in range(1, len(listed) + 1)], "next goes down the page"


def test_the_head_counts_and_says_the_worst() -> None:
    page = Page(diff_html(five()))
    (head,) = page.all("header")
    assert "改了以后有 1 条勾稽关系不平" in head
    assert "旧稿/2024" in head
    assert FORM.name in head
    tiles = page.all("div", "tile")
    assert any("数字1在 1 张表里" in tile for tile in tiles)
    assert any("文字（段）4改写 1，新增 1，删去 1，移动 1" in tile for tile in tiles)
    assert any("勾稽关系2新不平 1 条，改平 1 条" in tile for tile in tiles)
    assert any("仍是旧数1" in tile for tile in tiles)


def test_a_figure_is_told_with_its_difference_and_marked_in_the_table() -> None:
    page = Page(diff_html(five()))
    (table,) = page.all("div", "figures")
    assert "本年新收/自然人" in table
    assert "表三 D7" in table
    assert "+1" in table
    assert "+1.4%" in table
    assert page.all("td", "altered") == ["7475"]
    assert "<del>74</del><ins>75</ins>" in page.text
    # The tables without a change are folded, with all their figures.
    folds = [text for text in page.all("summary") if "都没有变化" in text]
    assert [fold.partition("：")[0] for fold in folds] == ["表二", "表四"]
    assert len(page.all("td", "figure")) == len(FORM.figures)


def test_what_matters_stands_before_the_report() -> None:
    page = Page(diff_html(five()))
    text = page.text
    for words in ("改了以后不平", "改了以后平了", "数字变了，文字里仍是旧数", "变了的数字"):
        assert words in text[: text.index("<article")], words
    (stale,) = page.all("section", "stales")
    assert "仍写 74件" in stale
    assert "原来是 74，现在是 75" in stale
    assert "#s1" in page.links
    # The paragraph itself stands as it did, and is shown all the same.
    (shown,) = page.all("div", "stale")
    assert "仍是旧数" in shown
    assert page.all("mark", "stale").count("74件") == 2
    (identities,) = page.all("section", "identities")
    assert "新收加结转等于公开。现在 75 + 2 = 77 ≠ 76，相差 1" in identities
    assert "公开不多于新收。原来 76 大于 74，超出 2" in identities


def test_prose_is_marked_inline_and_side_by_side() -> None:
    page = Page(diff_html(five()))
    text = page.text
    assert "<del><strong>1,200</strong></del><ins><strong>1,350</strong></ins>" in text
    old = next(text for text in page.all("div", "old") if "1,200" in text)
    assert "1,350" not in old
    new = next(text for text in page.all("div", "new") if "1,350" in text)
    assert "1,200" not in new
    assert any("这一稿没有" in text for text in page.all("div", "pair"))
    (gone,) = page.all("div", "deleted")
    assert "图片" in gone
    assert PICTURE.text in gone
    (moved,) = [text for text in page.all("div", "moved") if MOVED.text in text]
    assert "移自本部分第 10 段" in moved
    (ghost,) = page.all("p", "ghost")
    assert "移到本部分第 1 段" in ghost


def test_unchanged_text_is_folded_but_there() -> None:
    page = Page(diff_html(five()))
    folds = page.all("details", "same")
    assert any("6 段没有变化" in fold and all(block.text in fold for block in QUIET) for fold in folds)
    assert any("2 段没有变化" in fold for fold in folds)
    # Nothing that changed stands in a fold.
    for (_, found, _), above in zip(page.elements, page.inside, strict=True):
        if re.fullmatch(r"c\d+|s\d+", str(found.get("id"))):
            assert "details" not in above, found


def test_a_heading_right_above_a_change_is_not_folded() -> None:
    heading = said("（二）依申请公开", "heading", level=2)
    old = version("旧", (QUIET[0], heading, SECOND), {})
    new = version("新", (QUIET[0], heading, SECOND._replace(text=SECOND.text.replace("74", "75"))), {})
    page = Page(diff_html(compared(old, new)))
    assert "（二）依申请公开" in "".join(page.all("h4"))
    assert not any("（二）依申请公开" in fold for fold in page.all("details"))


def test_words_in_bold_are_those_of_each_side() -> None:
    old = version("旧", (said("工作人员稳定，没有增加。", lead="（三）队伍建设。"),), {})
    new = version("新", (said("工作人员稳定，没有增加。", lead="（四）队伍。"),), {})
    page = Page(diff_html(compared(old, new)))
    sides = [re.search(rf'<div class="{side}".*?</div>', page.text)[0] for side in ("old", "new")]  # type: ignore[index]
    bold = ["".join(re.sub("<[^>]*>", "", part) for part in re.findall("<b>(.*?)</b>", side)) for side in sides]
    assert bold == ["（三）队伍建设。", "（四）队伍。"]


def test_a_picture_or_a_level_that_changed_is_told_in_words() -> None:
    heading = said("（一）依申请公开工作情况综述", "heading", level=2)
    old = version("旧", (PICTURE, heading), {}, pictures={"images/a.png": "1"})
    new = version("新", (PICTURE, heading._replace(level=3)), {}, pictures={"images/a.png": "2"})
    page = Page(diff_html(compared(old, new)))
    tags = " ".join(page.all("p", "tag"))
    assert "换了一张图，图题没有变" in tags
    assert "标题的层次变了：第 2 级 → 第 3 级" in tags


def test_short_texts_and_unplaced_content_are_told() -> None:
    old = version("旧", (), {}, unplaced=("页脚里的话",), agency="甲县政府")
    new = version("新", (), {}, unplaced=("附件一",), signature="")
    page = Page(diff_html(compared(old, new)))
    (fields,) = page.all("section", "fields")
    assert "机关" in fields
    assert "落款" in fields
    (unplaced,) = page.all("section", "unplaced")
    assert "只在旧稿页脚里的话" in unplaced.replace(" ", "")
    assert "只在新稿附件一" in unplaced.replace(" ", "")
    assert [kind for kind, _ in entries(page)].count("unplaced") == 2


def test_no_difference_is_said_plainly() -> None:
    one = version("旧", (FIRST, *QUIET), {RECEIVED: cell(74)})
    page = Page(diff_html(compared(one, one._replace(source="新"))))
    assert "没有差异" in "".join(page.all("header"))
    assert not page.all("aside")
    assert not page.all("section", "matters")
    assert not page.all("div", "tile")
    assert QUIET[0].text in "".join(page.all("details"))


@pytest.mark.parametrize(
    ("old", "new", "share"),
    [
        ("74", "75", "+1.4%"),
        ("200", "100", "−50.0%"),
        ("100000", "100001", "+不到 0.1%"),
        ("0", "5", ""),
        ("-4", "-6", "−50.0%"),
        ("9" * 30, "1", "−100.0%"),
        ("无", "5", ""),
    ],
)
def test_percentages(old: str, new: str, share: str) -> None:
    assert percentage(FigureChange("x", "x", cell(old), cell(new))) == share


# -- two forms ----------------------------------------------------------------------------------------


def test_two_forms_without_a_common_cell() -> None:
    with opened(str(EXAMPLES / "ouhai-2017")) as old, opened(str(EXAMPLES / "wenzhou-2020")) as new:
        both = compared(old.version, new.version)
    page = Page(diff_html(both))
    (forms,) = page.all("section", "forms")
    assert "两种格式没有相同的格" in forms
    assert forms.count("整张表") == len(both.old.form.tables) + len(both.new.form.tables)
    assert both.old.form.name in forms
    assert not page.all("td", "altered")
    assert len(page.all("td", "alone")) == len(both.new.form.figures)
    assert len(page.all("td", "figure")) == len(both.new.form.figures) + len(both.old.form.figures)
    kinds = [kind for kind, _ in entries(page)]
    assert kinds.count("one-form") == len(both.old.form.tables) + len(both.new.form.tables)
    assert "figure" not in kinds
    assert len(page.ids) == len(set(page.ids))


def test_two_forms_are_compared_where_both_have_the_cell() -> None:
    with opened(str(EXAMPLES / "wenzhou-2020")) as old, opened(str(EXAMPLES / "huaian-2024")) as new:
        both = compared(old.version, new.version)
    page = Page(diff_html(both))
    (forms,) = page.all("section", "forms")
    shared = set(both.old.form.figures) & set(both.new.form.figures)
    assert f"两种格式都有的 {len(shared)} 格逐格比较" in forms
    assert "其他处理" in forms
    altered = [change for change in both.diff.figures if change.ref in shared]
    assert altered
    assert len(page.all("td", "altered")) == len(altered) == [kind for kind, _ in entries(page)].count("figure")
    assert len(page.all("td", "alone")) == len(both.diff.only_new)
    gone = "".join(page.all("details", "gone"))
    assert all(both.old.form.figures[ref].title in gone for ref in both.diff.only_old)


def test_two_published_years(published: Path) -> None:
    names = [str(published / f"suqian_city_{year}.md") for year in (2023, 2024)]
    with opened(names[0]) as old, opened(names[1]) as new:
        diff = compare(old.version, new.version)
        both = Compared(old.version, new.version, diff, effects_of(diff, old, new))
    page = Page(diff_html(both))
    listed = entries(page)
    steps = list(diff.changed_steps())
    assert len(listed) == len(diff.figures) + len(diff.fields) + len(steps)
    assert len(page.all("td", "altered")) == len(diff.figures)
    for step in steps:
        for block in (step.old, step.new):
            shown = [text for side in ("old", "new") for text in page.all("div", side)]
            assert block is None or any(block.content.whole in text for text in shown)


# -- safe, and nothing from elsewhere -----------------------------------------------------------------


def hostile() -> Compared:
    place = Location(HOSTILE, HOSTILE, 1, 1)
    evil = said(HOSTILE * 2, lead=HOSTILE)
    picture = said(HOSTILE, "image", image=HOSTILE)
    bad = Cell(HOSTILE, None, place)
    old = version(HOSTILE, (evil, *QUIET, said(HOSTILE + "甲")), {RECEIVED: bad}, unplaced=(HOSTILE + "乙",), title=(HOSTILE,))
    new = version(
        HOSTILE,
        (picture, *QUIET, evil, said(HOSTILE + "丙"), said(HOSTILE, "heading", level=9)),
        {RECEIVED: bad._replace(text=HOSTILE + "丁"), GRANTED: bad},
        unplaced=(HOSTILE,),
        agency=HOSTILE,
        signature=HOSTILE,
        date=HOSTILE,
        headings={"overview": Paragraph(HOSTILE, place), HOSTILE: Paragraph(HOSTILE, place)},
    )
    new = new._replace(report=new.report._replace(texts={**new.report.texts, HOSTILE: (evil,)}))
    stale = Stale(Block("problems", 0, QUIET[0]), HOSTILE, place, HOSTILE, HOSTILE, HOSTILE)
    return compared(old, new, Effects(stale=(stale, stale._replace(block=Block(HOSTILE, 0, evil)))))


def test_hostile_text_stays_text() -> None:
    text = diff_html(hostile())
    page = Page(text)
    assert len(page.all("script")) == len(page.all("style")) == 1
    assert not page.all("img")
    assert text.count("alert(1)") > 30
    assert "<script>alert" not in text
    assert all(name.startswith("#") for name in page.links)


@pytest.mark.parametrize("make", [five, hostile])
def test_only_its_own_style_and_script_run_and_nothing_is_fetched(make: Callable[[], Compared]) -> None:
    text = diff_html(make())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert policy[1].startswith("default-src 'none'; img-src data:;")
    assert "unsafe" not in policy[1]
    for tag in ("style", "script"):
        (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]
        assert "://" not in body
        assert not re.search(r"@import|url\(|fetch\(|XMLHttp", body)
    for _, found, _ in Page(text).elements:
        assert not any(name == "style" or name.startswith("on") for name in found)
        assert all(str(found.get(name, "#")).startswith("#") for name in ("href", "src"))


@pytest.mark.parametrize("make", [five, hostile])
def test_table_headings_say_what_they_head(make: Callable[[], Compared]) -> None:
    page = Page(diff_html(make()))
    assert all(found.get("scope") for tag, found, _ in page.elements if tag == "th")
    assert page.all("thead")
    assert len(page.all("h1")) == 1


# -- in a browser -------------------------------------------------------------------------------------

# Presses keys and buttons as a reader would, and writes down what the page then shows.
_DRIVER = """
<script>
const report = {};
const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
const where = () => document.querySelector(".count").textContent + " " + location.hash;
const current = () => [...document.querySelectorAll("[aria-current]")].map((one) => one.id).join(" ");
const visible = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.offsetHeight > 0).length;
report.start = where();
press("n"); press("j");
report.second = where();
report.current = current();
press("k");
report.first = where();
press("p");
report.last = where();
document.querySelector('[data-step="1"]').click();
report.round = where();
report.inline = [visible(".inline"), visible(".pair")];
document.querySelector('[data-view="side"]').click();
report.side = [visible(".inline"), visible(".pair")];
press("v");
report.back = [visible(".inline"), visible(".pair")];
const kind = document.querySelector('select[name="kind"]');
kind.value = "figure";
kind.dispatchEvent(new Event("change", { bubbles: true }));
report.filtered = [visible(".entry"), visible(".group"), document.querySelector("output").textContent];
press("n");
report.figure = where();
report.focused = document.activeElement.className;
report.wide = document.documentElement.scrollWidth - innerWidth;
document.querySelector("details.same summary").click();
report.opened = document.querySelector("details.same").open;
document.documentElement.dataset.report = JSON.stringify(report);
</script>
"""


@pytest.mark.parametrize("width", [1400, 500])
def test_the_page_is_walked_through_in_a_browser(width: int, tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    text = diff_html(five())
    # The page's own policy lets no other script run.
    driven = re.sub(r"<meta http-equiv[^>]*>", "", text).replace("</body>", f"{_DRIVER}</body>")
    results = []
    for name, content in (("plain", text), ("driven", driven)):
        page = tmp_path / f"{name}.html"
        page.write_text(content, encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        command = [chromium, *options, profile, f"--window-size={width},900", "--dump-dom", f"{page.as_uri()}#c4"]
        results.append(subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode())
    plain, walked = results
    # Under its own policy the script has run, and gone to the change that the address names.
    assert re.search(r'<span class="count"[^>]*>4/6</span>', plain)
    assert re.search(r'<form class="filters">', plain)
    found = re.search(r'data-report="([^"]*)"', walked)
    assert found, "the driver did not finish"
    report = json.loads(found[1].replace("&quot;", '"').replace("&amp;", "&"))
    assert report["start"] == "4/6 #c4"
    assert report["second"] == "6/6 #c6"
    assert set(report["current"].split()) == {"l6", "c6"}
    assert report["first"] == "5/6 #c5"
    assert report["last"] == "4/6 #c4"
    assert report["round"] == "5/6 #c5"
    assert report["inline"] == [4, 0]
    assert report["side"] == ([0, 4] if width > 1000 else [4, 0])
    assert report["back"] == [4, 0]
    assert report["filtered"] == [1, 1, "显示 1/6 处"]
    assert report["figure"].startswith("1/1 #c")
    assert "altered" in report["focused"]
    assert report["wide"] <= 0, "the page is wider than the window"
    assert report["opened"] is True
