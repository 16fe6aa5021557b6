"""Three readings of the evidence for one person: no sum of them, and "not known" is an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import isnan
from typing import Any, Literal

import pandas as pd

from analysis.advice.choices import CHOICES, Case
from analysis.advice.closest import Found, Line, Section, find, nothing, speaks_to
from analysis.advice.hires import Hires, hires_for
from analysis.advice.lines import LINES
from analysis.folding.cells import read_cells
from analysis.inference.estimates import compare, share

Standing = Literal["fewer", "about as many", "more", "not known"]
"""How people like one stand beside everyone else."""

Use = Literal["hardly", "a little", "often", "mostly", "not known"]
"""How much recruiters use networks."""

CUTS: dict[Use, float] = {"hardly": 0.10, "a little": 0.33, "often": 0.67}
"""Word -> the share up to which it holds: 10 % is a little, 33 and 67 % are often."""

ROUNDING = 0.01
"""Printed shares that lie no further apart may be equal: each is rounded to a point."""


@dataclass(frozen=True)
class Answer:
    """What one line says to one person; nothing where it has no figure of theirs."""

    line: Line
    found: Found | None

    @property
    def word(self) -> Standing | Use:
        """The word of the line: its standing, or its use for a line about recruiters."""
        if self.line.section == "recruiters":
            return use(self.found)
        return standing(self.found)


@dataclass(frozen=True)
class Readings:
    """What is known for one person: a tuple of answers for each section, and the lists of hires."""

    case: Case
    answers: tuple[Answer, ...]
    hires: tuple[Hires, ...]

    def of(self, section: Section) -> list[Answer]:
        """Return the answers of a section that hold a figure of the person's group."""
        return [one for one in self.answers if one.line.section == section and one.found]

    def brief(self, section: Section) -> list[Answer]:
        """Return those of `of` that say what no other has already said, of as close a group."""
        spoken = {one.line.name: one for one in self.answers if one.found}
        return [one for one in self.of(section) if _says_more(one, spoken.get(one.line.unless))]

    def first(self, section: Section) -> Answer | None:
        """Return the answer that leads a section; None where it holds no figure."""
        return min(self.brief(section), key=rank, default=None)

    def otherwise(self, section: Section) -> list[Answer]:
        """Return the answers of a section that say something else than the first, in order."""
        first = self.first(section)
        passed = {"not known", first.word} if first else set()
        return [one for one in sorted(self.brief(section), key=rank) if one.word not in passed]

    @property
    def own(self) -> int:
        """How many lines are about the person's own group, and no wider one."""
        return sum(map(_is_own, self.answers))


def _is_own(answer: Answer) -> bool:
    return bool(answer.found and answer.found.own)


def _says_more(answer: Answer, other: Answer | None) -> bool:
    """Check that a line says another thing than what replaces it, or of closer people."""
    return other is None or answer.word != other.word or (_is_own(answer) and not _is_own(other))


def rank(answer: Answer) -> tuple[bool, bool, int]:
    """Order the answers of a section: those that compare, those of one's own group, then others."""
    return answer.word == "not known", not _is_own(answer), LINES.index(answer.line)


def read(case: Case) -> Readings:
    """Read the evidence for one person.

    Parameters
    ----------
    case : Case
        Who asks.

    Returns
    -------
    Readings
        An answer for each line that depends on choices which were made, in the order of the lines.

    Examples
    --------
    >>> found = read(Case(occupation="craft", sector="F"))
    >>> [answer.word for answer in found.of("recruiters")]
    ['hardly', 'hardly', 'a little', 'often']
    """
    choices = case.made()
    answers = tuple(Answer(line, find(line, choices)) for line in LINES if speaks_to(line, choices))
    return Readings(case, answers, hires_for(choices))


def standing(found: Found | None) -> Standing:
    """Return how people like one stand beside everyone else in using networks.

    Parameters
    ----------
    found : Found or None
        What a line says of the closest group. A survey's difference counts by its interval; figures
        printed without one are apart where rounding can't make them equal.

    Returns
    -------
    {"fewer", "about as many", "more", "not known"}
    """
    if found is None or isnan(found.difference) or found.unsure:
        return "not known"
    low, high = found.difference_low, found.difference_high
    if isnan(low):
        low, high = _printed_ends(found)
    if low > 0:
        return "more"
    return "fewer" if high < 0 else "about as many"


def _printed_ends(found: Found) -> tuple[float, float]:
    """Return how far a printed figure may lie from everybody's; a bound tells one side only."""
    low, high = found.difference - ROUNDING, found.difference + ROUNDING
    return {
        "exact": (low, high),
        "upper": (float("-inf"), high),
        "lower": (low, float("inf")),
    }.get(found.bound, (float("-inf"), float("inf")))


def use(found: Found | None) -> Use:
    """Return how much recruiters use networks, by the share of firms or recruitments.

    Examples
    --------
    >>> use(None)
    'not known'
    """
    if found is None:
        return "not known"
    share = round(found.estimate, 9)  # printed figures do meet the cuts
    if share > CUTS["often"]:
        return "mostly"
    return next(word for word, cut in CUTS.items() if share < cut or word == "often")


def span(answers: Iterable[Answer]) -> tuple[Answer, Answer] | None:
    """Return the answers of the lowest and the highest share; None where there are none."""
    known = [one for one in answers if one.found]
    if not known:
        return None
    ordered = sorted(known, key=lambda one: one.found.estimate if one.found else 0.0)
    return ordered[0], ordered[-1]


@cache
def giving() -> dict[str, pd.Series[Any]]:
    """Estimate what goes with giving on networks: one received more often, which is no effect.

    Returns
    -------
    dict
        ``givers``, ``others``: the shares whom a post helped to get a job, of those who told
        friends of an opening at their work and of those who didn't; ``difference``: between them.
    """
    cells, helped, told = (
        read_cells("pew_2015_exchange"),
        "post_helped_get_job",
        "told_friends_of_opening",
    )
    shares = {
        name: share(cells, helped, where={told: answer}).iloc[0]
        for name, answer in (("givers", "yes"), ("others", "no"))
    }
    apart = compare(cells, helped, told, measure="difference")
    return {**shares, "difference": apart if isinstance(apart, pd.Series) else apart.iloc[0]}


@cache
def every_answer() -> pd.DataFrame:
    """List every line for every case, each group once.

    Returns
    -------
    DataFrame
        The fields of `Found`, then ``line, section, measured, place, year, word, own, unit``, and
        ``cases``: the choices that the row answers, a tuple of mappings from choice to code. Each
        case meets one row of each line that speaks to it; that of those of whom nothing is known
        has no group. The table is made once a process: select from it, don't write into it.
    """
    return pd.DataFrame([row for line in LINES for row in _groups(line)])


def _groups(line: Line) -> list[dict[str, Any]]:
    """List the groups of a line, the unknown last; with two choices, a row for each second one."""
    rows: dict[tuple[object, ...], dict[str, Any]] = {}
    names = [*line.choices, *(name for name in line.only if name not in line.choices)]
    for codes in product(*(line.only.get(name, CHOICES[name]) for name in names)):
        choices = dict(zip(names, codes, strict=True))
        found = find(line, choices)
        key = (found.group, found.note, found.passed, codes[1:]) if found else ()
        row = rows.setdefault(key, {**row_of(Answer(line, found)), "cases": ()})
        row["cases"] += (choices,)
    return sorted(rows.values(), key=lambda row: not row["group"])


def row_of(answer: Answer) -> dict[str, Any]:
    """Return an answer as a row of `every_answer`; without group or figure where there is none."""
    line, found = answer.line, answer.found or nothing(answer.line)
    about = {name: getattr(line, name) for name in ("section", "measured", "place", "year")}
    own = bool(answer.found and answer.found.own)
    said = {"word": answer.word, "own": own, "unit": "share"}
    return {"line": line.name, **about, **vars(found), **said}
