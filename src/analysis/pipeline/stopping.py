"""Runs that are stopped from outside: a line says so, and what was whole stays whole."""

from __future__ import annotations

import queue
import signal
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


LOOK = 0.2
"""Seconds after which a reader of a queue sees to signals."""


class StoppedError(KeyboardInterrupt):
    """A signal asked for the end of the run."""


@contextmanager
def stopped_in_words() -> Iterator[None]:
    """End a run that is asked to stop with one line, and the exit code that shells expect."""
    numbers = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    for number in numbers:
        if before[number] != signal.SIG_IGN:  # as under nohup
            signal.signal(number, _stop)
    try:
        yield
    except StoppedError as stop:
        number = stop.args[0]
        print(
            f"\nStopped ({signal.Signals(number).name}): no file is half made, and `study build` "
            "makes the rest.",
            file=sys.stderr,
        )
        sys.exit(128 + number)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)  # asked twice, it ends at once
    raise StoppedError(number)


class AwakeQueue(queue.Queue[Any]):
    """A queue whose reader can be stopped.

    Python lets the main thread alone see to a signal. Where the system gives it to another one, a
    main thread that waits for a queue would not be woken.
    """

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Wait for what comes next, a little at a time."""
        while block and timeout is None:
            with suppress(queue.Empty):
                return super().get(timeout=LOOK)
        return super().get(block, timeout)
