"""Agencies beside each other: what is planted is found and said, what is everybody's is not."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from decimal import Decimal

import pytest
from made_areas import CORPUS, NOTICE, YEAR, handed_in, register_of, with_prose

from reportgen.area.across.doubles import doubles
from reportgen.area.across.likeness import alike, given_by_form, own_names
from reportgen.area.across.outliers import median, outliers
from reportgen.model.area.register import Agency, Handed, Register
from reportgen.rules.area.looks import alike_findings, doubled_findings, outlier_findings
from reportgen.tasks.packs import all_formats

FORM = next(form for form in all_formats() if form.id == "gov-disclosure-2021")
REGISTER = register_of(60)
HANDED = with_prose(handed_in(REGISTER, FORM), REGISTER)
LICENCES, PENALTIES = "disclosure.licences.decisions", "disclosure.penalties.decisions"


# -- copied prose ----------------------------------------------------------------------------------------


def pairs(handed: Iterable[Handed]) -> set[frozenset[str]]:
    return {frozenset((pair.one.agency, pair.other.agency)) for pair in alike(list(handed), REGISTER, given_by_form(FORM))}


def copied(taken: str, into: str, paragraphs: slice) -> dict[str, Handed]:
    """Some paragraphs of one report put into another, with the names and the numbers changed."""
    name, own = REGISTER.by_code[taken].name, REGISTER.by_code[into].name
    new = tuple(
        re.sub(r"\d+", "77", text).replace(name, own).replace("我局", "我镇") for text in HANDED[taken].paragraphs[paragraphs]
    )
    return {**HANDED, into: HANDED[into]._replace(paragraphs=HANDED[into].paragraphs[:9] + new)}


def test_the_notice_and_what_chance_makes_alike_are_nobodys() -> None:
    assert all(NOTICE in one.paragraphs[0] for one in HANDED.values())
    assert pairs(HANDED.values()) == set()


@pytest.mark.parametrize("paragraphs", [slice(3, 9), slice(2, 15), slice(4, 6)], ids=["six", "nearly all", "two"])
def test_paragraphs_of_a_neighbour_are_found_and_quoted(paragraphs: slice) -> None:
    handed = copied("104", "141", paragraphs)
    assert pairs(handed.values()) == {frozenset(("104", "141"))}
    (pair,) = alike(list(handed.values()), REGISTER)
    assert [one.place - 1 for one in pair.paragraphs] == [*range(15)][paragraphs]
    assert all(handed["104"].paragraphs[one.place - 1] == one.text for one in pair.paragraphs)
    for code, finding in alike_findings(pair, REGISTER):
        other = "141" if code == "104" else "104"
        assert finding.code == "A201" and finding.message.startswith(f"{REGISTER.by_code[code]}与{REGISTER.by_code[other]}的")
        # Each is shown in its own report.
        assert finding.location.path == handed[code].path and finding.related[0].path == handed[other].path
        text = pair.paragraphs[0].text if pair.one.agency == code else pair.paragraphs[0].other_text
        assert text[:20] in finding.message
    assert [code for code, _ in alike_findings(pair, REGISTER)] == [pair.one.agency, pair.other.agency]


def test_what_is_changed_throughout_is_no_copy_and_what_the_form_gives_is_none() -> None:
    rng = random.Random(2)
    text = HANDED["104"].paragraphs[3:9]
    mixed = tuple(
        "，".join(rng.sample(clauses, len(clauses))) for clauses in ([part[:5] for part in one.split("，")] for one in text)
    )
    assert pairs({**HANDED, "141": HANDED["141"]._replace(paragraphs=mixed)}.values()) == set()
    guidance = tuple(given_by_form(FORM))
    assert pairs({**HANDED, **{code: HANDED[code]._replace(paragraphs=guidance) for code in ("104", "141")}}.values()) == set()


def test_reports_written_apart_are_not_alike() -> None:
    import yaml

    sources = {
        path.stem: yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for path in CORPUS.glob("*.yaml")
    }
    register = Register(tuple(Agency(code, source["agency"]) for code, source in sources.items()))
    handed = [
        Handed(code, YEAR, FORM.id, {}, tuple(text for section in source["texts"].values() for text in section))
        for code, source in sources.items()
    ]
    assert len(handed) > 30 and alike(handed, register) == ()


def test_names_in_short_are_known() -> None:
    town = Agency("1", "甲市南坪镇人民政府", former=("甲市南坪乡人民政府",))
    found = own_names((town, Agency("2", "甲市人民政府")))
    assert found is not None
    said = "甲市南坪镇人民政府（原甲市南坪乡人民政府）在南坪镇，南坪镇人民政府与甲市人民政府"
    assert found.sub("X", said) == "X（原X）在X，X与X"


# -- figures far off -----------------------------------------------------------------------------------------


def with_figures(ref: str, values: Iterable[int], kind: str = "乡镇") -> tuple[list[Handed], Register]:
    handed = [Handed(str(code), YEAR, FORM.id, {ref: Decimal(value)}, path=f"{code}.docx") for code, value in enumerate(values)]
    return handed, Register(tuple(Agency(one.agency, f"甲市{one.agency}镇", kind=kind) for one in handed))


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ([10, 12, 9, 14, 11, 8, 13, 157], ["7"]),  # ten times as much, and no small number
        ([10, 12, 9, 14, 11, 8, 13, 900], ["7"]),
        ([1, 2, 1, 3, 2, 1, 2, 40], []),  # small numbers
        ([10, 12, 9, 14, 11, 8, 900], []),  # too few of a kind
        ([0, 0, 0, 0, 0, 0, 900, 800, 0], []),  # most have none
        ([1, 10, 100, 1000, 30, 300, 3, 3000], []),  # all far apart
        ([1, 2, 1, 3, 2, 1, 9, 150, 40, 1, 2, 70], []),  # the last of a long tail
        ([500, 620, 480, 555, 610, 590, 505, 0, 530], ["7"]),  # nothing where all have much
    ],
)
def test_what_is_far_off_is_asked_about(values: list[int], asked: list[str]) -> None:
    handed, register = with_figures(LICENCES, values)
    found = outliers(handed, register, FORM)
    assert [one.handed.agency for one in found] == asked
    told = list(outlier_findings(found, register, FORM))
    assert [finding.code for finding in told] == ["A202"] * len(asked)
    assert all("问一下这个单位" in finding.hint and "表二 行政许可" in finding.message for finding in told)
    assert outliers(handed, with_figures(LICENCES, values, kind="")[1], FORM) == ()


def test_a_sum_of_many_is_no_agency_among_them() -> None:
    handed, register = with_figures(LICENCES, [10, 12, 9, 14, 11, 8, 13, 9, 9000])
    under = Register((*register.agencies, Agency("校", "甲市一中", parent="8")))
    assert len(outliers(handed, register, FORM)) == 1 and outliers(handed, under, FORM) == ()


def test_made_up_agencies_are_not_far_off() -> None:
    assert outliers(list(HANDED.values()), REGISTER, FORM) == ()
    assert [median([Decimal(value) for value in values]) for values in ((3, 1, 2), (4, 1, 2, 3))] == [2, Decimal("2.5")]


# -- one agency twice ----------------------------------------------------------------------------------------


def test_one_agency_under_two_codes_and_two_files_of_one() -> None:
    assert doubles(list(HANDED.values()), REGISTER) == ()
    renamed = Agency("901", "甲市教育体育局", former=("甲市 教育局",), parent="100")
    (by_name,) = doubles([], Register((*REGISTER.agencies, renamed)))
    assert [agency.code for agency in by_name.agencies] == ["101", "901"]
    says = [HANDED["101"], HANDED["102"]._replace(says=HANDED["101"].says)]
    (by_title,) = doubles(says, REGISTER)
    assert "都写着“甲市教育局”" in by_title.why
    same = [HANDED["101"], HANDED["102"]._replace(figures=HANDED["101"].figures)]
    (by_figures,) = doubles(same, REGISTER)
    assert "完全一样" in by_figures.why
    second = HANDED["101"]._replace(
        path="定稿(2).docx", figures={**HANDED["101"].figures, LICENCES: Decimal(-1), PENALTIES: Decimal(-1)}
    )
    (files,) = doubles([HANDED["101"], second], REGISTER)
    assert (len(files.files), files.why) == (2, "2024 年度有 2 份，有 2 格的数不同")
    # What was built of a draft says the same: nobody has to choose.
    built = HANDED["101"]._replace(path="年报.docx", paragraphs=(*HANDED["101"].paragraphs, "（此件公开发布）"))
    assert doubles([HANDED["101"], built], REGISTER) == ()
    (rewritten,) = doubles([HANDED["101"], built._replace(paragraphs=HANDED["102"].paragraphs)], REGISTER)
    assert rewritten.why == "2024 年度有 2 份，数都一样，文字不同"
    # Two of a kind are told whatever they say, and one that says another year.
    (alike,) = doubles([HANDED["101"]._replace(path="定稿.docx"), built], REGISTER)
    assert alike.why == "2024 年度有 2 份，数都一样，文字有几处不同"
    (finding,) = doubled_findings((alike,))
    assert "定稿.docx" in finding.message and "年报.docx" in finding.message and "现在看的是“定稿.docx”" in finding.message
    (old,) = doubles([HANDED["101"]], REGISTER, [HANDED["101"]._replace(year=2023, path="上年.docx")])
    assert old.why == "2024 年度有 2 份，其中写的年度有 2023"
    codes = [finding.code for finding in doubled_findings((by_name, by_title, by_figures, files))]
    assert codes == ["A203", "A203", "A203", "A204"]


def test_offices_of_two_counties_with_one_short_name_are_two() -> None:
    counties = (Agency("1", "甲县人民政府"), Agency("2", "乙县人民政府"))
    offices = (Agency("3", "教育局", parent="1"), Agency("4", "教育局", parent="2"))
    assert doubles([], Register((*counties, *offices))) == ()
    assert len(doubles([], Register((*counties, *offices, Agency("5", "教育局", parent="2"))))) == 1
