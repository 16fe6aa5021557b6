"""An item of evidence drawn in its cell: its number, its interval, and where the threshold is.

All items of one part of a claim are drawn on one scale, whose middle is the threshold: what stands
on the shaded side speaks for the claim. The drawing repeats the words beside it and is hidden from
screen readers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

WIDTH, HEIGHT, EDGE = 120, 20, 6
MIDDLE, LEVEL = WIDTH / 2, HEIGHT / 2
WIDEST = {"ratio": math.log(8)}
"""Farthest from the threshold that a scale reaches, in logarithms for ratios; an arrow beyond."""

ELSE_WIDEST = 0.6
CHART = Markup(
    '<svg class="bullet {status}" viewBox="0 0 {width} {height}" aria-hidden="true">{parts}</svg>'
)
ZONE = Markup('<rect class="wanted" x="{x:g}" y="1" width="{width:g}" height="{height:g}"></rect>')
SCALE = Markup('<line class="scale" x1="{low:g}" x2="{high:g}" y1="{y:g}" y2="{y:g}"></line>')
NEEDED = Markup('<line class="needed" x1="{x:g}" x2="{x:g}" y1="1" y2="{end:g}"></line>')
WHISKER = Markup('<line class="whisker" x1="{low:g}" x2="{high:g}" y1="{y:g}" y2="{y:g}"></line>')
ARROW = Markup('<path class="end" d="M{x:g} {top:g}l{turn:g} 4l{back:g} 4z"></path>')
DOT = Markup('<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="4"></circle>')


def bullets(items: pd.DataFrame) -> list[Markup]:
    """Return the drawing of each item, those of one part of a claim on one scale.

    Parameters
    ----------
    items : DataFrame
        Rows of `analysis.judging.verdicts.settle` that have an item, of one claim.

    Returns
    -------
    list of Markup
        In the order of the rows.
    """
    reaches = {part: reach(own) for part, own in items.groupby("part")}
    return [bullet(row, reaches[row["part"]]) for row in items.to_dict("records")]


def reach(items: pd.DataFrame) -> float:
    """Return how far from the threshold the scale of some items goes, on each side.

    Parameters
    ----------
    items : DataFrame
        Of one part: same unit, same threshold.

    Returns
    -------
    float
        In logarithms for ratios, else in the unit of the items.

    Examples
    --------
    >>> shares = {"estimate": [0.7], "low": [0.6], "high": [0.9], "unit": "share", "threshold": 0.5}
    >>> round(reach(pd.DataFrame(shares)), 3)
    0.4
    """
    first = items.iloc[0].to_dict()
    distances = [
        abs(_distance(float(end), first))
        for end in items[["estimate", "low", "high"]].to_numpy(float).ravel()
        if math.isfinite(end)
    ]
    widest = WIDEST.get(str(first["unit"]), ELSE_WIDEST)
    return min(max(distances, default=widest), widest) or widest


def bullet(row: Mapping[Any, Any], reach: float) -> Markup:
    """Return the drawing of an item: nothing where it has no number.

    Parameters
    ----------
    row : mapping
        Its ``estimate``, ``low``, ``high``, ``unit``, ``threshold``, ``side``, ``status``,
        ``bound`` and ``proxy``.
    reach : float
        As `reach` of the items that share its scale.

    Examples
    --------
    >>> item = {"estimate": 0.7, "low": 0.6, "high": 0.8, "unit": "share", "threshold": 0.5}
    >>> item |= {"side": "above", "status": "for", "bound": "exact", "proxy": ""}
    >>> bullet(item, 0.4)[:50]
    Markup('<svg class="bullet for" viewBox="0 0 120 20" aria-')
    """
    if not math.isfinite(row["estimate"]):
        return Markup("")
    x = _place(_distance(float(row["estimate"]), row), reach)
    parts = [
        _zone(str(row["side"])),
        SCALE.format(low=EDGE, high=WIDTH - EDGE, y=LEVEL),
        NEEDED.format(x=MIDDLE, end=HEIGHT - 1),
        *_interval(row, x, reach),
        DOT.format(kind="hollow" if row["proxy"] else "dot", x=x, y=LEVEL),
    ]
    return CHART.format(
        status=row["status"], width=WIDTH, height=HEIGHT, parts=Markup("").join(parts)
    )


def _distance(value: float, row: Mapping[Any, Any]) -> float:
    """Return how far a number is above the threshold, on the scale of its unit."""
    threshold = float(row["threshold"])
    if row["unit"] != "ratio":
        return value - threshold
    return math.log(value / threshold) if value > 0 else -math.inf


def _place(distance: float, reach: float) -> float:
    """Return where on the drawing something stands; what is beyond the scale is at its end."""
    part = min(1.0, max(-1.0, distance / reach))
    return round(MIDDLE + part * (MIDDLE - EDGE), 1)


def _zone(side: str) -> Markup:
    x = MIDDLE if side == "above" else 0
    return ZONE.format(x=x, width=MIDDLE, height=HEIGHT - 2)


def _interval(row: Mapping[Any, Any], x: float, reach: float) -> list[Markup]:
    """Draw the interval, or for a number that is a bound the side where the true one may be."""
    ends = {"lower": (x, WIDTH - EDGE), "upper": (EDGE, x)}
    if str(row["bound"]) in ends:
        low, high = ends[str(row["bound"])]
        cut_low, cut_high = row["bound"] == "upper", row["bound"] == "lower"
    elif math.isfinite(row["low"]) and math.isfinite(row["high"]):
        below, above = (_distance(float(row[end]), row) for end in ("low", "high"))
        low, high = _place(below, reach), _place(above, reach)
        cut_low, cut_high = below < -reach * 1.001, above > reach * 1.001
    else:
        return []
    drawn = [WHISKER.format(low=low, high=high, y=LEVEL)]
    drawn += [ARROW.format(x=low, top=LEVEL - 4, turn=-6, back=6)] if cut_low else []
    drawn += [ARROW.format(x=high, top=LEVEL - 4, turn=6, back=-6)] if cut_high else []
    return drawn
