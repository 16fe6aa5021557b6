"""Lines through years and slopes between dates: every line named, no name on another."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.show.lines import slopes, trend
from analysis.show.palette import BLUE, GREY, ORANGE
from analysis.show.sheet import NARROW, WIDE
from drawn import marks, shapes, text, told, words

YEARS = pd.DataFrame(
    {"year": [2015, 2018], "estimate": [0.2, 0.9], "low": [0.1, 0.8], "high": [0.3, 0.95]}
)
DATES = pd.DataFrame(
    {"2013": [0.09, 0.22, 0.09], "2019": [0.28, 0.45, 0.29]}, index=["Hiring", "Image", "Views"]
)


def several(count):
    return pd.concat([YEARS.assign(series=f"series {number}") for number in range(1, count + 1)])


@pytest.mark.parametrize("across", [WIDE, NARROW])
def test_each_series_is_drawn_named_and_told_year_by_year(across):
    sheet = trend(several(3)).sheet(across, "Share")
    said = " ".join(words(sheet))
    assert all(f"series {number}" in said for number in (1, 2, 3))
    assert {"2015", "2018"} <= {*words(sheet)}
    assert sorted(told(sheet))[:2] == [
        "series 1, 2015: 20% · 95% interval: 10% to 30%",
        "series 1, 2018: 90% · 95% interval: 80% to 95%",
    ]


def test_names_of_lines_that_end_together_stand_apart():
    sheet = trend(several(3)).sheet()
    names = [float(text(sheet, f"series {number} 90%").attributes["y"]) for number in (1, 2, 3)]
    assert min(abs(a - b) for a in names for b in names if a != b) >= 14
    assert sum(names) / 3 == pytest.approx(names[1])


def test_the_series_of_the_title_is_in_its_colour():
    sheet = trend(several(2), highlight="series 2").sheet()
    fills = [text(sheet, f"series {number} 90%").attributes["fill"] for number in (1, 2)]
    assert fills == [ORANGE, BLUE]


@pytest.mark.parametrize("across", [WIDE, NARROW])
@pytest.mark.parametrize("year", [2015, 2016, 2018])
def test_the_time_after_a_change_of_mode_is_shaded_and_named(year, across):
    sheet = trend(several(1), changes={year: "web survey"}).sheet(across)
    (shade,) = [one for one in sheet.ground if one.tag == "rect"]
    points = [float(one.attributes["cx"]) for one in shapes(sheet, "circle")[-2:]]
    start = points[0] + (year - 2015) / 3 * (points[1] - points[0])
    assert float(shade.attributes["x"]) == pytest.approx(start, abs=0.2)
    assert float(shade.attributes["x"]) + float(shade.attributes["width"]) > points[1]
    assert "survey" in " ".join(words(sheet))
    assert [one for one in sheet.ground if "stroke-dasharray" in one.attributes]


@pytest.mark.parametrize("across", [WIDE, NARROW])
def test_steps_that_are_no_years_are_all_named(across):
    frame = several(2).assign(year=[0, 1] * 2)
    sheet = trend(frame, steps=["Aged 18 to 29", "Aged 65 or more"]).sheet(across)
    assert {"Aged 18 to 29", "Aged 65 or more"} <= {*words(sheet)}
    assert "series 1, Aged 65 or more: 90% · 95% interval: 80% to 95%" in told(sheet)


def test_a_series_whose_last_point_has_no_interval_keeps_its_name_and_its_point():
    bare = YEARS.assign(series="a", high=[0.3, None])
    sheet = trend(bare).sheet()
    assert "a 90%" in words(sheet)
    assert len(shapes(sheet, "circle")) == 2
    assert told(sheet)[-1] == "a, 2018: 90%"


@pytest.mark.parametrize("name", [None, "series 4"])
def test_a_series_too_many_is_refused(name):
    frame = pd.concat([several(3), YEARS.assign(series=name)])
    with pytest.raises(StudyError, match="would leave out series"):
        trend(frame)


def test_slopes_name_both_ends_and_pick_one_out():
    sheet = slopes(DATES, highlight="Hiring").sheet()
    assert {"9%", "22%", "28% Hiring", "45% Image", "29% Views", "2013", "2019"} <= {*words(sheet)}
    assert words(sheet).count("9%") == 1  # where two lines begin together
    assert text(sheet, "28% Hiring").attributes["fill"] == BLUE
    assert text(sheet, "45% Image").attributes["fill"] == GREY
    assert "Hiring: 2013: 9% · 2019: 28%" in told(sheet)
    assert len(marks(sheet)) == 3


def test_a_third_date_is_refused():
    with pytest.raises(StudyError, match="would leave out dates"):
        slopes(DATES.assign(other=0.3))
