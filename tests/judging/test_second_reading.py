"""The committed verdicts, found a second time from ``claims.toml`` and ``verdicts.csv`` alone.

Nothing of the study is imported: the rule is written again, as its text reads.
"""

from __future__ import annotations

import csv
import math
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLAIMS = tomllib.loads((ROOT / "src/analysis/judging/claims.toml").read_text("utf-8"))["claim"]
with (ROOT / "data/processed/verdicts.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
UNSAFE = {"small base", "few PSUs", "wide", "imprecise"}
DIRECT = sum(
    not i.get("proxy") for c in CLAIMS for p in c.get("parts", []) for i in p.get("items", [])
)


def says(row, part):
    """Find the side of a row from its ends: the interval, or else what the digits allow."""
    low, high = (row["low"], row["high"]) if row["low"] else (row["least"], row["most"])
    low, high = float(low or -math.inf), float(high or math.inf)
    if UNSAFE & set(filter(None, row["flag"].split(", "))) or low <= part["threshold"] <= high:
        return 0
    return (1 if low > part["threshold"] else -1) * (
        1 if part.get("side", "above") == "above" else -1
    )


def by_number(row):
    """Adjust a p-value by the number of direct items of all claims."""
    return float(row["p"] or 1) * DIRECT


def by_holm(row):
    return float(row["p_holm"] or 1)


def part_says(claim, place, part, adjusted=by_number):
    """Return -2 to 2, "mixed" or "not measured", from the rows of a part."""
    rows = {row["value"]: row for row in ROWS if row["claim"] == claim and row["part"] == place}
    direct = [
        (item, rows[item["value"]]) for item in part.get("items", []) if not item.get("proxy")
    ]
    strong = [pair for pair in direct if pair[1]["grade"] in {"A", "A-", "B"}]
    heard = strong or [pair for pair in direct if pair[1]["grade"] == "C"]
    if not heard:
        return "not measured"
    voices = {}
    for item, row in heard:
        voices.setdefault(item.get("study") or row["source"], set()).add(says(row, part))
    voices = {name: said.pop() if len(said) == 1 else 0 for name, said in voices.items()}
    sides = set(voices.values()) - {0}
    if len(sides) == 2:
        return "mixed"
    if not sides:
        return 0
    sure = any(r["grade"] == "A" and adjusted(r) < 0.05 for _item, r in heard)
    carried = sure or (bool(strong) and len(voices) > 1)
    return sides.pop() * (2 if carried and 0 not in voices.values() else 1)


WORDS = {
    2: "supported",
    1: "supported with limits",
    0: "unsettled",
    -1: "contradicted with limits",
    -2: "contradicted",
}


def claim_says(parts):
    found = set(parts)
    pro = "mixed" in found or any(x in found for x in (1, 2))
    con = "mixed" in found or any(x in found for x in (-1, -2))
    if pro and con:
        return "mixed"
    if pro:
        return WORDS[2 if found == {2} else 1]
    if con:
        return WORDS[-2 if found == {-2} else -1]
    return "unsettled" if 0 in found else "not testable"


@pytest.mark.parametrize("claim", CLAIMS, ids=[claim["id"] for claim in CLAIMS])
def test_verdict_of_each_part_and_claim(claim):
    name = claim["id"]
    committed = [row for row in ROWS if row["claim"] == name]
    parts = [
        part_says(name, str(place), part) for place, part in enumerate(claim.get("parts", []), 1)
    ]
    for place, said in enumerate(parts, 1):
        told = {row["part_verdict"] for row in committed if row["part"] == str(place)}
        assert told == {WORDS.get(said, said)}
    assert {row["verdict"] for row in committed} == {claim_says(parts)}


@pytest.mark.parametrize("row", [r for r in ROWS if r["value"]], ids=lambda row: row["value"])
def test_side_of_each_item(row):
    claim = next(claim for claim in CLAIMS if claim["id"] == row["claim"])
    part = claim["parts"][int(row["part"]) - 1]
    assert {"for": 1, "unclear": 0, "against": -1}[row["status"]] == says(row, part)


def test_no_verdict_comes_from_a_proxy():
    alone = [
        (claim["id"], str(place))
        for claim in CLAIMS
        for place, part in enumerate(claim.get("parts", []), 1)
        if all(item.get("proxy") for item in part.get("items", []))
    ]
    told = {(r["claim"], r["part"]): r["part_verdict"] for r in ROWS}
    assert alone
    assert {told[place] for place in alone} == {"not measured"}


@pytest.mark.parametrize("claim", CLAIMS, ids=[claim["id"] for claim in CLAIMS])
def test_holm_s_steps_would_give_the_same_verdict(claim):
    """A page adjusts by the number of tests alone; the two ways must not part company unseen."""
    parts = [*enumerate(claim.get("parts", []), 1)]
    found = [
        claim_says([part_says(claim["id"], str(place), part, way) for place, part in parts])
        for way in (by_number, by_holm)
    ]
    assert found[0] == found[1]
