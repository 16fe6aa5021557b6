"""Cards and boards say of claims and sources what their records and the values say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from analysis.errors import StudyError
from analysis.judging.claims import claims
from analysis.judging.values import Value, read_values
from analysis.show.cards import (
    badge,
    claim_card,
    editions_table,
    in_short,
    provenance,
    source_card,
)
from analysis.sources.catalogue import catalogue, source
from analysis.words.verdicts import VERDICTS


def markdown(shown, place=0):
    return shown[place]["data"]["text/markdown"]


def rows(shown):
    """Return the last table as a list of rows, headers of rows included."""
    html = BeautifulSoup(shown[-1]["data"]["text/html"], "html.parser")
    return [[cell.text for cell in row.find_all(["th", "td"])] for row in html.tbody.find_all("tr")]


def tables(shown):
    """Return the rows of each table of the last output, headers of rows included, and captions."""
    html = BeautifulSoup(shown[-1]["data"]["text/html"], "html.parser")
    return {
        table.caption.text: [
            [cell.text for cell in row.find_all(["th", "td"])] for row in table.tbody.find_all("tr")
        ]
        for table in html.find_all("table")
    }


def linked(shown, place=0):
    return shown[place]["metadata"]["study"]


@pytest.mark.parametrize("card", [claim_card, lambda name, values: in_short(values, name)])
def test_unknown_claim_lists_the_known_ones(shown, card):
    with pytest.raises(StudyError, match="No claim is called 'C16'") as error:
        card("C16", {})
    assert error.value.expected.startswith("C1, C2, C3")
    assert shown == []


@pytest.mark.usefixtures("made_claims")
def test_claim_card_shows_verdict_answer_limits_each_part_and_item(shown, made_values):
    claim_card("C2", made_values)
    assert f"> {badge('supported')} 62% of members are graduates.\n" in markdown(shown)
    assert "Limits C2." in markdown(shown)
    title = source("gss_panel_2020").short or source("gss_panel_2020").title
    told = ["", "for", f"{title} (A)"]  # the drawing of the number has no text
    assert tables(shown) == {
        "1. Of members, graduates. Needed: above 50%. Supported (n = 1,400)": [
            ["Graduates among members", "62% (57 to 67)", *told]
        ],
        "2. Graduates over others. Needed: above 1.25. Supported (n = 1,400)": [
            ["Graduates over others", "1.6 (1.4 to 1.8)", *told]
        ],
    }


@pytest.mark.usefixtures("made_claims")
def test_evidence_is_folded(shown, made_values):
    claim_card("C2", made_values)
    folded = BeautifulSoup(shown[-1]["data"]["text/html"], "html.parser").details
    assert folded.summary.text == "What was measured for C2, item by item"
    assert not folded.has_attr("open")
    assert len(folded.find_all("table")) == 2


@pytest.mark.usefixtures("made_claims")
def test_card_has_the_place_of_its_claim_on_pages_alone(shown, made_values):
    claim_card("C2", made_values)
    assert 'id="c2"' not in markdown(shown)
    assert linked(shown)["linked"].startswith('> <span id="c2"></span>**C2. Statement C2.**')


@pytest.mark.usefixtures("made_claims")
def test_claims_in_short_lead_to_their_cards(shown, made_values):
    in_short(made_values, "C2", "C3")
    first, second = markdown(shown).splitlines()
    assert first == f"- {badge('supported')} **C2. Statement C2.** 62% of members are graduates."
    assert second == f"- {badge('not testable')} **C3. Statement C3.** A panel."
    assert "**[C2. Statement C2.](#c2)** [62%](#value-" in linked(shown)["linked"]
    (origin,) = linked(shown)["origins"]
    assert f"(#{origin['id']})" in linked(shown)["linked"]


@pytest.mark.usefixtures("made_claims")
def test_item_says_why_it_counts_for_less(shown, made_values):
    few = replace(made_values["share"], flags=frozenset({"small base"}))
    bare = replace(made_values["ratio"], low=None, high=None, se=None, n=None, grade="C")
    bare = replace(bare, least=1.5, most=1.6, bound="approximate", reached="chart")
    claim_card("C2", {"share": few, "ratio": bare})
    assert badge("supported with limits") in markdown(shown)
    (first,), (second,) = tables(shown).values()
    assert first[3] == "unclear (too few people)"
    assert second[1::2] == ["about 1.6", "for (no sampling error known)"]
    assert second[4].endswith("(C, read off a chart)")


def test_a_proxy_is_shown_in_brackets_with_its_reason(shown, made_claims, made_values):
    near = made_claims[1].parts[1].items[0]
    made_claims[1].parts[1].items[0] = near.model_copy(update={"proxy": "It is near."})
    claim_card("C2", made_values)
    made_claims[1].parts[1].items[0] = near
    assert badge("supported with limits") in markdown(shown)
    ((label, _number, _drawn, says, _source),) = tables(shown)[
        "2. Graduates over others. Needed: above 1.25. Not measured (n = 1,400)"
    ]
    assert label == "Graduates over others – shown, not counted: It is near."
    assert says == "[for]"


@pytest.mark.usefixtures("made_claims")
@pytest.mark.parametrize("name", ["C1", "C3"])
def test_claim_without_items_shows_no_table(shown, name):
    claim_card(name, {})
    assert not any("<table" in str(one["data"]) for one in shown)
    assert badge("not testable") in markdown(shown)


@pytest.mark.usefixtures("made_claims")
def test_what_would_test_a_claim_is_told(shown):
    claim_card("C3", {})
    assert "A panel." in markdown(shown)


@pytest.mark.usefixtures("made_claims")
def test_claim_card_refuses_values_that_lack_an_item(shown, made_values):
    with pytest.raises(StudyError, match="C2 rests on a value that 02_test doesn't have"):
        claim_card("C2", {"ratio": made_values["ratio"]})
    assert shown == []


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.id)
def test_real_card_names_every_part_with_what_it_needs(shown, claim):
    claim_card(claim.id, read_values(claim.notebook))
    assert f"**{claim.id}. {claim.statement}**" in markdown(shown)
    html = BeautifulSoup(shown[-1]["data"].get("text/html", ""), "html.parser").text
    assert html.count("Needed: ") == len(claim.parts)
    assert [part.estimand for part in claim.parts if part.estimand not in html] == []


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


def test_provenance_has_a_line_a_number(shown, made_values):
    made_values["claims"] = Value("claims", 15, "count")
    provenance(made_values)
    assert [row[:2] for row in rows(shown)] == [
        ["ratio", "1.6 (1.4 to 1.8)"],
        ["share", "62% (57% to 67%)"],
    ]
    assert "(n = 1,400)" in shown[0]["data"]["text/html"]  # both have the same
