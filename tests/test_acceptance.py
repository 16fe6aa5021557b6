"""What users of such studies ask for and seldom get: one test a need, on what is committed.

Not here: survey uncertainty against R (``test_reference.py``), figures that cannot lose their texts
(``test_figures.py``), a table of what moved (`study check`: ``test_freshness`` below).
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import nbformat
import pandas as pd
import pytest
from babel.dates import format_date

import helpers
from analysis import paths
from analysis.errors import StudyError
from analysis.files import sha256
from analysis.judging.values import Value, Values, read_values
from analysis.judging.verdicts import judge, read_verdicts
from analysis.pipeline import check
from analysis.pipeline.notebooks import notebook_paths
from analysis.show.cards import source_anchor
from analysis.show.prose import fill
from analysis.sources.catalogue import catalogue, verify
from helpers import calls, sentences, texts_beside, values_of

if TYPE_CHECKING:
    from pathlib import Path

NOTEBOOKS = notebook_paths()
PAGES = sorted(paths.REPORTS.rglob("*.html"))
FIGURES = [path for path in sorted(paths.FIGURE_DATA.glob("*.csv")) if path.suffixes == [".csv"]]
NUMBERS = ["estimate", "low", "high"]

soup = cache(helpers.soup)


def name(path: Path) -> str:
    return path.relative_to(paths.ROOT).as_posix()


@cache
def places(path: Path) -> frozenset[str]:
    """Return the anchors that a page offers."""
    return frozenset(tag["id"] for tag in soup(path).select("[id]"))


def stale(path: Path, changed: dict[str, Value] | None = None) -> list[str]:
    """List the sentences of a notebook that its outputs do not show, filled from the values."""
    notebook = nbformat.read(str(path), as_version=4)
    outputs = [o for cell in notebook.cells for o in cell.get("outputs", []) if "data" in o]
    shown = {output.data.get("text/markdown", "") for output in outputs}
    said = [fill(text, values_of(whose) | (changed or {})) for text, whose in sentences(notebook)]
    assert said
    return [sentence for sentence in said if sentence not in shown]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_1_numbers_in_sentences_are_the_saved_ones(path):
    assert stale(path) == []


def test_1_a_moved_number_makes_its_sentences_stale():
    path = paths.NOTEBOOKS / "02_members.ipynb"
    members = read_values("02_members")["members"]
    assert len(stale(path, {"members": replace(members, value=members.value + 0.01)})) >= 1


def test_2_committed_verdicts_are_what_the_values_give():
    fresh, committed = judge(), read_verdicts()
    assert fresh["verdict"].tolist() == committed["verdict"].tolist()
    for column in ["estimate", *NUMBERS[1:], "p", "p_holm"]:
        pd.testing.assert_series_equal(
            fresh[column].astype("float64"), committed[column], rtol=1e-9, check_names=False
        )


def test_2_and_10_what_moved_is_listed(tmp_path):
    for folder, number in (("before", 3), ("after", 4)):
        values = Values("02_test")
        values.count(same=15, moved=number, **{folder: 1})
        values.save(tmp_path / folder)
    found = check.differences(check.numbers(tmp_path / "before"), check.numbers(tmp_path / "after"))
    assert found == {
        "02_test:after": (None, 1),
        "02_test:before": (1, None),
        "02_test:moved": (3, 4),
    }


@pytest.mark.parametrize("path", FIGURES, ids=name)
def test_4_every_drawn_number_has_its_base(path):
    data = pd.read_csv(path)
    for column in ("base", "source"):
        assert data[column].notna().all()
        assert data[column].str.strip().ne("").all()
    if {"low", "n"} <= set(data):
        printed = {name for name, record in catalogue().items() if record.kind == "published"}
        counted = data["n"].notna() | data["source"].isin(printed)  # some print no n, but an error
        assert counted[data["low"].notna()].all(), "an interval without n"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_4_every_caption_tells_its_base(path):
    notebook = nbformat.read(str(path), as_version=4)
    outputs = [o for cell in notebook.cells for o in cell.get("outputs", [])]
    captions = [
        o for o in outputs if o.get("metadata", {}).get("study", {}).get("role") == "caption"
    ]
    figures = [
        word.value.value
        for call in calls(notebook, {"figure"})
        for word in call.keywords
        if word.arg == "name"
    ]
    for figure, caption in zip(figures, captions, strict=True):
        for part in ("base", "source"):
            text = texts_beside(path)[figure][part]
            assert fill(text, read_values(path.stem)) in caption.data["text/markdown"]


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_5_page_needs_nothing_from_elsewhere(path):
    page = soup(path)
    loaded = [
        tag[key] for key in ("src", "srcset", "data", "poster") for tag in page.select(f"[{key}]")
    ]
    told = {"canonical", "alternate"}  # for those who share the page: no browser loads them
    loaded += [tag["href"] for tag in page.select("link[href]") if not told & {*tag["rel"]}]
    assert [place for place in loaded if not place.startswith("data:")] == []
    assert page.select("script[src], iframe, object, embed") == []
    policy = page.select_one("meta[http-equiv=Content-Security-Policy]")["content"]
    for script in page.select("script:not([type='application/ld+json'])"):
        digest = base64.b64encode(hashlib.sha256(script.string.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert re.findall(r"url\((?!['\"]?data:)|@import", page.style.text) == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_6_page_can_be_read_by_ear(path):
    page = soup(path)
    folder = path.parent.name
    assert page.html["lang"] == (folder if folder in {"en", "fr"} else "en")
    parts = page.select("foreignobject") or [page]  # of which the browser shows one
    assert all(len(part.select("h1")) == 1 for part in parts)
    assert [img for img in page.select("img") if len(img.get("alt", "").split()) < 4] == []
    for table in page.select("table"):
        assert table.caption.text.strip()
        assert all(th.get("scope") in {"row", "col"} for th in table.select("th"))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_7_data_behind_each_figure_is_a_click_away(path):
    for figure in soup(path).select("figure"):
        # A French figure gives a file for Excel first, then the plain one.
        link = figure.select(".take a[href$='.csv']")[-1]
        data = pd.read_csv((path.parent / link["href"]).resolve())
        assert len(data)
        assert len(data.select_dtypes("number").columns)
        if {"low", "high"} <= set(data):
            ordered = data.dropna(subset=["low", "high"])
            number = ordered["estimate"] if "estimate" in ordered else ordered["value"]
            assert number.between(ordered["low"], ordered["high"]).all()


@pytest.mark.parametrize("path", [page for page in PAGES if page.parent != paths.REPORTS], ids=name)
def test_7_links_of_a_page_lead_somewhere(path):
    links = [a["href"].split("#")[0] for a in soup(path).select("a[href]")]
    inside = [link for link in links if link and not re.match(r"(https?|data|mailto):", link)]
    assert [link for link in inside if not (path.parent / link).exists()] == []
    anchors = [link["href"].split("#") for link in soup(path).select("a[href*='#']")]
    lost = [
        f"{page}#{anchor}"
        for page, anchor in anchors
        if not page.startswith("http")
        and anchor not in places((path.parent / page).resolve() if page else path)
    ]
    assert lost == []


@pytest.mark.parametrize(
    "record", [r for r in catalogue().values() if r.kind == "published"], ids=lambda r: r.id
)
def test_8_committed_sources_are_the_bytes_of_their_record(record, tmp_path):
    for file in record.files:
        path = paths.RAW / file.path
        verify(path, file)
        changed = bytearray(path.read_bytes())
        changed[len(changed) // 2] ^= 1
        (tmp_path / path.name).write_bytes(changed)
        with pytest.raises(StudyError, match="its checksum differs"):
            verify(tmp_path / path.name, file)


def test_8_every_source_has_its_record_on_the_page_of_the_sources():
    shown = places(paths.REPORTS / "en" / "01_sources.html")
    assert [record for record in catalogue() if source_anchor(record) not in shown] == []


@pytest.mark.parametrize("path", [page for page in PAGES if page.parent != paths.REPORTS], ids=name)
def test_10_page_tells_which_data_and_packages_made_it(path):
    footer = soup(path).footer.text
    assert sha256(paths.LOCK)[:12] in footer
    accessed = max(source.accessed for source in catalogue().values())
    assert format_date(accessed, "long", locale=path.parent.name) in footer


def test_whole_site_is_small():
    size = sum(path.stat().st_size for path in paths.REPORTS.rglob("*") if path.is_file())
    assert size < 12_000_000
