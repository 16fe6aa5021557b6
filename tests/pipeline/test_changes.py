"""What changed between two revisions and why: on a made-up repository, and on the study's own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest
from click.testing import CliRunner

from analysis import paths
from analysis.cli import main
from analysis.errors import StudyError
from analysis.pipeline.causes import Cause, Causes
from analysis.pipeline.changelog import changelog, why
from analysis.pipeline.changes import Change, compare
from analysis.pipeline.revisions import HERE, Revision, between

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")

VALUES = "data/processed/values/02_members.json"
CELLS = "data/processed/cells/pew.csv"
PUBLISHED = "data/processed/published.csv"
TRANSCRIBED = "data/raw/published/apec.csv"
ESTIMATES = "src/analysis/inference/estimates.py"
LOCK = "requirements/run.lock"
CATALOGUE = "- id: pew\n  cells: {pew: {}}\n- id: gss\n  cells: {gss: {}}\n- id: apec\n"
CLAIMS = """[[claim]]
id = "C2"
statement = "Said."
[[claim.parts]]
threshold = 0.5
[[claim.parts.items]]
value = "02_members:women"
[[claim]]
id = "C10"
"""


def value(number=0.282, low=0.25, high=0.32, n=1372, unit="share", source="pew", **rest):
    return {
        "value": number,
        "low": low,
        "high": high,
        "n": n,
        "unit": unit,
        "source": source,
    } | rest


def notebook(*codes, shown=""):
    cells = [
        {"cell_type": "code", "source": code, "outputs": [{"text": shown}], "id": str(number)}
        for number, code in enumerate(codes)
    ]
    return json.dumps({"cells": cells})


FIRST = {
    VALUES: json.dumps({"women": value(), "men": value(0.7, 0.68, 0.72, source="gss")}),
    CELLS: "n,weight\n3,3\n",
    "data/processed/cells/gss.csv": "n,weight\n5,5\n",
    "data/raw/catalogue.yaml": CATALOGUE,
    "data/raw/corrections.yaml": "- {id: one, source: pew, column: a}\n",
    TRANSCRIBED: "id,value\nused,53\n",
    PUBLISHED: "source,id,value,unit,low,high,n,bound\napec,used,0.53,share,,,1600,exact\n",
    "data/processed/verdicts.csv": (
        "claim,verdict,part,value,status,source,part_verdict\n"
        "C2,mixed,1,02_members:women,for,pew,mixed\nC10,not testable,,,,,\n"
    ),
    "data/processed/sensitivity.csv": "claim,rule,holm\nC2,mixed,mixed\n",
    "reports/data/02_women.csv": "year,estimate\n2015,0.1\n2018,0.2\n",
    "notebooks/02_members.ipynb": notebook("from analysis.inference.estimates import share"),
    ESTIMATES: '"""Estimates."""\n\nLEVEL = 0.95\n',
    "src/analysis/show/cards.py": "WIDE = 3\n",
    "src/analysis/judging/claims.toml": CLAIMS,
    LOCK: "svy==0.35.1 \\\n    --hash=sha256:aa\npandas==3.1.0\n",
}


class Study:
    """A small study in a repository of its own."""

    def __init__(self, root):
        self.root = root
        self.git("init", "-q", "-b", "main")
        self.commit(FIRST)

    def git(self, *asked):
        env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(["git", *who, *asked], cwd=self.root, env=env, check=True)

    def write(self, files):
        for name, text in files.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text(text, "utf-8")

    def commit(self, files):
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")

    def told(self, asked="HEAD"):
        """Return what changed by name, each with its causes, and what could not be read."""
        old, new = between(asked, self.root)
        found, causes = compare(old, new), Causes(old, new)
        return {c.name: (c, causes.of(c)) for c in found.changes}, found.unread


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path)


def values(**changed):
    return {VALUES: json.dumps({"men": value(0.7, 0.68, 0.72, source="gss")} | changed)}


def test_nothing_has_changed_in_a_study_that_is_as_committed(study):
    assert study.told() == ({}, [])


def test_a_value_is_told_as_readers_see_it_with_the_cells_that_moved_it(study):
    study.write(values(women=value(0.301, 0.27, 0.34, 1400)) | {CELLS: "n,weight\n4,4\n"})
    told, unread = study.told()
    change, causes = told["02_members:women"]
    assert (change.old, change.new) == (
        "28% (25% to 32%; n = 1,372)",
        "30% (27% to 34%; n = 1,400)",
    )
    assert causes == [Cause("data", CELLS)]
    assert not unread
    assert [*told] == ["02_members:women"]


def test_only_the_values_of_a_source_have_its_cells_for_a_cause(study):
    changed = values(women=value(0.3), men=value(0.6, source="gss"))
    study.write(changed | {CELLS: "n,weight\n4,4\n", ESTIMATES: "LEVEL = 0.9\n"})
    told, _unread = study.told()
    method = Cause("method", "analysis.inference.estimates")
    assert told["02_members:women"][1] == [Cause("data", CELLS), method]
    assert told["02_members:men"][1] == [method]


@pytest.mark.parametrize(
    ("path", "text", "cause"),
    [
        (ESTIMATES, "LEVEL = 0.9\n", "analysis.inference.estimates"),
        ("notebooks/02_members.ipynb", notebook("1 + 1"), "notebooks/02_members.ipynb"),
    ],
)
def test_code_that_does_something_else_is_a_method(study, path, text, cause):
    study.write(values(women=value(0.3)) | {path: text})
    assert study.told()[0]["02_members:women"][1] == [Cause("method", cause)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (ESTIMATES, '"""Other words."""\n\nLEVEL = 0.95  # why\n'),
        ("src/analysis/show/cards.py", "WIDE = 4\n"),
        (
            "notebooks/02_members.ipynb",
            notebook("from analysis.inference.estimates import share", shown="30%"),
        ),
        (LOCK, "svy==0.35.1 \\\n    --hash=sha256:bb\npandas==3.1.0\n"),
        ("src/analysis/advice/lines.py", "LINES = ()\n"),
    ],
)
def test_words_outputs_and_what_a_notebook_does_not_import_are_no_cause(study, path, text):
    study.write(values(women=value(0.3)) | {path: text})
    causes = study.told()[0]["02_members:women"][1]
    assert causes == []
    assert why(causes) == "Cause not known: nothing that it rests on has changed."


def test_a_module_that_is_gone_may_have_been_anyone_s_of_its_room(study):
    study.commit(
        {"src/analysis/inference/gone.py": "A = 1\n", "src/analysis/advice/gone.py": "A\n"}
    )
    for room in ("inference", "advice"):
        (study.root / f"src/analysis/{room}/gone.py").unlink()
    study.write(values(women=value(0.3)))
    assert study.told()[0]["02_members:women"][1] == [Cause("method", "analysis.inference.gone")]


def test_another_version_of_a_package_is_a_tool(study):
    study.write(values(women=value(0.3)) | {LOCK: "svy==0.35.2 \\\npandas==3.1.0\n"})
    causes = study.told()[0]["02_members:women"][1]
    assert causes == [Cause("tools", "svy 0.35.1 to 0.35.2")]
    assert why(causes) == "Tools: svy 0.35.1 to 0.35.2."


@pytest.mark.parametrize(
    ("path", "text", "cause"),
    [
        (
            "data/raw/catalogue.yaml",
            CATALOGUE.replace("{pew: {}}", "{pew: {by: [a]}}"),
            "catalogue",
        ),
        (
            "data/raw/corrections.yaml",
            "- {id: one, source: pew, column: b}\n- {id: two, source: gss}\n",
            "corrections",
        ),
    ],
)
def test_a_record_is_a_cause_for_the_values_of_its_source(study, path, text, cause):
    study.write(values(women=value(0.3)) | {path: text})
    assert study.told()[0]["02_members:women"][1] == [Cause("data", f"pew in {cause}.yaml")]


def test_a_value_of_no_source_has_one_of_all_that_changed_for_a_cause(study):
    files = {CELLS: "n\n4\n", "data/processed/cells/gss.csv": "n\n6\n"}
    study.write(values(women=value(), count=value(3, None, None, None, "count", "")) | files)
    causes = study.told()[0]["02_members:count"][1]
    assert why(causes) == f"One of: data (data/processed/cells/gss.csv, {CELLS})."


def test_another_name_for_the_same_evidence_is_told_as_renamed(study):
    study.write(values(ladies=value()))
    told, _unread = study.told()
    change = told["02_members:ladies"][0]
    assert (change.how, change.was) == ("renamed", "02_members:women")
    assert "02_members:women" not in told


def test_counts_that_are_alike_are_not_taken_for_one_renamed(study):
    count = value(3, None, None, None, "count", "")
    study.commit(values(women=value(), old=count))
    study.write(values(women=value(), young=count))
    told, _unread = study.told()
    assert {name: change.how for name, (change, _causes) in told.items()} == {
        "02_members:old": "dropped",
        "02_members:young": "new",
    }


def test_a_published_figure_has_its_transcription_for_a_cause(study):
    text = FIRST[PUBLISHED].replace("0.53", "0.55")
    study.write({PUBLISHED: text, TRANSCRIBED: "id,value\nused,55\n"})
    [(change, causes)] = study.told()[0].values()
    assert (change.name, change.old, change.new) == (
        "apec/used",
        "53% (n = 1,600)",
        "55% (n = 1,600)",
    )
    assert causes == [Cause("data", TRANSCRIBED)]


def verdict(word, table="verdicts.csv"):
    path = f"data/processed/{table}"
    return {path: FIRST[path].replace("mixed", word)}


def test_a_verdict_has_the_causes_of_its_items(study):
    changed = values(women=value(0.6, 0.55, 0.65)) | {CELLS: "n\n9\n"}
    study.write(changed | verdict("supported") | verdict("supported", "sensitivity.csv"))
    told, _unread = study.told()
    assert [*told][:4] == ["C2", "C2 part 1", "C2 under holm", "C2 under rule"]
    change, causes = told["C2"]
    assert (change.old, change.new, causes) == ("mixed", "supported", [Cause("data", CELLS)])
    assert told["C2 under holm"][1] == causes


def test_another_threshold_is_a_method_and_other_words_of_a_claim_are_none(study):
    path = "src/analysis/judging/claims.toml"
    study.write(verdict("supported") | {path: CLAIMS.replace("Said.", "Told.")})
    assert study.told()[0]["C2"][1] == []
    study.write({path: CLAIMS.replace("0.5", "0.4")})
    assert study.told()[0]["C2"][1] == [Cause("method", "C2 in claims.toml")]


def test_the_data_of_a_figure_say_which_columns_moved(study):
    study.write({"reports/data/02_women.csv": "year,estimate\n2015,0.1\n2018,0.3\n"})
    [(change, _causes)] = study.told()[0].values()
    assert (change.old, change.new) == ("2 rows", "2 rows, 1 of them changed (estimate)")


def test_what_an_older_schema_lacks_is_said_and_never_compared(study):
    old = {"women": {"value": 0.1}, "men": value(0.7, 0.68, 0.72, source="gss")}
    study.commit({VALUES: json.dumps(old), PUBLISHED: "source,value\napec,0.5\n"})
    study.commit({VALUES: FIRST[VALUES], PUBLISHED: FIRST[PUBLISHED]})
    told, unread = study.told("HEAD~1..HEAD")
    assert told == {}
    first, second = unread
    assert first.startswith("02_members:women of ")
    assert first.endswith("can't be compared: no 'unit'")
    assert second.startswith(f"{PUBLISHED} of ")
    assert second.endswith("can't be compared: no 'id'")


def test_a_file_that_is_no_json_is_said(study):
    study.write({VALUES: "{"})
    told, [said] = study.told()
    assert told == {}
    assert said.startswith(f"{VALUES} of the working tree can't be compared: ")
    assert "can't be read as JSON" in said


def test_two_revisions_are_compared_whatever_is_on_the_disk(study):
    study.commit(values(women=value(0.3)))
    study.write(values(women=value(0.9)))
    change, _causes = study.told("HEAD~1..HEAD")[0]["02_members:women"]
    assert (change.old[:3], change.new[:3]) == ("28%", "30%")
    assert study.told("HEAD~1..")[0] == study.told("HEAD~1..HEAD")[0]


def test_a_study_inside_another_repository_is_found(tmp_path):
    Study(tmp_path)
    inside = tmp_path / "part"
    inside.mkdir()
    study = Study.__new__(Study)
    study.root = inside
    study.commit(FIRST)
    study.write(values(women=value(0.3)))
    assert [*study.told()[0]] == ["02_members:women"]


@pytest.mark.parametrize("name", ["nope", "--output=x", "HEAD:notebooks", ""])
def test_an_unknown_revision_is_told_in_words(study, name):
    if not name:
        assert between(name, study.root)[1] == Revision(study.root, HERE)
        return
    with pytest.raises(StudyError, match="no such revision") as refusal:
        between(name, study.root)
    assert refusal.value.got == name
    assert not (study.root / "x").exists()


def test_a_folder_without_history_is_told_in_words(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(StudyError, match="can't tell what the study was") as refusal:
        between("HEAD", tmp_path)
    assert "not a git repository" in refusal.value.got


def test_no_git_is_told_in_words(study, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(StudyError, match="git is not installed"):
        between("HEAD", study.root)


LOG = [
    (
        Change("verdict", "C2", "changed", "mixed", "supported"),
        [Cause("data", "a.csv"), Cause("method", "analysis.inference.flags")],
    ),
    (Change("value", "02_members:women", "changed", "28%", "30%"), [Cause("data", "a.csv")]),
    (Change("value", "02_members:men", "changed", "70%", "70%"), [Cause("data", "a.csv")]),
    (Change("published", "apec/new", "new", "", "5%"), []),
]


def test_the_changelog_s_part_stands_under_its_headings():
    headings = (paths.ROOT / "CHANGELOG.md").read_text("utf-8").splitlines()
    text = changelog(LOG)
    assert {line for line in text.splitlines() if line.startswith("#")} <= {*headings}
    assert (
        text
        == """### Verdicts changed

- One of: data (a.csv); method (analysis.inference.flags).
  - `C2` is supported; mixed before.

### Figures changed

- Cause not known: nothing that it rests on has changed.
  - New: `apec/new`, 5%.
- Data: a.csv.
  - `02_members:women` is 30%; 28% before.
- Moved in digits that no text shows: `02_members:men`. Data: a.csv."""
    )


def test_many_that_came_together_are_counted():
    many = [(Change("published", f"apec/{n}", "new", "", "5%"), []) for n in range(1, 21)]
    assert "New: 20 entries of published.csv, from `apec/1` to `apec/20`." in changelog(many)


def run(monkeypatch, root, *asked):
    monkeypatch.setattr(paths, "ROOT", root)
    monkeypatch.setattr("analysis.commands.command.require_study", lambda root: None)
    return CliRunner().invoke(main, ["diff", *asked], env={"COLUMNS": "200"})


def test_the_command_prints_tables_json_or_the_changelog(study, monkeypatch):
    study.write(values(women=value(0.3)) | {CELLS: "n\n4\n"})
    told = run(monkeypatch, study.root)
    assert told.exit_code == 0
    assert "02_members:women" in told.output
    [row] = json.loads(run(monkeypatch, study.root, "--json").output)
    assert (row["name"], row["how"], row["causes"]) == (
        "02_members:women",
        "changed",
        [{"kind": "data", "what": CELLS}],
    )
    assert run(monkeypatch, study.root, "--changelog").output.startswith("### Figures changed")


def test_the_command_says_that_nothing_differs_and_what_it_cannot_read(study, monkeypatch):
    told = run(monkeypatch, study.root)
    assert told.output.startswith("No number and no verdict differs between ")
    study.write({VALUES: "{"})
    assert "can't be compared" in run(monkeypatch, study.root).stderr
    assert run(monkeypatch, study.root, "nope").exit_code == 1


MOVED = "6416832aa7c9db12ed237b2e324c440017b9eb32"
"""A commit of the study's own in which the examples of one's case were reckoned otherwise."""


def test_of_the_study_s_own_history_the_numbers_that_moved_are_told():
    try:
        old, new = between(f"{MOVED}~1..{MOVED}", paths.ROOT)
    except StudyError as absence:
        pytest.skip(f"the study's history is not here: {absence.title}")
    found, causes = compare(old, new), Causes(old, new)
    told = {change.name: change for change in found.changes}
    mason = told["09_your_case:mason_own"]
    assert (mason.old, mason.new, told["09_your_case:mason_france"].how) == ("5", "4", "new")
    assert Cause("method", "analysis.advice.lines") in causes.of(mason)
    assert {cause.kind for cause in causes.of(mason)} == {"method"}
    assert not found.unread
