"""Commands that answer a question from what the study has found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from analysis.commands import completion
from analysis.commands.command import Command, as_json
from analysis.commands.completion import completing
from analysis.commands.tables import show
from analysis.words import i18n


@click.command(cls=Command)
@as_json
def claims(*, as_json: bool) -> None:
    """List the claims with their verdicts."""
    import pandas as pd

    from analysis.judging.claims import claims as read_claims
    from analysis.judging.verdicts import read_verdicts

    verdicts = read_verdicts().drop_duplicates("claim").set_index("claim")["verdict"]
    rows = [
        {
            "claim": claim.id,
            "verdict": verdicts[claim.id],
            "statement": claim.statement,
            "limits": claim.limits,
        }
        for claim in read_claims()
    ]
    show(pd.DataFrame(rows), "Claims of the article", as_json=as_json, but=("limits",))


def _choice(name: str, help_text: str) -> Callable[[Any], Any]:
    """Return an option for what a person may say of themselves."""
    return click.option(
        f"--{name}",
        default="",
        help=help_text,
        shell_complete=completing(completion.choices(name)),
    )


@click.command(cls=Command)
@_choice("diploma", "The highest, or the one in preparation: bac+5, master.")
@_choice("occupation", "Yours, or the one you want: nurse, mason, infirmière.")
@_choice("sector", "Where you work or look: hospital, building, J.")
@_choice("age", "In years, such as 35.")
@_choice("situation", "At work, looking, student, changing trade.")
@click.option("--all", "everything", is_flag=True, help="Every line, with all it rests on.")
@click.option("--lang", type=click.Choice(i18n.LANGUAGES), help="Language of the answer.")
def advise(*, everything: bool, lang: str | None, **asked: str) -> None:  # noqa: ARG001
    """Print what is known of people like you: who uses networks, who recruits, what finds jobs.

    Say as much as you like, in English or French; any other word, such as --sector help, prints
    what may be chosen.
    """
    from analysis.advice.choices import asked_for
    from analysis.advice.printing import told
    from analysis.advice.readings import read

    click.echo(told(read(asked_for(asked)), everything=everything))
