"""The README's findings, filled from the values so that they can't go stale."""

from __future__ import annotations

from analysis import paths
from analysis.errors import StudyError
from analysis.files import write
from analysis.judging.claims import claims
from analysis.judging.values import read_values
from analysis.judging.verdicts import read_verdicts
from analysis.show.prose import fill

README = paths.ROOT / "README.md"
BEGIN, END = "<!-- findings: written by `make report` -->", "<!-- end of findings -->"

FINDINGS = {
    "05_candidates": """\
Of American users of social media in 2015, {helped} said that something they posted had helped them
get a job ({helped:interval}; n = {helped:n}); of those who had looked for one there,
{helped_lookers} ({helped_lookers:interval}).""",
    "02_members": """\
Of LinkedIn members online in the United States in 2016, {graduates_among_members} were
{graduates_among_members:group} ({graduates_among_members:interval}); of the
{members_among_graduates:group}, {members_among_graduates} were members
({members_among_graduates:interval}).""",
    "06_recruiters": """\
In France in 2013, {france_information} of firms in information and communication recruited on
social media, {france_industry} of those in industry and {france_firms_2013} of all (no
interval).""",
}

PICTURE = "![{alt}](reports/data/02_membership_by_diploma.svg)"
ALT = "Share of American internet users on LinkedIn by diploma: up to {masters} for a master's."


def findings() -> str:
    """Write the findings and the state of the claims."""
    verdicts = read_verdicts().drop_duplicates("claim").set_index("claim")["verdict"]
    judged = [
        f"| {claim.id} | {claim.statement} | **{verdicts[claim.id]}** |" for claim in claims()
    ]
    table = ["| | claim | verdict |", "|---|---|---|", *judged]
    told = [fill(text, read_values(notebook)) for notebook, text in FINDINGS.items()]
    picture = PICTURE.format(alt=fill(ALT, read_values("02_members")))
    return "\n".join(["\n".join(told), "", picture, "", *table])


def write_findings() -> None:
    """Put the findings between the README's two marks."""
    text = README.read_text("utf-8")
    if BEGIN not in text or END not in text:
        raise StudyError("README.md lost its marks.", expected=f"{BEGIN} … {END}")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    write(README, f"{before}{BEGIN}\n{findings()}\n{END}{after}")
