"""Bring the survey files in: from the mirror, from their https address, or by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from rich.console import Console

from analysis import paths
from analysis.errors import StudyError
from analysis.files import sha256, told_where
from analysis.sources.catalogue import Source, SourceFile, Wanted, verify
from analysis.sources.download import PATIENCE, Patience, download
from analysis.sources.places import require_inside
from analysis.sources.reading import read_source


@dataclass(frozen=True)
class Fetched:
    """One file of a source: where it is (or, by hand, where to put it), and how it came."""

    path: Path
    how: Literal["mirror", "already there", "downloaded", "by hand"]


def fetch(
    record: Source,
    *,
    folder: Path = paths.RAW,
    patience: Patience = PATIENCE,
    console: Console | None = None,
) -> list[Fetched]:
    """Bring in every file of a source, each checked byte for byte.

    A file of the mirror (``STUDY_MIRROR``) comes before any other and is used where it is, not
    copied, as `catalogue.locate` does. Whatever fails, the file that was in place stays.

    Parameters
    ----------
    record : Source
        A microdata source of the catalogue.
    folder : Path
        Files go to ``folder/<source id>/``.
    patience : Patience
        Time-outs, and pauses between tries.
    console : Console, optional
        Where the progress bar shows.

    Returns
    -------
    list of Fetched
        One a file. Those to fetch "by hand" aren't there yet; all others are there and right.

    Raises
    ------
    StudyError
        When a file can't be had, or isn't the one the study was written for. The message says what
        was tried and what to do.
    """
    if record.kind != "microdata":
        raise StudyError(
            f"{record.id} has nothing to fetch.",
            expected="a microdata source",
            got="published figures, which come with the study",
            hint="they are in data/raw/published; `git restore` brings a lost file back",
        )
    with told_where(folder / record.id):
        return [
            _from_mirror(record, file) or _into(folder / record.id, record, file, patience, console)
            for file in record.files
        ]


def fetch_all(
    records: Sequence[Source | Wanted],
    console: Console,
    *,
    folder: Path = paths.RAW,
    patience: Patience = PATIENCE,
    only_lacking: bool = False,
) -> int:
    """Fetch several sources and tell how each went; one that fails doesn't stop the next.

    Parameters
    ----------
    records : sequence of Source or Wanted
        Microdata sources of the catalogue; of a wanted one, what it needs is told.
    console : Console
        Where to tell it.
    folder, patience
        See `fetch`.
    only_lacking : bool
        Tell of those alone that are still lacking.

    Returns
    -------
    int
        How many sources are still lacking: what failed, what waits for a person to fetch it, and
        what is wanted, since nothing here could read its file yet.
    """
    lacking = 0
    for record in records:
        story, here = _tried(record, folder, patience, console)
        lacking += not here
        if not here or not only_lacking:
            console.print(story, markup=False, highlight=False, soft_wrap=True)
    return lacking


def _tried(
    record: Source | Wanted, folder: Path, patience: Patience, console: Console
) -> tuple[str, bool]:
    """Fetch a source; give what there is to tell, and whether it is here now."""
    if isinstance(record, Wanted):
        return _what_it_needs(record), False
    try:
        fetched = fetch(record, folder=folder, patience=patience, console=console)
    except StudyError as problem:
        return f"{record.id}: failed. {problem}", False
    here = all(file.how != "by hand" for file in fetched)
    return "\n".join(_story(record, file) for file in fetched), here


def _story(record: Source, fetched: Fetched) -> str:
    """Print how a file came, or how to get it by hand."""
    if fetched.how != "by hand":
        return f"{record.id}: right, {fetched.how} ({fetched.path})"
    lines = [
        f"{record.id}: to fetch by hand from {record.landing_page} (as of {record.accessed})",
        *(f"  {number}. {step}" for number, step in enumerate(record.steps, start=1)),
        f"  Put the file here: {fetched.path}",
        f"  Then have it checked: study fetch {record.id}",
    ]
    return "\n".join(lines)


def _what_it_needs(record: Wanted) -> str:
    """Print what a wanted source holds and needs, from its page to its cells."""
    last = "Look at the file with `study describe FILE`, then write its record"
    if record.draft:
        last = f"Its record is drafted, as {record.draft} in data/raw/drafts.yaml: complete it"
    lines = [
        f"{record.id}: wanted and not here (as of {record.looked_up}); nothing was fetched",
        f"  It holds: {record.holds}",
        f"  It takes: {record.takes}",
        f"  Its page: {record.landing_page}",
        f"  Its terms: {record.licence.name}",
        f"  Not checked: {record.unread}",
        *(f"  {number}. {step}" for number, step in enumerate(record.steps, start=1)),
        f"  {len(record.steps) + 1}. {last}. CONTRIBUTING.md has the recipe.",
    ]
    return "\n".join(lines)


def _from_mirror(record: Source, file: SourceFile) -> Fetched | None:
    mirror = paths.mirror()
    path = mirror / record.id / file.path if mirror else None
    if path is None or not path.is_file():
        return None
    try:
        verify(path, file)
    except StudyError as problem:
        raise _with_hint(problem, f"mend {path}, or unset STUDY_MIRROR") from None
    return Fetched(path, "mirror")


def _into(
    folder: Path, record: Source, file: SourceFile, patience: Patience, console: Console | None
) -> Fetched:
    path = folder / file.path
    if path.is_file() and sha256(path) == file.sha256:
        return Fetched(path, "already there")
    if record.access == "open" and file.url:
        require_inside(folder.parent, path)
        try:
            part = _whole(str(file.url), path, file, patience, console)
        except StudyError as problem:
            raise _with_hint(problem, _other_ways(record, path)) from problem
        _put_in_place(part, path, record, file)
        return Fetched(path, "downloaded")
    if path.is_file():
        raise _not_the_file(record, file, path, f"get it again from {record.landing_page}")
    return Fetched(path, "by hand")


def _whole(
    url: str, path: Path, file: SourceFile, patience: Patience, console: Console | None
) -> Path:
    """Download a file beside its final name; give where it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    asked: dict[str, Any] = {
        "size": file.bytes,
        "hosts": file.hosts,
        "patience": patience,
        "console": console,
    }
    resumed = part.is_file()
    download(url, part, **asked)
    if resumed and sha256(part) != file.sha256:
        # Its two halves may be of two editions: only a file of one piece can tell.
        part.unlink()
        download(url, part, **asked)
    return part


def _put_in_place(part: Path, path: Path, record: Source, file: SourceFile) -> None:
    """Rename a downloaded file if it is the right one; the file it replaces is kept."""
    if sha256(part) != file.sha256:
        new = part.replace(path.with_name(f"new-{path.name}"))
        raise _not_the_file(record, file, new, _how_to_adopt(new, path), previous=path)
    if path.is_file():
        path.replace(path.with_name(f"old-{path.name}"))
    part.replace(path)


def _not_the_file(
    record: Source, file: SourceFile, found: Path, hint: str, *, previous: Path | None = None
) -> StudyError:
    """Build the error that tells two files apart: size, rows, columns, weighted total."""
    expected = _joined(bytes=file.bytes, rows=file.rows, columns=file.columns, sha256=file.sha256)
    if previous and previous.is_file():
        expected += f"; in place, and kept: {_facts(previous, record, file)}"
    return StudyError(
        f"{file.path} isn't the file the study was written for.",
        expected=expected,
        got=_facts(found, record, file),
        hint=hint,
    )


def _facts(path: Path, record: Source, file: SourceFile) -> str:
    """Return what tells two editions of a survey file apart."""
    size, digest = path.stat().st_size, sha256(path)
    weight = record.design.weight if record.design else None
    try:
        frame = read_source(path, record, file)
    except StudyError:
        return _joined(bytes=size, rows="unreadable", columns="unreadable", sha256=digest)
    total = f"{_sum(frame[weight]):.10g} ({weight})" if weight in frame else None
    rows, columns = frame.shape
    return _joined(bytes=size, rows=rows, columns=columns, weighted=total, sha256=digest)


def _sum(weights: pd.Series[Any]) -> float:
    return float(pd.to_numeric(weights, errors="coerce").sum())


def _joined(**facts: object) -> str:
    return ", ".join(f"{name} {fact}" for name, fact in facts.items() if fact is not None)


def _with_hint(problem: StudyError, hint: str) -> StudyError:
    return StudyError(problem.title, expected=problem.expected, got=problem.got, hint=hint)


def _other_ways(record: Source, path: Path) -> str:
    return (
        f"once the network is back, run `study fetch {record.id}` again (it resumes); or put the "
        f"file here: {path}; or set STUDY_MIRROR to a folder that holds {record.id}/{path.name}"
    )


def _how_to_adopt(new: Path, path: Path) -> str:
    return (
        f"look at {new} (nothing else has changed). If it is a new edition, adopt it: rename it "
        f"{path.name}, put its bytes, rows, columns and sha256 in the catalogue, run `study build` "
        "and review which figures move"
    )
