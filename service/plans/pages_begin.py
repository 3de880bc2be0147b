"""Before a plan: what the data say about a rep, whether a plan is the right tool, and the first draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from sqlalchemy.orm import Session

from scoring.errors import BadInput
from scoring.plans.fit import QUESTIONS, Answers, Fit, Question
from scoring.plans.templates import TEMPLATES
from service.db.base import now
from service.db.tables import FitCheck, Person
from service.errors import NotFound, ServiceError
from service.house import house_of
from service.people.rights import visible_rep
from service.people.who import Who
from service.plans import drafting
from service.plans.beginning import SOON, content_for
from service.plans.bodies import NewPlan
from service.plans.gathering import EvidenceView, evidence_of
from service.plans.steps_of_pages import Refusal, refusal
from service.plans.typed import whole
from service.web.answers import PublicId
from service.web.forms import Fields
from service.web.pages import page
from service.web.parts import Asking, Parts, Writing, needs

router = APIRouter(tags=["pages"], include_in_schema=False)
READERS = [needs("manager", "hr", scope="plans:read")]
WRITERS = [needs("manager", "hr", scope="plans:write")]
HR = [needs("hr", scope="plans:write")]


@dataclass(frozen=True)
class AskedShown:
    """A question with the answers there are: value, words, help."""

    key: str
    asks: str
    why: str
    choices: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class CheckPage:
    """The questions beside what the data say."""

    rep: str
    name: str
    found: EvidenceView
    standard: float
    questions: tuple[AskedShown, ...]
    typed: Mapping[str, str]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class VerdictPage:
    """What the check says, and how to go on."""

    id: str
    rep: str
    name: str
    found: Fit
    answers: tuple[tuple[str, str], ...]
    overruled: str | None
    is_hr: bool
    may_begin: bool
    templates: tuple[tuple[str, str, str], ...]
    soon: date
    typed: Mapping[str, str]
    problems: tuple[str, ...]


@router.get("/reps/{rep_id}/plan-check", dependencies=READERS)
def check_page(request: Request, session: Writing, who: Asking, rep_id: PublicId) -> Response:
    return page(request, "plan_check.html.j2", view=_check_page(session, who, rep_id, {}, ()))


@router.post("/reps/{rep_id}/plan-check", dependencies=WRITERS)
def check(request: Request, web: Parts, who: Asking, rep_id: PublicId, fields: Fields) -> Response:
    """Keeps the answers, and leads to what they say."""
    names = (*(one.key for one in QUESTIONS), "notes")
    try:
        with web.database.write() as session:
            rep = visible_rep(session, who, rep_id, to=("hr",))
            answers = Answers.model_validate({name: fields.get(name, "").strip() or None for name in names
                                              if fields.get(name, "").strip()})  # fmt: skip
            row = drafting.check_fit(session, who, rep, answers, now().date())
            kept = row.public_id
    except NotFound:
        raise
    except (ValidationError, BadInput, ServiceError) as error:
        with web.database.write() as session:
            view = _check_page(session, who, rep_id, fields, refusal(error))
        return page(request, "plan_check.html.j2", 422, view=view)
    return RedirectResponse(f"/plan-checks/{kept}", status_code=303)


@router.get("/plan-checks/{check_id}", dependencies=READERS)
def verdict_page(request: Request, session: Writing, who: Asking, check_id: PublicId) -> Response:
    row = drafting.fit_row(session, who, check_id)
    return page(request, "plan_verdict.html.j2", view=_verdict_page(session, who, row, {}, ()))


@router.post("/plan-checks/{check_id}/overrule", dependencies=HR)
def overrule(request: Request, web: Parts, who: Asking, check_id: PublicId, fields: Fields) -> Response:
    """HR lets a plan be written all the same, and writes why."""
    try:
        with web.database.write() as session:
            row = drafting.fit_row(session, who, check_id)
            drafting.go_on(session, who, row, fields.get("why", "")[:4000])
    except NotFound:
        raise
    except (BadInput, ServiceError) as error:
        return _verdict_again(request, web, who, check_id, fields, error)
    return RedirectResponse(f"/plan-checks/{check_id}?said=saved", status_code=303)


@router.post("/plan-checks/{check_id}/begin", dependencies=WRITERS)
def begin(request: Request, web: Parts, who: Asking, check_id: PublicId, fields: Fields) -> Response:
    """A draft from a template, with the rep's data in it."""
    try:
        with web.database.write() as session:
            row = drafting.fit_row(session, who, check_id)
            wanted = ("template", "days", "starts", "zone", "short_reason", "rep_said")
            given: dict[str, Any] = {name: fields[name] for name in wanted if fields.get(name, "").strip()}
            if "days" in given:
                given["days"] = whole(given["days"])
            new = NewPlan.model_validate({"fit_check": check_id, **given})
            content = content_for(session, who, session.get_one(Person, row.rep_id), new, None)
            made = drafting.begin(session, who, row, content, None, now()).public_id
    except NotFound:
        raise
    except (ValidationError, BadInput, ServiceError) as error:
        return _verdict_again(request, web, who, check_id, fields, error)
    return RedirectResponse(f"/plans/{made}/edit?said=plan_begun", status_code=303)


def _check_page(
    session: Session, who: Who, rep_id: str, typed: Mapping[str, str], problems: tuple[str, ...]
) -> CheckPage:
    rep = visible_rep(session, who, rep_id, to=("hr",))
    drafting.needs_right_to_begin(session, who, rep)
    standard = house_of(session).standard
    found = evidence_of(session, rep, now().date(), standard)
    drafting.note_evidence_seen(session, who, rep)
    return CheckPage(rep.public_id, rep.name, found, standard, _asked(), typed, problems)


def _asked() -> tuple[AskedShown, ...]:
    return tuple(
        AskedShown(one.key, one.asks, one.why, tuple((value, words, "") for value, words in one.choices))
        for one in QUESTIONS
    )


def _verdict_page(
    session: Session, who: Who, row: FitCheck, typed: Mapping[str, str], problems: tuple[str, ...]
) -> VerdictPage:
    rep = session.get_one(Person, row.rep_id)
    found, given = Fit.model_validate(row.found), Answers.model_validate(row.answers)
    return VerdictPage(
        id=row.public_id,
        rep=rep.public_id,
        name=rep.name,
        found=found,
        answers=tuple((one.asks, _answered(one, given)) for one in QUESTIONS),
        overruled=row.hr_reason,
        is_hr=who.has("hr"),
        may_begin=found.state == "right" or (found.state == "wrong" and row.hr_reason is not None),
        templates=tuple((one.key, one.title, one.about) for one in TEMPLATES.values()),
        soon=now().date() + SOON,
        typed=typed,
        problems=problems,
    )


def _answered(question: Question, given: Answers) -> str:
    value = getattr(given, question.key)
    return "" if value is None else dict(question.choices).get(str(value), str(value))


def _verdict_again(
    request: Request,
    web: Parts,
    who: Who,
    check_id: str,
    fields: Mapping[str, str],
    error: Refusal,
) -> Response:
    with web.database.write() as session:
        row = drafting.fit_row(session, who, check_id)
        view = _verdict_page(session, who, row, fields, refusal(error))
    return page(request, "plan_verdict.html.j2", int(getattr(error, "status", 422)), view=view)
