"""A JupyterLab of somebody who has just cloned the study: nothing was run, nothing is trusted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

PATIENCE = 120  # seconds, on a busy machine
OPEN = Path(__file__).with_suffix(".js").read_text("utf-8")
READY = "window.jupyterapp?.commands.hasCommand('docmanager:open')"
OPTIONS = {
    "ServerApp.ip": "127.0.0.1",
    "ServerApp.port": 0,
    "IdentityProvider.token": "",
    "LabApp.expose_app_in_browser": True,
    "LabApp.news_url": "",
    "LabApp.extension_manager": "readonly",
}


def opened(folder: Path, home: Path, browser: Browser) -> dict[str, dict[str, Any]]:
    """Open every notebook of a folder; return by name what JupyterLab draws of it."""
    with _serving(folder, home) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(1000 * PATIENCE)
        page.goto(f"{address}lab", wait_until="commit")
        page.wait_for_function(READY)
        page.evaluate("window.jupyterapp.restored.then(() => null)")
        names = sorted(path.name for path in folder.glob("*.ipynb"))
        seen = {name: page.evaluate(OPEN, [name, PATIENCE]) for name in names}
        page.close()
        with urlopen(f"{address}api/kernels") as kernels:
            assert json.load(kernels) == [], "a notebook was run"
    return seen


@contextmanager
def _serving(folder: Path, home: Path) -> Iterator[str]:
    """Serve a folder for a while, with no setting and no signature of whoever runs the tests."""
    options = OPTIONS | {
        "ServerApp.root_dir": folder,
        "LabApp.user_settings_dir": home / "settings",
        "LabApp.workspaces_dir": home / "workspaces",
    }
    places = {"HOME": "", "IPYTHONDIR": "ipython", "JUPYTER_CONFIG_DIR": "config"}
    places |= {"JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime"}
    own = {name: str(home / place) for name, place in places.items()}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    with (home / "log.txt").open("w") as log:
        server = subprocess.Popen(
            [*command, *(f"--{name}={value}" for name, value in options.items())],
            env=os.environ | own | {"JUPYTER_NO_CONFIG": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=home,
        )
    try:
        yield _address(server, home)
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _address(server: subprocess.Popen[bytes], home: Path) -> str:
    """Wait for the server to say where it is."""
    said = home / "runtime" / f"jpserver-{server.pid}.json"
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        if said.is_file() and (text := said.read_text("utf-8")).endswith("}"):
            return str(json.loads(text)["url"])
        time.sleep(0.05)
    raise RuntimeError(f"JupyterLab did not start:\n{(home / 'log.txt').read_text('utf-8')}")
