"""A call of the demo as if it had been heard: who says what, from a seed and what the rep is good at."""

import hashlib
from collections.abc import Mapping
from random import Random

from scoring.hearing import Heard, Track
from scoring.review import Call, Hearing
from scoring.transcript import Word
from service.demo.lines import NAME, TALK

BAD = ("pitches_first", "pitches_over_problem", "argues", "leaves_it_open")
"""What is said less often the better a rep is."""
A_WORD, A_BREATH = 0.38, 0.7
"""Seconds a word takes, and those between two sentences."""


def spoken(seed: str, skill: float, weak: Mapping[str, float], rep: str = NAME) -> Heard:
    """A call of that rep: each step is taken with the chance `skill`, or with its own in `weak`."""
    chance = Random(seed)
    left: list[Word] = []
    right: list[Word] = []
    clock = 1.0
    for line in TALK:
        wanted = weak.get(line.item, (1 - skill) / 2 if line.item in BAD else skill)
        if not (line.always or chance.random() < wanted):
            continue
        clock = _say(left, line.rep.replace(NAME, rep), clock)
        if line.customer:
            clock = _say(right, line.customer, clock)
    name = hashlib.sha256(seed.encode()).hexdigest()
    return Heard(
        call=Call(
            file="made-up.wav",
            sha256=name,
            duration=clock + 1,
            channels=2,
            topology="two channels",
            container="none",
            codec="none",
            sample_rate=8000,
        ),
        hearing=Hearing(engine="made up", model="none", source="the demo", sha256="0" * 64, settings={}),
        tracks=(
            Track(channel="left", words=tuple(left), speech_seconds=len(left) * A_WORD),
            Track(channel="right", words=tuple(right), speech_seconds=len(right) * A_WORD),
        ),
        language="en",
        decoding_seconds=0,
        hearing_seconds=0,
    )


def _say(track: list[Word], text: str, clock: float) -> float:
    for word in text.split():
        track.append(Word(text=word, start=round(clock, 2), end=round(clock + A_WORD - 0.02, 2)))
        clock += A_WORD
    return clock + A_BREATH
