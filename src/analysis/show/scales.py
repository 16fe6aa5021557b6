"""Where numbers stand on a drawing, and which of them its axis names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log, log10

import numpy as np

from analysis.errors import StudyError
from analysis.show import letters
from analysis.words import i18n

APART = 14
RATIOS = (0.1, 0.2, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100)
STEPS = (1, 2, 5, 10)
MOST_TICKS = 5
WIDE = 1.5
"""Ends of a scale of ratios so near each other that round steps serve better than round ratios."""


@dataclass(frozen=True)
class Scale:
    """A line of numbers: ratios on a log scale, others from 0 on.

    Parameters
    ----------
    unit : str
        As for `analysis.judging.values.Value`.
    least, most : float
        Numbers at both ends.
    start, end : float
        Where the ends are, in CSS pixels.
    """

    unit: str
    least: float
    most: float
    start: float
    end: float

    def __call__(self, number: float) -> float:
        """Return the place of a number."""
        if self.unit == "ratio":
            part = log(number / self.least) / log(self.most / self.least)
        else:
            part = (number - self.least) / (self.most - self.least)
        return self.start + part * (self.end - self.start)

    def ticks(self) -> list[tuple[float, str]]:
        """List the numbers that the axis names, with their words: few, and none on another."""
        found = [(number, tick_words(number, self.unit)) for number in self._named()]
        if self.unit != "ratio":
            return found
        kept: list[tuple[float, str]] = []
        for number, words in sorted(found, key=lambda tick: (tick[0] != 1, tick[0] % 1, tick[0])):
            room = letters.width(words, letters.SMALL) + APART
            if all(abs(self(number) - self(other)) > room for other, _words in kept):
                kept.append((number, words))
        return sorted(kept)

    def _named(self) -> list[float]:
        if self.unit == "ratio" and self.most > WIDE * self.least:
            return [number for number in RATIOS if self.least <= number <= self.most]
        step = _step(self.most - self.least, MOST_TICKS)
        first, last = ceil(self.least / step - 1e-9), floor(self.most / step + 1e-9)
        return [round(step * place, 9) for place in range(first, last + 1)]


def tick_words(number: float, unit: str) -> str:
    """Write a number of an axis, without the noughts that tell how precise an estimate is.

    Examples
    --------
    >>> tick_words(0.2, "share"), tick_words(0.5, "ratio"), tick_words(3.0, "ratio")
    ('20%', '0.5', '3')
    """
    if unit != "ratio":
        return i18n.quantity(number, unit)
    digits = 0 if number % 1 == 0 else 1 if number * 10 % 1 == 0 else 2
    return i18n.number(number, digits)


def _step(length: float, most: int) -> float:
    """Return the round number that goes into a length so many times, or fewer."""
    size: float = 10.0 ** floor(log10(length / most))
    return next(step * size for step in STEPS if step * size * most >= length * (1 - 1e-9))


def scale_of_years(first: float, last: float, start: float, end: float) -> Scale:
    """Return the scale from one year to another, of two years at least."""
    return Scale("count", first, max(last, first + 1), start, end)


def scale_of(numbers: Iterable[float], unit: str, start: float, end: float) -> Scale:
    """Return the scale that holds some numbers.

    Parameters
    ----------
    numbers : iterable of float
        Estimates, ends of intervals, thresholds; those that are missing are left out.
    unit : str
        "ratio" is on a log scale that holds 1; the others hold 0, and a share ends at 1.
    start, end : float
        Where it begins and ends, in CSS pixels.

    Raises
    ------
    StudyError
        When a number can't be on it: a ratio of 0, a share above 1.

    Examples
    --------
    >>> scale_of([0.2, 0.47], "share", 0, 100).most
    0.5
    """
    known = np.array([number for number in numbers if number == number], dtype=float)  # noqa: PLR0124
    unit_least = -1.0 if unit in {"share", "points"} else -np.inf
    unit_most = 1.0 if unit in {"share", "points"} else np.inf
    wrong = known[(known <= 0) if unit == "ratio" else (known < unit_least) | (known > unit_most)]
    if wrong.size or not known.size:
        raise StudyError(
            "The figure would leave out numbers.",
            expected="more than 0" if unit == "ratio" else "-1 to 1",
            got=", ".join(map(str, wrong)) or "none",
        )
    least, most = float(known.min()), float(known.max())
    if unit == "ratio":
        return Scale(unit, min(least / 1.1, 1 / 1.1), max(most * 1.05, 1.1), start, end)
    least, most = min(0.0, least), max(0.0, most)
    step = _step((most - least) or 1.0, 2 * MOST_TICKS)
    least, most = step * floor(least / step + 1e-9), step * ceil(most / step - 1e-9)
    return Scale(unit, least, most or step, start, end)
