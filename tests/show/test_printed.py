"""Published figures side by side: a table keeps what was printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analysis.show.printed import as_printed
from analysis.sources.published import read_published
from analysis.words.printed import printed

if TYPE_CHECKING:
    import pandas as pd

INSEE = "insee_focus30_2015"
EUROSTAT = "eurostat_press_social_media_2013_2019"


def row(number: int, source: str = INSEE) -> pd.Series:
    figures = read_published(source).set_index("row")
    return figures.loc[number]


@pytest.mark.parametrize(
    ("bound", "text"),
    [
        ("exact", "8%"),
        ("approximate", "about 8%"),
        ("lower", "at least 8%"),
        ("upper", "at most 8%"),
    ],
)
def test_bound_is_said(bound, text):
    assert printed(row(2)["estimate"], bound) == text


def test_a_figure_printed_in_tenths_keeps_them_and_one_multiplied_has_none():
    ons = read_published("uk_ons_2012").set_index("row")
    tenths = ons[ons["as_published"] == "11.8 %"].iloc[0]
    pairs = [("Recruiting", tenths), ("Another", row(12, EUROSTAT))]
    text = as_printed(pairs, header="Use", column="Share")
    assert list(map(str, text["Share"])) == ["11.8%", "19%"]


def test_table_keeps_two_figures_of_one_name_and_says_how_each_reached_us():
    read, relayed = row(12, EUROSTAT).copy(), row(11).copy()
    read[["grade", "reached"]] = "B", "own"
    relayed[["grade", "reached"]] = "C", "relayed"
    pairs = [("On social media", read), ("On social media", relayed)]
    text = as_printed(pairs, header="France", column="2013")
    assert list(map(str, text["2013"])) == ["19%", "20%"]
    assert text["Grade"].to_list() == ["B", "C, relayed"]
    assert text["Source"].str.contains("01_sources").all()
    assert text.index.name == "France"
