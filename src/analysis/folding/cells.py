"""Surveys folded into cells that keep all that inference needs, and unfolded again.

For categorical variables, three numbers a cell are enough: how many people it holds, the sum of
their weights, and the sum of their squared weights. With strata and PSUs a linearised variance
depends on PSU totals only; without them it depends on the weights' sums of squares, which
`expand` gives back exactly. See ``docs/cells.md``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from analysis import paths
from analysis.cleaning.weights import weight_faults
from analysis.errors import StudyError
from analysis.files import write_table
from analysis.sources import catalogue, vocabulary

TYPES = {"n": "int64", "weight": "float64", "weight_sq": "float64"}
COUNTS = [*TYPES]
MAKE_AGAIN = "get the file back with `git checkout`, or make it again with `study build`"


@dataclass(frozen=True)
class Design:
    """Sampling design of a survey: which columns carry it.

    Parameters
    ----------
    weight : str or None
        Weight of each person. None marks volunteers: nothing can be said beyond the sample.
    stratum, psu : str, optional
        Strata, and primary sampling units nested in them.
    singleton : {"center", "scale", "skip", "pool"}, optional
        What stands for the variance of a stratum that has a single PSU, in svy's terms.
    """

    weight: str | None
    stratum: str | None = None
    psu: str | None = None
    singleton: catalogue.SingletonRule | None = None

    @property
    def clusters(self) -> list[str]:
        """Columns of the stratum and the PSU, where there are any."""
        return [column for column in (self.stratum, self.psu) if column]


@dataclass(frozen=True)
class Cells:
    """Cells with what must never be apart from them: design, source and universe.

    Parameters
    ----------
    frame : DataFrame
        As `collapse` gives it.
    design : Design
        Design of the columns of `frame`.
    source : str
        Source id.
    universe : str
        Whom the sample stands for.
    """

    frame: pd.DataFrame
    design: Design
    source: str
    universe: str

    @property
    def variables(self) -> list[str]:
        """Names of the variables that the cells are crossed by."""
        known = {*self.design.clusters, *COUNTS}
        return [str(column) for column in self.frame.columns if column not in known]

    @cached_property
    def table(self) -> pl.DataFrame:
        """The cells as Polars holds them, levels as text: converted once for all estimates."""
        text = self.frame.select_dtypes("category").columns
        return pl.from_pandas(self.frame.astype(dict.fromkeys(text, "str")))

    @cached_property
    def digest(self) -> str:
        """Checksum of all that the cells hold: the same for cells that can't be told apart."""
        rows = pd.util.hash_pandas_object(self.frame, index=False).to_numpy()
        about = (*self.frame.columns, self.design, self.source, self.universe)
        return hashlib.sha256(rows.tobytes() + repr(about).encode()).hexdigest()

    @cached_property
    def folds(self) -> dict[tuple[str, ...], pl.DataFrame]:
        """The cells folded over all but some keys, kept for the next estimate on those."""
        return {}

    def fold(self, variables: Sequence[str]) -> pl.DataFrame:
        """Fold the cells over all variables but some, in their order."""
        keys = (*self.design.clusters, *sorted({*variables}))
        if keys not in self.folds:
            weighs = (pl.col("weight") > 0).alias("weighs")
            rows = self.table.group_by(*keys, weighs, maintain_order=True)
            self.folds[keys] = rows.agg(pl.col(*COUNTS).sum()).drop("weighs")
        return self.folds[keys]

    def require(self, variables: Sequence[str]) -> None:
        """Refuse variables that the cells were not crossed by."""
        absent = [variable for variable in variables if variable not in self.variables]
        if absent:
            raise StudyError(
                f"The cells of {self.source} have no {', '.join(absent)}.",
                expected=", ".join(self.variables),
                got=", ".join(variables),
            )

    def only(self, variables: Sequence[str]) -> Cells:
        """Fold the cells over all variables but some: fewer rows, the same estimates."""
        self.require(variables)
        keys = [*self.design.clusters, *dict.fromkeys(variables)]
        return replace(self, frame=fold(self.frame, keys))

    def with_column(self, name: str, values: pd.Series[Any]) -> Cells:
        """Add a variable that follows from the others."""
        return replace(self, frame=self.frame.assign(**{name: values}))


def fold(frame: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Fold cells over all columns but some; people of weight 0 stay in cells of their own.

    Examples
    --------
    >>> rows = {"member": ["yes", "yes"], "n": [2, 1], "weight": [3.0, 0.0], "weight_sq": [5.0, 0]}
    >>> fold(pd.DataFrame(rows), ["member"])["n"].to_list()
    [1, 2]
    """
    told = frame.assign(weighs=frame["weight"] > 0)
    grouped = told.groupby([*keys, "weighs"], observed=True, dropna=False, sort=True)
    return grouped[COUNTS].sum().reset_index().drop(columns="weighs")


def require_columns(columns: Sequence[str], wanted: Sequence[str | None], hint: str = "") -> None:
    """Refuse a frame that lacks one of the wanted columns, None apart."""
    absent = [name for name in wanted if name and name not in columns]
    if absent:
        raise StudyError(
            f"The frame has no column {', '.join(absent)}.",
            expected=", ".join(name for name in wanted if name),
            got=", ".join(columns),
            hint=hint,
        )


def read_cells(table: str, folder: Path = paths.CELLS) -> Cells:
    """Read a committed table of cells, with the design and the universe of its source.

    Parameters
    ----------
    table : str
        Name declared under ``cells`` in the catalogue, also the file's.
    folder : Path
        Where the tables are.

    Raises
    ------
    StudyError
        When the file is missing or empty, lacks a column, holds an unknown level, or counts that
        are no counts.
    """
    source = catalogue.source_of_cells(table)
    path = folder / f"{table}.csv"
    if not path.is_file():
        raise StudyError(f"The cells {path.name} are not there.", hint=MAKE_AGAIN)
    design = standard_design(source)
    columns = [*design.clusters, *source.cells[table], *COUNTS]
    if not path.stat().st_size:
        raise StudyError(
            f"{path.name} is empty.", expected=", ".join(columns), got="0 bytes", hint=MAKE_AGAIN
        )
    frame = pd.read_csv(
        path, dtype=dict.fromkeys(source.cells[table], "str"), keep_default_na=False
    )
    require_columns(list(frame.columns), columns, hint=MAKE_AGAIN)
    _check_counts(frame, path.name)
    for variable in source.cells[table]:
        frame[variable] = vocabulary.as_levels(frame[variable], variable)
    return Cells(frame[columns], design, source.id, source.universe)


def _check_counts(frame: pd.DataFrame, name: str) -> None:
    if frame.empty:
        raise StudyError(
            f"{name} holds no cell.",
            expected="at least one row",
            got="a header only",
            hint=MAKE_AGAIN,
        )
    counts = frame[COUNTS].apply(pd.to_numeric, errors="coerce")
    bad = ~(np.isfinite(counts["n"]) & (counts["n"] >= 1) & (counts["n"] % 1 == 0))
    for sums in (frame["weight"], frame["weight_sq"]):
        for rows in weight_faults(sums).values():
            bad |= rows
    if bad.any():
        raise StudyError(
            f"{name} has cells whose counts can't be.",
            expected="n a whole number of 1 or more, weight and weight_sq finite and of 0 or more, "
            "not all of them 0",
            got=f"{int(bad.sum())} rows, the first on line {int(bad.to_numpy().argmax()) + 2}",
            hint=MAKE_AGAIN,
        )


def standard_design(source: catalogue.Source) -> Design:
    """Return the design of a source in the names that `collapse` writes."""
    roles = source.design
    if roles is None:
        raise StudyError(f"{source.id} is no survey file: it has no design.")
    return Design(
        weight="weight" if roles.weight else None,
        stratum="stratum" if roles.stratum else None,
        psu="psu" if roles.psu else None,
        singleton=roles.singleton,
    )


def write_cells(frame: pd.DataFrame, path: Path) -> None:
    """Write cells with ten significant digits, all at once or not at all."""
    write_table(path, frame)
