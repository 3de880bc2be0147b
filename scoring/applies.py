"""Does a required statement apply to this call? Yes, no, or nobody knows; never a guess."""

from collections.abc import Iterator

from scoring.formats import clock
from scoring.judgement import Facts
from scoring.rubric import AppliesWhen, RequiredStatement
from scoring.transcript import Transcript

Ruling = tuple[bool | None, str]
"""True, False or None for "cannot tell", and the reason in words."""


def required(statement: RequiredStatement, facts: Facts, transcript: Transcript) -> Ruling:
    """Whether the rep owes the statement on this call: by its conditions, and by when the rep came in.

    What was due at the beginning was another's duty where the call was handed over later.
    """
    if transcript.handed_over is not None and statement.deadline is not None:
        return False, f"due before the rep took the call over at {clock(transcript.handed_over)}"
    return applies(statement.applies_when, facts)


def applies(when: AppliesWhen, facts: Facts) -> Ruling:
    """One condition that is not met settles it, whatever else is unknown."""
    rulings = list(_conditions(when, facts))
    for wanted in (False, None):
        for ruling in rulings:
            if ruling[0] is wanted:
                return ruling
    return True, ""


def _conditions(when: AppliesWhen, facts: Facts) -> Iterator[Ruling]:
    if when.jurisdiction:
        yield _jurisdiction(when.jurisdiction, facts.jurisdiction)
    if when.product:
        yield _one_of("product", when.product, facts.product)
    if when.direction:
        yield _one_of("direction", (when.direction,), facts.direction)
    if when.since or when.until:
        yield _day(when, facts)


def _one_of(name: str, wanted: tuple[str, ...], fact: str | None) -> Ruling:
    if fact is None:
        return None, f"the {name} of this call is not known"
    if fact.casefold() in {value.casefold() for value in wanted}:
        return True, ""
    return False, f"not required where the {name} is {fact}"


def _jurisdiction(wanted: tuple[str, ...], fact: str | None) -> Ruling:
    """A country in the rule covers its states; a call known only by its country may be in one of them."""
    if fact is None:
        return None, "the jurisdiction of this call is not known"
    place = fact.casefold()
    rules = [value.casefold() for value in wanted]
    if any(place == rule or place.startswith(f"{rule}-") for rule in rules):
        return True, ""
    if any(rule.startswith(f"{place}-") for rule in rules):
        return None, f"it depends on where in {fact} the call takes place"
    return False, f"not required in {fact}"


def _day(when: AppliesWhen, facts: Facts) -> Ruling:
    if facts.day is None:
        return None, "the day of this call is not known"
    if when.since and facts.day < when.since:
        return False, f"not required before {when.since}"
    if when.until and facts.day > when.until:
        return False, f"not required after {when.until}"
    return True, ""
