"""Lines of evidence that depend on who one is: the closest group that each source can show.

A line is about one or two of the four choices of a person. Where the interval of the closest group
can't be relied on, or nothing closer is published, the line is about a wider one, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import pandas as pd

from analysis.cleaning.age import LABELS as AGES
from analysis.cleaning.occupation import LEVELS as ISCO
from analysis.cleaning.sector import SECTIONS
from analysis.cleaning.tables import code_list
from analysis.folding.cells import Cells, read_cells
from analysis.inference.estimates import share
from analysis.inference.flags import NONE
from analysis.sources.catalogue import source
from analysis.sources.published import published_row
from analysis.words.bases import Base, Counted
from analysis.words.labels import N_, label

Choices = Mapping[str, str]
Section = Literal["diploma", "occupation", "sector", "channels"]

DIPLOMAS = ("below_upper_secondary", "upper_secondary", "short_tertiary", "bachelor")
CHOICES: dict[str, tuple[str, ...]] = {
    "diploma": (*DIPLOMAS, "master_or_more"),
    "occupation": tuple(level for level in ISCO if level != "armed_forces"),
    "sector": SECTIONS,
    "age": AGES,
}
"""What a person may say of themselves: ISCED, ISCO-08, NACE Rev. 2, age."""

SAME_AS = {
    "diploma": "education",
    "occupation": "occupation",
    "sector": "sector",
    "age": "age_group",
}
"""Choice -> the variable whose levels are its codes."""

PASSED = {"small base", "few PSUs", "wide"}
"""Flags for which a wider group takes the place of the closest. A rare answer is no reason: its
share stands beside its interval, and everybody's would say more of the group than is true."""

FEW = N_("wider: yours is not known well enough")
WIDER = N_("wider than yours")
NEAREST = N_("nearest French group")
PARTLY = N_("a part of yours only")
NOTHING = N_("nothing closer")


def choice_label(choice: str, code: str) -> str:
    """Return the words for a code of a choice, in the language of the run.

    Examples
    --------
    >>> choice_label("age", "18-29")
    'Aged 18 to 29'
    """
    return label(SAME_AS[choice], code)


@dataclass(frozen=True, kw_only=True)
class _Line:
    """One line of evidence: the choices it depends on, what is measured, and when.

    A line that does not `count` is shown and gives no point: it does not tell networks from other
    ways to a job, or has no figure of everybody to be compared with.
    """

    name: str
    section: Section
    choices: tuple[str, ...]
    measured: str
    year: str
    counts: bool = True


@dataclass(frozen=True, kw_only=True)
class Asked(_Line):
    """A line from people's answers, kept in the cells called `table`.

    `steps` go from the closest group to everybody (no variable); each names the variables that
    define the group. `among` is the subpopulation that the line is about.
    """

    table: str
    outcome: str
    steps: tuple[tuple[str, ...], ...]
    level: str = "yes"
    base: Counted = "asked"
    among: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Printed(_Line):
    """A line from published figures, which are named by their ids.

    `groups` gives the printed group of a choice, `partly` the choices that it covers in part.
    `figure` is the id of a group's figure, with ``{}`` in the place of the group; the figure
    is multiplied by that of `times`, if any. `total` is the id of everybody's figure; a line that
    has none says nothing to those who are in none of its groups.
    """

    source: str
    figure: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    partly: tuple[str, ...] = ()
    total: str = ""
    times: str = ""


Line = Asked | Printed


@dataclass(frozen=True)
class Found:
    """What a line says of one group.

    `group` holds the codes that name it: none for everybody. ``low``, ``high`` and ``se`` are NaN
    where the source gives no interval, ``n`` where it gives no count; ``everybody`` is the figure
    of all the people (or firms) that the line is about, NaN where the source has none.
    """

    group: tuple[str, ...]
    note: str
    estimate: float
    low: float
    high: float
    n: float
    bound: str
    everybody: float
    base: Base
    source: str
    grade: str
    se: float = float("nan")
    scale: str = ""
    flags: frozenset[str] = NONE


PCS_OF_ISCO = {
    "managers": "cadres",
    "professionals": "cadres",
    "technicians": "intermediate",
    "clerical": "employees",
    "services_sales": "employees",
    "skilled_agriculture": "farmers_artisans_shopkeepers_heads",
    "craft": "manual_workers",
    "plant_machine": "manual_workers",
}


def _knowledge_sections() -> dict[str, str]:
    """Return the sections that lie whole on one side of Eurostat's list of knowledge activities."""
    sides = code_list("nace_divisions").groupby("section")["kia"].agg(set)
    return {str(section): side.pop() for section, side in sides.items() if len(side) == 1}


def _yes_for(choice: str, yes: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    return choice, {code: "yes" if code in yes else "no" for code in CHOICES[choice]}


def _same(choice: str) -> tuple[str, dict[str, str]]:
    return choice, {code: code for code in CHOICES[choice]}


@cache
def follows() -> dict[str, tuple[str, dict[str, str]]]:
    """Map each variable of the surveys to the choice it follows from, and its level for each code.

    The two classifications of occupations cut people differently: the French group is the nearest
    one, and elementary occupations have none.
    """
    return {
        "education": _same("diploma"),
        "tertiary": _yes_for("diploma", ("short_tertiary", "bachelor", "master_or_more")),
        "bachelor_or_more": _yes_for("diploma", ("bachelor", "master_or_more")),
        "age_group": _same("age"),
        "occupation": _same("occupation"),
        "knowledge_occupation": _yes_for("occupation", ISCO[:3]),
        "professional_or_manager": _yes_for("occupation", ISCO[:2]),
        "knowledge_activity": ("sector", _knowledge_sections()),
        "pcs": ("occupation", PCS_OF_ISCO),
    }


DEGREES = {
    ("yes", "yes"): "bachelor_or_more",
    ("yes", "no"): "short_tertiary",
    ("no", "no"): "not_tertiary",
}
"""Graduate or not, bachelor's degree or not -> the diploma that both together tell."""


def find(line: Line, choices: Choices) -> Found | None:
    """Find what a line says of the closest group; None when it has nothing to say.

    Parameters
    ----------
    line : Line
        One of ``analysis.advice.lines.LINES``.
    choices : mapping
        Code of each choice that the line depends on; others are passed over.

    Raises
    ------
    StudyError
        When a published figure isn't there.
    """
    if isinstance(line, Asked):
        return _find_asked(line, choices)
    return _find_printed(line, choices)


def _find_asked(line: Asked, choices: Choices) -> Found:
    everybody = _estimate(line, {})
    row, group, passed = everybody, {}, False
    for step in line.steps:
        levels = {name: _level(name, choices) for name in step}
        known = {name: level for name, level in levels.items() if level}
        if len(known) < len(step):
            continue
        row, group = _estimate(line, known), known
        if not row["flags"] & PASSED:
            break
        passed = True
    codes = _codes(group)
    wanted = {choices[choice] for choice in line.choices}
    return Found(
        group=codes,
        note=_note(codes, passed=passed, exact=wanted <= set(codes), french="pcs" in group),
        estimate=float(row["estimate"]),
        low=float(row["low"]),
        high=float(row["high"]),
        n=float(row["n"]),
        bound="exact",
        everybody=float(everybody["estimate"]),
        base=row["base"],
        source=str(row["source"]),
        grade=source(str(row["source"])).grade,
        se=float(row["se"]),
        scale=str(row["scale"]),
        flags=row["flags"],
    )


def _level(variable: str, choices: Choices) -> str | None:
    choice, levels = follows()[variable]
    return levels.get(choices[choice])


def _note(codes: tuple[str, ...], *, passed: bool, exact: bool, french: bool) -> str:
    if passed:
        return FEW
    if french:
        return NEAREST
    if exact:
        return ""
    return WIDER if codes else NOTHING


def _codes(group: Mapping[str, str]) -> tuple[str, ...]:
    """Name a group by codes that have words: both answers on the diploma make one."""
    rest = dict(group)
    codes = []
    if "bachelor_or_more" in rest:
        codes.append(DEGREES[rest.pop("tertiary"), rest.pop("bachelor_or_more")])
    named = {"yes": "{}", "no": "not_{}"}
    codes += [named.get(level, level).format(name) for name, level in rest.items()]
    return tuple(codes)


def _estimate(line: Asked, group: Mapping[str, str]) -> pd.Series[Any]:
    where = {**line.among, **{name: (level,) for name, level in group.items()}}
    return _share(line.table, line.outcome, line.level, line.base, tuple(sorted(where.items())))


@cache
def _share(
    table: str,
    outcome: str,
    level: str,
    base: Counted,
    where: tuple[tuple[str, tuple[str, ...]], ...],
) -> pd.Series[Any]:
    return share(_cells(table), outcome, level=level, base=base, where=dict(where)).iloc[0]


@cache
def _cells(table: str) -> Cells:
    return read_cells(table)


def _find_printed(line: Printed, choices: Choices) -> Found | None:
    asked = [choices[choice] for choice in line.choices]
    group = line.groups.get(asked[0]) if asked else None
    if not group and not line.total:
        return None
    row, factor = _figure(line.source, line.figure.format(group) if group else line.total), 1.0
    if group and line.times:
        factor = float(_figure(line.source, line.times.format(group))["estimate"])
    everybody = float(_figure(line.source, line.total)["estimate"]) if line.total else float("nan")
    return Found(
        group=(group,) if group else (),
        note=_printed_note(line, asked, group),
        estimate=float(row["estimate"]) * factor,
        low=float("nan") if line.times else float(row["low"]),
        high=float("nan") if line.times else float(row["high"]),
        n=float("nan") if pd.isna(row["n"]) else float(row["n"]),
        bound=str(row["bound"]),
        everybody=everybody,
        base=row["base"],
        source=line.source,
        grade=str(row["grade"]),
    )


def _printed_note(line: Printed, asked: list[str], group: str | None) -> str:
    if not asked:
        return ""
    if group is None:
        return NOTHING
    if asked[0] in line.partly:
        return PARTLY
    return WIDER if list(line.groups.values()).count(group) > 1 else ""


@cache
def _figure(name: str, row_id: str) -> pd.Series[Any]:
    return published_row(name, row_id)
