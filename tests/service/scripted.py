"""A scripted worker for the tests of the durable engine: ears and judge that answer at once, always the same.

The call they hear is Ana's with Ben; every answer names its criterion, so that a verdict under the wrong one
shows. What was really done is written to a journal, line by line, by whichever process did it.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select

from scoring.hearing import Heard, Track
from scoring.judgement import Answer, Citation, Claim, Judgement, JudgeRequest, Span
from scoring.review import Call as HeardCall
from scoring.review import Hearing
from scoring.rubric import Rubric
from scoring.transcript import Word
from service.calls.queueing import ask_for_review
from service.db.engine import Database
from service.db.tables import Call, Person, Recording, RubricVersion, Team
from service.engine import JobEngine
from tests.cast import rubric_document

LINES = (
    "ana: Hi Ben, this is Ana from Northwind, thanks for joining me on a recorded line today.",
    "ben: Hello Ana, I have about ten minutes before the next meeting starts over here.",
    "ana: The reason for my call is your question about the renewal of the support contract.",
    "ben: Right, we currently use two vendors and the invoices never match what we agreed on.",
    "ana: How many invoices do you check every month, and who signs them off in the end?",
    "ben: About forty, and our controller signs every single one of them on the last day.",
)
SECONDS = 8.0


def heard() -> Heard:
    """Six sentences, eight seconds each; Ana on the left channel, Ben on the right."""
    tracks: dict[str, list[Word]] = {"ana": [], "ben": []}
    for number, line in enumerate(LINES):
        voice, _, text = line.partition(": ")
        words = text.split()
        step = (SECONDS - 1) / len(words)
        tracks[voice] += [
            Word(text=word, start=number * SECONDS + i * step, end=number * SECONDS + (i + 1) * step)
            for i, word in enumerate(words)
        ]
    return Heard(
        call=HeardCall(
            file="ana-and-ben.wav",
            sha256="0" * 64,
            duration=len(LINES) * SECONDS,
            channels=2,
            topology="two channels",
            container="wav",
            codec="pcm_s16le",
            sample_rate=8000,
        ),
        hearing=Hearing(engine="scripted", model="none", source="test", sha256="0" * 64, settings={}),
        tracks=(
            Track(channel="left", words=tuple(tracks["ana"]), speech_seconds=21),
            Track(channel="right", words=tuple(tracks["ben"]), speech_seconds=21),
        ),
        language="en",
        decoding_seconds=0,
        hearing_seconds=0,
    )


class ScriptedJudge:
    """Answers yes to the first must of each criterion and no to the rest; each answer names its criterion."""

    name = "scripted"
    model = None
    notice = "scripted for a test"

    def __init__(self, before: Callable[[str], None] = lambda criterion: None) -> None:
        self._before = before

    def judge(self, request: JudgeRequest) -> Judgement:
        key = request.criterion.key
        self._before(key)
        first = request.criterion.items[0]
        sentence = request.transcript.sentences[0]
        claims = tuple(
            Claim(
                item=item.id,
                answer=Answer.YES if item is first else Answer.NO,
                citations=(Citation(sentence=sentence.id, anchor="this is Ana from Northwind"),)
                if item is first
                else (),
                searched=None
                if item is first
                else Span(first=sentence.id, last=request.transcript.sentences[-1].id),
                why=key,
            )
            for item in request.criterion.items
        )
        return Judgement(criterion=key, claims=claims)


def seed(database: Database, engine: JobEngine) -> None:
    """Ana in the team Northwind, and the small rubric."""
    engine.prepare()
    document = rubric_document()
    with database.write() as session:
        session.add_all(
            [
                Team(name="Northwind"),
                Person(name="Ana", external_id="ana"),
                RubricVersion(
                    slug="small",
                    version=1,
                    fingerprint=Rubric.from_document(document).fingerprint(),
                    document=document,
                ),
            ]
        )


def upload(database: Database, engine: JobEngine, name: str = "monday", priority: int = 10) -> str:
    """A call of Ana's with its recording, waiting for its review; its public id."""
    with database.write() as session:
        team, ana = session.scalars(select(Team)).one(), session.scalars(select(Person)).one()
        call = Call(
            team_id=team.id,
            rep_id=ana.id,
            external_id=name,
            started_at=datetime(2026, 11, 16, 9, 30, tzinfo=UTC),
            week=20261116,
            rep_channel="left",
            priority=priority,
        )
        session.add(call)
        session.flush()
        session.add(
            Recording(call_id=call.id, team_id=team.id, sha256=f"{name:0>64}", size=1, name=name, blob=name)
        )
        ask_for_review(session, engine, call)
        return call.public_id
