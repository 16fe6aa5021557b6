"""Small multiples: the same form and scale for several places, or for several definitions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from analysis.show import letters
from analysis.show.charts import Chart, Frame, bound_of, charted, quantity, refuse, threshold, told
from analysis.show.letters import SIZE
from analysis.show.palette import BLUE, GREY, INK, MID_GREY, MUTED, ORANGE
from analysis.show.prose import unit_of
from analysis.show.scales import Scale
from analysis.show.sheet import Sheet
from analysis.words import i18n
from analysis.words.i18n import _
from analysis.words.labels import label

BAR, BETWEEN, OFF = 14, 24, 6
COLUMNS = 2


def panels(
    frame: pd.DataFrame,
    *,
    highlight: str | Collection[str] = (),
    compared: str | Collection[str] = (),
    unit: str | None = None,
    columns: int = COLUMNS,
) -> Chart:
    """Chart the same bars for several places or sources, one panel each, on one scale.

    Parameters
    ----------
    frame : DataFrame
        ``panel`` and ``row``, both in words, and ``estimate``; ``low, high, n, bound`` where there
        are any. Panels and their rows from top to bottom.
    highlight : str or collection of str
        Rows that the title speaks of, by their words, in every panel; all when left out.
    compared : str or collection of str
        Rows that those are compared with.
    unit : str, optional
        As for `analysis.judging.values.Value`; that of the rows when left out.
    columns : int
        Panels side by side in a wide drawing; a narrow one has one.

    Returns
    -------
    Chart
        Every bar bears its number, so the axis has none.

    Examples
    --------
    >>> rows = {"panel": ["France", "Germany"], "row": "Relations", "estimate": [0.27, 0.32]}
    >>> chart = panels(pd.DataFrame(rows))
    >>> [part.words for part in chart.sheet().parts if hasattr(part, "words")]
    ['France, Relations: 27%', 'Germany, Relations: 32%']
    """
    unit = unit or unit_of(frame)
    focus = {highlight} if isinstance(highlight, str) else {*highlight}
    second = {compared} if isinstance(compared, str) else {*compared}
    refuse(sorted((focus | second) - {*frame["row"]}), "what is highlighted", "names of rows")
    rest = GREY if focus else BLUE
    colours = {
        row: BLUE if row in focus else ORANGE if row in second else rest for row in frame["row"]
    }
    Frame(Sheet(), ["-"]).scale(frame["estimate"], unit)

    def draw(sheet: Sheet, axis: str) -> None:
        if axis:
            sheet.paragraph(axis)
            sheet.height += 8
        across = 1 if sheet.narrow else columns
        wide = (sheet.width - BETWEEN * (across - 1)) / across
        groups = [(str(name), rows) for name, rows in frame.groupby("panel", sort=False)]
        left = max(map(letters.width, frame["row"]))
        for first in range(0, len(groups), across):
            top, bottom = sheet.height, sheet.height
            for place, (name, rows) in enumerate(groups[first : first + across]):
                panel = _Panel(sheet, place * (wide + BETWEEN), wide, min(left, 0.5 * wide))
                sheet.height = top
                panel.draw(name, rows, colours, (frame, unit))
                bottom = max(bottom, sheet.height)
            sheet.height = bottom + 16

    return charted(frame, draw)


class _Panel(NamedTuple):
    """A panel: where it begins, how wide it is, how much of that its names take."""

    sheet: Sheet
    left: float
    wide: float
    names: float

    def draw(
        self,
        title: str,
        rows: pd.DataFrame,
        colours: Mapping[str, str],
        shared: tuple[pd.DataFrame, str],
    ) -> None:
        """Draw the title and the bars, on the scale of all panels."""
        sheet, (frame, unit) = self.sheet, shared
        for line in letters.wrapped(title, self.wide, bold=True):
            sheet.text(self.left, sheet.height + SIZE, line, bold=True)
            sheet.height += 18
        sheet.height += 4
        numbers = [quantity(row["estimate"], unit, bound_of(row)) for _, row in frame.iterrows()]
        room = max(letters.width(number, bold=True) for number in numbers) + OFF
        start = self.left + self.names + 10
        reach = Frame(sheet, ["-"]).scale(frame["estimate"], unit)
        scale = Scale(
            unit, reach.least, frame["estimate"].max(), start, self.left + self.wide - room
        )
        for _place, row in rows.iterrows():
            self._bar(title, row, scale, colours[row["row"]])

    def _bar(self, title: str, row: pd.Series[Any], scale: Scale, colour: str) -> None:
        sheet, top = self.sheet, self.sheet.height
        lines = letters.wrapped(row["row"], self.names + 1)
        height = max(BAR + 10, len(lines) * 17 + 6)
        middle, words = top + height / 2, told(f"{title}, {row['row']}", row, scale.unit)
        with sheet.mark(words, (self.left, top, self.wide, height)):
            first = middle - (len(lines) - 1) * 8.5 + 5
            sheet.lines(self.left, first, lines, colour=MUTED if colour == GREY else INK)
            base, x = scale.start, scale(row["estimate"])
            fill = MID_GREY if colour == GREY else colour
            sheet.rectangle(base, middle - BAR / 2, max(x - base, 1), BAR, fill)
            number = quantity(row["estimate"], scale.unit, bound_of(row))
            sheet.text(x + OFF, middle + 5, number, colour=colour, bold=True)
        sheet.height = top + height


RADIUS = 4.2
SAYS = {"for": BLUE, "unclear": GREY, "against": ORANGE}


def strips(
    curves: Mapping[str, pd.DataFrame], words: Mapping[str, Mapping[str, str]], *, by: str
) -> Chart:
    """Chart specifications as dots, one row a named option of a choice, the threshold named.

    Parameters
    ----------
    curves : mapping
        Code of each estimand -> rows as given by `analysis.judging.robustness.judge`.
    words : mapping
        Words of the ``estimands``, above their rows; of the ``choices``; and of those ``options``
        that are no variables, as for `analysis.show.robustness.options_table`.
    by : str
        The choice whose options are the rows.

    Returns
    -------
    Chart
        A filled dot lies wholly on one side of the threshold, a hollow one does not; each row
        bears how many of its specifications are for the claim.
    """
    stacked = pd.concat(curves, names=["estimand"]).reset_index("estimand")
    for curve in curves.values():
        refuse(sorted({*curve["status"]} - {*SAYS}), "estimates", ", ".join(SAYS))
        refuse({by} - {*curve.columns}, "rows", "a choice of every curve")
    used = [says for says in SAYS if (stacked["status"] == says).any()]
    named = {name: _named(curve, words, by) for name, curve in curves.items()}

    def draw(sheet: Sheet, _axis: str) -> None:
        _key(sheet, used)
        for name, curve in named.items():
            sheet.height += 10
            sheet.paragraph(words["estimands"][name], colour=INK, size=SIZE, bold=True)
            sheet.height += 2
            _strip(sheet, curve)

    return charted(stacked, draw, measured=False)


def _named(curve: pd.DataFrame, words: Mapping[str, Mapping[str, str]], by: str) -> pd.DataFrame:
    """Name the row of each specification, and all its options."""
    choices = [choice for choice in words["choices"] if choice in curve and choice != by]

    def word(option: str) -> str:
        return words["options"].get(option) or label(option)

    options = [", ".join(map(word, row)) for row in curve[choices].itertuples(index=False)]
    return curve.assign(group=curve[by].map(word), options=options).reset_index(drop=True)


def _key(sheet: Sheet, used: Sequence[str]) -> None:
    """Name the dots by what they say of the claim."""
    x, y = 0.0, sheet.height + SIZE
    for says in used:
        sheet.dot(x + 6, y - 5, SAYS[says], RADIUS + 0.6, hollow=says == "unclear")
        sheet.text(x + 17, y, _(says), colour=SAYS[says], bold=True)
        x += 17 + letters.width(_(says), bold=True) + 22
    sheet.height = y + 8


def _strip(sheet: Sheet, curve: pd.DataFrame) -> None:
    """Draw the groups of one estimand over its scale."""
    unit, line = unit_of(curve), threshold(curve["threshold"].iloc[0], None, unit_of(curve))
    groups = [(str(name), rows) for name, rows in curve.groupby("group", sort=False)]
    counts = [
        _("{agree} of {all}").format(
            agree=i18n.number((rows["status"] == "for").sum()), all=i18n.number(len(rows))
        )
        for _name, rows in groups
    ]
    beside = max(letters.width(count) for count in counts) + 10
    frame = Frame(sheet, [name for name, _rows in groups], beside=beside)
    reach = [*curve["estimate"], *([line.at] if line else [])]
    scale = frame.scale(reach, unit)
    top = frame.axis("", scale)
    for row in frame.rows():
        _name, rows = groups[row.number]
        sheet.text(sheet.width, row.middle + 5, counts[row.number], colour=MUTED, anchor="end")
        for place, (_number, one) in enumerate(rows.sort_values("estimate").iterrows()):
            x, y = scale(one["estimate"]), row.middle + (place % 3 - 1) * 4.5
            colour = SAYS[one["status"]]
            with sheet.mark(told(_full(one), one, unit), (x - 5, y - 5, 10, 10)):
                sheet.dot(x, y, colour, RADIUS, hollow=one["status"] == "unclear")
    frame.grid(scale, top, line)
    sheet.height += 6


def _full(one: pd.Series[Any]) -> str:
    return f"{one['group']} ({one['options']})" if one["options"] else str(one["group"])
