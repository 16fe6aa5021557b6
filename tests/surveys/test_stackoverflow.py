from __future__ import annotations

import synthetic
from analysis.folding.cells import Cells, standard_design
from analysis.folding.collapse import collapse
from analysis.inference.estimates import share
from analysis.sources import catalogue
from analysis.surveys.harmonise import CLEAN

SOURCE = catalogue.source("stackoverflow_2016")
clean = CLEAN[SOURCE.survey]


def cleaned(**columns):
    """Clean a made-up file whose first people have the given answers; give these people."""
    raw = synthetic.raw(SOURCE)
    for name, values in columns.items():
        raw.loc[: len(values) - 1, name] = values
    return clean(raw, SOURCE).head(len(next(iter(columns.values()))))


def test_countries_that_are_not_listed_are_pooled_and_an_empty_one_is_no_answer():
    people = cleaned(country=["France", "Kenya", "Peru", None])
    assert people["country"].tolist() == [
        *["france", "other_countries", "other_countries"],
        "no_answer",
    ]


def test_people_without_a_job_are_out_of_the_base_of_how_it_was_found():
    people = cleaned(job_discovery=["A friend referred me", "I don't have a job", None])
    assert people["job_found_through"].tolist() == ["friend", "not_asked", "not_asked"]


def test_there_is_no_weight_and_every_estimate_says_so():
    people = clean(synthetic.raw(SOURCE, people=200), SOURCE)
    assert "weight" not in people
    design = standard_design(SOURCE)
    table = collapse(people, ["job_found_through"], design)
    found = share(
        Cells(table, design, SOURCE.id, SOURCE.universe), "job_found_through", level="friend"
    )
    assert all("sample only" in reasons for reasons in found["flags"])
