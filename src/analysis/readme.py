"""The README's findings, filled from the values so that they can't go stale."""

from __future__ import annotations

from analysis import paths
from analysis.claims import claims
from analysis.cleaning.errors import StudyError
from analysis.prose import fill
from analysis.values import read_values
from analysis.verdicts import read_verdicts

README = paths.ROOT / "README.md"
BEGIN, END = "<!-- findings: written by `make report` -->", "<!-- end of findings -->"

FINDINGS = """\
In the United States in 2016, {members} of internet users ({members:interval}; n = {members:n}) were
on LinkedIn. Higher-education graduates were {graduate_ratio} times as often members as other people
({graduate_ratio:interval}) and made up {graduates_among_members} of the membership; managers and
professionals were {manager_professional_ratio} times as often members as other workers. Of employed
members, {knowledge_activity_share} worked in knowledge-intensive activities, against
{knowledge_activity_others} of other workers online."""


PICTURE = "![{alt}](reports/data/02_membership_by_diploma.svg)"
ALT = "Share of American internet users on LinkedIn by diploma: up to {masters} for a master's."


def findings() -> str:
    """Write the findings and the state of the claims."""
    verdicts = read_verdicts().drop_duplicates("claim").set_index("claim")["verdict"]
    judged = [
        f"| {claim.id} | {claim.statement} | **{verdicts[claim.id]}** |"
        for claim in claims()
        if verdicts[claim.id] != "pending"
    ]
    pending = sum(verdicts == "pending")
    table = ["| | claim | verdict |", "|---|---|---|", *judged]
    rest = f"The other {pending} claims are pending." if pending else ""
    values = read_values("02_members")
    picture = PICTURE.format(alt=fill(ALT, values))
    return "\n".join([fill(FINDINGS, values), "", picture, "", *table, "", rest]).strip()


def write_findings() -> None:
    """Put the findings between the README's two marks."""
    text = README.read_text("utf-8")
    if BEGIN not in text or END not in text:
        raise StudyError("README.md lost its marks.", expected=f"{BEGIN} … {END}")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    README.write_text(f"{before}{BEGIN}\n{findings()}\n{END}{after}", "utf-8")
