"""Numbers on a line: all of them, from nought or around one, few of them named."""

from __future__ import annotations

import pytest

from analysis.show.scales import scale_of

NAN = float("nan")


@pytest.mark.parametrize(
    ("numbers", "unit", "named"),
    [
        ([0.05, 0.52, NAN], "share", ["0%", "20%", "40%", "60%"]),
        ([0.02, 0.9], "share", ["0%", "20%", "40%", "60%", "80%"]),
        ([-0.2, 0.1], "points", ["−20", "−10", "0", "10"]),
        ([0.9, 6.6], "ratio", ["1", "1.5", "2", "3", "4", "5", "6"]),
        ([0.93, 0.99], "ratio", ["0.9", "1", "1.1"]),
        ([250_000], "count", ["0", "50,000", "100,000", "150,000", "200,000", "250,000"]),
    ],
)
def test_axis_names_round_numbers(numbers, unit, named):
    assert [words for _number, words in scale_of(numbers, unit, 0, 600).ticks()] == named


def test_names_of_an_axis_leave_each_other_room():
    wide = [scale_of([0.5, 20], "ratio", 0, length).ticks() for length in (120, 600)]
    assert len(wide[0]) < len(wide[1])
    assert 1 in [number for number, _words in wide[0]]


@pytest.mark.parametrize("unit", ["share", "points", "ratio"])
def test_all_numbers_lie_between_the_ends(unit):
    numbers = [0.3, 0.7, 0.93]
    scale = scale_of(numbers, unit, 100, 300)
    places = [scale(number) for number in numbers]
    assert places == sorted(places)
    assert places[0] >= 100
    assert places[-1] <= 300


def test_equal_ratios_are_equally_far_apart():
    scale = scale_of([0.5, 4], "ratio", 0, 100)
    assert scale(2) - scale(1) == pytest.approx(scale(4) - scale(2))
