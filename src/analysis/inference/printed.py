"""Channels to a job in published figures: how each was used, what it led to."""

from __future__ import annotations

from typing import Any, cast

import pandas as pd

from analysis import paths
from analysis.cleaning.published import GRADES
from analysis.errors import StudyError
from analysis.files import read_table
from analysis.inference.derived import REACHED, Number, derive, numbers
from analysis.words.bases import Base

CODING = paths.PUBLISHED_RAW / "channels.csv"
"""Which published figure counts the uses of a channel, which the hires through it, by its id.

Where a source gives a total and its parts, one of the two is taken: the total of job offers and of
own approaches, but relations apart from networks."""

_SURVEY = ["source", "geo", "period"]
_KEYS = [*_SURVEY, "channel"]
_KEPT = ["estimate", "bound", "base", "number"]


def used_and_led(figures: pd.DataFrame, coding: pd.DataFrame | None = None) -> pd.DataFrame:
    """Set the use of each channel beside the hires it led to.

    Parameters
    ----------
    figures : DataFrame
        As given by `analysis.sources.published.read_published`.
    coding : DataFrame, optional
        ``source, id, step, channel``: whether a figure counts those who "used" the channel or the
        hires that it "led" to. That of ``data/raw/published/channels.csv`` when left out.

    Returns
    -------
    DataFrame
        One row per source, period and channel: ``source, geo, period, channel, used, used_bound,
        used_base, used_number, led, led_bound, led_base, led_number, per_use, per_use_bound,
        per_use_number, grade, reached``. Shares are fractions; a figure that the source lacks is
        missing. Contradictory figures keep a row each. ``per_use`` is hires over uses: where the
        two have different populations it is an index, not a probability, and may exceed 1. Each
        ``_number`` is what `analysis.inference.derived` calculates on with, None where there is
        none; ``grade`` is the weakest of a row's figures, ``reached`` the worst way that one came.

    Raises
    ------
    StudyError
        When a source of `figures` lacks a figure of the coding.

    Examples
    --------
    >>> same = {"source": "insee_job_search_2016", "grade": "B", "geo": "FR", "period": "2015"}
    >>> rows = {"id": ["asked", "hired"], "estimate": [0.5, 0.2], "bound": "exact", "base": None}
    >>> figures = pd.DataFrame(same | rows | {"unit": "share"})
    >>> coding = figures[["source", "id"]].assign(step=["used", "led"], channel="relations")
    >>> used_and_led(figures, coding)[["channel", "used", "led", "per_use", "grade"]]
         channel  used  led  per_use grade
    0  relations   0.5  0.2      0.4     B
    """
    if coding is None:
        coding = read_table(CODING, dtype="str")
    coded = _coded(figures, coding)
    coded = coded.assign(number=cast("pd.Series[Any]", numbers(coded)))
    used, led = (
        coded.loc[coded["step"] == step, [*_KEYS, *_KEPT]].rename(
            columns={name: step if name == "estimate" else f"{step}_{name}" for name in _KEPT}
        )
        for step in ("used", "led")
    )
    both = _with_yields(used.merge(led, on=_KEYS, how="outer"))
    return both.sort_values([*_KEYS, "used"], ignore_index=True)


def _coded(figures: pd.DataFrame, coding: pd.DataFrame) -> pd.DataFrame:
    """Put its step and channel beside each coded figure, sure that none is lost."""
    here = coding[coding["source"].isin(figures["source"])]
    found = here.merge(figures, how="left", on=["source", "id"], indicator=True)
    lost = found[found["_merge"] == "left_only"]
    if len(lost):
        raise StudyError(
            "A figure that counts a channel isn't there.",
            expected="a published figure for each line of channels.csv",
            got="; ".join(lost["source"] + ", " + lost["id"]),
            hint="put the id that the figure has in its transcription into channels.csv",
        )
    return found


def _with_yields(both: pd.DataFrame) -> pd.DataFrame:
    """Divide hires by uses where both are known."""
    pairs = [*zip(both["led_number"], both["used_number"], strict=True)]
    known = [[one for one in pair if isinstance(one, Number)] for pair in pairs]
    yields = [_ratio(*pair) for pair in pairs]
    return both.assign(
        per_use=[float("nan") if found is None else found.value for found in yields],
        per_use_bound=["" if found is None else found.bound for found in yields],
        per_use_number=pd.Series(yields, index=both.index, dtype=object),
        grade=[max((one.grade for one in row), key=GRADES.index) for row in known],
        reached=[max((one.reached for one in row), key=REACHED.index) for row in known],
    )


def _ratio(led: object, used: object) -> Number | None:
    return led / used if isinstance(led, Number) and isinstance(used, Number) else None


def relations_against_best(channels: pd.DataFrame) -> pd.DataFrame:
    """Compare relations with the channel that led to most hires among all others.

    Parameters
    ----------
    channels : DataFrame
        As given by `used_and_led`.

    Returns
    -------
    DataFrame
        One row per source and period that has both: ``geo, period, relations, other,
        other_share`` and what `analysis.inference.derived.derive` says of the ratio of the two
        shares of hires, its range by the printed digits among it. ``other`` is the best other
        channel, the first in alphabetical order when several are equal.
    """
    known = channels.dropna(subset=["led"]).drop_duplicates(_KEYS)
    ours = known[known["channel"] == "relations"].rename(columns={"led": "relations"})
    others = known[known["channel"] != "relations"]
    others = others.sort_values(["led", "channel"], ascending=[False, True])
    others = others.drop_duplicates(_SURVEY)
    others = others.rename(columns={"channel": "other", "led": "other_share"})
    found = ours[[*_SURVEY, "relations", "led_number"]].merge(
        others[[*_SURVEY, "other", "other_share", "led_number"]], on=_SURVEY, suffixes=("", "_best")
    )
    ratio = derive(found["led_number"] / found["led_number_best"])
    return found[["geo", "period", "relations", "other", "other_share"]].join(ratio)


def yields_against(channels: pd.DataFrame, channel: str) -> pd.DataFrame:
    """Compare the hires per use of relations with those of another channel.

    Parameters
    ----------
    channels : DataFrame
        As given by `used_and_led`.
    channel : str
        Code of the other channel.

    Returns
    -------
    DataFrame
        One row per source and period that has both: ``geo, period, per_use, other`` and what
        `analysis.inference.derived.derive` says of the yield of relations over that of the
        channel, its range by the printed digits among it.
    """
    known = channels.dropna(subset=["per_use"])
    ours = known[known["channel"] == "relations"]
    others = known[known["channel"] == channel].rename(columns={"per_use": "other"})
    found = ours.merge(
        others[[*_SURVEY, "other", "per_use_number"]], on=_SURVEY, suffixes=("", "_other")
    )
    ratio = derive(found["per_use_number"] / found["per_use_number_other"], base="hires over uses")
    words = "hires: " + found["led_base"].map(str) + "; uses: " + found["used_base"].map(str)
    ratio = ratio.assign(base=words.map(lambda note: Base(note=note)))
    return found[["geo", "period", "per_use", "other"]].join(ratio)
