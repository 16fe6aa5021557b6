"""French pages say what English ones say, all of it, in French."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from analysis import paths
from helpers import soup

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted((paths.REPORTS / "en").glob("*.html"))
ENGLISH = re.compile(
    r"\b(the|and|which|with|their|that|people|were|was|than|those|whose|who|from|they|have|not)\b",
    re.IGNORECASE,
)
NAMES = re.compile(
    r"University of Chicago|Bureau of Labor Statistics|Office for National Statistics|"
    r"General Social Survey|Core Trends Survey|National Public Opinion Reference Survey|"
    r"Gaming, Jobs and(?: Broadband|…)|People You May Know|Open Database License|"
    r"National Telecommunications and Information Administration|"
    r"UK Commission for Employment and Skills|Annals of Internal Medicine|"
    r"American Journal of Sociology|Journal of Labor Economics",
)
PARTS = ("h2", "h3", "figure", "table", "td", "tr", "details.code", "[id^=value-]", "blockquote")


def french(path: Path) -> Path:
    return paths.REPORTS / "fr" / path.name


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_both_languages_have_the_same_parts(path):
    one, other = soup(path), soup(french(path))
    counts = {part: (len(one.select(part)), len(other.select(part))) for part in PARTS}
    assert {part: pair for part, pair in counts.items() if pair[0] != pair[1]} == {}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_both_languages_have_the_same_numbers(path):
    """Cells keep their order; in a sentence numbers may come in that of the language."""

    def cells(page: Path) -> list[str]:
        return [re.sub(r"\D", "", cell.get_text()) for cell in soup(page).select("td.num")]

    def quoted(page: Path) -> list[tuple[str, str]]:
        numbers = soup(page).select("button.n")
        return sorted((one["popovertarget"], re.sub(r"\D", "", one.get_text())) for one in numbers)

    assert cells(path) == cells(french(path))
    assert quoted(path) == quoted(french(path))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_english_is_left_on_a_french_page(path):
    page = soup(french(path))
    assert page.html["lang"] == "fr"
    for other in page.select("details.code, script, style, code, [lang=en], em, cite"):
        other.decompose()
    texts = [text.strip() for text in page.find_all(string=True)]
    texts += [image["alt"] for image in page.select("img[alt]")]
    texts += [drawing["aria-label"] for drawing in page.select("[role=img]")]
    texts = [text for text in texts if not text.startswith("https://")]
    left = [text for text in texts if len(ENGLISH.findall(NAMES.sub("", text))) > 0]
    assert left == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_french_typography(path):
    page = soup(french(path))
    for other in page.select("details.code, script, style, code, [lang=en]"):
        other.decompose()
    text = page.get_text()
    assert re.findall(r".{20}\d%", text) == []
    assert re.findall(r".{20}\d [%;!?]", text) == []
    assert re.findall(r".{20}\w'\w.{10}", text) == []
