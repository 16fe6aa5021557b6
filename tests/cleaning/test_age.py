import pandas as pd
import pytest

from analysis.cleaning.age import age_group
from analysis.errors import StudyError


def test_each_edge_opens_its_group() -> None:
    ages = pd.Series([18, 29, 30, 49, 50, 64, 65, 97])
    assert age_group(ages, missing={}).tolist() == [
        *("18-29", "18-29", "30-49", "30-49", "50-64", "50-64", "65+", "65+")
    ]


@pytest.mark.parametrize("age", [17, 98, 99, 30.5, None])
def test_an_age_outside_of_the_edges_or_not_whole_is_refused(age: float | None) -> None:
    with pytest.raises(StudyError, match=r"in 1 row"):
        age_group(pd.Series([age, 40]), missing={})


def test_own_groups_and_missing_codes() -> None:
    ages = pd.Series([12.0, 24.0, 25.0, None])
    groups = age_group(ages, (12, 25, 120), ("young", "older"), missing={None: "refused"})
    assert groups.tolist() == ["young", "young", "older", "refused"]


def test_a_missing_code_may_lie_within_the_edges() -> None:
    groups = age_group(pd.Series([99, 98]), (18, 120), ("adult",), missing={99: "refused"})
    assert groups.tolist() == ["refused", "adult"]


@pytest.mark.parametrize(("edges", "labels"), [((18, 30), ("a", "b")), ((30, 18), ("a",))])
def test_edges_that_do_not_fit_are_refused(edges: tuple, labels: tuple) -> None:
    with pytest.raises(StudyError, match="rising edges"):
        age_group(pd.Series([20]), edges, labels, missing={})


def test_ages_of_a_csv_are_text_and_fall_in_the_same_groups() -> None:
    ages = pd.Series(["18", "49", "NA"])
    assert age_group(ages, missing={"NA": "refused"}).tolist() == ["18-29", "30-49", "refused"]
