"""`sidetone agreement RATINGS.csv --scale 1,2,3,4,5`: the statistics alone, for any file of ratings."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from scoring.errors import BadInput
from service.commands.streams import print_json

if TYPE_CHECKING:
    from scoring.agreement.ratings_csv import RatingsFile

STANDARD_INPUT = Path("-")
LARGEST_FILE = 200_000_000


def agreement(
    ratings: Annotated[
        Path,
        typer.Argument(
            help="CSV file, one row a rating: unit,rater,value; - for standard input.", metavar="RATINGS"
        ),
    ],
    scale: Annotated[
        str, typer.Option(help="Every value a rating can have, used or not, for example 1,2,3,4,5.")
    ],
    json: Annotated[bool, typer.Option("--json", help="Print everything, unrounded, as JSON.")] = False,
) -> None:
    """Say how far raters agree: kappa, alpha, Gwet's AC, shares and severity, each with its interval.

    An empty value is a missing rating. Exit code: 0, or 2 for a file that can't be used, naming its rows.
    """
    from scoring.agreement.report import agreement_report
    from service.reports.agreement import print_agreement
    from service.version import program_version

    given = read(ratings, scale)
    report = agreement_report(given.ratings, program_version(), given.notes)
    if json:
        print_json(report.model_dump_json(indent=2))
    else:
        print_agreement(report, Console(highlight=False, markup=False))


def read(file: Path, scale: str) -> "RatingsFile":
    """The ratings of a file. Raises BadInput, naming the rows, where they can't be used."""
    from scoring.agreement.ratings_csv import read_ratings, read_scale

    known = read_scale(scale)
    name = "standard input" if file == STANDARD_INPUT else str(file)
    try:
        if file == STANDARD_INPUT:
            data = sys.stdin.buffer.read(LARGEST_FILE + 1)
        else:
            with file.open("rb") as opened:
                data = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise BadInput(f"{name} can't be read: {error.strerror}.", "Look at its path and rights.") from error
    if len(data) > LARGEST_FILE:
        raise BadInput(f"{name} is larger than {LARGEST_FILE // 1_000_000} MB.", "Split it by criterion.")
    return read_ratings(decoded(data, name), known, name)


def decoded(data: bytes, name: str) -> str:
    """The text of the file without a byte order mark. Raises BadInput where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"{name}: row {row} is not text in UTF-8.", "Save the file as CSV UTF-8 and run this again."
        ) from error
