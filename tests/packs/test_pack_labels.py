"""A form's identities, sections and names against its labels: what is told, what is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

from reportgen.model.finding import Finding
from reportgen.packs.declaration import label_findings
from reportgen.packs.folders import shipped_packs
from reportgen.packs.load import open_pack
from reportgen.packs.rules import RULES

MADE_UP = "gov-test-2099"
FOLDERS = {folder.name: folder for folder in (*shipped_packs().glob("gov-*"), ROOT / "tests" / "forms" / MADE_UP)}
Change = Callable[..., list[Finding]]


@pytest.mark.parametrize("pack", sorted(FOLDERS))
def test_consistent_forms_have_no_finding(pack: str) -> None:
    assert list(label_findings(open_pack(FOLDERS[pack]).form)) == []


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """The findings on a copy of a pack with texts replaced in its format.yaml."""

    def change(*changes: tuple[str, str], pack: str = MADE_UP) -> list[Finding]:
        folder = tmp_path / pack
        folder.mkdir()
        text = (FOLDERS[pack] / "format.yaml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / "format.yaml").write_text(text, encoding="utf-8")
        form = open_pack(folder).form
        shutil.rmtree(folder)
        return list(label_findings(form))

    return change


def line(code: str, pack: str = MADE_UP) -> tuple[str, str]:
    """The change that takes an identity out of the file."""
    text = (FOLDERS[pack] / "format.yaml").read_text(encoding="utf-8")
    start = text.index(f"  - {{code: {code}" if f"  - {{code: {code}" in text else f"  - code: {code}")
    end = text.find("\n  - ", start + 1)
    return (text[start:] if end < 0 else text[start : end + 1]), ""


KEPT = "{id: kept, name: 留待来年, label: 丙、留待来年次数}"
# code, pack, what is replaced, what is told
BAD = (
    ("F110", MADE_UP, [line("T902")], "站表“（三）实测合计”行是合计，没有勾稽关系说它等于哪几项之和"),
    ("F110", MADE_UP, [line("T911")], "警报表“共计”列是合计，没有勾稽关系"),
    ("F110", MADE_UP, [("left: [clear..failed], right: [seen]", "left: [clear..failed], right: [seen], columns: [rocky, sandy, afloat]")],
     "站表“（三）实测合计”行是合计，有 1 格（“各站合计”），没有勾稽关系"),
    ("F111", MADE_UP, [("left: [clear..failed], right: [seen]", "left: [clear, failed], right: [seen]")], "勾稽关系 T902：站表“（三）实测合计”行的各项，left 里漏了“2.雾天”"),
    ("F111", MADE_UP, [("left: [clear..failed], right: [seen]", "left: [planned, clear..failed], right: [seen]")], "left 里多了“甲、计划观测次数”"),
    ("F111", MADE_UP, [("left: [rocky..afloat]", "left: [rocky, sandy]")], "站表“各站合计”列的各项，left 里漏了“浮标站”"),
    ("F111", "gov-disclosure-2021", [("left: [granted..other_outcome]", "left: [granted..state_secret]")], "left 里漏了“2.其他法律行政法规禁止公开”、“3.危及“三安全一稳定””、“4.保护第三方合法权益”、“5.属于三类内部事务信息”、“6.属于四类过程性信息”等 18 项"),
    ("F112", MADE_UP, [(KEPT, "{id: kept, name: 留待来年, label: 其中：留待来年次数}")], "站表“其中：留待来年次数”不在任何勾稽关系的 left 里"),
    ("F112", "gov-disclosure-2014", [line("T511", "gov-disclosure-2014"), line("T512", "gov-disclosure-2014")], "“其中：主动公开规范性文件数”不在"),
    ("F113", "gov-disclosure-2021", [("    right: [total, carried_out]\n", "    right: [total]\n")], "表三印着“第一项加第二项之和，等于第三项加第四项之和”"),
    ("F114", MADE_UP, [("say: 计划次数应等于实测加留待来年", "say: “计划观测”应等于“实测总数”加留待来年")], "勾稽关系 T903 的说明里的“实测总数”，表里没有"),
    ("F114", "gov-disclosure-2021", [("各类之和应等于总计", "五类之和应等于总计"), ("{id: research, name: 科研机构, label: 科研机构}", "{id: research, name: 科研机构, label: 科研机构}\n                  - {id: trader, name: 个体工商户, label: 个体工商户}")],
     "勾稽关系 T303 的说明里写“五类”，left 里是 7 项（其中“法人或其他组织” 6 项）"),
    ("F114", MADE_UP, [("say: 计划次数应等于实测加留待来年", "say: 计划次数应等于三项次数之和")], "写“三项次数”，left 里是 1 项"),
    ("F115", MADE_UP, [("left: [planned], right: [seen, kept]", "left: [planned], right: [seen, failed, kept]")], "T903 的一边把站表 失败/礁岸站加了两次"),
    ("F115", "gov-disclosure-2014", [("left: [already_public, granted, partly_granted, refused,", "left: [already_public, granted, partly_granted, refused, privacy,")],
     "T504 的一边把统计表 涉及个人隐私加了两次"),
    ("F116", MADE_UP, [line("T911")], "警报表有 9 格，没有一条勾稽关系"),
    ("F117", MADE_UP, [("heading: 二、验潮站观测", "heading: 三、验潮站观测")], "标题“三、验潮站观测”的序号应为“二、”"),
    ("F117", "gov-disclosure-2021", [("heading: 一、总体情况", "heading: 总体情况")], "标题“总体情况”没有序号“一、”"),
    ("F119", MADE_UP, [("label: 2.雾天", "label: 2.晴天")], "站表里同一级的“1.晴天”和“2.晴天”除序号外文字相同"),
    ("F120", "gov-disclosure-2021", [("格式》（国办公开办函〔2021〕30号）", "格式》（国办公开办函〔2019〕60号）")], "前言引用了“国办公开办函〔2019〕60号”"),
    ("F120", "gov-disclosure-2021", [("国令第492号, right: 国令第711号", "国令第492号, right: 国办发〔2014〕32号")], "right 还是“国办发〔2014〕32号”"),
    ("F122", "gov-disclosure-2021", [("tables: [disclosure], accepts", "tables: [disclosure], guidance: [先看填报说明], accepts")], "部分“二、主动公开政府信息情况”的 guidance 不起作用"),
    ("F122", "gov-disclosure-2021", [("{id: signature, kind: signature}", "{id: signature, kind: signature, expects: [{code: N222, say: 署名, any: [署名]}]}")], "的 expects 不起作用"),
    ("F122", "gov-disclosure-2021", [("    heading: 一、总体情况\n", "    heading: 一、总体情况\n    subheading: 副标题\n    starts_with: [概述]\n")], "starts_with 不起作用"),
    ("F123", MADE_UP, [(KEPT, KEPT.replace("name: ", "unit: 回, name: ", 1))], "站表“丙、留待来年次数”的单位“回”没有地方印"),
    ("F124", MADE_UP, [("label: （三）实测合计", "label: （三）实测合计, additive: false")], "站表“（三）实测合计”写了 additive: false，它由 T902 算出，各项却都相加"),
    ("F119", MADE_UP, [("name: 失败,", "name: 予以公开,")], "站表“（二）失败”的 name 是“予以公开”，与表上的文字不像"),
)  # fmt: skip


@pytest.mark.parametrize(("code", "pack", "changes", "says"), BAD, ids=[f"{case[0]}-{number}" for number, case in enumerate(BAD)])
def test_one_change_is_told(changed: Change, code: str, pack: str, changes: list[tuple[str, str]], says: str) -> None:
    findings = changed(*changes, pack=pack)
    assert any(finding.code == code and says in finding.message for finding in findings), [one.message for one in findings]
    assert all(finding.hint for finding in findings)


def test_every_rule_has_a_bad_case() -> None:
    of_overlays = {"F121"}  # tests/packs/test_overlay.py
    assert {rule.code for rule in RULES if rule.code < "F2"} - of_overlays == {case[0] for case in BAD}


def test_a_total_of_what_does_not_add_up_is_no_sum(changed: Change) -> None:
    """In a row of totals the average days, the share, and what is said not to add up; the count beside them is told."""
    table = """
  - id: ways
    name: 渠道表
    blocks:
      - corner: 渠道
        columns:
          - {id: number, name: 次数, label: 次数}
          - {id: days, name: 平均用时, label: 平均用时（单位：天）, kind: amount}
          - {id: share, name: 占比, label: 占比, kind: amount, unit: '%'}
          - {id: late, name: 逾期率, label: 逾期率（%）, kind: amount}
          - {id: people, name: 人数, label: 人数, additive: false, note: 一人可能走两种渠道}
        rows: [{id: by_boat, name: 船, label: 船}, {id: by_foot, name: 步行, label: 步行}, {id: whole, name: 合计, label: 合计}]
"""
    known = "tables: [warnings]"
    told = [
        one
        for one in changed(("\nidentities:", f"{table}\nidentities:"), (known, known.replace("]", ", ways]")))
        if one.code == "F110"
    ]
    assert [one.message for one in told] == ["渠道表“合计”行是合计，没有勾稽关系说它等于哪几项之和"]


# Ways of writing the same that are as good.
CLEAN = (
    # A total of totals: what they consist of is the same.
    ("left: [clear..failed], right: [seen]", "left: [failed, clear, foggy], right: [seen]"),
    ("left: [planned], right: [seen, kept]", "left: [planned], right: [clear..failed, kept]"),
    ("say: 计划次数应等于实测加留待来年", "say: “计划观测”应等于“实测合计”加“丙、留待来年次数”"),
    ("say: 计划次数应等于实测加留待来年", "say: 计划次数应等于实测加留待来年，第三项加第四项之和"),
    # A part that counts something else is no addend.
    ("{id: failed, name: 失败, label: （二）失败}", "{id: failed, name: 失败, label: （二）失败}\n              - {id: depth, name: 平均水深, label: 平均水深（米）, unit: 米, kind: amount}"),
    (KEPT, "{id: kept, name: 留待来年, label: 丙、留待来年次数}\n          - {id: lost, name: 其中漏测, label: 其中：漏测（次）, unit: 次}"),
)  # fmt: skip


@pytest.mark.parametrize("number", range(len(CLEAN)))
def test_what_is_as_good_is_not_told(changed: Change, number: int) -> None:
    more = [("left: [failed], right: [planned]", "left: [lost], right: [kept]")] if "lost" in CLEAN[number][1] else []
    assert [finding.message for finding in changed(CLEAN[number], *more)] == []


def test_order_of_the_sides_of_the_printed_relation_does_not_matter(changed: Change) -> None:
    swapped = (
        "    left: [received, carried_in]\n    right: [total, carried_out]\n",
        "    left: [total, carried_out]\n    right: [received, carried_in]\n",
    )
    assert changed(swapped, pack="gov-disclosure-2021") == []


def test_places_come_from_the_door_that_read_the_file(tmp_path: Path) -> None:
    folder = tmp_path / MADE_UP
    folder.mkdir()
    text = (FOLDERS[MADE_UP] / "format.yaml").read_text(encoding="utf-8")
    text = text.replace("left: [rocky..afloat]", "left: [rocky, sandy]").replace("heading: 二、", "heading: 五、")
    (folder / "format.yaml").write_text(text, encoding="utf-8")
    form = open_pack(folder).form
    lines = text.split("\n")
    found = {finding.location.line for finding in label_findings(form)}
    assert {"T901" in lines[line - 1] or "gauges_section" in lines[line - 1] for line in found} == {True} and len(found) == 2
