"""The words in which people read what is known of their case: headlines, sentences, rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isnan
from typing import Any

import pandas as pd

from analysis.advice.groups import VIEWS, Group
from analysis.advice.hires import Hires, SurveyedHires
from analysis.advice.naming import choice_name, line_place
from analysis.advice.readings import Answer, Readings, Standing, Use, rank, row_of, span
from analysis.inference.flags import REASONS, in_order
from analysis.sources.catalogue import source
from analysis.words import bases, i18n
from analysis.words.choices import choice_label
from analysis.words.groups import GROUPS, group_label
from analysis.words.i18n import N_, _
from analysis.words.labels import label
from analysis.words.printed import BOUNDS, channel_label, printed

QUESTIONS: dict[str, str] = {
    "people": N_("Do people like you use networks?"),
    "recruiters": N_("Do recruiters in your trade and sector use networks?"),
    "hires": N_("What led to the job?"),
    "outcomes": N_("What came of it, and what is known of effects?"),
}
WORDS: dict[Standing | Use, str] = {
    "fewer": N_("Fewer"),
    "about as many": N_("No clear difference"),
    "more": N_("More"),
    "hardly": N_("Hardly"),
    "a little": N_("A little"),
    "often": N_("Often"),
    "mostly": N_("Mostly"),
    "not known": N_("Not known"),
}
"""Word of a reading -> its words, at the head of a sentence."""

NOT_GRADUATES = N_("No diploma of higher education")
OTHERS = {
    "tertiary": NOT_GRADUATES,
    "knowledge_occupation": N_("Other than managers, professionals and technicians"),
    "professional_or_manager": N_("Other than managers and professionals"),
    "management_or_professional": N_("Other than management, business, science and arts"),
}
"""Question answered by yes or no -> the words for whoever says no."""

CASE = N_("Your case: {case}")
HEADLINES: dict[Standing | Use, str] = {
    "fewer": N_("Fewer than others."),
    "about as many": N_("No clear difference from others."),
    "more": N_("More than others."),
}
SEVERAL = N_("{word}: {lines}.")
UNKNOWN = {
    "occupation": N_("Not known for your trade."),
    "sector": N_("Not known for your sector."),
}
UNSAID = {"occupation": N_("No trade was given."), "sector": N_("No sector was given.")}
NONE = "–"
SMALL = 0.10
"""Shares of surveys below it are written with a decimal."""


def percent(share: float, *, near: float = 1.0) -> str:
    """Write a share of a survey: with a decimal where the share `near` which it stands is small.

    Examples
    --------
    >>> percent(0.621), percent(0.061, near=0.027)
    ('62%', '6.1%')
    """
    return i18n.percent(share, int(min(share, near) < SMALL))


def in_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Write lines of evidence for readers, in the language of the run.

    Parameters
    ----------
    rows : DataFrame
        Rows of `analysis.advice.readings.every_answer`.

    Returns
    -------
    DataFrame
        Text: ``said``, what the line says with its figures, and its parts: ``word, measured, about,
        figure, others, difference, n, base, source, grade``.
    """
    return pd.DataFrame(map(_words, rows.to_dict("records")), index=rows.index)


def _words(row: Mapping[Any, Any]) -> dict[str, str]:
    words = _parts(row)
    if isnan(row["estimate"]):
        text = "{word}"
    elif row["section"] == "recruiters":
        text = _("{word}: {figure}")
    elif words["difference"] != NONE:
        text = _("{word}: {figure} against {others} of everyone else, {difference}")
    elif words["others"] != NONE:
        text = _("{word}: {figure} against {others}; no sampling error is known")
    else:
        text = _("{figure}; nobody to be compared with")
    return {"said": text.format(**words), **words}


def _parts(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        "word": _(WORDS[row["word"]]),
        "measured": _("{measured}, {place}, {year}").format(**_translated(row)),
        "about": about(row),
        "figure": _figure(row),
        "others": _others(row),
        "difference": difference_words(row) or NONE,
        "n": NONE if isnan(row["n"]) else i18n.number(row["n"]),
        "base": bases.in_words(row["base"]) or NONE,
        "source": source_name(row["source"]),
        "grade": row["grade"],
    }


def source_name(name: str) -> str:
    """Return the short name of a source, in the language of the run.

    Examples
    --------
    >>> source_name("pew_2015")
    'Pew 2015'
    """
    about = source(name)
    return _(about.short or about.title)


def _translated(row: Mapping[Any, Any]) -> dict[str, str]:
    return {name: _(row[name]) for name in ("measured", "place", "year")}


def _figure(row: Mapping[Any, Any]) -> str:
    """Write a share, with its interval; a printed one as it was printed."""
    if isnan(row["estimate"]):
        return NONE
    if isnan(row["se"]):
        number = printed(row["estimate"], row["bound"])
        return number if isnan(row["low"]) else f"{number} ({ends(row, 1.0)})"
    return f"{percent(row['estimate'])} ({ends(row, row['estimate'])})"


def _others(row: Mapping[Any, Any]) -> str:
    """Write the share of everyone else; where it is printed, that of all, the group among them."""
    if isnan(row["others"]):
        return NONE
    if isnan(row["se"]):
        return _("{share} of all").format(share=i18n.percent(row["others"]))
    return percent(row["others"])


def ends(row: Mapping[Any, Any], near: float) -> str:
    """Write the interval of a share near which it stands.

    Examples
    --------
    >>> ends({"low": 0.021, "high": 0.034}, near=0.027)
    '2.1% to 3.4%'
    """
    words = {end: percent(row[end], near=near) for end in ("low", "high")}
    return _("{low} to {high}").format(**words)


def difference_words(row: Mapping[Any, Any]) -> str:
    """Write a difference in points with its interval; "" where no error of it is known.

    Parameters
    ----------
    row : mapping
        ``difference, difference_low, difference_high``, shares.

    Examples
    --------
    >>> difference_words({"difference": 0.07, "difference_low": 0.027, "difference_high": 0.113})
    '+7.0 points (2.7 to 11.3)'
    """
    if isnan(row["difference_low"]):
        return ""
    low, high = (i18n.number(100 * row[f"difference_{end}"], 1) for end in ("low", "high"))
    points = i18n.points(signed(row["difference"]), 100 * row["difference"], digits=1)
    return _("{number} ({low} to {high})").format(number=points, low=low, high=high)


def signed(difference: float) -> str:
    """Write a difference of shares in points, with its sign.

    Examples
    --------
    >>> signed(0.347), signed(-0.06)
    ('+34.7', '−6.0')
    """
    return ("+" if difference > 0 else "") + i18n.number(100 * difference, 1)


def about(row: Mapping[Any, Any]) -> str:
    """Write whom a line is about, and how that group differs from the person's own.

    Parameters
    ----------
    row : mapping
        ``group, note, passed``, as of `analysis.advice.closest.Found`.
    """
    if not row["group"]:
        return NONE
    words = _("; ").join(group_words(row["group"]))
    if row["passed"]:
        why = _(", ").join(_(REASONS[reason]) for reason in in_order(row["passed"]))
        note = _("wider than yours; for yours, {why}").format(why=why)
    else:
        note = _(row["note"]) if row["note"] else _("your own group")
    return _("{group} ({note})").format(group=words, note=note)


def group_words(group: Group) -> list[str]:
    """Return the words for each part of a group of people or of firms.

    Examples
    --------
    >>> group_words((("age_group", ("65+",)), ("tertiary", ("no",))))
    ['Aged 65 or more', 'No diploma of higher education']
    """
    parts = dict(group)
    words = []
    if "bachelor_or_more" in parts and parts.pop("tertiary", ("no",)) == ("no",):
        words.append(_(NOT_GRADUATES))
        del parts["bachelor_or_more"]
    elif parts.get("bachelor_or_more") == ("no",):
        words.append(choice_label("diploma", "short"))
        del parts["bachelor_or_more"]
    return words + [_part_words(name, levels) for name, levels in parts.items()]


def _part_words(name: str, levels: tuple[str, ...]) -> str:
    if name in GROUPS:
        return group_label(name, levels[0])
    view = VIEWS[name]
    if levels == ("yes",):
        return label(view.variable)
    if levels == ("no",):
        return _(OTHERS[name])
    if not view.exact:
        return _(", ").join(label(view.variable, level) for level in levels)
    return _(", ").join(choice_label(view.choice, code) for code in view.codes(levels))


def people_headline(readings: Readings) -> str:
    """Write how people like one stand: one word, or each word with the lines that say it."""
    by_word: dict[Standing | Use, dict[str, dict[str, None]]] = {}
    for answer in sorted(readings.brief("people"), key=rank):
        if answer.word in HEADLINES:
            places = by_word.setdefault(answer.word, {})
            names = map(choice_name, answer.line.choices)
            places.setdefault(line_place(row_of(answer)), {}).update(dict.fromkeys(names))
    if not by_word:
        return _("Not known.")
    if len(by_word) == 1:
        return _(HEADLINES[next(iter(by_word))])
    return " ".join(
        _(SEVERAL).format(word=_(WORDS[word]), lines=_("; ").join(map(_placed, found.items())))
        for word, found in by_word.items()
    )


def _placed(found: tuple[str, Iterable[str]]) -> str:
    place, choices = found
    return f"{place} ({_(', ').join(choices)})"


def recruiters_headline(readings: Readings) -> str:
    """Write how much recruiters use networks: the span of the sources, and what is not known."""
    answers = readings.brief("recruiters")
    made, told = readings.case.made(), {choice for one in answers for choice in one.line.choices}
    missing = [
        _(UNKNOWN[choice] if choice in made else UNSAID[choice])
        for choice in UNKNOWN
        if choice not in told
    ]
    return " ".join([*_span(answers), *missing])


def _span(answers: list[Answer]) -> list[str]:
    ends = span(answers)
    if ends is None:
        return []
    low, high = ends
    if low.word == high.word:
        dated = dict.fromkeys(_dated(answer) for answer in answers)
        where = _("; ").join(dated)
        return [_("{word} ({where}).").format(word=_(WORDS[low.word]), where=where)]
    words = {"low": _(WORDS[low.word]).lower(), "high": _(WORDS[high.word]).lower()}
    text = _("From {low} ({low_where}) to {high} ({high_where}).")
    return [text.format(**words, low_where=_dated(low), high_where=_dated(high))]


def _dated(answer: Answer) -> str:
    return _("{place}, {year}").format(place=_(answer.line.place), year=_(answer.line.year))


def row_words(answer: Answer) -> dict[str, str]:
    """Write an answer that holds a figure as a row of `in_words`."""
    return _words(row_of(answer))


def sentence(answer: Answer) -> str:
    """Write what a line says, with the figure it rests on and whom it is about."""
    return _("{said}. {measured}. Group: {about}.").format(**row_words(answer))


def hires_sentence(hires: Hires) -> str:
    """Write what led to a hundred hires, in one source."""
    words = {
        "where": hires_where(hires),
        "channels": channel_words(hires),
        "source": source_name(hires.source),
        "grade": hires.grade,
    }
    return _("{where}: {channels} ({source}, grade {grade}).").format(**words)


def hires_where(hires: Hires) -> str:
    """Write where, when and of whom a list of hires is."""
    words = {name: _(getattr(hires, name)) for name in ("place", "year", "measured")}
    where = _("{place}, {year}, {measured}").format(**words)
    if not isinstance(hires, SurveyedHires):
        return where
    whom = about(vars(hires)) if hires.group else _("everybody, whatever the trade")
    text = _("{where}; group: {about}; n = {n}")
    return text.format(where=where, about=whom, n=i18n.number(hires.n))


def channel_words(hires: Hires) -> str:
    """Write each channel of a list with its number out of a hundred hires."""
    told = _(", ").join(
        _("{channel} {number}").format(
            channel=_uncapitalised(channel_label(channel)), number=hundredths(row.to_dict())
        )
        for channel, row in hires.figures().items()
    )
    if "networks" in hires.channels:
        return told
    return _("{channels}; networks are not told apart").format(channels=told)


def hundredths(row: Mapping[Any, Any]) -> str:
    """Write a share as a number out of a hundred, with its interval where one is known.

    Parameters
    ----------
    row : mapping
        ``estimate, low, high, bound``.

    Examples
    --------
    >>> hundredths({"estimate": 0.58, "low": 0.52, "high": 0.64, "bound": "exact"})
    '58 (52 to 64)'
    """
    number = _(BOUNDS[row["bound"]]).format(number=i18n.number(100 * row["estimate"]))
    if isnan(row["low"]):
        return number
    low, high = (i18n.number(100 * row[end]) for end in ("low", "high"))
    return _("{number} ({low} to {high})").format(number=number, low=low, high=high)


def _uncapitalised(words: str) -> str:
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
