"""Charts of two shares a row, side by side: how far one group, or one date, is from another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import pandas as pd

from analysis.show import letters
from analysis.show.charts import Chart, Frame, bound_of, charted, quantity, refuse, threshold
from analysis.show.letters import LEADING, SIZE, SMALL
from analysis.show.palette import BLUE, GREY, MID_GREY, MUTED, ORANGE
from analysis.show.prose import row_names
from analysis.show.rows import ARROW, OFF, Names, chosen
from analysis.show.scales import Scale
from analysis.show.sheet import Sheet
from analysis.words import i18n
from analysis.words.i18n import _

Gap = Literal["points", "times"]


class Side(NamedTuple):
    """One of the two shares of a row: where it lies, how it is drawn and written."""

    share: float
    low: float
    high: float
    bound: str
    colour: str
    right: bool

    @property
    def words(self) -> str:
        """Write the share with its bound."""
        return quantity(self.share, "share", self.bound)

    @property
    def room(self) -> float:
        """Measure what the number and the arrow take beside the marks."""
        return letters.width(self.words, bold=True) + OFF + ARROW * (self.bound != "exact")


def pairs(
    frame: pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    highlight: Names = None,
    groups: Sequence[str] | None = None,
    mark: float | None = None,
    gap: Gap | None = "points",
    context: bool = False,
) -> Chart:
    """Chart two shares a row, side by side, and the gap between them.

    Parameters
    ----------
    frame : DataFrame or mapping of str to DataFrame
        Two columns of shares named in words, rows as for `analysis.show.rows.intervals`: the first
        is what the title speaks of, the second what it is compared with. Or the two columns by
        their names, each with ``estimate`` and, where there are any, ``low, high, bound, n``.
    highlight : str or collection of str, optional
        Rows that the title speaks of; the others turn grey.
    groups, mark
        As for `analysis.show.rows.intervals`.
    gap : {"points", "times"}, optional
        What to write beside a row: the gap in points, computed from the shares as they are written;
        how many times the second share the first one is; nothing.
    context : bool
        Whether the second column is no more than context, in grey.

    Returns
    -------
    Chart
        Each point bears its number; colour and shape both tell the columns apart.

    Examples
    --------
    >>> shares = pd.DataFrame({"Givers": [0.27], "Others": [0.05]}, index=["Helped"])
    >>> [part.words for part in pairs(shares).sheet().parts if hasattr(part, "words")]
    ['Helped: Givers: 27% · Others: 5%']
    """
    if isinstance(frame, pd.DataFrame):
        columns = {str(name): shares.to_frame("estimate") for name, shares in frame.items()}
    else:
        columns = dict(frame)
    refuse([*columns][2:], "columns", "two columns")
    first, second = columns.values()
    second = second.loc[first.index]
    names, focus = row_names(first), chosen(highlight, first, "what is highlighted")
    quiet = [bool(focus) and code not in focus for code in first.index]
    sides = [
        _sides((first.iloc[place], second.iloc[place]), quiet=grey, context=context)
        for place, grey in enumerate(quiet)
    ]
    line = threshold(mark, None, "share")
    reach = [number for pair in sides for side in pair for number in side[:3]]
    reach += [line.at] if line else []
    written = [_gap(one.share, other.share, gap) for one, other in sides]

    def draw(sheet: Sheet, axis: str) -> None:
        right = max(side.room for pair in sides for side in pair if side.right)
        beside = right + (max(letters.width(told, SMALL) for told in written) + 8) * bool(gap)
        greyed = [name for name, grey in zip(names, quiet, strict=True) if grey]
        rows = Frame(sheet, names, groups, beside=beside, quiet=greyed)
        _key(sheet, [*columns], [BLUE, GREY if context else ORANGE])
        rows.left += _shift(sides, rows.scale(reach, "share"))
        scale = rows.scale(reach, "share")
        top = rows.axis(axis, scale)
        for row in rows.rows():
            box = (0, row.top, sheet.width, row.bottom - row.top)
            with sheet.mark(_told(names[row.number], [*columns], sides[row.number]), box):
                _pair(sheet, scale, row.middle, sides[row.number])
                y = row.middle + 5
                if gap:
                    told = written[row.number]
                    sheet.text(sheet.width, y, told, colour=MUTED, size=SMALL, anchor="end")
        rows.grid(scale, top, line)

    data = frame if isinstance(frame, pd.DataFrame) else pd.concat(columns, names=["column"])
    return charted(data, draw)


def _sides(
    rows: tuple[pd.Series[Any], pd.Series[Any]], *, quiet: bool, context: bool
) -> tuple[Side, Side]:
    """Return both shares of a row, each to be written on the side away from the other."""
    colours = (GREY, GREY) if quiet else (BLUE, GREY if context else ORANGE)
    ahead = rows[0]["estimate"] > rows[1]["estimate"]
    first, second = (
        _side(row, colour, right)
        for row, colour, right in zip(rows, colours, (ahead, not ahead), strict=True)
    )
    return first, second


def _side(row: pd.Series[Any], colour: str, right: bool) -> Side:
    share: float = row["estimate"]
    low, high = (row[end] if pd.notna(row.get(end)) else share for end in ("low", "high"))
    return Side(share, low, high, bound_of(row), colour, right)


def _shift(sides: Sequence[tuple[Side, Side]], scale: Scale) -> float:
    """Return how much farther right the scale must begin for the numbers left of marks."""
    span = scale.end - scale.start
    wanted = [0.0]
    for side in (side for pair in sides for side in pair if not side.right):
        part = (min(side.low, side.share) - scale.least) / (scale.most - scale.least)
        wanted.append((side.room - part * span) / (1 - part) if part < 1 else 0)
    return max(wanted)


def _gap(first: float, second: float, gap: Gap | None) -> str:
    """Write the gap between two shares as readers can check it: from the whole points shown.

    Examples
    --------
    >>> _gap(0.274, 0.155, "points"), _gap(0.32, 0.03, "times")
    ('+11 pts', '11 times')
    """
    if gap == "times":
        return _("{ratio} times").format(ratio=i18n.quantity(first / second, "ratio"))
    points = round(100 * first) - round(100 * second)
    sign = "+" if points > 0 else ""
    unit = _("{gap} pt") if abs(points) == 1 else _("{gap} pts")
    return unit.format(gap=sign + i18n.number(points))


def _told(name: str, columns: Sequence[str], sides: tuple[Side, Side]) -> str:
    """Write what the mark of a row says: both shares, with their intervals if there are any."""
    told = []
    for column, side in zip(columns, sides, strict=True):
        words = i18n.pair(column, side.words)
        known = side.low < side.high
        told.append(f"{words} ({i18n.span(side.low, side.high, 'share')})" if known else words)
    return i18n.pair(name.replace("\n", " "), " · ".join(told))


def _pair(sheet: Sheet, scale: Scale, y: float, sides: tuple[Side, Side]) -> None:
    """Draw both points of a row, each number beyond its interval or its arrow."""
    first, second = sides
    sheet.line((scale(first.share), y), (scale(second.share), y), MID_GREY, 3)
    for side in (second, first):
        x = scale(side.share)
        if side.low < side.high:
            sheet.line((scale(side.low), y), (scale(side.high), y), side.colour, 1.6)
        if side.bound != "exact":
            sheet.arrow((x, y), (x + (ARROW if side.bound == "lower" else -ARROW), y), side.colour)
        if side is first:
            sheet.dot(x, y, side.colour, 5.5)
        else:
            sheet.square(x, y, side.colour)
    for side in sides:
        beyond = ARROW * ((side.bound == "lower") if side.right else (side.bound == "upper"))
        edge = scale(side.high) + beyond if side.right else scale(side.low) - beyond
        x = max(edge, scale(side.share) + 3) if side.right else min(edge, scale(side.share) - 3)
        sheet.text(
            x + (OFF - 2 if side.right else 2 - OFF),
            y + 5,
            side.words,
            colour=side.colour,
            bold=True,
            anchor="start" if side.right else "end",
            halo=True,
        )


def _key(sheet: Sheet, names: Sequence[str], colours: Sequence[str]) -> None:
    """Name the marks of two columns, in their colours and shapes, above the drawing."""
    x, start = 0.0, sheet.height
    for name, colour in zip(names, colours, strict=True):
        room = sheet.width - 18
        if x and x + 18 + letters.width(name, bold=True) > sheet.width:
            x, start = 0.0, sheet.height
        broken = letters.wrapped(name, room, bold=True)
        y = start + SIZE
        (sheet.dot if colour == BLUE else sheet.square)(x + 6, y - 5, colour)
        sheet.lines(x + 18, y, broken, colour=colour, bold=True)
        sheet.height = max(sheet.height, start + len(broken) * SIZE * LEADING)
        x += 18 + max(letters.width(line, bold=True) for line in broken) + 24
    sheet.height += 6
