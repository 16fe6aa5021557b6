"""What changed between two independent samples, such as two waves of a survey."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.inference.estimates import measured
from analysis.inference.intervals import (
    RARE,
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
        (`analysis.inference.intervals.recovered`).

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
    gaps = after["estimate"] - before["estimate"], np.log(after["estimate"] / before["estimate"])
    rows = (before, after)
    errors = np.array(
        [[row["se"] for row in rows], [row["se"] / row["estimate"] for row in rows]], dtype=float
    )
    se = np.sqrt((errors**2).sum(axis=1))
    df = satterthwaite(errors, np.array([row["df"] for row in rows], dtype=float))
    plain, scale = student(gaps, se, df), ["identity", "log"]
    if RARE & {row.get("scale") for row in rows}:
        terms = (
            np.transpose([moved([after[end], before[end]], line) for line in ("identity", "log")])
            for end in ("estimate", "low", "high")
        )
        plain, scale = recovered(plain, *terms), ["mover", "mover_log"]
    ratio = exponentiated(plain)
    names = ["estimate", "se", "low", "high", "df"]
    table = pd.DataFrame({"measure": ["difference", "ratio"]}).assign(
        **{name: [plain[name][0], ratio[name][1]] for name in names},
        n=before["n"] + after["n"],
        base=replace(after["base"], before=before["base"]),
        universe=after["universe"],
        source=after["source"],
        flags=[before["flags"] | after["flags"]] * 2,
        unit=["points" if after["unit"] == "share" else after["unit"], "ratio"],
        scale=scale,
    )
    return measured(table, measure) if measure else table
