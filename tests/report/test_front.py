"""The front page opens with the summary's answer and verdicts, in each language."""

from __future__ import annotations

from bs4 import BeautifulSoup

from analysis.report.front import index_page, opening
from analysis.report.site import Site

PAGE = """<html><body><main><article><p class="lead">Lead.</p>
<details class="code"><summary>Code</summary></details>
<h2 id="answer">The answer</h2><p>Yes: <a href="02_members.html#value-x">28%</a>.</p>
<details class="code"><summary>Code</summary></details>
<h2 id="verdicts">The verdicts</h2><p>See <a href="https://insee.fr/">Insee</a>.</p>
<h3 id="reading">How to read</h3><p>Slowly.</p>
<h2 id="rest">The rest</h2></article></main></body></html>"""


def test_two_sections_are_taken_without_their_code() -> None:
    soup = BeautifulSoup(opening(PAGE, "en"), "html.parser")
    assert [tag.name for tag in soup.find_all(True, recursive=False)] == ["h3", "p", "h3", "p"]
    assert soup.details is None
    assert "Slowly" not in soup.get_text()
    assert "Lead" not in soup.get_text()


def test_links_and_places_are_those_of_the_front_page() -> None:
    soup = BeautifulSoup(opening(PAGE, "fr"), "html.parser")
    links = [link["href"] for link in soup.find_all("a")]
    assert links == ["fr/02_members.html#value-x", "https://insee.fr/"]
    assert [heading["id"] for heading in soup.find_all("h3")] == ["fr-answer", "fr-verdicts"]


def test_each_language_has_its_part() -> None:
    sites = {code: Site([("00_summary", f"Summary {code}")]) for code in ("en", "fr")}
    openings = {code: opening(PAGE, code) for code in sites}
    soup = BeautifulSoup(index_page(sites, openings), "html.parser")
    parts = soup.find_all("section")
    assert [part["lang"] for part in parts] == ["en", "fr"]
    assert [part.find("h3")["id"] for part in parts] == ["en-answer", "fr-answer"]
    assert [link["href"] for link in soup.select("nav.languages a")] == ["#en", "#fr"]
    places = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(places) == len(set(places))
