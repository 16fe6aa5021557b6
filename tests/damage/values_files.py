"""Saved values, damaged: what `read_values` makes of them."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.judging.values import read_values
from damage.cases import Case, Subject
from damage.raw_bytes import damaged

NOTEBOOKS = ("02_members", "05_candidates")
PICKED = 2


def ask(notebook: str, content: bytes, folder: Path) -> str:
    """Read the values of a notebook."""
    (folder / f"{notebook}.json").write_bytes(content)
    return repr(read_values(notebook, folder))


def cases(seed: int) -> Iterator[Case]:
    """Yield every case of this group."""
    for name in NOTEBOOKS:
        content = (paths.VALUES / f"{name}.json").read_bytes()
        subject = Subject("values", name, content, partial(ask, name))
        yield from damaged(subject, seed, text=True, told=False)
        for number, (kind, (change, tellable)) in enumerate(CHANGES.items()):
            for place in range(PICKED):
                draw = random.Random(f"{seed} {name} {number} {place}")
                values = json.loads(subject.content)
                changed = copy.deepcopy(values)
                surveyed = [value for value in changed.values() if value["low"] is not None]
                change(draw.choice(surveyed))
                yield Case(subject, kind, json.dumps(changed).encode(), tellable)
        twice = subject.content.decode().rstrip().rstrip("}").rstrip()
        first = json.dumps(next(iter(json.loads(subject.content).items()))[0])
        yield Case(subject, "a name twice", f'{twice}, {first}: {{"value": 1}}}}'.encode())
        yield Case(subject, "a list", b"[1, 2]")
        yield Case(subject, "nested too deep", b"[" * 100_000)


Value = dict[str, Any]


def _with(**fields: Any) -> Callable[[Value], None]:
    return lambda value: value.update(fields)


def _exchange(value: Value) -> None:
    value["low"], value["high"] = value["high"], value["low"]


def _outside(value: Value) -> None:
    value["value"] = value["high"] + 1


CHANGES: dict[str, tuple[Callable[[Value], None], bool]] = {
    "no number": (_with(value=float("nan")), True),
    "infinite": (_with(value=float("inf")), True),
    "true": (_with(value=True), True),
    "a text": (_with(value="0.5"), True),
    "nothing": (_with(value=None), True),
    "an unknown grade": (_with(grade="Z"), True),
    "an unknown unit": (_with(unit="euros"), True),
    "an unknown flag": (_with(flags=["odd"]), True),
    "an unknown scale": (_with(scale="cubic"), True),
    "an unknown claim": (_with(claim="C99"), True),
    "an unknown source": (_with(source="nowhere"), True),
    "an unknown field": (_with(colour="blue"), True),
    "a field lost": (lambda value: value.pop("base"), True),
    "n below nothing": (_with(n=-4), True),
    "half a person": (_with(n=1.5), True),
    "its interval the wrong way": (_exchange, True),
    "outside its interval": (_outside, True),
    "an error below nothing": (_with(se=-0.1), True),
    "another notebook's": (_with(notebook="elsewhere"), True),
}
"""What may happen to a value; whether the file alone tells."""
