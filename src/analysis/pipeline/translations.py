"""Every sentence that readers see, gathered for translation and checked against the catalogues."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Mapping, Set
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import unescape, write_po
from jinja2.ext import babel_extract

from analysis import paths
from analysis.files import write
from analysis.judging.checks import CHECKS, not_recomputed
from analysis.judging.claims import CLAIMS
from analysis.judging.values import read_values
from analysis.parsing import read_parsed
from analysis.pipeline import notebooks
from analysis.words.bases import Base
from analysis.words.i18n import LANGUAGES, LOCALE, catalogue_of
from analysis.words.po import read_po
from analysis.words.wording import read_wording

Found = dict[str, list[str]]
PACKAGE = LOCALE.parents[1]
MARKS = {"_", "N_", "say", "tr"}
"""Functions that translate their first argument."""

TO_DO = {
    "missing": "has no translation: write it in `msgstr` (`study messages` adds new sentences)",
    "stale": "is no longer shown by the study: run `study messages`",
    "fuzzy": (
        "has changed since it was translated (`#|` is the old English): correct the translation, "
        "then delete the word `fuzzy`"
    ),
}
"""What each kind of gap asks of a translator."""

CLAIM_FIELDS = ("statement", "answer", "limits", "would_test", "why")
SOURCE_FIELDS = ("title", "short", "producer", "published", "universe", "mode", "sampling")
WANTED_FIELDS = ("title", "country", "years", "holds", "takes", "unread")


def collect() -> Found:
    """Gather every sentence to translate, with the places that show it."""
    found: Found = {}
    for place, sentence in _everywhere():
        found.setdefault(sentence, []).append(place)
    return found


def _everywhere() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield from _with_place(path.relative_to(paths.ROOT), _of_code(path.read_text("utf-8")))
    for path in sorted(PACKAGE.rglob("*.j2")):
        yield from _with_place(path.relative_to(paths.ROOT), _of_template(path))
    for path in sorted(paths.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")):
        yield from _with_place(path.relative_to(paths.ROOT), _of_notebook(path))
    for path in sorted(paths.NOTEBOOKS.glob("[0-9][0-9]_*.toml")):
        words = [text for codes in read_wording(path).values() for text in codes.values()]
        yield from _with_place(path.relative_to(paths.ROOT), iter(words))
    yield from _with_place(CLAIMS.relative_to(paths.ROOT), _of_claims())
    yield from _with_place(paths.CATALOGUE.relative_to(paths.ROOT), _of_sources())
    yield from _with_place(CHECKS.relative_to(paths.ROOT), _of_checks())
    staged = sorted(paths.STAGED_VALUES.glob("*.json"))  # what a build that stopped had found
    for path in staged or sorted(paths.VALUES.glob("*.json")):
        yield from _with_place(path.relative_to(paths.ROOT), _of_values(path))


def _with_place(path: Path, sentences: Iterator[str]) -> Iterator[tuple[str, str]]:
    return ((path.as_posix(), sentence) for sentence in sentences if sentence.strip())


def _of_code(code: str) -> Iterator[str]:
    """Find the constant strings given to a function that translates them."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        for value in node.args[:1] if node.func.id in MARKS else ():
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def _of_template(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        for _line, _function, message, _comments in babel_extract(file, ["_"], [], {}):
            if isinstance(message, str):
                yield message


def _of_notebook(path: Path) -> Iterator[str]:
    for cell in notebooks.read(path).cells:
        if cell.cell_type == "markdown":
            yield cell.source
        else:
            yield from _of_code(cell.source)


def _of_claims() -> Iterator[str]:
    for claim in read_parsed(CLAIMS)["claim"]:
        yield from (claim.get(field, "") for field in CLAIM_FIELDS)
        for part in claim.get("parts", []):
            yield part["estimand"]
            for item in part.get("items", []):
                yield from (item["label"], item.get("proxy", ""), item.get("study", ""))


def _of_sources() -> Iterator[str]:
    """Find the sentences of the records but those that a record translates, and bare years."""
    records: list[dict[str, Any]] = read_parsed(paths.CATALOGUE)
    for record in records:
        if record["kind"] == "wanted":
            yield from (record[field] for field in WANTED_FIELDS)
            continue
        fields = [field for field in SOURCE_FIELDS if not _translated(record, field)]
        said = [record.get(field, "") for field in fields] + [record["licence"]["name"]]
        yield from (text for text in said if not text.isdigit())
        yield from [] if _translated(record, "notes") else record.get("notes", [])


def _translated(record: Mapping[str, Any], field: str) -> bool:
    """Check whether a record says something in all languages itself."""
    told = record.get("translated", {})
    return all(told.get(language, {}).get(field) for language in LANGUAGES[1:])


def _of_checks() -> Iterator[str]:
    for row in not_recomputed().itertuples():
        yield from (str(row.what), str(row.why))


def _of_values(path: Path) -> Iterator[str]:
    """Find the notes of the bases; the rest of a base is made of codes, which have labels."""
    for value in read_values(path.stem, path.parent).values():
        base: Base | None = value.base
        while base:
            yield base.note
            base = base.before


def read_catalogue_of(language: str) -> Catalog:
    """Read the translations of a language; an empty catalogue where there are none yet."""
    path = catalogue_of(language)
    if not path.is_file():
        return Catalog(locale=language)
    catalogue = read_po(path, language)
    for message in catalogue:
        _restore_previous(message)
    return catalogue


def _restore_previous(message: Message) -> None:
    """Find the previous English among the comments: Babel writes it (``#|``) but does not read it.

    Once somebody has read the translation, and ``fuzzy`` is gone, it has no use.
    """
    lines = [line for line in message.user_comments if line.startswith("|")]
    message.user_comments = [line for line in message.user_comments if line not in lines]
    if lines and message.fuzzy:
        quoted = re.findall(r'"(?:[^"\\]|\\.)*"', " ".join(line[1:].strip() for line in lines))
        message.previous_id = ["".join(map(unescape, quoted))]


def gaps(language: str) -> dict[str, list[str]]:
    """List what a catalogue lacks, holds for nothing, or is unsure of.

    Returns
    -------
    dict
        ``missing``: sentences without translation; ``stale``: translations of sentences that are
        gone; ``fuzzy``: translations of an earlier English, which nobody has read again.
    """
    entries, wanted = _entries(language), set(collect())
    return {
        "missing": sorted(wanted - {key for key, message in entries.items() if message.string}),
        "stale": sorted(set(entries) - wanted),
        "fuzzy": sorted(key for key, message in entries.items() if message.fuzzy),
    }


def _entries(language: str) -> dict[str, Message]:
    return {str(message.id): message for message in read_catalogue_of(language) if message.id}


def to_do(language: str) -> list[str]:
    """List the gaps of a catalogue for a translator: where, which sentence, and what to do."""
    entries, path = _entries(language), catalogue_of(language)
    lines = []
    for kind, sentences in gaps(language).items():
        for sentence in sentences:
            place = f"{path}:{entries[sentence].lineno}" if sentence in entries else path
            short = textwrap.shorten(sentence, 80, placeholder="…")
            lines.append(f"{place}: “{short}” {TO_DO[kind]}")
    return lines


def update(language: str) -> Path:
    """Bring a catalogue up to date with the sentences of the study.

    A sentence that has changed keeps its translation, marked ``fuzzy`` and with the English that
    it was made for, until somebody has read it. A new one comes in empty, one that is gone leaves.
    """
    fresh, text = _renewed(read_catalogue_of(language), collect()), BytesIO()
    write_po(text, fresh, width=100, omit_header=True, include_lineno=False, include_previous=True)
    path = catalogue_of(language)
    write(path, text.getvalue())
    return path


def _renewed(old: Catalog, found: Found) -> Catalog:
    """Build the catalogue of today's sentences from that of earlier ones."""
    fresh = Catalog(locale=old.locale)
    known = {str(message.id): message for message in old if message.string and message.id in found}
    known |= {
        str(message.id): message for message in _matched(old, found, known.keys()) if message.id
    }
    for sentence, places in sorted(found.items(), key=lambda item: (item[1][0], item[0])):
        message = known[sentence]
        fresh.add(
            sentence,
            message.string,
            locations=[(place, 0) for place in dict.fromkeys(places)],
            flags=message.flags,
            user_comments=message.user_comments,
            previous_id=message.previous_id,
        )
    return fresh


def _matched(old: Catalog, found: Found, known: Set[str]) -> Catalog:
    """Match new sentences with translations whose English is gone, by Babel's own comparison.

    Only with those: a sentence that is still shown has its translation to itself, and comparing
    one new paragraph with all 1,600 takes up to two seconds. A translation that was already
    waiting to be read stands under the English it was made for, not under an edit of it: an edit
    that is taken back finds its translation whole, and one edited again is compared with that.
    """
    gone, new = Catalog(locale=old.locale), Catalog(locale=old.locale)
    for sentence in sorted(found.keys() - known):
        new.add(sentence)
    for message in old:
        if message.id and message.string and message.id not in found:
            english = message.previous_id[0] if message.previous_id else message.id
            gone.add(english, message.string, user_comments=message.user_comments)
    gone.update(new)
    return gone


def holes(sentence: str) -> list[str]:
    """List the places of a sentence that values fill.

    Examples
    --------
    >>> holes("{members} of adults ({members:interval})")
    ['{members:interval}', '{members}']
    """
    return sorted(re.findall(r"\{[^{}]*\}", sentence))
