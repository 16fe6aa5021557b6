"""What a build found is published whole; the README says it, and leads where it says."""

from __future__ import annotations

import re
import shutil

import pytest

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline import publishing
from analysis.pipeline.publishing import (
    BEGIN,
    END,
    METHODS,
    README,
    editions,
    findings,
    publish,
)

TEXTS = [README, paths.ROOT / "CONTRIBUTING.md", *sorted((paths.ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s#]*)(#[^)\s]*)?\)")


def between(path, what):
    page = path.read_text("utf-8")
    return page.split(BEGIN.format(what=what))[1].split(END.format(what=what))[0].strip()


def test_findings_and_verdicts_are_today_s():
    assert between(README, "findings") == findings(), "run `make report`"
    assert between(METHODS, "verdicts") == editions(), "run `make report`"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Return a folder that stands in for the study's: what a build found, and what was there."""
    staged = tmp_path / "staged"
    for folder in (staged, tmp_path / "values"):
        shutil.copytree(paths.VALUES, folder)
    shutil.copy(paths.VERDICTS, tmp_path / "found.csv")
    shutil.copy(paths.SENSITIVITY, tmp_path / "others.csv")
    for page, what in ((README, "findings"), (METHODS, "verdicts")):
        marks = f"{BEGIN.format(what=what)}\nold\n{END.format(what=what)}"
        (tmp_path / page.name).write_text(f"before\n{marks}\nafter\n", "utf-8")
        monkeypatch.setattr(publishing, page.stem.upper(), tmp_path / page.name)
    names = {"STAGED_VALUES": "staged", "VALUES": "values"}
    names |= {"STAGED_VERDICTS": "found.csv", "VERDICTS": "verdicts.csv"}
    names |= {"STAGED_SENSITIVITY": "others.csv", "SENSITIVITY": "sensitivity.csv"}
    for name, file in names.items():
        monkeypatch.setattr(paths, name, tmp_path / file)
    return tmp_path


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_is_published_and_twice_is_as_once(place):
    changed = place / "staged" / "04_platforms.json"
    changed.write_text(changed.read_text("utf-8").replace('"n": null', '"n": 7'), "utf-8")
    publish()
    assert (place / "values" / changed.name).read_bytes() == changed.read_bytes()
    assert (place / "verdicts.csv").read_bytes() == (place / "found.csv").read_bytes()
    page = (place / "README.md").read_text("utf-8")
    assert page.startswith("before\n") and page.endswith("after\n")
    assert between(place / "README.md", "findings") == findings(place / "values")
    once = contents(place)
    publish()
    assert contents(place) == once


@pytest.mark.parametrize(
    "lost", ["README.md", "methods.md", "found.csv", "others.csv", "staged/03_ties.json"]
)
def test_nothing_is_published_where_a_part_lacks(place, lost):
    (place / lost).write_text("", "utf-8") if lost.endswith(".md") else (place / lost).unlink()
    before = contents(place)
    with pytest.raises((StudyError, FileNotFoundError)):
        publish()
    assert contents(place) == before


def test_lost_marks_are_told(place):
    (place / "README.md").write_text("<!-- findings -->", "utf-8")
    with pytest.raises(StudyError, match=r"README\.md lost its marks"):
        publish()


def test_readme_is_short():
    assert len(README.read_text("utf-8").splitlines()) < 90


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    links = [place for place, _anchor in LINK.findall(path.read_text("utf-8"))]
    inside = [link for link in links if link and not link.startswith("https://")]
    assert [link for link in inside if not (path.parent / link).exists()] == []


def test_readme_leads_to_every_notebook_it_can():
    text = README.read_text("utf-8")
    assert "reports/index.html" in text
    assert "notebooks/00_summary.ipynb" in text
