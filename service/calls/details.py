"""What is known of a call besides its sound, as it arrives with an upload or an import."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from service.db.base import now

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$"),
]
"""A name on one line: without line breaks and other characters that control something."""
Kind = Annotated[Name, StringConstraints(max_length=100)]
NO_NUL = r"^[^\x00]*$"
"""PostgreSQL keeps every character in a text but this one."""
NOON = time(12)
YEARS = range(1971, 2100)
"""Years a call may be of: further off, a zone's offset leads out of the calendar."""


D = TypeVar("D", date, datetime)


def known_zone(name: str) -> str:
    """An IANA zone. Raises ValueError for a name that is none."""
    if name not in _zones():
        raise ValueError(f"{name!r} is not a time zone; write one such as Europe/Berlin or America/Chicago")
    return name


@cache
def _zones() -> set[str]:
    """All zones; looking for them reads many folders."""
    return available_timezones()


def plausible(start: D) -> D:
    """Raises ValueError for a year no call is of."""
    if start.year not in YEARS:
        raise ValueError(f"the year {start.year} cannot be that of a call")
    return start


def only_a_day(value: Any) -> Any:
    """Raises ValueError for anything but a date without a time."""
    if type(value) is date or (isinstance(value, str) and len(value) == len("2026-11-03")):
        return value
    raise ValueError("write a date as 2026-11-03, or a moment with its offset as 2026-11-03T14:05:00+01:00")


Start = (
    Annotated[AwareDatetime, AfterValidator(plausible)]
    | Annotated[date, BeforeValidator(only_a_day), AfterValidator(plausible)]
)
"""When a call began: a moment with its offset from UTC, or only the day, which stands for its noon."""


class CallDetails(BaseModel):
    """The data of a call. All of it may be missing: without a start it is as of now, and says so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str = Field(
        "recording", max_length=400, pattern=NO_NUL, description="What the file was called, for people."
    )
    team: Name | None = Field(
        None, description="The team the call belongs to. Left away: the rep's at that time, or Everybody."
    )
    rep: Name | None = Field(None, description="The rep, by the dialler's id or e-mail. Must be known.")
    external_id: Name | None = Field(None, description="The dialler's id of the call, unique in its team.")
    start: Start | None = Field(
        None, description="When the call began, with its offset from UTC; a day alone stands for its noon."
    )
    zone: Annotated[str, AfterValidator(known_zone)] = Field("UTC", description="IANA zone of the call.")
    direction: Literal["inbound", "outbound"] | None = None
    kind: Kind | None = Field(None, description="What kind of call; it chooses the rubric.")
    outcome: Name | None = None
    format: Literal["mulaw", "alaw", "gsm", "g722", "g726"] | None = Field(
        None, description="What sound without a header is: one channel of 8 kHz (G.722: 16 kHz)."
    )
    rep_channel: Literal["left", "right"] | None = Field(None, description="The channel the rep is on.")
    selection: Literal["manager", "rep", "complaint"] = Field(
        "manager", description="Why this call is reviewed. Only a draw makes a call `random`."
    )
    priority: int = Field(10, ge=1, le=100, description="Lower goes first; what a person waits for is 1.")

    def started_at(self) -> datetime:
        """The moment of the call, in UTC."""
        if self.start is None or isinstance(self.start, datetime):
            return (self.start or now()).astimezone(UTC)
        return datetime.combine(self.start, NOON, ZoneInfo(self.zone)).astimezone(UTC)

    def time_known(self) -> bool:
        """Whether the moment was given, or only its day, or nothing."""
        return isinstance(self.start, datetime)

    def week(self) -> int:
        """The Monday of the call's week in its own zone, as YYYYMMDD."""
        return monday(self.started_at().astimezone(ZoneInfo(self.zone)).date())


def monday(day: date) -> int:
    """The Monday of a day's week as the number YYYYMMDD."""
    first = day - timedelta(days=day.weekday())
    return first.year * 10000 + first.month * 100 + first.day
