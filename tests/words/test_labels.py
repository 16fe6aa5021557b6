"""Words by kind: every variable and level has its own, and no code means two things."""

from __future__ import annotations

import pytest

from analysis.cleaning import missing
from analysis.errors import StudyError
from analysis.sources import vocabulary
from analysis.sources.catalogue import catalogue
from analysis.words.labels import LEVELS, VARIABLES, label
from analysis.words.printed import BOUNDS, CHANNELS, channel_label

CELLS = sorted(
    {name for source in catalogue().values() for table in source.cells.values() for name in table}
)


@pytest.mark.parametrize("variable", CELLS)
def test_every_variable_of_the_cells_and_its_levels_have_words(variable):
    assert label(variable)
    for level in (*vocabulary.levels(variable), *missing.KINDS):
        assert label(variable, level)


def test_words_are_for_levels_that_exist():
    for variable, words in LEVELS.items():
        assert set(words) == set(vocabulary.levels(variable)), variable
    assert set(LEVELS) == set(vocabulary.LEVELS) - {"year"}


@pytest.mark.parametrize("code", ["all", "people", "bachelor", "small base", "relations"])
def test_what_is_no_variable_has_no_words_as_one(code):
    with pytest.raises(StudyError, match=f"No words are written for '{code}'"):
        label(code)


def test_a_level_has_no_words_outside_its_variable():
    with pytest.raises(StudyError, match="the level 'bachelor' of 'sex'"):
        label("sex", "bachelor")
    assert label("employment", "employed") == label("employed") == "At work"


def test_published_words_are_kept_by_kind():
    assert channel_label("job_ads") == "Job ads"
    with pytest.raises(StudyError, match="No words are written for the channel 'construction'"):
        channel_label("construction")
    assert not set(CHANNELS) & set(VARIABLES)
    assert all("{number}" in words for words in BOUNDS.values())
