"""Estimates on designs that can be counted by hand, and on people against their own cells."""

import math
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import svy
from scipy import stats

from analysis.errors import StudyError
from analysis.folding.cells import Cells, Design
from analysis.inference.changes import change
from analysis.inference.estimates import compare, composition, share
from analysis.inference.flags import flags
from analysis.inference.models import independence, logit
from analysis.words.bases import Base
from helpers import WEIGHTS_ONLY, cells_of, people

CLUSTERED = Design("weight", "stratum", "psu", "center")
STRATIFIED = Design("weight", "stratum")
# People against cells: what the whole study rests on.

REFERENCE = {"sex": "men", "education": "upper_secondary"}


def simulated(seed: int, n: int = 1500) -> pd.DataFrame:
    """People whose answers depend on their education and on their town."""
    draw = np.random.default_rng(seed)
    stratum, psu = draw.integers(1, 7, n), draw.integers(1, 5, n)
    level = draw.integers(0, 3, n)
    chance = 1 / (1 + np.exp(1 - 0.6 * level - 0.3 * np.sin(stratum * 10 + psu)))
    answer = np.where(draw.random(n) < chance, "yes", "no")
    unsure = draw.random(n)
    answer = np.select([unsure < 0.05, unsure < 0.1], ["dont_know", "not_asked"], answer)
    return pd.DataFrame(
        {
            "stratum": stratum,
            "psu": psu,
            "on_linkedin": answer,
            "sex": draw.choice(["men", "women", "no_answer"], n, p=[0.48, 0.48, 0.04]),
            "education": np.array(["upper_secondary", "short_tertiary", "bachelor"])[level],
            "weight": draw.lognormal(0, 0.6, n),
        }
    )


def on_the_rows(rows: pd.DataFrame, design: Design, base: pd.Series) -> svy.Sample:
    rows = rows.assign(base=base, member=(rows["on_linkedin"] == "yes").astype(int))
    return svy.Sample(
        pl.from_pandas(rows),
        svy.Design(
            wgt="weight", stratum=design.stratum, psu=design.psu, singleton=design.singleton
        ),
    )


@pytest.fixture(
    params=[CLUSTERED, STRATIFIED, WEIGHTS_ONLY], ids=["clustered", "stratified", "weights only"]
)
def both(request: pytest.FixtureRequest) -> tuple[svy.Sample, Cells]:
    """The same people, row by row in svy's hands and folded into cells."""
    rows = simulated(seed=2016)
    unknown = [name for name in ("stratum", "psu") if getattr(request.param, name) is None]
    kept = rows.drop(columns=unknown)
    cells = cells_of(kept, request.param)
    assert len(cells.frame) < len(rows) / 2
    base = (rows["on_linkedin"] != "not_asked") & rows["sex"].isin(["men", "women"])
    return on_the_rows(kept, request.param, base), cells


def assert_same(ours: pd.DataFrame, svys: pd.DataFrame, names: dict[str, str]) -> None:
    for mine, theirs in names.items():
        np.testing.assert_allclose(
            ours[mine].astype(float), svys[theirs].astype(float), rtol=1e-9, err_msg=mine
        )


INTERVAL = {"low": "lci", "high": "uci", "df": "df"}


def test_shares_from_cells_are_those_of_the_people(both: tuple[svy.Sample, Cells]) -> None:
    sample, cells = both
    prop = sample.estimation.prop("member", by=("sex",), where=svy.col("base"), ci_method="logit")
    svys = prop.to_polars().to_pandas()
    svys = svys[svys["member"].astype(int) == 1].sort_values("sex")
    ours = share(cells, "on_linkedin", by="sex")
    assert ours["sex"].tolist() == svys["sex"].tolist() == ["men", "women"]
    assert_same(ours, svys, {"estimate": "est", "se": "se", "n": "n"} | INTERVAL)


def test_contrasts_from_cells_are_those_of_the_people(both: tuple[svy.Sample, Cells]) -> None:
    sample, cells = both
    men, women = svy.estd("men"), svy.estd("women")
    contrasts = {
        "difference": women - men,
        "ratio": women.log() - men.log(),
        "odds_ratio": (women / (1 - women)).log() - (men / (1 - men)).log(),
    }
    means = sample.estimation.mean("member", by="sex", where=svy.col("base"))
    svys = means.contrast(contrasts).to_polars().to_pandas().set_index("contrast").loc[[*contrasts]]
    ours = compare(cells, "on_linkedin", "sex", focus="women", reference="men")
    assert ours["measure"].tolist() == [*contrasts]
    logged = svys.assign(est=np.exp(svys["est"]), lci=np.exp(svys["lci"]), uci=np.exp(svys["uci"]))
    logged["se"] *= logged["est"]
    logged.loc["difference"] = svys.loc["difference"]
    # Two groups of people drawn one by one have degrees of freedom of their own: see below.
    tested = {"p": "p_value"} | INTERVAL if cells.design.clusters else {}
    assert_same(ours, logged, {"estimate": "est", "se": "se"} | tested)


def test_people_drawn_one_by_one_are_two_samples() -> None:
    """Satterthwaite's degrees of freedom, as for two waves; counted by hand for two of 40 and 8."""
    rows = people(
        on_linkedin=["yes", "no"] * 20 + ["yes"] * 2 + ["no"] * 6, sex=["men"] * 40 + ["women"] * 8
    )
    cells = cells_of(rows)
    groups = share(cells, "on_linkedin", by="sex").set_index("sex")
    found = compare(cells, "on_linkedin", "sex", focus="women", reference="men")
    changed = change(groups.loc["men"], groups.loc["women"]).set_index("measure")
    found = found.set_index("measure")
    np.testing.assert_allclose(found["df"].iloc[:2], changed["df"])
    # Variances p (1 - p) / n: 0.25 / 40 and 0.1875 / 8, with 39 and 7 degrees of freedom.
    parts = np.array([0.00625, 0.0234375])
    by_hand = parts.sum() ** 2 / (parts**2 / [39, 7]).sum()
    assert found.loc["difference", "df"] == pytest.approx(by_hand)
    # For the log of the odds, 1 / (n p (1 - p)): 1 / 10 and 1 / 1.5.
    parts = np.array([1 / 10, 1 / 1.5])
    by_hand = parts.sum() ** 2 / (parts**2 / [39, 7]).sum()
    assert found.loc["odds_ratio", "df"] == pytest.approx(by_hand)


def test_a_regression_on_cells_is_that_of_the_people(both: tuple[svy.Sample, Cells]) -> None:
    sample, cells = both
    factors = [svy.Cat(name, ref=reference) for name, reference in REFERENCE.items()]
    fit = sample.glm.fit(y="member", x=factors, family="binomial", where=svy.col("base"))
    ours = logit(cells, "on_linkedin", REFERENCE)
    svys = fit.to_polars().to_pandas().set_index("term")
    svys = svys.loc[[f"{row.factor}_{row.level}" for row in ours.itertuples()]]
    names = {"log_odds": "estimate", "se_log_odds": "std_err", "p": "p_value", "df": "df"}
    assert len(ours) == 3
    assert_same(ours, svys, names)
    assert_same(np.log(ours[["low", "high"]]), svys, {"low": "conf_low", "high": "conf_high"})


def test_a_test_on_cells_is_that_of_the_people(both: tuple[svy.Sample, Cells]) -> None:
    sample, cells = both
    table = sample.categorical.tabulate("sex", "member", where=svy.col("base"))
    ours = independence(cells, "on_linkedin", "sex").iloc[0]
    svys = [getattr(table.stats.f, name) for name in ("value", "df_num", "df_den", "p_value")]
    mine = ours[["statistic", "df_num", "df_den", "p"]].astype(float)
    np.testing.assert_allclose(mine, svys, rtol=1e-9)


# Designs that can be counted by hand.

EQUAL = people(on_linkedin=["yes"] * 12 + ["no"] * 28)


def test_equal_weights_give_the_textbook_standard_error_and_interval() -> None:
    found = share(cells_of(EQUAL), "on_linkedin").iloc[0]
    error = math.sqrt(0.3 * 0.7 / 39)
    assert (found["n"], found["n_weighted"], found["df"]) == (40, 80, 39)
    assert found["estimate"] == pytest.approx(0.3)
    assert found["se"] == pytest.approx(error)
    assert found["n_effective"] == pytest.approx(39)
    middle, reach = math.log(0.3 / 0.7), stats.t.ppf(0.975, 39) * error / (0.3 * 0.7)
    low, high = (1 / (1 + math.exp(-end)) for end in (middle - reach, middle + reach))
    assert (found["low"], found["high"]) == (pytest.approx(low), pytest.approx(high))


def test_people_count_for_no_more_than_their_weights_let_them() -> None:
    """One yes that weighs little: its variance promises more people than there are."""
    rows = people(on_linkedin=["yes"] + ["no"] * 59).assign(weight=[0.1] + [1.0] * 39 + [4.0] * 20)
    found = share(cells_of(rows), "on_linkedin").iloc[0]
    even = rows["weight"].sum() ** 2 / (rows["weight"] ** 2).sum()
    assert found["estimate"] * (1 - found["estimate"]) / found["se"] ** 2 > 10 * even
    assert found["n_effective"] == pytest.approx(even)
    yes = even * found["estimate"]
    high = stats.beta.ppf(0.975, yes + 1, even - yes)
    assert (found["scale"], found["high"]) == ("beta", pytest.approx(high))


def test_unequal_weights_give_the_linearised_standard_error() -> None:
    rows = people(on_linkedin=["yes", "no", "no", "yes"]).assign(weight=[1.0, 2, 3, 4])
    found = share(cells_of(rows), "on_linkedin").iloc[0]
    # Residuals w (y - 1/2) / 10 are 0.05, -0.1, -0.15 and 0.2; their squares add up to 0.075.
    assert found["estimate"] == pytest.approx(0.5)
    assert found["se"] == pytest.approx(math.sqrt(4 / 3 * 0.075))


TOWNS = pd.DataFrame(
    {
        "stratum": 1,
        "psu": [1, 1, 2, 2, 3, 3],
        "sex": ["men", "men", "men", "women", "women", "women"],
        "on_linkedin": ["yes", "no", "yes", "no", "yes", "no"],
        "weight": [1.0, 2, 3, 1, 1, 1],
    }
)


@pytest.mark.parametrize("how", ["where", "by"])
def test_a_subgroup_is_a_domain_of_the_whole_design(how: str) -> None:
    """No man lives in town 3: it counts as a PSU whose total is zero."""
    cells = cells_of(TOWNS, CLUSTERED)
    asked: dict[str, Any] = {"by": "sex"} if how == "by" else {"where": {"sex": "men"}}
    men = share(cells, "on_linkedin", **asked).iloc[0]
    alone = share(cells_of(TOWNS[TOWNS["sex"] == "men"], CLUSTERED), "on_linkedin").iloc[0]
    assert men["estimate"] == alone["estimate"] == pytest.approx(4 / 6)
    # Town totals of w (y - 2/3) / 6 are -1/6, 1/6 and, in the domain, 0.
    assert men["se"] == pytest.approx(math.sqrt(3 / 2 * 2 / 36))
    assert alone["se"] == pytest.approx(math.sqrt(2 / 1 * 2 / 36))


def test_a_stratum_with_one_psu_needs_a_stated_rule() -> None:
    lonely = TOWNS.assign(stratum=[1, 1, 1, 1, 2, 2])
    with pytest.raises(StudyError, match=r"single PSU(.|\n)*singleton='center'"):
        share(cells_of(lonely, Design("weight", "stratum", "psu")), "on_linkedin")
    found = share(cells_of(lonely, CLUSTERED), "on_linkedin").iloc[0]
    # Town totals of w (y - 5/9) are -2/3, 7/9 and -1/9; with "center" the single town of
    # stratum 2 is compared with the mean of all towns, which is 0.
    spread = 2 * 2 * (13 / 18) ** 2 + (1 / 9) ** 2
    assert found["se"] == pytest.approx(math.sqrt(spread) / 9)


KINDS = people(
    on_linkedin=["yes"] * 4 + ["no"] * 2 + ["dont_know", "refused", "no_answer"] + ["not_asked"] * 7
)


@pytest.mark.parametrize(("base", "n", "estimate"), [("asked", 9, 4 / 9), ("answered", 6, 4 / 6)])
def test_who_does_not_know_was_asked_and_who_was_not_asked_never_counts(
    base: Any, n: int, estimate: float
) -> None:
    found = share(cells_of(KINDS), "on_linkedin", base=base).iloc[0]
    assert (found["n"], found["estimate"]) == (n, pytest.approx(estimate))
    assert found["base"] == Base({"on_linkedin": base})
    assert (found["source"], found["universe"]) == ("toy", "toys")


GROUPS = people(
    on_linkedin=["yes", "no"] * 10 + ["yes"] * 15 + ["no"] * 5 + ["yes"] * 2,
    sex=["women"] * 20 + ["men"] * 20 + ["refused"] * 2,
    education=["bachelor", "bachelor", "upper_secondary", "short_tertiary"] * 10 + ["bachelor"] * 2,
)


def test_groups_come_in_the_order_of_the_vocabulary_without_the_unknown() -> None:
    cells = cells_of(GROUPS)
    before = cells.frame.copy(deep=True)
    found = share(cells, "on_linkedin", by=["sex", "education"])
    assert found["sex"].tolist() == ["men"] * 3 + ["women"] * 3
    assert found["education"].tolist() == ["upper_secondary", "short_tertiary", "bachelor"] * 2
    assert found["n"].tolist() == [5, 5, 10] * 2
    groups = found[["sex", "education"]].to_dict("records")
    assert found["base"].tolist() == [Base({"on_linkedin": "asked"}, group) for group in groups]
    pd.testing.assert_frame_equal(cells.frame, before)


@pytest.mark.parametrize("by", ["education", ["education", "sex"]])
def test_rows_are_numbered_from_nought_in_the_order_shown(by: Any) -> None:
    for found in (
        share(cells_of(GROUPS), "on_linkedin", by=by),
        composition(cells_of(GROUPS), "on_linkedin", by=by),
    ):
        assert found.index.tolist() == [*range(len(found))]
        assert found.loc[0, "education"] == "upper_secondary"


def test_levels_of_a_subpopulation_are_pooled() -> None:
    levels = ["short_tertiary", "bachelor"]
    found = share(cells_of(GROUPS), "on_linkedin", where={"education": levels, "sex": "men"})
    assert found.loc[0, "n"] == 15
    assert found.loc[0, "base"] == Base(
        {"on_linkedin": "asked"}, {"education": levels, "sex": "men"}
    )


@pytest.mark.parametrize("by", [(), "sex", ["sex", "on_linkedin"]])
def test_a_composition_adds_up_to_one(by: Any) -> None:
    found = composition(cells_of(GROUPS), "education", by=by)
    groups = [by] if isinstance(by, str) else list(by)
    totals = found.groupby(groups, observed=True)["estimate"].sum() if groups else None
    totals = [found["estimate"].sum()] if totals is None else totals.to_list()
    assert totals == [pytest.approx(1)] * max(1, 2 ** len(groups))
    assert found.columns[: len(groups) + 1].tolist() == [*groups, "education"]
    assert found["education"].tolist()[:3] == ["upper_secondary", "short_tertiary", "bachelor"]


def test_among_all_asked_a_composition_leaves_room_for_missing_answers() -> None:
    found = composition(cells_of(KINDS), "on_linkedin", base="asked")
    assert found["estimate"].sum() == pytest.approx(6 / 9)


# Shares of 0 and 1.

CLOPPER_PEARSON_10 = 1 - 0.025**0.1
"""Exact upper limit of a share when none of ten people said yes."""


@pytest.mark.parametrize(
    ("answer", "estimate", "low", "high"),
    [("yes", 1, 1 - CLOPPER_PEARSON_10, 1), ("no", 0, 0, CLOPPER_PEARSON_10)],
)
def test_when_all_answer_alike_the_interval_is_exact(
    answer: str, estimate: float, low: float, high: float
) -> None:
    found = share(cells_of(people(on_linkedin=[answer] * 10)), "on_linkedin")
    assert len(found) == 1
    assert found.loc[0, ["estimate", "low", "high"]].tolist() == pytest.approx(
        [estimate, low, high]
    )


def test_extreme_groups_keep_their_row_and_their_interval_inside_0_and_1() -> None:
    rows = people(
        on_linkedin=["yes"] * 10 + ["no"] * 10 + ["yes", "no"] * 5,
        education=["bachelor"] * 10 + ["upper_secondary"] * 10 + ["short_tertiary"] * 10,
    )
    found = share(cells_of(rows), "on_linkedin", by="education")
    assert found["estimate"].tolist() == pytest.approx([0, 0.5, 1])
    assert found["high"].tolist()[0] == pytest.approx(CLOPPER_PEARSON_10)
    assert found["low"].tolist()[2] == pytest.approx(1 - CLOPPER_PEARSON_10)
    assert (found["low"] >= 0).all()
    assert (found["high"] <= 1).all()


@pytest.mark.parametrize("design", [CLUSTERED, WEIGHTS_ONLY], ids=["clustered", "weights only"])
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_the_interval_of_an_extreme_share_is_that_of_the_people(
    answer: str, design: Design
) -> None:
    rows = simulated(seed=4, n=300)
    rows["on_linkedin"] = rows["on_linkedin"].where(rows["sex"] != "women", answer)
    kept = rows if design == CLUSTERED else rows.drop(columns=["stratum", "psu"])
    base = (rows["on_linkedin"] != "not_asked") & rows["sex"].isin(["men", "women"])
    prop = on_the_rows(kept, design, base).estimation.prop(
        "member", by=("sex",), where=svy.col("base"), ci_method="korn-graubard"
    )
    table = prop.to_polars().to_pandas()
    given = table["member"].astype(int) == (answer == "yes")
    svys = table[(table["sex"] == "women") & given].iloc[0]
    ours = share(cells_of(kept, design), "on_linkedin", by="sex").set_index("sex").loc["women"]
    assert (svys["est"], ours["estimate"]) == (1, answer == "yes")
    limits = (ours["low"], ours["high"])
    mine = limits if answer == "yes" else [1 - limit for limit in reversed(limits)]
    if design == WEIGHTS_ONLY:
        np.testing.assert_allclose([*mine], [svys["lci"], svys["uci"]], rtol=1e-9)
        return
    # svy counts everybody, as though people of one cluster told as much as others.
    women = kept[base & (kept["sex"] == "women")]
    clumps = women.groupby(["stratum", "psu"]).size()
    alike = len(women) / (1 + 0.1 * ((clumps**2).sum() / len(women) - 1))
    lost = (stats.t.ppf(0.975, len(women) - 1) / stats.t.ppf(0.975, ours["df"])) ** 2
    assert [*mine] == [pytest.approx(0.025 ** (1 / (alike * lost))), 1]
    assert ours["n_effective"] == pytest.approx(alike)
    assert mine[0] < svys["lci"] - 0.01


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_uneven_weights_and_clusters_leave_extremes_extreme(answer: str) -> None:
    rows = simulated(seed=3).assign(on_linkedin=answer)
    found = share(cells_of(rows, CLUSTERED), "on_linkedin", by="education")
    assert found["estimate"].tolist() == [float(answer == "yes")] * 3
    assert (found["low"] >= 0).all()
    assert (found["high"] <= 1).all()
    assert (found["high"] - found["low"]).between(0.001, 0.1).all()


# Flags.


SOUND = {"estimate": 0.5, "low": 0.4, "high": 0.6, "n": 30, "n_effective": 30, "df": 8}


@pytest.mark.parametrize(
    ("unit", "changed", "expected"),
    [
        ("share", {}, set()),
        ("share", {"n": 29}, {"small base"}),
        ("share", {"n_effective": 29.9}, {"small base"}),
        ("share", {"n_effective": math.nan}, set()),
        ("share", {"df": 7.9}, {"few PSUs"}),
        ("share", {"low": 0.3, "high": 0.601}, {"wide"}),
        ("share", {"low": math.nan, "high": math.nan}, set()),
        # 5 points wide are never too wide; 13 are, beside 10 %, and beside 90 %.
        ("share", {"estimate": 0.02, "low": 0.001, "high": 0.05}, set()),
        ("share", {"estimate": 0.10, "low": 0.05, "high": 0.179}, set()),
        ("share", {"estimate": 0.10, "low": 0.05, "high": 0.181}, {"imprecise"}),
        ("share", {"estimate": 0.90, "low": 0.819, "high": 0.95}, {"imprecise"}),
        ("points", {"estimate": 0.0, "low": -0.14, "high": 0.15}, set()),
        ("points", {"estimate": 0.0, "low": -0.16, "high": 0.15}, {"wide"}),
        ("ratio", {"estimate": 3.1, "low": 1.0, "high": 10.0}, set()),
        ("ratio", {"estimate": 3.1, "low": 0.99, "high": 10.0}, {"wide"}),
        (
            "share",
            {"n": 1, "df": 0, "low": 0.0, "high": 1.0},
            {"small base", "few PSUs", "wide", "imprecise"},
        ),
    ],
)
def test_the_rule_of_flags_at_its_limits(
    unit: str, changed: dict[str, float], expected: set[str]
) -> None:
    assert flags(unit, **(SOUND | changed)) == expected


@pytest.mark.parametrize(
    ("half", "expected"),
    [(25, set()), (15, {"wide", "small base"}), (14, {"wide", "small base"})],
)
def test_a_share_bears_its_flag(half: int, expected: set[str]) -> None:
    found = share(cells_of(people(on_linkedin=["yes", "no"] * half)), "on_linkedin")
    assert found["flags"].tolist() == [expected]


def test_people_count_as_they_weigh() -> None:
    rows = people(on_linkedin=["yes", "no"] * 20, weight=[9.0, 9.0] + [1.0] * 38)
    found = share(cells_of(rows), "on_linkedin").iloc[0]
    assert (found["n"], "small base" in found["flags"]) == (40, True)


def test_a_comparison_bears_the_flag_of_its_smaller_group() -> None:
    rows = people(
        on_linkedin=["yes", "no"] * 14 + ["no", "yes"] * 100,
        sex=["men"] * 28 + ["women"] * 200,
    )
    found = compare(cells_of(rows), "on_linkedin", "sex", focus="men", reference="women")
    assert found["n"].unique().tolist() == [228]
    assert found[["n_focus", "n_reference"]].to_numpy().tolist() == [[28, 200]] * 3
    assert all("small base" in reasons for reasons in found["flags"])


def test_estimates_from_volunteers_are_marked() -> None:
    rows = people(weight=None, on_linkedin=["yes", "no"] * 40, sex=["men"] * 40 + ["women"] * 40)
    cells = cells_of(rows, Design(weight=None))
    tables = [
        share(cells, "on_linkedin"),
        compare(cells, "on_linkedin", "sex", focus="men", reference="women"),
        composition(cells, "sex"),
        logit(cells, "on_linkedin", {"sex": "men"}),
    ]
    assert all("sample only" in reasons for table in tables for reasons in table["flags"])
    few = share(cells, "on_linkedin", where={"sex": "men"}, by="sex")
    assert few.loc[0, "flags"] == {"sample only", "wide"}  # 40 men, half of them members
    assert few.loc[0, "se"] == pytest.approx(math.sqrt(0.25 / 40 * 80 / 79))


# Comparisons, regressions, tests.

TWO_BY_TWO = people(
    on_linkedin=["yes"] * 10 + ["no"] * 30 + ["yes"] * 25 + ["no"] * 15,
    sex=["men"] * 40 + ["women"] * 40,
)


def test_a_comparison_gives_the_three_measures_counted_by_hand() -> None:
    found = compare(cells_of(TWO_BY_TWO), "on_linkedin", "sex", focus="women", reference="men")
    measures = dict(zip(found["measure"], found["estimate"], strict=True))
    assert measures == {
        "difference": pytest.approx(0.625 - 0.25),
        "ratio": pytest.approx(0.625 / 0.25),
        "odds_ratio": pytest.approx((25 / 15) / (10 / 30)),
    }
    # Two groups of a simple random sample: variances p (1 - p) / 40 add up, times 80 / 79.
    variance = (0.625 * 0.375 + 0.25 * 0.75) / 40 * 80 / 79
    assert found.loc[0, "se"] == pytest.approx(math.sqrt(variance))


def test_intervals_of_ratios_are_symmetric_on_the_log_scale() -> None:
    twice = cells_of(pd.concat([TWO_BY_TWO] * 2))
    found = compare(twice, "on_linkedin", "sex", focus="women", reference="men")
    ratio = found.set_index("measure").loc["ratio"]
    # Delta method: the relative variances (1 - p) / (80 p) of the two shares add up.
    error = math.sqrt((0.375 / 0.625 + 0.75 / 0.25) / 80 * 160 / 159)
    reach = stats.t.ppf(0.975, ratio["df"]) * error
    assert ratio["low"] == pytest.approx(2.5 * math.exp(-reach))
    assert ratio["high"] == pytest.approx(2.5 * math.exp(reach))
    assert ratio["se"] == pytest.approx(2.5 * error)


def test_few_answers_of_a_kind_make_comparisons_of_the_intervals_of_the_shares() -> None:
    """MOVER, on each scale; people drawn one by one, so that the two groups are independent."""
    cells = cells_of(TWO_BY_TWO)  # ten men said yes, who count as 10 * 79 / 80
    found = compare(cells, "on_linkedin", "sex", focus="women", reference="men")
    shares = share(cells, "on_linkedin", by="sex").set_index("sex").loc[["women", "men"]]
    assert shares["scale"].tolist() == ["logit", "beta"]
    moves = {"difference": float, "ratio": math.log, "odds_ratio": lambda p: math.log(p / (1 - p))}
    for row in found.itertuples():
        move = moves[row.measure]
        one, other = (
            [move(group[end]) for end in ("estimate", "low", "high")]
            for _sex, group in shares.iterrows()
        )
        below = math.hypot(one[0] - one[1], other[2] - other[0])
        above = math.hypot(one[2] - one[0], other[0] - other[1])
        ends = one[0] - other[0] - below, one[0] - other[0] + above
        back = float if row.measure == "difference" else math.exp
        assert (row.low, row.high) == tuple(pytest.approx(back(end)) for end in ends)
    assert found["scale"].tolist() == ["mover", "mover_log", "mover_log"]


def test_few_answers_in_clusters_mind_what_both_groups_share() -> None:
    """Both groups answer by town: their shares go together, and the difference varies less."""
    rows = simulated(seed=6, n=400)
    town = rows["stratum"] * 10 + rows["psu"]
    rows["on_linkedin"] = np.where(town % 7 == 0, "yes", "no")
    found = compare(cells_of(rows, CLUSTERED), "on_linkedin", "sex", focus="women", reference="men")
    shares = share(cells_of(rows, CLUSTERED), "on_linkedin", by="sex").set_index("sex")
    one, other = shares.loc["women"], shares.loc["men"]
    row = found.set_index("measure").loc["difference"]
    apart = one["se"] ** 2 + other["se"] ** 2
    r = (apart - row["se"] ** 2) / (2 * one["se"] * other["se"])
    assert r > 0.5
    arms = one["estimate"] - one["low"], other["high"] - other["estimate"]
    below = math.sqrt(arms[0] ** 2 + arms[1] ** 2 - 2 * r * arms[0] * arms[1])
    assert row["scale"] == "mover"
    assert row["low"] == pytest.approx(row["estimate"] - below)
    assert below < math.hypot(*arms)


def test_clusters_that_answer_alike_still_give_an_interval() -> None:
    """In each PSU one woman of two said yes: no variance is seen, and not none is told."""
    rows = people(
        on_linkedin=["yes", "no"] * 8 + ["yes"] * 3 + ["no"] * 13, sex=["women"] * 16 + ["men"] * 16
    ).assign(stratum=[1] * 8 + [2] * 8 + [1, 2] * 8, psu=[1, 1, 2, 2, 3, 3, 4, 4] * 4)
    found = compare(cells_of(rows, CLUSTERED), "on_linkedin", "sex", focus="women", reference="men")
    assert found["scale"].tolist() == ["mover", "mover_log", "mover_log"]
    assert (found["low"] < found["estimate"] - 0.1).all()
    assert (found["high"] > found["estimate"] + 0.1).all()


def test_the_regression_on_one_factor_gives_the_odds_ratio_of_the_comparison() -> None:
    cells = cells_of(simulated(seed=5), CLUSTERED)
    odds = logit(cells, "on_linkedin", {"sex": "men"}).iloc[0]
    pair = compare(cells, "on_linkedin", "sex", focus="women", reference="men")
    ratio = pair.set_index("measure").loc["odds_ratio"]
    assert odds["estimate"] == pytest.approx(ratio["estimate"], rel=1e-8)
    assert odds["se"] == pytest.approx(ratio["se"], rel=1e-6)
    assert odds["n"] == ratio["n"]
    assert (odds["factor"], odds["level"], odds["reference"]) == ("sex", "women", "men")


def test_the_test_of_independence_on_a_simple_random_sample_is_pearsons() -> None:
    found = independence(cells_of(TWO_BY_TWO), "on_linkedin", "sex").iloc[0]
    pearson = stats.chi2_contingency([[10, 30], [25, 15]], correction=False).statistic
    assert found["statistic"] == pytest.approx(pearson * 79 / 80)
    assert (found["df_num"], found["df_den"], found["n"]) == (1, 79, 80)
    assert found["p"] == pytest.approx(stats.f.sf(found["statistic"], 1, 79))


# Questions that make no sense.

MEN = {"focus": "men", "reference": "women"}
REFUSED = {
    "level of the outcome": (share, ("on_linkedin",), {"level": "maybe"}, "no level maybe"),
    "level of where": (share, ("on_linkedin",), {"where": {"sex": "man"}}, "no level man"),
    "variable": (share, ("on_facebook",), {}, "have no on_facebook"),
    "variable of where": (share, ("sex",), {"level": "men", "where": {"age": "9"}}, "have no age"),
    "nobody": (share, ("on_linkedin",), {"where": {"sex": "another_gender"}}, "Nobody is in the"),
    "focus": (compare, ("on_linkedin", "sex"), MEN | {"focus": "man"}, "no level man"),
    "reference": (compare, ("on_linkedin", "sex"), MEN | {"reference": "man"}, "no level man"),
    "reference of a factor": (logit, ("on_linkedin", {"sex": "man"}), {}, "no level man"),
    "empty group": (
        compare,
        ("on_linkedin", "sex"),
        MEN | {"reference": "another_gender"},
        r"nothing to compare among sex = another_gender(.|\n)*got: 0 people",
    ),
    "group all alike": (
        compare,
        ("on_linkedin", "education"),
        {"focus": "bachelor", "reference": "upper_secondary"},
        r"nothing to compare among education = bachelor(.|\n)*got: 40 people, 1 answer",
    ),
    "one group": (
        independence,
        ("on_linkedin", "sex"),
        {"where": {"sex": "men"}},
        "nothing to compare among asked on_linkedin",
    ),
    "one answer": (
        independence,
        ("on_linkedin", "sex"),
        {"where": {"education": "bachelor"}},
        "nothing to compare among asked on_linkedin",
    ),
    "separated": (
        logit,
        ("on_linkedin", {"education": "upper_secondary"}),
        {},
        r"no solution to rely on(.|\n)*'education_bachelor'",
    ),
}


@pytest.mark.parametrize(("function", "args", "named", "told"), REFUSED.values(), ids=REFUSED)
def test_bad_questions_get_an_error_and_no_number(
    function: Any, args: tuple, named: dict[str, Any], told: str
) -> None:
    rows = people(
        on_linkedin=["yes"] * 40 + ["yes", "no"] * 20,
        sex=["men", "women", "women", "men"] * 20,
        education=["bachelor"] * 40 + ["upper_secondary"] * 40,
    )
    with pytest.raises(StudyError, match=told) as error:
        function(cells_of(rows), *args, **named)
    assert error.value.expected


def test_every_row_knows_its_unit_and_the_scale_of_its_interval() -> None:
    cells = cells_of(pd.concat([GROUPS] * 3))
    table = compare(cells, "on_linkedin", "sex", focus="men", reference="women")
    assert table[["measure", "unit", "scale"]].to_numpy().tolist() == [
        ["difference", "points", "identity"],
        ["ratio", "ratio", "log"],
        ["odds_ratio", "ratio", "log"],
    ]
    shares, odds = share(cells, "on_linkedin"), logit(cells, "on_linkedin", {"sex": "men"})
    assert shares.loc[0, ["unit", "scale"]].to_list() == ["share", "logit"]
    assert odds.loc[0, ["unit", "scale"]].to_list() == ["ratio", "log"]


def test_a_comparison_of_one_measure_is_its_row() -> None:
    groups: Any = {"group": "sex", "focus": "men", "reference": "women"}
    table = compare(cells_of(GROUPS), "on_linkedin", **groups).set_index("measure", drop=False)
    for measure in ("difference", "ratio", "odds_ratio"):
        row = compare(cells_of(GROUPS), "on_linkedin", **groups, measure=measure)
        pd.testing.assert_series_equal(row, table.loc[measure], check_names=False)
