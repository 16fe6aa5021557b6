"""The README says what the study finds today, and leads where it says."""

from __future__ import annotations

import re

import pytest

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline import readme
from analysis.pipeline.readme import BEGIN, END, README, findings, write_findings

TEXTS = [README, paths.ROOT / "CONTRIBUTING.md", *sorted((paths.ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s#]*)(#[^)\s]*)?\)")


def test_findings_are_today_s():
    written = README.read_text("utf-8").split(BEGIN)[1].split(END)[0]
    assert written.strip() == findings(), "run `make report`"


def test_findings_are_put_between_the_marks(tmp_path, monkeypatch):
    path = tmp_path / "README.md"
    path.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", "utf-8")
    monkeypatch.setattr(readme, "README", path)
    write_findings()
    once = path.read_text("utf-8")
    assert once == f"before\n{BEGIN}\n{findings()}\n{END}\nafter\n"
    write_findings()
    assert path.read_text("utf-8") == once


@pytest.mark.parametrize("text", ["", f"{BEGIN}\n", f"{END}\n", "<!-- findings -->"])
def test_lost_marks_are_told_and_nothing_is_written(tmp_path, monkeypatch, text):
    path = tmp_path / "README.md"
    path.write_text(text, "utf-8")
    monkeypatch.setattr(readme, "README", path)
    with pytest.raises(StudyError, match=r"README\.md lost its marks"):
        write_findings()
    assert path.read_text("utf-8") == text


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
