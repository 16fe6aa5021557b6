"""Two shares a row: each number is written, on the side away from the other."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib import pyplot as plt

from analysis.show.figures import dots


@pytest.fixture
def axes():
    frame = pd.DataFrame(
        {"Image": [0.9, 0.4], "Recruiting": [0.5, 0.7]}, index=["Trade", "Software"]
    )
    drawing = dots(frame)
    yield drawing.axes[0]
    plt.close("all")


def test_each_number_is_written_beside_its_point(axes):
    written = {(text.get_text(), text.xy) for text in axes.texts}
    assert written == {
        ("90%", (0.9, 1)),
        ("50%", (0.5, 1)),
        ("40%", (0.4, 0)),
        ("70%", (0.7, 0)),
    }


def test_numbers_stand_outside_the_pair(axes):
    sides = {text.get_text(): text.get_ha() for text in axes.texts}
    assert sides == {"90%": "left", "50%": "right", "40%": "right", "70%": "left"}


def test_columns_differ_by_colour_and_shape(axes):
    first, second = axes.collections[-2:]
    assert first.get_facecolor().tolist() != second.get_facecolor().tolist()
    assert len(first.get_paths()[0]) != len(second.get_paths()[0])


def test_first_row_is_on_top(axes):
    assert [text.get_text() for text in axes.get_yticklabels()] == ["Trade", "Software"]
    assert list(axes.get_yticks()) == [1, 0]
