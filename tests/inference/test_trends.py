"""Lines through waves: metafor's digits, two waves by hand, and what makes no line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import StudyError
from analysis.inference.changes import change
from analysis.inference.trends import trend_line
from analysis.words.bases import Base
from helpers import digits_of_r

HERE = Path(__file__).parents[1] / "reference"
NORMAL = 1.959963984540054
YEARS = (2010, 2012, 2015, 2016)


def recorded() -> pd.Series:
    return pd.read_csv(HERE / "trends.csv", index_col=["case", "name"])["value"]


def waves(years, estimates, errors, unit="share", **more) -> pd.DataFrame:
    """Make up waves of one survey; each has a base of its own."""
    table = pd.DataFrame({"year": years, "estimate": estimates, "se": errors, "n": 100, "df": 99})
    table["base"] = [Base({"x": "asked"}, {"year": str(year)}) for year in years]
    table["flags"] = [frozenset()] * len(years)
    return table.assign(universe="adults", source="pew_2018", unit=unit, **more)


def of_metafor(case: str) -> pd.DataFrame:
    theirs = recorded()[case]
    year, mode, logs, variances = (
        theirs.filter(like=name).to_numpy() for name in ("year", "mode", "log_ratio", "variance")
    )
    estimates = np.exp(logs)
    errors = estimates * np.sqrt(variances)
    return waves(year, estimates, errors, "ratio", mode=[f"way {number:g}" for number in mode])


@pytest.mark.parametrize(("case", "wider"), [("trials", "knha"), ("waves", "z")])
def test_the_line_is_that_of_metafor_with_the_wider_of_its_intervals(case, wider):
    theirs, line = recorded()[case], trend_line(of_metafor(case))
    mine = line.per_year()
    ends = theirs.filter(like=f"{wider}_")
    expected = [theirs["estimate"], ends[f"{wider}_low"], ends[f"{wider}_high"]]
    np.testing.assert_allclose(mine[["estimate", "low", "high"]].astype(float), expected, rtol=1e-8)
    found = [line.tau2, line.q, line.q_df, line.q_p]
    np.testing.assert_allclose(found, theirs[["tau2", "q", "q_df", "q_p"]], rtol=1e-8)
    assert np.isnan(mine["df"]) == (wider == "z")
    other = {"z": "knha", "knha": "z"}[wider]
    assert theirs[f"{other}_high"] < mine["high"]


@pytest.mark.parametrize(
    ("case", "wider", "year", "mode"),
    [("trials", "knha", 1980, "way 2"), ("waves", "z", 2026, None)],
)
def test_what_the_line_says_of_a_year_is_what_metafor_predicts(case, wider, year, mode):
    theirs, found = recorded()[case], trend_line(of_metafor(case)).at(year, mode)
    names = ["estimate", "low", "high", "predicted_low", "predicted_high"]
    parts = ["seen", *(f"{wider}_seen_{part}" for part in ("ci.lb", "ci.ub", "pi.lb", "pi.ub"))]
    np.testing.assert_allclose(found[names].astype(float), theirs[parts], rtol=1e-8)


@pytest.mark.needs_r
def test_metafor_says_the_same_today(needs_metafor):
    live = digits_of_r(HERE / "trends.R", by=["case", "name"])
    np.testing.assert_allclose(live, recorded()[live.index], rtol=1e-9)


@pytest.mark.parametrize(("unit", "measure"), [("share", "difference"), ("ratio", "ratio")])
def test_a_wave_alone_in_its_mode_leaves_the_slope_to_the_others(unit, measure):
    """By hand: two waves are joined by a line, whatever the third one says."""
    table = waves([2018, 2021, 2024], [0.6, 0.5, 0.1], [0.03, 0.04, 0.01], unit)
    line = trend_line(table.assign(mode=["telephone", "telephone", "web"]))
    slope, moved = line.per_year(), change(table.iloc[0], table.iloc[1], measure)
    if unit == "share":
        assert slope["estimate"] == pytest.approx(moved["estimate"] / 3)
        assert slope["high"] == pytest.approx((-0.1 + NORMAL * 0.05) / 3)
    else:
        assert slope["estimate"] == pytest.approx(moved["estimate"] ** (1 / 3))
    assert (slope["waves"], slope["n"]) == (2, 200)
    assert str(slope["base"]) == "asked x; year = 2018 -> asked x; year = 2021"
    assert (line.q_df, line.tau2) == (0, 0)
    assert np.isnan([line.scatter, line.q_p, slope["df"]]).all()
    # Its own level goes through it, and through no other.
    assert line.at(2024)["estimate"] == pytest.approx(0.1)
    assert line.at(2024, "telephone")["estimate"] < 0.5
    without = trend_line(table[:2]).per_year()
    assert slope[["estimate", "se"]].tolist() == pytest.approx(without[["estimate", "se"]].tolist())


def test_a_step_between_modes_is_no_slope():
    """By hand: 1 point a year within each mode, 20 points between them."""
    table = waves([2010, 2012, 2020, 2022], [0.50, 0.52, 0.80, 0.82], 0.02)
    line = trend_line(table.assign(mode=["face", "face", "web", "web"]))
    assert line.per_year()["estimate"] == pytest.approx(0.01)
    assert line.q == pytest.approx(0)
    assert trend_line(table).per_year()["estimate"] > 0.02


@given(
    st.lists(st.floats(0.2, 0.8), min_size=4, max_size=4),
    st.floats(0.005, 0.05),
)
def test_scatter_never_makes_an_interval_narrower_than_sampling(estimates, error):
    line = trend_line(waves(YEARS, estimates, error))
    slope, years = line.per_year(), np.array(YEARS)
    least = NORMAL * error / np.sqrt(((years - years.mean()) ** 2).sum())
    assert slope["high"] - slope["estimate"] >= least * 0.999999
    assert (line.tau2 > 0) == (line.scatter > 1)
    seen = line.at(2020)
    assert seen["predicted_low"] <= seen["low"] <= seen["high"] <= seen["predicted_high"]


def test_order_of_waves_is_irrelevant():
    table = waves(YEARS, [0.5, 0.7, 0.4, 0.6], [0.02, 0.03, 0.04, 0.02])
    pd.testing.assert_series_equal(trend_line(table).per_year(), trend_line(table[::-1]).per_year())


def test_evidence_is_that_of_the_waves_that_carry_the_slope():
    table = waves(YEARS, 0.5, 0.02, mode=["face", "face", "web", "face"])
    table["n"], table["source"] = (
        [100, 300, 5000, 200],
        ["pew_2018", "pew_2021", "npors_2024", "pew_2015"],
    )
    table["grade"] = [pd.NA, pd.NA, "D", "B"]
    table["flags"] = [frozenset({"wide"}), frozenset(), frozenset({"few PSUs"}), frozenset()]
    slope = trend_line(table).per_year()
    assert (slope["source"], slope["grade"], slope["n"]) == ("pew_2021", "B", 600)
    assert slope["flags"] == {"wide"}


def test_each_mode_asked_once_makes_no_line():
    table = waves([2018, 2024], [0.5, 0.4], 0.02, mode=["telephone", "web"])
    with pytest.raises(StudyError, match=r"No slope(.|\n)*2018 telephone, 2024 web"):
        trend_line(table)


def test_a_mode_of_no_wave_is_refused():
    line = trend_line(waves(YEARS, 0.5, 0.02, mode=["face", "face", "web", "web"]))
    with pytest.raises(StudyError, match=r"of this mode(.|\n)*face, web(.|\n)*paper"):
        line.at(2020, "paper")


@pytest.mark.parametrize("units", [["share", "share", "share", "ratio"], ["points"] * 4])
def test_units_that_make_no_line_are_refused(units):
    with pytest.raises(StudyError, match="can't be on one line"):
        trend_line(waves(YEARS, 0.5, 0.02, units))


@pytest.mark.parametrize("error", [np.nan, 0, np.inf])
def test_a_wave_without_an_error_is_refused(error):
    with pytest.raises(StudyError, match="can't be weighed"):
        trend_line(waves(YEARS, 0.5, [0.02, 0.02, error, 0.02]))
