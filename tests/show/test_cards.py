"""Cards and boards say of claims and sources what their records and the values say."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from analysis.errors import StudyError
from analysis.judging.claims import claims
from analysis.judging.sensitivity import sensitivity
from analysis.judging.values import Value
from analysis.judging.verdicts import judge
from analysis.show import cards
from analysis.show.cards import (
    badge,
    board,
    claim_card,
    editions_table,
    provenance,
    source_card,
    tally,
    verdict_card,
)
from analysis.sources.catalogue import catalogue, source
from analysis.words.verdicts import VERDICTS


def markdown(shown, place=0):
    return shown[place]["data"]["text/markdown"]


def rows(shown):
    """Return the last table as a list of rows, headers of rows included."""
    html = BeautifulSoup(shown[-1]["data"]["text/html"], "html.parser")
    return [[cell.text for cell in row.find_all(["th", "td"])] for row in html.tbody.find_all("tr")]


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.id)
def test_claim_card_says_what_would_make_it_true(shown, claim):
    claim_card(claim.id)
    for text in (f"**{claim.id}. {claim.statement}**", *(part.estimand for part in claim.parts)):
        assert text in markdown(shown)
    assert markdown(shown).count("Needed: ") == len(claim.parts)


@pytest.mark.usefixtures("made_claims")
def test_claim_card_gives_each_part_its_threshold(shown):
    claim_card("C2")
    assert "> 1. Of members, graduates. Needed: above 50%.\n" in markdown(shown)
    assert markdown(shown).endswith("> 2. Graduates over others. Needed: above 1.25.")


@pytest.mark.parametrize("card", [claim_card, lambda name: verdict_card(name, {})])
def test_unknown_claim_lists_the_known_ones(shown, card):
    with pytest.raises(StudyError, match="No claim is called 'C16'") as error:
        card("C16")
    assert error.value.expected.startswith("C1, C2, C3")
    assert shown == []


@pytest.mark.usefixtures("made_claims")
def test_verdict_card_shows_the_verdict_its_limits_each_part_and_item(shown, made_values):
    verdict_card("C2", made_values)
    assert badge("supported") in markdown(shown)
    assert "Limits C2." in markdown(shown)
    assert f"> 2. Graduates over others. {badge('supported')}" in markdown(shown)
    title = source("gss_panel_2020").short or source("gss_panel_2020").title
    told = ["for", title, "A"]
    assert rows(shown) == [
        ["Graduates among members", "1", "62%", "57% to 67%", "above 50%", *told],
        ["Graduates over others", "2", "1.6", "1.4 to 1.8", "above 1.25", *told],
    ]
    assert "(n = 1,400)</caption>" in shown[-1]["data"]["text/html"]


@pytest.mark.usefixtures("made_claims")
def test_item_says_why_it_counts_for_less(shown, made_values):
    few = replace(made_values["share"], flags=frozenset({"small base"}))
    bare = replace(made_values["ratio"], low=None, high=None, se=None, n=None, grade="C")
    bare = replace(bare, least=1.5, most=1.6, bound="approximate", reached="chart")
    verdict_card("C2", {"share": few, "ratio": bare})
    assert badge("supported with limits") in markdown(shown)
    first, second = rows(shown)
    assert first[5] == "unclear (too few people)"
    assert second[2:4] == ["about 1.6", "–"]
    assert second[5:7] == ["for (no sampling error known)", "–"]
    assert second[8] == "C, read off a chart"


def test_a_proxy_is_shown_in_brackets_with_its_reason(shown, made_claims, made_values):
    near = made_claims[1].parts[1].items[0]
    made_claims[1].parts[1].items[0] = near.model_copy(update={"proxy": "It is near."})
    verdict_card("C2", made_values)
    assert badge("supported with limits") in markdown(shown)
    assert badge("not measured") in markdown(shown)
    label, *cells = rows(shown)[1]
    made_claims[1].parts[1].items[0] = near
    assert label == "Graduates over others – shown, not counted: It is near."
    assert cells[4] == "[for]"


@pytest.mark.usefixtures("made_claims")
@pytest.mark.parametrize("name", ["C1", "C3"])
def test_claim_without_items_shows_no_table(shown, name):
    verdict_card(name, {})
    assert len(shown) == 1
    assert badge("not testable") in markdown(shown)


@pytest.mark.usefixtures("made_claims")
def test_what_would_test_a_claim_is_told(shown):
    verdict_card("C3", {})
    assert "A panel." in markdown(shown)


@pytest.mark.usefixtures("made_claims")
def test_verdict_card_refuses_values_that_lack_an_item(shown, made_values):
    with pytest.raises(StudyError, match="C2 rests on a value that 02_test doesn't have"):
        verdict_card("C2", {"ratio": made_values["ratio"]})
    assert shown == []


@pytest.fixture
def judged(tmp_path, made_claims, made_values):
    """Return a function that judges the claims after changes to the first value."""

    def judged_with(**changes):
        changed = made_values | {"share": replace(made_values["share"], **changes)}
        saved = {name: value.to_dict() for name, value in changed.items()}
        (tmp_path / "02_test.json").write_text(json.dumps(saved), "utf-8")
        return judge(tmp_path)

    return judged_with


def test_board_has_a_line_a_claim_with_its_answer_and_limits(
    shown, judged, monkeypatch, made_values
):
    monkeypatch.setattr(cards, "read_values", lambda _notebook: made_values)
    verdicts = judged()
    items = verdicts.drop(columns=["verdict", "part_verdict"])
    board(verdicts, sensitivity(lambda _easier: items))
    answer, moved = "62% of members are graduates.", "Limits C2. It rests on a single source."
    assert rows(shown) == [
        ["C1. Statement C1.", "Not testable", "–", "Limits C1."],
        ["C2. Statement C2.", "Supported", answer, moved],
        ["C3. Statement C3.", "Not testable", "–", "Limits C3."],
    ]


def test_tally_gives_each_word_its_own_number(shown, judged):
    tally(judged())
    two, one = badge("not testable"), badge("supported")
    assert markdown(shown) == f"Of 3 claims: {one} 1, {two} 2"


def test_editions_side_by_side(shown, judged):
    editions_table(judged())
    assert rows(shown)[1] == ["C2", "Mixed", "Supported", "Why C2."]


def test_every_verdict_has_its_words_and_colour():
    css = [badge(name).split('"')[1] for name in VERDICTS]
    assert len(set(css)) == len(VERDICTS)
    with pytest.raises(KeyError):
        badge("proven")


@pytest.mark.parametrize("name", list(catalogue()))
def test_source_card_says_who_was_asked_and_on_what_terms(shown, name):
    record = source(name)
    source_card(record)
    for text in (record.producer, record.universe, record.mode, record.licence.name):
        assert text in markdown(shown)
    assert f"<{record.landing_page}>" in markdown(shown)


def test_provenance_has_a_line_a_number_with_its_anchor(shown, made_values):
    made_values["claims"] = Value("claims", 15, "count")
    provenance(made_values)
    assert [row[:2] for row in rows(shown)] == [
        ["ratio", "1.6 (1.4 to 1.8) n = 1,400"],
        ["share", "62% (57% to 67%) n = 1,400"],
    ]
    assert 'id="value-share"' in shown[0]["data"]["text/html"]
