"""Contenders of the benchmarks give the same numbers; what is not the same stops a run."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis import paths
from analysis.folding.cells import Cells
from analysis.folding.collapse import collapse

BENCHMARKS = paths.ROOT / "benchmarks"


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that imports a module of the benchmarks, which are scripts."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        simulate = importlib.import_module("simulate")
        patch.setattr(simulate, "CACHE", tmp_path_factory.mktemp("bench"))
        patch.setattr(simulate, "CHUNK", 2_000)
        return simulate.respondents(5_000, strata=20)


@pytest.mark.needs_r
@pytest.mark.parametrize("design", ["clustered", "weights"])
def test_every_contender_gives_the_same_numbers(needs_r, load, people, design):
    run, measure = load("run"), load("measure")
    contenders = [name for name in run.contenders() if not name.startswith("floor")]
    assert {"r", "rows", "ours-pandas", "ours-polars", "ours-duckdb", "ours-dask"} <= {*contenders}
    found = {name: measure.battery(name, people, design, warm_ups=0).digits for name in contenders}
    assert [len(digits) for digits in found.values()] == [2 * 30] * len(found)
    measure.check_agreement(found)


def moved(digits: dict[str, float], name: str, by: float) -> dict[str, float]:
    return digits | {name: digits[name] * (1 + by)}


SOME = {"share sex men": 0.31, "share sex men (2)": 0.012, "logit 0 sex women": -0.42}


@pytest.mark.parametrize(("name", "by"), [("share sex men (2)", 3e-8), ("logit 0 sex women", 3e-8)])
def test_numbers_that_differ_stop_the_run(load, name, by):
    measure = load("measure")
    measure.check_agreement({"r": SOME, "ours": moved(SOME, name, by / 10), "floor": {}})
    with pytest.raises(measure.BenchmarkError, match="r and ours disagree on") as stopped:
        measure.check_agreement({"r": SOME, "floor": {}, "ours": moved(SOME, name, by)})
    assert name in str(stopped.value)


@pytest.mark.parametrize("wrong", [float("nan"), 0.0])
def test_number_that_is_none_is_no_agreement(load, wrong):
    measure = load("measure")
    with pytest.raises(measure.BenchmarkError, match="disagree on 'share sex men'"):
        measure.check_agreement({"r": SOME, "ours": SOME | {"share sex men": wrong}})


def test_other_questions_stop_the_run(load):
    measure = load("measure")
    with pytest.raises(measure.BenchmarkError, match="don't answer the same questions: one more"):
        measure.check_agreement({"r": SOME, "ours": SOME | {"one more": 1.0}})


def test_warm_ups_are_not_counted(load):
    text = "once,start_s,2\nrun,time_s,9\nwarm,,0\nrun,time_s,1\nrun,time_s,3\ndigit,share,0.5\n"
    found = load("measure").parsed(text)
    assert found.measures == {"start_s": [2.0], "time_s": [1.0, 3.0]}
    assert found.digits == {"share": 0.5}


@pytest.mark.parametrize(
    ("seconds", "peak", "plan"),
    [
        (1, 300, (5, 1)),
        (60, 300, (1, 0)),
        (600, 300, {"predicted_s": 6000}),
        (1, 3100, {"predicted_mb": 30_100}),
    ],
    ids=["quick", "slow", "too slow", "too much memory"],
)
def test_slow_contenders_are_run_less(load, monkeypatch, seconds, peak, plan):
    run, measure = load("run"), load("measure")
    monkeypatch.setattr(load("machine"), "memory_mb", lambda: 24_000)
    smaller = {"time_s": [seconds], "start_mb": [100], "peak_mb": [peak]}
    assert run.planned(measure.Outcome(smaller), growth=10) == plan
    assert run.planned(None, growth=1) == (5, 1)


def test_contender_left_out_stays_out_of_larger_sizes(load, monkeypatch):
    run, measure, page, results = load("run"), load("measure"), load("page"), load("results")
    asked = []

    def battery(name, folder, design, warm_ups):
        asked.append((name, folder, warm_ups))
        if (name, folder) == ("rows", 10):
            raise measure.Killed
        seconds = {"r": 50.0, "rows": 1.0}[name] * folder
        return measure.Outcome({"time_s": [seconds], "start_mb": [1], "peak_mb": [2]})

    monkeypatch.setattr(run, "battery", battery)
    monkeypatch.setattr(run, "respondents", lambda n, strata: n)
    monkeypatch.setattr(run, "contenders", lambda design: ["r", "rows"])
    monkeypatch.setattr(run, "SIZES", {"clustered": [1, 10, 100]})
    batches = list(run.batteries("battery", "clustered", small=False, largest=100))
    at_one = [("r", 1, 1), ("rows", 1, 1)] * 5
    assert asked == [*at_one, ("r", 10, 0), ("rows", 10, 1)]  # and no run of svy's after the first
    assert [row.runs for row in batches[0] if row.statistic == "time_s"] == [5, 5]
    text = page.report(results.told([row for rows in batches for row in rows]), "A machine.")
    assert "| svy on the rows | 10 | ended by the machine, for want of memory |" in text
    assert "| R survey | 100 | left out: 5,000 s foreseen |" in text


def test_section_run_again_replaces_its_own_rows(load, monkeypatch, tmp_path):
    results = load("results")
    monkeypatch.setattr(results, "CSV", tmp_path / "results.csv")
    for section, n, seconds in [("a", 10, 1), ("a", 100, 2), ("b", 10, 3), ("a", 10, 4)]:
        results.store(results.rows_of(section, "ours", n, {"time_s": [seconds]}))
    kept = results.read()
    assert kept[["section", "n", "median"]].to_numpy().tolist() == [
        ["a", 10, 4],
        ["a", 100, 2],
        ["b", 10, 3],
    ]


def test_page_tells_ratios_misses_and_slopes(load):
    page, results = load("page"), load("results")
    rows = []
    for n in (100_000, 1_000_000):
        for contender, seconds in {
            "r": 60,
            "rows": 5,
            "ours-polars": 1,
            "floor-polars": 0.5,
        }.items():
            measures = {"time_s": [seconds * n / 1e6], "start_mb": [100], "peak_mb": [200]}
            measures |= {"collapse_s": [0.4], "further_s": [0.1]} if "ours" in contender else {}
            rows += results.rows_of("battery", contender, n, measures)
    text = page.report(results.told(rows), "A machine.")
    assert "| 1e6 people: R survey over ours, Polars | >= 60 | 60.0 | yes |" in text
    assert (
        "| 1e6: svy on the rows over ours, Polars | >= 14 | 5.00 | no, by a factor of 2.80 |"
        in text
    )
    assert "| 1e7: peak memory of ours, Polars | <= 1,500 MB | – | not measured |" in text
    assert "| ours, Polars | 1,000,000 | 60.0 | 5.00 | 2.00 | 25.0 % |" in text
    assert "| R survey | 1.00 | 0.00 |" in text


def test_the_slowest_page_is_held_to_its_target(load):
    page, results = load("page"), load("results")
    rows = [
        row
        for name, seconds in {"fr/02_members": [0.4, 0.6, 0.5], "index": [1.2]}.items()
        for row in results.rows_of("screens", name, 0, {"lcp_s": seconds})
    ]
    text = page.report(results.told(rows), "A machine.")
    assert "| fr/02_members | 0.500 | 0.450 – 0.550 | 3 |" in text
    missed = "| largest paint of the slowest page, slow phone | <= 1 s | 1.20 s | no, by a factor"
    assert missed in text


def test_each_section_tells_of_the_machine(load, monkeypatch):
    run, machine, page, results = (load(name) for name in ("run", "machine", "page", "results"))
    states = iter([{"load": [0.2], "work_s": [1.0, 1.0]}, {"load": [9.0], "work_s": [3.0, 3.0]}])
    monkeypatch.setattr(machine, "state", lambda: next(states))
    found = results.rows_of("tables", "ours", 122, {"time_s": [1.0]})
    first, last = run.watched("tables", iter([found]))
    assert first == found
    text = page.report(results.told([*first, *last]), "A machine.")
    assert "| tables | 0.200 | 2.00 | 1.00 – 3.00 |" in text


ASKED = {
    "share": {},
    "compare": {"group": "education", "focus": "bachelor", "reference": "upper_secondary"},
    "logit": {"factors": "tertiary=no"},
}


@pytest.mark.parametrize("what", ASKED)
def test_questions_put_to_cells_are_answered_as_by_svy(what, load, people):
    """The estimate and its standard error, by the study from cells and by svy from people."""
    asked, battery = load("asked"), load("battery")
    file = people / "people.parquet"
    design = battery.design_of(battery.CLUSTERED)
    cells = Cells(
        collapse(pl.scan_parquet(file), ["education", "tertiary", "on_linkedin"], design),
        design,
        "simulated",
        "people",
    )
    given = dict.fromkeys(asked.Question._fields, "")
    given |= {"what": what, "outcome": "on_linkedin", "level": "yes", "base": "asked"}
    question = asked.Question(**given | ASKED[what])
    ours = {name: digits for name, *digits in asked.ours(cells, question)}
    svy = {name: digits for name, *digits in asked.on_people(asked.People(file, cells), question)}
    assert ours.keys() == svy.keys()
    assert [*ours.values()] == [pytest.approx(digits, rel=1e-8) for digits in svy.values()]
