"""N1 as a whole: every number of the prose listed with how it compares, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from ...model.claim import Claim, Status
from ...model.finding import Finding
from ...model.location import called
from ...model.phrasing import Phrasing
from ...model.report import GAP, TextBlock
from ...text.patterns import pattern
from ..check import Subject
from .absolutes.nothing import N106, denials_of, denied_claims, nothing_findings
from .absolutes.wholly import N110, wholly_findings
from .arithmetic.against import against_findings, ratio_findings
from .arithmetic.compared import multiple_findings, point_difference_findings
from .arithmetic.fractions import Share
from .arithmetic.growth import N104, growth_findings, growths_of
from .arithmetic.halves import half_findings
from .arithmetic.lists.each import each_of
from .arithmetic.lists.listings import listings_of
from .arithmetic.lists.parts import Listing
from .arithmetic.lists.spread import spread_of
from .arithmetic.lists.trailing import trailing_of
from .arithmetic.means import mean_findings
from .arithmetic.points import point_findings
from .arithmetic.series import series_findings
from .arithmetic.shares import N102, N103, share_findings, shares_of
from .arithmetic.steps import step_findings
from .arithmetic.sums import N105, sum_findings
from .doubts.doubt import Doubts, claims_with_doubts, with_doubts
from .itself.again import again_findings
from .itself.agreement import (
    N111,
    N114,
    balance_findings,
    growth_repeated_findings,
    hundred_findings,
    repeated_findings,
    taken_up_findings,
)
from .itself.amounts import converted_findings, scaled_findings
from .itself.beyond import beyond_findings
from .itself.deadlines import deadline_findings, longest_findings
from .itself.listed_times import listed_time_findings
from .itself.most import most_findings
from .itself.reworded import reworded_findings
from .itself.selected import selected_findings
from .itself.standing import standing_findings
from .readings import Tables
from .shorthand import shorthand_findings
from .telling import N101, N113, claim_of, contradictions
from .tie.claims import tie
from .tied import Passage, Tied, status_of
from .years import in_the_right_year

_FULL_WIDTH = pattern("[０-９]")
_PLAIN = str.maketrans("０１２３４５６７８９％", "0123456789%")
_POINT = pattern(r"(?<=\d)．(?=\d)", needs="．")

RULES = (N101, N102, N103, N104, N105, N106, N110, N111, N113, N114)


class Stated(NamedTuple):
    """What the prose states: its numbers, each with how it compares with the tables, what is wrong with them, and what it denies as claims of 0."""

    claims: tuple[Claim, ...] = ()
    findings: tuple[Finding, ...] = ()
    denied: tuple[Claim, ...] = ()


def read_claims(subject: Subject, phrasing: Phrasing) -> Stated:
    """The numbers of the prose and its words for none, held against the tables and each other."""
    phrasing = phrasing.in_year(subject.report.year)
    subject = _with_plain_digits(subject)
    tables = Tables(subject.form, subject.report.cells, phrasing)
    prior = Tables(subject.prior.form, subject.prior.cells, phrasing) if subject.prior else None
    source = called(subject.prior.source) if subject.prior else ""
    passages, findings = in_the_right_year(tie(subject, phrasing), subject, phrasing)
    findings += contradictions(passages, tables, published=subject.published)
    claims: list[Claim] = []
    reckoned: list[Share] = []
    for whole in passages:
        passage = _without_gaps(whole)
        shares = shares_of(passage, tables, subject.report)
        growths = growths_of(passage, tables, prior, source)
        reckoned += (*shares, *growths)
        findings += share_findings(passage, shares)
        findings += growth_findings(passage, growths)
        findings += point_findings(passage, tables, prior, source, subject.report)
        findings += point_difference_findings(passage)
        findings += multiple_findings(passage)
        behind, listed = tuple(trailing_of(passage)), tuple(listings_of(passage))
        listed += tuple(each_of(passage))
        listed += tuple(spread_of(passage, (*behind, *listed)))
        findings += sum_findings(passage, (*behind, *listed), tables)
        findings += selected_findings(passage)
        findings += most_findings(passage, listed)
        findings += step_findings(passage)
        findings += half_findings(passage, tables)
        findings += listed_time_findings(passage)
        findings += against_findings(passage, tables, subject.report.agency)
        findings += mean_findings(passage, tables, subject.report.agency)
        findings += balance_findings(passage, tables)
        findings += taken_up_findings(passage)
        findings += hundred_findings(passage, shares)
        findings += beyond_findings(passage, shares)
        findings += converted_findings(passage)
        claims += _claims(whole, shares, growths, (*listed, *behind), tables)
    findings += repeated_findings(passages, subject.report)
    findings += scaled_findings(passages)
    findings += standing_findings(passages, subject.report)
    findings += again_findings(passages, subject.report)
    findings += growth_repeated_findings(passages, subject.report)
    told_twice = {one.location for one in findings if one.code == N111.code}
    findings += reworded_findings(passages, subject.report, told_twice)
    every = list(_all_prose(subject))
    findings += deadline_findings(passages, every, subject.report, phrasing.about)
    findings += longest_findings(every, subject.report, phrasing.about)
    denied: list[Claim] = []
    known = {id(one.block): one for one in passages}
    for passage in every:
        numbered = known.get(id(passage.block), passage)
        findings += ratio_findings(numbered, tables)
        findings += series_findings(passage.block)
        findings += shorthand_findings(numbered, tables, subject.report.agency, subject.report.year)
        denials = tuple(denials_of(passage, tables, subject.report))
        denied += denied_claims(passage, denials)
        # 行政诉讼0件，实现零诉讼: one number that is wrong is told once.
        none = nothing_findings(passage, denials)
        findings += [one for one in none if one.expected not in _told_of_none(passage, passages)]
        findings += wholly_findings(passage, tables, subject.report)
    doubts = Doubts(subject, tables)
    told = tuple(with_doubts(findings, passages, doubts, reckoned))
    return Stated(tuple(claims_with_doubts(claims, passages, doubts, told)), told, tuple(denied))


def _with_plain_digits(subject: Subject) -> Subject:
    """The report with the full-width digits of its prose (８６２．５３万元, １５％) as others write them; each sign stays in its place."""
    texts = {
        section: tuple(_plain(block) if _FULL_WIDTH.search(block.whole) else block for block in blocks)
        for section, blocks in subject.report.texts.items()
    }
    return subject._replace(report=subject.report._replace(texts=texts))


def _plain(block: TextBlock) -> TextBlock:
    def written(text: str) -> str:
        return _POINT.sub(".", text.translate(_PLAIN))

    return block._replace(lead=written(block.lead), text=written(block.text))


def _without_gaps(passage: Passage) -> Passage:
    """The numbers that can be reckoned with: none of a sentence of which one is still to be filled in, nor of what goes on from there.

    检查165家，执法检查【待填】次，同比增长8.3%: what grew is not there yet, and 165 is not it.
    """
    text = passage.block.whole
    if GAP not in text:
        return passage
    first = text.index(GAP)
    return passage._replace(tied=tuple(one for one in passage.tied if one.mention.sentence[1] <= first))


def _all_prose(subject: Subject) -> Iterator[Passage]:
    for section, blocks in subject.report.texts.items():
        if section != "preface":
            yield from (Passage(section, block, ()) for block in blocks if block.told)


def _told_of_none(passage: Passage, passages: Sequence[Passage]) -> set[Decimal]:
    """The figures that a 0 in this paragraph is told to differ from."""
    return {
        one.readings[0].value
        for known in passages
        if known.block is passage.block
        for one in known.tied
        if not one.quantity.value and status_of(one) == "contradictory"
    }


def _claims(
    passage: Passage, shares: Sequence[Share], growths: Sequence[Share], listings: Sequence[Listing], tables: Tables
) -> Iterator[Claim]:
    outcomes = {id(one.tied): one for one in (*shares, *growths)}
    listings = [listing for listing in listings if listing.adds_up]
    summed = {id(one) for listing in listings for one in (listing.whole, *listing.parts)}
    held = [one for one in outcomes.values() if one.outcome == "held"]
    sums = {id(listing.whole): _sum_expression(listing) for listing in listings}
    for tied in passage.tied:
        outcome = outcomes.get(id(tied))
        status: Status = status_of(tied)
        expected = tied.matched.value if tied.matched else tied.readings[0].value if status == "contradictory" else None
        expression = tied.matched.expression if tied.matched else ""
        if outcome is not None and outcome.outcome != "unknown":
            expression = _share_expression(outcome, passage, tables) if outcome in shares else ""
            status = "bound" if tied.bound else _held(outcome) if outcome.outcome == "held" else "contradictory"
            expected = _as_written(outcome)
        elif status == "untied" and id(tied) in summed:
            expression = sums.get(id(tied), "")
            status = "matched" if expression else "settled"
        elif status == "untied" and _is_of_one(tied, held):
            status = "settled"
        yield claim_of(passage, tied, tables, status, expected, expression)


def _is_of_one(tied: Tied, held: Sequence[Share]) -> bool:
    """意见47条、采纳32条，采纳率68.1%: whether a number is one of the two that a percentage or a change beside it comes from."""
    quantity = tied.quantity
    near = [one for one in held if one.tied.mention.sentence == tied.mention.sentence and one.tied is not tied]
    return not quantity.percent and any(
        quantity.value in (one.part, one.whole, one.part + one.whole) for one in near if not one.source
    )


def _sum_expression(listing: Listing) -> str:
    """A sum as it would be bound, where all its parts are figures of the tables; '' otherwise."""
    named = [part.matched.expression for part in listing.parts if part.matched is not None]
    return " + ".join(named) if len(named) == len(listing.parts) else ""


def _as_written(outcome: Share) -> Decimal:
    """What should stand there, with as many digits as stand there."""
    return outcome.expected.quantize(Decimal(1).scaleb(-outcome.tied.quantity.places), ROUND_HALF_UP)


def _held(outcome: Share) -> Status:
    """A percentage is always rounded; a difference is what it is."""
    return "matched" if not outcome.tied.quantity.percent and outcome.tied.quantity.exact else "rounded"


def _share_expression(share: Share, passage: Passage, tables: Tables) -> str:
    """A percentage as it would be bound, where both its numbers are figures of the tables; '' otherwise."""
    if share.outcome != "held" or share.source:
        return ""
    part, whole = share.named or _as_figures(share, passage, tables)
    places = share.tied.quantity.places
    return f"占比({part}, {whole}{f', {places}' if places != 1 else ''})" if part and whole else ""


def _as_figures(share: Share, passage: Passage, tables: Tables) -> tuple[str, str]:
    """The numbers of a fraction as figures that its sentence or the tables give; '' for what is none."""
    sentence = [one for one in passage.tied if one.mention.sentence == share.tied.mention.sentence and not one.quantity.percent]
    # The same number may count something else there: what no table has is not bound.
    others = {one.quantity.value for one in sentence if one.matched is None}
    names = {one.matched.value: one.matched.expression for one in sentence if one.matched and one.matched.value not in others}
    part = names.get(share.part, "")
    names |= {reading.value: reading.expression for reading in tables.wholes() if reading.value not in names}
    return part, names.get(share.whole, "") if share.whole not in others else ""
