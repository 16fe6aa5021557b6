"""Age groups with declared edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis.cleaning.missing import recode
from analysis.cleaning.tables import as_text_and_number
from analysis.errors import StudyError

LABELS = ("18-29", "30-49", "50-64", "65+")
EDGES = (18, 30, 50, 65, 98)
"""Ages 18 to 97. 98 and 99 stay out since many files write "don't know" and "refused" so."""


def age_group(
    ages: pd.Series[Any],
    edges: Sequence[int] = EDGES,
    labels: Sequence[str] = LABELS,
    *,
    missing: Mapping[Any, str],
) -> pd.Series[Any]:
    """Group ages.

    Parameters
    ----------
    ages : Series of shape (n,)
        Whole years, as numbers or as text, and the survey's missing codes.
    edges : sequence of int, of length k + 1
        Group i goes from ``edges[i]`` to ``edges[i + 1] - 1`` years.
    labels : sequence of str, of length k
        Names of the groups.
    missing : mapping
        Missing code -> kind, as in `analysis.cleaning.missing.recode`.

    Returns
    -------
    Series of shape (n,)
        Categorical: the labels, then the four missing kinds.

    Raises
    ------
    StudyError
        For an age outside of the edges or not whole (with its count), or edges that don't rise or
        don't fit the labels.

    Examples
    --------
    >>> import pandas as pd
    >>> age_group(pd.Series([18, 49, 50, 97, 99]), missing={99: "refused"}).tolist()
    ['18-29', '30-49', '50-64', '65+', 'refused']
    """
    if len(edges) != len(labels) + 1 or any(low >= high for low, high in pairwise(edges)):
        raise StudyError(
            "The edges of the age groups don't fit.",
            expected=f"{len(labels) + 1} rising edges for {len(labels)} labels",
            got=", ".join(map(str, edges)),
        )
    groups = {
        str(age): label
        for (low, high), label in zip(pairwise(edges), labels, strict=True)
        for age in range(low, high)
    }
    answers = {age: x for age, x in as_text_and_number(groups).items() if age not in missing}
    return recode(ages, answers, levels=labels, missing=missing)
