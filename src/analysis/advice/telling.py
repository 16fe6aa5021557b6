"""The words in which people read their evidence and the dosage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from math import isnan
from typing import Any

import pandas as pd

from analysis.advice.closest import choice_label, follows
from analysis.advice.dosage import MARGIN, Advice, Dosage, limit
from analysis.advice.lines import LINES
from analysis.sources.catalogue import source
from analysis.words import i18n
from analysis.words.groups import GROUPS, group_label
from analysis.words.i18n import _
from analysis.words.labels import LEVELS, N_, VARIABLES, label
from analysis.words.printed import BOUNDS

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

OTHERS = {
    "not_tertiary": N_("No diploma of higher education"),
    "not_knowledge_occupation": N_("Other than managers, professionals and technicians"),
    "not_professional_or_manager": N_("Other than managers and professionals"),
    "not_knowledge_activity": N_("Activities that are not knowledge-intensive"),
}
"""Groups that are no variable or level: whoever said no."""


def rule() -> str:
    """Write the rule of the dosage, with its numbers."""
    lines = sum(line.counts for line in LINES)
    margin = i18n.quantity(MARGIN, "ratio", 1)
    return _(RULE).format(margin=margin, lines=i18n.number(lines), limit=i18n.number(limit()))


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
        "about": _about(row),
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


def group_words(code: str) -> str:
    """Return the words for one code of a group of people (`analysis.advice.closest.Found`).

    Examples
    --------
    >>> group_words("not_tertiary"), group_words("65+"), group_words("tertiary")
    ('No diploma of higher education', 'Aged 65 or more', 'Higher-education graduates')
    """
    if code in OTHERS:
        return _(OTHERS[code])
    variable = next((name for name in follows() if code in LEVELS.get(name, {})), None)
    return label(variable, code) if variable and code not in VARIABLES else label(code)


def _about(row: Mapping[Any, Any]) -> str:
    name = partial(group_label, row["source"]) if row["source"] in GROUPS else group_words
    words = _("; ").join(map(name, row["group"])) or _("Everybody")
    return _("{group} ({note})").format(group=words, note=_(row["note"])) if row["note"] else words


def told(advice: Advice) -> str:
    """Write an advice as plain text: the dosage, its rule, and every line it rests on."""
    case = _("; ").join(choice_label(*pair) for pair in asdict(advice.case).items())
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
