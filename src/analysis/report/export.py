"""Pages to give away: one HTML file that needs nothing beside it, or a PDF to print."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from pathlib import Path

from analysis import paths
from analysis.errors import StudyError
from analysis.files import write

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SECONDS = 120
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)
DATA_LINK = re.compile(r'href="\.\./data/([\w-]+(?:\.\w\w)?\.(csv|svg))"')
KINDS = {"csv": "text/csv", "svg": "image/svg+xml"}


def export_page(name: str, language: str, folder: Path) -> Path:
    """Copy a page of the reports, the data of its figures inside it.

    Parameters
    ----------
    name : str
        Name of the notebook.
    language : str
        Language of the page.
    folder : Path
        Where the copy goes; it is made if need be.

    Returns
    -------
    Path
        ``<folder>/<name>.<language>.html``.
    """
    page = paths.REPORTS / language / f"{name}.html"
    if not page.is_file():
        raise StudyError(
            f"There is no page {language}/{name}.html.",
            expected=", ".join(sorted(path.stem for path in page.parent.glob("*.html"))),
            hint="make it with `study build`",
        )
    copy = folder / f"{name}.{language}.html"
    write(copy, DATA_LINK.sub(_embedded, page.read_text("utf-8")))
    return copy


def _embedded(link: re.Match[str]) -> str:
    """Turn a link to a file of a figure into one that holds the file."""
    content = base64.b64encode((paths.FIGURE_DATA / link[1]).read_bytes()).decode("ascii")
    return f'download="{link[1]}" href="data:{KINDS[link[2]]};base64,{content}"'


def export_pdf(page: Path) -> Path:
    """Print a page to PDF (A4, tagged for screen readers) through Chromium.

    Raises
    ------
    StudyError
        When no Chromium is on this machine, or it fails.
    """
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise StudyError(
            "A PDF needs the browser Chromium, which is not on this machine.",
            expected=" or ".join(BROWSERS),
            hint="install it, or open the page in any browser and print it",
        )
    pdf = page.with_suffix(".pdf")
    command = [browser, *FLAGS, f"--print-to-pdf={pdf}", page.resolve().as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode or not pdf.is_file():
        raise StudyError(f"{browser} could not print {page.name}.", got=done.stderr[-300:])
    return pdf
