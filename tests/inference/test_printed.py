"""Uses and hires by channel, on toy figures and on the published ones."""

import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.inference.printed import (
    CODING,
    relations_against_best,
    used_and_led,
    yields_against,
)
from analysis.sources.published import read_published
from analysis.words.bases import Base

TOY = "insee_job_search_2016"
USED, LED = "used", "led"
RELATIONS, NETWORKS, ADS = "relations", "networks", "job_ads"


def figures(*rows: tuple[str, str, float, str]) -> pd.DataFrame:
    """Write toy figures; the coding below reads their step and channel from their own columns."""
    frame = pd.DataFrame(rows, columns=["step", "channel", "estimate", "bound"])
    frame.insert(0, "id", [f"figure-{value}-{step}-{channel}" for step, channel, value, _ in rows])
    same = {"source": TOY, "grade": "B", "geo": "FR", "period": "2015", "unit": "share"}
    ends = {"least": frame["estimate"] - 0.005, "most": frame["estimate"] + 0.005}
    return frame.assign(**same, **ends, base=Base(note="hires"))


SURVEY = figures(
    (USED, RELATIONS, 0.5, "exact"),
    (LED, RELATIONS, 0.2, "exact"),
    (USED, NETWORKS, 0.4, "lower"),
    (LED, NETWORKS, 0.02, "exact"),
    (USED, ADS, 0.6, "exact"),
    (LED, ADS, 0.3, "approximate"),
)


def set_beside(toy: pd.DataFrame) -> pd.DataFrame:
    coding = toy[["source", "id", "step", "channel"]]
    return used_and_led(toy.drop(columns=["step", "channel"]), coding)


def test_a_yield_is_hires_over_uses_and_knows_how_sure_it_is() -> None:
    table = set_beside(SURVEY).set_index("channel")
    assert table["per_use"].to_dict() == pytest.approx(
        {"relations": 0.4, "networks": 0.05, "job_ads": 0.5}
    )
    assert table["per_use_bound"].to_dict() == {
        "relations": "exact",
        "networks": "upper",
        "job_ads": "approximate",
    }


def test_a_channel_with_one_side_only_is_kept_without_yield() -> None:
    table = set_beside(SURVEY[:3]).set_index("channel")
    assert table["per_use"].notna().to_dict() == {"relations": True, "networks": False}
    assert table.loc["networks", "per_use_bound"] == ""


def test_contradictory_figures_are_never_averaged() -> None:
    twice = pd.concat([SURVEY, figures((USED, ADS, 0.4, "exact"))])
    table = set_beside(twice)
    assert table.loc[table["channel"] == "job_ads", "used"].to_list() == [0.4, 0.6]


def test_figures_that_the_coding_does_not_name_are_left_out() -> None:
    coding = SURVEY[["source", "id", "step", "channel"]]
    toy = SURVEY.drop(columns=["step", "channel"])
    foreign = toy.head(2).assign(id=["job-found-10-49", "led-10-49"], value=0.9)
    same = ["channel", "used", "led", "per_use", "grade"]
    pd.testing.assert_frame_equal(
        used_and_led(pd.concat([toy, foreign]), coding)[same], used_and_led(toy, coding)[same]
    )


def test_a_coded_figure_that_is_gone_is_named_not_lost() -> None:
    coding = SURVEY[["source", "id", "step", "channel"]]
    with pytest.raises(StudyError, match=r"2016, figure-0\.3-led-job_ads"):
        used_and_led(SURVEY[:5].drop(columns=["step", "channel"]), coding)


def test_relations_meet_the_best_of_the_others() -> None:
    row = relations_against_best(set_beside(SURVEY)).iloc[0]
    assert (row["other"], row["other_share"]) == ("job_ads", 0.3)
    assert row["estimate"] == pytest.approx(0.2 / 0.3)
    assert (row["least"], row["most"]) == pytest.approx((0.195 / 0.305, 0.205 / 0.295))
    assert (row["bound"], str(row["base"])) == ("approximate", "hires")


def test_a_survey_whose_figures_have_different_grades_stays_one() -> None:
    relayed = (SURVEY["channel"] == RELATIONS) & (SURVEY["step"] == LED)
    mixed = SURVEY.assign(grade=relayed.map({True: "C", False: "B"}))
    table = set_beside(mixed).set_index("channel")
    assert table["grade"].to_dict() == {"relations": "C", "networks": "B", "job_ads": "B"}
    assert relations_against_best(set_beside(mixed))["grade"].to_list() == ["C"]


def test_yields_are_compared_where_both_are_known() -> None:
    table = set_beside(SURVEY)
    row = yields_against(table, "networks").iloc[0]
    assert row["estimate"] == pytest.approx(8)
    assert row["least"] == pytest.approx((0.195 / 0.505) / (0.025 / 0.395))
    assert (row["bound"], str(row["base"])) == ("lower", "hires: hires; uses: hires")
    assert yields_against(table, "cv_databases").empty


def test_a_figure_counts_one_step_of_one_channel() -> None:
    coding = pd.read_csv(CODING, dtype="str")
    assert not coding.duplicated(["source", "id"]).any()
    assert set(coding["step"]) == {"used", "led"}


def test_published_channels_are_all_counted_once_but_for_the_declared_contradiction() -> None:
    table = used_and_led(read_published())
    keys = ["source", "period", "channel"]
    twice = table[table.duplicated(keys)][keys].to_numpy().tolist()
    assert twice == [["dares_ofer_2016_channels", "2015", "job_ads"]]
    led = table.dropna(subset=["led"]).drop_duplicates(keys)
    assert led.groupby(["source", "period"])["led"].sum().max() <= 1


def test_apecs_graduates_give_the_published_yields() -> None:
    table = used_and_led(read_published("apec_jeunes_diplomes_2010")).set_index("channel")
    assert table.loc["relations", ["used", "led"]].to_list() == [0.15, 0.19]
    assert table.loc["networks", ["used", "led"]].to_list() == [0.14, 0.01]
