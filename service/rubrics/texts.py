"""The text of a draft: what it says, and every mistake in it."""

import json
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from scoring.errors import RubricInvalid
from scoring.library import rubric_document
from scoring.record import fingerprint
from scoring.rubric import Rubric
from scoring.rubric_check import Mistake, check_rubric
from service.kept import Kept
from service.reviews.rubric_files import rubric_file

LONGEST = 400_000
"""Characters a draft may have; a shipped rubric has about 60,000."""


@dataclass(frozen=True)
class DraftRead:
    """A draft's text, read. `rubric`: only where nothing is wrong with it; `document`: where it is YAML."""

    text: str
    mistakes: tuple[Mistake, ...]
    document: dict[str, Any] | None
    rubric: Rubric | None


_READ: Kept[DraftRead] = Kept(20)


def read_text(text: str) -> DraftRead:
    """Reads the text as far as it can be read; a text that was read lately is not checked again."""
    found = _READ.one(fingerprint(text), lambda: _read(text))
    return replace(found, document=deepcopy(found.document))  # whoever asked may fill something in


def _read(text: str) -> DraftRead:
    mistakes = tuple(check_rubric(text))
    try:
        document = rubric_document(text)
    except RubricInvalid:
        return DraftRead(text, mistakes, None, None)
    rubric = None if mistakes else Rubric.from_document(document)
    return DraftRead(text, mistakes, document, rubric)


def as_typed(text: str) -> str:
    """What a browser sent, with line ends as files have them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip() + "\n"


def as_text(document: dict[str, Any]) -> str:
    """The YAML of a document. Comments are not kept: they were never part of it."""
    # Through JSON, as it is stored: numbers that are keys come back as numbers, in their order.
    return rubric_file(json.loads(json.dumps(document, default=str)))
