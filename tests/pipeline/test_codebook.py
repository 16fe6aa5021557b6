"""The codebook says what every column of the committed cells is."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.folding.cells import COUNTS, read_cells
from analysis.pipeline.codebook import CODEBOOK, codebook
from analysis.sources.catalogue import catalogue

SURVEYS = [record for record in catalogue().values() if record.cells]


@pytest.fixture(scope="module")
def book():
    return codebook(catalogue().values())


@pytest.mark.parametrize("source", SURVEYS, ids=lambda record: record.id)
def test_every_variable_of_the_cells_is_described(book, source):
    told = book[book["source"] == source.id].set_index("variable")
    columns = {name for table in source.cells for name in read_cells(table).variables}
    assert set(told.index) == columns - set(COUNTS)
    assert (told["question"] != "").all()
    assert told["label"].is_unique


def test_codes_are_those_found_in_the_cells(book):
    told = book.set_index(["source", "variable"]).loc[("gss_panel_2020", "on_linkedin")]
    assert told["codes"] == "yes = Yes; no = No"
    assert told["column"] == "linkedin_1a"
    assert "internet" in told["base"]


def test_the_committed_codebook_is_todays(book):
    committed = pd.read_csv(CODEBOOK, keep_default_na=False)
    pd.testing.assert_frame_equal(committed, book)
