"""What stands in the columns of the tables that the study writes, for `datapackage.json`.

Variables of the surveys are told by the codebook, what estimates have in common by
`analysis.pipeline.figure_columns`.
"""

from __future__ import annotations

DESIGN = {
    "n": "people in the cell, not weighted",
    "weight": "sum of their weights",
    "weight_sq": "sum of the squares of their weights",
    "stratum": "stratum of the sample, as the producer numbers it",
    "psu": "primary sampling unit within its stratum, as the producer numbers it",
}
"""Columns of cells that are no variable."""

LOCKED = {
    "file": "name of the table, in the folder of the cells",
    "sha256": "its checksum",
    "rows": "its cells",
    "people": "people in them, the sum of n",
    "weight": "the sum of their weights",
}

PUBLISHED = {
    "row": "line of the figure in its transcription, the head not counted",
    "indicator": "what is measured",
    "population": "of whom or of what: the denominator of a share",
    "breakdown": "by what the population is split; total where it isn't",
    "group": "which part of the population this is",
    "geo": "country code, Eurostat aggregate, WORLD, LATAM18 or SEVERAL",
    "period": "when, as published",
    "currency": "of an amount of money",
    "value": "the figure, shares as fractions",
    "source_title": "title of the publication",
    "source_url": "address of the publication",
    "note": "note of the transcriber",
}

JUDGED = {
    "claim": "id of the claim, C1 to C15",
    "verdict": "verdict on the claim",
    "part": "place of the part among those of its claim",
    "part_verdict": "verdict on the part",
    "estimand": "what the part asserts",
    "item": "what the value measures, in words",
    "proxy": "why the value measures something close only; empty for a direct measure",
    "voice": "items of one source on one part share a voice",
    "value": "notebook and name of the value, in the folder values",
    "estimate": "the value",
    "side": "on which side of the threshold the claim puts it",
    "p_adjusted": "p-value times the number of tests",
    "p_holm": "p-value adjusted by the steps of Holm",
    "rule": "verdict by the rule of the study",
    "unadjusted": "verdict with tests not adjusted for their number",
    "holm": "verdict with all tests adjusted by the steps of Holm",
    "all_holm": "the same, every item with a test unclear unless it stands so",
    "second_hand": "verdict with relayed figures counted as read in their source",
    "proxies": "verdict with proxies let in",
    "easier": "verdict with thresholds moved by a tenth to the claim's advantage",
    "harder": "verdict with thresholds moved by a tenth against it",
    "first": "verdict by the rule of the first edition",
    "sources": "how many sources can be left out, one at a time, without another verdict",
    "all_sources": "sources of the claim",
}

LISTED = {
    "variable": "name of the variable in the cells of the source",
    "label": "its name in words",
    "column": "column of the survey's file; empty for what is derived",
    "question": "the question, in our words",
    "base": "who was asked",
    "codes": "its levels, each with its words",
    "rule": "the assumption that is broken",
    "rows": "rows concerned; empty where it isn't about rows",
    "examples": "a few of the codes concerned",
    "meaning": "what follows from it",
}

DRAWN = {
    "step": "step of the way from looking to being helped",
    "series": "line of the drawing",
    "definition": "definition by which people or jobs are counted",
    "network": "LinkedIn, or any network",
    "product": "line of the company's accounts and year",
    "task": "what was found hard to do",
    "name": "row of the drawing",
    "level": "level of the variable that tells the groups apart",
    "ads": "share that used advertisements on the internet",
    "search": "share that searched profiles on the internet",
    "contrast": "pair of groups that is compared",
    "top": "group with the highest share",
    "highest": "its share",
    "bottom": "group with the lowest share",
    "lowest": "its share",
    "E_SM_PADVERT": "share of firms on social media for their image or to market products",
    "E_SM_PRCR": "share of firms on social media to recruit",
    "code": "purpose of firms on social media, by the code of Eurostat",
    "all_firms": "share of all firms",
    "users": "share of firms on social media",
    "social": "share that used social media",
    "agents": "share that used agencies",
    "survey": "survey, or the people that it asked",
    "relations": "share found through relations",
    "online": "share found on the internet",
    "modes": "how surveys made by telephone and on the web are joined",
    "counted": "who is counted: internet users or all adults",
    "waves": "surveys that the line goes through",
    "countries": "how countries are weighted",
    "estimand": "what is estimated",
    "side_of_claim": "whether the estimate is on the claim's side of the threshold",
    "degree": "diploma",
    "age": "age in years",
}
"""Columns of single figures; a column that is a year holds the figures of that year."""
