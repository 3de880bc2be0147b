"""What is printed of a plan: a document of data, from which PDF and DOCX are made.

What an audience must not see is taken out here, before anything that renders has it in hand.
"""

from typing import Literal, TypeVar

from pydantic import AwareDatetime, Field, StrictBool

from scoring.milestone.exact import Day, Zone
from scoring.plans.sections import Audience, Line, PlanContent, PlannedMilestone, Quote, Text
from scoring.record import Record

Part = Literal["plan", "check_in", "final", "file"]
"""The plan itself; one check-in; the final review; the whole file with its evidence."""
EVERYBODY = (Audience.REP, Audience.MANAGER, Audience.HR)
Seen = tuple[Audience, ...]
DAY_IS_OVER = "its day is over"
"""What is said of a promise that nobody spoke of by its day."""


class Signature(Record):
    """A re-authenticated click: who, as what, when, and the hash of the text that was on the screen."""

    of: Literal["plan", "final"] = "plan"
    name: Line
    role: Literal["rep", "manager", "hr"]
    meaning: Line = Field(description='"Receipt, not agreement", "Published", "Closed"')
    at: AwareDatetime | None = Field(default=None, description="null: not signed")
    declined: StrictBool = False
    text_hash: Line = ""


class Comment(Record):
    """What somebody wrote beside the plan. A rep's comments stand in every copy."""

    name: Line
    role: Literal["rep", "manager", "hr"]
    at: AwareDatetime
    text: Text
    about: Line = ""
    reply: Text = ""
    seen_by: Seen = EVERYBODY


class Promise(Record):
    """A commitment of either side, and whether it was kept."""

    what: Text
    who: Line
    side: Literal["rep", "manager", "hr", "other"]
    due: Line = ""
    state: Literal["open", "kept", "missed", "dropped"] = "open"
    note: Text = ""


class CheckIn(Record):
    """A meeting that was held, or one that was skipped."""

    number: int = Field(ge=1)
    kind: Literal["regular", "mid_point", "final"] = "regular"
    at: AwareDatetime
    state: Literal["held", "skipped", "to_come"] = "held"
    present: tuple[Line, ...] = ()
    standing: tuple[Text, ...] = Field(default=(), description="the sentence of each milestone that day")
    stood_on: Day | None = Field(default=None, description="that day: when the notes were written down")
    helped: Text = ""
    in_the_way: Text = ""
    drill: Line = ""
    agreed: tuple[Text, ...] = ()
    support_needed: Text = ""
    notes: Text = ""
    notes_by: Line = ""
    corrections: tuple[Comment, ...] = ()
    signatures: tuple[Signature, ...] = Field(default=(), description="under its notes and corrections")
    hr_only: Text = ""


class Decided(Record):
    """Where a milestone stands, or how it was decided, with the arithmetic."""

    key: Line
    title: Line
    status: Line
    sentence: Text
    day: Day
    decides: StrictBool = True
    sums: tuple[Text, ...] = ()
    confirmed_by: Line = ""
    reopened: Text = Field(default="", description="why it was decided anew; the older decision stays")


class QuotedItem(Record):
    """An item that cost points on a call, or that a goal is about, with what was said, corrections in it.

    What identifies people is masked in the sentences.
    """

    asks: Text
    answer: Line = Field(description='"no", "yes", "it happened"')
    sentences: tuple[Quote, ...] = ()
    searched: Line = Field(default="", description='for what was not found: where, as "0:12–4:50"')
    occasion: Quote | None = Field(default=None, description="for what was missed: what gave occasion for it")


class EvidenceCall(Record):
    """A call that counts, or one that was left out and why."""

    call: Line
    day: Day | None
    score: Line
    counted: StrictBool = True
    why: Text = ""
    confirmed_by: Line = ""
    quotes: tuple[QuotedItem, ...] = ()
    no_quotes: Text = Field(default="", description="why nothing is quoted; empty: all that there is, is")
    audio: Line = Field(default="", description='"" while it is here, else "deleted on 2 May 2027 by rule"')


class Attached(Record):
    """A file that belongs to the plan."""

    name: Line
    kind: Line
    sha256: Line
    added: Line
    seen_by: Seen = (Audience.HR,)


class Event(Record):
    """A line of the plan's history."""

    at: AwareDatetime
    who: Line
    what: Line
    seen_by: Seen = EVERYBODY


class Closing(Record):
    """How the plan ended."""

    outcome: Line
    day: Day
    summary: Text = ""
    recognition: Text = ""
    looks: tuple[Day, ...] = Field(default=(), description="the days of the looks after 30 and 60 days")
    hr_reason: Text = ""
    otherwise: Text = Field(default="", description="what follows where it is not handled as passed")
    by: Line = ""


class PlanDocument(Record):
    """A plan with all that happened in it, as it is printed."""

    schema_version: Literal[1] = 1
    id: Line
    content: PlanContent
    version: int = Field(ge=1)
    state: Line
    zone: Zone = "UTC"
    printed: AwareDatetime
    audit_head: Line = Field(description="hash of the newest audit entry when this was printed")
    published: Day | None = Field(default=None, description="the day it was issued, where the text has none")
    delivered: Line = Field(default="", description='"in person on 3 March 2026; Ana, Sam, Hana"')
    signatures: tuple[Signature, ...] = ()
    comments: tuple[Comment, ...] = ()
    promises: tuple[Promise, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    decisions: tuple[Decided, ...] = ()
    evidence: tuple[EvidenceCall, ...] = ()
    attachments: tuple[Attached, ...] = ()
    history: tuple[Event, ...] = ()
    closing: Closing | None = None
    fit: tuple[Text, ...] = Field(default=(), description="the check before the plan; for HR and manager")
    consistency: tuple[Text, ...] = Field(default=(), description="how it compares with others; for HR")

    def milestone(self, key: str) -> PlannedMilestone | None:
        """The milestone of that key."""
        return next((one for one in self.content.milestones if one.key == key), None)


T = TypeVar("T", Comment, Attached, Event)


def for_audience(document: PlanDocument, audience: Audience) -> PlanDocument:
    """The document without what that audience must not see. HR sees all of it."""
    if audience is Audience.HR:
        return document
    changes: dict[str, object] = {
        "content": document.content.model_copy(update={"hr_only": ""}),
        "comments": _seen(document.comments, audience),
        "attachments": _seen(document.attachments, audience),
        "history": _seen(document.history, audience),
        "check_ins": tuple(one.model_copy(update={"hr_only": ""}) for one in document.check_ins),
        "consistency": (),
    }
    if audience is Audience.REP:
        changes["fit"] = ()
    return document.model_copy(update=changes)


def _seen(entries: tuple[T, ...], audience: Audience) -> tuple[T, ...]:
    return tuple(one for one in entries if audience in one.seen_by)
