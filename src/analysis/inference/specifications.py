"""One estimate made in many ways: every combination of choices that could have been made otherwise.

A *specification* is one way of making an estimate: a source, a definition, a base. Each choice maps
the names of its options to the arguments they give to an estimator, and `specify` makes the
estimate under every combination. `analysis.judging.robustness` judges them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any, TypeAlias, cast

import pandas as pd

from analysis.errors import StudyError
from analysis.folding.cells import Cells
from analysis.inference.estimates import compare, share
from analysis.inference.models import logit
from analysis.inference.trends import trend_line

Row: TypeAlias = "pd.Series[Any]"
Arguments = Mapping[str, Any]
Choices = Mapping[str, Mapping[str, Arguments]]
Waves = Sequence[tuple[int, str, Arguments]]


def ratio(cells: Cells, outcome: str, group: str, **rest: Any) -> Row:
    """Estimate how many times as often a group has an outcome as the others have.

    Parameters
    ----------
    cells, outcome, group
        As for `analysis.inference.estimates.compare`, like the rest.

    Returns
    -------
    Series
        The row of the risk ratio.
    """
    return cast("Row", compare(cells, outcome, group, measure="ratio", **rest)).drop("measure")


def part(cells: Cells, outcome: str, group: str, **rest: Any) -> Row:
    """Estimate the share of a group among the people who have an outcome.

    Parameters
    ----------
    cells, outcome, group
        As for `ratio`.
    **rest
        As for `analysis.inference.estimates.share`.

    Returns
    -------
    Series
        The row of the share.
    """
    where = {**rest.pop("where", {}), outcome: "yes"}
    return share(cells, group, where=where, **rest).iloc[0]


def odds(cells: Cells, outcome: str, factors: Mapping[str, str], **rest: Any) -> Row:
    """Estimate the odds ratio of the first factor, the others held equal.

    Parameters
    ----------
    cells, outcome, factors
        As for `analysis.inference.models.logit`, like the rest; the first factor has two levels.

    Returns
    -------
    Series
        The row of the first factor's odds ratio.
    """
    return logit(cells, outcome, factors, **rest).iloc[0]


def slope(waves: Waves, *, of: Callable[..., Row], **shared: Any) -> Row:
    """Estimate the change per year along the line through the waves of a survey.

    Parameters
    ----------
    waves : sequence of (int, str, mapping)
        Of each wave its year, its mode, and the arguments of `of` that are particular to it, its
        cells or its year. Waves of one mode share a level: one mode for all of them makes one line.
    of : callable
        `ratio` or `part`.
    **shared
        Arguments of `of` that all waves have in common.

    Returns
    -------
    Series
        As `analysis.inference.trends.Line.per_year`.
    """
    years, modes, arguments = zip(*waves, strict=True)
    rows = pd.DataFrame([of(**_merge([shared, wave])) for wave in arguments])
    return trend_line(rows.assign(year=years, mode=modes)).per_year()


def specify(estimate: Callable[..., Row], choices: Choices, **fixed: Any) -> pd.DataFrame:
    """Make an estimate under every combination of choices.

    Parameters
    ----------
    estimate : callable
        Gives one row of ``analysis.inference.estimates``.
    choices : mapping
        Choice -> option -> arguments of `estimate` that the option sets. The conditions of
        ``where`` add up; any other argument is set once.
    **fixed
        Arguments that no choice sets.

    Returns
    -------
    DataFrame
        One row per specification: one column per choice, with its option, then the estimate's.

    Raises
    ------
    StudyError
        When two choices set the same argument, or one bears the name of a column of the estimate.

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
        names, arguments = zip(*taken, strict=True)
        found = estimate(**_merge([fixed, *arguments]))
        _refuse_shared(choices, found)
        rows.append(dict(zip(choices, names, strict=True)) | found.to_dict())
    return pd.DataFrame(rows)


def _refuse_shared(choices: Choices, found: Row) -> None:
    shared = [choice for choice in choices if choice in found.index]
    if shared:
        raise StudyError(
            f"A choice can't be called {', '.join(shared)}.",
            expected="a name that no column of the estimate has",
        )


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
