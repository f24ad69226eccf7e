"""Which words of a text are numbers, and what they can mean."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reportgen.text.quantities import find_quantities
from reportgen.text.units import with_bases

# text: value, unit, what it can mean at least and at most (where that is more than the value)
NUMBERS: list[tuple[str, str, str, tuple[str, str] | None]] = [
    ("共198件", "198", "件", None),
    ("共 198 件", "198", "件", None),
    ("办结1,234件", "1234", "件", None),
    ("办结1，234件", "1234", "件", None),
    ("０件", "0", "件", None),
    ("１２件", "12", "件", None),
    ("20件次", "20", "件次", None),
    ("2330人次", "2330", "人次", None),
    ("“12345”热线1200件", "1200", "件", None),
    ("达到500件", "500", "件", None),
    ("657062元", "657062", "元", None),
    # the printed digits leave an interval
    ("3.7万条", "37000", "条", ("36500", "37500")),
    ("3.70万条", "37000", "条", ("36950", "37050")),
    ("5百件", "500", "件", ("450", "550")),
    ("3749.71万元", "37497100", "元", ("37497050", "37497150")),
    ("1.2亿元", "120000000", "元", ("115000000", "125000000")),
    ("2.5倍", "2.5", "倍", ("2.45", "2.55")),
    ("75.2%", "75.2", "%", ("75.15", "75.25")),
    ("75.2％", "75.2", "%", ("75.15", "75.25")),
    ("100%", "100", "%", ("99.5", "100.5")),
    ("75.2个百分点", "75.2", "%", ("75.15", "75.25")),
    # words that say: more
    ("100余件", "100", "件", ("100", "200")),
    ("1500余件", "1500", "件", ("1500", "1600")),
    ("1550余件", "1550", "件", ("1550", "1560")),
    ("150多件", "150", "件", ("150", "160")),
    ("3.7万多条", "37000", "条", ("37000", "38000")),
    ("150件以上", "150", "件", ("150", "160")),
    ("超过150件", "150", "件", ("150", "160")),
    ("逾150件", "150", "件", ("150", "160")),
    ("突破500件", "500", "件", ("500", "600")),
    ("超100万人次", "1000000", "人次", ("1000000", "1010000")),
    # words that say: less
    ("近200件", "200", "件", ("100", "200")),
    ("将近200件", "200", "件", ("100", "200")),
    ("不足200件", "200", "件", ("100", "200")),
    ("近3.7万件", "37000", "件", ("36000", "37000")),
    # words that say: about
    ("约150件", "150", "件", ("140", "160")),
    ("150件左右", "150", "件", ("140", "160")),
    ("约200余件", "200", "件", ("200", "300")),
    # written out
    ("一件", "1", "件", None),
    ("两件", "2", "件", None),
    ("十一件", "11", "件", None),
    ("二十三件", "23", "件", None),
    ("一百零五件", "105", "件", None),
    ("一千二百件", "1200", "件", None),
    ("三万件", "30000", "件", None),
    ("两千余件", "2000", "件", ("2000", "3000")),
    ("三十多家", "30", "家", ("30", "40")),
    ("十几件", "10", "件", ("10", "20")),
    ("五个百分点", "5", "%", ("4.5", "5.5")),
    ("四成", "40", "%", ("35", "45")),
    ("近七成", "70", "%", ("65", "70")),
    ("不足七成", "70", "%", ("60", "70")),
    ("六成以上", "60", "%", ("60", "70")),
    ("四分之三", "75", "%", ("70", "80")),
    ("一半", "50", "%", ("45", "55")),
    ("超过半数", "50", "%", ("50", "100")),
    # a rough word softens the number that it touches, and only where it is a word of its own
    ("申请数90件", "90", "件", None),
    ("信息总数1203条", "1203", "条", None),
    ("收件数二十件", "20", "件", None),
    ("完成90件", "90", "件", None),
    ("网上90件", "90", "件", None),
    ("网上预约90件", "90", "件", None),
    ("数百人次", "100", "人次", ("100", "1000")),
    ("申请数十件", "10", "件", ("10", "100")),
    ("上千条", "1000", "条", ("1000", "2000")),
]


# the units that a pack declares, text: value and unit
OF_A_PACK: list[tuple[str, str, str, str]] = [
    ("卷次", "利用300卷次", "300", "卷次"),
    ("度", "用电20度", "20", "度"),
    ("单", "办理500单", "500", "单"),
    ("小时", "服务1200小时", "1200", "小时"),
    ("吨标准煤", "节能12.5吨标准煤", "12.5", "吨标准煤"),
    ("千瓦时", "用电500千瓦时", "500", "千瓦时"),
    ("千瓦时", "用电3万千瓦时", "30000", "千瓦时"),
    ("千瓦时", "用电三十千瓦时", "30", "千瓦时"),
    ("万千瓦时", "用电3.5万千瓦时", "35000", "千瓦时"),
    ("亿立方米", "供水1.2亿立方米", "120000000", "立方米"),
    ("千米", "长3.2千米", "3200", "米"),
    ("MWh/d", "日均500MWh/d", "500", "MWh/d"),
]


@pytest.mark.parametrize("declared, text, value, unit", OF_A_PACK, ids=[text for _, text, *_ in OF_A_PACK])
def test_number_in_a_unit_that_a_pack_declares_is_read(declared: str, text: str, value: str, unit: str) -> None:
    assert [(one.value, one.unit) for one in find_quantities(text, with_bases([declared]))] == [(Decimal(value), unit)]


def test_what_tells_a_time_is_no_unit_for_being_declared() -> None:
    assert find_quantities("2024年3月5日，2024年度", ("年", "月", "日", "度")) == []


@pytest.mark.parametrize("text, value, unit, bounds", NUMBERS, ids=[text for text, *_ in NUMBERS])
def test_number_is_read(text: str, value: str, unit: str, bounds: tuple[str, str] | None) -> None:
    (found,) = find_quantities(text)
    assert (found.value, found.unit) == (Decimal(value), unit)
    low, high = bounds or (value, value)
    assert (found.low, found.high) == (Decimal(low), Decimal(high))
    assert found.exact == (bounds is None)
    assert found.admits(Decimal(low)) and found.admits(Decimal(high))
    assert not found.admits(Decimal(high) + 1) and not found.admits(Decimal(low) - 1)


# Dates, ordinals, numbers of documents and telephones, and words that only look like numbers.
NO_NUMBERS = [
    "2024年", "2024年度", "3月5日", "上午9:30", "15日内", "5个工作日", "3小时", "3.5小时", "第3次", "第十二条", "国办函〔2020〕109号",
    "〔2020〕 第5号", "0517-83605210", "邮编223001", "电话12345", "《关于2020件事》", "https://a.cn/2020件", "a123件", "12-15件",
    "12—15件", "1.2.3件", "-12件", "+12件", "No.12件", "V2.0版", "5G", "3000", "3：1", "1/3", "“一件事”", "“两件事”", "统一", "一次",
    "一个", "一类", "百分之五", "四成功", "完成", "5届", "3级", "12楼",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_left_alone(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize("text, actual", [("几十件", 45), ("数百件", 345), ("上百件", 130)])
def test_tens_and_hundreds_are_no_exact_numbers(text: str, actual: int) -> None:
    assert all(found.admits(Decimal(actual)) for found in find_quantities(text))


def test_several_numbers_stand_where_they_stand() -> None:
    text = "共收到12件，办结１１件，占91.7%。"
    assert [text[found.start : found.end] for found in find_quantities(text)] == ["12件", "１１件", "91.7%"]
