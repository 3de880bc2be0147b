"""`sidetone settings`: the values in force, or the page that documents all of them."""

from typing import Annotated

import typer

from scoring.visible import visible
from service.settings import read_settings


def settings(
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the page that documents every setting.")
    ] = False,
) -> None:
    """Show every setting with its value and where it came from. Secrets are masked.

    Exit code: 0 shown, 2 a setting can't be used.
    """
    from service.operations.settings import in_force, markdown, unknown_variables

    if as_markdown:
        typer.echo(markdown(), nl=False)
        return
    shown = list(in_force(read_settings()))
    width = max(len(one.variable) for one in shown)
    for one in shown:
        typer.echo(visible(f"{one.variable:<{width}}  {one.value or '(empty)'}  [{one.source}]"))
    for name in unknown_variables():
        typer.echo(visible(f"{name} is set and is no setting; see `sidetone settings --markdown`."))
