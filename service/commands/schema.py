"""`sidetone schema NAME`: the JSON schema of a document this program reads or writes."""

import json
from collections.abc import Callable
from typing import Annotated, Any

import typer

from scoring.errors import BadInput
from service.commands.streams import print_json


def _review() -> dict[str, Any]:
    from scoring.review import Review

    return Review.model_json_schema(mode="serialization")


def _rubric() -> dict[str, Any]:
    from scoring.rubric import Rubric

    return Rubric.model_json_schema(mode="validation")


def _milestone() -> dict[str, Any]:
    from scoring.milestone.case import Case

    return Case.model_json_schema(mode="validation")


def _agreement() -> dict[str, Any]:
    from scoring.agreement.records import AgreementReport

    return AgreementReport.model_json_schema(mode="serialization")


def _round() -> dict[str, Any]:
    from scoring.agreement.round_records import RoundReport

    return RoundReport.model_json_schema(mode="serialization")


SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "review": _review,
    "rubric": _rubric,
    "milestone": _milestone,
    "agreement": _agreement,
    "round": _round,
}


def schema(
    name: Annotated[str, typer.Argument(help=f"One of: {', '.join(SCHEMAS)}.", metavar="NAME")],
) -> None:
    """Print the JSON schema of a document: what every field means, its unit and its values."""
    print_json(schema_text(name).rstrip())


def schema_text(name: str) -> str:
    """The schema as it is printed and as it stands in `docs/`. Raises BadInput for a name nobody knows."""
    make = SCHEMAS.get(name)
    if make is None:
        raise BadInput(f"There is no schema called {name}.", f"Known: {', '.join(SCHEMAS)}.")
    document = {"$schema": "https://json-schema.org/draft/2020-12/schema", **make()}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
