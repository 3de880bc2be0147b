"""The main flow, top to bottom: hear, tell the speakers apart, judge, check, score."""

from dataclasses import dataclass
from time import perf_counter

from scoring.conversation import figures
from scoring.cues import chances
from scoring.disclosure import find_disclosures
from scoring.evidence import check_judgement
from scoring.gate import roles_gate, scope_gate, sound_gate
from scoring.hearing import Heard
from scoring.judgement import CriterionReading, Facts, Judge, JudgeRequest
from scoring.review import (
    Flag,
    HeardTranscript,
    Reason,
    Review,
    RubricRef,
    Run,
    RunSeconds,
)
from scoring.roles import Channel, tell_roles
from scoring.rubric import Rubric
from scoring.scorecard import score
from scoring.sentences import cut
from scoring.showing import feedback, reading_flags, shown_scorecard
from scoring.transcript import Transcript
from service.version import program_version


@dataclass(frozen=True)
class Scoring:
    """What a call is scored with, besides its sound."""

    rubric: Rubric
    judge: Judge
    rep_channel: Channel | None = None
    facts: Facts = Facts()


def review_heard(heard: Heard, scoring: Scoring) -> Review:
    """A review of a recording that was heard. Never raises for what the judge says or leaves out."""
    began = perf_counter()
    transcript = transcribe(heard, scoring.rep_channel)
    reason = (
        sound_gate(heard.tracks, heard.call.duration)
        or roles_gate(transcript, len(heard.tracks))
        or scope_gate(scoring.rubric, transcript)
    )
    if reason is not None:
        return _not_scored(heard, transcript, reason)
    readings = read(transcript, scoring)
    card = score(scoring.rubric, readings.values())
    return Review(
        sidetone=program_version(),
        call=heard.call,
        transcript=_shown_transcript(heard, transcript),
        status="scored",
        reason=None,
        scorecard=shown_scorecard(scoring.rubric, card, readings, transcript),
        disclosures=find_disclosures(scoring.rubric, transcript, scoring.facts),
        conversation=figures(transcript),
        feedback=feedback(scoring.rubric, readings.values(), chances(scoring.rubric, transcript)),
        flags=(*_sound_flags(heard), *reading_flags(tuple(readings.values()))),
        run=_run(heard, transcript, scoring, judging=perf_counter() - began),
    )


def transcribe(heard: Heard, rep_channel: Channel | None) -> Transcript:
    """Cuts the heard words into sentences and says who spoke them, as far as that is known."""
    speakers, roles = tell_roles(heard.tracks, rep_channel)
    sentences = cut([(who, track.words) for who, track in zip(speakers, heard.tracks, strict=True)])
    return Transcript(
        sentences=sentences, roles=roles, duration=heard.call.duration, language=heard.language
    )


def read(transcript: Transcript, scoring: Scoring) -> dict[str, CriterionReading]:
    """The judge's checked verdicts on each criterion, each asked for on its own."""
    readings = {}
    for criterion in scoring.rubric.criteria:
        request = JudgeRequest(
            transcript=transcript, rubric=scoring.rubric, criterion=criterion, facts=scoring.facts
        )
        judgement = scoring.judge.judge(request)
        may_speak = {
            item.id: scoring.rubric.statement(item.statement).speakers
            for item in criterion.items
            if item.statement
        }
        readings[criterion.key] = check_judgement(judgement, criterion, transcript, may_speak)
    return readings


def failed(reason: Reason) -> Review:
    """The document of a call that could not even be heard."""
    return Review(
        sidetone=program_version(),
        call=None,
        transcript=None,
        status="failed",
        reason=reason,
        scorecard=None,
        run=None,
    )


def _not_scored(heard: Heard, transcript: Transcript, reason: Reason) -> Review:
    return Review(
        sidetone=program_version(),
        call=heard.call,
        transcript=_shown_transcript(heard, transcript),
        status="not_scored",
        reason=reason,
        scorecard=None,
        conversation=figures(transcript) if transcript.sentences else None,
        flags=_sound_flags(heard),
        run=None,
    )


def _shown_transcript(heard: Heard, transcript: Transcript) -> HeardTranscript:
    return HeardTranscript(
        sentences=transcript.sentences,
        roles=transcript.roles,
        language=transcript.language,
        hearing=heard.hearing,
        fingerprint=transcript.fingerprint(),
    )


def _sound_flags(heard: Heard) -> tuple[Flag, ...]:
    return tuple(Flag(code=notice.code, message=notice.message) for notice in heard.notices)


def _run(heard: Heard, transcript: Transcript, scoring: Scoring, judging: float) -> Run:
    rubric = scoring.rubric
    return Run(
        judge=scoring.judge.name,
        model=scoring.judge.model,
        notice=scoring.judge.notice,
        rubric=RubricRef(
            slug=rubric.slug,
            version=rubric.version,
            title=rubric.title,
            fingerprint=rubric.fingerprint(),
            criteria={c.key: rubric.criterion_fingerprint(c.key) for c in rubric.criteria},
        ),
        prompt_fingerprint=None,
        transcript_fingerprint=transcript.fingerprint(),
        seconds=RunSeconds(
            decoding=heard.decoding_seconds,
            hearing=heard.hearing_seconds,
            judging=round(judging, 3),
            total=round(heard.decoding_seconds + heard.hearing_seconds + judging, 3),
        ),
    )
