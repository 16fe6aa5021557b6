"""Checks and summaries of survey weights."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import StudyError

SHOWN = 5
"""Row labels quoted in an error."""

MOST = 1e307
"""Above it numbers end, and below one part of it they lose their digits."""


def check_weights(weights: pd.Series[Any]) -> pd.Series[float]:
    """Return the weights as floats, or refuse them.

    The rule is that of `weight_faults`.

    Parameters
    ----------
    weights : Series of shape (n,)
        One weight a row.

    Returns
    -------
    Series of float64, of shape (n,)

    Raises
    ------
    StudyError
        When a weight isn't a number, is missing, infinite or negative (with the count and the first
        row labels), or when none is above zero.

    Examples
    --------
    >>> check_weights(pd.Series([1, 0, 2])).tolist()
    [1.0, 0.0, 2.0]
    >>> check_weights(pd.Series([1.0, -0.5], index=["Ana", "Bo"], name="weight"))
    Traceback (most recent call last):
        ...
    analysis.errors.StudyError: Weights in 'weight' can't be used.
      expected: a finite number, zero or more, on every row
      got: 1 negative (first rows: Bo)
    """
    found = [_fault(name, rows) for name, rows in weight_faults(weights).items() if rows.any()]
    if weights.empty:
        found = ["0 rows, none above zero"]
    if found:
        raise _unusable(weights.name, found)
    return pd.Series(pd.to_numeric(weights), dtype=np.float64)


def weight_faults(weights: pd.Series[Any]) -> dict[str, pd.Series[bool]]:
    """Mark the weights that can't be used: the one rule of the study, for people and for cells.

    A weight is a finite number of zero or more, and one at least is above zero; none is above 1e307
    or between 0 and 1e-307, where a computer's numbers end. Zero is allowed: such people are in the
    file but stand for nobody (panel members who missed a wave), and dropping them could drop a
    whole primary sampling unit from the design. Where all stand for nobody there is nothing to
    estimate.

    Parameters
    ----------
    weights : Series of shape (n,)
        One weight per person, or sums of the weights of people.

    Returns
    -------
    dict of str to Series of bool
        Fault -> the rows that have it. Being zero is a fault only where all are.

    Examples
    --------
    >>> faults = weight_faults(pd.Series([1.0, -0.5, float("inf")]))
    >>> [name for name, rows in faults.items() if rows.any()]
    ['infinite', 'negative']
    """
    # Of moments, pandas would take the nanoseconds.
    plain = weights if weights.dtype.kind not in "mM" else weights.map(str)
    numbers = pd.Series(pd.to_numeric(plain, errors="coerce"), dtype=np.float64).to_numpy()
    missing, zero = weights.isna().to_numpy(), numbers == 0
    with np.errstate(invalid="ignore"):
        usual = (numbers >= 1 / MOST) & (numbers <= MOST)
        above = (numbers > 0) & (numbers < np.inf)
    faults = {
        "missing": missing,
        "not a number": np.isnan(numbers) & ~missing,
        "infinite": np.isinf(numbers),
        "negative": numbers < 0,
        "too large or too small": above & ~usual,
        "zero, none above zero": zero & bool(zero.all()),
    }
    return {name: pd.Series(rows, index=weights.index) for name, rows in faults.items()}


def effective_n(weights: pd.Series[Any]) -> float:
    """Compute the effective sample size that unequal weights leave.

    Parameters
    ----------
    weights : Series of shape (n,)
        One weight a row.

    Returns
    -------
    float
        Number of people of an equally weighted sample with the same precision, between 1 and n.

    Raises
    ------
    StudyError
        As `check_weights`.

    Notes
    -----
    (sum of weights)² / (sum of squared weights): Kish, L. (1992), "Weighting for unequal Pi",
    *Journal of Official Statistics* 8(2), 183-200. It knows nothing of strata and clusters.

    Examples
    --------
    >>> effective_n(pd.Series([1, 1, 1, 1]))
    4.0
    >>> round(effective_n(pd.Series([3, 1])), 10)
    1.6
    """
    checked = check_weights(weights)
    # Scaled by the largest, so that squaring can neither overflow nor vanish.
    scaled = checked / checked.max()
    return float(scaled.sum() ** 2 / (scaled**2).sum())


def _fault(name: str, rows: pd.Series[bool]) -> str:
    """Count one fault and name the first rows that have it."""
    first = ", ".join(map(str, rows.index[rows][:SHOWN]))
    return f"{int(rows.sum())} {name} (first rows: {first})"


def _unusable(name: Hashable, found: list[str]) -> StudyError:
    """List what is wrong with the weights."""
    return StudyError(
        f"Weights in '{name}' can't be used.",
        expected="a finite number, zero or more, on every row",
        got="; ".join(found),
    )
