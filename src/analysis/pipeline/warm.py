"""The process that kernels are forked from: started early, it loads libraries while others work."""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from contextlib import contextmanager, suppress
from multiprocessing import forkserver
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from analysis import paths
from analysis.errors import StudyError

if TYPE_CHECKING:
    from collections.abc import Iterator

STEADY = {
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTHONSTARTUP": "",
    "PYTHONWARNINGS": "",
    "MATPLOTLIBRC": os.devnull,
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "POLARS_MAX_THREADS": "1",
    "MPLBACKEND": "agg",
    "IPYKERNEL_CELL_NAME": "<cell>",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""What otherwise moves from one run or machine to another (hash order, last digits of sums, what
people set for their own Python and figures...), and a warning of the debugger, which forked kernels
find loaded."""

MOST = 60
"""Bytes of a folder's path for sockets: a system takes about a hundred for a socket's own."""

LIBRARIES = [
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
    "babel.messages.pofile",
    "babel.numbers",
    "click",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "jupyter_client.manager",
    "markupsafe",
    "matplotlib.backends.backend_agg",
    "matplotlib.figure",
    "matplotlib.patheffects",
    "narwhals",
    "pandas",
    "pandas.io.formats.csvs",
    "pandas.io.formats.string",
    "polars",
    "pyarrow.pandas_compat",
    "pydantic",
    "pydantic.fields",
    "pydantic.networks",
    "pydantic.types",
    "scipy.special",
    "sqlite3",
    "svy",
    "tomllib",
    "yaml",
]
"""What most notebooks end up importing. scipy.stats, which takes half as long as all these, is left
to the few that need it; and none is ours: a module of the study is read when it runs."""

_STARTING = Lock()


def warm() -> bool:
    """Check that the warm process is there, or start it; False where a machine can't fork.

    It is not waited for: a fork waits until the libraries are loaded.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return False
    with _STARTING, _lent():
        forkserver.set_forkserver_preload([*LIBRARIES, "analysis.pipeline.leaving"])
        forkserver.ensure_running()
    return True


def warm_early() -> None:
    """Start the warm process at once where notebooks are likely to be run.

    That is guessed from the times of files; where the guess is wrong, only time is lost.
    """
    files = [*paths.NOTEBOOKS.glob("*.ipynb"), *Path(__file__).parents[1].rglob("*.py")]
    memory = paths.memory()
    with suppress(OSError):  # who reads a file that can't be looked at tells of it
        last = memory.stat().st_mtime if memory.is_file() else 0.0
        if any(path.stat().st_mtime > last for path in files):
            warm()


@contextmanager
def _lent() -> Iterator[None]:
    """Lend this process what the warm one inherits: settings, short paths, no wish for warnings."""
    before = {name: os.environ.get(name) for name in STEADY}
    warnings, folder = sys.warnoptions[:], tempfile.tempdir
    try:
        os.environ.update(STEADY)
        sys.warnoptions.clear()
        tempfile.tempdir = socket_folder()
        yield
    finally:
        tempfile.tempdir = folder
        sys.warnoptions[:] = warnings
        for name, text in before.items():
            os.environ.pop(name)
            os.environ |= {} if text is None else {name: text}


def socket_folder() -> str:
    """Return a folder for sockets: that of temporary files, or another one where its path is long.

    Raises
    ------
    StudyError
        When no folder has a path that is short enough.
    """
    folders = (tempfile.gettempdir(), os.environ.get("XDG_RUNTIME_DIR", ""), "/tmp", "/var/tmp")
    for folder in folders:
        if 0 < len(os.fsencode(folder)) <= MOST and os.access(folder, os.W_OK | os.X_OK):
            return folder
    raise StudyError(
        "There is no folder for the sockets of kernels.",
        expected=f"one that can be written to, whose path has at most {MOST} bytes",
        got=", ".join(filter(None, folders)),
        hint="set TMPDIR to such a folder",
    )
