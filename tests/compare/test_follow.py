"""What a finding says in substance: the same when its line has moved or the program's words are others, another with another figure or name."""

from __future__ import annotations

import pytest

from reportgen.compare.follow import followed, marks
from reportgen.model.finding import Finding, substance
from reportgen.model.location import Location

SAID = "文中“收到申请512件”，表三里 本年新收 是 500（见第 12 行第 5 个字）"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("第3行：文里写“收到申请 512 件”，而表三 是 500", True),
        (SAID.replace("第 12 行", "第 40 行"), True),
        (SAID.replace("512", "9999"), False),
        (SAID.replace("500", "501"), False),
        (SAID.replace("收到申请", "办结申请"), False),
    ],
)
def test_the_substance_is_the_figures_and_what_is_quoted(other: str, same: bool) -> None:
    assert (substance(SAID) == substance(other)) is same


def test_another_figure_at_the_same_place_is_neither_settled_nor_still_open() -> None:
    old, new = (Finding(Location("a", 1, 1), "N101", SAID.replace("512", text)) for text in ("512", "9999"))
    assert marks([old]) == marks([new])
    assert followed([old], [new]) == ((), (), (), (new,))
    assert followed([old], [old]) == ((), (old,), (), ())
    # What a rule says that it is about counts, and not what else it tells.
    about = [one._replace(about="行政许可 512") for one in (old, new)]
    assert followed(about[:1], about[1:]) == ((), (about[1],), (), ())
