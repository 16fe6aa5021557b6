"""The pictures of a notebook, put into its page: pasted into a cell, held by an output, beside it.

A page loads nothing, so a picture is in it or is told. In a strict page those named by a path or an
address are left for the check of addresses, which tells them.
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from bs4 import BeautifulSoup, Tag

from analysis.report.elsewhere import is_elsewhere
from analysis.report.faults import PICTURE, Place

MARKS = {
    b"\x89PNG\r\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}
"""What the bytes of a picture begin with."""

SVG, HEAD = b"<svg", 2000
ATTACHED = "attachment:"
LARGEST = 20_000_000
"""Bytes of a picture beside a notebook: a page is to be sent to people."""


def picture_url(content: bytes) -> str:
    """Return a picture as the address that holds it; "" for bytes that are no picture.

    Examples
    --------
    >>> picture_url(b"<svg/>")
    'data:image/svg+xml;base64,PHN2Zy8+'
    >>> picture_url(b"<p>")
    ''
    """
    kind = next((kind for mark, kind in MARKS.items() if content.startswith(mark)), "")
    if SVG in content[:HEAD].lower() and not kind:
        kind = "image/svg+xml"
    return f"data:{kind};base64,{base64.b64encode(content).decode()}" if kind else ""


def embed(soup: BeautifulSoup, place: Place) -> None:
    """Put the pictures that a fragment names into it, in place; tell those that can't be.

    Parameters
    ----------
    soup : BeautifulSoup
        The parsed fragment.
    place : Place
        Its cell, with the pictures that were pasted into it.
    """
    for image in soup.find_all("img"):
        address = str(image.get("src", "")).strip()
        if not address or address.startswith((ATTACHED, "data:")):
            _show(image, _held(address, place), address, place)
        elif not place.page.strict and not is_elsewhere(address):
            _show(image, _beside(address, place), address, place)


def _show(image: Tag, content: bytes, address: str, place: Place) -> None:
    url = picture_url(content)
    if url:
        image["src"] = url
        return
    place.tell(PICTURE, address[:60] or "an <img> without an address")
    image.replace_with(str(image.get("alt", "")))


def _held(address: str, place: Place) -> bytes:
    """Read a picture that the notebook holds, pasted into a cell or written in the address."""
    try:
        if address.startswith(ATTACHED):
            held = place.attachments.get(unquote(address.removeprefix(ATTACHED)), {})
            return next((base64.b64decode(one) for one in held.values()), b"")
        head, _comma, body = address.partition(",")
        if head.endswith(";base64"):
            return base64.b64decode("".join(unquote(body).split()), validate=True)
        return unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        return b""


def _beside(address: str, place: Place) -> bytes:
    """Read a picture in the folder of the notebook, or under it: nothing else is ours to show."""
    folder = place.page.folder
    if folder is None:
        return b""
    try:
        path = (folder / Path(unquote(address.partition("?")[0].partition("#")[0]))).resolve()
        if not path.is_relative_to(folder.resolve()) or path.stat().st_size > LARGEST:
            return b""
        return path.read_bytes()
    except (OSError, ValueError):
        return b""
