"""What the pages of calibration show: frozen records, with every word and number worked out."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.calibration.gates import Gate
from scoring.errors import BadInput
from scoring.formats import counted
from scoring.record import Record
from service.calibration import queries
from service.calibration.blindness import waited_for
from service.calibration.choosing import published_rubric
from service.calibration.clearing import judged_with_most
from service.calibration.people import Strictness
from service.calibration.standings import ClearanceRow, clearance_rows
from service.calibration.views import RoundView
from service.db.tables import (
    Membership,
    Person,
    PersonRole,
    RatedSheet,
    Round,
    RoundCall,
    RoundRater,
    RubricVersion,
)
from service.errors import ServiceError
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
    """The rounds, or those on the rubric that was chosen."""

    rounds: tuple[RoundLine, ...]
    rubric: str
    rubrics: tuple[tuple[str, str], ...]
    may_make: bool


class NewRoundPage(Record):
    values: dict[str, str]
    people: tuple[tuple[str, str, bool], ...]
    rubrics: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]


class RaterLine(Record):
    """Somebody who is still in a round."""

    name: str
    leave: str


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
    version: int
    last: str
    earliest: str
    problem: str
    may_change: bool
    raters: tuple[RaterLine, ...]
    leave: str


class ClearanceLine(Record):
    criterion: str
    title: str
    word: str
    look: str
    since: str
    history: str
    fell: str
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
    rubrics: tuple[tuple[str, str], ...]
    judges: tuple[ClearanceBlock, ...]
    may_grant: bool
    may_compare: bool


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


def list_page(session: Session, who: Who, at: datetime, rubric: str = "") -> ListPage:
    rounds = queries.list_rounds(session, who, at)
    names = sorted({one.rubric for one in rounds} | ({rubric} - {""}))
    return ListPage(
        rounds=tuple(_line(one) for one in rounds if rubric in ("", one.rubric)),
        rubric=rubric,
        rubrics=(("", "all"), *((name, name) for name in names)) if len(names) > 1 else (),
        may_make=who.has("qa"),
    )


def new_round_page(session: Session, typed: Mapping[str, str], problems: Sequence[str]) -> NewRoundPage:
    """The form, with what was typed."""
    managers = select(Membership.person_id).where(Membership.role == "manager", Membership.until.is_(None))
    qa = select(PersonRole.person_id).where(PersonRole.role == "qa", PersonRole.until.is_(None))
    people = session.scalars(
        select(Person)
        .where(Person.left_at.is_(None), Person.id.in_(managers.union(qa)))
        .order_by(Person.name)
    )
    return NewRoundPage(
        values=dict(typed),
        people=tuple((one.public_id, one.name, f"rater.{one.public_id}" in typed) for one in people),
        rubrics=_published(session),
        problems=tuple(problems),
    )


def waiting_page(
    session: Session,
    who: Who,
    row: Round,
    view: RoundView,
    at: datetime,
    typed: str | None = None,
    problem: BadInput | ServiceError | None = None,
) -> WaitingPage:
    """What a rater still has to do; for qa its last day and who is in it; for qa who does not rate, who is
    waited for. `typed` and `problem`: a last day that was refused, and why."""
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
        version=row.version,
        last=typed if typed is not None else _date_in(row.deadline - timedelta(seconds=1), row.zone),
        earliest=_date_in(at, row.zone),
        problem=f"{problem.message} {problem.next_step}".strip() if problem else "",
        may_change=who.has("qa"),
        raters=_raters(session, row) if who.has("qa") else (),
        leave=_leaving(row, who.actor) if view.mine is not None else "",
    )


def _published(session: Session) -> tuple[tuple[str, str], ...]:
    """Every version to choose from, the newest first."""
    rows = session.execute(
        select(RubricVersion.slug, RubricVersion.version).order_by(RubricVersion.id.desc())
    )
    return tuple((f"{slug}@{version}",) * 2 for slug, version in rows)


def _date_in(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).date().isoformat()


def _leaving(row: Round, person: str) -> str:
    return f"/calibration/{row.public_id}/raters/{person}/leave"


def _raters(session: Session, row: Round) -> tuple[RaterLine, ...]:
    """Who is in the round and has not left it, by name: nothing about who has handed in."""
    people = session.scalars(
        select(Person)
        .join(RoundRater, RoundRater.person_id == Person.id)
        .where(RoundRater.round_id == row.id, RoundRater.left_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return tuple(RaterLine(name=one.name, leave=_leaving(row, one.public_id)) for one in people)


def clearance_page(session: Session, who: Who, rubric: str | None, usual: str, at: datetime) -> ClearancePage:
    """Every judge on one form: the one that is asked for, else that most calls were judged with.

    `usual`: the rubric calls will be judged with, shown before the first of them was.
    """
    there = any(name.startswith(f"{usual}@") for name, _ in _published(session))
    form = published_rubric(session, rubric or judged_with_most(session) or (usual if there else None))[0]
    blocks: dict[str, list[ClearanceRow]] = {}
    for row in clearance_rows(session, form, at):
        blocks.setdefault(row.judge_key, []).append(row)
    return ClearancePage(
        rubric=f"{form.slug}@{form.version}",
        rubrics=_published(session),
        judges=tuple(
            ClearanceBlock(
                key=key,
                title=rows[0].judge.title,
                about=f"heard by {_short(rows[0].judge.transcriber)}; key {key[:12]}",
                lines=tuple(_clearance_line(row, f"{form.slug}@{form.version}") for row in rows),
            )
            for key, rows in blocks.items()
        ),
        may_grant=who.has("qa") and who.person is not None,
        may_compare=who.has("hr"),
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
    until = f"until {last_day(one.deadline, one.zone)}"
    when = f"opened {local_day(one.opened, one.zone)}" if one.opened else until
    about = f"{counted(one.calls, 'call')}, {counted(one.raters, 'rater')}, {when}"
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


def _clearance_line(row: ClearanceRow, rubric: str) -> ClearanceLine:
    word, look = USES[row.use]
    since, history = "never granted", ""
    if row.since is not None:
        since = (
            f"{row.kind} {f'by {row.by_name} ' if row.by_name else 'by itself '}{local_day(row.since, 'UTC')}"
        )
        asked = {"rubric": rubric, "judge": row.judge_key, "criterion": row.criterion}
        history = f"/clearance/history?{urlencode(asked)}"
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
        history=history,
        fell=row.why if row.kind in ("frozen", "lowered") else "",
        standing=row.standing.sentence,
        coaching=row.standing.coaching,
        pip=row.standing.pip,
        offers=(*higher, *lower),
    )
