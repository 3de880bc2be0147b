"""A line of the call log as it comes in and as it is shown, and what became of an import of many."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from scoring.visible import visible
from service.calls.details import Name, known_zone, monday, plausible
from service.db.tables import LoggedCall, Person, Team
from service.web.answers import EXAMPLE_ID

LINE: JsonDict = {
    "external_id": "D-20417",
    "rep": "3201",
    "start": "2026-11-03T14:05:00+01:00",
    "zone": "Europe/Berlin",
    "seconds": 412,
    "direction": "outbound",
    "kind": "discovery",
    "outcome": "meeting booked",
}


class LogLine(BaseModel):
    """A call that took place, as the dialler knows it."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [LINE]})

    external_id: Name = Field(description="The dialler's id of the call, unique in its team.")
    rep: Name = Field(description="The rep, by the dialler's id or e-mail.")
    start: Annotated[AwareDatetime, AfterValidator(plausible)] = Field(
        description="When it began, with its offset from UTC."
    )
    zone: Annotated[Name, Field(max_length=64), AfterValidator(known_zone)] = Field(
        "UTC", description="IANA zone of the call; weeks are counted in it."
    )
    seconds: float = Field(ge=0, le=86400, allow_inf_nan=False, description="How long it lasted.")
    direction: Literal["inbound", "outbound"] | None = None
    kind: Name | None = Field(None, max_length=100)
    outcome: Name | None = None
    team: Name | None = Field(None, description="Left away: the rep's team at that time.")

    @property
    def started_at(self) -> datetime:
        return self.start.astimezone(UTC)

    def week(self) -> int:
        """The Monday of its week in its own zone, as YYYYMMDD."""
        return monday(self.start.astimezone(ZoneInfo(self.zone)).date())


class LineTold(BaseModel):
    """A line that was changed, held or refused."""

    line: int = Field(description="Its place in what was sent, counted from 1; in a file its line.")
    external_id: str
    column: str | None = None
    why: str = Field("", description="What changed, or what is wrong.")

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return visible(f"line {self.line}{column}: {self.external_id}: {self.why}".replace(": : ", ": "))


class LogReport(BaseModel):
    """What became of the lines of a call log."""

    added: int = 0
    unchanged: int = 0
    matched: int = Field(0, description="Lines that were now matched with a recording that is here.")
    changed: list[LineTold] = []
    held: list[LineTold] = Field([], description="Lines that name nobody known. They wait.")
    refused: list[LineTold] = []
    unused_columns: list[str] = []

    @property
    def summary(self) -> str:
        """`40 added, 2 changed, 310 as they were, 1 held, 1 refused (line 7); 38 with a recording now`."""
        lines = list(dict.fromkeys(f"line {one.line}" for one in self.refused))
        named = f" ({', '.join(lines[:5])}{' …' if len(lines) > 5 else ''})" if lines else ""
        return (
            f"{self.added} added, {len(self.changed)} changed, {self.unchanged} as they were, "
            f"{len(self.held)} held, {len(lines)} refused{named}; {self.matched} matched with a recording now"
        )


class LoggedCallView(BaseModel):
    """A line of the call log. `call` is its recording's call; without one, the recording is not here."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": EXAMPLE_ID, **LINE, "team": "Inside sales", "week": 20261102, "call": None}]
        }
    )

    id: str
    external_id: str
    team: str
    rep: str = Field(description="The rep's public id.")
    started_at: datetime
    zone: str
    week: int = Field(description="The Monday of its week in its zone, as YYYYMMDD.")
    seconds: float
    direction: str | None = None
    kind: str | None = None
    outcome: str | None = None
    call: str | None = Field(None, description="The call's public id, where its recording is here.")


class LogPage(BaseModel):
    """Lines of the call log, newest first. `next` is the cursor of the next page, null on the last."""

    items: list[LoggedCallView]
    next: str | None = None


def logged_call_view(row: LoggedCall, team: Team, rep: Person, call: str | None) -> LoggedCallView:
    return LoggedCallView(
        id=row.public_id,
        external_id=row.external_id,
        team=team.name,
        rep=rep.public_id,
        started_at=row.started_at,
        zone=row.zone,
        week=row.week,
        seconds=row.seconds,
        direction=row.direction,
        kind=row.kind,
        outcome=row.outcome,
        call=call,
    )
