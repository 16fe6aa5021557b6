"""Where the files of a source may be, and which hosts they may come from: nowhere else."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, HttpUrl

from analysis.errors import StudyError

LONGEST = 200
"""Letters of a name: what is added to it, such as ``.part``, must fit too."""


def _inside(text: str) -> str:
    parts = PurePosixPath(text).parts
    if "\\" in text or ":" in text or not text.isprintable():
        raise ValueError("a path is written with '/', without ':' or '\\'")
    if not parts or text.startswith("/") or "/".join(parts) != text or ".." in parts:
        raise ValueError("the path must lead into the source's folder, and not out of it")
    if any(len(part.encode()) > LONGEST for part in parts):
        raise ValueError(f"a name has {LONGEST} bytes at most")
    return text


def _https(url: HttpUrl) -> HttpUrl:
    if url.scheme != "https":
        raise ValueError(f"downloads go through https only, got {url}")
    if url.username or url.password:
        raise ValueError("an address holds no name or password: the host is what follows the '@'")
    return url


Inside = Annotated[str, AfterValidator(_inside)]
"""A path within the folder of its source: it doesn't climb out, whatever the system."""

Address = Annotated[HttpUrl, AfterValidator(_https)]
"""Where a file is downloaded."""

Host = Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)*$")]
"""A host that an address may lead on to, such as that of a producer's files."""

TableName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
"""A table of cells, and its file."""


def require_inside(folder: Path, path: Path) -> Path:
    """Return a path that is to be written or read, if no link leads it out of its folder.

    Parameters
    ----------
    folder : Path
        The folder, which may itself be a link.
    path : Path
        A path that begins with it.

    Raises
    ------
    StudyError
        When a link on its way, or in its place, leads elsewhere.
    """
    real = path.resolve()
    if not real.is_relative_to(folder.resolve()):
        raise StudyError(
            f"{path.name} leads out of its folder.",
            expected=f"a file in {folder}, not a link",
            got=f"{path} leads to {real}",
            hint="delete the link; keep files elsewhere by setting STUDY_MIRROR to their folder",
        )
    return path


def require_no_link(path: Path) -> Path:
    """Return a path that is to be written to, if it is no link."""
    if path.is_symlink():
        raise StudyError(
            f"{path.name} is a link.",
            expected="a file, or nothing yet",
            got=f"{path} leads to {path.readlink()}",
            hint="delete the link: what it leads to would be overwritten",
        )
    return path


def host_of(url: str) -> str:
    """Return the host of an address.

    Examples
    --------
    >>> host_of("https://ec.europa.eu/eurostat")
    'ec.europa.eu'
    """
    return urlsplit(url).hostname or ""
