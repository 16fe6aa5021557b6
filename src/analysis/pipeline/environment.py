"""``environment.yml`` for people who use conda: written from pyproject.toml and the locks."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from analysis import paths
from analysis.files import write

ENVIRONMENT = paths.ROOT / "environment.yml"
ONLY_ON_PYPI = {"svy"}
NOT_FOR_READERS = {"editables", "hatchling"}


def direct_dependencies(pyproject: Path) -> list[str]:
    """List the packages the study asks for by name, JupyterLab included."""
    project = tomllib.loads(pyproject.read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["lab"]]
    names = {re.split(r"[<>=!~\[ ;]", requirement)[0].lower() for requirement in wanted}
    return sorted(names - NOT_FOR_READERS)


def locked_versions(*locks: Path) -> dict[str, str]:
    """Read the version of each package in hashed requirements files."""
    pin = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
    found = [match for lock in locks for match in pin.findall(lock.read_text("utf-8"))]
    return {name.lower(): version for name, version in found}


def environment(root: Path = paths.ROOT) -> str:
    """Write the text of ``environment.yml``.

    Returns
    -------
    str
        conda-forge names with the locked versions of direct dependencies; what conda-forge
        doesn't have comes from PyPI.
    """
    versions = locked_versions(
        root / "requirements" / "run.lock", root / "requirements" / "lab.lock"
    )
    names = direct_dependencies(root / "pyproject.toml")
    conda = [f"  - {name}={versions[name]}" for name in names if name not in ONLY_ON_PYPI]
    pypi = [f"      - {name}=={versions[name]}" for name in names if name in ONLY_ON_PYPI]
    lines = [
        "# Written by `make environment` from pyproject.toml and requirements/: edit those.",
        "name: networks-and-jobs",
        "channels:",
        "  - conda-forge",
        "dependencies:",
        "  - python=3.11",
        "  - pip",
        *conda,
        "  - pip:",
        *pypi,
        "      - -e .",
    ]
    return "\n".join(lines) + "\n"


def write_environment(path: Path = ENVIRONMENT) -> None:
    """Write ``environment.yml``."""
    write(path, environment())
