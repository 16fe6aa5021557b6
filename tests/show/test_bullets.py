"""An item drawn in its cell stands where its number says, on the scale of its part."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from analysis.judging.verdicts import read_verdicts
from analysis.report.faults import Place
from analysis.report.safe import parse
from analysis.show.bullets import bullet, bullets, reach

ITEM = {
    "part": 1,
    "estimate": 0.6,
    "low": 0.55,
    "high": 0.7,
    "unit": "share",
    "threshold": 0.5,
    "side": "above",
    "status": "for",
    "bound": "exact",
    "proxy": "",
}


def drawn(reach=0.2, **changes):
    return BeautifulSoup(bullet(pd.Series(ITEM | changes), reach), "html.parser").svg


def places(svg, name, *ends):
    return [float(svg.select_one(name)[end]) for end in ends]


def test_places_are_countable_by_hand():
    # The middle (60) is the threshold, 54 to each side are the reach of 0.2: 0.6 is half of it.
    svg = drawn()
    assert places(svg, ".dot", "cx") == [87]
    assert places(svg, ".whisker", "x1", "x2") == [73.5, 114]
    assert places(svg, ".needed", "x1", "x2") == [60, 60]
    assert svg["class"] == ["bullet", "for"]
    assert svg["aria-hidden"] == "true"
    assert not svg.select(".end")


def test_ratios_are_on_a_logarithmic_scale():
    twice = {"unit": "ratio", "threshold": 1.5, "estimate": 3.0, "low": 0.75, "high": 3.0}
    svg = drawn(math.log(2), **twice)
    assert places(svg, ".dot", "cx") == [114]
    assert places(svg, ".whisker", "x1") == [6]


def test_the_side_that_speaks_for_the_claim_is_shaded():
    assert places(drawn(), ".wanted", "x", "width") == [60, 60]
    assert places(drawn(side="below"), ".wanted", "x", "width") == [0, 60]


def test_what_goes_beyond_the_scale_ends_in_an_arrow():
    svg = drawn(high=0.9)
    assert places(svg, ".whisker", "x2") == [114]
    assert [path["d"] for path in svg.select(".end")] == ["M114 6l6 4l-6 4z"]


@pytest.mark.parametrize(
    ("bound", "ends", "arrow"), [("lower", [87, 114], "M114"), ("upper", [6, 87], "M6")]
)
def test_a_bound_points_to_where_the_number_may_be(bound, ends, arrow):
    svg = drawn(bound=bound, low=math.nan, high=math.nan)
    assert places(svg, ".whisker", "x1", "x2") == ends
    assert svg.select_one(".end")["d"].startswith(arrow)


def test_without_interval_there_is_a_dot_alone_and_without_number_nothing():
    svg = drawn(low=math.nan, high=math.nan)
    assert svg.select_one(".dot")
    assert not svg.select(".whisker")
    assert bullet(pd.Series(ITEM | {"estimate": math.nan}), 0.2) == ""


def test_an_item_that_is_not_counted_is_hollow():
    assert drawn(proxy="It is about another country").select_one("circle")["class"] == ["hollow"]


def test_items_of_a_part_share_a_scale():
    near = ITEM | {"estimate": 0.55, "low": 0.5, "high": 0.6}
    far = ITEM | {"estimate": 0.9, "low": 0.8, "high": 1.0}
    other = ITEM | {"part": 2, "estimate": 0.55, "low": 0.5, "high": 0.6}
    found = [BeautifulSoup(one, "html.parser") for one in bullets(pd.DataFrame([near, far, other]))]
    assert [places(svg, ".dot", "cx")[0] for svg in found] == [65.4, 103.2, 87]


def test_one_far_interval_does_not_flatten_the_others():
    wild = pd.DataFrame([ITEM | {"unit": "ratio", "threshold": 1, "estimate": 2, "high": 900}])
    assert reach(wild) == math.log(8)


def test_every_item_of_the_study_may_stand_on_a_page():
    items = read_verdicts().dropna(subset=["item", "estimate"]).fillna({"proxy": ""})
    for _claim, own in items.groupby("claim"):
        for svg in bullets(own):
            assert parse(svg, Place("a cell")).svg.circle
    assert bullets(items.iloc[:0]) == []
