"""All tables, one file a noun. They are imported together because they reference each other."""

from service.db.tables.access import ApiToken, Deputy, Invitation, PersonRole, SignIn, SignInAttempt
from service.db.tables.attachments import Attachment
from service.db.tables.audit import AuditEntry
from service.db.tables.calibration import (
    AnchorCall,
    AnchorSet,
    Clearance,
    Consensus,
    InjectionCheck,
    JudgePass,
    PassReading,
    PersonCalibration,
    RatedSheet,
    Round,
    RoundCall,
    RoundRater,
    SheetDraft,
)
from service.db.tables.calls import Call, Recording, Redaction, TranscriptVersion
from service.db.tables.coaching import Note
from service.db.tables.frame import Draw, DrawnCall, HeldRow, LoggedCall, SamplingRule
from service.db.tables.judging import ModelDay, ModelServer, RawReply, Remembered
from service.db.tables.machinery import Attempt, Heartbeat, IdempotentAnswer, Tally
from service.db.tables.metrics import Metric, MetricCoverage, MetricFigure, MetricImport
from service.db.tables.notices import Delivery, Notice, NoticeChoice, TeamHook
from service.db.tables.people import Membership, Person, Team
from service.db.tables.plan_course import CheckIn, CheckInNote, Commitment, PlanLook, PlanWord
from service.db.tables.plans import (
    FitCheck,
    Plan,
    PlanAbsence,
    PlanDecision,
    PlanEvent,
    PlanMilestone,
    PlanVersion,
    Signature,
)
from service.db.tables.privacy import BlobToDelete, JudgingRead, LegalHold
from service.db.tables.review_work import (
    Confirmation,
    Dispute,
    Override,
    PersonSheet,
    ReadingSeen,
    SelfScore,
    SentenceComment,
    TeamRules,
)
from service.db.tables.reviews import Review, Revision, RubricVersion
from service.db.tables.rubric_drafts import RubricDraft, RubricTrial, RubricTrialCall
from service.db.tables.runs import Reading, Run, Score, VerdictRow, WeeklyRollUp
from service.db.tables.single_sign_on import IdentityRow, SingleSignOn
from service.db.tables.talks import CoachingSession, EarlierRecord, ExampleView, SharedExample

__all__ = [
    "AnchorCall",
    "AnchorSet",
    "ApiToken",
    "Attachment",
    "Attempt",
    "AuditEntry",
    "BlobToDelete",
    "Call",
    "CheckIn",
    "CheckInNote",
    "Clearance",
    "CoachingSession",
    "Commitment",
    "Confirmation",
    "Consensus",
    "Delivery",
    "Deputy",
    "Dispute",
    "Draw",
    "DrawnCall",
    "EarlierRecord",
    "ExampleView",
    "FitCheck",
    "Heartbeat",
    "HeldRow",
    "IdempotentAnswer",
    "IdentityRow",
    "InjectionCheck",
    "Invitation",
    "JudgePass",
    "JudgingRead",
    "LegalHold",
    "LoggedCall",
    "Membership",
    "Metric",
    "MetricCoverage",
    "MetricFigure",
    "MetricImport",
    "ModelDay",
    "ModelServer",
    "Note",
    "Notice",
    "NoticeChoice",
    "Override",
    "PassReading",
    "Person",
    "PersonCalibration",
    "PersonRole",
    "PersonSheet",
    "Plan",
    "PlanAbsence",
    "PlanDecision",
    "PlanEvent",
    "PlanLook",
    "PlanMilestone",
    "PlanVersion",
    "PlanWord",
    "RatedSheet",
    "RawReply",
    "Reading",
    "ReadingSeen",
    "Recording",
    "Redaction",
    "Remembered",
    "Review",
    "Revision",
    "Round",
    "RoundCall",
    "RoundRater",
    "RubricDraft",
    "RubricTrial",
    "RubricTrialCall",
    "RubricVersion",
    "Run",
    "SamplingRule",
    "Score",
    "SelfScore",
    "SentenceComment",
    "SharedExample",
    "SheetDraft",
    "SignIn",
    "SignInAttempt",
    "Signature",
    "SingleSignOn",
    "Tally",
    "Team",
    "TeamHook",
    "TeamRules",
    "TranscriptVersion",
    "VerdictRow",
    "WeeklyRollUp",
]
