"""How each engine starts, scans the people's file, and does no more than group it (the floor)."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CORES = 2


class Engine(NamedTuple):
    """What differs between engines.

    `start` imports the engine and gives its session, if it has one; `scan` names the file's columns
    without more reading than the engine needs; `group` sums weights by the keys, and no more.
    """

    package: str
    start: Callable[[], Any]
    scan: Callable[[Any, str, Sequence[str]], Any]
    group: Callable[[Any, list[str]], object]

    @property
    def installed(self) -> bool:
        return find_spec(self.package) is not None


def _pandas() -> Any:
    import pandas  # noqa: PLC0415

    return pandas


def _polars() -> Any:
    import polars  # noqa: PLC0415

    return polars


def _duckdb() -> Any:
    import duckdb  # noqa: PLC0415

    return duckdb.connect()


def _dask() -> Any:
    """Start two worker processes on this machine, as a cluster's client would see them."""
    from distributed import Client, LocalCluster  # noqa: PLC0415

    cluster = LocalCluster(n_workers=CORES, threads_per_worker=1, dashboard_address=None)
    return Client(cluster)


def _scan_by_dask(_client: Any, path: str, columns: Sequence[str]) -> Any:
    from dask.dataframe import read_parquet  # noqa: PLC0415

    return read_parquet(path, columns=list(columns))


def _spark() -> Any:
    from pyspark.sql import SparkSession  # noqa: PLC0415

    session = SparkSession.builder.master(f"local[{CORES}]")
    for name, text in {
        "spark.ui.enabled": "false",
        "spark.driver.memory": "4g",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": str(CORES),
    }.items():
        session = session.config(name, text)
    return session.getOrCreate()


def _sql(keys: Sequence[str]) -> str:
    return ", ".join(f'"{key}"' for key in keys)


ENGINES = {
    "pandas": Engine(
        "pandas",
        _pandas,
        lambda pandas, path, columns: pandas.read_parquet(path, columns=list(columns)),
        lambda frame, keys: frame.groupby(keys, sort=False)["weight"].sum(),
    ),
    "polars": Engine(
        "polars",
        _polars,
        lambda polars, path, _columns: polars.scan_parquet(path),
        lambda frame, keys: (
            frame.select(*keys, "weight").group_by(keys).sum().collect(engine="streaming")
        ),
    ),
    "duckdb": Engine(
        "duckdb",
        _duckdb,
        lambda session, path, _columns: session.read_parquet(path),
        lambda frame, keys: frame.aggregate(f"{_sql(keys)}, sum(weight)", _sql(keys)).fetchnumpy(),
    ),
    "dask": Engine(
        "dask",
        _dask,
        _scan_by_dask,
        lambda frame, keys: frame.groupby(keys, sort=False)["weight"].sum().compute(),
    ),
    "spark": Engine(
        "pyspark",
        _spark,
        lambda session, path, _columns: session.read.parquet(path),
        lambda frame, keys: frame.groupBy(*keys).sum("weight").toPandas(),
    ),
}
