"""`/api/v1`: sampling rules, draws, replacements, coverage, and the list of recordings to fetch."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from service.db.base import now
from service.db.tables import Person, Team
from service.frame import sample_queries as queries
from service.frame.coverage import coverage
from service.frame.drawing import draw_week
from service.frame.lists import drawn_csv
from service.frame.replacing import replace
from service.frame.rules import fix_rule, known_rep, rule_view, rules
from service.frame.sample_queries import SampleFilter
from service.frame.sample_views import (
    Coverage,
    DrawnCallView,
    DrawPage,
    DrawReport,
    DrawView,
    NewDraw,
    NewReplacement,
    NewRule,
    RuleView,
)
from service.frame.weeks import last_week, week_of
from service.people.exporting import note_export
from service.people.rights import rules_looked_after_by
from service.plans.rights import rules_visible_to
from service.web.answers import PublicId, answers, bearer
from service.web.parts import Actor, Asking, Parts, Reading, Writing, needs

router = APIRouter(
    prefix="/api/v1",
    tags=["samples"],
    dependencies=[Depends(bearer)],
    responses=answers(401, 403, 422, 503),
)
DRAWERS = [needs("qa", scope="samples:write")]
LOOKERS = [needs("manager", "qa", "auditor", scope="samples:read")]
FETCHERS = [needs("manager", "qa", scope="samples:read")]
Week = Annotated[
    int | None, Query(ge=19700101, le=21001231, description="The Monday of a week, as YYYYMMDD.")
]
Rep = Annotated[str | None, Query(max_length=32, pattern="^[0-9a-z]+$", description="The rep's public id.")]
Cursor = Annotated[
    str | None, Query(max_length=32, pattern="^[0-9a-z]+$", description="`next` of the page before.")
]


@router.post("/sampling-rules", status_code=201, dependencies=DRAWERS, responses=answers(400, 409, 413))
def add_rule(session: Writing, actor: Actor, new: NewRule) -> RuleView:
    """Fix how many calls are drawn and how long one lasts at least, for weeks that were not drawn yet."""
    row = fix_rule(session, new, actor)
    return rule_view(
        row,
        None if row.rep_id is None else session.get_one(Person, row.rep_id),
        None if row.team_id is None else session.get_one(Team, row.team_id),
    )


@router.get("/sampling-rules", dependencies=LOOKERS)
def list_rules(session: Reading, who: Asking) -> list[RuleView]:
    """The rules for everybody and for teams and reps you look after, newest first.

    Those that a plan fixed only for whoever sees that plan.
    """
    return rules(session, rules_visible_to(who), rules_looked_after_by(who))


@router.post("/draws", dependencies=DRAWERS, responses=answers(400, 409, 413))
def draw_calls(web: Parts, actor: Actor, new: NewDraw) -> DrawReport:
    """Close the frame of a week and draw from it. What was drawn before is given as it was, never redrawn."""
    week = week_of(new.week)
    with web.database.read() as session:
        rep = None if new.rep is None else known_rep(session, new.rep)
    return draw_week(web.database, week, rep, now(), actor)


@router.get("/draws", dependencies=LOOKERS)
def list_draws(
    session: Reading,
    who: Asking,
    week: Week = None,
    rep: Rep = None,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=queries.MOST)] = 25,
) -> DrawPage:
    """Draws with seed, frame, rule and calls, newest first."""
    return queries.draw_page_visible_to(who, session, SampleFilter(week, rep), cursor, limit)


@router.get("/draws/{draw_id}", dependencies=LOOKERS, responses=answers(404))
def get_draw(session: Reading, who: Asking, draw_id: PublicId) -> DrawView:
    """One draw."""
    return queries.draw_shown_to(who, session, draw_id)


@router.post("/draws/{draw_id}/replacements", dependencies=DRAWERS, responses=answers(400, 404, 409, 413))
def replace_drawn_call(
    session: Writing, actor: Actor, draw_id: PublicId, new: NewReplacement
) -> list[DrawnCallView]:
    """Replace a drawn call by the next of the draw: the replaced place, and the one that stands in for it."""
    stands_in = replace(session, draw_id, new, actor)
    session.flush()
    concerned = {new.place, stands_in and stands_in.place}
    return [place for place in queries.draw_shown(session, draw_id).calls if place.place in concerned]


@router.get(
    "/drawn-calls.csv",
    dependencies=FETCHERS,
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
)
def list_to_fetch(session: Reading, web: Parts, who: Asking, week: Week = None, rep: Rep = None) -> Response:
    """The drawn calls as a table for whoever fetches the recordings. Without week and rep: last week's."""
    text = drawn_csv(queries.drawn_calls(session, _some(week, rep), who))
    note_export(web.database, who, "drawn_calls", "draws")
    headers = {"Content-Disposition": 'attachment; filename="drawn-calls.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/coverage", dependencies=LOOKERS)
def show_coverage(session: Reading, who: Asking, week: Week = None, rep: Rep = None) -> Coverage:
    """Frame, drawn, fetched, scored, replaced and missing, and why a call is not scored.

    Without week and rep it is that of last week.
    """
    return coverage(session, _some(week, rep), who)


def _some(week: int | None, rep: str | None) -> SampleFilter:
    return SampleFilter(last_week(now()) if week is None and rep is None else week, rep)
