"""What the page of one's case is made from: tables whose rows say whom they answer, and a form."""

from __future__ import annotations

from bs4 import BeautifulSoup

from analysis.advice.closest import CHOICES
from analysis.advice.dosage import Case, advise, all_cases, limit
from analysis.show.advice import chooser, evidence_tables, rule_card
from analysis.words.labels import label


def shown_rows(shown):
    html = "".join(output["data"]["text/html"] for output in shown)
    return BeautifulSoup(html, "html.parser").select("tbody tr")


def test_every_row_is_shown_and_says_whom_it_answers(shown):
    for section in ("diploma", "occupation", "sector", "channels"):
        evidence_tables(section)
    rows, cases = shown_rows(shown), all_cases()
    assert len(rows) == len(cases)
    assert len(shown) == cases["line"].nunique()
    for row, case in zip(rows, cases.itertuples(), strict=True):
        links = {"&".join(f"{k}={v}" for k, v in one.items()) for one in case.cases} - {""}
        point = {1: {"up"}, -1: {"down"}}.get(case.points, set())
        assert set(row["class"]) == {"line", *links, *point}


def test_captions_lead_to_the_source_and_name_everybody(shown):
    evidence_tables("occupation")
    caption = BeautifulSoup(shown[0]["data"]["text/html"], "html.parser").caption
    found = advise(Case("bachelor", "managers", "J", "30-49")).lines.set_index("line")
    everybody = found.loc["linkedin_by_occupation", "everybody"]
    assert f"Everybody: {everybody:.0%}. Evidence of grade A: GSS 2016" in caption.get_text()
    assert caption.a["href"] == "01_sources.ipynb#source-gss-panel-2020"
    assert shown[0]["data"]["text/plain"].startswith("On LinkedIn")
    assert "<a" not in shown[0]["data"]["text/plain"]


def test_a_line_without_everybody_names_nobody(shown):
    evidence_tables("channels")
    captions = [BeautifulSoup(o["data"]["text/html"], "html.parser").caption for o in shown]
    texts = [caption.get_text() for caption in captions]
    assert [("Everybody" in text) for text in texts] == [True] * 4 + [False] * 8


def test_rows_say_whom_they_answer_in_words(shown):
    evidence_tables("sector")
    heads = [row.th.get_text() for row in shown_rows(shown)]
    assert f"{label('sector', 'D')} or {label('sector', 'E')}" in heads
    assert "All others" in heads


def test_form_offers_every_choice(shown):
    chooser()
    study = shown[0]["metadata"]["study"]
    assert study["role"] == "chooser"
    assert study["limit"] == limit()
    for choice, (name, codes) in zip(study["choices"], CHOICES.items(), strict=True):
        assert choice["name"] == name
        assert [code for code, _words in choice["options"]] == ["", *codes]


def test_rule_is_shown_with_what_it_does_not_say(shown):
    rule_card()
    assert "points up or more" in shown[0]["data"]["text/markdown"]
    assert "does not compare networks with other ways" in shown[0]["data"]["text/markdown"]


def test_captions_tell_the_tables_apart(shown):
    for section in ("diploma", "occupation", "sector", "channels"):
        evidence_tables(section)
    captions = [BeautifulSoup(o["data"]["text/html"], "html.parser").caption for o in shown]
    texts = [caption.get_text() for caption in captions]
    assert len(set(texts)) == len(texts)
