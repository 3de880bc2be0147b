"""The rule of a draw: how many calls and how long ones. It is fixed beforehand and never changed."""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from scoring.errors import BadInput
from service.db import audit
from service.db.tables import Draw, Membership, Person, SamplingRule, Team
from service.errors import Conflict
from service.frame.sample_views import NewRule, RuleView
from service.frame.weeks import first_day, week_of, written
from service.people.queries import find_rep, team_at

MIDWEEK = timedelta(days=2)
"""Whoever changes teams in the middle of a week is drawn by the rule of the team of its Wednesday."""


def fix_rule(session: Session, new: NewRule, actor: str) -> SamplingRule:
    """Fixes a rule for weeks to come, or for past ones of which nothing was drawn.

    Raises Conflict where a draw was made already in one of its weeks: nobody fits a rule to what is known.
    """
    first = week_of(new.first)
    last = None if new.last is None else week_of(new.last)
    if last is not None and last < first:
        raise BadInput("The last week of the rule lies before its first.", "Nothing was fixed.")
    if new.rep is not None and new.team is not None:
        raise BadInput("A rule is for one rep or for a team, not for both.", "Nothing was fixed.")
    rep = None if new.rep is None else known_rep(session, new.rep)
    team = None if new.team is None else known_team(session, new.team)
    week = _drawn_already(session, first, last, rep, team)
    if week is not None:
        raise Conflict(
            f"The week of {written(week)} was drawn already by the rule of that time.",
            "Fix the rule for later weeks.",
            code="drawn_already",
        )
    row = SamplingRule(
        rep_id=rep and rep.id,
        team_id=team and team.id,
        from_week=first,
        until_week=last,
        calls=new.calls,
        shortest=new.shortest,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "sample.rule_fixed",
        row.public_id,
        rep=rep and rep.public_id,
        team=team and team.public_id,
        from_week=first,
        until_week=last,
        calls=row.calls,
        shortest=row.shortest,
    )
    return row


def rule_for(session: Session, rep_id: int, week: int) -> SamplingRule | None:
    """The rule in force: the rep's own before that of their team, that before everybody's, then the newest.

    None where none is fixed.
    """
    team = team_of_week(session, session.get_one(Person, rep_id), week)
    own, of_team = SamplingRule.rep_id == rep_id, SamplingRule.team_id == (team and team.id)
    everybodys = SamplingRule.rep_id.is_(None) & SamplingRule.team_id.is_(None)
    return session.scalars(
        select(SamplingRule)
        .where(
            or_(own, of_team, everybodys) if team else or_(own, everybodys),
            SamplingRule.from_week <= week,
            or_(SamplingRule.until_week.is_(None), SamplingRule.until_week >= week),
        )
        .order_by(SamplingRule.rep_id.is_(None), SamplingRule.team_id.is_(None), SamplingRule.id.desc())
        .limit(1)
    ).first()


def team_of_week(session: Session, rep: Person, week: int) -> Team | None:
    """The team a rep is in on the week's Wednesday; None for who is in none."""
    return team_at(session, rep, datetime.combine(first_day(week) + MIDWEEK, time(12), UTC))


def rules(session: Session, *shown: ColumnElement[bool]) -> list[RuleView]:
    """All rules, or those that are shown, newest first."""
    rows = session.execute(
        select(SamplingRule, Person, Team)
        .outerjoin(Person, Person.id == SamplingRule.rep_id)
        .outerjoin(Team, Team.id == SamplingRule.team_id)
        .where(true(), *shown)
        .order_by(SamplingRule.id.desc())
    )
    return [rule_view(row, rep, team) for row, rep, team in rows]


def rule_view(row: SamplingRule, rep: Person | None, team: Team | None) -> RuleView:
    return RuleView(
        id=row.public_id,
        rep=rep and rep.public_id,
        rep_name=rep and rep.name,
        team=team and team.name,
        from_week=row.from_week,
        until_week=row.until_week,
        calls=row.calls,
        shortest=row.shortest,
        fixed_at=row.created_at,
    )


def known_rep(session: Session, name: str) -> Person:
    """The person with that dialler id or e-mail. Raises BadInput where nobody has it."""
    rep = find_rep(session, name)
    if rep is None:
        raise BadInput(f"Nobody here is called {name}.", "`sidetone people list` shows who there is.")
    return rep


def known_team(session: Session, name: str) -> Team:
    """The team of that name. Raises BadInput where there is none: a rule must not wait for one."""
    team = session.scalars(select(Team).where(Team.name == name)).one_or_none()
    if team is None:
        raise BadInput(f"There is no team called {name}.", "`sidetone people list` shows which there are.")
    return team


def _drawn_already(
    session: Session, first: int, last: int | None, rep: Person | None, team: Team | None
) -> int | None:
    """The last week the rule would be for in which something was drawn already."""
    drawn = select(Draw.week, Draw.rep_id).where(Draw.week >= first).order_by(Draw.week.desc())
    if last is not None:
        drawn = drawn.where(Draw.week <= last)
    if rep is not None:
        drawn = drawn.where(Draw.rep_id == rep.id)
    if team is None:
        return session.scalars(drawn.limit(1).with_only_columns(Draw.week)).first()
    ever = select(Membership.person_id).where(Membership.team_id == team.id)
    for week, rep_id in session.execute(drawn.where(Draw.rep_id.in_(ever))):
        there = team_of_week(session, session.get_one(Person, rep_id), week)
        if there is not None and there.id == team.id:
            return int(week)
    return None
