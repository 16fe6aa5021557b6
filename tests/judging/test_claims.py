"""The fifteen claims are all there, complete, and rest on sources that exist."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from analysis.judging.claims import Claim, Item, claims, notebooks_of_items
from analysis.judging.values import read_values
from analysis.show.prose import fill
from analysis.sources.catalogue import catalogue, wanted

ITEMS = [(claim, part, item) for claim in claims() for _place, part, item in claim.items()]

LONGEST_ANSWER = 30
SIGNS = {"C2"}
"""Claims whose items are the direction of what others found: there is no number to quote."""


def test_fifteen_claims_in_the_article_s_order():
    assert [claim.id for claim in claims()] == [f"C{number}" for number in range(1, 16)]


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.id)
def test_claim_says_what_it_asserts_its_limits_and_what_moved(claim):
    texts = [claim.statement, claim.limits, claim.why, *(part.estimand for part in claim.parts)]
    texts += [item.proxy for _place, _part, item in claim.items() if item.proxy]
    for text in texts:
        assert text.endswith(".")
        assert len(text.split()) >= 4
    assert re.fullmatch(r"0[0-9]_[a-z_]+", claim.notebook)


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.id)
def test_claim_is_answered_in_one_short_sentence(claim):
    said = fill(claim.answer, read_values(claim.notebook))
    assert re.fullmatch(r"(?:[^.!?]|\.(?=\d))+\.", said)
    assert len(said.split()) <= LONGEST_ANSWER
    measured = any(found is claim and not item.proxy for found, _part, item in ITEMS)
    assert ("{" in claim.answer) == (measured and claim.id not in SIGNS)


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.id)
def test_sources_exist(claim):
    assert set(claim.sources) <= {*catalogue()}
    assert len(set(claim.sources)) == len(claim.sources)


@pytest.mark.parametrize("record", wanted().values(), ids=lambda record: record.id)
def test_wanted_sources_serve_parts_that_exist(record):
    parts = {claim.id: len(claim.parts) for claim in claims()}
    for served in record.serves:
        assert max(served.parts) <= parts[served.claim]
        assert served.parts == sorted({*served.parts})


def test_items_are_found_once_in_the_claim_s_own_notebook():
    values = [item.value for _claim, _part, item in ITEMS]
    assert values
    assert len(set(values)) == len(values)
    assert all(item.notebook == claim.notebook for claim, _part, item in ITEMS)
    assert notebooks_of_items() == sorted({claim.notebook for claim, _part, _item in ITEMS})


THRESHOLDS = {  # of the study's first edition, set before any estimate was looked at
    ("share", "above"): {0.5},
    ("share", "below"): {0.5},
    ("points", "above"): {0},
    ("points", "below"): {0},
    ("count", "above"): {0},
    ("ratio", "above"): {1, 1.25, 1.5, 2},
    ("ratio", "below"): {1},
}
FIRST_EDITION = {"C9": {2}, "C11": {0.5, 1, 2}, "C12": {0.5, 1.5}, "C14": {0.5, 1.25}}


def test_thresholds_are_those_of_the_first_edition():
    for claim in claims():
        for part in claim.parts:
            assert part.threshold in THRESHOLDS[part.unit, part.side]
            assert part.threshold in FIRST_EDITION.get(claim.id, {0, 0.5, 1})


def test_first_edition_had_these_verdicts():
    first = {claim.id: claim.first for claim in claims()}
    limits, mixed, untestable = "supported with limits", "mixed", "not testable"
    assert first == {
        **dict.fromkeys(["C1", "C4", "C7", "C8", "C10", "C11", "C12", "C13"], limits),
        **dict.fromkeys(["C2", "C3", "C6", "C9"], mixed),
        **dict.fromkeys(["C5", "C15"], untestable),
        "C14": "supported",
    }


def test_item_names_a_notebook_and_a_value():
    item = Item(value="02_members:graduate_ratio", label="x")
    assert (item.notebook, item.name) == ("02_members", "graduate_ratio")


@pytest.mark.parametrize("change", [{"verdict": "supported"}, {"limits": None}, {"parts": [{}]}])
def test_claim_with_a_typed_verdict_or_without_limits_is_refused(change):
    record = claims()[0].model_dump() | change
    with pytest.raises(ValidationError):
        Claim.model_validate(record)
