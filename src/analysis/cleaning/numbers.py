"""Numbers written as text, the French or the English way."""

from __future__ import annotations

import re
from typing import Any, Literal

import pandas as pd

from analysis.errors import StudyError

SPACES = " \u00a0\u2009\u202f"
"""Space, no-break space, thin space, narrow no-break space: all separate thousands in French."""

THOUSANDS = {",": f"[{SPACES}]", ".": f"[,{SPACES}]"}


def parse_number(text: pd.Series[Any], decimal: Literal[",", "."]) -> pd.Series[float]:
    """Read numbers from text.

    Parameters
    ----------
    text : Series of shape (n,)
        Numbers such as "1 234,5", "12,5 %" or "−3" (decimal comma), "1,234.5" (decimal point).
    decimal : {",", "."}
        The decimal mark. It isn't guessed: "1,234" is a thousand in English, about one in French.

    Returns
    -------
    Series of float64, of shape (n,)
        A per cent sign is dropped, not divided by: "12,5 %" is 12.5. Empty cells stay NaN.

    Raises
    ------
    StudyError
        For text that isn't a number, with its count.

    Examples
    --------
    >>> import pandas as pd
    >>> parse_number(pd.Series(["1 234,5", "12,5 %", "−3"]), decimal=",").tolist()
    [1234.5, 12.5, -3.0]
    >>> parse_number(pd.Series(["1,234.5", "about 5"]), decimal=".")
    Traceback (most recent call last):
        ...
    analysis.errors.StudyError: Text that isn't a number in 'None'.
      expected: numbers with decimal mark '.'
      got: 'about 5' in 1 row(s)
    """
    separator = THOUSANDS[decimal]
    whole = rf"\d{{1,3}}(?:{separator}\d{{3}})+|\d+"
    number = rf"[{SPACES}]*([+\-−]?(?:{whole})(?:{re.escape(decimal)}\d+)?)[{SPACES}]*%?[{SPACES}]*"
    digits = text.astype("string").str.extract(rf"^{number}$", expand=False)
    unread = text[digits.isna() & text.notna()].value_counts()
    if len(unread):
        raise StudyError(
            f"Text that isn't a number in '{text.name}'.",
            expected=f"numbers with decimal mark '{decimal}'",
            got="; ".join(f"{value!r} in {n} row(s)" for value, n in unread.items()),
        )
    plain = digits.str.replace(separator, "", regex=True).str.replace("−", "-")
    return plain.str.replace(decimal, ".", regex=False).astype("float64")
