"""Every state with its word, its mark and a sentence of help: the one place both reports and pages read.

The word carries the meaning; mark and look only repeat it. *Not applicable*, *cannot assess* and *not
scored* look neutral: nobody did anything wrong.
"""

from enum import StrEnum
from typing import NamedTuple

from scoring.judgement import Answer, Check
from scoring.rubric import Kind
from scoring.transcript import Speaker


class Look(StrEnum):
    """How a state is drawn. No state is drawn as an alarm."""

    GOOD = "good"
    SHORT = "short"
    NEUTRAL = "neutral"


class State(NamedTuple):
    """A state as people read it."""

    word: str
    mark: str
    help: str
    look: Look = Look.NEUTRAL


DONE, MISSED, NONE, UNSURE = "✔", "✘", "–", "?"

ANSWERS = {
    Answer.YES: State("yes", DONE, "It happened; the sentence that shows it is cited.", Look.GOOD),
    Answer.NO: State(
        "no", MISSED, "There was an occasion, and it was not found where we looked.", Look.SHORT
    ),
    Answer.NOT_APPLICABLE: State(
        "no occasion", NONE, "The call gave no occasion for it, so it counts neither for nor against."
    ),
    Answer.CANNOT_ASSESS: State("cannot assess", UNSURE, "We could not tell. Please listen and decide."),
}

MUST_NOT_ANSWERS = ANSWERS | {
    Answer.YES: State("it happened", MISSED, "It should not happen, and it did.", Look.SHORT),
    Answer.NO: State("did not happen", DONE, "It should not happen, and it was not found.", Look.GOOD),
}
"""A *must-not* asks whether something bad happened, so its yes takes away and its no is fine."""

KINDS = {
    Kind.MUST: State("must", "", "What a competent rep does on an ordinary call."),
    Kind.PLUS: State("plus", "", "Lifts the level; missing it alone costs little."),
    # Hyphenated, so that no line break leaves "must" standing alone.
    Kind.MUST_NOT: State("must-not", "", "Asks whether something bad happened."),
}

CRITERIA = {
    "scored": State("scored", "", "The level follows from the items by the rubric's table."),
    "range": State("not all assessed", UNSURE, "The level depends on items that could not be assessed."),
    "cannot_assess": State("could not be assessed", UNSURE, "None of its items could be assessed."),
    "not_applicable": State(
        "not applicable", NONE, "The call gave no occasion for it; it is left out of the score on both sides."
    ),
    "failed": State("could not be read", UNSURE, "The AI reading broke off. It is not a zero; try again."),
}

DISCLOSURES = {
    "exact": State("exact", DONE, "Said in an approved wording.", Look.GOOD),
    "paraphrase": State(
        "paraphrase", DONE, "Said in other words, with everything that is needed.", Look.GOOD
    ),
    "partial": State("partial", MISSED, "Something that is needed was not found.", Look.SHORT),
    "absent": State("not found", MISSED, "It was not found where we looked. Listen to check.", Look.SHORT),
    "not_applicable": State("not applicable", NONE, "The rubric does not ask for it on this call."),
    "cannot_tell": State(
        "cannot tell", UNSURE, "We don't know enough about the call to say if it is needed."
    ),
}

MUST_HAVES = {
    "pass": State("met", DONE, "The must-have was found.", Look.GOOD),
    "fail": State("not found", MISSED, "The must-have was not found. The score stays as it is.", Look.SHORT),
    "cannot_tell": State("cannot tell", UNSURE, "We could not tell. Please listen and decide."),
    "not_applicable": State("no occasion", NONE, "The call gave no occasion for it."),
}

FEEDBACK = {
    "good": State("went well", "★", "Worth keeping.", Look.GOOD),
    "missed": State("missed", "◇", "A chance that was not taken, and what to say instead."),
}

REVIEWS = {
    "scored": State("scored", "", "Every criterion that applies was read."),
    "not_scored": State("not scored", NONE, "This is not a call that can be scored. That is no judgement."),
    "failed": State("not finished", UNSURE, "A step broke. Nothing was scored; the recording is untouched."),
}

SPEAKERS = {
    Speaker.REP: State("rep", "", "The person whose call this is."),
    Speaker.CUSTOMER: State("customer", "", "The other side of the call."),
    Speaker.OTHER: State("other", "", "A third voice: an announcement, an interpreter, a colleague."),
    Speaker.UNKNOWN: State("unknown", "", "We could not tell who speaks."),
}

CHECKS = {
    Check.EXACT: State("exact", "", "The cited words stand in this sentence."),
    Check.REPAIRED: State("found nearby", "", "The cited words stand in a sentence next to the one cited."),
    Check.FUZZY: State("words nearly match", "", "The cited words were found nearly, not exactly."),
}


def item_state(kind: Kind, answer: Answer) -> State:
    """The state of an item: what a yes means depends on its kind."""
    return (MUST_NOT_ANSWERS if kind is Kind.MUST_NOT else ANSWERS)[answer]


def level_blocks(low: int, high: int | None = None) -> str:
    """A level as five blocks filled from the left; what only may be reached is half filled: "▮▮▯▯▯"."""
    top = low if high is None else high
    return "▮" * low + "▨" * (top - low) + "▯" * (5 - top)


CALLS = {
    "received": State("received", "", "It is on the disk and waits in line to be heard."),
    "hearing": State("being heard", "", "The recording is being heard."),
    "needs_roles": State("who is the rep?", UNSURE, "We could not tell who is the rep. Somebody has to say."),
    "judging": State("being judged", "", "The transcript is there; the judge is reading it."),
    "waiting_for_judge": State(
        "waits for the judge", "", "The judge could not be reached; it goes on later."
    ),
    "scored": State("scored", DONE, "There is a scorecard with its evidence.", Look.GOOD),
    "not_scored": State("not scored", NONE, "It was heard and is not scored; the reason stands at the call."),
    "failed": State("failed", MISSED, "A step broke. What was heard is kept; it can be tried again."),
    "set_aside": State(
        "set aside", MISSED, "It stopped the program several times, so the next calls went on."
    ),
    "cancelled": State("cancelled", NONE, "Somebody called the review off."),
}
"""Where a call stands."""

SELECTIONS = {
    "random": State("drawn at random", "", "Drawn from the call log by the system: its score may count."),
    "manager": State("chosen by the manager", "", "It speaks for itself, not for all calls."),
    "rep": State("chosen by the rep", "", "It speaks for itself, not for all calls."),
    "complaint": State(
        "a complaint", "", "Heard because of a complaint: it speaks for itself, not for all calls."
    ),
}
"""Why a call is reviewed."""
