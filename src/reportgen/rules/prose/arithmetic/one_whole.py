"""Percentages of one list judged by each other: all of them are shares of the same whole."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..tied import Tied
from .fractions import Share, outcome_of

# So many of a list that are shares of one whole say that the rest is.
_SEVERAL_OTHERS = 3


def of_one_list(shares: list[Share], tied: Sequence[Tied]) -> list[Share]:
    """网上112件（67.9%）、邮寄41件（28.4%）、当面12件（7.3%）: each is a share of what they make together, as the others are."""
    at_of = {id(one): at for at, one in enumerate(tied)}
    lists: dict[object, list[tuple[int, Tied]]] = {}
    for number, share in enumerate(shares):
        count = tied[max(at_of[id(share.tied)] - 1, 0)]
        if (
            not count.quantity.percent
            and count.quantity.exact
            and not share.source
            and count.mention.sentence == share.tied.mention.sentence
        ):
            lists.setdefault((count.mention.sentence, count.quantity.unit), []).append((number, count))
    for listed in lists.values():
        odd = [(number, count) for number, count in listed if shares[number].outcome == "unknown"]
        whole = sum((count.quantity.value for _, count in listed), Decimal(0))
        held = [number for number, count in listed if whole and _is_of(shares[number], count.quantity.value, whole)]
        # One percentage alone is that of their sum by chance, unless it is printed more closely.
        sure = len(held) > 1 or any(shares[number].tied.quantity.places for number in held)
        if len(odd) == 1 and len(held) == len(listed) - 1 > 0 and sure:
            number, count = odd[0]
            one, part = shares[number].tied, count.quantity.value
            shares[number] = Share(one, outcome_of(one.quantity, part / whole * 100), part, whole)
    return shares


def _is_of(share: Share, part: Decimal, whole: Decimal) -> bool:
    return outcome_of(share.tied.quantity, part / whole * 100) == "held"


def of_one_whole(shares: list[Share], tied: Sequence[Tied]) -> list[Share]:
    """予以公开15件，占34.1%；部分公开5件，占11.9%；…: of the outcomes of one list all are shares of the same, not one of what came in.

    Those of the kind that are shares of it are several; of a whole that stands there itself each may be a share.
    """
    at_of = {id(one): at for at, one in enumerate(tied)}
    kinds: dict[object, list[int]] = {}
    for number, share in enumerate(shares):
        part = tied[max(at_of[id(share.tied)] - 1, 0)]
        meant = part.matched.meant if part.matched and part.quantity.value == share.part else None
        if share.outcome == "held" and meant and not share.source and part.quantity.exact:
            kinds.setdefault((part.mention.sentence, meant.table, meant.columns), []).append(number)
    for numbers in kinds.values():
        wholes = [shares[number].whole for number in numbers]
        whole = max(wholes, key=wholes.count)
        odd = [number for number in numbers if shares[number].whole != whole]
        if len(odd) != 1 or wholes.count(whole) < _SEVERAL_OTHERS:
            continue
        one = shares[odd[0]]
        said = {other.quantity.value for other in tied if other.mention.sentence == one.tied.mention.sentence}
        outcome = outcome_of(one.tied.quantity, one.part / whole * 100)
        if one.whole not in said and one.part < whole and outcome == "failed":
            shares[odd[0]] = one._replace(outcome=outcome, whole=whole)
    return shares
