"""The editor of a plan: section by section, with the remarks and the forecast beside each milestone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.errors import BadInput
from scoring.milestone.goals import ImportedCount
from scoring.plans.schedule import DAY_NAMES, cadence_in_words
from scoring.plans.sections import Missing, PlanContent, missing_parts
from scoring.plans.smart import Pointed, check_plan
from scoring.rubric import Rubric
from service.db.tables import Plan, RubricVersion
from service.errors import NotFound, ServiceError
from service.metrics.queries import declared
from service.people.who import Who
from service.plans import changing, drafting
from service.plans.allowed import allowed
from service.plans.asking import forecast_view, locked, today_in
from service.plans.editing import content_of_form, form_of, rows_in
from service.plans.forecasting import foresee
from service.plans.peers import peers_of
from service.plans.rhythm import parts_in
from service.plans.rights import needs_part, note_view, part_of, visible_plan
from service.plans.spread import spread_within_reps
from service.plans.starting import weekly_path
from service.plans.steps_of_pages import refusal
from service.plans.usual import usual_goal
from service.plans.versions import content_of
from service.plans.views import ForecastView
from service.web.answers import PublicId
from service.web.forms import Fields
from service.web.pages import fragment, page
from service.web.parts import Asking, Parts, Writing, needs

router = APIRouter(prefix="/plans/{plan_id}", tags=["pages"], include_in_schema=False)
RUNNERS = [needs("manager", "hr", scope="plans:read")]
WRITERS = [needs("manager", "hr", scope="plans:write")]


@dataclass(frozen=True)
class GoalChoices:
    """What a milestone can be about."""

    kinds: tuple[tuple[str, str], ...]
    rubrics: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class EditPage:
    """The form with what it holds, and what is said about it."""

    id: str
    version: int
    state: str
    rep: str
    is_hr: bool
    locked: bool
    may_save: bool
    fields: Mapping[str, str]
    facts: range
    expectations: range
    actions: range
    support: range
    milestones: range
    weeks: Mapping[str, tuple[tuple[int, date, float], ...]]
    remarks: Mapping[str, tuple[Pointed, ...]]
    forecasts: tuple[ForecastView, ...]
    missing: tuple[Missing, ...]
    choices: GoalChoices
    days: tuple[str, ...]
    rhythm: str
    rhythm_parts: range
    problems: tuple[str, ...]

    def value(self, name: str) -> str:
        return self.fields.get(name, "")


KINDS = (
    ("", "Shown only: no rule decides it"),
    ("mean", "An average: the QA score, or the level of a criterion"),
    ("item", "A must-have or behaviour: the usual way, which below 45 calls is a count rule"),
    ("count", "A count rule in plain words: at least 9 of the last 12"),
    ("rate", "How often an item is done, in percent, by exact bounds: from 45 calls on"),
    ("imported_rate", "A rate of another system, with its counts (close rate)"),
    ("imported_average", "An average of another system, with n and spread"),
    ("imported_count", "A complete count of another system (quota, activity)"),
    ("imported_percentage", "A bare percentage: shown, and never decided"),
)


@router.get("/edit", dependencies=RUNNERS)
def edit_page(request: Request, session: Writing, who: Asking, plan_id: PublicId) -> Response:
    plan = visible_plan(session, who, plan_id)
    needs_part(session, who, plan, "manager", "hr")
    note_view(session, who, plan, "editor")
    content = content_of(session, plan)
    if part_of(session, who, plan) != "hr":
        content = content.model_copy(update={"hr_only": ""})
    view = _view(session, who, plan, form_of(content), content, ())
    return page(request, "plan_edit.html.j2", view=view)


@router.post("/edit", dependencies=WRITERS)
def edit(request: Request, web: Parts, who: Asking, plan_id: PublicId, fields: Fields) -> Response:
    """Keeps what was typed as a new version, or only looks at it where that was asked for."""
    try:
        with web.database.write() as session:
            version = fields.get("version", "")
            plan = locked(session, who, plan_id, f'"{version}"' if version.isdecimal() else None)
            needs_part(session, who, plan, "manager", "hr")
            content = _typed(session, who, plan, fields)
            if fields.get("do") == "look":
                view = _view(session, who, plan, fields, content, ())
                return page(request, "plan_edit.html.j2", view=view)
            if plan.state in ("draft", "hr_review"):
                drafting.change_draft(session, who, plan, content, fields.get("why", "")[:4000])
            else:
                why = fields.get("why", "")[:4000]
                changing.change(session, who, plan, content, why, today_in(session, plan))
    except NotFound:
        raise
    except (ValidationError, BadInput, ServiceError) as error:
        status, problems = int(getattr(error, "status", 422)), refusal(error)
    else:
        back = "/edit" if fields.get("do") == "keep" else ""
        return RedirectResponse(f"/plans/{plan_id}{back}?said=saved", status_code=303)
    with web.database.read() as session:
        plan = visible_plan(session, who, plan_id)
        view = _view(session, who, plan, fields, None, problems)
    return page(request, "plan_edit.html.j2", status, view=view)


@router.post("/forecast", dependencies=WRITERS)
def forecast(request: Request, session: Writing, who: Asking, plan_id: PublicId, fields: Fields) -> Response:
    """The forecast and the remarks for what is being written; nothing of it is kept."""
    plan = visible_plan(session, who, plan_id)
    needs_part(session, who, plan, "manager", "hr")
    note_view(session, who, plan, "forecast")
    try:
        content = _typed(session, who, plan, fields)
        view = _view(session, who, plan, fields, content, ())
    except (ValidationError, BadInput) as error:
        view = _view(session, who, plan, fields, None, refusal(error))
    return HTMLResponse(fragment(request, "plan_forecast.html.j2", view=view))


def _typed(session: Session, who: Who, plan: Plan, fields: Mapping[str, str]) -> PlanContent:
    clean = {name: value.replace("\x00", "") for name, value in fields.items()}
    if part_of(session, who, plan) != "hr":
        clean.pop("hr_only", None)
    today = today_in(session, plan)
    return content_of_form(
        clean,
        content_of(session, plan),
        lambda of: spread_within_reps(session, plan, of, today),
        lambda typed, a_week: usual_goal(session, plan.rep_id, typed, a_week, today),
    )


def _view(
    session: Session,
    who: Who,
    plan: Plan,
    fields: Mapping[str, str],
    content: PlanContent | None,
    problems: tuple[str, ...],
) -> EditPage:
    """`content`: what the fields say, where they can be read; without it nothing is foreseen."""
    today, kept = today_in(session, plan), content_of(session, plan)
    foreseen = foresee(session, plan, content, today) if content else ()
    found = check_plan(content, peers_of(session, plan, content, today)) if content else {}
    return EditPage(
        id=plan.public_id,
        version=plan.version,
        state=plan.state,
        rep=kept.person.name,
        is_hr=part_of(session, who, plan) == "hr",
        may_save="change" in allowed(session, who, plan, today),
        locked=plan.state in ("running", "paused"),
        fields=fields,
        facts=rows_in(fields, "facts"),
        expectations=rows_in(fields, "expectations"),
        actions=rows_in(fields, "actions"),
        support=rows_in(fields, "support"),
        milestones=rows_in(fields, "milestones"),
        weeks=_weeks(content or kept),
        remarks=found,
        forecasts=tuple(forecast_view(one) for one in foreseen),
        missing=missing_parts(content) if content else (),
        choices=_choices(session),
        days=DAY_NAMES,
        rhythm=cadence_in_words((content or kept).monitoring.cadence),
        rhythm_parts=parts_in(fields),
        problems=problems,
    )


def _weeks(content: PlanContent) -> dict[str, tuple[tuple[int, date, float], ...]]:
    """By milestone: its weeks but for the last, each with where a straight line to the target would be."""
    return {
        one.key: tuple(
            (int(week["week"]), date.fromisoformat(week["last_day"]), float(week["target"]))
            for week in weekly_path(one.rule.model_copy(update={"path": ()}))[:-1]
        )
        for one in content.milestones
        if one.rule is not None and not isinstance(one.rule.goal, ImportedCount)
    }


def _choices(session: Session) -> GoalChoices:
    rows = session.scalars(select(RubricVersion).order_by(RubricVersion.slug, RubricVersion.version.desc()))
    rubrics, names = [], {"qa_score": "QA score"}
    for row in rows:
        rubrics.append((f"{row.slug}@{row.version}", f"{row.slug}, version {row.version}"))
        for criterion in Rubric.from_document(row.document).criteria:
            names.setdefault(criterion.key, criterion.title)
            names.update({item.id: item.asks for item in criterion.items if item.id not in names})
    names.update({one.key: one.title for one in declared(session) if one.key not in names})
    return GoalChoices(KINDS, tuple(rubrics), tuple(names.items()))
