"""Verdicts under other rules, in tables and sentences for readers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.words import i18n
from analysis.words.i18n import N_, _
from analysis.words.verdicts import VERDICTS

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

HEADS = {
    "unadjusted": N_("Tests raw"),
    "holm": N_("Holm's steps"),
    "all_holm": N_("All by Holm"),
    "second_hand": N_("Relayed counts"),
    "proxies": N_("Proxies count"),
    "easier": N_("Easier"),
    "harder": N_("Harder"),
    "first": N_("First edition"),
}
"""The same in a word or two, for the head of a column."""


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
    columns = {_("The rule"): found["rule"].map(lambda name: _(VERDICTS[name]))}
    for rule, head in HEADS.items():
        same = found[rule] == found["rule"]
        columns[_(head)] = found[rule].map(lambda name: _(VERDICTS[name])).mask(same, "=")
    left_out = [_kept(row) for _claim, row in found.iterrows()]
    columns[_("Sources")] = pd.Series(left_out, index=found.index)
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
        text = _("another if a single source were left out ({n} of {all})")
        out = row["all_sources"] - row["sources"]
        others.append(text.format(n=i18n.number(out), all=i18n.number(row["all_sources"])))
    apart = _("; ").join(others)
    told = [_("The verdict would be {others}.").format(others=apart)] if others else []
    told += [_("It rests on a single source.")] if row["all_sources"] == 1 else []
    return " ".join(told)
