"""The units that numbers in prose are counted in: those that all reports have, and what those that a pack declares are made of.

万人次 and 亿立方米 are so many 人次, 立方米. 千米 are a thousand 米, since 米 are counted too; 千瓦时 and 千克 are
units of their own where nobody counts 瓦时 and 克.
"""

from __future__ import annotations

from collections.abc import Collection

# What is counted in such reports, the longer ones first.
UNITS = (
    "平方米", "平方公里", "台次", "户次", "家次", "件次", "人次", "场次", "期次", "条次", "批次", "余次", "万元", "亿元", "小时", "分钟",
    "件", "份", "起", "宗", "例", "条", "篇", "期", "场", "次", "个", "项", "人", "名", "家", "册", "套", "元", "字", "类", "种", "户",
    "处", "部", "批", "封", "台", "页", "块", "本", "张", "通", "间", "幅", "辆", "所", "栋", "座", "只", "位", "对", "组", "轮", "倍", "则", "卷",
    "公顷", "公里", "公斤", "亩", "吨", "米", "株", "棵", "箱", "盒", "袋", "瓶", "款", "枚", "艘", "架",
)  # fmt: skip
# How many tens such a word stands for.
SCALES = {"百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}
_LONGEST_FIRST = sorted(SCALES, key=len, reverse=True)
_NO_UNIT_BEGINS = ("万", "亿")  # no unit of its own begins so


def base_of(unit: str, known: Collection[str] = ()) -> tuple[int, str]:
    """A unit as a power of ten and the unit that it is made of; `known` are units beside those that all reports have."""
    for scale in _LONGEST_FIRST:
        rest = unit.removeprefix(scale)
        if rest and rest != unit and (scale.endswith(_NO_UNIT_BEGINS) or rest in UNITS or rest in known):
            power, base = base_of(rest, known)
            return SCALES[scale] + power, base
    return 0, unit


def is_of_its_own(unit: str, known: Collection[str] = ()) -> bool:
    """Whether a unit begins with a word for so many, yet is none of so many others: 千瓦时."""
    return unit[:1] in SCALES and base_of(unit, known)[1] == unit


def with_bases(units: Collection[str]) -> tuple[str, ...]:
    """These units, and those that they are made of."""
    return tuple(dict.fromkeys((*units, *(base_of(unit, units)[1] for unit in units))))
