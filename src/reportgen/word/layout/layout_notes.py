"""Equal deviations told once: what is wrong, with all the places where it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...model.finding import Finding, Rule
from ...model.location import Location

_NAMED = 3


class _Spot(NamedTuple):
    who: str
    location: Location
    place: str
    hint: str


class Notes:
    """Collects deviations by what they say."""

    def __init__(self) -> None:
        self._spots: dict[tuple[Rule, str], dict[Location, _Spot]] = {}

    def note(self, rule: Rule, who: str, what: str, location: Location, place: str, hint: str = "") -> None:
        """`what` is wrong with `who` (正文, 一级标题) at `location`, which a reader finds by `place`; a place counts once.

        `hint` says how to mend it where the good sample of the rule is not what is wanted here.
        """
        self._spots.setdefault((rule, what), {}).setdefault(location, _Spot(who, location, place, hint or rule.good))

    def findings(self) -> Iterator[Finding]:
        """One finding a deviation, at its first place, the others beside it."""
        for (rule, what), spots in self._spots.items():
            first, *others = spots
            all_who = "、".join(dict.fromkeys(spot.who for spot in spots.values()))
            named = list(dict.fromkeys(spot.place for spot in spots.values()))
            more = f"等 {len(spots)} 处" if len(named) > _NAMED else ""
            yield rule.at(
                first, f"{all_who}：{what}（{'、'.join(named[:_NAMED])}{more}）", hint=spots[first].hint, related=tuple(others)
            )
