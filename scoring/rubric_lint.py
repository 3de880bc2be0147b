"""What a rubric may not do although each of its values is well formed.

Works on the parsed document and takes nothing for granted, so that one mistake does not hide the others.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from typing import Any

from scoring.judgement import PLACE
from scoring.library import Key, Source
from scoring.phrases import PhraseError, phrase
from scoring.rubric import CRITERIA, LEVELS
from scoring.wording import normalise

Path = tuple[Key, ...]

WHOLE = 100
"""What the weights of a rubric add to: people read them as percent."""
ALIKE = 0.85
"""How alike (0–1, by difflib over words) two questions are that ask the same."""
_PATTERN_KEYS = ("any", "all", "unless", "before_topic", "signs", "elements")
_INNER_CLAUSE = re.compile(r"\b(what|who|whom|that|whether|how|if|when|where|why|which|before|because|for)\b")
_ABSENCE = re.compile(r"n't\b|\b(not|never|avoids?|refrains?|without|fails? to|omits?|makes? no|gives? no)\b")


@dataclass(frozen=True)
class Mistake:
    """One mistake: the line, where in the rubric, what is wrong and what to do about it."""

    line: int
    where: str
    message: str
    hint: str = ""

    @property
    def place(self) -> str:
        return f"line {self.line}, {self.where}"


def lint(source: Source) -> Iterator[Mistake]:
    """Every mistake that is about how the parts hang together."""
    for path, where, message, hint in _all(source.document):
        yield Mistake(line=source.line(path), where=where, message=message, hint=hint)


Problem = tuple[Path, str, str, str]


def _all(document: dict[str, Any]) -> Iterator[Problem]:
    yield from _criteria(document)
    yield from _worth(document)
    yield from _ids(document)
    yield from _statements(document)
    yield from _scope(document)
    yield from _patterns(document, (), "rubric")
    for path, criterion in _listed(document, "criteria"):
        yield from _anchors(path, criterion)
        yield from _table(path, criterion)
        for inner, item in _listed(criterion, "items"):
            yield from _item((*path, *inner), item)


def _criteria(document: dict[str, Any]) -> Iterator[Problem]:
    criteria = [criterion for _, criterion in _listed(document, "criteria")]
    keys = Counter(str(criterion.get("key")) for criterion in criteria)
    for key in CRITERIA:
        if keys[key] != 1:
            count = "is missing" if keys[key] == 0 else f"stands here {keys[key]} times"
            yield (
                ("criteria",),
                "criteria",
                f"the criterion `{key}` {count}",
                "A rubric has each of the six once.",
            )
    weights = [criterion.get("weight") for criterion in criteria]
    if criteria and all(weight == 0 for weight in weights):
        yield ("criteria",), "criteria", "all weights are 0: nothing would be scored", "Give one a weight."
        return
    numbers = [weight for weight in weights if isinstance(weight, int) and not isinstance(weight, bool)]
    if criteria and len(numbers) == len(criteria) and sum(numbers) != WHOLE:
        message = f"the weights add to {sum(numbers)}, not to {WHOLE}"
        hint = f"They are shares of the QA score: {', '.join(map(str, numbers))} now."
        yield ("criteria",), "criteria", message, hint


def _worth(document: dict[str, Any]) -> Iterator[Problem]:
    worth = document.get("worth")
    if not isinstance(worth, dict):
        return
    missing = [str(level) for level in LEVELS if level not in worth]
    if missing:
        yield ("worth",), "worth", f"no value for level {', '.join(missing)}", "Give all five levels a value."
        return
    for lower, higher in pairwise(LEVELS):
        if _is_number(worth[lower]) and _is_number(worth[higher]) and worth[higher] < worth[lower]:
            message = f"level {higher} is worth less than level {lower}"
            yield ("worth", higher), "worth", message, "A higher level may not be worth less."


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _ids(document: dict[str, Any]) -> Iterator[Problem]:
    items = [
        ((*path, *inner), item)
        for path, criterion in _listed(document, "criteria")
        for inner, item in _listed(criterion, "items")
    ]
    first: dict[str, Path] = {}
    for path, item in items:
        name = str(item.get("id"))
        if "id" in item and first.setdefault(name, path) is not path:
            yield (*path, "id"), name, f"two items have the id `{name}`", "Item ids are unique in a rubric."
    asked = [(path, item, normalise(str(item.get("asks", "")))) for path, item in items]
    for (_, left, left_words), (path, right, right_words) in combinations(asked, 2):
        if _same_question(left_words, right_words):
            message = f"asks nearly the same as `{left.get('id')}`"
            yield (
                (*path, "asks"),
                str(right.get("id")),
                message,
                "One thing is asked once, or it counts twice.",
            )


def _same_question(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    if not left or not right:
        return False
    # No more can match than the words they share; difflib on all pairs would take most of a check's time.
    shared = sum(word in right for word in left)
    possible = 2 * shared >= ALIKE * (len(left) + len(right))
    return possible and SequenceMatcher(None, left, right, autojunk=False).ratio() >= ALIKE


def _statements(document: dict[str, Any]) -> Iterator[Problem]:
    statements = {str(s.get("key")): (path, s) for path, s in _listed(document, "statements")}
    for key, (path, statement) in statements.items():
        yield from _places(path, statement)
        after, seen = statement.get("after"), [key]
        if after is not None and str(after) not in statements:
            yield (*path, "after"), key, f"there is no statement `{after}`", _known(statements)
        while after is not None and str(after) in statements and str(after) not in seen:
            seen.append(str(after))
            after = statements[str(after)][1].get("after")
        if after is not None and str(after) == key:
            message = f"comes after itself: {' after '.join([*seen, key])}"
            yield (*path, "after"), key, message, "Break the circle."
    for path, criterion in _listed(document, "criteria"):
        for inner, item in _listed(criterion, "items"):
            wanted = item.get("statement")
            if wanted is not None and str(wanted) not in statements:
                where = (*path, *inner, "statement")
                yield where, str(item.get("id")), f"there is no statement `{wanted}`", _known(statements)


def _scope(document: dict[str, Any]) -> Iterator[Problem]:
    scope = document.get("scope")
    if not isinstance(scope, dict) or not isinstance(scope.get("signs"), list):
        return
    wanted, signs = scope.get("at_least"), len(scope["signs"])
    if isinstance(wanted, int) and wanted > signs:
        message = f"wants {wanted} different signs; there are {signs}"
        yield ("scope", "at_least"), "scope", message, "No call could be scored."


def _places(path: Path, statement: dict[str, Any]) -> Iterator[Problem]:
    when = statement.get("applies_when")
    places = when.get("jurisdiction") if isinstance(when, dict) else None
    for place, code in enumerate(places if isinstance(places, list) else ()):
        if isinstance(code, str) and not PLACE.fullmatch(code.upper()):
            where = (*path, "applies_when", "jurisdiction", place)
            hint = "Write a code such as DE or US-CA, or no call will ever be in it."
            yield where, str(statement.get("key")), f"`{code}` is no place that a call can have", hint


def _known(statements: dict[str, Any]) -> str:
    return f"Known: {', '.join(statements) or 'none'}."


def _patterns(value: Any, path: Path, where: str) -> Iterator[Problem]:
    """Every pattern of the phrase language, wherever it stands."""
    if isinstance(value, dict):
        name = str(value.get("id") or value.get("key") or where)
        for key, inner in value.items():
            if key in _PATTERN_KEYS:
                yield from _unreadable(inner, (*path, key), name)
            else:
                yield from _patterns(inner, (*path, key), name)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _patterns(inner, (*path, place), where)


def _unreadable(value: Any, path: Path, where: str) -> Iterator[Problem]:
    if isinstance(value, str):
        try:
            phrase(value)
        except PhraseError as error:
            yield (
                path,
                where,
                f"the pattern cannot be read: {error}",
                "The signs are explained in docs/rubrics.md.",
            )
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _unreadable(inner, (*path, place), where)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _unreadable(inner, (*path, key), where)


def _anchors(path: Path, criterion: dict[str, Any]) -> Iterator[Problem]:
    anchors = criterion.get("anchors")
    if not isinstance(anchors, dict):
        return
    missing = [str(level) for level in LEVELS if not str(anchors.get(level) or "").strip()]
    if missing:
        hint = "Each level needs its own sentence, or the number says nothing."
        yield (*path, "anchors"), str(criterion.get("key")), f"no anchor for level {', '.join(missing)}", hint


def _table(path: Path, criterion: dict[str, Any]) -> Iterator[Problem]:
    where, here = str(criterion.get("key")), (*path, "table")
    rows = [row for _, row in _listed(criterion, "table")]
    levels = [row.get("level") for row in rows]
    if not rows or not all(_is_number(level) for level in levels):
        return
    if levels != sorted(set(levels), reverse=True):  # type: ignore[type-var]
        yield here, where, "the table's levels do not fall from row to row", "The best level comes first."
    if rows[-1] != {"level": 1}:
        yield here, where, "the last row is not `{level: 1}`", "Level 1 takes whatever no other row takes."
    kinds = Counter(str(item.get("kind")) for _, item in _listed(criterion, "items"))
    if kinds["must"] == 0:
        yield path, where, "no item is a must", "Levels rest on musts: a criterion needs at least one."
    for place, row in enumerate(rows):
        for kind, bound in (("must", "met_musts_at_least"), ("plus", "pluses_at_least")):
            wanted = row.get(bound, 0)
            if _is_number(wanted) and wanted > kinds[kind]:
                message = (
                    f"level {row['level']} wants {bound.replace('_', ' ')} {wanted}; there are {kinds[kind]}"
                )
                yield (*here, place), where, message, "Nobody could reach this level."


def _item(path: Path, item: dict[str, Any]) -> Iterator[Problem]:
    name, asks = str(item.get("id")), str(item.get("asks", ""))
    if item.get("must_have") is True and item.get("kind") != "must":
        yield (*path, "must_have"), name, "is a must-have but not a must", "Set `kind: must`."
    main = _INNER_CLAUSE.split(asks.lower().replace("’", "'"), maxsplit=1)[0]
    if _ABSENCE.search(main):
        hint = "Ask whether something happened; something bad is a `must_not` and asks the same."
        yield (*path, "asks"), name, "a yes would mean that something did not happen", hint
    example, near_miss = normalise(str(item.get("example", ""))), normalise(str(item.get("near_miss", "")))
    if example and example == near_miss:
        yield (*path, "near_miss"), name, "the near miss is the example", "It shows where a yes ends."


def _listed(value: dict[str, Any], key: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The mappings in a list of the document, each with its path; anything else is left to the model."""
    inner = value.get(key)
    for place, part in enumerate(inner if isinstance(inner, list) else ()):
        if isinstance(part, dict):
            yield (key, place), part
