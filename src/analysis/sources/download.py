"""Download one file over https: with a size limit, time-outs, several tries, and resuming."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from threading import Timer
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
from analysis.sources.places import host_of, require_no_link

# Times the expected size. A new edition may have grown; an endless answer may not fill the disk.
LARGEST = 2


@dataclass(frozen=True)
class Patience:
    """How long to wait for a server, in seconds.

    Parameters
    ----------
    connect, silence : float
        Before giving up on a server that doesn't answer, or that stops sending.
    whole : float
        For one try, from the first byte that is sent: a server may send a byte now and then for
        ever. What has arrived by then stays, for another run to go on from.
    pauses : tuple of float
        From one try to the next; there is one more try than there are pauses.
    """

    connect: float = 10
    silence: float = 30
    whole: float = 3600
    pauses: tuple[float, ...] = (1, 4, 16)


PATIENCE = Patience()


def download(
    url: str,
    part: Path,
    *,
    size: int,
    hosts: Sequence[str] = (),
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
    hosts : sequence of str
        Hosts that its own may lead on to.
    patience : Patience
        Time-outs, and pauses between tries.
    console : Console, optional
        Where the progress bar shows.

    Raises
    ------
    StudyError
        When the server leads away from https, to a host that nobody named, or sends too much, when
        the place of the file is a link, or when the last try failed.
    """
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    rules = _Rules(url, size, {host_of(url), *hosts}, patience)
    for number, pause in enumerate((*patience.pauses, None), start=1):
        asked = [url]
        try:
            with Progress(*columns, console=console, transient=True) as progress:
                _attempt(rules, part, asked, progress)
            return
        except requests.RequestException as problem:
            if pause is None or _is_final(problem):
                raise StudyError(
                    f"The download from {host_of(asked[-1])} failed.",
                    expected=f"the whole of {url}",
                    got=f"{_reason(problem)} (tries: {number})",
                ) from problem
            time.sleep(pause)


@dataclass(frozen=True)
class _Rules:
    """What is asked, and what may come."""

    url: str
    size: int
    hosts: set[str]
    patience: Patience


def _attempt(rules: _Rules, part: Path, asked: list[str], progress: Progress) -> None:
    """Ask once for what is still missing; keep the addresses that were asked."""
    # Identity: sizes and ranges are those of the file itself, not of a compressed answer.
    headers = {"Accept-Encoding": "identity"}
    arrived = part.stat().st_size if require_no_link(part).is_file() else 0
    if 0 < arrived < rules.size:
        headers["Range"] = f"bytes={arrived}-"
    with part.open("ab") as out, ExitStack() as answers:
        bar = progress.add_task(rules.url.rpartition("/")[2], total=rules.size)
        arrivals = _Arrivals(out, rules, asked, progress, bar, answers)
        get = pooch.HTTPDownloader(
            headers=headers,
            hooks={"response": arrivals.check},
            timeout=(rules.patience.connect, rules.patience.silence),
        )
        try:
            get(rules.url, arrivals, None)
        except requests.RequestException:
            if not arrivals.late:
                raise
        arrivals.require_in_time()


@dataclass
class _Arrivals:
    """What pooch's downloader writes to: a file that keeps the rules of a download."""

    out: BinaryIO
    rules: _Rules
    asked: list[str]
    progress: Progress
    bar: TaskID
    answers: ExitStack
    late: bool = False

    def check(self, answer: requests.Response, **_: object) -> None:
        """See each answer before its content: a redirect, the file, or the end of it (206)."""
        self.answers.callback(answer.close)  # pooch doesn't, when it stops half-way
        target = urljoin(answer.url, answer.headers.get("location", ""))
        self.asked.append(target)
        if urlsplit(target).scheme != "https":
            raise StudyError(
                f"{self.rules.url} leads away from https.",
                expected="https from end to end, so that nobody can change the file on its way",
                got=target,
            )
        if host_of(target) not in self.rules.hosts:
            raise StudyError(
                f"{self.rules.url} leads to another host.",
                expected=f"{' or '.join(sorted(self.rules.hosts))}, which the record names",
                got=target,
            )
        if answer.status_code == HTTPStatus.OK:
            self.out.truncate(0)
        clock = Timer(self.rules.patience.whole, self.give_up, [answer])
        clock.daemon = True
        self.answers.callback(clock.cancel)
        clock.start()

    def give_up(self, answer: requests.Response) -> None:
        """Stop waiting for a server that still sends, a little now and then."""
        self.late = True
        with suppress(ValueError, RuntimeError):  # it has just ended
            getattr(answer.raw, "shutdown", answer.close)()  # urllib3 older than 2.3 can only close

    def require_in_time(self) -> None:
        if self.late:
            raise StudyError(
                f"{host_of(self.asked[-1])} sends too slowly.",
                expected=f"{self.rules.size} bytes in {self.rules.patience.whole:g} seconds",
                got=f"{self.out.tell()} bytes by then, which are kept",
            )

    def write(self, chunk: bytes) -> None:
        self.out.write(chunk)
        arrived = self.out.tell()
        self.progress.update(self.bar, completed=arrived)
        if arrived > LARGEST * self.rules.size:
            self.out.truncate(0)
            raise StudyError(
                f"{self.rules.url} sends too much.",
                expected=f"{self.rules.size} bytes",
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
