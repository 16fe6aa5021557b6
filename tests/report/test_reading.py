"""What a reader meets first on the committed pages, and how much there is to read."""

from __future__ import annotations

import pytest

from analysis import paths
from helpers import soup

PAGES = sorted(paths.REPORTS.rglob("[0-9]*.html"))
ABOUT_ALL_CLAIMS = {"01_sources", "08_robustness"}
SCREEN = 390, 844
UNSEEN = ".code, .origin, nav, figure svg, .strip, .unseen, .said, script, template, [hidden]"
MOST_WORDS = 2500


def seen_words(path):
    """Return the words of a page that show before anything is opened."""
    article = soup(path).main
    for part in article.select(UNSEEN):
        part.decompose()
    for part in article.select("details > :not(summary)"):
        part.decompose()
    return article.get_text(" ").split()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_page_is_read_in_ten_minutes(path):
    assert 100 < len(seen_words(path)) <= MOST_WORDS


@pytest.mark.browser
def test_the_first_verdict_is_within_two_screens_of_a_phone(browser):
    page = browser.new_page(viewport=dict(zip(("width", "height"), SCREEN, strict=True)))
    places = {}
    for path in (path for path in PAGES if path.stem not in ABOUT_ALL_CLAIMS):
        page.goto(path.as_uri())
        first = page.locator(".verdict:visible").first.bounding_box()
        places[f"{path.parent.name}/{path.stem}"] = first["y"] + first["height"]
    page.close()
    assert {name: place for name, place in places.items() if place > 2 * SCREEN[1]} == {}
