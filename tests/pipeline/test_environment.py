"""What people install is what the study is proven with: pinned, hashed, from wherever they like."""

from __future__ import annotations

import re
from importlib.metadata import distributions, metadata

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline.environment import (
    ENVIRONMENT,
    PYTHON,
    direct_dependencies,
    environment,
    locked_versions,
    within_major,
)

LOCKS = [
    paths.ROOT / "requirements" / f"{name}.lock"
    for name in ("run", "dev", "lab", "spark", "set-up")
]
READERS_KNOW = ["pandas", "matplotlib-base", "seaborn", "jupyterlab", "nbconvert", "scipy"]


def pins() -> dict[str, Requirement]:
    """Return what the environment asks for, by name: Python, of conda-forge, of PyPI."""
    written = yaml.safe_load(environment())["dependencies"]
    *conda, from_pypi = written
    texts = [text.replace("python=", "python==") for text in conda] + from_pypi["pip"][:-1]
    return {Requirement(text).name: Requirement(text) for text in texts}


def test_committed_environment_is_today_s():
    assert ENVIRONMENT.read_text("utf-8") == environment(), "run `make environment`"


@pytest.mark.parametrize("name", READERS_KNOW)
def test_usual_packages_are_named_with_a_lower_bound_and_the_next_major(name):
    assert re.search(rf"^  - {name}>=[\d.]+,<\d+$", environment(), re.MULTILINE)


def test_every_direct_dependency_is_asked_for_once():
    names = sorted(name.removesuffix("-base") for name in pins())
    asked = direct_dependencies(paths.ROOT / "pyproject.toml")
    assert names == sorted([*asked, "pip", "python"])
    assert {"nbconvert", "svy", "jupyterlab", "pandas"} <= set(asked)


def test_what_is_locked_for_its_python_is_what_it_takes():
    versions = locked_versions(LOCKS[0], LOCKS[2])
    for name, pin in pins().items():
        if name not in {"python", "pip"}:
            assert versions[name.removesuffix("-base")] in pin.specifier, name


def test_every_package_that_is_installed_takes_its_python():
    (python,) = pins()["python"].specifier
    asked = {*direct_dependencies(paths.ROOT / "pyproject.toml")}
    installed = asked & {canonicalize_name(found.name) for found in distributions()}
    assert asked - installed <= {"jupyterlab"}  # it comes with `make lab`
    for name in installed:
        assert SpecifierSet(metadata(name).get("Requires-Python", "")).contains(
            f"{python.version}.0"
        )


def test_markers_of_a_lock_are_those_of_the_python_asked_for(tmp_path):
    lock = tmp_path / "run.lock"
    lock.write_text(
        "numpy==2.4.6 ; python_full_version < '3.12' \\\n    --hash=sha256:0\n"
        "numpy==2.5.5 ; python_full_version >= '3.12' \\\n    --hash=sha256:0\n"
    )
    assert locked_versions(lock, python="3.11") == {"numpy": Version("2.4.6")}
    assert locked_versions(lock, python="3.12") == {"numpy": Version("2.5.5")}


def test_an_upper_bound_that_was_chosen_stays():
    assert within_major(Requirement("svy>=0.35,<0.36"), Version("0.35.1")) == SpecifierSet(
        ">=0.35,<0.36"
    )


def test_a_lock_that_is_not_of_this_pyproject_is_told(tmp_path):
    with pytest.raises(StudyError, match=r"(?s)version of numpy.*make lock"):
        within_major(Requirement("numpy>=2.5"), Version("2.4.6"))
    (tmp_path / "requirements").mkdir()
    for name in ("run", "lab"):
        (tmp_path / "requirements" / f"{name}.lock").write_text("pandas==3.1.1 \\\n")
    (tmp_path / "pyproject.toml").write_bytes((paths.ROOT / "pyproject.toml").read_bytes())
    with pytest.raises(StudyError, match=r"(?s)lack .*seaborn.*make lock"):
        environment(tmp_path)


def test_requirements_are_followed_through_extras(tmp_path):
    path = tmp_path / "pyproject.toml"
    path.write_text(
        '[project]\nname = "x"\ndependencies = ["pandas>=3"]\n[project.optional-dependencies]\n'
        'study = ["x[files]", "Doit[toml]>=1 ; python_version > \'3\'"]\nfiles = ["rdata"]\n'
        'lab = ["jupyterlab~=4.0"]\nother = ["duckdb"]\n'
    )
    assert [*direct_dependencies(path)] == ["doit", "jupyterlab", "pandas", "rdata"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_has_hashes_and_names_no_place(lock):
    text = lock.read_text("utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE))
    entries = [entry for entry in entries if entry.strip()]
    assert len(entries) > 5
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+(\[[\w,-]+\])?==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry
    for place in ("://", "index-url", "find-links", "file:", "/work", "/tmp", "-e "):
        assert place not in text


@pytest.mark.parametrize("other", LOCKS[1:4], ids=lambda path: path.name)
@pytest.mark.parametrize("python", ["3.11", PYTHON])
def test_locks_agree(other, python):
    run, more = (locked_versions(lock, python=python) for lock in (LOCKS[0], other))
    assert {name: more[name] for name in run if name in more and more[name] != run[name]} == {}
    assert set(run) <= set(more) or other.stem == "spark"
