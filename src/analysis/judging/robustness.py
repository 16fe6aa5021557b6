"""Does a finding survive other defensible choices, or a hidden cause? Curves and E-values.

A *specification curve* is what `analysis.inference.specifications.specify` gives: one estimate
under every combination of choices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import pandas as pd

from analysis.errors import StudyError
from analysis.inference.derived import Number, derive, numbers
from analysis.inference.specifications import Row
from analysis.judging.claims import Part, claims
from analysis.judging.values import Value, Values
from analysis.judging.verdicts import status


def part_of(value: str) -> Part:
    """Find the part of a claim that rests on a value, for its threshold and side.

    Parameters
    ----------
    value : str
        ``notebook:name``.

    Examples
    --------
    >>> part_of("02_members:graduates_among_members").threshold
    0.5
    """
    found = {item.value: part for claim in claims() for _place, part, item in claim.items()}
    if value not in found:
        raise StudyError("No claim rests on this value.", expected=", ".join(found), got=value)
    return found[value]


def judge(curve: pd.DataFrame, part: Part) -> pd.DataFrame:
    """Set every specification against the threshold of a claim, by the rule of the verdicts.

    Parameters
    ----------
    curve : DataFrame
        As given by `analysis.inference.specifications.specify`.
    part : Part
        The threshold, and the claim's side of it.

    Returns
    -------
    DataFrame
        The curve with ``threshold``, ``status`` ("for", "unclear", "against") and
        ``side_of_claim``: whether the estimate, whatever its interval, is on the claim's side.
    """
    numbers = curve[["estimate", "low", "high", "flags", "unit"]].to_numpy(object)
    statuses = [
        status(Value("", number, unit, low=low, high=high, flags=flags), part.side, part.threshold)
        for number, low, high, flags, unit in numbers
    ]
    beyond = curve["estimate"] > part.threshold
    return curve.assign(
        threshold=part.threshold,
        status=statuses,
        side_of_claim=beyond if part.side == "above" else ~beyond,
    )


def keep(values: Values, name: str, curve: pd.DataFrame) -> None:
    """Keep what a notebook quotes of a curve.

    Parameters
    ----------
    values : Values
        The notebook's; it gains counts of the specifications (``name_all``), of those for the
        claim (``name_for``), unclear (``name_unclear``) and with an estimate on its side
        (``name_side``), and the estimates at both ends (``name_lowest``, ``name_highest``).
    name : str
        Where the names of the values start.
    curve : DataFrame
        As given by `judge`.
    """
    counts = {
        "all": len(curve),
        "for": (curve["status"] == "for").sum(),
        "unclear": (curve["status"] == "unclear").sum(),
        "side": curve["side_of_claim"].sum(),
    }
    ordered = curve.sort_values("estimate", kind="stable")
    ends = {"lowest": ordered.iloc[0], "highest": ordered.iloc[-1]}
    values.count(**{f"{name}_{what}": int(number) for what, number in counts.items()})
    values.add(**{f"{name}_{end}": row for end, row in ends.items()})


def options(curve: pd.DataFrame, choices: Sequence[str]) -> pd.DataFrame:
    """Count what the specifications say, option by option.

    Parameters
    ----------
    curve : DataFrame
        As given by `judge`.
    choices : sequence of str
        Columns that hold the options taken.

    Returns
    -------
    DataFrame
        Indexed by ``choice, option``: ``specifications``, those ``for`` the claim, and the
        ``median`` estimate.
    """
    mine = curve.assign(agrees=curve["status"] == "for")
    counts = {
        "specifications": ("agrees", "size"),
        "for": ("agrees", "sum"),
        "median": ("estimate", "median"),
    }
    tables = {choice: mine.groupby(choice, sort=False).agg(**counts) for choice in choices}
    return pd.concat(tables, names=["choice", "option"])


def pull(curve: pd.DataFrame, choices: Sequence[str]) -> pd.Series[float]:
    """Measure how far each choice alone moves the estimate, all the other choices being equal.

    Parameters
    ----------
    curve : DataFrame
        As given by `judge`.
    choices : sequence of str
        All the choices of the curve.

    Returns
    -------
    Series
        Median, over the settings of the other choices, of the largest estimate over the smallest
        (ratios) or minus it (shares and points). Choices without a second option are left out.
        Largest first.

    Examples
    --------
    >>> curve = pd.DataFrame({"unit": "share", "base": ["a", "b"], "estimate": [0.5, 0.7]})
    >>> pull(curve, ["base"]).round(2).to_dict()
    {'base': 0.2}
    """
    found = {}
    for choice in choices:
        rest = [name for name in choices if name != choice]
        grouped = curve.groupby(rest)["estimate"] if rest else curve.groupby("unit")["estimate"]
        ends = grouped.agg(["size", "min", "max"]).query("size > 1")
        gap = ends["max"] / ends["min"] if multiplies(curve) else ends["max"] - ends["min"]
        found[choice] = float(gap.median())
    return pd.Series(found).dropna().sort_values(ascending=False)


def multiplies(curve: pd.DataFrame) -> bool:
    """Check whether a curve is of ratios, which choices multiply instead of adding to."""
    return bool(curve["unit"].eq("ratio").all())


def e_value(risk_ratio: float) -> float:
    r"""Compute how strong an unmeasured cause must be to explain a risk ratio away.

    Parameters
    ----------
    risk_ratio : float
        Above 0; one below 1 is inverted first.

    Returns
    -------
    float
        The least risk ratio that the cause must have with *both* the outcome and the group, over
        and above what is held equal.

    Notes
    -----
    :math:`E = RR + \sqrt{RR (RR - 1)}` (VanderWeele and Ding 2017, Annals of Internal Medicine
    167(4):268-274).

    Examples
    --------
    >>> round(e_value(3.9), 2), round(e_value(1.8), 2)
    (7.26, 3.0)
    """
    if not risk_ratio > 0:
        raise StudyError("No E-value exists.", expected="a ratio above 0", got=str(risk_ratio))
    away = max(risk_ratio, 1 / risk_ratio)
    return float(away + np.sqrt(away * (away - 1)))


def e_values(row: Row, *, odds_ratio: bool) -> pd.DataFrame:
    """Compute the E-values of an estimate and of the limit of its interval nearest to 1.

    Parameters
    ----------
    row : Series
        ``estimate, low, high`` of a risk or odds ratio, with its evidence.
    odds_ratio : bool
        Whether it is an odds ratio of an outcome that isn't rare: its square root then stands for
        the risk ratio, as the authors of the E-value advise.

    Returns
    -------
    DataFrame
        Rows "estimate" and "limit", with the evidence of `row` but no interval. The limit's is 1
        when the interval holds 1: no cause need be supposed.
    """
    ends = row[["estimate", "low", "high"]].astype(float)
    if odds_ratio:
        ends = ends**0.5
    nearest = ends["low"] if ends["estimate"] >= 1 else ends["high"]
    crosses = ends["low"] <= 1 <= ends["high"]
    found = {"estimate": e_value(ends["estimate"]), "limit": 1 if crosses else e_value(nearest)}
    number = cast("Number", numbers(row))
    bare = replace(number, low=float("nan"), high=float("nan"), df=float("nan"))
    both = pd.Series({end: replace(bare, value=value) for end, value in found.items()})
    return cast("pd.DataFrame", derive(both))
