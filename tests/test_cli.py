"""The ``study`` command: what people type, what they read, no traceback."""

from __future__ import annotations

import json
from importlib.metadata import version

import pandas as pd
import pytest
import yaml
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from analysis.advice.choices import CHOICES
from analysis.cli import main
from analysis.commands.command import require_study
from analysis.commands.completion import completing
from analysis.errors import StudyError
from analysis.folding import partitions
from analysis.judging import verdicts
from analysis.judging.claims import claims
from analysis.sources import fetch
from analysis.sources.catalogue import catalogue, known, wanted
from analysis.surveys import fold, validation

WIDE = {"COLUMNS": "300"}
COLLAPSE = ["collapse", "people.csv", "--by", "x", "--volunteers", "--out", "cells.csv"]


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
    rows = json.loads(run("sources", "--json").output)
    assert [row["source"] for row in rows] == [*known()]
    assert {row["producer"] for row in rows} >= {one.producer for one in catalogue().values()}


@pytest.mark.parametrize("name", ["pew_2018", "wheeler2022_linkedin_rct", "issp_2017"])
def test_all_of_one_source_is_told(name):
    record = known()[name]
    told = yaml.safe_load(run("sources", name).output)
    assert (told["id"], told["title"], told["producer"]) == (name, record.title, record.producer)
    assert told["licence"]["name"] == record.licence.name
    whole = json.loads(run("sources", name, "--json").output)
    assert (whole["id"], whole["landing_page"]) == (name, str(record.landing_page))
    if name == "pew_2018":
        assert "on_linkedin" in told["variables"]
        assert told["cells"] == [*record.cells]
        assert len(whole["variables"]) == len(record.variables)


def test_wanted_sources_are_listed_apart_with_the_claims_they_would_serve():
    here, missing = run("sources").output.split("Wanted: known to exist, not here")
    for source in wanted().values():
        assert source.id not in here
        line = next(line for line in missing.splitlines() if f" {source.id} " in line)
        assert " " + ", ".join(served.claim for served in source.serves) + " " in line


def test_fetching_all_passes_wanted_sources_over_and_says_so(monkeypatch):
    asked = []
    monkeypatch.setattr(fetch, "fetch_all", lambda records, *_, **__: asked.extend(records) or 0)
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
    found = verdicts.read_verdicts().drop_duplicates("claim").set_index("claim")["verdict"]
    for claim in claims():
        line = next(line for line in answer.output.splitlines() if f" {claim.id} " in line)
        assert found[claim.id] in line
    rows = json.loads(run("claims", "--json").output)
    assert {row["claim"]: row["verdict"] for row in rows} == found.to_dict()
    assert {row["limits"] for row in rows} == {claim.limits for claim in claims()}


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
    assert "`study sources` lists" in text


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["fetch", "pew_218"], "pew_2018"),
        (["sources", "isp_2017"], "issp_2017"),
        (["refresh", "isoc_cisp"], "isoc_cismp"),
        (["build", "02_membres"], "02_members"),
    ],
)
def test_the_nearest_known_word_is_told(words, near):
    assert f"to do: did you mean {near}?" in told(run(*words))


def test_the_nearest_command_is_told_and_a_mistyped_one_ends_with_2():
    answer = run("bild")
    assert answer.exit_code == 2
    assert "No such command 'bild'. Did you mean 'build'?" in answer.output


def test_the_version_is_told():
    assert run("--version").output == f"study {version('networks-and-jobs')}\n"


@pytest.mark.parametrize("command", [["sources"], ["claims"]])
def test_tables_fit_a_terminal_of_80_columns(command):
    answer = CliRunner().invoke(main, command, env={"COLUMNS": "80"})
    assert max(map(len, answer.output.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "begun", "known"),
    [
        (["fetch"], "pew_", {"pew_2015", "pew_2018", "pew_2021"}),
        (["fetch"], "wheeler", set()),  # published: there is nothing to fetch
        (["sources"], "wheeler", {"wheeler2022_linkedin_rct"}),
        (["build"], "02", {"02_members"}),
        (["export", "--notebook"], "03", {"03_ties"}),
        (["refresh"], "isoc_ci", {"isoc_cismp"}),
        (["advise", "--age"], "", set(CHOICES["age"])),
    ],
)
def test_a_shell_completes_what_is_begun(words, begun, known):
    found = ShellComplete(main, {}, "study", "_STUDY_COMPLETE").get_completions(words, begun)
    assert {item.value for item in found} >= known
    assert all(item.value.startswith(begun) for item in found)
    assert bool(found) == bool(known)


def test_nothing_is_completed_where_the_study_is_not(monkeypatch):
    def absent():
        raise StudyError("The catalogue is not there.")

    assert completing(absent)(None, None, "") == []


def test_recording_the_figures_of_a_file_lists_what_moved(monkeypatch):
    monkeypatch.setattr(fold, "record", lambda source: [f"weight: total 1, then 2, of {source.id}"])
    assert run("validate", "--record", "pew_2021").output.splitlines() == [
        "weight: total 1, then 2, of pew_2021",
        "Figures of pew_2021 recorded, 1 of them new or changed: read them.",
    ]
    assert "No source is called 'pew'" in told(run("validate", "--record", "pew"))


def test_validating_without_a_file_is_not_all_well(monkeypatch):
    surveys = [one.id for one in catalogue().values() if one.kind == "microdata"]
    monkeypatch.setattr(validation, "validate_all", lambda: (pd.DataFrame(), surveys))
    assert "No survey file is here: nothing was checked" in told(run("validate"))
    monkeypatch.setattr(validation, "validate_all", lambda: (pd.DataFrame(), surveys[1:]))
    answer = run("validate")
    assert (answer.exit_code, answer.output.splitlines()[-1]) == (
        0,
        "No broken assumption was found in the files that are here.",
    )


@pytest.mark.parametrize(("lacking", "code"), [(0, 0), (1, 1), (3, 1)])
def test_a_file_still_lacking_ends_fetching_with_1(monkeypatch, lacking, code):
    monkeypatch.setattr(fetch, "fetch_all", lambda *_, **__: lacking)
    assert run("fetch", "pew_2018").exit_code == code


def test_a_mirror_that_is_not_there_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("STUDY_MIRROR", str(tmp_path / "nowhere"))
    assert "The folder that STUDY_MIRROR names is not there." in told(run("validate"))


def test_errors_are_in_the_language_asked_for(monkeypatch):
    text = told(run("export", "--lang", "fr", "--notebook", "99"))
    assert text.startswith("Erreur\N{NO-BREAK SPACE}: Aucun carnet, ou plus d’un, ne s’appelle «")
    assert "\n  attendu: 00_summary, 01_sources" in text
    monkeypatch.setenv("STUDY_LANG", "fr")
    assert told(run("build", "99")).startswith("Erreur")
    monkeypatch.setenv("STUDY_LANG", "de")
    assert told(run("build", "99")).startswith("Error: Unknown language.")


# Where the study is


@pytest.fixture
def another_study(tmp_path, monkeypatch):
    """A clone of the study that isn't the one whose code runs; people are in a folder of it."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data/raw").mkdir(parents=True)
    (tmp_path / "data/raw/catalogue.yaml").write_text("[]")
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path


@pytest.mark.parametrize("command", ["build", "claims", "sources", "check", "validate"])
def test_the_study_of_another_folder_is_not_run_in_its_place(command, another_study):
    text = told(run(command))
    assert "This `study` is not the one of this folder." in text
    assert f"expected: the code in {another_study / 'src'}" in text


def test_outside_the_study_a_command_says_where_to_go(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("claims").exit_code == 0  # the code that runs is in a study: that one is meant
    with pytest.raises(StudyError, match=r"(?s)The study isn't here.*make report"):
        require_study(tmp_path / "site-packages")


def test_help_is_there_wherever_one_is(another_study):
    assert run("build", "-h").exit_code == 0


@pytest.mark.parametrize(("command", "extra"), [(["claims"], "study"), (COLLAPSE, "collapse")])
def test_a_package_that_is_missing_is_named_with_what_brings_it(monkeypatch, command, extra):
    def lacks(*_, **__):
        raise ModuleNotFoundError("No module named 'polars'", name="polars")

    monkeypatch.setattr(verdicts, "read_verdicts", lacks)
    monkeypatch.setattr(partitions, "find_files", lacks)
    text = told(run(*command))
    assert f"`study {command[0]}` needs polars, which is not installed." in text
    assert f"pip install 'networks-and-jobs[{extra}]'" in text


def test_what_the_system_refuses_is_told(monkeypatch):
    def full():
        raise OSError(28, "No space left on device", "verdicts.csv")

    monkeypatch.setattr(verdicts, "read_verdicts", full)
    assert told(run("claims")) == (
        "Error: verdicts.csv can't be used.\n  got: No space left on device\n"
    )


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
