"""Why a survey's file can't be read, and what to do about it."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import NamedTuple

from analysis.errors import StudyError

GET_AGAIN = "get it again from its producer (with `study fetch`, if it is a file of the study)"
HEAD = 64
"""Bytes that tell what a file is."""


class _Kind(NamedTuple):
    """A kind of file that is met under the names of others."""

    mark: bytes
    what: str
    endings: tuple[str, ...]
    hint: str


_R, _BOOKS = (".rda", ".rdata", ".rds"), (".xlsx", ".xlsm")
_KINDS = (
    _Kind(
        b"\xd0\xcf\x11\xe0",
        "an old Excel workbook (.xls), or one locked with a password",
        (),
        "open it, then save it as .xlsx without a password",
    ),
    _Kind(
        b"ENCRYPTED", "a file locked with a password", (), "in SPSS, save it without its password"
    ),
    _Kind(b"PK\x03\x04", "a zip archive", _BOOKS, "unpack it, then read the file that it holds"),
    _Kind(b"PAR1", "a Parquet file", (".parquet",), "call it .parquet"),
    _Kind(b"\x1f\x8b", "a file packed by gzip", (*_R, ".csv.gz"), "unpack it first"),
    _Kind(b"$FL2", "an SPSS file", (".sav", ".zsav"), "call it .sav"),
    _Kind(b"$FL3", "an SPSS file", (".sav", ".zsav"), "call it .zsav"),
    _Kind(b"<stata_dta>", "a Stata file", (".dta",), "call it .dta"),
    _Kind(b"HEADER RECORD", "a SAS transport file", (".xpt",), "call it .xpt"),
    _Kind(
        b"<", "a web page", (), "see in a browser whether its producer wants a log-in, then save "
        "the file itself",
    ),
)  # fmt: skip


def check_file(path: Path, ending: str) -> None:
    """Refuse what can't be a survey's file at first sight.

    Parameters
    ----------
    path : Path
        The file.
    ending : str
        The format that its name tells, such as ``.sav``.

    Raises
    ------
    StudyError
        When the file is missing, is a folder, can't be opened, is empty, or begins as files of
        another kind do: one locked with a password, an archive, a web page...
    """
    if path.is_dir():
        raise StudyError(
            f"{path.name} can't be read: it is a folder.",
            expected="a file",
            hint="give a file in it",
        )
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except FileNotFoundError:
        folder = path.parent.resolve()
        raise StudyError(
            f"{path.name} can't be read: it is missing.", hint=f"look in {folder}"
        ) from None
    except OSError as problem:
        raise StudyError(
            f"{path.name} can't be read: it can't be opened.",
            got=str(problem.strerror),
            hint="see who may read it",
        ) from problem
    if not head:
        raise StudyError(
            f"{path.name} can't be read: it is empty, cut short or never written.",
            expected=f"a whole {ending} file",
            got="0 bytes",
            hint=GET_AGAIN,
        )
    _refuse_other_kinds(path, ending, head)


def _refuse_other_kinds(path: Path, ending: str, head: bytes) -> None:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    # A locked SPSS file tells so a few bytes after its start.
    found = next((k for k in _KINDS if start.startswith(k.mark) or k.mark in head[8:24]), None)
    if found and ending not in found.endings:
        raise StudyError(
            f"{path.name} can't be read: it is not what its name says.",
            expected=f"a {ending} file",
            got=found.what,
            hint=found.hint,
        )
    if ending == ".parquet" and not head.startswith((b"PAR1", b"PARE")):
        raise StudyError(
            f"{path.name} can't be read: it is not what its name says.",
            expected="a .parquet file, which begins with PAR1",
            got=repr(head[:4].decode("latin-1")),
            hint="call it by what it is, such as .csv",
        )


def known_encoding(encoding: str | None) -> str | None:
    """Return the first name of an encoding that has several; refuse one that nobody knows."""
    try:
        return codecs.lookup(encoding).name if encoding else None
    except LookupError:
        raise StudyError(
            f"No encoding is called '{encoding}'.", expected="a name such as utf-8 or cp1252"
        ) from None


def in_another_encoding(path: Path, encoding: str | None, problem: UnicodeError) -> StudyError:
    """Return the error of a whole file whose text isn't in the encoding that it should be."""
    return StudyError(
        f"{path.name} can't be read: its text is in another encoding.",
        expected=encoding or "the encoding that the file names, or else UTF-8",
        got=str(problem).strip(),
        hint="give the one it was written in, such as encoding='cp1252' (Windows, western Europe)",
    )


def damaged(path: Path, ending: str, problem: Exception) -> StudyError:
    """Return the error of a file that its reader stumbled over."""
    return StudyError(
        f"{path.name} can't be read: it is cut short, damaged or not what its name says.",
        expected=f"a whole {ending} file",
        got=str(problem).strip() or type(problem).__name__,
        hint=GET_AGAIN,
    )


def died(path: Path, ending: str, code: int) -> StudyError:
    """Return the error of a file that killed its reader."""
    return StudyError(
        f"{path.name} can't be read: the reader of {ending} died on it, the file is damaged.",
        expected=f"a whole {ending} file",
        got=f"signal {-code}" if code < 0 else f"exit code {code}",
        hint=GET_AGAIN,
    )


def endless(path: Path, ending: str, seconds: float) -> StudyError:
    """Return the error of a file whose reader found no end."""
    return StudyError(
        f"{path.name} can't be read: the reader of {ending} was not done in time.",
        expected=f"at most {seconds:,.0f} seconds, as the file has {path.stat().st_size:,} bytes",
        got="no end",
        hint=f"the file may be damaged: {GET_AGAIN}",
    )


def too_large(path: Path, ending: str, memory: int) -> StudyError:
    """Return the error of a file whose reader wanted more memory than it may have."""
    return StudyError(
        f"{path.name} can't be read: the reader of {ending} wants too much memory.",
        expected=f"at most {memory:,} bytes, as the file has {path.stat().st_size:,}",
        got="more",
        hint=f"the file may be damaged: {GET_AGAIN}; or save fewer columns of it",
    )


def expands(path: Path, ending: str, size: int, allowed: int) -> StudyError:
    """Return the error of a packed file that holds far more than its size lets expect."""
    return StudyError(
        f"{path.name} can't be read: it expands to more than a survey's file does.",
        expected=f"at most {allowed:,} bytes, as the file has {size:,}",
        got="more",
        hint=f"if that is right, unpack it yourself, or save it as another format than {ending}",
    )
