"""Cells unfolded into rows again, for what counts rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import StudyError
from analysis.folding.cells import COUNTS


def expand(cells: pd.DataFrame) -> pd.DataFrame:
    r"""Unfold cells into rows whose weights have the cells' sums and sums of squares.

    One row of each cell takes a weight of its own, the others share another; a cell of one person
    gives that person's weight back. Estimates, linearised standard errors, degrees of freedom and
    n are those of the people the cells were made from.

    Parameters
    ----------
    cells : DataFrame
        As `collapse` gives it.

    Returns
    -------
    DataFrame
        One row a person; column ``weight`` in place of the three counts.

    Raises
    ------
    StudyError
        When no set of positive weights has a cell's sums (``weight**2 / n <= weight_sq <=
        weight**2`` fails).

    Notes
    -----
    With mean :math:`m` and variance :math:`v` of the n weights, one row weighs
    :math:`m + \sqrt{v (n - 1)}` and each other one :math:`m - \sqrt{v / (n - 1)}`, which is
    positive whenever the weights were.

    Examples
    --------
    >>> cells = pd.DataFrame({"member": ["yes"], "n": [3], "weight": [6.0], "weight_sq": [14.0]})
    >>> expand(cells)["weight"].round(4).tolist()
    [3.1547, 1.4226, 1.4226]
    """
    n, total, square = (cells[name].to_numpy(float) for name in COUNTS)
    mean = total / n
    variance = square / n - mean**2
    slack = 1e-8 * np.maximum(square, 1e-300)
    impossible = (variance < -slack) | (square > total**2 + slack)
    if impossible.any():
        raise StudyError(
            "Some cells can't come from positive weights.",
            expected="weight ** 2 / n <= weight_sq <= weight ** 2",
            got=f"{int(impossible.sum())} cells outside, the first at row {impossible.argmax()}",
            hint="recompute the cells from the survey file",
        )
    spread = np.sqrt(np.clip(variance, 0, None))
    others = n - 1
    rows = cells.index.repeat(cells["n"])
    first = ~rows.duplicated()
    place = cells.index.get_indexer(rows)
    weight = np.where(
        first,
        (mean + spread * np.sqrt(others))[place],
        (mean - spread / np.sqrt(np.maximum(others, 1)))[place],
    )
    people = cells.loc[rows].drop(columns=COUNTS).reset_index(drop=True)
    return people.assign(weight=weight)
