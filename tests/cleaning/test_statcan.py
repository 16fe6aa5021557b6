"""Shares of Canadian vacancies: counts divided by hand, and the file that was made of them."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.cleaning.published import tidy
from analysis.cleaning.statcan import ALL, recruitment
from analysis.errors import StudyError

PUBLISHED = Path(__file__).parents[2] / "data" / "raw" / "published"
NAME = "statcan_jvws_recruitment_2022_2023.csv"


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    path = PUBLISHED / "official" / NAME
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


@pytest.fixture(scope="module")
def figures(table: pd.DataFrame) -> pd.DataFrame:
    return tidy(recruitment(table), source="statcan", grade="B").set_index("id")


def test_the_committed_transcription_is_the_one_made_from_the_table(table: pd.DataFrame) -> None:
    found = pd.read_csv(PUBLISHED / NAME, dtype=str, keep_default_na=False)
    pd.testing.assert_frame_equal(recruitment(table).astype(str), found, check_dtype=False)


def test_shares_are_the_counts_of_the_table_divided_by_hand(figures: pd.DataFrame) -> None:
    """622,590 of 991,680 for social media, 751,915 for contacts, 246,995 for headhunters."""
    ids = ["social-media-all-2022-07", "contacts-all-2022-07", "headhunters-all-2022-07"]
    assert figures.loc[ids, "value"].tolist() == [0.6278, 0.7582, 0.2491]
    assert figures.loc[ids, "quality"].tolist() == ["A", "A", "A"]
    exact = [622_590 / 991_680, 751_915 / 991_680, 246_995 / 991_680]
    assert (figures.loc[ids, "least"] <= exact).all()
    assert (exact <= figures.loc[ids, "most"]).all()


def test_a_share_of_five_quarters_divides_their_sums(
    table: pd.DataFrame, figures: pd.DataFrame
) -> None:
    """4,184,500 vacancies: 991,680, 855,890, 781,205, 818,195 and 737,530."""
    pooled = figures.loc["social-media-all"]
    assert (pooled["period"], pooled["n_published"]) == ("2022Q3/2023Q3", "4184500")
    one = table[table["National Occupational Classification"] == "Total, all occupations"]
    used = one["VALUE"][one["Job vacancy characteristics"] == "Social media"].astype(int).sum()
    assert pooled["value"] == round(used / 4_184_500, 4)


def test_every_occupation_strategy_and_quarter_is_there_but_the_unclassified(
    figures: pd.DataFrame,
) -> None:
    assert len(figures) == 11 * 10 * (5 + 1)
    assert figures["period"].value_counts().to_dict() == dict.fromkeys(
        ["2022Q3/2023Q3", "2022Q3", "2022Q4", "2023Q1", "2023Q2", "2023Q3"], 110
    )


def test_a_count_to_be_used_with_caution_is_of_grade_c(figures: pd.DataFrame) -> None:
    assert figures.loc["newspapers-arts-2022-07", ["quality", "grade"]].tolist() == ["D", "C"]
    assert figures.loc["newspapers-arts", ["quality", "grade"]].tolist() == ["D", "C"]
    assert set(figures["grade"][figures["quality"].isin(["A", "B", "C"])]) == {"B"}


def test_a_count_too_unreliable_to_be_published_is_left_out(table: pd.DataFrame) -> None:
    first = table.index[table["Job vacancy characteristics"] == "Social media"][0]
    changed = table.copy()
    changed.loc[first, ["VALUE", "STATUS"]] = ["", "F"]
    left = set(recruitment(table)["id"]) - set(recruitment(changed)["id"])
    assert left == {"social-media-all-2022-07", "social-media-all"}


def test_an_unknown_occupation_is_named(table: pd.DataFrame) -> None:
    column = "National Occupational Classification"
    with pytest.raises(StudyError, match="didn't have") as refusal:
        recruitment(table.assign(**{column: table[column].replace("Health", "Care", regex=True)}))
    assert refusal.value.got == "Care occupations [3]"


def test_vacancies_without_their_total_are_refused(table: pd.DataFrame) -> None:
    total = table["Job vacancy characteristics"] == ALL
    first = table.index[total][0]
    with pytest.raises(StudyError, match="without their total"):
        recruitment(table.drop(index=first))
