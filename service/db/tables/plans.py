"""Plans: their states, every version of what they say, the milestones as they were fixed, and decisions."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Keyed, Moment, Row, now
from service.db.tables.calls import one_of
from service.db.types import Document, Key

PLAN_STATES = ("draft", "hr_review", "published", "delivered", "running", "paused", "closed")
OUTCOMES = ("passed", "not_met", "not_shown", "withdrawn", "wrong_tool")
RECEIPTS = ("given", "declined", "none")


def _salt() -> str:
    return secrets.token_hex(32)


class FitCheck(Keyed):
    """Whether a plan is the right tool, as it was answered before there was one.

    `answers` and `found` are what scoring.plans.fit was asked and said. Where it said that a plan is the
    wrong tool, `hr_reason` is why HR let it go on all the same.
    """

    __tablename__ = "fit_check"

    rep_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(20))
    answers: Mapped[dict[str, Any]] = mapped_column(Document)
    found: Mapped[dict[str, Any]] = mapped_column(Document)
    hr_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    hr_reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Plan(Keyed):
    """A performance improvement plan. What it says is in its newest version; this is where it stands.

    `manager_id` is who is in charge now. `starts_on` is the day it began to run. While it is open, random
    calls since `opens_from` (those of the baseline and later) are shown to those who run it.
    `say_until` is the last day on which the rep can ask for changes of the milestones. `closing` is what HR
    wrote when it was closed. `salt` goes into what the audit log keeps of signatures, and goes with the plan.
    """

    __tablename__ = "plan"
    __table_args__ = (
        one_of("state", PLAN_STATES),
        one_of("outcome", OUTCOMES),
        one_of("receipt", RECEIPTS),
        Index("ix_plan_rep_id_state", "rep_id", "state"),
        Index("ix_plan_manager_id_state", "manager_id", "state"),
        # Two plans at once would decide on the same calls.
        Index(
            "uq_plan_open",
            "rep_id",
            unique=True,
            sqlite_where=text("state != 'closed'"),
            postgresql_where=text("state != 'closed'"),
        ),
    )

    rep_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    team_id: Mapped[int] = mapped_column(Key, ForeignKey("team.id"), index=True)
    manager_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    hr_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    fit_check_id: Mapped[int] = mapped_column(Key, ForeignKey("fit_check.id"))
    state: Mapped[str] = mapped_column(String(20), default="draft")
    outcome: Mapped[str | None] = mapped_column(String(20))
    newest: Mapped[int] = mapped_column(Integer, default=1)
    receipt: Mapped[str] = mapped_column(String(20), default="none")
    receipt_for: Mapped[int | None] = mapped_column(Integer)
    opens_from: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    delivered_at: Mapped[datetime | None] = mapped_column(Moment)
    say_until: Mapped[date | None] = mapped_column(Date)
    starts_on: Mapped[date | None] = mapped_column(Date)
    paused_on: Mapped[date | None] = mapped_column(Date)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closing: Mapped[dict[str, Any] | None] = mapped_column(Document)
    salt: Mapped[str] = mapped_column(String(64), default=_salt, server_default="")
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=now, onupdate=now)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own spelling)


class PlanVersion(Keyed):
    """Everything a plan said from then on: a scoring.plans PlanContent. Never changed."""

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    plan_id: Mapped[int] = mapped_column(Key, ForeignKey("plan.id"))
    number: Mapped[int] = mapped_column(Integer)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    fingerprint: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    why: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class PlanMilestone(Keyed):
    """A milestone as it was fixed on the day the plan began to run. Never changed.

    `rule` is a scoring.milestone Milestone, `path` the target of each week on the way there.
    """

    __tablename__ = "plan_milestone"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    plan_id: Mapped[int] = mapped_column(Key, ForeignKey("plan.id"))
    key: Mapped[str] = mapped_column(String(40))
    place: Mapped[int] = mapped_column(Integer)
    decides: Mapped[bool] = mapped_column()
    rule: Mapped[dict[str, Any]] = mapped_column(Document)
    path: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class PlanDecision(Keyed):
    """A milestone on one day, with every input: `document` is a scoring.milestone Decision. Never changed.

    `final`: it stands at the end of the milestone; the others are looks that a check-in kept. One that was
    reopened stays, with a `plan_event` that says so.
    """

    __tablename__ = "plan_decision"
    __table_args__ = (Index("ix_plan_decision_milestone_id_final", "milestone_id", "final"),)

    milestone_id: Mapped[int] = mapped_column(Key, ForeignKey("plan_milestone.id"))
    day: Mapped[date] = mapped_column(Date)
    final: Mapped[bool] = mapped_column()
    status: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(String(30))
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    fingerprint: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class PlanEvent(Keyed):
    """Something that happened to a plan: a step from state to state, an extension, a new manager in charge.

    Never changed. `document` depends on the kind; `hr_only` ones are shown to nobody but HR.
    """

    __tablename__ = "plan_event"
    __table_args__ = (Index("ix_plan_event_plan_id_kind", "plan_id", "kind"),)

    plan_id: Mapped[int] = mapped_column(Key, ForeignKey("plan.id"))
    kind: Mapped[str] = mapped_column(String(30))
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    hr_only: Mapped[bool] = mapped_column(default=False)
    document: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    at: Mapped[datetime] = mapped_column(Moment, default=now)


class PlanAbsence(Keyed):
    """Days on which the rep was away, or the plan stood still: they move its dates and drop its calls.

    `why` is for HR alone. One that was taken back keeps its row.
    """

    __tablename__ = "plan_absence"

    plan_id: Mapped[int] = mapped_column(Key, ForeignKey("plan.id"), index=True)
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    pause: Mapped[bool] = mapped_column(default=False)
    why: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Signature(Row):
    """A re-authenticated click: who, when, and the hash of exactly what was signed. Never changed."""

    __tablename__ = "signature"
    __table_args__ = (Index("ix_signature_what_subject", "what", "subject"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    what: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(40))
    plan_id: Mapped[int] = mapped_column(Key, ForeignKey("plan.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment, default=now)
