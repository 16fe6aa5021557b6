"""The readings of one person as plain text, for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from analysis.advice.closest import Section
from analysis.advice.effects import effects
from analysis.advice.hires import Hires
from analysis.advice.readings import Answer, Readings
from analysis.advice.telling import (
    CASE,
    QUESTIONS,
    WORDS,
    hires_sentence,
    own_count,
    people_headline,
    recruiters_headline,
    row_words,
    sentence,
)
from analysis.words import bases, i18n
from analysis.words.choices import choice_label
from analysis.words.i18n import _

WIDTH = 100


def told(readings: Readings, *, everything: bool = False) -> str:
    """Write the readings of one person as plain text.

    Parameters
    ----------
    readings : Readings
        From `analysis.advice.readings.read`.
    everything : bool
        Whether every line follows the short answer, with interval, n, base, source and grade.

    Returns
    -------
    str
        Some forty lines; some two hundred with everything.
    """
    made = readings.case.made()
    case = _("; ").join(choice_label(*pair) for pair in made.items())
    parts = [
        _wrapped(_(CASE).format(case=case)),
        _section(1, "people", people_headline(readings), readings.brief("people")),
        _section(2, "recruiters", recruiters_headline(readings), readings.brief("recruiters")),
        _told_hires(readings.hires),
        "\n".join([_heading("outcomes"), *map(_item, effects(readings))]),
        _wrapped(own_count(readings)),
    ]
    if everything:
        parts += [_("Every line").upper(), *_every_line(readings)]
    return "\n\n".join(parts)


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    """Break a text into lines, never within a word."""
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _item(text: str) -> str:
    return _wrapped(text, "   - ", "     ")


def _heading(section: str, number: int | None = None) -> str:
    return f"{number}. {_(QUESTIONS[section])}" if number else _(QUESTIONS[section])


def _section(number: int, section: Section, headline: str, answers: list[Answer]) -> str:
    head = _wrapped(f"{_heading(section, number)} {headline}", rest="   ")
    return "\n".join([head, *(_item(sentence(answer)) for answer in answers)])


def _told_hires(hires: Iterable[Hires]) -> str:
    head = f"{_heading('hires', 3)} {_('Of 100 hires:')}"
    return "\n".join([head, *(_item(hires_sentence(one)) for one in hires)])


def _every_line(readings: Readings) -> list[str]:
    lines = [_paragraph(answer) for answer in readings.answers]
    return lines + [_hires_paragraph(hires) for hires in readings.hires]


def _paragraph(answer: Answer) -> str:
    if not answer.found:
        line = answer.line
        words = {"measured": _(line.measured), "place": _(line.place), "year": _(line.year)}
        measured = _("{measured}, {place}, {year}").format(**words)
        return _wrapped(i18n.pair(measured, _(WORDS["not known"])), rest="  ")
    row = row_words(answer)
    texts = [
        _("{measured}: {figure}"),
        _("answer: {word}; everyone else: {others}; difference: {difference}"),
        _("about: {about}"),
        _("base: {base}; n: {n}"),
        _("source: {source} (grade {grade})"),
    ]
    first, *rest = (text.format(**row) for text in texts)
    return "\n".join([_wrapped(first, rest="  "), *(_wrapped(x, "  ", "    ") for x in rest)])


def _hires_paragraph(hires: Hires) -> str:
    base = bases.in_words(next(iter(hires.figures().values()))["base"])  # one for a whole list
    rest = _wrapped(_("base: {base}").format(base=base), "  ", "    ")
    return "\n".join([_wrapped(hires_sentence(hires), rest="  "), rest])
