"""Commands that fold somebody's own survey, and estimate from its cells."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from analysis.commands.command import Command, as_json
from analysis.commands.tables import show
from analysis.errors import StudyError

if TYPE_CHECKING:
    import pandas as pd

    from analysis.folding.cells import Cells
    from analysis.folding.partitions import Folded

SHOWN = ["estimate", "low", "high", "n", "flag"]
"""Columns that are printed, after those that tell the rows apart."""


def _said(_context: click.Context, _option: click.Parameter, value: Any) -> Any:
    """Refuse what is given and empty, as an unset variable of the shell is."""
    for one in value if isinstance(value, tuple) else [value]:
        if one == "" or one == Path():
            raise click.BadParameter("It is empty. Is it an unset variable of the shell?")
    return value


option = partial(click.option, callback=_said)


@click.command(cls=Command, anywhere=True, extra="collapse")
@click.argument("files", nargs=-1, required=True, metavar="FILE_OR_GLOB...", callback=_said)
@option("--by", multiple=True, required=True, help="Variable to keep; repeat for others.")
@option("--weight", help="Column of the weight.")
@option("--volunteers", is_flag=True, help="Nobody was drawn: there is no weight.")
@option("--stratum", help="Column of the stratum.")
@option("--psu", help="Column of the primary sampling unit.")
@option(
    "--singleton",
    type=click.Choice(["center", "scale", "skip", "pool"]),
    help="What stands for the variance of a stratum with one PSU.",
)
@option("--source", help="Name of the survey; that of the file when left out.")
@option("--universe", help="Whom the sample stands for.")
@option(
    "--clean",
    metavar="FILE.py:FUNCTION",
    help="Cleans a pandas DataFrame. The file is run, with your rights, on every worker.",
)
@option("--engine", default="polars", show_default=True, help="Or duckdb, pandas, dask, spark.")
@option("--scheduler", help="Cluster, as tcp://host:8786 (dask) or spark://host:7077.")
@option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def collapse(  # noqa: PLR0913 - a parameter an option
    files: tuple[str, ...],
    *,
    by: tuple[str, ...],
    weight: str | None,
    volunteers: bool,
    stratum: str | None,
    psu: str | None,
    singleton: Any,
    source: str | None,
    universe: str | None,
    clean: str | None,
    engine: str,
    scheduler: str | None,
    out: Path,
) -> None:
    """Fold the people of your own csv or Parquet files into cells.

    A descriptor beside the csv file keeps the levels of each variable and the design.
    """
    from analysis.folding.cells import Cells, Design
    from analysis.folding.engines import fold_files
    from analysis.folding.own_cells import (
        descriptor_path,
        refuse_inputs,
        require_csv,
        write_own_cells,
    )
    from analysis.folding.partitions import find_files

    if (weight is None) != volunteers:
        raise click.UsageError("Give --weight, or --volunteers when nobody was drawn.")
    require_csv(out)
    inputs = [*find_files(files), *([clean.rpartition(":")[0]] if clean else [])]
    refuse_inputs([out, descriptor_path(out)], inputs)
    start = time.perf_counter()
    design = Design(weight, stratum, psu, singleton)
    found = fold_files(files, by, design, engine=engine, clean=clean, scheduler=scheduler)
    write_own_cells(Cells(found.cells, design, source or out.stem, universe or ""), out)
    sample = ", sample only" if volunteers else ""
    took = time.perf_counter() - start
    click.echo(f"{_told(found, cleaned=clean is not None)}{sample}: {out} ({took:.1f} s)")


def _counted(number: int, what: str) -> str:
    """Return how many there are, in words.

    Examples
    --------
    >>> _counted(1, "cell"), _counted(1200, "cell")
    ('1 cell', '1,200 cells')
    """
    return f"{number:,} {what}{'s' * (number != 1)}"


def _told(found: Folded, *, cleaned: bool) -> str:
    """Return how many people were read and folded, in words; cleaning may drop some."""
    kept, cells = f"{found.cells['n'].sum():,}", _counted(len(found.cells), "cell")
    if cleaned:
        return f"Read {found.read:,} people, kept {kept} in {cells}"
    return f"{kept} people in {cells}"


@click.command(cls=Command, anywhere=True, extra="inference")
@click.argument("table", metavar="CELLS.csv", type=click.Path(dir_okay=False, path_type=Path))
@option("--share", "outcome", help="Variable: how many gave the answer of --level.")
@option("--composition", help="Variable: how people divide between its levels.")
@option("--level", default="yes", show_default=True, help="Answer that is counted.")
@option("--by", multiple=True, help="Variable that makes groups; repeat for others.")
@option("--compare", help="Variable with two groups: difference, ratio, odds ratio.")
@option("--focus", default="yes", show_default=True, help="Group looked at.")
@option("--reference", default="no", show_default=True, help="Group compared with.")
@option(
    "--where", multiple=True, metavar="VARIABLE=LEVEL", help="Subpopulation; repeat for others."
)
@option(
    "--base",
    type=click.Choice(["asked", "answered"]),
    help="Who counts: all who were asked, or who answered. [default: asked; composition: answered]",
)
@option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Table as csv.")
@as_json
def estimate(
    table: Path, where: tuple[str, ...], *, out: Path | None, as_json: bool, **asked: Any
) -> None:
    """Estimate from your own cells, as `study collapse` wrote them.

    Each row has its interval, at 95 %, the people it rests on, and what makes it unsafe to quote.
    """
    from analysis.files import write_table
    from analysis.folding.own_cells import read_own_cells, refuse_inputs, require_csv
    from analysis.inference.flags import for_file

    _require_one_question(**asked)
    if out:
        require_csv(out, "Estimates")
        refuse_inputs([out], [table])
    cells = read_own_cells(table)
    found = for_file(_estimated(cells, _conditions(cells, where), **asked))
    if out:
        write_table(out, found)
    show(found if as_json else _narrow(found), _title(found), as_json=as_json)


def _require_one_question(
    outcome: str | None, composition: str | None, compare: str | None, by: tuple[str, ...], **_: Any
) -> None:
    if (outcome is None) == (composition is None):
        raise click.UsageError("Give --share or --composition, and the variable.")
    if compare and (composition or by):
        raise click.UsageError("--compare goes with --share, and makes groups in place of --by.")


def _conditions(cells: Cells, where: tuple[str, ...]) -> dict[str, list[str]]:
    """Read ``variable=level``; levels of one variable add up."""
    found: dict[str, list[str]] = {}
    for text in where:
        names = [name for name in cells.variables if text.startswith(f"{name}=")]
        if not names:
            raise StudyError(
                f"The condition '{text}' is about no variable of the cells.",
                expected=f"VARIABLE=LEVEL, of {', '.join(cells.variables)}",
                got=text,
            )
        name = max(names, key=len)
        found.setdefault(name, []).append(text[len(name) + 1 :])
    return found


def _estimated(  # noqa: PLR0913 - as many as the command has
    cells: Cells,
    where: dict[str, list[str]],
    *,
    outcome: str | None,
    composition: str | None,
    level: str,
    by: tuple[str, ...],
    compare: str | None,
    focus: str,
    reference: str,
    base: Any,
) -> pd.DataFrame:
    from analysis.inference import estimates

    shared: dict[str, Any] = {"where": where} | ({"base": base} if base else {})
    if outcome is None:
        return estimates.composition(cells, str(composition), by=by, **shared)
    shared |= {"level": level}
    if compare is None:
        return estimates.share(cells, outcome, by=by, **shared)
    table = estimates.compare(cells, outcome, compare, focus=focus, reference=reference, **shared)
    return cast("pd.DataFrame", table).drop(columns=["outcome", "group"])


def _narrow(found: pd.DataFrame) -> pd.DataFrame:
    """Return what a terminal has room for, numbers in four digits."""
    import pandas as pd

    rows_by = [*found.columns[: found.columns.get_loc("estimate")]]
    narrow = found[[*rows_by, *SHOWN]].copy()
    for name in SHOWN[:3]:
        narrow[name] = [None if pd.isna(number) else f"{number:.4g}" for number in narrow[name]]
    return narrow


def _title(found: pd.DataFrame) -> str:
    """Return what the rows are about: source, universe, and the base where it is one."""
    from rich.markup import escape

    bases = found["base"].unique()
    base = bases[0] if len(bases) == 1 else "that of each row, in --json and --out"
    about = found.iloc[0]
    whose = [str(about[name]) for name in ("source", "universe") if about[name]]
    return escape(f"{', '.join(whose)}; base: {base}")
