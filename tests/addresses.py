"""Every address of a page or a PDF, and those of them that lead nowhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from pdf_text import links, read

ATTRIBUTES = {
    *("href", "src", "action", "formaction", "poster", "cite", "data", "ping", "background"),
    *("longdesc", "manifest", "usemap", "xlink:href"),
}
SETS = {"srcset", "imagesrcset"}
FILE = re.compile(r"[\w./%-]*\.(?:html?|csv|svg|png|jpe?g|md|ipynb|pdf|json|js|css)(?:[#?]\S*)?")
"""What is written as an address of a file, where an attribute may hold anything."""

CSS = re.compile(r"url\(\s*['\"]?([^'\")]+)")
WEB = re.compile(r"(?:https?://|mailto:)\S+")
HELD = re.compile(r"data:(?:,|image/|text/csv;base64,)")


def addresses(page: Path) -> Iterator[str]:
    """List every address of a page: of its links, what it tells others, its data, its styles."""
    for tag in _soup(page).find_all(True):
        yield from _of_tag(tag)
        if tag.name == "style":
            yield from CSS.findall(tag.get_text())
        if tag.name == "script" and tag.get("type") == "application/ld+json":
            yield from _of_facts(json.loads(tag.get_text()))


def _of_tag(tag: Tag) -> Iterator[str]:
    for name, value in tag.attrs.items():
        text = " ".join(value) if isinstance(value, list) else str(value)
        if name in ATTRIBUTES:
            yield text
        elif name in SETS:
            yield from (one.split()[0] for one in text.split(","))
        elif name not in {"id", "class", "download"}:
            yield from CSS.findall(text)
            yield from [text] if FILE.fullmatch(text) or WEB.fullmatch(text) else []


def _of_facts(fact: Any) -> Iterator[str]:
    if isinstance(fact, dict | list):
        for part in fact.values() if isinstance(fact, dict) else fact:
            yield from _of_facts(part)
    elif isinstance(fact, str) and (FILE.fullmatch(fact) or WEB.fullmatch(fact)):
        yield fact


def dead(folder: Path) -> list[str]:
    """List the addresses of a folder's pages that lead to no file of it, or to no place there."""
    found = [(page, one) for page in sorted(folder.rglob("*.html")) for one in addresses(page)]
    return [
        f"{page.relative_to(folder)}: {one}" for page, one in found if not _alive(one, page, folder)
    ]


def _alive(address: str, page: Path, folder: Path) -> bool:
    if WEB.fullmatch(address) or HELD.match(address):
        return True
    path, _hash, anchor = address.partition("#")
    target = (page.parent / unquote(path)).resolve() if path else page
    if not target.is_relative_to(folder.resolve()) or not target.is_file():
        return False
    return not anchor or unquote(anchor) in _ids(target)


@cache
def _soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text("utf-8"), "html.parser")


@cache
def _ids(page: Path) -> set[str]:
    return {str(tag["id"]) for tag in _soup(page).find_all(id=True)}


def uris(pdf: bytes) -> list[str]:
    """List every address in the links of a PDF that lead out of it."""
    led = [link["/A"] for link in links(read(pdf)) if "/A" in link]
    return sorted({str(action["/URI"]) for action in led if "/URI" in action})


def jumps(pdf: bytes) -> tuple[set[str], set[str]]:
    """Return the places that links inside a PDF lead to, and the places that it knows."""
    document = read(pdf)
    led = {link["/Dest"] for link in links(document) if "/Dest" in link}
    return {_name(one) for one in led}, {_name(one) for one in document.named_destinations}


def _name(place: str) -> str:
    return str(place).removeprefix("/")
