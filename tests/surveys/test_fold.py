"""A file that is not the one whose figures were recorded is not folded, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

import synthetic
from analysis import paths
from analysis.errors import StudyError
from analysis.files import sha256
from analysis.folding.cells import read_cells
from analysis.sources import catalogue, corrections
from analysis.sources.catalogue import Source
from analysis.surveys import fold as folding
from analysis.surveys import harmonise
from analysis.surveys.fingerprint import read_fingerprint
from analysis.surveys.fold import Folders, fold, record
from damage.spoilt import SPOILT

SURVEYS = [one for one in catalogue.catalogue().values() if one.kind == "microdata"]
every_survey = pytest.mark.parametrize("source", SURVEYS, ids=lambda one: one.id)


def as_declared(source: Source, raw: pd.DataFrame) -> Source:
    """Return the record of a file that has just these rows and columns."""
    file = source.files[0].model_copy(update={"rows": len(raw), "columns": raw.shape[1]})
    return source.model_copy(update={"files": [file]})


def within(folder: Path) -> Folders:
    return Folders(*(folder / name for name in ("fingerprints", "cells", "validation")))


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Callable[[pd.DataFrame], None]:
    """Return a function that gives the fold a file, which has the checksum of its record."""

    def give(raw: pd.DataFrame) -> None:
        monkeypatch.setattr(folding, "read", lambda _source: raw)

    return give


@pytest.fixture
def _made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Corrections are about the real files."""
    monkeypatch.setattr(corrections, "corrections", tuple)


def unnoticed(raw: pd.DataFrame, source: Source, where: Folders, give: Any) -> list[str]:
    """List the faults that a fold lets pass, or after which something was written."""
    folder = where.cells.parent
    former = contents(folder)
    passed = []
    for name, change in SPOILT.items():
        spoilt = change(raw, source)
        if spoilt is not None:
            give(spoilt)
            try:
                fold(source, where)
            except StudyError as problem:
                told = "nothing was written" in problem.title and "study validate" in problem.hint
                passed += [name] * (not told or contents(folder) != former)
            else:
                passed.append(name)
    return passed


@pytest.mark.usefixtures("_made_up")
@every_survey
def test_a_file_in_order_is_folded_and_no_fault_is(
    source: Source, given: Callable[[pd.DataFrame], None], tmp_path: Path
) -> None:
    raw = synthetic.raw(source)
    declared, where = as_declared(source, raw), within(tmp_path)
    given(raw)
    record(declared, where.fingerprints)
    fold(declared, where)
    written = {path.relative_to(tmp_path).as_posix() for path in contents(tmp_path)}
    assert written == {
        *(f"cells/{table}.csv" for table in source.cells),
        *(f"{folder}/{source.id}.csv" for folder in ("cells/locks", "validation", "fingerprints")),
    }
    for table in source.cells:
        assert read_cells(table, where.cells).frame["n"].sum() > 0
    assert unnoticed(raw, declared, where, given) == []


def test_faults_of_every_kind_are_tried() -> None:
    clustered = catalogue.source("gss_panel_2020")
    raw = synthetic.raw(clustered)
    assert [name for name, change in SPOILT.items() if change(raw, clustered) is None] == []


@pytest.mark.microdata
@every_survey
def test_no_fault_of_a_real_file_is_folded(
    source: Source, given: Callable[[pd.DataFrame], None], tmp_path: Path
) -> None:
    where = Folders(cells=tmp_path / "cells", validation=tmp_path / "validation")
    raw = harmonise.read(source)
    given(raw)
    fold(source, where)
    for table in source.cells:
        made, kept = (folder / f"{table}.csv" for folder in (where.cells, paths.CELLS))
        assert made.read_bytes() == kept.read_bytes()
    assert unnoticed(raw, source, where, given) == []


@pytest.mark.usefixtures("_made_up")
def test_a_changed_file_with_a_renewed_checksum_is_not_folded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, where = catalogue.source("pew_2021"), within(tmp_path / "study")
    monkeypatch.setenv("STUDY_MIRROR", str(tmp_path))
    raw = synthetic.raw(source)
    record(_put(raw, source, tmp_path), where.fingerprints)
    changed = _put(raw.assign(weight=raw["weight"] * 10), source, tmp_path)
    with pytest.raises(StudyError, match="weight figures are those recorded: total") as error:
        fold(changed, where)
    assert "study validate --record pew_2021" in error.value.hint
    assert not where.cells.exists()
    record(changed, where.fingerprints)
    fold(changed, where)
    assert (where.cells / "pew_2021.csv").is_file()


def _put(raw: pd.DataFrame, source: Source, mirror: Path) -> Source:
    """Put a file into the mirror, and return its record."""
    path = mirror / source.id / "made.sav"
    path.parent.mkdir(exist_ok=True)
    pyreadstat.write_sav(raw, path)
    facts = {"path": path.name, "sha256": sha256(path), "bytes": path.stat().st_size}
    declared = as_declared(source, raw)
    return declared.model_copy(update={"files": [declared.files[0].model_copy(update=facts)]})


@pytest.mark.usefixtures("_made_up")
def test_figures_are_recorded_on_purpose_and_of_files_without_a_fault(
    given: Callable[[pd.DataFrame], None], tmp_path: Path
) -> None:
    raw = synthetic.raw(catalogue.source("pew_2021"))
    declared, where = as_declared(catalogue.source("pew_2021"), raw), within(tmp_path)
    given(raw)
    with pytest.raises(StudyError, match="was never recorded") as error:
        fold(declared, where)
    assert "study validate --record pew_2021" in error.value.hint
    given(raw.assign(sex=7))
    with pytest.raises(StudyError, match=r"every code is in the catalogue: 7 \(60 rows\)"):
        record(declared, where.fingerprints)
    assert contents(tmp_path) == {}
    given(raw)
    assert "people: number none recorded, 60 found" in record(declared, where.fingerprints)
    assert record(declared, where.fingerprints) == []
    given(raw.assign(weight=raw["weight"] * 2))
    total = raw["weight"].sum()
    kinds, *changed = record(declared, where.fingerprints)
    assert kinds.startswith("people: checksum of kinds ")
    assert changed == [f"weight: total {total:.10g} recorded, {2 * total:.10g} found"]


@pytest.mark.parametrize(
    "content", ["", "<html>", "about,what\na,b\n", "about,what,figure\na,b,c\n"]
)
def test_figures_that_cannot_be_read_are_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "pew_2021.csv").write_text(content, "utf-8")
    with pytest.raises(StudyError, match=r"fingerprint pew_2021.csv can't be read"):
        read_fingerprint("pew_2021", tmp_path)
