"""Surveys folded into cells that keep all that inference needs, and unfolded again.

For categorical variables, three numbers a cell are enough: how many people it holds, the sum of
their weights, and the sum of their squared weights. With strata and PSUs a linearised variance
depends on PSU totals only; without them it depends on the weights' sums of squares, which
`expand` gives back exactly. See ``docs/cells.md``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis import paths
from analysis.cleaning.weights import MOST, weight_faults
from analysis.errors import StudyError
from analysis.files import restored, write_table
from analysis.folding import possible
from analysis.folding.coded import Folded, Key, added_up, alike
from analysis.folding.levels import as_text, declared
from analysis.folding.locks import REMEDY, check_lock
from analysis.sources import catalogue, vocabulary

if TYPE_CHECKING:
    from numpy.typing import NDArray

TYPES = {"n": "int64", "weight": "float64", "weight_sq": "float64"}
COUNTS = [*TYPES]


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

    @property
    def of_cells(self) -> Design:
        """The same design in the names that `analysis.folding.collapse.collapse` writes."""
        return Design(
            weight="weight" if self.weight else None,
            stratum="stratum" if self.stratum else None,
            psu="psu" if self.psu else None,
            singleton=self.singleton,
        )


@dataclass(frozen=True)
class Cells:
    """Cells with what must never be apart from them: design, source, universe and levels.

    Parameters
    ----------
    frame : DataFrame
        As `analysis.folding.collapse.collapse` gives it.
    design : Design
        Design of the survey: that of its file, or in the names of `frame`.
    source : str
        Source id.
    universe : str
        Whom the sample stands for.
    levels : mapping, optional
        Variable -> its levels in order, as `analysis.folding.levels.declared` takes them. Answers
        called as one of `analysis.cleaning.missing.KINDS` are missing and of that kind. An empty
        answer is missing too: nobody can say why, so it is in no base.

    Raises
    ------
    StudyError
        When a column is missing, counts are none, or an answer is none of the declared levels.

    Examples
    --------
    >>> rows = {"rooms": ["1", "2"], "n": [2, 1], "weight": [3.0, 0.5], "weight_sq": [5.0, 0.25]}
    >>> Cells(pd.DataFrame(rows), Design("weight"), "census", "households").levels
    {'rooms': ('1', '2')}
    """

    frame: pd.DataFrame
    design: Design
    source: str
    universe: str
    levels: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check what was given, write answers as text, and put levels in order."""
        object.__setattr__(self, "design", self.design.of_cells)
        require_columns([*self.frame.columns], [*self.design.clusters, *COUNTS])
        check_counts(self.frame, f"The table of {self.source}")
        unwritten = [name for name in self.variables if not _is_text(self.frame[name])]
        text = {name: as_text(self.frame[name]) for name in unwritten}
        object.__setattr__(self, "frame", with_columns(self.frame, text))
        object.__setattr__(self, "levels", declared(self.frame[self.variables], self.levels))

    @cached_property
    def variables(self) -> list[str]:
        """Names of the variables that the cells are crossed by."""
        known = {*self.design.clusters, *COUNTS}
        return [str(column) for column in self.frame.columns if column not in known]

    def code(self, variable: str) -> str:
        """Return the name of a variable for svy: none that someone's own column could have."""
        variables = self.variables
        return f"<{variables.index(variable)}>" if variable in variables else variable

    @cached_property
    def digest(self) -> str:
        """Checksum of all that the cells hold: the same for cells that can't be told apart."""
        rows = pd.util.hash_pandas_object(self.frame, index=False).to_numpy()
        about = (*self.frame.columns, self.design, self.source, self.universe, self.levels)
        return hashlib.sha256(rows.tobytes() + repr(about).encode()).hexdigest()

    @cached_property
    def folds(self) -> dict[tuple[str, ...], Folded]:
        """The cells folded over all but some keys, kept for the next estimate on those."""
        return {}

    @cached_property
    def keys(self) -> dict[str, Key]:
        """The columns that folds have kept, each looked up once."""
        return {}

    @cached_property
    def counts(self) -> dict[str, NDArray[Any]]:
        """People, weight and squared weights of each cell."""
        return _counts(self.frame)

    @cached_property
    def bases(self) -> dict[Hashable, Any]:
        """What estimates have found of those who count, kept for the next one on them."""
        return {}

    def fold(self, variables: Sequence[str]) -> Folded:
        """Fold the cells over all variables but some; strata and PSUs stay."""
        columns = (*self.design.clusters, *sorted({*variables}))
        if columns not in self.folds:
            new = [name for name in columns if name not in self.keys]
            self.keys.update({name: Key.of(self.frame[name]) for name in new})
            self.folds[columns] = Folded.of(
                {name: self.keys[name] for name in columns}, self.counts
            )
        return self.folds[columns]

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
        levels = {name: self.levels[name] for name in variables}
        return replace(self, frame=fold(self.frame, keys), levels=levels)

    def with_column(self, name: str, values: pd.Series[Any]) -> Cells:
        """Add a variable that follows from the others."""
        levels = {known: found for known, found in self.levels.items() if known != name}
        return replace(self, frame=with_columns(self.frame, {name: values}), levels=levels)


def fold(frame: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Fold cells over all columns but some; people of weight 0 stay in cells of their own.

    Examples
    --------
    >>> rows = {"member": ["yes", "yes"], "n": [2, 1], "weight": [3.0, 0.0], "weight_sq": [5.0, 0]}
    >>> fold(pd.DataFrame(rows), ["member"])["n"].to_list()
    [1, 2]
    """
    counts = _counts(frame)
    group, first, kind = alike([Key.of(frame[name]) for name in keys], counts["weight"])
    order = np.argsort(kind)
    sums = {name: pd.Series(x[order]) for name, x in added_up(counts, group).items()}
    return with_columns(frame[[*keys]].iloc[first[order]].reset_index(drop=True), sums)


def _counts(frame: pd.DataFrame) -> dict[str, NDArray[Any]]:
    return {name: frame[name].to_numpy(kind) for name, kind in TYPES.items()}


def with_columns(frame: pd.DataFrame, columns: Mapping[str, pd.Series[Any]]) -> pd.DataFrame:
    """Return a frame with some columns added or replaced, whatever their names."""
    changed = frame.copy(deep=False)
    for name, values in columns.items():
        changed[name] = values
    return changed


def _is_text(answers: pd.Series[Any]) -> bool:
    """Check whether answers are text already, as those of all but hand-made cells."""
    of_categories = isinstance(answers.dtype, pd.CategoricalDtype)
    kind = answers.cat.categories.dtype if of_categories else answers.dtype
    return bool(kind == "str")


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
        When the file is missing or empty, is not the one that its lock tells of, lacks a column,
        holds an unknown level, or counts that no people of the survey can have.
    """
    source = catalogue.source_of_cells(table)
    path, lock = folder / f"{table}.csv", paths.lock_of_cells(source.id, folder)
    if not path.is_file():
        raise StudyError(f"The cells {path.name} are not there.", hint=REMEDY)
    known = lock.read_bytes() if lock.is_file() else b""
    cells = copy(_read(table, path, path.read_bytes(), known, source.model_dump_json()))
    object.__setattr__(cells, "frame", cells.frame.copy(deep=False))  # for whoever changes theirs
    return cells


@lru_cache(maxsize=64)
def _read(table: str, path: Path, content: bytes, _lock: bytes, _record: str) -> Cells:
    """Read a table once for equal bytes of the file, its lock and its record."""
    source = catalogue.source_of_cells(table)
    check_lock(path.name, content, paths.lock_of_cells(source.id, path.parent))
    design, variables = standard_design(source), source.cells[table]
    columns = [*design.clusters, *variables, *COUNTS]
    frame = restored(
        pd.read_csv(
            BytesIO(content),
            dtype=dict.fromkeys(variables, "str"),
            keep_default_na=False,
            na_values={key: [""] for key in design.clusters},
        )
    )
    require_columns(list(frame.columns), columns, hint=REMEDY)
    check_counts(frame, path.name, REMEDY)
    possible.check_clusters(frame[design.clusters], path.name, REMEDY)
    possible.check_keys(frame, [*design.clusters, *variables], path.name, REMEDY)
    possible.check_people(frame, source.files[0].rows, path.name, REMEDY)
    for variable in variables:
        frame[variable] = vocabulary.as_levels(frame[variable], variable)
    cells = Cells(frame[columns], design, source.id, source.universe)
    cells.folds, cells.keys, cells.counts, cells.bases, cells.digest  # noqa: B018 - each copy has these very ones
    return cells


def check_counts(frame: pd.DataFrame, name: str, hint: str = "") -> None:
    """Refuse cells without a row, or whose counts and weights no people can have."""
    if frame.empty:
        raise StudyError(
            f"{name} holds no cell.", expected="at least one row", got="a header only", hint=hint
        )
    counts = {name: pd.to_numeric(frame[name], errors="coerce") for name in COUNTS}
    n = counts["n"].to_numpy(float)
    with np.errstate(invalid="ignore"):  # of an infinite number
        bad = ~(np.isfinite(n) & (n >= 1) & (n % 1 == 0))
    for sums in (frame["weight"], frame["weight_sq"]):
        for rows in weight_faults(sums).values():
            bad |= rows.to_numpy()
    if bad.any():
        raise StudyError(
            f"{name} has cells whose counts can't be.",
            expected="n a whole number of 1 or more, weight and weight_sq of 0 or more and below "
            f"{MOST:g}, not all of them 0",
            got=f"{int(bad.sum())} rows, the first on line {int(bad.argmax()) + 2}",
            hint=hint,
        )
    possible.check_squares(pd.DataFrame(counts), name, hint)


def standard_design(source: catalogue.Source) -> Design:
    """Return the design of a source in the names that `collapse` writes."""
    roles = source.design
    if roles is None:
        raise StudyError(f"{source.id} is no survey file: it has no design.")
    return Design(roles.weight, roles.stratum, roles.psu, roles.singleton).of_cells


def write_cells(frame: pd.DataFrame, path: Path) -> None:
    """Write cells with ten significant digits, all at once or not at all."""
    write_table(path, frame)
