"""Where a number comes from, and the links that open it beside the number on pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from analysis.errors import StudyError
from analysis.judging.claims import claims
from analysis.judging.values import Value
from analysis.sources.catalogue import source
from analysis.words import bases, i18n, outputs
from analysis.words.i18n import _
from analysis.words.labels import label

SOURCES_PAGE = "01_sources.ipynb"
BESIDE = {"interval", "range", "n", "group"}
"""What is written beside a number, which is the link."""


def origin(value: Value) -> outputs.Origin:
    """Write where a value comes from: who was asked what, how many, in which source.

    Parameters
    ----------
    value : Value
        With a source.

    Returns
    -------
    Origin
        In the language of the run.
    """
    return outputs.Origin(
        id=place_of(value),
        number=measured(value),
        facts=facts(value),
        source=short_name(value.source),
        address=f"{SOURCES_PAGE}#{source_anchor(value.source)}",
        section=section_of(value.claim),
    )


def section_of(claim: str) -> str:
    """Return where a claim is judged; "" for a number that speaks to none of the study's."""
    homes = {one.id: one.notebook for one in claims()}
    return f"{homes[claim]}.ipynb#{claim.lower()}" if claim in homes else ""


def place_of(value: Value) -> str:
    """Return the id, on any page, of the place that says where a value comes from."""
    return f"value-{value.notebook}-{value.name}".replace("_", "-")


def measured(value: Value) -> str:
    """Write a number with its interval."""
    number = i18n.quantity(value.value, value.unit)
    return number if value.low is None else f"{number} ({value:interval})"


def facts(value: Value) -> list[tuple[str, str]]:
    """List what is known of a number: each fact with its name.

    Examples
    --------
    >>> from analysis.words.bases import Base
    >>> facts(Value("x", 0.5, "share", n=80, base=Base({"on_linkedin": "asked"}), grade="A"))
    [('Question', 'LinkedIn members'), ('People asked (n)', '80'), ('Grade', 'A')]
    """
    base = value.base
    known = {
        _("Question"): _("; ").join(label(name) for name in base.asked),
        _("Among"): bases.subpopulation(base),
        _("Who is counted"): _(base.note) if base.note else "",
        _("Compared with"): bases.in_words(base.before) if base.before else "",
        _("Who they stand for"): _(value.universe) if value.universe else "",
        _("People asked (n)"): "" if value.n is None else f"{value:n}",
        _("Grade"): value.grade,
    }
    return [(name, words) for name, words in known.items() if words]


def short_name(name: str) -> str:
    """Return the short title of a source, in the language of the run."""
    about = source(name)
    return _(about.short or about.title)


def short_title(name: str) -> Markup:
    """Write the title of a source as a link to its record in the page of the sources."""
    return link(short_name(name), f"{SOURCES_PAGE}#{source_anchor(name)}")


def source_anchor(name: str) -> str:
    """Return the place of a source's record in the page of the sources."""
    return f"source-{name.replace('_', '-')}"


def link(text: str, href: str) -> Markup:
    """Write a link that a table may hold."""
    return Markup('<a href="{}">{}</a>').format(href, text)


def fill(text: str, values: Mapping[str, Any]) -> str:
    """Translate a sentence and put the values in it.

    Parameters
    ----------
    text : str
        English, with ``{name}``, ``{name:interval}``, ``{name:range}`` or ``{name:n}`` where
        numbers go.
    values : mapping
        The notebook's values.

    Raises
    ------
    StudyError
        When a name has no value, or the braces can't be read.
    """
    try:
        return _(text).format_map(values)
    except StudyError:
        raise
    except KeyError as problem:
        known = ", ".join(sorted(values)) or "none yet"
        raise StudyError(f"No value is called {problem}.", expected=known, got=text) from None
    except (AttributeError, IndexError, TypeError, ValueError) as problem:
        raise StudyError(f"This sentence can't be filled: {problem}.", got=text) from None


class Linked(Mapping[str, "LinkedValue"]):
    """Values that are written as links to where each comes from; it gathers the origins.

    Attributes
    ----------
    origins : dict
        Place -> origin of each number written so far.
    """

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values
        self.origins: dict[str, outputs.Origin] = {}

    def __getitem__(self, name: str) -> LinkedValue:
        """Return a value that writes itself as a link."""
        return LinkedValue(self._values[name], self.origins)

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._values)

    def __len__(self) -> int:
        """Count the values."""
        return len(self._values)


@dataclass(frozen=True)
class LinkedValue:
    """A value that writes itself as a link to its origin, and notes the origin."""

    value: Value
    origins: dict[str, outputs.Origin]

    def __format__(self, spec: str) -> str:
        """Write the number as a link of Markdown."""
        text = format(self.value, spec)
        return f"[{text}](#{self._noted()})" if self._links(spec) else text

    def __html_format__(self, spec: str) -> str:
        """Write the number as a link of HTML."""
        text = format(self.value, spec)
        return link(text, f"#{self._noted()}") if self._links(spec) else text

    def _links(self, spec: str) -> bool:
        return spec not in BESIDE and bool(self.value.source)

    def _noted(self) -> str:
        found = origin(self.value)
        self.origins[found.id] = found
        return found.id


@dataclass(frozen=True)
class Cited:
    """A text of a table that is a link on pages, and plain in notebooks."""

    text: str
    address: str

    def __html__(self) -> str:
        """Return the link."""
        return link(self.text, self.address)

    def __str__(self) -> str:
        """Return the text alone."""
        return self.text


@dataclass(frozen=True)
class Sentence:
    """A sentence whose numbers are links on pages, and plain in notebooks."""

    text: str
    values: Mapping[str, Value]
    origins: dict[str, outputs.Origin] = field(default_factory=dict, compare=False)

    def __html__(self) -> str:
        """Return the sentence with its links, and keep where its numbers come from."""
        linked = Linked(self.values)
        written = Markup(escape(_(self.text))).format_map(linked)
        self.origins.update(linked.origins)
        return written

    def __str__(self) -> str:
        """Return the sentence alone."""
        return fill(self.text, self.values)
