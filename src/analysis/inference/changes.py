"""What changed between two independent samples, such as two waves of a survey."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.errors import StudyError
from analysis.inference.estimates import measured
from analysis.inference.intervals import (
    RARE,
    Columns,
    Scale,
    exponentiated,
    moved,
    recovered,
    satterthwaite,
    student,
)

Change = Literal["difference", "ratio"]


def change(
    before: pd.Series[Any], after: pd.Series[Any], measure: Change | None = None
) -> pd.DataFrame | pd.Series[Any]:
    """Compare one estimate between two independent samples, such as two waves of a survey.

    Parameters
    ----------
    before, after : Series
        A row of `share`, `composition` or `compare` in each sample.
    measure : {"difference", "ratio"}, optional
        The one row that is wanted, as a Series.

    Returns
    -------
    DataFrame or Series
        Two rows, column ``measure``: "difference", and "ratio" (of after to before, interval
        symmetric on the log scale). ``df`` is Welch and Satterthwaite's. Where the interval of
        either row rests on few answers of a kind, the two are made of those of the rows
        (`analysis.inference.intervals.recovered`). Where either estimate is 0 there is no ratio:
        its row holds no number.

    Raises
    ------
    StudyError
        When the measure is unknown, or is the ratio of estimates that have none.

    Examples
    --------
    >>> from analysis.words.bases import Base
    >>> row = {"se": 0.03, "df": 400.0, "n": 401, "flags": frozenset(), "unit": "share"}
    >>> row |= {"base": Base({"x": "asked"}), "universe": "adults", "source": "waves"}
    >>> before, after = (pd.Series({"estimate": share} | row) for share in (0.5, 0.4))
    >>> change(before, after)[["measure", "estimate", "low", "high", "unit"]].round(3)
          measure  estimate    low   high    unit
    0  difference      -0.1 -0.183 -0.017  points
    1       ratio       0.8  0.663  0.966   ratio
    """
    has_ratio = before["estimate"] > 0 and after["estimate"] > 0
    if measure == "ratio" and not has_ratio:
        raise StudyError(
            "There is no ratio to an estimate of 0.",
            expected="two estimates above 0",
            got=f"{before['estimate']} before, {after['estimate']} after",
            hint="take the difference",
        )
    (gap, line), (ratio, log) = (_on(scale, before, after) for scale in ("identity", "log"))
    ratio = exponentiated(ratio)
    names = ["estimate", "se", "low", "high", "df"]
    table = pd.DataFrame({"measure": ["difference", "ratio"]}).assign(
        **{name: [gap[name][0], ratio[name][0] if has_ratio else np.nan] for name in names},
        n=before["n"] + after["n"],
        base=replace(after["base"], before=before["base"]),
        universe=after["universe"],
        source=after["source"],
        flags=[before["flags"] | after["flags"]] * 2,
        unit=["points" if after["unit"] == "share" else after["unit"], "ratio"],
        scale=[line, log],
    )
    return measured(table, measure) if measure else table


def _on(line: Scale, before: pd.Series[Any], after: pd.Series[Any]) -> tuple[Columns, Scale]:
    """Return what changed on a scale, and the scale of its interval."""
    rows = (before, after)
    with np.errstate(divide="ignore", invalid="ignore"):  # where there is no ratio
        slopes = np.array([row["estimate"] if line == "log" else 1 for row in rows], dtype=float)
        errors = np.array([[row["se"] for row in rows]], dtype=float) / slopes
        df = satterthwaite(errors, np.array([row["df"] for row in rows], dtype=float))
        later, earlier = moved([after["estimate"], before["estimate"]], line)
        plain = student([later - earlier], np.sqrt((errors**2).sum(axis=1)), df)
        if not RARE & {row.get("scale") for row in rows}:
            return plain, line
        ends = (moved([[after[x]], [before[x]]], line) for x in ("estimate", "low", "high"))
        made = recovered(plain, *ends)
    return made, "mover" if line == "identity" else "mover_log"
