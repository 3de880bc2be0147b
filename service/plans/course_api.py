"""`/api/v1`: plans while they run and when they end: milestones, meetings, promises, absences, decisions."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from service.db.base import now
from service.errors import NotFound
from service.plans import changing, check_ins, closing, commitments, deciding
from service.plans.asking import address_of, locked, person_named, shown, today_in
from service.plans.bodies import (
    LookText,
    NewAbsence,
    NewCheckIn,
    NewManager,
    SettledPromise,
    SignedClosing,
    SignedHeld,
    SignedNote,
    Why,
)
from service.plans.milestones import case_of, export
from service.plans.proving import prove
from service.plans.rights import needs_part, note_view, visible_plan
from service.plans.starting import milestones_of
from service.plans.views import AgendaView, PlanPage, StatusView
from service.plans.weekly import agenda_of, status_of
from service.web.answers import PublicId, answers, bearer
from service.web.etags import IfMatch
from service.web.parts import Asking, Parts, Writing, needs

router = APIRouter(
    prefix="/api/v1/plans/{plan_id}",
    tags=["plans"],
    dependencies=[Depends(bearer)],
    responses=answers(401, 403, 404, 422, 503),
)
EVERYBODY = [needs("rep", "manager", "hr", scope="plans:read")]
RUNNERS_READ = [needs("manager", "hr", scope="plans:read")]
ALL_WRITERS = [needs("rep", "manager", "hr", scope="plans:write")]
WRITERS = [needs("manager", "hr", scope="plans:write")]
HR = [needs("hr", scope="plans:write")]
CHANGES = answers(400, 409, 412, 413)
SIGNS = answers(400, 409, 412, 413, 429)
Key = Annotated[str, Path(max_length=40, pattern="^[a-z][a-z0-9_]*$", examples=["qa_score"])]


@router.get("/milestones/{milestone}/export", dependencies=EVERYBODY)
def export_milestone(session: Writing, who: Asking, plan_id: PublicId, milestone: Key) -> dict[str, Any]:
    """The milestone with every input, as `sidetone milestone` decides it again without this service."""
    plan = visible_plan(session, who, plan_id)
    note_view(session, who, plan, "milestone")
    case = case_of(session, plan, deciding.milestone_row(session, plan, milestone), now())
    if case is None:
        raise NotFound("No figures were imported for this milestone yet.", "Import them first.")
    return export(case)


@router.get("/decisions/{decision_id}", dependencies=EVERYBODY)
def get_decision(session: Writing, who: Asking, plan_id: PublicId, decision_id: PublicId) -> dict[str, Any]:
    """A decision or a look that was kept, whole: its `case` can be decided again."""
    plan = visible_plan(session, who, plan_id)
    note_view(session, who, plan, "decision")
    for row in milestones_of(session, plan):
        kept = (*deciding.decisions_of(session, row), *deciding.decisions_of(session, row, final=False))
        for one in kept:
            if one.public_id == decision_id:
                return one.document
    raise NotFound(f"The plan has no decision {decision_id}.")


@router.get("/status", dependencies=EVERYBODY, responses=answers(409))
def get_status(session: Writing, who: Asking, plan_id: PublicId) -> StatusView:
    """The week in plain words, as the rep reads it."""
    plan = visible_plan(session, who, plan_id)
    note_view(session, who, plan, "status")
    status = status_of(session, plan, now())
    return StatusView(subject=status.subject, lines=list(status.lines))


@router.post("/pause", dependencies=HR, responses=CHANGES)
def pause(
    session: Writing, who: Asking, response: Response, plan_id: PublicId, given: Why, match: IfMatch = None
) -> PlanPage:
    """HR stops the plan's clock."""
    plan = locked(session, who, plan_id, match)
    changing.pause(session, who, plan, given.why, today_in(session, plan))
    return shown(session, who, plan, response)


@router.post("/resume", dependencies=HR, responses=answers(409, 412))
def resume(
    session: Writing, who: Asking, response: Response, plan_id: PublicId, match: IfMatch = None
) -> PlanPage:
    """HR lets it run on; the days it stood still move its dates."""
    plan = locked(session, who, plan_id, match)
    changing.resume(session, who, plan, today_in(session, plan))
    return shown(session, who, plan, response)


@router.post("/absences", dependencies=HR, responses=CHANGES)
def be_away(
    session: Writing, who: Asking, response: Response, plan_id: PublicId, new: NewAbsence
) -> PlanPage:
    """The rep is away: deadline, path and windows move, and calls of these days do not count."""
    plan = locked(session, who, plan_id, None)
    changing.be_away(session, who, plan, new.first, new.last, new.why)
    return shown(session, who, plan, response)


@router.delete("/absences/{absence_id}", dependencies=HR, responses=answers(409))
def take_back_absence(
    session: Writing, who: Asking, response: Response, plan_id: PublicId, absence_id: PublicId
) -> PlanPage:
    """An absence that did not take place."""
    plan = locked(session, who, plan_id, None)
    changing.take_back_absence(session, who, plan, absence_id)
    return shown(session, who, plan, response)


@router.post("/manager", dependencies=HR, responses=CHANGES)
def hand_over(
    session: Writing, who: Asking, response: Response, plan_id: PublicId, new: NewManager
) -> PlanPage:
    """HR names who is in charge from now on."""
    plan = locked(session, who, plan_id, None)
    changing.hand_over(session, who, plan, person_named(session, new.manager), new.why)
    return shown(session, who, plan, response)


@router.post("/check-ins", dependencies=WRITERS, responses=CHANGES)
def add_check_in(
    session: Writing, who: Asking, response: Response, plan_id: PublicId, new: NewCheckIn
) -> PlanPage:
    """One more meeting."""
    plan = locked(session, who, plan_id, None)
    check_ins.add(session, who, plan, new.at, new.minutes)
    return shown(session, who, plan, response)


@router.patch("/check-ins/{check_in_id}", dependencies=WRITERS, responses=CHANGES)
def move_check_in(
    session: Writing,
    who: Asking,
    response: Response,
    plan_id: PublicId,
    check_in_id: PublicId,
    new: NewCheckIn,
) -> PlanPage:
    """Another time for a meeting."""
    plan = locked(session, who, plan_id, None)
    check_ins.move(session, who, plan, check_ins.check_in_row(session, plan, check_in_id), new.at)
    return shown(session, who, plan, response)


@router.get("/check-ins/{check_in_id}/agenda", dependencies=EVERYBODY)
def get_agenda(session: Writing, who: Asking, plan_id: PublicId, check_in_id: PublicId) -> AgendaView:
    """What to talk about, filled from the data."""
    plan = visible_plan(session, who, plan_id)
    note_view(session, who, plan, "agenda")
    return agenda_of(session, plan, check_ins.check_in_row(session, plan, check_in_id), now())


@router.post("/check-ins/{check_in_id}/skip", dependencies=WRITERS, responses=CHANGES)
def skip_check_in(
    session: Writing, who: Asking, response: Response, plan_id: PublicId, check_in_id: PublicId, given: Why
) -> PlanPage:
    """It did not take place, and why; both sides and the final document show it."""
    plan = locked(session, who, plan_id, None)
    check_ins.skip(session, who, plan, check_ins.check_in_row(session, plan, check_in_id), given.why)
    return shown(session, who, plan, response)


@router.post("/check-ins/{check_in_id}/hold", dependencies=WRITERS, responses=SIGNS)
def hold_check_in(
    session: Writing,
    web: Parts,
    request: Request,
    who: Asking,
    response: Response,
    plan_id: PublicId,
    check_in_id: PublicId,
    given: SignedHeld,
) -> PlanPage:
    """It took place: its signed notes, what was agreed, and where each milestone stood that day."""
    prove(web.database, who, given.password, address_of(request))
    plan = locked(session, who, plan_id, None)
    row = check_ins.check_in_row(session, plan, check_in_id)
    check_ins.hold(session, who, plan, row, given.held, now())
    return shown(session, who, plan, response)


@router.put("/notes/{plan_note_id}", dependencies=ALL_WRITERS, responses=SIGNS)
def edit_note(
    session: Writing,
    web: Parts,
    request: Request,
    who: Asking,
    response: Response,
    plan_id: PublicId,
    plan_note_id: PublicId,
    given: SignedNote,
) -> PlanPage:
    """Other words within a day, by who wrote them; signed again."""
    prove(web.database, who, given.password, address_of(request))
    plan = locked(session, who, plan_id, None)
    check_ins.edit_note(
        session, who, plan, check_ins.note_row(session, plan, plan_note_id), given.text, now()
    )
    return shown(session, who, plan, response)


@router.post("/notes/{plan_note_id}/corrections", dependencies=ALL_WRITERS, responses=SIGNS)
def correct_note(
    session: Writing,
    web: Parts,
    request: Request,
    who: Asking,
    response: Response,
    plan_id: PublicId,
    plan_note_id: PublicId,
    given: SignedNote,
) -> PlanPage:
    """A correction by either side; what it corrects stays."""
    prove(web.database, who, given.password, address_of(request))
    plan = locked(session, who, plan_id, None)
    check_ins.correct(session, who, plan, check_ins.note_row(session, plan, plan_note_id), given.text, now())
    return shown(session, who, plan, response)


@router.post("/commitments/{commitment_id}", dependencies=ALL_WRITERS, responses=CHANGES)
def settle_commitment(
    session: Writing,
    who: Asking,
    response: Response,
    plan_id: PublicId,
    commitment_id: PublicId,
    given: SettledPromise,
) -> PlanPage:
    """Whether a promise was kept, on either side."""
    plan = locked(session, who, plan_id, None)
    row = commitments.promise_row(session, plan, commitment_id)
    commitments.settle(session, who, plan, row, given.state, given.note)
    return shown(session, who, plan, response)


@router.post("/milestones/{milestone}/decide", dependencies=HR, responses=answers(409))
def decide(session: Writing, who: Asking, response: Response, plan_id: PublicId, milestone: Key) -> PlanPage:
    """HR lets stand what the rule says on the decision day; refused before it, and while a call waits."""
    plan = locked(session, who, plan_id, None)
    deciding.decide_milestone(session, who, plan, milestone, now())
    return shown(session, who, plan, response)


@router.post("/milestones/{milestone}/extend", dependencies=HR, responses=answers(409))
def extend(session: Writing, who: Asking, response: Response, plan_id: PublicId, milestone: Key) -> PlanPage:
    """The one agreed extension, for a milestone that the data left open."""
    plan = locked(session, who, plan_id, None)
    deciding.extend(session, who, plan, milestone, now())
    return shown(session, who, plan, response)


@router.post("/milestones/{milestone}/reason", dependencies=HR, responses=CHANGES)
def write_reason(
    session: Writing, who: Asking, response: Response, plan_id: PublicId, milestone: Key, given: Why
) -> PlanPage:
    """Why *not met* may stand although many drawn calls could not be scored."""
    plan = locked(session, who, plan_id, None)
    deciding.write_reason(session, who, plan, milestone, given.why)
    return shown(session, who, plan, response)


@router.get("/obstacles/{outcome}", dependencies=RUNNERS_READ)
def obstacles(session: Writing, who: Asking, plan_id: PublicId, outcome: closing.Outcome) -> dict[str, Any]:
    """What keeps the plan from being closed so, and what HR has to write a reason for."""
    plan = visible_plan(session, who, plan_id)
    needs_part(session, who, plan, "manager", "hr")
    note_view(session, who, plan, "obstacles")
    found = closing.obstacles(session, plan, outcome, now())
    return {"refused": found.refused, "needs_reason": found.needs_reason}


@router.post("/close", dependencies=HR, responses=SIGNS)
def close(
    session: Writing,
    web: Parts,
    request: Request,
    who: Asking,
    response: Response,
    plan_id: PublicId,
    given: SignedClosing,
    match: IfMatch = None,
) -> PlanPage:
    """HR closes and signs. *Not met* is refused without a reason where support was not given."""
    prove(web.database, who, given.password, address_of(request))
    plan = locked(session, who, plan_id, match)
    closing.close(session, who, plan, given.closing, now())
    return shown(session, who, plan, response)


@router.post("/looks/{look_id}", dependencies=WRITERS, responses=CHANGES)
def write_look(
    session: Writing, who: Asking, response: Response, plan_id: PublicId, look_id: PublicId, given: LookText
) -> PlanPage:
    """How it goes 30 or 60 days after a plan was passed."""
    plan = locked(session, who, plan_id, None)
    closing.write_look(session, who, plan, look_id, given.text)
    return shown(session, who, plan, response)
