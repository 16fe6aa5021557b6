"""Contenders of the benchmarks give the same numbers; what is not the same stops a run."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from analysis import paths

BENCHMARKS = paths.ROOT / "benchmarks"


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a function that imports a module of the benchmarks, which are scripts."""
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
    found = {
        name: measure.battery(name, people, design, runs=1, warm_ups=0).digits
        for name in contenders
    }
    assert [len(digits) for digits in found.values()] == [2 * 30] * len(found)
    measure.check_agreement(found)
