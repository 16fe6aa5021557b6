"""CITATION.cff holds all that an entry in a bibliography needs, and nothing else says it again."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from importlib.metadata import version

import pytest
import yaml

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline.imprint import bibtex, citation, imprint

PACKAGE = tomllib.loads((paths.ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture
def cited(tmp_path, monkeypatch):
    """Return a function that changes fields of a copy of CITATION.cff; None takes one out."""

    def changed(**fields):
        about = yaml.safe_load(paths.CITATION.read_text("utf-8"))
        about |= {name.replace("_", "-"): value for name, value in fields.items()}
        path = tmp_path / "CITATION.cff"
        kept = {name: value for name, value in about.items() if value is not None}
        path.write_text(yaml.safe_dump(kept), "utf-8")
        monkeypatch.setattr(paths, "CITATION", path)

    return changed


def fields(entry):
    """Read a BibTeX entry: braces balanced, a field a line."""
    kind, body = re.fullmatch(r"@(\w+)\{[\w-]+,\n(.*)\n\}", entry, re.DOTALL).groups()
    assert entry.count("{") == entry.count("}")
    found = [re.fullmatch(r"  ([\w-]+) = \{(.*)\},", line).groups() for line in body.splitlines()]
    return kind, dict(found)


def test_the_entry_has_what_a_bibliography_needs():
    kind, entry = fields(bibtex())
    about = yaml.safe_load(paths.CITATION.read_text("utf-8"))
    assert kind == "software"
    assert entry["author"] == "{The networks-and-jobs authors}"
    assert entry["title"] == f"{{{about['title']}}}"
    assert entry["year"] == f"{about['date-released']:%Y}"
    assert entry["version"] == about["version"] == version("networks-and-jobs")


def test_people_groups_addresses_and_the_characters_of_tex_are_written_as_bibtex_wants(cited):
    people = [{"family-names": "Curie", "given-names": "Marie"}, {"name": "R&D"}]
    cited(authors=people, title="50 % of_all", url="https://example.org/a_b", doi="10.1/x")
    _kind, entry = fields(bibtex())
    assert entry["author"] == r"Curie, Marie and {R\&D}"
    assert entry["title"] == r"{50 \% of\_all}"
    assert (entry["url"], entry["doi"]) == ("https://example.org/a_b/", "10.1/x")
    assert imprint().author == "Marie Curie, R&D"


def test_the_file_is_what_readers_of_citations_ask_for():
    about = yaml.safe_load(paths.CITATION.read_text("utf-8"))
    assert about["cff-version"] == "1.2.0"
    assert about["type"] == "software"
    assert isinstance(about["date-released"], date)
    assert isinstance(about["version"], str)
    assert all("name" in one or "family-names" in one for one in about["authors"])
    assert len(about["keywords"]) == len({*about["keywords"]})


def test_the_package_says_the_same_of_the_study():
    about = citation()
    assert [one["name"] for one in PACKAGE["authors"]] == [one["name"] for one in about["authors"]]
    assert PACKAGE["license"] == about["license"]
    assert "urls" in PACKAGE["dynamic"]


ADDRESSES = "url: https://example.org/study\nrepository-code: https://example.org/code\n"


@pytest.mark.parametrize("told", ["", ADDRESSES])
def test_the_package_has_the_addresses_of_the_citation(told, tmp_path):
    for name in ("pyproject.toml", "README.md", "LICENSE", "CITATION.cff", "hatch_build.py"):
        shutil.copy(paths.ROOT / name, tmp_path)
    with (tmp_path / "CITATION.cff").open("a", encoding="utf-8") as file:
        file.write(told)
    command = [sys.executable, "-m", "hatchling", "metadata"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    own = json.loads(answer.stdout).get("urls", {})
    assert own == {
        name: f"https://example.org/{place}"
        for name, place in (("Homepage", "study"), ("Repository", "code"))
        if told
    }


@pytest.mark.parametrize("lost", ["title", "authors", "version", "date_released", "license"])
def test_a_field_that_is_missing_is_told(lost, cited):
    cited(**{lost: None})
    with pytest.raises(StudyError, match=f"no {lost.replace('_', '-')}"):
        bibtex()


@pytest.mark.parametrize("text", ["a: [", "words", "\x00", ""])
def test_a_file_that_is_no_citation_is_told(text, tmp_path, monkeypatch):
    path = tmp_path / "CITATION.cff"
    path.write_text(text, "utf-8")
    monkeypatch.setattr(paths, "CITATION", path)
    with pytest.raises(StudyError, match=r"CITATION\.cff (can't be read|is)"):
        citation()


def test_the_address_of_the_code_is_checked_as_well(cited):
    cited(repository_code="git@example.org:study")
    with pytest.raises(StudyError, match="repository-code: https"):
        citation()
