"""The page of a check-in: an agenda that fills itself, notes that are signed, and what was agreed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from service.db.base import now
from service.db.tables import Plan
from service.errors import Unprocessable
from service.people.who import Who
from service.plans import check_ins
from service.plans.check_ins import EDITABLE, Held, NoteText
from service.plans.proving import has_password
from service.plans.queries import plan_page
from service.plans.reading import Reading
from service.plans.rights import note_view, visible_plan
from service.plans.steps_of_pages import Again, Step, Taking
from service.plans.typed import whole
from service.plans.views import AgendaView, CheckInView, PlanPage, StatusView
from service.plans.weekly import agenda_of, status_of
from service.web.answers import PublicId
from service.web.pages import page
from service.web.parts import Asking, Writing, needs

router = APIRouter(prefix="/plans/{plan_id}", tags=["pages"], include_in_schema=False)
THREE = [needs("rep", "manager", "hr", scope="plans:read")]
WRITERS = [needs("manager", "hr", scope="plans:write")]
ALL_WRITERS = [needs("rep", "manager", "hr", scope="plans:write")]
SECTIONS = (
    ("helped", "What helped", 2),
    ("in_the_way", "What got in the way", 2),
    ("drill", "One drill", 1),
    ("action", "One committed action, until the next check-in", 1),
    ("support_needed", "Support needed", 2),
    ("notes", "Notes", 4),
)
SIDES = (("manager", "Manager"), ("rep", "Rep"), ("hr", "HR"))


@dataclass(frozen=True)
class MeetingPage:
    """One check-in. `planned`: when, by the clocks of its zone, as a field for a time takes it.

    `changes`: the notes that the reader wrote and can still change; beside the others stand corrections.
    """

    plan: PlanPage
    meeting: CheckInView
    agenda: AgendaView
    sections: tuple[tuple[str, str, int], ...]
    sides: tuple[tuple[str, str], ...]
    planned: str
    changes: frozenset[str]
    has_password: bool
    may_hold: bool
    may_move: bool
    hours: int
    problems: tuple[str, ...] = ()
    typed: Mapping[str, str] | None = None

    def was(self, form: str, name: str, otherwise: str = "") -> str:
        """What was typed into that field of that form, where it was the one that was refused."""
        return (self.typed or {}).get(name, otherwise) if self.is_again(form) else otherwise

    def is_again(self, form: str) -> bool:
        """Whether that form was refused: it stands open."""
        return self.typed is not None and self.typed.get("form") == form


@dataclass(frozen=True)
class WeekPage:
    """The week in plain words."""

    plan_id: str
    status: StatusView


@router.get("/check-ins/{check_in_id}", dependencies=THREE)
def meeting_page(
    request: Request, session: Writing, who: Asking, plan_id: PublicId, check_in_id: PublicId
) -> Response:
    plan = visible_plan(session, who, plan_id)
    note_view(session, who, plan, "agenda")
    return page(request, "plan_meeting.html.j2", view=_meeting(session, who, plan, check_in_id))


@router.get("/week", dependencies=THREE)
def week_page(request: Request, session: Writing, who: Asking, plan_id: PublicId) -> Response:
    """The status of this week, as the rep gets it."""
    plan = visible_plan(session, who, plan_id)
    note_view(session, who, plan, "status")
    status = status_of(session, plan, now())
    view = WeekPage(plan.public_id, StatusView(subject=status.subject, lines=list(status.lines)))
    return page(request, "plan_week.html.j2", view=view)


@router.post("/check-ins", dependencies=WRITERS)
def add_meeting(step: Taking) -> Response:
    def change(session: Session, plan: Plan) -> None:
        minutes = whole(step.text("minutes"))
        if not isinstance(minutes, int) or not 10 <= minutes <= 180:
            raise Unprocessable("A check-in takes 10 to 180 minutes.", "Nothing was changed.")
        check_ins.add(session, step.who, plan, step.moment(session, plan, "at"), minutes)

    return step.take(change, "saved")


@router.post("/check-ins/{check_in_id}/move", dependencies=WRITERS)
def move_meeting(step: Taking, check_in_id: PublicId) -> Response:
    def change(session: Session, plan: Plan) -> None:
        row = check_ins.check_in_row(session, plan, check_in_id)
        check_ins.move(session, step.who, plan, row, step.moment(session, plan, "at"))

    return step.take(change, "saved", back=_back(step, check_in_id), again=_again(step, check_in_id))


@router.post("/check-ins/{check_in_id}/skip", dependencies=WRITERS)
def skip_meeting(step: Taking, check_in_id: PublicId) -> Response:
    def change(session: Session, plan: Plan) -> None:
        row = check_ins.check_in_row(session, plan, check_in_id)
        check_ins.skip(session, step.who, plan, row, step.text("why")[:4000])

    return step.take(change, "saved", back=_back(step, check_in_id), again=_again(step, check_in_id))


@router.post("/check-ins/{check_in_id}/hold", dependencies=WRITERS)
def hold_meeting(step: Taking, check_in_id: PublicId) -> Response:
    """It took place: notes, promises of both sides, and where each milestone stood; signed."""

    def change(session: Session, plan: Plan) -> None:
        row = check_ins.check_in_row(session, plan, check_in_id)
        held = Held.model_validate(
            {
                "at": step.moment(session, plan, "at"),
                "present": step.names("present"),
                "text": _text_of(step.fields),
                "promises": _promises(step),
            }
        )
        check_ins.hold(session, step.who, plan, row, held, now())

    back, again = _back(step, check_in_id), _again(step, check_in_id)
    return step.take(change, "plan_held", signed=True, back=back, again=again)


@router.post("/notes/{plan_note_id}", dependencies=ALL_WRITERS)
def edit_note(step: Taking, plan_note_id: PublicId) -> Response:
    """Other words within a day by who wrote them; later, or by the other side, a correction beside them."""

    def change(session: Session, plan: Plan) -> None:
        note, text = check_ins.note_row(session, plan, plan_note_id), NoteText(**_text_of(step.fields))
        if note.by_id == step.who.person and now() - note.created_at <= EDITABLE:
            check_ins.edit_note(session, step.who, plan, note, text, now())
        else:
            check_ins.correct(session, step.who, plan, note, text, now())

    meeting = step.text("meeting")
    again = _again(step, meeting) if _is_id(meeting) else None
    return step.take(change, "plan_note", signed=True, back=_back(step, meeting), again=again)


def _meeting(
    session: Session,
    who: Who,
    plan: Plan,
    check_in_id: str,
    problems: tuple[str, ...] = (),
    typed: Mapping[str, str] | None = None,
) -> MeetingPage:
    """The check-in for whoever asks. Raises NotFound."""
    row, at = check_ins.check_in_row(session, plan, check_in_id), now()
    reading = Reading(session, plan)
    found = plan_page(session, who, plan, at, reading)
    meeting = next(one for one in found.check_ins if one.id == row.public_id)
    return MeetingPage(
        plan=found,
        meeting=meeting,
        # A closed plan shows its milestones as they stood when it was closed.
        agenda=agenda_of(session, plan, row, at, found if plan.closed_at is None else None, reading),
        sections=SECTIONS,
        sides=SIDES,
        planned=f"{meeting.at.astimezone(ZoneInfo(meeting.zone)):%Y-%m-%dT%H:%M}",
        changes=frozenset(
            note.public_id
            for note in reading.notes
            if note.by_id == who.person and at - note.created_at <= EDITABLE
        ),
        has_password=has_password(session, who),
        may_hold="hold" in found.may and meeting.state in ("planned", "skipped"),
        may_move="check_in" in found.may and meeting.state == "planned",
        hours=int(EDITABLE.total_seconds() // 3600),
        problems=problems,
        typed=typed,
    )


def _again(step: Step, check_in_id: str) -> Again:
    """The page of the check-in once more, with every word that was typed: a meeting is not held twice."""

    def show(status: int, problems: tuple[str, ...], typed: Mapping[str, str]) -> Response:
        with step.web.database.read() as session:
            plan = visible_plan(session, step.who, step.plan_id)
            view = _meeting(session, step.who, plan, check_in_id, problems, typed)
        return page(step.request, "plan_meeting.html.j2", status, view=view)

    return show


def _text_of(fields: Mapping[str, str]) -> dict[str, Any]:
    return {name: fields.get(name, "").strip() for name, _, _ in SECTIONS}


def _promises(step: Step) -> list[dict[str, str]]:
    found = []
    for number in range(1, 4):
        what, due = step.text(f"promise.{number}"), step.text(f"due.{number}")
        if what and not due:
            raise Unprocessable(f"“{what}” has no day.", "Say until when it is done.")
        if what:
            found.append({"side": step.text(f"side.{number}"), "what": what, "due": due})
    return found


def _back(step: Step, check_in_id: str) -> str:
    """The page of the check-in; without one, that of the plan."""
    at = f"/plans/{step.plan_id}"
    return f"{at}/check-ins/{check_in_id}" if _is_id(check_in_id) else at


def _is_id(text: str) -> bool:
    return text.isalnum() and text.isascii()
