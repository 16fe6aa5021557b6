"""Text that people and tools wrote, read one way: what is wrong with it is told, with its line.

Records, words, translations, notebooks and values all come in here. A file that is damaged, that
git left unfinished, or that says one thing twice is refused: the last of two never wins in silence.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any

import yaml

from analysis.errors import StudyError

MEND = "see what changed with `git diff`, and mend it"
DEEPEST = 50
"""How deep a file of YAML may be nested; records are six deep."""

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd-\uffff]"
)
"""Characters that no record needs: of control, of direction (they hide what a line says), and the
mark of text that was already lost."""

MARKS = ("<<<<<<<", ">>>>>>>", "|||||||")
CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)", re.MULTILINE)
PAGE = re.compile(r"\s*<(?:!doctype html|html)\b", re.IGNORECASE)
POINTER = "version https://git-lfs"


def read_text(path: Path, remedy: str = MEND) -> str:
    """Read a file of text that people or tools wrote.

    Parameters
    ----------
    path : Path
        The file, in UTF-8; a byte order mark at its head is no part of the text.
    remedy : str
        What to do when it can't be read.

    Returns
    -------
    str
        Its text, lines ending in a line feed.

    Raises
    ------
    StudyError
        When it is no file, isn't UTF-8, is empty, holds characters that can't be seen, or is
        something that git or a server left in its place.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = 1 + problem.object[: problem.start].count(b"\n")
        got = f"the byte {problem.object[problem.start]:#04x} in line {line}"
        raise StudyError(
            f"{path.name} is no text in UTF-8.", expected="UTF-8", got=got, hint=remedy
        ) from None
    except OSError as problem:
        got = f"{problem.strerror or problem}: {path}"
        raise StudyError(f"{path.name} can't be read.", got=got, hint=remedy) from None
    if fault := _fault(text):
        raise StudyError(f"{path.name} is damaged.", got=fault, hint=remedy)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_parsed(path: Path, remedy: str = MEND) -> Any:
    """Read a file of YAML, TOML or JSON, as its name says.

    Parameters
    ----------
    path : Path
        ``.toml``; ``.json`` or ``.ipynb``; any other is YAML.
    remedy : str
        What to do when it can't be read.

    Raises
    ------
    StudyError
        As for `read_text`, and when the text isn't in its form, is nested too deep, expands
        without end, or gives one key two values.
    """
    return parsed(read_text(path, remedy), path, remedy)


def parsed(text: str, path: Path, remedy: str = MEND) -> Any:
    r"""Return what a text says in the form that the name of its file tells.

    Parameters
    ----------
    text : str
        The text.
    path : Path
        Its file, for its form and for the message.
    remedy : str
        What to do when it can't be read.

    Raises
    ------
    StudyError
        As for `read_parsed`.

    Examples
    --------
    >>> parsed("[a]\nb = 1", Path("words.toml"))
    {'a': {'b': 1}}
    """
    form, parse = _FORMS.get(path.suffix, ("YAML", _yaml))
    try:
        return parse(text)
    except RecursionError:
        got = "it is nested too deep"
    except (yaml.YAMLError, ValueError) as problem:  # of JSON, of TOML, of a date in YAML
        got = str(problem)
    raise StudyError(f"{path.name} can't be read as {form}.", got=got, hint=remedy)


def read_mapping(path: Path, remedy: str = MEND) -> dict[str, Any]:
    """Read a file of YAML, TOML or JSON that holds names and what belongs to each.

    Raises
    ------
    StudyError
        As for `read_parsed`, and when the file holds something else.
    """
    found = read_parsed(path, remedy)
    if not isinstance(found, dict):
        got = type(found).__name__
        raise StudyError(
            f"{path.name} isn't names with their values.", expected="dict", got=got, hint=remedy
        )
    return found


def _fault(text: str) -> str:
    """Return what a text is in place of what it should be; "" where nothing shows."""
    if not text.strip():
        return "an empty file"
    if text.startswith(POINTER):
        return "a pointer of git-lfs in place of the file"
    if PAGE.match(text):
        return "a page of HTML in place of the file"
    marked = any(mark in text for mark in MARKS)  # sooner told than where lines begin
    if marked and (conflict := CONFLICT.search(text)):
        return f"the mark of a merge that conflicts, in line {_line(text, conflict.start())}"
    if unseen := UNSEEN.search(text):
        name = f"U+{ord(unseen[0]):04X}"
        return f"a character that can't be seen ({name}), in line {_line(text, unseen.start())}"
    return ""


def _line(text: str, place: int) -> int:
    return 1 + text.count("\n", 0, place)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # libyaml or not
    """Plain YAML, ten times faster where libyaml is at hand: nothing said twice, nothing merged."""

    yaml_constructors = {
        tag: constructor
        for tag, constructor in yaml.SafeLoader.yaml_constructors.items()
        if tag is None or tag.rpartition(":")[2] not in {"binary", "set", "omap", "pairs"}
    }

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Refuse ``<<``, by which one value replaces another far from where it stands."""
        for key, _value in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                raise yaml.constructor.ConstructorError(
                    None, None, "'<<' merges records; write each one out", key.start_mark
                )

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Build a mapping; refuse a key that stands in it twice."""
        found: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        if len(found) != len(node.value):
            known = set()
            for key, _value in node.value:
                name = self.construct_object(key)
                if name in known:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"the key {key.value} is there twice", key.start_mark
                    )
                known.add(name)
        return found


def _yaml(text: str) -> Any:
    _refuse_mazes(text)
    return yaml.load(text, _Loader)


def _refuse_mazes(text: str) -> None:
    """Refuse what would grow without end, or what libyaml follows until its memory is used up."""
    anchored: list[bool] = []
    for event in yaml.parse(text, _Loader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.CollectionStartEvent):
            anchored.append(event.anchor is not None)
            if len(anchored) > DEEPEST:
                raise ValueError(f"it is nested too deep, in line {line}")
        elif isinstance(event, yaml.CollectionEndEvent):
            anchored.pop()
        elif isinstance(event, yaml.AliasEvent) and any(anchored):
            raise ValueError(f"*{event.anchor} in a value that has an alias itself, in line {line}")


def _json(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} is there twice")
    return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _no_number(digits)


_FORMS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    ".toml": ("TOML", tomllib.loads),
    ".json": ("JSON", _json),
    ".ipynb": ("JSON", _json),
}
