"""What people typed or clicked into the forms beside a call, as the actions take it."""

import re
from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from scoring.corrections.answering import MOST_SENTENCES, Said
from scoring.errors import BadInput
from scoring.judgement import Span
from scoring.rubric import Rubric

SENTENCE = re.compile(r"S\d{4,12}")


def sentences_in(text: str, most: int = MOST_SENTENCES) -> tuple[str, ...]:
    """ "S0004, S0007" → the ids, each once."""
    return tuple(dict.fromkeys(SENTENCE.findall(text)))[:most]


def span_in(first: str, last: str) -> Span | None:
    """The part that was searched. Raises BadInput where only one of its ends was named."""
    first, last = first.strip(), last.strip()
    if bool(first) is not bool(last):
        raise BadInput("The searched part needs its first and its last sentence.", "Name both, or neither.")
    return Span(first=first, last=last) if first else None


def said_in(fields: Mapping[str, str]) -> Said:
    """One item answered anew. Raises BadInput for what cannot be read."""
    return _said(
        fields.get("item", ""),
        fields.get("answer", ""),
        _with_more(fields, "sentences"),
        span_in(fields.get("first", ""), fields.get("last", "")),
        fields.get("reason", ""),
    )


def sheet_in(rubric: Rubric, fields: Mapping[str, str]) -> Iterator[Said]:
    """The answers of a sheet: fields `answer-…`, `at-…`, `from-…`, `to-…`, `why-…` for each item."""
    for criterion in rubric.criteria:
        for item in criterion.items:
            if answer := fields.get(f"answer-{item.id}"):
                span = span_in(fields.get(f"from-{item.id}", ""), fields.get(f"to-{item.id}", ""))
                at, why = _with_more(fields, f"at-{item.id}"), fields.get(f"why-{item.id}", "")
                yield _said(item.id, answer, at, span, why)


def levels_in(keys: tuple[str, ...], fields: Mapping[str, str]) -> dict[str, int | None]:
    """A level for each criterion that was given one, by `level-…`; "none": the call gave no occasion."""
    found: dict[str, int | None] = {}
    for key in keys:
        given = fields.get(f"level-{key}", "")
        if given == "none":
            found[key] = None
        elif given in ("1", "2", "3", "4", "5"):
            found[key] = int(given)
    return found


def seconds_in(fields: Mapping[str, str]) -> float:
    """How long somebody took, as their browser measured it; 0 where it did not."""
    try:
        seconds = float(fields.get("seconds", ""))
    except ValueError:
        return 0.0
    return min(seconds, 86_400.0) if seconds > 0 else 0.0


def _with_more(fields: Mapping[str, str], name: str) -> str:
    """What a field holds, and the two beside it that a page without scripts has."""
    return " ".join(fields.get(key, "") for key in (name, f"{name}-2", f"{name}-3"))


def _said(item: str, answer: str, at: str, span: Span | None, why: str) -> Said:
    try:
        return Said.model_validate(
            {
                "item": item,
                "answer": answer,
                "sentences": sentences_in(at),
                "searched": span,
                "why": why.strip(),
            }
        )
    except ValidationError as error:
        raise BadInput("That answer cannot be read.", "Choose one of the four and try again.") from error
