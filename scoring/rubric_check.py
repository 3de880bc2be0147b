"""Explains every mistake of a rubric file with its place, before anybody is scored on it.

Two kinds of mistakes: what the model of `rubric.py` refuses, and what it would take but no fair rubric
has (`rubric_lint.py`): two items that ask the same, an item whose yes means that something did not happen,
a pattern that cannot be read.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from scoring.cues import recognise
from scoring.errors import RubricInvalid
from scoring.library import Key, Source, rubric_source
from scoring.rubric import Cues, Rubric
from scoring.rubric_lint import Mistake, lint
from scoring.transcript import Sentence, Speaker

__all__ = ["Mistake", "check_rubric"]

SHOWN = 60
"""Characters of a wrong value that are shown."""

HINTS = {
    "occasion": "Say when the item can be asked: `occasion: {when: always}`, or the condition in words.",
    "near_miss": "Write the sentence that looks like a yes and is not: it settles the borderline readings.",
    "example": "Write a sentence that is a yes.",
    "definition": "Say in a sentence what counts and what does not.",
    "anchors": "Write one sentence for each level, 1 to 5.",
    "elements": "Name what a paraphrase has to contain, with patterns for each part.",
    "variants": "Write at least one approved wording.",
    "table": "Write a row for each level that can be reached, the last being `{level: 1}`.",
    "changed": "Say what changed in this version, and why.",
}


def check_rubric(text: str) -> list[Mistake]:
    """Every mistake in the text of a rubric file, in the order of its lines. An empty list: none found."""
    try:
        source = rubric_source(text)
    except RubricInvalid as error:
        return [_unreadable(mistake) for mistake in error.mistakes]
    own = list(lint(source))
    refused = _refused(source)
    if not own and not refused:
        return list(_blind_cues(source))
    # One sentence for one mistake: the model's sums (`value_error`) only where the lint saw nothing.
    plain = [mistake for mistake, of_field in refused if of_field or not own]
    return sorted({*own, *plain}, key=lambda mistake: (mistake.line, mistake.message))


def _blind_cues(source: Source) -> Iterator[Mistake]:
    """Cues that do not even recognise the example of their own item."""
    for c, criterion in enumerate(Rubric.from_document(source.document).criteria):
        for i, item in enumerate(criterion.items):
            if item.cues is not None and not _recognised(item.cues, item.example):
                path = ("criteria", c, "items", i, "cues")
                yield Mistake(
                    line=source.line(path),
                    where=source_place(path, source),
                    message="the cues do not recognise the item's own example",
                    hint=f"Add a pattern for “{item.example}”, or write another example.",
                )


def _recognised(cues: Cues, example: str) -> bool:
    texts = re.split(r"(?<=[.?!])\s+", example)
    return any(
        recognise(cues, Sentence(id="S0001", speaker=Speaker.REP, start=0, end=0, text=text))
        for text in texts
    )


def _unreadable(mistake: str) -> Mistake:
    """ "line 7: …" as the reader of YAML says it."""
    head, _, rest = mistake.partition(": ")
    number = head.removeprefix("line ")
    if head.startswith("line ") and number.isdecimal():
        return Mistake(line=int(number), where="file", message=rest)
    return Mistake(line=1, where="file", message=mistake)


def _refused(source: Source) -> list[tuple[Mistake, bool]]:
    """What the model refuses, and whether it is about one field."""
    try:
        Rubric.from_document(source.document)
    except ValidationError as error:
        return [(_in_words(problem, source), problem["type"] != "value_error") for problem in error.errors()]
    return []


def _in_words(problem: Any, source: Source) -> Mistake:
    path: tuple[Key, ...] = problem["loc"]
    key = str(path[-1]) if path else ""
    match problem["type"]:
        case "extra_forbidden":
            message, hint = f"there is no key `{key}` here", _nearest(path)
        case "missing":
            message, hint = f"`{key}` is missing", HINTS.get(key, "")
        case "string_too_short":
            message, hint = f"`{key}` is empty", HINTS.get(key, "")
        case "too_short" | "too_long":
            message, hint = f"`{key}` {_count(problem['ctx'], problem['type'])}", HINTS.get(key, "")
        case "enum" | "literal_error":
            message, hint = f"`{key}` is {_shown(problem['input'])}", f"One of {problem['ctx']['expected']}."
        case "value_error":
            message, hint = str(problem["msg"]).removeprefix("Value error, "), ""
        case _:
            message, hint = f"`{key}` is {_shown(problem['input'])}", f"{problem['msg']}."
    return Mistake(line=source.line(path), where=source_place(path, source), message=message, hint=hint)


def _count(context: dict[str, Any], kind: str) -> str:
    bound = f"at least {context['min_length']}" if kind == "too_short" else f"at most {context['max_length']}"
    return f"has {context['actual_length']}; needs {bound}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _nearest(path: tuple[Key, ...]) -> str:
    known = _known_keys(Rubric, path[:-1])
    near = get_close_matches(str(path[-1]), known, n=1, cutoff=0.6)
    return f"Did you mean `{near[0]}`?" if near else f"Known here: {', '.join(known)}."


def _known_keys(model: type[BaseModel], path: tuple[Key, ...]) -> list[str]:
    """The keys that the model takes at this path."""
    for key in path:
        if isinstance(key, int) or key not in model.model_fields:
            continue
        inner = _model_in(model.model_fields[key].annotation)
        model = inner or model
    return sorted(model.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model inside `Model`, `tuple[Model, ...]` or `Model | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part)) is not None), None)


def source_place(path: tuple[Key, ...], source: Source) -> str:
    """Where in the rubric, by name: "objections › argues › cues.any"."""
    names: list[str] = []
    value: Any = source.document
    for key in path:
        value = value[key] if _has(value, key) else None
        if isinstance(value, dict) and ("id" in value or "key" in value) and isinstance(key, int):
            names.append(str(value.get("id") or value.get("key")))
        elif isinstance(key, str) and key not in ("criteria", "items", "statements"):
            names.append(key)
    return " › ".join(names) or "rubric"


def _has(value: Any, key: Key) -> bool:
    if isinstance(value, dict):
        return key in value
    return isinstance(value, list) and isinstance(key, int) and key < len(value)
