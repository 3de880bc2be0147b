"""A notice as the API shows it, and what is sent to it."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from scoring.notices.kinds import kind_of
from service.calls.details import NO_NUL
from service.db.tables import Notice
from service.web.answers import EXAMPLE_ID

EXAMPLE: JsonValue = {
    "id": EXAMPLE_ID,
    "kind": "note_released",
    "says": "You have a new coaching note.",
    "leads_to": f"/notes/{EXAMPLE_ID}",
    "at": "2026-11-20T09:00:00Z",
    "read_at": None,
}


class NoticeView(BaseModel):
    """That you were told of something. `kind` is for machines: docs/notices.md lists all of them."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    id: str
    kind: str
    says: str
    leads_to: str
    at: datetime
    read_at: datetime | None


class NoticeList(BaseModel):
    """Notices, newest first. `next` is the cursor of the page after this one, null on the last.

    `unread` counts all that were not read, to 100.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [EXAMPLE], "unread": 1, "next": None}]}
    )

    items: list[NoticeView]
    unread: int
    next: str | None


class NewChannel(BaseModel):
    """The address of an incoming webhook; empty: none."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"url": "https://hooks.example.com/services/1"}]}
    )

    url: str = Field(max_length=1000, pattern=NO_NUL)


def notice_view(row: Notice) -> NoticeView:
    """Of a notice whose kind is known."""
    kind = kind_of(row.kind)
    assert kind is not None  # whoever asks for rows leaves out those of former kinds
    return NoticeView(
        id=row.public_id,
        kind=row.kind,
        says=kind.says,
        leads_to=kind.leads_to.format(subject=row.subject),
        at=row.created_at,
        read_at=row.read_at,
    )
