"""Whether the labels of a list are those of one division, so that its numbers make the whole before them: 政策类、动态类; 线上、线下; …、其他."""

from __future__ import annotations

from collections.abc import Sequence

from .....text.patterns import pattern
from ...tied import Tied
from .parts import DOES, outside

_GENERAL = pattern(
    r"(?:共|累计|总|合计|各类|各种|各项|全部|一共)|(?:^|[，,])(?:全年|本年度?|今年|主动|及时|依法|\s)*"
    rf"(?:通过[^，。；\d]{{1,16}})?(?:主动)?(?:{DOES}|发)(?:各类|政府|政务|重点|主动|公开)*(?:信息|文件|公文|文|材料|稿件|活动|会议|培训|事项|问题|建议|意见|数据|内容|文章)?(?:数|数量)?$"
)
_REST_LABEL = pattern(r"^(?:其他|其它|其余|余下|剩余|另有|还有)")
_KIND_LABEL = pattern(
    r"(类|方面|渠道|形式|方式|途径|领域)$|(?P<at>级|区县|县区|市区|城区|镇|乡|村|街道|社区|学校|企业|部门|单位|机关|农村|城市)$"
    r"|(?P<by>公众号|视频号|抖音号?|快手号?|头条号?|微博|微信|客户端|网站|平台|公报)(?:发布|推送|刊登|更新)?$"
)
# Two that are all there are.
PAIRS = pattern(
    r"(原创)[^、]*、(转发|转载)|(线上|网上)[^、]*、(线下|现场|窗口)|(上半年)[^、]*、(下半年)|(?:城镇|城市)[^、]*、农村|(?:中文)[^、]*、(?:英文|外文)|(?:其中)?(?:按[期时]|如期|及时)[^、]*、(?:依法|经批准)?延[期长]|[市县区局委本]?(?:机关|本级)[^、]*、(?:各|所属|下属)?(?:乡镇|镇街|基层|下属|直属|街道|站所|系统)"
)
# 网络、信函等渠道分别收到, 一季度、二季度分别为: some of them, or of the year, unless it is said how many there are.
_AND_OTHERS, _OF_YEAR = pattern(r"等(?![于\d两二三四五六七八九十多各级候待])"), pattern("季度|月")
_QUARTERS = 4
# So counted, things beside each other are seldom of several kinds.
_RARE_UNITS = frozenset("所家户名人位处座辆只栋")


def divides(whole: Tied, labels: Sequence[str], signs: Sequence[str]) -> bool:
    """Whether what stands behind a comma divides the number before it, and does not go on counting other things."""
    if are_of_one_kind(labels):
        return True
    plain = {sign for sign in signs if sign not in ("和", "及", "以及")}
    general = _GENERAL.search(whole.mention.left) or whole.quantity.unit in _RARE_UNITS
    return bool(general) and len(plain) <= 1 and len(labels) > 2


def are_of_one_kind(labels: Sequence[str]) -> bool:
    """Whether the labels are those of one division: 政策类、动态类, or with 其他 for the last."""
    ends = {(found[1] or found.lastgroup) if (found := _KIND_LABEL.search(label)) else "" for label in labels}
    # 主动公开97件、依申请公开143件: they end alike.
    tails = {outside(label).rstrip("的了")[-2:] for label in labels}
    alike = (len(ends) == 1 and "" not in ends) or (len(tails) == 1 and len(labels) > 2)
    alike = alike or (len(labels) == 2 and bool(PAIRS.match("、".join(labels))))
    last = labels[-1]  # 优秀、合格、不合格
    return alike or bool(_REST_LABEL.match(last)) or any(last == f"不{label[1 - len(last) :]}" for label in labels if last[2:])


def names_some(head: str, parts: Sequence[Tied], whole: Tied, *, done: bool) -> bool:
    """Whether the words before a list whose numbers stand behind its names (分别为) say that these are some of them only.

    甲局、乙局分别收到: what is `done` may be done by others too, unless the parts are nearly all.
    """
    few = sum(one.quantity.value for one in parts) * 10 < whole.quantity.value * 9
    return bool(_AND_OTHERS.search(head) or (_OF_YEAR.search(head) and len(parts) < _QUARTERS) or (done and few))
