"""What a judge may be used for, criterion by criterion, and which people may confirm what counts in plans."""

from collections.abc import Collection, Mapping, Set
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db.tables import Clearance, PersonCalibration

UseName = Literal["assist", "coaching", "pip"]
LEAST: UseName = "assist"


def clearance_of(session: Session, criterion_fingerprint: str, judge_key: str) -> UseName:
    """What the judge may be used for on that criterion: what was written last; *assist* for one unknown.

    `judge_key` is `marks.judge_key_of(session, run)`.
    """
    return clearances_of(session, [criterion_fingerprint], judge_key)[criterion_fingerprint]


def clearances_of(
    session: Session, criterion_fingerprints: Collection[str], judge_key: str
) -> Mapping[str, UseName]:
    """The same for several criteria, in one query."""
    newest = (
        select(func.max(Clearance.id))
        .where(Clearance.fingerprint.in_(criterion_fingerprints), Clearance.judge_key == judge_key)
        .group_by(Clearance.fingerprint)
    )
    rows = session.execute(select(Clearance.fingerprint, Clearance.use).where(Clearance.id.in_(newest)))
    found = {fingerprint: cast(UseName, use) for fingerprint, use in rows}
    return {one: found.get(one, LEAST) for one in criterion_fingerprints}


def calibrated_until(session: Session, person_id: int) -> date | None:
    """The last day on which the person may confirm what counts in plans; None for somebody who may not."""
    newest = select(PersonCalibration.until).where(PersonCalibration.person_id == person_id)
    return session.scalar(newest.order_by(PersonCalibration.id.desc()).limit(1))


def calibrated_on(session: Session, person_id: int, day: date) -> bool:
    """Whether the person might confirm what counts in plans on that day, by what was known by its end."""
    return (person_id, day) in calibrated_days(session, [(person_id, day)])


def calibrated_days(session: Session, asked: Collection[tuple[int, date]]) -> Set[tuple[int, date]]:
    """The same for several people and days, in one query: those of them for which it holds."""
    rows = session.execute(
        select(PersonCalibration.person_id, PersonCalibration.created_at, PersonCalibration.until)
        .where(PersonCalibration.person_id.in_({person for person, _ in asked}))
        .order_by(PersonCalibration.id)
    ).all()
    found = set()
    for person, day in set(asked):
        ends = datetime.combine(day + timedelta(days=1), time(), UTC)
        known = [until for whose, at, until in rows if whose == person and at < ends]
        if known and known[-1] is not None and day <= known[-1]:
            found.add((person, day))
    return found
