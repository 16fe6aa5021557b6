"""The process that kernels are forked from: started early, it loads libraries while others work."""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing import forkserver
from threading import Lock

STEADY = {
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "POLARS_MAX_THREADS": "1",
    "MPLBACKEND": "agg",
    "IPYKERNEL_CELL_NAME": "<cell>",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""What otherwise moves from one run or machine to another (hash order, last digits of sums...), and
a warning of the debugger, which forked kernels find loaded."""

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
    "scipy.stats",
    "sqlite3",
    "statsmodels.api",
    "svy",
    "tomllib",
    "yaml",
]
"""What notebooks end up importing. None of ours: a module of the study is read when it runs."""

_STARTING = Lock()


def warm() -> bool:
    """Check that the warm process is there, or start it; False where a machine can't fork.

    It is not waited for: a fork waits until the libraries are loaded.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return False
    with _STARTING:
        before = {name: os.environ.get(name) for name in STEADY}
        os.environ.update(STEADY)
        forkserver.set_forkserver_preload(LIBRARIES)
        forkserver.ensure_running()
        for name, text in before.items():
            os.environ.pop(name)
            os.environ |= {} if text is None else {name: text}
    return True
