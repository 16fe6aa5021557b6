"""Would the verdicts be others under another rule? One change of the rule at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import files, paths
from analysis.errors import StudyError
from analysis.judging.rule import (
    LEVEL,
    STRONG,
    Said,
    said,
    verdicts_of_claims,
    verdicts_of_parts,
)
from analysis.judging.verdicts import number_of_tests
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
    tables = {name: CHANGES[name](table) for name in those}
    tables |= {"easier": judged(TENTH), "harder": judged(-TENTH)}
    found = {name: _verdicts(said(changed)) for name, changed in tables.items()}
    found["first"] = {
        str(claim): first_rule(items) for claim, items in table.groupby("claim", sort=False)
    }
    without = _without_each_source(said(table), found["rule"])
    return pd.DataFrame(found, index=[*found["rule"]]).join(without).rename_axis("claim")


def _verdicts(rows: Iterable[Said]) -> dict[str, str]:
    return verdicts_of_claims(verdicts_of_parts(rows))


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


def _without_each_source(rows: Sequence[Said], rule: Mapping[str, str]) -> pd.DataFrame:
    """Count the sources without which a verdict stays; what only one measured, none then does."""
    counted = {}
    for claim, verdict in rule.items():
        mine = [row for row in rows if row.claim == claim]
        voices = {row.voice for row in mine if row.is_item and not row.proxy}
        found = [
            _verdicts(row._replace(is_item=row.is_item and row.voice != voice) for row in mine)
            for voice in voices
        ]
        same = sum(without[claim] == verdict for without in found)
        counted[claim] = {"sources": same, "all_sources": len(voices)}
    return pd.DataFrame.from_dict(counted, orient="index")


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
