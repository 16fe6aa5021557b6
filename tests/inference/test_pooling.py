"""Pooling against R's metafor, by hand where samples agree, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import StudyError
from analysis.inference.pooling import pool
from helpers import digits_of_r

HERE = Path(__file__).parents[1] / "reference"


def recorded() -> pd.Series:
    return pd.read_csv(HERE / "pooling.csv", index_col="name")["value"]


def ratios(estimates, log_errors, sources=("pew_2018",)) -> pd.DataFrame:
    numbers = np.asarray(estimates, float)
    table = pd.DataFrame({"estimate": numbers, "se": numbers * np.asarray(log_errors), "n": 100})
    return table.assign(source=list(sources) * (len(table) // len(sources)))


def test_thirteen_trials_of_a_vaccine_as_metafor_pools_them():
    theirs = recorded()
    logs, variances = theirs.filter(like="log_ratio"), theirs.filter(like="variance")
    mine = pool(ratios(np.exp(logs), np.sqrt(variances.to_numpy()))).iloc[0]
    names = ["estimate", "low", "high", "predicted_low", "predicted_high"]
    names += ["tau2", "i2", "q", "df", "p"]
    np.testing.assert_allclose(mine[names].astype(float), theirs[names], rtol=1e-9)


@pytest.mark.needs_r
def test_metafor_says_the_same_today(needs_metafor):
    live = digits_of_r(HERE / "pooling.R")
    np.testing.assert_allclose(live, recorded()[live.index], rtol=1e-9)


def test_samples_that_agree_pool_to_themselves():
    """By hand: four equal ratios of log error 0.2 have a mean of log error 0.1, nothing between."""
    found = pool(ratios([2, 2, 2, 2], 0.2)).iloc[0]
    assert found["estimate"] == pytest.approx(2)
    assert (found["tau2"], found["i2"]) == (0, 0)
    assert found["high"] == pytest.approx(2 * np.exp(0.1 * stats.t.ppf(0.975, 3)))
    assert found["predicted_high"] == pytest.approx(2 * np.exp(0.1 * stats.t.ppf(0.975, 2)))
    assert (found["samples"], found["n"], found["grade"]) == (4, 400, "A")


@given(st.lists(st.floats(0.2, 5), min_size=3, max_size=8), st.floats(0.05, 0.5))
def test_a_new_source_is_less_certain_than_the_mean(estimates, error):
    found = pool(ratios(estimates, error)).iloc[0]
    assert min(estimates) * 0.999 <= found["estimate"] <= max(estimates) * 1.001
    assert found["predicted_low"] < found["low"] < found["high"] < found["predicted_high"]


def test_order_of_samples_is_irrelevant():
    table = ratios([1.5, 2.5, 4], [0.1, 0.2, 0.3])
    pd.testing.assert_frame_equal(pool(table), pool(table[::-1]))


def test_grades_are_never_pooled_together():
    mixed = ratios([2, 3, 4], 0.2, ("pew_2018", "pew_2021", "credoc_2007_2022"))
    with pytest.raises(StudyError, match=r"credoc_2007_2022: A-"):
        pool(mixed)


def test_two_samples_are_too_few():
    with pytest.raises(StudyError, match="got: 2"):
        pool(ratios([2, 3], 0.2))


@pytest.mark.parametrize("error", [np.nan, 0, np.inf])
def test_a_ratio_without_an_error_is_refused(error):
    with pytest.raises(StudyError, match="can't be pooled"):
        pool(ratios([2, 3, 4], [0.2, 0.2, error]))
