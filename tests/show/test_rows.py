"""Charts of one row a group: every number is written, in its colour, off every line."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.show.letters import width
from analysis.show.palette import BLUE, GREY, ORANGE
from analysis.show.rows import intervals, ranked
from analysis.show.sheet import NARROW, WIDE
from drawn import marks, shapes, text, told, words

ROWS = pd.DataFrame(
    {"estimate": [0.2, 0.9], "low": [0.1, 0.8], "high": [0.3, 0.95], "n": [80, 1372]},
    index=["one", "other"],
)


def colours(sheet):
    return [shape.attributes["fill"] for shape in shapes(sheet, "circle")]


def ends(mark):
    """Return the left and right end of the interval of a mark."""
    (line,) = [shape for shape in mark.shapes if shape.tag == "path"]
    points = str(line.attributes["d"]).strip("M").split("L")
    return [float(point.split()[0]) for point in points]


@pytest.mark.parametrize("across", [WIDE, NARROW])
def test_every_point_bears_its_number_and_every_mark_its_words(across):
    sheet = intervals(ROWS).sheet(across, "Share of members")
    assert {"one", "20%", "other", "90%", "Share of members"} <= {*words(sheet)}
    assert told(sheet) == [
        "one: 20% · 95% interval: 10% to 30% · n = 80",
        "other: 90% · 95% interval: 80% to 95% · n = 1,372",
    ]


def test_intervals_are_drawn_as_given_on_a_line_from_nought():
    sheet = intervals(ROWS).sheet()
    points = [float(shape.attributes["cx"]) for shape in shapes(sheet, "circle")]
    per_share = (points[1] - points[0]) / 0.7
    nought = points[0] - 0.2 * per_share
    drawn = [(x - nought) / per_share for mark in marks(sheet) for x in ends(mark)]
    assert drawn == pytest.approx([0.1, 0.3, 0.8, 0.95], abs=0.002)
    assert text(sheet, "0%").attributes["x"] == pytest.approx(nought, abs=0.2)


def test_names_stand_beside_marks_or_above_them_on_a_phone():
    for across, above in ((WIDE, False), (NARROW, True)):
        sheet = intervals(ROWS).sheet(across)
        name, point = text(sheet, "one"), shapes(sheet, "circle")[0]
        assert (float(point.attributes["cy"]) - float(name.attributes["y"]) > 5) == above


@pytest.mark.parametrize("across", [WIDE, NARROW])
def test_long_names_and_numbers_stay_on_the_sheet(across):
    long = ROWS.rename(index={"one": "People with a rather long name, " * 4})
    sheet = intervals(long.assign(high=[0.3, 1.0]), mark=1.0).sheet(across, "Share " * 30)
    for shape in shapes(sheet, "text"):
        wide = width(shape.text, int(shape.attributes.get("font-size", 14)))
        start = float(shape.attributes.get("x", 0))
        start -= {"middle": wide / 2, "end": wide}.get(shape.attributes.get("text-anchor"), 0)
        assert -1 <= start <= start + wide <= across + 1, shape.text


def test_colour_says_what_the_title_speaks_of():
    assert colours(intervals(ROWS).sheet()) == [BLUE, BLUE]
    assert colours(intervals(ROWS, highlight="one").sheet()) == [BLUE, GREY]
    assert colours(intervals(ROWS, highlight="other", compared="one").sheet()) == [ORANGE, BLUE]
    assert colours(intervals(ROWS, context=["one"]).sheet()) == [GREY, BLUE]


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"mark": 0.5}, "half"),
        ({"mark": 0.6, "unit": "ratio"}, "claim's threshold: 0.6"),
        ({"mark": 1, "unit": "ratio"}, "no difference"),
        ({"mark": 0.5, "marked": "as many"}, "as many"),
    ],
)
def test_thresholds_are_named(options, name):
    assert words(intervals(ROWS, **options).sheet())[-1] == name


def test_a_number_that_a_threshold_would_strike_stands_on_the_other_side():
    for mark, side in ((0.9, 1), (0.36, -1)):
        sheet = intervals(ROWS.assign(estimate=[0.21, 0.9]), mark=mark).sheet()
        number, point = text(sheet, "21%"), shapes(sheet, "circle")[0]
        apart = float(number.attributes["x"]) - float(point.attributes["cx"])
        assert (apart > 0) == (side > 0)


def test_bounds_are_arrows_and_said():
    rows = pd.DataFrame({"estimate": [0.3, 0.6], "bound": ["lower", "upper"]}, index=["a", "b"])
    sheet = intervals(rows).sheet()
    assert {"at least 30%", "at most 60%"} <= {*words(sheet)}
    tips = [str(one.attributes["points"]).split(",")[0] for one in shapes(sheet, "polygon")]
    points = [float(one.attributes["cx"]) for one in shapes(sheet, "circle")]
    assert float(tips[0]) > points[0]
    assert float(tips[1]) < points[1]


def test_a_summary_is_a_diamond_and_its_prediction_a_thin_bar():
    predicted = ROWS.assign(predicted_low=[None, 0.7], predicted_high=[None, 1.0])
    sheet = intervals(predicted).sheet()
    assert len(shapes(sheet, "circle")) == 1
    (diamond,) = shapes(sheet, "polygon")
    corners = [float(one.split(",")[0]) for one in str(diamond.attributes["points"]).split()]
    bar = marks(sheet)[1].shapes[0]
    left, right = (float(end.split()[0]) for end in str(bar.attributes["d"])[1:].split("L"))
    assert left < corners[0] < corners[1] < corners[2] < right
    per_share = (right - left) / 0.3
    assert corners[2] - corners[0] == pytest.approx(0.15 * per_share, abs=0.2)


def test_rows_of_a_group_stand_under_its_name():
    sheet = intervals(ROWS, groups=["First", "Second"]).sheet()
    order = [one for one in words(sheet) if one in {"First", "one", "Second", "other"}]
    assert order == ["First", "one", "Second", "other"]


@pytest.mark.parametrize(("unit", "number"), [("ratio", "0.50"), ("share", "50%")])
def test_rows_tell_their_unit(unit, number):
    rows = pd.DataFrame({"estimate": [0.5], "low": [0.4], "high": [0.6], "unit": [unit]})
    assert number in words(intervals(rows.set_axis(["a"])).sheet())


def test_rows_in_two_units_are_refused():
    rows = ROWS.assign(unit=["ratio", "share"])
    with pytest.raises(StudyError, match="These rows can't be shown together"):
        intervals(rows)


def test_ranked_bars_go_from_the_longest_and_pick_one_out():
    sheet = ranked(ROWS, highlight="one").sheet()
    assert [one for one in words(sheet) if one in ROWS.index] == ["other", "one"]
    bars = [one for one in shapes(sheet, "rect") if one.attributes["fill"] != "none"]
    assert float(bars[0].attributes["width"]) / float(bars[1].attributes["width"]) == (
        pytest.approx(4.5, abs=0.02)
    )
    assert bars[1].attributes["fill"] == BLUE != bars[0].attributes["fill"]


LEFT_OUT = {
    "a row that isn't there": (
        lambda: intervals(ROWS, highlight="women"),
        "what is highlighted",
        "women",
    ),
    "a share above the whole": (lambda: intervals(ROWS * 10), "numbers", "2.0, 3.0, 9.0"),
    "a ratio that may be nothing": (
        lambda: intervals(ROWS.assign(low=[0, 0.8]), unit="ratio"),
        "numbers",
        "0.0",
    ),
}


@pytest.mark.parametrize(("draw_one", "what", "got"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_a_chart_would_leave_out_is_refused(draw_one, what, got):
    with pytest.raises(StudyError, match=f"would leave out {what}") as error:
        draw_one()
    assert error.value.got.startswith(got)
    assert error.value.expected
