"""What pages and API say of holds, the rule and what is due."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from scoring.formats import counted, day_in_words
from scoring.record import Record
from scoring.visible import visible
from service.calls.details import NO_NUL
from service.db.base import now
from service.privacy.holds import holds
from service.privacy.keeping import Due, due, kept_by_holds
from service.privacy.rule import KINDS, KeepingRule, in_words, rule_of
from service.settings import Settings
from service.web.answers import EXAMPLE_ID

Reference = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]
WORDS = {"recordings": "Recordings", "transcripts": "Transcripts", "notes": "Notes", "plans": "Plans"}
SINGLE = {"recordings": "recording", "transcripts": "transcript", "notes": "note", "plans": "plan"}
SHOWN = 50
AHEAD = timedelta(days=30)
KEPT = "It is kept as evidence."


class Erasing(BaseModel):
    """Calls to delete for good, by external ids or ids of calls: all of them, or none."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"references": ["crm-1001"]}]})

    references: list[Reference] = Field(min_length=1, max_length=100)


class NewHold(BaseModel):
    """On a call or on a person."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"call": EXAMPLE_ID, "why": "A lawsuit."}]}
    )

    call: Reference | None = None
    person: Reference | None = Field(None, description="The public id.")
    why: str = Field(min_length=1, max_length=400, pattern=NO_NUL)


class HoldView(BaseModel):
    """A legal hold; `on` is what it is on, in words."""

    id: str
    call: str | None
    person: str | None
    on: str
    why: str
    since: datetime
    lifted_at: datetime | None


class RetentionView(BaseModel):
    """The rule, in days (0: not deleted by itself; null: not said), and what goes by it.

    `due`: at once, or kept by a plan; `coming`: within 30 days; `held`: how much stays under a legal hold.
    """

    rule: dict[str, int] | None
    due: list[Due]
    coming: list[Due]
    held: dict[str, int]


class DueLine(Record):
    """Something that goes: what it is, of which day, when it goes, or why it stays."""

    kind: str
    reference: str
    since: str
    goes: str


class PrivacyPage(Record):
    """The rule, what goes by it and when, what holds keep; `may_…`: what the asker can do."""

    rule: tuple[tuple[str, str], ...]
    due: tuple[DueLine, ...]
    more: int
    kept: tuple[str, ...]
    holds: tuple[tuple[str, str, str, str, bool], ...]
    may_hold: bool


def hold_views(session: Session) -> list[HoldView]:
    return [
        HoldView(
            id=row.public_id,
            call=call.public_id if call else None,
            person=person.public_id if person else None,
            on=f"call {call.external_id or call.public_id}" if call else person.name if person else "",
            why=row.why,
            since=row.since,
            lifted_at=row.lifted_at,
        )
        for row, call, person in holds(session)
    ]


def what_goes(session: Session, rule: KeepingRule, at: datetime, *, for_hr: bool) -> tuple[Due, ...]:
    """What goes by the rule within 30 days, the soonest first.

    That a call is kept by a plan is for HR to know: nobody else hears who has one.
    """
    found = sorted(due(session, rule, at + AHEAD), key=lambda one: one.goes)
    if for_hr:
        return tuple(found)
    return tuple(one.model_copy(update={"stays": one.stays and KEPT}) for one in found)


def retention_view(session: Session, settings: Settings, *, for_hr: bool) -> RetentionView:
    rule, at = rule_of(settings), now()
    if rule is None:
        return RetentionView(rule=None, due=[], coming=[], held={})
    found = what_goes(session, rule, at, for_hr=for_hr)
    return RetentionView(
        rule=rule.model_dump(),
        due=[one for one in found if one.goes <= at],
        coming=[one for one in found if one.goes > at],
        held={str(kind): count for kind, count in kept_by_holds(session, rule, at).items()},
    )


def privacy_page(session: Session, settings: Settings, *, may_hold: bool) -> PrivacyPage:
    rule, at = rule_of(settings), now()
    found = () if rule is None else what_goes(session, rule, at, for_hr=may_hold)
    held = {} if rule is None else kept_by_holds(session, rule, at)
    said = () if rule is None else tuple((WORDS[kind], in_words(getattr(rule, kind))) for kind in KINDS)
    return PrivacyPage(
        rule=said,
        due=tuple(_due_line(one, at) for one in found[:SHOWN]),
        more=max(0, len(found) - SHOWN),
        kept=tuple(counted(count, SINGLE[kind]) for kind, count in held.items()),
        holds=tuple(
            (one.id, visible(one.on), visible(one.why), f"{one.since:%Y-%m-%d}", one.lifted_at is None)
            for one in hold_views(session)
        ),
        may_hold=may_hold,
    )


def _due_line(one: Due, at: datetime) -> DueLine:
    goes = "within the hour" if one.goes <= at else f"on {day_in_words(one.goes.astimezone(UTC).date())}"
    return DueLine(
        kind=WORDS[one.kind],
        reference=visible(one.reference),
        since=f"{one.since:%Y-%m-%d}",
        goes=one.stays or goes,
    )
