"""Verdicts by the rule, and the rule's properties on any evidence."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import StudyError
from analysis.judging import verdicts
from analysis.judging.claims import Item
from analysis.judging.rule import verdict_of_claim, verdict_of_part, voices
from analysis.judging.values import Value, Values
from analysis.judging.verdicts import (
    gather,
    gather_one,
    holm,
    judge,
    number_of_tests,
    p_value,
    read_verdicts,
    status,
    write_verdicts,
)

NAN = float("nan")


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
    ],
)
def test_side_of_the_threshold(low, high, above, below):
    surveyed = value((low + high) / 2, low, high)
    printed = value((low + high) / 2, least=low, most=high)
    for found in (surveyed, printed):
        assert status(found, "above", 0.5) == above
        assert status(found, "below", 0.5) == below


@pytest.mark.parametrize(
    ("bound", "least", "most", "above"),
    [
        ("lower", 0.51, None, "for"),
        ("lower", 0.4, None, "unclear"),
        ("upper", None, 0.49, "against"),
        ("upper", None, 0.7, "unclear"),
        ("upper", 0, 6.9, "unclear"),
    ],
)
def test_a_bound_speaks_one_way_only(bound, least, most, above):
    found = value(0.6, least=least, most=most, bound=bound)
    assert status(found, "above", 0.5) == above
    assert pd.isna(p_value(found, 0.5))


def test_interval_goes_before_the_range_of_the_digits():
    assert status(value(0.6, 0.45, 0.75, least=0.595, most=0.605), "above", 0.5) == "unclear"


def test_a_number_without_interval_or_range_decides_nothing():
    with pytest.raises(StudyError, match="Nothing says how sure the value 'x' is"):
        status(value(0.6), "above", 0.5)


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
    assert status(value(0.9, 0.8, 0.95, flags=frozenset(flags)), "above", 0.5) == expected


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
    found = p_value(kept(number, low, high, unit=unit, df=df), threshold)
    assert found == pytest.approx(0.05, rel=1e-6)


def test_p_value_by_hand():
    # log(2.7 / 1.5) = 0.587787; half of log(3.3) - log(2.2) = 0.202733; t(0.975; 64) = 1.997730
    found = p_value(kept(2.7, 2.2, 3.3, unit="ratio", df=64), 1.5)
    assert found == pytest.approx(2 * stats.t.sf(0.587787 / (0.202733 / 1.997730), 64), rel=1e-4)


@pytest.mark.parametrize(("scale", "unit"), [("mover", "points"), ("mover_log", "ratio")])
@pytest.mark.parametrize("end", ["low", "high"])
def test_an_interval_of_two_arms_is_tested_by_the_arm_on_the_threshold_s_side(scale, unit, end):
    ends = {"low": 0.9, "high": 9.0}
    found = value(2.0, **ends, unit=unit, scale=scale, se=0.8, df=40)
    assert p_value(found, ends[end]) == pytest.approx(0.05)
    assert p_value(found, 2.0) == 1


def test_a_rare_share_is_tested_with_the_people_it_counts_for():
    known = {"scale": "beta", "se": 0.005, "df": 299, "n": 300}
    found = value(0.03, 0.01, 0.06, **known, n_effective=250.0)
    low = stats.beta.ppf(0.025, 7.5, 243.5)
    assert p_value(found, low) == pytest.approx(0.05)
    assert p_value(value(0.03, 0.01, 0.06, **known), low) < 0.04


@pytest.mark.parametrize(("low", "high"), [(None, None), (0.9, 1.0), (0.0, 0.3)])
def test_no_p_value_without_a_half_width(low, high):
    assert pd.isna(p_value(kept(0.9, low, high), 0.5))


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
    clear = status(found, "above", threshold) != "unclear"
    assert clear == (p_value(found, threshold) < 0.05)


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

GRADES = ["D", "C", "B", "A-", "A"]
STATUSES = ["against", "unclear", "for"]
RANK = {
    "contradicted": -2,
    "contradicted with limits": -1,
    "mixed": 0,
    "unsettled": 0,
    "not measured": 0,
    "not testable": 0,
    "supported with limits": 1,
    "supported": 2,
}
TURNED = {"for": "against", "unclear": "unclear", "against": "for"}
MIRROR = {
    "supported": "contradicted",
    "supported with limits": "contradicted with limits",
    "contradicted": "supported",
    "contradicted with limits": "supported with limits",
}
evidence = st.fixed_dictionaries(
    {
        "status": st.sampled_from(STATUSES),
        "grade": st.sampled_from(GRADES),
        "p_adjusted": st.sampled_from([NAN, 0.01, 0.2]),
        "voice": st.sampled_from(["one", "two", "three"]),
        "proxy": st.sampled_from(["", "", "", "Near it."]),
    }
)
some = st.lists(evidence, min_size=1, max_size=6)
whole = st.lists(st.lists(evidence, max_size=4), min_size=1, max_size=4)


def judged(items):
    return verdict_of_part(pd.DataFrame(items, columns=[*one("for")]))


def judged_whole(parts):
    return verdict_of_claim(map(judged, parts))


def one(status, grade="A", p_adjusted=0.01, voice="one", proxy=""):
    return {
        "status": status,
        "grade": grade,
        "p_adjusted": p_adjusted,
        "voice": voice,
        "proxy": proxy,
    }


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([one("for")], "supported"),
        ([one("for", "A-")], "supported with limits"),
        ([one("for", p_adjusted=0.2)], "supported with limits"),
        ([one("for", "B", NAN)], "supported with limits"),
        ([one("for", "B", NAN), one("for", "B", NAN)], "supported with limits"),
        ([one("for", "B", NAN), one("for", "B", NAN, "two")], "supported"),
        ([one("for", "A-"), one("for", "B", NAN, "two")], "supported"),
        ([one("for"), one("unclear")], "unsettled"),
        ([one("for"), one("unclear", voice="two")], "supported with limits"),
        ([one("for", "C", NAN), one("for", "C", NAN, "two")], "supported with limits"),
        ([one("for"), one("against")], "unsettled"),
        ([one("for"), one("against", voice="two")], "mixed"),
        ([one("for"), one("against", voice="two", proxy="Near it.")], "supported"),
        ([one("for", proxy="Near it.")], "not measured"),
        ([one("unclear"), one("against", voice="two")], "contradicted with limits"),
        ([one("against"), one("against", "B", NAN, "two")], "contradicted"),
        ([one("unclear")], "unsettled"),
        ([one("for", "D")], "not measured"),
        ([], "not measured"),
    ],
)
def test_rule_on_cases(items, expected):
    assert judged(items) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["supported", "supported"], "supported"),
        (["supported", "supported with limits"], "supported with limits"),
        (["supported", "not measured"], "supported with limits"),
        (["supported with limits", "unsettled"], "supported with limits"),
        (["supported", "contradicted with limits"], "mixed"),
        (["mixed", "unsettled"], "mixed"),
        (["mixed", "supported"], "mixed"),
        (["contradicted", "contradicted"], "contradicted"),
        (["contradicted", "unsettled"], "contradicted with limits"),
        (["unsettled", "unsettled"], "unsettled"),
        (["unsettled", "not measured"], "unsettled"),
        (["not measured", "not measured"], "not testable"),
        ([], "not testable"),
    ],
)
def test_verdict_of_a_claim_follows_from_its_parts(parts, expected):
    assert verdict_of_claim(parts) == expected


def turned(items):
    return [item | {"status": TURNED[item["status"]]} for item in items]


@given(whole)
def test_turning_every_item_round_turns_every_verdict(parts):
    for items in parts:
        assert judged(turned(items)) == MIRROR.get(judged(items), judged(items))
    said = judged_whole(parts)
    assert judged_whole(map(turned, parts)) == MIRROR.get(said, said)


@given(whole, st.randoms())
def test_order_is_irrelevant(parts, random):
    shuffled = [random.sample(items, len(items)) for items in random.sample(parts, len(parts))]
    assert judged_whole(shuffled) == judged_whole(parts)


@given(some)
def test_an_item_said_twice_by_one_source_adds_nothing(items):
    assert judged([*items, items[0]]) == judged(items)
    assert judged(items * 2) == judged(items)


@given(some, evidence)
def test_proxies_and_grade_d_never_move_a_verdict(items, other):
    assert judged([*items, other | {"grade": "D"}]) == judged(items)
    assert judged([*items, other | {"proxy": "Near it."}]) == judged(items)


@given(some, evidence)
def test_grade_c_is_not_heard_beside_a_or_b(items, other):
    heard = [*items, one("for", "B", NAN)]
    assert judged([*heard, other | {"grade": "C"}]) == judged(heard)


def stronger(found):
    """List what would be stronger evidence for the claim than this item, one change each."""
    later = STATUSES[STATUSES.index(found["status"]) + 1 :]
    changes = [{"status": status} for status in later]
    if found["status"] == "for":
        changes += [{"p_adjusted": 0.01}]
        changes += [{"grade": grade} for grade in GRADES[GRADES.index(found["grade"]) + 1 :]]
    return [found | change for change in changes]


@given(whole.filter(lambda parts: parts[0]))
def test_stronger_evidence_never_weakens_a_verdict(parts):
    items, others = parts[0], parts[1:]
    part, claim = RANK[judged(items)], RANK[judged_whole(parts)]
    for better in stronger(items[0]):
        changed = [better, *items[1:]]
        assert RANK[judged(changed)] >= part
        assert RANK[judged_whole([changed, *others])] >= claim


# All claims together, from values in a folder.


@pytest.fixture
def folder(tmp_path, made_claims, made_values):
    write(tmp_path, {name: value.to_dict() for name, value in made_values.items()})
    return tmp_path


def write(folder, values):
    kept = {name: kept | {"name": name, "notebook": "02_test"} for name, kept in values.items()}
    (folder / "02_test.json").write_text(json.dumps(kept), "utf-8")


def change(folder, name, **changes):
    values = json.loads((folder / "02_test.json").read_text("utf-8"))
    values[name] |= changes
    write(folder, values)


def verdict_of(folder, name="C2"):
    return judge(folder).drop_duplicates("claim").set_index("claim").loc[name, "verdict"]


def test_every_claim_and_item_has_its_row(folder):
    table = judge(folder)
    assert table["claim"].tolist() == ["C1", "C2", "C2", "C3"]
    assert table["verdict"].tolist() == ["not testable", "supported", "supported", "not testable"]
    items = table.dropna(subset=["item"])
    assert items["value"].tolist() == ["02_test:share", "02_test:ratio"]
    assert items["status"].tolist() == ["for", "for"]
    assert items["p_holm"].tolist() == holm(items["p"].tolist())
    assert items["p_adjusted"].tolist() == (2 * items["p"]).tolist()
    assert (items["p_holm"] > items["p"]).any()


def test_proxies_are_counted_among_the_tests_only_where_they_are_asked_for(
    made_claims, monkeypatch
):
    near = Item(value="02_test:near", label="Near it", proxy="It only comes near.")
    part = made_claims[1].parts[0]
    claim = made_claims[1].model_copy(
        update={"parts": [part.model_copy(update={"items": [*part.items, near]})]}
    )
    monkeypatch.setattr(verdicts, "claims", lambda: (claim,))
    assert (number_of_tests(), number_of_tests(proxies=True)) == (1, 2)


def test_an_easier_threshold_is_lower_for_more_than_it_and_higher_for_less(
    folder, made_claims, made_values
):
    for easier, thresholds in {0: [0.5, 1.25], 0.1: [0.45, 1.125], -0.1: [0.55, 1.375]}.items():
        found = gather(folder, easier=easier).dropna(subset=["item"])["threshold"]
        assert found.tolist() == pytest.approx(thresholds)
    part = made_claims[1].parts[0].model_copy(update={"side": "below"})
    alone = gather_one(made_claims[1], {"02_test": made_values})
    assert alone["threshold"].tolist() == [0.5, 1.25]
    below = made_claims[1], part, part.items[0], made_values
    assert verdicts.evidence(*below)["threshold"] == 0.5
    assert verdicts.evidence(*below, easier=0.1)["threshold"] == pytest.approx(0.55)


def test_a_source_whose_items_disagree_is_unclear():
    items = pd.DataFrame({"voice": ["a", "a", "b"], "status": ["for", "against", "for"]})
    assert voices(items) == ["unclear", "for"]


def test_verdict_follows_the_values(folder):
    change(folder, "share", value=0.4, low=0.35, high=0.45)
    assert verdict_of(folder) == "mixed"
    change(folder, "ratio", value=0.9, low=0.73, high=1.1)
    assert verdict_of(folder) == "contradicted"


def test_interval_that_holds_the_threshold(folder):
    change(folder, "share", value=0.6, low=0.45, high=0.75)
    assert verdict_of(folder) == "supported with limits"


def test_value_in_another_unit_than_its_part_is_refused(folder):
    change(folder, "share", unit="ratio")
    with pytest.raises(StudyError, match="C2 rests on a value in another unit"):
        judge(folder)


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
    assert p_value(found, 10) == pytest.approx(0.05, rel=1e-6)
