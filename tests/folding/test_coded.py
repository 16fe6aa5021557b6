"""Cells told apart by whole numbers, however many variables there are."""

import numpy as np
import pandas as pd
import pytest

from analysis.folding import coded
from analysis.folding.coded import Key, alike

LEVELS = 1023
"""With none among them, 2 ** 10: of eight such keys, the first would stand beyond the 64th bit."""


def test_cells_are_told_apart_by_a_key_that_no_longer_fits():
    answers = np.arange(LEVELS)
    twins = [np.append(answers, 1), *[np.append(answers, 0)] * 7]  # the last one is like the first
    keys = [Key.of(pd.Series(column)) for column in twins]
    group, first, kind = alike(keys, np.ones(LEVELS + 1))
    assert group.tolist() == [*range(LEVELS + 1)]
    assert first[np.argsort(kind)].tolist() == [0, LEVELS, *range(1, LEVELS)]


@pytest.mark.parametrize("most", [1, 6, coded.MOST])
def test_what_fits_changes_no_group(most, monkeypatch):
    monkeypatch.setattr(coded, "MOST", most)
    columns = [["b", "a", None, "b", "a"], ["x", "x", "x", "x", "y"]]
    keys = [Key.of(pd.Series(column)) for column in columns]
    group, first, kind = alike(keys, np.array([1.0, 1, 1, 0, 1]))
    assert group.tolist() == first.tolist() == [*range(5)]
    assert np.argsort(kind).tolist() == [1, 4, 3, 0, 2]
