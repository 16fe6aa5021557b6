"""What specification curves and other rules say, in tables and sentences for readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.inference.specifications import Row
from analysis.judging.robustness import multiplies, options, pull
from analysis.words import i18n
from analysis.words.i18n import _
from analysis.words.labels import N_, label
from analysis.words.verdicts import VERDICTS

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
    return _("{points} points").format(points=i18n.number(100 * gap, 1))


RULES = {
    "unadjusted": N_("if tests were not adjusted for their number"),
    "holm": N_("if tests were adjusted by all of Holm's steps"),
    "all_holm": N_("if every test had to hold once so adjusted"),
    "second_hand": N_("if figures relayed or read off a chart counted as official"),
    "proxies": N_("if figures that are only near the claim counted"),
    "easier": N_("if thresholds were a tenth easier"),
    "harder": N_("if thresholds were a tenth harder"),
    "first": N_("by the rule of the first edition"),
}
"""Column of `analysis.judging.sensitivity.sensitivity` -> the other rule in words."""


def other_rules_table(found: pd.DataFrame) -> pd.DataFrame:
    """Write the verdicts under other rules, one row per claim; the same one is an equals sign.

    Parameters
    ----------
    found : DataFrame
        As given by `analysis.judging.sensitivity.sensitivity`.

    Returns
    -------
    DataFrame
        Text, for `analysis.show.prose.table`.
    """
    columns = {_("under the rule"): found["rule"].map(lambda name: _(VERDICTS[name]))}
    for rule, words in RULES.items():
        same = found[rule] == found["rule"]
        columns[_(words)] = found[rule].map(lambda name: _(VERDICTS[name])).mask(same, "=")
    left_out = [_kept(row) for _claim, row in found.iterrows()]
    columns[_("unchanged without one source")] = pd.Series(left_out, index=found.index)
    return pd.DataFrame(columns).rename_axis(_("Claim"))


def _kept(row: pd.Series[Any]) -> str:
    if not row["all_sources"]:
        return "–"
    return _("{kept} of {all}").format(
        kept=i18n.number(row["sources"]), all=i18n.number(row["all_sources"])
    )


def moved_by(row: pd.Series[Any]) -> str:
    """Write under which other rules the verdict of a claim is another; "" where under none.

    Parameters
    ----------
    row : Series
        One of `analysis.judging.sensitivity.sensitivity`.

    Examples
    --------
    >>> moved_by(pd.Series({"rule": "mixed", "easier": "supported", "all_sources": 0}))
    'The verdict would be supported if thresholds were a tenth easier.'
    """
    others = [
        f"{_(VERDICTS[row[rule]])} {_(words)}"
        for rule, words in RULES.items()
        if rule in row and row[rule] != row["rule"]
    ]
    if row["all_sources"] > 1 and row["sources"] < row["all_sources"]:
        text = _("another without {n} of its {all} sources, taken one at a time")
        out = row["all_sources"] - row["sources"]
        others.append(text.format(n=i18n.number(out), all=i18n.number(row["all_sources"])))
    told = [_("The verdict would be {others}.").format(others="; ".join(others))] if others else []
    told += [_("It rests on a single source.")] if row["all_sources"] == 1 else []
    return " ".join(told)
