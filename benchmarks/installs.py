"""What an installation weighs: the bare library, and each of its extras."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from results import Row, rows_of

from analysis import paths

if TYPE_CHECKING:
    from collections.abc import Iterator

MB = 1024**2
EXTRAS = ("", "inference", "files", "collapse", "report", "study", "lab")
UV = Path(sys.prefix) / "bin" / "uv"


def installs() -> Iterator[list[Row]]:
    """Install the library anew, with each extra alone, and weigh what came with it.

    The newest packages that it takes, from the package index, bytecode not compiled.
    """
    with TemporaryDirectory() as folder:
        wheel = built(Path(folder))
        rows = []
        for number, extra in enumerate(EXTRAS):
            bytes_, packages = weighed(wheel, extra, Path(folder) / f"venv{number}")
            print(f"installs: {extra or 'the library'} {bytes_ / MB:.0f} MB, {packages} packages")
            measures = {"size_mb": [bytes_ / MB], "packages": [packages]}
            rows += rows_of("installs", extra or "the library", number, measures)
        yield rows


def built(folder: Path) -> Path:
    """Build the wheel that other people install."""
    asked = [UV, "build", "-q", "--wheel", "--no-build-isolation", "--out-dir", folder, paths.ROOT]
    subprocess.run(asked, check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def weighed(wheel: Path, extra: str, venv: Path) -> tuple[int, int]:
    """Return the bytes and the number of packages that come with an installation."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    asked = f"{wheel}[{extra}]" if extra else wheel
    subprocess.run(
        [UV, "pip", "install", "-q", "--no-compile", "--python", venv / "bin/python", asked],
        check=True,
    )
    (site,) = venv.glob("lib/python*/site-packages")
    files = [path for path in site.rglob("*") if path.is_file()]
    return sum(path.stat().st_size for path in files), len([*site.glob("*.dist-info")])
