"""The fifteen claims are all there, complete, and rest on sources that exist."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from analysis.judging.claims import Claim, Item, claims, notebooks_of_items
from analysis.sources.catalogue import catalogue

NEUTRAL = (0, 1)  # of a difference, of a ratio
ITEMS = [(claim, item) for claim in claims() for item in claim.items]


def test_fifteen_claims_in_the_article_s_order():
    assert [claim.id for claim in claims()] == [f"C{number}" for number in range(1, 16)]


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.id)
def test_claim_says_what_would_make_it_true_and_its_limits(claim):
    for text in (claim.statement, claim.estimand, claim.limits):
        assert text.endswith(".")
        assert len(text.split()) >= 4
    assert claim.threshold
    assert not claim.threshold.endswith("."), "the card adds the full stop"
    assert re.fullmatch(r"0[0-9]_[a-z_]+", claim.notebook)


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.id)
def test_sources_exist(claim):
    assert set(claim.sources) <= {*catalogue()}
    assert len(set(claim.sources)) == len(claim.sources)


def test_items_are_found_once_in_the_claim_s_own_notebook():
    values = [item.value for _claim, item in ITEMS]
    assert values
    assert len(set(values)) == len(values)
    assert all(item.notebook == claim.notebook for claim, item in ITEMS)
    assert notebooks_of_items() == sorted({claim.notebook for claim, _item in ITEMS})


@pytest.mark.parametrize(
    ("claim", "item"), ITEMS, ids=[f"{claim.id}-{item.name}" for claim, item in ITEMS]
)
def test_threshold_of_an_item_is_the_claim_s(claim, item):
    if item.threshold in NEUTRAL and item.side in claim.threshold.lower():
        return  # "executives above others" needs no number
    written = {f"{item.threshold:g}", f"{item.threshold:.0%}"}
    assert written & set(re.findall(r"[\d.]+%?(?=\W|$)", claim.threshold))


def test_item_names_a_notebook_and_a_value():
    item = Item(value="02_members:graduate_ratio", label="x", side="above", threshold=1.5)
    assert (item.notebook, item.name) == ("02_members", "graduate_ratio")


@pytest.mark.parametrize("change", [{"verdict": "supported"}, {"limits": None}, {"items": [{}]}])
def test_claim_with_a_typed_verdict_or_without_limits_is_refused(change):
    record = claims()[0].model_dump() | change
    with pytest.raises(ValidationError):
        Claim.model_validate(record)
