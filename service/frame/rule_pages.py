"""The page of sampling rules: which hold, and fixing one for weeks to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.complaint import complaint
from scoring.errors import BadInput
from scoring.formats import clock, counted
from scoring.visible import visible
from service.calls.details import monday
from service.db.base import now
from service.db.tables import Membership, Person, Team
from service.errors import Conflict
from service.frame.rules import fix_rule, rules
from service.frame.sample_views import NewRule, RuleView
from service.frame.weeks import first_day, week_words
from service.people.rights import rules_looked_after_by
from service.people.who import Who
from service.plans.rights import rules_visible_to
from service.web.forms import Fields
from service.web.moments import local_day
from service.web.pages import page
from service.web.parts import Asking, Parts, Reading, needs

router = APIRouter(prefix="/coverage/rules", tags=["pages"], include_in_schema=False)


@dataclass(frozen=True)
class RuleLine:
    """A rule: for whom, in which weeks, how many calls of what length. `holds`: it is in force this week."""

    whom: str
    weeks: str
    calls: str
    shortest: str
    fixed: str
    holds: bool


@dataclass(frozen=True)
class RulesPage:
    """The rules, newest first, and for qa the form for another; with what was typed and is wrong."""

    rules: tuple[RuleLine, ...]
    may_fix: bool
    whom: tuple[tuple[str, str], ...]
    earliest: str
    typed: Mapping[str, str]
    problem: str


@router.get("", dependencies=[needs("manager", "qa", "auditor", scope="samples:read")])
def rules_shown(request: Request, session: Reading, who: Asking) -> Response:
    return page(request, "sampling_rules.html.j2", view=rules_page(session, who, now()))


@router.post("", dependencies=[needs("qa", scope="samples:write")])
def rule_fixed(request: Request, web: Parts, who: Asking, typed: Fields) -> Response:
    """Fixes a rule; what does not stand comes back as it was typed, with the reason."""
    try:
        new = NewRule.model_validate(_as_typed(typed))
        with web.database.write() as session:
            fix_rule(session, new, who.actor)
    except ValidationError as error:
        problem = "; ".join(f"{one['loc'][0]}: {complaint(one)}" for one in error.errors())
        return _again(request, web, who, typed, problem, 422)
    except (BadInput, Conflict) as error:
        status = error.status if isinstance(error, Conflict) else 422
        return _again(request, web, who, typed, f"{error.message} {error.next_step}".strip(), status)
    return RedirectResponse("/coverage/rules?said=rule_fixed", status_code=303)


def _as_typed(typed: Mapping[str, str]) -> dict[str, str]:
    """The fields of a rule; `whom` is "team:Northwind", "rep:ana" or "everybody"."""
    fields = {name: typed[name] for name in ("calls", "shortest", "from", "until") if typed.get(name)}
    kind, _, name = typed.get("whom", "").partition(":")
    return fields | ({kind: name} if kind in ("team", "rep") else {})


def _again(
    request: Request, web: Parts, who: Who, typed: Mapping[str, str], problem: str, status: int
) -> Response:
    with web.database.read() as session:
        view = rules_page(session, who, now(), typed, problem)
    return page(request, "sampling_rules.html.j2", status, view=view)


def rules_page(
    session: Session, who: Who, at: datetime, typed: Mapping[str, str] | None = None, problem: str = ""
) -> RulesPage:
    found, may_fix = rules(session, rules_visible_to(who), rules_looked_after_by(who)), who.has("qa")
    return RulesPage(
        rules=_lines(found, monday(at.date())),
        may_fix=may_fix,
        whom=(("everybody", "everybody"), *_teams(session), *_reps(session)) if may_fix else (),
        earliest=first_day(monday(at.date())).isoformat(),
        typed=typed or {},
        problem=problem,
    )


def _lines(found: Sequence[RuleView], week: int) -> tuple[RuleLine, ...]:
    """Of each rep's and team's rules, and of everybody's, the newest that covers the week is in force."""
    decided: set[tuple[str | None, str | None]] = set()
    lines = []
    for one in found:
        covers = one.from_week <= week and (one.until_week is None or one.until_week >= week)
        holds = covers and (one.rep, one.team) not in decided
        if covers:
            decided.add((one.rep, one.team))
        lines.append(_line(one, holds))
    return tuple(lines)


def _line(one: RuleView, holds: bool) -> RuleLine:
    return RuleLine(
        whom=visible(one.rep_name or (f"the team {one.team}" if one.team else "everybody")),
        weeks=_weeks(one),
        calls=f"{counted(one.calls, 'call')} of a rep and week",
        shortest=clock(one.shortest),
        fixed=local_day(one.fixed_at, "UTC"),
        holds=holds,
    )


def _weeks(one: RuleView) -> str:
    first = week_words(one.from_week)
    if one.until_week == one.from_week:
        return f"in {first}"
    return f"from {first} on" if one.until_week is None else f"from {first} to {week_words(one.until_week)}"


def _teams(session: Session) -> tuple[tuple[str, str], ...]:
    """The teams in which somebody takes calls now."""
    some = select(Membership.team_id).where(Membership.role == "rep", Membership.until.is_(None))
    names = session.scalars(select(Team.name).where(Team.id.in_(some)).order_by(Team.name))
    return tuple((f"team:{name}", visible(f"the team {name}")) for name in names)


def _reps(session: Session) -> tuple[tuple[str, str], ...]:
    """Who takes calls now, by what a rule names them."""
    now_reps = select(Membership.person_id).where(Membership.role == "rep", Membership.until.is_(None))
    people = session.scalars(
        select(Person).where(Person.id.in_(now_reps), Person.left_at.is_(None)).order_by(Person.name)
    )
    return tuple((f"rep:{key}", visible(one.name)) for one in people if (key := one.external_id or one.email))
