"""Ratios of weighted totals of a base: all those of a table asked of svy in one question.

A share of a group is one: the total of those who gave an answer over that of all in the group.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from svy.estimation.estimate import Estimate

from analysis.inference.rows import Rows


def ratios(totals: Rows, pairs: Sequence[tuple[str, str]]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Estimate ratios between totals.

    Parameters
    ----------
    totals : Rows
        As `analysis.inference.domains.Domain.totals` gives them.
    pairs : sequence of k pairs of str
        The totals above and below the line.

    Returns
    -------
    tuple of two arrays of shape (k,)
        The ratios, and their standard errors as svy gives them on the rows (`Domain.errors`).

    Examples
    --------
    >>> from analysis.folding.cells import read_cells
    >>> from analysis.inference.domains import domain
    >>> asked = domain(read_cells("pew_2018"), {"on_linkedin": "asked"})
    >>> marks = {"members": asked.gave("on_linkedin", ["yes"]), "all": asked.inside}
    >>> ratios(asked.totals("members", lambda: marks), [("members", "all")])[0].round(2).tolist()
    [0.26]
    """
    above, below = (list(names) for names in zip(*pairs, strict=True))
    found = totals.ask(lambda sample: sample.estimation.ratio(above, below))
    tables = [one.to_polars() for one in cast("list[Estimate]", found)]
    share, se = (np.array([table[name][0] for table in tables]) for name in ("est", "se"))
    return share, se
