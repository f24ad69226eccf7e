"""How much a figure changed is said alike wherever it is said."""

from decimal import Decimal

import pytest

from reportgen.model.change import FigureChange
from reportgen.model.location import Location
from reportgen.model.report import Cell
from reportgen.show.diff.changes import difference
from reportgen.show.diff.matters import percentage
from reportgen.show.diff.text import movement


@pytest.mark.parametrize(
    ("old", "new", "share"),
    [(16, 17, "6.3%"), (400, 401, "0.3%"), (80, 81, "1.3%"), (3, 4, "33.3%"), (1, 10**29, f"{10**31 - 100}.0%")],
)
def test_page_and_text_round_alike(old: int, new: int, share: str) -> None:
    before, after = (Cell(str(number), Decimal(number), Location("数据表.xlsx")) for number in (old, new))
    change = FigureChange("ref", "行/列", before, after)
    assert percentage(change) == f"+{share}"
    assert movement(change).endswith(f"+{share}")


@pytest.mark.parametrize(
    ("old", "new", "places", "points", "told"),
    [
        ("95.3", "95.0", 1, "个百分点", "-0.3个百分点"),
        ("94.0", "97.0", 1, "个百分点", "+3.0个百分点"),
        ("2.5", "4.0", 2, "", "+1.50，+60.0%"),
    ],
)
def test_a_change_has_the_places_of_its_figure_and_a_rate_changes_by_points(
    old: str, new: str, places: int, points: str, told: str
) -> None:
    before, after = (Cell(text, Decimal(text), Location("数据表.xlsx")) for text in (old, new))
    change = FigureChange("ref", "行/列", before, after, places, points)
    assert movement(change) == told
    assert difference(change).replace("−", "-") == told.partition("，")[0]
    assert percentage(change) == told.partition("，")[2]
