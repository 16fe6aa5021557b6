"""Estimates made in many ways, on cells countable by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.folding.cells import Cells, Design
from analysis.inference.changes import change
from analysis.inference.estimates import compare
from analysis.inference.specifications import odds, part, ratio, slope, specify


def toy(weight: float = 1.0) -> Cells:
    """Members: 60 of 100 graduates, 30 of 100 others; graduate members weigh `weight` each."""
    counts = [("yes", "yes", 60), ("no", "yes", 40), ("yes", "no", 30), ("no", "no", 70)]
    frame = pd.DataFrame(counts, columns=["on_linkedin", "tertiary", "n"])
    each = np.where((frame["on_linkedin"] == "yes") & (frame["tertiary"] == "yes"), weight, 1.0)
    frame = frame.assign(weight=frame["n"] * each, weight_sq=frame["n"] * each**2)
    return Cells(frame, Design(weight="weight"), "pew_2018", "people of the test")


def test_estimates_are_those_of_a_hand_count():
    assert ratio(toy(), "on_linkedin", "tertiary")["estimate"] == pytest.approx(2)
    assert part(toy(), "on_linkedin", "tertiary")["estimate"] == pytest.approx(60 / 90)
    found = odds(toy(), "on_linkedin", {"tertiary": "no"})["estimate"]
    assert found == pytest.approx((60 / 40) / (30 / 70))


def test_a_slope_is_that_of_the_line_through_the_waves():
    waves = [(2018, "telephone", {"cells": toy()}), (2020, "telephone", {"cells": toy(3.0)})]
    found = slope(waves, of=ratio, outcome="on_linkedin", group="tertiary")
    times = (180 / 220 / 0.3) / 2  # the second ratio over the first, of two years
    assert found["estimate"] == pytest.approx(times**0.5)
    assert found["unit"] == "ratio"
    rows = [compare(cells, "on_linkedin", "tertiary").iloc[1] for cells in (toy(), toy(3.0))]
    assert found["low"] == pytest.approx(change(*rows).iloc[1]["low"] ** 0.5, rel=1e-2)


def test_every_combination_is_made_once_and_conditions_add_up():
    told = []

    def estimate(**arguments):
        told.append(arguments)
        return pd.Series({"estimate": 1.0})

    choices = {
        "people": {"all": {}, "at_work": {"where": {"employed": "yes"}}},
        "unknown": {"asked": {"base": "asked"}, "answered": {"base": "answered"}},
    }
    table = specify(estimate, choices, where={"year": "2012"})
    pairs = [("all", "asked"), ("all", "answered"), ("at_work", "asked"), ("at_work", "answered")]
    assert list(table[["people", "unknown"]].itertuples(index=False, name=None)) == pairs
    assert told[0] == {"where": {"year": "2012"}, "base": "asked"}
    assert told[3] == {"where": {"year": "2012", "employed": "yes"}, "base": "answered"}


def test_two_choices_may_not_set_the_same_argument():
    clash = {"one": {"a": {"base": "asked"}}, "two": {"b": {"base": "answered"}}}
    with pytest.raises(StudyError, match="Two choices set 'base'"):
        specify(lambda **_: pd.Series({"estimate": 1.0}), clash)


def test_a_choice_may_not_hide_a_column_of_the_estimate():
    with pytest.raises(StudyError, match="can't be called source"):
        specify(lambda **_: pd.Series({"source": "pew_2018"}), {"source": {"gss_2016": {}}})
