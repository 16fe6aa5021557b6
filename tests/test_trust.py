"""The page on trust says what tests and benchmarks have stored, and SECURITY.md what is so."""

from __future__ import annotations

import importlib
import re
from typing import Any

import pandas as pd
import pytest

from analysis import paths
from analysis.pipeline.imprint import ADDRESSES
from analysis.report.style import policy

WRONG = {
    *("processes left", "files torn", "drafts left", "not told in words"),
    *("did not recover", "failed or other bytes"),
}
SECURITY = (paths.ROOT / "SECURITY.md").read_text("utf-8")


@pytest.fixture
def trust(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(paths.ROOT / "docs"))
    return importlib.import_module("trust")


def test_the_page_is_today_s(trust):
    assert trust.PAGE.read_text("utf-8") == trust.text(), "run `make docs`"


def test_a_table_that_a_benchmark_stores_is_shown(trust, monkeypatch, tmp_path):
    path = tmp_path / "damage.csv"
    path.write_text("group,cases,named\ncut,12,12\n")
    monkeypatch.setitem(trust.STORED, "damage", path)
    assert "| group | cases | named |\n| --- | --- | --- |\n| cut | 12 | 12 |" in trust.text()


@pytest.mark.parametrize(
    ("name", "counted", "least"),
    [("kills", "at work", 50), ("folders", "builds", 10), ("load", "builds", 300)],
)
def test_what_was_tried_under_stress_was_tried_enough_and_held(trust, name, counted, least):
    found = pd.read_csv(trust.STORED[name])
    assert found[counted].sum() >= least
    wrong = [*found.columns.intersection(WRONG)]
    assert wrong
    assert not found[wrong].to_numpy().any()


def test_a_cell_of_a_table_stays_in_its_line(trust):
    frame = pd.DataFrame({"code": ["a |\n  b"]})
    assert trust.table(frame).splitlines()[2:] == ["| a \\| b |"]


def test_every_script_of_r_is_compared_to_the_digits_that_the_page_tells(trust):
    scripts = sorted((paths.ROOT / "tests" / "reference").glob("*.R"))
    assert len(scripts) > 5
    assert "within 1e-8" in trust.text()
    for script in scripts:
        tests = trust.tests_of(script.stem)
        assert tests, script.name
        assert any("1e-8" in (paths.ROOT / test).read_text("utf-8") for test in tests)


def test_numbers_of_r_are_counted_by_hand(trust, tmp_path):
    path = tmp_path / "made.csv"
    path.write_text("name,value\na,1\nb,NA\nc,2e-3\n")
    assert trust.numbers_of(path) == [1, 0.002]


def test_what_security_says_is_so():
    [said] = re.findall(r"`(default-src [^`]+)`", SECURITY)
    assert policy([]).startswith(said)
    [address] = re.findall(r"`([\w-]+)` of \[CITATION", SECURITY)
    assert address in ADDRESSES


@pytest.mark.parametrize("name", re.findall(r"\]\(([^)#:]+)", SECURITY))
def test_links_of_security_lead_somewhere(name):
    assert (paths.ROOT / name).exists()
