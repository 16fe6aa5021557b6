"""The tables' descriptions for machines: whole, true, and read by the tool that they are for."""

from __future__ import annotations

import json
import socket

import pytest
from frictionless import Package, system

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline.datapackage import NAME, figures, processed, table

FOLDERS = {paths.PROCESSED: processed, paths.FIGURE_DATA: figures}
NOT_DESCRIBED = {NAME, "README.md"}


@pytest.fixture(autouse=True)
def _offline(monkeypatch):
    def refused(*args):
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refused)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_committed_description_is_todays(folder):
    committed = json.loads((folder / NAME).read_text("utf-8"))
    assert committed == FOLDERS[folder](), "run `make report`"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_table_is_what_its_description_says(folder):
    with system.use_context(trusted=False):
        report = Package(str(folder / NAME)).validate()
    assert report.flatten(["name", "type", "note"]) == []
    assert report.stats["tasks"] > 20


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_file_is_described(folder):
    told = {resource["path"] for resource in FOLDERS[folder]()["resources"]}
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    own = {
        path
        for path in found
        if not path.endswith((".fr.csv", ".svg")) and path not in NOT_DESCRIBED
    }
    assert own == told


def test_everything_says_what_it_is_where_from_and_on_what_terms():
    package = processed()
    for resource in package["resources"]:
        assert resource["description"]
        assert resource["licenses"]
        for field in resource.get("schema", {}).get("fields", []):
            assert field["description"].strip(" .")
    cells = {one["name"]: one for one in package["resources"]}["cells-sce_job_search"]
    assert cells["sources"][0]["path"].startswith("https://www.newyorkfed.org/")


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("no", "perhaps", "constraint-error"),
        (",1,", ",one,", "type-error"),
        ("weight_sq", "weight_cube", "incorrect-label"),
        ("\n", "\n\n", "hash-count"),
    ],
)
def test_a_changed_table_is_seen(before, after, fault, tmp_path):
    folder = tmp_path / "processed"
    (folder / "cells").mkdir(parents=True)
    package = processed()
    package["resources"] = [
        one for one in package["resources"] if one["path"] == "cells/pew_2015.csv"
    ]
    text = (paths.CELLS / "pew_2015.csv").read_text("utf-8")
    (folder / "cells" / "pew_2015.csv").write_text(text.replace(before, after), "utf-8")
    (folder / NAME).write_text(json.dumps(package), "utf-8")
    report = Package(str(folder / NAME)).validate()
    assert fault in {kind for [kind] in report.flatten(["type"])}


def test_a_column_that_nothing_explains_is_refused(tmp_path):
    path = tmp_path / "02_x.csv"
    path.write_text("group,2013,riddle\nmen,0.5,1\n", "utf-8")
    with pytest.raises(StudyError, match="riddle"):
        table(path, tmp_path, "x", {"group": "the group"})
    told = table(path, tmp_path, "x", {"group": "the group", "riddle": "x"})
    assert [field["type"] for field in told["schema"]["fields"]] == ["string", "number", "integer"]
