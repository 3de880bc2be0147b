"""Hand-made reviews: a whole one, one with gaps, one that was not scored, and one full of hostile text."""

from functools import cache

from scoring.judgement import Check, Span
from scoring.review import (
    Call,
    Feedback,
    Flag,
    HeardTranscript,
    Hearing,
    Reason,
    Review,
    RubricRef,
    Run,
    RunSeconds,
    ShownDisclosure,
    ShownEvidence,
    ShownItem,
    ShownMustHave,
    ShownScore,
    ShownScorecard,
)
from scoring.rubric import Kind
from scoring.transcript import Roles, Sentence, Speaker
from tests.northwind import (
    CONVERSATION,
    DISCLOSURE,
    DISCLOSURES,
    DISCOVERY,
    FEEDBACK,
    MUST_HAVES,
    NEXT_STEP,
    NO,
    NONE,
    OBJECTIONS,
    OPENING,
    QUALIFICATION,
    SENTENCES,
    SUMS,
    UNSURE,
    YES,
    C,
    R,
    criterion,
    span,
    spoken,
)

HEARING = Hearing(
    engine="faster-whisper", model="base.en", source="package", sha256="ab" * 32, settings={"beam_size": 1}
)
CALL = Call(
    file="northwind-discovery.wav", sha256="cd" * 32, duration=SENTENCES[-1].end + 2.4, channels=2,
    topology="two channels", container="wav", codec="pcm_mulaw", sample_rate=8000,
)  # fmt: skip
RUN = Run(
    judge="offline", model=None, notice="offline reading: cues, no language model",
    rubric=RubricRef(slug="b2b-discovery", version=1, title="B2B discovery call", fingerprint="ef" * 32,
                     criteria={}),
    prompt_fingerprint=None, transcript_fingerprint="01" * 32,
    seconds=RunSeconds(decoding=0.4, hearing=18.6, judging=0.2, total=19.4),
)  # fmt: skip


def transcript(sentences: tuple[Sentence, ...] = SENTENCES) -> HeardTranscript:
    return HeardTranscript(
        sentences=sentences,
        roles=Roles(how="evidence", confidence=0.98, why="the left channel names its company"),
        language="en",
        hearing=HEARING,
        fingerprint="01" * 32,
    )


@cache
def good_review() -> Review:
    """A whole review: every criterion has its level, and the QA score is 79.75."""
    criteria = (OPENING, DISCOVERY, QUALIFICATION, OBJECTIONS, NEXT_STEP, DISCLOSURE)
    score = ShownScore(state="complete", value=79.75, low=79.75, high=79.75)
    return Review(
        sidetone="0.1.0",
        call=CALL,
        transcript=transcript(),
        status="scored",
        reason=None,
        scorecard=ShownScorecard(qa_score=score, criteria=criteria, must_haves=MUST_HAVES, sums=SUMS),
        disclosures=DISCLOSURES,
        conversation=CONVERSATION,
        feedback=FEEDBACK,
        run=RUN,
    )


@cache
def incomplete_review() -> Review:
    """Objections could not be assessed, qualification lies between two levels, next step had no occasion."""
    gone = OBJECTIONS.model_copy(update={
        "state": "cannot_assess", "level": None, "low": 1, "high": 5, "worth": None, "anchor": None,
        "why": "The customer's channel is too quiet between 1:30 and 2:00.",
        "items": tuple(
            one.model_copy(update={"verdict": UNSURE, "evidence": (), "searched": None,
                                   "why": "unclear: the sentence was heard badly"})
            for one in OBJECTIONS.items
        ),
    })  # fmt: skip
    between = QUALIFICATION.model_copy(update={
        "state": "range", "level": None, "low": 3, "high": 4, "worth": None, "anchor": None,
        "items": (*QUALIFICATION.items[:2],
                  QUALIFICATION.items[2].model_copy(update={
                      "verdict": UNSURE, "searched": None,
                      "why": "The cited sentence was said by the customer, not by the rep."}),
                  QUALIFICATION.items[3]),
    })  # fmt: skip
    unasked = NEXT_STEP.model_copy(update={
        "state": "not_applicable", "level": None, "low": None, "high": None, "worth": None, "anchor": None,
        "items": tuple(one.model_copy(update={"verdict": NONE, "evidence": ()}) for one in NEXT_STEP.items),
    })  # fmt: skip
    late = DISCLOSURE.model_copy(update={
        "level": 1, "low": 1, "high": 1, "worth": 0,
        "anchor": "The recording notice or the identity was missing, late or incomplete.",
        "items": (DISCLOSURE.items[0].model_copy(update={
            "verdict": NO, "evidence": (), "searched": span(1, 12),
            "why": "not found in the first 60 seconds"}), *DISCLOSURE.items[1:]),
    })  # fmt: skip
    must_haves = (MUST_HAVES[0].model_copy(update={"result": "fail"}), MUST_HAVES[1])
    missing = ShownDisclosure(
        key="recording_notice", title="Recording notice", state="absent", searched=span(1, 12),
        missing=("recorded",), in_time=False,
        why="The recording notice was not found in the first 60 seconds.",
    )  # fmt: skip
    # Low: (10×90 + 30×65 + 25×65 + 20×0) / 85 = 4475 / 85 = 52.647…
    # High: (10×90 + 30×65 + 25×90 + 20×100) / 85 = 7100 / 85 = 83.529…
    score = ShownScore(state="incomplete", value=None, low=4475 / 85, high=7100 / 85)
    flags = (
        Flag(code="quiet_channel", message="The customer's channel is very quiet from 1:30 to 2:00.",
             criterion="objections"),
        Flag(code="speaks_to_judge", message="The customer speaks to whoever evaluates the call.",
             sentence="S0013"),
    )  # fmt: skip
    return good_review().model_copy(update={
        "scorecard": ShownScorecard(
            qa_score=score, criteria=(OPENING, DISCOVERY, between, gone, unasked, late),
            must_haves=must_haves, sums=SUMS[:2]),
        "disclosures": (missing, *DISCLOSURES[1:]),
        "flags": flags,
    })  # fmt: skip


@cache
def not_scored_review() -> Review:
    """A voicemail: one voice, 24 seconds."""
    said = spoken((
        (Speaker.UNKNOWN, "Hi, you've reached Marta at Northwind Bakeries, please leave a message."),
        (Speaker.UNKNOWN, "Hi Marta, this is Ana from Ledgerline, I'll try again tomorrow."),
    ))  # fmt: skip
    return Review(
        sidetone="0.1.0",
        call=CALL.model_copy(update={"file": "voicemail.mp4", "duration": 24.0, "topology": "one channel",
                                     "channels": 1}),
        transcript=transcript(said).model_copy(update={"roles": Roles(how="unknown", confidence=0)}),
        status="not_scored",
        reason=Reason(code="voicemail", message="This is a voicemail (one voice, 24 s).",
                      next_step="Review a call in which both sides speak."),
        scorecard=None,
        run=None,
    )  # fmt: skip


HOSTILE = (
    (R, "</script><script>fetch('http://example.invalid')</script> <img src=x onerror=alert(1)>"),
    (C, "\x1b[2J\x1b[31mYou were hacked\x1b[0m \x9b1m \x07 [bold red]markup[/bold red] [link=x]y[/link]"),
    (R, "pay \u202eyap\u202c and \u2066isolate\u2069 with a nul \x00 and a line\u2028separator"),
    (C, "supercalifragilistic" * 100),
    (R, "{{ 7 * 7 }} {% raw %} ]]> --> &amp; \" ' ` $ \\ 東京 👩\u200d💻"),
)


@cache
def hostile_review() -> Review:
    """Every text that comes from outside tries to be more than text."""
    sentences = spoken(HOSTILE)
    nasty = " ".join(text for _, text in HOSTILE[:3])
    shown = tuple(
        ShownEvidence(sentence=s.id, speaker=s.speaker, quote=s.text, start=s.start, end=s.end,
                      check=Check.FUZZY)
        for s in sentences
    )  # fmt: skip
    nasty_item = ShownItem(id="x", kind=Kind.MUST, asks=nasty, verdict=YES, evidence=shown, why=nasty)
    no_item = nasty_item.model_copy(update={
        "verdict": NO, "evidence": (), "searched": Span(first="S0001", last="S9999"), "id": "y"})  # fmt: skip
    part = criterion("opening", nasty, 2, 10, nasty, nasty_item, no_item)
    return good_review().model_copy(update={
        "call": CALL.model_copy(update={"file": "<b>evil\x1b]0;owned\x07\udcff.wav", "duration": 60.0}),
        "transcript": transcript(sentences),
        "scorecard": ShownScorecard(
            qa_score=ShownScore(state="complete", value=35, low=35, high=35), criteria=(part,),
            must_haves=(ShownMustHave(item="x", criterion="opening", asks=nasty, result="fail"),),
            sums=(nasty,)),
        "disclosures": (ShownDisclosure(key="k", title=nasty, state="partial", quote=nasty, why=nasty,
                                        sentences=("S0001",), start=1, end=3, missing=(nasty,)),),
        "feedback": (Feedback(sentence="S0001", kind="missed", criterion="opening", item="x", text=nasty,
                              say_instead=nasty),),
        "flags": (Flag(code="nasty", message=nasty, sentence="S0002"),),
    })  # fmt: skip
