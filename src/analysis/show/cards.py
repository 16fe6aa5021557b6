"""What notebooks show of claims and sources: cards and boards, filled from their records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from string import ascii_lowercase
from typing import Any

import pandas as pd
from IPython.display import display
from markupsafe import Markup

from analysis.errors import StudyError
from analysis.judging.claims import Claim, Part, claims
from analysis.judging.sensitivity import sensitivity
from analysis.judging.values import Value
from analysis.judging.verdicts import gather_one, settle
from analysis.show.bullets import bullets
from analysis.show.measures import measure, people
from analysis.show.origins import (
    Cited,
    Linked,
    fill,
    measured,
    short_title,
    source_anchor,
)
from analysis.show.other_rules import moved_by
from analysis.show.prose import Written, reasons, table, tabled
from analysis.sources.catalogue import Source, catalogue
from analysis.sources.published import read_published
from analysis.words import i18n
from analysis.words.bases import in_words
from analysis.words.i18n import N_, _
from analysis.words.printed import BOUNDS
from analysis.words.verdicts import VERDICTS

COLOURS = {"supported with limits": "limits", "contradicted with limits": "against-limits"}
REACHED = {
    "replicated": N_("{grade}, found again by a replication"),
    "relayed": N_("{grade}, relayed"),
    "chart": N_("{grade}, read off a chart"),
    "derived": N_("{grade}, a division of printed figures"),
}
STATUSES = {"for": N_("for"), "against": N_("against"), "unclear": N_("unclear")}
SIDES = {"above": N_("above {threshold}"), "below": N_("below {threshold}")}


def badge(name: str) -> Markup:
    """Write a verdict as a coloured word (the word says it all, the colour only repeats it)."""
    css, words = COLOURS.get(name, name.replace(" ", "-")), _(VERDICTS[name])
    text = words[0].upper() + words[1:]
    return Markup('<span class="verdict verdict-{}">{}</span>').format(css, text)


def _claim(name: str) -> Claim:
    found = {claim.id: claim for claim in claims()}
    if name not in found:
        raise StudyError(f"No claim is called '{name}'.", expected=", ".join(found), got=name)
    return found[name]


def _markdown(*lines: str) -> None:
    display({"text/markdown": "\n".join(lines)}, raw=True)


def in_short(values: Mapping[str, Value], *names: str) -> None:
    """Show the claims of a notebook at a glance: verdict, statement, what the data say.

    Pages put it under their title, whatever the place of the cell, which is tagged ``in-short``.

    Parameters
    ----------
    values : mapping
        The notebook's.
    *names : str
        The claims, in the order of the page.
    """
    linked = Linked(values)
    told = [(claim, _verdict(claim, values)) for claim in map(_claim, names)]
    plain = [f"- {said} **{_named(claim)}** {_answer(claim, values)}" for claim, said in told]
    on_pages = [
        f"- {said} **[{_named(claim)}](#{claim.id.lower()})** {_answer(claim, linked)}"
        for claim, said in told
    ]
    Written("\n".join(plain), "\n".join(on_pages), linked.origins).show("text/markdown")


def _verdict(claim: Claim, values: Mapping[str, Value]) -> Markup:
    return badge(settle(gather_one(claim, {claim.notebook: values}))["verdict"].iloc[0])


def _named(claim: Claim) -> str:
    return f"{claim.id}. {_(claim.statement)}"


def _answer(claim: Claim, values: Mapping[str, Any]) -> str:
    """Write what the data say of a claim, or what would test it."""
    return fill(claim.answer or claim.would_test, values)


def claim_card(name: str, values: Mapping[str, Value]) -> None:
    """Show a claim: its verdict, what the data say, its limits; folded, what was measured and how.

    Pages put it at the head of its section, whatever the place of the cell, which is tagged
    ``lead``.

    Parameters
    ----------
    name : str
        Id of the claim.
    values : mapping
        The notebook's.
    """
    claim = _claim(name)

    def judged(easier: float) -> pd.DataFrame:
        return gather_one(claim, {claim.notebook: values}, easier=easier)

    settled = settle(judged(0))
    moved = moved_by(sensitivity(judged).iloc[0])
    linked = Linked(values)
    plain, on_pages = (
        _card(claim, settled["verdict"].iloc[0], fill(claim.answer, known), moved)
        for known in (values, linked)
    )
    place = f'<span id="{claim.id.lower()}"></span>'
    Written(plain, f"{plain[:2]}{place}{on_pages[2:]}", linked.origins).show("text/markdown")
    if claim.parts:
        _evidence(claim, settled).show("text/html")


def _card(claim: Claim, verdict: str, answer: str, moved: str) -> str:
    lines = {
        f"**{_named(claim)}**": " ",
        f"{badge(verdict)}": answer or " ",
        _("Its limits:"): f"{_(claim.limits)} {moved}".strip(),
        _("What would test it:"): _(claim.would_test) if claim.would_test else "",
    }
    return "\n>\n".join(f"> {name} {text}".rstrip() for name, text in lines.items() if text)


FOLDED = Markup('<details class="evidence"><summary>{summary}</summary>\n{parts}</details>')


def _evidence(claim: Claim, settled: pd.DataFrame) -> Written:
    """Write what is measured, part by part, each with its threshold, verdict and items; folded."""
    parts = [
        _part(place, part, settled[settled["part"] == place])
        for place, part in enumerate(claim.parts, 1)
    ]
    summary = _("What was measured for {claim}, item by item").format(claim=claim.id)
    plain, linked = (
        FOLDED.format(summary=summary, parts=Markup("\n").join(map(Markup, texts)))
        for texts in ([part.plain for part in parts], [part.linked for part in parts])
    )
    return Written(plain, linked, {})


def _part(place: int, part: Part, rows: pd.DataFrame) -> Written:
    """Write a part: its items in a table, or that nothing measures it."""
    asked = {"place": i18n.number(place), "estimand": _(part.estimand), "needed": _needed(part)}
    head = Markup("{place}. {estimand} {needed} {badge}").format(
        **asked, badge=badge(rows["part_verdict"].iloc[0])
    )
    items = rows.dropna(subset="item")
    if items.empty:
        alone = Markup("<p><strong>{}</strong></p>").format(head)
        return Written(alone, alone, {})
    names = [
        _("Measured"),
        _("Against the threshold"),
        _("Speaks"),
        _("People asked (n)"),
        _("Source and grade"),
    ]
    told = items.to_dict("records")
    index = pd.Index([_label(row) for row in told], name=_("Item"))
    cells = [_item(row, drawn) for row, drawn in zip(told, bullets(items), strict=True)]
    return tabled(pd.DataFrame(cells, columns=names, index=index, dtype=object), caption=head)


def _needed(part: Part) -> str:
    side = _(SIDES[part.side]).format(threshold=_in_full(part.threshold, part.unit))
    return _("Needed: {side}.").format(side=side)


def _label(row: Mapping[Any, Any]) -> str:
    """Name an item; one that is only near the claim says why."""
    label = _(str(row["item"]))
    if not row["proxy"]:
        return label
    return _("{item} – shown, not counted: {reason}").format(
        item=label, reason=_(str(row["proxy"]))
    )


def _item(row: Mapping[Any, Any], drawn: Markup) -> list[object]:
    """Write the cells of an item: its number, drawn against the threshold, and what it is worth."""
    unit = str(row["unit"])
    number = measure(float(row["estimate"]), unit, float(row["low"]), float(row["high"]))
    bounded = replace(number, text=_(BOUNDS[str(row["bound"])]).format(number=number.text))
    cited = Markup("{} ({})").format(short_title(str(row["source"])), grade(row))
    n = float("nan") if pd.isna(row["n"]) else float(row["n"])
    return [bounded, drawn, _speaks(row), people(n), cited]


def _speaks(row: Mapping[Any, Any]) -> str:
    """Write on which side an item is, and what weakens it; a proxy speaks in brackets."""
    said = _(STATUSES[str(row["status"])])
    if row["flags"]:
        said += f" ({reasons(row['flags'])})"
    elif pd.isna(row["low"]):
        said += " (" + _("no sampling error known") + ")"
    return f"[{said}]" if row["proxy"] else said


def grade(row: Mapping[Any, Any]) -> str:
    """Write the grade of a number, with how it reached us where it was not in its source's text."""
    return _(REACHED.get(str(row["reached"]), "{grade}")).format(grade=row["grade"])


def _in_full(threshold: float, unit: str) -> str:
    """Write a threshold with all its digits: rounded, it would be another one."""
    shown = 100 * threshold if unit in {"share", "points"} else threshold
    digits = len(f"{shown:.6g}".partition(".")[2])
    return i18n.percent(threshold, digits) if unit == "share" else i18n.number(shown, digits)


def editions_table(verdicts: pd.DataFrame) -> None:
    """Show the verdict of each claim in the first edition, the one of today, and what moved it."""
    found = verdicts.drop_duplicates("claim").set_index("claim")["verdict"]
    rows = [[badge(claim.first), badge(found[claim.id]), _(claim.why)] for claim in claims()]
    names = [_("First edition"), _("Now"), _("Why")]
    index = pd.Index([claim.id for claim in claims()], name=_("Claim"))
    shown = pd.DataFrame(rows, columns=names, index=index, dtype=object)
    table(shown, caption=_("The verdicts of the first edition and of today"))


def provenance(values: Mapping[str, Value]) -> None:
    """Show where each quoted number comes from: who was counted, which source, which claim."""
    kept = [values[name] for name in sorted(values) if values[name].source]
    rows = [
        [
            measured(value),
            "–" if value.n is None else f"{value:n}",
            in_words(value.base),
            Markup("{} ({})").format(short_title(value.source), value.grade),
            value.claim or "–",
        ]
        for value in kept
    ]
    names = [
        _("Number"),
        _("People asked (n)"),
        _("Who is counted"),
        _("Source and grade"),
        _("Claim"),
    ]
    coded = [Markup("<code>{}</code>").format(value.name) for value in kept]
    index = pd.Index(coded, name=_("Name in the data"), dtype=object)
    caption = _("Where the numbers of this page come from")
    table(pd.DataFrame(rows, columns=names, index=index, dtype=object), caption=caption)


def source_card(record: Source) -> None:
    """Show who was asked, when and how, on what terms, and where to look it up."""
    facts = {
        _("Source"): _(record.title),
        _("Producer"): _(record.producer),
        _("Who it is about"): _(record.universe),
        _("How people were asked"): _(record.mode),
        _("Sampling"): _(record.sampling),
        _("Published"): _(record.published),
        _("Terms"): _(record.licence.name),
        _("Evidence grade"): _grades(record),
        _("Where to find it"): f"<{record.landing_page}>",
    }
    notes = [f"- {_(note)}" for note in record.notes]
    place = f'<span id="{source_anchor(record.id)}"></span>'
    lines = [f"- {i18n.pair(f'**{name}**', text)}" for name, text in facts.items()]
    _markdown(*lines, *notes, "", place)


def _grades(record: Source) -> str:
    """Write the grade of a survey, or those that the rows of a published source have."""
    if record.kind == "microdata":
        return record.grade
    return ", ".join(sorted(read_published(record.id)["grade"].unique()))


def published_sources() -> None:
    """Show every source of transcribed figures, a line each that links lead to; then the terms."""
    records = [record for record in catalogue().values() if record.kind == "published"]
    held = Counter(record.licence.name for record in records)
    letters = dict(zip((name for name, _n in held.most_common()), ascii_lowercase, strict=False))
    place = Markup('<span id="{}"><a href="{}">{}</a></span>')
    places = [place.format(source_anchor(r.id), r.landing_page, _titled(r)) for r in records]
    rows = [
        [_(record.universe), _grades(record), letters[record.licence.name]] for record in records
    ]
    names = [_("Who it is about"), _("Grade"), _("Terms")]
    index = pd.Index(places, name=_("Source"), dtype=object)
    caption = _("Sources of published figures")
    table(pd.DataFrame(rows, columns=names, index=index, dtype=object), caption=caption)
    terms = "; ".join(f"*{letter}* {_(name)}" for name, letter in letters.items())
    _markdown(i18n.pair(_("Terms"), terms))


def _titled(record: Source) -> str:
    """Write the title of a source, and its producer where the title doesn't begin with the name."""
    title, producer = _(record.title), _(record.producer)
    named = title.split(",")[0].split()[0] == producer.split(",")[0].split()[0]
    return title if named else f"{title} ({producer})"


def tests_table(verdicts: pd.DataFrame) -> None:
    """Show the test of each item that has an interval: raw, then adjusted for their number."""
    tested = verdicts[verdicts["p"].notna()]
    rows = [
        [row["claim"], i18n.quantity(row["p"], "p"), i18n.quantity(row["p_holm"], "p")]
        for _place, row in tested.iterrows()
    ]
    items = [
        Cited(_(item), f"{_claim(claim).notebook}.ipynb#{claim.lower()}")
        for item, claim in zip(tested["item"], tested["claim"], strict=True)
    ]
    names = [_("Claim"), _("p, raw"), _("p, adjusted (Holm)")]
    index = pd.Index(items, name=_("Item"), dtype=object)
    caption = _("Tests of the items against their thresholds, two-sided")
    table(pd.DataFrame(rows, columns=names, index=index, dtype=object), caption=caption)
