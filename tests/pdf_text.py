"""What a sheet printed by Chromium says: its pages counted, its text read, without a library.

Chromium writes plain PDF 1.4: numbered objects, contents compressed with zlib, glyphs as numbers
that each font maps to characters in its ``ToUnicode`` table.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping

OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
PAGE = re.compile(rb"/Type ?/Page\b")
PAIR = re.compile(r"^<(\w+)> <(\w+)>$", re.MULTILINE)
RANGE = re.compile(r"^<(\w+)> <(\w+)> <(\w+)>$", re.MULTILINE)
DRAWN = re.compile(r"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>")


def page_count(pdf: bytes) -> int:
    """Count the pages."""
    return len(PAGE.findall(pdf))


def text_of(pdf: bytes) -> str:
    """Read all text in the order in which it is drawn, as `bare` would write it."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    fonts = {
        name.decode(): _characters(_stream(objects, rb"ToUnicode", objects[int(number)]))
        for body in objects.values()
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", body)
    }
    pages = [body for body in objects.values() if PAGE.search(body)]
    drawn = (_read(_stream(objects, rb"Contents", page), fonts) for page in pages)
    return bare("".join("".join(text) for text in drawn))


def bare(text: str) -> str:
    """Leave out all spaces and ligatures, which depend on fonts and on where lines end."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _stream(objects: Mapping[int, bytes], key: bytes, holder: bytes) -> str:
    """Unpack the stream that an object refers to by a key."""
    number = re.search(rb"/" + key + rb" (\d+) 0 R", holder)[1]
    return zlib.decompress(STREAM.search(objects[int(number)])[1]).decode("latin-1")


def _characters(table: str) -> dict[int, str]:
    """Map the glyphs of a font to characters."""
    found = {int(glyph, 16): _text(code) for glyph, code in PAIR.findall(table)}
    for first, last, code in RANGE.findall(table):
        start = int(first, 16)
        for glyph in range(start, int(last, 16) + 1):
            found[glyph] = chr(int(code, 16) + glyph - start)
    return found


def _text(code: str) -> str:
    return bytes.fromhex(code).decode("utf-16-be")


def _read(content: str, fonts: Mapping[str, Mapping[int, str]]) -> Iterator[str]:
    font: Mapping[int, str] = {}
    for name, glyphs in DRAWN.findall(content):
        if name:
            font = fonts[name]
        for place in range(0, len(glyphs), 4):
            yield font.get(int(glyphs[place : place + 4], 16), "")
