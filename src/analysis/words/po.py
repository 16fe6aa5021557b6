"""Translations in their file, checked entry by entry: Babel reads on where one is damaged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import StudyError
from analysis.parsing import read_text

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

TEXT = r'[ \t]++(?:"(?:[^"\\\n]++|\\.)*+"[ \t]*+\n)++'
SENTENCE = (
    rf"(?:msgctxt{TEXT})?+msgid{TEXT}(?:msgstr{TEXT}|msgid_plural{TEXT}(?:msgstr\[\d\]{TEXT})++)"
)
FILE = re.compile(rf"(?:(?:#[^\n]*+\n)*+(?:{SENTENCE})?+(?:[ \t]*+\n)++)*+")
"""Entries: comments, a sentence and what translates it, each text in quotes; then empty lines."""

SCHEMES = "https?|ftp|file|data|javascript|vbscript"
FORM = re.compile(rf"</?[A-Za-z!][^<>]*>?|\]\([^)]*\)|\b(?:{SCHEMES}):\S+|\{{[^{{}}]*\}}")
"""What a translation must keep: HTML, links, addresses, and the holes that values fill."""

SHORT = 60


def po_text(path: Path) -> str:
    """Read a file of translations as text, each entry of it in the form of such files.

    Raises
    ------
    StudyError
        As for `analysis.parsing.read_text`, and when an entry is none: where, and what to do.
    """
    text = read_text(path)
    good = FILE.match(f"{text}\n\n")
    end = good.end() if good else 0
    if end < len(text):
        line = text[end:].split("\n", maxsplit=1)[0]
        raise StudyError(
            f"{path.name} has an entry that is no translation.",
            expected='comments, then msgid "…" and msgstr "…", then an empty line',
            got=f"from line {1 + text.count(chr(10), 0, end)}: {line[:SHORT]}",
            hint="close its quotes, or see what changed with `git diff`",
        )
    return text


def read_po(path: Path, language: str) -> Catalog:
    """Read the translations of a language.

    Parameters
    ----------
    path : Path
        A ``.po`` file.
    language : str
        Its language.

    Raises
    ------
    StudyError
        As for `po_text`, and when a sentence is translated twice, or a translation holds other
        HTML, links or values than its sentence.
    """
    from babel.messages import pofile  # noqa: PLC0415 - who words nothing needs no Babel

    text = po_text(path)
    try:
        entries = pofile.read_po(BytesIO(text.encode()), locale=language, abort_invalid=True)
    except pofile.PoFileError as problem:
        got = f"line {problem.lineno}: {problem.line.strip()[:SHORT]}"
        raise StudyError(
            f"{path.name} can't be read as translations.",
            got=f"{problem}; {got}",
            hint="see what changed with `git diff`, and mend it",
        ) from None
    _refuse_lost(text, entries, path)
    _refuse_other_form(entries, path)
    return entries


def _refuse_lost(text: str, entries: Catalog, path: Path) -> None:
    """Refuse a file of which Babel keeps less than there is: the last of two translations wins."""
    begun = len(re.findall(r"^msgid[ \t]", text, re.MULTILINE))
    headed = bool(re.search(r'^msgid[ \t]+""\n(?!")', text, re.MULTILINE))
    if begun - headed != len(entries):
        raise StudyError(
            f"{path.name} translates a sentence twice, or lost the head of one.",
            expected=f"{begun - headed} sentences, as many as `msgid`",
            got=f"{len(entries)}",
            hint="`msgfmt --check` names the line; delete one of the two",
        )


def _refuse_other_form(entries: Iterable[Message], path: Path) -> None:
    for entry in entries:
        if entry.id and entry.string and not entry.fuzzy:
            english, other = (_form(str(said)) for said in (entry.id, entry.string))
            if english != other:
                raise StudyError(
                    f"{path.name} has a translation with other HTML, links or values.",
                    expected=", ".join((english - other).elements()) or "none but those",
                    got=f"{', '.join((other - english).elements()) or 'without it'} "
                    f"(line {entry.lineno}: {str(entry.id)[:SHORT]})",
                    hint="keep what stands in <>, () and {} as the English has it",
                )


def _form(sentence: str) -> Counter[str]:
    return Counter(FORM.findall(sentence))
