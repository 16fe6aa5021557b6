"""What a build found, put in place: values, verdicts, and what README and the methods say of them.

All of it is written or nothing: until every notebook and every verdict is there, what was published
before stays, numbers and sentences together.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis import paths
from analysis.errors import StudyError
from analysis.files import write
from analysis.judging.claims import claims
from analysis.judging.values import read_values
from analysis.judging.verdicts import read_verdicts
from analysis.pipeline.notebooks import notebook_paths
from analysis.show.origins import fill

README = paths.ROOT / "README.md"
METHODS = paths.ROOT / "docs" / "methods.md"
BEGIN, END = "<!-- {what}: written by `make report` -->", "<!-- end of {what} -->"

FINDINGS = {
    "05_candidates": """\
Of American users of social media in 2015, {helped} said that something they posted had helped them
get a job ({helped:interval}; n = {helped:n}); of those who had looked for one there,
{helped_lookers} ({helped_lookers:interval}).""",
    "02_members": """\
Of LinkedIn members online in the United States in 2016, {graduates_among_members} were
{graduates_among_members:group} ({graduates_among_members:interval}); of
{members_among_graduates:group}, {members_among_graduates} were members
({members_among_graduates:interval}).""",
    "06_recruiters": """\
In France in 2013, {france_information} of firms in information and communication recruited on
social media, {france_industry} of those in industry, construction and transport and
{france_firms_2013} of all (no interval).""",
}

PICTURE = "![{alt}](reports/data/00_of_a_hundred.svg)"
ALT = (
    "Of American users of social media in 2015, {looked} had looked for a job there, {applied} had "
    "applied for one, and {helped} said that a post had helped them get one."
)


def findings(values: Path = paths.VALUES, verdicts: Path = paths.VERDICTS) -> str:
    """Write the findings and the state of the claims for README."""
    found = _by_claim(verdicts)
    judged = [f"| {claim.id} | {claim.statement} | **{found[claim.id]}** |" for claim in claims()]
    table = ["| | claim | verdict |", "|---|---|---|", *judged]
    told = [fill(text, read_values(name, values)) for name, text in FINDINGS.items()]
    picture = PICTURE.format(alt=fill(ALT, read_values("00_summary", values)))
    return "\n".join(["\n".join(told), "", picture, "", *table])


def editions(verdicts: Path = paths.VERDICTS) -> str:
    """Write the verdict of each claim in the first edition, the one of today, and what moved it."""
    found = _by_claim(verdicts)
    rows = [f"| {c.id} | {c.first} | {found[c.id]} | {c.why} |" for c in claims()]
    return "\n".join(["| claim | first edition | now | why |", "|---|---|---|---|", *rows])


def _by_claim(path: Path) -> pd.Series[str]:
    return read_verdicts(path).drop_duplicates("claim").set_index("claim")["verdict"]


def publish() -> None:
    """Put in place what a build found, once all of it can be written.

    Raises
    ------
    StudyError
        When a page lost the marks between which its part stands; nothing is written then.
    """
    staged = [paths.STAGED_VALUES / f"{name.stem}.json" for name in notebook_paths()]
    texts = {paths.VALUES / file.name: file.read_text("utf-8") for file in staged}
    texts[paths.VERDICTS] = paths.STAGED_VERDICTS.read_text("utf-8")
    texts[paths.SENSITIVITY] = paths.STAGED_SENSITIVITY.read_text("utf-8")
    told = findings(paths.STAGED_VALUES, paths.STAGED_VERDICTS)
    texts[README] = filled(README, "findings", told)
    texts[METHODS] = filled(METHODS, "verdicts", editions(paths.STAGED_VERDICTS))
    for path, text in texts.items():
        write(path, text)


def filled(path: Path, what: str, text: str) -> str:
    """Put a text between the two marks of a page, and return the page.

    Raises
    ------
    StudyError
        When a mark isn't there any more.
    """
    page = path.read_text("utf-8")
    begin, end = BEGIN.format(what=what), END.format(what=what)
    if begin not in page or end not in page:
        raise StudyError(f"{path.name} lost its marks.", expected=f"{begin} … {end}")
    return f"{page.split(begin)[0]}{begin}\n{text}\n{end}{page.split(end)[1]}"
