"""Commands that answer a question from what the study has found."""

from __future__ import annotations

import sys

import click

from analysis.errors import StudyError
from analysis.words import i18n


@click.command()
def claims() -> None:
    """List the claims with their verdicts."""
    from rich.console import Console
    from rich.table import Table

    from analysis.judging.claims import claims as read_claims
    from analysis.judging.verdicts import read_verdicts

    verdicts = read_verdicts().drop_duplicates("claim").set_index("claim")["verdict"]
    table = Table("claim", "statement", "verdict", "limits", title="Claims of the article")
    for claim in read_claims():
        table.add_row(claim.id, claim.statement, verdicts[claim.id], claim.limits)
    Console().print(table)


@click.command()
@click.option(
    "--diploma", default="", help="The highest, or the one in preparation: bac+5, master."
)
@click.option(
    "--occupation", default="", help="Yours, or the one you want: nurse, mason, infirmière."
)
@click.option("--sector", default="", help="Where you work or look: hospital, building, J.")
@click.option("--age", default="", help="In years, such as 35.")
@click.option("--situation", default="", help="At work, looking, student, changing trade.")
@click.option("--all", "everything", is_flag=True, help="Every line, with all it rests on.")
@click.option("--lang", type=click.Choice(i18n.LANGUAGES), help="Language of the answer.")
def advise(*, everything: bool, lang: str | None, **asked: str) -> None:
    """Print what is known of people like you: who uses networks, who recruits, what finds jobs.

    Say as much as you like, in English or French; any other word, such as --sector help, prints
    what may be chosen.
    """
    from analysis.advice.choices import asked_for
    from analysis.advice.printing import told
    from analysis.advice.readings import read
    from analysis.words.i18n import tr

    with i18n.spoken(lang or i18n.language()):
        try:
            case = asked_for(asked)
        except StudyError as problem:
            click.echo(i18n.pair(tr("Error"), str(problem)), err=True)
            sys.exit(1)
        click.echo(told(read(case), everything=everything))
