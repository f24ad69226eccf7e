"""What was left in from another report: the period of the law before, a neighbour's name, last year's year; and the sentences that look like it."""

from __future__ import annotations

import pytest
from support.made.prose import codes, made, told

from reportgen.rules.dates import check_years
from reportgen.rules.words.old_years import check_old_years
from reportgen.rules.words.other_places import check_other_places
from reportgen.rules.words.periods import check_periods


@pytest.mark.parametrize(
    "text",
    [
        "2024年收到申请12件，均在收到申请之日起15个工作日内答复申请人。",
        "除征求第三方意见和经批准延期的以外，均在收到申请之日起15个工作日内答复申请人。",
        "做到收到申请之日起15个工作日内办结。",
        "所有申请均在法定15个工作日期限内办理完毕。",
        "申请均在15个工作日法定时限内予以答复，按时办结率100%。",
        "受理依申请公开7件，全部在法定的15个工作日内办结。",
        "收到信息公开申请9件，均在15个工作日的答复期限内答复。",
        "依申请公开事项全部在15个工作日规定期限内答复。",
        "根据《条例》，能够当场答复的当场答复，不能当场答复的在15个工作日内答复。",
        "坚持依法答复，法定办理期限为15个工作日，无一件超期。",
        "全部按照规定的15个工作日时限答复申请人，答复率100%。",
        "行政机关应当自收到申请之日起十五个工作日内予以答复，无一超期。",
    ],
)
def test_period_of_the_law_before_is_told_in_each_wording(text: str) -> None:
    assert codes(made(overview=text), check_periods) == ["N255"]


def test_what_was_done_within_it_is_not_changed_for_the_person() -> None:
    (done,) = told(made(overview="收到申请12件，均在收到申请之日起15个工作日内答复。"), check_periods)
    (rule,) = told(made(overview="应当自收到申请之日起15个工作日内答复。"), check_periods)
    assert done.fix is None and "提前" in done.hint
    assert rule.fix is not None and (rule.fix.old, rule.fix.new) == ("15", "20")


@pytest.mark.parametrize(
    "text",
    [
        "均在收到申请之日起20个工作日内答复申请人。",
        "答复时限由20个工作日缩短至15个工作日，均在收到申请之日起15个工作日内办结。",
        "承诺自收到申请之日起15个工作日内答复，比法定期限提前5个工作日。",
        "第三方应当自收到征求意见书之日起15个工作日内提出意见，逾期视为同意答复。",
        "其中9件均在收到申请之日起15个工作日内答复，其余3件延长答复期限。",
        "其中8件在15个工作日内办结，其余在20个工作日内答复。",
        "热线工单均在规定的15个工作日内办结。人大建议、政协提案均在规定的15个工作日内答复代表委员。",
        "材料齐全的，均在法定15个工作日内办结。不动产首次登记法定办理期限为15个工作日。",
        "属于主动公开范围的信息，自形成或者变更之日起20个工作日内公开。",
        "15个工作日内答复的申请占八成。",
    ],
)
def test_other_periods_of_as_many_days_are_not_told(text: str) -> None:
    assert codes(made(overview=text), check_periods) == []


@pytest.mark.parametrize(
    ("agency", "text"),
    [
        ("云岭市市场监督管理局", "平川市市场监督管理局政务公开工作在市委领导下取得新进展。"),
        ("云岭市市场监督管理局", "2024年度，平川市市场监管局主动公开政府信息120条。"),
        ("江渚市自然资源和规划局", "下一步，南屏市自然资源和规划局将从以下方面改进：一是加强培训。"),
        (
            "江渚市自然资源和规划局",
            "针对上述问题，南屏市自然资源和规划局将从以下方面改进：一是加强业务指导，我局将提升基层力量。",
        ),
        ("江渚市自然资源和规划局", "2024年南屏市自然资源和规划局共收到政府信息公开申请32件。"),
        ("云岭市人民政府", "2024年，平川市人民政府高度重视政务公开工作，收到申请32件。"),
        ("云岭市发展和改革委员会", "平川市发改委高度重视政府信息公开工作，成立领导小组。"),
        ("国家税务总局云岭市税务局", "2024年，国家税务总局平川市税务局主动公开政府信息331条。"),
        ("江北省水利厅", "江南省水利厅高度重视政务公开工作。"),
        ("云岭市青川县财政局", "2024年，云岭市清河县财政局主动公开政府信息31条。"),
        ("东湖区花桥街道办事处", "柳林街道办事处政府信息公开工作取得一定成效。"),
        ("石槛镇人民政府", "2024年砚塘镇政府信息公开工作在县委、县政府的正确领导下有序开展。"),
        ("石槛镇人民政府", "虽然砚塘镇人民政府政务公开工作取得了一定的成绩，但仍存在不足。"),
        ("石槛镇人民政府", "青林乡政府信息公开工作在县政府办指导下有序推进。"),
        ("青林乡人民政府", "2024年石槛镇人民政府高度重视政务公开工作。"),
    ],
)
def test_neighbour_as_the_subject_of_the_own_work_is_told(agency: str, text: str) -> None:
    assert codes(made(overview=text, agency=agency), check_other_places) == ["W118"]


def test_city_that_may_lie_below_is_asked_about() -> None:
    (finding,) = told(made(overview="平川市教育局将继续加强公开。", agency="云岭市教育局"), check_other_places)
    assert "还是说的下级？" in finding.message and "所辖" in finding.hint


@pytest.mark.parametrize(
    ("agency", "text"),
    [
        ("云岭市教育局", "与平川市教育局联合执法。赴平川市教育局学习政务公开工作经验。指导平川市教育局政务公开工作。"),
        ("云岭市教育局", "向平川市教育局移送线索3条，平川市教育局已公开处理结果。收到平川市教育局转来申请2件。"),
        ("云岭市教育局", "各县（市、区）积极落实。平川市教育局高度重视政务公开工作，设立专区。"),
        ("云岭市教育局", "平川市教育局主动公开招生信息12条，清河市教育局主动公开招生信息9条。"),
        ("云岭市教育局", "平川市教育局政务公开工作经验在全市推广。平川市财政局高度重视政务公开工作。"),
        ("云岭市教育局", "平川市教育局将办学许可证信息推送至我局。市教育局高度重视政务公开工作。"),
        ("云岭市人民政府", "平川市人民政府入选全省政务公开示范点。平川市、清河县、东湖区人民政府高度重视政务公开工作。"),
        ("云岭市人民政府", "2024年全市政务公开工作有序推进，城市人民政府公开工作受表扬。"),
        ("青川县民政局", "2024年，云岭市民政局高度重视政务公开工作。清河县民政局工作人员来我局考察。"),
        ("石槛镇人民政府", "2024年度全镇政府信息公开工作有序推进。2024年集镇政务公开工作点建成。"),
        ("东湖区人民政府", "柳林街道高度重视政府信息公开工作。柳林街道办事处主动公开信息20条。"),
    ],
)
def test_partners_and_those_below_are_not_told(agency: str, text: str) -> None:
    assert codes(made(overview=text, agency=agency), check_other_places) == []


@pytest.mark.parametrize(
    "text",
    [
        "针对上述问题，2024年，我局将重点做好以下工作。",
        "针对以上不足，我局在2024年将进一步加强政策解读。",
        "下一步工作计划：2024年我局将以群众需求为导向，加大公开力度。",
        "改进措施：2024年，本机关将不断完善制度。",
        "针对以上不足，2024年我局将主动作为，补齐短板。",
        "下步工作中，2024年将重点抓好政策解读。",
        "2024年，我市各级机关将进一步加强培训。",
        "对此，2024年我局拟从三个方面改进。",
        "2024年，我局将重点做好以下工作：一是把公开纳入年度考核。",
        "一年来工作有进步。\n2023年，我局政府信息公开工作取得了一定成效，但与群众期待还有差距。",
    ],
)
def test_year_of_last_years_report_is_told(text: str) -> None:
    assert codes(made(problems=text), check_old_years, check_years) == ["N232"]


def test_two_years_of_last_years_report_do_not_bear_each_other_out() -> None:
    text = "2023年，我局政务公开工作稳步推进，但仍有不足。针对上述问题，2024年，我局将重点做好以下工作。"
    assert codes(made(problems=text), check_old_years, check_years) == ["N232", "N232"]


@pytest.mark.parametrize(
    "text",
    [
        "2024年以来，我局政府信息公开工作取得了一定成效，但仍存在不足。",
        "2023年指出的问题，我局已全部整改。自2023年起，我局将信息公开纳入培训。",
        "2024年底前已完成专栏改版。针对上述问题，2025年，我局将重点做好以下工作。",
        "2024年，我局将政务公开纳入年度考核。2024年，我局将加强政策解读作为重点工作，发布解读12篇。",
        "针对2023年存在的问题，2024年，我局将公开属性认定前移。",
        "2023年，我局政府信息公开工作取得了一定成效，但解读偏少；2024年，这一问题已得到改进。",
        "2024年，我局将重点领域信息公开12类。2024年将推进情况每季通报。2024年，我局将以前分散的信息归集起来。",
        "2024年底，我局将重点领域目录更新完毕。2024年，市政府要求各部门将进一步规范目录。",
        "2022年以来，我局政务公开工作取得显著成效。2023年9月，我局政务公开工作得到加强。",
    ],
)
def test_years_that_are_meant_are_not_told(text: str) -> None:
    assert codes(made(problems=f"2024年的不足如下。\n{text}"), check_old_years, check_years) == []
