"""The engines, each with the cluster that it needs, started once for all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from distributed import LocalCluster

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGINES = ["polars", "duckdb", "pandas", "dask", "spark"]


@pytest.fixture(scope="session")
def dask_cluster() -> Iterator[str]:
    """Return the address of a Dask cluster of two worker processes."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> dict[str, str]:
    """Return the words that choose an engine, once its cluster is up."""
    if request.param == "dask":
        return {"engine": "dask", "scheduler": request.getfixturevalue("dask_cluster")}
    if request.param == "spark":
        request.getfixturevalue("spark")
    return {"engine": request.param}
