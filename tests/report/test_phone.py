"""The committed pages on a phone and at 200 %: nothing wider than the screen, no text cut, ever.

Each test lists all faults of all pages: the page, what is wrong, its size, the element, its text.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analysis import paths
from helpers import soup

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

PAGES = sorted(paths.REPORTS.rglob("*.html"))
FAULTS = Path(__file__).with_name("phone.js").read_text("utf-8")
SCREENS = {"phone": (390, 2), "small phone": (320, 2), "desktop at 200 %": (640, 2)}
PAGE_BYTES, SITE_BYTES = 700_000, 14_000_000
MISSING = re.compile(r"\b(?:NaN|nan|NaT|undefined)\b|<NA>")


def name(path: Path) -> str:
    return path.relative_to(paths.REPORTS).as_posix()


@pytest.fixture
def faults(browser: Browser) -> Callable[[str, list[Path]], list[str]]:
    """Return a function that lists what is wrong with pages on a screen."""

    def found(screen: str, pages: list[Path]) -> list[str]:
        width, scale = SCREENS[screen]
        context = browser.new_context(
            offline=True, viewport={"width": width, "height": 800}, device_scale_factor=scale
        )
        page = context.new_page()
        told = []
        for path in pages:
            page.goto(path.as_uri())
            told += [f"{name(path)}: {fault}" for fault in page.evaluate(FAULTS)]
        context.close()
        return told

    return found


@pytest.mark.browser
@pytest.mark.parametrize("screen", SCREENS)
def test_pages_fit_the_screen(faults, screen):
    told = faults(screen, PAGES)
    assert not told, "\n".join(told)


@pytest.mark.browser
def test_each_fault_is_seen(faults, tmp_path, monkeypatch):
    bad = {
        "wider than the screen": '<table style="width:500px"><tr><td>x</td></tr></table>',
        "cut cell": '<table><tr><td style="display:block;width:20px;overflow:hidden">Wide</td>',
        "cut text": '<p style="width:30px;overflow:hidden;white-space:nowrap">Long words</p>',
        "text to scroll for": '<p style="width:30px;overflow:auto;white-space:nowrap">Long one</p>',
        "small to touch": '<nav><a href="#" style="display:block;height:12px">x</a></nav>',
        "scrolls sideways": '<p style="width:900px">x</p>',
    }
    monkeypatch.setattr(paths, "REPORTS", tmp_path)
    for fault, html in bad.items():
        path = tmp_path / "bad.html"
        path.write_text(f"<!DOCTYPE html><main>{html}</main>", "utf-8")
        assert any(fault in told for told in faults("phone", [path])), fault


def test_pages_and_site_are_light():
    files = [path for path in paths.REPORTS.rglob("*") if path.is_file()]
    heavy = {name(path): path.stat().st_size for path in PAGES if path.stat().st_size > PAGE_BYTES}
    assert heavy == {}
    assert sum(path.stat().st_size for path in files) < SITE_BYTES


def test_no_page_shows_a_missing_number():
    found = []
    for path in PAGES:
        page = soup(path)
        for part in page.select("script, style, pre, code"):
            part.decompose()
        found += [f"{name(path)}: {told[0]}" for told in MISSING.finditer(page.get_text(" "))]
    assert found == []
