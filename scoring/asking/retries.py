"""The one second chance: what was wrong is said in words, and only what did not stand is replaced."""

from collections.abc import Callable, Container, Iterable, Sequence

from scoring.asking.lines import mark_all
from scoring.judgement import Claim, CriterionReading, Judgement, Verdict
from scoring.prompts import Message
from scoring.visible import shortened

MOST_PROBLEMS = 24
LONGEST_PROBLEM = 300

Checker = Callable[[Judgement], CriterionReading]
"""Holds a judgement against the transcript: `check_judgement` with all but its first argument."""


def stands(verdict: Verdict) -> bool:
    """Whether the answer is the judge's own: what was claimed held, or it honestly could not tell."""
    return verdict.claimed is verdict.answer


def worth_a_retry(reading: CriterionReading, asked: Container[str] | None = None) -> tuple[str, ...]:
    """What to tell the judge so that it can do better; empty where all it said stands.

    `asked` are the items this request asked for, where it was not all of the criterion's.
    """
    if reading.failed is not None:
        return (reading.failed,)
    return tuple(
        f"{verdict.item}: {problem}"
        for verdict in reading.verdicts
        if not stands(verdict) and (asked is None or verdict.item in asked)
        for problem in verdict.problems
    )


def complaint(problems: Sequence[str], nonce: str) -> Message:
    """The message that asks once more. Sentence ids in it carry the mark of the run."""
    shown = [f"- {shortened(problem, LONGEST_PROBLEM)}" for problem in problems[:MOST_PROBLEMS]]
    if len(problems) > MOST_PROBLEMS:
        shown.append(f"- and {len(problems) - MOST_PROBLEMS} more like these")
    text = "\n".join(
        (
            "Your reply cannot be used as it is:",
            *shown,
            "",
            "Look again at the sentences. A yes needs 4 to 8 words copied from the one sentence whose id"
            " you give, said by the speaker the item names, in its place; if there is none, the verdict is"
            " no, with the part you searched. Reply once more with one JSON object that answers every item.",
        )
    )
    return Message(role="user", content=mark_all(text, nonce))


def ask_again(
    messages: Sequence[Message], reply: str, problems: Sequence[str], nonce: str
) -> tuple[Message, ...]:
    """The conversation of the retry: all that was sent, the reply, the complaint."""
    return with_complaint(messages, reply, complaint(problems, nonce))


def with_complaint(messages: Sequence[Message], reply: str, wrong: Message) -> tuple[Message, ...]:
    """All that was sent, the reply, and what is wrong with it.

    Without a reply the complaint joins the last message: servers refuse two of one role in a row.
    """
    if reply.strip():
        return (*messages, Message(role="assistant", content=reply), wrong)
    last = messages[-1]
    return (*messages[:-1], Message(role=last.role, content=f"{last.content}\n\n{wrong.content}"))


def best_of(first: Judgement, second: Judgement, check: Checker) -> Judgement:
    """The first reply, with the claims of the second where the first does not stand and the second does.

    The raw replies of both are kept.
    """
    replies = (*first.replies, *second.replies)
    if first.failed is not None or second.failed is not None:
        sound = first if first.failed is None else second
        return sound.model_copy(update={"replies": replies})
    stood = {verdict.item for verdict in check(first).verdicts if stands(verdict)}
    better = {verdict.item for verdict in check(second).verdicts if stands(verdict)} - stood
    return first.model_copy(
        update={
            "claims": (
                *_about(first.claims, lambda item: item not in better),
                *_about(second.claims, lambda item: item in better),
            ),
            "unread": tuple(one for one in first.unread if one.item not in better),
            "replies": replies,
        }
    )


def _about(claims: Iterable[Claim], wanted: Callable[[str], bool]) -> tuple[Claim, ...]:
    return tuple(claim for claim in claims if wanted(claim.item))
