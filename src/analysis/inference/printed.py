"""Channels to a job in published figures: how each was used, what it led to."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import paths
from analysis.errors import StudyError
from analysis.words.bases import Base

CODING = paths.PUBLISHED_RAW / "channels.csv"
"""Which published figure counts the uses of a channel, which the hires through it, by its id.

Where a source gives a total and its parts, one of the two is taken: the total of job offers and of
own approaches, but relations apart from networks."""

_KEYS = ["source", "grade", "geo", "period", "channel"]
_SURVEY = ["source", "grade", "geo", "period"]


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
        One row per source, period and channel: ``source, grade, geo, period, channel, used,
        used_bound, used_base, led, led_bound, led_base, per_use, per_use_bound``.
        Shares are fractions; a figure that the source lacks is missing. Contradictory figures keep
        a row each. ``per_use`` is hires over uses: where the two have different populations it is
        an index, not a probability, and may exceed 1.

    Raises
    ------
    StudyError
        When a source of `figures` lacks a figure of the coding.

    Examples
    --------
    >>> same = {"source": "toy", "grade": "B", "geo": "FR", "period": "2015", "base": None}
    >>> rows = {"id": ["asked", "hired"], "estimate": [0.5, 0.2], "bound": "exact"}
    >>> coding = pd.DataFrame({"source": "toy", "id": ["asked", "hired"], "step": ["used", "led"]})
    >>> table = used_and_led(pd.DataFrame(same | rows), coding.assign(channel="relations"))
    >>> table[["channel", "used", "led", "per_use"]]
         channel  used  led  per_use
    0  relations   0.5  0.2      0.4
    """
    if coding is None:
        coding = pd.read_csv(CODING, dtype="str")
    coded = _coded(figures, coding)
    used, led = (
        coded.loc[coded["step"] == step, [*_KEYS, "estimate", "bound", "base"]].rename(
            columns={"estimate": step, "bound": f"{step}_bound", "base": f"{step}_base"}
        )
        for step in ("used", "led")
    )
    both = used.merge(led, on=_KEYS, how="outer")
    both = both.assign(per_use=both["led"] / both["used"], per_use_bound=_bound_of_yield(both))
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


def _bound_of_yield(both: pd.DataFrame) -> pd.Series[str]:
    """Return what a yield is known to be: uses "at least" make a yield "at most"."""
    bounds = both["used_bound"].map({"exact": "exact", "lower": "upper"}).fillna("approximate")
    bounds = bounds.where(both["led_bound"] == "exact", "approximate")
    return bounds.where(both["used"].notna() & both["led"].notna(), "")


def relations_against_best(channels: pd.DataFrame) -> pd.DataFrame:
    """Compare relations with the channel that led to most hires among all others.

    Parameters
    ----------
    channels : DataFrame
        As given by `used_and_led`.

    Returns
    -------
    DataFrame
        One row per source and period that has both: ``source, grade, geo, period, relations, other,
        other_share, base, estimate, low, high, n, unit``. ``estimate`` is the ratio of the two
        shares of hires; published figures give it no interval. ``other`` is the best other
        channel, the first in alphabetical order when several are equal.
    """
    known = channels.dropna(subset=["led"]).drop_duplicates(_KEYS)
    ours = known[known["channel"] == "relations"].rename(columns={"led": "relations"})
    others = known[known["channel"] != "relations"]
    others = others.sort_values(["led", "channel"], ascending=[False, True])
    others = others.drop_duplicates(_SURVEY)
    others = others.rename(columns={"channel": "other", "led": "other_share"})
    found = ours[[*_SURVEY, "relations", "led_base"]].merge(
        others[[*_SURVEY, "other", "other_share"]], on=_SURVEY
    )
    found = found.rename(columns={"led_base": "base"})
    return _without_interval(found, found["relations"] / found["other_share"])


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
        One row per source and period that has both: ``source, grade, geo, period, per_use, other,
        base, estimate, low, high, n, unit``. ``estimate`` is the yield of relations over that of
        the channel, without interval.
    """
    known = channels.dropna(subset=["per_use"])
    ours = known[known["channel"] == "relations"]
    words = "hires: " + ours["led_base"].map(str) + "; uses: " + ours["used_base"].map(str)
    ours = ours.assign(base=words.map(lambda note: Base(note=note)))
    others = known[known["channel"] == channel].rename(columns={"per_use": "other"})
    found = ours[[*_SURVEY, "per_use", "base"]].merge(others[[*_SURVEY, "other"]], on=_SURVEY)
    return _without_interval(found, found["per_use"] / found["other"])


def _without_interval(found: pd.DataFrame, ratio: pd.Series[float]) -> pd.DataFrame:
    return found.assign(estimate=ratio, low=np.nan, high=np.nan, n=np.nan, unit="ratio")
