"""The rule: what items say of a part, parts of a claim, and nothing else, decides a verdict.

Items that measure the part itself are direct; proxies are shown and never decide. A source has one
voice on a part, parts have a verdict each, and the claim's follows from theirs. The rule is
symmetric: turn every item round, and every verdict turns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import pandas as pd

Status = Literal["for", "against", "unclear"]
STRONG = ["A", "A-", "B"]
LEVEL = 0.05
"""Below it a p-value, adjusted for the number of tests, makes one random sample enough."""

WITNESSES = 2
"""So many independent sources of grade B or better make each other strong enough."""

SUPPORTED = ("supported", "supported with limits")
CONTRADICTED = ("contradicted", "contradicted with limits")


def heard(items: pd.DataFrame) -> pd.DataFrame:
    """Return the items of a part that decide: direct ones of grades A and B, or else of grade C."""
    return items.loc[[row.Index for row in _heard([*items.itertuples()])]]


def _heard(rows: Sequence[Any]) -> list[Any]:
    direct = [row for row in rows if row.proxy == ""]
    strong = [row for row in direct if row.grade in STRONG]
    return strong or [row for row in direct if row.grade == "C"]


def verdict_of_part(items: pd.DataFrame) -> str:
    """Combine the items of one part.

    Parameters
    ----------
    items : DataFrame
        Columns ``status, grade, voice, proxy, p_adjusted``: one row an item.

    Returns
    -------
    {"supported", "supported with limits", "mixed", "contradicted", "contradicted with limits", \
"unsettled", "not measured"}
        A source whose items disagree is unclear. Supported takes no voice against nor unclear, and
        one random sample whose test holds among all tests, or two sources of grade B or better.
    """
    return _verdict([*items.itertuples()])


def _verdict(rows: Sequence[Any]) -> str:
    speaking = _heard(rows)
    if not speaking:
        return "not measured"
    said = set(_voices(speaking))
    if {"for", "against"} <= said:
        return "mixed"
    if "for" in said:
        return SUPPORTED[not (said == {"for"} and _carries(speaking))]
    if "against" in said:
        return CONTRADICTED[not (said == {"against"} and _carries(speaking))]
    return "unsettled"


def voices(items: pd.DataFrame) -> list[Status]:
    """Return what each source says of a part, once; one whose items disagree is unclear."""
    return _voices([*items.itertuples()])


def _voices(rows: Sequence[Any]) -> list[Status]:
    said: dict[str, set[Status]] = {name: set() for name in sorted({row.voice for row in rows})}
    for row in rows:
        said[row.voice].add(row.status)
    return [found.pop() if len(found) == 1 else "unclear" for found in said.values()]


def _carries(rows: Sequence[Any]) -> bool:
    """Check whether voices that all say the same can carry an unqualified verdict."""
    sure = any(row.grade == "A" and row.p_adjusted < LEVEL for row in rows)
    strong = all(row.grade in STRONG for row in rows)
    return sure or (strong and len({row.voice for row in rows}) >= WITNESSES)


def verdict_of_claim(parts: Iterable[str]) -> str:
    """Combine the verdicts of a claim's parts.

    Returns
    -------
    str
        One of those of `verdict_of_part`, or "not testable" where no part is measured.

    Examples
    --------
    >>> verdict_of_claim(["supported", "not measured"]), verdict_of_claim(["supported", "mixed"])
    ('supported with limits', 'mixed')
    """
    found = set(parts)
    pro, con = found & {*SUPPORTED, "mixed"}, found & {*CONTRADICTED, "mixed"}
    if pro and con:
        return "mixed"
    if pro:
        return SUPPORTED[found != {"supported"}]
    if con:
        return CONTRADICTED[found != {"contradicted"}]
    return "unsettled" if "unsettled" in found else "not testable"


class Said(NamedTuple):
    """What a row of `gather` brings to a verdict: nothing where it holds no item."""

    claim: str
    part: Any
    is_item: bool
    status: Status
    grade: str
    voice: str
    proxy: str
    p_adjusted: float


def said(table: pd.DataFrame) -> list[Said]:
    """Return what the rows of `gather` bring to verdicts."""
    columns = [table["claim"], table["part"], table["item"].notna()]
    columns += [table[name] for name in Said._fields[len(columns) :]]
    return [Said(*row) for row in zip(*columns, strict=True)]


def verdicts_of_parts(rows: Iterable[Said]) -> dict[tuple[str, Any], str]:
    """Return the verdict of each part, by its claim and place."""
    items: dict[tuple[str, Any], list[Said]] = {}
    for row in rows:
        items.setdefault((row.claim, row.part), []).extend([row] * row.is_item)
    return {part: _verdict(found) for part, found in items.items()}


def verdicts_of_claims(parts: Mapping[tuple[str, Any], str]) -> dict[str, str]:
    """Return the verdict of each claim from those of its parts, as `verdicts_of_parts` gives."""
    by_claim: dict[str, list[str]] = {}
    for (claim, _place), verdict in parts.items():
        by_claim.setdefault(claim, []).append(verdict)
    return {claim: verdict_of_claim(found) for claim, found in by_claim.items()}
