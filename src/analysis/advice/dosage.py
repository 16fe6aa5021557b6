"""What the evidence says to one person, and a dosage computed from it by one rule."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from functools import cache
from itertools import product
from math import ceil, isnan
from typing import Any, Literal

import pandas as pd

from analysis.advice.closest import CHOICES, Found, Line, choice_label, find
from analysis.advice.lines import LINES
from analysis.errors import StudyError

Dosage = Literal["a little", "some", "a lot"]

MARGIN = 1.25
"""How far from everybody's a figure without interval must lie: the threshold of claim C14."""

PARTS = 3
"""The scale from "all lines below" to "all lines above" is cut into so many equal parts."""


@dataclass(frozen=True)
class Case:
    """One person's diploma, occupation, sector and age group, by their codes in `CHOICES`.

    Raises
    ------
    StudyError
        When a code isn't one of those.

    Examples
    --------
    >>> Case("bachelor", "professionals", "J", "30-49").sector
    'J'
    """

    diploma: str
    occupation: str
    sector: str
    age: str

    def __post_init__(self) -> None:
        """Refuse unknown codes."""
        for field in fields(self):
            if getattr(self, field.name) not in CHOICES[field.name]:
                raise _unknown(field.name, getattr(self, field.name))


@dataclass(frozen=True, eq=False)
class Advice:
    """The evidence for one case, and the dosage that follows from it.

    `lines` has one row per line of evidence: ``line, section, measured, year, counts, group, note,
    estimate, low, high, n, bound, everybody, base, source, grade, unit, points``; ``points`` is
    missing where the line does not count. `balance` is their sum.
    """

    case: Case
    lines: pd.DataFrame
    balance: int
    dosage: Dosage


def chosen(choice: str, text: str) -> str:
    """Return the code of a choice from the code or from its words.

    Examples
    --------
    >>> chosen("sector", "j"), chosen("diploma", "Bachelor's degree")
    ('J', 'bachelor')
    """
    for code in CHOICES[choice]:
        if text.casefold() in {code.casefold(), choice_label(choice, code).casefold()}:
            return code
    raise _unknown(choice, text)


def _unknown(choice: str, text: str) -> StudyError:
    return StudyError(
        f"There is no {choice} '{text}'.",
        expected="; ".join(f"{code} ({choice_label(choice, code)})" for code in CHOICES[choice]),
        got=text,
    )


def advise(case: Case) -> Advice:
    """Gather what is known of people like one person, and compute the dosage.

    Parameters
    ----------
    case : Case
        Who asks.

    Returns
    -------
    Advice

    Examples
    --------
    >>> advise(Case("master_or_more", "professionals", "J", "30-49")).dosage
    'a lot'
    """
    found = [(line, find(line, asdict(case))) for line in LINES]
    lines = pd.DataFrame([_row(line, said) for line, said in found if said])
    balance = int(lines["points"].sum())
    return Advice(case, lines, balance, dosage(balance))


def _row(line: Line, said: Found) -> dict[str, object]:
    about = {name: getattr(line, name) for name in ("section", "measured", "year", "counts")}
    return {"line": line.name, **about, **vars(said), "unit": "share", "points": points(line, said)}


def points(line: Line, said: Found) -> int | None:
    """Compute the point of a line: 1 up, -1 down, 0, or None where the line does not count."""
    if not line.counts:
        return None
    if not said.group:
        return 0
    if isnan(said.low):
        ratio = round(said.estimate / said.everybody, 9)  # printed figures do meet the margin
        return int(ratio >= MARGIN) - int(ratio <= 1 / MARGIN)
    return int(said.low > said.everybody) - int(said.high < said.everybody)


def limit() -> int:
    """Compute the balance from which the dosage is "a lot"; below its opposite, "a little"."""
    return ceil(sum(line.counts for line in LINES) / PARTS)


def dosage(balance: int) -> Dosage:
    """Turn a balance of points into a dosage.

    Examples
    --------
    >>> dosage(limit()), dosage(limit() - 1), dosage(-limit())
    ('a lot', 'some', 'a little')
    """
    if balance >= limit():
        return "a lot"
    return "a little" if balance <= -limit() else "some"


@cache
def all_cases() -> pd.DataFrame:
    """List every line of evidence for every case, each group once.

    Returns
    -------
    DataFrame
        The columns of `Advice.lines`, and ``cases``: the choices that the row answers, a tuple of
        mappings from choice to code. Each case meets one row of each line that speaks of it. The
        table is made once a process: select from it, don't write into it.
    """
    return pd.concat(map(_every_group, LINES), ignore_index=True)


def _every_group(line: Line) -> pd.DataFrame:
    """List the groups of a line, everybody last; with two choices, a row for each second one."""
    rows: dict[tuple[object, ...], dict[str, Any]] = {}
    for codes in product(*(CHOICES[choice] for choice in line.choices)):
        choices = dict(zip(line.choices, codes, strict=True))
        said = find(line, choices)
        if said:
            key = said.group, said.note, codes[1:]
            row = rows.setdefault(key, {**_row(line, said), "cases": ()})
            row["cases"] += (choices,)
    everybody_last = sorted(rows.values(), key=lambda row: not row["group"])
    return pd.DataFrame(everybody_last)
