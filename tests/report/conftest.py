"""The sample as fixtures, and a browser that looks at pages as their readers do."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from analysis.report.site import Site
from report_sample import sample_notebook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from nbformat import NotebookNode

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
A4_BETWEEN_MARGINS = 665  # CSS pixels: 210 mm less twice 17 mm
HEIGHT = 900
SCREENS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


@pytest.fixture
def notebook() -> NotebookNode:
    return sample_notebook()


@pytest.fixture
def site() -> Site:
    return Site(
        pages=[("01_sources", "Sources"), ("02_members", "The members"), ("03_ties", "Ties")],
        languages=("en", "fr"),
        facts={"Data": "GSS panel 2020", "Lock": "0d4e91ab" * 8},
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("needs Chromium (apt-get install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a file offline and notes what it says and asks for."""
    contexts = []

    def opened(path: Path, width: int = 1280, scheme: str = "light", notes=None) -> Page:
        context = browser.new_context(
            offline=True, color_scheme=scheme, viewport={"width": width, "height": HEIGHT}
        )
        contexts.append(context)
        page = context.new_page()
        notes = [] if notes is None else notes
        page.on("console", lambda message: notes.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: notes.append(f"console: {error}"))
        page.on("request", lambda request: notes.extend(_from_elsewhere(request.url, path)))
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def read_as(browser: Browser) -> Iterator[Callable[[str, Path], Page]]:
    """Return a function that opens a file as who set some languages does, scripts off."""
    started = []

    def opened(languages: str, path: Path) -> Page:
        own = browser.browser_type.launch(
            executable_path=CHROMIUM, args=[*ARGUMENTS, f"--accept-lang={languages}"]
        )
        started.append(own)
        page = own.new_context(java_script_enabled=False).new_page()
        page.goto(path.as_uri())
        return page

    yield opened
    for own in started:
        own.close()


@pytest.fixture
def audit(open_page: Callable[..., Page]) -> Callable[..., list[str]]:
    """Return a function that lists what is wrong with a page: nothing, on a good one.

    It looks for axe-core violations, console messages, requests, and content wider than the
    screen or the paper, on a large screen and a phone, light and dark, with everything unfolded.
    """

    def audited(path: Path, screens: list[tuple[int, str]] = SCREENS) -> list[str]:
        findings: list[str] = []
        page = open_page(path, *screens[0], findings)
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        page.eval_on_selector_all("#code", "all => all.forEach(one => one.click())")
        page.eval_on_selector_all(".origin", "all => all[0]?.showPopover()")
        for width, scheme in screens:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.emulate_media(color_scheme=scheme)
            findings += [f"axe, {width} {scheme}: {rule}" for rule in _violations(page)]
            findings += _overflow(page, f"{width} {scheme}")
        page = open_page(path, A4_BETWEEN_MARGINS)
        page.emulate_media(media="print")
        return findings + _overflow(page, "A4")

    return audited


@pytest.fixture
def violations() -> Callable[[Page], list[str]]:
    """Return a function that lists the axe-core violations of a page as it stands."""
    return _violations


def _from_elsewhere(url: str, path: Path) -> list[str]:
    return [] if url.startswith((path.as_uri(), "data:")) else [f"request: {url}"]


def _violations(page: Page) -> list[str]:
    options = {"resultTypes": ["violations"], "runOnly": RULES}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


def _overflow(page: Page, where: str) -> list[str]:
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"overflow, {where}: {width} px"] if width > 0 else []
