"""The rows that svy computes on: few, however many people.

Where PSUs are known, a cell is as good as the people in it. Where only weights are, two rows stand
for all the people of a cell (`twins`). See ``docs/cells.md``.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import polars as pl
import svy
from numpy.typing import NDArray
from svy.errors.singleton_errors import SingletonError

from analysis.errors import StudyError
from analysis.folding.cells import Cells, Design
from analysis.folding.coded import Folded, added_up, alike
from analysis.folding.collapse import expand

logging.getLogger("svy").addHandler(logging.NullHandler())  # `Rows.ask` tells what svy warns of

Answer = TypeVar("Answer")
Column = NDArray[Any] | pl.Series

SINGLETON = "say what stands for its variance, such as Design(..., singleton='center')"


@dataclass(frozen=True)
class Rows:
    """Rows that svy is asked of.

    Parameters
    ----------
    frame : DataFrame
        The columns of the design, and those of a question.
    cells : Cells
        Where they come from; variables are named by `Cells.code`.
    """

    frame: pl.DataFrame
    cells: Cells

    @cached_property
    def sample(self) -> svy.Sample:
        """What svy is asked of, made once."""
        return svy.Sample(self.frame, _design(self.cells.design))

    @property
    def where(self) -> svy.Col | None:
        """What marks the base in svy's terms; nothing where all rows are in it."""
        return svy.col(IN_BASE) if IN_BASE in self.frame.columns else None

    def ask(
        self,
        question: Callable[[svy.Sample], Answer],
        title: str = "These people give no answer to the question.",
        expected: str = "more people, or fewer variables",
        hint: str = "",
    ) -> Answer:
        """Put a question to svy about these people.

        Parameters
        ----------
        question : callable
            Takes the sample, and returns what svy answers.
        title, expected, hint : str, optional
            What to tell where svy refuses it.

        Raises
        ------
        StudyError
            Where svy refuses, or warns.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", svy.SvyUserWarning)
                return question(self.sample)
        except SingletonError as problem:
            raise StudyError(
                "A stratum has a single PSU: its variance can't be seen.",
                expected="two PSUs in each stratum, or a rule for those with one",
                got=problem.title,
                hint=SINGLETON,
            ) from problem
        # Whatever it is that svy, Polars or Rust have against these people.
        except Exception as problem:
            got = _first_line(problem)
            for name in self.cells.variables:
                got = got.replace(self.cells.code(name), name)
            raise StudyError(title, expected=expected, got=got, hint=hint) from problem


IN_BASE = "in_base"
"""The column that marks the base, where rows outside it stay for their PSUs."""


def rows_of(
    cells: Cells, folded: Folded, inside: NDArray[np.bool_], columns: Mapping[str, Column]
) -> Rows:
    """Build rows for a question about the cells of a base.

    Parameters
    ----------
    cells : Cells
        The survey.
    folded : Folded
        Its k cells.
    inside : array of bool of shape (k,)
        Those of the base.
    columns : mapping of str to array or Series of shape (k,)
        What svy needs to know of each cell. It looks at every column that it is given.
    """
    design, counts = cells.design, folded.counts
    if not design.clusters:
        # Of people drawn one by one, those outside add nothing to a variance but their number.
        weights = {name: counts[name] for name in ("weight", "weight_sq")}
        return Rows(twins(pl.DataFrame({**weights, **columns}).filter(inside)), cells)
    drawn = {name: folded.keys[name].column() for name in design.clusters}
    marked = {} if inside.all() else {IN_BASE: inside}
    if design.psu:
        return Rows(pl.DataFrame({**drawn, "weight": counts["weight"], **columns, **marked}), cells)
    people = expand(pl.DataFrame({**drawn, **counts, **columns, **marked}).to_pandas())
    # Each is a PSU by name, which stays one where a person's answers are stacked.
    return Rows(pl.from_pandas(people).with_row_index("person"), cells)


def totals_of(
    cells: Cells,
    folded: Folded,
    inside: NDArray[np.bool_],
    marks: Mapping[str, NDArray[np.bool_]],
) -> Rows:
    """Add up who is marked, PSU by PSU; people drawn one by one are marked in their own rows.

    Parameters
    ----------
    cells, folded, inside
        As for `rows_of`.
    marks : mapping of str to array of bool of shape (k,)
        Name of a total -> which cells are in it: none outside the base.
    """
    design, weight = cells.design, folded.counts["weight"]
    if design.psu is None:
        return rows_of(cells, folded, inside, {name: x.astype(float) for name, x in marks.items()})
    drawn = {name: folded.keys[name] for name in design.clusters}
    psu, first, _ = alike([*drawn.values()], np.ones(len(weight)))
    units = {name: key.at(first).column() for name, key in drawn.items()}
    totals = added_up({name: weight * mark for name, mark in marks.items()}, psu)
    return Rows(pl.DataFrame({**units, "weight": np.ones(len(first)), **totals}), cells)


def _design(design: Design) -> svy.Design:
    if not design.clusters:
        return svy.Design(wgt="weight", stratum="cell", psu="twin")
    return svy.Design(
        wgt="weight",
        stratum=design.stratum,
        psu=design.psu or "person",
        singleton=design.singleton,
    )


def twins(table: pl.DataFrame) -> pl.DataFrame:
    r"""Let two rows stand for all the people of a cell, where each person is a PSU.

    Parameters
    ----------
    table : DataFrame
        Cells, with columns ``weight`` and ``weight_sq``.

    Returns
    -------
    DataFrame
        Two rows a cell: ``cell`` is their stratum, ``twin`` their PSU, ``weight`` their share of
        the cell's weight. Estimates are those of the people; variances are the people's divided by
        :math:`2N / (N - 1)`, with N the people of the whole sample (`Domain.errors` puts it right).

    Notes
    -----
    All people of a cell share a linearised residual :math:`u`, so the variance of N people with
    weights :math:`w` is :math:`N / (N - 1) \sum_c u_c^2 S_c`, with :math:`S = \sum w^2`: weighted
    residuals add up to zero. Two PSUs of weights :math:`W / 2 \pm d` in a stratum of their own add
    :math:`4 d^2 u^2`; :math:`d^2 = S / 8` makes it :math:`u^2 S / 2`. Both weights are positive,
    since :math:`S \le W^2`.

    Examples
    --------
    >>> twins(pl.DataFrame({"n": [3], "weight": [6.0], "weight_sq": [18.0]}))["weight"].to_list()
    [4.5, 1.5]
    """
    half, spread = table["weight"].to_numpy() / 2, np.sqrt(table["weight_sq"].to_numpy() / 8)
    cell = np.arange(len(table))
    pair = {
        "cell": np.concatenate([cell, cell]),
        "twin": np.repeat([1, 2], len(table)),
        "weight": np.concatenate([half + spread, half - spread]),
    }
    told = table.drop("weight", "weight_sq")
    return pl.DataFrame(pair).hstack(pl.concat([told, told]))


def _first_line(problem: Exception) -> str:
    """Return what a problem says, in a line: svy's own errors have several, in a box."""
    said = str(getattr(problem, "detail", problem)).strip().splitlines()
    return said[0] if said else type(problem).__name__
