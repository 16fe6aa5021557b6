"""What the benchmarks ran on."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import psutil

PACKAGES = ["svy", "narwhals", "pandas", "polars", "duckdb", "dask", "pyspark", "numpy", "pyarrow"]
R_VERSIONS = 'cat(paste0("R ", getRversion(), ", survey ", packageVersion("survey")))'

NUMBERS, TIMES = 5_000_000, 3


def state() -> dict[str, list[float]]:
    """Measure what others leave of the machine: its load, and how long a fixed piece of work takes.

    Neighbours of a virtual machine are in no load of its own; they show in the work.
    """
    load = os.getloadavg()[0]
    return {"load": [load], "work_s": [_work() for _ in range(TIMES)]}


def _work() -> float:
    """Return the seconds that it takes to find the order of random numbers."""
    numbers = np.random.default_rng(0).random(NUMBERS)
    start = time.perf_counter()
    numbers.argsort()
    return time.perf_counter() - start


def memory_mb() -> float:
    return psutil.virtual_memory().total / 1024**2


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())


def versions() -> list[str]:
    asked = ["Rscript", "--vanilla", "-e", R_VERSIONS]
    r = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    return [f"Python {platform.python_version()}", r, *(_version(name) for name in PACKAGES)]


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} not installed"


def described() -> str:
    memory = f"{memory_mb() / 1024:.0f} GB of memory"
    return f"{processor()}, {os.cpu_count()} cores, {memory}, {system()}. {', '.join(versions())}."
