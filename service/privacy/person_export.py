"""Everything held about a person, for the person: JSON as it lies here, and CSV tables to read."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.orm import Session

from scoring.plans.document import for_audience
from scoring.plans.sections import Audience
from service.db import audit
from service.db.base import Row, now
from service.db.tables import (
    ApiToken,
    AuditEntry,
    Call,
    CoachingSession,
    Confirmation,
    Delivery,
    Deputy,
    Dispute,
    Draw,
    DrawnCall,
    EarlierRecord,
    IdentityRow,
    JudgingRead,
    LoggedCall,
    Membership,
    Metric,
    MetricFigure,
    Note,
    Notice,
    NoticeChoice,
    Override,
    Person,
    PersonCalibration,
    PersonRole,
    PersonSheet,
    Plan,
    RatedSheet,
    RawReply,
    Reading,
    Recording,
    Review,
    Revision,
    Run,
    Score,
    SelfScore,
    SentenceComment,
    SharedExample,
    SignIn,
    TakenBack,
    Team,
    TranscriptVersion,
    VerdictRow,
)
from service.edges.recording_store import RecordingStore
from service.frame.lists import table as csv_table
from service.plans.attachments import attachments_of
from service.plans.whole import whole_plan
from service.privacy.left_out import in_words

Record = dict[str, Any]
SECRETS = {"password", "id_hash", "secret_hash"}
"""What is never handed out: with a hash somebody could try passwords."""
READ_ME = """What is held about {name}, as of {day} (UTC).

Each kind of data is a JSON file, as it lies in the database, and a CSV table of the same rows. Plans are in
plans.json as you were given them; calls have their transcripts in transcripts.json. Other people stand in
here by their ids, not by their names. In audit.json is what was done about you, and what you did.
Recordings are in the folder recordings, where they were asked for and are still kept, and files that were
attached to their plans in the folder files. Backups hold older states of the same.

Not in here:
"""


class PersonExport:
    """Gathers it in one reading of the database; that it was done is written down."""

    def __init__(self, session: Session, person: Person, actor: str) -> None:
        self._session = session
        self._person = person
        calls = select(Call.id, Call.public_id).where(Call.rep_id == person.id)
        self._calls = {row.id: row.public_id for row in session.execute(calls)}
        runs = select(Run.id, Run.public_id).where(Run.call_id.in_(self._calls))
        self._runs = {row.id: row.public_id for row in session.execute(runs)}
        self._named = self._names()
        audit.record(session, actor, "person.exported", person.public_id, calls=len(self._calls))

    def files(self) -> dict[str, bytes]:
        """The files by name, without recordings."""
        found = dict(self._tables())
        made: dict[str, bytes] = {}
        for name, rows in found.items():
            made[f"{name}.json"] = _json(rows)
            if name != "plans":
                made[f"{name}.csv"] = as_table(rows).encode()
        about = READ_ME.format(name=self._person.name, day=f"{now():%Y-%m-%d}")
        return {"README.txt": (about + in_words()).encode()} | made

    @property
    def recordings(self) -> list[tuple[str, str]]:
        """Each recording of their calls and each file of their plans: what to call it, and its blob."""
        asked = select(Recording).where(Recording.call_id.in_(self._calls)).order_by(Recording.id)
        return [
            (f"recordings/{self._calls[row.call_id]}{PurePosixPath(row.name).suffix[:8]}", row.blob)
            for row in self._session.scalars(asked)
        ] + [
            (f"files/{row.public_id}{PurePosixPath(row.name).suffix[:8]}", row.blob)
            for plan in self._delivered()
            for row in attachments_of(self._session, plan, Audience.REP)
        ]

    def _names(self) -> dict[str, Mapping[int, str]]:
        """What a row belongs to, by the column that says so: public ids, and teams by name."""
        reviews = select(Review.id, Review.public_id).where(Review.call_id.in_(self._calls))
        draws = select(Draw.id, Draw.public_id).where(Draw.rep_id == self._person.id)
        lines = (
            select(LoggedCall.id, LoggedCall.public_id)
            .join(DrawnCall, DrawnCall.logged_call_id == LoggedCall.id)
            .join(Draw, Draw.id == DrawnCall.draw_id)
            .where(Draw.rep_id == self._person.id)
        )
        asked = {
            "review_id": reviews,
            "draw_id": draws,
            "logged_call_id": lines,
            "team_id": select(Team.id, Team.name),
        }
        found = {name: {row[0]: row[1] for row in self._session.execute(one)} for name, one in asked.items()}
        return {**found, "call_id": self._calls, "run_id": self._runs}

    def _delivered(self) -> Sequence[Plan]:
        asked = select(Plan).where(Plan.rep_id == self._person.id, Plan.delivered_at.is_not(None))
        return self._session.scalars(asked.order_by(Plan.id)).all()

    def _tables(self) -> Iterator[tuple[str, list[Record]]]:
        me, calls, runs = self._person.id, list(self._calls), list(self._runs)
        reviews = list(self._session.scalars(select(Review.id).where(Review.call_id.in_(calls))))
        yield "person", self._rows(Person, Person.id == me)
        yield "teams", self._memberships()
        yield "roles", self._rows(PersonRole, PersonRole.person_id == me)
        yield "deputies", self._rows(Deputy, or_(Deputy.manager_id == me, Deputy.deputy_id == me))
        yield "identities", self._rows(IdentityRow, IdentityRow.person_id == me)
        yield "sign_ins", self._rows(SignIn, SignIn.person_id == me)
        yield "tokens", self._rows(ApiToken, ApiToken.person_id == me)
        yield "calls", self._rows(Call, Call.rep_id == me)
        yield "call_log", self._rows(LoggedCall, LoggedCall.rep_id == me)
        yield "draws", self._rows(Draw, Draw.rep_id == me)
        drawn = select(Draw.id).where(Draw.rep_id == me)
        yield "drawn_calls", self._rows(DrawnCall, DrawnCall.draw_id.in_(drawn))
        yield "recordings", self._rows(Recording, Recording.call_id.in_(calls))
        yield "transcripts", self._rows(TranscriptVersion, TranscriptVersion.call_id.in_(calls))
        yield "reviews", self._rows(Review, Review.call_id.in_(calls))
        yield "runs", self._rows(Run, Run.call_id.in_(calls))
        yield "revisions", self._rows(Revision, Revision.review_id.in_(reviews))
        names = [*self._runs.values(), *self._calls.values()]
        yield "readings", self._rows(Reading, Reading.run.in_(names))
        yield "replies", self._rows(RawReply, RawReply.run.in_(names))
        yield "verdicts", self._rows(VerdictRow, VerdictRow.run_id.in_(runs))
        yield "scores", self._rows(Score, Score.rep_id == me)
        yield "overrides", self._rows(Override, Override.review_id.in_(reviews))
        yield "confirmations", self._rows(Confirmation, Confirmation.review_id.in_(reviews))
        yield "taken_back", self._rows(TakenBack, TakenBack.review_id.in_(reviews))
        yield "disputes", self._rows(Dispute, or_(Dispute.call_id.in_(calls), Dispute.opened_by == me))
        yield (
            "comments",
            self._rows(
                SentenceComment, or_(SentenceComment.call_id.in_(calls), SentenceComment.person_id == me)
            ),
        )
        yield "self_scores", self._rows(SelfScore, SelfScore.person_id == me)
        yield "own_sheets", self._rows(PersonSheet, PersonSheet.person_id == me)
        yield "calibration_sheets", self._rows(RatedSheet, RatedSheet.person_id == me)
        yield "calibrated", self._rows(PersonCalibration, PersonCalibration.person_id == me)
        yield "notes", self._rows(Note, Note.rep_id == me)
        held = or_(CoachingSession.rep_id == me, CoachingSession.coach_id == me)
        yield "sessions", self._rows(CoachingSession, held)
        yield "earlier", self._rows(EarlierRecord, EarlierRecord.rep_id == me)
        yield "examples", self._rows(SharedExample, SharedExample.rep_id == me)
        yield "metrics", self._figures()
        yield "how_judged", self._rows(JudgingRead, JudgingRead.person_id == me)
        yield "notices", self._rows(Notice, Notice.person_id == me)
        yield "notice_choice", self._rows(NoticeChoice, NoticeChoice.person_id == me)
        yield "mails", self._rows(Delivery, Delivery.person_id == me)
        yield "plans", self._plans()
        yield "audit", self._audit()

    def _rows(self, table: type[Row], where: ColumnElement[bool]) -> list[Record]:
        inside: Table = table.__table__  # type: ignore[assignment]
        asked = select(inside).where(where).order_by(*inside.primary_key.columns)
        return [self._shown(inside, dict(row._mapping)) for row in self._session.execute(asked)]

    def _shown(self, table: Table, row: Mapping[str, Any]) -> Record:
        """A row without keys and secrets; what it belongs to stands by its public id, a team by its name."""
        shown: Record = {}
        for column, value in row.items():
            if column == "id" or column in SECRETS:
                continue
            keys = table.c[column].foreign_keys
            if not keys and column != "rep_id":
                shown[column.replace("public_id", "id")] = value
            elif column in self._named:
                shown[column.removesuffix("_id")] = self._named[column].get(value)
        return shown

    def _memberships(self) -> list[Record]:
        asked = select(Membership, Team.name).join(Team, Team.id == Membership.team_id)
        rows = self._session.execute(asked.where(Membership.person_id == self._person.id))
        return [
            {"team": name, "role": stay.role, "since": stay.since, "until": stay.until} for stay, name in rows
        ]

    def _figures(self) -> list[Record]:
        asked = select(MetricFigure, Metric).join(Metric, Metric.id == MetricFigure.metric_id)
        rows = self._session.execute(asked.where(MetricFigure.rep_id == self._person.id))
        return [
            {
                "metric": metric.key,
                "first": figure.first,
                "last": figure.last,
                "figure": figure.figure,
                "replaced_at": figure.replaced_at,
            }
            for figure, metric in rows
        ]

    def _plans(self) -> list[Record]:
        """Plans that were delivered to them, as they may read them."""
        documents = (whole_plan(self._session, plan, Audience.REP, now()) for plan in self._delivered())
        return [for_audience(one, Audience.REP).model_dump(mode="json") for one in documents]

    def _audit(self) -> list[Record]:
        """Entries about them or their calls, and of what they did."""
        own = (self._person.public_id, *self._calls.values())
        found: dict[int, AuditEntry] = {}
        for clause in (AuditEntry.actor == self._person.public_id, *_in_parts(AuditEntry.subject, own)):
            for entry in self._session.scalars(select(AuditEntry).where(clause)):
                found[entry.id] = entry
        return [
            {
                "at": row.at,
                "by": row.actor,
                "what": row.action,
                "subject": row.subject,
                "details": row.details,
            }
            for _, row in sorted(found.items())
        ]


def write_into(
    folder: Path, files: Mapping[str, bytes], recordings: Sequence[tuple[str, str]], store: RecordingStore
) -> int:
    """Writes files and recordings, readable by their owner only; how many."""
    folder.mkdir(parents=True, mode=0o700)
    for name, content in files.items():
        _write(folder / name, [content])
    for name, blob in recordings:
        _write(folder / name, store.read(blob, 0, store.size(blob)))
    return len(files) + len(recordings)


def as_table(rows: Sequence[Record]) -> str:
    """The rows as CSV; documents in them as JSON. A spreadsheet calculates nothing in it."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return csv_table(columns, [[_cell(row.get(column)) for column in columns] for row in rows])


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=_text)
    return _text(value) if isinstance(value, datetime | date) else value


def _json(rows: Sequence[Record]) -> bytes:
    return json.dumps(rows, ensure_ascii=False, indent=1, default=_text).encode()


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def _in_parts(column: Any, values: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    for first in range(0, len(values), 500):
        yield column.in_(values[first : first + 500])


def _write(path: Path, pieces: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("xb") as file:
        path.chmod(0o600)
        for piece in pieces:
            file.write(piece)
