"""N255: the number, the days and the articles of a law or a document that a report cites, against what is known of it.

What is known is data: `titles` of words.yaml (numbers and days), and `basis.law` of the form (the articles about the report).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from re import Match
from typing import NamedTuple

from ...model.beside.basis import Basis
from ...model.finding import Finding, Rule, Severity
from ...model.report import TextBlock
from ...text.dates import Dated, day_in_words
from ...text.misspelling import Title
from ...text.ordinals import NUMERALS, chinese_value
from ...text.patterns import HAN, pattern
from ..check import Subject
from ..slips import PREFACE, Slip, fix_of, notes, prose
from .titles import nearly_titled

N255 = Rule(
    "N255",
    "引用的文号、日期、条文不对",
    "年报开头引用的条例、通知，文号、公布和施行的日期、条文的序号都是查得到的，写错一个字，依据就成了另一份文件。"
    "知道哪些，见 words.yaml 的 titles，各单位可以加自己的；编制年报的依据是哪几条、法定的期限是几天，见 format.yaml 的 basis.law 和 basis.periods。"
    "引用的是旧版的，见 N231。",
    "根据2018年5月15日起施行的《中华人民共和国政府信息公开条例》第五十四条",
    "根据2019年5月15日起施行的《中华人民共和国政府信息公开条例》第五十条",
    Severity.WARNING,
)

RULES = (N255,)

_QUOTED = pattern(r"《(?P<name>[^《》]{2,80})》")
# 《甲条例》（以下简称《条例》）
_CALLED = pattern(r"《([^《》]{2,80})》[（(][^（）()《》]{0,30}?(?:简称|下称)[为作是:：]?[“\"]?新?《?([^《》“”\"（）()]{2,40})")
_NESTED = pattern(r"[〈<]([^〈〉<>]{2,60})[〉>]")
_SPACES = pattern(r"\s+")
_ENDS = "。；！？\n"

# 国办公开办函〔2021〕30号, 国务院令第711号, 国务院第711号令
_NUMBER = pattern(
    rf"(?P<by>{HAN}{{2,8}}?)\s*[〔\[［【（(〈]\s*(?P<year>\d{{4}})\s*[〕\]］】）)〉]\s*第?\s*(?P<of>\d+)\s*号"
    r"|国(?:务院)?(?:令\s*第?|第)\s*(?P<order>\d+)\s*号令?"
    rf"|(?:中华人民共和国)?主席(?:令\s*第?|第)\s*(?P<decree>\d+|[{NUMERALS}百零]{{1,6}})\s*号令?",
    needs="号",
)
# 根据国办函〔2021〕30号: what leads to a number.
_LEADING = pattern("根据|按照|依据|依照|遵照|贯彻|落实|执行|结合|以及|文件|要求|规定|[和与及由以]")
_THEN_NUMBER = pattern(r"(?:》?\s*(?:的通知|通知)》?)?\s*[（(](?P<in>[^《》]{0,60}?号)", needs="号")
_BEFORE_TITLE = pattern(r"\s*(?:公布|发布|颁布|修订)?(?:修订)?的?(?:新修订的?|新)?$")
_BY_LAW = pattern("根据|按照?|依据|依照|遵照|依")
_ABOUT_REPORT = pattern("年度报告|年报|编制")

_OF_A_DAY = r"(?:(?P<year>(?:19|20)\d\d)\s*年\s*)?(?:(?P<month>\d{1,2})\s*月(?:份)?\s*)?(?:(?P<day>\d{1,2})\s*日)?"
_DAY = pattern(rf"(?<!\d)(?=\d){_OF_A_DAY}")
_IN_FORCE, _PUBLISHED = "施行|实施|生效", "公布|颁布|发布|出台|修订|修改|修正|通过"
_WORD = f"{_IN_FORCE}|{_PUBLISHED}"
_LITTLE = r"(?:起|开始|正式|已|全面|新|由|经|国务院|并|重新|全文|(?:中华人民共和国)?国务院令第?\s*\d+\s*号|[，,])*"
_ACTS = pattern(rf"{_LITTLE}(?P<acts>(?:(?:{_WORD})(?:{_LITTLE}(?={_WORD}))?)+)")
# 新《条例》实施座谈会, 施行一周年: something else was on that day.
_NO_MORE = pattern(rf"(?!{HAN})|的|[版本]|后|以来|之[日后际前]|为|至今|了")
# The first year is that in which it came into force.
_FIRST_YEAR = pattern(r"的?(?:第一(?:年|个年头)|首年|元年|头一年|开局之年)")
_IS_THE = pattern(r"度?(?:既|正)?[是为]")
_TO_TITLE = pattern(r"(?:的|后的|版)?(?:新修订|修订|修改|新)?(?:后)?的?$")
_FROM_TITLE = pattern(rf"(?:[（(][^（）()《》]{{0,60}}[）)])?(?:已?[于自从在])?{_LITTLE}(?:[于自从在])?$")
_WITHIN_BRACKET = pattern(r"[（(][^（）()《》。；]{0,60}$")

_A_NUMBER = rf"[{NUMERALS}百零]{{1,4}}|\d{{1,3}}"
_ARTICLES = pattern(
    rf"(?:[（(][^（）()]{{0,60}}[）)])?\s*(?:的|中)?(?P<all>(?:(?:{HAN}{{1,3}}章)?第\s*(?:{_A_NUMBER})\s*条?(?:第[{NUMERALS}\d]+[款项])?[、，,和及与以]*"
    rf"(?:(?:{_A_NUMBER})\s*条(?:第[{NUMERALS}\d]+[款项])?[、，,和及与以]*)*)+)"
)
_ARTICLE = pattern(rf"(?P<number>{_A_NUMBER})\s*(?:条(?!例)|(?=[、和及与]))")
_CLAUSE = pattern(rf"第[{NUMERALS}\d]+[款项章]")


class Cited(NamedTuple):
    """A known document where a text names it: `start` and `stop` are those of its marks too, `name` is what the text calls it."""

    title: Title
    name: str
    start: int
    stop: int


def check_documents(subject: Subject) -> Iterator[Finding]:
    """What the preface, the prose and the notes say of documents that are known."""
    known = {name: title for title in subject.vocabulary.titles for name in title.names}
    blocks = [*prose(subject), *(("", block) for block in notes(subject))]
    whole = "\n".join(block.whole for _, block in blocks if "称" in block.whole)
    called = {short: _SPACES.sub("", name) for name, short in _CALLED.findall(whole)}
    for section, block in blocks:
        text = block.whole
        cited = list(_cited(text, known, called, subject.vocabulary.titles)) if "《" in text or "〈" in text else []
        for one in cited:
            yield from _number(block, one, subject.form.basis)
            yield from _articles(block, one, subject.form.basis, section)
            yield from _no_such_articles(block, one)
        yield from _days(block, cited)
        yield from _number_alone(block, cited, subject, section)


def _cited(text: str, known: dict[str, Title], called: dict[str, str], titles: Sequence[Title]) -> Iterator[Cited]:
    """The known documents that a text names; one that is named with a slip (told by itself) is that document too, so that its wrong number is not left untold."""
    for found in _QUOTED.finditer(text):
        written = _SPACES.sub("", found["name"])
        name = called.get(written, written)
        nested = _NESTED.search(name)
        title = known.get(name) or (known.get(nested[1]) if nested else None)
        if title:
            yield Cited(title, found[0], found.start(), found.end())
        elif (nearly := nearly_titled(name, titles)) and nearly[0] in known:
            yield Cited(known[nearly[0]], f"《{nearly[0]}》", found.start(), found.end())


# -- numbers ----------------------------------------------------------------------------------------


def _number(block: TextBlock, cited: Cited, basis: Basis) -> Iterator[Finding]:
    """The number in the bracket behind a title, or right before it: one of those under which it was issued."""
    text, title = block.whole, cited.title
    behind = _THEN_NUMBER.match(text, cited.stop)
    found = [*_NUMBER.finditer(text, behind.start("in"), behind.end("in"))] if behind else []
    found += [one for one in _NUMBER.finditer(text, max(cited.start - 40, 0), cited.start) if _leads(text, one.end(), cited)]
    right = {_plain(one) for one in title.numbers} | {_plain(one.right) for one in basis.mistaken}
    settled = {_plain(one.cited) for one in basis.mistaken}
    alike = [one for one in found if title.numbers and _written(one)[:1] == title.numbers[0][:1]]
    if not alike or any(_written(one) in right | settled for one in alike):
        return
    best = next((one for one in title.numbers if _plain(one) in right and _plain(one) not in settled), title.numbers[0])
    start, stop = _start(alike[0]), alike[0].end()
    yield _told(block, (start, stop), f"{cited.name}的文号是{best}，写成了“{text[start:stop]}”", best)


def _leads(text: str, end: int, cited: Cited) -> bool:
    return bool(_BEFORE_TITLE.match(text[end : cited.start]))


def _number_alone(block: TextBlock, cited: Sequence[Cited], subject: Subject, section: str) -> Iterator[Finding]:
    """国办函〔2019〕60号文件要求编制: the number of the form's own notice, with no title beside it, and a sign off."""
    text, basis = block.whole, subject.form.basis
    if section != PREFACE or "号" not in text or not _ABOUT_REPORT.search(text) or _plain(basis.number) in _plain(text):
        return
    numbers = {_plain(number) for title in subject.vocabulary.titles for number in title.numbers}
    numbers |= {_plain(one.cited) for one in basis.mistaken}
    own = _NUMBER.match(basis.number)
    for found in _NUMBER.finditer(text):
        written = _written(found)
        start = _start(found)
        if (
            own is None
            or not found["by"]
            or written in numbers
            or text[:start].rstrip().endswith(("》（", "》(", "通知（", "通知("))
        ):
            continue
        by = written.partition("〔")[0]
        if by == own["by"] or ((found["year"], found["of"]) == (own["year"], own["of"]) and by[:1] == own["by"][:1]):
            message = f"编制年报的依据是{basis.number}，写成了“{text[start : found.end()]}”"
            yield _told(block, (start, found.end()), message, basis.number)


def _start(found: Match[str]) -> int:
    """Where a number begins, behind the words that lead to it."""
    leading = [one.end() for one in _LEADING.finditer(found["by"] or "")]
    return found.start() + (leading[-1] if leading else 0)


def _written(found: Match[str]) -> str:
    """A number as it is issued: 国务院令第711号, 国办公开办函〔2021〕30号."""
    if found["order"]:
        return f"国务院令第{found['order']}号"
    if found["decree"]:
        return f"主席令第{chinese_value(found['decree'])}号"
    return f"{found.string[_start(found) : found.end('by')]}〔{found['year']}〕{found['of']}号"


def _plain(number: str) -> str:
    """A number that is given, as `_written` has it."""
    found = _NUMBER.fullmatch(number)
    return _written(found) if found else _SPACES.sub("", number)


# -- days -------------------------------------------------------------------------------------------


def _days(block: TextBlock, cited: Sequence[Cited]) -> Iterator[Finding]:
    """Days on which a document is said to have come out or into force."""
    text = block.whole
    told: set[int] = set()
    for found in _DAY.finditer(text) if any(one.title.published or one.title.in_force for one in cited) else ():
        if not (found["year"] or (found["month"] and found["day"])):
            continue
        for one in cited:
            acts = _acts_of(text, found, one)
            if not acts or found.start() in told:
                continue
            dates = one.title.in_force if not _of(_PUBLISHED, acts) else (*one.title.published, *one.title.in_force)
            if not (one.title.in_force if _of(_IN_FORCE, acts) else one.title.published):
                continue
            if dates and not any(_is_day(found, day) for day in dates):
                told.add(found.start())
                right = max(
                    one.title.in_force if _of(_IN_FORCE, acts) else one.title.published, key=lambda day: _alike(found, day)
                )
                shown = day_in_words(right)
                what = "施行" if _of(_IN_FORCE, acts) else "公布、修订"
                written = text[found.start() : found.end()].strip()
                new = shown if found["day"] and found["year"] else ""
                yield _told(
                    block,
                    (found.start(), found.start() + len(written)),
                    f"{one.name}{what}的日期是{shown}，写成了“{written}”",
                    new,
                )


def _acts_of(text: str, day: Match[str], one: Cited) -> str:
    """What a day says of a document: 施行, 修订 …; '' where it says nothing of it."""
    acts = _ACTS.match(text, day.end())
    if one.stop <= day.start():
        between = text[one.stop : day.start()]
        if acts and (_FROM_TITLE.match(between) or _WITHIN_BRACKET.match(between)) and _NO_MORE.match(text, acts.end()):
            return acts["acts"]
        return ""
    if one.start < day.end():
        return ""
    lead = text[day.end() : one.start]
    behind = _ACTS.match(text, one.stop)
    is_first = _IS_THE.match(lead)
    if behind and is_first and _TO_TITLE.match(lead, is_first.end()) and _FIRST_YEAR.match(text, behind.end()):
        return behind["acts"]
    # 2019年5月15日，新修订的《条例》正式施行: of a whole day only; 2020年，新《条例》实施后 says when something else was.
    if behind and day["day"] and _TO_TITLE.match(lead.lstrip("起，, ")) and _NO_MORE.match(text, behind.end()):
        return behind["acts"]
    if acts and acts.end() <= one.start and _TO_TITLE.match(text, acts.end(), one.start) and not lead.startswith(("，", ",")):
        return acts["acts"]  # 2019年4月修订的《条例》
    return ""


def _of(words: str, acts: str) -> bool:
    return any(word in acts for word in words.split("|"))


def _is_day(found: Match[str], day: Dated) -> bool:
    """Whether what is written of a day, perhaps its year alone, is so."""
    return all(not found[part] or int(found[part]) == value for part, value in _parts(day))


def _alike(found: Match[str], day: Dated) -> int:
    return sum(bool(found[part]) and int(found[part]) == value for part, value in _parts(day))


def _parts(day: Dated) -> tuple[tuple[str, int], ...]:
    return ("year", day.year), ("month", day.month), ("day", day.day)


# -- articles ---------------------------------------------------------------------------------------


def _articles(block: TextBlock, cited: Cited, basis: Basis, section: str) -> Iterator[Finding]:
    """The articles by which the report is drawn up, where the preface (or a sentence about the report) cites the law behind the form."""
    text = block.whole
    if cited.title.name not in basis.law:
        return
    listed = _ARTICLES.match(text, cited.stop)
    stop = min((at for sign in _ENDS if (at := text.find(sign, cited.stop)) >= 0), default=len(text))
    start = max(text.rfind(sign, 0, cited.start) for sign in _ENDS) + 1
    cited_for = _ABOUT_REPORT.search(text, start, stop) and _BY_LAW.search(text, start, cited.start)
    if not listed or section != PREFACE or not cited_for:
        return
    right = [found["number"] for found in _numbers_of(basis.law[basis.law.index(cited.title.name) :])]
    values = {chinese_value(one) for one in right}
    for found in _numbers_of(text, *listed.span("all")):
        if chinese_value(found["number"]) not in values:
            named = "、".join(f"第{one}条" for one in right)
            message = f"编制年报的依据是{cited.name}{named}，写成了“第{found['number']}条”"
            yield _told(block, found.span("number"), message)
            return


def _no_such_articles(block: TextBlock, cited: Cited) -> Iterator[Finding]:
    """《条例》第六十八条: the law ends before."""
    most, listed = cited.title.articles, _ARTICLES.match(block.whole, cited.stop) if cited.title.articles else None
    for found in _numbers_of(block.whole, *listed.span("all")) if listed else ():
        if chinese_value(found["number"]) > most:
            message = f"{cited.name}一共{most}条，没有“第{found['number']}条”"
            yield _told(block, found.span("number"), message)


def _numbers_of(text: str, start: int = 0, stop: int | None = None) -> Iterator[Match[str]]:
    """第四十九条、第五十条, and 第四十九、五十条; no clause and no chapter."""
    end = len(text) if stop is None else stop
    clauses = [one.span() for one in _CLAUSE.finditer(text, start, end)]
    for found in _ARTICLE.finditer(text, start, end):
        if not any(first <= found.start() < last for first, last in clauses):
            yield found


def _told(block: TextBlock, span: tuple[int, int], message: str, new: str = "") -> Finding:
    fix = fix_of([Slip(block, *span, new)]) if new else None
    return N255.at(block.place(span[0]), message, hint=f"改为{new}" if new else "对照原文改正", fix=fix)
