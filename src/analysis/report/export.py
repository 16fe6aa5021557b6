"""Pages to give away: HTML files that need nothing beside them, each leading to the others."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from analysis import paths
from analysis.errors import StudyError
from analysis.files import write
from analysis.report.links import is_outside, lead_outside, place_of
from analysis.report.pdf import print_pdf

KINDS = {".csv": "text/csv", ".svg": "image/svg+xml"}
CONTROLS = ("pages", "turn", "languages")
"""Lists of links at the head and the foot of a page, which serve to leave it alone."""

SEARCH = "search"
TOLD = (
    'link[rel="canonical"], link[rel="alternate"], meta[property="og:url"], '
    'meta[property="og:image"]'
)
OF_PICTURE = 'meta[property^="og:image:"], meta[name="twitter:card"]'
"""What a page tells those who link to it: where it and its picture are, and how that looks."""

DOWNLOADS = ".take > p"
INDEX = "index"


@dataclass(frozen=True)
class Export:
    """Pages of a language that leave together.

    Parameters
    ----------
    language : str
        ISO 639-1 code.
    names : sequence of str
        The pages, each ``reports/<language>/<name>.html``.
    public : str
        Address of the folder of the pages, with a slash at its end, for links to what stays; ""
        where nobody knows one: such links become text.
    """

    language: str
    names: Sequence[str]
    public: str = ""

    def file(self, name: str) -> str:
        """Return the name of a page's copy.

        Examples
        --------
        >>> Export("fr", ["02_members"]).file("02_members")
        '02_members.fr.html'
        """
        return f"{name}.{self.language}.html"

    def page(self, name: str) -> str:
        """Return a page that leads to those that leave with it, the data of its figures inside."""
        soup = self._read(name)
        for link in soup.select("a[href]"):
            self._lead(link)
        for control in soup.find_all("nav", class_=CONTROLS):
            if not control.select("a:not([aria-current])"):
                control.decompose()
        return str(soup)

    def paper(self, name: str) -> str:
        """Return a page to print: what it holds no link to is text, or at the public address."""
        soup = self._read(name)
        for part in soup.select(DOWNLOADS):
            part.decompose()
        for link in soup.select("a[href]"):
            path, anchor = place_of(str(link["href"]), self.language)
            if path == f"{self.language}/{name}.html" and anchor:
                link["href"] = f"#{anchor}"
            elif path and not is_outside(str(link["href"])):
                lead_outside(link, self.language, self.public)
        return str(soup)

    def _read(self, name: str) -> BeautifulSoup:
        soup = BeautifulSoup(page_of(name, self.language).read_text("utf-8"), "html.parser")
        for tag in soup.select(TOLD):
            if not is_outside(str(tag.get("href") or tag.get("content"))):
                tag.decompose()
        for tag in [] if soup.select('meta[property="og:image"]') else soup.select(OF_PICTURE):
            tag.decompose()
        return soup

    def _lead(self, link: Tag) -> None:
        """Turn a link into one that the reader can follow."""
        path, anchor = place_of(str(link["href"]), self.language)
        data = paths.REPORTS / path
        if not path or is_outside(str(link["href"])):
            return
        if name := self._name(path):
            link["href"] = self.file(name) + (f"#{anchor}" if anchor else "")
        elif data.suffix in KINDS:
            link["download"], link["href"] = data.name, _held(data)
        elif not self.public and (control := _control(link)):
            control.decompose()
        else:
            lead_outside(link, self.language, self.public)

    def _name(self, path: str) -> str:
        """Return which of the pages is at a path; the doors of the languages open on the front."""
        here = Path(path if path != f"{INDEX}.html" else f"{self.language}/{path}")
        held = here.parent.name == self.language and here.stem in self.names
        return here.stem if held else ""


def _held(data: Path) -> str:
    """Return an address that holds a file."""
    content = base64.b64encode(data.read_bytes()).decode("ascii")
    return f"data:{KINDS[data.suffix]};base64,{content}"


def _control(link: Tag) -> Tag | None:
    """Return what goes with a link of the page's head or foot, which serves to leave the page."""
    if SEARCH in link.get_attribute_list("class"):
        return link
    inside = link.find_parent("nav", class_=CONTROLS)
    return (link.find_parent("li") or link) if inside else None


def export_pages(export: Export, folder: Path, *, pdf: bool = False) -> Iterator[Path]:
    """Write copies of pages, and print them.

    Parameters
    ----------
    export : Export
        Which pages.
    folder : Path
        Where the copies go; it is made if need be.
    pdf : bool
        Print each page to PDF too; the one that finds words is of no use on paper.

    Yields
    ------
    Path
        Each file, once it is written.

    Raises
    ------
    StudyError
        When a page isn't there: nothing is written then.
    """
    for name in export.names:
        page_of(name, export.language)
    for name in export.names:
        copy = folder / export.file(name)
        write(copy, export.page(name))
        yield copy
        if pdf and name != SEARCH:
            yield print_pdf(export.paper(name), copy.with_suffix(".pdf"))


def all_pages(language: str) -> list[str]:
    """List the pages of a language, the front first."""
    names = sorted(path.stem for path in (paths.REPORTS / language).glob("*.html"))
    return sorted(names, key=lambda name: name != INDEX)


def check_folder(folder: Path) -> None:
    """Refuse a folder that nothing can be written to, before any work is done for it.

    Raises
    ------
    StudyError
        When it, or the folder in which it would be made, is a file or can't be written to.
    """
    whole = folder.absolute()
    nearest = next(path for path in (whole, *whole.parents) if path.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise StudyError(
            f"Nothing can be written to {folder}.",
            expected="a folder that you may write to, or a new one",
            got=f"{nearest} is {'no folder' if not nearest.is_dir() else 'closed to you'}",
            hint="choose another with --to",
        )


def page_of(name: str, language: str) -> Path:
    """Return where a page is.

    Raises
    ------
    StudyError
        When it isn't there.
    """
    page = paths.REPORTS / language / f"{name}.html"
    if not page.is_file():
        raise StudyError(
            f"There is no page {language}/{name}.html.",
            expected=", ".join(sorted(path.stem for path in page.parent.glob("*.html"))),
            hint="make it with `study build`",
        )
    return page
