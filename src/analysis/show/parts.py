"""Charts of parts of a whole: composition bars, and people out of a hundred."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from analysis.show import letters
from analysis.show.charts import Chart, Frame, charted, refuse, told
from analysis.show.letters import LEADING, SIZE, SMALL
from analysis.show.palette import (
    BLUE,
    FOCUS_PARTS,
    GREY,
    INK,
    ON_FILL,
    ORANGE,
    OTHER_PARTS,
    PALE_GREY,
)
from analysis.show.prose import row_names, unit_of
from analysis.show.rows import Names, chosen
from analysis.show.sheet import Point, Sheet
from analysis.words import i18n

BAR, SEAM, BRACKET = 30, 1.5, 26
WHOLE, OVER = 1.0, 0.02
HUNDRED, ACROSS, STEP, DOT, BIG = 100, 25, 15, 0.72, 30
"""Dots of a field, in a line; pixels from one to the next, the part filled; size of its number."""


def stacked(
    frame: pd.DataFrame,
    *,
    of: Sequence[str] = (),
    against: str | None = None,
    highlight: Names = None,
) -> Chart:
    """Chart compositions: one bar a row, a bracket with the sum over the parts that matter.

    Parameters
    ----------
    frame : DataFrame
        Rows as for `analysis.show.rows.intervals`; one column for each part, named in words, in the
        order they are drawn: those of `of` first.
    of : sequence of str
        Columns that the title speaks of: in blue, their sum written over them.
    against : str, optional
        The column that their sum is compared with: next to them, in the second colour.
    highlight : str or collection of str, optional
        Rows that the title speaks of; the names of the others turn grey.

    Returns
    -------
    Chart
        Parts bear their numbers where there is room, and all of them as marks.

    Raises
    ------
    StudyError
        When the parts of a row make more than the whole, or there are more than colours.
    """
    first = [*of, *([against] if against else [])]
    refuse({*first} - {*frame.columns}, "parts", "names of columns")
    frame = frame[[*first, *(part for part in frame.columns if part not in {*first})]]
    others = len(frame.columns) - len(first)
    refuse(list(of)[len(FOCUS_PARTS) :], "parts", f"{len(FOCUS_PARTS)} at most")
    refuse([*frame.columns][len(first) + len(OTHER_PARTS) :], "parts", f"{len(OTHER_PARTS)} others")
    refuse(frame.sum(axis=1)[lambda sums: sums > WHOLE + OVER], "shares", "a whole at most")
    greys = OTHER_PARTS[len(OTHER_PARTS) - others :]
    fills = [*FOCUS_PARTS[: len(of)], *([ORANGE] if against else []), *greys]
    colours = dict(zip(frame.columns, fills, strict=True))
    names, focus = row_names(frame), chosen(highlight, frame, "what is highlighted")
    quiet = [n for n, code in zip(names, frame.index, strict=True) if focus and code not in focus]

    def draw(sheet: Sheet, axis: str) -> None:
        if axis:
            sheet.paragraph(axis)
            sheet.height += 6
        _legend(sheet, colours)
        sums = BRACKET if of else 0
        rows = Frame(sheet, names, height=BAR + sums, quiet=quiet)
        scale = rows.scale([0, WHOLE], "share")
        for row in rows.rows():
            shares, middle = frame.iloc[row.number], row.middle + sums / 2
            if of:
                _bracket(sheet, (scale(0), scale(shares[[*of]].sum())), shares[[*of]], middle)
            start = 0.0
            for part, share in shares.items():
                box = (scale(start), middle - BAR / 2, scale(start + share) - scale(start), BAR)
                words = i18n.pair(names[row.number], i18n.pair(str(part), i18n.percent(share)))
                with sheet.mark(words, box):
                    _part(sheet, box, i18n.percent(share), colours[str(part)])
                start += share

    return charted(frame, draw, measured=False)


def _part(sheet: Sheet, box: tuple[float, float, float, float], words: str, colour: str) -> None:
    left, top, width, height = box
    sheet.rectangle(left, top, max(width - SEAM, 0.5), height, colour)
    if width > letters.width(words, SMALL) + 6:
        on = ON_FILL.get(colour, INK)
        y = top + height / 2 + 4.5
        sheet.text(left + width / 2, y, words, colour=on, size=SMALL, anchor="middle")


def _bracket(sheet: Sheet, ends: Point, shares: pd.Series[float], middle: float) -> None:
    """Write the sum of the first parts over them."""
    (left, right), y = ends, middle - BAR / 2 - 5
    sheet.path([(left, y + 3), (left, y - 2), (right - SEAM, y - 2), (right - SEAM, y + 3)], BLUE)
    words = i18n.percent(shares.sum())
    half = letters.width(words, bold=True) / 2
    place = max((left + right) / 2, left + half)
    sheet.text(place, y - 7, words, colour=BLUE, bold=True, anchor="middle", halo=True)


def _legend(sheet: Sheet, colours: dict[str, str]) -> None:
    """Name the parts, in their order, each beside its colour."""
    x, y = 0.0, sheet.height + SIZE
    for name, colour in colours.items():
        broken = letters.wrapped(str(name), sheet.width - 20, SMALL)
        wide = 20 + max(letters.width(line, SMALL) for line in broken) + 18
        if x and x + wide - 18 > sheet.width:
            x, y = 0.0, y + SMALL * LEADING + 5
        sheet.rectangle(x, y - 12, 14, 14, colour)
        sheet.lines(x + 20, y, broken, size=SMALL)
        y += (len(broken) - 1) * SMALL * LEADING
        x += wide
    sheet.height = y + 12


def hundred(frame: pd.DataFrame, *, highlight: Names = None, of: str | None = None) -> Chart:
    """Chart shares as people out of a hundred, one field of dots a row.

    Parameters
    ----------
    frame : DataFrame
        ``estimate`` and, where there are any, ``low, high, n``; rows as for
        `analysis.show.rows.intervals`. The fields have the same hundred: a row is a part of all,
        not of the row before.
    highlight : str or collection of str, optional
        Rows that the title speaks of: the others are drawn in the second tone. All when left out.
    of : str, optional
        Who the hundred are, written once above ("Of 100 users of social media").

    Returns
    -------
    Chart
        Each row has its number in large letters, its words, and a hundred dots.

    Examples
    --------
    >>> frame = pd.DataFrame({"estimate": [0.35, 0.21]}, index=["looked", "applied"])
    >>> [part.words for part in hundred(frame).sheet().parts if hasattr(part, "words")]
    ['looked: 35%', 'applied: 21%']
    """
    unit, names = unit_of(frame), row_names(frame)
    refuse({unit} - {"share"}, "units", "shares")
    refuse(frame["estimate"][lambda all_: (all_ < 0) | (all_ > 1)], "numbers", "shares of a whole")
    focus = chosen(highlight, frame, "what is highlighted") or {*frame.index}

    def draw(sheet: Sheet, axis: str) -> None:
        if of or axis:
            sheet.paragraph(of or axis, size=SIZE, colour=INK)
            sheet.height += 8
        counts = [i18n.number(round(HUNDRED * share)) for share in frame["estimate"]]
        aside = max(letters.width(count, BIG, bold=True) for count in counts) + 10
        for place, name in enumerate(names):
            row, field = frame.iloc[place], _field(sheet, name, aside)
            colour = BLUE if frame.index[place] in focus else GREY
            box = (0, sheet.height, sheet.width, field.bottom - sheet.height)
            with sheet.mark(told(name, row, unit), box):
                _people(sheet, field, round(HUNDRED * row["estimate"]), colour)
            sheet.height = field.bottom + 16

    return charted(frame, draw, measured=of is None)


class Field(NamedTuple):
    """Where the words and the dots of a row go."""

    lines: tuple[str, ...]
    aside: float
    left: float
    top: float
    step: float
    bottom: float


def _field(sheet: Sheet, name: str, aside: float) -> Field:
    """Find the place of a row: its words beside its dots, or above them when narrow."""
    room = sheet.width if sheet.narrow else 0.4 * sheet.width
    lines = letters.wrapped(name, room - aside)
    tall = max(BIG, len(lines) * SIZE * LEADING)
    left = 0 if sheet.narrow else room + 16
    top = sheet.height + (tall + 8 if sheet.narrow else 0)
    step = min((sheet.width - left) / ACROSS, STEP)
    bottom = max(sheet.height + tall, top + HUNDRED / ACROSS * step)
    return Field(lines, aside, left, top, step, bottom)


def _people(sheet: Sheet, field: Field, count: int, colour: str) -> None:
    """Draw the number and the words of a row, and its hundred dots."""
    top = sheet.height
    sheet.text(0, top + BIG - 6, i18n.number(count), colour=colour, size=BIG, bold=True)
    first = top + (SIZE if len(field.lines) > 1 else BIG - 8)
    sheet.lines(field.aside, first, field.lines)
    points = [
        (
            field.left + (place % ACROSS + 0.5) * field.step,
            field.top + (place // ACROSS + 0.5) * field.step,
        )
        for place in range(HUNDRED)
    ]
    sheet.dots(points[count:], PALE_GREY, DOT * field.step)
    sheet.dots(points[:count], colour, DOT * field.step)
