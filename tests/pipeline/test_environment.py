"""What people install is what the study is proven with: pinned, hashed, from wherever they like."""

from __future__ import annotations

import re

import pytest

from analysis import paths
from analysis.pipeline.environment import (
    ENVIRONMENT,
    direct_dependencies,
    environment,
    locked_versions,
)

LOCKS = [paths.ROOT / "requirements" / f"{name}.lock" for name in ("run", "dev", "lab")]
READERS_KNOW = ["pandas", "matplotlib", "seaborn", "jupyterlab", "nbconvert", "scipy"]


def test_committed_environment_is_today_s():
    assert ENVIRONMENT.read_text("utf-8") == environment(), "run `make environment`"


@pytest.mark.parametrize("name", READERS_KNOW)
def test_usual_packages_are_named_with_the_locked_version(name):
    version = locked_versions(LOCKS[0], LOCKS[2])[name]
    assert f"  - {name}={version}\n" in environment()


def test_every_direct_dependency_is_pinned_once():
    pins = re.findall(r"^ +- ([a-z0-9-]+)==?([\w.]+)$", environment(), re.MULTILINE)
    names = [name for name, _version in pins if name != "python"]
    assert sorted(names) == direct_dependencies(paths.ROOT / "pyproject.toml")


def test_requirement_names_are_read_without_their_conditions(tmp_path):
    path = tmp_path / "pyproject.toml"
    path.write_text(
        '[project]\ndependencies = ["pandas>=3", "Dask[dataframe]", "svy ; x", "hatchling==1"]\n'
        '[project.optional-dependencies]\nlab = ["jupyterlab~=4"]\n'
    )
    assert direct_dependencies(path) == ["dask", "jupyterlab", "pandas", "svy"]


def test_missing_pin_is_noticed(tmp_path):
    (tmp_path / "requirements").mkdir()
    for name in ("run", "lab"):
        (tmp_path / "requirements" / f"{name}.lock").write_text("pandas==3.1.1 \\\n")
    (tmp_path / "pyproject.toml").write_bytes((paths.ROOT / "pyproject.toml").read_bytes())
    with pytest.raises(KeyError):
        environment(tmp_path)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_has_hashes_and_names_no_place(lock):
    text = lock.read_text("utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE))
    entries = [entry for entry in entries if entry.strip()]
    assert len(entries) > 30
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+(\[[\w,-]+\])?==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry
    for place in ("://", "index-url", "find-links", "file:", "/work", "/tmp", "-e "):
        assert place not in text


@pytest.mark.parametrize("other", LOCKS[1:], ids=lambda path: path.name)
def test_locks_agree(other):
    run, more = locked_versions(LOCKS[0]), locked_versions(other)
    assert {name: more[name] for name in run if name in more and more[name] != run[name]} == {}
    assert set(run) <= set(more)
