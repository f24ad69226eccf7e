"""How charts look: one ink and its tints, told apart by pattern too, so that a black-and-white printer keeps them."""

from __future__ import annotations

from typing import Literal, NamedTuple

Pattern = Literal["", "wdUpDiag", "pct25", "dkHorz", "wdDnDiag", "lgGrid", "dkVert"]
Marker = Literal["circle", "square", "triangle", "diamond", "x", "plus"]
Dash = Literal["solid", "dash", "sysDot", "dashDot", "lgDash", "sysDash"]

INK = "1F3864"
GRID = "D9D9D9"
PAPER = "FFFFFF"


class Fill(NamedTuple):
    """How an area is filled: `colour` alone, or lines and dots of it on `ground`; the pattern by its DrawingML name."""

    colour: str
    pattern: Pattern = ""
    ground: str = PAPER


# Neighbours differ both in how dark they are and in their pattern.
FILLS: tuple[Fill, ...] = (
    Fill(INK),
    Fill("BDD0E9"),
    Fill(INK, "wdUpDiag"),
    Fill("6F8FBF"),
    Fill(INK, "pct25"),
    Fill("F2F5FA"),
    Fill(INK, "dkHorz"),
    Fill("9FB6D9"),
    Fill(INK, "wdDnDiag"),
    Fill(INK, "lgGrid"),
)
MARKERS: tuple[Marker, ...] = ("circle", "square", "triangle", "diamond", "x", "plus")
DASHES: tuple[Dash, ...] = ("solid", "dash", "sysDot", "dashDot", "lgDash", "sysDash")
