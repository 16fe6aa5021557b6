"""Specification curves on cells countable by hand; E-values against their authors' example."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import StudyError
from analysis.judging.claims import Part
from analysis.judging.robustness import (
    e_value,
    e_values,
    judge,
    keep,
    options,
    part_of,
    pull,
)
from analysis.judging.values import Values
from analysis.show.robustness import options_table, pull_table
from analysis.words.bases import Base
from analysis.words.wording import wording

ABOVE = Part(estimand="x", side="above", threshold=1.5, unit="ratio")
BELOW = Part(estimand="x", side="below", threshold=1.5, unit="ratio")


def no_flags(table: pd.DataFrame) -> list[frozenset[str]]:
    return [frozenset()] * len(table)


def curve(estimates, lows, highs, unit="ratio", part=ABOVE, **choices) -> pd.DataFrame:
    table = pd.DataFrame({"estimate": estimates, "low": lows, "high": highs})
    return judge(table.assign(flags=no_flags(table), unit=unit, **choices), part)


THREE = {
    "survey": ["pew_2018", "pew_2018", "pew_2021"],
    "counted": ["online_only", "everybody", "online_only"],
}


def test_specifications_speak_by_their_whole_interval():
    table = curve([2, 1.6, 1.2], [1.6, 1.4, 1.1], [2.5, 1.8, 1.3])
    assert table["status"].tolist() == ["for", "unclear", "against"]
    assert table["side_of_claim"].tolist() == [True, True, False]
    mirrored = curve([2, 1.6, 1.2], [1.6, 1.4, 1.1], [2.5, 1.8, 1.3], part=BELOW)
    assert mirrored["status"].tolist() == ["against", "unclear", "for"]
    assert mirrored["side_of_claim"].tolist() == [False, False, True]


def test_too_few_people_settle_nothing():
    table = pd.DataFrame({"estimate": [2.0], "low": [1.8], "high": [2.2], "unit": "ratio"})
    table["flags"] = [frozenset({"small base"})]
    assert judge(table, ABOVE)["status"].tolist() == ["unclear"]


def test_options_count_what_took_them():
    found = options(
        curve([2, 1.6, 4], [1.6, 1.4, 3], [2.5, 1.8, 5], **THREE), ["survey", "counted"]
    )
    assert found.loc[("survey", "pew_2018")].tolist() == [2, 1, 1.8]
    assert found.loc[("survey", "pew_2021")].tolist() == [1, 1, 4]
    assert found.loc[("counted", "online_only")].tolist() == [2, 2, 3]


def test_pull_holds_the_other_choices_equal():
    """Online: 2 in one source, 4 in the other. In 2018: 2 online, 1.6 everybody."""
    found = pull(curve([2, 1.6, 4], [1, 1, 1], [5, 5, 5], **THREE), ["survey", "counted"])
    assert found.to_dict() == {"survey": pytest.approx(2), "counted": pytest.approx(1.25)}
    assert list(found.index) == ["survey", "counted"]
    points = pull(curve([0.2, 0.1, 0.5], 0, 1, unit="share", **THREE), ["survey", "counted"])
    assert points.to_dict() == {"survey": pytest.approx(0.3), "counted": pytest.approx(0.1)}


def test_a_choice_without_a_second_option_pulls_nothing():
    lone = curve([2, 3], [1, 1], [5, 5], survey=["pew_2018", "pew_2021"], counted="everybody")
    assert list(pull(lone, ["survey", "counted"]).index) == ["survey"]


def test_tables_are_written_for_readers():
    table = curve([2, 1.6, 4], [1.6, 1.4, 3], [2.5, 1.8, 5], **THREE)
    shares = curve([0.2, 0.3], 0.1, 0.5, unit="share", counted=["online_only", "everybody"])
    both, choices = (
        {"graduate_ratio": table, "knowledge_activity_share": shares},
        ["counted", "survey"],
    )
    words = wording("08_robustness")
    words["options"] |= {"pew_2018": "Pew 2018", "pew_2021": "Pew 2021"}
    counts = options_table(both, choices, words, header="Choice")
    assert counts.index.name == "Choice"
    assert counts.columns[0] == "Membership, graduates over others"
    assert counts.iloc[0, 0] == "2 of 2 (median 3.0)"
    assert counts.iloc[:, 1].tolist()[-2:] == ["–", "–"]  # it has no choice of a source
    pulls = pull_table(both, choices, words, header="Choice")
    assert pulls.iloc[:, 0].tolist() == ["multiplied by 1.25", "multiplied by 2.00"]
    assert pulls.iloc[:, 1].tolist() == ["10.0 points", "–"]


def test_a_notebook_keeps_counts_and_both_ends():
    evidence = {"source": "pew_2018", "base": Base(note="adults"), "n": 500}
    table = pd.DataFrame({"estimate": [2, 1.6, 1.2], "low": [1.6, 1.4, 1.1], "high": [3, 2, 1.3]})
    values = Values("08_test")
    values.about("C12")
    flags = no_flags(table)
    keep(values, "ratio", judge(table.assign(**evidence, flags=flags, unit="ratio"), ABOVE))
    counts = {name: value.value for name, value in values.items() if value.unit == "count"}
    assert counts == {"ratio_all": 3, "ratio_for": 1, "ratio_unclear": 1, "ratio_side": 2}
    assert (values["ratio_lowest"].value, values["ratio_highest"].value) == (1.2, 2)
    assert (values["ratio_lowest"].claim, values["ratio_lowest"].grade) == ("C12", "A")


def test_items_are_found_by_their_value():
    assert part_of("02_members:graduate_ratio").threshold == 1.5
    with pytest.raises(StudyError, match="No claim rests on this value"):
        part_of("02_members:nothing")


def risk_ratio(estimate, low, high):
    about = {"n": 500, "source": "pew_2015", "unit": "ratio", "base": Base({"x": "asked"})}
    return pd.Series({"estimate": estimate, "low": low, "high": high} | about)


def test_e_values_are_those_of_their_authors():
    """VanderWeele and Ding 2017: a risk ratio of 3.9, its interval from 1.8 to 8.7."""
    row = risk_ratio(3.9, 1.8, 8.7)
    found = e_values(row, odds_ratio=False)
    assert found["estimate"].round(2).to_dict() == {"estimate": 7.26, "limit": 3.0}
    assert found["low"].isna().all()
    assert (found["source"] == "pew_2015").all()


def test_an_odds_ratio_counts_for_its_square_root():
    row = risk_ratio(9.0, 4.0, 16.0)
    found = e_values(row, odds_ratio=True)["estimate"]
    assert found.to_list() == [e_value(3), e_value(2)]


def test_an_interval_that_holds_one_needs_no_hidden_cause():
    row = risk_ratio(1.4, 0.9, 2.0)
    assert e_values(row, odds_ratio=False).loc["limit", "estimate"] == 1


def test_below_one_the_upper_limit_is_the_nearest():
    row = risk_ratio(1 / 3.9, 1 / 8.7, 1 / 1.8)
    found = e_values(row, odds_ratio=False)["estimate"]
    assert found.round(2).to_list() == [7.26, 3.0]


@given(st.floats(1, 100))
def test_a_protecting_ratio_has_the_e_value_of_its_inverse(risk_ratio):
    assert e_value(risk_ratio) >= risk_ratio
    assert e_value(1 / risk_ratio) == pytest.approx(e_value(risk_ratio))


@pytest.mark.parametrize("bad", [0, -1, float("nan")])
def test_no_e_value_without_a_ratio(bad):
    with pytest.raises(StudyError, match="No E-value exists"):
        e_value(bad)
