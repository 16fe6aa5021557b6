"""Intervals at the ends of the scale, where each case can be counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from analysis.inference.intervals import share_interval


def interval(share: float, df: float, n: int, se: float = 0.0) -> tuple[float, float]:
    low, high = share_interval(*(np.array([number], dtype=float) for number in (share, se, df, n)))
    return float(low[0]), float(high[0])


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
