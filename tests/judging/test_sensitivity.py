"""Verdicts under other rules, on claims small enough to judge by eye."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.judging.sensitivity import first_rule, read_sensitivity, sensitivity
from analysis.judging.verdicts import gather

NAN = float("nan")


def item(status="for", grade="A", **rest):
    return {
        "claim": "C1",
        "part": 1,
        "item": "x",
        "proxy": "",
        "voice": rest.get("source", "one"),
        "source": "one",
        "estimate": 0.6,
        "low": 0.55,
        "side": "above",
        "threshold": 0.5,
        "status": status,
        "grade": grade,
        "reached": "",
        "flags": frozenset(),
        "p": 0.001,
        "p_adjusted": 0.04,
        "p_holm": 0.02,
        **rest,
    }


def under(*items, easier=None, harder=None):
    """Judge one claim under every rule; thresholds moved give other items where they are told."""
    tables = {0: items, 0.1: easier or items, -0.1: harder or items}

    def judged(by):
        return pd.DataFrame(list(tables[by])).astype({"part": "Int64"})

    return sensitivity(judged).loc["C1"]


def test_thresholds_moved_by_a_tenth():
    found = under(item(), easier=[item()], harder=[item("against")])
    assert (found["rule"], found["easier"], found["harder"]) == (
        "supported",
        "supported",
        "contradicted",
    )


def test_tests_adjusted_for_their_number_by_other_ways():
    found = under(item(p_adjusted=0.2, p_holm=0.06))
    assert found["rule"] == found["holm"] == "supported with limits"
    assert found["unadjusted"] == "supported"
    assert found["all_holm"] == "unsettled"


def test_proxies_and_relayed_figures_let_in():
    near = item("against", voice="two", proxy="It is near.")
    assert under(item(), near)["rule"] == "supported"
    assert under(item(), near)["proxies"] == "mixed"
    press = item("against", "C", source="insee_focus30_2015", voice="two", reached="relayed")
    assert under(item(), press)["rule"] == "supported"
    assert under(item(), press)["second_hand"] == "mixed"


def test_with_proxies_let_in_a_test_is_one_of_them_all():
    """Of more than sixty tests, one in a hundred comes out by luck, and one in 100,000 does not."""
    assert under(item(p=0.01))["proxies"] == "supported with limits"
    assert under(item(p=0.00001))["proxies"] == "supported"


def test_each_source_left_out_in_turn():
    found = under(item(), item(voice="two"), item("unclear", part=2, voice="three"))
    assert found["rule"] == "supported with limits"
    assert (found["sources"], found["all_sources"]) == (3, 3)
    found = under(item(), item("against", voice="two"))
    assert (found["rule"], found["sources"], found["all_sources"]) == ("mixed", 0, 2)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([item(), item("unclear")], "supported with limits"),
        ([item("unclear"), item("against")], "mixed"),
        ([item("against")], "contradicted"),
        ([item("unclear", low=NAN)], "supported with limits"),  # a bound, taken at its word
        ([item("unclear", low=NAN, estimate=0.4)], "contradicted"),
        ([item(proxy="It is near.")], "supported"),
        ([item(item=None)], "not testable"),
    ],
)
def test_rule_of_the_first_edition(items, expected):
    assert first_rule(pd.DataFrame(items)) == expected


def test_one_claim_alone_has_no_steps_of_holm():
    found = under(item(p_holm=NAN))
    assert "holm" not in found
    assert found["rule"] == "supported"


def test_of_the_study_itself_every_claim_is_there():
    found = sensitivity(lambda easier: gather(easier=easier))
    assert found.index.to_list() == [f"C{number}" for number in range(1, 16)]
    assert (
        found.loc[["C5", "C15"]].drop(columns=["sources", "all_sources"]) == "not testable"
    ).all(axis=None)
    assert (found["sources"] <= found["all_sources"]).all()
    pd.testing.assert_frame_equal(read_sensitivity(), found)


def test_verdicts_under_other_rules_that_are_not_there(tmp_path):
    with pytest.raises(StudyError, match="The verdicts under other rules are not there"):
        read_sensitivity(tmp_path / "sensitivity.csv")
