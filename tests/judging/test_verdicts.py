"""Verdicts by the rule written before the estimates, and its properties on any evidence."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import StudyError
from analysis.judging.claims import Item
from analysis.judging.values import Value, Values
from analysis.judging.verdicts import (
    holm,
    judge,
    p_value,
    read_verdicts,
    status,
    verdict,
    write_verdicts,
)

NAN = float("nan")


def item(side="above", threshold=0.5):
    return Item(value="02_members:x", label="x", side=side, threshold=threshold)


def value(number, low=None, high=None, **rest):
    return Value("x", number, rest.pop("unit", "share"), low=low, high=high, **rest)


def kept(number, low, high, unit="share", df=None):
    """Keep a number that came with an interval and no error, as a printed one does."""
    row = {"estimate": number, "low": low, "high": high, "df": df, "unit": unit}
    values = Values("02_members")
    values.add(x=pd.Series(row | {"source": "pew_2015"}, dtype=object))
    return values["x"]


@pytest.mark.parametrize(
    ("low", "high", "above", "below"),
    [
        (0.51, 0.7, "for", "against"),
        (0.3, 0.49, "against", "for"),
        (0.4, 0.7, "unclear", "unclear"),
        (0.5, 0.7, "unclear", "unclear"),
        (0.3, 0.5, "unclear", "unclear"),
        (None, None, "for", "against"),
    ],
)
def test_side_of_the_threshold(low, high, above, below):
    found = value(0.6 if low is None else (low + high) / 2, low, high)
    assert status(found, item("above")) == above
    assert status(found, item("below")) == below


def test_number_on_the_threshold_without_interval_is_unclear():
    assert status(value(0.5), item()) == "unclear"


@pytest.mark.parametrize(
    ("low", "high", "above"),
    [(0.51, None, "for"), (0.4, None, "unclear"), (None, 0.49, "against"), (None, 0.7, "unclear")],
)
def test_an_interval_with_one_end_ends_at_the_number_on_the_other_side(low, high, above):
    found = value(0.6 if high is None else 0.45, low, high)
    assert status(found, item("above")) == above
    assert pd.isna(p_value(found, item()))


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({"small base"}, "unclear"),
        ({"few PSUs"}, "unclear"),
        ({"imprecise", "few PSUs"}, "unclear"),
        ({"imprecise"}, "unclear"),
        ({"wide"}, "unclear"),
        ({"sample only"}, "for"),
        (set(), "for"),
    ],
)
def test_flagged_numbers_settle_nothing(flags, expected):
    reasons = frozenset(flags)
    assert status(value(0.9, 0.8, 0.95, flags=reasons), item()) == expected
    assert status(value(0.9, flags=reasons), item()) == expected


@pytest.mark.parametrize("df", [None, 5, 64])
@pytest.mark.parametrize(
    ("unit", "number", "low", "high", "threshold"),
    [
        ("ratio", 2, 1, 4, 1),
        ("ratio", 2, 1, 4, 4),
        ("share", 0.5, 0.2, 0.8, 0.2),
        ("points", 0.1, 0, 0.2, 0),
        ("points", -0.1, -0.3, 0.1, 0.1),
    ],
)
def test_threshold_at_an_end_of_the_interval_is_at_five_per_cent(
    unit, number, low, high, threshold, df
):
    found = p_value(kept(number, low, high, unit=unit, df=df), item(threshold=threshold))
    assert found == pytest.approx(0.05, rel=1e-6)


def test_p_value_by_hand():
    # log(2.7 / 1.5) = 0.587787; half of log(3.3) - log(2.2) = 0.202733; t(0.975; 64) = 1.997730
    found = p_value(kept(2.7, 2.2, 3.3, unit="ratio", df=64), item(threshold=1.5))
    assert found == pytest.approx(2 * stats.t.sf(0.587787 / (0.202733 / 1.997730), 64), rel=1e-4)


@pytest.mark.parametrize(("low", "high"), [(None, None), (0.9, 1.0), (0.0, 0.3)])
def test_no_p_value_without_a_half_width(low, high):
    assert pd.isna(p_value(kept(0.9, low, high), item()))


@given(
    middle=st.floats(-2, 2),
    half=st.floats(0.01, 1),
    threshold=st.floats(-3, 3),
    df=st.integers(3, 200),
)
def test_status_and_p_value_agree(middle, half, threshold, df):
    gap = abs(middle - threshold)
    if abs(gap - half) < 1e-6:
        return  # the threshold is at an end, to the last bits
    found = kept(middle, middle - half, middle + half, unit="points", df=df)
    clear = status(found, item(threshold=threshold)) != "unclear"
    assert clear == (p_value(found, item(threshold=threshold)) < 0.05)


def test_holm_on_published_p_values():
    # The fifteen of Benjamini and Hochberg (1995), section 3.2; products by hand: 0.0001 x 15,
    # 0.0004 x 14, 0.0019 x 13, 0.0095 x 12, 0.0201 x 11, 0.0278 x 10 = 0.278, which the next two
    # (0.0298 x 9 = 0.2682, 0.0344 x 8 = 0.2752) may not undercut, 0.0459 x 7, then above 1.
    raw = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    raw += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    adjusted = [0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213] + [1.0] * 6
    assert holm(raw) == pytest.approx(adjusted, rel=1e-12)
    assert holm(raw[::-1]) == pytest.approx(adjusted[::-1], rel=1e-12)


def test_holm_counts_only_the_tests_that_were_made():
    assert holm([0.04, NAN, 0.01]) == pytest.approx([0.04, NAN, 0.02], nan_ok=True)
    assert holm([]) == []
    assert holm([0.02, 0.02]) == [0.04, 0.04]


# The rule, on evidence of any kind.

RANK = {
    name: place
    for place, name in enumerate(
        ["contradicted", "mixed", "unsettled", "supported with limits", "supported"]
    )
}
GRADES = ["D", "C", "B", "A-", "A"]
STATUSES = ["against", "unclear", "for"]
evidence = st.fixed_dictionaries(
    {
        "status": st.sampled_from(STATUSES),
        "grade": st.sampled_from(GRADES),
        "low": st.sampled_from([NAN, 0.4]),
        "source": st.sampled_from(["one", "two"]),
    }
)
some = st.lists(evidence, min_size=1, max_size=5)


def judged(items):
    return verdict(pd.DataFrame(items))


def one(status, grade="A", low=0.4, source="one"):
    return {"status": status, "grade": grade, "low": low, "source": source}


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([one("for")], "supported"),
        ([one("for", "A-")], "supported"),
        ([one("for", low=NAN)], "supported with limits"),
        ([one("for", "B", NAN)], "supported with limits"),
        ([one("for", "B", NAN), one("for", "B", NAN)], "supported with limits"),
        ([one("for", "B", NAN), one("for", "B", NAN, "two")], "supported"),
        ([one("for", low=NAN), one("for", "B", NAN, "two")], "supported"),
        ([one("for"), one("unclear")], "supported with limits"),
        ([one("for", "C")], "supported with limits"),
        ([one("for"), one("against")], "mixed"),
        ([one("unclear"), one("against")], "mixed"),
        ([one("against"), one("against", "B")], "contradicted"),
        ([one("unclear")], "unsettled"),
        ([one("for", "D")], "unsettled"),
        ([], "pending"),
    ],
)
def test_rule_on_cases(items, expected):
    assert judged(items) == expected


def test_claims_that_cannot_be_tested_or_seen_whole():
    assert verdict(pd.DataFrame(), testable=False) == "not testable"
    assert verdict(pd.DataFrame([one("for")]), observed=False) == "supported with limits"
    assert verdict(pd.DataFrame([one("against")]), observed=False) == "contradicted"


@given(some, st.randoms())
def test_order_is_irrelevant(items, random):
    shuffled = random.sample(items, len(items))
    assert judged(shuffled) == judged(items)


@given(some)
def test_saying_it_twice_adds_nothing(items):
    assert judged(items * 2) == judged(items)


@given(some, evidence)
def test_grade_d_never_moves_a_verdict(items, other):
    assert judged([*items, other | {"grade": "D"}]) == judged(items)


@given(some, evidence)
def test_grade_c_is_not_heard_beside_a_or_b(items, other):
    heard = [*items, one("for", "B")]
    assert judged([*heard, other | {"grade": "C"}]) == judged(heard)


@given(evidence)
def test_grade_c_is_heard_alone(other):
    alone = {"against": "contradicted", "unclear": "unsettled", "for": "supported with limits"}
    assert judged([other | {"grade": "C"}]) == alone[other["status"]]


def stronger(found):
    """List what would be stronger evidence for the claim than this item, one change each."""
    later = STATUSES[STATUSES.index(found["status"]) + 1 :]
    changes = [{"status": status} for status in later] + [{"low": 0.4}]
    if found["status"] == "for":
        changes += [{"grade": grade} for grade in GRADES[GRADES.index(found["grade"]) + 1 :]]
    return [found | change for change in changes]


@given(some)
def test_stronger_evidence_never_weakens_a_verdict(items):
    before = RANK[judged(items)]
    for better in stronger(items[0]):
        assert RANK[judged([better, *items[1:]])] >= before


# All claims together, from values in a folder.


@pytest.fixture
def folder(tmp_path, made_claims, made_values):
    write(tmp_path, {name: value.to_dict() for name, value in made_values.items()})
    return tmp_path


def write(folder, values):
    (folder / "02_test.json").write_text(json.dumps(values), "utf-8")


def change(folder, name, **changes):
    values = json.loads((folder / "02_test.json").read_text("utf-8"))
    values[name] |= changes
    write(folder, values)


def verdict_of(folder, name="C2"):
    return judge(folder).drop_duplicates("claim").set_index("claim").loc[name, "verdict"]


def test_every_claim_and_item_has_its_row(folder):
    table = judge(folder)
    assert table["claim"].tolist() == ["C1", "C2", "C2", "C3"]
    assert table["verdict"].tolist() == ["pending", "supported", "supported", "not testable"]
    items = table.dropna(subset=["item"])
    assert items["value"].tolist() == ["02_test:share", "02_test:ratio"]
    assert items["status"].tolist() == ["for", "for"]
    assert items["p_holm"].tolist() == holm(items["p"].tolist())
    assert (items["p_holm"] > items["p"]).any()


def test_verdict_follows_the_values(folder):
    change(folder, "share", value=0.4, low=0.35, high=0.45)
    assert verdict_of(folder) == "mixed"
    change(folder, "ratio", value=1.0, low=0.9, high=1.1)
    assert verdict_of(folder) == "contradicted"


def test_interval_that_holds_the_threshold(folder):
    change(folder, "share", value=0.6, low=0.45, high=0.75)
    assert verdict_of(folder) == "supported with limits"


def test_missing_value_names_notebook_value_and_claim(folder, made_values):
    write(folder, {"ratio": made_values["ratio"].to_dict()})
    with pytest.raises(StudyError) as error:
        judge(folder)
    assert error.value.title == "C2 rests on a value that 02_test doesn't have."
    assert error.value.expected == "share"


def test_missing_notebook_is_named(folder):
    (folder / "02_test.json").unlink()
    with pytest.raises(StudyError, match="The values of 02_test are not there"):
        judge(folder)


def test_written_verdicts_are_stable_and_read_back(folder):
    table, path = judge(folder), folder / "verdicts.csv"
    write_verdicts(table, path)
    written = path.read_bytes()
    back = read_verdicts(path)
    assert back["verdict"].tolist() == table["verdict"].tolist()
    assert back["n"].dtype == "Int64"
    write_verdicts(back, path)
    assert path.read_bytes() == written


def test_verdicts_that_are_not_there(tmp_path):
    with pytest.raises(StudyError, match="The verdicts are not there"):
        read_verdicts(tmp_path / "verdicts.csv")


def test_a_count_with_an_interval_is_tested_as_it_is():
    found = kept(20, 10, 30, unit="count")
    assert p_value(found, item(threshold=10)) == pytest.approx(0.05, rel=1e-6)
