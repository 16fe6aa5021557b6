"""What every chart is: data, and how to draw them at a width; the frame of those made of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from analysis.errors import StudyError
from analysis.show import images, letters
from analysis.show.letters import LEADING, SIZE, SMALL
from analysis.show.palette import INK, MUTED, RULE
from analysis.show.scales import Scale, scale_of, tick_words
from analysis.show.sheet import WIDE, Sheet, upright
from analysis.words import i18n
from analysis.words.i18n import _
from analysis.words.printed import BOUNDS

BESIDE, ASIDE, GAP, DOT = 0.36, 0.5, 16, 6
"""The most of a drawing that names of rows take, and where they are always beside marks; between
them and marks; half a dot."""

TALL, MARKS, BETWEEN = 30, 20, 8
"""Least height of a row beside its name; height of marks under a name; between such rows."""

DASHES = "5 4"


@dataclass(frozen=True)
class Chart:
    """Data, and how to draw them on a sheet of any width.

    Attributes
    ----------
    data : DataFrame
        What it draws, its index among the columns where that has a name.
    draw : callable
        Draws on a sheet; takes the words of the axis too.
    measured : bool
        Whether its numbers have an axis to be named.
    """

    data: pd.DataFrame
    draw: Callable[[Sheet, str], None]
    measured: bool = True

    def sheet(self, width: float = WIDE, axis: str = "") -> Sheet:
        """Draw at a width, in CSS pixels."""
        sheet = Sheet(width)
        self.draw(sheet, axis)
        return sheet

    def _repr_png_(self) -> bytes:
        """Show itself in a notebook, before it is a figure."""
        return images.png(self.sheet())


def charted(
    data: pd.DataFrame, draw: Callable[[Sheet, str], None], *, measured: bool = True
) -> Chart:
    """Return the chart of some data, with the names of its rows if they have a common name."""
    return Chart(data if data.index.name is None else data.reset_index(), draw, measured)


def refuse(left_out: Iterable[object], what: str, expected: str) -> None:
    """Refuse what a drawing would leave out without a word.

    Raises
    ------
    StudyError
        When anything is left out.
    """
    got = [str(one) for one in left_out]
    if got:
        raise StudyError(
            f"The figure would leave out {what}.", expected=expected, got=", ".join(got)
        )


def quantity(number: float, unit: str, bound: str = "exact") -> str:
    """Write a number with its bound.

    Examples
    --------
    >>> quantity(0.05, "share", "upper")
    'at most 5%'
    """
    return _(BOUNDS[bound]).format(number=i18n.quantity(number, unit))


def bound_of(row: pd.Series[Any]) -> str:
    """Return how a number is bounded: exact where the row doesn't tell."""
    bound = row.get("bound")
    return bound if bound in BOUNDS else "exact"


def told(name: str, row: pd.Series[Any], unit: str) -> str:
    """Write what the mark of a row says: name, number, interval, people asked.

    Examples
    --------
    >>> told("Women", pd.Series({"estimate": 0.5, "low": 0.4, "high": 0.6, "n": 1372}), "share")
    'Women: 50% · 95% interval: 40% to 60% · n = 1,372'
    """
    parts = [i18n.pair(name, quantity(row["estimate"], unit, bound_of(row)))]
    low, high, count = (row.get(part) for part in ("low", "high", "n"))
    if pd.notna(low) and pd.notna(high):
        parts.append(i18n.pair(_("95% interval"), i18n.span(low, high, unit)))
    if pd.notna(count):
        parts.append(f"n = {i18n.number(count)}")
    return " · ".join(parts)


class Mark(NamedTuple):
    """A threshold, and the word that the drawing says it with."""

    at: float
    words: str


def threshold(at: float | None, words: str | None, unit: str) -> Mark | None:
    """Return a threshold with its words: "half" for a share, else what it is."""
    if at is None:
        return None
    if words is None and unit == "share" and at == 0.5:  # noqa: PLR2004 - a half is a half
        words = _("half")
    if words is None and at == (unit == "ratio"):
        words = _("no difference")
    return Mark(at, words or i18n.pair(_("claim's threshold"), tick_words(at, unit)))


@dataclass(frozen=True)
class Row:
    """Where a row of a chart stands: its place in the data, the middle of its marks, its band."""

    number: int
    middle: float
    top: float
    bottom: float


@dataclass
class Frame:
    """Rows of names and marks over one scale: names beside marks, or above them when narrow.

    Parameters
    ----------
    sheet : Sheet
        Drawn on from its height on.
    names : sequence of str
        Of the rows, from top to bottom, in the reader's language.
    groups : sequence of str, optional
        The group of each row: where it changes, a gap and its name.
    beside : float
        Pixels kept free right of the scale, for numbers.
    height : float
        Of the marks of a row.
    quiet : collection of str
        Names in the colour of context.
    aside : bool
        Whether names stand beside marks on any width, closer together.
    """

    sheet: Sheet
    names: Sequence[str]
    groups: Sequence[str] | None = None
    beside: float = 0
    height: float = MARKS
    quiet: Sequence[str] = ()
    aside: bool = False

    def __post_init__(self) -> None:
        """Break the names, and find where marks begin and end."""
        sheet = self.sheet
        self.above = sheet.narrow and not self.aside
        room = sheet.width * (1 if self.above else ASIDE if self.aside else BESIDE)
        self._middles: list[float] = []
        self._lines = [letters.wrapped(name, room) for name in self.names]
        broken = max(letters.width(line) for lines in self._lines for line in lines)
        self.left = DOT if self.above else broken + (GAP / 2 if self.aside else GAP + DOT)
        self.right = sheet.width - max(DOT, self.beside)

    def scale(self, numbers: Iterable[float], unit: str) -> Scale:
        """Return the scale of the marks."""
        return scale_of(numbers, unit, self.left, self.right)

    def axis(self, words: str, scale: Scale) -> float:
        """Write the words and the numbers of the axis; return where its lines begin."""
        sheet = self.sheet
        if words:
            start = 0 if self.above or sheet.narrow else self.left - DOT
            sheet.paragraph(words, x=start)
            sheet.height += 4
        sheet.height += SMALL * LEADING
        for number, text in scale.ticks():
            half = letters.width(text, SMALL) / 2
            place = min(max(scale(number), half), sheet.width - half)
            sheet.text(place, sheet.height - 4, text, colour=MUTED, size=SMALL, anchor="middle")
        return sheet.height

    def grid(self, scale: Scale, top: float, mark: Mark | None = None) -> None:
        """Draw the lines of the axis behind the rows, and the threshold with its words below."""
        sheet = self.sheet
        for number, _words in scale.ticks():
            base = number == (1 if scale.unit == "ratio" else 0)
            if self.aside and not base:
                continue
            colour = MUTED if base else RULE
            sheet.ground.append(upright(scale(number), self._bands(top), colour))
        if mark is not None:
            x, half = scale(mark.at), letters.width(mark.words, SMALL) / 2
            bands = [*self._bands(top), (sheet.height - 2, sheet.height + 3)]
            sheet.ground.append(upright(x, bands, INK, 1.4, DASHES))
            place = min(max(x, half), sheet.width - half)
            sheet.height += SMALL * LEADING + 4
            sheet.text(place, sheet.height - 5, mark.words, size=SMALL, anchor="middle")

    def _bands(self, top: float) -> list[tuple[float, float]]:
        """List from where to where lines run: all along, or beside marks where names are above."""
        if not self.above:
            return [(top, self.sheet.height)]
        half = self.height / 2 + 2
        return [(top - 1, top + 3), *((middle - half, middle + half) for middle in self._middles)]

    def rows(self) -> Iterator[Row]:
        """Write the names, one row after the other; yield where the marks of each go."""
        sheet, before = self.sheet, None
        sheet.height += 4
        for number, lines in enumerate(self._lines):
            group = self.groups[number] if self.groups is not None else None
            if group != before and group:
                self._group(group, first=number == 0)
            before = group
            yield self._row(number, lines)

    def _group(self, words: str, *, first: bool) -> None:
        sheet = self.sheet
        sheet.height += 2 if first else 12
        sheet.paragraph(words, colour=INK, size=SIZE, bold=True)
        sheet.height += 2

    def _row(self, number: int, lines: Sequence[str]) -> Row:
        sheet, top = self.sheet, round(self.sheet.height)  # whole pixels, in fewer bytes
        colour = MUTED if self.names[number] in self.quiet else INK
        tall = len(lines) * SIZE * LEADING
        if self.above:
            sheet.lines(0, top + SIZE + 2, lines, colour=colour)
            middle = round(top + tall + 2 + self.height / 2)
            sheet.height = round(top + tall + self.height + BETWEEN)
        else:
            least = self.height + BETWEEN
            height = max(least, tall + BETWEEN / 2) if self.aside else max(TALL, least, tall + 8)
            middle = round(top + height / 2)
            start = round(middle - tall / 2 + SIZE - 1)
            sheet.lines(0, start, lines, colour=colour)
            sheet.height = round(top + height)
        self._middles.append(middle)
        return Row(number, middle, top, sheet.height)
