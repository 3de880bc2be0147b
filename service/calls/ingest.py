"""Taking a recording in: stored, written down and queued, or refused with nothing kept."""

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.calls.details import CallDetails
from service.calls.queueing import ask_for_review
from service.calls.staging import Staged
from service.db import audit
from service.db.engine import Database
from service.db.tables import Call, Person, Recording, Team
from service.edges.recording_store import RecordingStore
from service.edges.recordings import stored_as
from service.engine import JobEngine
from service.errors import Conflict, Unprocessable
from service.frame.matching import match_call
from service.people.queries import find_rep, find_team, team_name

NO_HEADER = "no_header"
"""Code of the reason for which sound without a header is refused."""


@dataclass(frozen=True)
class Taken:
    """The call an upload became, or the one it was already."""

    call: Call
    already_here: bool


def take_in(
    database: Database,
    engine: JobEngine,
    store: RecordingStore,
    staged: Staged,
    details: CallDetails,
    actor: str,
) -> Taken:
    """Stores the staged recording, then writes its call and asks for the review in one transaction.

    The blob comes first: a blob without a row is found by the sweep, a row without a blob would be a loss.
    The same sound in the same team is the same call. Raises Conflict where it is here in another team, and
    Unprocessable for a rep nobody knows.
    """
    rep, team = _place(database, details)
    known = known_call(database, staged.sha256, team)
    if known is not None and not _waits_for_format(known, details):
        return Taken(known, already_here=True)
    store.put(staged.path, blob_name(staged.sha256, details.format))
    if known is not None:
        _take_as(database, engine, known.public_id, details, actor)
        return Taken(known, already_here=True)
    try:
        with database.write() as session:
            call = _write_down(session, staged, details, rep, find_team(session, team), actor)
            ask_for_review(session, engine, call)
    except IntegrityError as error:  # the same upload twice at the same moment: the other one won
        known = known_call(database, staged.sha256, team)
        if known is None:
            raise Conflict(
                f"The call {details.external_id} has a recording already.",
                "Leave the external id away, or correct it.",
                code="external_id_taken",
            ) from error
        return Taken(known, already_here=True)
    return Taken(call, already_here=False)


def blob_name(sha256: str, raw_format: str | None = None) -> str:
    """Where a recording lies: by its content, in 256 folders; nothing of its name is in it.

    `raw_format` of one without a header stands at the end.
    """
    return f"recordings/{sha256[:2]}/{stored_as(sha256, raw_format)}"


def _waits_for_format(call: Call, details: CallDetails) -> bool:
    """Whether the call failed for sound without a header whose format nobody named, and now it is named."""
    return (
        details.format is not None and call.state == "failed" and (call.reason or {}).get("code") == NO_HEADER
    )


def _take_as(database: Database, engine: JobEngine, call_id: str, details: CallDetails, actor: str) -> None:
    """The recording that is here already, in the format that is named now; its review is asked for anew."""
    with database.write() as session:
        call = session.scalars(select(Call).where(Call.public_id == call_id).with_for_update()).one()
        if not _waits_for_format(call, details):
            return
        for recording in session.scalars(select(Recording).where(Recording.call_id == call.id)):
            recording.blob = blob_name(recording.sha256, details.format)
        ask_for_review(session, engine, call)
        audit.record(session, actor, "call.format_named", call.public_id, format=details.format)


def known_call(database: Database, sha256: str, team: str) -> Call | None:
    """The call this sound already is in that team. Raises Conflict where it is here in another team."""
    with database.read() as session:
        here = session.scalars(
            select(Call)
            .join(Recording, Recording.call_id == Call.id)
            .join(Team, Team.id == Recording.team_id)
            .where(Recording.sha256 == sha256, Team.name == team)
        ).first()
        if here is None and session.scalar(select(exists().where(Recording.sha256 == sha256))):
            raise Conflict("This recording is already here.", "Nothing was kept.", code="already_here")
        return here


def _place(database: Database, details: CallDetails) -> tuple[Person | None, str]:
    """Whose call it is, and the name of its team."""
    with database.read() as session:
        rep = None if details.rep is None else find_rep(session, details.rep)
        if details.rep is not None and rep is None:
            raise Unprocessable(
                f"Nobody here is called {details.rep}. Nothing was kept.",
                "Add the person first, or leave the rep away and set it later.",
            )
        return rep, team_name(session, details.team, rep, details.started_at())


def _write_down(
    session: Session, staged: Staged, details: CallDetails, rep: Person | None, team: Team, actor: str
) -> Call:
    call = Call(
        team_id=team.id,
        rep_id=None if rep is None else rep.id,
        external_id=details.external_id,
        started_at=details.started_at(),
        zone=details.zone,
        time_known=details.time_known(),
        week=details.week(),
        direction=details.direction,
        kind=details.kind,
        outcome=details.outcome,
        rep_channel=details.rep_channel or team.rep_channel,
        selection=details.selection,
        priority=details.priority,
    )
    session.add(call)
    session.flush()
    session.add(
        Recording(
            call_id=call.id,
            team_id=team.id,
            sha256=staged.sha256,
            size=staged.size,
            name=details.file,
            blob=blob_name(staged.sha256, details.format),
        )
    )
    audit.record(session, actor, "call.received", call.public_id, size=staged.size)
    match_call(session, call, actor)
    return call
