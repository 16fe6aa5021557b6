"""Figures that tell a file from one whose answers were given to other people."""

from __future__ import annotations

import pandas as pd

from analysis.surveys.fingerprint import differing, fingerprint


def people(counts: list[list[int]]) -> pd.DataFrame:
    """Make up so many people of each kind: rows are trades, columns are ways to a job."""
    kinds = [
        (f"trade {trade}", f"way {way}")
        for trade, row in enumerate(counts)
        for way, n in enumerate(row)
        for _ in range(n)
    ]
    return pd.DataFrame(kinds, columns=["trade", "way"])


def test_answers_given_to_other_people_show_where_every_total_is_the_same() -> None:
    was = people([[1, 2, 3], [2, 3, 1], [3, 1, 2]])
    now = people([[1, 3, 2], [3, 2, 1], [2, 1, 3]])
    [(about, told)] = differing(fingerprint(was), fingerprint(now)).items()
    assert about == "people"
    assert [words.split(" of ")[0] for words in told] == ["checksum"]


def test_the_order_of_people_does_not_matter() -> None:
    some = people([[1, 2], [3, 4]])
    assert differing(fingerprint(some), fingerprint(some[::-1])) == {}
