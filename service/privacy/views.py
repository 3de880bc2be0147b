"""What pages and API say of holds, the rule and what is due."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.formats import counted, day_in_words
from scoring.record import Record
from scoring.visible import visible
from service.calls.details import NO_NUL
from service.db.base import now
from service.db.tables import Person
from service.privacy.holds import holds
from service.privacy.keeping import MOST, Due, due, kept_by_holds
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
    more: bool
    kept: tuple[str, ...]
    holds: tuple[tuple[str, str, str, str, bool], ...]
    may_hold: bool


def hold_views(session: Session, asks: str = "") -> list[HoldView]:
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
        for row, call, person in holds(session, asks)
    ]


def what_goes(
    session: Session, rule: KeepingRule, at: datetime, *, for_hr: bool, asks: str = "", most: int = MOST
) -> tuple[Due, ...]:
    """What goes by the rule within 30 days, the soonest first; so many of a kind at most.

    Whose it is, and that a plan keeps it, is for HR to know: nobody else hears who has a plan. Who `asks`
    finds nothing of their own there: a plan keeps it before its rep was told of it.
    """
    others = (one for one in due(session, rule, at + AHEAD, most) if one.whose is None or one.whose != asks)
    found = sorted(others, key=lambda one: one.goes)
    if for_hr:
        return tuple(found)
    return tuple(one.model_copy(update={"stays": one.stays and KEPT, "whose": None}) for one in found)


def retention_view(session: Session, settings: Settings, *, for_hr: bool, asks: str) -> RetentionView:
    rule, at = rule_of(settings), now()
    if rule is None:
        return RetentionView(rule=None, due=[], coming=[], held={})
    found = what_goes(session, rule, at, for_hr=for_hr, asks=asks)
    return RetentionView(
        rule=rule.model_dump(),
        due=[one for one in found if one.goes <= at],
        coming=[one for one in found if one.goes > at],
        held={str(kind): count for kind, count in kept_by_holds(session, rule, at).items()},
    )


def privacy_page(session: Session, settings: Settings, *, may_hold: bool, asks: str) -> PrivacyPage:
    rule, at = rule_of(settings), now()
    found: tuple[Due, ...] = ()
    if rule is not None:
        found = what_goes(session, rule, at, for_hr=may_hold, asks=asks, most=SHOWN + 1)
    held = {} if rule is None else kept_by_holds(session, rule, at)
    names = _names(session, {one.whose for one in found[:SHOWN] if one.whose is not None})
    said = () if rule is None else tuple((WORDS[kind], in_words(getattr(rule, kind))) for kind in KINDS)
    return PrivacyPage(
        rule=said,
        due=tuple(_due_line(one, at, names) for one in found[:SHOWN]),
        more=len(found) > SHOWN,
        kept=tuple(counted(count, SINGLE[kind]) for kind, count in held.items()),
        holds=tuple(
            (one.id, visible(one.on), visible(one.why), _day(one.since), one.lifted_at is None)
            for one in hold_views(session, asks)
        ),
        may_hold=may_hold,
    )


def _names(session: Session, ids: set[str]) -> dict[str, str]:
    rows = session.execute(select(Person.public_id, Person.name).where(Person.public_id.in_(ids)))
    return {row.public_id: row.name for row in rows}


def _due_line(one: Due, at: datetime, names: Mapping[str, str]) -> DueLine:
    """HR reads whose note or plan it is; of a call, besides, the reference it goes by."""
    goes = "within the hour" if one.goes <= at else f"on {_day(one.goes)}"
    whose = names.get(one.whose or "", "")
    own = whose and one.reference == one.id
    return DueLine(
        kind=WORDS[one.kind],
        reference=visible(whose if own else f"{one.reference}, {whose}" if whose else one.reference),
        since=_day(one.since),
        goes=one.stays or goes,
    )


def _day(moment: datetime) -> str:
    return day_in_words(moment.astimezone(UTC).date())
