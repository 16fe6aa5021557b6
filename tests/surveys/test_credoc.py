from __future__ import annotations

import synthetic
from analysis.sources import catalogue
from analysis.surveys import credoc

SOURCE = catalogue.source("credoc_2007_2022")


def cleaned(**columns):
    """Clean a made-up file whose first people have the given answers; give these people."""
    raw = synthetic.raw(SOURCE)
    for name, values in columns.items():
        raw.loc[: len(values) - 1, name] = values
    return credoc.clean(raw, SOURCE).head(len(next(iter(columns.values()))))


def test_who_does_not_use_the_internet_is_a_no_among_everyone_only():
    people = cleaned(
        ANNEE=[2018, 2018, 2018, 2008],
        US_ADMI=["Oui", "Non", None, None],
        US_FACEB=["Oui", "Non", None, None],
        FACEPROF=[None] * 4,
        US_JOB=["Non", "Oui", None, None],
        SITUEMP=["Exerce un emploi", None, None, None],
    )
    assert people["internet_user"].tolist() == ["yes", "yes", "no", "no"]
    assert people["on_any_network"].tolist() == ["yes", "no", "not_asked", "not_asked"]
    # The question did not exist in 2008: nobody is a "no" then.
    assert people["on_any_network_everyone"].tolist() == ["yes", "no", "no", "not_asked"]
    assert people["looked_for_job_online_everyone"].tolist() == ["no", "yes", "no", "no"]


def test_professional_use_was_asked_of_members_in_two_years():
    people = cleaned(
        ANNEE=[2012, 2012, 2012, 2013],
        US_ADMI=["Oui", "Oui", None, "Oui"],
        US_FACEB=["Oui", "Non", None, "Oui"],
        FACEPROF=["Oui", None, None, None],
        US_JOB=["Non", "Non", None, "Non"],
        SITUEMP=[None] * 4,
    )
    assert people["professional_use"].tolist() == ["yes", *["not_asked"] * 3]
    assert people["professional_use_everyone"].tolist() == ["yes", "no", "no", "not_asked"]


def test_ninety_eight_is_an_age_and_children_have_a_group_of_their_own():
    people = cleaned(AGE=[12, 17, 18, 64, 98, 99])
    assert people["age_group"].tolist() == ["12-17", "12-17", "18-29", "50-64", "65+", "65+"]


def test_cadres_are_the_executives_among_people_with_an_occupation():
    cadre = "Cadre et profession intellectuelle supérieure"
    people = cleaned(PCS8EGO=[cadre, "Ouvrier", "Retraité"])
    assert people["executive"].tolist() == ["yes", "no", "not_asked"]


def test_only_higher_education_is_tertiary_and_children_have_no_diploma_yet():
    people = cleaned(DIPL5=["Non diplômé", "BEPC", "BAC", "Diplômé du supérieur", "12-17 ans"])
    assert people["tertiary"].tolist() == ["no", "no", "no", "yes", "not_asked"]
