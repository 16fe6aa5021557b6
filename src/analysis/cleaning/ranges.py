"""Between which numbers a published figure lies: what its digits, its chart or its bound allow."""

from __future__ import annotations

import re
from decimal import Decimal

import pandas as pd

from analysis.cleaning.transcription import refuse

NUMBER = r"-?\d+(?:\.\d+)?"
RANGE = rf"({NUMBER})-({NUMBER})"
MARGIN = r"(?:\d+(?:\.\d+)?)?"
SIGNED = ("change", "points", "deviations", "outcome")
"""Units that go below 0: changes and effects."""


def scaled(texts: pd.Series[str], scale: pd.Series[str]) -> list[float]:
    """Compute numbers in decimal arithmetic, so that 55.9 % is 0.559 and not its neighbour.

    Parameters
    ----------
    texts : Series of str, of shape (n,)
        Numbers as printed, "" where there is none.
    scale : Series of str, of shape (n,)
        What each is multiplied by.

    Returns
    -------
    list of float
        Missing where there is no number.

    Examples
    --------
    >>> scaled(pd.Series(["55.9", ""]), pd.Series(["0.01", "0.01"]))
    [0.559, nan]
    """
    pairs = zip(texts, scale, strict=True)
    return [_number(Decimal(text) * Decimal(by) if text else None) for text, by in pairs]


def ranges(texts: pd.Series[str], margins: pd.Series[str], meanings: pd.DataFrame) -> pd.DataFrame:
    """Compute the least and the most that each figure may truly be.

    Sampling has no part in it: this is what rounding, the reading of a chart or the words of a
    bound leave open about the figure that its producer had.

    Parameters
    ----------
    texts : Series of str, of shape (n,)
        Values as transcribed: a number, two of them for a "range", "" for a finding in words.
    margins : Series of str, of shape (n,)
        How far the true figure may lie from each, in the same unit. "" is half a unit of the last
        digit.
    meanings : DataFrame of shape (n, 3)
        ``scale``, ``bound`` and ``unit`` of each, as in ``cleaning/data/published_units.csv``.

    Returns
    -------
    DataFrame of shape (n, 2)
        ``least`` and ``most``, in the unit of the tidy value:

        - "exact" and "approximate": the value less and plus its margin;
        - "lower": from the value to all there is, "upper": from nothing to the value. The number
          of a bound is taken as printed, without rounding;
        - "range": its two ends.

        Shares stay in 0..1, nothing but a change or an effect goes below 0. An end that is open is
        missing, and so are both where there is no number.

    Examples
    --------
    >>> meanings = pd.DataFrame({"scale": "0.01", "bound": ["exact", "lower"], "unit": "share"})
    >>> ranges(pd.Series(["8", "40"]), pd.Series(["", ""]), meanings).to_numpy().tolist()
    [[0.075, 0.085], [0.4, 1.0]]
    """
    columns = (texts, margins, meanings["scale"], meanings["bound"], meanings["unit"])
    ends = [_ends(*row) for row in zip(*columns, strict=True)]
    return pd.DataFrame(ends, columns=["least", "most"], index=texts.index, dtype="float64")


def check_margins(frame: pd.DataFrame, bound: pd.Series[str], *, source: str) -> None:
    """Check that each margin can be read, and is there exactly where the digits don't tell it.

    Nobody reads a chart to the last digit, a quotient has the errors of its parts, and "about a
    third" has no digits.

    Parameters
    ----------
    frame : DataFrame of shape (n, 19)
        A transcription.
    bound : Series of str, of shape (n,)
        The kind of bound that each figure is.
    source : str
        Id of the source, for the message.

    Raises
    ------
    StudyError
        When a margin isn't a number, when a figure measured on a chart, derived from others or put
        in words has none, or when there is one beside a bound, a range or words.

    Examples
    --------
    >>> frame = pd.DataFrame({"reached": ["own", "chart"], "margin": ["", "0.7"], "unit": "%"})
    >>> check_margins(frame, pd.Series(["exact", "exact"]), source="eurostat")
    """
    margins, reached = frame["margin"], frame["reached"]
    refuse(margins[~margins.str.fullmatch(MARGIN)], f"Unreadable margin in {source}.", "0.5, 2")
    single, bare = bound.isin(("exact", "approximate")), margins == ""
    useless = margins[~single & ~bare]
    refuse(useless, f"A bound, a range or words with a margin in {source}.", "an empty margin")
    expected = "a margin: how far the true figure may lie from this one, in its own unit"
    inexact = reached[single & bare & reached.isin(("chart", "derived"))]
    refuse(inexact, f"A figure that can't be exact in {source}.", expected)
    worded = frame["unit"][bare & (bound == "approximate")]
    refuse(worded, f"A figure put in words without its margin in {source}.", expected)


def _ends(text: str, margin: str, scale: str, bound: str, unit: str) -> tuple[float, float]:
    if not text:
        return _number(None), _number(None)
    floor = None if unit in SIGNED else Decimal(0)
    ceiling = Decimal(1) if unit == "share" else None
    if bound == "range":
        [(low, high)] = re.findall(f"^{RANGE}$", text)
        return _number(Decimal(low) * Decimal(scale)), _number(Decimal(high) * Decimal(scale))
    value = Decimal(text) * Decimal(scale)
    if bound == "lower":
        return _number(value), _number(ceiling)
    if bound == "upper":
        return _number(floor), _number(value)
    half = (Decimal(margin) if margin else _half_a_unit(text)) * Decimal(scale)
    least = value - half if floor is None else max(value - half, floor)
    most = value + half if ceiling is None else min(value + half, ceiling)
    return _number(least), _number(most)


def _half_a_unit(text: str) -> Decimal:
    """Return half a unit of the last digit: 0.5 for "8", 0.05 for "8.0"."""
    return Decimal("0.5").scaleb(int(Decimal(text).as_tuple().exponent))


def _number(exact: Decimal | None) -> float:
    return float("nan") if exact is None else float(exact)
