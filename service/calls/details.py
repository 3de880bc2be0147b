"""What is known of a call besides its sound, as it arrives with an upload or an import."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from service.db.base import now

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def known_zone(name: str) -> str:
    """An IANA zone. Raises ValueError for a name that is none."""
    if name not in available_timezones():
        raise ValueError(f"{name!r} is not a time zone; write one such as Europe/Berlin or America/Chicago")
    return name


class CallDetails(BaseModel):
    """The data of a call. All of it may be missing: without a start it is as of now, and says so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str = Field("recording", max_length=400, description="What the file was called, for people.")
    team: Name = Field("Everybody", description="The team the call belongs to.")
    rep: Name | None = Field(None, description="The rep, by the dialler's id or e-mail. Must be known.")
    external_id: Name | None = Field(None, description="The dialler's id of the call, unique in its team.")
    start: AwareDatetime | None = Field(None, description="When the call began, with its offset from UTC.")
    zone: Annotated[str, AfterValidator(known_zone)] = Field("UTC", description="IANA zone of the call.")
    direction: Literal["inbound", "outbound"] | None = None
    kind: Name | None = Field(None, description="What kind of call; it chooses the rubric.")
    outcome: Name | None = None
    rep_channel: Literal["left", "right"] | None = Field(None, description="The channel the rep is on.")
    selection: Literal["manager", "rep", "complaint"] = Field(
        "manager", description="Why this call is reviewed. Only a draw makes a call `random`."
    )
    priority: int = Field(10, ge=1, le=100, description="Lower goes first; what a person waits for is 1.")

    def started_at(self) -> datetime:
        """The moment of the call, in UTC."""
        return (self.start or now()).astimezone(UTC)

    def week(self) -> int:
        """The Monday of the call's week in its own zone, as YYYYMMDD."""
        return monday(self.started_at().astimezone(ZoneInfo(self.zone)).date())


def monday(day: date) -> int:
    """The Monday of a day's week as the number YYYYMMDD."""
    first = day - timedelta(days=day.weekday())
    return first.year * 10000 + first.month * 100 + first.day
