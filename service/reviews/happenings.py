"""What was done with a review, in words, from the entries of the audit log."""

from collections.abc import Mapping
from typing import Any

PLAIN = {
    "review.confirmed": "confirmed it, after playing what costs points",
    "review.seen": "confirmed it without playing everything that costs points",
    "review.scored": "scored it on an empty sheet",
    "review.sheet": "handed in a sheet of their own",
    "review.released": "released it to the rep",
    "review.confirmation_taken_back": "took the confirmation back",
    "review.release_taken_back": "took it back from the rep",
    "review.acknowledged": "has read it",
    "review.revision_confirmed": "took a newer reading in its place",
    "review.revision_rejected": "left it as released, against a newer reading",
    "review.self_scored": "scored it themselves",
    "review.comment": "wrote at a sentence",
    "dispute.opened": "asked about it",
    "dispute.withdrawn": "took the question back",
    "dispute.decider": "named who decides the question",
    "call.rep_channel": "said who the rep is; the call is read again",
    "call.roles_asked": "a language model was asked who the rep is",
    "call.rep_named": "said whose call it is",
    "call.rep_corrected": "corrected whose call it is",
    "call.selected": "it was drawn",
    "call.retried": "asked for a new reading",
    "call.read_again": "it is read more often, because it was drawn",
}
OUTCOMES = {"accepted": "agreed", "partly": "agreed in part", "rejected": "did not agree"}


def words_for(action: str, details: Mapping[str, Any], reason: str = "") -> str:
    """A line of the history; nothing for what is no step of a review. `reason`: what somebody wrote to it."""
    if action == "review.corrected":
        before, after = _answer(details.get("before")), _answer(details.get("after"))
        return f"changed {details.get('item')} from {before} to {after}"
    if action == "review.correction_taken_back":
        return f"took back the change of {details.get('item')}"
    if action == "dispute.settled":
        return f"answered the question: {OUTCOMES.get(str(details.get('outcome')), 'answered')}"
    return f"{PLAIN.get(action, '')}{reason and ': '}{reason}"


def _answer(word: object) -> str:
    return str(word).replace("_", " ") if word else "not read"
