"""The cast: Ana takes calls, the customer is Ben, and a small rubric they are scored on.

`call("ana: Hello.", "ben: Hi.")` makes a transcript with one sentence every five seconds.
"""

from functools import cache
from typing import Any

from scoring.hearing import Heard, Track
from scoring.judgement import Answer, Citation, Claim, Span
from scoring.library import load_rubric
from scoring.review import Call, Hearing
from scoring.rubric import Criterion, Rubric
from scoring.transcript import Roles, Sentence, Speaker, Transcript, Word

VOICES = {"ana": Speaker.REP, "ben": Speaker.CUSTOMER, "ivr": Speaker.OTHER, "someone": Speaker.UNKNOWN}
KNOWN = Roles(how="channel map", confidence=1)


def sentence(number: int, line: str, start: float, end: float) -> Sentence:
    """A sentence from "ana: What she says.", its words spread evenly over its time."""
    voice, _, text = line.partition(": ")
    texts = text.split()
    step = (end - start) / max(1, len(texts))
    words = tuple(
        Word(text=word, start=start + i * step, end=start + (i + 1) * step) for i, word in enumerate(texts)
    )
    return Sentence(id=f"S{number:04d}", speaker=VOICES[voice], start=start, end=end, text=text, words=words)


def call(*lines: str, every: float = 5.0, lasting: float = 3.0) -> Transcript:
    """A transcript: sentence n starts at (n − 1) × `every` seconds and lasts `lasting` seconds."""
    sentences = tuple(
        sentence(n, line, (n - 1) * every, (n - 1) * every + lasting) for n, line in enumerate(lines, start=1)
    )
    return Transcript(sentences=sentences, roles=KNOWN, duration=len(lines) * every)


def item(item_id: str, kind: str = "must", **more: Any) -> dict[str, Any]:
    return {
        "id": item_id,
        "kind": kind,
        "asks": f"Asks for {item_id}",
        "definition": f"What {item_id} means.",
        "example": f"A sentence with {item_id}.",
        "near_miss": f"A sentence nearly with {item_id}.",
        "occasion": {"when": "always"},
        **more,
    }


TABLE = [
    {"level": 5, "missed_musts_at_most": 0, "pluses_at_least": 1, "must_nots_at_most": 0},
    {"level": 4, "missed_musts_at_most": 0, "must_nots_at_most": 0},
    {"level": 3, "missed_musts_at_most": 1, "must_nots_at_most": 1},
    {"level": 2, "met_musts_at_least": 1},
    {"level": 1},
]


def criterion(key: str = "discovery", *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A criterion; without items it has three musts, two pluses and a must-not."""
    return {
        "key": key,
        "title": key.replace("_", " ").capitalize(),
        "purpose": "It helps the customer.",
        "weight": 20,
        "anchors": {level: f"Anchor {level} of {key}." for level in range(1, 6)},
        "items": list(items)
        or [
            item(f"{key}_m1"),
            item(f"{key}_m2"),
            item(f"{key}_m3"),
            item(f"{key}_p1", "plus"),
            item(f"{key}_p2", "plus"),
            item(f"{key}_n1", "must_not"),
        ],
        "table": TABLE,
        **more,
    }


KEYS = ("opening", "discovery", "qualification", "objections", "next_step", "disclosure")


def rubric_document(**criteria: dict[str, Any]) -> dict[str, Any]:
    """A rubric of six plain criteria, some replaced; disclosure carries no weight."""
    plain = {key: criterion(key, weight=0 if key == "disclosure" else 20) for key in KEYS}
    return {
        "slug": "small",
        "version": 1,
        "title": "A small rubric",
        "changed": "First version.",
        "criteria": list((plain | criteria).values()),
    }


def rubric(**criteria: dict[str, Any]) -> Rubric:
    return Rubric.from_document(rubric_document(**criteria))


shipped_rubric = cache(load_rubric)
"""A rubric that comes with the program by slug and version, read once for all tests."""


def b2b_discovery() -> Rubric:
    return shipped_rubric("b2b-discovery@1")


def one_criterion(*items: dict[str, Any], **more: Any) -> Criterion:
    return Criterion.model_validate(criterion("discovery", *items, **more))


def yes(item_id: str, *citations: tuple[str, str]) -> Claim:
    return Claim(
        item=item_id,
        answer=Answer.YES,
        citations=tuple(Citation(sentence=s, anchor=words) for s, words in citations),
    )


def no(item_id: str, first: str = "S0001", last: str = "S0004") -> Claim:
    return Claim(item=item_id, answer=Answer.NO, searched=Span(first=first, last=last))


def heard(*lines: str, every: float = 5.0, lasting: float = 3.0) -> Heard:
    """A two-channel recording as it was heard: Ana on the left, Ben on the right."""
    spoken = call(*lines, every=every, lasting=lasting)
    tracks = tuple(
        Track(
            channel=channel,
            words=tuple(w for s in spoken.said_by(speaker) for w in s.words),
            speech_seconds=sum(s.end - s.start for s in spoken.said_by(speaker)),
        )
        for channel, speaker in (("left", Speaker.REP), ("right", Speaker.CUSTOMER))
    )
    return Heard(
        call=Call(
            file="call.wav",
            sha256="0" * 64,
            duration=spoken.duration,
            channels=2,
            topology="two channels",
            container="wav",
            codec="pcm_s16le",
            sample_rate=8000,
        ),
        hearing=Hearing(engine="none", model="by hand", source="the test", sha256="0" * 64, settings={}),
        tracks=tracks,
        language="en",
        decoding_seconds=0.1,
        hearing_seconds=1.0,
    )
