"""Estimates made in many ways, on cells countable by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.folding.cells import Cells, Design, read_cells
from analysis.inference.changes import change
from analysis.inference.estimates import compare
from analysis.inference.specifications import moved, odds, part, ratio, specify


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


def test_without_weights_everybody_counts_for_one():
    heavy = toy(weight=3.0)
    assert ratio(heavy, "on_linkedin", "tertiary")["estimate"] == pytest.approx(180 / 220 / 0.3)
    plain = ratio(heavy, "on_linkedin", "tertiary", weighted=False)
    equal = ratio(toy(), "on_linkedin", "tertiary")
    assert plain.drop("base").to_dict() == equal.drop("base").to_dict()
    assert plain["base"] == replace(equal["base"], note="unweighted")
    assert str(plain["base"]) == "asked on_linkedin; tertiary = yes or no; unweighted"
    assert part(heavy, "on_linkedin", "tertiary", weighted=False)["estimate"] == pytest.approx(
        2 / 3
    )
    assert heavy.frame["weight"].sum() == 320  # the cells given stay as they were


def test_without_weights_strata_and_clusters_stay():
    gss = read_cells("gss_panel_2020")
    plain = gss.unweighted
    assert plain is gss.unweighted  # kept, with the folds that estimates make of it
    assert plain.design == gss.design
    assert plain.frame["weight"].sum() == gss.frame["n"].sum()


def test_a_change_is_that_of_the_two_samples():
    waves = {"before": {"cells": toy()}, "after": {"cells": toy(3.0)}}
    shared = {"outcome": "on_linkedin", "group": "tertiary"}
    found = moved(**waves, of=ratio, measure="ratio", **shared)
    rows = [compare(cells, "on_linkedin", "tertiary").iloc[1] for cells in (toy(), toy(3.0))]
    assert found["low"] == pytest.approx(change(*rows).iloc[1]["low"])
    assert found["estimate"] == pytest.approx(180 / 220 / 0.6)


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
