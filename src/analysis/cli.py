"""The ``study`` command."""

from __future__ import annotations

import os

import click

from analysis.commands import asking, cells, changes, data, making

# Pydantic looks for plugins in every installed package, and the study has none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="networks-and-jobs", message="study %(version)s")
def main() -> None:
    """Rerun the study of social networks and finding a job.

    Ends with 0 when all is well, 1 when something is wrong or lacking, 2 when the command was
    mistyped.
    """


for command in (
    making.build,
    making.export,
    making.messages,
    making.check,
    changes.diff,
    making.cite,
    making.environment,
    asking.claims,
    asking.advise,
    data.sources,
    data.fetch,
    data.refresh,
    data.validate,
    data.describe,
    cells.collapse,
    cells.estimate,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
