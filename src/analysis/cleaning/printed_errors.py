"""Intervals of published figures that were printed with their standard error."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import expit, logit, stdtrit

from analysis.cleaning.confidence import TAIL
from analysis.cleaning.ranges import NUMBER
from analysis.cleaning.transcription import refuse

DF = r"[1-9]\d*"


def check_errors(frame: pd.DataFrame, bound: pd.Series[str], *, source: str) -> None:
    """Check that each standard error can be read, and stands beside an exact figure.

    Parameters
    ----------
    frame : DataFrame
        A transcription, with ``se`` and ``df``.
    bound : Series of str, of shape (n,)
        The kind of bound that each figure is.
    source : str
        Id of the source, for the message.

    Raises
    ------
    StudyError
        When an error isn't a number above 0, stands beside a bound, a range or words, or when
        degrees of freedom are no whole number or have no error.

    Examples
    --------
    >>> frame = pd.DataFrame({"se": ["2.1", ""], "df": ["29", ""]})
    >>> check_errors(frame, pd.Series(["exact", "lower"]), source="wheeler")
    """
    errors, degrees = frame["se"], frame["df"]
    given = errors != ""
    positive = errors.str.fullmatch(NUMBER) & (pd.to_numeric(errors, errors="coerce") > 0)
    refuse(errors[given & ~positive], f"Unreadable standard error in {source}.", "2.1, above 0")
    inexact = errors[given & (bound != "exact")]
    refuse(inexact, f"A standard error without an exact figure in {source}.", "an empty se")
    wrong = (degrees != "") & (~degrees.str.fullmatch(DF) | ~given)
    refuse(degrees[wrong], f"Unreadable df in {source}.", "a whole number beside a standard error")


def error_intervals(table: pd.DataFrame) -> pd.DataFrame:
    """Compute the 95 % intervals of figures from their printed standard errors.

    A share's is symmetric on the logit scale, on which the error is ``se / (p (1 - p))`` (delta
    method), so that it stays between 0 and 1; any other's is symmetric. Student's law where
    degrees of freedom are known, such as the clusters of a trial less one, the normal law where
    they aren't: the error is then that of a survey of thousands.

    Parameters
    ----------
    table : DataFrame of shape (n, 4)
        ``value``, ``se``, ``df`` (missing: normal law) and ``unit``. A share is above 0, below 1.

    Returns
    -------
    DataFrame of shape (n, 3)
        ``low``, ``high`` and ``scale`` ("logit" or "identity").

    Examples
    --------
    >>> trial = {"value": [0.07], "se": [0.021], "df": [29.0], "unit": ["points"]}
    >>> error_intervals(pd.DataFrame(trial)).round(4).to_numpy().tolist()
    [[0.0271, 0.1129, 'identity']]
    """
    value, share = table["value"].astype(float), table["unit"] == "share"
    df = table["df"].astype(float).fillna(np.inf)
    half = stdtrit(df, 1 - TAIL) * table["se"].astype(float)
    moved = half / (value * (1 - value)).where(share, 1.0)
    middle = pd.Series(logit(value.where(share, 0.5)), index=table.index).where(share, value)
    low, high = middle - moved, middle + moved
    return pd.DataFrame(
        {
            "low": pd.Series(expit(low), index=table.index).where(share, low),
            "high": pd.Series(expit(high), index=table.index).where(share, high),
            "scale": share.map({True: "logit", False: "identity"}),
        }
    )
