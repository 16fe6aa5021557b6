"""A number opens where it comes from: who was asked what, how many, in which source."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.judging.values import Value
from analysis.show.origins import Linked, Sentence, fill, origin, place_of
from analysis.show.prose import table
from analysis.words.bases import Base

LOOKED = Value(
    "looked_users",
    0.35,
    "share",
    low=0.32,
    high=0.38,
    n=1223,
    base=Base({"searched_on_social": "asked"}, {"sex": "women"}),
    universe="Adults (18 or over), United States",
    source="pew_2015",
    grade="A",
    claim="C6",
    notebook="05_candidates",
)


def test_origin_tells_who_was_asked_what() -> None:
    found = origin(LOOKED)
    assert found.number == "35% (32% to 38%)"
    assert dict(found.facts) == {
        "Question": "Looked for a job there",
        "Among": "Sex: Women",
        "Who they stand for": "Adults (18 or over), United States",
        "People asked (n)": "1,223",
        "Grade": "A",
    }
    assert (found.source, found.address) == ("Pew 2015", "01_sources.ipynb#source-pew-2015")
    assert found.section == "05_candidates.ipynb#c6"


def test_a_printed_number_tells_its_base_as_printed_and_a_change_what_came_before() -> None:
    before = Base(note="all firms, 2013")
    value = Value(
        "x",
        0.2,
        "share",
        base=Base(note="all firms, 2019", before=before),
        source="ntia_internet_use",
    )
    facts = dict(origin(value).facts)
    assert facts == {"Who is counted": "all firms, 2019", "Compared with": "all firms, 2013"}
    assert origin(value).section == ""


def test_a_number_of_another_page_leads_to_where_its_claim_is_judged() -> None:
    value = Value("x", 0.2, "share", source="pew_2015", claim="C12", notebook="08_robustness")
    assert origin(value).section == "02_members.ipynb#c12"


def test_places_tell_notebooks_apart() -> None:
    other = Value("looked_users", 0.1, "share", source="pew_2015", notebook="02_members")
    assert place_of(LOOKED) == "value-05-candidates-looked-users"
    assert place_of(other) != place_of(LOOKED)


def test_a_sentence_keeps_the_origin_of_each_number_once() -> None:
    linked = Linked({"looked": LOOKED, "claims": Value("claims", 15, "count")})
    text = fill("{looked} ({looked:interval}) of {looked:n}, {looked} again, {claims}", linked)
    assert text.count(f"](#{place_of(LOOKED)})") == 2
    assert [*linked.origins] == [place_of(LOOKED)]


def test_the_sentences_of_a_table_bring_their_origins(shown) -> None:
    sentence = Sentence("Of users, {looked}.", {"looked": LOOKED})
    index = pd.Index(["C6"], name="Claim")
    table(pd.DataFrame({"Answer": [sentence]}, index=index, dtype=object), caption="Claims")
    about = shown[0]["metadata"]["study"]
    assert f'<a href="#{place_of(LOOKED)}">35%</a>' in about["linked"]
    assert [one["id"] for one in about["origins"]] == [place_of(LOOKED)]
    assert "#value" not in shown[0]["data"]["text/html"]


@pytest.mark.parametrize("spec", ["interval", "n"])
def test_what_stands_beside_a_number_is_no_link(spec: str) -> None:
    linked = Linked({"looked": LOOKED})
    fill(f"{{looked:{spec}}}", linked)
    assert linked.origins == {}
