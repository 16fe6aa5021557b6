"""Headline numbers found again by a second implementation, in R, from the committed cells."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.folding.cells import read_cells
from analysis.folding.collapse import expand
from analysis.judging.values import read_values
from helpers import digits_of_r

HERE = Path(__file__).parent / "reference"
TABLES = (
    "pew_2018",
    "pew_2021",
    "npors_2024",
    "credoc_2007_2022",
    "credoc_2007_2022_professional",
    "pew_2015_exchange",
    "pew_2015_exchange_work",
    "pew_2015_activity",
    "pew_2015_seekers",
    "pew_2015_most_important",
)
RECORDED = pd.read_csv(HERE / "headlines.csv", index_col=["name", "part"])["value"]
HEADLINES = RECORDED.index.unique("name")


def test_there_are_ten_headlines_at_least():
    assert len(HEADLINES) >= 10


@pytest.mark.parametrize("headline", HEADLINES)
def test_r_gives_the_committed_number_and_interval(headline):
    notebook, name = headline.split(":")
    value = read_values(notebook)[name]
    mine, theirs = [value.value, value.low, value.high], RECORDED[headline]
    np.testing.assert_allclose(mine, theirs[["value", "low", "high"]], rtol=1e-8)


@pytest.mark.needs_r
def test_r_says_the_same_today(needs_r, tmp_path):
    for table in TABLES:
        expand(read_cells(table).frame).to_csv(tmp_path / f"{table}.csv", index=False)
    live = digits_of_r(HERE / "headlines.R", tmp_path, by=["name", "part"])
    assert list(live.index) == list(RECORDED.index)
    np.testing.assert_allclose(live, RECORDED, rtol=1e-8)
