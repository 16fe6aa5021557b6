"""Errors and tests on the scale of an interval; the ends of shares of 0 and 1."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import logit

from analysis.cleaning.confidence import LEVEL, TAIL
from analysis.cleaning.published import wilson
from analysis.inference.intervals import (
    effective_size,
    exponentiated,
    moved,
    p_value,
    recovered,
    share_interval,
    standard_error,
    student,
)

dfs = st.none() | st.integers(2, 300)


def test_the_level_is_written_once():
    assert (LEVEL, TAIL, 1 - TAIL) == (0.95, 0.025, 0.975)
    half = np.ptp(wilson(pd.Series([0.5]), pd.Series([10**6])).to_numpy()) / 2
    assert half == pytest.approx(stats.norm.ppf(0.975) * math.sqrt(0.25 / 10**6), rel=1e-5)


@given(share=st.floats(0.01, 0.99), se=st.floats(0.001, 0.1), df=st.integers(2, 300))
def test_the_error_of_a_share_is_found_again_in_its_interval(share, se, df):
    found = share_interval(*(np.array([x], dtype=float) for x in (share, se, df, 500)))
    assume(found[2][0] == "logit")
    low, high = (float(end[0]) for end in found[:2])
    assert standard_error(share, low, high, df=df, scale="logit") == pytest.approx(se, rel=1e-6)


@given(ratio=st.floats(0.1, 10), log_error=st.floats(0.001, 0.5), df=st.integers(2, 300))
def test_the_error_of_a_ratio_is_found_again_in_its_interval(ratio, log_error, df):
    row = exponentiated(student([math.log(ratio)], [log_error], [df]))
    low, high, se = (float(row[name][0]) for name in ("low", "high", "se"))
    assert standard_error(ratio, low, high, df=df, scale="log") == pytest.approx(se, rel=1e-6)


@given(
    number=st.floats(0.05, 0.95),
    threshold=st.floats(0.05, 0.95),
    se=st.floats(0.01, 0.1),
    df=dfs,
)
def test_a_test_is_students_on_each_scale(number, threshold, se, df):
    law = stats.t(df) if df else stats.norm()
    gaps = {
        "identity": (number - threshold) / se,
        "log": math.log(number / threshold) / (se / number),
        "logit": (logit(number) - logit(threshold)) / (se / number / (1 - number)),
    }
    for scale, gap in gaps.items():
        found = p_value(number, threshold, se=se, df=df, scale=scale)
        assert found == pytest.approx(2 * law.sf(abs(gap)), rel=1e-5, abs=1e-12)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_of_nobody_or_everybody_is_not_tested(share):
    assert math.isnan(p_value(share, 0.5, se=0.0, df=60, scale="logit"))


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.3), (0.9, 1.0)])
def test_an_interval_that_reaches_an_end_has_no_error(low, high):
    assert math.isnan(standard_error(0.2, low, high, df=None, scale="logit"))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_without_a_degree_of_freedom_an_extreme_share_has_no_interval(share):
    assert np.isnan(interval(share, df=0, n=50)).all()


def test_few_clusters_never_make_more_people_than_there_are():
    """With one degree of freedom the effective size shrinks; with more than n - 1 it stays n."""
    size = 50 * (stats.t.ppf(0.975, 49) / stats.t.ppf(0.975, 1)) ** 2
    assert interval(0.0, df=1, n=50)[1] == pytest.approx(1 - 0.025 ** (1 / size))
    assert interval(0.0, df=500, n=50)[1] == pytest.approx(1 - 0.025 ** (1 / 50))


def test_without_an_error_there_is_no_test():
    assert math.isnan(p_value(0.6, 0.5, se=0.0, df=60, scale="identity"))
    assert math.isnan(p_value(0.6, 0.5, se=float("nan"), df=60, scale="logit"))


# Shares of 0 and 1, where each case can be counted by hand.


def interval(share: float, df: float, n: int, se: float = 0.0) -> tuple[float, float]:
    found = share_interval(*(np.array([number], dtype=float) for number in (share, se, df, n)))
    return float(found[0][0]), float(found[1][0])


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_without_a_degree_of_freedom_there_is_no_interval(share: float) -> None:
    assert np.isnan(interval(share, df=0, n=30, se=0.1)).all()
    assert np.isnan(interval(share, df=-1, n=30, se=0.1)).all()


def test_one_degree_of_freedom_is_enough() -> None:
    # t is 2.04523 with 29 degrees and 12.7062 with one: 30 people are worth 0.777278 of a person.
    size = 30 * (2.045230 / 12.706205) ** 2
    far = 1 - 0.025 ** (1 / size)
    assert far == pytest.approx(0.991313, abs=1e-6)
    assert interval(0.0, df=1, n=30) == (0, pytest.approx(far, rel=1e-6))
    assert interval(1.0, df=1, n=30) == (pytest.approx(1 - far, rel=1e-4), 1)


@pytest.mark.parametrize("df", [4, 5, 60, 1e6])
def test_five_people_are_never_worth_more_than_five(df: float) -> None:
    """Clusters outside the group count among the degrees of freedom: t is then below t of n - 1."""
    exact = stats.binomtest(0, 5).proportion_ci(method="exact")
    assert exact.high == pytest.approx(1 - 0.025**0.2)
    assert interval(0.0, df=df, n=5) == (0, pytest.approx(exact.high))
    assert interval(1.0, df=df, n=5) == (pytest.approx(1 - exact.high), 1)


def test_few_clusters_are_worth_fewer_people() -> None:
    # t is 2.77645 with 4 degrees and 4.30265 with two.
    size = 5 * (2.776445 / 4.302653) ** 2
    assert interval(0.0, df=2, n=5)[1] == pytest.approx(1 - math.exp(math.log(0.025) / size))


def test_a_single_person_has_the_widest_interval_that_says_anything() -> None:
    assert interval(1.0, df=60, n=1) == (pytest.approx(0.025), 1)


# Shares that few people gave, or all but few.


@pytest.mark.parametrize(("yes", "n"), [(1, 50), (9, 50), (41, 50), (9, 2000), (1991, 2000)])
def test_rare_answers_of_a_simple_sample_have_the_exact_interval(yes: int, n: int) -> None:
    exact = stats.binomtest(yes, n).proportion_ci(method="exact")
    se = math.sqrt(yes / n * (1 - yes / n) / n)
    assert interval(yes / n, df=n - 1, n=n, se=se) == pytest.approx((exact.low, exact.high))


@pytest.mark.parametrize(("yes", "scale"), [(9.99, "beta"), (10.01, "logit"), (90.01, "beta")])
def test_ten_answers_of_each_kind_make_a_logit_interval(yes: float, scale: str) -> None:
    share = yes / 100
    se = math.sqrt(share * (1 - share) / 100)  # a hundred people, however many were asked
    found = share_interval(*(np.array([x]) for x in (share, se, 60.0, 300)))
    assert found[2].tolist() == [scale]


@pytest.mark.parametrize("share", [0.03, 0.2, 0.97])
def test_answers_and_their_contrary_have_mirrored_intervals(share: float) -> None:
    low, high = interval(share, df=30, n=80, se=0.03)
    assert interval(1 - share, df=30, n=80, se=0.03) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize(("share", "end"), [(0.05, 0), (0.05, 1), (0.98, 0), (0.98, 1)])
def test_a_rare_share_is_told_from_what_its_interval_leaves_out(share: float, end: int) -> None:
    known = {"se": 0.02, "df": 64, "n": 93}
    limit = interval(share, **known)[end]
    assert p_value(share, limit, scale="beta", **known) == pytest.approx(0.05)
    assert p_value(share, share, scale="beta", **known) == 1


@pytest.mark.parametrize("share", [0.03, 0.97])
def test_a_size_that_the_weights_limit_is_that_of_the_interval_and_of_the_test(
    share: float,
) -> None:
    numbers = (np.array([number]) for number in (share, 0.005, 64.0, 300))
    size = effective_size(share, 0.005, 250)
    assert (size, effective_size(share, 0.005)) == (250, pytest.approx(0.0291 / 0.005**2))
    low, high, _scale = share_interval(*numbers, size[np.newaxis])
    seen = 250 * (stats.t.ppf(0.975, 299) / stats.t.ppf(0.975, 64)) ** 2
    assert low[0] == pytest.approx(stats.beta.ppf(0.025, seen * share, seen * (1 - share) + 1))
    assert high[0] == pytest.approx(stats.beta.ppf(0.975, seen * share + 1, seen * (1 - share)))
    known = {"se": 0.005, "df": 64, "n": 300, "n_effective": 250}
    for end in (low[0], high[0]):
        assert p_value(share, float(end), scale="beta", **known) == pytest.approx(0.05)


# Intervals of a difference, from those of its terms.

NEWCOMBE = {
    "a": ((56, 70), (48, 80), (0.0524, 0.3339)),
    "b": ((9, 10), (3, 10), (0.1705, 0.8090)),
    "d": ((5, 56), (0, 29), (-0.0381, 0.1926)),
    "e": ((0, 10), (0, 20), (-0.1611, 0.2775)),
}
"""Newcombe (1998, Statistics in Medicine 17:873-890), table II, method 10: Wilson's intervals."""


def shares_of(*groups: tuple[int, int]) -> list[np.ndarray]:
    yes, n = (pd.Series(column, dtype=float) for column in zip(*groups, strict=True))
    ends = wilson(yes / n, n).to_numpy().T
    return [np.array(column)[:, np.newaxis] for column in (yes / n, *ends)]


@pytest.mark.parametrize(("one", "other", "printed"), NEWCOMBE.values(), ids=NEWCOMBE)
def test_differences_of_two_groups_are_those_that_newcombe_printed(one, other, printed) -> None:
    share, low, high = shares_of(one, other)
    found = recovered(student(share[0] - share[1], [0.1], [1e9]), share, low, high)
    ends = found["low"].item(), found["high"].item()
    assert tuple(round(end, 4) for end in ends) == printed


def test_two_terms_that_go_together_leave_less_to_their_difference() -> None:
    """Arms of 3 and 4: 5 apart, 1 where they move as one, 7 where they move against each other."""
    terms = [np.array([[x], [y]], dtype=float) for x, y in ((10, 2), (7, -2), (13, 6))]
    for r, arm in ((0, 5), (1, 1), (-1, 7)):
        found = recovered(student([8.0], [1.0], [60]), *terms, r)
        assert (found["low"].item(), found["high"].item()) == pytest.approx((8 - arm, 8 + arm))


def test_a_share_that_may_be_nothing_leaves_its_ratio_open() -> None:
    terms = [moved([[x], [y]], "log") for x, y in ((0.1, 0.2), (0.05, 0.0), (0.2, 0.3))]
    found = recovered(student([-0.7], [0.4], [60]), *terms, 0.3)
    assert (np.isfinite(found["low"]).all(), found["high"].item()) == (True, np.inf)


@given(
    estimate=st.floats(0.2, 5),
    arms=st.tuples(st.floats(0.05, 0.15), st.floats(0.05, 3)),
    df=dfs,
    scale=st.sampled_from(["mover", "mover_log"]),
)
def test_a_test_by_the_arms_is_of_one_mind_with_the_interval(estimate, arms, df, scale) -> None:
    low, high = estimate - arms[0], estimate + arms[1]
    known = {"se": 0.1, "df": df, "scale": scale, "interval": (low, high)}
    for end, further in ((low, low - 0.02), (high, high + 0.02)):
        assert p_value(estimate, end, **known) == pytest.approx(0.05, rel=1e-6)
        assert p_value(estimate, further, **known) < 0.05
    assert p_value(estimate, (low + estimate) / 2, **known) > 0.05


def test_arms_alike_make_students_interval_and_test() -> None:
    plain = student([0.3], [0.05], [40])
    half = (plain["high"] - plain["low"]) / 2
    terms = [np.array([[0.5], [0.2]]) + sign * half / math.sqrt(2) for sign in (0, -1, 1)]
    found = recovered(plain, *terms)
    for name in ("low", "high", "p"):
        assert found[name] == pytest.approx(plain[name])
