"""What notebooks show, the language of the run, R, Spark and Dask where needed, as fixtures."""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
import pytest
from hypothesis import settings

from analysis.folding import engines
from analysis.judging import verdicts
from analysis.judging.claims import Claim, Item, Part
from analysis.judging.values import Value
from analysis.show import advice, cards, evidence_map, figures, prose
from analysis.sources.catalogue import catalogue, locate

settings.register_profile("study", deadline=None)  # a busy machine proves nothing
settings.load_profile("study")


INHERITED = ("HOME", "LANG", "LC_ALL", "PATH", "PYTHONHOME", "PYTHONPATH", "STUDY_MIRROR", "TZ")
"""What processes that tests start, other Pythons too, find in their environment."""


@pytest.fixture(autouse=True)
def _environment() -> Iterator[None]:
    """Hold each test to leave the environment as it was: the next test's processes inherit it."""
    before = {name: os.environ.get(name) for name in INHERITED}
    yield
    assert {name: os.environ.get(name) for name in INHERITED} == before


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Look again at what a build in this process put aside, so that it goes before the end."""
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _microdata(request: pytest.FixtureRequest) -> None:
    """Skip what needs the survey files where they are not; CI with a mirror has them all."""
    if request.node.get_closest_marker("microdata") and not files_are_here():
        pytest.skip("the survey files are not on this machine (set STUDY_MIRROR)")


def files_are_here() -> bool:
    surveys = [source for source in catalogue().values() if source.kind == "microdata"]
    return all(locate(source, file) for source in surveys for file in source.files)


@pytest.fixture(autouse=True)
def _english(_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STUDY_LANG", raising=False)


@pytest.fixture
def french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDY_LANG", "fr")


def _do_without(reason: str) -> NoReturn:
    pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)


def _require_r(package: str) -> None:
    asked = ["Rscript", "--vanilla", "-e", f"library({package})"]
    found = shutil.which("Rscript")
    if not found or subprocess.run(asked, capture_output=True, check=False).returncode:
        _do_without(f"R's {package} package is not installed (Debian: r-cran-{package})")


@pytest.fixture(scope="session")
def needs_r() -> None:
    _require_r("survey")


@pytest.fixture(scope="session")
def needs_metafor() -> None:
    _require_r("metafor")


@pytest.fixture(scope="session")
def needs_lab() -> None:
    if not find_spec("jupyterlab"):
        _do_without("JupyterLab is not installed (make .venv/lab)")


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Open a Spark of two threads for the whole run: Java takes seconds to start."""
    if not find_spec("pyspark"):
        _do_without("pyspark is not installed (make .venv/spark)")
    if not shutil.which("java"):
        _do_without("Java is not installed (Debian: openjdk-17-jre-headless)")
    from pyspark.sql import SparkSession  # noqa: PLC0415 - not everyone has it

    with engines.ENGINES["spark"]("local[2,4]"):
        yield SparkSession.getActiveSession()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Return the list that outputs are added to, as a notebook would keep them."""
    outputs: list[dict[str, Any]] = []

    def display(data: dict[str, str], *, metadata: Any = None, raw: bool) -> None:
        assert raw
        outputs.append({"data": data, "metadata": metadata or {}})

    for module in (prose, cards, advice, figures, evidence_map):
        monkeypatch.setattr(module, "display", display)
    return outputs


@pytest.fixture
def judged(
    tmp_path: Path, made_claims: tuple[Claim, ...], made_values: dict[str, Value]
) -> Callable[..., pd.DataFrame]:
    """Return a function that judges `made_claims` after changes to the value of the share."""
    assert made_claims

    def judged_with(**changes: Any) -> pd.DataFrame:
        changed = made_values | {"share": replace(made_values["share"], **changes)}
        saved = {name: value.to_dict() for name, value in changed.items()}
        (tmp_path / "02_test.json").write_text(json.dumps(saved), "utf-8")
        return verdicts.judge(tmp_path)

    return judged_with


SHARE = Item(value="02_test:share", label="Graduates among members")
RATIO = Item(value="02_test:ratio", label="Graduates over others")
PARTS = [
    Part(estimand="Of members, graduates.", threshold=0.5, unit="share", items=[SHARE]),
    Part(estimand="Graduates over others.", threshold=1.25, unit="ratio", items=[RATIO]),
]


def _made(name: str, **rest: Any) -> Claim:
    return Claim(
        id=name,
        notebook="02_test",
        statement=f"Statement {name}.",
        sources=[],
        limits=f"Limits {name}.",
        first="mixed",
        why=f"Why {name}.",
        **rest,
    )


@pytest.fixture
def made_claims(monkeypatch: pytest.MonkeyPatch) -> tuple[Claim, ...]:
    """Stand in for the study's claims: one with a part unmeasured, one with two, one with none."""
    unmeasured = Part(estimand="The time it takes.", threshold=0, unit="count")
    made = (
        _made("C1", parts=[unmeasured]),
        _made("C2", parts=PARTS, answer="{share} of members are graduates."),
        _made("C3", would_test="A panel."),
    )
    for module in (cards, verdicts, evidence_map):
        monkeypatch.setattr(module, "claims", lambda: made)
    monkeypatch.setattr(verdicts, "notebooks_of_items", lambda: ["02_test"])
    return made


SHARE_ERROR: dict[str, Any] = {"se": 0.025, "scale": "logit"}
RATIO_ERROR: dict[str, Any] = {"se": 0.105, "scale": "log"}


@pytest.fixture
def made_values() -> dict[str, Value]:
    """Values that speak for both items of `made_claims`, with intervals."""
    evidence: dict[str, Any] = {
        "notebook": "02_test",
        "n": 1400,
        "df": 60,
        "source": "gss_panel_2020",
        "grade": "A",
    }
    return {
        "share": Value("share", 0.62, "share", low=0.57, high=0.67, **SHARE_ERROR, **evidence),
        "ratio": Value("ratio", 1.55, "ratio", low=1.35, high=1.77, **RATIO_ERROR, **evidence),
    }
