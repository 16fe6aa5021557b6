"""Ratios of weighted totals of a base: all those of a table asked of svy in one question.

A share of a group is one: the total of those who gave an answer over that of all in the group. With
PSUs, whose totals are all that a variance depends on, svy is given a row for each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray
from svy.estimation.estimate import Estimate

from analysis.inference.domains import Domain

ROLES = {"stratum", "psu", "person", "cell", "twin", "weight"}
"""Columns of rows that are not added up: those of the design."""


def ratios(totals: Domain, pairs: Sequence[tuple[str, str]]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Estimate ratios between totals.

    Parameters
    ----------
    totals : Domain
        A base, in rows of `in_totals`.
    pairs : sequence of k pairs of str
        The totals above and below the line.

    Returns
    -------
    tuple of two arrays of shape (k,)
        The ratios, and their standard errors as svy gives them on the rows (`Domain.errors`).

    Examples
    --------
    >>> from dataclasses import replace
    >>> from analysis.folding.cells import read_cells
    >>> from analysis.inference.domains import domain
    >>> asked = domain(read_cells("pew_2018"), {"on_linkedin": "asked"})
    >>> yes = pl.col("in_base") & (pl.col(asked.cells.code("on_linkedin")) == "yes")
    >>> totals = replace(asked, rows=in_totals(asked, {"members": yes, "all": pl.col("in_base")}))
    >>> ratios(totals, [("members", "all")])[0].round(2).tolist()
    [0.26]
    """
    above, below = (list(names) for names in zip(*pairs, strict=True))
    found = totals.ask(lambda sample: sample.estimation.ratio(above, below))
    tables = [one.to_polars() for one in cast("list[Estimate]", found)]
    share, se = (np.array([table[name][0] for table in tables]) for name in ("est", "se"))
    return share, se


def in_totals(asked: Domain, marks: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """Add up who is marked, PSU by PSU; people drawn one by one are marked in their own rows.

    Parameters
    ----------
    asked : Domain
        The base.
    marks : mapping
        Name of a total -> who is in it.
    """
    design = asked.cells.design
    inside = {name: mark.cast(pl.Float64) for name, mark in marks.items()}
    if design.psu is None:
        roles = [name for name in asked.rows.columns if name in ROLES]
        return asked.rows.select(*roles, **inside)
    sums = {name: mark.dot("weight") for name, mark in inside.items()}
    rows = asked.rows.group_by(design.clusters, maintain_order=True)
    return rows.agg(**sums, weight=pl.lit(1.0))
