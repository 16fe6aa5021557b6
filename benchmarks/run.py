"""Run the benchmarks and write ``benchmarks/results.md`` (``make bench``).

A section replaces its own rows of ``results.csv``; all sections run when none is named.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median

import builds
import files
import installs
import machine
import screen
import streams
import tables
from battery import CLUSTERED, WEIGHTED
from engines import ENGINES
from measure import Outcome, battery, check_agreement, in_turn
from page import report
from results import MEANWHILE, Row, read, rows_of, rows_of_each, store, told
from simulate import STRATA, respondents

MARKDOWN = Path(__file__).with_name("results.md")
RUNS = 5
ALL_RUNS_S = 900
"""A contender whose runs and warm-ups would take longer together is run once, without one."""
ONE_RUN_S = 2400
"""A contender whose single run would take longer is left out."""
MEMORY_SHARE = 0.8
SIZES = {CLUSTERED: [100_000, 1_000_000, 10_000_000], WEIGHTED: [10_000, 100_000, 1_000_000]}
CELLS_FROM = 1_000_000
FOLDED_BY = [1, 2, 3, 4, 5]
SMALL, SMALL_STRATA = 5_000, 20
SMALL_SECTIONS = ["battery", "weights", "cells"]


def contenders(design: str = CLUSTERED) -> list[str]:
    """List who runs the battery: in a design of weights alone, engines make little difference."""
    engines = [name for name, engine in ENGINES.items() if engine.installed]
    if design == WEIGHTED:
        engines = ["pandas", "polars"]
    return ["r", "rows", *(f"{what}-{name}" for name in engines for what in ("ours", "floor"))]


Plan = tuple[int, int] | dict[str, float]
"""How many runs, and warm-ups before each; or what would be too much."""


def planned(before: Outcome | None, growth: float) -> Plan:
    """Plan the runs of a contender from a smaller size."""
    if before is None:
        return RUNS, 1
    seconds = median(before.measures["time_s"]) * growth
    at_start = before.measures["start_mb"][0]
    memory = at_start + (before.measures["peak_mb"][0] - at_start) * growth
    if memory > MEMORY_SHARE * machine.memory_mb():
        return {"predicted_mb": memory}
    if seconds > ONE_RUN_S:
        return {"predicted_s": seconds}
    return (RUNS, 1) if seconds * RUNS * 2 <= ALL_RUNS_S else (1, 0)


def sizes(design: str, *, small: bool, largest: int) -> list[int]:
    return [SMALL] if small else [n for n in SIZES[design] if n <= largest]


def batteries(section: str, design: str, *, small: bool, largest: int) -> Iterator[list[Row]]:
    """Run the battery of every contender at each size; their numbers must be the same."""
    still = contenders(design)
    before: dict[str, Outcome] = {}
    last = 0
    for n in sizes(design, small=small, largest=largest):
        folder = respondents(n, SMALL_STRATA if small else STRATA)
        growth = n / last if last else 1
        plans = {name: (1, 0) if small else planned(before.get(name), growth) for name in still}
        found = tried(folder, design, plans)
        for name, outcome in found.items():
            print(f"{section}, {n:,} people: {name} {told_briefly(outcome)}", flush=True)
        before = {name: outcome for name, outcome in found.items() if not outcome.left_out}
        check_agreement({name: outcome.digits for name, outcome in before.items()})
        yield rows_of_each(section, n, found)
        still, last = [*before], n


def tried(folder: Path, design: str, plans: Mapping[str, Plan]) -> dict[str, Outcome]:
    """Run contenders in turn, but for those that would be too much."""
    chosen = {name: plan for name, plan in plans.items() if isinstance(plan, tuple)}
    found = in_turn(
        {name: runs for name, (runs, _warm_ups) in chosen.items()},
        lambda name: battery(name, folder, design, chosen[name][1]),
    )
    return {
        name: found[name]
        if isinstance(plan, tuple)
        else Outcome({what: [value] for what, value in plan.items()})
        for name, plan in plans.items()
    }


def told_briefly(outcome: Outcome) -> str:
    if outcome.left_out:
        return f"left out, {outcome.measures}"
    return f"{median(outcome.measures['time_s']):.2f} s"


def cells(*, small: bool) -> Iterator[list[Row]]:
    """Fold the same people by more and more variables."""
    n = SMALL if small else CELLS_FROM
    folder = respondents(n, SMALL_STRATA if small else STRATA)
    folds = {f"{count} variables": f"fold{count}-polars" for count in FOLDED_BY}
    runs = dict.fromkeys(folds, 1 if small else RUNS)
    yield rows_of_each("cells", n, in_turn(runs, lambda name: battery(folds[name], folder)))


SECTIONS: dict[str, Callable[[argparse.Namespace], Iterator[list[Row]]]] = {
    "battery": lambda asked: batteries(
        "battery", CLUSTERED, small=asked.small, largest=asked.largest
    ),
    "weights": lambda asked: batteries(
        "weights", WEIGHTED, small=asked.small, largest=asked.largest
    ),
    "cells": lambda asked: cells(small=asked.small),
    "tables": lambda asked: tables.tables(asked.runs),
    "streams": lambda asked: streams.streams(asked.runs),
    "builds": lambda asked: builds.builds(asked.runs),
    "surveys": lambda asked: files.surveys(asked.runs),
    "pages": lambda _asked: files.pages(),
    "installs": lambda _asked: installs.installs(),
    "screens": lambda asked: screen.screens(asked.runs),
}


def watched(section: str, found: Iterator[list[Row]]) -> Iterator[list[Row]]:
    """Tell of the machine too, before and after a section."""
    before = machine.state()
    yield from found
    work = before["work_s"] + machine.state()["work_s"]
    yield rows_of(section + MEANWHILE, "machine", 0, {"load": before["load"], "work_s": work})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--small", action="store_true", help="a quick try that writes nothing")
    parser.add_argument("--largest", type=int, default=10**9, help="leave larger sizes out")
    parser.add_argument("--runs", type=int, default=RUNS, help="of builds and survey files")
    asked = parser.parse_args()
    unknown = {*asked.sections} - {*SECTIONS}
    if unknown:
        parser.error(f"no section {', '.join(sorted(unknown))}: choose among {', '.join(SECTIONS)}")
    chosen = asked.sections or (SMALL_SECTIONS if asked.small else [*SECTIONS])
    measured = []
    for section in chosen:
        for rows in watched(section, SECTIONS[section](asked)):
            measured += rows
            if not asked.small:
                store(rows)
    text = report(told(measured) if asked.small else read(), machine.described())
    if not asked.small:
        MARKDOWN.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
