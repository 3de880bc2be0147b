"""Rules, draws, drawn calls and coverage as they come in and as they are shown."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from scoring.sampling import MOST_CALLS, Stratum
from service.calls.details import Name
from service.web.answers import EXAMPLE_ID

Why = Literal["no_audio", "not_a_conversation", "cannot_assess", "excluded"]
DAY = r"^\d{4}-\d{2}-\d{2}$"
ANY_DAY = "Any day of the week, as YYYY-MM-DD."
RULE: dict[str, Any] = {"calls": 4, "shortest": 60, "from": "2026-11-23"}


class NewRule(BaseModel):
    """How many calls are drawn, and how long one lasts at least; fixed before the draws it is for."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, json_schema_extra={"examples": [RULE]}
    )

    calls: int = Field(ge=1, le=MOST_CALLS, description="Calls of a rep and week.")
    shortest: float = Field(
        ge=0, le=86400, allow_inf_nan=False, description="Seconds a call lasts at least to be drawn."
    )
    first: str = Field(alias="from", pattern=DAY, description=f"The first week it is for. {ANY_DAY}")
    last: str | None = Field(
        None,
        alias="until",
        pattern=DAY,
        description=f"The last week it is for; else until a later rule. {ANY_DAY}",
    )
    rep: Name | None = Field(None, description="For one rep only, by the dialler's id or e-mail.")
    team: Name | None = Field(
        None, description="For one team only, by name: whoever is in it on the week's Wednesday."
    )


class RuleView(BaseModel):
    """A rule. For a week and rep the rep's own comes first, then their team's; of several the newest."""

    id: str
    rep: str | None = Field(description="The rep's public id; null: a team, or everybody.")
    rep_name: str | None
    team: str | None = Field(description="The team's name; null: one rep, or everybody.")
    from_week: int = Field(description="The Monday of the first week, as YYYYMMDD.")
    until_week: int | None
    calls: int
    shortest: float = Field(description="Seconds a call lasts at least to be drawn.")
    fixed_at: datetime


class NewDraw(BaseModel):
    """What is drawn: the calls of a week, of everybody or of one rep."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"week": "2026-11-16"}]}
    )

    week: str = Field(pattern=DAY, description=ANY_DAY)
    rep: Name | None = Field(None, description="The rep, by the dialler's id or e-mail; else everybody.")


class NewReplacement(BaseModel):
    """That a drawn call cannot be used, and why."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"place": 2, "why": "no_audio", "note": "The recorder was down."}]},
    )

    place: int = Field(ge=1, le=1_000_000, description="Its place in the draw.")
    why: Why
    note: str = Field(
        "",
        max_length=400,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        description="The reason in words. Only where the recording itself says it may it be left away.",
    )


class DrawnCallView(BaseModel):
    """A place in a draw, and how far its call has come.

    `missing`: its recording is not here. `fetched`: it is, and is not scored. `scored`. `replaced`.
    """

    draw: str = Field(description="The draw's public id.")
    rep: str
    rep_name: str
    rep_external_id: str | None
    week: int
    place: int
    external_id: str
    team: str
    started_at: datetime
    zone: str
    seconds: float
    kind: str | None
    direction: str | None
    call: str | None = Field(description="The public id of its call, where a recording is here.")
    state: Literal["missing", "fetched", "scored", "replaced"]
    why: str = Field(description="Why it is missing, not scored, or replaced; empty where it is scored.")
    stands_for: int | None = Field(description="The place it stands in for.")
    replaced_for: Why | None
    replaced_by: int | None = Field(description="The place that stands in for it.")
    none_left: bool = Field(description="It was replaced, and the draw had no call left.")


class DrawView(BaseModel):
    """A draw with everything it came from; `calls` are its places in order."""

    id: str
    rep: str
    rep_name: str
    week: int
    drawn_at: datetime
    generator: str
    seed: str
    fingerprint: str = Field(description="SHA-256 over ids, kinds and lengths of the frame.")
    frame_size: int = Field(description="Calls of the rep and week in the log when it was drawn.")
    eligible: int = Field(description="Those of them that were long enough.")
    wanted: int
    shortest: float
    late: int = Field(description="Calls that came into the log after the draw; they are never drawn.")
    rule: str = Field(description="The public id of the rule.")
    rule_fixed_at: datetime
    fixed_beforehand: bool = Field(description="The rule was fixed before the first call of the frame.")
    strata: list[Stratum]
    calls: list[DrawnCallView]


class NotDrawn(BaseModel):
    """A rep of whom nothing was drawn, and why."""

    rep: str
    rep_name: str
    week: int
    calls: int = Field(description="Calls in the log.")
    why: str


class DrawReport(BaseModel):
    """What became of drawing a week. A draw that was there already is shown as it was: nothing is redrawn."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"new": [EXAMPLE_ID], "draws": []}]})

    new: list[str] = Field(description="The public ids of the draws that were made now.")
    draws: list[DrawView]
    not_drawn: list[NotDrawn] = []


class DrawPage(BaseModel):
    """Draws, newest first. `next` is the cursor of the next page, null on the last."""

    items: list[DrawView]
    next: str | None = None


class Covered(BaseModel):
    """How far the draw of a rep and week has come. `fetched` counts the scored ones too."""

    draw: str
    rep: str
    rep_name: str
    week: int
    frame: int
    eligible: int
    wanted: int
    late: int
    drawn: int = Field(description="All places, also those that were replaced.")
    fetched: int
    scored: int
    replaced: int
    none_left: int = Field(description="Replaced ones for which the draw had no call left.")
    missing: int


class Coverage(BaseModel):
    """Frame, drawn, fetched, scored, replaced, missing: by rep and week, and each call that is not scored."""

    rows: list[Covered]
    not_scored: list[DrawnCallView] = Field(description="Missing, fetched or replaced, each with its reason.")
    not_drawn: list[NotDrawn] = Field(description="Reps with calls in the log of whom nothing was drawn yet.")
