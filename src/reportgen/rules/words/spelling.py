"""N251–N254: wrong words, set phrases and names that are not as they are, words written twice, signs lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import concat

from ...model.finding import Finding, Rule, Severity
from ...model.report import TextBlock
from ...text.misspelling import Misspelt, losses_in, mistakes_in, repeats_in
from ..check import Subject
from ..slips import Slip, around, fix_of, notes, prose
from .nearly import halves_in, nearly_said
from .titles import called_by_the_text, misquoted_in

N251 = Rule(
    "N251",
    "错别字",
    "音近、形近的字写混了。词表是随程序的 words.yaml，各单位可以加自己的（docs/packs.md）；只收词典里确实算错的，"
    "两种写法都通行的不报。依据：《现代汉语词典》第7版。",
    "工作基础簿弱，认真布署。",
    "工作基础薄弱，认真部署。",
    Severity.WARNING,
)
N252 = Rule(
    "N252",
    "固定说法、名称写错",
    "法规、文件、会议、机构的名称和固定的说法要一字不差；书名号里的只写了一截、差了一个字，读者就找不到这份文件。"
    "报告里写明“以下简称”的，照它的简称。",
    "根据《中华人民共和国政府信息公开条列》，贯切落实党的二十大三中全会精神。",
    "根据《中华人民共和国政府信息公开条例》，贯彻落实党的二十届三中全会精神。",
    Severity.WARNING,
)
N253 = Rule(
    "N253",
    "字词重复",
    "删改、粘贴时多留了一遍。人人、方方面面、一件一件这样重叠着说的不报。",
    "我县县政府投入资金资金20万元。",
    "我县政府投入资金20万元。",
    Severity.WARNING,
)
N254 = Rule(
    "N254",
    "像是丢了字",
    "删改、粘贴时丢了字：序号、数不见了，书名号是空的，句子停在“和”“以及”这样的字上。",
    "依照《条例》第条，公开信息增长%，内容包括政策和。",
    "依照《条例》第二十条，公开信息增长12%，内容包括政策和解读。",
    Severity.WARNING,
)

RULES = (N251, N252, N253, N254)

_HINTS = {
    N251: "改正；确实是专名的，写进本单位 words.yaml 的 kept",
    N252: "改正；确实是另一份文件、另一个说法的，写进本单位 words.yaml",
    N253: "删去多的；确实要重复的，写进本单位 words.yaml 的 kept",
    N254: "补上丢了的字",
}


def check_spelling(subject: Subject) -> Iterator[Finding]:
    """What the vocabulary knows to be wrong, in the preface and the prose sections."""
    words = subject.vocabulary
    blocks = [*(block for _, block in prose(subject)), *notes(subject)]
    whole = "\n".join(block.whole for block in blocks)
    there = words.by_beginning.keys() & set(map(concat, whole, whole[1:]))
    maybe = {one for beginning in there for one in words.by_beginning[beginning] if one.wrong in whole}
    wrong, phrases = ([one for one in known if one in maybe] if maybe else [] for known in (words.words, words.phrases))
    repeated = [one for one in words.repeated if one.wrong in whole]
    halves = halves_in(whole, words)
    own = called_by_the_text(whole)
    told: list[tuple[Rule, str, Slip]] = []
    for block in blocks:
        text = block.whole
        named = list(mistakes_in(text, phrases, words)) if phrases else []
        told += [(N252, _should_be(text, one), _slip(block, one)) for one in named]
        titles = list(misquoted_in(text, words, own))
        quoted = [Misspelt(title.start, title.stop, "", "") for title in titles]
        near = [one for one in nearly_said(text, halves, words) if not any(_meet(one, other) for other in (*named, *quoted))]
        told += [(N252, _should_be(text, one), _slip(block, one)) for one in _apart(near)]
        if wrong:
            # A wrong word within a wrong phrase has been told with it.
            alone = [one for one in mistakes_in(text, wrong, words) if not any(_meet(one, other) for other in (*named, *near))]
            told += [(N251, _should_be(text, one), _slip(block, one)) for one in alone]
        for title in titles:
            if not any(title.start <= one.start < title.stop for one in named):
                what = "只写了一截" if title.cut else "写错了"
                why = f"（{title.why}）" if title.why else ""
                told.append(
                    (
                        N252,
                        f"“{text[title.start : title.stop]}”{what}，应为“{title.right}”{why}",
                        Slip(block, title.start, title.stop, title.right),
                    )
                )
        told += [
            (N253, f"“{text[one.start : one.stop]}”重复了", _slip(block, one))
            for one in _apart(repeats_in(text, repeated, words))
        ]
        told += [(N254, f"“{around(text, one.start, one.stop)}”{one.why}", _slip(block, one)) for one in losses_in(text, words)]
    yield from _each_once(told)


def _should_be(text: str, one: Misspelt) -> str:
    why = f"（{one.why}）" if one.why else ""
    return f"“{text[one.start : one.stop]}”应为“{one.right}”{why}"


def _slip(block: TextBlock, one: Misspelt) -> Slip:
    return Slip(block, one.start, one.stop, one.right or None)


def _meet(one: Misspelt, other: Misspelt) -> bool:
    return one.start < other.stop and other.start < one.stop


def _apart(found: Iterable[Misspelt]) -> Iterator[Misspelt]:
    """Those that do not lie over an earlier one."""
    stop = 0
    for one in sorted(found, key=lambda one: (one.start, -one.stop)):
        if one.start >= stop:
            stop = one.stop
            yield one


def _each_once(told: list[tuple[Rule, str, Slip]]) -> Iterator[Finding]:
    """One finding for the same mistake all over a report, at the first place, with the others beside it."""
    told.sort(key=lambda one: (one[0].code, one[1]))  # stable: the first place stays first
    for (rule, message), group in groupby(told, key=lambda one: (one[0], one[1])):
        first, *more = (slip for _, _, slip in group)
        shown = "" if rule is N254 else f"：“{around(first.block.whole, first.start, first.stop)}”"
        many = f"，一共 {len(more) + 1} 处" if more else ""
        # What is lost nobody can put back; what stands twice may be meant: no program takes it away unasked.
        fix = fix_of([first]) if rule is not N254 and not more else None
        places = tuple(slip.block.place(slip.start) for slip in more)
        finding = rule.at(first.block.place(first.start), f"{message}{many}{shown}", hint=_HINTS[rule], related=places, fix=fix)
        yield finding._replace(doubtful=rule is N253)
