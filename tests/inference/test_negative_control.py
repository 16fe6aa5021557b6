"""The ratio of two risk ratios: against R, and against variances that can be counted by hand."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.errors import StudyError
from analysis.folding.cells import read_cells
from analysis.folding.collapse import expand
from analysis.inference.estimates import compare
from analysis.inference.intervals import satterthwaite
from analysis.inference.negative_control import ratio_of_ratios
from helpers import cells_of, digits_of_r, people

REFERENCE = Path(__file__).parents[1] / "reference"
CLOSE = {"rtol": 1e-8, "atol": 1e-12}
GIVING = "told_friends_of_opening"
HELPED, COST = "post_helped_get_job", "post_cost_job"
USERS, ADULTS = read_cells("pew_2015_activity"), read_cells("gss_panel_2020_adjusted")


def recorded() -> pd.Series:
    return pd.read_csv(REFERENCE / "negative_control.csv", index_col="name")["value"]


def test_ratio_has_the_digits_of_r():
    women = {"focus": "women", "reference": "men"}
    rows = {
        "weights": ratio_of_ratios(USERS, HELPED, COST, GIVING),
        "clustered": ratio_of_ratios(
            ADULTS, "on_linkedin", "tertiary", "sex", **women, base="answered"
        ),
    }
    parts = ["estimate", "se", "low", "high", "df"]
    mine = {f"{name}_{part}": row[part].item() for name, row in rows.items() for part in parts}
    assert [*mine] == [*recorded().index]
    np.testing.assert_allclose([*mine.values()], recorded(), **CLOSE)


@pytest.mark.needs_r
def test_r_says_the_same_today(needs_r, tmp_path):
    files = [tmp_path / "users.csv", tmp_path / "adults.csv"]
    for path, cells in zip(files, (USERS, ADULTS), strict=True):
        expand(cells.frame).to_csv(path, index=False)
    live = digits_of_r(REFERENCE / "negative_control.R", *files)
    np.testing.assert_allclose(live, recorded()[live.index], **CLOSE)


def ten_and_twenty():
    """Ten givers and twenty others: who was helped, and whom a post cost a job, overlap."""
    givers = {HELPED: ["yes"] * 5 + ["no"] * 5, COST: ["yes"] * 2 + ["no"] * 6 + ["yes"] * 2}
    others = {HELPED: ["yes"] * 4 + ["no"] * 16, COST: ["no"] * 3 + ["yes"] * 5 + ["no"] * 12}
    answers = {name: givers[name] + others[name] for name in (HELPED, COST)}
    return people(**{GIVING: ["yes"] * 10 + ["no"] * 20}, **answers)


def test_errors_can_be_counted_by_hand():
    row = ratio_of_ratios(cells_of(ten_and_twenty()), HELPED, COST, GIVING).iloc[0]
    # Of the log of one share over another of the same n people (covariance of a multinomial).
    givers = (1 / 0.5 + 1 / 0.4 - 2 * 0.2 / (0.5 * 0.4)) / 10
    others = (1 / 0.2 + 1 / 0.25 - 2 * 0.05 / (0.2 * 0.25)) / 20
    errors = np.sqrt(np.array([givers, others]) * 30 / 29)
    log_error, df = math.hypot(*errors), satterthwaite(errors, np.array([9, 19]))
    ratio = (0.5 / 0.2) / (0.4 / 0.25)
    half = stats.t.ppf(0.975, df) * log_error
    assert row["estimate"] == pytest.approx(ratio)
    assert row["se"] == pytest.approx(ratio * log_error)
    assert (row["n"], row["df"]) == (30, pytest.approx(float(df)))
    assert row["low"] == pytest.approx(ratio * math.exp(-half))
    assert row["high"] == pytest.approx(ratio * math.exp(half))
    assert row["p"] == pytest.approx(2 * stats.t.sf(math.log(ratio) / log_error, df))
    assert row["flags"] == {"small base", "wide"}


def test_it_is_the_one_risk_ratio_over_the_other():
    ratios = [compare(USERS, name, GIVING, measure="ratio")["estimate"] for name in (HELPED, COST)]
    found = ratio_of_ratios(USERS, HELPED, COST, GIVING)["estimate"].item()
    assert found == pytest.approx(ratios[0] / ratios[1])


@pytest.mark.parametrize(
    "turned",
    [
        ratio_of_ratios(USERS, COST, HELPED, GIVING),
        ratio_of_ratios(USERS, HELPED, COST, GIVING, focus="no", reference="yes"),
    ],
    ids=["control first", "others first"],
)
def test_turning_it_round_only_turns_the_ratio_over(turned):
    straight = ratio_of_ratios(USERS, HELPED, COST, GIVING).iloc[0]
    assert turned["estimate"].item() == pytest.approx(1 / straight["estimate"])
    assert turned["low"].item() == pytest.approx(1 / straight["high"])
    assert turned["p"].item() == pytest.approx(straight["p"])


def test_people_outside_are_counted_in_neither_share_but_stay_in_the_sample():
    inside = ten_and_twenty().assign(searched_on_social="yes")
    more = [
        inside,
        inside.head(7).assign(searched_on_social="no"),
        inside.assign(**{COST: "not_asked"}),
        inside.assign(**{GIVING: "dont_know"}),
    ]
    cells = cells_of(pd.concat(more, ignore_index=True))
    lookers = {"searched_on_social": "yes"}
    row = ratio_of_ratios(cells, HELPED, COST, GIVING, where=lookers).iloc[0]
    alone = ratio_of_ratios(cells_of(inside), HELPED, COST, GIVING).iloc[0]
    assert (row["n"], row["estimate"]) == (30, pytest.approx(alone["estimate"]))
    sizes = 97 / 96, 30 / 29  # N / (N - 1) of the whole sample
    assert row["se"] == pytest.approx(alone["se"] * math.sqrt(sizes[0] / sizes[1]))


def test_who_does_not_know_counts_among_those_asked_alone():
    frame = ten_and_twenty()
    frame.loc[9, HELPED] = "dont_know"  # a giver, not helped
    asked = ratio_of_ratios(cells_of(frame), HELPED, COST, GIVING)
    answered = ratio_of_ratios(cells_of(frame), HELPED, COST, GIVING, base="answered")
    assert (asked["n"].item(), answered["n"].item()) == (30, 29)


def test_an_outcome_without_a_yes_in_one_group_is_refused():
    frame = ten_and_twenty()
    frame.loc[frame[GIVING] == "no", COST] = "no"
    with pytest.raises(StudyError, match=rf"among {GIVING} = no, {COST}"):
        ratio_of_ratios(cells_of(frame), HELPED, COST, GIVING)
