"""How the service stands: its workers, its calls by state, and the calls that need somebody."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from service.calls.states import came_to_nothing
from service.db.tables import Call, Heartbeat, ModelServer

IN_WORK = ("received", "hearing", "judging")
TROUBLED = ("failed", "set_aside", "needs_roles")
MOST_TROUBLES = 20


@dataclass(frozen=True)
class Worker:
    """A worker process and when it was last heard of."""

    executor: str
    queues: str
    seconds_ago: float
    alive: bool


@dataclass(frozen=True)
class Trouble:
    """A call that goes on only when somebody does something."""

    call: str
    state: str
    message: str
    next_step: str


@dataclass(frozen=True)
class JudgeTrouble:
    """Why a language model cannot be asked. The calls that wait for it go on by themselves."""

    server: str
    model: str
    since: str
    message: str
    next_step: str


@dataclass(frozen=True)
class Standing:
    """`oldest_waiting`: seconds since the oldest call in work arrived. `troubles`: the latest twenty."""

    workers: list[Worker]
    calls: dict[str, int]
    oldest_waiting: float | None
    troubles: list[Trouble]
    judge: list[JudgeTrouble]

    @property
    def unattended(self) -> bool:
        """Whether calls wait while nobody works."""
        return self.oldest_waiting is not None and not any(worker.alive for worker in self.workers)


def standing(session: Session, silence: float) -> Standing:
    """The standing now, by the database's clock. A worker not heard of for `silence` seconds is not alive."""
    now = database_now(session)
    by_state = session.execute(select(Call.state, func.count()).group_by(Call.state).order_by(Call.state))
    oldest = session.scalar(select(func.min(Call.created_at)).where(Call.state.in_(IN_WORK)))
    latest = (
        select(Call)
        .where(or_(Call.state.in_(TROUBLED), came_to_nothing()))
        .order_by(Call.updated_at.desc())
        .limit(MOST_TROUBLES)
    )
    return Standing(
        workers=workers(session, silence),
        calls=dict(by_state.all()),
        oldest_waiting=None if oldest is None else max(0.0, (now - oldest).total_seconds()),
        troubles=[trouble(call) for call in session.scalars(latest)],
        judge=judge_troubles(session),
    )


def judge_troubles(session: Session) -> list[JudgeTrouble]:
    """What keeps calls waiting for their judge, said once and not at every call."""
    rows = session.scalars(select(ModelServer).order_by(ModelServer.place, ModelServer.model))
    return [
        JudgeTrouble(
            server=row.place,
            model=row.model,
            since="" if row.since is None else f"{row.since:%Y-%m-%d %H:%M} UTC",
            message=row.trouble.get("message", ""),
            next_step=row.trouble.get("next_step", ""),
        )
        for row in rows
        if row.trouble is not None
    ]


def workers(session: Session, silence: float) -> list[Worker]:
    """The workers that were heard of within a day, by the database's clock."""
    now = database_now(session)
    return [
        Worker(row.executor, row.queues, ago, ago < silence)
        for row in session.scalars(select(Heartbeat).order_by(Heartbeat.executor))
        for ago in [(now - row.beat).total_seconds()]
    ]


def trouble(call: Call) -> Trouble:
    reason = call.reason or {}
    return Trouble(call.public_id, call.state, reason.get("message", ""), reason.get("next_step", ""))


def database_now(session: Session) -> datetime:
    """The moment by the database's clock, which all workers share."""
    moment: datetime = session.execute(select(func.now())).scalar_one()
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
