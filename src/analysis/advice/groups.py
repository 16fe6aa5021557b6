"""Groups of people: how choices are found again in the surveys, and what the groups answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import pandas as pd

from analysis.advice.choices import CHOICES
from analysis.cleaning.occupation import LEVELS as ISCO
from analysis.folding.cells import Cells, read_cells
from analysis.inference.domains import OUTSIDE
from analysis.inference.estimates import compare, share
from analysis.sources.vocabulary import levels
from analysis.words.bases import Counted

Group = tuple[tuple[str, tuple[str, ...]], ...]
"""View of a choice -> levels that define a group of people; source -> its printed group."""

Among = tuple[tuple[str, tuple[str, ...]], ...]
"""Variable -> levels, of a subpopulation."""

LIKE_YOU = "like_you"


@dataclass(frozen=True)
class View:
    """A variable of the surveys as it follows from a choice: the levels of each code.

    Where several codes have a level in common, the group of that level is wider than each of them.
    A view that is not `exact` cuts people differently: its group is the nearest one.
    """

    variable: str
    choice: str
    levels: Mapping[str, tuple[str, ...]]
    exact: bool = True

    def codes(self, found: tuple[str, ...]) -> list[str]:
        """Return the codes of which some people are in a group."""
        return [code for code, levels in self.levels.items() if {*levels} & {*found}]


def _yes(*codes: str, of: str) -> dict[str, tuple[str, ...]]:
    return {code: ("yes",) if code in codes else ("no",) for code in CHOICES[of]}


PROFESSIONALS = ("professionals", "nurses", "teachers")
MANAGEMENT_OR_PROFESSIONAL = ("managers", *PROFESSIONALS)
_ISCO = {code: (code,) for code in CHOICES["occupation"] if code in ISCO}
_ISCO |= dict.fromkeys(PROFESSIONALS, ("professionals",))
VIEWS = {
    "education": View(
        "education",
        "diploma",
        {
            "none": ("below_upper_secondary",),
            "vocational": ("upper_secondary",),
            "secondary": ("upper_secondary",),
            "short": ("short_tertiary",),
            "bachelor": ("bachelor",),
            "master": ("master_or_more",),
        },
    ),
    "french_education": View(
        "education",
        "diploma",
        {
            "none": ("below_upper_secondary", "upper_secondary_or_less"),
            "vocational": ("upper_secondary_or_less",),
            "secondary": ("upper_secondary",),
            **dict.fromkeys(("short", "bachelor", "master"), ("tertiary",)),
        },
    ),
    "tertiary": View("tertiary", "diploma", _yes("short", "bachelor", "master", of="diploma")),
    "bachelor_or_more": View(
        "bachelor_or_more", "diploma", _yes("bachelor", "master", of="diploma")
    ),
    "age_group": View("age_group", "age", {code: (code,) for code in CHOICES["age"]}),
    "occupation": View("occupation", "occupation", _ISCO),
    "knowledge_occupation": View(
        "knowledge_occupation",
        "occupation",
        _yes("managers", *PROFESSIONALS, "technicians", of="occupation"),
    ),
    "professional_or_manager": View(
        "professional_or_manager", "occupation", _yes(*MANAGEMENT_OR_PROFESSIONAL, of="occupation")
    ),
    "pcs": View(
        "pcs",
        "occupation",
        {
            **dict.fromkeys(("managers", "professionals"), ("cadres",)),
            "teachers": ("cadres", "intermediate"),
            **dict.fromkeys(("nurses", "technicians"), ("intermediate",)),
            **dict.fromkeys(("clerical", "services_sales"), ("employees",)),
            **dict.fromkeys(("craft", "plant_machine"), ("manual_workers",)),
            "elementary": ("employees", "manual_workers"),
        },
        exact=False,
    ),
    "soc_group": View(
        "soc_group",
        "occupation",
        {
            "managers": ("management_business_finance",),
            "nurses": ("healthcare_practitioners",),
            "teachers": ("education_law_social_arts",),
            "clerical": ("office",),
            "services_sales": ("services", "sales"),
            "craft": ("construction_extraction", "installation_repair", "production"),
            "plant_machine": ("production", "transport"),
        },
        exact=False,
    ),
    "management_or_professional": View(
        "management_or_professional",
        "occupation",
        {
            **dict.fromkeys(MANAGEMENT_OR_PROFESSIONAL, ("yes",)),
            **dict.fromkeys(
                ("clerical", "services_sales", "craft", "plant_machine", "elementary"), ("no",)
            ),
        },
        exact=False,
    ),
    "sector": View("sector", "sector", {code: (code,) for code in CHOICES["sector"]}),
    "employment": View(
        "employment",
        "situation",
        {"at_work": ("employed",), "looking": ("unemployed",), "student": ("student",)},
    ),
}
"""How each choice is found again in the surveys. Nurses and social workers are professionals of the
international classification and an intermediate profession of the French one, which puts teachers
of primary schools there too and those of secondary schools with the executives (PCS 2003). Farmers
have no group of their own in the survey that cuts people by PCS, and none is given to them. The
American classification counts who runs a farm among managers, and sales representatives and
executive assistants apart from technicians: neither farmers nor technicians have a group there."""


@cache
def cells_around(table: str, group: Group) -> Cells:
    """Read cells in which people are marked who are in a group, and everyone else.

    Parameters
    ----------
    table : str
        Name of the cells.
    group : Group
        Views and levels that define the group.

    Returns
    -------
    Cells
        With a variable ``like_you``: "yes" in the group, "no" for everyone else, "not_asked" for
        people of whom it is not known: neither holds them.
    """
    cells, wanted = read_cells(table), variables_of(group)
    known = {name: levels(name) for name in wanted}
    inside, told = _all_of(cells.frame, wanted), _all_of(cells.frame, known)
    mark = told.map({True: "no", False: "not_asked"}).mask(inside, "yes")
    return cells.with_column(LIKE_YOU, mark)


def variables_of(group: Group) -> dict[str, tuple[str, ...]]:
    """Return the variables and levels that define a group of people.

    Examples
    --------
    >>> variables_of((("french_education", ("tertiary",)),))
    {'education': ('tertiary',)}
    """
    return {VIEWS[view].variable: levels for view, levels in group}


def _all_of(frame: pd.DataFrame, wanted: Mapping[str, tuple[str, ...]]) -> pd.Series[bool]:
    return pd.concat([frame[name].isin(found) for name, found in wanted.items()], axis=1).all(
        axis=1
    )


@cache
def share_of(
    table: str, outcome: str, base: Counted, among: Among, group: Group, like_you: str
) -> pd.Series[Any] | None:
    """Estimate the share who said yes in a group, or of everyone else on the same base.

    Parameters
    ----------
    table, outcome, base
        Name of the cells, and as for `analysis.inference.estimates.share`.
    among : Among
        Variables and levels of the subpopulation that the line is about.
    group : Group
        The group within it.
    like_you : {"yes", "no"}
        The group, or everyone else.

    Returns
    -------
    Series or None
        One row of `share`; None where nobody was asked.
    """
    cells = cells_around(table, group)
    where = {**dict(among), LIKE_YOU: (like_you,)}
    asked = _all_of(cells.frame, where) & ~cells.frame[outcome].isin(OUTSIDE[base])
    if not cells.frame.loc[asked, "n"].sum():
        return None
    if like_you == "yes":  # a base in words that a reader can check
        where = {**dict(among), **variables_of(group)}
    return share(cells, outcome, base=base, where=where).iloc[0]


@cache
def difference_of(
    table: str, outcome: str, base: Counted, among: Among, group: Group
) -> pd.Series[Any] | None:
    """Estimate by how much a group differs from everyone else on the same base.

    Parameters
    ----------
    table, outcome, base, among, group
        As for `share_of`.

    Returns
    -------
    Series or None
        The row of `analysis.inference.estimates.compare`; None where all of one side gave the same
        answer, or nobody is on one.
    """
    sides = [share_of(table, outcome, base, among, group, side) for side in ("yes", "no")]
    if any(side is None or side["estimate"] in {0, 1} for side in sides):
        return None
    cells = cells_around(table, group)
    found = compare(cells, outcome, LIKE_YOU, measure="difference", where=dict(among), base=base)
    return cast("pd.Series[Any]", found)
