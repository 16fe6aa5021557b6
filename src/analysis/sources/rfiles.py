"""Read the one data frame of an R file (``.rda``, ``.RData``, ``.rds``), labels and tags included.

rdata parses the file. The frame is built here: its own converter takes as long again, makes room in
every cell of a column for the longest text in it, and loses the attributes of columns.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.cleaning.missing import missing_tags, tagged
from analysis.errors import StudyError
from analysis.extras import needed
from analysis.sources.surveyfile import SurveyFile

ENDINGS = (".rda", ".rdata", ".rds")

_UTF8, _LATIN1 = 1 << 3, 1 << 2
"""Flags of R's texts (R Internals, 1.1.2): the encodings that they may name."""


def read_r(path: Path, ending: str, encoding: str | None) -> SurveyFile:
    """Read an R file that holds one data frame.

    Parameters
    ----------
    path : Path
        The file.
    ending : str
        Its format, one of `ENDINGS`.
    encoding : str, optional
        The encoding of its text, where it isn't the one that the file names.

    Returns
    -------
    SurveyFile
        Numbers are float64, whose missing values keep haven's tags; text is text, a factor is a
        category, TRUE and FALSE are nullable booleans, a date is its number. Labels are those of
        haven and labelled.

    Raises
    ------
    StudyError
        When the file holds no data frame or several, or one with a list or a matrix in a column or
        with two columns of one name.
    UnicodeDecodeError
        When a text isn't in the encoding that it names, or in `encoding`. What rdata raises on a
        damaged file has no common type.
    """
    rdata = needed("rdata", extra="files")
    with warnings.catch_warnings():
        # It warns of an extension that isn't the usual one, whatever the file holds.
        warnings.simplefilter("ignore")
        parsed = rdata.parser.parse_file(path, extension=".rds" if ending == ".rds" else ".rda")
    text = _Text(encoding, parsed.extra.encoding)
    frame = _frame(parsed.object, text)
    return _survey_file(frame, text)


class _Text:
    """Decode R's texts, each once: a column repeats a few answers."""

    def __init__(self, told: str | None, of_file: str | None) -> None:
        self.told, self.default = told, of_file or "utf-8"
        self.known: dict[tuple[bytes, int], str] = {}

    def decode(self, char: Any) -> str | None:
        """Decode one text; None is R's NA."""
        if char.value is None:
            return None
        key = (char.value, char.info.gp)
        if key not in self.known:
            self.known[key] = char.value.decode(self._encoding(char.info.gp))
        return self.known[key]

    def all_of(self, vector: Any) -> list[Any]:
        """Decode the texts of a vector."""
        return [self.decode(char) for char in vector.value]

    def words_of(self, vector: Any) -> list[str]:
        """Decode labels: a letter that can't be is marked, rather than the file refused for it."""
        return [
            "" if char.value is None else char.value.decode(self._encoding(char.info.gp), "replace")
            for char in vector.value
        ]

    def _encoding(self, flags: int) -> str:
        if self.told:
            return self.told
        if flags & _LATIN1:
            return "latin-1"
        return "utf-8" if flags & _UTF8 else self.default


def _frame(found: Any, text: _Text) -> Any:
    """Return the data frame of a file: a saved one, or the only one of a workspace."""
    objects = _pairs(found, text) if _kind(found) == "LIST" else {"": found}
    frames = [x for x in objects.values() if "data.frame" in _classes(x, text)]
    if len(frames) != 1:
        listed = ", ".join(f"{name} ({_told(x, text)})".strip() for name, x in objects.items())
        raise StudyError(
            "The R file doesn't hold one data frame.",
            expected="one data frame, alone or beside other objects",
            got=f"{len(frames)}, in: {listed}",
            hint="in R, save the data frame alone: saveRDS(people, 'people.rds')",
        )
    return frames[0]


def _survey_file(frame: Any, text: _Text) -> SurveyFile:
    names = text.all_of(_pairs(frame.attributes, text)["names"])
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise StudyError(
            "The data frame has several columns of one name.",
            got=", ".join(repeated),
            hint="in R: names(people) <- make.unique(names(people))",
        )
    columns, labels, wordings = {}, {}, {}
    for name, vector in zip(names, frame.value, strict=True):
        attributes = _pairs(vector.attributes, text)
        columns[name] = _column(name, vector, attributes, text)
        if "labels" in attributes:
            labels[name] = _labels(attributes["labels"], text)
        if "label" in attributes:
            wordings[name] = text.words_of(attributes["label"])[0]
    return SurveyFile(pd.DataFrame(columns), labels, wordings)


def _labels(vector: Any, text: _Text) -> dict[float | str, str]:
    codes = _values(vector, text)
    if codes.dtype == np.float64:
        codes = missing_tags(codes, kept=True)
    words = text.words_of(_pairs(vector.attributes, text)["names"])
    return dict(zip(codes.tolist(), words, strict=True))


def _column(name: str, vector: Any, attributes: dict[str, Any], text: _Text) -> pd.Series[Any]:
    if _kind(vector) not in {"LGL", "INT", "REAL", "STR"} or "dim" in attributes:
        raise StudyError(
            f"The column '{name}' of the data frame can't be read.",
            expected="numbers, text, a factor, or TRUE and FALSE",
            got=_told(vector, text),
            hint="in R, take it out of the data frame and save that again",
        )
    if "factor" in _classes(vector, text):
        return _factor(vector, text.all_of(attributes["levels"]))
    return _values(vector, text)


def _factor(vector: Any, levels: list[str]) -> pd.Series[Any]:
    codes = np.ma.filled(vector.value, 0).astype(np.int64) - 1
    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(levels)))


def _values(vector: Any, text: _Text) -> pd.Series[Any]:
    kind = _kind(vector)
    if kind == "STR":
        return pd.Series(text.all_of(vector), dtype="str")
    if kind == "REAL":
        return pd.Series(vector.value)
    if kind == "LGL":
        return pd.Series(vector.value.tolist(), dtype="boolean")
    numbers = np.ma.filled(np.ma.asarray(vector.value).astype("float64"), np.nan)
    return tagged(pd.Series(numbers))


def _pairs(node: Any, text: _Text) -> dict[str, Any]:
    """Return R's linked list of named objects, such as the attributes of a vector."""
    found = {}
    while node is not None and _kind(node) != "NILVALUE":
        symbol = node.tag.referenced_object if _kind(node.tag) == "REF" else node.tag
        value, following = node.value
        found[str(text.decode(symbol.value))] = value
        node = following
    return found


def _classes(thing: Any, text: _Text) -> list[str]:
    attributes = _pairs(thing.attributes, text)
    return text.all_of(attributes["class"]) if "class" in attributes else []


def _told(thing: Any, text: _Text) -> str:
    """Name what an R object is, for an error."""
    return ", ".join(_classes(thing, text)) or f"R's type {_kind(thing)}"


def _kind(thing: Any) -> str:
    return str(thing.info.type.name)
