"""`/api/v1`: plans, from the check before there is one to the day it runs.

Only its rep, the manager in charge and HR find one; each look at it is in the audit log.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from scoring.plans.compare import Change, compare
from scoring.plans.consistency import Consistency
from scoring.plans.fit import QUESTIONS, Question
from scoring.plans.sections import PlanContent
from scoring.plans.smart import Pointed, check_plan
from service.db.base import now
from service.db.tables import Person
from service.house import house_of
from service.people.rights import visible_rep
from service.plans import changing, drafting, publishing, saying, starting
from service.plans.asking import (
    address_of,
    content_for_reader,
    fit_view,
    forecast_view,
    locked,
    person_named,
    shown,
    today_in,
)
from service.plans.beginning import content_for
from service.plans.bodies import (
    NewAnswer,
    NewFitCheck,
    NewPlan,
    NewWord,
    PlanChange,
    Receipt,
    Signed,
    SignedDelivery,
    Start,
    Why,
)
from service.plans.comparing import consistency_of, names_below
from service.plans.forecasting import foresee
from service.plans.gathering import EvidenceView, evidence_of
from service.plans.peers import peers_of
from service.plans.proving import prove
from service.plans.queries import plans_of
from service.plans.rights import needs_part, note_list, note_view, visible_plan
from service.plans.versions import content_of
from service.plans.views import FitView, ForecastView, PersonShown, PlanLine, PlanPage
from service.web.answers import PublicId, answers, bearer
from service.web.etags import IfMatch
from service.web.parts import Asking, Parts, Reading, Writing, needs

router = APIRouter(
    prefix="/api/v1",
    tags=["plans"],
    dependencies=[Depends(bearer)],
    responses=answers(401, 403, 422, 503),
)
EVERYBODY = [needs("rep", "manager", "hr", scope="plans:read")]
READERS = [needs("manager", "hr", scope="plans:read")]
REPS = [needs("rep", scope="plans:write")]
ALL_WRITERS = [needs("rep", "manager", "hr", scope="plans:write")]
WRITERS = [needs("manager", "hr", scope="plans:write")]
HR = [needs("hr", scope="plans:write")]
HR_READS = [needs("hr", scope="plans:read")]
Number = Annotated[int | None, Query(ge=1, le=100_000, description="The number of a version.")]


@router.get("/plan-questions", dependencies=READERS)
def questions() -> list[Question]:
    """What is asked before a plan, with why, and what can be answered."""
    return list(QUESTIONS)


@router.get("/reps/{rep_id}/plan-evidence", dependencies=READERS, responses=answers(404))
def evidence(
    session: Writing,
    who: Asking,
    rep_id: PublicId,
    standard: Annotated[
        float | None,
        Query(ge=0, le=100, description="In percent, the same for all. Left away: that of the settings."),
    ] = None,
) -> EvidenceView:
    """What the data of the last quarter say about the rep, each number with its range and n."""
    rep = visible_rep(session, who, rep_id, to=("hr",))
    drafting.needs_right_to_begin(session, who, rep)
    asked = house_of(session).standard if standard is None else standard
    found = evidence_of(session, rep, now().date(), asked)
    drafting.note_evidence_seen(session, who, rep)
    return found


@router.post("/plan-checks", status_code=201, dependencies=WRITERS, responses=answers(400, 404, 413))
def check(session: Writing, who: Asking, new: NewFitCheck) -> FitView:
    """Is a plan the right tool? The answers are kept with what they say."""
    rep = visible_rep(session, who, new.rep, to=("hr",))
    row = drafting.check_fit(session, who, rep, new.answers, now().date())
    return fit_view(row, rep)


@router.get("/plan-checks/{check_id}", dependencies=READERS, responses=answers(404))
def get_check(session: Reading, who: Asking, check_id: PublicId) -> FitView:
    """One check."""
    row = drafting.fit_row(session, who, check_id)
    return fit_view(row, session.get_one(Person, row.rep_id))


@router.post("/plan-checks/{check_id}/overrule", dependencies=HR, responses=answers(400, 404, 409, 413))
def overrule(session: Writing, who: Asking, check_id: PublicId, given: Why) -> FitView:
    """HR lets a plan be written although it was said to be the wrong tool, and writes why."""
    row = drafting.fit_row(session, who, check_id)
    drafting.go_on(session, who, row, given.why)
    return fit_view(row, session.get_one(Person, row.rep_id))


@router.post("/plans", status_code=201, dependencies=WRITERS, responses=answers(400, 404, 409, 413))
def begin(session: Writing, who: Asking, response: Response, new: NewPlan) -> PlanPage:
    """Begin a draft, from a template or with all of its content."""
    row = drafting.fit_row(session, who, new.fit_check)
    manager = None if new.manager is None else person_named(session, new.manager)
    content = content_for(session, who, session.get_one(Person, row.rep_id), new, manager)
    plan = drafting.begin(session, who, row, content, manager, now())
    response.headers["Location"] = f"/api/v1/plans/{plan.public_id}"
    return shown(session, who, plan, response)


@router.get("/plans", dependencies=EVERYBODY)
def list_plans(
    session: Writing,
    who: Asking,
    state: Annotated[str | None, Query(max_length=20, pattern="^[a-z_]+$")] = None,
) -> list[PlanLine]:
    """The plans you may see: your own once it was delivered, those you are in charge of, as HR all."""
    lines = plans_of(session, who, state)
    note_list(session, who, [line.id for line in lines])
    return lines


@router.get("/plans/{plan_id}", dependencies=EVERYBODY, responses=answers(404))
def get_plan(session: Writing, who: Asking, response: Response, plan_id: PublicId) -> PlanPage:
    """One plan, with all that is yours to see of it; the ETag is its version."""
    plan = visible_plan(session, who, plan_id)
    note_view(session, who, plan)
    return shown(session, who, plan, response)


@router.put("/plans/{plan_id}/content", dependencies=WRITERS, responses=answers(400, 404, 409, 412, 413))
def change(
    session: Writing, who: Asking, response: Response, plan_id: PublicId, new: PlanChange, match: IfMatch
) -> PlanPage:
    """A new version of what the plan says. From its publication on only HR changes it, and with a reason."""
    plan = locked(session, who, plan_id, match)
    if plan.state in ("draft", "hr_review"):
        drafting.change_draft(session, who, plan, new.content, new.why)
    else:
        changing.change(session, who, plan, new.content, new.why, today_in(session, plan))
    return shown(session, who, plan, response)


@router.get("/plans/{plan_id}/content", dependencies=EVERYBODY, responses=answers(404))
def get_content(session: Writing, who: Asking, plan_id: PublicId, number: Number = None) -> PlanContent:
    """What the plan says, or said in a version. A rep sees no version from before its delivery."""
    plan = visible_plan(session, who, plan_id)
    note_view(session, who, plan, "content")
    return content_for_reader(session, who, plan, number)


@router.get("/plans/{plan_id}/changes", dependencies=EVERYBODY, responses=answers(404))
def changes(
    session: Writing,
    who: Asking,
    plan_id: PublicId,
    before: Annotated[int, Query(ge=1, le=100_000)],
    after: Number = None,
) -> list[Change]:
    """What is different between two versions."""
    plan = visible_plan(session, who, plan_id)
    note_view(session, who, plan, "changes")
    return list(
        compare(content_for_reader(session, who, plan, before), content_for_reader(session, who, plan, after))
    )


@router.get("/plans/{plan_id}/forecast", dependencies=READERS, responses=answers(404))
def forecast(session: Writing, who: Asking, plan_id: PublicId) -> list[ForecastView]:
    """For each milestone: how many calls will count by its deadline, and what it would decide."""
    plan = visible_plan(session, who, plan_id)
    needs_part(session, who, plan, "manager", "hr")
    note_view(session, who, plan, "forecast")
    return [
        forecast_view(one)
        for one in foresee(session, plan, content_of(session, plan), today_in(session, plan))
    ]


@router.post("/plans/{plan_id}/forecast", dependencies=WRITERS, responses=answers(400, 404, 413))
def forecast_of(session: Writing, who: Asking, plan_id: PublicId, content: PlanContent) -> list[ForecastView]:
    """The same for content that is being written; nothing of it is kept."""
    plan = visible_plan(session, who, plan_id)
    needs_part(session, who, plan, "manager", "hr")
    note_view(session, who, plan, "forecast")
    return [forecast_view(one) for one in foresee(session, plan, content, today_in(session, plan))]


@router.get("/plans/{plan_id}/remarks", dependencies=READERS, responses=answers(404))
def remarks(session: Writing, who: Asking, plan_id: PublicId) -> dict[str, list[Pointed]]:
    """What is vague, has no number or no date, or lies out of reach, by milestone, with a better wording."""
    plan = visible_plan(session, who, plan_id)
    needs_part(session, who, plan, "manager", "hr")
    note_view(session, who, plan, "remarks")
    content = content_of(session, plan)
    found = check_plan(content, peers_of(session, plan, content, today_in(session, plan)))
    return {key: list(pointed) for key, pointed in found.items()}


@router.get("/plans/{plan_id}/problems", dependencies=READERS, responses=answers(404))
def problems(session: Writing, who: Asking, plan_id: PublicId) -> list[str]:
    """What keeps HR from publishing it as it is; nothing: an empty list."""
    plan = visible_plan(session, who, plan_id)
    needs_part(session, who, plan, "manager", "hr")
    note_view(session, who, plan, "problems")
    return publishing.problems_before_publishing(
        session, plan, content_of(session, plan), today_in(session, plan)
    )


@router.get("/plans/{plan_id}/consistency", dependencies=HR_READS, responses=answers(404))
def consistency(session: Writing, who: Asking, plan_id: PublicId) -> Consistency:
    """For HR: the other plans of the team, what is out of line, how many others were below the standard."""
    plan = visible_plan(session, who, plan_id)
    note_view(session, who, plan, "consistency")
    return consistency_of(session, who, plan)


@router.post("/plans/{plan_id}/consistency/names", dependencies=HR, responses=answers(404))
def names(session: Writing, who: Asking, plan_id: PublicId) -> list[PersonShown]:
    """For HR: who they are. That they were asked for is in the audit log."""
    found = names_below(session, who, visible_plan(session, who, plan_id))
    return [PersonShown(id=one.public_id, name=one.name) for one in found]


@router.post("/plans/{plan_id}/submit", dependencies=WRITERS, responses=answers(404, 409, 412))
def submit(
    session: Writing, who: Asking, response: Response, plan_id: PublicId, match: IfMatch = None
) -> PlanPage:
    """Hand the draft to HR."""
    plan = locked(session, who, plan_id, match)
    publishing.submit(session, who, plan)
    return shown(session, who, plan, response)


@router.post("/plans/{plan_id}/send-back", dependencies=HR, responses=answers(400, 404, 409, 412, 413))
def send_back(
    session: Writing, who: Asking, response: Response, plan_id: PublicId, given: Why, match: IfMatch = None
) -> PlanPage:
    """HR gives it back, with what has to be changed."""
    plan = locked(session, who, plan_id, match)
    publishing.send_back(session, who, plan, given.why)
    return shown(session, who, plan, response)


@router.post("/plans/{plan_id}/publish", dependencies=HR, responses=answers(400, 404, 409, 412, 413, 429))
def publish(
    session: Writing,
    web: Parts,
    request: Request,
    who: Asking,
    response: Response,
    plan_id: PublicId,
    given: Signed,
    match: IfMatch = None,
) -> PlanPage:
    """HR publishes and signs. Refused with every reason, where it is incomplete or would rarely decide."""
    prove(web.database, who, given.password, address_of(request))
    plan = locked(session, who, plan_id, match)
    publishing.publish(session, who, plan, now())
    return shown(session, who, plan, response)


@router.post(
    "/plans/{plan_id}/deliver", dependencies=WRITERS, responses=answers(400, 404, 409, 412, 413, 429)
)
def deliver(
    session: Writing,
    web: Parts,
    request: Request,
    who: Asking,
    response: Response,
    plan_id: PublicId,
    given: SignedDelivery,
    match: IfMatch = None,
) -> PlanPage:
    """It was gone through with the rep, in person or by video: from now on they see it and can answer."""
    prove(web.database, who, given.password, address_of(request))
    plan = locked(session, who, plan_id, match)
    publishing.deliver(session, who, plan, given.talk, now())
    return shown(session, who, plan, response)


@router.post("/plans/{plan_id}/receipt", dependencies=REPS, responses=answers(400, 404, 409, 412, 413, 429))
def receipt(
    session: Writing,
    web: Parts,
    request: Request,
    who: Asking,
    response: Response,
    plan_id: PublicId,
    given: Receipt,
    match: IfMatch = None,
) -> PlanPage:
    """The rep has it, or declines to say so. It is no agreement, and declining stops nothing."""
    if given.what == "given":
        prove(web.database, who, given.password, address_of(request))
    plan = locked(session, who, plan_id, match)
    saying.take_receipt(session, who, plan, given.what, given.number)
    return shown(session, who, plan, response)


@router.post("/plans/{plan_id}/words", dependencies=ALL_WRITERS, responses=answers(400, 404, 409, 413))
def say(session: Writing, who: Asking, response: Response, plan_id: PublicId, new: NewWord) -> PlanPage:
    """The rep's say, requests and concerns (HR alone reads those); comments by everybody in the plan."""
    plan = locked(session, who, plan_id, None)
    saying.say(session, who, plan, new.kind, new.text, today_in(session, plan), new.about)
    return shown(session, who, plan, response)


@router.post(
    "/plans/{plan_id}/words/{word_id}/answer", dependencies=WRITERS, responses=answers(400, 404, 409, 413)
)
def answer(
    session: Writing, who: Asking, response: Response, plan_id: PublicId, word_id: PublicId, new: NewAnswer
) -> PlanPage:
    """Answer what the rep said or asked for; once."""
    plan = locked(session, who, plan_id, None)
    word = saying.word_row(session, who, plan, word_id)
    saying.answer(session, who, plan, word, new.text, written_in=new.written_in)
    return shown(session, who, plan, response)


@router.post("/plans/{plan_id}/start", dependencies=WRITERS, responses=answers(400, 404, 409, 412, 413))
def start(
    session: Writing, who: Asking, response: Response, plan_id: PublicId, given: Start, match: IfMatch = None
) -> PlanPage:
    """The plan begins to run: its milestones lock, its meetings are set, promises of both sides count."""
    plan = locked(session, who, plan_id, match)
    today = today_in(session, plan)
    starting.start(session, who, plan, given.day or today, today)
    return shown(session, who, plan, response)
