"""The page of one's case: all the evidence in tables, and a form that shows the rows of a case.

The form is only described here, in the metadata of an output; the page's template makes it. A row
bears the choices that it answers as classes, in the syntax of the page's links:
``diploma=bachelor&age=30-49``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from IPython.display import display
from markupsafe import Markup

from analysis.advice.closest import CHOICES, NOTHING, choice_label
from analysis.advice.dosage import all_cases, limit
from analysis.advice.telling import DOSAGE, DOSAGES, MEANING, in_words, rule
from analysis.show.cards import short_title
from analysis.show.prose import table
from analysis.words import outputs
from analysis.words.i18n import _
from analysis.words.labels import N_

POINT: dict[float, str] = {1: "up", -1: "down"}
CHOICE_NAMES = {
    "diploma": N_("Diploma"),
    "occupation": N_("Occupation"),
    "sector": N_("Sector"),
    "age": N_("Age"),
}


def chooser() -> None:
    """Show the form: one list for each choice, and what to tell once choices are made."""
    choices = [
        outputs.Choice(
            name=name,
            label=_(CHOICE_NAMES[name]),
            options=[("", _("Any")), *((code, choice_label(name, code)) for code in codes)],
        )
        for name, codes in CHOICES.items()
    ]
    form = outputs.Chooser(
        title=_("Show the evidence on people like you"),
        choices=choices,
        count=_("Rows shown: {shown} of {all}."),
        dosage=_(DOSAGE),
        dosages=[_(words) for words in DOSAGES.values()],
        limit=limit(),
    )
    text = _("The page made from this notebook has a form here, which shows the rows of one case.")
    display({"text/markdown": text}, metadata=outputs.metadata(form), raw=True)


def evidence_tables(section: str) -> None:
    """Show every line of a section of the evidence, whoever asks: a table each."""
    rows = all_cases()
    for _line, groups in rows[rows["section"] == section].groupby("line", sort=False):
        _line_table(groups)


def _line_table(groups: pd.DataFrame) -> None:
    words = in_words(groups)
    columns = {
        _("Group it is about"): words["about"],
        _("Figure"): words["figure"],
        _("95% interval"): words["interval"],
        _("People asked (n)"): words["n"],
        _("Points"): words["points"],
    }
    whom = pd.Index(list(map(_whom, groups["cases"], groups["note"])), name=_("For whom"))
    shown = pd.DataFrame({name: list(cells) for name, cells in columns.items()}, index=whom)
    classes = list(map(_classes, groups["cases"], groups["points"]))
    table(shown, caption=_caption(words.iloc[0], groups.iloc[0]), classes=classes)


def _caption(words: pd.Series[str], row: pd.Series[Any]) -> Markup:
    """Write what a table is about; everybody's figure only where groups are compared with it."""
    text = _("{measured}. Evidence of grade {grade}: {source}")
    if row["cases"] != ({},) and pd.notna(row["everybody"]):
        text = _("{measured}. Everybody: {everybody}. Evidence of grade {grade}: {source}")
    texts = {str(name): words[name] for name in words.index}
    return Markup(text).format(**{**texts, "source": short_title(row["source"])})


def _whom(cases: Iterable[Mapping[str, str]], note: str) -> str:
    if note == NOTHING:
        return _("All others")
    told: dict[str, dict[str, None]] = {}
    for case in cases:
        for choice, code in case.items():
            told.setdefault(choice, {})[choice_label(choice, code)] = None
    return _("; ").join(_(" or ").join(words) for words in told.values()) or _("Everybody")


def _classes(cases: Iterable[Mapping[str, str]], points: float) -> str:
    links = ["&".join(f"{choice}={code}" for choice, code in case.items()) for case in cases]
    return " ".join(filter(None, ["line", POINT.get(points, ""), *links]))


def rule_card() -> None:
    """Show the rule of the dosage, and what the dosage does not say."""
    display({"text/markdown": f"> {rule()}\n>\n> {_(MEANING)}"}, raw=True)
