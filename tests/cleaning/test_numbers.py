import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cleaning.numbers import parse_number
from analysis.errors import StudyError


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("12,5 %", 12.5),
        ("12,5\u00a0%", 12.5),
        ("1 234", 1234),
        ("1\u202f234\u202f567,25", 1234567.25),
        ("1\u2009234", 1234),
        (" 1234 ", 1234),
        ("−3,5", -3.5),
        ("-3", -3),
        ("+3", 3),
    ],
)
def test_decimal_comma(text: str, number: float) -> None:
    assert parse_number(pd.Series([text]), decimal=",").tolist() == [number]


@pytest.mark.parametrize(
    ("text", "number"), [("1,234.5", 1234.5), ("12.5%", 12.5), ("1,234", 1234), ("0.5", 0.5)]
)
def test_decimal_point(text: str, number: float) -> None:
    assert parse_number(pd.Series([text]), decimal=".").tolist() == [number]


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("12.5", ","),
        ("1,2,3", ","),
        ("12 34", ","),
        ("1,23", "."),
        ("12,3456", "."),
        ("", "."),
        ("about 5", "."),
        ("5-6", "."),
        ("1e3", "."),
        ("nan", "."),
        ("12 % 5", "."),
    ],
)
def test_text_that_is_not_a_number_is_refused_with_its_count(text: str, decimal: str) -> None:
    with pytest.raises(StudyError) as error:
        parse_number(pd.Series([text, text, "7"], name="value"), decimal=decimal)
    assert error.value.got == f"{text!r} in 2 row(s)"


def test_an_empty_cell_stays_empty() -> None:
    assert parse_number(pd.Series(["1", None]), decimal=".").isna().tolist() == [False, True]


@given(st.integers(-(10**12), 10**12), st.integers(0, 999))
def test_what_babel_writes_in_french_is_read_back(whole: int, thousandths: int) -> None:
    text = f"{whole:,}".replace(",", "\u202f") + f",{thousandths:03d}"
    assert parse_number(pd.Series([text]), decimal=",").tolist() == [
        float(f"{whole}.{thousandths:03d}")
    ]
