"""Published figures side by side: ratios of two, and tables that keep each as it was printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis import i18n
from analysis.cards import short_title
from analysis.cleaning.errors import StudyError
from analysis.i18n import _
from analysis.labels import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

BOUNDS = {
    "exact": N_("{number}"),
    "approximate": N_("about {number}"),
    "lower": N_("at least {number}"),
    "upper": N_("at most {number}"),
}


def over(top: pd.Series[Any], bottom: pd.Series[Any], *, base: str) -> pd.Series[Any]:
    """Divide a published figure by another of the same source.

    Parameters
    ----------
    top, bottom : Series
        Rows of ``published.csv``.
    base : str
        Who is counted above and below the line.

    Returns
    -------
    Series
        The row of `top` with the ratio as its value, without n or interval: two printed figures
        give none. Its bound is "exact" only where both are.

    Raises
    ------
    StudyError
        When the figures differ in source or unit, or `bottom` is not above 0.

    Examples
    --------
    >>> row = {"source": "s", "unit": "share", "value": 0.3, "bound": "exact", "n": 10}
    >>> ratio = over(pd.Series(row), pd.Series(row | {"value": 0.1}), base="men over women")
    >>> round(ratio["value"], 6), ratio["bound"], ratio["n"]
    (3.0, 'exact', None)
    """
    for part in ("source", "unit"):
        if top[part] != bottom[part]:
            raise StudyError(
                f"Two figures of another {part} give no ratio.",
                expected=top[part],
                got=bottom[part],
            )
    if not bottom["value"] > 0:
        raise StudyError("Nothing can be divided by this.", expected="> 0", got=bottom["value"])
    exact = top["bound"] == bottom["bound"] == "exact"
    found = {"value": top["value"] / bottom["value"], "population": base}
    lost = {"n": None, "low": None, "high": None, "bound": "exact" if exact else "approximate"}
    return pd.Series(top.to_dict() | found | lost, name=top.name)


def printed(row: pd.Series[Any]) -> str:
    """Write a published share with the words of its bound.

    Examples
    --------
    >>> printed(pd.Series({"value": 0.5, "bound": "lower"}))
    'at least 50%'
    """
    return _(BOUNDS[row["bound"]]).format(number=i18n.percent(row["value"]))


def as_printed(
    rows: Iterable[tuple[str, pd.Series[Any]]], *, header: str, column: str
) -> pd.DataFrame:
    """Write published shares as readers want them: number, source, grade.

    Parameters
    ----------
    rows : iterable of pairs
        The words that name a row, and the row of ``published.csv``.
    header, column : str
        Heads of the first column and of the numbers' column.

    Returns
    -------
    DataFrame
        Text and links, for `analysis.prose.table`.
    """
    names, found = zip(*rows, strict=True)
    cells = [[printed(row), short_title(row["source"]), row["grade"]] for row in found]
    index = pd.Index(names, name=header)
    return pd.DataFrame(cells, columns=[column, _("Source"), _("Grade")], index=index, dtype=object)
