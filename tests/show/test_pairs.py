"""Pairs of shares: numbers off the marks, intervals and bounds as given, gaps that add up."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.show.letters import width
from analysis.show.pairs import pairs
from analysis.show.palette import BLUE, GREY, ORANGE
from analysis.show.sheet import NARROW, WIDE
from drawn import marks, shapes, text, told, words

SHARES = pd.DataFrame({"Image": [0.9, 0.4], "Hiring": [0.5, 0.7]}, index=["Trade", "Software"])
GIVERS = {
    "Givers": pd.DataFrame({"estimate": [0.3], "low": [0.2], "high": [0.4]}, index=["Helped"]),
    "Others": pd.DataFrame({"estimate": [0.1], "low": [0.05], "high": [0.15]}, index=["Helped"]),
}


def colours(sheet):
    return [shape.attributes["fill"] for shape in shapes(sheet, "circle")]


def test_each_number_of_a_pair_is_outside_of_it():
    bold = shapes(pairs(SHARES, gap=None).sheet(), "text", **{"font-weight": "bold"})
    anchors = {one.text: one.attributes.get("text-anchor") for one in bold[2:]}  # after the key
    assert anchors == {"50%": "end", "90%": None, "40%": "end", "70%": None}


def test_columns_of_pairs_differ_by_colour_and_shape():
    sheet = pairs(SHARES).sheet()
    assert {*colours(sheet)} == {BLUE}
    assert len(shapes(sheet, "rect", fill=ORANGE)) == 3  # a row each, and the key
    assert words(sheet)[:2] == ["Image", "Hiring"]


def test_gaps_are_those_of_the_numbers_written():
    close = pd.DataFrame({"Yes": [0.614], "No": [0.466]}, index=["Adults"])  # 14.8 points apart
    assert "+14 pts" in words(pairs(close).sheet())
    assert not [word for word in words(pairs(close, gap=None).sheet()) if "pts" in word]


def test_times_are_how_many_times_the_second_the_first_is():
    assert {"1.8 times", "0.57 times"} <= {*words(pairs(SHARES, gap="times").sheet())}


@pytest.mark.parametrize("across", [WIDE, NARROW])
def test_intervals_of_a_pair_are_drawn_as_given_and_said(across):
    sheet = pairs(GIVERS).sheet(across)
    points = {"0.1": shapes(sheet, "rect", fill=ORANGE)[-1], "0.3": shapes(sheet, "circle")[-1]}
    low = float(points["0.1"].attributes["x"]) + float(points["0.1"].attributes["width"]) / 2
    high = float(points["0.3"].attributes["cx"])
    lines = [one for one in marks(sheet)[0].shapes if one.attributes.get("stroke-width") == 1.6]
    drawn = [
        0.1 + 0.2 * (float(end.split()[0]) - low) / (high - low)
        for line in lines
        for end in str(line.attributes["d"])[1:].split("L")
    ]
    assert drawn == pytest.approx([0.05, 0.15, 0.2, 0.4], abs=0.002)
    assert told(sheet) == ["Helped: Givers: 30% (20% to 40%) · Others: 10% (5% to 15%)"]
    number = shapes(sheet, "text", fill=BLUE)[-1]
    assert number.text == "30%"
    assert float(number.attributes["x"]) > high + (high - low) / 2  # beyond its interval


@pytest.mark.parametrize(
    ("bound", "word", "way"), [("upper", "at most", -1), ("lower", "at least", 1)]
)
def test_a_bound_is_an_arrow_and_said(bound, word, way):
    shares = {"New": [0.3], "Old": [0.6 if bound == "upper" else 0.1]}
    frames = {
        name: pd.DataFrame({"estimate": share}, index=["a"]) for name, share in shares.items()
    }
    sheet = pairs(frames | {"New": frames["New"].assign(bound=bound)}).sheet()
    (tip,) = shapes(sheet, "polygon")
    point = float(shapes(sheet, "circle")[-1].attributes["cx"])
    assert way * (float(str(tip.attributes["points"]).split(",")[0]) - point) > 0
    assert f"{word} 30%" in words(sheet)


@pytest.mark.parametrize("across", [WIDE, NARROW])
def test_numbers_left_of_marks_at_nought_stay_on_the_sheet(across):
    small = pd.DataFrame({"A": [0.01], "B": [0.9]}, index=["Row"])
    number = text(pairs(small).sheet(across), "1%")
    assert float(number.attributes["x"]) - width("1%", bold=True) >= -1


def test_rows_that_the_title_does_not_speak_of_are_grey():
    sheet = pairs(SHARES, highlight="Trade").sheet()
    assert colours(sheet) == [BLUE, BLUE, GREY]  # the key, then the rows
    assert text(sheet, "90%").attributes["fill"] == BLUE
    assert text(sheet, "70%").attributes["fill"] == GREY


def test_a_column_of_context_is_grey():
    sheet = pairs(SHARES, context=True).sheet()
    assert not shapes(sheet, "rect", fill=ORANGE)
    assert text(sheet, "Hiring").attributes["fill"] == GREY


def test_a_threshold_is_drawn_and_named():
    assert words(pairs(SHARES, mark=0.5).sheet())[-1] == "half"


def test_columns_are_matched_by_their_rows():
    turned = {name: SHARES[[name]].set_axis(["estimate"], axis=1) for name in SHARES}
    turned["Hiring"] = turned["Hiring"].iloc[::-1]
    assert told(pairs(turned).sheet()) == told(pairs(SHARES).sheet())


def test_a_third_column_is_refused():
    with pytest.raises(StudyError, match="would leave out columns"):
        pairs(SHARES.assign(Other=0.1))


def test_a_gap_of_one_point_is_singular():
    close = pd.DataFrame({"Yes": [0.32, 0.4], "No": [0.33, 0.2]}, index=["Adults", "Others"])
    assert {"\N{MINUS SIGN}1 pt", "+20 pts"} <= {*words(pairs(close).sheet())}
