"""Notebooks as viewers show them, nothing run: figures with their words, no number a dead link."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter

from analysis import paths
from analysis.pipeline.notebooks import notebook_paths
from lab import opened

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = re.compile(r"source-[\w-]+")
"""The one kind of place that links name; where a viewer renames it, its notebook opens instead."""


@pytest.fixture(params=notebook_paths(), ids=lambda path: path.stem)
def path(request) -> Path:
    return request.param


@pytest.fixture(scope="session")
def in_lab(needs_lab, browser, tmp_path_factory) -> dict[str, dict[str, Any]]:
    """What a JupyterLab draws of each notebook, copied where nothing was ever run."""
    folder = tmp_path_factory.mktemp("clone")
    for path in notebook_paths():
        shutil.copy(path, folder)
    return opened(folder, tmp_path_factory.mktemp("home"), browser)


def alts(path: Path) -> list[str]:
    """List the alternative texts of a notebook's figures, as its metadata has them."""
    cells = nbformat.read(path, as_version=4).cells
    about = [out.metadata.get("study", {}) for cell in cells for out in cell.get("outputs", [])]
    return [figure.alt for figure in about if figure.get("role") == "figure"]


def dead(links: list[str], here: Path) -> list[str]:
    """List the links that lead to no notebook, or to a place that a viewer does not keep."""
    return [link for link in links if not _alive(link, here)]


def _alive(link: str, here: Path) -> bool:
    parts = urlsplit(link)
    if parts.hostname not in {None, "127.0.0.1"}:
        return True  # another test's concern
    name = unquote(parts.path).removeprefix("/files/") or here.name
    fragment = unquote(parts.fragment)
    place = not fragment or (name == "01_sources.ipynb" and SOURCE.fullmatch(fragment))
    return bool(place) and (paths.NOTEBOOKS / name).is_file()


@pytest.mark.browser
def test_jupyterlab_draws_every_figure_with_its_words(in_lab, path):
    lab = in_lab[path.name]
    assert lab["waiting"] == 0, "cells that were never drawn"
    assert lab["trusted"] == 0, "cells that this test alone would see"
    images = lab["images"]
    assert [image["alt"] for image in images] == alts(path)
    assert all(image["alt"].strip() for image in images)
    for image in images:
        assert image["wide"] == pytest.approx(2 * image["width"], abs=2), "two pixels for each"
        assert image["high"] == pytest.approx(2 * image["height"], abs=2), "not stretched"


@pytest.mark.browser
def test_jupyterlab_has_no_dead_link(in_lab, path):
    assert dead(in_lab[path.name]["links"], path) == []


def test_jupyterlab_shows_links(in_lab):
    assert sum(len(shown["links"]) for shown in in_lab.values()) > 20


@pytest.mark.parametrize("template", ["lab", "classic"])
def test_nbconvert_shows_every_figure_and_no_dead_link(path, template):
    html, _ = HTMLExporter(template_name=template).from_filename(str(path))
    page = BeautifulSoup(html, "html.parser")
    for tag in page.find_all(True):  # as viewers do that trust no name of a notebook
        tag.attrs.pop("id", None)
        tag.attrs.pop("name", None)
    images = page.select(".output_area img, .jp-OutputArea img")
    assert [image["alt"] for image in images] == alts(path)
    assert all(image["src"].startswith("data:image/png;base64,") for image in images)
    outputs = page.select(".output_area a[href], .jp-OutputArea a[href]")
    assert dead([str(link["href"]) for link in outputs], path) == []


def test_there_are_figures_to_see():
    assert sum(len(alts(path)) for path in notebook_paths()) > 20


@pytest.mark.parametrize(
    "link",
    ["#value-members", "02_members.ipynb#value-members", "10_none.ipynb", "01_sources.ipynb#x"],
)
def test_dead_links_are_seen(link):
    here = paths.NOTEBOOKS / "01_sources.ipynb"
    alive = ["01_sources.ipynb#source-gss", "#source-gss", "/files/02_members.ipynb"]
    assert dead([*alive, link], here) == [link]
