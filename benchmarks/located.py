"""How often is the wrong cell named? Cells of correct reports mistyped, one, two or three at once.

    python benchmarks/located.py [--trials 400] [--misses] [--examples-only]

A trial takes a report whose sums are right, makes a slip of the hand in cells that are added up (two
digits swapped, a digit dropped or doubled, ±1 to 9, a 0 too many, the neighbour's figure), and looks at
the findings. Right: they name exactly those cells with exactly the right figures. Wrong: they name
another cell, or another figure. Else the place is left open. `typed`: all totals were typed; `formulas`:
the totals are live and follow what was typed, so that less is seen: a slip that breaks no line is `unseen`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from reportgen.model.figures import digits
from reportgen.rules.check import Subject

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from support.faults.mistyped import TRIALS, Trial, reports, trials  # noqa: E402 - what the tests try too


class Located(NamedTuple):
    """How the trials with so many wrong cells came out; `open` are those with no name, or not all of them."""

    cells: int
    live: bool
    right: int
    wrong: int
    open: int
    unseen: int

    @property
    def trials(self) -> int:
        return self.right + self.wrong + self.open + self.unseen


def located(material: Sequence[Subject] | None = None, *, count: int = TRIALS) -> Iterator[Located]:
    """The table: typed totals and formulas, one to three wrong cells each."""
    material = reports() if material is None else material
    for live in (False, True):
        for cells in (1, 2, 3):
            yield tallied(trials(material, cells, live=live, count=count), cells, live)


def tallied(made: Iterator[Trial], cells: int, live: bool, misses: bool = False) -> Located:
    """The outcomes of trials counted; with `misses` those that were not right are printed."""
    counts = dict.fromkeys(("right", "wrong", "open", "unseen"), 0)
    for trial in made:
        counts[trial.outcome] += 1
        if misses and trial.outcome in ("wrong", "open"):
            print(f"  {trial.outcome} {trial.report}: {told(trial.wrong, trial.typed)} → {dict(trial.named)}")
            for hint in trial.hints[:2]:
                print("     ", hint)
    return Located(cells, live, **counts)


def told(right: Mapping[str, Decimal], typed: Mapping[str, Decimal]) -> str:
    return "; ".join(f"{ref} {digits(value)} → {digits(typed[ref])}" for ref, value in right.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--trials", type=int, default=TRIALS)
    parser.add_argument("--misses", action="store_true", help="print what was not right")
    parser.add_argument("--examples-only", action="store_true", help="the shipped examples alone")
    parser.add_argument("--cells", type=int, nargs="*", default=[1, 2, 3])
    parser.add_argument("--totals", choices=["typed", "formulas"], nargs="*", default=["typed", "formulas"])
    options = parser.parse_args()
    material = reports(options.examples_only)
    print(f"{len(material)} reports, {options.trials} trials each")
    print("totals\tcells\tright\twrong\topen\tunseen")
    for totals in options.totals:
        for cells in options.cells:
            live = totals == "formulas"
            one = tallied(trials(material, cells, live=live, count=options.trials), cells, live, options.misses)
            print(f"{totals}\t{cells}\t{one.right}\t{one.wrong}\t{one.open}\t{one.unseen}", flush=True)


if __name__ == "__main__":
    main()
