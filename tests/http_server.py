"""A real HTTPS server on this machine; it answers as told: well, badly or not at all."""

from __future__ import annotations

import ssl
import subprocess
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from analysis.sources.download import Patience

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Answer = Callable[["_Handler"], None]

IMPATIENT = Patience(connect=2, silence=0.3, pauses=(0, 0))
"""For this server, which is next door: its silences are meant."""


def make_certificate(folder: Path) -> Path:
    """Make a key and a certificate of 127.0.0.1, in one file, with the openssl command."""
    key, certificate, both = (folder / name for name in ("key.pem", "cert.pem", "both.pem"))
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 "
        "-addext keyUsage=critical,digitalSignature,keyCertSign"
    )
    subprocess.run(
        [*command.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True
    )
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    return both


class Server(ThreadingHTTPServer):
    """Answer in turn, the last answer for ever; keep what was asked."""

    daemon_threads = True

    def __init__(self, certificate: Path | None, answers: Sequence[Answer]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scheme = "https" if certificate else "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.answers = list(answers)
        self.ranges: list[str | None] = []
        self.stopped = threading.Event()

    def url(self, name: str = "survey.csv") -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}/{name}"

    def __enter__(self) -> Server:
        # The default poll of half a second would make each test last as long.
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: Any) -> None:
        """Keep silent about a client that hangs up: some tests want it to."""


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.ranges.append(self.headers["Range"])
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        with suppress(ConnectionError, ssl.SSLError):
            answer(self)

    def start(self, status: int, **headers: object) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Keep the test's output clean."""


def whole(body: bytes) -> Answer:
    """Send the file, from its first byte, whatever range was asked."""

    def answer(handler: _Handler) -> None:
        handler.start(200, Content_Length=len(body))
        handler.wfile.write(body)

    return answer


def ranged(body: bytes) -> Answer:
    """Send the part of the file that was asked."""

    def answer(handler: _Handler) -> None:
        start = int(handler.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        rest = body[start:]
        content_range = f"bytes {start}-{len(body) - 1}/{len(body)}"
        handler.start(206, Content_Length=len(rest), Content_Range=content_range)
        handler.wfile.write(rest)

    return answer


def cut(body: bytes, after: int) -> Answer:
    """Announce the whole file, send its beginning, hang up."""

    def answer(handler: _Handler) -> None:
        handler.start(200, Content_Length=len(body))
        handler.wfile.write(body[:after])

    return answer


def stalling(body: bytes, after: int) -> Answer:
    """Announce the whole file, send its beginning, then nothing more."""

    def answer(handler: _Handler) -> None:
        cut(body, after)(handler)
        silence(handler)

    return answer


def dripping(body: bytes, after: int) -> Answer:
    """Announce the whole file, send its beginning, then a byte now and then."""

    def answer(handler: _Handler) -> None:
        cut(body, after)(handler)
        for byte in body[after:]:
            handler.wfile.write(bytes([byte]))
            if handler.server.stopped.wait(0.05):
                break

    return answer


def silence(handler: _Handler) -> None:
    """Keep silent, for far longer than the tests are patient."""
    handler.server.stopped.wait(5)


def endless(handler: _Handler) -> None:
    """Send bytes until the client hangs up."""
    handler.start(200)
    while not handler.server.stopped.is_set():
        handler.wfile.write(b"0" * 4096)


def status(code: int) -> Answer:
    """Answer an error, with a page that says so."""

    def answer(handler: _Handler) -> None:
        handler.start(code, Content_Length=5)
        handler.wfile.write(b"sorry")

    return answer


def redirect(url: str) -> Answer:
    """Send elsewhere."""

    def answer(handler: _Handler) -> None:
        handler.start(302, Location=url, Content_Length=0)

    return answer
