"""What pages tell those who link to them: words, twins, pictures, facts."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell, new_notebook
from PIL import Image

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline import imprint as imprints
from analysis.report.exporter import render
from analysis.report.image_cards import COLOURS, OF_VERDICT, image_card
from analysis.report.sharing import RATINGS, Shared, report_facts, review_facts
from analysis.report.site import Imprint, Site, page_lead

ADDRESS = "https://example.org/study/"
HEAVIEST = 25_000


@pytest.fixture
def notebook():
    return new_notebook(cells=[new_markdown_cell("# The members\n\nOne adult in *four*.")])


@pytest.fixture
def soup(notebook, site):
    return BeautifulSoup(
        render(notebook, name="02_members", language="fr", site=site), "html.parser"
    )


def told(soup, name):
    tag = soup.find("meta", attrs={"name": name}) or soup.find("meta", property=name)
    return tag["content"]


def test_every_page_tells_its_words_and_its_picture(soup):
    assert told(soup, "description") == "One adult in four."
    assert told(soup, "og:title") == "The members"
    assert told(soup, "og:image") == "../cards/fr_02_members.png"
    assert told(soup, "og:locale") == "fr_FR"
    assert told(soup, "twitter:card") == "summary_large_image"


def test_addresses_are_relative_until_the_study_knows_its_own(soup, notebook, site):
    assert soup.find("link", rel="canonical")["href"] == "02_members.html"
    known = replace(site, imprint=Imprint(address=ADDRESS))
    html = render(notebook, name="02_members", language="fr", site=known)
    page = BeautifulSoup(html, "html.parser")
    assert page.find("link", rel="canonical")["href"] == f"{ADDRESS}fr/02_members.html"
    assert told(page, "og:image") == f"{ADDRESS}cards/fr_02_members.png"


def test_twins_are_told_in_each_language(soup):
    twins = {link["hreflang"]: link["href"] for link in soup.find_all("link", rel="alternate")}
    assert twins == {
        "en": "../en/02_members.html",
        "fr": "02_members.html",
        "x-default": "../en/02_members.html",
    }


def test_a_front_page_is_for_others_where_the_doors_are(site):
    shared = Shared(language="fr", name="index", title="x", description="y", site=site)
    assert dict(shared.twins())["x-default"] == "../index.html"
    assert Shared("", "index", "x", "y", site).picture == "cards/en_index.png"


def test_a_description_is_cut_at_a_word(site):
    shared = Shared("en", "a", "x", "word " * 100, site)
    assert len(shared.summary) <= 200
    assert shared.summary.endswith("word…")


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("# A\n\nOne *and* [two](x.ipynb).\n\nThree.", "One and two."),
        ("# A", ""),
        ("# A\n\n## B\n\nOne.", "One."),
    ],
)
def test_lead_is_the_first_paragraph_in_plain_text(text, lead):
    assert page_lead(text) == lead


def test_facts_cannot_end_their_script(site):
    shared = Shared("en", "a", "x", "y", site, facts={"name": "</script><b>"})
    assert "<" not in shared.data()
    assert json.loads(shared.data())["name"] == "</script><b>"


def test_a_claim_s_review_is_rated_where_data_settle_something():
    rated = review_facts("A.", "B.", ("limits", "Supported with limits"), "en", Site())
    assert rated["@type"] == "ClaimReview"
    assert rated["reviewRating"]["ratingValue"] == 4
    open_ = review_facts("A.", "B.", ("not-testable", "Not testable"), "en", Site())
    assert open_["reviewRating"] == {"@type": "Rating", "alternateName": "Not testable"}
    assert RATINGS["supported"] > RATINGS["limits"] > RATINGS["mixed"] > RATINGS["contradicted"]


def test_the_study_is_a_report_made_from_a_dataset():
    site = Site(imprint=Imprint(author="The authors", version="0.1.0"))
    report, data = report_facts("T", "D", "fr", site, "Tables.")["@graph"]
    assert (report["@type"], data["@type"]) == ("Report", "Dataset")
    assert report["author"]["name"] == data["creator"]["name"] == "The authors"
    assert report["inLanguage"] == "fr"


@pytest.mark.parametrize("verdict", ["", *OF_VERDICT])
def test_picture_is_small_and_the_same_each_time(verdict):
    title = "Members are mostly higher-education graduates, executives, consultants and founders."
    picture = image_card(title, "C12", "Supported with limits", verdict)
    assert picture == image_card(title, "C12", "Supported with limits", verdict)
    assert len(picture) <= HEAVIEST
    image = Image.open(io.BytesIO(picture))
    assert image.size == (1200, 630)
    assert len(image.getcolors()) <= COLOURS


def test_longer_titles_are_set_smaller_and_wholly_inside():
    long = "A title of many words " * 9
    edges = []
    for title in ("Short", long):
        picture = Image.open(io.BytesIO(image_card(title, "", ""))).convert("L")
        inked = (
            picture.crop((60, 100, 1200, 630)).point(lambda light: 255 * (light < 128)).getbbox()
        )
        edges.append(inked)
    assert edges[1][2] < 1200 - 60 - 40
    assert edges[1][3] < 470


def test_committed_pictures_are_light():
    heavy = [path.name for path in paths.CARDS.glob("*.png") if path.stat().st_size > HEAVIEST]
    assert heavy == []


def cited(tmp_path, monkeypatch, line):
    path = tmp_path / "CITATION.cff"
    path.write_text(paths.CITATION.read_text("utf-8") + line)
    monkeypatch.setattr(paths, "CITATION", path)
    return imprints.imprint()


def test_address_is_that_of_the_citation(tmp_path, monkeypatch):
    assert cited(tmp_path, monkeypatch, "url: https://example.org/study\n").address == ADDRESS


def test_no_address_is_made_up():
    assert imprints.imprint().address == ""
    assert imprints.imprint().licence == "MIT"


@pytest.mark.parametrize("url", ["http://example.org", "example.org", "javascript:alert(1)"])
def test_an_address_that_cannot_be_shared_is_refused(tmp_path, monkeypatch, url):
    with pytest.raises(StudyError, match="can't be shared by"):
        cited(tmp_path, monkeypatch, f"url: {url}\n")
