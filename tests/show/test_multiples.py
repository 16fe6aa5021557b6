"""Small multiples: one scale for all panels, one row a named group of specifications."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.show.multiples import panels, strips
from analysis.show.palette import BLUE, GREY, GROUND, ORANGE
from analysis.show.sheet import NARROW, WIDE
from analysis.words.wording import wording
from drawn import marks, shapes, text, told, words

HIRES = pd.DataFrame(
    {
        "panel": ["France", "France", "Germany"],
        "row": ["Relations", "Job ads", "Relations"],
        "estimate": [0.2, 0.1, 0.4],
    }
)
CURVE = pd.DataFrame(
    {
        "estimate": [2.0, 1.6, 1.2],
        "low": [1.6, 1.4, 1.1],
        "high": [2.5, 1.8, 1.3],
        "status": ["for", "unclear", "against"],
        "survey": ["credoc_2012", "credoc_2012", "gss_2016"],
        "counted": ["online_only", "everybody", "online_only"],
        "unit": "ratio",
        "threshold": 1.5,
    }
)


@pytest.mark.parametrize(("across", "columns"), [(WIDE, 2), (NARROW, 1)])
def test_panels_share_their_scale(across, columns):
    sheet = panels(HIRES).sheet(across, "Share of hires")
    bars = shapes(sheet, "rect", fill=BLUE)
    widths = [float(bar.attributes["width"]) for bar in bars]
    assert [one / widths[1] for one in widths] == pytest.approx([2, 1, 4], abs=0.01)
    assert len({text(sheet, name).attributes["y"] for name in ("France", "Germany")}) == 3 - columns
    assert told(sheet) == [
        "France, Relations: 20%",
        "France, Job ads: 10%",
        "Germany, Relations: 40%",
    ]


def test_a_row_of_every_panel_is_picked_out():
    sheet = panels(HIRES, highlight="Relations").sheet()
    assert len(shapes(sheet, "rect", fill=BLUE)) == 2
    with pytest.raises(StudyError, match="would leave out what is highlighted"):
        panels(HIRES, highlight="Networks")


def drawn(**options):
    return strips({"graduate_ratio": CURVE}, wording("08_robustness"), **options).sheet()


def test_a_strip_has_a_named_row_an_option_and_a_dot_a_specification():
    sheet = drawn(by="survey")
    assert {"CREDOC 2012, France", "GSS 2016, United States", "1 of 2", "0 of 1"} <= {*words(sheet)}
    assert "Membership, graduates over others" in words(sheet)
    assert words(sheet)[:3] == ["for", "unclear", "against"]
    assert "claim's threshold: 1.5" in words(sheet)
    assert len(marks(sheet)) == 3
    assert told(sheet)[0].startswith("CREDOC 2012, France (everybody): 1.6")


def test_what_a_specification_says_is_its_colour_and_its_filling():
    looks = [mark.shapes[0].attributes for mark in marks(drawn(by="survey"))]
    found = [(look["fill"], look.get("stroke")) for look in looks]
    assert found == [(GROUND, GREY), (BLUE, None), (ORANGE, None)]


def test_unknown_statuses_and_choices_are_refused():
    strange = {"graduate_ratio": CURVE.assign(status="maybe")}
    with pytest.raises(StudyError, match="would leave out estimates"):
        strips(strange, wording("08_robustness"), by="survey")
    with pytest.raises(StudyError, match="would leave out rows"):
        drawn(by="modes")
