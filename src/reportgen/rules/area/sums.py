"""A10: the sum of an area, and the authority's own report against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from ...drafts.workbook.part_faults import PartFault
from ...drafts.workbook.spreadsheet import Place
from ...model.area.register import some
from ...model.area.rollup import OF_PARTS, Account, AgainstOwn, Guess, RollUp, Single, Whole
from ...model.figures import digits
from ...model.finding import FailedLine, Finding, Severity
from ...model.identity import assess
from ...model.location import Location
from .sum_rules import A101, A102, A103, A104, A105, A106, A107

# What a sum takes in though it is known to be wrong.
_TAKEN_IN = (A105.code, A106.code, A107.code)

_BELOW = "上级的这一格不用改；请写错的下级单位改正后再汇总。"
_EITHER = "先核对那个单位的原件：它没有错，照下级之和改上级；它写错了，请它改正后再汇总，上级不用改。"
# What is to be done of a cause that is a question itself.
_NOT_YET = "先不用改：等这些单位的年报来了（读不了的、别的年度的重交了），再汇总一次。"
_STRANGER = "核对多出来的是谁的数：是下级单位，加进名录，请它报来；不该加的，从上级的年报里去掉。"
_BY_CAUSE = {"not_handed_in": _NOT_YET, "not_in_register": _STRANGER}
# Causes that may lie in the report of the agency they name.
_OF_PART = ("shifted", "changed")
_ASK_PART = "对照原件核对这几格：填错了的，改正后重新报送；没有错的，说明一下，由上级改。"
_NAMED = 5
_CELLS, _SLIPS = 3, 12


def sum_findings(rollup: RollUp) -> Iterator[Finding]:
    """What is to be known of a sum by itself: who is not in it, and what its parts bring in that is wrong."""
    if rollup.missing:
        named = some([str(agency) for agency in rollup.missing], _NAMED)
        message = f"汇总{rollup.agency.name} {rollup.year} 年度缺 {len(rollup.missing)} 个单位，它们的数没有加进去：{named}"
        related = tuple(agency.location for agency in rollup.missing)
        yield A102.at(rollup.missing[0].location, message, hint=A102.good, related=related)
    for handed in rollup.other_forms:
        name = rollup.name(handed.agency)
        what = (
            f"是 {handed.year} 年度的"
            if handed.year != rollup.year
            else f"用的是 {handed.form} 这套格式，汇总用 {rollup.form.id}"
        )
        yield A103.at(Location(handed.path), f"{name}报来的{what}，没有加进汇总", hint=A103.good)
    blank: dict[str, list[str]] = {}
    for ref, codes in rollup.blanks.items():
        for code in codes:
            blank.setdefault(code, []).append(ref)
    for handed in rollup.parts:
        if refs := blank.get(handed.agency):
            cells = some([rollup.form.figures[ref].title for ref in refs], _CELLS)
            message = f"{rollup.name(handed.agency)}有 {len(refs)} 格没有数，别的单位有：{cells}。汇总时没有加，也没有当成 0"
            yield A104.at(Location(handed.path), message, hint=A104.good, ref=refs[0])
    for handed in rollup.parts:
        if wrong := {ref: why for ref, why in handed.wrong.items() if ref in rollup.figures}:
            first = next(iter(wrong))
            told = some(list(wrong.values()), _CELLS)
            message = f"{rollup.name(handed.agency)}有 {len(wrong)} 格的数有错，汇总照原样加了：{told}"
            yield A106.at(handed.places.get(first, Location(handed.path)), message, hint=A106.good, ref=first)
    for handed in rollup.parts:
        outcomes = [
            assess(line, handed.figures, {})
            for line in rollup.form.lines
            if not line.needs_prior and line.severity is Severity.ERROR
        ]
        if failed := [one for one in outcomes if one.outcome == "failed"]:
            told = some(
                [f"{one.line.where}（{one.line.code}，{digits(one.left)} 和 {digits(one.right)}）" for one in failed], _CELLS
            )
            place = handed.places.get(failed[0].line.anchor, Location(handed.path))
            message = f"{rollup.name(handed.agency)}的表自己有 {len(failed)} 处不平，汇总跟着不平：{told}"
            yield A105.at(place, message, hint=A105.good, ref=failed[0].line.anchor)


def inner_findings(rollup: RollUp, inner: Iterable[AgainstOwn]) -> Iterator[Finding]:
    """Which of the reports in a sum are not the sum of those below them, for a reason that is theirs; `inner` are they held against it."""
    for against in inner:
        wrong = [
            finding
            for finding in own_findings(against)
            if finding.severity is Severity.ERROR and finding.ref not in against.uncompared
        ]
        if wrong:
            whose = f"{rollup.name(against.own.agency)}（{against.own.agency}）"
            told = some([finding.message.split("\n")[0].rstrip("：") for finding in wrong], _CELLS)
            message = f"{whose}的年报有 {len(against.differences)} 格与它自己的下级之和不符，汇总照它写的数加了：{told}"
            yield A107.at(wrong[0].location, message, hint=A107.good, ref=wrong[0].ref, related=wrong[0].related)


def taken_in(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those of the findings on a sum that say that it holds figures known to be wrong."""
    return tuple(finding for finding in findings if finding.code in _TAKEN_IN)


def naming_parts(findings: Iterable[Finding], faults: Mapping[Place, Sequence[PartFault]]) -> Iterator[Finding]:
    """The findings on a workbook that is a sum; one at a cell where parts have a fault of their own names them, and sends there."""
    for finding in findings:
        places = [place for place in (finding.location, *(line.location for line in finding.also)) if place.grid]
        at = [faults.get((place.grid, place.line, place.column), ()) for place in places]
        told = next(filter(None, ([one for one in each if not one.code or one.code in finding.codes] for each in at)), [])
        if not told:
            yield finding
            continue
        named = some([one.said for one in told], _CELLS)
        if all(one.asked for one in told):
            theirs = f"这一格是下级的数相加的：{named}；先请它核对"
            yield finding._replace(hint="\n".join(filter(None, (finding.hint, theirs))))
            continue
        theirs = f"这一格是下级的数相加的，下级的表已经这样：{named}。请它改正，重新汇总；上级这里不要单独改"
        by = sum((one.by for one in told if one.by is not None and one.code == finding.code), Decimal(0))
        whole = finding.expected is not None and finding.actual is not None and by == abs(finding.expected - finding.actual)
        yield finding._replace(hint=theirs if whole or not finding.hint else f"{theirs}\n{finding.hint}")


def own_findings(against: AgainstOwn) -> Iterator[Finding]:
    """The differences between an authority's own report and the sum, each with what accounts for it."""
    rollup = against.rollup
    severity = A101.severity if rollup.complete else Severity.WARNING
    open_ = "" if rollup.complete else f"（还有 {len(rollup.missing) + len(rollup.other_forms)} 个单位没有加进来）"
    if len(against.accounts) == 1:
        yield from _of_account(against, against.accounts[0], open_, severity)
    elif against.accounts:
        # What is so in each account is told by itself, once.
        sure = _in_each(against)
        yield from _of_account(against, sure, open_, severity)
        told = {ref for single in sure.singles for ref in (single.difference.ref, *single.with_it)}
        told |= {ref for whole in sure.wholes for ref in whole.refs}
        every = tuple(difference.ref for difference in against.differences)
        refs = tuple(ref for ref in every if ref not in told) or every
        rest = [
            Account(
                tuple(whole for whole in account.wholes if whole not in sure.wholes),
                tuple(single for single in account.singles if single not in sure.singles),
            )
            for account in against.accounts
        ]
        several = "".join(f"\n可能{number}：{said_of_account(against, account)}" for number, account in enumerate(rest, 1))
        more = "\n还有别的可能没有列出" if against.more_accounts else ""
        message = f"{rollup.agency.name}的年报{'另' if told else ''}有 {len(refs)} 格与下级之和不符，几种原因都说得通{open_}：{several}{more}"
        yield _at(against, refs, message, severity)
    for kind, refs in (
        ("下级有数，上级没有", tuple(ref for ref in against.uncompared if ref in rollup.figures)),
        ("上级有数，下级都没有", tuple(ref for ref in against.uncompared if ref not in rollup.figures)),
    ):
        if refs:
            cells = some([rollup.form.figures[ref].title for ref in refs], _CELLS)
            yield _at(against, refs, f"{rollup.agency.name}的年报有 {len(refs)} 格没有比：{kind}：{cells}", severity)


def part_findings(against: AgainstOwn) -> Iterator[tuple[str, Finding]]:
    """What the differences say of single agencies below, whose own report may be what is wrong: each agency's code, with a question to it."""
    sure = against.accounts[0] if len(against.accounts) == 1 else _in_each(against) if against.accounts else Account((), ())
    parts = {part.agency: part for part in against.rollup.parts}
    for whole in sure.wholes:
        code = whole.agencies[0] if whole.kind in _OF_PART and len(whole.agencies) == 1 else ""
        if whole.kind == "left_out_within" and whole.doubt:
            code = against.rollup.part_around(whole.agencies[0])
        if not whole.refs or code not in parts:
            continue
        part = parts[code]
        places = tuple(part.places[ref] for ref in whole.refs if ref in part.places)
        message = f"与{against.rollup.agency.name}的年报对不上：{said_of_whole(against, whole)}"
        yield (
            code,
            A101.at(
                places[0] if places else Location(part.path),
                message,
                severity=Severity.WARNING,
                ref=f"{against.rollup.agency.code}/{whole.refs[0]}",
                hint=_ASK_PART,
                related=places[1:],
            ),
        )


def _in_each(against: AgainstOwn) -> Account:
    """What all accounts have in common; where not all of them are known, what a table of its own bears out."""
    first, *others = against.accounts
    wholes = [whole for whole in first.wholes if all(whole in other.wholes for other in others)]
    singles = [single for single in first.singles if all(single in other.singles for other in others)]
    if against.more_accounts:
        return Account((), tuple(single for single in singles if single.borne_out))
    return Account(tuple(wholes), tuple(singles))


def _of_account(against: AgainstOwn, account: Account, open_: str, severity: Severity) -> Iterator[Finding]:
    """What accounts for the differences, each by itself; cells that nothing explains are told together where there are more than a few."""
    used: set[str] = set()  # a finding is known by its first cell

    def first_unused(refs: Sequence[str]) -> list[str]:
        first = next((ref for ref in refs if ref not in used), refs[0])
        used.add(first)
        return [first, *(ref for ref in refs if ref != first)]

    for whole in account.wholes:
        if whole.refs:
            # The figures of an agency that is there are told from what is missing by all of their cells.
            known = whole.kind not in ("not_handed_in", "not_in_register")
            said = said_of_whole(against, whole) + ("" if known else open_)
            either = whole.kind in ("changed", "shifted", "left_out_within")
            refs = first_unused(whole.refs)
            how = severity if not known else A101.severity if whole.sure else Severity.WARNING
            advice = _BY_CAUSE.get(whole.kind, "")
            yield _at(against, refs, said, how, of_either=either, of_part=bool(whole.doubt), advice=advice)
    # So many at once are hardly so many slips: what would explain each alone says nothing.
    many = len(account.singles) > _SLIPS
    together = account.singles if many else account.unexplained if len(account.unexplained) > _CELLS else ()
    for single in account.singles:
        if single not in together:
            refs = first_unused((single.difference.ref, *single.with_it))
            yield _at(against, refs, said_of_single(against, single) + open_, severity, single)
    if together:
        told = [
            f"{_cell(against, one.ref)}写 {digits(one.own)}，下级之和是 {digits(one.summed)}"
            for one in (single.difference for single in together)
        ]
        message = f"有 {len(told)} 格的差没有找到说得通的原因{open_}：{some(told, _NAMED)}"
        yield _at(against, first_unused([single.difference.ref for single in together]), message, severity)


def _at(
    against: AgainstOwn,
    refs: Sequence[str],
    message: str,
    severity: Severity,
    single: Single | None = None,
    *,
    of_either: bool = False,
    of_part: bool = False,
    advice: str = "",
) -> Finding:
    own = against.own
    known = single.borne_out if single else None
    # The authority's figure is right: what is below it has to be mended.
    right = of_part or (known is not None and known.kind in OF_PARTS)
    either = single.of_either if single else of_either
    places = tuple(own.places[ref] for ref in refs if ref in own.places)
    return A101.at(
        places[0] if places else Location(own.path),
        message,
        severity=Severity.WARNING if right else severity,
        ref=refs[0],
        hint=advice or (_BELOW if right else _EITHER if either else A101.good),
        related=places[1:],
        expected=single.difference.summed if single and not right else None,
        actual=single.difference.own if single and not right else None,
    )._replace(also=_failed_lines(against, known) if known else ())


def _failed_lines(against: AgainstOwn, known: Guess) -> tuple[FailedLine, ...]:
    own = against.own
    return tuple(
        FailedLine(
            line.code,
            line.where,
            line.severity,
            line.anchor,
            own.places.get(line.anchor, Location(own.path)),
            came.left,
            came.right,
        )
        for line in known.lines
        for came in (assess(line, own.figures, {}),)
    )


# -- in words -----------------------------------------------------------------------------------------


def said_of_account(against: AgainstOwn, account: Account) -> str:
    """All that has gone wrong if an account is so, in one line."""
    parts = [said_of_whole(against, whole) for whole in account.wholes]
    return "；".join((*parts, *(said_of_single(against, single) for single in account.singles)))


def causes_by_cell(against: AgainstOwn) -> dict[str, str]:
    """What accounts for the difference of each cell, in few words; nothing of those that several accounts explain otherwise."""
    sure = against.accounts[0] if len(against.accounts) == 1 else _in_each(against) if against.accounts else Account((), ())
    found: dict[str, list[str]] = {}
    for whole in sure.wholes:
        for ref in whole.refs:
            found.setdefault(ref, []).append(said_of_whole(against, whole).partition("：")[0])
    for single in sure.singles:
        known = single.borne_out or (single.guesses[0] if len(single.guesses) == 1 else None)
        said = said_of_guess(against, known) if known else "可能的原因有几种" if single.guesses else "没有找到说得通的原因"
        for ref in (single.difference.ref, *single.with_it):
            found.setdefault(ref, []).append(said)
    different = {one.ref for one in against.differences}
    return {ref: "；".join(found.get(ref, ["几种原因都说得通"])) for ref in different}


def said_of_whole(against: AgainstOwn, whole: Whole) -> str:
    """What an agency as a whole accounts for, with the cell that shows it best: 像是漏加了甲市教育局（101）：……."""
    rollup, count = against.rollup, len(whole.refs)
    names = [f"{rollup.name(code)}（{code}）" for code in whole.agencies]
    one = names[0] if len(names) == 1 else f"{some(names, _NAMED)} 这 {len(names)} 个单位之一（它们的数一样）" if names else ""
    shown = _shown(against, whole)
    seems = "像是" if whole.sure else "可能是"
    # What is left beside other causes is no cell's whole difference.
    beside = f"（其中 {count - whole.alone} 格还有别的原因）" if whole.alone < count else ""
    if whole.kind == "left_out":
        return f"{seems}漏加了{one}：有 {count} 格正好少了它的数{beside}，{shown}"
    if whole.kind == "twice":
        return f"{seems}把{one}加了两遍：有 {count} 格正好多了它的数{beside}，{shown}"
    if whole.kind == "again":
        return f"{seems}又加了一遍{one}，它的数已经在它上级的汇总里了：有 {count} 格正好多了它的数{beside}，{shown}"
    if whole.kind == "left_out_within":
        around = rollup.part_around(whole.agencies[0])
        outer = f"{rollup.name(around)}（{around}）"
        if whole.doubt:
            return f"{seems}{outer}自己把{one}加了两遍，这里只加了一遍：有 {count} 格正好少了它的数{beside}，{shown}"
        later = f"也可能{outer}报来以后才补上它"
        return f"{seems}{outer}里的{one}没有加进去：有 {count} 格正好少了它的数{beside}，{shown}；{later}"
    if whole.kind == "other_file":
        return f"{seems}加的是{one}的另一份：{whole.path}，有 {count} 格的差正好是两份的差{beside}，{shown}"
    table = against.rollup.form.figures[whole.refs[0]].table.name if whole.refs else ""
    if whole.kind == "shifted" and whole.doubt:
        return f"像是{one}自己把{table}的几栏填错了栏：有 {count} 格的差正好是把这几栏的数换了位置，它自己的检查里有“{whole.doubt}”，{shown}"
    if whole.kind == "shifted":
        return f"像是{one}的{table}有几栏的数填错了栏：有 {count} 格的差正好是把这几栏的数换了位置；可能是它自己填错了，也可能是汇总时抄错了，{shown}"
    if whole.kind == "changed" and whole.doubt:
        return f"像是{one}自己写多了：有 {count} 格少的数，各格里都有这么多的只有它，它自己的检查里有“{whole.doubt}”，{shown}"
    if whole.kind == "changed":
        return (
            f"有 {count} 格少的数，各格里都有这么多的只有{one}：像是它报来以后改过，上级加的是改以前的；或者它自己写多了，{shown}"
        )
    evenness = f"自己只有 {whole.uneven} 处不平" if whole.uneven else "自己是平的"
    even = f"多出来的数（{count} 格）{evenness}，像是一份完整的年报，{shown}"
    if whole.kind == "not_handed_in":
        return f"{even}；没有算进下级之和的{some(names, _NAMED)}可能已经加进去了；等它们的数进了汇总，别的差才看得出"
    return f"{even}；可能加了名录里没有的单位，如本级机关自己的数"


def _shown(against: AgainstOwn, whole: Whole) -> str:
    """The cell that shows a cause best: the largest of which it is the whole difference, or else of all its cells."""
    differences = [one for one in against.differences if one.ref in whole.refs]
    if not differences:
        return "别的差把它遮住了"
    one = next(
        (one for one in differences if one.ref == whole.best), max(differences, key=lambda difference: abs(difference.more))
    )
    part = next((part for part in (*against.rollup.parts, *against.rollup.within) if part.agency in whole.agencies), None)
    theirs = f"，它是 {digits(part.figures[one.ref])}" if part and whole.kind != "other_file" and one.ref in part.figures else ""
    return f"如{_cell(against, one.ref)}写 {digits(one.own)}，下级之和是 {digits(one.summed)}{theirs}"


def said_of_single(against: AgainstOwn, single: Single) -> str:
    """A difference of one cell, with what could account for it."""
    one, known = single.difference, single.borne_out
    if known and known.kind in OF_PARTS:
        compared = f"{_cell(against, one.ref)}写 {digits(one.own)}，下级之和是 {digits(one.summed)}，{_more(one.more)}"
        return f"{compared}。{said_of_guess(against, known)}"
    totals = [ref for ref in single.with_it if ref in against.rollup.form.totals]
    along = f"，{len(totals)} 个合计跟着差" if totals else ""
    # Where nothing explains it, or an agency's figure was taken for another one, nobody knows yet which side is wrong.
    should = "下级之和是" if single.of_either or not single.guesses else "应是"
    said = f"{_cell(against, one.ref)}写 {digits(one.own)}，{should} {digits(one.summed)}，{_more(one.more)}{along}"
    # The figures of many agencies fit a small difference by chance: that the authority itself mistyped is never ruled out by them.
    if not single.guesses:
        return f"{said}。没有找到说得通的原因，可能就是上级自己这一格加错、写错了"
    guesses = [said_of_guess(against, guess) for guess in single.guesses]
    chance = all(guess.kind == "slip_in_part" for guess in single.guesses)
    if chance:
        guesses.append("上级自己这一格加错、写错了")
    either = "；也可能那个单位自己写错了，上级没有错" if single.of_either else ""
    return f"{said}。{'像是' if len(guesses) == 1 else '可能是：'}{'；或者'.join(guesses)}{either}"


def _more(more: Decimal) -> str:
    return f"{'多' if more > 0 else '少'} {digits(abs(more))}"


def said_of_guess(against: AgainstOwn, guess: Guess) -> str:
    """One way in which the difference of a cell can have come about."""
    rollup = against.rollup
    names = [f"{rollup.name(code)}（{code}）" for code in guess.agencies]
    whose = f"{some(names, _CELLS)}的" if names else ""
    true, typed = (digits(value) if value is not None else "" for value in (guess.true, guess.typed))
    if guess.kind == "uneven_part":
        told = f"写 {typed}，按勾稽关系应是 {true}；照 {true} 加" if true else "都改平以后再加"
        return f"{some(names, _CELLS)}自己的表在这一格不平：{told}，正好和上级写的一样"
    if guess.kind == "doubted_part":
        return f"像是{names[0]}自己写错了：它自己的检查里有“{guess.doubt}”；它的 {typed} 照 {true} 加，正好和上级写的一样"
    if guess.kind == "own_uneven":
        lines = some([f"{line.where}（{line.code}）" for line in guess.lines], _CELLS)
        return f"这一格写错了{f'（{guess.slip}）' if guess.slip else ''}：自己的表也正好差这么多，{lines}"
    if len(names) > 1:
        whose = f"{some(names, _CELLS)} 中一个单位的"
    if guess.kind == "left_out_here":
        return f"这一格漏加了{whose} {true}"
    if guess.kind == "twice_here":
        return f"这一格把{whose} {true} 加了两遍"
    if guess.kind == "slip_in_part":
        return f"{whose} {true} 当成 {typed} 加了（{guess.slip}）"
    if guess.kind == "changed_here":
        return f"有这么多的只有{names[0]}（它是 {true}）：它报来以后改过，上级加的是改以前的；或者它写多了"
    if guess.kind == "moved":
        return f"{whose or '有一个 '}{true} 填错了格：{_cell(against, guess.ref)}正好少 {true}"
    return f"合计 {true} 打成了 {typed}（{guess.slip}）"


def _cell(against: AgainstOwn, ref: str) -> str:
    return f"“{against.rollup.form.figures[ref].title}”"
