"""How soon a page shows its largest part on a phone whose processor is four times slower."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from results import Row, rows_of

from analysis import paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ViewportSize

SLOWER = 4
PHONE: ViewportSize = {"width": 390, "height": 844}
LARGEST = """() => new Promise(told => {
  new PerformanceObserver(list => told(list.getEntries().at(-1).startTime))
    .observe({type: "largest-contentful-paint", buffered: true});
})"""


def screens(runs: int) -> Iterator[list[Row]]:
    """Time the largest contentful paint of every page of the site, where Chromium is here."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    chromium = shutil.which("chromium")
    if chromium is None:
        print("screens: Chromium is not on this machine")
        return
    pages = sorted(paths.REPORTS.rglob("*.html"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        largest_paint(browser, pages[0])  # the browser itself warms up
        rows = []
        for number, page in enumerate(pages):
            times = [largest_paint(browser, page) for _ in range(runs)]
            name = page.relative_to(paths.REPORTS).with_suffix("").as_posix()
            rows += rows_of("screens", name, number, {"lcp_s": times})
        browser.close()
    yield rows


def largest_paint(browser: Browser, path: Path) -> float:
    """Open a page on a slow phone, offline, and return the seconds to its largest paint."""
    context = browser.new_context(offline=True, viewport=PHONE, device_scale_factor=2)
    page = context.new_page()
    slow = context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(path.as_uri(), wait_until="load")
    milliseconds: float = page.evaluate(LARGEST)
    context.close()
    return milliseconds / 1000
