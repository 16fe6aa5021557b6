"""Doors of the languages, front pages made of the summary's tagged cells, a page a claim."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.errors import StudyError
from analysis.report.claim_page import claim_pages, told_claims
from analysis.report.front import doors_page, front_cells, front_page
from analysis.report.site import Site
from report_sample import display

ROW = (
    '<tr id="map-c{0}"><th scope="row"><a href="02_members.ipynb#c{0}">C{0}. Statement: {0}.</a>'
    '</th><td><span class="verdict verdict-mixed">Mixed</span></td>'
    '<td class="answer">Half (<a href="02_members.ipynb#value-x">52%</a>) are.</td>'
    '<td class="strip"><svg viewBox="0 0 320 22" aria-hidden="true"><circle class="for" cx="220" '
    'cy="11" r="5"/></svg><ul class="said"><li>GSS 2016: for</li></ul></td></tr>'
)
MAP = (
    '<table class="map"><caption>Map</caption><thead><tr><th>Claim</th></tr></thead>'
    "<tbody>{}</tbody></table>"
)


def tagged(cell, *tags):
    cell.metadata["tags"] = list(tags)
    return cell


@pytest.fixture
def summary():
    """A summary in small: title, a finding that the doors follow, a cell apart, the map."""
    shown = display("text/html", MAP.format("".join(ROW.format(n) for n in (1, 2))))
    said = display(
        "text/markdown",
        "- **52%** of them.",
        linked="- **[52%](02_members.ipynb#value-x)** of them.",
    )
    return new_notebook(
        cells=[
            tagged(new_markdown_cell("# Do networks *help*?\n\nAn article, [tested](x)."), "front"),
            tagged(new_code_cell("say()", outputs=[said]), "front", "doors"),
            new_markdown_cell("## Only in the summary"),
            tagged(new_markdown_cell("## The verdicts"), "front"),
            tagged(new_code_cell("evidence_map()", outputs=[shown]), "front"),
        ]
    )


@pytest.fixture
def front(summary, site):
    return BeautifulSoup(front_page(summary, "en", site), "html.parser")


def test_front_page_shows_the_tagged_cells_without_code(front):
    text = front.main.get_text()
    assert "An article, tested." in text
    assert "Only in the summary" not in text
    assert "evidence_map()" not in text
    assert [h2.get_text() for h2 in front.find_all("h2")] == ["The verdicts", "All pages"]
    assert len(front.find_all("h1")) == 1


def test_doors_follow_the_cell_that_says_so(front):
    (ways,) = front.select("nav.ways")
    assert ways.find_previous("ul").get_text(strip=True) == "52%of them."
    assert ways.find_next("h2").get_text() == "The verdicts"
    pages = ["00_summary.html", "09_your_case.html", "02_members.html"]
    assert [link["href"] for link in ways.find_all("a")] == pages


def test_doors_come_last_where_no_cell_calls_for_them(summary, site):
    del summary.cells[1]
    soup = BeautifulSoup(front_page(summary, "en", site), "html.parser")
    assert soup.select_one("nav.ways").find_previous("h2").get_text() == "The verdicts"


def test_front_page_leads_to_pages_of_its_language(front, site):
    links = [link["href"] for link in front.select("ol.index a")]
    assert links == [f"{page.name}.html" for page in site.pages]
    assert [link["href"] for link in front.select("nav.languages a")] == [
        "../en/index.html",
        "../fr/index.html",
    ]


def test_front_leaves_the_summary_as_it_is(summary):
    before = summary.copy()
    assert len(front_cells(summary).cells) == 5
    assert summary == before


def test_doors_offer_both_languages_in_each_order(site):
    soup = BeautifulSoup(doors_page({"en": site, "fr": site}), "html.parser")
    rooms = soup.find_all("foreignobject")
    orders = [[part["lang"] for part in room.find_all("section")] for room in rooms]
    assert orders == [["fr", "en"], ["en", "fr"]]
    assert rooms[0]["systemlanguage"].split(", ")[0] == "fr"
    assert not rooms[1].has_attr("systemlanguage")
    for room in rooms:
        assert len(room.find_all("h1")) == 1
        assert {link["href"] for link in room.find_all("a")} == {"en/index.html", "fr/index.html"}
    assert not soup.find("script", type=False)


def test_each_claim_has_a_page_of_its_own(summary, site):
    told = told_claims(summary, "en")
    pages = dict(claim_pages(told, {"C1": ["Of members, graduates."]}, "en", site))
    assert [*pages] == ["c01", "c02"]
    first, second = (BeautifulSoup(html, "html.parser") for html in pages.values())
    assert first.h1.get_text() == "C1 Statement: 1."
    assert first.select_one(".lead").get_text() == "Half (52%) are."
    assert first.select_one(".verdict").get_text() == "Mixed"
    assert first.select_one("ol li").get_text() == "Of members, graduates."
    assert first.select_one(".strip .said").get_text() == "GSS 2016: for"
    assert first.select_one("a.door")["href"] == "02_members.html#c1"
    assert [link["href"] for link in first.select(".turn a")] == ["c02.html"]
    assert [link["href"] for link in second.select(".turn a")] == ["c01.html"]
    assert second.select("ol") == []


def test_a_summary_without_map_is_refused(summary):
    del summary.cells[-1]
    with pytest.raises(StudyError, match="shows no evidence map"):
        told_claims(summary, "en")


def test_one_language_needs_no_choice(summary):
    soup = BeautifulSoup(front_page(summary, "en", Site()), "html.parser")
    assert soup.select("nav.languages") == []
