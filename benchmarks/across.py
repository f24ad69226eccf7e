"""What is worked out across the agencies of an area, measured: the sum, what explains its differences, likeness, figures far off.

python benchmarks/across.py [agencies]     (1,000 where no number is given; the sum is measured for ten times as many)
"""

from __future__ import annotations

import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "tests" / "area")]

from made_areas import CITY, YEAR, figures_of, handed_in, own_report, register_of, with_more, with_prose  # noqa: E402

from reportgen.area.across.against import held_against  # noqa: E402
from reportgen.area.across.doubles import doubles  # noqa: E402
from reportgen.area.across.likeness import alike, given_by_form  # noqa: E402
from reportgen.area.across.outliers import outliers  # noqa: E402
from reportgen.area.across.rollup import roll_up  # noqa: E402
from reportgen.model.area.register import Handed, Register  # noqa: E402
from reportgen.packs.load import find_pack  # noqa: E402

FORM = find_pack("gov-disclosure-2021").form
LICENCES = "disclosure.licences.decisions"


def seconds(since: float) -> str:
    """Seconds of this process's own work: others use the machine too."""
    return f"{time.process_time() - since:.2f} s"


def plus(own: Handed, other: Handed, times: int) -> Handed:
    return own._replace(figures={ref: value + times * other.figures[ref] for ref, value in own.figures.items()})


def sums(count: int) -> None:
    register = register_of(count)
    handed = handed_in(register, FORM)
    start = time.process_time()
    rollup = roll_up(register, FORM, YEAR, handed, CITY.code)
    print(f"sum of {count} x {len(rollup.figures)} figures: {seconds(start)}")
    own = plus(plus(own_report(register, FORM, handed), handed["105"], -1), handed["130"], 1)
    start = time.process_time()
    found = held_against(rollup, with_more(FORM, own, {LICENCES: Decimal(90)}))
    causes = sum(account.size for account in found.accounts)
    print(f"  one left out, one twice, a slip of 90: {seconds(start)}, {len(found.accounts)} account(s) of {causes} causes")


def planted(own: Handed, handed: Mapping[str, Handed], rng: random.Random, case: str) -> tuple[Handed, set[str]]:
    """The report with the causes of a case (l: one left out, t: one twice, s: a slip) planted, and what they are."""
    wanted = set()
    codes = rng.sample(list(handed), len(case))
    cells = rng.sample([ref for ref in FORM.figures if ref not in FORM.totals and own.figures[ref] > 9], len(case))
    for kind, code, ref in zip(case, codes, cells, strict=True):
        if kind == "s":
            own = with_more(FORM, own, {ref: Decimal(rng.choice((9, 27, 45, 90, 180, -9)))})
            wanted.add(ref)
        else:
            own = plus(own, handed[code], -1 if kind == "l" else 1)
            wanted.add(f"{kind} {code}")
    return own, wanted


def explanations(count: int, trials: int, size: int) -> None:
    register = register_of(count)
    tally: dict[str, Counter[str]] = {}
    for seed in range(trials):
        rng = random.Random(seed)
        handed = {code: one._replace(figures=figures_of(FORM, rng, size)) for code, one in handed_in(register, FORM).items()}
        true = own_report(register, FORM, handed)
        for case in ("l", "t", "s", "ls", "ll", "lt", "llt", "ss", "lss", "lllll"):
            own, wanted = planted(true, handed, rng, case)
            found = held_against(roll_up(register, FORM, YEAR, handed, CITY.code), own)
            told = [
                {f"{whole.kind[0]} {whole.agencies[0] if whole.agencies else ''}" for whole in account.wholes}
                | {single.difference.ref for single in account.singles}
                for account in found.accounts
            ]
            kind = "alone" if told == [wanted] else "among others" if wanted in told else "not"
            tally.setdefault(case, Counter())[kind] += 1
    print(f"causes planted in {count} agencies with figures up to {size} (l left out, t twice, s slip), found:")
    for case, kinds in tally.items():
        print(f"  {case:6} {dict(kinds)}")


def likeness(count: int) -> None:
    register = register_of(count)
    handed = with_prose({agency.code: Handed(agency.code, YEAR, FORM.id, {}) for agency in register.agencies[1:]}, register)
    rng = random.Random(3)
    codes = rng.sample(list(handed), 20)
    pairs = set()
    for one, other in zip(codes[::2], codes[1::2], strict=True):
        taken = tuple(re.sub(r"\d+", "77", text) for text in handed[one].paragraphs[3 : 3 + rng.randrange(2, 8)])
        handed[other] = handed[other]._replace(paragraphs=(*handed[other].paragraphs[:9], *taken))
        pairs.add(frozenset((one, other)))
    signs = sum(len(text) for one in handed.values() for text in one.paragraphs) // count
    start = time.process_time()
    found = {
        frozenset((pair.one.agency, pair.other.agency)) for pair in alike(list(handed.values()), register, given_by_form(FORM))
    }
    said = f"{len(found & pairs)} of {len(pairs)} copied pairs, {len(found - pairs)} others"
    print(f"likeness of {count} reports of {signs} signs: {seconds(start)}, {said}")


def apart(register: Register, handed: list[Handed]) -> None:
    start = time.process_time()
    found = outliers(handed, register, FORM)
    print(f"figures far off of {len(handed)} reports: {seconds(start)}, {len(found)} asked about")
    start = time.process_time()
    print(f"one agency twice: {seconds(start)}, {len(doubles(handed, register))} found")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    sums(count)
    sums(10 * count)
    explanations(60, 20, 40)
    explanations(60, 20, 4)
    likeness(count)
    register = register_of(count)
    apart(register, list(handed_in(register, FORM).values()))
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
