"""Download one file over https: with a size limit, time-outs, several tries, and resuming."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit

import pooch
import requests
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from analysis.errors import StudyError

# Times the expected size. A new edition may have grown; an endless answer may not fill the disk.
LARGEST = 2


@dataclass(frozen=True)
class Patience:
    """How long to wait for a server, in seconds.

    Parameters
    ----------
    connect, silence : float
        Before giving up on a server that doesn't answer, or that stops sending.
    pauses : tuple of float
        From one try to the next; there is one more try than there are pauses.
    """

    connect: float = 10
    silence: float = 30
    pauses: tuple[float, ...] = (1, 4, 16)


PATIENCE = Patience()


def download(
    url: str,
    part: Path,
    *,
    size: int,
    patience: Patience = PATIENCE,
    console: Console | None = None,
) -> None:
    """Download a whole file, or raise.

    Parameters
    ----------
    url : str
        Its https address.
    part : Path
        Where the bytes go as they arrive. What an earlier download left there isn't asked again,
        where the server can send the rest only.
    size : int
        How many bytes to expect. A file of another size is accepted up to `LARGEST` times that:
        whether it is the right file is for the caller to check.
    patience : Patience
        Time-outs, and pauses between tries.
    console : Console, optional
        Where the progress bar shows.

    Raises
    ------
    StudyError
        When the server leads away from https or sends too much, or when the last try failed.
    """
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    for number, pause in enumerate((*patience.pauses, None), start=1):
        try:
            with Progress(*columns, console=console, transient=True) as progress:
                _attempt(url, part, size, patience, progress)
            return
        except requests.RequestException as problem:
            if pause is None or _is_final(problem):
                raise StudyError(
                    f"The download from {urlsplit(url).hostname} failed.",
                    expected=f"the whole of {url}",
                    got=f"{_reason(problem)} (tries: {number})",
                ) from problem
            time.sleep(pause)


def _attempt(url: str, part: Path, size: int, patience: Patience, progress: Progress) -> None:
    """Ask once for what is still missing."""
    # Identity: sizes and ranges are those of the file itself, not of a compressed answer.
    headers = {"Accept-Encoding": "identity"}
    arrived = part.stat().st_size if part.is_file() else 0
    if 0 < arrived < size:
        headers["Range"] = f"bytes={arrived}-"
    with part.open("ab") as out, ExitStack() as answers:
        bar = progress.add_task(url.rpartition("/")[2], total=size)
        arrivals = _Arrivals(out, url, size, progress, bar, answers)
        get = pooch.HTTPDownloader(
            headers=headers,
            hooks={"response": arrivals.check},
            timeout=(patience.connect, patience.silence),
        )
        get(url, arrivals, None)


@dataclass
class _Arrivals:
    """What pooch's downloader writes to: a file that keeps the rules of a download."""

    out: BinaryIO
    url: str
    size: int
    progress: Progress
    bar: TaskID
    answers: ExitStack

    def check(self, answer: requests.Response, **_: object) -> None:
        """See each answer before its content: a redirect, the file, or the end of it (206)."""
        self.answers.callback(answer.close)  # pooch doesn't, when it stops half-way
        target = urljoin(answer.url, answer.headers.get("location", ""))
        if urlsplit(target).scheme != "https":
            raise StudyError(
                f"{self.url} leads away from https.",
                expected="https from end to end, so that nobody can change the file on its way",
                got=target,
            )
        if answer.status_code == HTTPStatus.OK:
            self.out.truncate(0)

    def write(self, chunk: bytes) -> None:
        self.out.write(chunk)
        arrived = self.out.tell()
        self.progress.update(self.bar, completed=arrived)
        if arrived > LARGEST * self.size:
            self.out.truncate(0)
            raise StudyError(
                f"{self.url} sends too much.",
                expected=f"{self.size} bytes",
                got=f"{arrived} bytes, and more to come",
            )

    def flush(self) -> None:
        self.out.flush()


def _is_final(problem: requests.RequestException) -> bool:
    """Check whether asking again can't change an answer, such as 404, unlike a passing trouble."""
    if problem.response is None:
        return False
    status = problem.response.status_code
    return status < HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.TOO_MANY_REQUESTS


def _reason(problem: requests.RequestException) -> str:
    """Return, in plain words, why a download failed."""
    if problem.response is not None:
        return f"the server's answer {problem.response.status_code} {problem.response.reason}"
    if isinstance(problem, requests.exceptions.SSLError):
        return "a server whose certificate isn't trusted"
    # requests wraps a silence in the middle of a file in a plain ConnectionError.
    if "timed out" in str(problem):
        return "silence: the server stalls, or a firewall is in the way"
    if isinstance(problem, requests.exceptions.ChunkedEncodingError):
        return "a connection cut before the end"
    return "no connection: this machine is offline, or the server is down"
