"""Charts over time: lines through years, slopes between two dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from analysis.show import letters
from analysis.show.charts import DASHES, Chart, charted, refuse, told
from analysis.show.letters import LEADING, SIZE, SMALL
from analysis.show.palette import BLUE, GREY, INK, MUTED, ORANGE, PALE_GREY, RULE, SERIES
from analysis.show.prose import row_names, unit_of
from analysis.show.rows import Names, chosen
from analysis.show.scales import Scale, scale_of, scale_of_years
from analysis.show.sheet import Anchor, Numbers, Shape, Sheet, straight
from analysis.words import i18n

TALL, CLOSE, AFTER = 230, 17, 12
"""Height of the plot; the least between two names; between a line's end and its name."""

NAMES, YEAR_ROOM = 0.36, 10


class Name(NamedTuple):
    """The words at the end of a line, their colour, and where they would stand best."""

    lines: tuple[str, ...]
    colour: str
    y: float


def trend(
    frame: pd.DataFrame,
    *,
    unit: str | None = None,
    highlight: str | None = None,
    changes: Mapping[float, str] | None = None,
    steps: Sequence[str] | None = None,
) -> Chart:
    """Chart estimates over the years, one line a series, intervals as given, names at the ends.

    Parameters
    ----------
    frame : DataFrame
        ``series`` (words), ``year`` (integers), ``estimate, low, high``. At most three series:
        there are no more colours that everybody can tell apart.
    unit : str, optional
        As for `analysis.judging.values.Value`; that of the rows when left out.
    highlight : str, optional
        The series that the title speaks of; the first one when left out.
    changes : mapping of float to str, optional
        Year -> what changed from then on (a way of asking): the time from it on is shaded.
    steps : sequence of str, optional
        Words of the places along the line where these are no years but ages or periods, which
        ``year`` counts from 0.

    Returns
    -------
    Chart
    """
    unit = unit or unit_of(frame)
    groups = frame.groupby("series", sort=False, dropna=False)
    series = {str(name): rows.sort_values("year") for name, rows in groups}
    refuse([*series][len(SERIES) :], "series", f"{len(SERIES)} at most")
    refuse({highlight} - {None, *series}, "what is highlighted", "the name of a series")
    first = sorted(series, key=lambda name: name != (highlight or next(iter(series))))
    colours = dict(zip(first, SERIES, strict=False))
    reach = frame.reindex(columns=["estimate", "low", "high"]).to_numpy(float).ravel().tolist()
    scale_of(reach, unit, 0, 1)
    named = dict(enumerate(steps)) if steps else {int(year): f"{year}" for year in frame["year"]}

    def draw(sheet: Sheet, axis: str) -> None:
        names = _names(sheet, series, colours, unit)
        widest = max(letters.width(line, bold=True) for lines in names.values() for line in lines)
        plot = _plot(sheet, axis, reach, unit, widest + AFTER)
        years = scale_of_years(frame["year"].min(), frame["year"].max(), *plot.ends)
        (_steps if steps else _years)(sheet, years, named, plot)
        for year, words in (changes or {}).items():
            _change(sheet, years(year), words, plot)
        ends = []
        for name, rows in sorted(series.items(), key=lambda item: -first.index(item[0])):
            told_rows = rows.assign(told=[f"{name}, {named[year]}" for year in rows["year"]])
            _series(sheet, told_rows, (years, plot.scale), colours[name], unit)
            last = plot.scale(rows["estimate"].iloc[-1])
            ends.append(Name(names[name], colours[name], last))
        _write_names(sheet, ends, plot.ends[1] + AFTER)

    return charted(frame, draw)


def _names(
    sheet: Sheet, series: Mapping[str, pd.DataFrame], colours: Mapping[str, str], unit: str
) -> dict[str, tuple[str, ...]]:
    """Return what is written at the end of each line; when narrow, names are above the plot."""
    last = {name: i18n.quantity(rows["estimate"].iloc[-1], unit) for name, rows in series.items()}
    if not sheet.narrow:
        room = NAMES * sheet.width
        return {
            name: letters.wrapped(f"{name} {end}", room, bold=True) for name, end in last.items()
        }
    for name in series:
        sheet.dot(6, sheet.height + SIZE - 5, colours[name])
        sheet.paragraph(name, colour=colours[name], size=SIZE, bold=True, x=17)
    sheet.height += 6
    return {name: (end,) for name, end in last.items()}


class Plot(NamedTuple):
    """The place of a plot: its scale from bottom to top, its ends across, its top and bottom."""

    scale: Scale
    ends: tuple[float, float]
    top: float
    bottom: float


def _plot(sheet: Sheet, axis: str, reach: Sequence[float], unit: str, beside: float) -> Plot:
    """Write the words of the axis above, its numbers at the left, its lines behind."""
    if axis:
        sheet.paragraph(axis)
    top = sheet.height + SIZE
    bottom = top + TALL
    scale = scale_of(reach, unit, bottom, top)
    ticks = scale.ticks()
    left = max(letters.width(words, SMALL) for _number, words in ticks) + 10
    right = sheet.width - beside
    for number, words in ticks:
        y = scale(number)
        base = number == (1 if unit == "ratio" else 0)
        sheet.ground.append(straight((left, y), (right, y), MUTED if base else RULE))
        sheet.text(left - 8, y + 4.5, words, colour=MUTED, size=SMALL, anchor="end")
    sheet.height = bottom + SMALL * LEADING + 6
    return Plot(scale, (left + 8, right - 4), top, bottom)


def _years(sheet: Sheet, years: Scale, asked: Mapping[int, str], plot: Plot) -> None:
    """Name years that were asked, as many as there is room for."""
    known = sorted(asked)
    taken: list[float] = []
    room = letters.width("2000", SMALL) + YEAR_ROOM
    for year in [known[-1], known[0], *known]:
        x = years(year)
        if all(abs(x - other) >= room for other in taken):
            taken.append(x)
            y = plot.bottom + 18
            sheet.text(x, y, asked[year], colour=MUTED, size=SMALL, anchor="middle")


def _steps(sheet: Sheet, places: Scale, named: Mapping[int, str], plot: Plot) -> None:
    """Name all the steps of an axis that has no years, on as many lines as they take."""
    room = places(1) - places(0) - YEAR_ROOM
    for place, words in named.items():
        lines = letters.wrapped(words, room, SMALL)
        x = max(places(place), max(letters.width(line, SMALL) for line in lines) / 2)
        y = plot.bottom + 18
        sheet.lines(x, y, lines, colour=MUTED, size=SMALL, anchor="middle")
        sheet.height = max(sheet.height, y + (len(lines) - 1) * SMALL * LEADING + 6)


def _change(sheet: Sheet, x: float, words: str, plot: Plot) -> None:
    """Shade the time after a change, and say what changed."""
    end, top = plot.ends[1] + 8, plot.top - 8
    shade: Numbers = {"x": x, "y": top, "width": end - x, "height": plot.bottom - top}
    sheet.ground.insert(0, straight((x, top), (x, plot.bottom), INK, 1.2, DASHES))
    sheet.ground.insert(0, Shape("rect", {**shade, "fill": PALE_GREY}))
    anchor: Anchor = "start" if end - x > letters.width(words, SMALL) + 12 else "end"
    room = end - x if anchor == "start" else x - plot.ends[0]
    lines = letters.wrapped(words, room - 6, SMALL)
    start = x + 6 if anchor == "start" else x - 6
    y = plot.bottom - 8 - (len(lines) - 1) * SMALL * LEADING
    sheet.lines(start, y, lines, size=SMALL, anchor=anchor)


def _series(
    sheet: Sheet, rows: pd.DataFrame, scales: tuple[Scale, Scale], colour: str, unit: str
) -> None:
    """Draw the line of a series, and a mark for each of its years."""
    years, scale = scales
    points = [(years(row["year"]), scale(row["estimate"])) for row in rows.to_dict("records")]
    sheet.path(points, colour, 2.5 if colour == BLUE else 2)
    for (x, y), (_place, row) in zip(points, rows.iterrows(), strict=True):
        words = told(row["told"], row, unit)
        with sheet.mark(words, (x - 10, y - 16, 20, 32)):
            if pd.notna(row["low"]) and pd.notna(row["high"]):
                sheet.line((x, scale(row["low"])), (x, scale(row["high"])), colour, 1.4)
            sheet.dot(x, y, colour, 4)


def _write_names(sheet: Sheet, names: Sequence[Name], x: float) -> None:
    """Write names one under the other beside the ends of their lines, none on another."""
    ordered = sorted(names, key=lambda one: one.y)
    tall = [len(name.lines) * SIZE * LEADING + 2 for name in ordered]
    tops = _spread([name.y - high / 2 for name, high in zip(ordered, tall, strict=True)], tall)
    for name, top, high in zip(ordered, tops, tall, strict=True):
        sheet.lines(x, top + SIZE, name.lines, colour=name.colour, bold=True)
        sheet.height = max(sheet.height, top + high)


def _spread(tops: Sequence[float], tall: Sequence[float]) -> list[float]:
    """Move blocks as little as keeps each of them off the next.

    Blocks that touch move together, around where all of them would stand best.

    Examples
    --------
    >>> _spread([0, 4, 100], [10, 10, 10])
    [-3.0, 7.0, 100.0]
    """
    groups: list[tuple[float, float, int]] = []  # where it begins, how tall it is, blocks in it
    for top, high in zip(tops, tall, strict=True):
        begin, length, count = float(top), float(high), 1
        while groups and groups[-1][0] + groups[-1][1] > begin:
            before, above, blocks = groups.pop()
            begin = (before * blocks + (begin - above) * count) / (blocks + count)
            length, count = above + length, blocks + count
        groups.append((begin, length, count))
    spread, blocks_tall = [], iter(tall)
    for begin, _length, count in groups:
        for _block in range(count):
            spread.append(begin)
            begin += next(blocks_tall)  # noqa: PLW2901 - from one block to the next
    return spread


def slopes(
    frame: pd.DataFrame, *, unit: str = "share", highlight: Names = None, compared: Names = None
) -> Chart:
    """Chart how each row went from one date to another, names and numbers at the ends.

    Parameters
    ----------
    frame : DataFrame
        Two columns, named by their dates; rows as for `analysis.show.rows.intervals`.
    unit : str
        As for `analysis.judging.values.Value`.
    highlight, compared : str or collection of str, optional
        As for `analysis.show.rows.intervals`.

    Returns
    -------
    Chart
    """
    refuse(frame.columns[2:], "dates", "two columns")
    focus = chosen(highlight, frame, "what is highlighted")
    second = chosen(compared, frame, "what is compared")
    rest = GREY if focus else BLUE
    colours = [BLUE if n in focus else ORANGE if n in second else rest for n in frame.index]
    names, reach = row_names(frame), frame.to_numpy(float).ravel()
    scale_of(reach, unit, 0, 1)

    def draw(sheet: Sheet, axis: str) -> None:
        number = max(letters.width(i18n.quantity(one, unit), bold=True) for one in reach)
        room = 0.5 * sheet.width if sheet.narrow else 0.4 * sheet.width
        texts = [
            letters.wrapped(f"{i18n.quantity(last, unit)} {name}", room, bold=True)
            for name, last in zip(names, frame.iloc[:, 1], strict=True)
        ]
        widest = max(letters.width(line, bold=True) for lines in texts for line in lines)
        ends = (number + AFTER, sheet.width - widest - AFTER)
        top = _dates(sheet, axis, frame, ends)
        tall = max(TALL, CLOSE * sum(map(len, texts)) + 6 * len(texts))
        scale = scale_of(reach, unit, top + tall, top)
        left: list[Name] = []
        right: list[Name] = []
        order = sorted(range(len(frame)), key=lambda place: colours[place] != GREY)
        for place in order:
            shares, colour = frame.iloc[place], colours[place]
            _slope(sheet, names[place], shares, (ends, scale), colour, unit)
            told_first = (i18n.quantity(shares.iloc[0], unit),)
            if all(told_first != name.lines for name in left):  # once where lines begin together
                left.append(Name(told_first, colour, scale(shares.iloc[0])))
            right.append(Name(texts[place], colour, scale(shares.iloc[1])))
        for x in ends:
            sheet.ground.append(straight((x, top - 8), (x, top + tall), RULE))
        sheet.height = top + tall
        _write_names(sheet, left, 0)
        _write_names(sheet, right, ends[1] + AFTER)

    return charted(frame, draw)


def _dates(sheet: Sheet, axis: str, frame: pd.DataFrame, ends: tuple[float, float]) -> float:
    """Write the words of the axis and both dates; return where the lines begin."""
    if axis:
        sheet.paragraph(axis)
    y = sheet.height + SIZE + 4
    for x, date in zip(ends, frame.columns, strict=True):
        sheet.text(x, y, str(date), anchor="middle", bold=True)
    return y + 16


def _slope(
    sheet: Sheet,
    name: str,
    shares: pd.Series[float],
    place: tuple[tuple[float, float], Scale],
    colour: str,
    unit: str,
) -> None:
    ends, scale = place
    points = [(x, scale(share)) for x, share in zip(ends, shares, strict=True)]
    dates = [i18n.pair(str(date), i18n.quantity(one, unit)) for date, one in shares.items()]
    top = min(y for _x, y in points) - 6
    tall = abs(points[0][1] - points[1][1]) + 12
    with sheet.mark(i18n.pair(name, " · ".join(dates)), (ends[0], top, ends[1] - ends[0], tall)):
        sheet.path(points, colour, 1.6 if colour == GREY else 3)
        for x, y in points:
            sheet.dot(x, y, colour, 4)
