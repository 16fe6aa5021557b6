"""The study's estimates against R's survey package and the digits recorded from it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.folding.cells import Cells, Design, read_cells
from analysis.folding.collapse import collapse, expand
from analysis.inference.estimates import compare, composition, share
from analysis.inference.models import independence, logit
from analysis.sources.catalogue import catalogue, locate
from analysis.surveys.harmonise import harmonise, read
from helpers import digits_of_r

HERE = Path(__file__).parent / "reference"
CLOSE = {"rtol": 1e-8, "atol": 1e-8}
EDUCATION, ADJUSTED = read_cells("gss_panel_2020"), read_cells("gss_panel_2020_adjusted")


def recorded() -> pd.Series:
    return pd.read_csv(HERE / "gss_2016.csv", index_col="name")["value"]


def run_r(education: pd.DataFrame, adjusted: pd.DataFrame, folder: Path) -> pd.Series:
    files = [folder / "education.csv", folder / "adjusted.csv"]
    for people, path in zip((education, adjusted), files, strict=True):
        people.to_csv(path, index=False)
    return digits_of_r(HERE / "gss_2016.R", *files)


def ours() -> dict[str, float]:
    """The same digits, from the committed cells through svy."""
    by = share(EDUCATION, "on_linkedin", by="education", base="answered").set_index("education")
    known = {"education": [level for level in by.index if by.loc[level, "n"]]}
    everyone = share(EDUCATION, "on_linkedin", base="answered", where=known).iloc[0]
    test = independence(EDUCATION, "on_linkedin", "education", base="answered").iloc[0]
    gap = compare(EDUCATION, "on_linkedin", "tertiary", base="answered").set_index("measure")
    crowd = composition(EDUCATION, "tertiary", by="on_linkedin").iloc[0]
    reference = {"tertiary": "no", "age_group": "30-49", "sex": "men"}
    odds = logit(ADJUSTED, "on_linkedin", reference, base="answered")
    digits = {f"share_{level}": row["estimate"] for level, row in by.iterrows()}
    digits |= {f"se_{level}": row["se"] for level, row in by.iterrows()}
    digits |= {f"logit_{row.factor}{row.level}": row.log_odds for row in odds.itertuples()}
    digits |= {f"se_logit_{row.factor}{row.level}": row.se_log_odds for row in odds.itertuples()}
    return digits | {
        "df": everyone["df"],
        "share_all": everyone["estimate"],
        "share_all_low": everyone["low"],
        "share_all_high": everyone["high"],
        "rao_scott_f": test["statistic"],
        "rao_scott_df_num": test["df_num"],
        "rao_scott_df_den": test["df_den"],
        "log_ratio": np.log(gap.loc["ratio", "estimate"]),
        "se_log_ratio": gap.loc["ratio", "se"] / gap.loc["ratio", "estimate"],
        "difference": gap.loc["difference", "estimate"],
        "se_difference": gap.loc["difference", "se"],
        "graduates_among_members": crowd["estimate"],
        "se_graduates_among_members": crowd["se"],
    }


def test_cells_give_the_digits_of_r():
    mine, theirs = pd.Series(ours()).sort_index(), recorded().sort_index()
    assert list(mine.index) == list(theirs.index)
    np.testing.assert_allclose(mine, theirs, **CLOSE)


def test_the_recorded_digits_are_those_the_study_was_promised():
    """Digits that the study was given before its first line was written (R survey 4.1.1)."""
    promised = {
        "share_below_upper_secondary": 0.05186630826,
        "se_below_upper_secondary": 0.02013072834,
        "share_upper_secondary": 0.18196973814,
        "se_upper_secondary": 0.01686846438,
        "share_short_tertiary": 0.23930862795,
        "se_short_tertiary": 0.03959753490,
        "share_bachelor": 0.47785349335,
        "se_bachelor": 0.03334206729,
        "share_master_or_more": 0.51833188738,
        "se_master_or_more": 0.03439910388,
        "share_all": 0.28228466,
        "share_all_low": 0.25086012,
        "df": 64,
    }
    for name, value in promised.items():
        assert recorded()[name] == pytest.approx(value, abs=1e-8), name
    rounded = recorded()[["rao_scott_f", "rao_scott_df_num", "rao_scott_df_den"]].round(3).tolist()
    assert rounded == [41.797, 3.734, 238.978]


@pytest.mark.needs_r
def test_r_says_the_same_today(needs_r, tmp_path):
    live = run_r(expand(EDUCATION.frame), expand(ADJUSTED.frame), tmp_path)
    np.testing.assert_allclose(live, recorded()[live.index], **CLOSE)


@pytest.mark.needs_r
@pytest.mark.microdata
def test_cells_lose_nothing_of_the_survey_file(needs_r, tmp_path):
    source = catalogue()["gss_panel_2020"]
    if locate(source, source.files[0]) is None:
        pytest.skip("the survey file is not on this machine (set STUDY_MIRROR)")
    people = harmonise(source, read(source))
    live = run_r(people, people, tmp_path)
    np.testing.assert_allclose(live, recorded()[live.index], **CLOSE)


# Rare answers, and people of weight 0.


ANSWERS = {
    "rare": "on_linkedin",
    "common": "on_any_network",
    "seldom": "on_facebook",
    "often": "on_twitter",
}
"""Made-up answers, and the variables with "yes" and "no" in whose names they are folded."""


def made_up(clustered: bool) -> pd.DataFrame:
    """Make up 600 people: one in ten weighs nothing, one PSU has nobody who weighs anything."""
    random = np.random.default_rng(20261127)
    place = np.arange(600)
    people = pd.DataFrame({"stratum": place // 100, "psu": place // 25 % 4})
    weight = random.lognormal(0, 0.6, 600) * (random.random(600) > 0.1)
    people["weight"] = np.where((people["stratum"] == 2) & (people["psu"] == 1), 0, weight)
    people["group"] = random.choice(["men", "women"], 600)
    people["rare"] = (random.random(600) < 0.025 + 0.02 * (people["psu"] == 0)).astype(int)
    people["common"] = 1 - people["rare"]
    heavy, town = people["weight"] > 1.5, place // 25 % 6 == 0
    people["seldom"] = (random.random(600) < 0.1 * heavy + 0.1 * (heavy & town)).astype(int)
    people["often"] = (random.random(600) < 0.3 + 0.2 * town).astype(int)
    return people if clustered else people.drop(columns=["stratum", "psu"])


def folded(clustered: bool) -> Cells:
    """Fold them under names of the vocabulary, which have "yes" and "no"."""
    people = made_up(clustered)
    answers = {name: people[answer].map({1: "yes", 0: "no"}) for answer, name in ANSWERS.items()}
    named = people.assign(**answers, sex=people["group"])
    design = Design("weight", *(("stratum", "psu", "center") if clustered else ()))
    frame = collapse(named, [*ANSWERS.values(), "sex"], design)
    return Cells(frame, design, "pew_2018", "made up")


PARTS = {"share": "estimate"} | {part: part for part in ("se", "low", "high", "df", "n")}


def ours_of_rare_answers() -> dict[str, float]:
    digits = {}
    for kind, cells in (("clustered", folded(True)), ("weighted", folded(False))):
        for answer, name in ANSWERS.items():
            row = share(cells, name, where={"sex": "women"}).iloc[0]
            digits |= {f"{kind}_{answer}_{part}": row[column] for part, column in PARTS.items()}
        for answer in ("often", "seldom"):
            both = {"focus": "women", "reference": "men"}
            gap = compare(cells, ANSWERS[answer], "sex", **both, measure="difference")
            named = {"": "estimate", "_low": "low", "_high": "high"}
            digits |= {f"{kind}_gap_{answer}{part}": gap[end] for part, end in named.items()}
    return digits


def digits_of_rare_answers() -> pd.Series:
    return pd.read_csv(HERE / "intervals.csv", index_col="name")["value"].sort_index()


def limited(digits: pd.Series) -> pd.Series:
    """Mark the ends of intervals for which the study counts fewer people than R."""
    ends = digits.index.str.contains("_low|_high") & ~digits.index.str.contains("gap")
    return pd.Series(ends & digits.index.str.contains("_rare_|_common_"), digits.index)


def test_rare_answers_have_the_intervals_of_r():
    """But for the ends of "rare" and "common": the weights limit them, and R has no such limit."""
    mine, theirs = pd.Series(ours_of_rare_answers()).sort_index(), digits_of_rare_answers()
    assert list(mine.index) == list(theirs.index)
    kept = ~limited(theirs)
    np.testing.assert_allclose(mine[kept], theirs[kept], **CLOSE)


@pytest.mark.parametrize("kind", ["clustered", "weighted"])
def test_the_weights_limit_the_people_that_a_rare_answer_counts_for(kind):
    """By hand: Kish's number of equal people, not the size that the variance promises."""
    people = made_up(kind == "clustered")
    weight = people.loc[(people["group"] == "women") & (people["weight"] > 0), "weight"]
    even = weight.sum() ** 2 / (weight**2).sum()
    theirs, mine = digits_of_rare_answers(), ours_of_rare_answers()
    p, se, df, n = (theirs[f"{kind}_rare_{part}"] for part in ("share", "se", "df", "n"))
    assert p * (1 - p) / se**2 > 1.5 * even
    size = even * (stats.t.ppf(0.975, n - 1) / stats.t.ppf(0.975, df)) ** 2
    low = stats.beta.ppf(0.025, size * p, size * (1 - p) + 1)
    high = stats.beta.ppf(0.975, size * p + 1, size * (1 - p))
    ends = [
        mine[f"{kind}_{answer}_{end}"] for answer in ("rare", "common") for end in ("low", "high")
    ]
    np.testing.assert_allclose(ends, [low, high, 1 - high, 1 - low], **CLOSE)
    p, se = (theirs[f"{kind}_seldom_{part}"] for part in ("share", "se"))
    assert p * (1 - p) / se**2 < even


def test_people_of_weight_0_are_in_no_base():
    cells = folded(False)
    weighs = made_up(False)["weight"] > 0
    women = made_up(False)["group"] == "women"
    assert (~weighs & women).sum() > 20
    assert share(cells, "on_linkedin", where={"sex": "women"})["n"].item() == (weighs & women).sum()
    assert cells.frame["n"].sum() == 600


@pytest.mark.needs_r
def test_r_says_the_same_of_rare_answers_today(needs_r, tmp_path):
    files = [tmp_path / "clustered.csv", tmp_path / "weighted.csv"]
    for path, clustered in zip(files, (True, False), strict=True):
        made_up(clustered).to_csv(path, index=False)
    live = digits_of_r(HERE / "intervals.R", *files)
    np.testing.assert_allclose(live, digits_of_rare_answers()[live.index], **CLOSE)
