"""Would the verdicts be others under another rule? One change of the rule at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import files, paths
from analysis.errors import StudyError
from analysis.judging.verdicts import LEVEL, STRONG, number_of_tests, settle
from analysis.sources.catalogue import source
from analysis.words import i18n

TENTH = 0.1
"""By how much thresholds are moved; those of no difference at all stay where they are."""

SECOND_HAND = ["relayed", "chart"]


def sensitivity(judged: Callable[[float], pd.DataFrame]) -> pd.DataFrame:
    """Judge claims again under other rules.

    Parameters
    ----------
    judged : callable
        Gives the items of the claims, as `analysis.judging.verdicts.gather` does, for thresholds
        moved to the claims' advantage by so much.

    Returns
    -------
    DataFrame
        Indexed by claim. The verdict under: ``rule``, the study's; ``unadjusted``, tests not
        adjusted for their number; ``holm``, adjusted by all of Holm's steps; ``all_holm``, in
        addition every item with a test unclear unless it stands so; ``second_hand``, figures
        relayed or read off a chart counted as read in their source; ``proxies``, proxies let in;
        ``easier`` and ``harder``, thresholds moved by a tenth; ``first``, the rule of the first
        edition. ``sources``: how many sources can be left out without changing the verdict, of
        ``all_sources``. Without Holm's steps, which take all claims, the two columns lack.

    Examples
    --------
    >>> from analysis.judging.verdicts import gather
    >>> sensitivity(lambda easier: gather(easier=easier)).loc["C5", "proxies"]
    'not testable'
    """
    table = judged(0)
    those = [name for name in CHANGES if table["p_holm"].notna().any() or "holm" not in name]
    found = {name: _verdicts(CHANGES[name](table)) for name in those}
    found["easier"] = _verdicts(judged(TENTH))
    found["harder"] = _verdicts(judged(-TENTH))
    found["first"] = pd.Series(
        {claim: first_rule(items) for claim, items in table.groupby("claim", sort=False)}
    )
    without = _without_each_source(table, found["rule"])
    return pd.DataFrame(found).join(without).rename_axis("claim")


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
        proxy=table["proxy"].where(table["proxy"].isna(), ""),
        p_adjusted=(table["p"] * number_of_tests(proxies=True)).clip(upper=1),
    ),
}


def _without_each_source(table: pd.DataFrame, rule: pd.Series[str]) -> pd.DataFrame:
    rows = {}
    for claim, items in table.groupby("claim", sort=False):
        voices = items.loc[items["proxy"] == "", "voice"].unique()
        kept = [_verdicts(_silence(items, voice))[claim] for voice in voices]
        rows[claim] = {"sources": kept.count(rule[claim]), "all_sources": len(kept)}
    return pd.DataFrame.from_dict(rows, orient="index")


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


def write_sensitivity(table: pd.DataFrame, path: Path = paths.SENSITIVITY) -> None:
    """Write the verdicts under other rules."""
    files.write_table(path, table.reset_index())


def read_sensitivity(path: Path | None = None) -> pd.DataFrame:
    """Read the verdicts under other rules back.

    Parameters
    ----------
    path : Path, optional
        ``data/processed/sensitivity.csv`` when left out; in a build, those it has just found.
    """
    path = path or (paths.STAGED_SENSITIVITY if i18n.in_build() else paths.SENSITIVITY)
    if not path.is_file():
        raise StudyError(
            "The verdicts under other rules are not there.",
            hint="run `study build`, which makes them",
        )
    return files.read_table(path, "run `study build`, which makes it again", index_col="claim")
