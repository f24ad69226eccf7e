"""Wording: years, documents cited, punctuation, what was left to fill in, numbers of persons."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.made.prose import codes, made, mended, told
from support.seen.effort import calls, growth

from reportgen.model.location import Location, Mark
from reportgen.model.report import TextBlock
from reportgen.rules.check import Subject
from reportgen.rules.contents import check_expectations, check_rule_makers
from reportgen.rules.dates import check_years
from reportgen.rules.ordinals import check_ordinals, check_run_in_ordinals
from reportgen.rules.personal import check_personal_numbers
from reportgen.rules.punctuation import check_punctuation
from reportgen.rules.slips import Slip, fix_of
from reportgen.rules.structure import check_headings, check_title_wording
from reportgen.rules.wording import check_bounds, check_citations, check_leftovers
from reportgen.rules.words.old_years import check_old_years
from reportgen.rules.words.other_places import check_other_places
from reportgen.rules.words.own_name import check_other_names
from reportgen.rules.words.whose_report import check_whose_report
from reportgen.tasks.check import check

CHECKS = (
    check_title_wording,
    check_headings,
    check_ordinals,
    check_run_in_ordinals,
    check_expectations,
    check_rule_makers,
    check_citations,
    check_bounds,
    check_leftovers,
    check_years,
    check_punctuation,
    check_personal_numbers,
)
MINE = ("N2", "S1")

# -- what a bureau calls itself -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年，县教体局共收到申请2件。", ["W118"]),
        ("青云县教育体育局共收到申请2件。", ["W118"]),
        ("2024年，县教育局共收到申请2件。", []),
        ("县财政局共收到申请2件。县教育考试院共组织考试2次。", []),
        ("与县教体局联合举办培训1期。县教体局转来申请1件。", []),
        ("如有疑问，请与青云县教育和体育局办公室联系。", ["W118"]),
        ("如有疑问，请与青云县教育局办公室联系，或向县教育体育中心咨询。", []),
        ("2025年，青云县水利局将重点做好三方面工作。", ["W118"]),
        ("青云县农业农村局坚持以公开促规范。", ["W118"]),
        ("青云县卫生健康局全年办理建议4件。", ["W118"]),
        ("2024年，青云县审计局对我县教育系统开展审计。青云县水利局主动联系我局。", []),
        ("青云县公安局全年公开校园安全信息20条，我局转载12条。", []),
        ("青云县政务服务局坚持每季度通报。", []),
        ("2025年，县水利局将从以下三个方面加以改进。", ["W118"]),
        ("2025年，县教育局将从以下三个方面加以改进，会同县水利局将清单公开。", []),
    ],
)
def test_bureau_under_another_name_is_told_and_other_bodies_are_not(text: str, expected: list[str]) -> None:
    draft = made(overview=text)
    draft = draft._replace(report=draft.report._replace(agency="青云县教育局"))
    assert codes(draft, check_other_names) == expected


@pytest.mark.parametrize(
    ("agency", "text", "expected"),
    [
        ("青云县石槛镇人民政府", "党政办核对后上网。砚塘镇全年退回重改的稿件9篇。", ["W118"]),
        ("石槛镇人民政府", "（一）主动公开。砚塘镇人民政府共公开信息97条。", ["W118"]),
        ("青云县人民政府", "2024年，清河县人民政府主动公开信息97条。", ["W118"]),
        ("青云县人民政府", "各乡镇认真落实。清河县全年公开信息97条。", ["W118"]),
        ("石槛镇人民政府", "石槛镇全年公开信息97条。全镇收到申请2件。乡镇共有干部9人。", []),
        ("石槛镇人民政府", "学习借鉴。与砚塘镇联合办班1期，砚塘镇将经验作了介绍，石槛镇共派出9人。砚塘镇主动联系我镇。", []),
        ("青云县人民政府", "砚塘镇共公开信息97条。", []),
        ("青云市人民政府", "清河市全年公开信息97条。", []),
        ("青云县人民政府", "清河县坚持以公开为常态，不断提高质量。", ["W118"]),
        ("青云县人民政府", "清河县委、县政府高度重视政务公开工作。", ["W118"]),
        ("青云县人民政府", "一年来，清河县各部门切实履行公开职责。清河县公安局公开户籍信息36条。", ["W118"]),
        ("青云县人民政府", "进一步提升清河县政务公开水平。", ["W118"]),
        ("青云县教育局", "清河县教育局认真贯彻落实条例。", ["W118"]),
        ("青屏区人民政府", "江南区人民政府认真贯彻落实条例。高新区认真贯彻落实条例。", ["W118"]),
        ("青云县人民政府", "加大培训力度，带动全县公开水平提升；健全机制，助力全县公开工作。", []),
        ("青云县人民政府", "赴清河县学习。邀请清河县政务公开工作专班来我县指导。对标清河县，提升我县政务公开水平。", []),
        ("青云县人民政府", "清河县召开全市现场会，我县作交流发言。因集中管辖，清河县人民法院受理信息公开诉讼3件。", []),
        ("青云县教育局", "宿阳市教育局认真贯彻落实条例，我局转发学习。清河县财政局认真贯彻落实条例。", []),
    ],
)
def test_another_place_of_the_kind_that_acts_as_the_agency_is_told(agency: str, text: str, expected: list[str]) -> None:
    draft = made(overview=text)
    draft = draft._replace(report=draft.report._replace(agency=agency))
    assert codes(draft, check_other_places) == expected


def test_name_with_the_country_in_it_has_one_place() -> None:
    draft = made(overview="如有疑问，请与青云县住房和城乡规划建设局办公室联系。")
    draft = draft._replace(report=draft.report._replace(agency="青云县住房和城乡建设局"))
    assert codes(draft, check_other_names) == ["W118"]


@pytest.mark.parametrize(
    ("agency", "texts", "expected"),
    [
        ("临江县林业局", {"overview": "我镇新收32件，本街道全部办结，我镇、本街道又开展培训。"}, ["我镇", "本街道"]),
        (
            "临江县林业局",
            {"overview": "我委印发制度。自我委屈无人。我局限于人手。我委托代理人，群众说“我镇很好”。我局、我县林区。"},
            ["我委"],
        ),
        ("临江县发展和改革委员会", {"overview": "我委印发制度，我县林区。"}, []),
        ("瓯海区泽雅镇人民政府", {"overview": "我镇、我区全年新收2件。"}, []),
        ("瓯海区民政局", {"overview": "我县共收到申请2件。"}, ["我县"]),
        ("临江县林业局", {"preface": "如有疑问，请与靖宇县林业局办公室联系（地址：建设路）。"}, ["靖宇县林业局办公室"]),
        ("临江县林业局", {"preface": "如有疑问，请与临江县水利局联系。"}, ["临江县水利局"]),
        ("临江县林业局", {"preface": "本报告由靖宇县林业局编制。"}, ["靖宇县林业局"]),
        ("临江县林业局", {"preface": "请与临江县林业局办公室联系。"}, []),
        ("临江县林业局", {"preface": "请与临江县人民政府办公室联系。"}, []),
        ("临江县林业局", {"preface": "请与临江县政务服务和数字化建设管理局联系。"}, []),
        ("临江县林业局", {"preface": "请与白山市林业局联系。"}, []),
        ("淮安市人民政府", {"preface": "请与淮安市财政局联系（电话：0517）。"}, []),
        ("温州市生态环境局瓯海分局", {"preface": "请与温州市生态环境局联系。"}, []),
    ],
)
def test_whose_report_it_is(agency: str, texts: dict[str, str], expected: list[str]) -> None:
    draft = made(**texts)
    draft = draft._replace(report=draft.report._replace(agency=agency))
    said = [one.message for one in check_whose_report(draft)]
    assert len(said) == len(expected) and all(f"“{word}”" in one for word, one in zip(expected, said, strict=True))


# -- years ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("截至2023年12月31日，我局公开信息418条。", ["2023年12月31日"]),
        ("截至2023年底，公众号粉丝3.2万人，累计发布203条。", ["2023年底"]),
        ("截至2023年底，公开信息418条，2024年新增20条。", []),
        ("截至2023年底，公开信息418条。今年新增20条。", []),
        ("截至2023年底，上年结转的2件均已办结。", []),
        ("截至2020年底，建成专栏12个。", []),
        ("截至2023年12月31日前受理的事项已办结。", []),
        ("去年（2022年）新收申请30件。", ["去年（2022年）"]),
        ("去年（2023年）新收申请30件，上年度（2024年）也一样，今年（2025年）继续。", []),
        ("今年（2023年）新收申请30件。", ["今年（2023年）"]),
        ("下一步，2024年将继续做好工作。", ["2024年"]),
        ("2024年，我局将从以下方面改进。", ["2024年"]),
        ("下一步，2025年将继续做好工作。2024年，我局将公开纳入考核。按照2023年提出的“2024年将继续推进”的打算，均已完成。", []),
        ("2023年政务公开培训情况", ["2023年"]),
        ("2023年存在问题的整改情况", []),
        ("2024年政务公开培训情况", []),
        ("2023年与2024年公开情况", []),
    ],
)
def test_year_of_an_earlier_report_inside_a_sentence(text: str, expected: list[str]) -> None:
    said = [one.message for one in check_old_years(made(overview=text))]
    assert len(said) == len(expected) and all(word in one for word, one in zip(expected, said, strict=True)), said


@pytest.mark.parametrize(
    ("caption", "expected"), [("2023年林区开放日", 1), ("2024年林区开放日", 0), ("2022年、2024年两次开放日", 0)]
)
def test_picture_of_an_earlier_year_is_told(caption: str, expected: int) -> None:
    draft = made(overview="开放日。")
    picture = TextBlock("image", caption, Location("narrative.yaml", line=9, column=1), image="images/甲.jpg")
    texts = {"overview": (*draft.report.texts["overview"], picture)}
    draft = draft._replace(report=draft.report._replace(texts=texts))
    assert len(list(check_old_years(draft))) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2026年我局被申请行政复议2件。",
        "全年收到申请41件。2025年，我局被申请行政复议2件。",
        "2025年全局共收到申请41件，均已办结。",
        "2027年，培训班有120人参加。",
    ],
)
def test_year_that_is_still_to_come_is_told(text: str) -> None:
    assert codes(made(overview=f"2024年的工作如下。\n{text}"), check_years) == ["N232"]


@pytest.mark.parametrize(
    "text",
    [
        "2025年，我局将继续公开3类信息。",
        "2025年1月15日，我局发布12条信息。",
        "2025年要做好3件事：一是培训。",
        "截至2025年1月，发布信息12条。",
        "三、下一步举措。2025年，一是试点改革；二是发布20个案例。",
        "（二）改进情况\n2025年，一是试点改革；二是发布20个案例。",
        "到2027年建成12个平台。",
        "用两年左右完成12个平台，2025年底前见效3个。",
        "落实《甲市公开规划（2026年修订）》，发布12条。",
        "落实《甲市规划》（甲政发〔2026〕3号），发布12条。",
        "“十四五”期间（2021—2025年）发布12条，2024—2026年行动方案印发3次。",
        "2035年远景目标纲要发布后，解读12次。",
        "为2026年第20届亚运会开设12个专栏。",
        "公开2025年部门预算12份。",
        "比2023年增长12%，2019年以来共发布300条。",
        "详见 http://www.example.gov.cn/2026年/12条",
        "公开2024年度财政预算和2023年度决算各12份。",
    ],
)
def test_year_that_may_be_another_is_not_told(text: str) -> None:
    assert codes(made(overview=f"2024年的工作如下。\n{text}"), check_years) == []


def test_section_copied_from_last_year_is_told_at_its_beginning() -> None:
    (finding,) = told(made(problems="2023年，我局的公开工作还有不足。\n一是人手不够。"), check_years)
    assert (finding.code, finding.location.line, finding.location.column) == ("N232", 1, 1)
    assert codes(made(problems="2023年以来，我局的公开工作还有不足。"), check_years) == []
    assert codes(made(problems="2023年年报提出的问题已经整改。"), check_years) == []
    assert codes(made(problems="2023年9月，我局成立公开科。"), check_years) == []
    assert codes(made(problems="我局的公开工作还有不足。\n2023年，制度还不健全。"), check_years) == []


def test_preface_of_another_report_is_told() -> None:
    assert codes(made(preface="现公布甲市乙局2023年政府信息公开工作年度报告。"), check_years) == ["N232"]
    assert codes(made(preface="根据《关于编制2023年政府信息公开工作年度报告的通知》，编制本报告。"), check_years) == []


@pytest.mark.parametrize(
    "period",
    [
        "自2024年1月1日起至2024年12月31日止",
        "从2024年1月1日到12月31日",
        "为2024年1月1日—2024年12月31日",
        "为2024年1月1日至12月31日",
        "自2024 年 1 月 1 日至 2024 年 12 月 31 日",
        "为2024.1.1-2024.12.31",
        "为2024年1月1日起，至12月31日止",
    ],
)
def test_period_of_the_year_is_right_however_it_is_written(period: str) -> None:
    assert codes(made(preface=f"报告所列数据的统计期限{period}。"), check_years) == []


@pytest.mark.parametrize(
    "period",
    ["自2023年1月1日至2023年12月31日", "自2024年1月1日至11月30日", "自2024年1月1日至2025年12月31日", "为2024.1.1-2024.6.30"],
)
def test_another_period_is_told_once(period: str) -> None:
    assert codes(made(preface=f"报告所列数据的统计期限{period}。"), check_years) == ["N233"]


def test_days_of_something_else_are_no_period() -> None:
    assert codes(made(overview="3月1日至3月31日开展宣传月，发布12条。"), check_years) == []


def test_days_that_are_not_in_the_calendar_are_told() -> None:
    assert codes(made(overview="9月31日和2024年2月30日各培训一次，2月29日没有。"), check_years) == ["N234", "N234"]
    assert codes(made(date="2025年2月29日"), check_years) == ["N234"]
    assert codes(made(date="2024年1月31日"), check_years) == ["N232"]
    assert codes(made(date="2025年1月31日"), check_years) == []


def test_years_wait_until_the_report_has_one() -> None:
    assert codes(made(year=0, overview="2030年收到申请12件。"), check_years) == []


# -- documents cited --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "year", "text", "told_of"),
    [
        ("gov-disclosure-2021", 2024, "根据国办公开办函[2019] 60号编制。", "国办公开办函〔2021〕30号"),
        ("gov-disclosure-2021", 2024, "根据国办发〔2014〕32号编制。", "国办公开办函〔2021〕30号"),
        ("gov-disclosure-2021", 2024, "根据《条例》（国令第492号）编制。", "国令第711号"),
        ("gov-disclosure-2019", 2020, "根据《条例》（国务院令492号）编制。", "国务院令第711号"),
        ("gov-disclosure-2019", 2019, "根据国办公开办函〔2021〕30号编制。", "国办公开办函〔2019〕60号"),
        ("gov-disclosure-2014", 2017, "根据《条例》（国务院令第711号）编制。", "国务院令第492号"),
    ],
)
def test_document_of_another_time_is_told_with_the_right_one(form: str, year: int, text: str, told_of: str) -> None:
    (finding,) = told(made(form, year=year, preface=text), check_citations)
    assert finding.code == "N231" and told_of in finding.message


def test_title_of_the_old_notice_with_the_new_number_is_told() -> None:
    title = "《国务院办公厅政府信息与政务公开办公室关于政府信息公开工作年度报告有关事项的通知》"
    assert codes(made(preface=f"根据{title}（国办公开办函〔2021〕30号）编制。"), check_citations) == ["N231"]
    assert codes(made("gov-disclosure-2019", year=2020, preface=f"根据{title}编制。"), check_citations) == []


def test_other_documents_and_history_are_not_told() -> None:
    for text in (
        "根据国办公开办函〔2019〕61号公开法定内容。",
        "根据浙政办发〔2019〕60号编制。",
        "2008年的《条例》（国务院令第492号）2019年修订（国务院令第711号），据此编制。",
        "联系电话0577-88969560号",
    ):
        assert codes(made(preface=text), check_citations) == []
    assert codes(made(overview="办理了涉及国办发〔2014〕32号的申请。"), check_citations) == []


# -- punctuation ------------------------------------------------------------------------------------

# Slips a few signs apart are one place.
MENDED = [
    ("公开31条,其中2条;其余如下:甲", "公开31条，其中2条；其余如下：甲", ["N241"]),
    ("邮编:325009,电话:0577-1", "邮编：325009，电话：0577-1", ["N241"]),
    ("见http://a.cn/b,共2页", "见http://a.cn/b，共2页", ["N241"]),
    ("用APP,打造平台, 服务", "用APP，打造平台，服务", ["N241"]),
    ("开展(线上)培训", "开展（线上）培训", ["N241"]),
    ('用"智慧大院"平台', "用“智慧大院”平台", ["N241"]),
    ("（六)其他", "（六）其他", ["N243"]),
    ("(六）其他", "（六）其他", ["N243"]),
    ("根据国办函【2020】109号、国办函[2020]8号", "根据国办函〔2020〕109号、国办函〔2020〕8号", ["N242"] * 2),
    ("2024 年，收到 41 件，", "2024年，收到41件，", ["N244"]),
    ("进展，，但是。。", "进展，但是。", ["N245"]),
    ("看得懂，。", "看得懂。", ["N245"]),
    ("增长５．５％，达到12％", "增长5.5%，达到12%", ["N246"]),
]


@pytest.mark.parametrize(("text", "right", "expected"), MENDED)
def test_punctuation_is_told_with_its_fix(text: str, right: str, expected: list[str]) -> None:
    findings = told(made(overview=text), check_punctuation)
    assert [finding.code for finding in findings] == expected
    assert mended(text, findings) == right
    assert codes(made(overview=right), check_punctuation) == []


@pytest.mark.parametrize(
    "text",
    [
        "网址：http://www.example.gov.cn/a,b;c?d=1:2，邮箱：zwgk.b@example.com。",
        "每天9:30开馆，比例为3:7，金额1,234,567元，版本V2.0.1。",
        "登录门户网站（www.example.gov.cn）或(http://www.example.gov.cn/)，下载本报告。",
        "推广Hello, world示例，编写Q&A。",
        "对照GB/T 9704—2012，用 Word 和 iPad 排版。",
        "“互联网+政务服务”“‘两直’资金”《关于〈条例〉的解读》【专栏】",
        "做到：1）分类；2）清理；a）核对。",
        "一）分类。",
        "（一）主动公开　2024年发布信息，共12条。",
        "（1） 主动公开方面。发布12条。",
        "等等……——这些都有。",
        "法院作出（2020）浙03行初12号判决，《目录》（2024版）印发。",
        "地址：甲路1号 邮编：325000 电话：0577-88969570，欢迎来访。",
        "it's和don't是英文，共2处。",
        "100%覆盖，5G、A4、B座。",
    ],
)
def test_right_punctuation_is_not_told(text: str) -> None:
    assert codes(made(overview=text), check_punctuation) == []


def test_captions_and_headings_may_have_spaces() -> None:
    assert codes(made(overview="图1 申请渠道\n（一） 主动公开\n（二）主动公开 2024年发布信息，共12条。"), check_punctuation) == []


def test_halves_without_a_partner_are_told() -> None:
    for text in ("推动“以旧换新，", "推动以旧换新”，", "公开（含附件，", "公开）附件，", "印发《办法，", '用"智慧平台，'):
        (finding,) = told(made(overview=text), check_punctuation)
        assert finding.code == ("N241" if '"' in text else "N243")
        assert finding.fix is None


def test_pair_torn_apart_by_a_page_is_whole_in_a_published_report() -> None:
    torn = "召开“春节前后服务企业\n专项活动”发布会。"
    assert codes(made(overview=torn, published=True), check_punctuation) == []
    assert codes(made(overview=torn), check_punctuation) == ["N243", "N243"]
    assert codes(made(overview="专项活动”发布会。\n召开“春节前后", published=True), check_punctuation) == ["N243", "N243"]


def test_many_slips_of_a_paragraph_are_one_finding_with_one_fix() -> None:
    text = "网站,微信,微博,公报,报纸"
    (finding,) = told(made(overview=f"{text}\n一,二"), check_punctuation)[:1]
    assert "4 处" in finding.message and len(finding.related) == 3
    assert mended(text, [finding]) == "网站，微信，微博，公报，报纸"
    assert codes(made(overview=f"{text}\n一,二"), check_punctuation) == ["N241", "N241"]


def test_many_slips_of_a_published_report_are_one_finding() -> None:
    findings = told(made(overview="网站,微信,微博\n公报,报纸", problems="人手少,经费少", published=True), check_punctuation)
    assert [(finding.code, len(finding.related)) for finding in findings] == [("N241", 3)]


def test_spaces_of_a_pdf_are_its_own() -> None:
    draft = made(overview="2024 年，收到41件。", published=True)
    assert codes(draft, check_punctuation) == ["N244"]
    paged = tuple(block._replace(location=block.location._replace(page=1)) for block in draft.report.texts["overview"])
    assert codes(draft._replace(report=draft.report._replace(texts={"overview": paged})), check_punctuation) == []


# -- fixes where bindings stand -----------------------------------------------------------------------


def bound() -> TextBlock:
    """收到{{ 甲 }}件,其中{{ 乙 }}件 with its figures put in."""
    start = Location("n.yaml", line=7, column=3)
    marks = (
        Mark(2, start._replace(column=5), "{{ 甲 }}"),
        Mark(4, start._replace(column=12)),
        Mark(8, start._replace(column=16), "{{ 乙 }}"),
        Mark(9, start._replace(column=23)),
    )
    return TextBlock("paragraph", "收到41件,其中5件", start, marks=marks)


def test_fix_is_what_stands_in_the_file() -> None:
    block = bound()
    assert block.whole[5] == ","
    fix = fix_of([Slip(block, 5, 6, "，")])
    assert fix is not None
    assert (fix.location.column, fix.old, fix.new) == (13, ",", "，")
    over = fix_of([Slip(block, 0, 2, "收"), Slip(block, 5, 6, "，"), Slip(block, 9, 10, "条")])
    assert over is not None
    assert (over.location.column, over.old, over.new) == (3, "收到{{ 甲 }}件,其中{{ 乙 }}件", "收{{ 甲 }}件，其中{{ 乙 }}条")


def test_fix_never_touches_a_figure_that_a_binding_put_there() -> None:
    assert fix_of([Slip(bound(), 2, 3, "5")]) is None
    assert fix_of([Slip(bound(), 1, 3, "")]) is None
    assert fix_of([Slip(bound(), 5, 6)]) is None


def test_fix_is_only_given_for_one_line_of_the_file() -> None:
    start = Location("n.txt", line=1, column=1)
    block = TextBlock("paragraph", "甲,乙,丙", start, marks=(Mark(3, start._replace(line=2)),))
    assert fix_of([Slip(block, 1, 2, "，")]) is not None
    assert fix_of([Slip(block, 1, 2, "，"), Slip(block, 3, 4, "，")]) is None


# -- about so many, left to fill in -------------------------------------------------------------------


@pytest.mark.parametrize("text", ["近5000余条", "约300多人次", "超过100件左右", "接近两千余册", "约20次以上", "1万余条左右"])
def test_contradictory_bounds_are_told(text: str) -> None:
    assert codes(made(overview=f"发布信息{text}。"), check_bounds) == ["N247"]


@pytest.mark.parametrize(
    "text",
    [
        "5000余条",
        "近5000条",
        "约300人次",
        "超过100件",
        "节约100余万元",
        "最近3年多来",
        "附近20多个村",
        "100件以上",
        "预约300余次",
        "左右两侧各5个",
    ],
)
def test_plain_bounds_are_not_told(text: str) -> None:
    assert codes(made(overview=f"发布信息{text}。"), check_bounds) == []


@pytest.mark.parametrize(
    "text",
    [
        "XX镇发布",
        "××局发布",
        "〇〇县发布",
        "共____件",
        "20XX年",
        "（此处填写做法）",
        "（文字描述）",
        "数据待补充。",
        "【待填】",
        "□□县",
    ],
)
def test_what_was_left_to_fill_in_is_told(text: str) -> None:
    assert codes(made(overview=f"全年{text}"), check_leftovers) == ["N248"]


@pytest.mark.parametrize(
    "text",
    [
        "二〇〇八年",
        "三〇〇〇件",
        "见 www.xx.gov.cn",
        "邮箱 xx_gk___b@example.com",
        "（在线填写申请表）",
        "有待补充完善",
        "8×8米",
        "iPhoneXX型",
        "时间待定的会议",
    ],
)
def test_what_only_looks_like_it_is_not_told(text: str) -> None:
    assert codes(made(overview=f"全年{text}"), check_leftovers) == []


def test_gap_that_a_binding_left_is_told_elsewhere_only() -> None:
    draft = made(overview="收到{{ 没有 }}件")
    filled = tuple(block._replace(text="收到【待填】件") for block in draft.report.texts["overview"])
    assert codes(draft._replace(report=draft.report._replace(texts={"overview": filled})), check_leftovers) == []


def test_binding_that_was_printed_is_told_in_a_published_report() -> None:
    assert codes(made(overview="收到{{ 表三 }}件", published=True), check_leftovers) == ["N248"]


# -- numbers of persons -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [
        ("甲某（330399190001010011）", "S101", "330***********0011"),
        ("甲某13800138000", "S102", "138****8000"),
        ("甲某138-0013-8000", "S102", "138****8000"),
        ("甲某+86 13800138000", "S102", "138****8000"),
        ("卡号6222000000000000129", "S103", "622************0129"),
        ("卡号6222 0000 0000 0000 129", "S103", "622************0129"),
    ],
)
def test_personal_numbers_are_told_without_being_printed(text: str, code: str, shown: str) -> None:
    findings = told(made(overview=text), check_personal_numbers)
    assert [finding.code for finding in findings] == [code]
    assert shown in findings[0].message
    assert findings[0].fix is None and not any(part in findings[0].message for part in ("1900", "0013", "00000"))


def test_mobile_number_of_an_office_is_told_in_other_words() -> None:
    (private,) = told(made(overview="联络员甲某：13800138000"), check_personal_numbers)
    (office,) = told(made(overview="咨询电话：13800138000"), check_personal_numbers)
    (preface,) = told(made(preface="如有疑问请与甲某联系，13800138000。"), check_personal_numbers)
    assert private.message != office.message and office.message == preface.message


@pytest.mark.parametrize(
    "text",
    [
        "电话0577-88969570，热线12345、4008-123-456",
        "金额13800138000元",
        "http://www.example.gov.cn/id/330399190001010011/13800138000",
        "统一社会信用代码12330300MB1234567X",
        "访问7854070人次，2020-12-31，2019 2020 2021年",
        "流水号20240131000012345678901",
        "330399190001010018",
    ],
)
def test_other_long_numbers_are_not_told(text: str) -> None:
    assert codes(made(overview=text), check_personal_numbers) == []


# -- the published reports --------------------------------------------------------------------------

# Each was judged by reading the report; what the list lacks must not be found.
PUBLISHED = {
    "000_a6e3da083c5e2c0c.txt": [
        ("N243", "（六)"),  # a bracket pair of unlike kinds
        ("N246", "55％"),
        ("N225", "“无”"),
    ],
    "001_76d90fd474e57dbd.txt": [
        ("N241", "全文有 167 处"),
        ("N221", "没有写到依申请公开"),  # nothing in 总体情况 speaks of it
        ("N244", "全文有 14 处"),  # where the lines of the PDF were joined, and about years
        ("N203", "改进措施"),
        ("N225", "“无”"),
    ],
    "002_7e3cf29f5d278207.txt": [
        ("N206", "“（2）”“（3）”“（4）”“（5）”“（6）”"),
        ("N241", "41件,其中"),
        ("N232", "2022年"),
        ("N241", "监督,完善"),
    ],
    "003_f6584d2c7913d8cd.txt": [
        ("N206", "（1）"),  # followed by （二）, （三）
        ("N244", "5件 ），"),
        ("N244", "“ 告知"),
    ],
    "suqian_city_2023.md": [],
    "suqian_city_2024.md": [("N253", "重大政策的的出台")],
    "huaian_city_2024.pdf": [],
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_report_has_these_findings_and_no_others(name: str, published: Path) -> None:
    checked = check(published / name)
    mine = (finding for finding in checked.findings if finding.code.startswith(MINE))
    found = sorted(mine, key=lambda finding: (finding.location, finding.code))
    assert [finding.code for finding in found] == [code for code, _ in PUBLISHED[name]]
    for finding, (_, words) in zip(found, PUBLISHED[name], strict=True):
        assert words in finding.message
        assert finding.severity.value == "warning" and finding.hint
    assert not checked.crashed


PARAGRAPH = "2024年，我局按照《条例》要求，主动公开信息12条（含附件3件），答复申请4件；“两微一端”运行平稳。"


def long_report(paragraphs: int) -> Subject:
    overview = [f"（一）公开情况。{PARAGRAPH * 3}", *[PARAGRAPH * 5] * paragraphs]
    return made(overview="\n".join(overview), problems=PARAGRAPH, other=PARAGRAPH)


def test_long_report_is_checked_with_little_work() -> None:
    draft = long_report(24)
    length = sum(len(block.whole) for texts in draft.report.texts.values() for block in texts)
    assert length > 6000
    told(draft, *CHECKS)
    assert calls(lambda: told(draft, *CHECKS)) < 3 * length  # three times what it takes


def test_work_grows_as_the_report_does() -> None:
    small, large = long_report(24), long_report(8 * 24)
    assert growth(lambda: told(small, *CHECKS), lambda: told(large, *CHECKS)) < 24  # 8; what grows with the square takes 64
    assert calls(lambda: told(large, *CHECKS)) < 16 * calls(lambda: told(small, *CHECKS))
