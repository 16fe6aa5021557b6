"""Questions where people choose all the answers that apply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from pandas.api.types import is_bool_dtype

from analysis.cleaning.missing import YES_NO, recode
from analysis.errors import StudyError


def multi_response(
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    codes: Mapping[Any, str],
    *,
    base: pd.Series[bool],
    missing: Mapping[Any, str],
) -> pd.DataFrame:
    """Clean a "choose all that apply" question into one yes/no column an option.

    An option that nobody ticked and a person who wasn't asked look the same in many files (an empty
    cell): only the base tells them apart, so it must be given.

    Parameters
    ----------
    frame : DataFrame of shape (n, any)
        Answers, one column an option.
    columns : mapping
        Column of `frame` -> name of the option.
    codes : mapping
        Code found in the columns -> "yes" or "no". In files that leave an unticked box empty, the
        key ``None`` gives "no".
    base : Series of bool, of shape (n,)
        Who was asked the question, with the index of `frame`; of any type of truth values, such as
        pandas' nullable one, but none missing.
    missing : mapping
        Missing code -> kind, as in `analysis.cleaning.missing.recode`.

    Returns
    -------
    DataFrame of shape (n, number of options)
        Categorical columns named after the options: "yes", "no", then the four missing kinds.
        People outside of the base are "not_asked" in all of them.

    Raises
    ------
    StudyError
        When the base isn't one true or false a person, when somebody outside of it ticked an
        option, when a column isn't in `frame`, or for an unknown code in the base.

    Examples
    --------
    >>> answers = pd.DataFrame({"q1a": [1.0, None, None], "q1b": [None, 1.0, None]})
    >>> multi_response(
    ...     answers,
    ...     {"q1a": "friends", "q1b": "adverts"},
    ...     {1: "yes", None: "no"},
    ...     base=pd.Series([True, True, False]),
    ...     missing={},
    ... )
         friends    adverts
    0        yes         no
    1         no        yes
    2  not_asked  not_asked
    """
    _check_base(frame, columns, base)
    base = base.astype(bool)
    options = {}
    for column, option in columns.items():
        _refuse_answers_outside(frame[column], codes, base)
        options[option] = _option(frame[column], codes, base, missing)
    return pd.DataFrame(options, index=frame.index)


def _check_base(frame: pd.DataFrame, columns: Mapping[str, str], base: pd.Series[bool]) -> None:
    """Refuse a base that doesn't say yes or no of each person, and columns that aren't there."""
    absent = [column for column in columns if column not in frame.columns]
    if absent:
        raise StudyError(
            "Columns of the question are missing.",
            expected=", ".join(columns),
            got=f"no column {', '.join(absent)}",
        )
    unknown = int(base.isna().sum())
    if not base.index.equals(frame.index) or not is_bool_dtype(base) or unknown:
        raise StudyError(
            "The base of the question isn't declared for each person.",
            expected=f"true or false for each of {len(frame)} rows, with the frame's index",
            got=f"{len(base)} values of type {base.dtype}, {unknown} missing",
            hint="write the condition under which the questionnaire asks, such as frame['q1'] == 1",
        )


def _refuse_answers_outside(
    values: pd.Series[Any], codes: Mapping[Any, str], base: pd.Series[bool]
) -> None:
    """Refuse a base that somebody's answer contradicts."""
    ticks = [code for code, answer in codes.items() if answer == "yes"]
    outside = int((values.isin(ticks) & ~base).sum())
    if outside:
        raise StudyError(
            f"The declared base of '{values.name}' is too small.",
            expected="no answer outside of the base",
            got=f"{outside} row(s) outside of it chose the option",
            hint="check the condition of the base in the questionnaire",
        )


def _option(
    values: pd.Series[Any],
    codes: Mapping[Any, str],
    base: pd.Series[bool],
    missing: Mapping[Any, str],
) -> pd.Series[Any]:
    """Recode one option; whoever is outside of the base gets a code of their own."""
    outside = "outside of the base"
    asked = values.astype(object).where(base, outside)
    return recode(asked, codes, levels=YES_NO, missing={**missing, outside: "not_asked"})
