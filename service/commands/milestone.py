"""`sidetone milestone FILE.json`: decides one exported milestone, so that anybody can redo it."""

import json as json_format
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from scoring.errors import BadInput
from scoring.visible import visible
from service.commands.streams import print_json

LARGEST = 64 * 1024 * 1024
"""Bytes: several times the export of the largest plan."""


def milestone(
    file: Annotated[Path, typer.Argument(help="An exported milestone.", metavar="FILE.json")],
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON, inputs included.")] = False,
) -> None:
    """Decide one exported milestone: the rule, every call, the range, the decision, the sentence.

    Exit code: 0 whatever was decided, "too early to say" included; 2 where the file cannot be used.
    """
    from scoring.milestone.decide import decide
    from scoring.milestone.reading import read_case
    from service.reports.milestone import print_decision

    decision = decide(read_case(read_text(file), visible(file.name)))
    if json:
        document = decision.model_dump(mode="json")
        print_json(json_format.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        print_decision(decision, Console())


def read_text(file: Path) -> str:
    """The text of a file. Raises BadInput where there is none, or far too much of it."""
    name = visible(file.name)
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise BadInput(
            f"{name} could not be read: {error.strerror}.", "Name a file that `sidetone` exported."
        ) from error
    if len(content) > LARGEST:
        raise BadInput(f"{name} is larger than {LARGEST // 1024**2} MB.", "Export one milestone at a time.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not text in UTF-8.", "Export the milestone again as JSON.") from error
