"""What a form stands on: the notice and the law, the days and periods that these set, the years that it is for."""

from __future__ import annotations

from typing import Literal, NamedTuple

Body = Literal["all", "department", "government"]


class Mistaken(NamedTuple):
    """What reports of another time cite, and what one in this form has to cite instead."""

    cited: str
    right: str


class Deadline(NamedTuple):
    """By which day of the following year a report is out; `of` whom it is asked, `say` is what is due, `law` who asks it."""

    of: Body
    month: int
    day: int
    say: str
    law: str

    @property
    def by(self) -> str:
        """The day as it is written: 1月31日."""
        return f"{self.month}月{self.day}日"

    @property
    def whose(self) -> str:
        return {"all": "各机关", "department": "政府部门", "government": "政府"}[self.of]

    def __str__(self) -> str:
        return f"{self.whose}的年报，下一年{self.by}前{self.say}（{self.law}）"


class Period(NamedTuple):
    """A space of time that the law sets: how it is said, in several ways perhaps, with N for its number (收到…之日起N个工作日内…答复), what the law had before, and who sets it."""

    say: str
    days: int
    repealed: tuple[int, ...]
    law: str

    @property
    def ways(self) -> tuple[str, ...]:
        """Each way in which it is said."""
        return tuple(self.say.split())

    def __str__(self) -> str:
        return f"{self.ways[0].replace('N', str(self.days))}（{self.law}）"


class Basis(NamedTuple):
    """The notice that publishes the form, the law behind it, and the deadlines and periods that it sets."""

    number: str
    title: str
    law: str
    mistaken: tuple[Mistaken, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    periods: tuple[Period, ...] = ()


class Years(NamedTuple):
    """The report years a form is for, both ends included; `last` None means until further notice."""

    first: int
    last: int | None = None

    def __contains__(self, year: object) -> bool:
        return isinstance(year, int) and self.first <= year and (self.last is None or year <= self.last)

    def __str__(self) -> str:
        return f"{self.first}—{self.last}年度" if self.last else f"{self.first}年度起"
