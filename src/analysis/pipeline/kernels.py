"""Kernels that start warm: forked from one process that has already imported the libraries.

Each notebook still runs in a process of its own, which holds nothing of another run. The standard
library's fork server keeps the warm process, and ends with the build. Kernels are talked to through
sockets in a folder of their own: a TCP port found free may be taken before the kernel binds it.
"""

from __future__ import annotations

import gc
import math
import multiprocessing
import os
import signal
import time
import warnings
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from queue import Empty
from threading import Thread
from typing import TYPE_CHECKING, Any, cast

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from analysis.pipeline.warm import warm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jupyter_client.connect import KernelConnectionInfo
    from jupyter_client.manager import KernelManager


LEAVING = 2
"""Seconds in which a build that is stopped has ended, and its kernels with it."""

KNOCKING = 5
"""Milliseconds after which a socket is looked for again that a kernel has not opened yet."""

UNHEARD = 0.02
"""Seconds of silence after which a kernel's second channel is taken not to be connected yet."""


class Kernel(ForkServerProcess):
    """A forked kernel, with what Jupyter wants of a process."""

    stdin = stdout = stderr = None

    def __init__(self, arguments: list[str], env: Mapping[str, str], folder: str) -> None:
        super().__init__(daemon=True)
        self.arguments, self.env, self.folder = arguments, dict(env), folder

    def run(self) -> None:
        """Serve, as `python -m ipykernel_launcher` would."""
        from ipykernel.kernelapp import IPKernelApp

        gc.freeze()  # the libraries stay: looking for garbage in them takes a tenth of a run
        os.setsid()  # a signal meant for this kernel must not reach the build
        with suppress(OSError):  # where memory runs out, the kernel goes and the build tells it
            Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
        os.chdir(self.folder)
        os.environ.clear()
        os.environ.update(self.env)
        Thread(target=_end_with_build, daemon=True).start()
        # Told that a program started it, the kernel doesn't print how people connect to it.
        started = f"--IPKernelApp.parent_handle={os.getppid()}"
        # A build that ends takes the folder of the sockets along: nobody is told of that.
        warnings.filterwarnings("ignore", "IPython (dir|parent) .* is not a writable location")
        try:
            IPKernelApp.launch_instance([*self.arguments, started])
        except Exception:
            if build := multiprocessing.parent_process():
                build.join(LEAVING)
            raise

    def poll(self) -> int | None:
        """Return the exit code, None while it runs."""
        return self.exitcode

    def wait(self) -> int | None:
        """Wait for the end and give the exit code."""
        self.join()
        return self.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal to a kernel that is not yet the head of its own group."""
        if self.pid and self.is_alive():
            os.kill(self.pid, number)


def _end_with_build() -> None:
    """Leave no kernel behind a build that was killed, nor what its cells started."""
    build = multiprocessing.parent_process()
    if build:
        build.join()
        os.killpg(0, signal.SIGKILL)


class WarmProvisioner(LocalProvisioner):
    """Starts kernels by forking instead of running a command."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel with the arguments of a command ``python -m ipykernel_launcher …``."""
        place = cmd.index("-f")
        kernel = Kernel(cmd[place:], kwargs["env"], str(kwargs["cwd"]))
        kernel.start()
        self.process = cast("Any", kernel)
        self.pid = self.pgid = kernel.pid
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and see it gone: sooner than the manager's next look at it."""
        await super().kill(restart)
        if self.process:
            self.process.wait()

    async def cleanup(self, restart: bool = False) -> None:
        """Kill what cells started and left running: it is in the group that the kernel led."""
        if self.pgid:
            with suppress(OSError):
                os.killpg(self.pgid, signal.SIGKILL)
        await super().cleanup(restart)


def own_kernel() -> KernelSpecManager:
    """Return where to find the kernel of this Python, whatever people call ``python3``."""
    return KernelSpecManager(kernel_dirs=[])


class WarmClient(AsyncKernelClient):
    """Talks to a warm kernel, once both of its channels are heard."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self.context.reconnect_ivl = KNOCKING

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Ask a kernel until it says that it has told all.

        Jupyter's own client listens on for what might still come: a third of a second a kernel.

        Raises
        ------
        RuntimeError
            When the kernel ends, or is not ready within so many seconds.
        """
        deadline = time.monotonic() + (timeout or math.inf)
        while time.monotonic() < deadline:
            asked = self.kernel_info()
            with suppress(Empty):  # a kernel that starts, or is not heard yet, is asked again
                await self.get_shell_msg(timeout=1)
                while not _told_all(await self.get_iopub_msg(timeout=UNHEARD), asked):
                    pass
                return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before it was ready")
        raise RuntimeError(f"Kernel was not ready after {timeout} s")


def _told_all(message: Mapping[str, Any], asked: str) -> bool:
    """Whether a message is the last one that a request brings."""
    found = message["parent_header"].get("msg_id"), message["content"].get("execution_state")
    return found == (asked, "idle")


class WarmManager(AsyncKernelManager):
    """Manages one warm kernel, through sockets in a folder."""

    def __init__(self, sockets: str) -> None:
        super().__init__(
            transport="ipc",
            connection_file=str(Path(sockets) / "kernel.json"),
            kernel_spec_manager=own_kernel(),
            client_factory=WarmClient,
        )
        self.provisioner = WarmProvisioner(kernel_spec=self.kernel_spec, parent=self)


def manager() -> Callable[[str], AsyncKernelManager]:
    """Return what manages a new kernel, given an empty folder for its sockets.

    It is a warm kernel, or an ordinary one where a machine can't fork (Windows).
    """
    if warm():
        return WarmManager
    return lambda _sockets: AsyncKernelManager(kernel_spec_manager=own_kernel())


def ending(kernel: KernelManager | None) -> str:
    """Return in words how a kernel ended that nobody stopped."""
    process = getattr(kernel and kernel.provisioner, "process", None)
    code = process.poll() if process else None
    if code is None or code >= 0:
        return f"the cell ended its kernel (code {code})"
    name = signal.Signals(-code).name
    why = "out of memory?" if name == "SIGKILL" else "a crash in a library?"
    return f"the kernel was stopped by {name} ({why})"
