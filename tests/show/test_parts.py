"""Parts of a whole: bars that add up, a hundred dots a row."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.show.palette import BLUE, ORANGE, PALE_GREY
from analysis.show.parts import hundred, stacked
from analysis.show.sheet import NARROW, WIDE
from drawn import marks, shapes, text, told, words

MEMBERS = pd.DataFrame(
    {"Upper secondary": [0.33, 0.6], "Short": [0.07, 0.1], "Master": [0.6, 0.3]},
    index=["Members", "Others"],
)
STEPS = pd.DataFrame({"estimate": [0.345, 0.13], "n": [1223, 1223]}, index=["looked", "helped"])


@pytest.mark.parametrize("across", [WIDE, NARROW])
def test_parts_fill_the_bar_and_their_sum_is_written(across):
    sheet = stacked(MEMBERS, of=["Master", "Short"]).sheet(across)
    widths = [float(mark.shapes[0].attributes["width"]) for mark in marks(sheet)]
    assert [one / sum(widths[:3]) for one in widths[:3]] == pytest.approx(
        [0.6, 0.07, 0.33], abs=0.01
    )
    assert {"67%", "40%"} <= {*words(sheet)}
    assert told(sheet)[0] == "Members: Master: 60%"
    assert words(sheet)[:3] == ["Master", "Short", "Upper secondary"]


def test_a_bracket_ends_where_its_parts_do():
    sheet = stacked(MEMBERS, of=["Master", "Short"]).sheet()
    path = next(str(one.attributes["d"]) for one in shapes(sheet, "path", stroke=BLUE))
    ends = [float(point.split()[0]) for point in path.strip("M").split("L")]
    rest = marks(sheet)[2].shapes[0].attributes["x"]
    assert ends[-1] == pytest.approx(float(rest), abs=2)
    assert ends[0] == pytest.approx(float(marks(sheet)[0].shapes[0].attributes["x"]))


def test_the_part_that_a_sum_is_compared_with_is_next_to_it_in_the_second_colour():
    sheet = stacked(MEMBERS, of=["Master"], against="Upper secondary").sheet()
    assert told(sheet)[:2] == ["Members: Master: 60%", "Members: Upper secondary: 33%"]
    fills = [mark.shapes[0].attributes["fill"] for mark in marks(sheet)[:3]]
    assert fills == [BLUE, ORANGE, PALE_GREY]


LEFT_OUT = {
    "more than the whole": (lambda: stacked(MEMBERS * 1.1), "shares"),
    "a part that isn't there": (lambda: stacked(MEMBERS, of=["Doctorate"]), "parts"),
    "more parts than colours": (lambda: stacked(MEMBERS.assign(x=0.0)), "parts"),
    "people below nought": (lambda: hundred(STEPS - 1), "numbers"),
}


@pytest.mark.parametrize(("draw_one", "what"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_a_chart_would_leave_out_is_refused(draw_one, what):
    with pytest.raises(StudyError, match=f"would leave out {what}"):
        draw_one()


@pytest.mark.parametrize("across", [WIDE, NARROW])
def test_every_row_has_its_hundred_dots(across):
    sheet = hundred(STEPS, of="Of 100 users").sheet(across)
    counts = [
        [str(one.attributes["d"]).count("h0") for one in mark.shapes if one.tag == "path"]
        for mark in marks(sheet)
    ]
    assert counts == [[66, 34], [87, 13]]
    colours = [one.attributes["stroke"] for one in marks(sheet)[0].shapes if one.tag == "path"]
    assert colours == [PALE_GREY, BLUE]
    assert words(sheet)[:3] == ["Of 100 users", "34", "looked"]
    assert float(text(sheet, "34").attributes["font-size"]) > 20
    assert told(sheet)[1] == "helped: 13% · n = 1,223"
