"""The main flow after hearing: tell the speakers apart, gate, redact, judge, check, score, show.

Pure: the same words, judge and rubric give the same review on every machine. The command line runs it in
one go, the service in durable steps.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from scoring.appeals import find_appeals
from scoring.asking.votes import votes
from scoring.coaching.asking import Writer
from scoring.coaching.records import ReviewedCall
from scoring.coaching.writing import write_note
from scoring.conversation import figures, has_both
from scoring.cues import chances
from scoring.disclosure import find_disclosures
from scoring.evidence import check_judgement
from scoring.feedback import feedback
from scoring.flags import appeal_flags, call_flags, disagreements, reading_flags, unsure_words
from scoring.gate import apart, language_gate, roles_gate, scope_gate, sound_gate
from scoring.hearing import Heard
from scoring.heeding import Heeded
from scoring.judgement import CriterionReading, Facts, Judge, Judgement, JudgeRequest, Reply
from scoring.marks import marked
from scoring.parties import tell_parties
from scoring.redaction import Redacted, redact
from scoring.review import (
    Flag,
    HeardTranscript,
    Reason,
    Review,
    RubricRef,
    Run,
    RunRedaction,
    RunSeconds,
    ShownDisclosure,
)
from scoring.roles import NO_HINTS, Channel, Hints
from scoring.rubric import Criterion, Rubric
from scoring.scorecard import score
from scoring.showing import shown_scorecard
from scoring.transcript import Transcript

Readings = Mapping[str, CriterionReading]
"""Criterion key → its checked reading, in the rubric's order."""


@dataclass(frozen=True)
class Scoring:
    """What a call is scored with, besides its sound. `program` is the version that writes the document.

    With `today` a coaching note is drafted from the call, worded by the `writer` where there is one.
    `languages` are those expected, as codes such as *en*; none: any.
    """

    rubric: Rubric
    judge: Judge
    facts: Facts = field(default_factory=Facts)
    program: str = "unknown"
    today: date | None = None
    writer: Writer | None = None
    languages: Collection[str] = ()


def review(heard: Heard, rep_channel: Channel | None, scoring: Scoring) -> Review:
    """The review of a recording that was heard. Never raises for what the judge says or leaves out."""
    transcript = transcribe(heard, rep_channel)
    reason = gate(heard, transcript, scoring.rubric, scoring.languages)
    if reason is not None:
        return not_scored(heard, transcript, reason, scoring.program)
    redacted = redact(transcript)
    judge = Heeded(scoring.judge)
    heeding, replies, readings = replace(scoring, judge=judge), list[Reply](), dict[str, CriterionReading]()
    for criterion in scoring.rubric.criteria:
        readings[criterion.key] = read(criterion, redacted, heeding)
        replies += judge.judgement.replies
    reason = nothing_read(readings)
    if reason is not None:
        document = _unread(heard, transcript, reason, scoring, redacted)
    else:
        document = _with_note(scored(heard, transcript, readings, scoring, redacted), redacted, scoring)
    return asked(document, replies, judge.prompt, judge.parameters)


def transcribe(heard: Heard, rep_channel: Channel | None, hints: Hints = NO_HINTS) -> Transcript:
    """Cuts the heard words into sentences and says who spoke them, as far as that is known."""
    told = tell_parties(heard.tracks, rep_channel, hints)
    at_once = heard.at_once or ()
    return Transcript(
        sentences=marked(told.sentences, at_once),
        roles=told.roles,
        handed_over=told.handed_over,
        at_once=at_once,
        wordless=heard.wordless,
        duration=heard.call.duration,
        language=heard.language,
    )


def gate(
    heard: Heard, transcript: Transcript, rubric: Rubric, languages: Collection[str] = ()
) -> Reason | None:
    """Why this call is not to be scored on this rubric; None where it is."""
    return (
        sound_gate(heard.tracks, heard.call.duration)
        or language_gate(heard.language, languages)
        or roles_gate(transcript, len(apart(heard.tracks)))
        or scope_gate(rubric, transcript)
    )


def read(criterion: Criterion, redacted: Redacted, scoring: Scoring) -> CriterionReading:
    """The judge's checked verdicts on one criterion. It sees the redacted call and this criterion only."""
    request = JudgeRequest(
        transcript=redacted.transcript, rubric=scoring.rubric, criterion=criterion, facts=scoring.facts
    )
    return checked(request, scoring.judge.judge(request))


def checked(
    request: JudgeRequest, judgement: Judgement, barred: frozenset[str] | None = None
) -> CriterionReading:
    """What of a judgement stands against the transcript the judge saw; of several readings, the majority.

    `barred`: where `speaking_to_us` of this transcript is known already.
    """
    items = request.criterion.items
    may_speak = {i.id: request.rubric.statement(i.statement).speakers for i in items if i.statement}
    out = speaking_to_us(request.transcript) if barred is None else barred
    readings = (judgement, *judgement.others)
    return votes(
        [check_judgement(one, request.criterion, request.transcript, may_speak, out) for one in readings]
    )


def speaking_to_us(transcript: Transcript) -> frozenset[str]:
    """The sentences that speak to the evaluator: no evidence for anything."""
    return frozenset(appeal.sentence for appeal in find_appeals(transcript))


def nothing_read(readings: Readings) -> Reason | None:
    """Why there is nothing to score although the judge was asked; None where a criterion was read."""
    failures = [reading.failed for reading in readings.values()]
    if None in failures:
        return None
    return Reason(
        code="judge_failed",
        message=f"No criterion could be read: {failures[0]}",
        next_step="`sidetone doctor` says what is wrong with the judge. Then ask again, in the service with"
        " `sidetone retry`.",
    )


def scored(
    heard: Heard, transcript: Transcript, readings: Readings, scoring: Scoring, redacted: Redacted
) -> Review:
    """The document of a call that was judged: arithmetic on the checked verdicts, and all they rest on.

    Its transcript is the whole one; what it quotes comes from the redacted one, which the judge saw.
    """
    rubric = scoring.rubric
    card = score(rubric, readings.values())
    disclosures = find_disclosures(rubric, transcript, scoring.facts)
    return Review(
        sidetone=scoring.program,
        call=heard.call,
        transcript=_shown_transcript(heard, transcript),
        status="scored",
        reason=None,
        scorecard=shown_scorecard(rubric, card, readings, transcript),
        disclosures=_quoting(disclosures, redacted.transcript),
        conversation=figures(transcript),
        feedback=feedback(rubric, readings.values(), chances(rubric, transcript)),
        flags=(
            *call_flags(heard, transcript),
            *appeal_flags(redacted.transcript),
            *reading_flags(tuple(readings.values())),
            *disagreements(rubric, readings, disclosures),
            *unsure_words(readings, transcript),
        ),
        run=_run(heard, transcript, scoring, redacted),
    )


def _quoting(disclosures: tuple[ShownDisclosure, ...], redacted: Transcript) -> tuple[ShownDisclosure, ...]:
    """The disclosures as found in what was said, quoted as it may be shown."""
    return tuple(
        one.model_copy(update={"quote": " ".join(s.text for s in map(redacted.find, one.sentences) if s)})
        for one in disclosures
    )


def _with_note(document: Review, redacted: Redacted, scoring: Scoring) -> Review:
    if scoring.today is None or document.call is None:
        return document
    call = ReviewedCall(
        id=document.call.sha256, day=scoring.today, review=document, transcript=redacted.transcript
    )
    written = write_note(scoring.rubric, [call], scoring.today, writer=scoring.writer)
    flags = (Flag(code="note", message=warning) for warning in written.warnings)
    return document.model_copy(update={"note": written.note, "flags": (*document.flags, *flags)})


def not_scored(heard: Heard, transcript: Transcript, reason: Reason, program: str) -> Review:
    """The document of a call that was heard and is not scored; what was heard is kept."""
    return Review(
        sidetone=program,
        call=heard.call,
        transcript=_shown_transcript(heard, transcript),
        status="not_scored",
        reason=reason,
        scorecard=None,
        conversation=figures(transcript) if has_both(transcript) else None,
        flags=call_flags(heard, transcript),
        run=None,
    )


def _unread(
    heard: Heard, transcript: Transcript, reason: Reason, scoring: Scoring, redacted: Redacted
) -> Review:
    """The document of a call that was heard and of which the judge could read nothing: no numbers at all."""
    document = not_scored(heard, transcript, reason, scoring.program)
    return document.model_copy(update={"status": "failed", "run": _run(heard, transcript, scoring, redacted)})


def failed(reason: Reason, program: str) -> Review:
    """The document of a call that could not even be heard."""
    return Review(
        sidetone=program,
        call=None,
        transcript=None,
        status="failed",
        reason=reason,
        scorecard=None,
        run=None,
    )


def timed(document: Review, *, judging: float) -> Review:
    """The document with the seconds the judging took; the core itself never looks at a clock."""
    if document.run is None:
        return document
    before = document.run.seconds
    seconds = before.model_copy(
        update={"judging": judging, "total": round(before.decoding + before.hearing + judging, 3)}
    )
    return document.model_copy(update={"run": document.run.model_copy(update={"seconds": seconds})})


def asked(
    document: Review,
    replies: Sequence[Reply],
    prompt: str | None,
    parameters: dict[str, float] | None = None,
) -> Review:
    """The document with what asking a language model took, the fingerprint of its prompt, and how."""
    if document.run is None:
        return document
    took = {
        "requests": len(replies),
        "tokens_in": sum(reply.tokens_in for reply in replies),
        "tokens_cached": sum(reply.tokens_cached for reply in replies),
        "tokens_out": sum(reply.tokens_out for reply in replies),
        "prompt_fingerprint": prompt,
        "parameters": parameters,
    }
    return document.model_copy(update={"run": document.run.model_copy(update=took)})


def _shown_transcript(heard: Heard, transcript: Transcript) -> HeardTranscript:
    return HeardTranscript(
        sentences=transcript.sentences,
        roles=transcript.roles,
        language=transcript.language,
        hearing=heard.hearing,
        fingerprint=transcript.fingerprint(),
    )


def _run(heard: Heard, transcript: Transcript, scoring: Scoring, redacted: Redacted) -> Run:
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
        redaction=RunRedaction(
            version=redacted.version,
            fingerprint=redacted.transcript.fingerprint(),
            masks=redacted.counts(),
        ),
        seconds=RunSeconds(
            decoding=heard.decoding_seconds,
            hearing=heard.hearing_seconds,
            total=round(heard.decoding_seconds + heard.hearing_seconds, 3),
        ),
    )
