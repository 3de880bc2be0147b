"""An entry of the audit log as the API and the page show it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from scoring.record import Record
from service.web.answers import EXAMPLE_ID

EXAMPLE_ENTRY: JsonValue = {
    "number": 4711,
    "at": "2026-11-03T13:05:00Z",
    "actor": EXAMPLE_ID,
    "actor_name": "Sam",
    "action": "call.listened",
    "subject": EXAMPLE_ID,
    "subject_name": None,
    "details": {},
    "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}


class EntryView(BaseModel):
    """Something that was done. `actor` and `subject` are public ids, or words such as *command line*.

    Names are those of today; the log itself holds none. `hash` covers the entry and the one before it.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_ENTRY]})

    number: int
    at: datetime
    actor: str
    actor_name: str | None
    action: str
    subject: str
    subject_name: str | None
    details: dict[str, Any]
    hash: str


class AuditPage(BaseModel):
    """Entries, newest first. `next` is the cursor of the page after this one, null on the last."""

    items: list[EntryView]
    next: int | None = Field(None)


class EntryLine(Record):
    """An entry as the page shows it."""

    number: int
    when: str
    who: str
    action: str
    subject: str
    subject_id: str
    details: str


class AuditShown(Record):
    """The page: what was looked for, what was found, and how to go on."""

    who: str
    action: str
    subject: str
    first: str
    last: str
    wrong: tuple[str, ...]
    lines: tuple[EntryLine, ...]
    next: str
    searched: bool
