"""Published figures side by side: a ratio keeps its source, a table what was printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analysis.errors import StudyError
from analysis.inference.printed import over
from analysis.show.printed import as_printed, printed
from analysis.sources.published import read_published

if TYPE_CHECKING:
    import pandas as pd

INSEE = "insee_focus30_2015"
EUROSTAT = "eurostat_press_social_media_2013_2019"


def row(number: int, source: str = INSEE) -> pd.Series:
    figures = read_published(source).set_index("row")
    return figures.loc[number]


def test_ratio_of_two_printed_shares_has_no_interval():
    highest, lowest = row(3), row(6)
    ratio = over(highest, lowest, base="information and communication over industry")
    assert ratio["value"] == pytest.approx(0.32 / 0.03)
    assert ratio["population"] == "information and communication over industry"
    assert ratio[["n", "low", "high"]].isna().all()
    assert (ratio["source"], ratio["grade"], ratio["bound"]) == (INSEE, "B", "exact")


def test_ratio_leaves_its_figures_as_they_were():
    highest = row(3)
    over(highest, row(6), base="sectors")
    assert highest["value"] == 0.32


def test_ratio_with_a_figure_put_in_words_is_approximate():
    words = row(11).copy()
    words["bound"] = "lower"
    assert over(row(3), words, base="sectors")["bound"] == "approximate"


def test_figures_of_two_sources_give_no_ratio():
    with pytest.raises(StudyError, match="another source"):
        over(row(11), row(12, EUROSTAT), base="France")


def test_share_and_count_give_no_ratio():
    with pytest.raises(StudyError, match="another unit"):
        over(row(29), row(2), base="companies")


@pytest.mark.parametrize("nothing", [0.0, float("nan")])
def test_nothing_divides_by_zero(nothing):
    zero = row(2).copy()
    zero["value"] = nothing
    with pytest.raises(StudyError, match="divided"):
        over(row(3), zero, base="companies")


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
    figure = row(2).copy()
    figure["bound"] = bound
    assert printed(figure) == text


def test_table_keeps_two_figures_of_one_name():
    pairs = [("On social media", row(12, EUROSTAT)), ("On social media", row(11))]
    text = as_printed(pairs, header="France", column="2013")
    assert text["2013"].to_list() == ["19%", "20%"]
    assert text["Grade"].to_list() == ["B", "B"]
    assert text["Source"].str.contains("01_sources").all()
    assert text.index.name == "France"
