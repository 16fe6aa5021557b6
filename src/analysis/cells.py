"""Surveys folded into cells that keep all that inference needs, and unfolded again.

For categorical variables, three numbers a cell are enough: how many people it holds, the sum of
their weights, and the sum of their squared weights. With strata and PSUs a linearised variance
depends on PSU totals only; without them it depends on the weights' sums of squares, which
`expand` gives back exactly. See ``docs/cells.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl

from analysis import catalogue, paths, vocabulary
from analysis.cleaning.errors import StudyError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from narwhals.typing import IntoFrame

COUNTS = ["n", "weight", "weight_sq"]
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
        grouped = self.frame.groupby(keys, observed=True, dropna=False, sort=True)
        return replace(self, frame=grouped[COUNTS].sum().reset_index())

    def with_column(self, name: str, values: pd.Series[Any]) -> Cells:
        """Add a variable that follows from the others."""
        return replace(self, frame=self.frame.assign(**{name: values}))


def collapse(frame: IntoFrame, by: Sequence[str], design: Design) -> pd.DataFrame:
    """Fold people into cells.

    Parameters
    ----------
    frame : dataframe of n people
        Anything narwhals reads: pandas, Polars, DuckDB, Dask, PySpark.
    by : sequence of str
        Categorical variables to keep. A missing value is a level like another.
    design : Design
        Columns of `frame` that carry the design.

    Returns
    -------
    DataFrame
        Columns ``[stratum, psu,] *by, n, weight, weight_sq``: people, sum of weights and sum of
        squared weights of each cell. Sorted; the sum of ``n`` is the number of people given.

    Raises
    ------
    StudyError
        When a column is missing, the frame is empty, or a weight is missing, infinite or negative.

    Examples
    --------
    >>> people = pd.DataFrame({"member": ["yes", "no", "yes"], "w": [1.0, 2.0, 0.5]})
    >>> collapse(people, ["member"], Design(weight="w"))
      member  n  weight  weight_sq
    0     no  1     2.0       4.00
    1    yes  2     1.5       1.25
    """
    people = nw.from_native(frame).lazy()
    _require(people.collect_schema().names(), [*design.clusters, *by, design.weight])
    weight = nw.col(design.weight) if design.weight else nw.lit(1.0)
    roles = {"stratum": design.stratum, "psu": design.psu}
    keys = {role: nw.col(column) for role, column in roles.items() if column}
    keys |= {name: nw.col(name).cast(nw.String) for name in by}
    usable = weight.is_finite() & (weight >= 0)
    folded: pd.DataFrame = (
        people.select(**keys, weight=weight.cast(nw.Float64), bad=~usable.fill_null(False))
        .with_columns(weight_sq=nw.col("weight") * nw.col("weight"), n=nw.lit(1))
        .group_by(*keys)
        .agg(nw.col("n", "weight", "weight_sq", "bad").sum())
        .collect(backend="pandas")
        .to_native()
    )
    _refuse(folded, design)
    folded = folded.sort_values(list(keys)).reset_index(drop=True)
    return folded[[*keys, *COUNTS]].astype({"n": "int64"})


def _require(columns: Sequence[str], wanted: Sequence[str | None], hint: str = "") -> None:
    absent = [name for name in wanted if name and name not in columns]
    if absent:
        raise StudyError(
            f"The frame has no column {', '.join(absent)}.",
            expected=", ".join(name for name in wanted if name),
            got=", ".join(columns),
            hint=hint,
        )


def _refuse(folded: pd.DataFrame, design: Design) -> None:
    if folded.empty:
        raise StudyError("There is nobody in the frame.", expected="at least one row", got="none")
    bad = int(folded["bad"].sum())
    if bad:
        raise StudyError(
            f"The weight '{design.weight}' can't be used.",
            expected="a finite number, zero or more, for each person",
            got=f"{bad} of {int(folded['n'].sum())} rows with none, an infinite or a negative one",
            hint="drop these people on purpose, and say so, or mend the weight",
        )


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
    frame = pd.read_csv(path, dtype=_types(source.cells[table]), keep_default_na=False)
    _require(list(frame.columns), columns, hint=MAKE_AGAIN)
    _check_counts(frame, path.name)
    for variable in source.cells[table]:
        frame[variable] = vocabulary.as_levels(frame[variable], variable)
    return Cells(frame[columns], design, source.id, source.universe)


def _types(variables: Sequence[str]) -> Mapping[str, str]:
    return dict.fromkeys(variables, "str")


def _check_counts(frame: pd.DataFrame, name: str) -> None:
    if frame.empty:
        raise StudyError(
            f"{name} holds no cell.",
            expected="at least one row",
            got="a header only",
            hint=MAKE_AGAIN,
        )
    counts = frame[COUNTS].apply(pd.to_numeric, errors="coerce")
    finite = np.isfinite(counts).all(axis=1)
    bad = ~finite | (counts["n"] < 1) | (counts["n"] % 1 != 0) | (counts < 0).any(axis=1)
    if bad.any():
        raise StudyError(
            f"{name} has cells whose counts can't be.",
            expected="n a whole number of 1 or more, weight and weight_sq finite and of 0 or more",
            got=f"{int(bad.sum())} rows, the first on line {int(bad.to_numpy().argmax()) + 2}",
            hint=MAKE_AGAIN,
        )


def standard_design(source: catalogue.Source) -> Design:
    """Give the design of a source in the names that `collapse` writes."""
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
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    frame.to_csv(draft, index=False, float_format="%.10g", lineterminator="\n")
    draft.replace(path)
