"""The page of licences holds every package of the locks, as each says it today."""

from __future__ import annotations

import importlib.util
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from analysis import paths
from analysis.errors import StudyError

spec = importlib.util.spec_from_file_location("licences", paths.ROOT / "docs" / "licences.py")
licences = importlib.util.module_from_spec(spec)
spec.loader.exec_module(licences)

LINES = licences.PAGE.read_text("utf-8").splitlines()
ROWS = [line for line in LINES if line.startswith("| ")][1:]


def is_here(name):
    try:
        return bool(metadata(name))
    except PackageNotFoundError:
        return False


def test_every_package_of_the_locks_has_its_line_and_no_other():
    named = [row.split(" | ")[0].removeprefix("| ") for row in ROWS]
    assert named == [*licences.packages()], "run `python docs/licences.py`"


@pytest.mark.parametrize("name", [*filter(is_here, licences.packages())])
def test_the_line_of_a_package_is_what_it_says_today(name):
    use = licences.packages()[name]
    assert licences.row(name, licences.licence(name), use) in ROWS, "run `python docs/licences.py`"


def test_no_package_is_under_the_agpl():
    assert [row for row in ROWS if "AGPL" in row] == []


def test_copyleft_is_told_before_the_table():
    text = licences.page({"a": "tests", "b": "tests"}, {"a": "MPL-2.0", "b": "MIT"})
    assert "Of 2 packages, 1 have" in text
    assert "(copyleft): a (MPL-2.0)." in text
    head = "\n".join(LINES[: LINES.index(ROWS[0])])
    assert all(f"{name} (" in head for name in ("certifi", "pathspec", "hypothesis"))


def test_a_package_without_a_licence_is_told():
    with pytest.raises(StudyError, match="No licence is known of the package no-such-package"):
        licences.licence("no-such-package")
