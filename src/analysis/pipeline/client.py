"""Runs of notebooks: within a time, with so much output and no more, in a kernel that starts."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline.kernels import ending, manager
from analysis.pipeline.warm import STEADY, socket_folder
from analysis.words.i18n import BUILD

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager
    from nbformat import NotebookNode

QUIET = ["--log-level=ERROR"]
"""An ordinary kernel warns that it talks over the machine's own loopback, unencrypted."""

STARTING = 120
"""Seconds in which a kernel must answer; a busy machine loads the libraries meanwhile."""

LETTERS, OUTPUTS = 5_000_000, 10_000
"""What a cell may show, its pictures included: ten times what a whole notebook of ours does."""

TOO_MUCH = f"it shows too much: more than {LETTERS:,} letters, or {OUTPUTS:,} outputs"


class Client(NotebookClient):
    """Runs cells, knows the last one begun, and stops one that shows too much.

    Parameters
    ----------
    notebook : NotebookNode
        Its cells get their outputs.
    kernel : AsyncKernelManager
        A new kernel.
    seconds : int
        What each cell may take.
    """

    def __init__(self, notebook: NotebookNode, kernel: AsyncKernelManager, seconds: int) -> None:
        super().__init__(
            notebook,
            km=kernel,
            on_cell_execute=self._begin,
            timeout=seconds,
            startup_timeout=STARTING,
            iopub_timeout=seconds,
            raise_on_iopub_timeout=True,  # otherwise outputs that come late are left out, unsaid
            record_timing=False,
            extra_arguments=QUIET,
            shutdown_kernel="immediate",  # nothing of a finished run is waited for
            resources={"metadata": {"path": str(paths.NOTEBOOKS)}},
        )
        self.reached: int | None = None
        self.letters = self.outputs = 0

    def _begin(self, cell: NotebookNode, cell_index: int) -> None:  # noqa: ARG002 - nbclient's names
        self.reached, self.letters, self.outputs = cell_index, 0, 0

    def _cleanup_kernel(self) -> None:
        """Leave kernels alone as a build exits: they end with it, some while they still start."""

    @property
    def flooded(self) -> bool:
        """Whether the last cell has shown more than it may."""
        return self.letters > LETTERS or self.outputs > OUTPUTS

    async def async_execute_cell(self, *args: Any, **named: Any) -> NotebookNode:
        """Run a cell, and leave nothing waiting for it: a cell that is given up would never end."""
        before = asyncio.all_tasks()
        try:
            return await super().async_execute_cell(*args, **named)
        finally:
            for waiting in asyncio.all_tasks() - before:
                waiting.cancel()

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """Take what a kernel says; the cell is given up once it is too much."""
        self.letters += len(repr(msg["content"]))
        self.outputs += 1
        if not self.flooded:
            return super().process_message(msg, cell, cell_index)
        if self.task_poll_for_reply:
            self.task_poll_for_reply.cancel()
        return None


class NotStartedError(Exception):
    """No cell was begun: the kernel did not start, or did not answer."""


def run(notebook: NotebookNode, seconds: int) -> tuple[int, str]:
    """Run all the cells of a notebook, in a new kernel; one that doesn't start is tried again.

    Parameters
    ----------
    notebook : NotebookNode
        Its cells get their outputs.
    seconds : int
        What each cell may take.

    Returns
    -------
    tuple of int and str
        The place of the last cell begun, and why it failed; "" when all went well.

    Raises
    ------
    StudyError
        When no kernel starts, twice.
    """
    with suppress(NotStartedError):
        return _in_new_kernel(notebook, seconds)
    try:
        return _in_new_kernel(notebook, seconds)
    except NotStartedError as problem:
        raise StudyError(
            "No kernel starts (tried twice).",
            expected=f"an answer within {STARTING} s",
            got=str(problem),
            hint="run it again once the machine is less busy; if that doesn't help, `make clean` "
            "and `make report` install all packages anew",
        ) from None


def _in_new_kernel(notebook: NotebookNode, seconds: int) -> tuple[int, str]:
    client = None
    try:
        with TemporaryDirectory(dir=socket_folder(), ignore_cleanup_errors=True) as folder:
            client = Client(notebook, manager()(folder), seconds)
            return _run(client, Path(folder))
    except StudyError:
        raise
    except Exception as problem:  # of zmq, of asyncio, of the system: whatever starts a kernel
        if client and client.reached is not None:
            raise
        raise NotStartedError(str(problem) or type(problem).__name__) from None


def _run(client: Client, folder: Path) -> tuple[int, str]:
    kernel, why = client.km, ""
    settings = {BUILD: "1", "IPYTHONDIR": str(folder / "ipython")}  # not the user's own
    try:
        client.execute(env=os.environ | STEADY | settings, cleanup_kc=True)
    except CellExecutionError as problem:
        why = f"{problem.ename}: {problem.evalue}"
    except CellTimeoutError:
        why = f"no end after {client.timeout} s"
    except DeadKernelError:
        if client.reached is None:
            raise
        why = TOO_MUCH if client.flooded else ending(kernel)
    return client.reached or 0, why
