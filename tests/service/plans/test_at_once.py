"""HR presses twice, or two of HR at once: a plan is published once, and closed once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db.tables import Plan, PlanEvent, Signature
from service.errors import Conflict, Stale
from service.plans import closing, publishing
from service.plans.asking import locked
from service.plans.closing import Closing
from tests.service.plans.staged import Staged, begun, plan_row, running
from tests.service.plans.written import PUBLISHED, STARTS, noon


def twice(stage: Staged, name: str, plan_id: str, work: Callable[[Session, Plan], object]) -> list[str]:
    """What the same person got who asked twice at the same moment."""
    together, who = Barrier(2), stage.who(name)

    def one(_number: int) -> str:
        together.wait(timeout=30)
        try:
            with stage.database.write() as session:
                work(session, locked(session, who, plan_id, None))
        except (Conflict, Stale) as refused:
            return type(refused).__name__
        return "done"

    with ThreadPoolExecutor(2) as threads:
        return sorted(threads.map(one, range(2)))


def test_a_plan_is_published_once(both: Staged) -> None:
    name = begun(both)
    with both.database.write() as session:
        publishing.submit(session, both.who("Sam"), plan_row(session, name))
    hana = both.who("Hana")

    def publish(session: Session, plan: Plan) -> None:
        publishing.publish(session, hana, plan, PUBLISHED)

    assert twice(both, "Hana", name, publish) == ["Conflict", "done"]
    with both.database.read() as session:
        events = select(func.count()).where(PlanEvent.kind == "published")
        signed = select(func.count()).where(Signature.what == "published")
        assert (session.scalar(events), session.scalar(signed)) == (1, 1)


def test_a_plan_is_closed_once(both: Staged) -> None:
    name, hana = running(both), both.who("Hana")
    how = Closing(outcome="withdrawn", summary="Over.", reason="Ana takes up another role.")

    def close(session: Session, plan: Plan) -> None:
        closing.close(session, hana, plan, how, noon(STARTS))

    assert twice(both, "Hana", name, close) == ["Conflict", "done"]
    with both.database.read() as session:
        signed = select(func.count()).where(Signature.what == "closing")
        assert session.scalar(signed) == 1
