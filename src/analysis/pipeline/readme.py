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
    "07_from_spotted_to_hired": """\
Of American users of social media in 2015, {looked} had looked for a job there, {applied} had
applied for one they found there, and {helped} said that something they posted had helped them get
one ({helped:interval}; n = {helped:n}).""",
    "02_members": """\
Members are a selected crowd: {graduates_among_members} of LinkedIn members online in the United
States held a diploma of higher education in 2016 ({graduates_among_members:interval}), and managers
and professionals were members {manager_professional_ratio} times as often as other workers
({manager_professional_ratio:interval}).""",
    "06_recruiters": """\
It depends where one looks: in France in 2013, firms in information and communication recruited on
social media about {insee_sector_ratio} times as often as those in industry or construction (no
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
