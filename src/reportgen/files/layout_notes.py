"""Equal deviations told once: what is wrong, with all the places where it is."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.finding import Finding, Rule
from ..model.location import Location

_NAMED = 3


class Notes:
    """Collects deviations by what they say."""

    def __init__(self) -> None:
        self._places: dict[tuple[Rule, str], dict[Location, str]] = {}

    def note(self, rule: Rule, message: str, location: Location, place: str) -> None:
        """`message` holds at `location`, which a reader finds by `place`; the same place counts once."""
        self._places.setdefault((rule, message), {}).setdefault(location, place)

    def findings(self) -> Iterator[Finding]:
        """One finding a message, at its first place, the others beside it."""
        for (rule, message), places in self._places.items():
            first, *others = places
            named = list(dict.fromkeys(places.values()))
            more = f"等 {len(places)} 处" if len(named) > _NAMED else ""
            yield rule.at(first, f"{message}（{'、'.join(named[:_NAMED])}{more}）", hint=rule.good, related=tuple(others))
