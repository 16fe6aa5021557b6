"""Does a finding survive other defensible choices, or a hidden cause? Curves and E-values.

A *specification curve* is what `analysis.specifications.specify` gives: one estimate under every
combination of choices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis import i18n
from analysis.claims import Item, claims
from analysis.cleaning.errors import StudyError
from analysis.i18n import _
from analysis.labels import label
from analysis.values import Value
from analysis.verdicts import status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.values import Unit, Values

    Row = pd.Series[Any]


def item_of(value: str) -> Item:
    """Find the item of a claim that rests on a value, for its threshold and side.

    Parameters
    ----------
    value : str
        ``notebook:name``.

    Examples
    --------
    >>> item_of("02_members:graduates_among_members").threshold
    0.5
    """
    found = {item.value: item for claim in claims() for item in claim.items}
    if value not in found:
        raise StudyError("No claim rests on this value.", expected=", ".join(found), got=value)
    return found[value]


def judge(curve: pd.DataFrame, item: Item, unit: Unit) -> pd.DataFrame:
    """Set every specification against the threshold of a claim, by the rule of the verdicts.

    Parameters
    ----------
    curve : DataFrame
        As given by `analysis.specifications.specify`.
    item : Item
        The threshold, and the claim's side of it.
    unit : str
        As for `analysis.values.Value`.

    Returns
    -------
    DataFrame
        The curve with ``unit``, ``threshold``, ``status`` ("for", "unclear", "against") and
        ``side_of_claim``: whether the estimate, whatever its interval, is on the claim's side.
    """
    numbers = curve[["estimate", "low", "high", "flag"]].to_numpy(object)
    statuses = [
        status(Value("", number, unit, low=low, high=high, flag=flag), item)
        for number, low, high, flag in numbers
    ]
    beyond = curve["estimate"] > item.threshold
    return curve.assign(
        unit=unit,
        threshold=item.threshold,
        status=statuses,
        side_of_claim=beyond if item.side == "above" else ~beyond,
    )


def keep(values: Values, name: str, curve: pd.DataFrame, *, claim: str) -> None:
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
    claim : str
        Id of the claim.
    """
    unit: Unit = curve["unit"].iloc[0]
    values.count(f"{name}_all", len(curve))
    values.count(f"{name}_for", int((curve["status"] == "for").sum()))
    values.count(f"{name}_unclear", int((curve["status"] == "unclear").sum()))
    values.count(f"{name}_side", int(curve["side_of_claim"].sum()))
    ends = curve.sort_values("estimate", kind="stable")
    values.add(f"{name}_lowest", ends.iloc[0], unit=unit, claim=claim)
    values.add(f"{name}_highest", ends.iloc[-1], unit=unit, claim=claim)


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
        gap = ends["max"] / ends["min"] if _multiplies(curve) else ends["max"] - ends["min"]
        found[choice] = float(gap.median())
    return pd.Series(found).dropna().sort_values(ascending=False)


def _multiplies(curve: pd.DataFrame) -> bool:
    return bool(curve["unit"].eq("ratio").all())


def options_table(
    curves: Mapping[str, pd.DataFrame], choices: Sequence[str], *, header: str
) -> pd.DataFrame:
    """Write what the specifications of a claim say, option by option, for readers.

    Parameters
    ----------
    curves : mapping
        Code of each estimand -> its curve, as given by `judge`.
    choices : sequence of str
        Choices that at least one of the curves has.
    header : str
        Head of the first column.

    Returns
    -------
    DataFrame
        Text, for `analysis.prose.table`: how many are for the claim, of how many, and the median.
    """
    columns = {}
    for name, curve in curves.items():
        mine = [choice for choice in choices if choice in curve]
        unit = str(curve["unit"].iloc[0])
        columns[label(name)] = options(curve, mine).apply(_option, axis=1, unit=unit)
    table = pd.concat(columns, axis=1, sort=False)
    order = sorted(table.index, key=lambda place: choices.index(place[0]))
    names = [i18n.pair(label(choice), label(option)) for choice, option in order]
    return table.loc[order].fillna("–").set_axis(pd.Index(names, name=header))


def _option(row: Row, unit: str) -> str:
    return _("{agree} of {all} (median {median})").format(
        agree=i18n.number(row["for"]),
        all=i18n.number(row["specifications"]),
        median=i18n.quantity(row["median"], unit, more=int(unit == "points")),
    )


def pull_table(
    curves: Mapping[str, pd.DataFrame], choices: Sequence[str], *, header: str
) -> pd.DataFrame:
    """Write how far each choice alone moves the estimates of a claim, for readers.

    Parameters
    ----------
    curves, choices, header
        As for `options_table`.

    Returns
    -------
    DataFrame
        Text, for `analysis.prose.table`.
    """
    columns = {
        label(name): pull(curve, [choice for choice in choices if choice in curve]).map(
            lambda gap, curve=curve: _gap(gap, curve)
        )
        for name, curve in curves.items()
    }
    table = pd.DataFrame(columns).reindex([*choices]).dropna(how="all").fillna("–")
    return table.rename(index=label).rename_axis(header)


def _gap(gap: float, curve: pd.DataFrame) -> str:
    if _multiplies(curve):
        return _("multiplied by {ratio}").format(ratio=i18n.number(gap, 2))
    return _("{points} points").format(points=i18n.number(100 * gap, 1))


def e_value(risk_ratio: float) -> float:
    r"""Tell how strong an unmeasured cause must be to explain a risk ratio away.

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
    """Give the E-values of an estimate and of the limit of its interval nearest to 1.

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
    lost = dict.fromkeys(["se", "low", "high", "df"], float("nan"))
    rows = {name: {**row.to_dict(), **lost, "estimate": value} for name, value in found.items()}
    return pd.DataFrame.from_dict(rows, orient="index")
