"""Levels of variables: text, alike whatever held the answers, and the order they come in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.cleaning.missing import KINDS, YES_NO
from analysis.errors import StudyError

NO_LEVELS = (
    *(dt.datetime, dt.time, dt.timedelta, np.datetime64, np.timedelta64),
    *(bytes, bytearray, list, tuple, dict, set, frozenset, np.ndarray),
)
"""Moments, which engines write in zones of their own, and what is no single answer."""

MIXED = {"mixed", "mixed-integer"}
"""What pandas calls columns of several types; whole numbers beside fractions are none of them."""

EXACT = 2**53
"""Whole numbers from which a fraction of 64 bits no longer holds each one."""


def as_text(answers: pd.Series[Any]) -> pd.Series[str]:
    """Write answers as text, alike in all engines: each distinct one is written once.

    Parameters
    ----------
    answers : Series of shape (n,)
        Text, numbers, truth, dates or categories of them.

    Returns
    -------
    Series of str, of shape (n,)
        Whole numbers as such, beside a missing one too (``1``, not ``1.0``), truth as ``true`` and
        ``false``, other answers as Python prints them. Empty text is a missing answer.

    Raises
    ------
    StudyError
        When an answer is a moment or a duration, is made of bytes, holds several, or is a whole
        number that lost its last digits as a fraction; or when numbers stand beside text or truth.

    Examples
    --------
    >>> as_text(pd.Series([1.0, 2.5, None])).tolist()
    ['1', '2.5', nan]
    """
    if answers.dtype == "str":
        empty = answers == ""
        return answers.mask(empty) if empty.any() else answers
    check_one_kind(answers)
    codes, distinct = pd.factorize(answers)
    check_levels_are_plain([*distinct], str(answers.name))
    # Code -1, of the missing ones, takes the last.
    known = [None if pd.isna(level) else level_text(level) or None for level in distinct]
    text = pd.Series([*known, None], dtype="str")
    return pd.Series(text.array.take(codes), answers.index, dtype="str", name=answers.name)


def level_text(level: object) -> str:
    """Write one answer as text.

    Examples
    --------
    >>> level_text(True), level_text(3.0), level_text(0.1), level_text("03")
    ('true', '3', '0.1', '03')
    """
    if isinstance(level, bool | np.bool_):
        return str(level).lower()
    # pandas turns integers into fractions beside a missing one: 1.0 is the 1 of other engines.
    return str(int(level) if isinstance(level, float) and level.is_integer() else level)


def as_plain(ids: pd.Series[Any]) -> pd.Series[Any]:
    """Return strata or PSUs without categories, alike in all engines.

    Examples
    --------
    >>> as_plain(pd.Series([1.0, -0.0, 2.0])).tolist(), as_plain(pd.Series([True])).tolist()
    ([1, 0, 2], ['true'])
    """
    check_levels_are_plain([*ids.unique()], str(ids.name))
    if isinstance(ids.dtype, pd.CategoricalDtype):
        ids = ids.astype(ids.cat.categories.dtype)
    kind = pd.api.types.infer_dtype(ids, skipna=True)
    if kind in {"boolean", "string"}:
        return as_text(ids)
    if kind == "integer" or (kind == "floating" and (ids.dropna() % 1 == 0).all()):
        large = bool(ids.max() > np.iinfo("int64").max)
        exact: Any = {False: ("int64", "Int64"), True: ("uint64", "UInt64")}[large][ids.hasnans]
        return ids.astype(exact)
    return ids + 0.0 if kind == "floating" else ids  # no zero below zero


def check_one_kind(answers: pd.Series[Any]) -> None:
    """Refuse numbers beside text or truth: 1, "1" and True would be one level."""
    if isinstance(answers.dtype, pd.CategoricalDtype):
        answers = answers.cat.categories.to_series(name=answers.name)
    if answers.dtype != object or pd.api.types.infer_dtype(answers) not in MIXED:
        return
    examples = {type(answer).__name__: answer for answer in answers.dropna()}
    if len(examples) > 1:
        told = ", ".join(f"{answer!r} ({kind})" for kind, answer in sorted(examples.items()))
        raise no_variable(str(answers.name), f"answers of several types: {told}")


def check_levels_are_plain(found: Sequence[object], variable: str) -> None:
    """Refuse answers that engines would not write alike."""
    wrong = [level for level in found if isinstance(level, NO_LEVELS) or _is_cut(level)]
    if wrong:
        raise no_variable(variable, f"{type(wrong[0]).__name__}, such as {wrong[0]}")


def _is_cut(level: object) -> bool:
    return isinstance(level, float) and EXACT < abs(level) < np.inf


def no_variable(name: str, got: str) -> StudyError:
    """Build the error of a column whose answers can't be levels."""
    return StudyError(
        f"'{name}' can't be a variable of cells.",
        expected="text, whole numbers, truth, dates, or other answers that few people differ by",
        got=got,
        hint="turn it into text or groups first, such as a moment into its year",
    )


def declared(frame: pd.DataFrame, given: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return the levels of each variable in order, and refuse answers that are none of them.

    Parameters
    ----------
    frame : DataFrame of shape (k, number of variables)
        Answers as text or categories.
    given : mapping
        Variable -> its levels, for those that declare them. Others take the categories of their
        column; without categories, what occurs in it, sorted, as numbers where all are; where
        nothing but "yes" and "no" occurs, these two.

    Returns
    -------
    dict of str to tuple of str
        The kinds of missing answers (`analysis.cleaning.missing.KINDS`) are never levels.

    Raises
    ------
    StudyError
        When levels are declared for a variable that isn't there, twice, or under the name of a kind
        of missing answer, or an answer is none of them.

    Examples
    --------
    >>> declared(pd.DataFrame({"rooms": ["10", "9", "refused"], "member": "no"}), {})
    {'rooms': ('9', '10'), 'member': ('yes', 'no')}
    """
    absent = [name for name in given if name not in frame]
    if absent:
        raise StudyError(
            "Levels are declared for variables that are not there.",
            expected=", ".join(map(str, frame.columns)),
            got=", ".join(absent),
        )
    return {
        name: _checked(frame[name], tuple(given[name])) if name in given else _found(frame[name])
        for name in map(str, frame.columns)
    }


def _found(answers: pd.Series[Any]) -> tuple[str, ...]:
    if isinstance(answers.dtype, pd.CategoricalDtype):
        return tuple(level for level in answers.cat.categories if level not in KINDS)
    levels = sorted({*answers.dropna().unique()} - {*KINDS})
    if {*levels} <= {*YES_NO}:
        return YES_NO
    numbers = pd.to_numeric(pd.Series(levels), errors="coerce")
    if numbers.notna().all():
        levels = [levels[place] for place in numbers.argsort(kind="stable")]
    return tuple(levels)


def _checked(answers: pd.Series[Any], levels: tuple[str, ...]) -> tuple[str, ...]:
    reserved = [level for level in levels if level in KINDS]
    if reserved or len({*levels}) < len(levels):
        raise StudyError(
            f"The levels of '{answers.name}' can't be these.",
            expected=f"each level once, and none called {', '.join(KINDS)}: so are missing answers",
            got=", ".join(levels),
            hint="give the level another name, in the answers too",
        )
    known = answers.isna() | answers.isin([*levels, *KINDS])
    if not known.all():
        found = answers[~known].astype("str").value_counts().sort_index()
        raise StudyError(
            f"'{answers.name}' holds answers that are none of its levels.",
            expected=", ".join([*levels, *KINDS]),
            got=", ".join(f"{level} ({count} cells)" for level, count in found.items()),
            hint="declare them among the levels, or recode them",
        )
    return levels
