"""Refuse packed files that would expand to far more than any survey's does."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from analysis.sources import unreadable

TIMES, FLOOR = 200, 100 * 10**6
"""A file may expand to so many times its size, or to so many bytes. The study's do to 70 times."""

PIECE = 2**20
_STREAMS: dict[bytes, Callable[[Path], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\0": lzma.open,
}
_BROKEN = (
    *(OSError, EOFError, ValueError, struct.error, zlib.error, lzma.LZMAError, BadZipFile),
    RuntimeError,  # by zipfile, of a version or a way to pack that it doesn't know
)


def check_expansion(path: Path, ending: str) -> None:
    """Refuse a file that expands to more than `TIMES` its size and more than `FLOOR`.

    Parameters
    ----------
    path : Path
        A file packed by gzip, bzip2 or xz, a workbook, or one of SPSS. Others don't expand.
    ending : str
        Its format.

    Raises
    ------
    StudyError
        What was allowed, and that it is more. A file that can't be unpacked is left to its reader,
        which tells what is wrong.
    """
    size = path.stat().st_size
    allowed = max(FLOOR, TIMES * size)
    try:
        expanded = _expanded(path, allowed)
    except _BROKEN:
        return
    if expanded > allowed:
        raise unreadable.expands(path, ending, size, allowed)


def _expanded(path: Path, allowed: int) -> int:
    with path.open("rb") as file:
        head = file.read(84)
    if head.startswith(b"PK"):
        with ZipFile(path) as archive:  # which reads no more of a part than it declares
            return sum(part.file_size for part in archive.infolist())
    if head.startswith(b"$FL"):
        return _of_spss(head)
    unpack = next((unpack for mark, unpack in _STREAMS.items() if head.startswith(mark)), None)
    return _counted(path, unpack, allowed) if unpack else 0


def _counted(path: Path, unpack: Callable[[Path], Any], allowed: int) -> int:
    found = 0
    with unpack(path) as stream:
        while found <= allowed and (piece := stream.read(PIECE)):
            found += len(piece)
    return found


def _of_spss(head: bytes) -> int:
    """Return what the header declares: eight bytes a value, of each case. Unknown is -1."""
    order = "<" if head[64:68] in {b"\2\0\0\0", b"\3\0\0\0"} else ">"
    values, cases = (int(struct.unpack_from(f"{order}i", head, at)[0]) for at in (68, 80))
    return 8 * max(values, 0) * max(cases, 0)
