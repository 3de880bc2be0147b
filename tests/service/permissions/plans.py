"""Ana's plan: it runs, Sam is in charge, and it is Hana's as HR. Rui, Uma and Otis find nothing of it."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from service.db.base import now
from service.db.tables import (
    CheckIn,
    CheckInNote,
    Commitment,
    FitCheck,
    Plan,
    PlanAbsence,
    PlanLook,
    PlanWord,
)
from service.plans.deciding import keep, milestone_row
from service.plans.milestones import look
from tests.service.permissions.rows import Row, World
from tests.service.plans.staged import plan_row, running, staged
from tests.service.plans.written import DEADLINE, RIGHT, content, noon

PLAN = "/api/v1/plans/{plan_id}"
THREE, STRANGERS = "Ana Sam Hana", "Rui Uma Otis"
SEEN = Row(may=THREE, hidden=STRANGERS)
RUN = {"may": "Sam Hana", "hidden": "Otis"}
BY_HR = {"may": "Hana"}
WHY = {"why": "Because it has to be so, for a good reason."}
TEXT = {"text": {"notes": "What was said."}}
CONTENT = content().model_dump(mode="json")
TALK = {"how": "video", "at": "2026-09-01T10:00:00Z", "there": ["Ana", "Sam"], "summary": "Gone through."}
HELD = {"at": "2026-09-04T10:00:00Z", "present": ["Ana", "Sam"], "text": {"notes": "What was said."}}

ROUTES: Mapping[tuple[str, str], Row] = {
    ("GET", "/api/v1/plan-questions"): Row(may="Sam Otis Hana"),
    ("GET", "/api/v1/reps/{rep_id}/plan-evidence"): Row(**RUN),
    ("POST", "/api/v1/plan-checks"): Row(
        **RUN, json={"rep": "{rep_id}", "answers": RIGHT.model_dump(mode="json")}
    ),
    ("GET", "/api/v1/plan-checks/{check_id}"): Row(**RUN),
    ("POST", "/api/v1/plan-checks/{check_id}/overrule"): Row(**BY_HR, json=WHY),
    ("POST", "/api/v1/plans"): Row(**RUN, json={"fit_check": "{check_id}", "content": CONTENT}),
    ("GET", "/api/v1/plans"): Row(may="Ana Rui Sam Uma Otis Hana"),
    ("GET", PLAN): SEEN,
    ("GET", f"{PLAN}/content"): SEEN,
    ("PUT", f"{PLAN}/content"): Row(
        may="Hana", hidden="Otis", json={"content": CONTENT, **WHY}, headers={"If-Match": "*"}
    ),
    ("GET", f"{PLAN}/changes"): Row(may=THREE, hidden=STRANGERS, query={"before": "1"}),
    ("GET", f"{PLAN}/forecast"): Row(**RUN),
    ("POST", f"{PLAN}/forecast"): Row(**RUN, json=CONTENT),
    ("GET", f"{PLAN}/remarks"): Row(**RUN),
    ("GET", f"{PLAN}/problems"): Row(**RUN),
    ("GET", f"{PLAN}/consistency"): Row(**BY_HR),
    ("POST", f"{PLAN}/consistency/names"): Row(**BY_HR),
    ("POST", f"{PLAN}/submit"): Row(**RUN),
    ("POST", f"{PLAN}/send-back"): Row(**BY_HR, json=WHY),
    ("POST", f"{PLAN}/publish"): Row(**BY_HR, json={}),
    ("POST", f"{PLAN}/deliver"): Row(**RUN, json={"talk": TALK}),
    ("POST", f"{PLAN}/receipt"): Row(may="Ana", hidden="Rui Uma", json={"what": "given", "number": 1}),
    ("POST", f"{PLAN}/words"): Row(may=THREE, hidden=STRANGERS, json={"kind": "comment", "text": "I see."}),
    ("POST", f"{PLAN}/words/{{word_id}}/answer"): Row(**RUN, json={"text": "Thank you."}),
    ("POST", f"{PLAN}/start"): Row(**RUN, json={}),
    ("GET", f"{PLAN}/milestones/{{milestone}}/export"): SEEN,
    ("GET", f"{PLAN}/decisions/{{decision_id}}"): SEEN,
    ("GET", f"{PLAN}/status"): SEEN,
    ("POST", f"{PLAN}/pause"): Row(**BY_HR, json=WHY),
    ("POST", f"{PLAN}/resume"): Row(**BY_HR),
    ("POST", f"{PLAN}/absences"): Row(**BY_HR, json={"first": "2026-09-07", "last": "2026-09-08"}),
    ("DELETE", f"{PLAN}/absences/{{absence_id}}"): Row(**BY_HR),
    ("POST", f"{PLAN}/manager"): Row(**BY_HR, json={"manager": "{otis}", **WHY}),
    ("POST", f"{PLAN}/check-ins"): Row(**RUN, json={"at": "2026-09-09T10:00:00Z"}),
    ("PATCH", f"{PLAN}/check-ins/{{check_in_id}}"): Row(**RUN, json={"at": "2026-09-09T10:00:00Z"}),
    ("GET", f"{PLAN}/check-ins/{{check_in_id}}/agenda"): SEEN,
    ("POST", f"{PLAN}/check-ins/{{check_in_id}}/skip"): Row(**RUN, json=WHY),
    ("POST", f"{PLAN}/check-ins/{{check_in_id}}/hold"): Row(may="Sam", hidden="Otis", json={"held": HELD}),
    ("PUT", f"{PLAN}/notes/{{plan_note_id}}"): Row(may="Sam", hidden=STRANGERS, json=TEXT),
    ("POST", f"{PLAN}/notes/{{plan_note_id}}/corrections"): Row(may=THREE, hidden=STRANGERS, json=TEXT),
    ("POST", f"{PLAN}/commitments/{{commitment_id}}"): Row(
        may=THREE, hidden=STRANGERS, json={"state": "not_done"}
    ),
    ("POST", f"{PLAN}/milestones/{{milestone}}/decide"): Row(**BY_HR),
    ("POST", f"{PLAN}/milestones/{{milestone}}/extend"): Row(**BY_HR),
    ("POST", f"{PLAN}/milestones/{{milestone}}/reason"): Row(**BY_HR, json=WHY),
    ("GET", f"{PLAN}/obstacles/{{outcome}}"): Row(**RUN),
    ("POST", f"{PLAN}/close"): Row(
        **BY_HR, json={"closing": {"outcome": "withdrawn", "summary": "Over.", "reason": WHY["why"]}}
    ),
    ("POST", f"{PLAN}/looks/{{look_id}}"): Row(**RUN, json={"text": "Still at 86."}),
}


def things(world: World) -> Mapping[str, str]:
    stage = staged(world.database, world.company)
    name = running(stage)
    with world.database.write() as session:
        plan = plan_row(session, name)
        meeting = session.scalars(select(CheckIn).where(CheckIn.plan_id == plan.id)).first()
        assert meeting is not None
        note = CheckInNote(
            check_in_id=meeting.id, by_id=world.company.keys["Sam"], document={}, created_at=now()
        )
        absence = PlanAbsence(plan_id=plan.id, first=date(2026, 9, 14), last=date(2026, 9, 15))
        back = PlanLook(plan_id=plan.id, due=date(2026, 12, 1))
        session.add_all([note, absence, back])
        row = milestone_row(session, plan, "qa_score")
        stands = look(session, plan, row, noon(DEADLINE))
        assert stands is not None
        kept = keep(session, stage.who("Hana"), plan, row, stands, final=False)
        check = session.get_one(FitCheck, session.get_one(Plan, plan.id).fit_check_id)
        word = session.scalars(select(PlanWord).where(PlanWord.plan_id == plan.id)).first()
        promise = session.scalars(select(Commitment).where(Commitment.plan_id == plan.id)).first()
        assert word is not None
        assert promise is not None
        session.flush()
        return {
            "plan_id": name,
            "check_id": check.public_id,
            "word_id": word.public_id,
            "check_in_id": meeting.public_id,
            "plan_note_id": note.public_id,
            "absence_id": absence.public_id,
            "look_id": back.public_id,
            "commitment_id": promise.public_id,
            "decision_id": kept.public_id,
            "milestone": "qa_score",
            "outcome": "passed",
            "otis": world.company.ids["Otis"],
        }
