"""Engines that fold someone's own survey files into cells, on this machine or on a cluster.

An engine does one thing: it runs the work on the parts of a survey where they can be run. Those
that group whole Parquet files faster by themselves also scan them.
"""

from __future__ import annotations

import importlib
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pandas as pd

from analysis.errors import StudyError
from analysis.extras import needed
from analysis.folding.cells import Design, require_columns
from analysis.folding.collapse import collapse_part, combine, require_roles, whole
from analysis.folding.levels import no_variable
from analysis.folding.own_cleaning import find_cleaning
from analysis.folding.partitions import (
    HELD,
    Fold,
    Folded,
    Part,
    Survey,
    add_up,
    arrow,
    find_survey,
    parquet,
)

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

PATIENCE = 10
"""Seconds that a cluster has to answer."""

BATCH = 10_000_000
"""People whose files Polars scans at a time: of more it holds more, and takes longer over each."""

ODD_COLUMNS = ("spark.sql.legacy.parquet.nanosAsLong", "spark.sql.timeType.enabled")
"""Settings of Spark without which a column that nobody asked for stops the reading of others."""


@dataclass(frozen=True)
class Engine:
    """What an engine can do.

    Parameters
    ----------
    fold : callable
        Does the work on each part, and gives tables of cells that add up to those of the survey.
    scan : callable, optional
        Opens Parquet files as a frame that `collapse` groups at once.
    verifies : bool
        Whether `scan` verifies the checksums of pages, where files have some.
    batch : int, optional
        About how many people `scan` is given at a time; all of them when left out.
    """

    fold: Callable[[Fold, Sequence[Part]], Iterable[Folded]]
    scan: Callable[[list[str]], IntoFrame] | None = None
    verifies: bool = False
    batch: int | None = None


def collapse_files(
    patterns: Sequence[str], by: Sequence[str], design: Design, **options: Any
) -> pd.DataFrame:
    """Fold the people of survey files into cells.

    Parameters
    ----------
    patterns, by, design, **options
        See `fold_files`.

    Returns
    -------
    DataFrame
        As `analysis.folding.collapse.collapse` gives it.

    Raises
    ------
    StudyError
        As `fold_files`.
    """
    return fold_files(patterns, by, design, **options).cells


def fold_files(
    patterns: Sequence[str],
    by: Sequence[str],
    design: Design,
    *,
    engine: str = "polars",
    clean: str | None = None,
    scheduler: str | None = None,
) -> Folded:
    """Fold the people of survey files into cells, and count those in the files.

    Parameters
    ----------
    patterns : sequence of str
        Paths of Parquet or csv files, or patterns such as ``waves/*.parquet``. In csv files all
        columns are text but the weight, and an empty cell is a missing answer.
    by : sequence of str
        Categorical variables to keep.
    design : Design
        Columns that carry the design.
    engine : {"polars", "duckdb", "pandas", "dask", "spark"}, optional
        What does the work. The cells are the same.
    clean : str, optional
        ``FILE.py:FUNCTION`` that takes some people of the survey as a pandas DataFrame and gives
        them clean. It never sees the whole survey: it must treat each row alone. It may drop
        people, not make more. The file is run, on each worker.
    scheduler : str, optional
        Address of a cluster, ``tcp://host:8786`` for Dask or ``spark://host:7077`` for Spark. A
        local one is started and stopped when left out. A Spark session that is open already is
        used instead, and left open.

    Returns
    -------
    Folded
        The cells, as `analysis.folding.collapse.collapse` gives them, and how many were read.

    Raises
    ------
    StudyError
        When the files, the weights, the cleaning function, the engine or the cluster can't be
        used.
    """
    if engine not in ENGINES:
        raise StudyError(f"No engine is called '{engine}'.", expected=", ".join(ENGINES))
    require_roles(by, design)
    survey = find_survey(patterns)
    work = Fold(by, design, find_cleaning(clean) if clean else None)
    if not work.clean:
        require_columns(survey.columns, work.columns)
        _require_levels(survey, work)
    try:
        with ENGINES[engine](scheduler) as running:
            return _run(running, survey, work)
    except StudyError:
        raise
    # Five engines have five families of errors, and a worker's may be of any.
    except Exception as problem:
        raise StudyError(
            f"The work of {engine} on these files failed.",
            got=f"{type(problem).__name__}: {(str(problem).splitlines() or [''])[0]}",
            hint=f"try the cleaning function '{work.clean.name}' on one part: it may end its worker"
            if work.clean
            else "check that the files open whole, and that each worker sees them",
        ) from problem


def _require_levels(survey: Survey, work: Fold) -> None:
    """Refuse what no engine takes for levels, and moments, which some read as whole numbers."""
    if survey.is_csv:
        return
    schema = parquet.read_schema(survey.paths[0])
    for name in dict.fromkeys([*work.design.clusters, *work.by]):
        kind = schema.field(name).type
        moment = arrow.types.is_temporal(kind) and not arrow.types.is_date(kind)
        odd = arrow.types.is_nested(kind) or arrow.types.is_float16(kind) or _is_bytes(kind)
        if moment or odd:
            raise no_variable(name, f"a column of type {kind}")


def _is_bytes(kind: Any) -> bool:
    types = arrow.types
    return any(
        f(kind) for f in (types.is_binary, types.is_large_binary, types.is_fixed_size_binary)
    )


def _run(engine: Engine, survey: Survey, work: Fold) -> Folded:
    # SQL doesn't tell "Q1" from "q1".
    has_twins = len({name.casefold() for name in survey.columns}) < len(survey.columns)
    in_parts = survey.is_csv or work.clean or has_twins
    if not engine.scan or in_parts or (survey.has_checksums() and not engine.verifies):
        found = add_up(engine.fold(work, survey.parts()))
        cells = whole(combine([found.cells]), work.design)
        read = found.read
    else:
        parts = (
            collapse_part(engine.scan(paths), work.by, work.design)
            for paths in survey.batches(engine.batch)
        )
        cells = whole(add_up(Folded(int(one["n"].sum()), one) for one in parts).cells, work.design)
        read = int(cells["n"].sum())
    # Spark passes over files whose names begin with _ and says nothing.
    if not survey.is_csv and read != survey.rows():
        raise StudyError(
            "The engine did not read all people.",
            expected=f"{survey.rows()} rows",
            got=str(read),
            hint="rename the files with plain letters, or choose another engine",
        )
    return Folded(read, cells)


def _import(module: str, extra: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as problem:
        raise StudyError(
            f"The engine {extra} is not installed.",
            hint=f"pip install 'networks-and-jobs[{extra}]'",
        ) from problem


def _fold_here(work: Fold, parts: Sequence[Part]) -> Iterable[Folded]:
    return map(work, parts)


def _only_here(engine: str, scheduler: str | None) -> None:
    if scheduler:
        raise StudyError(
            f"The engine {engine} runs on this machine only.",
            expected="no scheduler, or the engine dask or spark",
            got=scheduler,
        )


@contextmanager
def _pandas(scheduler: str | None) -> Iterator[Engine]:
    _only_here("pandas", scheduler)
    yield Engine(_fold_here)


@contextmanager
def _polars(scheduler: str | None) -> Iterator[Engine]:
    _only_here("polars", scheduler)
    yield Engine(_fold_here, needed("polars", extra="collapse").scan_parquet, batch=BATCH)


@contextmanager
def _duckdb(scheduler: str | None) -> Iterator[Engine]:
    _only_here("duckdb", scheduler)
    with _import("duckdb", "duckdb").connect() as connection:
        yield Engine(_fold_here, connection.read_parquet)


@contextmanager
def _dask(scheduler: str | None) -> Iterator[Engine]:
    distributed = _import("distributed", "dask")
    if scheduler:
        _reach(scheduler, "tcp", "Dask")
        with distributed.Client(scheduler, timeout=PATIENCE) as client:
            yield Engine(partial(_fold_on_dask, client))
        return
    with (
        distributed.LocalCluster(
            n_workers=os.cpu_count(),
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield Engine(partial(_fold_on_dask, client))


def _fold_on_dask(client: Any, work: Fold, parts: Sequence[Part]) -> Iterator[Folded]:
    # Not pure: the files may have changed since the cluster last did the same work.
    tables = client.map(work, parts, pure=False)
    while len(tables) > 1:
        groups = [tables[start : start + HELD] for start in range(0, len(tables), HELD)]
        tables = [client.submit(add_up, group, pure=False) for group in groups]
    return (future.result() for future in tables)


@contextmanager
def _spark(scheduler: str | None) -> Iterator[Engine]:
    sql = _import("pyspark.sql", "spark")
    home = os.environ.get("JAVA_HOME")
    if not shutil.which("java", path=f"{home}/bin" if home else None):
        raise StudyError(
            "Spark needs Java, which is not on this machine.",
            hint="install Java 17 or later (Debian: openjdk-17-jre-headless), or mend JAVA_HOME",
        )
    builder = sql.SparkSession.builder.appName("study collapse").config("spark.ui.enabled", False)
    if scheduler and not scheduler.startswith("local["):
        _reach(scheduler, "spark", "Spark")
        builder = builder.master(scheduler)
    else:
        # The 4 lets a part be tried again when its worker dies: a local Spark gives up at once.
        builder = builder.master(scheduler or "local[*,4]")
        # Spark would share a few thousand cells out among 200.
        builder = builder.config("spark.sql.shuffle.partitions", 8)
        builder = builder.config("spark.driver.host", "127.0.0.1")
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    opened = sql.SparkSession.getActiveSession() is None
    session = _start_quietly(builder)
    try:
        fold = partial(_fold_on_spark, session.sparkContext)
        yield Engine(fold, partial(_scan, session), verifies=True)
    finally:
        if opened:
            session.stop()


def _start_quietly(builder: Any) -> Any:
    """Start Spark with its error stream in a file: Java writes pages there that say nothing."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        kept = os.dup(2)
        os.dup2(log.fileno(), 2)
        try:
            return builder.getOrCreate()
        except Exception as problem:
            log.seek(0)
            raise StudyError(
                "Spark did not start.",
                got=(log.read() or str(problem)).strip().splitlines()[-1],
                hint="check that `java -version` says 17 or later",
            ) from problem
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _scan(session: Any, paths: list[str]) -> Any:
    reader = session.read.options(**{"parquet.page.verify-checksum.enabled": "true"})
    kept = {name: session.conf.get(name, None) for name in ODD_COLUMNS}
    for name in ODD_COLUMNS:
        session.conf.set(name, "true")
    try:
        return reader.parquet(*(f"file://{path}" for path in paths))
    finally:
        for name, value in kept.items():
            session.conf.unset(name) if value is None else session.conf.set(name, value)


def _fold_on_spark(context: Any, work: Fold, parts: Sequence[Part]) -> Iterator[Folded]:
    slices = min(len(parts) or 1, 4 * context.defaultParallelism)
    run = partial(_fold_slice, work)
    for outcome in context.parallelize(parts, slices).mapPartitions(run).collect():
        if isinstance(outcome, StudyError):
            raise outcome
        yield outcome


def _fold_slice(work: Fold, parts: Iterable[Part]) -> list[Folded] | list[StudyError]:
    # Raised, it would be tried three times more, then lost in Java's own message.
    try:
        return [add_up(map(work, parts))]
    except StudyError as problem:
        return [problem]


def _reach(scheduler: str, scheme: str, engine: str) -> None:
    address = urlsplit(scheduler)
    if address.scheme != scheme or not address.hostname or not address.port:
        raise StudyError(
            f"'{scheduler}' is no address of {engine}.", expected=f"{scheme}://host:port"
        )
    try:
        with socket.create_connection((address.hostname, address.port), PATIENCE) as line:
            # Dask would wait for ever for a scheduler that doesn't speak first.
            if engine == "Dask" and not line.recv(1):
                raise ConnectionError("the connection was closed")
    except OSError as problem:
        raise StudyError(
            f"No {engine} cluster answers at {scheduler}.",
            got=str(problem),
            hint="start it, or check the address and the firewall",
        ) from problem


ENGINES: dict[str, Callable[[str | None], AbstractContextManager[Engine]]] = {
    "polars": _polars,
    "duckdb": _duckdb,
    "pandas": _pandas,
    "dask": _dask,
    "spark": _spark,
}
