from __future__ import annotations

import pandas as pd
import pytest

import synthetic
from analysis.errors import StudyError
from analysis.folding.cells import Cells, Design, standard_design
from analysis.folding.scaling import scaled_to
from analysis.inference.estimates import share
from analysis.sources import catalogue
from analysis.surveys import latinobarometro
from analysis.surveys.latinobarometro import populations
from helpers import cells_of

SOURCE = catalogue.source("latinobarometro_2018")


def cleaned(**columns):
    """Clean a made-up file whose first people have the given answers; give these people."""
    raw = synthetic.raw(SOURCE)
    for name, values in columns.items():
        raw.loc[: len(values) - 1, name] = values
    return latinobarometro.clean(raw, SOURCE).head(len(next(iter(columns.values()))))


def test_only_completed_studies_are_a_diploma():
    people = cleaned(S10=[13, 14, 15, 16, 17], **{"REEDUC.1": [2, 3, 3, 3, 3]})
    assert people["tertiary"].tolist() == ["no", "no", "yes", "no", "yes"]
    assert people["higher_education"].tolist() == ["no", "yes", "yes", "yes", "yes"]


def test_each_kind_of_work_is_in_its_group_and_people_without_work_in_none():
    people = cleaned(S15=[1, 2, 3, 4, 5, 6, 7, 8, -3])
    tell = {"yes": 1, "no": 0, "not_asked": None}
    groups = {
        "professional_or_manager": [1, 0, 0, 0, 1, 1, 1, 0, None],
        "independent_professional": [1, 0, 0, 0, 0, 0, 0, 0, None],
        "business_owner": [0, 1, 0, 0, 0, 0, 0, 0, None],
        "own_account_worker": [0, 0, 0, 1, 0, 0, 0, 0, None],
    }
    for name, expected in groups.items():
        assert [tell[answer] for answer in people[name]] == expected, name


def test_ages_of_ninety_eight_and_over_are_ages():
    people = cleaned(EDAD=[16, 17, 18, 98, 99, 100])
    assert people["age_group"].tolist() == ["12-17", "12-17", "18-29", *["65+"] * 3]


def test_strata_are_countries_and_each_has_its_inhabitants():
    assert standard_design(SOURCE).singleton == "center"
    assert {*populations()} == {*SOURCE.variable("country").codes}


def two_countries() -> Cells:
    """Make 4 people of one country, 3 of them members, and 4 of another, 1 of them a member."""
    people = pd.DataFrame(
        {
            "on_linkedin": ["yes", "yes", "yes", "no", "yes", "no", "no", "no"],
            "stratum": [484] * 4 + [858] * 4,
            "psu": [1, 1, 2, 2] * 2,
            "weight": 1.0,
        }
    )
    return cells_of(people, Design("weight", "stratum", "psu"))


def test_a_country_counts_for_its_people():
    """Three quarters of 90 people and a quarter of 10 are 70 of 100."""
    scaled = scaled_to(two_countries(), {484: 90, 858: 10})
    assert share(two_countries(), "on_linkedin")["estimate"].item() == pytest.approx(0.5)
    assert share(scaled, "on_linkedin")["estimate"].item() == pytest.approx(0.7)
    assert scaled.frame["n"].sum() == 8
    # Four people of 22.5 each and four of 2.5.
    assert scaled.frame["weight_sq"].sum() == pytest.approx(4 * 22.5**2 + 4 * 2.5**2)


def test_a_stratum_without_a_total_is_refused():
    with pytest.raises(StudyError, match=r"have no total(.|\n)*858"):
        scaled_to(two_countries(), {484: 90, 858: 0})
    with pytest.raises(StudyError, match="no strata"):
        scaled_to(cells_of(pd.DataFrame({"sex": ["men"], "weight": [1.0]})), {})
