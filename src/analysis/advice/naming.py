"""The short names of lines of evidence: what each depends on, what it counts, where and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.advice.lines import LINES
from analysis.words.choices import CHOICE_NAMES
from analysis.words.i18n import N_, _

CHOICES_OF = {line.name: line.choices for line in LINES}
ON_LINKEDIN, FOR_WORK = N_("LinkedIn"), N_("networks")
FIRMS, PROFILES = N_("firms"), N_("profiles searched")
HELPED = N_("helped by a post")
WHAT = {
    "linkedin_by_diploma_and_age": ON_LINKEDIN,
    "linkedin_by_diploma": ON_LINKEDIN,
    "linkedin_by_occupation": ON_LINKEDIN,
    "linkedin_by_sector": ON_LINKEDIN,
    "professional_use_by_diploma": FOR_WORK,
    "professional_use_by_occupation": FOR_WORK,
    "professional_network_by_occupation": N_("professional networks"),
    "professional_use_by_situation": FOR_WORK,
    "searched_by_diploma": N_("looked there"),
    "search_made_known_by_diploma": N_("made their search known there"),
    "search_by_occupation": N_("looked there"),
    "firms_in_france": FIRMS,
    "profiles_by_sector": PROFILES,
    "firms_in_europe": FIRMS,
    "profiles_by_occupation": PROFILES,
    "executives_firms": FIRMS,
    "vacancies_by_occupation": N_("vacancies"),
    "helped_by_age": HELPED,
    "helped_by_diploma": HELPED,
    "helped_by_occupation": HELPED,
}
"""Line -> what it counts, in a word or two."""


def line_label(row: Mapping[Any, Any]) -> str:
    """Name a line: the choices it depends on, what it counts, where and when.

    Examples
    --------
    >>> line = {"line": "linkedin_by_diploma_and_age", "place": "United States", "year": "2024"}
    >>> line_label(line), line_place(line)
    ('Diploma, age (LinkedIn, United States, 2024)', 'LinkedIn, United States')
    """
    names = _(", ").join(map(choice_name, CHOICES_OF[row["line"]]))
    what = _(WHAT[row["line"]])
    name = _("{choices} ({what}, {dated})").format(choices=names, what=what, dated=dated(row))
    return name[:1].upper() + name[1:]


def line_place(row: Mapping[Any, Any]) -> str:
    """Write what a line counts, and where."""
    return _(", ").join((_(WHAT[row["line"]]), _(row["place"])))


def dated(row: Mapping[Any, Any]) -> str:
    """Write where and when a line's figure was measured."""
    return _("{place}, {year}").format(place=_(row["place"]), year=_(row["year"]))


def choice_name(choice: str) -> str:
    """Return the name of a choice within a sentence."""
    return _(CHOICE_NAMES[choice]).lower()
