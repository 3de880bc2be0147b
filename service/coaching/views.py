"""A coaching note as it goes out, and what may be said about one."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from scoring.coaching.note import Note as NoteDocument
from scoring.coaching.note import Text
from service.db.tables import Note, Person

Answer = Literal["will_try", "did_say_it", "does_not_fit"]
EXAMPLE: dict[str, Any] = {
    "id": "019368b2f1a47d1c9f0e5a2b3c4d5e6f",
    "rep": "019368b2f1a47d1c9f0e5a2b3c4d5e70",
    "week": 20261116,
    "state": "draft",
    "ready": True,
    "calls": ["019368b2f1a47d1c9f0e5a2b3c4d5e71"],
    "note": {
        "strength": "You asked how they do it today.",
        "happened": "You didn't ask what the problem costs them (on 2 of 3 calls).",
        "say_instead": "When that goes wrong, what does it cost you?",
        "practice": "On your next three calls: when the customer names a problem, say it in your own words.",
        "made_by": "rubric",
    },
    "edited": False,
    "warnings": [],
    "answer": None,
    "answer_text": None,
    "answer_call": None,
    "answer_sentence": None,
    "released_at": None,
    "answered_at": None,
    "version": 2,
}


class NoteView(BaseModel):
    """A coaching note. `ready` is false while it is being written; `warnings` are for who releases it."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    id: str
    rep: str
    week: int = Field(description="The Monday of its week, as YYYYMMDD.")
    state: Literal["draft", "released", "answered"]
    ready: bool
    calls: list[str] = Field(description="The calls it was made from.")
    note: NoteDocument | None
    edited: bool = Field(description="Whether a person changed it before it was released.")
    warnings: list[str]
    answer: Answer | None
    answer_text: str | None
    answer_call: str | None
    answer_sentence: str | None
    released_at: datetime | None
    answered_at: datetime | None
    version: int


class NewNote(BaseModel):
    """Which week the note is for."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"week": "2026-11-16"}]})

    week: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="Any day of the week, as YYYY-MM-DD.")


class NoteChange(BaseModel):
    """Other words for parts of a draft. Quotes, focus and calls stay as they are."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"say_instead": "What does that cost you?"}]}
    )

    strength: Text | None = None
    happened: Text | None = None
    matters: Text | None = None
    say_instead: Text | None = None
    practice: Text | None = None
    question: Text | None = None


class NoteAnswer(BaseModel):
    """What the rep says to a released note: I'll try it, I did say it (there), or it doesn't fit because …"""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "answer": "did_say_it",
                    "call": "019368b2f1a47d1c9f0e5a2b3c4d5e71",
                    "sentence": "S0042",
                    "text": "Right after they named the price.",
                }
            ]
        },
    )

    answer: Answer
    text: str = Field(default="", max_length=2000)
    call: str | None = Field(default=None, max_length=32, pattern="^[0-9a-z]+$")
    sentence: str | None = Field(default=None, pattern=r"^S\d{4,12}$")

    @model_validator(mode="after")
    def _says_enough(self) -> "NoteAnswer":
        if self.answer == "did_say_it" and not (self.call and self.sentence):
            raise ValueError("say where it was said: `call` and `sentence`")
        if self.answer == "does_not_fit" and not self.text.strip():
            raise ValueError("say why it doesn't fit, in a line: `text`")
        return self


def note_view(row: Note, rep: Person) -> NoteView:
    return NoteView.model_validate(
        {
            "id": row.public_id,
            "rep": rep.public_id,
            "week": row.week,
            "state": row.state,
            "ready": row.document is not None,
            "calls": row.calls,
            "note": row.document,
            "edited": row.document != row.written,
            "warnings": row.warnings,
            "answer": row.answer,
            "answer_text": row.answer_text,
            "answer_call": row.answer_call,
            "answer_sentence": row.answer_sentence,
            "released_at": row.released_at,
            "answered_at": row.answered_at,
            "version": row.version,
        }
    )
