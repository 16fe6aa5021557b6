"""Write ``results.md`` from ``results.csv``: the machine, then ratios, then what they come from."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from results import COLUMNS, EDITED, MEANWHILE, Row

if TYPE_CHECKING:
    import pandas as pd

NAMES = {
    "r": "R survey",
    "rows": "svy on the rows",
    "pandas": "pandas",
    "polars": "Polars",
    "duckdb": "DuckDB",
    "dask": "Dask",
    "spark": "Spark",
}
LEFT_OUT = {
    "predicted_s": "left out: {seconds:,.0f} s foreseen",
    "predicted_mb": "left out: {mb:,.0f} MB foreseen",
    "killed": "ended by the machine, for want of memory",
}
MAIN = "polars"
MILLION, TEN_MILLION = 1_000_000, 10_000_000
INTRODUCTION = """\
# Timings

Written by `make bench` from `results.csv`. {machine}

The people are simulated: 200 strata of 4 PSUs, trimmed weights, six questions of 2 to 5 answers,
drawn in no order. They stand in one parquet file; its answers are plain text, as in a user's file.

**The claim battery** is 12 shares by group (5 levels of education, 4 age groups, 3 situations),
4 risk ratios, 2 Rao-Scott tests and 2 logistic regressions, with intervals.

- *Ours* goes from the parquet file to the last statistic: `collapse` by an engine, then
  `estimates` on the cells.
- *svy on the rows* is the library that `estimates` calls, on the people themselves, from the same
  file.
- *R survey* starts with the people in memory, answers as factors: the time that R takes to read
  them is told apart, and not counted.
- *The floor* is what any method on that engine must do: scan the same columns of the same file and
  sum the weights by group.

Contenders take turns, so that what neighbours take of the machine weighs on all alike: each run is
a process of its own, after a warm-up (none where there is a single run). Imports and the start of a
cluster or a JVM are not counted. Peak memory is the process's at the end of its first run, imports
included, its workers' or JVM's added. All contenders gave the same numbers, or nothing would have
been written: estimates, standard errors, test statistics and logistic coefficients to 1e-8,
relative. Regressions are iterated until those digits stand.
"""
Table = list[list[str]]


def report(rows: pd.DataFrame, machine: str) -> str:
    """Write the whole page; a part that was not measured says so."""
    parts = [INTRODUCTION.format(machine=machine)]
    for title, write in PARTS.items():
        parts += [f"## {title}\n", "\n".join(write(Results(rows))) + "\n"]
    return "\n".join(parts)


class Results:
    """The rows, looked up by section, contender, n and statistic."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows
        known = (Row(*values) for values in rows[COLUMNS].itertuples(index=False, name=None))
        self.known = {(row.section, row.contender, row.n, row.statistic): row for row in known}

    def median(self, section: str, contender: str, n: int, statistic: str = "time_s") -> float:
        """Return a median, or NaN where it was not measured."""
        row = self.known.get((section, contender, n, statistic))
        return row.median if row else math.nan

    def contenders(self, section: str, start: str = "") -> list[str]:
        names = self.rows.loc[self.rows["section"] == section, "contender"].drop_duplicates()
        return [name for name in names if name.startswith(start)]

    def sizes(self, section: str) -> list[int]:
        return sorted({int(n) for n in self.rows.loc[self.rows["section"] == section, "n"]})


def table(head: Sequence[str], lines: Table) -> list[str]:
    if not lines:
        return ["Not measured."]
    rule = ["---", *["---:"] * (len(head) - 1)]
    return [f"| {' | '.join(line)} |" for line in [head, rule, *lines]]


def named(contender: str) -> str:
    what, _, engine = contender.partition("-")
    told = {"ours": "ours, {}", "floor": "floor, {}"}.get(what, NAMES.get(what, contender))
    return told.format(NAMES.get(engine, engine))


def figure(number: float, unit: str = "") -> str:
    """Write a number with three digits, or a dash where there is none."""
    if math.isnan(number):
        return "–"
    digits = max(0, 2 - math.floor(math.log10(abs(number)))) if number else 0
    return f"{number:,.{digits}f}{unit}"


def quartiles(row: Row) -> str:
    return f"{figure(row.q1)} – {figure(row.q3)}"


def targets(found: Results) -> list[str]:
    """Compare with what was promised, on the engine named in `MAIN`."""
    ours, floor = f"ours-{MAIN}", f"floor-{MAIN}"

    def battery(contender: str, statistic: str = "time_s", n: int = MILLION) -> float:
        return found.median("battery", contender, n, statistic)

    def build(what: str, statistic: str = "time_s") -> float:
        return found.median("builds", what, max(found.sizes("builds"), default=0), statistic)

    edited = [build(name) for name in found.contenders("builds") if name.endswith(EDITED)]
    further = battery(ours, "further_s") / battery(ours, "collapse_s")
    name = NAMES[MAIN]
    asked = [
        (f"1e6 people: R survey over ours, {name}", battery("r") / battery(ours), ">=", 60, ""),
        (f"1e6: svy on the rows over ours, {name}", battery("rows") / battery(ours), ">=", 14, ""),
        (f"1e6: ours over the floor, {name}", battery(ours) / battery(floor), "<=", 3, ""),
        ("1e6: a further statistic, share of the collapse", further * 100, "<=", 15, " %"),
        (
            f"1e7: peak memory of ours, {name}",
            battery(ours, "peak_mb", TEN_MILLION),
            "<=",
            1500,
            " MB",
        ),
        (
            "sequential nbconvert over a cold build",
            build("nbconvert") / build("cold build"),
            ">=",
            5,
            "",
        ),
        (
            "build, one notebook edited: middle of all",
            float(np.median(edited or [math.nan])),
            "<=",
            6,
            " s",
        ),
        ("build, one notebook edited: the longest", max(edited, default=math.nan), "<=", 6, " s"),
        ("build, nothing changed: CPU", build("nothing changed", "cpu_s"), "<=", 0.5, " s"),
        ("largest paint of the slowest page, slow phone", slowest_paint(found), "<=", 1, " s"),
    ]
    lines = [
        [what, f"{sign} {target:,}{unit}", figure(got, unit), held(got, sign, target)]
        for what, got, sign, target, unit in asked
    ]
    return table(["what", "target", "measured", "held"], lines)


def slowest_paint(found: Results) -> float:
    """Return the longest of the pages' times, NaN where none was measured."""
    times = [row.median for row in found.known.values() if row.section == "screens"]
    return max(times, default=math.nan)


def held(got: float, sign: str, target: float) -> str:
    """Check whether a target holds, or by which factor it is missed."""
    if math.isnan(got):
        return "not measured"
    missed = target / got if sign == ">=" else got / target
    return "yes" if missed <= 1 else f"no, by a factor of {missed:.2f}"


def ratios(section: str) -> Callable[[Results], list[str]]:
    """Compare ours, by each engine, with the other contenders at each size."""

    def write(found: Results) -> list[str]:
        lines = []
        for n in found.sizes(section):
            for contender in found.contenders(section, "ours"):
                engine = contender.removeprefix("ours-")

                def median(name: str, statistic: str = "time_s", n: int = n) -> float:
                    return found.median(section, name, n, statistic)

                time = median(contender)
                further = median(contender, "further_s") / median(contender, "collapse_s")
                numbers = [
                    median("r") / time,
                    median("rows") / time,
                    time / median(f"floor-{engine}"),
                ]
                told = [*map(figure, numbers), figure(100 * further, " %")]
                lines.append([named(contender), f"{n:,}", *told])
        head = ["", "people", "R survey / ours", "svy on the rows / ours", "ours / floor"]
        return table([*head, "further statistic / collapse"], lines)

    return write


def details(section: str) -> Callable[[Results], list[str]]:
    """List every contender's time and memory at each size."""

    def write(found: Results) -> list[str]:
        lines = []
        for n in found.sizes(section):
            for contender in found.contenders(section):
                lines += [[named(contender), f"{n:,}", *measured(found, section, contender, n)]]
        head = ["", "people", "seconds", "quartiles", "runs", "of which collapse"]
        return table([*head, "cells", "start or read, not counted", "peak memory"], lines)

    return write


def measured(found: Results, section: str, contender: str, n: int) -> Iterator[str]:
    """Return the cells of a line of `details`."""

    def median(statistic: str) -> float:
        return found.median(section, contender, n, statistic)

    time = found.known.get((section, contender, n, "time_s"))
    if time is None:
        yield (
            " ".join(text for name, text in LEFT_OUT.items() if median(name) > 0).format(
                seconds=median("predicted_s"), mb=median("predicted_mb")
            )
            or "left out at a smaller size"
        )
        yield from ["–"] * 6
        return
    start = median("read_s") if contender == "r" else median("start_s")
    yield figure(time.median)
    yield quartiles(time) if time.runs > 1 else "–"
    yield str(time.runs)
    yield figure(median("collapse_s"))
    yield figure(median("cells")) if math.isnan(median("cells")) else f"{median('cells'):,.0f}"
    yield figure(start, " s")
    yield f"{median('peak_mb'):,.0f} MB"


def slope(x: Sequence[float], y: Sequence[float]) -> str:
    """Fit the power by which y grows with x: the slope of their logarithms."""
    known = [(a, b) for a, b in zip(x, y, strict=True) if a > 0 and b > 0]
    if len(known) < 2:  # noqa: PLR2004 - a line needs two points
        return "–"
    logs = np.log(np.array(known))
    power = np.polyfit(logs[:, 0], logs[:, 1], 1)[0]
    return f"{round(power, 2) + 0.0:.2f}"  # no -0.00


def tables(found: Results) -> list[str]:
    """Compare what the committed tables answer with what the people do: ratios, then seconds."""
    lines = []
    (asked,) = found.sizes("tables") or [0]
    single = ["one share", "one comparison", "one logit"]
    wanted = [(what, what, what) for what in single]
    wanted += [(f"{what} again", what, f"{what} again") for what in single]
    wanted += [(f"all {asked} questions of 08", "time_s", "time_s")]
    for name, theirs, what in wanted:
        times = [found.median("tables", other, asked, theirs) for other in ("r", "rows")]
        times.append(found.median("tables", "ours", asked, what))
        row = found.known.get(("tables", "ours", asked, what))
        spread = f"{figure(1000 * row.q1)} – {figure(1000 * row.q3)}" if row else "–"
        told = [figure(time / times[-1]) for time in times[:-1]]
        lines.append([name, *told, *(figure(1000 * time) for time in times), spread])
    head = ["", "R survey / ours", "svy on the people / ours"]
    head += ["R, ms", "svy, ms", "ours, ms", "quartiles of ours"]
    told = (
        "What notebook 08 asks (shares, risk ratios, regressions of nine surveys), asked of the "
        "committed cells, and of the people by R and by svy. Tables, people and their designs are "
        "there before the clock runs. Again: the same question to the same people, whose base and "
        "design are still there; nothing of it is in the other lines.\n"
    )
    return [told, *table(head, lines if asked else [])]


def streams(found: Results) -> list[str]:
    """Write how long a survey in many files takes a person, and what ten times as many would."""
    lines = []
    for name in found.contenders("streams"):
        for n in found.sizes("streams"):
            time, peak = (found.median("streams", name, n, what) for what in ("time_s", "peak_mb"))
            known = [figure(time), figure(1e9 * time / n), f"{peak:,.0f} MB", "measured"]
            lines.append([name, f"{n:,}", *known])
        more = [figure(10 * time), figure(1e9 * time / n), f"{peak:,.0f} MB", "reckoned"]
        lines.append([name, f"{10 * n:,}", *more])
    told = (
        "People in files of a million each, folded with strata and PSUs by six variables; cleaned: "
        "by a function that is given each file as a pandas frame. Reckoned: as long a person and "
        "as much memory as the largest that was measured.\n"
    )
    head = ["", "people", "seconds", "ns a person", "peak memory", ""]
    return [told, *table(head, lines)]


def growth(found: Results) -> list[str]:
    """Write how time and memory grow with rows."""
    lines = []
    sizes = found.sizes("battery")
    for contender in found.contenders("battery"):

        def series(statistic: str, name: str = contender) -> list[float]:
            return [found.median("battery", name, n, statistic) for n in sizes]

        added = [
            peak - start for peak, start in zip(series("peak_mb"), series("start_mb"), strict=True)
        ]
        powers = [slope(sizes, series("time_s")), slope(sizes, added)]
        lines.append([named(contender), *powers])
    head = ["", "time", "memory above that of the start"]
    told = "Power of the number of people: 1 grows in proportion, 0 does not grow.\n"
    return [told, *table(head, lines)]


def growth_of_cells(found: Results) -> list[str]:
    """Write how time and memory grow with cells, people being the same."""
    statistics = ["cells", "collapse_s", "further_s", "peak_mb"]
    points = [
        [found.median("cells", name, n, statistic) for statistic in statistics]
        for n in found.sizes("cells")
        for name in found.contenders("cells")
    ]
    lines = [
        [f"{cells:,.0f}", figure(fold), figure(share), f"{peak:,.0f} MB"]
        for cells, fold, share, peak in points
    ]
    if points:
        by = list(zip(*points, strict=True))
        powers = [slope(by[0], column) for column in by[1:]]
        lines.append(["power of the number of cells", *powers])
    head = ["cells", "collapse, s", "one share of them, s", "peak memory"]
    return table(head, lines)


def spread(found: Results, section: str, statistic: str = "time_s") -> Table:
    """Return the lines of a section: what, median, quartiles, runs."""
    return [
        [row.contender, figure(row.median), quartiles(row), str(row.runs)]
        for row in found.known.values()
        if (row.section, row.statistic) == (section, statistic)
    ]


def builds(found: Results) -> list[str]:
    lines = spread(found, "builds")
    told = (
        "All notebooks in both languages, in a copy of the project with the committed cells. "
        "nbconvert runs them one after another, to pages of its own; a build also makes values, "
        "verdicts, figures' files and the front page.\n"
    )
    return [told, *table(["", "seconds", "quartiles", "runs"], lines)]


def meanwhile(found: Results) -> list[str]:
    """Tell what others left of the machine during each section."""
    lines = [
        [section.removesuffix(MEANWHILE), figure(load.median), figure(work.median), quartiles(work)]
        for (section, _contender, _n, what), work in found.known.items()
        if section.endswith(MEANWHILE) and what == "work_s"
        for load in [found.known[section, "machine", 0, "load"]]
    ]
    return [
        "Load is that of this machine at the start of a section. The work is always the same, "
        "finding the order of five million random numbers, three times before a section and three "
        "times after: where it takes longer than elsewhere, or its quartiles lie apart, neighbours "
        "on the same host took part of the machine, and ratios say more than seconds.\n",
        *table(["section", "load", "the work, s", "quartiles"], lines),
    ]


def surveys(found: Results) -> list[str]:
    lines = []
    for n in found.sizes("surveys"):
        time, peak = (
            found.known["surveys", "all files", n, name] for name in ("time_s", "peak_mb")
        )
        lines.append([str(n), figure(time.median), str(time.runs), f"{peak.median:,.0f} MB"])
    return table(["survey files read, checked, cleaned, folded", "seconds", "runs", "peak"], lines)


def pages(found: Results) -> list[str]:
    lines = []
    for row in found.known.values():
        if row.section == "pages" and row.statistic == "size_mb":
            lab = found.median("pages", row.contender, row.n, "lab_mb")
            saved = "–" if math.isnan(lab) else f"{1 - row.median / lab:.0%}"
            lines.append([row.contender, f"{row.median * 1024:,.0f} KB", saved])
    return table(["page", "size", "smaller than nbconvert's lab page by"], lines)


def installs(found: Results) -> list[str]:
    lines = []
    for row in found.known.values():
        if row.section == "installs" and row.statistic == "size_mb":
            packages = found.median("installs", row.contender, row.n, "packages")
            name = row.contender if row.n == 0 else f"with `[{row.contender}]`"
            lines.append([name, f"{row.median:,.0f} MB", f"{packages:.0f}"])
    told = (
        "A new environment each, on Linux, from the wheel. svy brings Polars and pyarrow, which "
        "are half of what `[inference]` weighs.\n"
    )
    return [told, *table(["", "installed", "packages"], lines)]


def screens(found: Results) -> list[str]:
    lines = spread(found, "screens", "lcp_s")
    told = (
        "Largest contentful paint at 390 px with the processor slowed down four times (Chromium, "
        "from the disk).\n"
    )
    return [told, *table(["page", "seconds", "quartiles", "runs"], lines)]


PARTS: dict[str, Callable[[Results], list[str]]] = {
    "Targets": targets,
    "Ratios: strata and PSUs": ratios("battery"),
    "Ratios: weights only": ratios("weights"),
    "The committed tables": tables,
    "Many files": streams,
    "Growth with the number of people": growth,
    "Growth with the number of cells": growth_of_cells,
    "Builds": builds,
    "Timings: strata and PSUs": details("battery"),
    "Timings: weights only": details("weights"),
    "Survey files": surveys,
    "Pages": pages,
    "Installations": installs,
    "Pages on a slow phone": screens,
    "The machine meanwhile": meanwhile,
}
