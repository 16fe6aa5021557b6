"""Who stands for the study and where it is published, as CITATION.cff says."""

from __future__ import annotations

import re

import yaml

from analysis import paths
from analysis.errors import StudyError
from analysis.report.site import Imprint

HTTPS = re.compile(r"https://[^\s/]+(/\S*)?")


def imprint() -> Imprint:
    """Read who stands for the study, and the address of its pages.

    The field ``url`` of CITATION.cff is the address of the folder of the pages; while it isn't
    there, pages lead to each other and to their pictures by relative addresses.

    Raises
    ------
    StudyError
        When `url` is no address that a page may be shared by.
    """
    about = yaml.safe_load(paths.CITATION.read_text("utf-8"))
    address = str(about.get("url", ""))
    if address and not HTTPS.fullmatch(address):
        raise StudyError(
            "CITATION.cff tells an address that pages can't be shared by.",
            expected="url: https://…, the folder that holds index.html",
            got=address,
        )
    return Imprint(
        address=f"{address.rstrip('/')}/" if address else "",
        author=", ".join(person["name"] for person in about["authors"]),
        licence=str(about["license"]),
        version=str(about["version"]),
    )
