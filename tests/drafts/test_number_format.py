"""What is seen of a stored number under a number format, and when that is another number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.drafts.workbook.number_format import says, shown_otherwise, shows_date
from reportgen.model.figures import digits

ACCOUNTS = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '
ANOTHER = [
    # scaled
    ("0.0,", "1234", "1.2"),
    ("#,##0,,", "961716000", "962"),
    ("0,.0", "198", "0.2"),
    ('0.0,"千"', "1000", "1.0千"),
    ("0!.0,", "961716000", "96171.6"),
    ("0!.0000,", "961716000", "96.1716"),
    (r"0\.0,", "123456.789", "12.3"),
    ('0"."0,"万"', "961716000", "96171.6万"),
    ('0"．"0,', "961716000", "96171．6"),
    ('[Red][>=10000]0!.0,"万";0', "10000", "1.0万"),
    ('[>1000]0.0,"千"', "1234", "1.2千"),
    ('[<100]0;[<10000]0.0,"千";0!.0,"万"', "198", "0.2千"),
    ('0"万"', "5", "5万"),
    ('0"k"', "5", "5k"),
    ("0%", "0.05", "5%"),
    ("0.00%", "5", "500.00%"),
    ('0"％"', "5", "5％"),
    # rounded
    ("0", "12.6", "13"),
    ("#,##0", "-12.5", "-13"),
    ("0.0", "12.34", "12.3"),
    ("#", "0.4", ""),
    ("00000", "0.4", "00000"),
    ("# ?/?", "12.34", "12 1/3"),
    ("# ?/8", "12.3", "12 1/4"),
    ("0.0E+0", "1234", "1.2E+3"),
    ("General", "33.3333333333333", "33.33333333"),
    ('General"件"', "0.123456789012", "0.123456789件"),
    # another sign, nothing, other digits
    ("0;0", "-5", "5"),
    ("0.00;[Red]0.00", "-5", "5.00"),
    ("-0;0", "5", "-5"),
    ('"减少"0', "5", "减少5"),
    (";;;", "198", ""),
    ("0;", "-5", ""),
    ('"—"', "198", "—"),
    ('"198"', "5", "198"),
    ('"1"0', "5", "15"),
    ('0"5"', "0", "05"),
    ('0;0;"5"', "0", "5"),
    ("0-0", "12", "1-2"),
    ("0*0", "5", "50"),
]
THE_SAME = [
    *(("0", number) for number in ("0", "198", "-5")),
    *(("0.00", number) for number in ("12.6", "12.34", "-0.5")),
    *((ACCOUNTS, number) for number in ("1234.5", "-12", "0")),
    *(("General", number) for number in ("123456789012345", "12345.67891", "0")),
    *(("#,##0", number) for number in ("1234567", "-1234567")),
    ("@", "961716000"),
    ("0_ ", "198"),
    ("00000", "42"),
    ("0.0#", "12.34"),
    ("0.##", "12"),
    ("#,##0.00_);(#,##0.00)", "-1234.5"),
    ("0.00E+00", "198"),
    ("##0.0E+0", "12300"),
    ("# ?/?", "12.5"),
    ("# ??/??", "12"),
    ('0"件"', "198"),
    ("0件", "198"),
    ('"共"0"件"', "198"),
    ('[$¥-804]#,##0.00', "96171.6"),
    ('"¥"#,##0;"¥"-#,##0', "-5"),
    ('"增加"0;"减少"0;0', "-5"),
    ("0;△0", "-5"),
    ("000 000", "198"),
    ("[=1]0;[>1000]0.0,;0", "198"),
    ("[>=10000]0!.0,;0", "-5"),
    (";;;", "0"),
    ('0;-0;"无"', "0"),
    ("[红色]0;0;0", "5"),
    ("[DBNum1][$-804]0", "5"),
    ("*-0", "5"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "stored", "shown"), ANOTHER)
def test_another_number_is_seen(code: str, stored: str, shown: str) -> None:
    assert shown_otherwise(code, stored, number=True) == shown


@pytest.mark.parametrize(("code", "stored"), THE_SAME)
def test_the_same_number_is_seen(code: str, stored: str) -> None:
    assert shown_otherwise(code, stored, number=True) is None


@pytest.mark.parametrize(
    ("code", "text", "shown"),
    [
        (";;;", "12", ""),
        ('0;0;0;"5"', "12", "5"),
        ('0;@"万"', "12", "12万"),
        ('0;0;0;"约"@', "12", None),
        (";;;", "无", None),
        ("0%", "12", None),
    ],
)
def test_a_text_is_seen_through_its_own_part_of_a_format(code: str, text: str, shown: str | None) -> None:
    assert shown_otherwise(code, text, number=False) == shown


def test_the_unit_of_a_table_behind_its_figure_is_no_other_number() -> None:
    assert says("96171.6万元", Decimal("96171.6"), "万元")
    assert not says("96171.6万元", Decimal("96171.6"), "元")


@pytest.mark.parametrize("code", ["yyyy-mm-dd", "[$-804]aaaa;@", 'm"月"d"日"', "[h]:mm:ss", "0;-0;h:mm"])
def test_a_date_is_a_date(code: str) -> None:
    assert shows_date(code, "0" if code.startswith("0;") else "45356")


@pytest.mark.parametrize("code", ['0"day"', r"0\d", "0;-0;h:mm", '[Red]0"年"', "General", "#,##0_d"])
def test_letters_that_are_only_said_make_no_date(code: str) -> None:
    assert not shows_date(code, "45356")


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=4),
    st.sampled_from(["#,##0.0000", "0.0000", '"共"0.0000"元"', "0.0000_);(0.0000)", "0.0000;-0.0000;-", "#,##0.####"]),
)
def test_a_format_with_all_decimals_shows_every_number(value: Decimal, code: str) -> None:
    assert shown_otherwise(code, digits(value), number=True) is None


@given(st.text('0#?.,%/E+-;@"\\!_*[]>=1$ a万件-yGeneral', max_size=30), st.decimals(-(10**29), 10**29, places=6))
def test_every_format_says_something(code: str, value: Decimal) -> None:
    stored = digits(value)
    shows_date(code, stored)
    shown = shown_otherwise(code, stored, number=True)
    assert shown is None or not says(shown, value)
