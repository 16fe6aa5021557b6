"""Missing answers: the four kinds kept apart, and the one function that recodes answers."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from string import ascii_letters
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import StudyError

KINDS = ("dont_know", "refused", "no_answer", "not_asked")
YES_NO = ("yes", "no")

TAG_SHIFT = 32
"""Where the letter of a tagged missing value sits in the 64 bits of its NaN."""

TAGS = frozenset({*ascii_letters, "_"})
"""Letters of Stata, and of SAS with its underscore."""

R_NA = 0x7FF00000000007A2
"""The bits of R's missing number, which tags are added to."""

PAYLOAD = 0x0007_FFFF_FFFF_FFFF
"""The bits that tell one NaN from another: those of arithmetic have none set."""

SHOWN = 10
"""Known codes quoted in an error: a classification has hundreds."""


def recode(
    values: pd.Series[Any],
    codes: Mapping[Any, str],
    *,
    levels: Sequence[str],
    missing: Mapping[Any, str],
) -> pd.Series[Any]:
    """Recode a survey's answers into the levels of a harmonised variable.

    Parameters
    ----------
    values : Series of shape (n,)
        Answers as found in the survey's file.
    codes : mapping
        The survey's code of each answer -> the level it becomes. The key ``None`` stands for an
        empty cell (NaN, None), here or in `missing`; in neither, an empty cell is unknown.
    levels : sequence of str
        All levels of the variable, in order, whether the survey uses them or not.
    missing : mapping
        The survey's code of each missing answer -> its kind, one of `KINDS`.

    Returns
    -------
    Series of shape (n,)
        Categorical, with the levels then the four kinds as categories. Same index and name as
        `values`, and never NaN.

    Raises
    ------
    StudyError
        When a code is neither in `codes` nor in `missing` (the message counts it), when a code is
        in both, or when a mapping leads outside of `levels` or of `KINDS`.

    Examples
    --------
    >>> answers = pd.Series([1, 2, 8, None, 1], name="uses_network")
    >>> recode(
    ...     answers, {1: "yes", 2: "no"}, levels=YES_NO, missing={8: "dont_know", None: "not_asked"}
    ... ).tolist()
    ['yes', 'no', 'dont_know', 'not_asked', 'yes']
    """
    _check_mappings(values.name, codes, levels, missing)
    categories = [*levels, *KINDS]
    targets = {**codes, **missing}
    positions, found = pd.factorize(values)
    # factorize gives empty cells the position -1: the last of the keys, which is None.
    keys = [*found, None]
    counts = np.bincount(positions % len(keys), minlength=len(keys))
    unknown = {key: n for key, n in zip(keys, counts, strict=True) if n and key not in targets}
    if unknown:
        raise _unknown_codes(values.name, unknown, targets)
    # An unknown key is only left here when no row has it (None, in a file without empty cells).
    category_of = np.array([categories.index(targets[k]) if k in targets else -1 for k in keys])
    recoded = pd.Categorical.from_codes(category_of[positions], categories=pd.Index(categories))
    return pd.Series(recoded, index=values.index, name=values.name)


def regroup(
    variable: pd.Series[Any], groups: Mapping[str, str], *, levels: Sequence[str]
) -> pd.Series[Any]:
    """Turn the levels of a harmonised variable into others; the missing kinds stay as they are.

    Parameters
    ----------
    variable : Series of shape (n,)
        A harmonised variable (see `recode`).
    groups : mapping
        Level of `variable` -> level of the result, or the missing kind it turns into.
    levels : sequence of str
        All levels of the result.

    Returns
    -------
    Series of shape (n,)
        Categorical: `levels`, then the four kinds.

    Raises
    ------
    StudyError
        As `recode`; a level without a group is an unknown code.

    Examples
    --------
    >>> size = pd.Series(["small", "large", "refused"])
    >>> regroup(size, {"small": "no", "large": "yes"}, levels=YES_NO).tolist()
    ['no', 'yes', 'refused']
    """
    kinds = {level: group for level, group in groups.items() if group in KINDS}
    return recode(
        variable,
        {level: group for level, group in groups.items() if level not in kinds},
        levels=levels,
        missing={**kinds, **dict(zip(KINDS, KINDS, strict=True))},
    )


def flag(
    variable: pd.Series[Any], yes: Collection[str], *, levels: Iterable[str]
) -> pd.Series[Any]:
    """Flag the rows where a harmonised variable takes one of some levels.

    Parameters
    ----------
    variable : Series of shape (n,)
        A harmonised variable (see `recode`).
    yes : collection of str
        The levels that make a "yes"; every other level of `levels` is a "no".
    levels : iterable of str
        All levels of `variable`.

    Returns
    -------
    Series of shape (n,)
        Categorical: "yes", "no", then the four kinds.

    Raises
    ------
    StudyError
        As `recode`.

    Examples
    --------
    >>> colour = pd.Series(["red", "blue", "not_asked"])
    >>> flag(colour, {"red"}, levels=("red", "green", "blue")).tolist()
    ['yes', 'no', 'not_asked']
    """
    return regroup(variable, {x: "yes" if x in yes else "no" for x in levels}, levels=YES_NO)


def answered(variable: pd.Series[Any]) -> pd.Series[bool]:
    """Flag the rows of a harmonised variable that hold an answer, and not a missing kind.

    Parameters
    ----------
    variable : Series of shape (n,)
        A harmonised variable (see `recode`).

    Returns
    -------
    Series of bool, of shape (n,)

    Examples
    --------
    >>> answered(pd.Series(["yes", "refused", "no"])).tolist()
    [True, False, True]
    """
    return ~variable.isin(KINDS)


def missing_tags(values: pd.Series[Any], *, kept: bool = False) -> pd.Series[Any]:
    """Show the tags of missing values read from an R, Stata or SAS file, as ".i", ".n", ".d".

    `analysis.sources.reading.read_raw` keeps the letter of a tagged missing value where R's haven
    puts it: in the payload of the NaN (bits 32 to 39 of the 64-bit float, as its ``tagged_na``
    does). In the General Social Survey "i" is inapplicable (not asked), "d" don't know and "n" no
    answer.

    Parameters
    ----------
    values : Series of float64, of shape (n,)
        Numbers and NaNs, tagged or not. Or of object: numbers beside the letters that pyreadstat
        puts with ``user_missing=True``, or the ``StataMissingValue`` that pandas puts with
        ``convert_missing=True``.
    kept : bool
        True when whatever read the file is known to keep tags, as `read_raw` does: a column may
        then have plain empty cells only.

    Returns
    -------
    Series of shape (n,)
        Object: the numbers as they were, ".x" for a NaN tagged x, "." for a plain one.

    Raises
    ------
    StudyError
        When `values` are of another type; or, unless `kept`, when all their empty cells are NaNs of
        arithmetic, which is what remains of any tag in readers that drop them.

    Examples
    --------
    >>> one, inapplicable, plain = 0x3FF0000000000000, 0x7FF00069000007A2, 0x7FF8000000000000
    >>> as_read = np.array([one, inapplicable, plain], dtype="uint64").view("float64")
    >>> missing_tags(pd.Series(as_read)).tolist()
    [1.0, '.i', '.']
    """
    floats = tagged(values) if _has_letters(values) else values
    if floats.dtype != np.float64:
        raise _tagless(values, str(values.dtype))
    empty = floats.isna().to_numpy()
    payload = floats.to_numpy()[empty].view(np.uint64) & np.uint64(PAYLOAD)
    if len(payload) and not payload.any() and not kept:
        raise _tagless(values, f"{len(payload)} empty cells without a trace of any")
    letters = (payload >> np.uint64(TAG_SHIFT)) & np.uint64(0xFF)
    shown = floats.to_numpy(dtype=object, copy=True)
    shown[empty] = [f".{chr(x)}" if chr(x) in TAGS else "." for x in letters.tolist()]
    return pd.Series(shown, index=values.index, name=values.name, dtype=object)


def tagged(values: pd.Series[Any]) -> pd.Series[float]:
    """Turn numbers and letters of missing values into numbers and tagged NaNs.

    Parameters
    ----------
    values : Series of shape (n,)
        Numbers; "a", "b"... for a missing value of that letter (or what pandas puts for one, which
        prints as ".a"); empty for a plain one.

    Returns
    -------
    Series of float64, of shape (n,)
        As R's haven would have it: `missing_tags` shows the letters again.

    Raises
    ------
    StudyError
        When a value is neither.

    Examples
    --------
    >>> answers = tagged(pd.Series([1, "d", None]))
    >>> answers.tolist()
    [1.0, nan, nan]
    >>> missing_tags(answers).tolist()
    [1.0, '.d', '.']
    """
    floats = pd.to_numeric(values, errors="coerce").to_numpy("float64", na_value=np.nan, copy=True)
    empty = np.isnan(floats)
    found = values[empty]
    letters = [_letter(value) for value in found]
    for value, letter in zip(found, letters, strict=True):
        if not letter and pd.notna(value) and str(value) != ".":
            raise _tagless(values, f"{value!r}, neither a number nor the letter of a missing one")
    tags = np.array([ord(letter or "\0") for letter in letters], dtype=np.uint64)
    floats.view(np.uint64)[empty] = np.uint64(R_NA) | (tags << np.uint64(TAG_SHIFT))
    return pd.Series(floats, index=values.index, name=values.name)


def _has_letters(values: pd.Series[Any]) -> bool:
    """Return whether letters stand beside numbers: letters alone may well be answers."""
    if values.dtype != object:
        return False
    return bool(pd.to_numeric(values, errors="coerce").notna().any() and any(map(_letter, values)))


def _letter(value: Any) -> str:
    """Return the letter of a missing value, as pyreadstat or pandas writes it; "" of all others."""
    written = value if isinstance(value, str) else str(value).removeprefix(".")
    return written if written in TAGS else ""


def _tagless(values: pd.Series[Any], got: str) -> StudyError:
    return StudyError(
        f"The tags of '{values.name}' can't be read.",
        expected="float64 numbers whose NaNs keep R's tags, or numbers beside letters",
        got=got,
        hint="read the file with analysis.sources.reading.read_raw, a Stata or SAS file also with "
        "pyreadstat and user_missing=True; show the tags before any conversion of the column",
    )


def _check_mappings(
    name: Hashable,
    codes: Mapping[Any, str],
    levels: Sequence[str],
    missing: Mapping[Any, str],
) -> None:
    """Refuse mappings that lead outside of the vocabulary or that contradict each other."""
    if len({*levels, *KINDS}) < len(levels) + len(KINDS):
        raise StudyError(
            f"The levels of '{name}' repeat themselves.",
            expected=f"each level once, and none called {', '.join(KINDS)}",
            got=", ".join(levels),
        )
    outside = sorted({*codes.values()} - {*levels}) + sorted({*missing.values()} - {*KINDS})
    if outside:
        raise StudyError(
            f"The mapping of '{name}' leads outside of its levels.",
            expected=f"levels {', '.join(levels)}; missing kinds {', '.join(KINDS)}",
            got=", ".join(outside),
        )
    twice = [key for key in codes if key in missing]
    if twice:
        raise StudyError(
            f"The mapping of '{name}' is ambiguous.",
            expected="each code either an answer or missing",
            got=f"both: {', '.join(map(repr, twice))}",
        )


def _unknown_codes(
    name: Hashable, unknown: Mapping[Any, int], known: Mapping[Any, str]
) -> StudyError:
    """Name each unknown code with its count."""
    found = (
        f"{'empty cell (None)' if code is None else repr(_plain(code))} in {n} row(s)"
        for code, n in unknown.items()
    )
    numbers = {str(code) for code in known if not isinstance(code, str)}
    quoted = next((repr(code) for code in unknown if isinstance(code, str) and code in numbers), "")
    return StudyError(
        f"Unknown code in '{name}'.",
        expected=f"{len(known)} known codes, such as {', '.join(map(repr, [*known][:SHOWN]))}",
        got="; ".join(found),
        hint=f"the column is text: write its codes in quotes, such as {quoted}"
        if quoted
        else "look it up in the survey's codebook, then add it to the answers or to the missing",
    )


def _plain(code: Any) -> Any:
    """Drop numpy's type: a person reads 9.0, not np.float64(9.0)."""
    return code.item() if isinstance(code, np.generic) else code
