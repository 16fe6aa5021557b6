"""The whole study as one document: every page in it, every link inside it, on paper too."""

from __future__ import annotations

import re
import shutil

import pytest
from bs4 import BeautifulSoup

from analysis import paths
from analysis.pipeline.pages import write_book
from analysis.pipeline.stages import titles
from analysis.report.book import book_page
from analysis.report.exporter import render
from analysis.report.pdf import print_pdf
from analysis.report.site import Site
from analysis.words.i18n import LANGUAGES

FIRST = """<html><body><header>Head</header><main id="main"><h1>One</h1>
<nav class="contents"><a href="#deep">Deep</a></nav>
<article><p>See <a href="02_two.html#deep">there</a>, <a href="#deep">here</a>,
<a href="02_two.html">two</a>, <a href="../index.html">home</a>, <a href="#gone">gone</a>,
<a href="https://example.org/#deep">outside</a>
<button class="n" popovertarget="note">28 %</button></p>
<div id="note" popover>Who was asked</div>
<h2 id="deep">Deep</h2>
<table aria-labelledby="deep"><tr><th id="h">a</th><td headers="h">b</td></tr></table>
<div class="code"><pre><span>x</span></pre></div>
<figure id="fig"><svg><defs><clipPath id="clip"></clipPath></defs>
<g clip-path="url(#clip)"></g></svg>
<div class="take"><a href="../data/x.csv">Data</a></div></figure>
<details class="fold"><summary><h3 id="method">Method</h3></summary><p>How</p></details>
<details open><summary>Item by item</summary><p>Items</p></details>
</article></main></body></html>"""
SECOND = '<main><h1>Two</h1><article><h2 id="deep">Deep</h2><p>Text</p></article></main>'


@pytest.fixture
def book():
    site = Site([("01_one", "One"), ("02_two", "Two")], facts={"Data accessed": "2026"})
    return BeautifulSoup(book_page({"01_one": FIRST, "02_two": SECOND}, site, "en"), "html.parser")


def test_chapters_are_in_order_under_one_title(book):
    assert len(book.find_all("h1")) == 1
    assert [h2.text for h2 in book.find_all("h2")] == ["Contents", "One", "Two"]
    assert [part["id"] for part in book.select(".chapter")] == ["p01", "p02"]
    assert [a["href"] for a in book.select(".book-contents a")] == [
        "#p01",
        "#p01-deep",
        "#p02",
        "#p02-deep",
    ]
    assert "2026" in book.select_one(".cover").text


def test_links_between_pages_are_links_inside_the_book(book):
    links = [(a.text, a["href"]) for a in book.select("#p01 article p a")]
    assert links == [
        ("there", "#p02-deep"),
        ("here", "#p01-deep"),
        ("two", "#p02"),
        ("outside", "https://example.org/#deep"),
    ]
    assert "home" in book.select_one("#p01 p").text


def test_ids_and_what_refers_to_them_tell_their_chapter(book):
    assert book.table["aria-labelledby"] == "p01-deep"
    assert book.td.get_attribute_list("headers") == [book.th["id"]] == ["p01-h"]
    assert book.svg.g["clip-path"] == "url(#p01-clip)"
    assert book.find(id="p01-clip")


def test_what_serves_a_screen_alone_is_left_out(book):
    for gone in (
        "script",
        "button",
        "[popover]",
        ".code",
        "pre",
        ".take",
        ".chapter nav",
        "details",
    ):
        assert not book.select(gone), gone
    assert "28 %" in book.text


def test_folded_parts_are_an_annex_and_other_details_stay_in_place_open(book):
    assert [h.text for h in book.select(".annex h3, .annex h4")] == ["Annex", "Method"]
    assert "How" in book.select_one("#p01 .annex").text
    assert "Items" in book.select_one("#p01 article:not(.annex)").text
    assert not book.select("#p02 .annex")


def test_chapters_name_themselves_above_their_pages(book):
    paper = book.find_all("style")[1].string
    assert '@page p02{@top-left{content:"Do social networks help people find work?"' in paper
    assert ".p02{page:p02}" in paper
    policy = book.find("meta", attrs={"http-equiv": True})["content"]
    assert policy.count("'sha256-") == 2
    assert "script-src" not in policy


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_book_of_the_study_is_whole(language, tmp_path):
    html = write_book(titles(), language, LANGUAGES, tmp_path).read_text("utf-8")
    book = BeautifulSoup(html, "html.parser")
    assert len(book.select(".chapter")) == len(titles())
    ids = [tag["id"] for tag in book.find_all(id=True)]
    assert sorted({one for one in ids if ids.count(one) > 1}) == []
    inside = {a["href"][1:] for a in book.select('a[href^="#"]')}
    assert inside - {*ids} == set()
    others = [
        a["href"] for a in book.select("a[href]") if not re.match(r"#|https?:|mailto:", a["href"])
    ]
    assert others == []
    figures = sum(page.read_text("utf-8").count("<figure") for page in _pages(language))
    assert len(book.find_all("figure")) == figures


def _pages(language):
    return [paths.REPORTS / language / f"{name}.html" for name in titles()]


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed")
def test_the_book_is_for_everyone_and_prints(audit, notebook, site, tmp_path):
    names = {page.name: page for page in site.pages}
    pages = {name: render(notebook, name=name, language="en", site=site) for name in names}
    path = tmp_path / "study.en.html"
    path.write_text(book_page(pages, site, "en"), "utf-8")
    assert audit(path) == []
    pdf = print_pdf(path.read_text("utf-8"), tmp_path / "study.en.pdf").read_bytes()
    # A cover, the contents, and each chapter on a page of its own at least.
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 2 + len(names)
    assert b"/Outlines" in pdf
