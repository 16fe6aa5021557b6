"""Who stands for the study, where it is published and how to cite it, as CITATION.cff says."""

from __future__ import annotations

import re
from typing import Any

from analysis import paths
from analysis.errors import StudyError
from analysis.parsing import read_mapping
from analysis.report.site import Imprint

HTTPS = re.compile(r"https://[^\s/]+(/\S*)?")
ADDRESSES = ("url", "repository-code")
CITED = ("title", "authors", "version", "date-released", "license")
SPECIAL = re.compile(r"[{}%&$#_\\]")
"""Characters that TeX would not print as they are."""


def citation() -> dict[str, Any]:
    """Read CITATION.cff.

    Returns
    -------
    dict
        Its fields; ``url`` ends with a slash, where it is told.

    Raises
    ------
    StudyError
        When it can't be read, lacks what an entry in a bibliography needs, or has an address that
        nobody can follow.
    """
    about = read_mapping(paths.CITATION)
    if missing := [name for name in CITED if not about.get(name)]:
        raise StudyError(
            "CITATION.cff is not complete.",
            got=f"no {', '.join(missing)}",
            hint=f"add {missing[0]}:",
        )
    for name in ADDRESSES:
        if about.get(name) and not HTTPS.fullmatch(str(about[name])):
            raise StudyError(
                "CITATION.cff tells an address that pages can't be shared by.",
                expected=f"{name}: https://…"
                + ", the folder that holds index.html" * (name == "url"),
                got=str(about[name]),
                hint="write it in full, or leave the field out",
            )
    if about.get("url"):
        about["url"] = f"{about['url'].rstrip('/')}/"
    return about


def imprint() -> Imprint:
    """Return who stands for the study, and the address of its pages.

    The field ``url`` of CITATION.cff is the address of the folder of the pages; while it isn't
    there, pages lead to each other and to their pictures by relative addresses.

    Raises
    ------
    StudyError
        As `citation`.
    """
    about = citation()
    return Imprint(
        address=about.get("url", ""),
        author=", ".join(map(_name, about["authors"])),
        licence=str(about["license"]),
        version=str(about["version"]),
    )


def _name(author: dict[str, str]) -> str:
    """Return the name of a group, or of a person."""
    return author.get("name") or f"{author.get('given-names', '')} {author['family-names']}".strip()


def _entry(author: dict[str, str]) -> str:
    """Return the name as a bibliography sorts it: that of a group is one word."""
    if "name" in author:
        return f"{{{_tex(author['name'])}}}"
    return _tex(", ".join([author["family-names"], author.get("given-names", "")]).strip(", "))


def bibtex() -> str:
    """Write the entry that cites the study in a bibliography.

    Raises
    ------
    StudyError
        As `citation`.

    Examples
    --------
    >>> print(bibtex().splitlines()[0])
    @software{networks-and-jobs,
    """
    about = citation()
    found = {
        "author": " and ".join(map(_entry, about["authors"])),
        "title": f"{{{_tex(about['title'])}}}",
        "year": str(about["date-released"])[:4],
        "version": _tex(str(about["version"])),
        "license": _tex(str(about["license"])),
        "doi": str(about.get("doi", "")),
        "url": str(about.get("url") or about.get("repository-code") or ""),
    }
    lines = [f"  {name} = {{{text}}}," for name, text in found.items() if text]
    return "\n".join(["@software{networks-and-jobs,", *lines, "}"])


def _tex(text: str) -> str:
    return SPECIAL.sub(lambda found: f"\\{found[0]}", text)
