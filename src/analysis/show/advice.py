"""The page of one's case: the readings and their evidence in tables, and a form that picks rows.

The form is only described here, in the metadata of an output; the page's template makes it. A row
bears the choices that it answers as classes, in the syntax of the page's links:
``diploma=bachelor&age=30-49``. Lines of evidence are marked, and those about one's own group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import pandas as pd
from IPython.display import display
from markupsafe import Markup

from analysis.advice.choices import CHOICES, Case
from analysis.advice.closest import Section
from analysis.advice.hires import Hires, all_hires, hires_for
from analysis.advice.readings import every_answer, read
from analysis.advice.telling import (
    CASE,
    NONE,
    OWN,
    QUESTIONS,
    channel_words,
    hires_where,
    in_words,
    recruiters_headline,
)
from analysis.show.origins import short_title
from analysis.show.prose import table
from analysis.words import outputs
from analysis.words.choices import CHOICE_NAMES, choice_label, option_label
from analysis.words.i18n import _

Cases = Iterable[Mapping[str, str]]


def chooser() -> None:
    """Show the form: one list for each choice, and what to tell once choices are made."""
    choices = [
        outputs.Choice(
            name=name,
            label=_(CHOICE_NAMES[name]),
            options=[("", _("Any"), ""), *(_option(name, code) for code in codes)],
        )
        for name, codes in CHOICES.items()
    ]
    form = outputs.Chooser(
        title=_("Show what is known of people like you"), choices=choices, case=_(CASE), own=_(OWN)
    )
    text = _("The page made from this notebook has a form here, which shows the rows of one case.")
    display({"text/markdown": text}, metadata=outputs.metadata(form), raw=True)


def _option(choice: str, code: str) -> tuple[str, str, str]:
    return code, option_label(choice, code), choice_label(choice, code)


def evidence_table(section: Section) -> None:
    """Show every line of a section of the evidence, whoever asks: a row for each group."""
    rows = every_answer()
    rows = rows[rows["section"] == section]
    words = in_words(rows)
    grounds = [_ground(row) for row in words.assign(id=rows["source"]).to_dict("records")]
    shown: dict[str, Sequence[object]] = {
        _("Answer"): [*words["said"]],
        _("What it rests on"): grounds,
    }
    caption = _("{question} Every line of evidence").format(question=_(QUESTIONS[section]))
    classes = [
        _classes(cases, "evidence own" if own else "evidence")
        for cases, own in zip(rows["cases"], rows["own"], strict=True)
    ]
    _show(shown, rows["cases"], caption, classes)


def _ground(words: Mapping[Any, str]) -> Markup:
    """Write what an answer rests on: what was measured, of whom, by which source."""
    if words["about"] == NONE:
        text = _("{measured}. {cited}")
    elif words["n"] == NONE:
        text = _("{measured}. Group: {about}. {cited}")
    else:
        text = _("{measured}. Group: {about}; n = {n}. {cited}")
    told = {str(name): words[name] for name in words}
    return Markup(text).format(**told, cited=_cited(words["id"], words["grade"]))


def recruiters_table() -> None:
    """Show how much recruiters use networks, in a sentence for each trade and sector."""
    trades, sectors = CHOICES["occupation"], CHOICES["sector"]
    said = {
        trade: {
            sector: recruiters_headline(read(Case(occupation=trade, sector=sector)))
            for sector in sectors
        }
        for trade in trades
    }
    rows = [
        (told[found[0]], tuple(product(alike, found)))
        for alike in _alike(said)
        for told in [said[alike[0]]]
        for found in _alike(told)
    ]
    cases = [
        tuple({"occupation": trade, "sector": sector} for trade, sector in pairs)
        for _answer, pairs in rows
    ]
    shown = {_("Answer"): [answer for answer, _pairs in rows]}
    _show(shown, cases, _(QUESTIONS["recruiters"]), list(map(_classes, cases)))


def _alike(said: Mapping[str, object]) -> list[tuple[str, ...]]:
    """Put together the codes of which the same is said, in their order."""
    words = [*said.values()]
    return [
        tuple(code for code in said if said[code] == one)
        for place, one in enumerate(words)
        if one not in words[:place]
    ]


def hires_table() -> None:
    """Show what led to a hundred hires, in each source that asks how a job was found."""
    text = Markup(_("{where}. {cited}"))
    grounds = [
        text.format(where=hires_where(one), cited=_cited(one.source, one.grade))
        for one in all_hires()
    ]
    shown: dict[str, Sequence[object]] = {
        _("Of 100 hires"): list(map(channel_words, all_hires())),
        _("What it rests on"): grounds,
    }
    cases = list(map(_cases_of, all_hires()))
    _show(shown, cases, _(QUESTIONS["hires"]), list(map(_classes, cases)))


def _cases_of(hires: Hires) -> tuple[dict[str, str], ...]:
    """List the choices to which a list speaks, those left out of which another one is closer."""
    closer = [one.only for one in all_hires() if one.name in hires.unless]
    names = [*dict.fromkeys(name for only in (hires.only, *closer) for name in only)]
    cases = (
        dict(zip(names, codes, strict=True))
        for codes in product(*(hires.only.get(name, CHOICES[name]) for name in names))
    )
    return tuple(case for case in cases if hires in hires_for(case))


def _show(
    columns: Mapping[str, Sequence[object]],
    cases: Iterable[Cases],
    caption: str,
    classes: list[str],
) -> None:
    whom = pd.Index(list(map(_whom, cases)), name=_("For whom"))
    table(pd.DataFrame(columns, whom, dtype=object), caption=caption, classes=classes)


def _cited(source: str, grade: str) -> Markup:
    return Markup(_("{source} ({grade})")).format(source=short_title(source), grade=grade)


def _whom(cases: Cases) -> str:
    """Write whom a row answers: the codes of each choice, or everybody."""
    told: dict[str, dict[str, None]] = {}
    for case in cases:
        for choice, code in case.items():
            told.setdefault(choice, {})[code] = None
    names = [
        _names(choice, codes) for choice, codes in told.items() if len(codes) < len(CHOICES[choice])
    ]
    return _("; ").join(names) or _("Everybody")


def _names(choice: str, codes: Mapping[str, None]) -> str:
    """Name the codes of a choice, or the few that are not among them."""
    rest = [code for code in CHOICES[choice] if code not in codes]
    if len(rest) < len(codes) - 1:
        return _("all but {names}").format(names=_names(choice, dict.fromkeys(rest)))
    return _(", ").join(choice_label(choice, code) for code in codes)


def _classes(cases: Cases, more: str = "") -> str:
    links = ["&".join(f"{choice}={code}" for choice, code in case.items()) for case in cases]
    return " ".join(filter(None, ["line", more, *links]))
