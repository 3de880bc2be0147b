"""A form on the page of a plan: done and led back, or shown again with what was typed and what is wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from sqlalchemy.orm import Session

from scoring.complaint import complaint
from scoring.errors import BadInput
from service.db.base import now
from service.db.tables import Plan
from service.errors import NotFound, ServiceError, Unprocessable
from service.people.who import Who
from service.plans.asking import address_of, locked
from service.plans.proving import prove
from service.plans.rights import visible_plan
from service.plans.shown_plan import shown_plan
from service.plans.versions import content_of
from service.plans.views import Part
from service.web.answers import PublicId
from service.web.forms import Fields
from service.web.pages import page
from service.web.parts import Asking, Parts, Web

Change = Callable[[Session, Plan], object]
Refusal = ValidationError | BadInput | ServiceError
Again = Callable[[int, tuple[str, ...], Mapping[str, str]], Response]
"""Shows a page once more: the status, what is wrong, and what was typed."""
TEMPLATES: Mapping[Part, str] = {
    "rep": "plan_mine.html.j2",
    "manager": "plan.html.j2",
    "hr": "plan.html.j2",
}


@dataclass(frozen=True)
class Step:
    """What somebody sent from a page of a plan. `fields` is what they typed."""

    request: Request
    web: Web
    who: Who
    plan_id: str
    fields: Mapping[str, str]

    def take(
        self, change: Change, said: str, *, signed: bool = False, back: str = "", again: Again | None = None
    ) -> Response:
        """Does it in one transaction and leads back; what is refused is said on the page, with all kept.

        `again`: the page that the form stands on, where that is not the plan's own.
        """
        try:
            with self.web.database.read() as session:
                visible_plan(session, self.who, self.plan_id)
            if signed:
                password = self.text("password")
                prove(self.web.database, self.who, password, address_of(self.request))
            with self.web.database.write() as session:
                change(session, locked(session, self.who, self.plan_id, self._match()))
        except NotFound:
            raise
        except (ValidationError, BadInput, ServiceError) as error:
            typed = {name: text for name, text in self.fields.items() if name not in ("password", "version")}
            return (again or self._again)(int(getattr(error, "status", 422)), refusal(error), typed)
        return RedirectResponse(f"{back or f'/plans/{self.plan_id}'}?said={said}", status_code=303)

    def text(self, name: str) -> str:
        """What was typed into a field; empty where there is none."""
        return self.fields.get(name, "").replace("\x00", "").strip()

    def names(self, name: str) -> list[str]:
        """The names that were typed with commas between them."""
        return [one.strip() for one in self.text(name).split(",") if one.strip()]

    def moment(self, session: Session, plan: Plan, name: str) -> datetime:
        """A day and time that were chosen, by the clocks of the plan. Raises Unprocessable."""
        try:
            chosen = datetime.fromisoformat(self.text(name))
        except ValueError as error:
            raise Unprocessable("The day or the time is missing.", "Choose both.") from error
        if chosen.tzinfo is not None:
            return chosen
        return chosen.replace(tzinfo=ZoneInfo(content_of(session, plan).monitoring.zone))

    def _match(self) -> str | None:
        version = self.text("version")
        return f'"{version}"' if version.isdecimal() else None

    def _again(self, status: int, problems: tuple[str, ...], typed: Mapping[str, str]) -> Response:
        with self.web.database.read() as session:
            plan = visible_plan(session, self.who, self.plan_id)
            view = shown_plan(session, self.who, plan, now(), problems, typed)
        return page(self.request, TEMPLATES[view.plan.part], status, view=view)


def refusal(error: Refusal) -> tuple[str, ...]:
    """What is wrong with a form: a line for each field, or what happened and what to do next."""
    if isinstance(error, BadInput | ServiceError):
        return (error.message, *error.next_step.splitlines())
    return tuple(f"{place_of(one['loc'])}: {complaint(one)}" for one in error.errors())


def place_of(location: Sequence[int | str]) -> str:
    """Which field of the form that was: "milestones 1 › target" is that of the first one."""
    place, before = "", None
    for part in location:
        if isinstance(part, int):
            place += f" {part + 1}"
        elif part not in ("rule", "goal") and before != "goal":  # after it comes the kind of goal
            place += f" › {part.replace('_', ' ')}"
        before = part
    return place.removeprefix(" › ")


def step_of(request: Request, web: Parts, who: Asking, plan_id: PublicId, fields: Fields) -> Step:
    return Step(request, web, who, plan_id, fields)


Taking = Annotated[Step, Depends(step_of)]
