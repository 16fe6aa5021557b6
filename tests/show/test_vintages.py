"""The chart of years: every source has its line, under its country, over all its years."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib import pyplot as plt

from analysis.show.vintages import SEVERAL, vintage_chart, vintages
from analysis.sources.catalogue import catalogue, source


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


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


def test_a_line_a_source_and_a_heading_a_country():
    names = ["pew_2018", "pew_2021", "credoc_2007_2022", "latinobarometro_2018"]
    drawing = vintage_chart(vintages([source(name) for name in names]))
    axes = drawing.axes[0]
    words = [(tick.get_text(), tick.get_fontweight()) for tick in axes.get_yticklabels()]
    assert words == [
        ("France", "bold"),
        ("Baromètre du numérique", "normal"),
        ("United States", "bold"),
        ("Pew 2018", "normal"),
        ("Pew 2021", "normal"),
        ("Several countries", "bold"),
        ("Latinobarómetro 2018", "normal"),
    ]
    dots = pd.DataFrame(axes.collections[-1].get_offsets(), columns=["year", "place"])
    assert dots[dots["place"] > 1].to_numpy().tolist() == [[2018, 3], [2021, 4], [2018, 6]]
    assert (dots["place"] == 1).sum() == len(source("credoc_2007_2022").years)


def test_countries_are_named_in_the_reader_s_language(french):
    drawing = vintage_chart(vintages([source("pew_2018")]))
    assert drawing.axes[0].get_yticklabels()[0].get_text() == "États-Unis"
