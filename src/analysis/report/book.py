"""The whole study as one document: cover, contents, a chapter a page, annexes after each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

from analysis.report.exporter import template
from analysis.report.links import is_outside, lead_outside, place_of
from analysis.report.paper import running_head
from analysis.report.site import Page, Site, language_name
from analysis.report.style import TEMPLATES
from analysis.words.i18n import translator

CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
NOT_ON_PAPER = ".code, nav, script, form, [popover], .skip, .take, .told, .data"
NAMES = ("id", "for", "headers", "aria-labelledby", "aria-describedby")
"""Attributes that hold ids, which must be told from those of other chapters."""

REFERENCE = re.compile(r"url\(#([\w-]+)\)")
DEEPEST = 6


@dataclass(frozen=True)
class Chapter:
    """A page as part of the book: its key, which begins all its ids, its title, parts and text."""

    key: str
    title: str
    sections: tuple[tuple[str, str], ...]
    body: Markup
    annex: Markup


def key_of(name: str) -> str:
    """Return what the ids of a chapter begin with.

    Examples
    --------
    >>> key_of("02_members")
    'p02'
    """
    return f"p{name.partition('_')[0]}"


def chapter(
    html: str, page: Page, keys: Mapping[str, str], language: str = "en", public: str = ""
) -> Chapter:
    """Return a page as a chapter: no code, no control, its folded parts in an annex.

    Parameters
    ----------
    html : str
        The page, as it is written.
    page : Page
        Its name and title.
    keys : mapping of name to str
        What the ids of each page begin with.
    language : str
        Of the page.
    public : str
        Address of the folder of the pages, for links to what the book leaves out; "" makes them
        text.

    Examples
    --------
    >>> html = "<main><h1>One</h1><h2 id='a'>A</h2><p><a href='#a'>up</a></p></main>"
    >>> print(chapter(html, Page("01_x", "One"), {"01_x": "p01"}).body)
    <h3 id="p01-a">A</h3><p><a href="#p01-a">up</a></p>
    """
    main = BeautifulSoup(CODE.sub("", html), "html.parser").main
    if main is None:
        return Chapter(keys[page.name], page.title, (), Markup(), Markup())
    key = keys[page.name]
    for part in main.select(NOT_ON_PAPER):
        part.decompose()
    for title in main.find_all("h1"):
        title.decompose()
    for button in main.find_all("button"):
        button.unwrap()
    for region in main.find_all(role="region"):
        region["role"] = "group"  # chapters have tables of the same name, and landmarks may not
    _rename(main, key)
    for link in main.find_all("a", href=True):
        _lead(link, page.name, keys, language, public)
    _lower(main)
    annex = [fold.extract() for fold in main.select("details.fold")]
    for details in [*main.find_all("details"), *(d for fold in annex for d in _details(fold))]:
        _unfold(details)
    sections = tuple((str(h["id"]), h.get_text()) for h in main.select("h3[id]"))
    return Chapter(key, page.title, sections, _inner(main), Markup("".join(map(str, annex))))


def _details(fold: Tag) -> Iterator[Tag]:
    yield from fold.find_all("details")
    yield fold


def _inner(main: Tag) -> Markup:
    for article in main.find_all("article"):
        article.unwrap()
    return Markup(main.decode_contents().strip())


def _rename(main: Tag, key: str) -> None:
    """Begin all ids with that of the chapter, and what refers to them."""
    for tag in main.find_all(True):
        for name, value in tag.attrs.items():
            if name in NAMES:
                words = value if isinstance(value, list) else str(value).split()
                tag[name] = " ".join(f"{key}-{word}" for word in words)
            elif "url(#" in str(value):
                tag[name] = REFERENCE.sub(rf"url(#{key}-\1)", str(value))


def _lead(link: Tag, here: str, keys: Mapping[str, str], language: str, public: str) -> None:
    """Turn a link between pages into one inside the book; others than the web's leave the book."""
    if is_outside(str(link["href"])):
        return
    path, anchor = place_of(str(link["href"]), language)
    name = path.removeprefix(f"{language}/").removesuffix(".html") if path else here
    if name in keys:
        link["href"] = f"#{keys[name]}-{anchor}" if anchor else f"#{keys[name]}"
    else:
        lead_outside(link, language, public)


def _lower(main: Tag) -> None:
    """Put all headings one level down: the title of the chapter takes that of its sections."""
    for heading in main.find_all(re.compile(r"^h[2-6]$")):
        heading.name = f"h{min(int(heading.name[1]) + 1, DEEPEST)}"


def _unfold(details: Tag) -> None:
    """Open a folded part for good: its summary is what stands in it, or a line of its own."""
    summary = details.find("summary", recursive=False)
    if isinstance(summary, Tag):
        if summary.find(re.compile(r"^h[1-6]$")):
            summary.unwrap()
        else:
            summary.name = "p"
            summary["class"] = "unfolded"
    details.name = "section"
    del details["open"]


def book_page(pages: Mapping[str, str], site: Site, language: str) -> str:
    """Write the whole study as one document that needs nothing beside it.

    Parameters
    ----------
    pages : mapping of name to str
        HTML of each page, as it is written.
    site : Site
        The pages in reading order, and the facts for the cover.
    language : str
        ISO 639-1 code.

    Returns
    -------
    str
        HTML to read on a screen, or to print: each chapter names itself above its pages.

    Examples
    --------
    >>> html = "<main><h1>One</h1><p>Text</p></main>"
    >>> book = book_page({"01_x": html}, Site([("01_x", "One")]), "en")
    >>> '<section class="chapter p01" id="p01">' in book
    True
    """
    _ = translator(language)
    keys = {page.name: key_of(page.name) for page in site.pages}
    public = site.imprint.address
    chapters = [chapter(pages[page.name], page, keys, language, public) for page in site.pages]
    html = template("book.html.j2").render(
        _=_,
        language=language,
        name=language_name(language),
        site=site,
        chapters=chapters,
        papers=[_paper(chapters, _("Do social networks help people find work?"))],
    )
    return _without_dead_links(html)


def _paper(chapters: list[Chapter], study: str) -> Markup:
    """Write the style of the book: ours, and the head of each chapter's pages."""
    ours = (TEMPLATES / "study" / "book.css").read_text("utf-8")
    heads = [
        f"{running_head(study, one.title, one.key)}.{one.key}{{page:{one.key}}}" for one in chapters
    ]
    return Markup(ours + "\n".join(heads))


def _without_dead_links(html: str) -> str:
    """Turn into text the links to what a book leaves out, such as the notes of numbers."""
    places = set(re.findall(r'\bid="([^"]+)"', html))

    def kept(link: re.Match[str]) -> str:
        return link[0] if link[1] in places else link[2]

    return re.sub(r'<a\b[^>]*\bhref="#([^"]*)"[^>]*>(.*?)</a>', kept, html, flags=re.DOTALL)
