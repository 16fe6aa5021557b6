"""The questions of notebook 08, put to the committed cells or to svy on the people themselves.

Usage: ``asked.py CONTENDER FOLDER WARM_UPS`` (``asked.R`` is R's). Writes the lines of
``battery.py``. Tables, people and designs are there before the clock runs; what an answer leaves
behind for the next one on the same people is forgotten before a run.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from battery import CONVERGED, clocked, emit, peak_mb

from analysis.cleaning.missing import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.folding.cells import Cells

    Digits = Iterator[tuple[str, float, float]]


class Question(NamedTuple):
    """A line of ``questions.csv``."""

    what: str
    table: str
    outcome: str
    level: str
    group: str
    focus: str
    reference: str
    base: str
    where: str
    factors: str

    @property
    def conditions(self) -> dict[str, list[str]]:
        pairs = (pair.split("=") for pair in self.where.split(";") if pair)
        return {name: levels.split("|") for name, levels in pairs}

    @property
    def references(self) -> dict[str, str]:
        return dict(pair.split("=") for pair in self.factors.split(";") if pair)


def questions(folder: Path) -> list[Question]:
    import pandas as pd  # noqa: PLC0415

    lines = pd.read_csv(folder / "questions.csv", dtype="str", keep_default_na=False)
    return [Question(*line) for line in lines.itertuples(index=False, name=None)]


def ours(cells: Cells, asked: Question) -> Digits:
    """Ask the study's own functions."""
    from analysis.inference.estimates import compare, share  # noqa: PLC0415
    from analysis.inference.models import logit  # noqa: PLC0415

    about: dict[str, Any] = {"level": asked.level, "where": asked.conditions, "base": asked.base}
    if asked.what == "share":
        found = share(cells, asked.outcome, **about)
        yield "", found["estimate"].iloc[0], found["se"].iloc[0]
    elif asked.what == "compare":
        two = {"focus": asked.focus, "reference": asked.reference}
        row = compare(cells, asked.outcome, asked.group, measure="ratio", **two, **about)
        yield "", row["estimate"], row["se"]
    else:
        found = logit(cells, asked.outcome, asked.references, **about)
        told = [found[name] for name in ("factor", "level", "log_odds", "se_log_odds")]
        for factor, level, estimate, se in zip(*told, strict=True):
            yield f"{factor} {level}", estimate, se


class People:
    """The people of a table, for svy."""

    def __init__(self, path: Path, cells: Cells) -> None:
        import polars as pl  # noqa: PLC0415
        import svy  # noqa: PLC0415

        design = cells.design
        self.rows = pl.read_parquet(path)
        self.design = svy.Design(
            wgt="weight", stratum=design.stratum, psu=design.psu, singleton=design.singleton
        )

    def sample(self, asked: Question) -> Any:
        """Mark who gave the answer, and who is in the base."""
        import polars as pl  # noqa: PLC0415
        import svy  # noqa: PLC0415

        outside = [*KINDS] if asked.base == "answered" else ["not_asked"]
        kept = [~pl.col(asked.outcome).is_in(outside)]
        kept += [pl.col(name).is_in(levels) for name, levels in asked.conditions.items()]
        kept += [~pl.col(name).is_in(KINDS) for name in asked.references]
        if asked.group:
            kept += [pl.col(asked.group).is_in([asked.focus, asked.reference])]
        said = (pl.col(asked.outcome) == asked.level).cast(pl.Float64)
        rows = self.rows.with_columns(said=said, kept=pl.all_horizontal(kept))
        return svy.Sample(rows, self.design)


def on_people(people: People, asked: Question) -> Digits:
    """Ask svy."""
    import numpy as np  # noqa: PLC0415
    import svy  # noqa: PLC0415

    sample, kept = people.sample(asked), svy.col("kept")
    if asked.what == "share":
        row = sample.estimation.mean("said", where=kept).to_polars().row(0, named=True)
        yield "", row["est"], row["se"]
    elif asked.what == "compare":
        means = sample.estimation.mean("said", by=asked.group, where=kept)
        log = svy.estd(asked.focus).log() - svy.estd(asked.reference).log()
        row = means.contrast({"ratio": log}).to_polars().row(0, named=True)
        yield "", np.exp(row["est"]), row["se"] * np.exp(row["est"])
    else:
        factors = [svy.Cat(name, ref=level) for name, level in asked.references.items()]
        fit = sample.glm.fit(y="said", x=factors, family="binomial", where=kept, tol=CONVERGED)
        for row in fit.to_polars().iter_rows(named=True):
            for name in asked.references:
                if row["term"].startswith(f"{name}_"):
                    level = row["term"].removeprefix(f"{name}_")
                    yield f"{name} {level}", row["estimate"], row["std_err"]


AGAIN = "{} again"
SINGLE = {"share": "one share", "compare": "one comparison", "logit": "one logit"}


def forget(*tables: Cells | People) -> None:
    """Forget what cells keep for the next question on the same people; svy keeps nothing."""
    for table in tables:
        if not isinstance(table, People):
            for kept in (table.folds, table.bases):
                kept.clear()


def main(contender: str, folder: str, warm_ups: str) -> None:
    from analysis.folding.cells import read_cells  # noqa: PLC0415

    place, answer = Path(folder), {"ours": ours, "rows": on_people}[contender]
    all_asked = questions(place)
    held = {name: read_cells(name) for name in dict.fromkeys(one.table for one in all_asked)}
    if contender == "rows":
        held = {name: People(place / f"{name}.parquet", cells) for name, cells in held.items()}
    firsts = {what: next(one for one in all_asked if one.what == what) for what in SINGLE}
    for number in range(int(warm_ups) + 1):
        if number == int(warm_ups):
            emit("warm", "", 0)
        for what, asked in firsts.items():
            forget(held[asked.table])
            for named in (SINGLE[what], AGAIN.format(SINGLE[what])):
                with clocked(named):
                    list(answer(held[asked.table], asked))
        forget(*held.values())
        with clocked("time_s"):
            found = [[*answer(held[asked.table], asked)] for asked in all_asked]
    emit("once", "peak_mb", peak_mb())
    for number, digits in enumerate(found):
        for name, one, other in digits:
            emit("digit", f"{number} {name}".strip(), float(one))
            emit("digit", f"{number} {name} (2)", float(other))


if __name__ == "__main__":
    main(*sys.argv[1:])
