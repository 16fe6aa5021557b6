"""Write docs/licences.md: the packages that the study installs, and their licences.

Run it after `make lock`, with all of them installed (``make .venv/dev .venv/lab .venv/spark``).
A licence is read from what its package says of itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from analysis import files, paths
from analysis.errors import StudyError

PAGE = paths.ROOT / "docs" / "licences.md"
GROUPS = {"run": "the study", "dev": "tests", "lab": "JupyterLab", "spark": "Spark"}
"""Lock -> what its packages are for; a package has the first that needs it."""

PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==", re.MULTILINE | re.IGNORECASE)
SPELT = {
    "BSD License": "BSD",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Artistic License AND GNU General Public License (GPL) AND GNU General Public License v2 or "
    "later (GPLv2+)": "Artistic-1.0-Perl OR GPL-2.0-or-later",
}
"""How packages say it -> the identifier of SPDX; "BSD" where they don't say which."""

SILENT = {"axe-playwright-python": "MIT", "svy-rs": "MIT"}
"""Packages that say it in their licence file alone."""

ELSEWHERE = {
    "appnope": "BSD-2-Clause",
    "colorama": "BSD",
    "py4j": "BSD",
    "pyspark": "Apache-2.0",
    "pywinpty": "MIT",
}
"""Packages of other systems, or that few install: as they say it, looked up by hand."""

COPYLEFT = re.compile(r"GPL|MPL|EPL|CDDL|EUPL|OSL|CC-BY-SA")

HEAD = """\
# Licences of the packages

Written by `python docs/licences.py` from the locks in `requirements/` and from what each package
says of itself. The study's own code is MIT ([LICENSE](../LICENSE)), its data are under the terms
of [LICENSE-DATA.md](../LICENSE-DATA.md). No package is part of the study or copied into it: `make`
installs them. Those with compiled parts may hold libraries under further terms, told by the licence
files that they install.

Of {count} packages, {copyleft} have a licence that asks something of who passes on changed copies
(copyleft): {those}. MPL-2.0 asks it of the changed files alone; where a licence says "OR", the
other one may be chosen. None is under the AGPL.

| package | licence | for |
|---|---|---|
"""


def packages() -> dict[str, str]:
    """Return what each package of the locks is for, by its name, sorted."""
    found: dict[str, str] = {}
    for group, use in GROUPS.items():
        lock = paths.ROOT / "requirements" / f"{group}.lock"
        for name in PIN.findall(lock.read_text("utf-8")):
            found.setdefault(name.lower(), use)
    return dict(sorted(found.items()))


def licence(name: str) -> str:
    """Return the licence of a package, as SPDX spells it.

    Raises
    ------
    StudyError
        When the package says none, or isn't installed and isn't known from elsewhere.
    """
    try:
        about = metadata(name)
    except PackageNotFoundError:
        found = ELSEWHERE.get(name, "")
    else:
        kinds = [line.split(" :: ") for line in about.get_all("Classifier") or []]
        told = [kind[-1] for kind in kinds if kind[0] == "License" and kind[-1] != "OSI Approved"]
        plain = (about.get("License") or "").partition("\n")[0].strip()
        said = about.get("License-Expression") or " AND ".join(told) or plain
        found = SPELT.get(said, said) or SILENT.get(name, "")
    if not found:
        raise StudyError(
            f"No licence is known of the package {name}.",
            expected="one in its metadata",
            hint="install it (make .venv/dev .venv/lab .venv/spark), or add it to docs/licences.py",
        )
    return found


def row(name: str, licence: str, use: str) -> str:
    """Write the line of a package."""
    return f"| {name} | {licence} | {use} |"


def page(uses: Mapping[str, str], licences: Mapping[str, str]) -> str:
    """Write the page: what packages are for, their licences, and which of these are copyleft."""
    asking = [name for name, text in licences.items() if COPYLEFT.search(text)]
    those = ", ".join(f"{name} ({licences[name]})" for name in asking) or "none"
    head = HEAD.format(count=len(uses), copyleft=len(asking), those=those)
    return head + "\n".join(row(name, licences[name], use) for name, use in uses.items()) + "\n"


def write(path: Path = PAGE) -> None:
    """Write the page."""
    uses = packages()
    files.write(path, page(uses, {name: licence(name) for name in uses}))


if __name__ == "__main__":
    write()
