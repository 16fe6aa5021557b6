"""Damage that any file may take: cut, flipped, doubled, of another format or encoding."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable, Iterator

from damage.cases import Case, Subject

HTML = b"<!DOCTYPE html>\n<html><head><title>404</title></head><body>Not found</body></html>\n"
POINTER = (
    b"version https://git-lfs.github.com/spec/v1\n"
    b"oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"
)
Damage = Callable[[bytes, random.Random], bytes]


def _flipped(bits: int) -> Damage:
    def damage(content: bytes, draw: random.Random) -> bytes:
        changed = bytearray(content)
        for _ in range(bits):
            changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
        return bytes(changed)

    return damage


def _overwritten(block: bytes) -> Damage:
    def damage(content: bytes, draw: random.Random) -> bytes:
        start = draw.randrange(max(1, len(content) - len(block)))
        return content[:start] + block + content[start + len(block) :]

    return damage


def _cut(content: bytes, draw: random.Random) -> bytes:
    return content[: draw.randrange(1, len(content))]


def _headless(content: bytes, draw: random.Random) -> bytes:
    return content[draw.randrange(1, min(len(content), 400)) :]


def _hole(content: bytes, draw: random.Random) -> bytes:
    start = draw.randrange(len(content))
    return content[:start] + content[start + draw.randrange(1, 200) :]


def _conflict(content: bytes, draw: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    place = draw.randrange(len(lines))
    ours = lines[place]
    both = [b"<<<<<<< HEAD\n", ours, b"=======\n", ours, b">>>>>>> branch\n"]
    return b"".join([*lines[:place], *both, *lines[place + 1 :]])


def _zipped(content: bytes, _draw: random.Random) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("file", content)
    return held.getvalue()


WHATEVER: dict[str, Damage] = {
    "empty": lambda content, draw: b"",
    "cut": _cut,
    "last byte lost": lambda content, draw: content[:-1],
    "head lost": _headless,
    "a hole": _hole,
    "one bit flipped": _flipped(1),
    "twenty bits flipped": _flipped(20),
    "a hundred bits flipped": _flipped(100),
    "a block of zeros": _overwritten(bytes(64)),
    "a block of ones": _overwritten(b"\xff" * 64),
    "twice": lambda content, draw: content + content,
    "junk": lambda content, draw: draw.randbytes(len(content)),
    "junk at the end": lambda content, draw: content + draw.randbytes(100),
    "a page of html": lambda content, draw: HTML,
    "a pointer of git LFS": lambda content, draw: POINTER,
    "in gzip": lambda content, draw: gzip.compress(content, mtime=0),
    "in zip": _zipped,
}
"""What may happen to any file."""

TEXT: dict[str, Damage] = {
    "a merge conflict": _conflict,
    "utf-16": lambda content, draw: content.decode().encode("utf-16"),
    "latin-1": lambda content, draw: content.decode().encode("latin-1", "replace") + b"\xe9\n",
    "a byte order mark": lambda content, draw: b"\xef\xbb\xbf" + content,
    "lines of Windows": lambda content, draw: content.replace(b"\n", b"\r\n"),
    "a NUL byte": _overwritten(b"\0"),
    "a lone surrogate": _overwritten(b"\xed\xa0\x80"),
}
"""What may happen to a text."""


def damaged(subject: Subject, seed: int, *, text: bool, told: bool = True) -> Iterator[Case]:
    """Yield a case for each kind of damage to the bytes of a subject.

    Parameters
    ----------
    told : bool
        Whether a few changed letters can be told; where words are free nobody could.
    """
    free = {"one bit flipped", "twenty bits flipped", "a hole", "cut", "a hundred bits flipped"}
    for number, (kind, damage) in enumerate((WHATEVER | (TEXT if text else {})).items()):
        draw = random.Random(f"{seed} {subject.group} {subject.name} {number}")
        content = damage(subject.content, draw)
        yield Case(subject, kind, content, tellable=told or kind not in free)
