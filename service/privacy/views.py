"""What pages and API say of holds, the rule and what is due."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from scoring.record import Record
from scoring.visible import visible
from service.calls.details import NO_NUL
from service.db.base import now
from service.privacy.holds import holds
from service.privacy.keeping import Due, due
from service.privacy.rule import KINDS, in_words, rule_of
from service.settings import Settings
from service.web.answers import EXAMPLE_ID

Reference = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]
WORDS = {"recordings": "Recordings", "transcripts": "Transcripts", "notes": "Notes", "plans": "Plans"}
SHOWN = 50


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
    """The rule, in days (0: not deleted by itself; null: not said), and what is due now."""

    rule: dict[str, int] | None
    due: list[Due]


class PrivacyPage(Record):
    """The rule, what is due by it, the holds; `may_…`: what the asker can do."""

    rule: tuple[tuple[str, str], ...]
    due: tuple[tuple[str, str, str], ...]
    more: int
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


def privacy_page(session: Session, settings: Settings, *, may_hold: bool) -> PrivacyPage:
    rule = rule_of(settings)
    found = () if rule is None else due(session, rule, now())
    said = () if rule is None else tuple((WORDS[kind], in_words(getattr(rule, kind))) for kind in KINDS)
    return PrivacyPage(
        rule=said,
        due=tuple((WORDS[one.kind], f"{one.since:%Y-%m-%d}", one.stays) for one in found[:SHOWN]),
        more=max(0, len(found) - SHOWN),
        holds=tuple(
            (one.id, visible(one.on), visible(one.why), f"{one.since:%Y-%m-%d}", one.lifted_at is None)
            for one in hold_views(session)
        ),
        may_hold=may_hold,
    )
