"""What a report says its problems are, piece by piece: not what leads over to them, nor what was or will be done about them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from unicodedata import numeric

from ..model.report import TextBlock
from .ordinals import HAN_NUMBER, chinese_value
from .patterns import pattern
from .repetition import ITEMS_END, LEADS_OVER, sentences_of

_OF_FAULTS = pattern(r"问题|不足|薄弱|差距|短板|毛病")
# What is meant to be done, and what was done, is no problem.
_MEANT = pattern(
    r"下一步|下步|今后|接下来|^(?:针对|为此|对此)|针对[^，。；]{0,12}(?:问题|不足|薄弱|短板)|(?:改进|整改|工作)的?(?:措施|打算|思路|计划|方向|举措)|(?:改进|整改)情况"
    r"|将(?:继续|进一步|着力|重点|从|坚持|不断|严格|认真|按|以|采取)|拟采取|(?:发现|解决)[^，。；]{0,20}问题"
    r"|(?:已|得到|完成)[^，。；]{0,8}(?:整改|改进|解决)"
)
_MEASURES = pattern(r"改进|整改|措施|下一步|下步|打算|思路")
_ORDINAL = pattern(rf"(?:({HAN_NUMBER})[是要]|([①-⑳])|[（(]?({HAN_NUMBER}|\d{{1,2}})[）)、.．]|第({HAN_NUMBER})[，,、])\s*")
# 一是公开慢，二是人手少: a comma ends a short problem where the next one is counted off.
_NEXT = pattern(rf"(?<=[，,、])\s*(?={HAN_NUMBER}是)")
# A sentence, and one that is counted off, is at least so long.
_LEAST, _LEAST_COUNTED = 8, 4
_LONGEST_LEAD = 24


def problems_in(blocks: Iterable[TextBlock], words: Collection[str]) -> list[str]:
    """The pieces of these paragraphs that say a problem: with one of `words`, or counted off behind 还存在一些不足.

    Where nothing is counted off, the sentence that says that there are some is one itself.
    """
    reader = _Reader(words)
    for block in blocks:
        if block.told:
            for _, sentence in sentences_of(block.whole, ITEMS_END):
                for piece in _NEXT.split(sentence):
                    reader.piece(piece.strip())
    return reader.found or reader.leads


class _Reader:
    """Goes from piece to piece, and knows whether problems or measures are being told."""

    def __init__(self, words: Collection[str]) -> None:
        self.words = words
        self.found: list[str] = []
        self.leads: list[str] = []
        self.telling = ""  # "problems", "measures", or "" before either is announced
        self.number = 0  # of the last problem that was counted off

    def piece(self, sentence: str) -> None:
        """One piece of a sentence, with the sign at its end."""
        plain = sentence.rstrip("。！？；：;:，,、 ")
        counted = _ORDINAL.match(plain)
        bare = plain[counted.end() :] if counted else plain
        number = _number(next(filter(None, counted.groups()))) if counted else 0
        leads = sentence.endswith(("：", ":"))
        item = counted is not None and (counted[1] or (self.telling == "problems" and number == self.number + 1))
        if _MEANT.search(bare) or (_MEASURES.search(bare) and self._announces(sentence, bare) and not _OF_FAULTS.search(bare)):
            self.telling = "measures"
        elif (_OF_FAULTS.search(bare) and (LEADS_OVER.search(bare) or (not item and self._announces(sentence, bare)))) or (
            leads and not counted and self._is_one(bare)
        ):
            self.telling, self.number = "problems", 0
            if not leads and len(bare) > _LONGEST_LEAD:
                self.leads.append(plain)
        elif self.telling == "measures" and not (counted and number == self.number + 1 > 1):
            return  # but for the next one of those that were counted off
        elif self.number and not counted:
            return  # tells more of the one that was counted off
        elif self.number and number == 1 and not self._is_one(bare):
            self.telling = "measures"  # counts anew, and of other things
        elif len(bare) >= (_LEAST_COUNTED if counted else _LEAST) and (
            self._is_one(bare) or (counted and self.telling == "problems")
        ):
            self.telling, self.number = "problems", number or self.number
            self.found.append(plain)

    def _is_one(self, bare: str) -> bool:
        return any(word in bare for word in self.words)

    def _announces(self, sentence: str, bare: str) -> bool:
        """Whether a piece is no statement, but says what will be told behind it: 存在的主要问题："""
        return sentence.endswith(("：", ":")) or (len(bare) <= _LONGEST_LEAD and bare.endswith(("问题", "不足", "情况", "措施")))


def _number(numeral: str) -> int:
    """三, 3, ③ as a number."""
    return int(numeric(numeral)) if len(numeral) == 1 else int(numeral) if numeral.isdigit() else chinese_value(numeral)
