"""The JSON schema that editors complete rubrics by: it takes those that ship, and refuses what is broken."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scoring.library import shipped_rubrics
from scoring.rubric import Rubric

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "rubric.schema.json").read_text(encoding="utf-8"))
SHIPPED = {document["slug"]: json.loads(json.dumps(document, default=str)) for document in shipped_rubrics()}
Breaking = Callable[[dict[str, Any]], object]


def faults(document: dict[str, Any]) -> list[str]:
    checker = jsonschema.Draft202012Validator(SCHEMA)
    return [f"{fault.json_path}: {fault.message}" for fault in checker.iter_errors(document)]


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert set(SHIPPED) == {"b2b-discovery", "customer-service", "insurance-enrolment"}


@pytest.mark.parametrize("slug", SHIPPED)
def test_it_takes_what_ships(slug: str) -> None:
    assert faults(SHIPPED[slug]) == []


def first(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["criteria"][0]
    return found


def item(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = first(document)["items"][0]
    return found


BROKEN: dict[str, tuple[Breaking, str]] = {
    "no criteria": (lambda one: one.pop("criteria"), "criteria"),
    "a criterion nobody knows": (lambda one: first(one).update(key="charm"), "criteria[0].key"),
    "a weight in words": (lambda one: first(one).update(weight="much"), "criteria[0].weight"),
    "a weight below nothing": (lambda one: first(one).update(weight=-1), "criteria[0].weight"),
    "a level without an anchor": (lambda one: first(one).pop("anchors"), "anchors"),
    "an item without an occasion": (lambda one: item(one).pop("occasion"), "occasion"),
    "an item without a near miss": (lambda one: item(one).pop("near_miss"), "near_miss"),
    "an item of no kind": (lambda one: item(one).update(kind="maybe"), "items[0].kind"),
    "a field nobody reads": (lambda one: item(one).update(colour="red"), "colour"),
    "a version in words": (lambda one: one.update(version="two"), "version"),
    "nothing said of what changed": (lambda one: one.pop("changed"), "changed"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_it_refuses_what_the_program_refuses(name: str) -> None:
    breaking, place = BROKEN[name]
    document = copy.deepcopy(SHIPPED["b2b-discovery"])
    breaking(document)
    found = faults(document)
    assert any(place in fault for fault in found), found
    with pytest.raises(ValueError, match="1 validation error"):
        Rubric.from_document(document)
