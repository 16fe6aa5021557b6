"""``environment.yml`` for people who use conda: written from pyproject.toml and the locks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from analysis import paths
from analysis.errors import StudyError
from analysis.files import write
from analysis.parsing import read_mapping

ENVIRONMENT = paths.ROOT / "environment.yml"
PYTHON = "3.12"
"""The Python of the environment: the locks are read as they hold for it."""

EXTRAS = ("study", "lab")
ONLY_ON_PYPI = {"svy"}
CONDA_NAMES = {"matplotlib": "matplotlib-base"}  # without the windows that no notebook opens


def direct_dependencies(pyproject: Path) -> dict[str, Requirement]:
    """Return the packages that the study asks for by name, JupyterLab included."""
    project = read_mapping(pyproject)["project"]
    extras = project["optional-dependencies"]
    wanted, left = [*project["dependencies"]], [*EXTRAS]
    while left:
        for text in extras[left.pop()]:
            requirement = Requirement(text)
            if requirement.name == project["name"]:
                left += requirement.extras
            else:
                wanted.append(text)
    found = {canonicalize_name(Requirement(text).name): Requirement(text) for text in wanted}
    return dict(sorted(found.items()))


def locked_versions(*locks: Path, python: str = PYTHON) -> dict[str, Version]:
    """Read the version that hashed requirements files give each package for a Python."""
    about = {"python_version": python, "python_full_version": f"{python}.0"}
    found: dict[str, Version] = {}
    for requirement in _entries(locks):
        if requirement.marker is None or requirement.marker.evaluate(about):
            (pin,) = requirement.specifier
            found[canonicalize_name(requirement.name)] = Version(pin.version)
    return found


def _entries(locks: tuple[Path, ...]) -> Iterator[Requirement]:
    for lock in locks:
        for line in lock.read_text("utf-8").splitlines():
            if line[:1].isalnum():
                yield Requirement(line.removesuffix("\\"))


def within_major(requirement: Requirement, locked: Version) -> SpecifierSet:
    """Return the versions that a requirement takes, of the major one that is locked.

    Parameters
    ----------
    requirement : Requirement
        With the oldest version that the tests pass on.
    locked : Version
        The version that the study is proven with.

    Raises
    ------
    StudyError
        When the locked version isn't among them.

    Examples
    --------
    >>> str(within_major(Requirement("numpy>=2.0"), Version("2.5.5")))
    '<3,>=2.0'
    """
    if locked not in requirement.specifier:
        raise StudyError(
            f"The lock has a version of {requirement.name} that pyproject.toml doesn't take.",
            expected=str(requirement.specifier),
            got=str(locked),
            hint="run `make lock`",
        )
    bounds = {one.operator: one.version for one in requirement.specifier}
    if Version(bounds.get(">=", "0")).major < locked.major:
        bounds[">="] = str(locked.major)
    bounds.setdefault("<", str(locked.major + 1))
    return SpecifierSet(",".join(operator + version for operator, version in bounds.items()))


def environment(root: Path = paths.ROOT) -> str:
    """Write the text of ``environment.yml``.

    Returns
    -------
    str
        conda-forge names with the versions of direct dependencies; what conda-forge doesn't have
        comes from PyPI.

    Raises
    ------
    StudyError
        When a lock lacks a package that pyproject.toml asks for.
    """
    locks = (root / "requirements" / "run.lock", root / "requirements" / "lab.lock")
    versions, wanted = locked_versions(*locks), direct_dependencies(root / "pyproject.toml")
    if absent := sorted(set(wanted) - set(versions)):
        raise StudyError(f"The locks lack {', '.join(absent)}.", hint="run `make lock`")
    pins = {name: _written(within_major(wanted[name], versions[name])) for name in wanted}
    conda = [
        f"  - {CONDA_NAMES.get(name, name)}{pin}"
        for name, pin in pins.items()
        if name not in ONLY_ON_PYPI
    ]
    lines = [
        "# Written by `make environment` from pyproject.toml and requirements/: edit those.",
        "name: networks-and-jobs",
        "channels:",
        "  - conda-forge",
        "  - nodefaults",
        "dependencies:",
        f"  - python={PYTHON}",
        "  - pip",
        *conda,
        "  - pip:",
        *(f"      - {name}{pins[name]}" for name in sorted(ONLY_ON_PYPI)),
        "      - -e .",
    ]
    return "\n".join(lines) + "\n"


def _written(versions: SpecifierSet) -> str:
    """Write the oldest version first, as people do."""
    return ",".join(sorted(map(str, versions), reverse=True))


def write_environment(path: Path = ENVIRONMENT) -> None:
    """Write ``environment.yml``."""
    write(path, environment())
