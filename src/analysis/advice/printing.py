"""The readings of one person as plain text, for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from analysis.advice.closest import Section
from analysis.advice.effects import effects
from analysis.advice.hires import Hires, ranking_ways, telling_networks
from analysis.advice.readings import Answer, Readings, row_of, span
from analysis.advice.sentences import (
    HEADINGS,
    OTHERWISE,
    SECTION_LIMITS,
    but,
    hires_limit,
    limit,
    networks_limit,
    networks_said,
    own_count,
    said,
    unknown,
)
from analysis.advice.telling import (
    CASE,
    QUESTIONS,
    WORDS,
    hires_sentence,
    people_headline,
    recruiters_headline,
    row_words,
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
        Some sixty lines; some two hundred with everything.
    """
    made = readings.case.made()
    case = _("; ").join(choice_label(*pair) for pair in made.items())
    parts = [
        _wrapped(_(CASE).format(case=case)),
        "\n".join(_people(readings)),
        "\n".join(_recruiters(readings)),
        "\n".join(_hires(readings)),
        _listed("own", [own_count(readings) or _(WORDS["not known"])]),
        _listed("unknown", unknown(readings.case)),
        _listed("ways", [*map(_ways, ranking_ways(readings.hires)), _(SECTION_LIMITS["hires"])]),
        _listed("effects", effects()),
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


def _question(number: int, section: str) -> str:
    return f"{number}. {_(QUESTIONS[section])}"


def _listed(heading: str, texts: Iterable[str]) -> str:
    return "\n".join([_(HEADINGS[heading]), *map(_item, texts)])


def _limit_of(section: str) -> str:
    return _item(_(SECTION_LIMITS[section]))


def _people(readings: Readings) -> list[str]:
    """Write whether people like one use networks: the word of each line, and the one that leads."""
    head = f"{_question(1, 'people')} {people_headline(readings)}"
    return [_wrapped(head, rest="   "), *_leading(readings, "people"), _limit_of("people")]


def _leading(readings: Readings, section: Section) -> list[str]:
    """Write the line that leads a section, then those that say otherwise."""
    first = readings.first(section)
    if first is None:
        return []
    others = [
        _wrapped(but(row_of(one)), "     - ", "       ") for one in readings.otherwise(section)
    ]
    return [_item(_told(first)), *([_item(_(OTHERWISE))] if others else []), *others]


def _told(answer: Answer) -> str:
    row = row_of(answer)
    word = (
        "" if answer.line.section == "people" else f"{_(WORDS[answer.word])}. "
    )  # in the headline
    return f"{word}{said(row)} {limit(row)}"


def _recruiters(readings: Readings) -> list[str]:
    """Write how much recruiters use networks: the two ends of what the sources say."""
    found = span(readings.brief("recruiters"))
    head = f"{_question(2, 'recruiters')} {recruiters_headline(readings)}"
    ends = dict.fromkeys(_item(_told(one)) for one in found or ())
    return [_wrapped(head, rest="   "), *ends, _limit_of("recruiters")]


def _hires(readings: Readings) -> list[str]:
    """Write where networks stand among what led to hires, and whom a post helped."""
    networks = telling_networks(readings.hires)[0]
    text = f"{networks_said(networks)} {networks_limit(networks)}"
    return [_question(3, "hires"), _item(text), *_leading(readings, "outcomes")]


def _ways(hires: Hires) -> str:
    return f"{hires_sentence(hires)} {hires_limit(hires)}"


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
