"""Numbers made of others: what is left of their units, sources, people and intervals."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import StudyError
from analysis.inference.derived import Number, derive, numbers
from analysis.judging.values import Values
from analysis.sources.published import published_row, read_published
from analysis.words.bases import Base

INSEE = "insee_focus30_2015"
EUROSTAT = "eurostat_press_social_media_2013_2019"
ASKED = {
    "source": "pew_2015",
    "base": Base({"x": "asked"}),
    "universe": "adults",
    "n": 605,
    "df": 604.0,
}


def row(number: int, source: str = INSEE) -> pd.Series:
    return read_published(source).set_index("row").loc[number]


def number(value: float, unit: str = "share", **rest: Any) -> Number:
    return numbers(pd.Series({"estimate": value, "unit": unit} | ASKED | rest, dtype=object))


def test_ratio_of_two_printed_shares_has_no_interval():
    whom = "information and communication over industry"
    ratio = derive(numbers(row(3)) / numbers(row(6)), base=whom)
    assert ratio["estimate"] == pytest.approx(0.32 / 0.03)
    assert (ratio["base"], ratio["unit"]) == (Base(note=whom), "ratio")
    assert ratio[["n", "low", "high"]].isna().all()
    assert (ratio["source"], ratio["grade"], ratio["bound"]) == (INSEE, "C", "exact")


def test_ratio_leaves_its_figures_as_they_were():
    highest = row(3)
    derive(numbers(highest) / numbers(row(6)), base="sectors")
    assert highest["estimate"] == 0.32


@pytest.mark.parametrize(
    ("bounds", "quotient", "total"),
    [
        (("exact", "exact"), "exact", "exact"),
        (("exact", "lower"), "upper", "lower"),
        (("upper", "exact"), "upper", "upper"),
        (("upper", "lower"), "upper", "approximate"),
        (("lower", "lower"), "approximate", "lower"),
        (("exact", "approximate"), "approximate", "approximate"),
    ],
)
def test_a_bound_is_carried_on_or_turned_round(bounds, quotient, total):
    one, other = (number(0.5, bound=each) for each in bounds)
    assert derive(one / other)["bound"] == quotient
    assert derive(one + other)["bound"] == total
    assert derive(1 - number(0.5, bound="upper"))["bound"] == "lower"


def test_the_range_of_a_ratio_is_that_of_its_digits():
    # 8 % is 7.5 to 8.5, 3 % is 2.5 to 3.5: the ratio is 7.5 / 3.5 to 8.5 / 2.5
    above = number(0.08, least=0.075, most=0.085)
    below = number(0.03, least=0.025, most=0.035)
    found = derive(above / below)
    assert (found["least"], found["most"]) == pytest.approx((7.5 / 3.5, 8.5 / 2.5))
    gap = derive(above - below)
    assert (gap["least"], gap["most"]) == pytest.approx((0.04, 0.06))
    left = derive(1 - above)
    assert (left["least"], left["most"]) == pytest.approx((0.915, 0.925))


def test_an_open_range_stays_open_on_its_side():
    at_most = number(0.39, least=0, most=0.39, bound="upper")
    found = derive(at_most / number(0.42, least=0.415, most=0.425))
    assert (found["least"], found["most"], found["bound"]) == (0, 0.39 / 0.415, "upper")
    unbounded = derive(number(2, least=2, bound="lower") / number(4, least=3.5, most=4.5))
    assert unbounded["least"] == pytest.approx(2 / 4.5)
    assert pd.isna(unbounded["most"])
    assert pd.isna(derive(number(2, least=2) / number(1, least=0, most=1))["most"])


def test_people_s_answers_have_no_range():
    found = derive(number(0.5) / number(0.25, least=0.2, most=0.3))
    assert found[["least", "most"]].isna().all()


def test_a_number_reached_us_as_its_worst_part_did():
    one, other = number(0.5, reached="own"), number(0.5, reached="chart")
    assert derive(one / other)["reached"] == derive(other / one)["reached"] == "chart"
    assert derive(one / number(0.5, reached="relayed"))["reached"] == "relayed"


def test_figures_of_two_sources_need_one_named():
    ratio = numbers(row(11)) / numbers(row(12, EUROSTAT))
    with pytest.raises(StudyError, match=f"expected: {EUROSTAT} or {INSEE}\n  got: none named"):
        derive(ratio, base="France")
    assert derive(ratio, base="France", source=INSEE)["source"] == INSEE
    with pytest.raises(StudyError, match="got: pew_2015"):
        derive(ratio, base="France", source="pew_2015")


@pytest.mark.parametrize("sign", ["__truediv__", "__sub__", "__add__"])
def test_share_and_count_are_not_compared(sign):
    share, count = numbers(row(2)), numbers(row(29))
    with pytest.raises(StudyError, match="Numbers of two units can't be compared"):
        getattr(share, sign)(count)


def test_a_product_needs_shares_or_a_ratio():
    with pytest.raises(StudyError, match="have no product"):
        number(0.5) * number(3, "count")


@pytest.mark.parametrize("nothing", [0.0, float("nan"), -1.0])
def test_nothing_divides_by_zero(nothing):
    with pytest.raises(StudyError, match="divided"):
        number(0.5) / number(nothing)
    with pytest.raises(StudyError, match="divided"):
        number(0.5) / nothing


@pytest.mark.parametrize(
    ("make", "value", "unit"),
    [
        (lambda a, b, r: a / b, 2.0, "ratio"),
        (lambda a, b, r: a - b, 0.2, "points"),
        (lambda a, b, r: a + b, 0.6, "share"),
        (lambda a, b, r: a * b, 0.08, "share"),
        (lambda a, b, r: a * r, 0.8, "share"),
        (lambda a, b, r: r * a, 0.8, "share"),
        (lambda a, b, r: a / r, 0.2, "share"),
        (lambda a, b, r: r / r, 1.0, "ratio"),
        (lambda a, b, r: r * r, 4.0, "ratio"),
        (lambda a, b, r: r - r, 0.0, "ratio"),
        (lambda a, b, r: 1 - a, 0.6, "share"),
        (lambda a, b, r: 2 * a, 0.8, "share"),
        (lambda a, b, r: 0.1 + a - 0.2, 0.3, "share"),
        (lambda a, b, r: a / 2, 0.2, "share"),
        (lambda a, b, r: (a - b) - (a - b), 0.0, "points"),
    ],
)
def test_arithmetic_knows_the_unit_of_its_result(make, value, unit):
    found = derive(make(number(0.4), number(0.2), number(2.0, "ratio")))
    assert (found["estimate"], found["unit"]) == (pytest.approx(value), unit)


def test_another_reading_is_named():
    assert derive(number(0.2) / number(0.4), unit="share")["unit"] == "share"


def test_people_are_counted_only_where_all_parts_count_the_same():
    same = derive(number(0.2) + number(0.3))
    assert (same["n"], same["df"], same["base"]) == (605, 604, ASKED["base"])
    fewer = derive(number(0.2) + number(0.3, n=600))
    assert pd.isna(fewer["n"]) and fewer["base"] == ASKED["base"]
    others = derive(number(0.2) / number(0.3, base=Base({"x": "answered"})), base="both")
    assert pd.isna(others["n"]) and pd.isna(others["df"])


def test_parts_that_count_different_people_need_a_base():
    with pytest.raises(StudyError, match="count different people"):
        derive(number(0.2) / number(0.3, base=Base({"x": "answered"})))


def test_grade_flags_and_universe_are_those_of_the_weakest_part():
    weak = number(0.3, grade="C", flags=frozenset({"small base"}), universe="adults")
    found = derive(number(0.2, flags=frozenset({"imprecise"})) / weak)
    assert (found["grade"], found["flags"]) == ("C", {"small base", "imprecise"})
    assert found["universe"] == "adults"
    assert derive(number(0.2) / number(0.3, universe="firms"))["universe"] == ""


@given(
    low=st.floats(0.1, 0.3),
    high=st.floats(0.5, 0.9),
    by=st.floats(-3, 3).filter(lambda x: abs(x) > 0.01),
    move=st.floats(-1, 1),
)
def test_steps_by_a_plain_number_move_the_interval(low, high, by, move):
    found = derive(number(0.4, low=low, high=high) * by + move)
    ends = sorted([low * by + move, high * by + move])
    assert found[["low", "high"]].to_list() == pytest.approx(ends)
    assert found["low"] <= found["estimate"] <= found["high"]
    assert found["n"] == 605


def test_what_a_share_leaves_keeps_an_interval_that_no_logit_can_hold():
    """A trial's share of an effect, 0.729 with an error of 0.306, may lie above one."""
    explained = published_row("wheeler2022_linkedin_rct", "employed-explained-by-account")
    values = Values("05_candidates")
    values.add(left=derive(1 - numbers(explained), unit="share"))
    left = values["left"]
    assert (left.value, left.se, left.scale) == (0.271, pytest.approx(0.306, rel=1e-6), "identity")
    assert (left.low, left.high) == pytest.approx((1 - explained["high"], 1 - explained["low"]))
    assert left.low < 0 < left.value


def test_two_intervals_make_none():
    one = number(0.4, low=0.3, high=0.5)
    for both in (one / one, one - one, one + one, one * one):
        assert derive(both)[["low", "high"]].isna().all()


def test_a_table_is_worked_on_row_by_row_under_its_index():
    rows = [{"estimate": 0.2 * place, "unit": "share"} | ASKED for place in (1, 2)]
    table = pd.DataFrame(rows, index=["trade", "industry"])
    halves = numbers(table.assign(estimate=0.5)).iloc[::-1]
    product = derive(numbers(table) * halves, base="firms")
    assert product["estimate"].to_dict() == {"industry": 0.2, "trade": 0.1}
    assert derive(sum(numbers(table)))["estimate"] == pytest.approx(0.6)
    assert derive(numbers(table), base="others").loc["trade", "base"] == Base(note="others")
