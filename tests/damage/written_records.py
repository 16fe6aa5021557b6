"""Records that people write, damaged: YAML, TOML and translations."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from analysis import paths
from analysis.judging import checks, claims
from analysis.sources import catalogue, corrections, eurostat
from analysis.words import i18n, wording
from analysis.words.po import read_po
from damage.cases import Case, Subject
from damage.raw_bytes import damaged

Change = Callable[[Any, random.Random], Any]
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # libyaml or not: the same text
KEY = re.compile(r" +[\w-]+: ")  # none of the colons within a sentence
PICKED = 6
"""Places where each change of a field is tried."""


def ask(read: Callable[[Path], Any], name: str, content: bytes, folder: Path) -> str:
    """Read a file of records, and return all it holds."""
    file = folder / name
    file.write_bytes(content)
    return repr(read(file))


def _translations(file: Path) -> str:
    """Return the French of every sentence."""
    return repr([(str(one.id), str(one.string)) for one in read_po(file, "fr") if one.id])


def _checked(file: Path) -> str:
    """Return what is to be given back, and what is."""
    declared = checks.read_checks(file)
    return f"{declared}\n{checks.against_published(declared).to_csv()}"


YAML: dict[str, tuple[Path, Callable[[Path], Any]]] = {
    "catalogue": (paths.CATALOGUE, catalogue.read_catalogue),
    "corrections": (corrections.CORRECTIONS, corrections.read_corrections),
    "checks": (checks.CHECKS, _checked),
    "eurostat": (eurostat.TABLES, eurostat.tables),
}
TOML: dict[str, tuple[Path, Callable[[Path], Any]]] = {
    "claims": (claims.CLAIMS, claims.claims),
    "wording": (wording.wording_of("06_recruiters"), wording.read_wording),
}


def cases(seed: int) -> Iterator[Case]:
    """Yield every case of this group."""
    for name, (path, read) in (YAML | TOML).items():
        subject = Subject("records", name, path.read_bytes(), partial(ask, read, path.name))
        yield from damaged(subject, seed, text=True, told=False)
        yield from _of_structure(subject)
        if name in YAML:
            yield from _of_fields(subject, seed)
    path = i18n.catalogue_of("fr")
    po = Subject(
        "records", "translations", path.read_bytes(), partial(ask, _translations, path.name)
    )
    yield from damaged(po, seed, text=True, told=False)


def _of_structure(subject: Subject) -> Iterator[Case]:
    """What is no list of records, or would do harm when it is read."""
    text = subject.content.decode()
    for kind, content in {
        "nested too deep": "[" * 100_000,
        "a tag that runs code": "- !!python/object/apply:os.system ['true']\n",
        "a bomb of aliases": BOMB,
        "a text": "just a text\n",
        "a number": "42\n",
        "nothing but a comment": "# nothing\n",
        "a tab in its indent": text.replace("\n  ", "\n\t", 1) if "\n  " in text else "\t- a: 1\n",
        "an unknown letter": text.replace("\n", "\n\a", 1),
        "twice": text + "\n" + text,
    }.items():
        yield Case(subject, kind, content.encode())


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def _of_fields(subject: Subject, seed: int) -> Iterator[Case]:
    records = yaml.safe_load(subject.content)
    for number, (kind, (change, tellable)) in enumerate(FIELDS.items()):
        for place in range(PICKED):
            draw = random.Random(f"{seed} {subject.name} {number} {place}")
            changed = change(copy.deepcopy(records), draw)
            if changed is not None and changed != records:
                text = yaml.dump(changed, Dumper=DUMPER, sort_keys=False, allow_unicode=True)
                yield Case(subject, kind, text.encode(), tellable)
    text = subject.content.decode().splitlines(keepends=True)
    for place in range(PICKED):
        draw = random.Random(f"{seed} {subject.name} key {place}")
        keys = [at for at, line in enumerate(text) if KEY.match(line)]
        at = draw.choice(keys)
        if text[at].rstrip()[-1] not in ">|[{:":
            doubled = "".join([*text[: at + 1], text[at], *text[at + 1 :]])
            yield Case(subject, "a key twice", doubled.encode())


def _record(records: Any, draw: random.Random) -> dict[str, Any]:
    """Choose a record, of a list or of the lists of one record."""
    if isinstance(records, dict):
        records = [record for block in records.values() for record in block]
    found: dict[str, Any] = draw.choice(records)
    return found


def _field(change: Callable[[Any], Any], kind: type | tuple[type, ...]) -> Change:
    """Change one field of a kind, of a record or of what stands in it."""

    def changed(records: Any, draw: random.Random) -> Any:
        places = [*_places(_record(records, draw), kind)]
        if not places:
            return None
        held, key = draw.choice(places)
        held[key] = change(held[key])
        return records

    return changed


def _places(held: Any, kind: type | tuple[type, ...]) -> Iterator[tuple[Any, Any]]:
    pairs = held.items() if isinstance(held, dict) else enumerate(held)
    for key, inside in [*pairs]:
        if isinstance(inside, kind) and not isinstance(inside, bool):
            yield held, key
        if isinstance(inside, dict | list):
            yield from _places(inside, kind)


def _unknown(records: Any, draw: random.Random) -> Any:
    _record(records, draw)["colour"] = "blue"
    return records


def _again(records: Any, draw: random.Random) -> Any:
    if not isinstance(records, list) or "id" not in records[0]:
        return None
    records.insert(draw.randrange(len(records)), copy.deepcopy(records[0]))
    return records


def _escaping(records: Any, draw: random.Random) -> Any:
    record = _record(records, draw)
    if not record.get("files"):
        return None
    record["files"][0]["path"] = draw.choice(["../../escaped.csv", "/etc/escaped", "a/../../b"])
    return records


def _insecure(records: Any, draw: random.Random) -> Any:
    record = _record(records, draw)
    if "landing_page" not in record:
        return None
    record["landing_page"] = draw.choice(["javascript:alert(1)", "file:///etc/passwd", "nowhere"])
    return records


FIELDS: dict[str, tuple[Change, bool]] = {
    "an unknown field": (_unknown, True),
    "a record twice": (_again, True),
    "a list for a text": (_field(lambda text: [text], str), True),
    "a mapping for a text": (_field(lambda text: {"a": text}, str), True),
    "a text for a list": (_field(lambda held: "text", list), True),
    "a text for a mapping": (_field(lambda held: "text", dict), True),
    "an empty text": (_field(lambda text: "", str), False),
    "nothing for a text": (_field(lambda text: None, str), False),
    "another number": (_field(lambda number: number * 10 + 1, int | float), False),
    "a path that leads out": (_escaping, True),
    "an address that is none": (_insecure, True),
}
"""What may happen to a field; whether the record alone tells."""
