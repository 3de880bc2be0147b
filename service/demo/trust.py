"""What the demo's judge is trusted with: granted on what people scored, lost on one criterion by drift."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from service.calibration.anchors import freeze_anchors
from service.calibration.choosing import published_rubric
from service.calibration.clearing import grant, judged
from service.calibration.marks import judge_key_of
from service.calibration.pairs import double_scored
from service.calibration.passes import ask_for_check, begin_pass, finish_pass, read_call
from service.db.tables import AnchorSet, Round, Run
from service.demo.calls import RUBRIC, demo_parts
from service.demo.judge import DemoJudge, LaterDemoJudge
from service.demo.people import Staff
from service.engine import JobEngine
from service.errors import Conflict


def granted(staff: Staff, at: datetime) -> list[str]:
    """Quinn lets the judge be used for coaching wherever the gates allow it; the keys of those criteria."""
    quinn = staff.who("Quinn")
    allowed: list[str] = []
    with staff.database.write() as session:
        row, form = published_rubric(session, RUBRIC)
        run = session.scalars(select(Run).where(Run.judge == DemoJudge.name).limit(1)).one()
        judge = judge_key_of(session, run)
        doubles = double_scored(session, [row.id], judge, at)
        for criterion in form.criteria:
            try:
                grant(session, quinn, judged(session, judge, row, criterion.key), "coaching", at, doubles)
            except Conflict:
                continue  # the page says why not
            allowed.append(criterion.key)
    return allowed


def frozen(staff: Staff, engine: JobEngine, rounds: Sequence[str], at: datetime) -> str:
    """An anchor set from these rounds, read by the judge as it is; its public id."""
    with staff.database.write() as session:
        found = session.scalars(select(Round).where(Round.public_id.in_(rounds)).order_by(Round.id)).all()
        made = freeze_anchors(session, staff.who("Quinn"), "Discovery calls, frozen", found, at).public_id
    _read(staff, engine, made, "first", DemoJudge())
    return made


def drifted(staff: Staff, engine: JobEngine, anchors: str) -> None:
    """The anchors are read again as if the model had been changed: on one criterion it reads differently."""
    _read(staff, engine, anchors, "judge", LaterDemoJudge())


def _read(staff: Staff, engine: JobEngine, anchors: str, why: str, judge: DemoJudge) -> None:
    """A pass, step by step, here and now: what the worker finds of it is done."""
    parts = replace(demo_parts(staff), judge=judge)
    with staff.database.write() as session:
        row = session.scalars(select(AnchorSet).where(AnchorSet.public_id == anchors)).one()
        made = ask_for_check(session, engine, row, why, staff.ids["Quinn"]).public_id
    with staff.database.write() as session:
        calls = begin_pass(session, parts, made)
    for call in calls:
        read_call(parts, made, call)
    with staff.database.write() as session:
        finish_pass(session, parts, made, [])
