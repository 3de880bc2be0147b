"""What the pages of calibration show: frozen records, with every word and number worked out."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.calibration.gates import Gate
from scoring.formats import counted
from scoring.record import Record
from service.calibration import queries
from service.calibration.blindness import waited_for
from service.calibration.choosing import published_rubric
from service.calibration.people import Strictness
from service.calibration.standings import ClearanceRow, clearance_rows
from service.calibration.views import RoundView
from service.db.tables import Membership, Person, PersonRole, RatedSheet, Round, RoundCall, RubricVersion
from service.people.who import Who
from service.reports.round_terminal import estimate_cells
from service.web.moments import local_day

STATES = {
    "rating": ("being scored", "neutral", "Blind: nobody sees another sheet until all are in."),
    "open": ("open", "good", "Everybody sees everything; the meeting can settle."),
    "settled": ("settled", "neutral", "What the meeting settled is the reference."),
}
USES = {
    "assist": ("helps a person", "neutral"),
    "coaching": ("coaching", "good"),
    "pip": ("plans, once confirmed", "good"),
}


class RoundLine(Record):
    id: str
    title: str
    word: str
    look: str
    help: str
    about: str
    next_text: str
    next_href: str


class ListPage(Record):
    rounds: tuple[RoundLine, ...]
    may_make: bool


class NewRoundPage(Record):
    values: dict[str, str]
    people: tuple[tuple[str, str, bool], ...]
    rubrics: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]


class WaitingPage(Record):
    """A round that is still blind."""

    id: str
    title: str
    deadline: str
    about: str
    removed: str
    mine: tuple[tuple[int, bool], ...]
    next_href: str
    waiting: tuple[tuple[str, str], ...]


class ClearanceLine(Record):
    criterion: str
    title: str
    word: str
    look: str
    since: str
    standing: str
    coaching: tuple[Gate, ...]
    pip: tuple[Gate, ...]
    offers: tuple[tuple[str, str], ...]


class ClearanceBlock(Record):
    """One judge."""

    key: str
    title: str
    about: str
    lines: tuple[ClearanceLine, ...]


class ClearancePage(Record):
    rubric: str
    judges: tuple[ClearanceBlock, ...]
    may_grant: bool


class PersonLine(Record):
    id: str
    name: str
    calls: str
    severity: str
    interval: str
    same: str
    until: str
    may_calibrate: bool


class PeoplePage(Record):
    people: tuple[PersonLine, ...]


def list_page(session: Session, who: Who, at: datetime) -> ListPage:
    rounds = queries.list_rounds(session, who, at)
    return ListPage(rounds=tuple(_line(one) for one in rounds), may_make=who.has("qa"))


def new_round_page(session: Session, typed: Mapping[str, str], problems: Sequence[str]) -> NewRoundPage:
    """The form, with what was typed."""
    managers = select(Membership.person_id).where(Membership.role == "manager", Membership.until.is_(None))
    qa = select(PersonRole.person_id).where(PersonRole.role == "qa", PersonRole.until.is_(None))
    people = session.scalars(
        select(Person)
        .where(Person.left_at.is_(None), Person.id.in_(managers.union(qa)))
        .order_by(Person.name)
    )
    forms = session.scalars(select(RubricVersion).order_by(RubricVersion.id.desc())).all()
    names = [f"{one.slug}@{one.version}" for one in forms]
    return NewRoundPage(
        values=dict(typed),
        people=tuple((one.public_id, one.name, f"rater.{one.public_id}" in typed) for one in people),
        rubrics=tuple((name, name) for name in names),
        problems=tuple(problems),
    )


def waiting_page(session: Session, who: Who, row: Round, view: RoundView, at: datetime) -> WaitingPage:
    """What a rater still has to do; for qa who does not rate, who is waited for."""
    places = session.execute(
        select(RoundCall.number, RoundCall.id)
        .where(RoundCall.round_id == row.id, RoundCall.removed_at.is_(None))
        .order_by(RoundCall.number)
    ).all()
    handed = set(session.scalars(select(RatedSheet.round_call_id).where(RatedSheet.person_id == who.person)))
    mine = () if view.mine is None else tuple((number, key in handed) for number, key in places)
    todo = next((number for number, done in mine if not done), None)
    waiting: tuple[tuple[str, str], ...] = ()
    if view.waiting is not None:
        waiting = tuple(
            (session.get_one(Person, person).name, counted(missing, "sheet"))
            for person, missing in waited_for(session, row).items()
        )
    return WaitingPage(
        id=row.public_id,
        title=row.title,
        deadline=last_day(row.deadline, row.zone),
        about=f"{counted(view.calls, 'call')}, {counted(view.raters, 'rater')}, {view.rubric}",
        removed=f"{counted(view.removed, 'call')} left the round." if view.removed else "",
        mine=mine,
        next_href=f"/calibration/{row.public_id}/calls/{todo}" if todo is not None else "",
        waiting=waiting,
    )


def clearance_page(session: Session, who: Who, rubric: str | None, at: datetime) -> ClearancePage:
    """Every judge on one form."""
    form = published_rubric(session, rubric)[0]
    blocks: dict[str, list[ClearanceRow]] = {}
    for row in clearance_rows(session, form, at):
        blocks.setdefault(row.judge_key, []).append(row)
    return ClearancePage(
        rubric=f"{form.slug}@{form.version}",
        judges=tuple(
            ClearanceBlock(
                key=key,
                title=rows[0].judge.title,
                about=f"heard by {_short(rows[0].judge.transcriber)}; key {key[:12]}",
                lines=tuple(_clearance_line(row) for row in rows),
            )
            for key, rows in blocks.items()
        ),
        may_grant=who.has("qa") and who.person is not None,
    )


def people_page(found: Sequence[Strictness], who: Who) -> PeoplePage:
    lines = []
    for one in found:
        severity, interval = estimate_cells(one.severity, "+")
        lines.append(
            PersonLine(
                id=one.person,
                name=one.name,
                calls=counted(one.calls, "call"),
                severity=severity,
                interval=interval,
                same=estimate_cells(one.same_answer)[0],
                until=one.until.isoformat() if one.until else "not calibrated",
                may_calibrate=one.person != who.actor,
            )
        )
    return PeoplePage(people=tuple(lines))


def last_day(deadline: datetime, zone: str) -> str:
    """The day whose end the deadline is."""
    return local_day(deadline - timedelta(seconds=1), zone)


def _short(transcriber: str | None) -> str:
    """Engine and model with the beginning of their fingerprint."""
    words = (transcriber or "not known").split()
    return " ".join(word[:8] if len(word) == 64 else word for word in words)


def _line(one: RoundView) -> RoundLine:
    word, look, help_text = STATES[one.state]
    if one.mine:
        text, href = f"Score {counted(one.mine, 'call')}", f"/calibration/{one.id}"
    else:
        text, href = "Look at it" if one.state != "rating" else "", f"/calibration/{one.id}"
    ends = last_day(one.deadline, one.zone)
    about = f"{counted(one.calls, 'call')}, {counted(one.raters, 'rater')}, until {ends}"
    if one.waiting:
        about += f"; {counted(one.waiting, 'sheet')} missing"
    return RoundLine(
        id=one.id,
        title=one.title,
        word=word,
        look=look,
        help=help_text,
        about=about,
        next_text=text,
        next_href=href,
    )


def _clearance_line(row: ClearanceRow) -> ClearanceLine:
    word, look = USES[row.use]
    since = f"{row.kind} {row.since:%d %b %Y}" if row.since else "never granted"
    order = ("assist", "coaching", "pip")
    offers = [("coaching", "Grant coaching"), ("pip", "Grant plans")]
    higher = [
        (use, text)
        for use, text in offers
        if order.index(row.use) < order.index(use) <= order.index(row.standing.use)
    ]
    lower = [(use, f"Take back to {USES[use][0]}") for use in order[: order.index(row.use)]]
    return ClearanceLine(
        criterion=row.criterion,
        title=row.title,
        word=word,
        look=look,
        since=since,
        standing=row.standing.sentence,
        coaching=row.standing.coaching,
        pip=row.standing.pip,
        offers=(*higher, *lower),
    )
