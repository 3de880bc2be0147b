"""`/api/v1/calibration`: clearances and their reasons, calibrated people, anchors and drift, gaps, means."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from scoring.agreement.gaps import Gaps
from scoring.agreement.ppi import CombinedMean
from scoring.agreement.table_fit import TableFit
from scoring.calibration.gates import Standing
from service.calibration import queries
from service.calibration.anchors import anchor_set, freeze_anchors
from service.calibration.choosing import published_rubric
from service.calibration.clearance import UseName
from service.calibration.clearance_history import ClearanceChange, clearance_history
from service.calibration.clearing import grant, judged, take_away
from service.calibration.grouping import score_gaps
from service.calibration.means import mean_of, people_named, visible_team
from service.calibration.one_off import gaps_by_file
from service.calibration.pairs import double_scored
from service.calibration.passes import ask_for_check
from service.calibration.people import Strictness, calibrate, strictness, withdraw
from service.calibration.standings import ClearanceRow, clearance_rows
from service.calibration.tables import begin_with_tables, table_fits
from service.calls.details import NO_NUL
from service.db.base import now
from service.db.tables import AnchorCall, AnchorSet, JudgePass, Round
from service.errors import NotAllowed, NotFound
from service.web.answers import PublicId, answers, bearer
from service.web.parts import Asking, Parts, Reading, Writing, needs

router = APIRouter(
    prefix="/api/v1/calibration",
    tags=["calibration"],
    dependencies=[Depends(bearer)],
    responses=answers(401, 403, 404, 422, 503),
)
QA = needs("qa", scope="calibration:write")
RATERS = needs("qa", "manager", scope="calibration:write")
READERS = needs("qa", "auditor", "hr", "admin", scope="calibration:write")
ONLY_HR = needs("hr", scope="calibration:write")
RubricName = Annotated[str | None, Query(max_length=120, description="slug@version; else the newest.")]
JudgeKey = Annotated[
    str, Query(min_length=1, max_length=64, description="The judge's key, as the list has it.")
]


class NewClearance(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rubric: str | None = Field(None, max_length=120)
    criterion: str = Field(max_length=40)
    judge: str = Field(max_length=64, description="The judge's key.")
    use: UseName


class AnchorSetView(BaseModel):
    id: str
    title: str
    calls: int
    checks: list[dict[str, Any]]


class NewAnchorSet(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1, max_length=200, pattern=NO_NUL)
    rounds: tuple[Annotated[str, Field(max_length=32, pattern="^[0-9a-z]+$")], ...] = Field(
        min_length=1, max_length=200
    )


class TableDraft(BaseModel):
    """The draft that was begun; it is read and changed as every draft of a rubric."""

    draft: str


class PersonUntil(BaseModel):
    person: str
    until: date | None
    at: datetime


@router.get("/clearances", dependencies=[READERS])
def list_clearances(session: Reading, rubric: RubricName = None) -> list[ClearanceRow]:
    """What every judge may be used for, criterion by criterion, and what is missing for more."""
    return clearance_rows(session, published_rubric(session, rubric)[0], now())


@router.post("/clearances", status_code=201, dependencies=[QA], responses=answers(400, 409, 413))
def post_clearance(session: Writing, who: Asking, new: NewClearance) -> Standing:
    """Grant a judge a use, as far as the gates allow, or take one away (a lower use than it holds)."""
    at, form = now(), published_rubric(session, new.rubric)[0]
    one = judged(session, new.judge, form, new.criterion)
    held = next(row for row in clearance_rows(session, form, at, one.mark) if row.criterion == new.criterion)
    order: tuple[UseName, ...] = ("assist", "coaching", "pip")
    act = take_away if order.index(new.use) < order.index(held.use) else grant
    return Standing.model_validate(act(session, who, one, new.use, at).reasons)


@router.get("/clearance-changes", dependencies=[READERS])
def list_changes(
    session: Reading,
    rubric: RubricName = None,
    judge: Annotated[str | None, Query(max_length=64, description="A judge's key; else all.")] = None,
    criterion: Annotated[str | None, Query(max_length=40, description="Its key; else all.")] = None,
) -> list[ClearanceChange]:
    """What was granted and taken back, by whom, when, why and on which rounds it rested; newest first."""
    return clearance_history(session, published_rubric(session, rubric)[0], criterion, judge)


@router.get("/people", dependencies=[QA])
def list_people(session: Reading) -> list[Strictness]:
    """How strict everybody is who took part lately, and until when they may confirm for plans."""
    return strictness(session, now())


@router.post("/people/{person_id}", status_code=201, dependencies=[QA], responses=answers(409))
def calibrate_person(session: Writing, who: Asking, person_id: PublicId) -> PersonUntil:
    """Let somebody confirm what counts in plans, for 90 days from their last round."""
    row = calibrate(session, who, people_named(session, person_id), now())
    return PersonUntil(person=person_id, until=row.until, at=row.created_at)


@router.delete("/people/{person_id}", dependencies=[QA], responses=answers(409))
def withdraw_person(session: Writing, who: Asking, person_id: PublicId) -> PersonUntil:
    """End it at once."""
    row = withdraw(session, who, people_named(session, person_id))
    return PersonUntil(person=person_id, until=row.until, at=row.created_at)


@router.post("/anchor-sets", status_code=201, dependencies=[QA], responses=answers(400, 409, 413))
def make_anchors(web: Parts, session: Writing, who: Asking, new: NewAnchorSet) -> AnchorSetView:
    """Freeze the calls of opened rounds with what people said of them; the judge reads them now and again."""
    rows = {
        row.public_id: row for row in session.scalars(select(Round).where(Round.public_id.in_(new.rounds)))
    }
    missing = [name for name in new.rounds if name not in rows]
    if missing:
        raise NotFound(f"There is no round {missing[0]}.", "Nothing was made.")
    made = freeze_anchors(session, who, new.title, [rows[name] for name in new.rounds], now())
    ask_for_check(session, web.engine, made, "first", who.actor)
    session.flush()
    return _anchors(session, made)


@router.get("/anchor-sets", dependencies=[READERS])
def list_anchors(session: Reading) -> list[AnchorSetView]:
    """All anchor sets with their checks, newest first."""
    return [
        _anchors(session, row) for row in session.scalars(select(AnchorSet).order_by(AnchorSet.id.desc()))
    ]


@router.post("/anchor-sets/{set_id}/checks", status_code=202, dependencies=[QA])
def check_anchors(
    web: Parts, session: Writing, who: Asking, set_id: PublicId, baseline: bool = False
) -> AnchorSetView:
    """Have the judge read the anchors now. `baseline`: later checks are compared with what it reads."""
    row = anchor_set(session, set_id)
    ask_for_check(session, web.engine, row, "first" if baseline else "asked", who.actor)
    session.flush()
    return _anchors(session, row)


@router.get("/gaps", dependencies=[QA])
def list_gaps(session: Reading, judge: JudgeKey, rubric: RubricName = None) -> tuple[Gaps, ...]:
    """Where the AI reading and people come apart: by how well calls were heard, kind, channels, team."""
    row, form = published_rubric(session, rubric)
    return score_gaps(session, double_scored(session, [row.id], judge, now()), form)


@router.post("/gaps/one-off", dependencies=[ONLY_HR], responses=answers(400, 413))
def gaps_one_off(
    session: Writing,
    who: Asking,
    judge: JudgeKey,
    file: Annotated[str, Body(media_type="text/csv", max_length=1_000_000)],
    rubric: RubricName = None,
) -> Gaps:
    """The same by groups of a file `unit,group` (call, group). It is read and forgotten: nothing is stored.

    Groups of fewer than 20 calls are not shown.
    """
    return gaps_by_file(session, who, published_rubric(session, rubric)[0], judge, file, now())


@router.get("/means", dependencies=[RATERS])
def get_mean(
    session: Reading,
    who: Asking,
    judge: JudgeKey,
    rubric: RubricName = None,
    team: Annotated[str | None, Query(max_length=32)] = None,
    rep: Annotated[str | None, Query(max_length=32)] = None,
    days: Annotated[int, Query(ge=1, le=730)] = 90,
) -> CombinedMean:
    """The mean of a team, or of the site, from people's and the judge's scores. Never of a single rep.

    A manager asks about the teams they look after.
    """
    if team is None and not who.has("qa"):
        raise NotAllowed("The mean of the site is for qa.", "Name a team that you look after.")
    unit = None if team is None else visible_team(session, who, team)
    return mean_of(session, unit, rep, published_rubric(session, rubric)[0], judge, days, now())


@router.get("/rounds/{round_id}/tables", dependencies=[QA], responses=answers(409))
def get_tables(session: Reading, who: Asking, round_id: PublicId) -> list[TableFit]:
    """For each criterion the table from items to levels that fits what people gave, beside the old one."""
    return table_fits(session, queries.visible_round(session, who, round_id), now())


@router.post(
    "/rounds/{round_id}/tables/draft",
    status_code=201,
    dependencies=[needs("qa", scope="rubrics:write")],
    responses=answers(409, 413),
)
def draft_tables(session: Writing, who: Asking, round_id: PublicId, response: Response) -> TableDraft:
    """Begin a draft of the rubric with the tables that are surely nearer. Nothing is published by it."""
    draft = begin_with_tables(session, who, queries.visible_round(session, who, round_id), now())
    response.headers["Location"] = f"/api/v1/rubric-drafts/{draft.public_id}"
    return TableDraft(draft=draft.public_id)


def _anchors(session: Reading, row: AnchorSet) -> AnchorSetView:
    calls = session.scalars(select(AnchorCall.id).where(AnchorCall.set_id == row.id)).all()
    passes = session.scalars(
        select(JudgePass).where(JudgePass.set_id == row.id).order_by(JudgePass.id.desc())
    )
    checks = [
        {
            "id": one.public_id,
            "why": one.why,
            "state": one.state,
            "judge": one.judge.get("model") or one.judge.get("judge"),
            "at": one.created_at.isoformat(),
            "reason": one.reason,
            "result": one.result,
        }
        for one in passes
    ]
    return AnchorSetView(id=row.public_id, title=row.title, calls=len(calls), checks=checks)
