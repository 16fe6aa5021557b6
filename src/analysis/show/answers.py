"""The answers to every case, written out for the page to pick from: words, marks and bars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from math import isnan, nan
from typing import Any

import pandas as pd
from babel.dates import format_date

from analysis.advice.choices import CHOICES, Case
from analysis.advice.hires import Hires, all_hires, cases_of, ranking_ways, telling_networks
from analysis.advice.naming import CHOICES_OF, choice_name, line_label, line_place
from analysis.advice.readings import CUTS, every_answer, read
from analysis.advice.sentences import (
    HEADINGS,
    OTHERWISE,
    OWN,
    SECTION_LIMITS,
    UNLESS,
    but,
    hires_limit,
    limit,
    networks_limit,
    networks_said,
    said,
    unknown,
)
from analysis.advice.telling import (
    HEADLINES,
    QUESTIONS,
    SEVERAL,
    WORDS,
    hires_sentence,
    hires_where,
    hundredths,
    recruiters_headline,
    source_name,
)
from analysis.sources.catalogue import catalogue, source
from analysis.words import i18n
from analysis.words.answers import Answers, Bar, Fact, Mark, Networks, Sentence, Way, Ways
from analysis.words.i18n import N_, _
from analysis.words.printed import channel_label

PLACES = {word: place for place, word in enumerate(("fewer", "about as many", "more"), 1)}
PLACES |= {word: place for place, word in enumerate((*CUTS, "mostly"), 1)}
"""Word of a line -> its place in the strip, from left to right; none where it is not known."""

WORDS_AROUND = {
    "nothing_sent": N_("Nothing is sent: the choices stay in the address of this page."),
    "compare": N_("Compare with a second profile"),
    "alone": N_("Take the second profile away"),
    "first": N_("First profile"),
    "second": N_("Second profile"),
    "copy": N_("Copy the link"),
    "copied": N_("The link is copied."),
    "address": N_("Address of this answer"),
    "print": N_("Print on one page"),
    "printed": N_("Printed on"),
    "led": N_("Of 100 hires, so many came through each way:"),
    "also": N_("In other sources:"),
    "sources": N_("Sources"),
    "key_like": N_("people like you, or the nearest known group, with the margin of error"),
    "key_others": N_("everyone else"),
    "key_own": N_("your own group"),
    "key_near": N_("a wider or neighbouring group"),
    "choices_apart": N_(", "),
    "parts_apart": N_("; "),
}


def answers() -> Answers:
    """Write out all that the answer to any case is picked from.

    Returns
    -------
    Answers
        Facts and lists in the order in which the first that answers a case leads, as it does in
        `study advise`.
    """
    rows = every_answer()
    known = rows[rows["group"].astype(bool)]
    lists = ranking_ways(all_hires())
    return Answers(
        facts=[_fact(row) for row in _in_order(known)],
        marks=[_mark(row) for row in rows.to_dict("records")],
        recruiters=_recruiters(),
        networks=[_networks(one) for one in telling_networks(all_hires())],
        ways=[_ways(one) for one in lists],
        unknown=_unknown(),
        sources=_titles([*known["source"], *(one.source for one in lists)]),
        own=[_(text) for text in OWN],
        words=_words(),
    )


def _words() -> dict[str, str]:
    told = WORDS_AROUND | {f"question_{name}": text for name, text in QUESTIONS.items()}
    told |= {f"heading_{name}": text for name, text in HEADINGS.items()}
    told |= {f"limit_{name}": text for name, text in SECTION_LIMITS.items()}
    told |= {f"headline_{word}": text for word, text in HEADLINES.items()}
    told |= {f"word_{word}": text for word, text in WORDS.items()}
    told |= {"headline_not known": N_("Not known."), "several": SEVERAL, "otherwise": OTHERWISE}
    day = max(one.accessed for one in catalogue().values())
    date = format_date(day, "long", locale=i18n.language())
    return {name: _(text) for name, text in told.items()} | {
        "gathered": _("Data gathered up to {date}.").format(date=date)
    }


def _in_order(rows: pd.DataFrame) -> list[dict[Any, Any]]:
    """Order rows: those that compare first, one's own group's before others; recruiters' rise."""
    return sorted(rows.to_dict("records"), key=_place)


def _place(row: Mapping[Any, Any]) -> tuple[bool, float]:
    use = row["estimate"] if row["section"] == "recruiters" else float(not row["own"])
    return row["word"] == "not known", use


def _links(cases: Iterable[Mapping[str, str]]) -> list[str]:
    """Write cases as links; everybody's, in which nothing is chosen, needs none."""
    links = ("&".join(f"{choice}={code}" for choice, code in case.items()) for case in cases)
    return [link for link in links if link]


def _fact(row: Mapping[Any, Any]) -> Fact:
    return Fact(
        line=row["line"],
        section=row["section"],
        cases=_links(row["cases"]),
        word=row["word"],
        own=row["own"],
        place=line_place(row),
        choices=list(map(choice_name, CHOICES_OF[row["line"]])),
        unless=UNLESS[row["line"]],
        said=said(row),
        limit=limit(row),
        but=but(row),
        source=row["source"],
        bar=_bar(row),
    )


def _bar(row: Mapping[Any, Any]) -> Bar:
    """Return a share, its interval and that of others in hundredths, to a tenth."""
    told = {name: row.get(name, nan) for name in ("low", "high", "others")}
    shares = {name: _tenths(share) for name, share in told.items() if not isnan(share)}
    return Bar(share=_tenths(row["estimate"]), **shares)


def _tenths(share: float) -> float:
    return round(100 * float(share), 1)


def _mark(row: Mapping[Any, Any]) -> Mark:
    return Mark(
        section=row["section"],
        cases=_links(row["cases"]),
        label=line_label(row),
        word=_(WORDS[row["word"]]),
        place=PLACES.get(row["word"], 0),
        own=row["own"],
    )


def recruiters_said() -> list[tuple[str, list[dict[str, str]]]]:
    """Write how much recruiters use networks: each headline, with the cases it answers.

    Returns
    -------
    list of (str, list of dict)
        Those for a trade and a sector first, then those for one of them, then that for neither.
    """
    told: dict[str, list[dict[str, str]]] = {}
    pairs = product(("", *CHOICES["occupation"]), ("", *CHOICES["sector"]))
    for trade, sector in sorted(pairs, key=lambda pair: -sum(map(bool, pair))):
        case = Case(occupation=trade, sector=sector)
        told.setdefault(recruiters_headline(read(case)), []).append(case.made())
    return [*told.items()]


def _recruiters() -> list[Sentence]:
    return [Sentence(cases=_links(cases), text=text) for text, cases in recruiters_said()]


def _networks(hires: Hires) -> Networks:
    return Networks(
        cases=_links(cases_of(hires, unsaid=True)),
        said=networks_said(hires),
        limit=networks_limit(hires),
        source=hires.source,
        bar=_bar(hires.figures()["networks"].to_dict()),
    )


def _ways(hires: Hires) -> Ways:
    ways = [
        Way(
            name=channel_label(channel),
            number=hundredths(row.to_dict()),
            share=_tenths(row["estimate"]),
            networks=channel == "networks",
        )
        for channel, row in hires.figures().items()
    ]
    return Ways(
        cases=_links(cases_of(hires, unsaid=True)),
        where=hires_where(hires),
        ways=ways,
        note=hires_limit(hires),
        sentence=hires_sentence(hires),
        source=hires.source,
    )


def _unknown() -> list[Sentence]:
    (everybody,) = unknown(Case())
    of_situations = [
        Sentence(cases=[f"situation={code}"], text=text)
        for code in CHOICES["situation"]
        for text in unknown(Case(situation=code))[1:]
    ]
    return [Sentence(cases=[], text=everybody), *of_situations]


def _titles(names: Iterable[str]) -> dict[str, str]:
    """Write the title of each source, after its short name."""
    titles = {name: _(source(name).title) for name in dict.fromkeys(names)}
    return {
        name: title if title == source_name(name) else i18n.pair(source_name(name), title)
        for name, title in titles.items()
    }
