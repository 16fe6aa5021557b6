"""What a sheet printed by Chromium says: its pages, its text, its links, read by pypdf."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader


def read(pdf: bytes) -> PdfReader:
    """Open a document held in memory."""
    return PdfReader(io.BytesIO(pdf))


def page_count(pdf: bytes) -> int:
    """Count the pages."""
    return len(read(pdf).pages)


def text_of(pdf: bytes) -> str:
    """Read all text in the order in which it is drawn, as `bare` would write it."""
    return bare("".join(page.extract_text() for page in read(pdf).pages))


def bare(text: str) -> str:
    """Leave out all spaces and ligatures, which depend on fonts and on where lines end."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def links(pdf: PdfReader) -> Iterator[Any]:
    """List the links of every page, as the format writes them."""
    for page in pdf.pages:
        for one in page.annotations or ():
            note = one.get_object()
            if note["/Subtype"] == "/Link":
                yield note
