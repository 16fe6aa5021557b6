from __future__ import annotations

import numpy as np
import pytest

import synthetic
from analysis.errors import StudyError
from analysis.folding.cells import read_cells, standard_design
from analysis.folding.collapse import collapse
from analysis.sources import catalogue
from analysis.surveys import harmonise, pew

EMPTY = np.nan
WAVES = ["pew_2015", "pew_2018", "pew_2021", "npors_2024"]


def cleaned(wave, **columns):
    """Clean a made-up file whose first people have the given answers; give these people."""
    source = catalogue.source(wave)
    raw = synthetic.raw(source)
    for name, values in columns.items():
        raw.loc[: len(values) - 1, name] = values
    return pew.clean(raw, source).head(len(next(iter(columns.values()))))


def test_either_question_makes_an_internet_user_and_a_no_outweighs_a_missing_answer():
    people = cleaned("pew_2018", eminuse=[1, 2, 2, 8, 8], intmob=[2, 1, 8, 9, 8], web1h=[1] * 5)
    assert people["internet_user"].tolist() == ["yes", "yes", "no", "dont_know", "dont_know"]


def test_each_half_sample_answers_one_wording_on_social_media():
    people = cleaned(
        "pew_2015",
        eminuse=[1, 1, 1, 2],
        intmob=[1, 1, 1, 2],
        act87a=[1, EMPTY, EMPTY, EMPTY],
        act87b=[EMPTY, 2, 8, EMPTY],
        act19=[1, 1, 1, EMPTY],
        act137=[1, 1, 1, EMPTY],
        **{f"snsjob{item}": [1, EMPTY, EMPTY, EMPTY] for item in ("1a", "1b", "1c", "2a", "2b")},
    )
    assert people["on_any_network"].tolist() == ["yes", "no", "dont_know", "not_asked"]
    assert people["on_any_network_adults"].tolist() == ["yes", "no", "dont_know", "no"]
    assert people["searched_on_social"].tolist() == ["yes", *["not_asked"] * 3]
    assert people["searched_on_social_adults"].tolist() == ["yes", "no", "no", "no"]


def test_who_was_not_asked_about_linkedin_is_no_member_among_adults():
    people = cleaned("npors_2024", EMINUSE=[1, 2, 99], INTMOB=[1, 2, 99], SMUSEg=[99, EMPTY, EMPTY])
    assert people["on_linkedin"].tolist() == ["no_answer", "not_asked", "not_asked"]
    assert people["on_linkedin_adults"].tolist() == ["no_answer", "no", "no"]


@pytest.mark.parametrize("wave", ["pew_2015", "pew_2021"])
def test_college_years_without_a_degree_are_not_tertiary(wave):
    people = cleaned(wave, educ2=[3, 4, 5, 6, 7, 8, 98])
    assert people["tertiary"].tolist() == ["no", "no", "yes", "yes", "yes", "yes", "dont_know"]
    assert people["bachelor_or_more"].tolist()[:3] == ["no"] * 3


def test_postgraduates_of_2018_are_refused_until_they_are_corrected():
    with pytest.raises(StudyError, match=r"Unknown code in 'educ2'(.|\n)*7.0"):
        cleaned("pew_2018", educ2=[6, 7])


@pytest.mark.parametrize("wave", WAVES)
def test_all_waves_share_their_age_groups(wave):
    groups = pew.clean(synthetic.raw(catalogue.source(wave)), catalogue.source(wave))["age_group"]
    assert {*groups.unique()} <= {"18-29", "30-49", "50-64", "65+", "refused", "no_answer"}


def test_manual_workers_are_no_professionals_and_people_without_work_are_not_asked():
    people = cleaned(
        "pew_2015",
        emplnw=[1, 1, 1, 3],
        emptype2=[2, 2, 1, EMPTY],
        emptype3=[1, 4, EMPTY, EMPTY],
    )
    assert people["professional_or_manager"].tolist() == ["yes", "no", "no", "not_asked"]
    assert people["employed"].tolist() == ["yes", "yes", "yes", "no"]


def test_a_task_is_not_easy_for_who_does_not_use_the_internet():
    people = cleaned("pew_2015", job1e=[1, 2, 3, 4, 5, 8, EMPTY])
    assert people["not_easy_profile"].tolist() == [
        *["no", "no", "yes", "yes", "yes"],
        *["dont_know", "not_asked"],
    ]


def test_job_seekers_without_an_answer_on_what_they_used_are_refused():
    with pytest.raises(StudyError, match=r"'used_close_ties'(.|\n)*1 people have looked_for_job"):
        cleaned("pew_2015", job2=[1], job3a=[EMPTY])


def test_all_recent_seekers_have_said_whether_they_looked_there():
    seekers = read_cells("pew_2015_seekers").frame.query("looked_for_job == 'yes'")
    asked = seekers["searched_on_social"] != "not_asked"
    assert (seekers["searched_on_social_adults"] == "yes").equals(
        seekers["searched_on_social"] == "yes"
    )
    assert (seekers["searched_on_social_adults"] != "not_asked").all()
    assert seekers["n"].sum() > seekers["n"][asked].sum()


@pytest.mark.microdata
@pytest.mark.parametrize("wave", WAVES)
def test_no_table_of_cells_is_near_one_row_a_person(wave):
    source = catalogue.source(wave)
    people = harmonise.harmonise(source, harmonise.read(source))
    for variables in source.cells.values():
        table = collapse(people, variables, standard_design(source))
        assert len(table) < 0.1 * len(people)
