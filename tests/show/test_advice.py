"""What the page of one's case is made from: tables whose rows say whom they answer, and a form."""

from __future__ import annotations

from itertools import product

import pytest
from bs4 import BeautifulSoup

from analysis.advice.choices import CHOICES, Case
from analysis.advice.hires import all_hires
from analysis.advice.readings import every_answer, read
from analysis.advice.telling import recruiters_headline
from analysis.show.advice import chooser, evidence_table, hires_table, recruiters_table
from analysis.words.choices import choice_label, option_label

SECTIONS = ("people", "recruiters", "outcomes")


def parsed(shown):
    return BeautifulSoup("".join(output["data"]["text/html"] for output in shown), "html.parser")


def links(row):
    """Return the cases that a row answers, as the choices of each."""
    named = [name for name in row["class"] if "=" in name]
    return [dict(part.split("=") for part in name.split("&")) for name in named]


def test_every_line_is_shown_and_says_whom_it_answers(shown):
    for section in SECTIONS:
        evidence_table(section)
    rows, answers = parsed(shown).select("tbody tr"), every_answer()
    assert len(rows) == len(answers)
    assert len(shown) == len(SECTIONS)
    for row, answer in zip(rows, answers.itertuples(), strict=True):
        assert links(row) == [*answer.cases]
        assert {"line", "evidence"} <= {*row["class"]}
        assert ("own" in row["class"]) == answer.own


@pytest.mark.parametrize(
    "case",
    [
        Case("bachelor", "nurses", "Q", "30-49", "at_work"),
        Case("none", "skilled_agriculture", "A", "65+", "looking"),
        Case("master", "professionals", "J", "18-29", "changing"),
        Case(age="18-29", situation="student"),
    ],
)
def test_a_case_meets_the_answers_of_the_command(shown, case):
    for section in SECTIONS:
        evidence_table(section)
    made = case.made().items()
    met = [row for row in parsed(shown).select("tbody tr") if _answers(row, made)]
    found = read(case)
    assert len(met) == len(found.answers)
    assert sum("own" in row["class"] for row in met) == found.own


def _answers(row, made):
    return any(link.items() <= made for link in links(row))


def test_each_trade_and_sector_meets_its_own_sentence(shown):
    recruiters_table()
    rows = parsed(shown).select("tbody tr")
    for trade, sector in product(CHOICES["occupation"], CHOICES["sector"]):
        case = {"occupation": trade, "sector": sector}
        (met,) = [row for row in rows if case in links(row)]
        assert met.td.get_text() == recruiters_headline(read(Case(**case)))


@pytest.mark.parametrize(
    "made",
    [
        {"occupation": "managers", "sector": "J", "diploma": "master", "age": "18-29"},
        {"occupation": "managers", "sector": "K", "diploma": "none", "age": "65+"},
        {"occupation": "craft", "sector": "F", "diploma": "vocational", "age": "18-29"},
    ],
)
def test_hires_are_those_of_the_command(shown, made):
    hires_table()
    rows = parsed(shown).select("tbody tr")
    assert len(rows) == len(all_hires())
    met = [
        one.name
        for one, row in zip(all_hires(), rows, strict=True)
        if not links(row) or _answers(row, made.items())
    ]
    assert met == [one.name for one in read(Case(**made)).hires]


def test_rows_lead_to_the_source_and_bear_their_grade(shown):
    evidence_table("outcomes")
    table = parsed(shown)
    assert table.td.find_parent("tr").a["href"] == "01_sources.ipynb#source-pew-2015"
    assert (
        table.tbody.tr.find_all("td")[-1]
        .get_text()
        .endswith("(your own group); n = 280. Pew 2015 (A)")
    )
    assert table.caption.get_text().endswith("Every line of evidence")


def test_what_is_not_known_is_shown(shown):
    evidence_table("recruiters")
    rows = [row for row in parsed(shown).select("tbody tr") if row.td.get_text() == "Not known"]
    assert {"all but" in row.th.get_text() for row in rows} == {True, False}
    assert not any("Group:" in row.get_text() for row in rows)


def test_form_offers_every_choice_in_words_people_use(shown):
    chooser()
    study = shown[0]["metadata"]["study"]
    assert study["role"] == "chooser"
    for choice, (name, codes) in zip(study["choices"], CHOICES.items(), strict=True):
        assert choice["name"] == name
        words = [(code, option_label(name, code), choice_label(name, code)) for code in codes]
        assert [*map(tuple, choice["options"])] == [("", "Any", ""), *words]
    assert "{case}" in study["case"]
    assert study["answers"]["facts"]


def test_page_stays_light(shown):
    for section in SECTIONS:
        evidence_table(section)
    recruiters_table()
    hires_table()
    assert sum(len(output["data"]["text/html"]) for output in shown) < 100_000
