"""Pages written to ``reports/``: executed notebooks in, one HTML file each out."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from analysis import paths
from analysis.catalogue import catalogue, sha256
from analysis.execution import read_notebook
from analysis.i18n import translator
from analysis.report import Site, index_page, page_title, render
from analysis.report.site import Page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SHORT = 12


def site(notebooks: Sequence[Path], language: str, languages: Sequence[str]) -> Site:
    """Gather what each page shows of the others: titles, twins, and the footer's facts."""
    _ = translator(language)
    titles = {path.stem: page_title(read_notebook(path), path.stem) for path in notebooks}
    pages = tuple(Page(name, _(title)) for name, title in titles.items())
    facts = {
        _("Data accessed"): max(source.accessed for source in catalogue().values()).isoformat(),
        _("Code version"): version("networks-and-jobs"),
        _("Packages (hash of the lock)"): sha256(paths.LOCK)[:SHORT],
    }
    return Site(pages=pages, languages=tuple(languages), facts=facts)


def write_page(
    notebook: Path, language: str, notebooks: Sequence[Path], languages: Sequence[str]
) -> None:
    """Write the page of one notebook in one language."""
    html = render(
        read_notebook(notebook),
        name=notebook.stem,
        language=language,
        site=site(notebooks, language, languages),
    )
    _write(paths.REPORTS / language / f"{notebook.stem}.html", html)


def write_front(notebooks: Sequence[Path], languages: Sequence[str]) -> None:
    """Write the front page, which leads to the pages of every language."""
    sites = {language: site(notebooks, language, languages) for language in languages}
    _write(paths.REPORTS / "index.html", index_page(sites))


def _write(path: Path, html: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(html, "utf-8")
    draft.replace(path)
