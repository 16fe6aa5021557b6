"""What notebooks tell pages of an output: its metadata ``study``, written and read here alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from analysis.errors import StudyError
from analysis.records import Record, explain
from analysis.words.answers import Answers

Text = Annotated[str, Field(min_length=1)]


class Figure(Record):
    """An image: its name in the study, the address of its data seen from the page, its words."""

    role: Literal["figure"] = "figure"
    id: Text
    data: Text
    alt: str


class Caption(Record):
    """The caption of the figure that was displayed just before, in its parts, as Markdown.

    ``title`` tells the finding, ``base`` who, when and where, ``accessed`` the day of the data.
    """

    role: Literal["caption"] = "caption"
    title: Text
    base: Text
    source: Text
    accessed: Text


class Origin(Record):
    """Where a number comes from: its place on a page, the number, facts about it, its source.

    A fact has its name and its words. ``address`` is that of the source's record, ``section`` of
    the place where the number was found, on another page.
    """

    id: Text
    number: Text
    facts: list[tuple[str, str]]
    source: Text
    address: Text
    section: str = ""


class Linked(Record):
    """A text that pages show in place of the output: the same, its numbers being links.

    Each leads to the place of one of the `origins`.
    """

    linked: Text
    origins: list[Origin] = []


class Choice(Record):
    """One list of a form: its name in links, its words, its options.

    An option has its code, the words that are offered, and a short name for what was chosen.
    """

    name: Text
    label: Text
    options: list[tuple[str, str, str]]


class Chooser(Record):
    """A form on the top of a page, and the answers of which it shows those to one case.

    ``title`` names the form; ``case`` repeats the choices made, as ``{case}``.
    """

    role: Literal["chooser"] = "chooser"
    title: Text
    choices: Annotated[list[Choice], Field(min_length=1)]
    case: Text
    answers: Answers


Study = Figure | Caption | Linked | Chooser
KINDS: dict[str | None, tuple[type[Study], str, str]] = {
    "figure": (Figure, "a figure", "figure()"),
    "caption": (Caption, "a caption", "figure()"),
    "chooser": (Chooser, "a form", "chooser()"),
    None: (Linked, "a text with links", "say() or table()"),
}
"""Role -> its record, its name for people, and what displays it."""

LACKING = {"missing", "string_too_short", "too_short"}


def metadata(study: Study) -> dict[str, Any]:
    """Return the metadata of an output.

    Examples
    --------
    >>> metadata(Linked(linked="[35%](#value-helped)"))
    {'study': {'linked': '[35%](#value-helped)', 'origins': []}}
    """
    return {"study": study.model_dump(mode="json")}


def role_of(output: Mapping[str, Any]) -> str | None:
    """Return what an output says it is, without reading the rest, which may be of another day."""
    role: str | None = output.get("metadata", {}).get("study", {}).get("role")
    return role


def study_of(output: Mapping[str, Any], place: str) -> Study | None:
    """Read what an output is for; nothing special where it doesn't tell.

    Parameters
    ----------
    output : mapping
        An output of a notebook.
    place : str
        Notebook and cell, for the error.

    Raises
    ------
    StudyError
        When the output says what it is and lacks a part of it, or has one that is unknown.

    Examples
    --------
    >>> study_of({"metadata": {"study": {"linked": "35%"}}}, "cell 1")
    Linked(linked='35%', origins=[])
    """
    raw = output.get("metadata", {}).get("study")
    if not raw or not isinstance(raw, Mapping):  # another tool may use the same word
        return None
    role = raw.get("role")
    if role not in KINDS:
        roles = ", ".join(filter(None, KINDS))
        raise StudyError(f"{place}: an output of unknown role.", expected=roles, got=str(role))
    kind, name, shown_with = KINDS[role]
    try:
        return kind.model_validate(raw)
    except ValidationError as problem:
        faults = problem.errors(include_url=False)
        lacking = sorted(str(fault["loc"][0]) for fault in faults if fault["type"] in LACKING)
        raise StudyError(
            f"{place}: {name} is incomplete.",
            expected=", ".join(sorted({*kind.model_fields} - {"role"})),
            got=f"no {', '.join(lacking)}" if lacking else explain(problem),
            hint=f"display it with {shown_with}, which writes all its parts",
        ) from None
