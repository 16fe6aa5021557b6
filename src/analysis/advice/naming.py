"""The short names of lines of evidence: what each depends on, what it counts, where and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.advice.lines import LINES
from analysis.words.choices import CHOICE_NAMES
from analysis.words.i18n import _

CHOICES_OF = {line.name: line.choices for line in LINES}
WHAT = {line.name: line.what for line in LINES}


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
