"""Uses and hires by channel, on toy figures and on the published ones."""

import pandas as pd
import pytest

from analysis.inference.printed import (
    CHANNELS,
    relations_against_best,
    used_and_led,
    yields_against,
)
from analysis.sources.published import read_published

USED, LED = "channel used during the recruitment", "channel that led to the hire"
RELATIONS, NETWORKS, ADS = "personal contacts", "social media", "job advertisement"


def figures(*rows: tuple[str, str, float, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["indicator", "group", "value", "bound"])
    same = {"source": "toy", "grade": "B", "geo": "FR", "period": "2015", "population": "hires"}
    return frame.assign(**same)


SURVEY = figures(
    (USED, RELATIONS, 0.5, "exact"),
    (LED, RELATIONS, 0.2, "exact"),
    (USED, NETWORKS, 0.4, "lower"),
    (LED, NETWORKS, 0.02, "exact"),
    (USED, ADS, 0.6, "exact"),
    (LED, ADS, 0.3, "approximate"),
)


def test_a_yield_is_hires_over_uses_and_knows_how_sure_it_is() -> None:
    table = used_and_led(SURVEY).set_index("channel")
    assert table["per_use"].to_dict() == pytest.approx(
        {"relations": 0.4, "networks": 0.05, "job_ads": 0.5}
    )
    assert table["per_use_bound"].to_dict() == {
        "relations": "exact",
        "networks": "upper",
        "job_ads": "approximate",
    }


def test_a_channel_with_one_side_only_is_kept_without_yield() -> None:
    table = used_and_led(SURVEY[:3]).set_index("channel")
    assert table["per_use"].notna().to_dict() == {"relations": True, "networks": False}
    assert table.loc["networks", "per_use_bound"] == ""


def test_contradictory_figures_are_never_averaged() -> None:
    twice = pd.concat([SURVEY, figures((USED, ADS, 0.4, "exact"))])
    table = used_and_led(twice)
    assert table.loc[table["channel"] == "job_ads", "used"].to_list() == [0.4, 0.6]


def test_other_indicators_and_groups_are_left_out() -> None:
    foreign = figures(("job found by size class", RELATIONS, 0.9, "exact"), (LED, "10-49", 0.9, ""))
    pd.testing.assert_frame_equal(used_and_led(pd.concat([SURVEY, foreign])), used_and_led(SURVEY))


def test_relations_meet_the_best_of_the_others() -> None:
    row = relations_against_best(used_and_led(SURVEY)).iloc[0]
    assert (row["other"], row["other_share"]) == ("job_ads", 0.3)
    assert row["estimate"] == pytest.approx(0.2 / 0.3)


def test_yields_are_compared_where_both_are_known() -> None:
    table = used_and_led(SURVEY)
    assert yields_against(table, "networks")["estimate"].to_list() == pytest.approx([8.0])
    assert yields_against(table, "cv_databases").empty


def test_a_word_means_one_channel() -> None:
    words = [word for listed in CHANNELS.values() for word in listed]
    assert len(words) == len(set(words))


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
