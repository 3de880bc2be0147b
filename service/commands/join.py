"""`sidetone join REP CUSTOMER`: two files of one call, one person in each, become one recording."""

from pathlib import Path
from typing import Annotated

import typer

from scoring.errors import BadInput
from scoring.formats import clock
from service.commands.targets import check_writable, same_file, why


def join(
    rep: Annotated[Path, typer.Argument(help="The file with the rep, or with either of the two.")],
    customer: Annotated[Path, typer.Argument(help="The file with the other person.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The recording to write, a .flac file.")],
    later: Annotated[
        float | None,
        typer.Option(
            min=-3600,
            max=3600,
            help="Seconds by which the second file begins later; less than 0: earlier. Left away, they are "
            "found where one person is faintly heard in the other's file.",
        ),
    ] = None,
) -> None:
    """Join two files of one call into one of two channels, to be reviewed or uploaded.

    The first file is the left channel, the second the right one: review it with --rep-channel left.
    """
    from service.edges.joining import join as write_joined

    check_writable(out)
    if same_file(rep, out) or same_file(customer, out):
        raise BadInput(f"{out} is one of the recordings.", "Name another file to write to.")
    try:
        joined = write_joined(rep, customer, out, later)
    except OSError as error:
        raise BadInput(f"{out} can't be written: {why(error)}.", "Name another place.") from error
    how = "as you said" if later is not None else "found by what is heard in both"
    typer.echo(f"{out}: {clock(joined.seconds)}, the second file {_moved(joined.later)} ({how}).")


def _moved(later: float) -> str:
    if later == 0:
        return "begins with the first"
    return f"begins {abs(later):.2f} s {'later' if later > 0 else 'earlier'}"
