"""What led to hires: ways to a job, by the sources that ask how a job was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.advice.closest import figure
from analysis.advice.lines import APEC, CADRES, FRANCE, INSEE_2016
from analysis.words.labels import N_


@dataclass(frozen=True, kw_only=True)
class Hires:
    """A list of ways to a job: of hires, those that each way led to, by the ids of the figures.

    `only` gives the codes of the choices to which the list speaks; nothing where it is everybody's.
    A list is left out where the one called `unless` says the same closer.
    """

    name: str
    place: str
    year: str
    measured: str
    source: str
    channels: Mapping[str, str]
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unless: str = ""

    @property
    def grade(self) -> str:
        """The lowest grade of its figures."""
        return max(str(row["grade"]) for row in self.figures().values())

    def figures(self) -> dict[str, pd.Series[Any]]:
        """Return the figure of each channel, the most frequent first."""
        found = {channel: figure(self.source, row_id) for channel, row_id in self.channels.items()}
        return dict(sorted(found.items(), key=lambda pair: -pair[1]["estimate"]))


HIRES: tuple[Hires, ...] = (
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
        unless="hires_executives_it",
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
"""Only figures of how a job was found: what seekers use or think matters most is another thing."""


def hires_for(choices: Mapping[str, str]) -> tuple[Hires, ...]:
    """Return the lists that speak to a person, in order.

    Parameters
    ----------
    choices : mapping
        Choice -> code, of the choices made.

    Examples
    --------
    >>> [one.name for one in hires_for({"occupation": "craft"})]
    ['hires_employers', 'hires_employees', 'hires_germany']
    """
    found = [
        one
        for one in HIRES
        if all(choices.get(choice) in codes for choice, codes in one.only.items())
    ]
    names = {one.name for one in found}
    return tuple(one for one in found if one.unless not in names)
