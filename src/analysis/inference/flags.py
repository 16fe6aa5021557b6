"""What makes an estimate unsafe to quote alone: a set of reasons, by one rule."""

from __future__ import annotations

import pandas as pd

from analysis.words.labels import N_

SMALL_N, FEW_DF, LARGE_CV = 30, 8, 0.30
REASONS = {
    "sample only": N_("volunteers: sample only"),
    "small base": N_("small base"),
    "few PSUs": N_("few sampling units"),
    "imprecise": N_("imprecise"),
}
"""Reason -> its words for readers, in the order in which they are written."""

NONE: frozenset[str] = frozenset()


def flags(n: int, df: float, cv: float) -> frozenset[str]:
    """Return what makes an estimate unsafe to quote alone; nothing where nothing does.

    Parameters
    ----------
    n : int
        People in the base.
    df : float
        Degrees of freedom of the variance.
    cv : float
        Standard error over estimate.

    Examples
    --------
    >>> sorted(flags(n=25, df=40, cv=0.1)), sorted(flags(n=300, df=40, cv=0.1))
    (['small base'], [])
    """
    reasons = {"small base": n < SMALL_N, "few PSUs": df < FEW_DF, "imprecise": cv > LARGE_CV}
    return frozenset(reason for reason, true in reasons.items() if true)


def in_order(reasons: frozenset[str]) -> list[str]:
    """Return the reasons in the order in which they are written.

    Examples
    --------
    >>> in_order(frozenset({"imprecise", "small base"}))
    ['small base', 'imprecise']
    """
    return [reason for reason in REASONS if reason in reasons]


def for_file(frame: pd.DataFrame) -> pd.DataFrame:
    """Write as text what a table of data can't hold: bases, and flags in a column ``flag``.

    Parameters
    ----------
    frame : DataFrame
        Rows of estimates or verdicts; those without either column are given back as they are.

    Returns
    -------
    DataFrame
        The same rows and order of columns.

    Examples
    --------
    >>> row = {"estimate": [0.1], "flags": [frozenset({"few PSUs", "small base"})]}
    >>> for_file(pd.DataFrame(row))["flag"].to_list()
    ['small base, few PSUs']
    """
    text = frame.copy()
    if "base" in text:
        text["base"] = text["base"].map(str, na_action="ignore")
    if "flags" in text:
        text["flags"] = text["flags"].map(
            lambda reasons: ", ".join(in_order(reasons)), na_action="ignore"
        )
    return text.rename(columns={"flags": "flag"})
