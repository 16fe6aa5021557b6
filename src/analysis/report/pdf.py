"""HTML printed to PDF through Chromium: whole or not at all, within a time."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.errors import StudyError
from analysis.files import write

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SECONDS = 120
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)
SIGNATURE, END = b"%PDF-", b"%%EOF"
TOLD = 300
"""Letters of what the browser says, from its end."""


def print_pdf(html: str, pdf: Path) -> Path:
    """Print a page to PDF (A4, tagged for screen readers) through Chromium.

    Parameters
    ----------
    html : str
        A whole document that needs nothing beside it. Its relative links would lead to files of
        this machine: it must have none.
    pdf : Path
        Where the PDF goes.

    Raises
    ------
    StudyError
        When no Chromium is on this machine, it fails or takes longer than two minutes, or the file
        can't be written: what was there stays.
    """
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise StudyError(
            "A PDF needs the browser Chromium, which is not on this machine.",
            expected=" or ".join(BROWSERS),
            hint="install it, or open the page in any browser and print it",
        )
    try:
        # Beside the PDF: a Chromium that is confined sees nothing of /tmp.
        pdf.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix="printing-", dir=pdf.parent) as folder:
            write(pdf, _printed(browser, html, Path(folder), pdf.name))
    except OSError as problem:
        raise _failed(pdf.name, str(problem)) from None
    return pdf


def _printed(browser: str, html: str, folder: Path, name: str) -> bytes:
    """Return what the browser prints, from and to a folder of its own."""
    page, pdf, said = (folder.resolve() / file for file in ("page.html", "page.pdf", "said.txt"))
    page.write_text(html, "utf-8")
    command = [browser, *FLAGS, *_rights(), f"--user-data-dir={folder.resolve() / 'profile'}"]
    command += [f"--print-to-pdf={pdf}", page.as_uri()]
    with said.open("wb") as words:  # to a file: children that outlive a stopped browser hold pipes
        try:
            code = subprocess.run(
                command, stdout=words, stderr=words, timeout=SECONDS, check=False
            ).returncode
        except subprocess.TimeoutExpired:
            raise _failed(name, f"nothing after {SECONDS} seconds") from None
    printed = pdf.read_bytes() if pdf.is_file() else b""
    if code or not (printed.startswith(SIGNATURE) and printed.rstrip().endswith(END)):
        raise _failed(name, said.read_text("utf-8", "replace")[-TOLD:].strip() or f"code {code}")
    return printed


def _rights() -> list[str]:
    """Return the flag without which Chromium refuses to start as root, and only then."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _failed(name: str, got: str) -> StudyError:
    return StudyError(
        f"Chromium could not print {name}.",
        got=got,
        hint="open the page in any browser and print it",
    )
