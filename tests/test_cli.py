"""The ``study`` command: what people type, what they read, no traceback."""

from __future__ import annotations

import pandas as pd
import pytest
from click.testing import CliRunner

from analysis.cli import main
from analysis.errors import StudyError
from analysis.judging import verdicts
from analysis.judging.claims import claims
from analysis.sources import fetch
from analysis.sources.catalogue import catalogue, wanted
from analysis.surveys import validation

WIDE = {"COLUMNS": "300"}


def run(*words):
    return CliRunner().invoke(main, words, env=WIDE)


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_lists_the_commands(option):
    answer = run(option)
    assert answer.exit_code == 0
    for command in ("build", "check", "claims", "environment", "fetch", "sources"):
        assert f"  {command} " in answer.output


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_says_what_it_does(command):
    answer = run(command, "-h")
    assert answer.exit_code == 0
    assert len(answer.output.splitlines()[2].split()) >= 4


def test_sources_are_all_listed_with_their_grade():
    answer = run("sources")
    assert answer.exit_code == 0
    for source in catalogue().values():
        line = next(line for line in answer.output.splitlines() if f" {source.id} " in line)
        assert f" {source.grade} " in line
        assert source.producer.split()[0] in line


def test_wanted_sources_are_listed_apart_with_the_claims_they_would_serve():
    here, missing = run("sources").output.split("Wanted: known to exist, not here")
    for source in wanted().values():
        assert source.id not in here
        line = next(line for line in missing.splitlines() if f" {source.id} " in line)
        assert " " + ", ".join(served.claim for served in source.serves) + " " in line


def test_fetching_all_passes_wanted_sources_over_and_says_so(monkeypatch):
    asked = []
    monkeypatch.setattr(fetch, "fetch_all", lambda records, console: asked.extend(records) or 0)
    answer = run("fetch")
    assert answer.exit_code == 0
    assert {record.kind for record in asked} == {"microdata"}
    (line,) = answer.output.splitlines()
    assert line.startswith("Passed over, wanted and not here: inegi_endutih, issp_2017, ")


def test_fetching_a_wanted_source_says_what_it_needs_and_fails():
    answer = run("fetch", "issp_2017")
    assert answer.exit_code == 1
    assert "issp_2017: wanted and not here" in answer.output
    assert "Passed over" not in answer.output


def test_claims_are_all_listed_with_their_verdict():
    answer = run("claims")
    assert answer.exit_code == 0
    known = verdicts.read_verdicts().drop_duplicates("claim").set_index("claim")["verdict"]
    for claim in claims():
        line = next(line for line in answer.output.splitlines() if f" {claim.id} " in line)
        assert known[claim.id] in line


def test_a_fault_of_the_whole_file_is_listed_beside_those_of_columns(monkeypatch):
    faults = pd.DataFrame(
        {
            "source": ["pew_2021"] * 2,
            "column": [None, "educ2"],
            "rule": ["rows", "unknown code"],
            "rows": pd.Series([None, 1], dtype="Int64"),
            "examples": [float("nan"), "77"],
            "meaning": ["1,480 rows, not 1,502", "look it up"],
        }
    )
    monkeypatch.setattr(validation, "validate_all", lambda: (faults, ["npors_2024"]))
    answer = run("validate")
    assert answer.exit_code == 1
    assert isinstance(answer.exception, SystemExit)
    (whole,) = [line for line in answer.output.splitlines() if "1,480 rows" in line]
    assert [cell.strip() for cell in whole.strip("│ ").split("│")][1:5] == ["–", "rows", "–", "–"]
    assert "npors_2024: its file is not on this machine" in answer.output


def told(answer):
    """Check that an answer is an error for a person, and give its text."""
    assert answer.exit_code == 1
    assert isinstance(answer.exception, SystemExit)
    assert "Traceback" not in answer.output
    return answer.output


def test_error_is_told_without_a_traceback(monkeypatch):
    def nothing():
        raise StudyError("The verdicts are not there.", expected="a file", hint="run it")

    monkeypatch.setattr(verdicts, "read_verdicts", nothing)
    expected = "Error: The verdicts are not there.\n  expected: a file\n  to do: run it\n"
    assert told(run("claims")) == expected


@pytest.mark.parametrize("name", ["99", "members", "0", "02_members.ipynb"])
def test_unknown_or_ambiguous_notebook_lists_the_notebooks(name):
    text = told(run("build", name))
    assert f"No single notebook is called '{name}'" in text
    assert "00_summary, 01_sources, 02_members" in text


def test_unknown_source_lists_the_sources():
    text = told(run("fetch", "made_up"))
    assert "No source is called 'made_up'" in text
    assert "gss_panel_2020" in text


def test_unknown_command():
    answer = run("bild")
    assert answer.exit_code == 2
    assert "No such command 'bild'" in answer.output


def test_describe_tells_the_fault_of_a_file_and_no_traceback(tmp_path):
    answer = run("describe", str(tmp_path / "none.sav"))
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: none.sav can't be read")


def test_a_book_holds_every_page():
    answer = CliRunner().invoke(main, ["export", "--book", "--notebook", "02"])
    assert answer.exit_code == 2
    assert "A book holds every page" in answer.output


def test_a_language_without_pages_is_told():
    answer = CliRunner().invoke(main, ["export", "--book", "--lang", "de"])
    assert answer.exit_code == 2
    assert "'en', 'fr'" in answer.output
