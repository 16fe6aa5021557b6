"""What every row of an estimate carries: base, universe, source, flags, unit, scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.cleaning.missing import KINDS
from analysis.errors import StudyError
from analysis.inference.domains import Domain
from analysis.inference.flags import flags
from analysis.inference.intervals import SCALES, Columns
from analysis.sources.vocabulary import levels

NUMBERS = ["estimate", "se", "low", "high", "df", "n", "n_weighted"]


def finish(
    columns: Columns, asked: Domain, units: Sequence[str], weakest: Columns | None = None
) -> pd.DataFrame:
    """Make the table of estimates, with what each of them carries.

    Parameters
    ----------
    columns : mapping of str to array
        Groups, then `NUMBERS`.
    asked : Domain
        The people that they are about.
    units : sequence of str
        Unit of each row, or the one of all.
    weakest : mapping, optional
        What flags go by where it isn't the row itself: ``cv``, and the ``n`` and ``df`` of the part
        that is least sure.

    Returns
    -------
    DataFrame
        The columns, then ``base, universe, source, flags, unit, scale``.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        sure = {"cv": columns["se"] / columns["estimate"]} | columns | (weakest or {})
    unsure = np.broadcast_arrays(*(sure[name] for name in ("n", "df", "cv")))
    always = {"sample only"} if asked.cells.design.weight is None else set()
    reasons = [flags(*row) | always for row in zip(*unsure, strict=True)]
    about = {"base": asked.base, "universe": asked.cells.universe, "source": asked.cells.source}
    unit = [*units] * (len(reasons) // len(units))
    scale = [SCALES.get(name, "identity") for name in unit]
    return pd.DataFrame(columns | about | {"flags": reasons, "unit": unit, "scale": scale})


def order_groups(table: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Sort groups in the vocabulary's order."""
    for name in by:
        table[name] = pd.Categorical(table[name], [*levels(name), *KINDS])
    return table.sort_values([*by], ignore_index=True) if by else table


def measured(table: pd.DataFrame, measure: str) -> pd.Series[Any]:
    """Return the row of one measure.

    Examples
    --------
    >>> table = pd.DataFrame({"measure": ["difference", "ratio"], "estimate": [0.1, 1.5]})
    >>> float(measured(table, "ratio")["estimate"])
    1.5
    """
    found = table[table["measure"] == measure]
    if found.empty:
        raise StudyError(f"There is no measure '{measure}'.", expected=", ".join(table["measure"]))
    return found.iloc[0]
