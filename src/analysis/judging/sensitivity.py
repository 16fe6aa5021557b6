"""Would the verdicts be others under another rule? One change of the rule at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import paths
from analysis.judging.verdicts import LEVEL, STRONG, gather, settle
from analysis.sources.catalogue import source

TENTH = 0.1
"""By how much thresholds are moved; those of no difference at all stay where they are."""

SECOND_HAND = ["relayed", "chart"]


def sensitivity(folder: Path = paths.VALUES) -> pd.DataFrame:
    """Judge every claim again under other rules.

    Parameters
    ----------
    folder : Path
        Where the values that the notebooks saved are.

    Returns
    -------
    DataFrame
        Indexed by claim, in the article's order. The verdict under: ``rule``, the study's;
        ``unadjusted``, tests not adjusted for their number; ``holm``, adjusted by all of Holm's
        steps; ``all_holm``, in addition every item with a test unclear unless it stands so;
        ``second_hand``, figures relayed or read off a chart counted as read in their source;
        ``proxies``, proxies let in; ``easier`` and ``harder``, thresholds moved by a tenth;
        ``first``, the rule of the first edition. ``sources``: how many sources can be left out
        without changing the verdict, of ``all_sources``.
    """
    table = gather(folder)
    found = {name: _verdicts(change(table)) for name, change in CHANGES.items()}
    found["easier"] = _verdicts(gather(folder, easier=TENTH))
    found["harder"] = _verdicts(gather(folder, easier=-TENTH))
    found["first"] = table.groupby("claim", sort=False).apply(first_rule)
    return pd.DataFrame(found).join(_without_each_source(table, found["rule"]))


def _verdicts(table: pd.DataFrame) -> pd.Series[str]:
    return settle(table).drop_duplicates("claim").set_index("claim")["verdict"]


def _all_holm(table: pd.DataFrame) -> pd.DataFrame:
    fails = table["p_holm"] >= LEVEL
    return table.assign(p_adjusted=table["p_holm"], status=table["status"].mask(fails, "unclear"))


def _second_hand(table: pd.DataFrame) -> pd.DataFrame:
    those = table["reached"].isin(SECOND_HAND)
    return table.assign(
        grade=table["grade"].mask(those, table.loc[those, "source"].map(lambda x: source(x).grade))
    )


CHANGES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "rule": lambda table: table,
    "unadjusted": lambda table: table.assign(p_adjusted=table["p"]),
    "holm": lambda table: table.assign(p_adjusted=table["p_holm"]),
    "all_holm": _all_holm,
    "second_hand": _second_hand,
    "proxies": lambda table: table.assign(
        proxy=table["proxy"].where(table["proxy"].isna(), ""), p_adjusted=_adjusted(table)
    ),
}


def _adjusted(table: pd.DataFrame) -> pd.Series[float]:
    return (table["p"] * table["p"].notna().sum()).clip(upper=1)


def _without_each_source(table: pd.DataFrame, rule: pd.Series[str]) -> pd.DataFrame:
    rows = {}
    for claim, items in table.groupby("claim", sort=False):
        heard = items[(items["proxy"] == "")]
        kept = [_verdicts(_silence(items, voice))[claim] for voice in heard["voice"].unique()]
        rows[claim] = {"sources": kept.count(rule[claim]), "all_sources": len(kept)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("claim")


def _silence(items: pd.DataFrame, voice: str) -> pd.DataFrame:
    """Take a source out of a claim; a part that it alone measured is then measured by none."""
    out = items["voice"] == voice
    return items.assign(item=items["item"].mask(out), proxy=items["proxy"].mask(out))


def first_rule(items: pd.DataFrame) -> str:
    """Combine the items of a claim by the rule of the first edition.

    It knew no parts, proxies nor bounds, took a number without interval at its word, and called
    mixed whatever had something against it and not all.
    """
    mine = items.dropna(subset="item")
    if mine.empty:
        return "not testable"
    strong = mine[mine["grade"].isin(STRONG)]
    speaking = strong if len(strong) else mine[mine["grade"] == "C"]
    said = set(speaking["status"].where(speaking["low"].notna(), _at_its_word(speaking)))
    if "against" in said:
        return "contradicted" if said == {"against"} else "mixed"
    if "for" not in said:
        return "unsettled"
    sure = (speaking["low"].notna() & speaking["grade"].isin(["A", "A-"])).any()
    official = speaking.loc[speaking["grade"].isin(STRONG), "source"].nunique()
    whole = items["item"].notna().all() and said == {"for"} and (sure or official > 1)
    return "supported" if whole else "supported with limits"


def _at_its_word(items: pd.DataFrame) -> pd.Series[str]:
    above = items["estimate"] > items["threshold"]
    said = np.where(above == (items["side"] == "above"), "for", "against")
    unclear = items["estimate"].eq(items["threshold"]) | items["flags"].map(bool)
    return pd.Series(said, index=items.index).mask(unclear, "unclear")
