"""The page of one's case: the readings and their evidence in tables, and a form that picks rows.

The form is only described here, in the metadata of an output; the page's template makes it. A row
bears the choices that it answers as classes, in the syntax of the page's links:
``diploma=bachelor&age=30-49``. Lines of evidence are marked, and those about one's own group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from IPython.display import display
from markupsafe import Markup

from analysis.advice.choices import CHOICES
from analysis.advice.closest import Section
from analysis.advice.hires import all_hires, cases_of
from analysis.advice.readings import every_answer
from analysis.advice.telling import (
    CASE,
    NONE,
    QUESTIONS,
    channel_words,
    hires_where,
    in_words,
)
from analysis.show.answers import answers, recruiters_said
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
        title=_("Show what is known of people like you"),
        choices=choices,
        case=_(CASE),
        answers=answers(),
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
    both = [(text, [case for case in cases if len(case) > 1]) for text, cases in recruiters_said()]
    said = {text: cases for text, cases in both if cases}
    shown: dict[str, Sequence[object]] = {_("Answer"): [*said]}
    _show(shown, said.values(), _(QUESTIONS["recruiters"]), list(map(_classes, said.values())))


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
    cases = list(map(cases_of, all_hires()))
    _show(shown, cases, _(QUESTIONS["hires"]), list(map(_classes, cases)))


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
