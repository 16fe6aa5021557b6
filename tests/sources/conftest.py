"""A real HTTPS server on 127.0.0.1, which the study trusts while a test runs; files read here."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

import http_server as http

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read survey files in this process: what comes out is the same, and tests take a tenth."""
    monkeypatch.setattr(
        "analysis.sources.reading.read_apart",
        lambda read, path, ending, *given: read(path, ending, *given),
    )


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("openssl") and not os.environ.get("CI"):
        pytest.skip("needs the openssl command, to make the server's certificate")
    return http.make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def serve(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., http.Server]]:
    """Start servers that the study trusts; stop them at the end of the test."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    servers: list[http.Server] = []

    def start(*answers: http.Answer, https: bool = True) -> http.Server:
        servers.append(http.Server(certificate if https else None, answers).__enter__())
        return servers[-1]

    yield start
    for server in servers:
        server.__exit__()
