"""A build that waits can be stopped, whichever of its threads takes the signal."""

import signal
import time
from threading import Thread, get_ident

import pytest

from analysis.pipeline.stopping import AwakeQueue, stopped_in_words


def test_a_signal_that_another_thread_took_stops_who_waits(
    capsys: pytest.CaptureFixture[str],
) -> None:
    waiting, given_up = AwakeQueue(), []

    def take() -> None:
        time.sleep(0.1)  # the main thread waits by now
        signal.pthread_kill(get_ident(), signal.SIGTERM)
        time.sleep(2)
        given_up.append("nobody was stopped")
        waiting.put(None)  # or the test would never end

    other = Thread(target=take, daemon=True)
    with pytest.raises(SystemExit) as end, stopped_in_words():
        other.start()
        waiting.get()
    assert given_up == []
    assert end.value.code == 128 + signal.SIGTERM
    assert capsys.readouterr().err.startswith("\nStopped (SIGTERM)")


def test_what_comes_is_given_out_as_by_any_queue() -> None:
    waiting = AwakeQueue()
    waiting.put(1)
    waiting.put(2)
    assert [waiting.get(), waiting.get(block=False), waiting.empty()] == [1, 2, True]
