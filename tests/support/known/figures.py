"""The hand-read figures of the published reports, by Ref."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportgen.model.form import Form
from reportgen.packs.load import pack_for_year


def read_truth(path: Path) -> tuple[Form, dict[str, str], dict[str, Any]]:
    """The form of a truth file, its cells as written by Ref, and the file itself."""
    truth = json.loads(path.read_text(encoding="utf-8"))
    form = pack_for_year(truth["year"]).form
    return form, cells_of(form, truth), truth


def cells_of(form: Form, truth: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a truth in `form`, as written, by Ref."""
    cells: dict[str, str] = {}
    if "rows" in truth:
        rows = [row for row in truth["rows"] if row["value"] is not None]
        for row, figure in zip(rows, form.tables[0].figures, strict=True):
            assert row["label"] == figure.row.label
            cells[figure.ref] = row["value"]
        return cells
    second, third, fourth = form.tables
    for block in second.blocks:
        for row in block.filled_rows:
            for column, value in zip(block.leaf_columns, truth["table2"][row.label], strict=True):
                cells[f"{second.id}.{row.id}.{column.id}"] = str(value)
    block = third.blocks[0]
    for row, (label, values) in zip(block.filled_rows, truth["table3"].items(), strict=True):
        assert label.split("/")[-1] == row.label
        for column, value in zip(block.leaf_columns, values, strict=True):
            cells[f"{third.id}.{row.id}.{column.id}"] = str(value)
    for figure, value in zip(fourth.figures, truth["table4"], strict=True):
        cells[figure.ref] = str(value)
    return cells


def numbers(cells: dict[str, str]) -> dict[str, Decimal]:
    """Those cells that are plain numbers."""
    return {ref: Decimal(text) for ref, text in cells.items() if text.replace(".", "", 1).isdigit()}
