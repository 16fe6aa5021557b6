"""Every sentence that readers see, gathered for translation and checked against the catalogues."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from analysis import paths
from analysis.files import write
from analysis.judging.checks import CHECKS, not_recomputed
from analysis.judging.claims import CLAIMS
from analysis.pipeline import notebooks
from analysis.words.i18n import LOCALE, catalogue_of

Found = dict[str, list[str]]
PACKAGE = LOCALE.parents[1]
MARKS = {"_", "N_"}
SENTENCES = {"say": (), "figure": ("title", "alt", "base", "source")}
"""Functions that translate what they are given: the first argument, or these named ones."""

CLAIM_FIELDS = ("statement", "estimand", "threshold", "limits", "unobserved", "would_test")
SOURCE_FIELDS = ("title", "short", "producer", "published", "universe", "mode", "sampling")


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
    yield from _with_place(CLAIMS.relative_to(paths.ROOT), _of_claims())
    yield from _with_place(paths.CATALOGUE.relative_to(paths.ROOT), _of_sources())
    yield from _with_place(CHECKS.relative_to(paths.ROOT), _of_checks())
    for path in sorted(paths.VALUES.glob("*.json")):
        yield from _with_place(path.relative_to(paths.ROOT), _of_values(path))


def _with_place(path: Path, sentences: Iterator[str]) -> Iterator[tuple[str, str]]:
    return ((path.as_posix(), sentence) for sentence in sentences if sentence.strip())


def _of_code(code: str) -> Iterator[str]:
    """Find the constant strings given to a function that translates them."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        name = node.func.id
        given: list[ast.expr] = []
        if name in MARKS or name == "say":
            given = node.args[:1]
        elif name in SENTENCES:
            given = [word.value for word in node.keywords if word.arg in SENTENCES[name]]
        for value in given:
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
    for claim in tomllib.loads(CLAIMS.read_text("utf-8"))["claim"]:
        yield from (claim.get(field, "") for field in CLAIM_FIELDS)
        yield from (item["label"] for item in claim.get("items", []))


def _of_sources() -> Iterator[str]:
    records: list[dict[str, Any]] = yaml.safe_load(paths.CATALOGUE.read_text("utf-8"))
    for record in records:
        yield from (record.get(field, "") for field in SOURCE_FIELDS)
        yield record["licence"]["name"]
        yield from record.get("notes", [])


def _of_checks() -> Iterator[str]:
    for row in not_recomputed().itertuples():
        yield from (str(row.what), str(row.why))


def _of_values(path: Path) -> Iterator[str]:
    """Find the bases of published figures, which are words; those of surveys are made of codes."""
    for value in json.loads(path.read_text("utf-8")).values():
        if not value["base"].startswith(("asked ", "answered ")):
            yield value["base"]


def read_catalogue_of(language: str) -> Catalog:
    """Read the translations of a language; an empty catalogue where there are none yet."""
    path = catalogue_of(language)
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def gaps(language: str) -> dict[str, list[str]]:
    """List what a catalogue lacks, holds for nothing, or is unsure of.

    Returns
    -------
    dict
        ``missing``: sentences without translation; ``stale``: translations of sentences that are
        gone; ``fuzzy``: translations guessed by a tool that nobody has read.
    """
    catalogue, wanted = read_catalogue_of(language), collect()
    entries = {str(message.id): message for message in catalogue if message.id}
    fuzzy = {sentence for sentence, message in entries.items() if message.fuzzy}
    done = {sentence for sentence, message in entries.items() if message.string} - fuzzy
    return {
        "missing": sorted(set(wanted) - done),
        "stale": sorted(set(entries) - set(wanted)),
        "fuzzy": sorted(fuzzy),
    }


def update(language: str) -> Path:
    """Bring a catalogue up to date: new sentences come in empty, those that are gone leave."""
    old, fresh = read_catalogue_of(language), Catalog(locale=language, project="networks-and-jobs")
    for sentence, places in sorted(collect().items(), key=lambda item: (item[1][0], item[0])):
        known = old.get(sentence)
        fresh.add(
            sentence,
            known.string if known and not known.fuzzy else "",
            locations=[(place, 0) for place in dict.fromkeys(places)],
        )
    path = catalogue_of(language)
    text = BytesIO()
    write_po(text, fresh, width=100, omit_header=True, include_lineno=False)
    write(path, text.getvalue())
    return path


def holes(sentence: str) -> list[str]:
    """List the places of a sentence that values fill.

    Examples
    --------
    >>> holes("{members} of adults ({members:interval})")
    ['{members:interval}', '{members}']
    """
    return sorted(re.findall(r"\{[^{}]*\}", sentence))
