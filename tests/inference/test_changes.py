"""A change between two independent samples, against a two-sample t test counted by hand."""

import math

import pandas as pd
import pytest
from scipy import stats

from analysis.errors import StudyError
from analysis.folding.cells import Cells, Design
from analysis.folding.collapse import collapse
from analysis.inference.changes import change
from analysis.inference.estimates import share
from analysis.words.bases import Base

TOLD = {"universe": "adults", "source": "waves"}


def wave(estimate: float, se: float, n: int, *flags: str, unit: str = "share") -> pd.Series:
    row = {"estimate": estimate, "se": se, "df": n - 1.0, "n": n, "flags": frozenset(flags)}
    return pd.Series(row | TOLD | {"unit": unit, "base": Base({"x": "asked"}, {"year": str(n)})})


def test_a_difference_is_welchs() -> None:
    before, after = wave(0.50, 0.04, 101), wave(0.38, 0.03, 201)
    row = change(before, after).set_index("measure").loc["difference"]
    se = 0.05  # sqrt(0.04 ** 2 + 0.03 ** 2)
    df = se**4 / (0.04**4 / 100 + 0.03**4 / 200)
    half = stats.t.ppf(0.975, df) * se
    found = row[["estimate", "se", "df", "low", "high"]].astype(float).tolist()
    assert found == pytest.approx([-0.12, se, df, -0.12 - half, -0.12 + half])
    assert row["n"] == 302


def test_a_ratio_is_symmetric_on_the_log_scale() -> None:
    row = change(wave(2.0, 0.2, 401), wave(1.5, 0.15, 401)).set_index("measure").loc["ratio"]
    assert row["estimate"] == pytest.approx(0.75)
    assert row["low"] * row["high"] == pytest.approx(0.75**2)
    assert row["se"] == pytest.approx(0.75 * math.sqrt(0.1**2 + 0.1**2))


def test_a_rare_share_of_either_wave_makes_a_change_of_the_intervals_of_both() -> None:
    ends = {"low": [0.01, 0.25], "high": [0.08, 0.35], "scale": ["beta", "logit"]}
    before, after = (
        pd.Series(wave(share, se, 200).to_dict() | {name: both[i] for name, both in ends.items()})
        for i, (share, se) in enumerate([(0.03, 0.012), (0.3, 0.025)])
    )
    found = change(before, after).set_index("measure")
    low = 0.27 - math.hypot(0.3 - 0.25, 0.08 - 0.03)
    high = 0.27 + math.hypot(0.35 - 0.3, 0.03 - 0.01)
    assert found.loc["difference", ["low", "high"]].tolist() == pytest.approx([low, high])
    low = 10 * math.exp(-math.hypot(math.log(0.3 / 0.25), math.log(0.08 / 0.03)))
    high = 10 * math.exp(math.hypot(math.log(0.35 / 0.3), math.log(0.03 / 0.01)))
    assert found.loc["ratio", ["low", "high"]].tolist() == pytest.approx([low, high])
    assert found["scale"].tolist() == ["mover", "mover_log"]


def test_waves_turned_round_give_the_change_turned_round() -> None:
    first, second = wave(0.3, 0.02, 500), wave(0.4, 0.03, 400)
    there, back = change(first, second), change(second, first)
    assert there["low"][0] == pytest.approx(-back["high"][0])
    assert there["low"][1] == pytest.approx(1 / back["high"][1])


def test_the_warnings_of_both_waves_are_kept() -> None:
    moved = change(wave(0.3, 0.2, 20, "small base", "imprecise"), wave(0.3, 0.2, 90, "imprecise"))
    assert moved["flags"].to_list() == [{"small base", "imprecise"}] * 2


def test_a_change_knows_both_bases() -> None:
    base = change(wave(0.3, 0.02, 500), wave(0.4, 0.03, 400)).loc[0, "base"]
    assert base.before.where == {"year": ("500",)}
    assert str(base) == "asked x; year = 500 -> asked x; year = 400"


def test_a_change_is_in_points_between_shares_only() -> None:
    shares = change(wave(0.3, 0.02, 500), wave(0.4, 0.03, 400))
    assert shares[["unit", "scale"]].to_numpy().tolist() == [
        ["points", "identity"],
        ["ratio", "log"],
    ]
    ratios = change(*(wave(x, 0.1, 400, unit="ratio") for x in (2.0, 1.5)), measure="difference")
    assert (ratios["unit"], ratios["scale"]) == ("ratio", "identity")


def test_one_measure_is_one_row() -> None:
    waves = wave(0.3, 0.02, 500), wave(0.4, 0.03, 400)
    row = change(*waves, "ratio")
    pd.testing.assert_series_equal(row, change(*waves).iloc[1])
    with pytest.raises(StudyError, match="expected: difference, ratio"):
        change(*waves, "odds_ratio")


def of_answers(yes: int, people: int = 50) -> pd.Series:
    rows = pd.DataFrame({"q": ["yes"] * yes + ["no"] * (people - yes)})
    cells = Cells(collapse(rows, ["q"], Design(None)), Design(None), "toy", "toys")
    return share(cells, "q").iloc[0]


@pytest.mark.parametrize(("before", "after"), [(0, 10), (10, 0), (0, 0)])
def test_from_nobody_or_to_nobody_there_is_a_difference_and_no_ratio(
    before: int, after: int
) -> None:
    waves = of_answers(before), of_answers(after)
    found = change(*waves).set_index("measure")
    gap, ratio = found.loc["difference"], found.loc["ratio"]
    assert gap["estimate"] == pytest.approx((after - before) / 50)
    assert gap["low"] <= gap["estimate"] <= gap["high"]
    assert gap["df"] >= 49
    # By hand: of two independent terms, the arms of the interval add up by Pythagoras.
    one, other = waves
    arms = after / 50 - other["low"], one["high"] - before / 50
    assert gap["estimate"] - gap["low"] == pytest.approx(math.hypot(*arms))
    assert ratio[["estimate", "se", "low", "high", "df"]].isna().all()
    with pytest.raises(StudyError, match=r"no ratio to an estimate of 0(.|\n)*difference"):
        change(*waves, "ratio")


def test_everybody_twice_is_no_change() -> None:
    found = change(of_answers(50), of_answers(50)).set_index("measure")
    assert found["estimate"].to_dict() == {"difference": 0, "ratio": 1}
    assert found["se"].to_list() == [0, 0]
    assert found["df"].to_list() == [49, 49]
    assert found.loc["difference", "low"] < 0 < found.loc["difference", "high"]
    assert found.loc["ratio", "low"] < 1 < found.loc["ratio", "high"]
