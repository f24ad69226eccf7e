"""What is told of a row or a column in a published table that its form does not have."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..model.figures import digits, read_figure
from ..model.finding import Finding
from ..model.form import Form
from ..model.identity import Line
from ..model.location import Location
from ..recognise.rules import W104
from ..recognise.strays import Stray

# So many places are named one by one.
_SHOWN = 6


def stray_told(form: Form, stray: Stray, lines: Sequence[tuple[Line, Decimal]], place: Location) -> Finding:
    """The finding about a stray, with the lines of the form that fail for want of it and by how much each."""
    table = form.table(stray.table).name
    what, label = ("列" if stray.column else "行"), stray.label[:30]
    if stray.again:
        said = f"{table}里有两{what}“{label}”，只用了一{what}，另一{what}的数（{_listed(stray)}）没有用上"
        hint = f"对照原件，删去多的一{what}"
    elif not label:
        said = f"{table}里多出没有表头的一{what}（{_listed(stray)}）：格式没有这一{what}，这一{what}的数没有用上"
        hint = f"补上表头；不是格式规定的一{what}，把数分到格式规定的各{what}里，再删去"
    else:
        said = f"{table}里多出一{what}“{label}”：格式没有这一{what}，这一{what}的数（{_listed(stray)}）没有用上"
        hint = f"把这一{what}的数分到格式规定的各{what}里，再删去这一{what}；是格式里的一{what}改了名，改回原来的名称"
    if lines:
        places = "、".join(f"{line.where.removeprefix(table)} {digits(amount)}" for line, amount in lines[:_SHOWN])
        more = f" 等 {len(lines)} 处" if len(lines) > _SHOWN else ""
        said += f"；合计不平，差的就是这一{what}的数：{places}{more}"
    return W104.at(place, said, ref=lines[0][0].anchor if lines else "", hint=hint)


def _listed(stray: Stray) -> str:
    """How many figures stand in it, and those that are not zero."""
    some = [text.strip() for text in stray.texts if read_figure(text).value]
    shown = "、".join(some[:_SHOWN]) + (" 等" if len(some) > _SHOWN else "")
    count = sum(read_figure(text).value is not None for text in stray.texts)
    return f"{count} 格" + (f"，不是 0 的有 {shown}" if some else "，都是 0")
