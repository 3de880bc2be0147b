"""Putting the page together on which a part of a call is chosen, to be shared as an example."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.db.tables import Call
from service.edges.clips import LONGEST
from service.examples.passages import LEAD, TAIL
from service.people.who import Who
from service.reviews.call_beside import CallBeside, call_beside


@dataclass(frozen=True)
class TypedExample:
    """What was chosen in a form that was not taken, and why it was not."""

    picked: tuple[str, ...] = ()
    criterion: str = ""
    title: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class AskingPage:
    """A call and what is shared of it. `own`: whoever looks is its rep, and shares it at once.

    `longest`: seconds an example has at most. `around`: seconds before and after its words.
    """

    beside: CallBeside
    own: bool
    longest: str
    around: str
    typed: TypedExample


def asking_page(session: Session, who: Who, call: Call, typed: TypedExample) -> AskingPage:
    """The page. Raises NotFound for a call without a review."""
    return AskingPage(
        beside=call_beside(session, call),
        own=who.person is not None and who.person == call.rep_id,
        longest=f"{LONGEST:.0f}",
        around=f"{LEAD + TAIL:.1f}",
        typed=typed,
    )
