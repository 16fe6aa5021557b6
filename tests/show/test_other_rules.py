"""Verdicts under other rules, in words."""

from __future__ import annotations

import pandas as pd

from analysis.show.other_rules import RULES, moved_by, other_rules_table
from analysis.words import i18n

SAME = dict.fromkeys(["rule", *RULES], "mixed") | {"sources": 2, "all_sources": 2}


def test_a_verdict_that_no_rule_moves_says_nothing():
    assert moved_by(pd.Series(SAME)) == ""


def test_each_rule_that_moves_a_verdict_is_told():
    found = pd.Series(SAME | {"proxies": "supported", "harder": "unsettled", "sources": 1})
    assert moved_by(found) == (
        "The verdict would be supported if figures that are only near the claim counted; "
        "unsettled if thresholds were a tenth harder; another if a single "
        "source were left out (1 of 2)."
    )


def test_other_verdicts_are_set_apart_as_the_language_does():
    """French sets a narrow no-break space before a semicolon."""
    found = pd.Series(SAME | {"proxies": "supported", "harder": "unsettled"})
    with i18n.spoken("fr"):
        told = moved_by(found)
    assert told.count(";") == told.count("\N{NARROW NO-BREAK SPACE}; ") == 1


def test_a_single_source_is_told():
    assert moved_by(pd.Series(SAME | {"all_sources": 1})) == "It rests on a single source."


def test_table_writes_only_what_differs():
    rows = {"C1": SAME | {"easier": "supported"}, "C5": SAME | {"sources": 0, "all_sources": 0}}
    table = other_rules_table(pd.DataFrame.from_dict(rows, orient="index"))
    assert table.loc["C1"].to_list() == ["mixed", *"=====", "supported", "=", "=", "2 of 2"]
    assert table.loc["C5"].to_list() == ["mixed", *"========", "–"]
