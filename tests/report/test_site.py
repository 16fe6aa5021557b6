"""The committed pages, each seen in Chromium as its readers see it."""

from __future__ import annotations

import pytest

from analysis import paths

pytestmark = pytest.mark.browser
PAGES = sorted(paths.REPORTS.rglob("*.html"))


def test_there_are_pages():
    assert paths.REPORTS / "index.html" in PAGES


EACH_OF_BOTH = [(1280, "light"), (390, "dark")]
"""Each width and each theme; the sample's page, which has all parts, is seen in all four pairs."""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(paths.REPORTS).as_posix())
def test_page_is_for_everyone(audit, path):
    assert audit(path, EACH_OF_BOTH) == []
