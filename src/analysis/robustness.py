"""Does a finding survive other defensible choices? Specification curves and E-values.

A *specification* is one way of making an estimate: a source, a definition, a base, with weights or
without. Each choice maps the names of its options to the arguments they give to an estimator, and
`specify` makes the estimate under every combination.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis import i18n
from analysis.claims import Item, claims
from analysis.cleaning.errors import StudyError
from analysis.estimates import change, compare, logit, share
from analysis.i18n import _
from analysis.labels import label
from analysis.values import Value
from analysis.verdicts import status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from analysis.cells import Cells
    from analysis.values import Unit

    Row = pd.Series[Any]
    Arguments = Mapping[str, Any]
    Choices = Mapping[str, Mapping[str, Arguments]]


def unweighted(cells: Cells) -> Cells:
    """Give every person the weight of one; strata and clusters stay.

    Parameters
    ----------
    cells : Cells
        The survey.

    Returns
    -------
    Cells
        The same cells, their weights and squared weights replaced by their counts of people.
    """
    counts = cells.frame["n"].astype(float)
    return replace(cells, frame=cells.frame.assign(weight=counts, weight_sq=counts))


def _weighed(cells: Cells, weighted: bool) -> Cells:
    return cells if weighted else unweighted(cells)


def ratio(cells: Cells, outcome: str, group: str, *, weighted: bool = True, **rest: Any) -> Row:
    """Estimate how many times as often a group has an outcome as the others have.

    Parameters
    ----------
    cells, outcome, group
        As for `analysis.estimates.compare`, like the rest.
    weighted : bool
        False gives every person the same weight.

    Returns
    -------
    Series
        The row of the risk ratio.
    """
    found = compare(_weighed(cells, weighted), outcome, group, **rest)
    return found.set_index("measure").loc["ratio"]


def part(cells: Cells, outcome: str, group: str, *, weighted: bool = True, **rest: Any) -> Row:
    """Estimate the share of a group among the people who have an outcome.

    Parameters
    ----------
    cells, outcome, group, weighted
        As for `ratio`.
    **rest
        As for `analysis.estimates.share`.

    Returns
    -------
    Series
        The row of the share.
    """
    where = {**rest.pop("where", {}), outcome: "yes"}
    return share(_weighed(cells, weighted), group, where=where, **rest).iloc[0]


def odds(
    cells: Cells, outcome: str, factors: Mapping[str, str], *, weighted: bool = True, **rest: Any
) -> Row:
    """Estimate the odds ratio of the first factor, the others held equal.

    Parameters
    ----------
    cells, outcome, factors
        As for `analysis.estimates.logit`, like the rest; the first factor has two levels.
    weighted : bool
        As for `ratio`.

    Returns
    -------
    Series
        The row of the first factor's odds ratio.
    """
    return logit(_weighed(cells, weighted), outcome, factors, **rest).iloc[0]


def moved(
    before: Arguments,
    after: Arguments,
    *,
    estimate: Callable[..., Row],
    measure: str,
    **shared: Any,
) -> Row:
    """Estimate a change between two independent samples.

    Parameters
    ----------
    before, after : mapping
        Arguments of `estimate` that are particular to each sample, its cells among them.
    estimate : callable
        `ratio` or `part`.
    measure : {"difference", "ratio"}
        Row of `analysis.estimates.change` that is wanted.
    **shared
        Arguments of `estimate` that both samples have in common.

    Returns
    -------
    Series
        The row of the change.
    """
    rows = [estimate(**_merge([shared, wave])) for wave in (before, after)]
    return change(*rows).set_index("measure").loc[measure]


def specify(estimate: Callable[..., Row], choices: Choices, **fixed: Any) -> pd.DataFrame:
    """Make an estimate under every combination of choices.

    Parameters
    ----------
    estimate : callable
        Gives one row of ``analysis.estimates``.
    choices : mapping
        Choice -> option -> arguments of `estimate` that the option sets. The conditions of
        ``where`` add up; any other argument is set once.
    **fixed
        Arguments that no choice sets.

    Returns
    -------
    DataFrame
        A row a specification: a column a choice, holding the option taken, then the estimate's.

    Raises
    ------
    StudyError
        When two choices set the same argument.

    Examples
    --------
    >>> choices = {"unit": {"cm": {"scale": 1}, "mm": {"scale": 10}}, "edge": {"a": {}, "b": {}}}
    >>> specify(lambda size, scale: pd.Series({"estimate": size * scale}), choices, size=2)
      unit edge  estimate
    0   cm    a         2
    1   cm    b         2
    2   mm    a        20
    3   mm    b        20
    """
    rows = []
    for taken in product(*(options.items() for options in choices.values())):
        names = dict(zip(choices, (name for name, _arguments in taken), strict=True))
        found = estimate(**_merge([fixed, *(arguments for _name, arguments in taken)]))
        rows.append({**names, **found.to_dict()})
    return pd.DataFrame(rows)


def _merge(settings: Sequence[Arguments]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for arguments in settings:
        for name, value in arguments.items():
            if name == "where":
                merged["where"] = {**merged.get("where", {}), **value}
            elif name in merged:
                raise StudyError(
                    f"Two choices set '{name}'.", expected="each argument set by one choice"
                )
            else:
                merged[name] = value
    return merged


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
        As given by `specify`.
    item : Item
        The threshold, and the claim's side of it.
    unit : str
        As for `analysis.values.Value`.

    Returns
    -------
    DataFrame
        The curve from its lowest estimate to its highest, with ``unit``, ``threshold``, ``status``
        ("for", "unclear", "against") and ``side_of_claim``: whether the estimate, whatever its
        interval, is on the claim's side.
    """
    statuses = [
        status(Value("", row.estimate, unit, low=row.low, high=row.high, flag=row.flag), item)
        for row in curve.itertuples()
    ]
    beyond = curve["estimate"] > item.threshold
    judged = curve.assign(
        unit=unit,
        threshold=item.threshold,
        status=statuses,
        side_of_claim=beyond if item.side == "above" else ~beyond,
    )
    return judged.sort_values("estimate", kind="stable", ignore_index=True)


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
        Indexed by ``choice, option``: ``specifications``, those ``for`` the claim, ``median``
        estimate, and ``for_without``, the share of the *other* specifications that are for it.
    """
    mine = curve.assign(agrees=curve["status"] == "for")
    counts = {
        "specifications": ("agrees", "size"),
        "for": ("agrees", "sum"),
        "median": ("estimate", "median"),
    }
    tables = {choice: mine.groupby(choice, sort=False).agg(**counts) for choice in choices}
    table = pd.concat(tables, names=["choice", "option"])
    others = len(mine) - table["specifications"]
    return table.assign(
        for_without=(mine["agrees"].sum() - table["for"]) / others.where(others > 0)
    )


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
        Words of each estimand -> its curve, as given by `judge`.
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
    for words, curve in curves.items():
        mine = [choice for choice in choices if choice in curve]
        unit = str(curve["unit"].iloc[0])
        columns[words] = options(curve, mine).apply(_option, axis=1, unit=unit)
    table = pd.DataFrame(columns)
    order = sorted(table.index, key=lambda place: choices.index(place[0]))
    names = [f"{label(choice)}: {label(option)}" for choice, option in order]
    return table.loc[order].fillna("–").set_axis(pd.Index(names, name=header))


def _option(row: Row, unit: str) -> str:
    return _("{agree} of {all} (median {median})").format(
        agree=i18n.number(row["for"]),
        all=i18n.number(row["specifications"]),
        median=i18n.quantity(row["median"], unit),
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
        words: pull(curve, [choice for choice in choices if choice in curve]).map(
            lambda gap, curve=curve: _gap(gap, curve)
        )
        for words, curve in curves.items()
    }
    table = pd.DataFrame(columns).reindex(choices).dropna(how="all").fillna("–")
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
