"""What is given away holds together: every link of every page, book and PDF leads somewhere."""

from __future__ import annotations

import io
import re

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfWriter
from pypdf.annotations import Link

from addresses import addresses, dead, jumps, uris
from analysis import paths
from analysis.pipeline import imprint as imprints
from analysis.pipeline.pages import write_book
from analysis.pipeline.stages import titles
from analysis.report.export import Export, all_pages, export_pages
from analysis.report.pdf import print_pdf
from analysis.words.i18n import LANGUAGES
from pdf_text import page_count

PUBLIC = "https://example.org/study/"
OUR_FILES = re.compile(re.escape(PUBLIC) + r"(?P<path>[^#]*)(?:#(?P<anchor>.*))?")


def exported(folder, language, *names, public="", pdf=False):
    return [*export_pages(Export(language, names or all_pages(language), public), folder, pdf=pdf)]


@pytest.fixture
def published(tmp_path, monkeypatch):
    """Say that the study is published, as its maintainer would: in one place."""
    path = tmp_path / "CITATION.cff"
    path.write_text(f"{paths.CITATION.read_text('utf-8')}url: {PUBLIC}\n", "utf-8")
    monkeypatch.setattr(paths, "CITATION", path)
    return imprints.imprint().address


def missing(links):
    """List the public addresses at which there would be nothing."""
    told = [(one, OUR_FILES.fullmatch(one)) for one in links]
    return [
        one
        for one, ours in told
        if ours
        and not (
            (page := paths.REPORTS / ours["path"]).is_file()
            and (not ours["anchor"] or f'id="{ours["anchor"]}"' in page.read_text("utf-8"))
        )
    ]


def test_every_link_of_the_reports_leads_somewhere():
    assert dead(paths.REPORTS) == []


@pytest.mark.parametrize("public", ["", PUBLIC])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_of_all_pages_leads_somewhere(language, public, tmp_path):
    copies = exported(tmp_path, language, public=public)
    assert len(copies) == len(all_pages(language)) > len(titles())
    assert copies[0].name == f"index.{language}.html"
    assert dead(tmp_path) == []
    links = [one for page in copies for one in addresses(page)]
    assert missing(links) == []
    assert any(one.startswith(PUBLIC) for one in links) == bool(public)
    assert f"c07.{language}.html" in links
    assert any(re.fullmatch(rf"02_members\.{language}\.html#c12", one) for one in links)


@pytest.mark.parametrize("public", ["", PUBLIC])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["index", "09_your_case", "c07", "search"])
def test_every_link_of_a_page_alone_leads_somewhere(name, language, public, tmp_path):
    [copy] = exported(tmp_path, language, name, public=public)
    assert dead(tmp_path) == []
    links = [*addresses(copy)]
    assert missing(links) == []
    assert any(one.startswith(PUBLIC) for one in links) == bool(public)


def test_no_control_of_a_page_alone_is_left_without_a_use(tmp_path):
    [copy] = exported(tmp_path, "fr", "02_members")
    page, whole = (
        BeautifulSoup(path.read_text("utf-8"), "html.parser")
        for path in (copy, paths.REPORTS / "fr" / "02_members.html")
    )
    for control in ("nav.pages", "nav.turn", "nav.languages", "a.search"):
        assert whole.select(control), control
        assert not page.select(control), control
    assert page.select_one(".home").name == "span"
    assert [*page.article.stripped_strings] == [*whole.article.stripped_strings]


def test_two_pages_lead_to_each_other_and_to_no_third(tmp_path):
    exported(tmp_path, "en", "02_members", "03_ties")
    links = {one for page in tmp_path.glob("*.html") for one in addresses(page)}
    pages = {one.split("#")[0] for one in links if ".html" in one}
    assert pages == {"02_members.en.html", "03_ties.en.html"}
    assert dead(tmp_path) == []


@pytest.fixture(scope="module", params=LANGUAGES)
def book(request, tmp_path_factory):
    return write_book(titles(), request.param, LANGUAGES, tmp_path_factory.mktemp("book"))


def test_every_link_of_the_book_leads_somewhere(book):
    assert dead(book.parent) == []
    assert not any(".html" in one for one in addresses(book) if not one.startswith("https://"))


def test_the_book_of_a_published_study_leads_to_what_it_leaves_out(tmp_path, published):
    book = write_book(titles(), "fr", LANGUAGES, tmp_path / "book")
    assert dead(book.parent) == []
    assert missing(addresses(book)) == []


@pytest.mark.browser
@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize("public", ["", PUBLIC])
def test_a_pdf_leads_to_the_web_and_to_its_own_places_alone(public, tmp_path):
    names = ["index", "02_members", "05_candidates", "c07"]
    files = exported(tmp_path, "fr", *names, "search", public=public, pdf=True)
    printed = {
        path.name.partition(".")[0]: path.read_bytes() for path in files if path.suffix == ".pdf"
    }
    assert sorted(printed) == sorted(names)
    for name, pdf in printed.items():
        assert [one for one in uris(pdf) if not re.match(r"https?://|mailto:", one)] == [], name
        assert missing(uris(pdf)) == [], name
        led, known = jumps(pdf)
        assert led <= known, name
    assert any(one.startswith(PUBLIC) for pdf in printed.values() for one in uris(pdf)) == bool(
        public
    )
    assert min(page_count(printed[name]) for name in names[:3]) > 1, "hidden by a style"
    assert jumps(printed["02_members"])[0] >= {"c12", "c13"}
    assert sorted(path.suffix for path in tmp_path.iterdir()) == sorted(
        path.suffix for path in files
    )


@pytest.mark.browser
@pytest.mark.usefixtures("browser")
def test_links_between_the_chapters_of_the_printed_book_are_places_in_it(book):
    pdf = print_pdf(book.read_text("utf-8"), book.with_suffix(".pdf")).read_bytes()
    assert [one for one in uris(pdf) if not re.match(r"https?://|mailto:", one)] == []
    assert page_count(pdf) > 10 * len(titles()), "hidden by a style"
    led, known = jumps(pdf)
    assert led <= known
    assert led == {one[1:] for one in addresses(book) if one.startswith("#") and one != "#main"}


LOST = """<html><head><link rel="canonical" href="gone.html">
<meta property="og:image" content="../cards/gone.png"><style>p{background:url(gone.png)}</style>
<script type="application/ld+json">{"a": [{"url": "gone.html#x"}]}</script></head><body id="here">
<a href="#nowhere">a</a><a href="#here">b</a><a href="file:///etc/hosts">c</a>
<img srcset="gone.png 1x, gone2.png 2x"><form action="gone.html"></form><p data-page="gone.html#y">
<svg clip-path="url(#gone)"></svg><a href="javascript:alert(1)">d</a><a href="page.html#none">e</a>
<a href="../outside.html">f</a><a href="https://example.org/">g</a></p></body></html>"""


def test_dead_links_of_every_kind_are_seen(tmp_path):
    (tmp_path / "outside.html").write_text("<p>", "utf-8")
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "page.html").write_text(LOST, "utf-8")
    assert dead(folder) == [
        f"page.html: {address}"
        for address in (
            *("gone.html", "../cards/gone.png", "gone.png", "gone.html#x", "#nowhere"),
            *("file:///etc/hosts", "gone.png", "gone2.png", "gone.html", "gone.html#y", "#gone"),
            *("javascript:alert(1)", "page.html#none", "../outside.html"),
        )
    ]
    assert uris(_leading_to("file:///x/y).html")) == ["file:///x/y).html"]


def _leading_to(address):
    """Write a document of one page with one link."""
    document, pdf = PdfWriter(), io.BytesIO()
    document.add_blank_page(100, 100)
    document.add_annotation(0, Link(rect=(0, 0, 9, 9), url=address))
    document.write(pdf)
    return pdf.getvalue()
