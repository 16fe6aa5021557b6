"""The claim battery by one contender in a process of its own (``battery.R`` is R's).

Usage: ``battery.py CONTENDER FOLDER DESIGN WARM_UPS``. Writes ``kind,name,value`` lines: what
is measured "once" or in a "run" ("warm" ends those that don't count: one follows), and each "digit"
found, which must be every other contender's.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines import ENGINES, Engine

if TYPE_CHECKING:
    import pandas as pd

    from analysis.folding.cells import Cells, Design

OUTCOME = "on_linkedin"
VARIABLES = [OUTCOME, "education", "age_group", "employment", "sex", "tertiary"]
SHARES = ["education", "age_group", "employment"]
RATIOS = {
    "tertiary": ("yes", "no"),
    "sex": ("women", "men"),
    "employment": ("employed", "unemployed"),
    "age_group": ("18-29", "65+"),
}
TESTS = ["education", "age_group"]
LOGITS = [
    {"tertiary": "no", "age_group": "30-49", "sex": "men"},
    {"education": "upper_secondary", "employment": "employed", "sex": "men"},
]
CONVERGED = 1e-12
"""svy's default, like R's, stops short of the last digits of an odds ratio."""
CLUSTERED, WEIGHTED = "clustered", "weights"
Digits = dict[str, float]
Run = Callable[[], Digits]


def emit(kind: str, name: str, value: float) -> None:
    sys.stdout.write(f"{kind},{name},{value!r}\n")


@contextmanager
def clocked(name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    emit("run", name, time.perf_counter() - start)


def peak_mb() -> float:
    """Return the most memory that this process and its children (workers, a JVM) have held.

    The kernel's own mark, rather than ``ru_maxrss``: that one starts at the parent's.
    """
    import psutil  # noqa: PLC0415

    me = psutil.Process()
    status = [Path(f"/proc/{process.pid}/status") for process in [me, *me.children(recursive=True)]]
    lines = [line for path in status for line in path.read_text("utf-8").splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def design_of(name: str) -> Design:
    from analysis.folding.cells import Design  # noqa: PLC0415

    return Design("weight", "stratum", "psu") if name == CLUSTERED else Design("weight")


def ours(people: Callable[[], Any], design: Design) -> Digits:
    """Fold, then infer on the cells; the time of a further statistic is measured after."""
    from analysis.folding.cells import Cells  # noqa: PLC0415
    from analysis.folding.collapse import collapse  # noqa: PLC0415
    from analysis.inference.estimates import share  # noqa: PLC0415

    with clocked("time_s"):
        with clocked("collapse_s"):
            folded = collapse(people(), VARIABLES, design)
        cells = Cells(folded, design, "simulated", "simulated people")
        digits = on_cells(cells)
    with clocked("further_s"):
        share(cells, OUTCOME, by="sex")
    emit("run", "cells", len(folded))
    return digits


def fold(people: Callable[[], Any], design: Design, by: list[str]) -> Digits:
    """Fold by fewer variables, and ask one share of the cells: both grow with their number."""
    from analysis.folding.cells import Cells  # noqa: PLC0415
    from analysis.folding.collapse import collapse  # noqa: PLC0415
    from analysis.inference.estimates import share  # noqa: PLC0415

    with clocked("collapse_s"):
        folded = collapse(people(), by, design)
    with clocked("further_s"):
        share(Cells(folded, design, "simulated", "simulated people"), OUTCOME)
    emit("run", "cells", len(folded))
    return {}


def on_cells(cells: Cells) -> Digits:
    from analysis.inference import estimates, models  # noqa: PLC0415

    digits: Digits = {}
    for by in SHARES:
        for row in estimates.share(cells, OUTCOME, by=by).itertuples():
            digits |= pair(f"share {by} {getattr(row, by)}", row.estimate, row.se)
    for by, (focus, reference) in RATIOS.items():
        gap = estimates.compare(cells, OUTCOME, by, focus=focus, reference=reference)
        ratio = gap.set_index("measure").loc["ratio"]
        digits |= pair(f"ratio {by}", ratio["estimate"], ratio["se"])
    for by in TESTS:
        test = models.independence(cells, OUTCOME, by).iloc[0]
        digits |= pair(f"test {by}", test["statistic"], test["df_num"])
    for number, factors in enumerate(LOGITS):
        for row in models.logit(cells, OUTCOME, factors).itertuples():
            name = f"logit {number} {row.factor} {row.level}"
            digits |= pair(name, row.log_odds, row.se_log_odds)
    return digits


def pair(name: str, one: Any, other: Any) -> Digits:
    return {name: float(one), f"{name} (2)": float(other)}


def rows(path: str, design: Design) -> Digits:
    """Ask svy the same on the people themselves."""
    import polars as pl  # noqa: PLC0415
    import svy  # noqa: PLC0415

    with clocked("time_s"):
        people = pl.read_parquet(path).with_columns(
            member=(pl.col(OUTCOME) == "yes").cast(pl.Int64)
        )
        roles = svy.Design(wgt=design.weight, stratum=design.stratum, psu=design.psu)
        return on_rows(svy.Sample(people, roles))


def on_rows(sample: Any) -> Digits:
    digits: Digits = {}
    for by in SHARES:
        for row in shares(sample, by).itertuples():
            digits |= pair(f"share {by} {getattr(row, by)}", row.est, row.se)
    for by, levels in RATIOS.items():
        digits |= pair(f"ratio {by}", *ratio(sample, by, *levels))
    for by in TESTS:
        test = sample.categorical.tabulate(by, "member").stats.f
        digits |= pair(f"test {by}", test.value, test.df_num)
    for number, factors in enumerate(LOGITS):
        digits |= regression(sample, number, factors)
    return digits


def shares(sample: Any, by: str) -> pd.DataFrame:
    table = sample.estimation.prop("member", by=(by,), ci_method="logit").to_polars().to_pandas()
    return table[table["member"].astype(int) == 1]


def ratio(sample: Any, by: str, focus: str, reference: str) -> tuple[float, float]:
    import numpy as np  # noqa: PLC0415
    import svy  # noqa: PLC0415

    two = svy.col(by).is_in([focus, reference])
    means = sample.estimation.mean("member", by=by, where=two)
    log = means.contrast({"ratio": svy.estd(focus).log() - svy.estd(reference).log()})
    row = log.to_polars().to_pandas().iloc[0]
    return np.exp(row["est"]), row["se"] * np.exp(row["est"])


def regression(sample: Any, number: int, factors: dict[str, str]) -> Digits:
    import svy  # noqa: PLC0415

    fit = sample.glm.fit(
        y="member",
        x=[svy.Cat(name, ref=reference) for name, reference in factors.items()],
        family="binomial",
        tol=CONVERGED,
    )
    digits: Digits = {}
    for row in fit.to_polars().to_pandas().itertuples():
        for name in factors:
            if row.term.startswith(f"{name}_"):
                level = row.term.removeprefix(f"{name}_")
                digits |= pair(f"logit {number} {name} {level}", row.estimate, row.std_err)
    return digits


def floor(engine: Engine, people: Callable[[], Any], design: Design) -> Digits:
    with clocked("time_s"):
        engine.group(people(), [*design.clusters, *VARIABLES])
    return {}


def prepared(contender: str, path: str, design: Design) -> Run:
    """Start what a contender needs before the clock runs."""
    if contender == "rows":
        return partial(rows, path, design)
    what, _, name = contender.partition("-")
    engine = ENGINES[name]
    session = engine.start()
    columns = [*design.clusters, *VARIABLES, "weight"]
    people = partial(engine.scan, session, path, columns)
    if what.startswith("fold"):
        return partial(fold, people, design, VARIABLES[: int(what.removeprefix("fold"))])
    return (
        partial(ours, people, design) if what == "ours" else partial(floor, engine, people, design)
    )


def main(contender: str, folder: str, design: str, warm_ups: str) -> None:
    start = time.perf_counter()
    if not contender.startswith("floor"):
        import analysis.inference.estimates  # noqa: F401, PLC0415
    run = prepared(contender, str(Path(folder) / "people.parquet"), design_of(design))
    emit("once", "start_s", time.perf_counter() - start)
    emit("once", "start_mb", peak_mb())
    for number in range(int(warm_ups) + 1):
        if number == int(warm_ups):
            emit("warm", "", 0)
        digits = run()
        if number == 0:
            emit("once", "peak_mb", peak_mb())
    for name, value in digits.items():
        emit("digit", name, value)


if __name__ == "__main__":
    main(*sys.argv[1:])
