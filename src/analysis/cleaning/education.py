"""Education: one ladder of levels, fine and coarse, on the ISCED 2011 scale."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.cleaning.missing import YES_NO, regroup
from analysis.errors import StudyError

ISCED = {
    "below_upper_secondary": (0, 2),
    "upper_secondary": (3, 4),
    "upper_secondary_or_less": (0, 4),
    "secondary": (0, 4),
    "some_college": (3, 4),
    "some_college_or_short_tertiary": (3, 5),
    "short_tertiary": (5, 5),
    "bachelor": (6, 6),
    "master_or_more": (7, 8),
    "bachelor_or_more": (6, 8),
    "tertiary": (5, 8),
}
"""Lowest and highest ISCED 2011 level of the highest diploma held, for each level.

`some_college` is higher education without any degree. ISCED counts the highest programme
*completed*, so it stays at upper secondary. `secondary` is years spent at secondary school,
whatever was completed. Surveys that can't tell two neighbours apart use a pooled level
(`..._or_...`, and `tertiary` for any diploma of higher education).
"""

LEVELS = tuple(ISCED)

SHORT_CYCLE_TERTIARY = 5
BACHELOR = 6


def tertiary(education: pd.Series[Any], *, ambiguous: str | None = None) -> pd.Series[Any]:
    """Flag people who hold a diploma of higher education (ISCED 2011 levels 5 to 8).

    Parameters
    ----------
    education : Series of shape (n,)
        Levels among `LEVELS`, or missing kinds.
    ambiguous : str, optional
        What becomes of people whose level straddles the limit (`some_college_or_short_tertiary`):
        "yes", "no", or a missing kind. Left out, such people are an error, since any choice moves
        the result: take both "yes" and "no" to bound it.

    Returns
    -------
    Series of shape (n,)
        Categorical: "yes", "no", then the four missing kinds.

    Raises
    ------
    StudyError
        For an unknown level, or a level on both sides of the limit when `ambiguous` isn't given.

    Notes
    -----
    Levels: UNESCO Institute for Statistics (2012), *International Standard Classification of
    Education: ISCED 2011*.

    Examples
    --------
    >>> import pandas as pd
    >>> tertiary(pd.Series(["some_college", "short_tertiary", "refused"])).tolist()
    ['no', 'yes', 'refused']
    >>> pooled = pd.Series(["some_college_or_short_tertiary", "bachelor_or_more"])
    >>> tertiary(pooled, ambiguous="no").tolist()
    ['no', 'yes']
    """
    return _at_least(SHORT_CYCLE_TERTIARY, education, ambiguous)


def bachelor_or_more(education: pd.Series[Any], *, ambiguous: str | None = None) -> pd.Series[Any]:
    """Flag people who hold a bachelor's degree or more (ISCED 2011 levels 6 to 8).

    Parameters
    ----------
    education : Series of shape (n,)
        Levels among `LEVELS`, or missing kinds.
    ambiguous : str, optional
        What becomes of people whose level straddles the limit (`tertiary`); see the function
        `tertiary`.

    Returns
    -------
    Series of shape (n,)
        Categorical: "yes", "no", then the four missing kinds.

    Raises
    ------
    StudyError
        For an unknown level, or a level on both sides of the limit when `ambiguous` isn't given.

    Examples
    --------
    >>> import pandas as pd
    >>> bachelor_or_more(pd.Series(["short_tertiary", "bachelor", "master_or_more"])).tolist()
    ['no', 'yes', 'yes']
    """
    return _at_least(BACHELOR, education, ambiguous)


def _at_least(limit: int, education: pd.Series[Any], ambiguous: str | None) -> pd.Series[Any]:
    """Compare each level with an ISCED limit; refuse a level that lies on both sides."""
    groups = {}
    for level, (lowest, highest) in ISCED.items():
        if lowest >= limit:
            groups[level] = "yes"
        elif highest < limit:
            groups[level] = "no"
    straddling = [level for level in LEVELS if level not in groups]
    people = int(education.isin(straddling).sum())
    if people and ambiguous is None:
        raise StudyError(
            f"'{education.name}' doesn't say who reached ISCED level {limit}.",
            expected=f"levels on one side of ISCED {limit}",
            got=f"{people} rows in {', '.join(straddling)}",
            hint="give ambiguous='yes', then ambiguous='no', to bound the result",
        )
    return regroup(education, groups | dict.fromkeys(straddling, ambiguous or "no"), levels=YES_NO)
