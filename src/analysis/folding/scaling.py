"""Cells whose strata are given other totals, such as countries their populations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from analysis.errors import StudyError
from analysis.folding.cells import Cells


def scaled_to(cells: Cells, totals: Mapping[Any, float]) -> Cells:
    """Scale the weights of each stratum, so that they add up to a given total.

    Parameters
    ----------
    cells : Cells
        Cells of a design with strata.
    totals : mapping
        Stratum -> what its weights shall add up to, above zero. Strata that the cells lack are
        passed over.

    Returns
    -------
    Cells
        The same people. Within a stratum estimates stay as they were; across strata each counts for
        its total. Estimates and linearised standard errors are those of people so weighted, the
        totals being taken as known without error.

    Raises
    ------
    StudyError
        When the design has no strata, or a stratum has no total.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.folding.cells import Design
    >>> rows = {"stratum": [1, 2], "psu": [1, 1], "n": [2, 4], "weight": [2.0, 4.0],
    ...     "weight_sq": [2.0, 4.0]}
    >>> design = Design("weight", "stratum", "psu")
    >>> cells = Cells(pd.DataFrame(rows), design, "toy", "toys")
    >>> scaled_to(cells, {1: 30, 2: 10}).frame["weight"].tolist()
    [30.0, 10.0]
    """
    stratum = cells.design.stratum
    if stratum is None:
        raise StudyError(f"{cells.source} has no strata to scale.", expected="a design with strata")
    found = cells.frame.groupby(stratum)["weight"].sum()
    absent = [key for key in found.index if not totals.get(key, 0) > 0]
    if absent:
        raise StudyError(
            f"Some strata of {cells.source} have no total.",
            expected="a number above zero for each stratum",
            got=f"none for {', '.join(map(str, absent))}",
        )
    factor = cells.frame[stratum].map({key: totals[key] / weight for key, weight in found.items()})
    scaled = {
        "weight": cells.frame["weight"] * factor,
        "weight_sq": cells.frame["weight_sq"] * factor**2,
    }
    return replace(cells, frame=cells.frame.assign(**scaled))
