"""American internet users who look for a job online: cells of the official table, and its file."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.cleaning.ntia import internet_use
from analysis.cleaning.published import tidy
from analysis.errors import StudyError

PUBLISHED = Path(__file__).parents[2] / "data" / "raw" / "published"


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    path = PUBLISHED / "official" / "ntia_internet_use.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def figures(table: pd.DataFrame) -> pd.DataFrame:
    return tidy(internet_use(table), source="ntia", grade="B").set_index("id")


def test_the_committed_transcription_is_the_one_made_from_the_table(table: pd.DataFrame) -> None:
    found = pd.read_csv(PUBLISHED / "ntia_internet_use.csv", dtype=str, keep_default_na=False)
    pd.testing.assert_frame_equal(internet_use(table), found, check_dtype=False)


def test_shares_and_errors_are_those_printed(figures: pd.DataFrame) -> None:
    ids = ["job-search-2001-09", "job-search-2021-11", "networks-2015-07"]
    assert figures.loc[ids, "value"].tolist() == [0.161716, 0.212965, 0.705535]
    assert figures.loc[ids, "se"].tolist() == [0.001923, 0.002625, 0.002795]
    unemployed = figures.loc["job-search-unemployed-2021-11"]
    assert unemployed["value"] == 0.724222
    assert figures.loc["networks-college-2021-11", "value"] == 0.758211
    assert set(figures["interval"]) == {"published_se"}
    assert set(figures["grade"]) == {"B"}


def test_the_interval_is_about_1_96_errors_each_way(figures: pd.DataFrame) -> None:
    """0.212965 less and plus 1.96 times 0.002625, to the third digit where logits bend little."""
    last = figures.loc["job-search-2021-11"]
    assert last[["low", "high"]].tolist() == pytest.approx([0.20782, 0.21811], abs=5e-5)


def test_each_wave_has_its_groups_and_no_income_before_2013(figures: pd.DataFrame) -> None:
    """Seven waves of the search, four of networks: 19 groups, without five incomes before 2013."""
    assert len(figures) == 9 * 19 + 2 * 14
    early = figures[figures["year_from"] < 2013]
    assert "family income" not in set(early["breakdown"])


def test_a_line_about_other_people_or_of_another_month_is_refused(table: pd.DataFrame) -> None:
    with pytest.raises(StudyError, match="other people"):
        internet_use(table.assign(universe="isPerson"))
    with pytest.raises(StudyError, match="unknown wave"):
        internet_use(table.assign(dataset="May 2031"))
