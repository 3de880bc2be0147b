"""Writing a note: chosen by arithmetic, worded by a model where there is one, held against the gates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scoring.coaching.asking import Asked, Writer
from scoring.coaching.choosing import choose_focus, choose_strength
from scoring.coaching.from_rubric import note_from_rubric
from scoring.coaching.gates import check_note
from scoring.coaching.note import Focus, Note
from scoring.coaching.records import ReviewedCall
from scoring.rubric import Rubric


@dataclass(frozen=True)
class Written:
    """A note, and what a person should know before releasing it."""

    note: Note
    warnings: tuple[str, ...] = ()


def write_note(
    rubric: Rubric,
    week: Sequence[ReviewedCall],
    today: date,
    before: Focus | None = None,
    since: Sequence[ReviewedCall] = (),
    writer: Writer | None = None,
) -> Written:
    """The note of a week, oldest call first. Without a writer, or where its words fail, it is the rubric's.

    `before` is the focus until now, `since` the calls from when it began to this week.
    """
    focus = choose_focus(rubric, week, today, before, since)
    strength = choose_strength(rubric, week, focus, before)
    plain = note_from_rubric(rubric, week, strength, focus)
    said: list[str] = []
    if writer is not None and focus is not None:
        asked = Asked(rubric=rubric, week=tuple(week), strength=strength, focus=focus)
        if asked.call is not None:
            found = writer.write(asked)
            if isinstance(found, Note):
                return Written(found)
            said.append(
                f"The language model wrote no note that can be used; these are the form's words: {found}"
            )
    said += [refusal.line for refusal in check_note(plain, rubric, week)]
    return Written(plain, tuple(said))
