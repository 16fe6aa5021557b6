"""What the page of one's case picks from: for every case, the parts that the command says."""

from __future__ import annotations

import random
import re

import pytest

from analysis.advice.choices import CHOICES, Case
from analysis.advice.hires import ranking_ways, telling_networks
from analysis.advice.naming import choice_name
from analysis.advice.readings import read, row_of, span
from analysis.advice.sentences import but, limit, networks_said, own_count, said, unknown
from analysis.advice.telling import (
    hires_sentence,
    people_headline,
    recruiters_headline,
)
from analysis.show.answers import answers
from analysis.words import i18n

CASES, HALF = 400, 0.56


@pytest.fixture(scope="module")
def written():
    return answers()


def cases():
    """Draw cases of which some choices are not made, the empty one among them."""
    draw = random.Random(13)
    drawn = [
        Case(*(draw.choice((*codes, *[""] * 4)) for codes in CHOICES.values()))
        for _time in range(CASES)
    ]
    return [Case(), *drawn]


def met(parts, case):
    """Keep the parts that answer a case, as the script does: links may name what is unsaid."""
    made = case.made()

    def answered(link):
        pairs = (part.split("=") for part in link.split("&"))
        return all(made.get(name, "") == code for name, code in pairs)

    return [one for one in parts if not one.cases or any(map(answered, one.cases))]


def brief(written, case, section):
    facts = met([one for one in written.facts if one.section == section], case)
    lines = {one.line: one for one in facts}

    def says_more(one):
        other = lines.get(one.unless, one)
        return other is one or (one.word, one.own) != (other.word, other.own and one.own)

    return list(filter(says_more, facts))


def test_the_page_picks_what_the_command_says(written):
    for case in cases():
        found = read(case)
        for section in ("people", "outcomes"):
            facts, first = brief(written, case, section), found.first(section)
            assert [one.line for one in facts[:1]] == ([first.line.name] if first else []), case
            others = [one.but for one in facts[1:] if one.word not in ("not known", first.word)]
            assert others == [but(row_of(one)) for one in found.otherwise(section)], case
        facts, ends = brief(written, case, "recruiters"), span(found.brief("recruiters"))
        told = [(one.said, one.limit) for one in (*facts[:1], *facts[-1:])]
        assert told == [(said(row_of(one)), limit(row_of(one))) for one in ends or ()], case
        assert met(written.recruiters, case)[0].text == recruiters_headline(found), case
        assert [one.text for one in met(written.unknown, case)] == unknown(case)
        assert met(written.networks, case)[0].said == networks_said(
            telling_networks(found.hires)[0]
        )
        lists = [one.sentence for one in met(written.ways, case)]
        assert lists == [hires_sentence(one) for one in ranking_ways(found.hires)], case


def test_marks_are_the_lines_and_their_count(written):
    for case in cases():
        found, marks = read(case), met(written.marks, case)
        assert [one.section for one in marks] == [one.line.section for one in found.answers]
        assert sum(one.own for one in marks) == found.own
        if found.answers:
            form = 3 + found.own if len(marks) == 1 else min(found.own, 2)
            told = written.own[form].format(own=found.own, lines=len(marks))
            assert told == own_count(found)


def placed(found):
    return [f"{place} ({', '.join(names)})" for place, names in found.items()]


def test_headlines_are_made_of_the_words_of_facts(written):
    for case in cases():
        words = {}
        for one in brief(written, case, "people"):
            if one.word != "not known":
                places = words.setdefault(one.word, {})
                places.setdefault(one.place, {}).update(dict.fromkeys(one.choices))
        several = written.words["several"]
        told = [
            several.format(word=written.words[f"word_{word}"], lines="; ".join(placed(found)))
            for word, found in words.items()
        ]
        if len(words) == 1:
            told = [written.words[f"headline_{word}"] for word in words]
        assert (" ".join(told) or "Not known.") == people_headline(read(case))


def test_places_go_from_left_to_right(written):
    places = {(one.section == "recruiters", one.word): one.place for one in written.marks}
    assert places == {
        (False, "Fewer"): 1,
        (False, "No clear difference"): 2,
        (False, "More"): 3,
        (True, "Hardly"): 1,
        (True, "A little"): 2,
        (True, "Often"): 3,
        (True, "Mostly"): 4,
        (False, "Not known"): 0,
        (True, "Not known"): 0,
    }


def test_bars_draw_what_sentences_say(written):
    for one in written.facts:
        number = re.search(r"(\d+) \((\d+) to (\d+)\)", one.said)
        if not number:
            assert one.bar.low is None
            assert re.search(rf"\b{int(one.bar.share + 0.5)}\b", one.said)
            continue
        drawn = (one.bar.share, one.bar.low, one.bar.high)
        # A bar keeps a tenth, which may round otherwise than the share did.
        pairs = zip(number.groups(), drawn, strict=True)
        assert all(abs(float(told) - share) < HALF for told, share in pairs)


def test_all_words_are_there_in_french():
    with i18n.spoken("fr"):
        told = answers()
    assert set(told.words) == set(answers().words)
    assert choice_name("age") == "age"
    assert re.search(r"\d{1,2} \w+ 20\d\d\.$", told.words["gathered"])
