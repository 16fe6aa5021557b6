"""People folded into cells, parts of a survey added up, and cells unfolded again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import pandas as pd

from analysis.cleaning.weights import MOST, weight_faults
from analysis.errors import StudyError
from analysis.folding.cells import COUNTS, Design, fold, require_columns, with_columns
from analysis.folding.levels import as_plain, as_text, check_one_kind, no_variable

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame


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
        People of weight 0 are in cells of their own: they are in the sample, and in no base.

    Raises
    ------
    StudyError
        When a column is missing, has two roles or holds no levels, such as moments, lists, or
        numbers beside text, the frame is empty, or the weights are none by the rule of
        `analysis.cleaning.weights.weight_faults`.

    Notes
    -----
    Levels are written alike whichever engine held them, as `analysis.folding.levels.as_text` says.
    Names are taken letter for letter, and may hold dots, quotes and spaces.

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
    require_roles(by, design)
    people = _plainly_named(nw.from_native(frame).lazy())
    roles = {"stratum": design.stratum, "psu": design.psu}
    keys = {role: column for role, column in roles.items() if column} | {name: name for name in by}
    _require_usable(people, keys, design)
    codes = {key: f"key {place}" for place, key in enumerate(keys)}
    weight = people.column(design.weight).cast(nw.Float64) if design.weight else nw.lit(1.0)
    rows = people.frame.select(
        *(people.column(column).alias(codes[key]) for key, column in keys.items()), weight=weight
    ).with_columns(weight_sq=nw.col("weight") * nw.col("weight"), weighs=nw.col("weight") > 0)
    try:
        folded = _collect(_sums(rows, [*codes.values()]))
    except TypeError as problem:  # pandas finds out what its objects are when it groups them
        raise no_variable("' or '".join(keys.values()), str(problem)) from problem
    _refuse(folded, rows, design)
    written = {
        key: as_text(found) if key in by else as_plain(found)
        for key, code in codes.items()
        for found in [folded[code].rename(keys[key])]
    }
    # Not only sorted: levels that engines held apart, such as "" and a missing one, are one.
    return combine([with_columns(folded[COUNTS], written)[[*keys, *COUNTS]]])


def _sums(rows: nw.LazyFrame[Any], keys: Sequence[str]) -> nw.LazyFrame[Any]:
    return rows.group_by(*keys, "weighs").agg(
        nw.len().alias("n"),
        nw.col("weight", "weight_sq").sum(),
        known=nw.col("weight").count(),
        least=nw.col("weight").min(),
    )


@dataclass(frozen=True)
class _People:
    """People whose columns bear plain names within, so that no engine reads theirs in its own way.

    SQL takes ``q1.a`` for a field of q1.
    """

    frame: nw.LazyFrame[Any]
    names: list[str]

    def code(self, name: str) -> str:
        """Return the plain name of a column."""
        return f"column {self.names.index(name)}"

    def column(self, name: str) -> nw.Expr:
        """Return a column by the name that it had."""
        return nw.col(self.code(name))


def _plainly_named(people: nw.LazyFrame[Any]) -> _People:
    names = people.collect_schema().names()
    plain = [f"column {place}" for place in range(len(names))]
    if people.implementation.is_pyspark():
        # Spark finds columns of such names by their place only.
        return _People(nw.from_native(people.to_native().toDF(*plain)), names)
    if people.implementation.is_duckdb():
        # Narwhals would have all columns for one that is called *.
        quoted = (name.replace('"', '""') for name in names)
        chosen = [f'"{name}" AS "{code}"' for name, code in zip(quoted, plain, strict=True)]
        return _People(nw.from_native(people.to_native().project(", ".join(chosen))), names)
    return _People(people.rename(dict(zip(names, plain, strict=True))), names)


def require_roles(by: Sequence[str], design: Design) -> None:
    """Refuse variables of a name that cells need, or given twice, and a column in two roles.

    A stratum or a PSU may be a variable too: those are kept as they are.

    Examples
    --------
    >>> require_roles(["region"], Design("w", stratum="region"))
    >>> require_roles(["w"], Design("w"))
    Traceback (most recent call last):
        ...
    analysis.errors.StudyError: The column 'w' has two roles.
      expected: a column for each of weight, stratum and PSU, and a weight that is no variable
      got: weight, variable
    """
    taken = [name for name in by if name in {"", "stratum", "psu", *COUNTS}]
    if taken:
        raise StudyError(
            f"A variable can't be called {', '.join(taken) or 'nothing'}.",
            expected="other names than stratum, psu, n, weight and weight_sq: cells have those",
            got=", ".join(by),
            hint="rename the column",
        )
    if twice := sorted({name for name in by if list(by).count(name) > 1}):
        raise StudyError(
            "A variable is given twice.", expected="each variable once", got=", ".join(twice)
        )
    roles = {"weight": design.weight, "stratum": design.stratum, "psu": design.psu}
    if "" in roles.values():
        raise StudyError(
            "A column of the design has no name.",
            expected="the name of a column, or nothing at all where there is none",
            got=", ".join(role for role, name in roles.items() if name == ""),
        )
    for column in filter(None, roles.values()):
        played = [role for role, name in roles.items() if name == column]
        played += ["variable"] * (column == design.weight and column in by)
        if len(played) > 1:
            raise StudyError(
                f"The column '{column}' has two roles.",
                expected="a column for each of weight, stratum and PSU, and a weight that is no "
                "variable",
                got=", ".join(played),
            )


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
    return fold(pd.concat(parts, ignore_index=True), keys)


def _collect(rows: nw.LazyFrame[Any]) -> pd.DataFrame:
    # pandas holds what Arrow refuses, such as text and numbers in one column. From the others
    # Arrow comes cheaper than their own way to pandas, and Polars streams only when told to.
    if rows.implementation.is_pandas() or rows.implementation.is_dask():
        return rows.collect("pandas").to_pandas()
    how = {"engine": "streaming"} if rows.implementation.is_polars() else {}
    table = rows.collect("pyarrow", **how).to_native()
    people: pd.DataFrame = table.to_pandas(integer_object_nulls=True)
    return people


NO_LEVELS = (nw.Datetime, nw.Duration, nw.Time, nw.Binary, nw.List, nw.Array, nw.Struct)


def _require_usable(people: _People, keys: Mapping[str, str], design: Design) -> None:
    require_columns(people.names, [*keys.values(), design.weight])
    types = dict(zip(people.names, people.frame.collect_schema().values(), strict=True))
    for name in keys.values():
        if isinstance(types[name], NO_LEVELS):
            raise no_variable(name, f"a column of type {types[name]}")
    is_decimal = False
    if people.frame.implementation.is_pandas():  # the one that holds any object in a column
        held = people.frame.to_native()
        for name in keys.values():
            check_one_kind(held[people.code(name)].rename(name))
        weights = held[people.code(design.weight)] if design.weight else pd.Series()
        is_decimal = pd.api.types.infer_dtype(weights) == "decimal"
    if design.weight and not types[design.weight].is_numeric() and not is_decimal:
        raise StudyError(
            f"The weight '{design.weight}' can't be used.",
            expected="a column of numbers",
            got=f"a column of type {types[design.weight]}",
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
    bad = int(_collect(rows.filter(~usable.fill_null(False)).select(n=nw.len()))["n"].iloc[0])
    squares = folded["weight_sq"].astype(float)
    raise StudyError(
        f"The weight '{design.weight}' can't be used.",
        expected="a finite number, zero or more, for each person; squares and sums from "
        f"{1 / MOST:g} to {MOST:g}",
        got=f"{bad} of {int(folded['n'].sum())} rows with none, an infinite or a negative one"
        if bad
        else f"cells whose squared weights add up to between {squares[squares > 0].min():.3g} and "
        f"{squares.max():.3g}",
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
