"""Charts of one row a group: estimates with intervals, ranked bars."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, TypedDict

import pandas as pd

from analysis.show import letters
from analysis.show.charts import (
    Chart,
    Frame,
    Mark,
    Row,
    bound_of,
    charted,
    quantity,
    refuse,
    threshold,
    told,
)
from analysis.show.palette import BLUE, GREY, INK, MID_GREY, ORANGE
from analysis.show.prose import row_names, unit_of
from analysis.show.scales import Scale
from analysis.show.sheet import Sheet

Names = str | Collection[str] | None
"""Rows by their place in the index: one, several, none."""

ARROW, OFF = 22, 9
"""Length of the arrow of a bound; between marks and their number, in CSS pixels."""

BAR = 14
PREDICTED = ("predicted_low", "predicted_high")


def chosen(names: Names, frame: pd.DataFrame, what: str) -> set[str]:
    """Return the rows that are named, all of them rows of the frame."""
    found = {names} if isinstance(names, str) else {*(names or ())}
    refuse(sorted(found - {*frame.index}), what, "names of rows")
    return found


def intervals(
    frame: pd.DataFrame,
    *,
    unit: str | None = None,
    mark: float | None = None,
    marked: str | None = None,
    highlight: Names = None,
    compared: Names = None,
    context: Names = None,
    groups: Sequence[str] | None = None,
) -> Chart:
    """Chart estimates as points with the intervals they come with, one row each.

    Parameters
    ----------
    frame : DataFrame
        ``estimate, low, high``, rows from top to bottom, named by
        `analysis.show.prose.row_names`; a ``bound`` of "lower" or "upper" is an arrow. A row with
        ``predicted_low, predicted_high`` is a summary: a diamond, its prediction a thin bar.
    unit : str, optional
        As for `analysis.judging.values.Value`: "ratio" is on a log scale, others show 0. That of
        the rows when left out.
    mark : float, optional
        A threshold to draw.
    marked : str, optional
        Its words; "half", "no difference", or the claim's threshold when left out.
    highlight : str or collection of str, optional
        Rows that the title speaks of, by their place in the index; the others turn grey.
    compared : str or collection of str, optional
        Rows that those are compared with, in the second colour.
    context : str or collection of str, optional
        Rows in grey, where none is highlighted.
    groups : sequence of str, optional
        The group of each row: rows of a group stand together under its name.

    Returns
    -------
    Chart
        Each point bears its number: nothing must be read off the axis.

    Examples
    --------
    >>> frame = pd.DataFrame({"estimate": [0.5], "low": [0.4], "high": [0.6]}, index=["Women"])
    >>> [part.words for part in intervals(frame).sheet().parts if hasattr(part, "words")]
    ['Women: 50% · 95% interval: 40% to 60%']
    """
    unit = unit or unit_of(frame)
    names = row_names(frame)
    colours = _coloured(frame, highlight, compared, context)
    line = threshold(mark, marked, unit)
    _check_scale(frame, unit)

    def draw(sheet: Sheet, axis: str) -> None:
        numbers = [quantity(row["estimate"], unit, bound_of(row)) for _, row in frame.iterrows()]
        beside = OFF + max(letters.width(number, bold=True) for number in numbers)
        beside += ARROW * any(bound_of(row) == "lower" for _, row in frame.iterrows())
        quiet = [name for name, colour in zip(names, colours, strict=True) if colour == GREY]
        rows = Frame(sheet, names, groups, beside=beside, quiet=quiet)
        scale = rows.scale(_reach(frame, line), unit)
        top = rows.axis(axis, scale)
        for row in rows.rows():
            data = frame.iloc[row.number]
            box = (0, row.top, sheet.width, row.bottom - row.top)
            with sheet.mark(told(_flat(names[row.number]), data, unit), box):
                ends = _estimate(sheet, scale, row, data, colours[row.number])
                _number(
                    sheet, (scale, line), ends, row.middle, numbers[row.number], colours[row.number]
                )
        rows.grid(scale, top, line)

    return charted(frame, draw)


def _check_scale(frame: pd.DataFrame, unit: str) -> None:
    Frame(Sheet(), ["-"]).scale(_reach(frame, None), unit)


def _flat(name: str) -> str:
    return name.replace("\n", " ")


def _coloured(frame: pd.DataFrame, highlight: Names, compared: Names, context: Names) -> list[str]:
    """Return the colour of each row: by what the title says of it."""
    focus = chosen(highlight, frame, "what is highlighted")
    second = chosen(compared, frame, "what is compared")
    grey = chosen(context, frame, "context")
    rest = GREY if focus else BLUE
    return [
        BLUE if name in focus else ORANGE if name in second else GREY if name in grey else rest
        for name in frame.index
    ]


def _reach(frame: pd.DataFrame, line: Mark | None) -> list[float]:
    """List the numbers that the scale of some rows must hold."""
    drawn = ["estimate", "low", "high", *PREDICTED]
    numbers = frame.reindex(columns=drawn).to_numpy(float).ravel().tolist()
    return [*numbers, *([line.at] if line else [])]


def _estimate(
    sheet: Sheet, scale: Scale, row: Row, data: pd.Series[Any], colour: str
) -> tuple[float, float]:
    """Draw a point, its interval or its bound; return from where to where it goes."""
    x, y = scale(data["estimate"]), row.middle
    near, far = x - 5, x + 5
    if pd.notna(data.get("predicted_low")):
        return _summary(sheet, scale, y, data, colour)
    if pd.notna(data.get("low")) and pd.notna(data.get("high")):
        near, far = min(near, scale(data["low"])), max(far, scale(data["high"]))
        sheet.line((scale(data["low"]), y), (scale(data["high"]), y), colour)
    bound = bound_of(data)
    if bound == "lower":
        far = max(far, x + ARROW)
        sheet.arrow((x, y), (x + ARROW, y), colour)
    if bound == "upper":
        near = min(near, max(x - ARROW, scale.start))
        sheet.arrow((x, y), (max(x - ARROW, scale.start), y), colour)
    sheet.dot(x, y, colour)
    return near, far


def _summary(
    sheet: Sheet, scale: Scale, y: float, data: pd.Series[Any], colour: str
) -> tuple[float, float]:
    """Draw a summary as a diamond over its interval, and its prediction as a thin bar."""
    low, high = (scale(data[end]) for end in PREDICTED)
    sheet.line((low, y), (high, y), colour, 1.2)
    for x in (low, high):
        sheet.line((x, y - 5), (x, y + 5), colour, 1.2)
    left, middle, right = (scale(data[end]) for end in ("low", "estimate", "high"))
    sheet.area([(left, y), (middle, y - 6), (right, y), (middle, y + 6)], colour)
    return min(low, left), max(high, right)


def _number(
    sheet: Sheet,
    over: tuple[Scale, Mark | None],
    ends: tuple[float, float],
    middle: float,
    number: str,
    colour: str,
) -> None:
    """Write a number right of its marks, or left of them where a threshold would strike it."""
    (scale, line), (near, far), room = over, ends, letters.width(number, bold=True) + OFF
    shun = scale(line.at) if line else scale.start
    struck = far < shun < far + room + 2
    fits = near - room > scale.start and not near - room - 2 < shun < near
    look: Look = {"colour": colour, "bold": True, "halo": True}
    if struck and fits:
        sheet.text(near - OFF + 3, middle + 5, number, anchor="end", **look)
    else:
        sheet.text(far + OFF - 3, middle + 5, number, **look)


class Look(TypedDict):
    """How a number is written."""

    colour: str
    bold: bool
    halo: bool


def ranked(
    frame: pd.DataFrame,
    *,
    unit: str | None = None,
    highlight: Names = None,
    compared: Names = None,
    mark: float | None = None,
    marked: str | None = None,
) -> Chart:
    """Chart bars from the longest to the shortest, one or two of them picked out.

    Parameters
    ----------
    frame : DataFrame
        ``estimate`` and, where there are any, ``low, high``; rows as for `intervals`, in any order.
    unit, highlight, compared, mark, marked
        As for `intervals`. Unless rows are highlighted, all are.

    Returns
    -------
    Chart
        Every bar bears its number.
    """
    unit = unit or unit_of(frame)
    frame = frame.sort_values("estimate", ascending=False, kind="stable")
    names, colours = row_names(frame), _coloured(frame, highlight, compared, None)
    line = threshold(mark, marked, unit)
    _check_scale(frame, unit)

    def draw(sheet: Sheet, axis: str) -> None:
        numbers = [quantity(row["estimate"], unit, bound_of(row)) for _, row in frame.iterrows()]
        beside = OFF + max(letters.width(number, bold=True) for number in numbers)
        rows = Frame(sheet, names, beside=beside, height=BAR, aside=True)
        scale = rows.scale(_reach(frame, line), unit)
        sheet.paragraph(axis)
        top = sheet.height = sheet.height + 4
        for row in rows.rows():
            data, colour = frame.iloc[row.number], colours[row.number]
            box = (0, row.top, sheet.width, row.bottom - row.top)
            with sheet.mark(told(names[row.number], data, unit), box):
                _bar(sheet, scale, row, data, colour)
                far = data["high"] if pd.notna(data.get("high")) else data["estimate"]
                x = max(scale(far), scale(data["estimate"])) + OFF - 3
                sheet.text(
                    x, row.middle + 5, numbers[row.number], colour=colour, bold=True, halo=True
                )
        rows.grid(scale, top, line)

    return charted(frame, draw)


def _bar(sheet: Sheet, scale: Scale, row: Row, data: pd.Series[Any], colour: str) -> None:
    """Draw a bar from nothing to a number, its interval as a line over its end."""
    base, x = scale(1 if scale.unit == "ratio" else 0), scale(data["estimate"])
    fill = MID_GREY if colour == GREY else colour
    sheet.rectangle(min(base, x), row.middle - BAR / 2, abs(x - base), BAR, fill)
    if pd.notna(data.get("low")) and pd.notna(data.get("high")):
        sheet.line((scale(data["low"]), row.middle), (scale(data["high"]), row.middle), INK, 1.4)
