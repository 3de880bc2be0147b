"""`/api/v1`: own sheets of a call, a rep's own scores and released reviews, the rules of a team."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.rubric import Rubric
from service.db.tables import Call, PersonSheet, Review, RubricVersion, Run, Team, TeamRules
from service.errors import NotFound
from service.people.rights import heard_call, teams_visible_to, visible_call
from service.people.who import Who
from service.reviews import actions
from service.reviews.once import Key, once
from service.reviews.own_sheet import comparison, form_of, said_in, sheet_of, still_open
from service.reviews.own_views import Comparison, OwnSheet, own_sheet_shown
from service.reviews.rep import calls_to_score, released_reviews, self_score_of
from service.reviews.rights import refuse_review
from service.reviews.rubrics import published
from service.reviews.rule_views import CallToScore, RulesChange, RulesView, SelfScoreView
from service.reviews.team_rules import rules_of
from service.reviews.views import ReleasedReview
from service.reviews.wishes import NewSelfScore, SheetAnswers
from service.web.answers import EXAMPLE_ID, PublicId, answers, bearer
from service.web.etags import IfMatch, version_in
from service.web.parts import Asking, Parts, Reading, Web, Writing, needs

router = APIRouter(
    prefix="/api/v1",
    tags=["sheets"],
    dependencies=[Depends(bearer)],
    responses=answers(401, 403, 422, 503),
)
SCORERS = [needs("manager", "qa", scope="reviews:write")]
READERS = [needs("manager", "qa", scope="calls:read")]
REPS = [needs("rep", scope="reviews:write")]
OWN = [needs("rep", scope="calls:read")]
RULE_READERS = [needs("hr", "admin", scope="settings:write")]
RULERS = [needs("hr", "admin", scope="settings:write")]
WRITES = answers(400, 404, 409, 412, 413)
TeamId = Annotated[
    str,
    Path(max_length=32, pattern="^[0-9a-z]+$", description="The team's public id.", examples=[EXAMPLE_ID]),
]


@router.get("/calls/{call_id}/sheet", dependencies=READERS, responses=answers(404))
def get_sheet(session: Reading, web: Parts, who: Asking, response: Response, call_id: PublicId) -> OwnSheet:
    """Your own sheet of the call, or the empty form. No reading of any judge is in it."""
    call = visible_call(session, who, call_id)
    refuse_review(session, who, call)
    return _sheet(session, web, who, call, response)


@router.put("/calls/{call_id}/sheet", dependencies=SCORERS, responses=WRITES)
def save_sheet(
    session: Writing,
    web: Parts,
    who: Asking,
    response: Response,
    call_id: PublicId,
    filled: SheetAnswers,
    match: IfMatch = None,
) -> OwnSheet:
    """Keep your sheet as far as it is filled in; the first time it begins one."""
    call = visible_call(session, who, call_id)
    form = form_row(session, web, call)
    actions.save_sheet(session, who, call_id, filled, form, version_in(match))
    return _sheet(session, web, who, call, response)


@router.post("/calls/{call_id}/sheet/hand-in", dependencies=SCORERS, responses=WRITES)
def hand_in(
    session: Writing,
    web: Parts,
    who: Asking,
    response: Response,
    call_id: PublicId,
    match: IfMatch = None,
    key: Key = None,
) -> OwnSheet:
    """Hand your sheet in: as the call's score, or, where it comes blind-first, to be compared."""

    def do() -> OwnSheet:
        actions.hand_in(session, who, call_id, version_in(match))
        return _sheet(session, web, who, visible_call(session, who, call_id), response)

    return once(session, who, key, ("hand in", call_id, match), OwnSheet, do)


@router.get("/calls/{call_id}/sheet/comparison", dependencies=READERS, responses=answers(404))
def compare(session: Reading, who: Asking, call_id: PublicId) -> Comparison:
    """Your sheet beside the reading as it stands, the differences first."""
    call = visible_call(session, who, call_id)
    refuse_review(session, who, call)
    return Comparison.model_validate(comparison(session, who, call).model_dump())


@router.post("/calls/{call_id}/sheet/stand-by", dependencies=SCORERS, responses=WRITES)
def stand_by(
    session: Writing,
    web: Parts,
    who: Asking,
    response: Response,
    call_id: PublicId,
    match: IfMatch = None,
    key: Key = None,
) -> OwnSheet:
    """Let the sheet you handed in blind-first be the call's score. If-Match is the version of the review."""

    def do() -> OwnSheet:
        actions.stand_by_sheet(session, who, call_id, version_in(match))
        return _sheet(session, web, who, visible_call(session, who, call_id), response)

    return once(session, who, key, ("stand by", call_id, match), OwnSheet, do)


@router.put("/calls/{call_id}/self-score", dependencies=REPS, responses=WRITES)
def self_score(
    session: Writing, who: Asking, call_id: PublicId, new: NewSelfScore, key: Key = None
) -> SelfScoreView:
    """Score your own call, before you have seen anything of its review. It enters nothing else."""

    def do() -> SelfScoreView:
        actions.self_score(session, who, call_id, new)
        return _own_score(session, who, heard_call(session, who, call_id))

    return once(session, who, key, ("self-score", call_id, new.model_dump_json()), SelfScoreView, do)


@router.get("/calls/{call_id}/self-score", dependencies=OWN, responses=answers(404))
def get_self_score(session: Reading, who: Asking, call_id: PublicId) -> SelfScoreView:
    """Your own score of your call; beside its review once that is released."""
    return _own_score(session, who, heard_call(session, who, call_id))


@router.get("/my/reviews", dependencies=OWN)
def my_reviews(session: Reading, who: Asking) -> list[ReleasedReview]:
    """Your released reviews, the latest call first."""
    return list(released_reviews(session, who))


@router.get("/my/calls-to-score", dependencies=OWN)
def my_calls_to_score(session: Reading, who: Asking) -> list[CallToScore]:
    """Your calls that you may score yourself before their review is shown; one of each week is asked for."""
    return list(calls_to_score(session, who))


@router.get("/teams/{team_id}/review-rules", dependencies=RULE_READERS, responses=answers(404))
def get_rules(session: Reading, who: Asking, response: Response, team_id: TeamId) -> RulesView:
    """How the team's reviews are confirmed and released, and from when its scores may count in plans."""
    team = _team(session, who, team_id)
    return _rules(team, rules_of(session, team.id), response)


@router.patch("/teams/{team_id}/review-rules", dependencies=RULERS, responses=WRITES)
def change_rules(
    session: Writing,
    who: Asking,
    response: Response,
    team_id: TeamId,
    change: RulesChange,
    match: IfMatch = None,
) -> RulesView:
    """Change rules of the team. From when scores may count is hr's to set, and only moves forward."""
    team = _team(session, who, team_id)
    rules = actions.change_rules(session, who, team, change, version_in(match))
    return _rules(team, rules, response)


def form_row(session: Session, web: Web, call: Call) -> RubricVersion:
    """The form a call is scored on: that of its review, else the newest for its kind. Raises NotFound."""
    asked = (
        select(RubricVersion)
        .join(Run, Run.rubric_id == RubricVersion.id)
        .join(Review, Review.run_id == Run.id)
        .where(Review.call_id == call.id)
    )
    found = session.scalars(asked).one_or_none()
    if found is not None:
        return found
    slug = web.settings.rubric_for(call.kind)
    if slug is None:
        raise NotFound(f"There is no form for calls of the kind {call.kind!r}.")
    return published(session, slug)


def _sheet(session: Session, web: Web, who: Who, call: Call, response: Response) -> OwnSheet:
    row = sheet_of(session, who, call)
    rubric = _rubric(session, web, call, row)
    said = () if row is None else tuple(said_in(row))
    left = () if row is None or row.state != "draft" else still_open(session, call, row)
    response.headers["ETag"] = f'"{0 if row is None else row.version}"'
    return own_sheet_shown(call.public_id, rubric, row, said, left)


def _rubric(session: Session, web: Web, call: Call, row: PersonSheet | None) -> Rubric:
    if row is not None:
        return form_of(session, row)
    return Rubric.from_document(form_row(session, web, call).document)


def _own_score(session: Session, who: Who, call: Call) -> SelfScoreView:
    view = self_score_of(session, who, call)
    if view is None:
        raise NotFound("You have not scored this call yourself.")
    return view


def _team(session: Session, who: Who, team_id: str) -> Team:
    visible = teams_visible_to(who)
    asked = select(Team).where(Team.public_id == team_id)
    found = session.scalars(asked if who.has("hr") else asked.where(visible)).one_or_none()
    if found is None:
        raise NotFound(f"There is no team {team_id}.")
    return found


def _rules(team: Team, rules: TeamRules, response: Response) -> RulesView:
    response.headers["ETag"] = f'"{rules.version}"'
    return RulesView.model_validate(
        {
            "team": team.public_id,
            "name": team.name,
            "release": rules.release,
            "blind_first": rules.blind_first,
            "dispute_days": rules.dispute_days,
            "calls_a_week": rules.calls_a_week,
            "scores_count_from": rules.scores_count_from,
            "version": rules.version,
        }
    )
