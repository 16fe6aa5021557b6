"""Cells told apart by whole numbers: each answer is looked up once, however often cells fold."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:  # who only folds needs no Polars
    import polars as pl
    from numpy.typing import NDArray

MOST = 2**62
"""Kinds of cells that a whole number of 64 bits can tell apart."""


@dataclass(frozen=True)
class Known:
    """The answers that occur of one variable, stratum or PSU, sorted.

    Parameters
    ----------
    found : Series of shape (m,)
        These answers.
    """

    found: pd.Series[Any]

    def __len__(self) -> int:
        """Count them, and none, which comes after them."""
        return len(self.found) + 1

    @cached_property
    def levels(self) -> list[Any]:
        """List them, and none at the end."""
        return [*self.found, None]

    @cached_property
    def series(self) -> pl.Series:
        """Return them as Polars holds them, levels as text, and none at the end."""
        import polars as pl  # noqa: PLC0415 - as above

        if self.found.dtype == "str" or isinstance(self.found.dtype, pd.CategoricalDtype):
            return pl.Series(self.levels, dtype=pl.String)
        known = pl.from_pandas(self.found)
        return pl.concat([known, pl.Series([None], dtype=known.dtype)], rechunk=True)


@dataclass(frozen=True)
class Key:
    """What k cells have of one variable, stratum or PSU.

    Parameters
    ----------
    places : array of int64 of shape (k,)
        Where each cell's answer is among those `known`; the last place where there is none.
    known : Known
        The answers that occur.
    """

    places: NDArray[np.int64]
    known: Known

    @classmethod
    def of(cls, answers: pd.Series[Any]) -> Key:
        """Return the key that a column is.

        Examples
        --------
        >>> Key.of(pd.Series(["b", "a", None])).places.tolist()
        [1, 0, 2]
        """
        places, found = pd.factorize(answers, sort=True)
        return cls(np.where(places < 0, len(found), places), Known(pd.Series(found)))

    def at(self, cells: NDArray[Any]) -> Key:
        """Return the key of some of the cells."""
        return Key(self.places[cells], self.known)

    def gave(self, answers: Container[Any]) -> NDArray[np.bool_]:
        """Check which cells gave one of these answers; an empty one is none of them.

        Examples
        --------
        >>> Key.of(pd.Series(["b", "a", None])).gave(["a", "c"]).tolist()
        [False, True, False]
        """
        wanted = np.array([level is not None and level in answers for level in self.known.levels])
        return wanted[self.places]

    def level(self, cell: int) -> Any:
        """Return the answer of one cell."""
        return self.known.levels[self.places[cell]]

    @property
    def lacking(self) -> NDArray[np.bool_]:
        """Check which cells have no answer."""
        return np.equal(self.places, len(self.known.found))

    def column(self) -> pl.Series:
        """Return the answer of each cell, as Polars holds it."""
        return self.known.series.gather(self.places)


@dataclass(frozen=True)
class Folded:
    """Cells that some variables tell apart, and strata and PSUs where there are any.

    Parameters
    ----------
    keys : mapping of str to Key
        What the k cells have of each of these.
    counts : mapping of str to array of shape (k,)
        Their ``n``, ``weight`` and ``weight_sq``.
    """

    keys: Mapping[str, Key]
    counts: Mapping[str, NDArray[Any]]

    @classmethod
    def of(cls, keys: Mapping[str, Key], counts: Mapping[str, NDArray[Any]]) -> Folded:
        """Return the fold of cells over all but some keys, in the order in which they are met."""
        group, first, _ = alike([*keys.values()], counts["weight"])
        return cls({name: key.at(first) for name, key in keys.items()}, added_up(counts, group))


def alike(
    keys: Sequence[Key], weight: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return which of k cells share all keys; those that weigh nothing stay apart from others.

    Parameters
    ----------
    keys : sequence of Key
        What the cells have of each variable.
    weight : array of shape (k,)
        Their weights.

    Returns
    -------
    tuple of three arrays, of shapes (k,), (g,) and (g,)
        The group of each cell, groups being numbered as they are met; the place of the first cell
        of each group; and a number for each group, by which they sort as their keys do.

    Examples
    --------
    >>> alike([Key.of(pd.Series(["yes", "no", "yes"]))], np.array([1.0, 2.0, 3.0]))[0].tolist()
    [0, 1, 0]
    """
    kinds, wide = np.zeros(len(weight), np.int64), 1
    for places, size in [(x.places, len(x.known)) for x in keys] + [(weight > 0, 2)]:
        if wide * size > MOST:
            kinds, met = pd.factorize(kinds, sort=True)
            wide = len(met)
        kinds *= size
        kinds += places
        wide *= size
    group, kind = pd.factorize(kinds)
    first = np.zeros(len(kind), np.int64)
    first[group[::-1]] = np.arange(len(group))[::-1]  # of several cells the last one written stands
    return group, first, kind


def added_up(counts: Mapping[str, NDArray[Any]], group: NDArray[np.int64]) -> dict[str, Any]:
    """Return the sum of each count in each group.

    Examples
    --------
    >>> added_up({"n": np.array([1, 2, 3])}, np.array([0, 1, 0]))["n"].tolist()
    [4, 2]
    """
    return {name: np.bincount(group, x).astype(x.dtype) for name, x in counts.items()}
