from collections.abc import Callable

import pandas as pd
import pytest

from analysis.cleaning.education import ISCED, LEVELS, bachelor_or_more, tertiary
from analysis.errors import StudyError

TERTIARY = {
    "below_upper_secondary": "no",
    "upper_secondary": "no",
    "upper_secondary_or_less": "no",
    "secondary": "no",
    "some_college": "no",
    "short_tertiary": "yes",
    "bachelor": "yes",
    "master_or_more": "yes",
    "bachelor_or_more": "yes",
    "tertiary": "yes",
}


@pytest.mark.parametrize(("level", "answer"), TERTIARY.items())
def test_tertiary(level: str, answer: str) -> None:
    assert tertiary(pd.Series([level])).tolist() == [answer]


def test_tertiary_covers_every_level_but_the_one_on_both_sides() -> None:
    assert {*LEVELS} - {*TERTIARY} == {"some_college_or_short_tertiary"}


def test_bachelor_or_more() -> None:
    levels = pd.Series(["some_college_or_short_tertiary", "short_tertiary", "bachelor", "refused"])
    assert bachelor_or_more(levels).tolist() == ["no", "no", "yes", "refused"]


@pytest.mark.parametrize(
    ("function", "level"),
    [(tertiary, "some_college_or_short_tertiary"), (bachelor_or_more, "tertiary")],
)
def test_a_level_on_both_sides_of_the_limit_needs_a_choice(function: Callable, level: str) -> None:
    education = pd.Series([level, level, "upper_secondary"], name="degree")
    with pytest.raises(StudyError, match=f"2 rows in {level}"):
        function(education)
    assert function(education, ambiguous="yes").tolist() == ["yes", "yes", "no"]
    assert function(education, ambiguous="no").tolist() == ["no", "no", "no"]
    assert function(education, ambiguous="not_asked").tolist() == ["not_asked", "not_asked", "no"]


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(StudyError, match="'doctor' in 1 row"):
        tertiary(pd.Series(["doctor"]))


def test_levels_rise() -> None:
    highest = [highest for _, highest in ISCED.values()]
    assert highest == sorted(highest)


FINE = ("below_upper_secondary", "upper_secondary", "short_tertiary", "bachelor", "master_or_more")
POOLED = {
    "upper_secondary_or_less": ("below_upper_secondary", "upper_secondary"),
    "secondary": ("below_upper_secondary", "upper_secondary"),
    "some_college": ("upper_secondary",),
    "some_college_or_short_tertiary": ("upper_secondary", "short_tertiary"),
    "bachelor_or_more": ("bachelor", "master_or_more"),
    "tertiary": ("short_tertiary", "bachelor", "master_or_more"),
}


def numbers(level: str) -> list[int]:
    lowest, highest = ISCED[level]
    return [*range(lowest, highest + 1)]


def test_the_levels_share_out_the_nine_of_isced_once_each() -> None:
    assert [number for level in FINE for number in numbers(level)] == [*range(9)]


@pytest.mark.parametrize("level", POOLED)
def test_a_pooled_level_has_the_numbers_of_those_it_pools(level: str) -> None:
    assert numbers(level) == [number for fine in POOLED[level] for number in numbers(fine)]


def test_every_level_is_fine_or_pooled() -> None:
    assert {*LEVELS} == {*FINE, *POOLED}
