"""The stored simulation of the intervals: what it promises, and that it is today's.

``make coverage`` makes the table again. Here a few of its rows are drawn again from their seeds,
and a sample of each kind is estimated twice: by the simulation, and by the study from the same
people.
"""

from __future__ import annotations

import importlib.util
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import paths
from analysis.files import table_text
from analysis.folding.cells import Design
from analysis.inference.estimates import compare, compare_answers, share
from helpers import cells_of

SCRIPT = paths.ROOT / "benchmarks" / "coverage.py"
CLUSTERED = Design("weight", "stratum", "psu", "center")


@pytest.fixture(scope="module")
def simulation() -> Any:
    """Import the script, under a name that no package has."""
    name = "simulation_of_coverage"
    spec = importlib.util.spec_from_file_location(name, SCRIPT)
    assert spec
    assert spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def stored(simulation: Any) -> pd.DataFrame:
    return pd.read_csv(simulation.RESULT)


# What the intervals promise.

LEAST, LEAST_FLAGGED, MOST = 0.935, 0.93, 0.965

EXCEPTIONS = {
    ("groups in clusters", "difference", 0.98, 30, 12, 20, 0.1): 0.910,
    ("groups in clusters", "ratio", 0.98, 30, 12, 20, 0.1): 0.910,
}
"""Rows that miss their aim, and the least they reach; `docs/coverage.md` says why."""

WHICH = ["drawn", "kind", "p", "n", "strata", "size", "icc"]


def aims(stored: pd.DataFrame) -> pd.Series:
    """Return the least coverage of each row: a row is flagged where most of its samples are."""
    named = pd.Series(EXCEPTIONS, index=pd.MultiIndex.from_tuples(EXCEPTIONS, names=WHICH))
    found = stored[WHICH].merge(named.rename("least").reset_index(), on=WHICH, how="left")["least"]
    assert found.notna().sum() == len(EXCEPTIONS)
    return found.fillna((stored["flagged"] < 0.5).map({True: LEAST, False: LEAST_FLAGGED}))


def test_intervals_hold_the_truth_as_often_as_they_promise(stored: pd.DataFrame) -> None:
    short = stored[stored["coverage"] < aims(stored)]
    assert short.empty, short.to_string()


def test_no_row_is_excepted_that_needs_it_not(stored: pd.DataFrame) -> None:
    plain = (stored["flagged"] < 0.5).map({True: LEAST, False: LEAST_FLAGGED})
    excepted = stored[aims(stored) != plain]
    assert len(excepted) == len(EXCEPTIONS)
    assert (excepted["coverage"] < plain[excepted.index]).all(), excepted.to_string()


def test_many_answers_of_each_kind_make_intervals_that_are_not_too_wide(
    stored: pd.DataFrame,
) -> None:
    """Conservative is allowed where answers are rare, not where there are plenty."""
    rarest = np.minimum(stored["p"], 1 - stored["p"])
    other = stored["p_reference"].fillna(stored["p"])
    rarest = np.minimum(rarest, np.minimum(other, 1 - other))
    fewest = np.minimum(stored["n"], stored["n_reference"].fillna(stored["n"]))
    plenty = stored[(rarest * fewest > 50) & ~(stored["icc"] > 0)]
    assert len(plenty) > 50
    assert plenty["coverage"].between(LEAST, MOST).all(), plenty.to_string()


# What is told of it.

TOLD = {
    "share": "shares, people drawn one by one",
    "clusters": "shares, people drawn in clusters",
    "groups": "two groups of people drawn one by one",
    "groups in clusters": "two groups of people drawn in clusters",
    "answers": "two answers of people drawn one by one",
}


def summary(stored: pd.DataFrame) -> list[str]:
    """Write the lines of the table of docs/coverage.md."""
    lines = []
    for drawn, words in TOLD.items():
        rows = stored[stored["drawn"] == drawn]
        for flagged in (False, True):
            coverage = rows.loc[(rows["flagged"] >= 0.5) == flagged, "coverage"]
            held = coverage.between(LEAST, MOST).sum()
            counts = (coverage < LEAST).sum(), held, (coverage > MOST).sum()
            ends = f"{100 * coverage.min():.1f} to {100 * coverage.max():.1f} %"
            cells = [words, "yes" if flagged else "no", len(coverage), *counts, ends]
            lines.append("| " + " | ".join(map(str, cells)) + " |")
    return lines


def test_the_page_tells_what_the_table_holds(simulation: Any, stored: pd.DataFrame) -> None:
    page = (paths.ROOT / "docs" / "coverage.md").read_text("utf-8")
    told = [line for line in page.splitlines() if line.startswith(("| shares", "| two "))]
    assert told == summary(stored)
    assert f"{simulation.SAMPLES:,} samples" in page
    assert f"{len(stored)} rows" in page
    aim = aims(stored)
    for row in stored[aim.isin(EXCEPTIONS.values())].itertuples():
        assert f"{row.kind}: {100 * row.coverage:.1f} %" in page


# That the table is today's.


def test_the_table_holds_every_design(simulation: Any, stored: pd.DataFrame) -> None:
    assert simulation.SAMPLES == 10_000
    kinds = {"share": 1, "clusters": 1, "answers": 1, "groups": 3, "groups in clusters": 3}
    rows = [
        simulation.described(design)
        for design in simulation.designs()
        for _kind in range(kinds[design["drawn"]])
    ]
    names = ["drawn", "p", "p_reference", "n", "n_reference", "sigma", "strata", "size", "icc"]
    pd.testing.assert_frame_equal(stored[names], pd.DataFrame(rows)[names], check_dtype=False)


@pytest.mark.parametrize("drawn", ["share", "clusters", "groups", "groups in clusters", "answers"])
def test_rows_drawn_again_from_their_seeds_are_the_same(
    drawn: str, simulation: Any, stored: pd.DataFrame
) -> None:
    kind = [design for design in simulation.designs() if design["drawn"] == drawn]
    small = [design for design in kind if simulation.described(design)["n"] <= 130]
    for design in (small[1], small[-1]):
        again = pd.DataFrame(simulation.judged(design))
        told = {name: again.loc[0, name] for name in simulation.described(design)}
        rows = stored[(stored[[*told]] == pd.Series(told)).all(axis=1)]
        columns = [name for name in simulation.COLUMNS if name in again]
        assert len(rows) == len(again)
        assert table_text(rows[columns]) == table_text(again[columns])


# That it estimates as the study does.


def same(ours: pd.DataFrame, simulated: dict[str, dict[str, Any]], at: int = 0) -> None:
    for row, columns in zip(ours.to_dict("records"), simulated.values(), strict=True):
        for name in ("estimate", "low", "high"):
            assert columns[name][at] == pytest.approx(row[name], rel=1e-8), name


def answered(yes: np.ndarray) -> np.ndarray:
    return np.where(yes, "yes", "no")


@pytest.mark.parametrize("p", [0.05, 0.4])
def test_shares_of_people_drawn_one_by_one_are_the_studys(simulation: Any, p: float) -> None:
    random = np.random.default_rng(1)
    weight = simulation.weights(random, 0.8, (1, 150))
    yes = random.random((1, 150)) < p
    found = simulation.linearised(weight, yes, 150)[0]
    rows = pd.DataFrame({"weight": weight[0], "on_linkedin": answered(yes[0])})
    ours = share(cells_of(rows), "on_linkedin")
    same(ours, simulation.of_share(found))
    assert found.effective[0] == pytest.approx(ours["n_effective"].item())


@pytest.mark.parametrize("p", [0.05, 0.4])
def test_groups_of_people_drawn_one_by_one_are_the_studys(simulation: Any, p: float) -> None:
    random, sizes = np.random.default_rng(2), {"women": 60, "men": 240}
    groups, rows = [], []
    for sex, n in sizes.items():
        weight = simulation.weights(random, 0.8, (1, n))
        yes = random.random((1, n)) < p + 0.1
        groups.append(simulation.linearised(weight, yes, 300)[0])
        people = {"weight": weight[0], "on_linkedin": answered(yes[0]), "sex": sex}
        rows.append(pd.DataFrame(people))
    cells = cells_of(pd.concat(rows))
    ours = compare(cells, "on_linkedin", "sex", focus="women", reference="men")
    same(ours, simulation.of_pair(simulation.Pair(*groups, np.zeros(1))))


@pytest.mark.parametrize("q", [0.04, 0.3])
def test_answers_of_the_same_people_are_the_studys(simulation: Any, q: float) -> None:
    random = np.random.default_rng(3)
    weight, draw = simulation.weights(random, 0.8, (1, 200)), random.random((1, 200))
    one, mine = simulation.linearised(weight, draw < 0.3, 200)
    other, yours = simulation.linearised(weight, draw > 1 - q, 200)
    pair = simulation.Pair(one, other, 200 / 199 * (mine * yours).sum(axis=1), one.df)
    channel = np.select([draw[0] < 0.3, draw[0] > 1 - q], ["close_ties", "online"], "agencies")
    rows = pd.DataFrame({"weight": weight[0], "most_important_resource": channel})
    levels = [{"most_important_resource": [level]} for level in ("close_ties", "online")]
    ours = compare_answers(cells_of(rows), *levels)
    same(ours, {"ratio": simulation.of_pair(pair)["ratio"]})


def in_towns(random: np.random.Generator, p: float) -> pd.DataFrame:
    """Draw people of two groups in twelve strata of two PSUs, where answers go by town.

    Some towns have no women.
    """
    place = np.arange(480)
    rate = random.beta(p * 9, (1 - p) * 9, 24)[place // 20]
    rows = {"stratum": place // 40, "psu": place // 20 % 2, "weight": 1.0}
    rows |= {"sex": random.choice(["women", "men"], 480, p=[0.08, 0.92])}
    return pd.DataFrame(rows | {"on_linkedin": answered(random.random(480) < rate)})


def tallied(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    yes = rows["on_linkedin"] == "yes"
    place = [rows["stratum"], rows["psu"]]
    shape = (1, 12, 2)
    everywhere = pd.MultiIndex.from_product([range(12), range(2)])
    sums = (yes.groupby(place).sum(), yes.groupby(place).size())
    found = (part.reindex(everywhere, fill_value=0).to_numpy().reshape(shape) for part in sums)
    return next(found), next(found)


@pytest.mark.parametrize("p", [0.0, 0.05, 0.4])
def test_shares_in_clusters_are_the_studys(simulation: Any, p: float) -> None:
    rows = in_towns(np.random.default_rng(4), p or 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = simulation.clustered(*tallied(rows[rows["sex"] == "women"]))[0]
        intervals = simulation.of_share(found)
    ours = share(cells_of(rows, CLUSTERED), "on_linkedin", where={"sex": "women"})
    same(ours, intervals)
    assert (found.df[0], found.n[0]) == (ours["df"].item(), ours["n"].item())
    assert found.effective[0] == pytest.approx(ours["n_effective"].item())


@pytest.mark.parametrize("p", [0.05, 0.4])
def test_groups_in_clusters_are_the_studys(simulation: Any, p: float) -> None:
    rows = in_towns(np.random.default_rng(8), p)
    groups = [tallied(rows[rows["sex"] == sex]) for sex in ("women", "men")]
    (one, mine), (other, yours) = (simulation.clustered(*group) for group in groups)
    pair = simulation.Pair(one, other, (mine * yours).sum(axis=1), np.array([12.0]))
    cells = cells_of(rows, CLUSTERED)
    ours = compare(cells, "on_linkedin", "sex", focus="women", reference="men")
    same(ours, simulation.of_pair(pair))
