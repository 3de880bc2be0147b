"""The rule of a draw: how many calls and how long ones. It is fixed beforehand and never changed."""

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from scoring.errors import BadInput
from service.db import audit
from service.db.tables import Draw, Person, SamplingRule
from service.errors import Conflict
from service.frame.sample_views import NewRule, RuleView
from service.frame.weeks import week_of, written
from service.people.queries import find_rep


def fix_rule(session: Session, new: NewRule, actor: str) -> SamplingRule:
    """Fixes a rule for weeks to come, or for past ones of which nothing was drawn.

    Raises Conflict where a draw was made already in one of its weeks: nobody fits a rule to what is known.
    """
    first = week_of(new.first)
    last = None if new.last is None else week_of(new.last)
    if last is not None and last < first:
        raise BadInput("The last week of the rule lies before its first.", "Nothing was fixed.")
    rep = None if new.rep is None else known_rep(session, new.rep)
    drawn = select(Draw.week).where(Draw.week >= first).order_by(Draw.week.desc()).limit(1)
    if last is not None:
        drawn = drawn.where(Draw.week <= last)
    if rep is not None:
        drawn = drawn.where(Draw.rep_id == rep.id)
    week = session.scalar(drawn)
    if week is not None:
        raise Conflict(
            f"The week of {written(week)} was drawn already by the rule of that time.",
            "Fix the rule for later weeks.",
            code="drawn_already",
        )
    row = SamplingRule(
        rep_id=rep and rep.id, from_week=first, until_week=last, calls=new.calls, shortest=new.shortest
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "sample.rule_fixed",
        row.public_id,
        rep=rep and rep.public_id,
        from_week=first,
        until_week=last,
        calls=row.calls,
        shortest=row.shortest,
    )
    return row


def rule_for(session: Session, rep_id: int, week: int) -> SamplingRule | None:
    """The rule in force: the rep's own before everybody's, the newest of them; None where none is fixed."""
    return session.scalars(
        select(SamplingRule)
        .where(
            or_(SamplingRule.rep_id == rep_id, SamplingRule.rep_id.is_(None)),
            SamplingRule.from_week <= week,
            or_(SamplingRule.until_week.is_(None), SamplingRule.until_week >= week),
        )
        .order_by(SamplingRule.rep_id.is_(None), SamplingRule.id.desc())
        .limit(1)
    ).first()


def rules(session: Session, shown: ColumnElement[bool] | None = None) -> list[RuleView]:
    """All rules, or those that are shown, newest first."""
    rows = session.execute(
        select(SamplingRule, Person)
        .outerjoin(Person, Person.id == SamplingRule.rep_id)
        .where(true() if shown is None else shown)
        .order_by(SamplingRule.id.desc())
    )
    return [rule_view(row, rep) for row, rep in rows]


def rule_view(row: SamplingRule, rep: Person | None) -> RuleView:
    return RuleView(
        id=row.public_id,
        rep=rep and rep.public_id,
        rep_name=rep and rep.name,
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
