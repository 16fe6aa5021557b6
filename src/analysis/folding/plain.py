"""Levels, strata and PSUs written alike, whichever engine held them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd


def as_text(levels: pd.Series[Any]) -> pd.Series[str]:
    """Write levels as text, alike in all engines: each distinct one is written once.

    Examples
    --------
    >>> as_text(pd.Series([2.0, None, 3.0])).tolist()
    ['2', nan, '3']
    """
    if levels.dtype == "str":
        return levels
    codes, distinct = pd.factorize(levels)
    # Code -1, of the missing ones, takes the last.
    text = pd.Series([*map(_level, distinct), None], dtype="str")
    return text.take(codes).set_axis(levels.index)


def _level(level: object) -> str:
    if isinstance(level, bool | np.bool_):
        return str(level).lower()
    # pandas turns integers into fractions beside a missing one: 1.0 is the 1 of other engines.
    return str(int(level) if isinstance(level, float) and level.is_integer() else level)


def as_plain(ids: pd.Series[Any]) -> pd.Series[Any]:
    """Return strata or PSUs without categories, and whole numbers as such, missing ones or not."""
    if isinstance(ids.dtype, pd.CategoricalDtype):
        ids = ids.astype(ids.cat.categories.dtype)
    kind = pd.api.types.infer_dtype(ids, skipna=True)
    if kind == "integer" or (kind == "floating" and (ids.dropna() % 1 == 0).all()):
        return ids.astype("Int64" if ids.hasnans else "int64")
    return ids
