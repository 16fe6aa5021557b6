"""A page finds words in all others: by itself, without scripts and without the network."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from analysis import paths
from analysis.report.search import entries, search_page, words
from analysis.report.site import Page, Site
from analysis.words.i18n import LANGUAGES

HTML = """<main><h1>Les membres</h1><article><p>Qui était là.</p>
<h2 id="diplomes">Diplômés</h2><p>Plus souvent membres que d’autres, disait l’enquête.</p>
<details class="code"><summary>Code</summary><pre><span>secret_name</span></pre></details>
<p>Le <button popovertarget="a">28 %</button><span id="a" popover>Popover</span> en 2016.</p>
<blockquote><p><span id="c12"></span><strong>C12. Les cadres y sont.</strong></p>
<p>Confirmée</p></blockquote>
<figure id="fig"><figcaption><strong>Deux sur trois.</strong> Base : adultes.</figcaption></figure>
<details class="fold"><summary><h3 id="methode">Méthode</h3></summary><p>Pondération.</p></details>
<table><caption>D’où</caption><tr><th><code>helped</code></th></tr></table>
</article></main>"""
WEIGHT = 150_000
"""Bytes that the words of a language's index may take."""


@pytest.fixture
def found():
    return entries(HTML, Page("02_members", "Les membres"))


def test_sections_claims_and_figures_are_found_where_they_stand(found):
    assert [(one.kind, one.title, one.href) for one in found] == [
        ("page", "Les membres", "02_members.html"),
        ("section", "Diplômés", "02_members.html#diplomes"),
        ("section", "Méthode", "02_members.html#methode"),
        ("claim", "C12. Les cadres y sont.", "02_members.html#c12"),
        ("figure", "Deux sur trois.", "02_members.html#fig"),
    ]
    assert [one.line for one in found][-2:] == ["Confirmée", "Base : adultes."]


def test_words_are_those_that_readers_see(found):
    everything = " ".join(f"{one.title} {one.line} {one.words}" for one in found)
    for word in ("enquête", "2016", "Pondération"):
        assert words(word)[0] in words(everything), word
    for word in ("secret", "popover", "helped", "code"):
        assert word not in everything.lower(), word


def test_words_have_no_accent_and_no_capital():
    assert words("Été, ÉTÉ et l’Île 3 35 2016") == ["2016", "ete", "ile"]


@pytest.fixture
def page_path(tmp_path, found):
    site = Site([("02_members", "Les membres")], languages=("en", "fr"))
    path = tmp_path / "search.html"
    path.write_text(search_page({"02_members": found}, site, "fr"), "utf-8")
    return path


def test_without_scripts_the_page_is_an_index(page_path):
    page = BeautifulSoup(page_path.read_text("utf-8"), "html.parser")
    assert page.form.has_attr("hidden")
    assert [a["href"] for a in page.select(".found a")][1] == "02_members.html#diplomes"
    assert len(page.script.string) < 2000


def test_index_is_small_and_leads_to_places_that_are_there():
    for language in LANGUAGES:
        folder = paths.REPORTS / language
        page = BeautifulSoup((folder / "search.html").read_text("utf-8"), "html.parser")
        assert sum(len(one["data-words"].encode()) for one in page.select("[data-words]")) < WEIGHT
        for link in page.select(".found a"):
            name, _, anchor = link["href"].partition("#")
            assert not anchor or f'id="{anchor}"' in (folder / name).read_text("utf-8"), link[
                "href"
            ]


def seen(page):
    return page.locator(".found li:visible a").all_text_contents()


@pytest.mark.browser
def test_words_filter_whatever_their_accents_and_capitals(open_page, page_path):
    page = open_page(page_path)
    assert len(seen(page)) == 5
    for asked, expected in {
        "DIPLOM": ["Diplômés"],
        "enquete souv": ["Diplômés"],
        "ponderation": ["Méthode"],
        "cadres confirmee": ["C12. Les cadres y sont."],
        "zzz": [],
    }.items():
        page.fill("#q", asked)
        assert seen(page) == expected, asked
    assert page.locator("[role=status]").inner_text() != ""
    page.fill("#q", "")
    assert len(seen(page)) == 5
    assert page.locator("[role=status]").inner_text() == ""


@pytest.mark.browser
def test_the_address_keeps_what_was_asked(open_page, page_path):
    page = open_page(page_path)
    page.fill("#q", "pondération")
    assert page.evaluate("location.hash") == "#q=pond%C3%A9ration"
    page.reload()
    assert page.input_value("#q") == "pondération"
    assert seen(page) == ["Méthode"]


@pytest.mark.browser
def test_search_is_for_everyone(audit, page_path):
    assert audit(page_path) == []
