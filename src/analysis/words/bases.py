"""Who is counted in a number: kept as an object, and put into words once, in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from analysis.words import i18n
from analysis.words.i18n import _
from analysis.words.labels import label

Counted = Literal["asked", "answered"]
"""All who were asked a question (who doesn't know has not said yes), or those who answered it."""

EVERYBODY = {"yes", "no"}  # both levels of a group compared with all the others: nobody is left out


@dataclass(frozen=True)
class Base:
    """Who is in the denominator of a number.

    Parameters
    ----------
    asked : mapping
        Variable -> whether all who were asked it are counted, or those who answered.
    where : mapping
        Variable -> level or levels that define the subpopulation.
    note : str
        The words of a published figure; beside variables, what else was done ("unweighted").
    before : Base, optional
        Who was counted earlier, where the number is a change between two samples.

    Examples
    --------
    >>> base = Base({"on_linkedin": "answered"}, {"employed": "yes"})
    >>> print(base)
    answered on_linkedin; employed = yes
    >>> base == Base.from_dict(base.to_dict()), print(Base(note="asked employees, France"))
    asked employees, France
    (True, None)
    """

    asked: Mapping[str, Counted] = field(default_factory=dict)
    where: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    note: str = ""
    before: Base | None = None

    def __post_init__(self) -> None:
        """Keep copies, with the levels as tuples: nobody else's dict can change them."""
        object.__setattr__(self, "asked", dict(self.asked))
        object.__setattr__(self, "where", {name: _tuple(x) for name, x in self.where.items()})

    def __hash__(self) -> int:
        """Hash what `==` compares."""
        parts = frozenset(self.asked.items()), frozenset(self.where.items())
        return hash((*parts, self.note, self.before))

    def __str__(self) -> str:
        """Return the text that tables of data hold: codes, in English, never read back."""
        parts = [f"{counted} {name}" for name, counted in self.asked.items()]
        parts += [f"{name} = {' or '.join(levels)}" for name, levels in self.where.items()]
        text = "; ".join([*parts, *filter(None, [self.note])])
        return text if self.before is None else f"{self.before} -> {text}"

    def to_dict(self) -> dict[str, Any]:
        """Return what a file of values holds."""
        where = {name: [*levels] for name, levels in self.where.items()}
        known = {"asked": dict(self.asked), "where": where, "note": self.note}
        return known if self.before is None else known | {"before": self.before.to_dict()}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Base:
        """Read what `to_dict` wrote."""
        before = record.get("before")
        return cls(**{**record, "before": cls.from_dict(before) if before else None})


NO_BASE = Base()


def _tuple(levels: str | Sequence[str]) -> tuple[str, ...]:
    return (levels,) if isinstance(levels, str) else tuple(levels)


def in_words(base: Base) -> str:
    """Write a base for readers, in the language of the run.

    Examples
    --------
    >>> in_words(Base({"on_linkedin": "answered"}, {"employed": "yes"}))
    'who answered “LinkedIn members”; At work: Yes'
    """
    told = {"asked": _("asked about “{what}”"), "answered": _("who answered “{what}”")}
    parts = [told[counted].format(what=label(name)) for name, counted in base.asked.items()]
    parts += [subpopulation(base), _(base.note) if base.note else ""]
    words = _("; ").join(filter(None, parts))
    return words if base.before is None else f"{in_words(base.before)} → {words}"


def subpopulation(base: Base) -> str:
    """Write which part of the people asked a base is; "" where it is all of them.

    Examples
    --------
    >>> subpopulation(Base({"on_linkedin": "answered"}, {"employed": "yes"}))
    'At work: Yes'
    """
    parts = [
        i18n.pair(label(name), _(" or ").join(label(name, level) for level in levels))
        for name, levels in base.where.items()
        if set(levels) != EVERYBODY
    ]
    return _("; ").join(parts)
