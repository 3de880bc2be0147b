"""All tables, one file a noun. They are imported together because they reference each other."""

from service.db.tables.audit import AuditEntry
from service.db.tables.calls import Call, Recording, Redaction, TranscriptVersion
from service.db.tables.coaching import Note
from service.db.tables.frame import Draw, DrawnCall, HeldRow, LoggedCall, SamplingRule
from service.db.tables.judging import ModelDay, ModelServer, RawReply, Remembered
from service.db.tables.machinery import Attempt, Heartbeat, IdempotentAnswer, Tally
from service.db.tables.people import Membership, Person, Team
from service.db.tables.reviews import Review, Revision, RubricVersion
from service.db.tables.runs import Reading, Run, Score, VerdictRow, WeeklyRollUp

__all__ = [
    "Attempt",
    "AuditEntry",
    "Call",
    "Draw",
    "DrawnCall",
    "Heartbeat",
    "HeldRow",
    "IdempotentAnswer",
    "LoggedCall",
    "Membership",
    "ModelDay",
    "ModelServer",
    "Note",
    "Person",
    "RawReply",
    "Reading",
    "Recording",
    "Redaction",
    "Remembered",
    "Review",
    "Revision",
    "RubricVersion",
    "Run",
    "SamplingRule",
    "Score",
    "Tally",
    "Team",
    "TranscriptVersion",
    "VerdictRow",
    "WeeklyRollUp",
]
