"""The chart of years: every source has its line, under its country, over all its years."""

from __future__ import annotations

import pytest

from analysis.show.sheet import NARROW, WIDE
from analysis.show.vintages import SEVERAL, vintage_chart, vintages
from analysis.sources.catalogue import catalogue, source
from drawn import marks, told, words


def test_every_source_has_its_years():
    found = vintages()
    assert set(found["source"]) == set(catalogue())
    assert (found["year_from"] <= found["year_to"]).all()


def test_years_of_a_survey_are_its_record_s_and_those_of_figures_their_periods():
    found = vintages([source("pew_2018"), source("bls_job_search_methods")]).set_index("source")
    assert found.loc["pew_2018", ["geo", "year_from", "year_to"]].tolist() == ["US", 2018, 2018]
    ends = found.loc["bls_job_search_methods", "year_to"]
    assert (ends.min(), ends.max()) == (1995, 2014)


def test_a_survey_of_several_years_says_those_of_its_file():
    for record in catalogue().values():
        told = [v for v in record.variables if v.name == "year"]
        if told:
            assert record.years == sorted(map(int, told[0].codes.values()))


def test_france_comes_first_and_what_speaks_of_several_countries_last():
    order = vintages()["geo"].drop_duplicates().tolist()
    assert order[:2] == ["FR", "US"]
    assert order[-1] == SEVERAL


@pytest.mark.parametrize("across", [WIDE, NARROW])
def test_a_line_a_source_and_a_heading_a_country(across):
    names = ["pew_2018", "pew_2021", "credoc_2007_2022", "latinobarometro_2018"]
    sheet = vintage_chart(vintages([source(name) for name in names])).sheet(across)
    assert [word for word in words(sheet) if not word.isdigit()] == [
        "France",
        "Baromètre du numérique",
        "United States",
        "Pew 2018",
        "Pew 2021",
        "Several countries",
        "Latinobarómetro 2018",
    ]
    dots = [str(mark.shapes[-1].attributes["d"]).count("h0") for mark in marks(sheet)]
    assert dots == [len(source("credoc_2007_2022").years), 1, 1, 1]
    assert told(sheet)[1:3] == ["Pew 2018: 2018", "Pew 2021: 2021"]


def test_countries_are_named_in_the_reader_s_language(french):
    sheet = vintage_chart(vintages([source("pew_2018")])).sheet()
    assert "États-Unis" in words(sheet)
