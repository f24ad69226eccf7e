"""One agency under two codes of a register, and several files of one agency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import PurePath

from ...model.area.looks import Doubled
from ...model.area.register import Agency, Handed, Register
from ...recognise.bodies import is_full_name
from ...text.patterns import pattern

_BRACKETS = str.maketrans("(〔[", "（（（") | str.maketrans(")〕]", "）））")
_SPACE = pattern(r"\s+")
_GOVERNMENT = pattern(r"(?<=[省市县区州盟旗乡镇])人民政府$")
# Two reports with so many figures alike that are not 0 are one: by chance they are not.
_LEAST_ALIKE = 8
# One paragraph in four is another: a second version, not the same one printed.
_OTHERWISE = 4


def doubles(handed: Sequence[Handed], register: Register, beside: Sequence[Handed] = ()) -> tuple[Doubled, ...]:
    """Agencies that seem to be one, and agencies with several files; each pair of codes once, the first reason for it.

    `beside` are files that lie with those of a year and say another one.
    """
    found: dict[frozenset[str], Doubled] = {}
    for doubled in (*_by_names(register), *_by_what_they_say(handed, register), *_by_figures(handed, register)):
        found.setdefault(frozenset(agency.code for agency in doubled.agencies), doubled)
    return (*found.values(), *_several_files(handed, register, beside))


def plain_name(name: str) -> str:
    """A name as it is the same however it is typed: without blanks, with brackets of one kind; 甲镇 for 甲镇人民政府."""
    return _GOVERNMENT.sub("", _SPACE.sub("", name).translate(_BRACKETS))


def _by_names(register: Register) -> Iterator[Doubled]:
    by_name: dict[str, list[Agency]] = {}
    for agency in register.agencies:
        for name in dict.fromkeys(plain_name(name) for name in agency.names):
            by_name.setdefault(name, []).append(agency)
    for name, agencies in by_name.items():
        for group in _of_one_place(agencies, name):
            yield Doubled(group, (), f"名录里都叫（或者叫过）“{name}”")


def _of_one_place(agencies: Sequence[Agency], name: str) -> Iterator[tuple[Agency, ...]]:
    """The groups of agencies of one name: all of them where it names their place; else 教育局 of two counties are two."""
    if is_full_name(name):
        return iter([tuple(agencies)] if len(agencies) > 1 else [])
    groups: dict[str, list[Agency]] = {}
    for agency in agencies:
        groups.setdefault(agency.parent, []).append(agency)
    return (tuple(group) for group in groups.values() if len(group) > 1)


def _by_what_they_say(handed: Sequence[Handed], register: Register) -> Iterator[Doubled]:
    by_name: dict[str, list[Handed]] = {}
    for one in handed:
        if one.says and one.agency in register.by_code:
            by_name.setdefault(plain_name(one.says), []).append(one)
    for files in by_name.values():
        agencies = tuple(register.by_code[code] for code in dict.fromkeys(one.agency for one in files))
        for group in _of_one_place(agencies, plain_name(files[0].says)):
            codes = {agency.code for agency in group}
            yield Doubled(group, tuple(one for one in files if one.agency in codes), f"报来的年报都写着“{files[0].says}”")


def _by_figures(handed: Sequence[Handed], register: Register) -> Iterator[Doubled]:
    by_figures: dict[tuple[str, int, frozenset[tuple[str, Decimal]]], list[Handed]] = {}
    for one in handed:
        figures = frozenset((ref, value) for ref, value in one.figures.items() if value)
        if len(figures) >= _LEAST_ALIKE and one.agency in register.by_code:
            by_figures.setdefault((one.form, one.year, figures), []).append(one)
    for (_, _, figures), files in by_figures.items():
        codes = dict.fromkeys(one.agency for one in files)
        if len(codes) > 1:
            agencies = tuple(register.by_code[code] for code in codes)
            yield Doubled(agencies, tuple(files), f"报来的数完全一样（{len(figures)} 格不是 0）")


def _several_files(handed: Sequence[Handed], register: Register, beside: Sequence[Handed]) -> Iterator[Doubled]:
    """Agencies with several files, the one that counts first."""
    files: dict[str, list[Handed]] = {}
    for one in (*handed, *beside):
        if one.agency in register.by_code:
            files.setdefault(one.agency, []).append(one)
    for code, (first, *others) in files.items():
        if not others:
            continue
        refs = {
            ref
            for other in others
            if other.year == first.year
            for ref in {**first.figures, **other.figures}
            if first.figures.get(ref) != other.figures.get(ref)
        }
        years = sorted({other.year for other in others} - {first.year})
        said = [f"有 {len(refs)} 格的数不同"] if refs else []
        said += [f"其中写的年度有 {'、'.join(map(str, years))}"] if years else []
        if not said and any(_says_otherwise(first, other) for other in others):
            said = ["数都一样，文字不同"]
        # A draft and what was built of it, a Word file and its PDF say the same: nobody has to choose. Of two of a kind one is too many.
        if not said and any(_kind(other) == _kind(first) for other in others):
            said = ["数都一样" if all(other.paragraphs == first.paragraphs for other in others) else "数都一样，文字有几处不同"]
        if said:
            yield Doubled(
                (register.by_code[code],), (first, *others), f"{first.year} 年度有 {1 + len(others)} 份，{'，'.join(said)}"
            )


def _kind(one: Handed) -> str:
    return PurePath(one.path).suffix.lower()


def _says_otherwise(one: Handed, other: Handed) -> bool:
    """Whether more than a few paragraphs of one report are not in the other."""
    texts, others = ({_SPACE.sub("", text) for text in report.paragraphs} for report in (one, other))
    return len(texts ^ others) * _OTHERWISE > len(texts | others)
