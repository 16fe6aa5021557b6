"""Numbers in the cells of tables: with their interval, their caution, and what sorts them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.words import i18n
from analysis.words.i18n import _

EMPTY = frozenset({"", "–"})
"""What a cell holds where there is nothing to tell."""


@dataclass(frozen=True)
class Measure:
    """A number as a table shows it: its text, then its interval and a caution in small.

    Parameters
    ----------
    value : float
        What the cell is sorted by, whatever the language of its text; NaN goes last.
    text, interval, caution : str
        As readers see them; an interval or a caution that is not there is empty.
    """

    value: float
    text: str
    interval: str = ""
    caution: str = ""

    def __html__(self) -> str:
        """Return the cell's content; the caution is in words, the sheet adds its mark."""
        parts = [Markup.escape(self.text)]
        if self.interval:
            parts.append(Markup('<small class="interval">({})</small>').format(self.interval))
        if self.caution:
            parts.append(Markup('<small class="caution">{}</small>').format(self.caution))
        return Markup(" ").join(parts)

    def __str__(self) -> str:
        """Return the same as plain text."""
        told = f"{self.text} ({self.interval})" if self.interval else self.text
        return f"{told} [{self.caution}]" if self.caution else told


def measure(
    value: float,
    unit: str,
    low: float = math.nan,
    high: float = math.nan,
    *,
    more: int = 0,
    caution: str = "",
) -> Measure:
    """Return a number for a table, written in the language of the run.

    Parameters
    ----------
    value : float
        In the unit's scale: a share as a fraction. NaN is written as a dash.
    unit : str
        As for `analysis.words.i18n.quantity`.
    low, high : float
        Ends of its interval, NaN where it has none.
    more : int
        Decimals beyond the usual ones.
    caution : str
        What makes it unsafe to quote alone, in words.

    Examples
    --------
    >>> str(measure(0.551, "share", 0.402, 0.684))
    '55% (40 to 68)'
    >>> str(measure(1.9, "ratio", 1.2, 3.0, caution="too few people"))
    '1.9 (1.2 to 3.0) [too few people]'
    >>> measure(float("nan"), "share").text
    '–'
    """
    # Published tables leave a count out as pandas' NA, which no number can be compared with.
    value, low, high = (math.nan if pd.isna(x) else float(x) for x in (value, low, high))
    if math.isnan(value):
        return Measure(value, "–", caution=caution)
    return Measure(value, i18n.quantity(value, unit, more), i18n.ends(low, high, unit), caution)


def people(n: float) -> Measure:
    """Return a count of people for a table; a dash where it is not known.

    Examples
    --------
    >>> people(1372).text, people(float("nan")).text
    ('1,372', '–')
    """
    return measure(n, "count")


def sort_key(cell: object) -> float | None:
    """Return the number that a cell is sorted by, None for a text.

    Anything that holds its number as ``value`` has one: a `Measure`, or a value of the study.

    Examples
    --------
    >>> sort_key(measure(0.35, "share")), sort_key("35%")
    (0.35, None)
    """
    value = getattr(cell, "value", None)
    return value if isinstance(value, float | int) and not math.isnan(value) else None


def slim(frame: pd.DataFrame, caption: str) -> tuple[pd.DataFrame, str]:
    """Return a table without the columns that tell nothing, and its caption.

    What is missing is a dash. A column whose cells are all empty goes; one that counts the people
    asked and is the same in all rows goes to the caption.

    Parameters
    ----------
    frame : DataFrame
        What is to be shown, one cell each.
    caption : str
        What the table holds.

    Examples
    --------
    >>> rows = {"Share": ["5%", "8%"], "Note": ["–", "–"], "People asked (n)": ["90", "90"]}
    >>> shown, caption = slim(pd.DataFrame(rows), "Members")
    >>> [*shown], caption
    (['Share'], 'Members (n = 90)')
    """
    frame = frame.astype(object).where(frame.notna(), "–")
    empty = [all(str(cell) in EMPTY for cell in frame.iloc[:, k]) for k in range(frame.shape[1])]
    if len(frame) and not all(empty):
        frame = frame.loc[:, [not is_empty for is_empty in empty]]
    base = _("People asked (n)")
    counts = {str(cell) for cell in frame.get(base, ())}
    if len(counts) == 1 and frame.shape[1] > 1:
        frame = frame.drop(columns=base)
        told = type(caption)(_("{caption} (n = {n})"))  # a caption with a badge stays markup
        caption = told.format(caption=caption, n=counts.pop())
    return frame, caption


def row_measure(row: pd.Series[Any], unit: str, caution: str = "") -> Measure:
    """Return the estimate of a row of `analysis.inference` with its interval.

    Examples
    --------
    >>> str(row_measure(pd.Series({"estimate": 0.5, "low": 0.4, "high": 0.6}), "share"))
    '50% (40 to 60)'
    """
    return measure(row["estimate"], unit, row["low"], row["high"], caution=caution)
