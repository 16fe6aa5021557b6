"""Occupations: ISCO-08 groups, and what the French PCS can say of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from analysis.cleaning.missing import YES_NO, flag, recode, regroup
from analysis.cleaning.tables import as_text_and_number, code_list

MAJOR_GROUPS = {
    "1": "managers",
    "2": "professionals",
    "3": "technicians",
    "4": "clerical",
    "5": "services_sales",
    "6": "skilled_agriculture",
    "7": "craft",
    "8": "plant_machine",
    "9": "elementary",
    "0": "armed_forces",
}
LEVELS = tuple(MAJOR_GROUPS.values())

ICT_GROUPS = ("133", "25", "35")
"""ISCO-08: ICT service managers, ICT professionals, ICT technicians."""

PCS_EMPLOYED = (
    "farmers_artisans_shopkeepers_heads",
    "cadres",
    "intermediate",
    "employees",
    "manual_workers",
)
PCS_NOT_EMPLOYED = ("at_home", "retired", "other_inactive")
PCS_LEVELS = PCS_EMPLOYED + PCS_NOT_EMPLOYED
"""The eight groups of the French PCS as surveys by CREDOC pool them."""

SOC_GROUPS = {
    "management_business_finance": (11, 13),
    "computer_engineering_science": (15, 17, 19),
    "education_law_social_arts": (21, 23, 25, 27),
    "healthcare_practitioners": (29,),
    "services": (31, 33, 35, 37, 39),
    "sales": (41,),
    "office": (43,),
    "farming_fishing_forestry": (45,),
    "construction_extraction": (47,),
    "installation_repair": (49,),
    "production": (51,),
    "transport": (53,),
    "military": (55,),
}
"""Intermediate groups of the American SOC 2010 -> its major groups, the first two digits."""

SOC_LEVELS = tuple(SOC_GROUPS)
OWN_WORK = ("independent_professional", "business_owner", "own_account_worker", "farmer")
EMPLOYED_WORK = ("top_executive", "middle_manager", "employed_professional", "other_employee")
WORK_TYPES = OWN_WORK + EMPLOYED_WORK
"""Type of work as people tell it of themselves, where a survey has no code of ISCO-08."""


def isco_major_group(codes: pd.Series[Any], *, missing: Mapping[Any, str]) -> pd.Series[Any]:
    """Return the ISCO-08 major group of each occupation.

    Parameters
    ----------
    codes : Series of shape (n,)
        Four-digit ISCO-08 codes. As text they keep their leading zero ("0110"); as numbers they
        have lost it (110), which is understood. A group coarser than the four digits is written
        padded with zeros (2300 for sub-major group 23).
    missing : mapping
        Missing code -> kind, as in `analysis.cleaning.missing.recode`.

    Returns
    -------
    Series of shape (n,)
        Categorical: `LEVELS`, then the four missing kinds.

    Raises
    ------
    StudyError
        For a code that isn't in ISCO-08, with its count.

    Notes
    -----
    ISCO-08: International Labour Organization (2012), *International Standard Classification of
    Occupations 2008*, volume I.

    Examples
    --------
    >>> import pandas as pd
    >>> isco_major_group(pd.Series([110, 2512, 2300, None]), missing={None: "not_asked"}).tolist()
    ['armed_forces', 'professionals', 'professionals', 'not_asked']
    """
    groups = {code: MAJOR_GROUPS[code[0]] for code in _isco_codes()}
    return recode(codes, as_text_and_number(groups), levels=LEVELS, missing=missing)


def knowledge_occupation(major_group: pd.Series[Any]) -> pd.Series[Any]:
    """Flag managers, professionals and technicians (ISCO-08 major groups 1 to 3).

    Eurostat takes these groups as the occupations of human resources in science and technology:
    their usual skill level is that of higher education (ISCED 5 to 8).
    `professional_or_manager` and `executive` are narrower.

    Parameters
    ----------
    major_group : Series of shape (n,)
        As returned by `isco_major_group`.

    Returns
    -------
    Series of shape (n,)
        Categorical: "yes", "no", then the four missing kinds.

    Examples
    --------
    >>> import pandas as pd
    >>> knowledge_occupation(pd.Series(["technicians", "clerical"])).tolist()
    ['yes', 'no']
    """
    return flag(major_group, {"managers", "professionals", "technicians"}, levels=LEVELS)


def professional_or_manager(major_group: pd.Series[Any]) -> pd.Series[Any]:
    """Flag managers and professionals (ISCO-08 major groups 1 and 2).

    As `knowledge_occupation`, without the technicians.

    Examples
    --------
    >>> import pandas as pd
    >>> professional_or_manager(pd.Series(["technicians", "managers"])).tolist()
    ['no', 'yes']
    """
    return flag(major_group, {"managers", "professionals"}, levels=LEVELS)


def executive(major_group: pd.Series[Any]) -> pd.Series[Any]:
    """Flag managers (ISCO-08 major group 1).

    As `knowledge_occupation`, with managers alone. French surveys have `executive_from_pcs`, which
    is another group.

    Examples
    --------
    >>> import pandas as pd
    >>> executive(pd.Series(["managers", "professionals"])).tolist()
    ['yes', 'no']
    """
    return flag(major_group, {"managers"}, levels=LEVELS)


def soc_group(minor_groups: pd.Series[Any], *, missing: Mapping[Any, str]) -> pd.Series[Any]:
    """Return the intermediate group of each American occupation.

    Parameters
    ----------
    minor_groups : Series of shape (n,)
        Minor groups of the SOC 2010, three digits, as numbers (151) or as text.
    missing : mapping
        Missing code -> kind, as in `analysis.cleaning.missing.recode`.

    Returns
    -------
    Series of shape (n,)
        Categorical: `SOC_LEVELS`, then the four missing kinds. They are not those of ISCO-08, and
        the two must not be pooled.

    Raises
    ------
    StudyError
        For a code that begins with no major group of the SOC, with its count.

    Notes
    -----
    Bureau of Labor Statistics (2010), *Standard Occupational Classification User Guide*,
    "Intermediate aggregation" (13 groups).

    Examples
    --------
    >>> import pandas as pd
    >>> soc_group(pd.Series([111, 291, None]), missing={None: "not_asked"}).tolist()
    ['management_business_finance', 'healthcare_practitioners', 'not_asked']
    """
    groups = {
        f"{major}{minor}": level
        for level, majors in SOC_GROUPS.items()
        for major in majors
        for minor in range(1, 10)
    }
    return recode(minor_groups, as_text_and_number(groups), levels=SOC_LEVELS, missing=missing)


def management_or_professional(groups: pd.Series[Any]) -> pd.Series[Any]:
    """Flag management, business, science and arts (major groups 11 to 29 of the SOC 2010).

    It holds business specialists and technicians, whom `professional_or_manager` leaves out.

    Parameters
    ----------
    groups : Series of shape (n,)
        As returned by `soc_group`.

    Returns
    -------
    Series of shape (n,)
        Categorical: "yes", "no", then the four missing kinds.

    Examples
    --------
    >>> import pandas as pd
    >>> management_or_professional(pd.Series(["sales", "healthcare_practitioners"])).tolist()
    ['no', 'yes']
    """
    return flag(groups, SOC_LEVELS[:4], levels=SOC_LEVELS)


def ict_occupation(codes: pd.Series[Any], *, missing: Mapping[Any, str]) -> pd.Series[Any]:
    """Flag people who work in information and communication technology (ISCO-08 133, 25 and 35).

    Parameters
    ----------
    codes, missing
        As for `isco_major_group`.

    Returns
    -------
    Series of shape (n,)
        Categorical: "yes", "no", then the four missing kinds.

    Raises
    ------
    StudyError
        For a code that isn't in ISCO-08, or too coarse to tell (2000, professionals), with its
        count.

    Examples
    --------
    >>> import pandas as pd
    >>> ict_occupation(pd.Series([2512, 1330, 2221]), missing={}).tolist()
    ['yes', 'yes', 'no']
    """
    return _in_groups(codes, ICT_GROUPS, missing)


def communication_occupation(
    codes: pd.Series[Any], *, missing: Mapping[Any, str]
) -> pd.Series[Any]:
    """Flag people who work in the media, communication or marketing.

    As `ict_occupation`; a code too coarse to tell is 2640, say. The unit groups counted in, those
    left out, and why, are in ``data/communication_occupations.csv``.

    Examples
    --------
    >>> import pandas as pd
    >>> communication_occupation(pd.Series([2642, 2432, 2434]), missing={}).tolist()
    ['yes', 'yes', 'no']
    """
    decided = code_list("communication_occupations")
    return _in_groups(codes, decided.index[decided["counted_in"] == "yes"], missing)


def executive_from_pcs(pcs: pd.Series[Any]) -> pd.Series[Any]:
    """Flag cadres, the French group nearest to executives.

    *Cadres et professions intellectuelles supérieures* hold professionals as well as managers: this
    isn't ISCO-08 major group 1, and the two must not be pooled.

    Parameters
    ----------
    pcs : Series of shape (n,)
        Levels among `PCS_LEVELS`, or missing kinds.

    Returns
    -------
    Series of shape (n,)
        Categorical: "yes", "no", then the four missing kinds. Whoever has no current occupation
        (retired, at home, other inactive) is "not_asked": out of the base.

    Examples
    --------
    >>> import pandas as pd
    >>> executive_from_pcs(pd.Series(["cadres", "employees", "retired"])).tolist()
    ['yes', 'no', 'not_asked']
    """
    groups = {level: "yes" if level == "cadres" else "no" for level in PCS_EMPLOYED}
    return regroup(pcs, groups | dict.fromkeys(PCS_NOT_EMPLOYED, "not_asked"), levels=YES_NO)


def _isco_codes() -> list[str]:
    """List ISCO-08 with four digits; 0000 is left out, since a 0 is often a missing code."""
    codes = [*code_list("isco08").index, *code_list("isco08_detail").index]
    return sorted({code.ljust(4, "0") for code in codes} - {"0000"})


def _in_groups(
    codes: pd.Series[Any], groups: Collection[str], missing: Mapping[Any, str]
) -> pd.Series[Any]:
    """Flag codes that begin with one of some groups; a code too coarse to tell is unknown."""
    flags = {}
    for code in _isco_codes():
        if code.startswith(tuple(groups)):
            flags[code] = "yes"
        elif not any(group.startswith(code.rstrip("0")) for group in groups):
            flags[code] = "no"
    return recode(codes, as_text_and_number(flags), levels=YES_NO, missing=missing)
