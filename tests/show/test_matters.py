"""How much a figure changed is said alike wherever it is said."""

from decimal import Decimal

import pytest

from reportgen.model.change import FigureChange
from reportgen.model.location import Location
from reportgen.model.report import Cell
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
