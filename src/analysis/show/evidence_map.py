"""The evidence map: one row a claim, one mark a source, on the side where it speaks.

It is a table that a screen reader follows, mark by mark in words, and the same marks as a drawing.
Places and sizes are in the drawing's own units, colours are classes that the page's sheet paints.
"""

from __future__ import annotations

import pandas as pd
from IPython.display import display
from markupsafe import Markup

from analysis.judging.claims import Claim, claims
from analysis.judging.values import read_values
from analysis.show.cards import COLOURS, STATUSES, badge
from analysis.show.evidence_marks import Mark, marks, unmeasured
from analysis.show.origins import Sentence, link
from analysis.show.prose import Written
from analysis.sources.catalogue import catalogue
from analysis.words import i18n
from analysis.words.i18n import N_, _
from analysis.words.verdicts import VERDICTS

WIDE, UNIT, FURTHEST = 320, 30, 5
"""Width of a drawing; width of a margin of error; how many of them there is room for."""

LANE, GAP, EDGE = 12, 5, 5
"""Height of a mark's line; between parts; above the first and below the last."""

LARGE, SMALL = 5, 3
"""Half the size of a mark that counts, and of one that doesn't."""

CIRCLE, SQUARE, TRIANGLE, RING = (
    Markup('<circle class="{c}" cx="{x}" cy="{y}" r="{r}"/>'),
    Markup('<path class="{c}" d="M{left} {top}H{right}V{bottom}H{left}z"/>'),
    Markup('<path class="{c}" d="M{x} {top}L{right} {bottom}H{left}z"/>'),
    Markup('<circle class="none" cx="{x}" cy="{y}" r="{r}"/>'),
)
SHAPES = {"A": CIRCLE, "A-": SQUARE, "B": SQUARE, "C": TRIANGLE}
"""Grade -> shape. A quota sample weighs as an official figure does, and looks like one."""

SVG = Markup('<svg viewBox="0 0 {0} {1}" width="{0}" height="{1}" aria-hidden="true">{2}</svg>')
WHISKER = Markup('<path class="whisker {0}" d="M{1} {2}H{3}"/>')
PARTED = Markup('<path class="parted" d="M0 {0}H{1}"/>')
SAID = N_("{source}, grade {grade}: {status}")
SAID_OF_PART = N_("{source}, on part {part}, grade {grade}: {status}")
UNCOUNTED = N_("{said} (not counted)")
LEGEND = (
    (CIRCLE, LARGE, N_("random sample, recomputed here (grade A)")),
    (SQUARE, LARGE, N_("official figure (B) or quota sample (A-)")),
    (TRIANGLE, LARGE, N_("narrower, or second-hand (C)")),
    (TRIANGLE, SMALL, N_("does not count beside a stronger source")),
    (RING, LARGE, N_("nobody measured this part")),
)


def evidence_map(verdicts: pd.DataFrame) -> None:
    """Show every claim with its verdict, its answer in a sentence, and each source's mark.

    Parameters
    ----------
    verdicts : DataFrame
        As `analysis.judging.verdicts.read_verdicts` gives it.
    """
    answers = [_answer(claim) for claim in claims()]
    plain, linked = (_map(verdicts, answers, on_page=on_page) for on_page in (False, True))
    origins = {place: found for answer in answers for place, found in answer.origins.items()}
    Written(plain, linked, origins).show("text/html")


def _answer(claim: Claim) -> Sentence:
    """Fill the answer; that of a claim which nobody measured quotes no number."""
    return Sentence(claim.answer, read_values(claim.notebook) if claim.parts else {})


def verdict_squares(verdicts: pd.DataFrame) -> None:
    """Show how many claims have each verdict: a square a claim, each word with its own number."""
    found = verdicts.drop_duplicates("claim")["verdict"].value_counts()
    items = [
        Markup('<li><span class="squares {}" aria-hidden="true">{}</span> {} {}</li>').format(
            _css(name), "■" * found[name], badge(name), i18n.number(found[name])
        )
        for name in VERDICTS
        if name in found
    ]
    said = _("Of {n} claims:").format(n=i18n.number(found.sum()))
    _display(Markup('<p>{}</p>\n<ul class="tally">{}</ul>').format(said, Markup("").join(items)))


def map_legend() -> None:
    """Show what a place, a line and a shape on the map mean."""
    side = 2 * LARGE + 4
    keys = [
        Markup("<li>{} {}</li>").format(
            SVG.format(side, side, _shape(shape, side / 2, side / 2, size, "for")), _(words)
        )
        for shape, size, words in LEGEND
    ]
    text = _(
        "Each mark is a source: on the right it speaks for the claim, on the left against it, in "
        "the grey band it cannot tell. The line through a mark is its 95% interval, the line in "
        "the middle what the claim needs; the further a mark is from it, the surer the finding, "
        "not the larger. A hollow mark was printed without an error: only its side counts."
    )
    _display(
        Markup('<p class="legend">{}</p>\n<ul class="legend">{}</ul>').format(
            text, Markup("").join(keys)
        )
    )


def _display(html: Markup) -> None:
    display({"text/html": html}, raw=True)


def _map(verdicts: pd.DataFrame, answers: list[Sentence], *, on_page: bool) -> Markup:
    names = [_("Claim"), _("Verdict"), _("In a sentence")]
    sides = [_(STATUSES[name]) for name in ("against", "unclear", "for")]
    heads = [Markup('<th scope="col" role="columnheader">{}</th>').format(name) for name in names]
    axis = Markup("").join(Markup("<span>{}</span>").format(side) for side in sides)
    rows = dict(list(verdicts.groupby("claim")))
    return Markup(
        '<table class="map" role="table"><caption>{}</caption>\n'
        '<thead role="rowgroup"><tr role="row">{}'
        '<th scope="col" role="columnheader"><span class="unseen">{}</span>'
        '<span class="axis" aria-hidden="true">{}</span></th></tr></thead>\n'
        '<tbody role="rowgroup">\n{}\n</tbody></table>'
    ).format(
        _("What the sources say of each claim"),
        Markup("").join(heads),
        _("Each source"),
        axis,
        Markup("\n").join(
            _row(claim, rows[claim.id], answer, on_page=on_page)
            for claim, answer in zip(claims(), answers, strict=True)
        ),
    )


def _row(claim: Claim, rows: pd.DataFrame, answer: Sentence, *, on_page: bool) -> Markup:
    name = f"{claim.id}. {_(claim.statement)}"
    page = f"{claim.notebook}.ipynb#{claim.id.lower()}"
    return Markup(
        '<tr id="map-{}" role="row"><th scope="row" role="rowheader">{}</th>'
        '<td role="cell">{}</td><td role="cell" class="answer">{}</td>'
        '<td role="cell" class="strip">{}</td></tr>'
    ).format(
        claim.id.lower(),
        link(name, page) if on_page else name,
        badge(str(rows["verdict"].iloc[0])),
        answer if on_page else str(answer),
        _strip(marks(rows), unmeasured(rows), len(claim.parts)),
    )


def _strip(found: list[Mark], empty: list[int], parts: int) -> Markup:
    """Draw the marks of a claim, a lane each, and say each of them in words."""
    y, drawn, said = EDGE + LANE / 2, [], []
    for part in range(1, max(parts, 1) + 1):
        if part > 1:
            drawn.append(PARTED.format(y - LANE / 2 + GAP / 2, WIDE))
            y += GAP
        for mark in (mark for mark in found if mark.part == part):
            drawn.append(_drawn(mark, y))
            said.append(_words(mark, parts))
            y += LANE
        if part in empty:
            drawn.append(_shape(RING, WIDE / 2, y, LARGE, ""))
            said.append(_nobody(part, parts))
            y += LANE
    picture = SVG.format(WIDE, y - LANE / 2 + EDGE, Markup("").join(drawn))
    items = Markup("").join(Markup("<li>{}</li>").format(one) for one in said)
    return Markup('{}<ul class="said">{}</ul>').format(picture, items)


def _drawn(mark: Mark, y: float) -> Markup:
    """Draw a mark and its interval, cut where the drawing ends."""
    css = mark.status if mark.counts else f"{mark.status} uncounted"
    x, *ends = (_across(place) for place in (mark.place, *(mark.reach or ())))
    whisker = WHISKER.format(css, ends[0], y, ends[1]) if ends else Markup("")
    size = LARGE if mark.counts else SMALL
    return whisker + _shape(SHAPES[mark.grade], x, y, size, css if ends else f"{css} bare")


def _across(place: float) -> float:
    return round(WIDE / 2 + UNIT * max(-FURTHEST, min(FURTHEST, place)), 1)


def _shape(shape: Markup, x: float, y: float, size: int, css: str) -> Markup:
    return shape.format(
        c=css, x=x, y=y, r=size, left=x - size, right=x + size, top=y - size, bottom=y + size
    )


def _words(mark: Mark, parts: int) -> str:
    record = catalogue().get(mark.voice)
    said = _(SAID_OF_PART if parts > 1 else SAID).format(
        source=_((record.short or record.title) if record else mark.voice),
        part=i18n.number(mark.part),
        grade=mark.grade,
        status=_(STATUSES[mark.status]),
    )
    return said if mark.counts else _(UNCOUNTED).format(said=said)


def _nobody(part: int, parts: int) -> str:
    if parts < 2:  # noqa: PLR2004
        return _("Nobody measured it")
    return _("Part {part}: nobody measured it").format(part=i18n.number(part))


def _css(verdict: str) -> str:
    return f"of-{COLOURS.get(verdict, verdict.replace(' ', '-'))}"
