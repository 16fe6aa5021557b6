"""What each source says of each part of a claim, and how far from the threshold it stands.

A source has one voice on a part, as in `analysis.judging.verdicts`. Estimates in shares, ratios and
points can't share an axis; what they share is their threshold and their margin of error. So a voice
is placed by its distance from the threshold *in margins of error*: within one margin on either side
its interval holds the threshold, and it is unclear. The place tells how sure a voice is, not how
large what it measured is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.judging.rule import Status, heard, voices

CERTAIN = 2.0
"""Where a voice stands that tells no margin of error: clearly on its side, no further than that."""

INSIDE = 0.9
"""How far from the threshold an unclear voice stands at most, in margins of error."""

NOT_SHOWN = {"D"}
"""Grades of volunteers and vendors: context in the pages, no evidence on the map."""


@dataclass(frozen=True)
class Mark:
    """What a source says of a part of a claim.

    Parameters
    ----------
    part : int
        Place of the part in its claim, from 1.
    voice : str
        Id of the source, or the name of a study that a source gathers.
    status : {"for", "against", "unclear"}
        What it says; "unclear" where its numbers disagree.
    grade : str
        Evidence grade.
    counts : bool
        Whether it decides: grade C does not where a stronger source speaks.
    place : float
        Distance from the threshold in margins of error, positive on the claim's side.
    reach : (float, float) or None
        Where its interval begins and ends on the same scale, None where no error is known.
    """

    part: int
    voice: str
    status: Status
    grade: str
    counts: bool
    place: float
    reach: tuple[float, float] | None


def marks(rows: pd.DataFrame) -> list[Mark]:
    """Return the voices on one claim, part by part, those that count first.

    Proxies and grade D are left out: they are near the claim, or no evidence, and never decide.

    Parameters
    ----------
    rows : DataFrame
        Those of the claim, as `analysis.judging.verdicts.read_verdicts` gives them.
    """
    items = rows.dropna(subset="item").fillna({"proxy": "", "flag": ""})
    return [mark for _part, found in items.groupby("part") for mark in _of_part(found)]


def _of_part(items: pd.DataFrame) -> Iterator[Mark]:
    direct = items[(items["proxy"] == "") & ~items["grade"].isin(NOT_SHOWN)]
    counted = {*heard(items)["voice"]}
    for counts in (True, False):
        for voice, said in direct.groupby("voice", sort=False):
            if (voice in counted) == counts:
                yield _mark(said, counts=counts)


def _mark(said: pd.DataFrame, *, counts: bool) -> Mark:
    (status,) = voices(said)
    first = said.iloc[0]
    place, reach = _stand(said, status)
    return Mark(
        part=int(first["part"]),
        voice=str(first["voice"]),
        status=status,
        grade=str(first["grade"]),
        counts=counts,
        place=place,
        reach=reach,
    )


def _stand(said: pd.DataFrame, status: Status) -> tuple[float, tuple[float, float] | None]:
    """Place a voice: where its numbers agree, as its least certain one; on the line otherwise."""
    away = [one for one in map(distance, _each(said)) if one is not None]
    reach = (min(away) - 1, max(away) + 1) if away else None
    if len({*said["status"]}) > 1:
        return 0.0, reach
    if not away:
        return {"for": CERTAIN, "against": -CERTAIN, "unclear": 0.0}[status], None
    least = min(away, key=abs)
    place = max(-INSIDE, min(INSIDE, least)) if status == "unclear" else least
    return place, (least - 1, least + 1)


def _each(said: pd.DataFrame) -> Iterator[pd.Series[Any]]:
    return (row for _place, row in said.iterrows())


def distance(row: pd.Series[Any]) -> float | None:
    """Compute how many margins of error an estimate is from its threshold.

    The margin is the part of the 95 % interval that faces the threshold, ratios on the scale of
    their logarithm. So the interval holds the threshold exactly where the distance is less than 1.

    Parameters
    ----------
    row : Series
        ``estimate, low, high, threshold, side, unit``.

    Returns
    -------
    float or None
        Positive on the claim's side, None where there is no interval.

    Examples
    --------
    >>> row = {"estimate": 0.6, "low": 0.55, "high": 0.7, "threshold": 0.5, "side": "above"}
    >>> round(distance(pd.Series(row | {"unit": "share"})), 6)
    2.0
    >>> round(distance(pd.Series(row | {"unit": "share", "threshold": 0.7})), 6)
    -1.0
    """
    numbers = [float(row[name]) for name in ("estimate", "threshold", "low", "high")]
    if any(map(math.isnan, numbers)):
        return None
    scale: Callable[[float], float] = math.log if _logged(row["unit"], numbers) else float
    estimate, threshold, low, high = map(scale, numbers)
    margin = abs((low if estimate > threshold else high) - estimate)
    away = (estimate - threshold) / margin if margin else math.inf
    return away if row["side"] == "above" else -away


def _logged(unit: str, numbers: list[float]) -> bool:
    return unit == "ratio" and min(numbers) > 0


def unmeasured(rows: pd.DataFrame) -> list[int]:
    """Return the places of a claim's parts that no direct item measures, 1 where it has no part."""
    parts = rows.drop_duplicates("part")
    empty = parts[parts["part_verdict"] == "not measured"]["part"]
    return [int(part) for part in empty.fillna(1)]
