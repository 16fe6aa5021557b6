"""What the evidence says to one person, and a dosage computed from it by one rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from itertools import product
from math import ceil, isnan
from typing import Any, Literal

import pandas as pd

from analysis import i18n
from analysis.catalogue import source
from analysis.cleaning.errors import StudyError
from analysis.comparisons import BOUNDS
from analysis.evidence import CHOICES, Found, Line, find
from analysis.evidence_lines import LINES
from analysis.i18n import _
from analysis.labels import N_, label

Dosage = Literal["a little", "some", "a lot"]

MARGIN = 1.25
"""How far from everybody's a figure without interval must lie: the threshold of claim C14."""

PARTS = 3
"""The scale from "all lines below" to "all lines above" is cut into so many equal parts."""

RULE = N_(
    "A line of evidence gives one point up when the whole interval of the closest group lies above "
    "everybody's figure, one point down when it lies wholly below, and none otherwise. An official "
    "figure published without interval gives its point only where it is at least {margin} times "
    "everybody's figure, or at most that figure divided by {margin}. Points up are added, points "
    "down taken off. With {lines} lines that count, a balance of {limit} points up or more makes "
    "“a lot”, of {limit} points down or more “a little”, anything between “some”: from all lines "
    "down to all lines up, the scale is cut into three equal parts."
)
MEANING = N_(
    "The dosage compares people like you with everybody. It does not compare networks with other "
    "ways to a job, and it does not say that a network will bring you one."
)
DOSAGE = N_("Dosage: {dosage} (balance of points: {balance})")
DOSAGES: dict[Dosage, str] = {
    "a little": N_("a little"),
    "some": N_("some"),
    "a lot": N_("a lot"),
}
SECTIONS = {
    "diploma": N_("People of your diploma and age"),
    "occupation": N_("People of your occupation"),
    "sector": N_("Your sector"),
    "channels": N_("What leads to hires"),
}


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

    `lines` has a row a line of evidence: ``line, section, measured, year, counts, group, note,
    estimate, low, high, n, bound, everybody, base, source, grade, points``; ``points`` is missing
    where the line does not count. `balance` is their sum.
    """

    case: Case
    lines: pd.DataFrame
    balance: int
    dosage: Dosage


def chosen(choice: str, text: str) -> str:
    """Give the code of a choice from the code or from its words.

    Examples
    --------
    >>> chosen("sector", "j"), chosen("diploma", "Bachelor's degree")
    ('J', 'bachelor')
    """
    for code in CHOICES[choice]:
        if text.casefold() in {code.casefold(), label(code).casefold()}:
            return code
    raise _unknown(choice, text)


def _unknown(choice: str, text: str) -> StudyError:
    return StudyError(
        f"There is no {choice} '{text}'.",
        expected="; ".join(f"{code} ({label(code)})" for code in CHOICES[choice]),
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
    return {"line": line.name, **about, **asdict(said), "points": points(line, said)}


def points(line: Line, said: Found) -> int | None:
    """Give the point of a line: 1 up, -1 down, 0, or None where the line does not count."""
    if not line.counts:
        return None
    if not said.group:
        return 0
    if isnan(said.low):
        ratio = round(said.estimate / said.everybody, 9)  # printed figures do meet the margin
        return int(ratio >= MARGIN) - int(ratio <= 1 / MARGIN)
    return int(said.low > said.everybody) - int(said.high < said.everybody)


def limit() -> int:
    """Give the balance from which the dosage is "a lot", and below minus which it is "a little"."""
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


def rule() -> str:
    """Tell the rule of the dosage, with its numbers."""
    lines = sum(line.counts for line in LINES)
    margin = i18n.quantity(MARGIN, "ratio", 1)
    return _(RULE).format(margin=margin, lines=i18n.number(lines), limit=i18n.number(limit()))


def all_cases() -> pd.DataFrame:
    """Give every line of evidence for every case, each group once.

    Returns
    -------
    DataFrame
        The columns of `Advice.lines`, and ``cases``: the choices that the row answers, a tuple of
        mappings from choice to code. Each case meets one row of each line that speaks of it.
    """
    return pd.concat(map(_every_group, LINES), ignore_index=True)


def _every_group(line: Line) -> pd.DataFrame:
    """Give the groups of a line, everybody last; with two choices, a row for each second one."""
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


def in_words(lines: pd.DataFrame) -> pd.DataFrame:
    """Write lines of evidence for readers, in the language of the run.

    Parameters
    ----------
    lines : DataFrame
        Rows of `Advice.lines` or `all_cases`.

    Returns
    -------
    DataFrame
        Text: ``measured, about, figure, interval, n, everybody, points, source, grade``.
    """
    rows = lines.to_dict("records")
    return pd.DataFrame(map(_words, rows), index=lines.index)


def _words(row: Mapping[Any, Any]) -> dict[str, str]:
    about = source(row["source"])
    return {
        "measured": f"{_(row['measured'])}, {_(row['year'])}",
        "about": _about(row["group"], row["note"]),
        "figure": _(BOUNDS[row["bound"]]).format(number=i18n.percent(row["estimate"])),
        "interval": i18n.span(row["low"], row["high"], "share"),
        "n": "–" if isnan(row["n"]) else i18n.number(row["n"]),
        "everybody": "–" if isnan(row["everybody"]) else i18n.percent(row["everybody"]),
        "points": "–" if pd.isna(row["points"]) else signed(int(row["points"])),
        "source": _(about.short or about.title),
        "grade": row["grade"],
    }


def signed(points: int) -> str:
    """Write points with their sign.

    Examples
    --------
    >>> signed(1), signed(0), signed(-1)
    ('+1', '0', '−1')
    """
    return f"+{points}" if points > 0 else i18n.number(points)


def _about(group: tuple[str, ...], note: str) -> str:
    words = _("; ").join(label(code) for code in group) or _("Everybody")
    return _("{group} ({note})").format(group=words, note=_(note)) if note else words


def told(advice: Advice) -> str:
    """Write an advice as plain text: the dosage, its rule, and every line it rests on."""
    case = _("; ").join(label(code) for code in asdict(advice.case).values())
    head = [
        _("Your case: {case}").format(case=case),
        _(DOSAGE).format(dosage=_(DOSAGES[advice.dosage]), balance=signed(advice.balance)),
        _(MEANING),
        rule(),
    ]
    words = in_words(advice.lines)
    sections = [
        "\n\n".join([_(title).upper(), *map(_paragraph, _of_section(words, advice, section))])
        for section, title in SECTIONS.items()
    ]
    return "\n\n".join(head + sections)


def _of_section(words: pd.DataFrame, advice: Advice, section: str) -> list[dict[str, str]]:
    rows = words[advice.lines["section"] == section].to_dict("records")
    return [{str(name): text for name, text in row.items()} for row in rows]


def _paragraph(row: dict[str, str]) -> str:
    texts = [
        _("{measured}: {figure}"),
        _("  about: {about}"),
        _("  95% interval: {interval}; n: {n}; everybody: {everybody}; points: {points}"),
        _("  source: {source} (grade {grade})"),
    ]
    return "\n".join(text.format(**row) for text in texts)
