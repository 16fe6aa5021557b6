"""Lines of evidence that depend on who one is: the closest group that each source can show.

A line is about one or two of the choices of a person. Where the closest group can't be relied on,
the line is about a wider one, and says so; where nothing closer than everybody is known, it says
nothing of that person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

import pandas as pd

from analysis.advice.groups import VIEWS, Among, Group, View, difference_of, share_of
from analysis.folding.cells import read_cells
from analysis.inference.flags import NONE
from analysis.sources.catalogue import source
from analysis.sources.published import published_row
from analysis.words.bases import NO_BASE, Base, Counted
from analysis.words.i18n import N_

Section = Literal["people", "recruiters", "outcomes"]
PASSED = {"small base", "few PSUs", "wide"}
"""Flags for which a wider group takes the place of the closest. A rare answer is no reason: its
share stands beside its interval, and a wider group's would say more of the person than is true."""

WIDER = N_("wider than yours")
PARTLY = N_("only a part is yours")
NEAREST = {
    "France": N_("nearest French group"),
    "United States": N_("nearest American group"),
    "Canada": N_("nearest Canadian group"),
}
"""Country whose classification cuts people otherwise -> how its group differs from one's own."""

NAN = float("nan")


@dataclass(frozen=True, kw_only=True)
class _Line:
    """One line of evidence: the choices it depends on, what is measured, where and when.

    `what` says in a word or two what is measured. `only` gives the codes of further choices to
    which the line speaks at all: a line about job seekers is for those who look for a job. A short
    answer leaves the line out where the one called `unless` has already said the same of people as
    close.
    """

    name: str
    section: Section
    choices: tuple[str, ...]
    measured: str
    what: str
    place: str
    year: str
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unless: str = ""


@dataclass(frozen=True, kw_only=True)
class Asked(_Line):
    """A line from people's answers, kept in the cells called `table`.

    `steps` go from the closest group to wider ones; each names the views (`VIEWS`) that define the
    group. `among` is the subpopulation that the line is about: everyone else is the rest of it.
    """

    table: str
    outcome: str
    steps: tuple[tuple[str, ...], ...]
    base: Counted = "asked"
    among: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Printed(_Line):
    """A line from published figures, which are named by their ids.

    `groups` gives the printed group of a choice, `partly` the choices of which it holds others too,
    or a part, and `nearest` those that another classification cuts differently. `figure` is the id
    of a group's figure, with ``{}`` in the place of the group; the figure is multiplied by that of
    `times`, if any. `total` is the id of everybody's figure, if there is one on the same base.
    """

    source: str
    figure: str
    groups: Mapping[str, str]
    partly: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    total: str = ""
    times: str = ""


Line = Asked | Printed


@dataclass(frozen=True)
class Found:
    """What a line says of one group.

    ``low``, ``high`` and ``se`` are NaN where the source gives no interval, ``n`` where it gives no
    count. `others` is the share of everyone else on the same base (of everybody, for a printed
    figure), `difference` what separates the two, with its interval; NaN where nobody knows.
    `passed` tells why a closer group was passed over.
    """

    group: Group
    note: str
    estimate: float
    low: float
    high: float
    n: float
    base: Base
    source: str
    grade: str
    bound: str = "exact"
    se: float = NAN
    scale: str = ""
    flags: frozenset[str] = NONE
    passed: frozenset[str] = NONE
    others: float = NAN
    difference: float = NAN
    difference_low: float = NAN
    difference_high: float = NAN
    unsure: bool = False

    @property
    def own(self) -> bool:
        """Whether the group is the person's own: nobody of another choice is in it."""
        return not self.note


def speaks_to(line: Line, choices: Mapping[str, str]) -> bool:
    """Check whether a line is for a person: all that it depends on was chosen, and it is for them.

    Parameters
    ----------
    line : Line
        One of ``analysis.advice.lines.LINES``.
    choices : mapping
        Choice -> code, of the choices made.
    """
    if any(choices.get(choice) not in codes for choice, codes in line.only.items()):
        return False
    return all(choice in choices for choice in line.choices)


def find(line: Line, choices: Mapping[str, str]) -> Found | None:
    """Find what a line says of the closest group; None when nothing closer than everybody is known.

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
    return _find_printed(line, choices[line.choices[0]])


def nothing(line: Line) -> Found:
    """Return what stands for a figure where a line has none: its source, and no group."""
    name = read_cells(line.table).source if isinstance(line, Asked) else line.source
    grade = source(name).grade
    return Found(
        (), "", estimate=NAN, low=NAN, high=NAN, n=NAN, base=NO_BASE, source=name, grade=grade
    )


def _find_asked(line: Asked, choices: Mapping[str, str]) -> Found | None:
    passed: set[str] = set()
    for step in line.steps:
        views = [VIEWS[name] for name in step]
        if not all(choices[view.choice] in view.levels for view in views):
            continue
        group = tuple((name, VIEWS[name].levels[choices[VIEWS[name].choice]]) for name in step)
        row = _share(line, group)
        if row is not None and not row["flags"] & PASSED:
            return _found(line, row, group, _note(line, views, choices), frozenset(passed))
        passed |= {"small base"} if row is None else row["flags"] & PASSED
    return None


def _found(
    line: Asked, row: pd.Series[Any], group: Group, note: str, passed: frozenset[str]
) -> Found:
    found = Found(
        group=group,
        note=note,
        estimate=float(row["estimate"]),
        low=float(row["low"]),
        high=float(row["high"]),
        n=float(row["n"]),
        base=row["base"],
        source=str(row["source"]),
        grade=source(str(row["source"])).grade,
        se=float(row["se"]),
        scale=str(row["scale"]),
        flags=row["flags"],
        passed=passed,
    )
    return _against(found, _share(line, group, "no"), difference_of(*_of(line), group))


def _against(found: Found, rest: pd.Series[Any] | None, apart: pd.Series[Any] | None) -> Found:
    """Add what everyone else on the same base said, and how far the group is from them."""
    if rest is not None:
        found = replace(found, others=float(rest["estimate"]))
    if apart is None:
        return found
    return replace(
        found,
        difference=float(apart["estimate"]),
        difference_low=float(apart["low"]),
        difference_high=float(apart["high"]),
        unsure=bool(apart["flags"] & PASSED),
    )


def _note(line: Asked, views: list[View], choices: Mapping[str, str]) -> str:
    """Write how the group differs from the person's own, which holds nobody of another choice."""
    if not all(view.exact for view in views):
        return NEAREST[line.place]
    for choice in line.choices:
        found = [view for view in views if view.choice == choice]
        held = [{*view.codes(view.levels[choices[choice]])} for view in found]
        if not held or set.intersection(*held) != {choices[choice]}:
            return WIDER
        if len(found[0].levels[choices[choice]]) > 1:
            return WIDER
    return ""


def _share(line: Asked, group: Group, like_you: str = "yes") -> pd.Series[Any] | None:
    return share_of(*_of(line), group, like_you)


def _of(line: Asked) -> tuple[str, str, Counted, Among]:
    return line.table, line.outcome, line.base, tuple(sorted(line.among.items()))


def _find_printed(line: Printed, code: str) -> Found | None:
    group = line.groups.get(code)
    if not group:
        return None
    row, factor = figure(line.source, line.figure.format(group)), 1.0
    grades = [str(row["grade"])]
    if line.times:
        other = figure(line.source, line.times.format(group))
        factor, grades = float(other["estimate"]), [*grades, str(other["grade"])]
    everybody = float(figure(line.source, line.total)["estimate"]) if line.total else NAN
    estimate = float(row["estimate"]) * factor
    return Found(
        group=((line.source, (group,)),),
        note=_printed_note(line, code, group),
        estimate=estimate,
        low=NAN if line.times else float(row["low"]),
        high=NAN if line.times else float(row["high"]),
        n=NAN if pd.isna(row["n"]) else float(row["n"]),
        bound=str(row["bound"]),
        base=row["base"],
        source=line.source,
        grade=max(grades),  # the lower of two
        others=everybody,
        difference=estimate - everybody,
    )


def _printed_note(line: Printed, code: str, group: str) -> str:
    if code in line.nearest:
        return NEAREST[line.place]
    if code in line.partly:
        return PARTLY
    return WIDER if list(line.groups.values()).count(group) > 1 else ""


@cache
def figure(name: str, row_id: str) -> pd.Series[Any]:
    """Look up a published figure, once a process."""
    return published_row(name, row_id)
