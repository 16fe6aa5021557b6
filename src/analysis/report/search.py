"""The page that finds a word in all pages of a language: an index, and a field that filters it.

Each section, figure and claim is a line with its words, so that nothing is asked of the network.
Without scripts the index is plain: all sections, figures and claims, page by page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from analysis.report.exporter import template
from analysis.report.site import Page, Site
from analysis.report.style import script
from analysis.words.i18n import translator

LEFT_OUT = ".code, code, script, style, svg, form, [popover], .data, .take, .told"
UNREAD = re.compile(r"<pre\b.*?</pre>|<svg\b.*?</svg>", re.DOTALL)
"""Left out before a page is parsed: most of its tags colour its code and draw its figures."""

HEADS = {"h2", "h3"}
CLAIM = re.compile(r"^c\d+$")
WORD = re.compile(r"[a-z0-9]+")
SHORTEST = 3
"""Letters of the shortest word that is indexed; digits alone must be a year's."""

LINE = 120
"""Letters of the line that shows what an entry is about."""


@dataclass(frozen=True)
class Entry:
    """A place that a search may find: what it is, its title, address, opening line and words."""

    kind: Literal["page", "section", "figure", "claim"]
    title: str
    href: str
    line: str
    words: str


def words(text: str) -> list[str]:
    """Return the words of a text as they are compared: each once, no accent, no capital, sorted.

    Examples
    --------
    >>> words("Diplômés : 28 % des membres, les membres de 2016")
    ['2016', 'des', 'diplomes', 'les', 'membres']
    """
    letters = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    found = {word for word in WORD.findall(plain) if len(word) >= SHORTEST}
    return sorted(word for word in found if not word.isdigit() or len(word) > SHORTEST)


def entries(html: str, page: Page) -> list[Entry]:
    """Return what may be found on a page: itself, its sections, claims and figures.

    Parameters
    ----------
    html : str
        The page, as it is written.
    page : Page
        Its name and title.

    Examples
    --------
    >>> html = "<article><p>Who.</p><h2 id='age'>Age</h2><p>The young.</p></article>"
    >>> [(one.kind, one.href, one.line) for one in entries(html, Page("02_x", "Members"))]
    [('page', '02_x.html', 'Who.'), ('section', '02_x.html#age', 'The young.')]
    """
    article = BeautifulSoup(UNREAD.sub("", html), "html.parser").article
    if article is None:
        return []
    for part in article.select(LEFT_OUT):
        part.decompose()
    figures = [_figure(figure.extract(), page) for figure in article.select("figure[id]")]
    claims = [
        _claim(card.extract(), str(place["id"]), page)
        for place in article.find_all(id=CLAIM)
        if (card := place.find_parent("blockquote"))
    ]
    return [*_sections(article, page), *claims, *figures]


def _entry(
    kind: Literal["figure", "claim"], title: Tag | None, part: Tag, place: str, page: Page
) -> Entry:
    named, text = (_plain(tag.get_text(" ")) for tag in (title or part, part))
    line = text.removeprefix(named).lstrip(" .")
    return _written(kind, named, f"{page.name}.html#{place}", line, text)


def _written(
    kind: Literal["page", "section", "figure", "claim"],
    title: str,
    href: str,
    line: str,
    text: str,
) -> Entry:
    """Make an entry, with the words that its title and its line don't hold.

    The script looks for beginnings of words: one that begins the next is found with it.
    """
    line = _cut(line)
    seen = {*words(f"{title} {line}")}
    own = [word for word in words(text) if word not in seen]
    kept = [word for word, after in pairwise([*own, ""]) if not after.startswith(word)]
    return Entry(kind, title, href, line, " ".join(kept))


def _figure(figure: Tag, page: Page) -> Entry:
    title = figure.select_one("figcaption :is(.title, strong)") or figure.figcaption
    return _entry("figure", title, figure, str(figure["id"]), page)


def _claim(card: Tag, place: str, page: Page) -> Entry:
    """Read a claim from its card, in which an empty element is the place that links lead to."""
    return _entry("claim", card.strong, card, place, page)


def _sections(article: Tag, page: Page) -> Iterator[Entry]:
    """Cut a page at its headings; what is before the first one is the page itself."""
    heads: list[Tag | None] = [None]
    texts: list[list[str]] = [[]]
    for node in article.descendants:
        if isinstance(node, Tag) and node.name in HEADS and node.has_attr("id"):
            heads.append(node)
            texts.append([])
        elif isinstance(node, NavigableString) and not _in_heading(node):
            texts[-1].append(str(node))
    for head, found in zip(heads, texts, strict=True):
        text = _plain(" ".join(found))
        if head is None:
            yield _written("page", page.title, f"{page.name}.html", text, text)
        else:
            title = _plain(head.get_text(" "))
            yield _written("section", title, f"{page.name}.html#{head['id']}", text, text)


def _in_heading(text: NavigableString) -> bool:
    return any(above.name in HEADS for above in text.parents)


def _plain(text: str) -> str:
    spaced = re.sub(r"[ \t\n]+", " ", text).strip()
    return re.sub(r" ([.,)\]])", r"\1", re.sub(r"([(\[]) ", r"\1", spaced))


def _cut(text: str) -> str:
    """Return the opening of a text, ended at a word."""
    if len(text) <= LINE:
        return text
    return text[:LINE].rpartition(" ")[0].rstrip(" ,;:.") + "…"


def search_page(pages: Mapping[str, Sequence[Entry]], site: Site, language: str) -> str:
    """Write the page that finds words in all pages of a language.

    Parameters
    ----------
    pages : mapping of name to sequence of Entry
        What may be found on each page.
    site : Site
        The pages in reading order, and what the footer tells.
    language : str
        ISO 639-1 code.

    Examples
    --------
    >>> site = Site([("02_x", "Members")])
    >>> html = "<article><h2 id='age'>Age</h2></article>"
    >>> found = entries(html, site.pages[0])
    >>> 'href="02_x.html#age"' in search_page({"02_x": found}, site, "en")
    True
    """
    return template("search.html.j2").render(
        _=translator(language),
        language=language,
        site=site,
        pages=[(page, pages[page.name]) for page in site.pages],
        scripts=[script("search")],
    )
