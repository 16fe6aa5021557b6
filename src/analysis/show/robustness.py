"""What specification curves say, in tables for readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.inference.specifications import Row
from analysis.judging.robustness import multiplies, options, pull
from analysis.words import i18n
from analysis.words.i18n import _
from analysis.words.labels import label

Words = Mapping[str, Mapping[str, str]]


def options_table(
    curves: Mapping[str, pd.DataFrame], choices: Sequence[str], words: Words, *, header: str
) -> pd.DataFrame:
    """Write what the specifications of a claim say, option by option, for readers.

    Parameters
    ----------
    curves : mapping
        Code of each estimand -> its curve, as given by `analysis.judging.robustness.judge`.
    choices : sequence of str
        Choices that at least one of the curves has.
    words : mapping
        Words of the ``estimands``, of the ``choices``, and of those ``options`` that are no
        variables.
    header : str
        Head of the first column.

    Returns
    -------
    DataFrame
        Text, for `analysis.show.prose.table`: how many are for the claim, of how many, the median.
    """
    columns = {}
    for name, curve in curves.items():
        mine = [choice for choice in choices if choice in curve]
        unit = str(curve["unit"].iloc[0])
        columns[words["estimands"][name]] = options(curve, mine).apply(_option, axis=1, unit=unit)
    table = pd.concat(columns, axis=1, sort=False)
    order = sorted(table.index, key=lambda place: choices.index(place[0]))
    names = [
        i18n.pair(words["choices"][choice], words["options"].get(option) or label(option))
        for choice, option in order
    ]
    return table.loc[order].fillna("–").set_axis(pd.Index(names, name=header))


def _option(row: Row, unit: str) -> str:
    return _("{agree} of {all} (median {median})").format(
        agree=i18n.number(row["for"]),
        all=i18n.number(row["specifications"]),
        median=i18n.quantity(row["median"], unit, more=int(unit == "points")),
    )


def pull_table(
    curves: Mapping[str, pd.DataFrame], choices: Sequence[str], words: Words, *, header: str
) -> pd.DataFrame:
    """Write how far each choice alone moves the estimates of a claim, for readers.

    Parameters
    ----------
    curves, choices, words, header
        As for `options_table`.

    Returns
    -------
    DataFrame
        Text, for `analysis.show.prose.table`.
    """
    columns = {
        words["estimands"][name]: pull(
            curve, [choice for choice in choices if choice in curve]
        ).map(lambda gap, curve=curve: _gap(gap, curve))
        for name, curve in curves.items()
    }
    table = pd.DataFrame(columns).reindex([*choices]).dropna(how="all").fillna("–")
    return table.rename(index=words["choices"]).rename_axis(header)


def _gap(gap: float, curve: pd.DataFrame) -> str:
    if multiplies(curve):
        return _("multiplied by {ratio}").format(ratio=i18n.number(gap, 2))
    return i18n.points(i18n.number(100 * gap, 1), 100 * gap, digits=1)
