"""Waves of a survey: all that the catalogue has, in the order of their years."""

from __future__ import annotations

import pytest

from analysis.errors import StudyError
from analysis.sources.catalogue import Source, catalogue
from analysis.sources.waves import waves_of

SOURCE = catalogue()["pew_2021"]


def record(name: str, year: int, **changed: object) -> Source:
    cells = {f"{name}_income": ["income_group"], name: ["on_linkedin_adults", "tertiary"]}
    return SOURCE.model_copy(update={"id": name, "years": [year], "cells": cells} | changed)


def test_a_record_that_enters_is_a_wave_with_the_table_that_holds_what_is_asked_for():
    records = [record("pew_2030", 2030), record("pew_2019", 2019)]
    waves = waves_of("pew", "tertiary", "on_linkedin_adults", records=records)
    assert [(w.name, w.year, w.table) for w in waves] == [
        ("2019", 2019, "pew_2019"),
        ("2030", 2030, "pew_2030"),
    ]
    assert waves[0].asked_by == "telephone"


def test_two_waves_of_one_year_have_names_of_their_own():
    records = [record("pew_2019", 2019), record("npors_2019", 2019, asked_by="web")]
    waves = waves_of("pew", "tertiary", records=records)
    assert [(w.name, w.asked_by) for w in waves] == [("2019", "telephone"), ("2019_2", "web")]


def test_what_lacks_a_variable_or_is_of_another_survey_is_no_wave():
    records = [record("pew_2019", 2019), record("gss_2018", 2018, survey="gss")]
    assert [w.source.id for w in waves_of("pew", "tertiary", records=records)] == ["pew_2019"]
    with pytest.raises(StudyError, match="No record of the survey 'pew'"):
        waves_of("pew", "sector", records=records)


@pytest.mark.parametrize("changed", [{"years": [2018, 2019]}, {"asked_by": None}])
def test_a_record_that_can_t_be_put_on_a_line_is_refused(changed):
    with pytest.raises(StudyError, match="pew_2019 can't be put on a line"):
        waves_of("pew", "tertiary", records=[record("pew_2019", 2019, **changed)])
