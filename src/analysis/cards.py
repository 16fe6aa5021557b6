"""What notebooks show of claims and sources: cards and boards, filled from their records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from IPython.display import display

from analysis import i18n
from analysis.catalogue import source
from analysis.claims import Claim, claims
from analysis.cleaning.errors import StudyError
from analysis.i18n import _
from analysis.labels import N_
from analysis.prose import table
from analysis.verdicts import evidence, verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.catalogue import Source
    from analysis.values import Value

VERDICTS = {
    "supported": ("supported", N_("Supported")),
    "supported with limits": ("limits", N_("Supported with limits")),
    "mixed": ("mixed", N_("Mixed")),
    "unsettled": ("unsettled", N_("Unsettled")),
    "contradicted": ("contradicted", N_("Contradicted")),
    "not testable": ("not-testable", N_("Not testable")),
    "pending": ("pending", N_("Pending")),
}
STATUSES = {"for": N_("for"), "against": N_("against"), "unclear": N_("unclear")}
SIDES = {"above": N_("above {threshold}"), "below": N_("below {threshold}")}


def badge(name: str) -> str:
    """Give a verdict as a coloured word (the word says it all, the colour only repeats it)."""
    css, words = VERDICTS[name]
    return f'<span class="verdict verdict-{css}">{_(words)}</span>'


def _claim(name: str) -> Claim:
    found = {claim.id: claim for claim in claims()}
    if name not in found:
        raise StudyError(f"No claim is called '{name}'.", expected=", ".join(found), got=name)
    return found[name]


def _markdown(*lines: str) -> None:
    display({"text/markdown": "\n".join(lines)}, raw=True)


def claim_card(name: str) -> None:
    """Show a claim: what it says, what is measured, what would make it true."""
    claim = _claim(name)
    _markdown(
        f"> **{claim.id}. {_(claim.statement)}**",
        ">",
        f"> {_('What is measured:')} {_(claim.estimand)}",
        ">",
        f"> {_('What would make it true:')} {_(claim.threshold)}.",
    )


def verdict_card(name: str, values: Mapping[str, Value]) -> None:
    """Show the verdict of a claim on the values of this notebook, item by item."""
    claim = _claim(name)
    items = pd.DataFrame([evidence(claim, item, values) for item in claim.items])
    _markdown(
        f"> {_('Verdict on {claim}:').format(claim=claim.id)} {badge(verdict(items))}",
        ">",
        f"> {_('Its limits:')} {_(claim.limits)}",
    )
    names = [
        _("Measured"),
        _("95% interval"),
        _("Needed"),
        _("Speaks"),
        _("People asked (n)"),
        _("Source"),
        _("Grade"),
    ]
    rows = [_item(row) for _place, row in items.iterrows()]
    index = pd.Index([_(label) for label in items["item"]], name=_("Item"))
    caption = _("The evidence on {claim}").format(claim=claim.id)
    table(pd.DataFrame(rows, columns=names, index=index), caption=caption)


def _item(row: pd.Series[Any]) -> list[str]:
    unit = str(row["unit"])
    needed = i18n.quantity(float(row["threshold"]), unit)
    speaks = _(STATUSES[str(row["status"])])
    if row["flag"]:
        speaks += " (" + _("too few people to count") + ")"
    elif pd.isna(row["low"]):
        speaks += " (" + _("no interval") + ")"
    return [
        i18n.quantity(float(row["estimate"]), unit),
        i18n.span(float(row["low"]), float(row["high"]), unit),
        _(SIDES[str(row["side"])]).format(threshold=needed),
        speaks,
        "–" if pd.isna(row["n"]) else i18n.number(float(row["n"])),
        short_title(str(row["source"])),
        str(row["grade"]),
    ]


def short_title(name: str) -> str:
    """Give the title of a source, which the reader can look up in the sources' page."""
    return _(source(name).title)


def board(verdicts: pd.DataFrame) -> None:
    """Show a line a claim: verdict, main number, interval, source, grade; pending claims last."""
    first = verdicts.drop_duplicates("claim").set_index("claim")
    ordered = sorted(claims(), key=lambda claim: first.loc[claim.id, "verdict"] == "pending")
    rows = []
    for claim in ordered:
        row = first.loc[claim.id]
        shown = [_(VERDICTS[str(row["verdict"])][1])]
        rows.append(shown + (["–"] * 5 if pd.isna(row["estimate"]) else _headline(row)))
    names = [
        _("Verdict"),
        _("Main number"),
        _("95% interval"),
        _("People asked (n)"),
        _("Source"),
        _("Grade"),
    ]
    index = pd.Index([f"{claim.id}. {_(claim.statement)}" for claim in ordered], name=_("Claim"))
    table(pd.DataFrame(rows, columns=names, index=index), caption=_("The verdict on each claim"))


def _headline(row: pd.Series[Any]) -> list[str]:
    unit = str(row["unit"])
    number = i18n.quantity(float(row["estimate"]), unit)
    return [
        f"{number}: {_(str(row['item']))}",
        i18n.span(float(row["low"]), float(row["high"]), unit),
        i18n.number(float(row["n"])),
        short_title(str(row["source"])),
        str(row["grade"]),
    ]


def source_card(record: Source) -> None:
    """Show who was asked, when and how, on what terms, and where to look it up."""
    facts = {
        _("Producer"): record.producer,
        _("Who it is about"): _(record.universe),
        _("How people were asked"): _(record.mode),
        _("Sampling"): _(record.sampling),
        _("Published"): record.published,
        _("Terms"): _(record.licence.name),
        _("Evidence grade"): record.grade,
        _("Where to find it"): f"<{record.landing_page}>",
    }
    notes = [f"- {_(note)}" for note in record.notes]
    _markdown(*(f"- **{name}:** {text}" for name, text in facts.items()), *notes)
