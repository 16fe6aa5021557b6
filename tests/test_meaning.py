"""What pages may not say: causes from surveys, the present of a past year, lumped verdicts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from analysis import paths
from analysis.judging.claims import claims
from analysis.pipeline import publishing
from analysis.pipeline.translations import collect, read_catalogue_of

SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\n")
CAUSES = {
    "en": r"in return|thanks to|because of (?:a |their |the )?(?:networks?|posts?|profiles?)"
    r"|(?:brings?|brought) (?:you|them|people|anybody) (?:a )?jobs?"
    r"|(?:helps?) (?:you|people|some people|anybody|them) (?:to )?(?:find|get)"
    r"|(?:makes?|made) (?:you|people|anybody|them) (?:find|get)"
    r"|(?:increases?|improves?|raises?|boosts?) (?:your|their|the) chances|pays? off",
    "fr": r"en retour|grâce (?:à|aux?)|permet(?:tent)? de trouver|fai(?:t|re) trouver"
    r"|(?:augmente|améliore)(?:nt|r)? (?:vos|leurs|les) chances"
    r"|(?:apporte|procure)(?:nt|r)? (?:du travail|un emploi)|aide(?:nt)? (?:à trouver|certain)",
}
NOT_SAID = {
    "en": r"\bnot\b|n't|\bno\b|nobody|whether|experiment|trial|at random|would\b",
    "fr": r"\bne\b|\bn['’]|\bsi\b|savoir|personne|expérience|essai|hasard|rait\b|raient\b",
}
"""Where a sentence denies it, asks it, or tells of an experiment."""

YEAR = re.compile(r"\b(?:19\d\d|20[01]\d)\b")
PRESENT = {
    "en": r"\b(?:is|are|has|holds|uses|recruits|says|names|leads|comes|finds|looks|searches"
    r"|advertises|makes|reports|tells)\b",
    "fr": r"\b(?:(?:est|sont)(?! \w+(?:é|u|i)e?s?\b)|utilisent|recrutent|disent|citent"
    r"|détiennent|trouvent|cherchent|mènent|viennent|consultent|travaillent|déclarent)\b",
}


def sentences(text: str) -> list[str]:
    return [part for part in SENTENCE.split(text) if part]


def told(language: str) -> list[str]:
    """List every sentence that readers see in a language."""
    if language == "en":
        return [part for message in collect() for part in sentences(message)]
    return [part for entry in read_catalogue_of(language) for part in sentences(str(entry.string))]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_causal_verb_beside_a_survey(language):
    cause, denied = re.compile(CAUSES[language], re.I), re.compile(NOT_SAID[language], re.I)
    said = [text for text in told(language) if not text.rstrip().endswith("?")]
    found = [text for text in said if cause.search(text) and not denied.search(text)]
    assert found == []


def of_the_summary(language: str) -> list[str]:
    """List the sentences of the summary, the answers to the claims, and README's findings."""
    cells = json.loads((paths.NOTEBOOKS / "00_summary.ipynb").read_text("utf-8"))["cells"]
    written = {"".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"}
    shown = {claim.answer for claim in claims()} | written
    shown |= {m for m, places in collect().items() if any("00_summary" in p for p in places)}
    if language == "en":
        return [
            part for text in [*shown, *publishing.FINDINGS.values()] for part in sentences(text)
        ]
    entries = read_catalogue_of(language)
    return [part for e in entries if e.id in shown for part in sentences(str(e.string))]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_summary_tells_past_years_in_the_past(language):
    present = re.compile(PRESENT[language], re.I)
    dated = [text for text in of_the_summary(language) if YEAR.search(text)]
    assert len(dated) > 20
    assert [text for text in dated if present.search(text)] == []


def test_no_count_of_verdicts_lumps_two_words():
    files = [
        *paths.NOTEBOOKS.glob("*.ipynb"),
        *(Path(publishing.__file__).parents[1]).rglob("*.py"),
    ]
    lumps = re.compile(r"startswith\(\W*(?:supported|contradicted)|contains\(\W*(?:support|contra)")
    assert [path.name for path in files if lumps.search(path.read_text("utf-8"))] == []


GRADUATES = re.compile(r"diploma of higher education|bachelor's degree|college graduate", re.I)


def test_sentences_name_graduates_by_the_number_s_own_variable():
    """Written out, the words would stay when the coding of a graduate changes."""
    answers = [claim.answer for claim in claims()]
    for text in [*publishing.FINDINGS.values(), *answers, *of_the_summary("en")]:
        assert not ("{" in text and GRADUATES.search(text)), text
