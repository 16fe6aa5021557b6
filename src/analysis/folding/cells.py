"""Surveys folded into cells that keep all that inference needs.

For categorical variables, three numbers a cell are enough: how many people it holds, the sum of
their weights, and the sum of their squared weights. With strata and PSUs a linearised variance
depends on PSU totals only; without them it depends on the weights' sums of squares, which
`analysis.folding.unfolding.expand` gives back exactly. See ``docs/cells.md``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
from narwhals.typing import IntoFrame

from analysis import paths
from analysis.cleaning.weights import weight_faults
from analysis.errors import StudyError
from analysis.files import write_table
from analysis.folding.plain import as_plain, as_text
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
            rows = self.table.group_by(keys, maintain_order=True)
            self.folds[keys] = rows.agg(pl.col(*COUNTS).sum())
        return self.folds[keys]

    @cached_property
    def unweighted(self) -> Cells:
        """The same cells, where every person weighs one; strata and clusters stay."""
        counts = self.frame["n"].astype(float)
        return replace(self, frame=self.frame.assign(weight=counts, weight_sq=counts))

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
        When a column is missing, the frame is empty, or the weights are none by the rule of
        `analysis.cleaning.weights.weight_faults`.

    Notes
    -----
    Levels are written alike whichever engine held them: integers as such, beside a missing one too
    (``1``, not ``1.0``), truth as ``true`` and ``false``, other values as Python prints them.

    Examples
    --------
    >>> people = pd.DataFrame({"member": ["yes", "no", "yes"], "w": [1.0, 2.0, 0.5]})
    >>> collapse(people, ["member"], Design(weight="w"))
      member  n  weight  weight_sq
    0     no  1     2.0       4.00
    1    yes  2     1.5       1.25
    """
    return whole(collapse_part(frame, by, design), design)


def collapse_part(frame: IntoFrame, by: Sequence[str], design: Design) -> pd.DataFrame:
    """Fold a part of a survey's people into cells, as `collapse` folds all of them.

    A part may hold none but people whose weight is zero, which `whole` refuses of a survey.
    """
    people = nw.from_native(frame).lazy()
    roles = {"stratum": design.stratum, "psu": design.psu}
    keys = {role: column for role, column in roles.items() if column} | {name: name for name in by}
    _require_usable(people.collect_schema(), by, design)
    weight = nw.col(design.weight).cast(nw.Float64) if design.weight else nw.lit(1.0)
    rows = people.select(
        **{key: nw.col(column) for key, column in keys.items()}, weight=weight
    ).with_columns(weight_sq=nw.col("weight") * nw.col("weight"))
    folded = _collect(
        rows.group_by(*keys).agg(
            nw.len().alias("n"),
            nw.col("weight", "weight_sq").sum(),
            known=nw.col("weight").count(),
            least=nw.col("weight").min(),
        )
    )
    _refuse(folded, rows, design)
    alike = {name: as_text(folded[name]) for name in by}
    alike |= {role: as_plain(folded[role]) for role in keys.keys() - {*by}}
    # Not only sorted: levels that engines held apart, such as 1 and "1", are now one.
    return combine([folded.assign(**alike)[[*keys, *COUNTS]]])


def whole(cells: pd.DataFrame, design: Design) -> pd.DataFrame:
    """Return the cells of a whole survey, or refuse those of people who all weigh nothing."""
    if weight_faults(cells["weight"])["zero, none above zero"].any():
        raise StudyError(
            f"The weight '{design.weight}' can't be used.",
            expected="at least one weight above zero",
            got=f"{int(cells['n'].sum())} rows, none above zero",
            hint="name the column that holds the weight",
        )
    return cells


def combine(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Add up the cells of parts of a survey: they are the cells of the whole.

    Parameters
    ----------
    parts : sequence of DataFrame
        As `collapse` gives them, all by the same variables and design.

    Returns
    -------
    DataFrame
        As `collapse` gives it for the people of all parts.

    Raises
    ------
    StudyError
        When there is nobody in the parts, or they are not folded alike.

    Examples
    --------
    >>> one = pd.DataFrame({"member": ["yes"], "n": [2], "weight": [1.5], "weight_sq": [1.25]})
    >>> two = pd.DataFrame({"member": ["yes"], "n": [1], "weight": [2.0], "weight_sq": [4.0]})
    >>> combine([one, two])
      member  n  weight  weight_sq
    0    yes  3     3.5       5.25
    """
    if not any(len(part) for part in parts):
        raise StudyError("There is nobody in the frame.", expected="at least one row", got="none")
    columns = list(parts[0].columns)
    for part in parts:
        if list(part.columns) != columns:
            raise StudyError(
                "The parts are not folded by the same variables.",
                expected=", ".join(columns),
                got=", ".join(part.columns),
            )
    keys = [column for column in columns if column not in COUNTS]
    whole = pd.concat(parts, ignore_index=True)
    grouped = whole.groupby(keys, observed=True, dropna=False, sort=True)
    return grouped[COUNTS].sum().reset_index().astype(TYPES)


def _collect(rows: nw.LazyFrame[Any]) -> pd.DataFrame:
    # pandas holds what Arrow refuses, such as text and numbers in one column. From the others
    # Arrow comes cheaper than their own way to pandas, and Polars streams only when told to.
    if rows.implementation.is_pandas() or rows.implementation.is_dask():
        return rows.collect("pandas").to_pandas()
    how = {"engine": "streaming"} if rows.implementation.is_polars() else {}
    table = rows.collect("pyarrow", **how).to_native()
    people: pd.DataFrame = table.to_pandas(integer_object_nulls=True)
    return people


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


def _require_usable(schema: nw.Schema, by: Sequence[str], design: Design) -> None:
    require_columns(schema.names(), [*design.clusters, *by, design.weight])
    taken = [name for name in by if name in {"stratum", "psu", *COUNTS}]
    if taken:
        raise StudyError(
            f"A variable can't be called {', '.join(taken)}.",
            expected="other names than stratum, psu, n, weight and weight_sq: cells have those",
            got=", ".join(by),
            hint="rename the column",
        )
    if design.weight and not schema[design.weight].is_numeric():
        raise StudyError(
            f"The weight '{design.weight}' can't be used.",
            expected="a column of numbers",
            got=f"a column of type {schema[design.weight]}",
            hint="turn it into numbers, for instance with analysis.cleaning.numbers.parse_number",
        )


def _refuse(folded: pd.DataFrame, rows: nw.LazyFrame[Any], design: Design) -> None:
    # What may be wrong with a weight shows in the smallest of a cell, or in its sums.
    least = folded["least"].where(folded["known"] == folded["n"])
    weights = pd.concat([least, folded["weight"], folded["weight_sq"]]).astype(float)
    if not any(rows.any() for rows in weight_faults(weights[weights != 0]).values()):
        return
    # A second pass over the people, which only those who have to mend their file pay for.
    usable = nw.col("weight_sq").is_finite() & (nw.col("weight") >= 0)
    bad = _collect(rows.filter(~usable.fill_null(False)).select(n=nw.len()))["n"]
    raise StudyError(
        f"The weight '{design.weight}' can't be used.",
        expected="a finite number, zero or more, for each person",
        got=f"{int(bad.iloc[0])} of {int(folded['n'].sum())} rows with none, an infinite or a "
        "negative one",
        hint="drop these people on purpose, and say so, or mend the weight",
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
