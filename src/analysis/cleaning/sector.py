"""Economic activities: from US Census industry codes to NACE Rev. 2 and its knowledge classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd

from analysis.cleaning.missing import flag, recode, regroup
from analysis.cleaning.tables import as_text_and_number, code_column, code_list

SECTIONS = tuple("ABCDEFGHIJKLMNOPQRSTU")
COLUMNS = {
    "kia": ["kia"],
    "kiabi": ["kiabi"],
    "kis_high_tech": ["kis", "high_tech_manufacturing"],
    "market_high_tech": ["kis_market", "high_tech_manufacturing"],
}
"""Definition of a knowledge-intensive activity -> the columns of ``data/nace_divisions.csv``."""


def nace_division(census_codes: pd.Series[Any], *, missing: Mapping[Any, str]) -> pd.Series[Any]:
    """Return the NACE Rev. 2 division of each industry of the US Census 2010 classification.

    Parameters
    ----------
    census_codes : Series of shape (n,)
        Census 2010 industry codes, as numbers (770) or four-digit text ("0770").
    missing : mapping
        Missing code -> kind, as in `analysis.cleaning.missing.recode`.

    Returns
    -------
    Series of shape (n,)
        Categorical: the 88 divisions as two-digit text, then the four missing kinds.

    Raises
    ------
    StudyError
        For a code that isn't in the classification, with its count.

    Notes
    -----
    A Census industry that spreads over several divisions gets the one that holds most of its
    employment in the United States: see column ``note`` of ``data/census_2010_industry.csv``.

    Examples
    --------
    >>> import pandas as pd
    >>> nace_division(pd.Series([7380, 770, None]), missing={None: "not_asked"}).tolist()
    ['62', '43', 'not_asked']
    """
    return recode(
        census_codes,
        as_text_and_number(code_column("census_2010_industry", "nace_division")),
        levels=code_list("nace_divisions").index.tolist(),
        missing=missing,
    )


def nace_section(divisions: pd.Series[Any]) -> pd.Series[Any]:
    """Return the NACE Rev. 2 section of each division.

    Parameters
    ----------
    divisions : Series of shape (n,)
        What `nace_division` returns.

    Returns
    -------
    Series of shape (n,)
        Categorical: the sections "A" to "U" (titles in ``data/nace_sections.csv``), then the four
        missing kinds.

    Examples
    --------
    >>> import pandas as pd
    >>> nace_section(pd.Series(["62", "85", "not_asked"])).tolist()
    ['J', 'P', 'not_asked']
    """
    return regroup(divisions, code_column("nace_divisions", "section"), levels=SECTIONS)


def knowledge_activity(
    divisions: pd.Series[Any],
    definition: Literal["kia", "kiabi", "kis_high_tech", "market_high_tech"] = "kia",
) -> pd.Series[Any]:
    """Flag people who work in a knowledge-intensive activity.

    Parameters
    ----------
    divisions : Series of shape (n,)
        What `nace_division` returns.
    definition : {"kia", "kiabi", "kis_high_tech", "market_high_tech"}
        "kia": Eurostat's knowledge-intensive activities, the divisions where more than a third of
        the employed in the EU hold a diploma of higher education; "kiabi": its business industries,
        without schools, hospitals and offices of the State. "kis_high_tech": its
        knowledge-intensive services and high-technology manufacturing; "market_high_tech": the
        same, of services only those sold on a market.

    Returns
    -------
    Series of shape (n,)
        Categorical: "yes", "no", then the four missing kinds.

    Notes
    -----
    Eurostat, *High-tech industry and knowledge-intensive services*, metadata, annexes 3 and 8. What
    was compared with them, and what could not be: ``data/README.md``.

    Examples
    --------
    >>> import pandas as pd
    >>> work = pd.Series(["62", "85", "88", "78", "26"])
    >>> knowledge_activity(work).tolist()
    ['yes', 'yes', 'no', 'yes', 'yes']
    >>> knowledge_activity(work, "kis_high_tech").tolist()
    ['yes', 'yes', 'yes', 'yes', 'yes']
    >>> knowledge_activity(work, "market_high_tech").tolist()
    ['yes', 'no', 'no', 'yes', 'yes']
    """
    table = code_list("nace_divisions")
    intensive = table.index[(table[COLUMNS[definition]] == "yes").any(axis="columns")]
    return flag(divisions, intensive, levels=table.index)


def information_finance_professions(sections: pd.Series[Any]) -> pd.Series[Any]:
    """Flag people who work in information, finance or professional services.

    Parameters
    ----------
    sections : Series of shape (n,)
        What `nace_section` returns.

    Returns
    -------
    Series of shape (n,)
        Categorical: "yes" for sections J, K and M, "no", then the four missing kinds.

    Examples
    --------
    >>> import pandas as pd
    >>> information_finance_professions(pd.Series(["J", "P", "not_asked"])).tolist()
    ['yes', 'no', 'not_asked']
    """
    return flag(sections, {"J", "K", "M"}, levels=SECTIONS)
