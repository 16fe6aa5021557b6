"""What led to hires: ways to a job, by the sources that ask how a job was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any

import pandas as pd

from analysis.advice.choices import CHOICES
from analysis.advice.closest import NEAREST, PARTLY, PASSED, WIDER, figure
from analysis.advice.groups import VIEWS, Group, variables_of
from analysis.advice.lines import APEC, CADRES, FRANCE, INSEE_2016, US
from analysis.folding.cells import read_cells
from analysis.inference.estimates import share
from analysis.inference.flags import NONE
from analysis.sources.catalogue import source
from analysis.words.i18n import N_


@dataclass(frozen=True, kw_only=True)
class Hires:
    """A list of ways to a job: of hires, those that each way led to, by the ids of the figures.

    `only` gives the codes of the choices to which the list speaks; nothing where it is everybody's.
    A list is left out where one of those called `unless` says the same closer.
    """

    name: str
    place: str
    year: str
    measured: str
    source: str
    channels: Mapping[str, str]
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unless: tuple[str, ...] = ()

    @property
    def grade(self) -> str:
        """The lowest grade of its figures."""
        return max(str(row["grade"]) for row in self.figures().values())

    def figures(self) -> dict[str, pd.Series[Any]]:
        """Return the figure of each channel, the most frequent first."""
        found = {channel: self._figure(name) for channel, name in self.channels.items()}
        return dict(sorted(found.items(), key=lambda pair: -pair[1]["estimate"]))

    def _figure(self, name: str) -> pd.Series[Any]:
        return figure(self.source, name)


@dataclass(frozen=True, kw_only=True)
class SurveyedHires(Hires):
    """A list from people's answers, kept in the cells called `table`: channels are its questions.

    `group` is that of the closest trades, none where the list is about everybody; `note` tells how
    it differs from the person's own, `passed` why a closer one was passed over.
    """

    table: str
    group: Group = ()
    note: str = ""
    passed: frozenset[str] = NONE

    @property
    def n(self) -> int:
        """How many people were asked."""
        return int(next(iter(self.figures().values()))["n"])

    def _figure(self, name: str) -> pd.Series[Any]:
        return _answered(self.table, name, self.group).copy()


@cache
def _answered(table: str, name: str, group: Group) -> pd.Series[Any]:
    """Return the share of a group who say yes, estimated once: many people ask of one trade."""
    cells = read_cells(table)
    row: pd.Series[Any] = share(cells, name, where=variables_of(group)).iloc[0]
    row["bound"], row["grade"] = "exact", source(cells.source).grade
    return row


FRENCH: tuple[Hires, ...] = (
    Hires(
        name="hires_employers",
        place=FRANCE,
        year="2015",
        measured=N_("recruitments of private employers, as they say"),
        source="dares_ofer_2016_channels",
        channels={
            "relations": "led-relations",
            "unsolicited": "led-unsolicited",
            "job_ads": "led-job-ads",
            "cv_databases": "led-cv-databases",
        },
    ),
    Hires(
        name="hires_employees",
        place=FRANCE,
        year="2016",
        measured=N_("employees hired within the year, as they say"),
        source=INSEE_2016,
        channels={"unsolicited": "led-own-approach", "relations": "led-relations"},
    ),
    Hires(
        name="hires_executives",
        place=FRANCE,
        year="2018",
        measured=N_("hires of executives (cadres)"),
        source=APEC,
        channels={"networks": "led-networks-2018"},
        only={"occupation": CADRES},
        unless=("hires_executives_it",),
    ),
    Hires(
        name="hires_executives_it",
        place=FRANCE,
        year="2018",
        measured=N_("hires of executives (cadres), IT activities"),
        source=APEC,
        channels={"networks": "led-networks-it-2018"},
        only={"occupation": CADRES, "sector": ("J",)},
    ),
    Hires(
        name="hires_executives_before",
        place=FRANCE,
        year=N_("2014 or 2015"),
        measured=N_("hires of executives (cadres)"),
        source=APEC,
        channels={
            "job_ads": "led-job-offers-2014-2015",
            "relations": "led-relations-2014-2015",
            "networks": "led-networks-2014-2015",
        },
        only={"occupation": CADRES},
    ),
    Hires(
        name="hires_young_graduates",
        place=FRANCE,
        year="2010",
        measured=N_("young graduates (bac+4 or more) at work a year after their diploma"),
        source="apec_jeunes_diplomes_2010",
        channels={
            "job_ads": "led-job-offers",
            "own_approach": "led-direct",
            "relations": "led-relations",
            "internship": "led-internship",
            "exam": "led-exam",
            "networks": "led-online-networks",
        },
        only={"diploma": ("bachelor", "master"), "age": ("18-29",)},
    ),
)
GERMAN: tuple[Hires, ...] = (
    Hires(
        name="hires_germany",
        place=N_("Germany"),
        year="2016",
        measured=N_("hires, as employers say"),
        source="iab_stellenerhebung_2015_2016",
        channels={
            "relations": "led-relations-2016",
            "job_boards": "led-job-boards-2016",
            "employer_site": "led-own-website-2016",
            "print_ads": "led-print-ads-2016",
            "unsolicited": "led-unsolicited-2016",
            "employment_service": "led-ba-placement-2016",
            "private_agency": "led-private-agency-2016",
            "networks": "led-social-media-2016",
        },
    ),
)

SCE = "sce_job_search"
WAYS = {
    "relations": "found_any_tie",
    "online": "found_online",
    "contacted": "found_contacted_by_employer",
}
STEPS = ((f"{SCE}_occupation", "soc_group"), (f"{SCE}_professionals", "management_or_professional"))
"""Cells and view, from the closest American group to a wider one; everybody comes after."""

PARTLY_HELD = ("nurses",)
"""Trades of which the American group holds a part, and others: social workers are elsewhere."""


@cache
def all_hires() -> tuple[Hires, ...]:
    """Return every list: those of France, of the United States by trade, then of Germany.

    Only figures of how a job was found are here: what seekers use, or think matters most, is
    another thing.

    Examples
    --------
    >>> [one.only["occupation"] for one in all_hires() if one.name.startswith("hires_us_man")]
    [('managers',)]
    """
    return (*FRENCH, *_american(), *GERMAN)


def _american() -> tuple[Hires, ...]:
    """Make a list for each group of trades that stands on enough people, then everybody's."""
    trades: dict[tuple[str, Group, str, frozenset[str]], tuple[str, ...]] = {}
    for code in CHOICES["occupation"]:
        found = _closest(code)
        trades[found] = (*trades.get(found, ()), code)
    everybody = {found for found in trades if not found[1]}
    closer = tuple(
        _surveyed(codes[0], *found, only={"occupation": codes})
        for found, codes in trades.items()
        if found not in everybody
    )
    names = tuple(one.name for one in closer)
    return (*closer, _surveyed("everybody", SCE, unless=names))


def _closest(code: str) -> tuple[str, Group, str, frozenset[str]]:
    """Find the cells and the closest group of which every way can be relied on."""
    passed: frozenset[str] = NONE
    for table, name in STEPS:
        levels = VIEWS[name].levels.get(code)
        if levels is None:
            continue
        group = ((name, levels),)
        shares = [share(read_cells(table), way, where=variables_of(group)) for way in WAYS.values()]
        flagged = PASSED & frozenset().union(*(row["flags"].iloc[0] for row in shares))
        if not flagged:
            return table, group, _note(name, code), passed
        passed |= flagged
    return SCE, (), "", passed


def _note(view: str, code: str) -> str:
    if view != STEPS[0][1]:
        return WIDER
    return PARTLY if code in PARTLY_HELD else NEAREST[US]


def _surveyed(
    name: str,
    table: str,
    group: Group = (),
    note: str = "",
    passed: frozenset[str] = NONE,
    **whom: Any,
) -> SurveyedHires:
    return SurveyedHires(
        name=f"hires_us_{name}",
        place=US,
        year=N_("2013 and 2014"),
        measured=N_("how employees had once found their job, several ways possible"),
        source=SCE,
        channels=WAYS,
        table=table,
        group=group,
        note=note,
        passed=passed,
        **whom,
    )


def hires_for(choices: Mapping[str, str]) -> tuple[Hires, ...]:
    """Return the lists that speak to a person, in order.

    Parameters
    ----------
    choices : mapping
        Choice -> code, of the choices made.

    Examples
    --------
    >>> [one.name for one in hires_for({"occupation": "craft"})]
    ['hires_employers', 'hires_employees', 'hires_us_craft', 'hires_germany']
    """
    found = [
        one
        for one in all_hires()
        if all(choices.get(choice) in codes for choice, codes in one.only.items())
    ]
    names = {one.name for one in found}
    return tuple(one for one in found if not names & {*one.unless})


def ranking_ways(lists: Iterable[Hires]) -> list[Hires]:
    """Return the lists that rank several ways, those of French people near one first.

    Examples
    --------
    >>> ranking_ways(hires_for({"occupation": "managers"}))[0].name
    'hires_executives_before'
    """
    several = [one for one in lists if len(one.channels) > 1]
    return sorted(several, key=lambda one: not (one.only and one.place == FRANCE))


def telling_networks(lists: Iterable[Hires]) -> list[Hires]:
    """Return the lists that tell networks apart, in order.

    Examples
    --------
    >>> [one.name for one in telling_networks(hires_for({"occupation": "craft"}))]
    ['hires_germany']
    """
    return [one for one in lists if "networks" in one.channels]


def cases_of(hires: Hires, *, unsaid: bool = False) -> tuple[dict[str, str], ...]:
    """List the choices to which a list speaks, those left out of which another one is closer.

    Parameters
    ----------
    hires : Hires
        One of `all_hires`.
    unsaid : bool
        Whether to list choices that weren't made too, as "", where the list does without them.

    Examples
    --------
    >>> (young,) = [one for one in all_hires() if "young" in one.name]
    >>> cases_of(young)[0]
    {'diploma': 'bachelor', 'age': '18-29'}
    """
    closer = [one.only for one in all_hires() if one.name in hires.unless]
    names = [*dict.fromkeys(name for only in (hires.only, *closer) for name in only)]
    more = ("",) if unsaid else ()
    cases = (
        dict(zip(names, codes, strict=True))
        for codes in product(*(hires.only.get(name, (*CHOICES[name], *more)) for name in names))
    )
    return tuple(case for case in cases if hires in hires_for(case))
