"""How somebody's calls are judged, as the API gives it."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from service.people.who import Who
from service.privacy.how_judged import Part, how_judged, read_at, team_of
from service.settings import Settings

PRINT = "5f0c" * 16


class HowJudgedView(BaseModel):
    """The words for whoever asks, and since when they have acknowledged just these."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "parts": [{"title": "Who decides", "lines": ["A person confirms every score."]}],
                    "fingerprint": PRINT,
                    "read_at": None,
                }
            ]
        }
    )

    parts: tuple[Part, ...]
    fingerprint: str = Field(description="Of the words: another one when a sentence changes.")
    read_at: datetime | None


class WasRead(BaseModel):
    """Which words were read."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"fingerprint": PRINT}]})

    fingerprint: str = Field(pattern="^[0-9a-f]{64}$")


def how_judged_view(session: Session, who: Who, settings: Settings) -> HowJudgedView:
    """For whoever asks; a token that is nobody's reads the words for reps of no team."""
    text = how_judged(session, settings, None if who.person is None else team_of(session, who.person))
    at = None if who.person is None else read_at(session, who.person, text)
    return HowJudgedView(parts=text.parts, fingerprint=text.fingerprint, read_at=at)
