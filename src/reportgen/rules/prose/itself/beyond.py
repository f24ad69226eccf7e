"""N114: a rate of a part in its whole that is over 100%: 按期办结率达140%, 占申请总量的250%.

Which rates these are is said by what was done (办结, 答复, 公开), as the others may well be more: 增长率, 完成率
of a plan, 资产负债率, 拨备覆盖率, 毛入学率, 床位使用率.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ....model.finding import Finding
from ....text.patterns import pattern
from ..arithmetic.fractions import Share
from ..arithmetic.growth import is_growth
from ..tied import Passage, Tied, excerpt
from .agreement import N114

_HUNDRED = Decimal(100)
_OF_ALL = (
    r"(?:办结|办理|处理|处置|答复|回复|反馈|回应|响应|受理|审结|结案|签收|转办|接通|接听|公开|公示|公布|发布|解读|上网|上线|网办"
    r"|及时|按时|按期|如期|准时|准确|正确|规范|合规|合格|达标|优秀|优良|良好|满意|好评|知晓|采纳|采用|纠错|纠正|维持|败诉|胜诉"
    r"|撤诉|撤销|差错|错误|出错|逾期|超期|整改|落实|报结|出庭|应诉|可用|通过|审核|审查|备案|归档|电子化|覆盖)"
)
_IS = r"(?:分别|依次|均|都|已|也|却)*(?:高达|达到了?|达|为|是|占|有|约为?|近|超过?|保持在|稳定在|维持在|[：:])?(?:了|约|近)?\s*$"
_RATE = pattern(rf"(?:{_OF_ALL}(?:率|比例|比率)|满意度|占比|所占(?:的)?(?:比例|比重|份额)){_IS}", needs="率比度占")
_SHARE = pattern(rf"(?:^|[^抢侵强独])占(?!用|地|有|据|领)[^，,。；;、\d]{{0,16}}?(?:的|比例|比重|份额)*{_IS}", needs="占")
# 占上年同期的120%, 占年初预算的105%, 拨备覆盖率: that whole is none of which it is a part.
_NO_WHOLE = pattern(
    r"上年|去年|同期|往年|上一?年度|上[半季月]|计划|任务|目标|预算|指标|年初|超额|定额|应收|核定|[Gg][Dd][Pp]|生产总值|收入|拨备|债务|利息|流动性|贷款|资[产金本]|准备金"
)
_JOINED = ("、", "和", "及", "与")
_CLAUSE = pattern(r"[，,；;。：:、]")


def beyond_findings(passage: Passage, shares: Sequence[Share]) -> Iterator[Finding]:
    """Rates and shares of a whole that are over 100%, other than those of `shares` that are told already."""
    told = {id(share.tied) for share in shares if share.outcome in ("cut", "failed")}
    text, left, end = passage.block.whole, "", 0
    for one in passage.tied:
        quantity = one.quantity
        # 办结率、答复率分别为120%、130%: the words before the first are those of all.
        left = left if left and text[end : quantity.start].strip() in _JOINED else one.mention.left
        end = quantity.end
        if id(one) in told or one.bound or not _is_beyond(one, text, left):
            continue
        message = f"文中“{excerpt(text, one)}”超过了 100%，部分不会比全部还多"
        hint = "核对这个数；说的是增长或完成计划的，写明是增长了多少、完成计划的多少"
        yield N114.at(passage.block.place(quantity.start), message, hint=hint, expected=_HUNDRED, actual=quantity.value)


def _is_beyond(one: Tied, text: str, left: str) -> bool:
    """Whether a percentage over 100 is one of a part in its whole, by the words `left` of it."""
    quantity = one.quantity
    if not quantity.percent or quantity.value <= _HUNDRED or "百分点" in text[quantity.start : quantity.end]:
        return False
    found = _RATE.search(left) or (None if is_growth(left) else _SHARE.search(left))
    if found is None:
        return False
    clause = max((cut.end() for cut in _CLAUSE.finditer(left, 0, found.start() + 1)), default=0)
    return not _NO_WHOLE.search(left, clause)
