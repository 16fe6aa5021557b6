"""What makes an estimate unsafe to quote alone: a set of reasons, by one rule."""

from __future__ import annotations

import pandas as pd

from analysis.words.i18n import N_

SMALL_N, FEW_DF = 30, 8
WIDE, NARROW, RELATIVE = 0.30, 0.05, 1.30
"""Widths of the interval of a share: too wide in any case; never too wide; too wide beside the
share of the rarer answer, as a multiple of it. With 30 people, counted as they weigh, and 8 degrees
of freedom, they are the presentation standards of the National Center for Health Statistics
(Parker et al. 2017)."""

WIDE_RATIO = 10
"""Upper over lower end of the interval of a ratio from which not even its order of magnitude is
known. It is ours: the standards speak of shares only."""

REASONS = {
    "sample only": N_("volunteers: sample only"),
    "small base": N_("too few people"),
    "few PSUs": N_("too few sampling units"),
    "wide": N_("interval too wide"),
    "imprecise": N_("interval wide beside so rare an answer"),
}
"""Reason -> its words for readers, in the order in which they are written."""

NONE: frozenset[str] = frozenset()


def flags(
    unit: str,
    *,
    low: float,
    high: float,
    n: float,
    df: float,
    estimate: float = float("nan"),
    n_effective: float = float("nan"),
) -> frozenset[str]:
    """Return what makes an estimate unsafe to quote alone; nothing where nothing does.

    Parameters
    ----------
    unit : str
        "share", "ratio", or any other, such as "points".
    low, high : float
        Its interval.
    n, n_effective : float
        People in the base, and the simple random sample that would be as precise; of the smaller
        group in a comparison. Unknown where NaN.
    df : float
        Degrees of freedom of the variance.
    estimate : float
        The estimate, which the width of a share's interval is set beside.

    Notes
    -----
    A share and that of the other answer are flagged alike.

    Examples
    --------
    >>> few = {"estimate": 0.027, "low": 0.012, "high": 0.062, "df": 185}
    >>> sorted(flags("share", n=186, **few)), sorted(flags("share", n=25, **few))
    ([], ['small base'])
    """
    reasons = {
        "small base": n < SMALL_N or n_effective < SMALL_N,
        "few PSUs": df < FEW_DF,
        "wide": high > WIDE_RATIO * low if unit == "ratio" else high - low > WIDE,
        "imprecise": unit == "share"
        and high - low > max(NARROW, RELATIVE * min(estimate, 1 - estimate)),
    }
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
