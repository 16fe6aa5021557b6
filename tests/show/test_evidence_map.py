"""The evidence map places each source on the side where it speaks, and says so in words."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from analysis.judging.claims import claims
from analysis.judging.rule import heard
from analysis.judging.values import Value
from analysis.judging.verdicts import read_verdicts, status
from analysis.show import evidence_map as shown_map
from analysis.show.cards import badge
from analysis.show.evidence_map import (
    FURTHEST,
    UNIT,
    WIDE,
    evidence_map,
    map_legend,
    verdict_squares,
)
from analysis.show.evidence_marks import CERTAIN, INSIDE, distance, marks, unmeasured

ROW = {
    "part": 1, "item": "x", "proxy": "", "voice": "gss_panel_2020", "grade": "A",
    "estimate": 0.6, "low": 0.55, "high": 0.7, "threshold": 0.5, "side": "above", "unit": "share",
    "status": "for", "flag": "", "part_verdict": "supported",
}  # fmt: skip


def rows(*changes):
    return pd.DataFrame([ROW | change for change in changes])


def soup(shown, form="plain"):
    (output,) = shown
    html = output["data"]["text/html"] if form == "plain" else output["metadata"]["study"]["linked"]
    return BeautifulSoup(html, "html.parser")


@given(
    st.floats(0.05, 0.9), st.floats(0.01, 0.3), st.floats(0.01, 0.3), st.floats(0.01, 0.99),
    st.sampled_from(["above", "below"]), st.sampled_from(["share", "ratio"]),
)  # fmt: skip
def test_the_grey_band_holds_exactly_what_is_unclear(estimate, down, up, threshold, side, unit):
    low, high = max(estimate - down, 0.001), estimate + up
    ends = {"estimate": estimate, "low": low, "high": high, "threshold": threshold}
    away = distance(pd.Series(ROW | ends | {"side": side, "unit": unit}))
    said = status(Value("x", estimate, unit, low=low, high=high), side, threshold)
    if abs(abs(away) - 1) > 1e-9:  # on the edge the last digit decides
        assert {"for": away > 1, "against": away < -1, "unclear": abs(away) < 1}[said]


def test_a_distance_is_counted_in_margins_of_error():
    ratio = {"estimate": 4.0, "low": 2.0, "high": 8.0, "threshold": 1.0, "unit": "ratio"}
    assert distance(pd.Series(ROW | ratio)) == pytest.approx(2)  # log 4 is twice log 2
    assert distance(pd.Series(ROW | ratio | {"side": "below"})) == pytest.approx(-2)
    assert distance(pd.Series(ROW | {"low": math.nan, "high": math.nan})) is None


def test_a_source_stands_where_its_least_certain_number_does():
    (mark,) = marks(rows({}, {"low": 0.59, "high": 0.61}))
    assert (mark.status, mark.place) == ("for", pytest.approx(2))
    assert mark.reach == (pytest.approx(1), pytest.approx(3))


def test_a_source_whose_numbers_disagree_stands_on_the_line():
    against = {"estimate": 0.4, "low": 0.36, "high": 0.44, "status": "against"}
    (mark,) = marks(rows({}, against))
    assert (mark.status, mark.place) == ("unclear", 0)
    assert mark.reach == (pytest.approx(-3.5), pytest.approx(3))


def test_a_number_without_an_error_has_a_side_and_no_line():
    bare = {"low": math.nan, "high": math.nan, "status": "against"}
    (mark,) = marks(rows(bare))
    assert (mark.place, mark.reach) == (-CERTAIN, None)


def test_an_unsafe_number_stays_in_the_band():
    (mark,) = marks(rows({"status": "unclear", "flag": "small base"}))
    assert mark.place == INSIDE


def test_weaker_sources_are_there_and_do_not_count():
    weak = {"voice": "other", "grade": "C"}
    proxy, vendor = {"voice": "near", "proxy": "It is near."}, {"voice": "shop", "grade": "D"}
    found = marks(rows(weak, {}, proxy, vendor))
    assert [(mark.voice, mark.counts) for mark in found] == [
        ("gss_panel_2020", True),
        ("other", False),
    ]
    assert [mark.counts for mark in marks(rows(weak))] == [True]


def test_every_voice_of_the_study_that_decides_has_its_mark():
    for _claim, found in read_verdicts().groupby("claim"):
        items = found.dropna(subset="item").fillna({"proxy": ""})
        deciding = {
            (int(part), voice)
            for part, said in items.groupby("part")
            for voice in heard(said)["voice"]
        }
        assert {(mark.part, mark.voice) for mark in marks(found) if mark.counts} == deciding
        assert all(
            {"for": mark.place > 1, "against": mark.place < -1}.get(
                mark.status, abs(mark.place) < 1
            )
            for mark in marks(found)
        )


def test_parts_that_nobody_measured_are_told():
    empty = {"item": None, "part": 2, "part_verdict": "not measured"}
    assert unmeasured(rows({}, empty)) == [2]
    assert unmeasured(rows({"item": None, "part": None, "part_verdict": "not measured"})) == [1]


def test_map_has_a_row_a_claim_with_each_mark_in_words(shown, judged, monkeypatch, made_values):
    monkeypatch.setattr(shown_map, "read_values", lambda _notebook: made_values)
    evidence_map(judged())
    table = soup(shown).table
    assert table.caption.get_text() == "What the sources say of each claim"
    assert {head["scope"] for head in table.select("thead th")} == {"col"}
    told = [
        [cell.get_text("|") for cell in row.find_all(["th", "td"])]
        for row in table.select("tbody tr")
    ]
    assert told == [
        ["C1. Statement C1.", "Not testable", "", "Nobody measured it"],
        [
            "C2. Statement C2.",
            "Supported",
            "62% of members are graduates.",
            "GSS 2016, on part 1, grade A: for|GSS 2016, on part 2, grade A: for",
        ],
        ["C3. Statement C3.", "Not testable", "", "Nobody measured it"],
    ]
    assert all(cell["scope"] == "row" for cell in table.select("tbody th"))


def test_claims_lead_to_their_sections_on_pages_alone(shown, judged, monkeypatch, made_values):
    monkeypatch.setattr(shown_map, "read_values", lambda _notebook: made_values)
    evidence_map(judged())
    assert soup(shown).select("tbody th a") == []
    links = [link["href"] for link in soup(shown, "linked").select("tbody th a")]
    assert links == [f"02_test.ipynb#c{number}" for number in (1, 2, 3)]
    assert len(soup(shown, "linked").select(".answer a")) == 1


def test_drawing_has_a_mark_a_source_within_its_frame(shown):
    evidence_map(read_verdicts())
    for claim, row in zip(claims(), soup(shown).select("tbody tr"), strict=True):
        drawn = row.select("svg :not(.whisker):not(.parted)")
        assert len(drawn) == len(row.select(".said li")), claim.id
        for circle in row.select("circle"):
            assert WIDE / 2 - FURTHEST * UNIT <= float(circle["cx"]) <= WIDE / 2 + FURTHEST * UNIT
        width, height = map(float, row.svg["viewbox"].split()[2:])
        assert width == WIDE
        assert all(0 < float(circle["cy"]) < height for circle in row.select("circle"))
        assert not row.select("[style]")


def test_squares_count_each_word_by_itself(shown, judged):
    verdict_squares(judged())
    items = [item.get_text() for item in soup(shown).select("li")]
    assert items == [f"■ {badge('supported').striptags()} 1", "■■ Not testable 2"]
    assert soup(shown).p.get_text() == "Of 3 claims:"


def test_an_unclear_share_moves_the_mark_and_not_the_row(shown, judged, monkeypatch, made_values):
    monkeypatch.setattr(shown_map, "read_values", lambda _notebook: made_values)
    evidence_map(judged(low=0.45))
    words = soup(shown).select_one("#map-c2 .said").get_text()
    assert words.startswith("GSS 2016, on part 1, grade A: unclear")


def test_legend_shows_each_shape_once(shown):
    map_legend()
    keys = soup(shown).select("li")
    assert len({str(key.svg) for key in keys}) == len(keys) == len(shown_map.LEGEND)
