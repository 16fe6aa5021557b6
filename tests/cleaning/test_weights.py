import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cleaning.weights import check_weights, effective_n
from analysis.errors import StudyError

usable = st.lists(st.just(0.0) | st.floats(1e-290, 1e290), min_size=1).filter(any)


@pytest.mark.parametrize(
    ("weight", "fault"),
    [
        *((None, "missing"), (np.inf, "infinite"), (-np.inf, "infinite"), (-1, "negative")),
        *((2e307, "too large or too small"), (1e-308, "too large or too small")),
    ],
)
def test_faults_are_counted_and_located(weight: float | None, fault: str) -> None:
    weights = pd.Series([1, weight, 1, weight], index=["Ana", "Bo", "Cy", "Di"], name="w")
    with pytest.raises(StudyError, match=rf"2 {fault} \(first rows: Bo, Di\)"):
        check_weights(weights)


def test_text_is_not_a_weight() -> None:
    with pytest.raises(StudyError, match=r"1 not a number \(first rows: 1\)"):
        check_weights(pd.Series(["1.5", "heavy"]))


def test_moments_are_no_weights() -> None:
    for weights in (pd.to_datetime(["2020-01-01"]), pd.to_timedelta(["1 day"])):
        with pytest.raises(StudyError, match="1 not a number"):
            check_weights(pd.Series(weights))


def test_a_long_list_of_faults_is_cut() -> None:
    with pytest.raises(StudyError, match=r"100 negative \(first rows: 0, 1, 2, 3, 4\)"):
        check_weights(pd.Series([-1.0] * 100))


@pytest.mark.parametrize("weights", [[], [0, 0]])
def test_weights_that_stand_for_nobody_are_refused(weights: list) -> None:
    with pytest.raises(StudyError, match="none above zero"):
        check_weights(pd.Series(weights, dtype=float))


def test_zero_is_a_weight_that_counts_for_nothing() -> None:
    assert check_weights(pd.Series([0, 2])).tolist() == [0.0, 2.0]
    assert effective_n(pd.Series([0, 2, 2])) == 2


def test_effective_n_by_hand() -> None:
    # (3 + 1)² / (9 + 1)
    assert effective_n(pd.Series([3, 1])) == pytest.approx(1.6, rel=1e-14)


@given(usable)
def test_effective_n_lies_between_one_and_n(weights: list[float]) -> None:
    effective = effective_n(pd.Series(weights))
    assert 1 - 1e-9 <= effective <= len(weights) * (1 + 1e-9)


@given(usable, st.floats(1e-3, 1e3))
def test_effective_n_does_not_depend_on_the_unit_of_the_weights(
    weights: list[float], unit: float
) -> None:
    tenth = pd.Series(weights) / 1e3
    assert effective_n(tenth * unit) == pytest.approx(effective_n(tenth), rel=1e-9)
