"""What is heard in a rehearsal: the same short call each time, at the speed one asks for."""

import time
from collections.abc import Callable
from pathlib import Path

from scoring.hearing import Heard, Track
from scoring.review import Call, Hearing
from scoring.transcript import Word
from service.edges.hearing_process import HearingStopped
from service.parts import Progress

SECONDS = 8.0
"""Seconds a sentence takes."""
REP, CUSTOMER = "left", "right"
DIALOGUE = (
    (REP, "Hi Ben, this is Ana from Northwind, thanks for joining me on this recorded call today."),
    (CUSTOMER, "Hello Ana, happy to talk, I have about twenty minutes before my next meeting."),
    (REP, "Great. My agenda is to learn how you handle invoices today, and to see if we can help. Fair?"),
    (CUSTOMER, "Sounds fair. We currently use two vendors and their invoices never match our orders."),
    (REP, "How many of them do you check each month, and what does that cost your team?"),
    (CUSTOMER, "About four hundred, and it takes two people a full week. Our budget for this is tight."),
    (REP, "Who else is involved in the decision, and when do you need something in place?"),
    (CUSTOMER, "Our controller signs, and we want it before the end of the quarter."),
    (REP, "I suggest a demo with your controller on Tuesday at ten, I will send the invitation now."),
    (CUSTOMER, "Tuesday at ten works for me, please send it to both of us."),
)


def rehearsed() -> Heard:
    """The call of the rehearsal, as if it had been heard: each side on its own channel."""
    return Heard(
        call=Call(
            file="rehearsal",
            sha256="0" * 64,
            duration=len(DIALOGUE) * SECONDS,
            channels=2,
            topology="two channels",
            container="none",
            codec="none",
            sample_rate=8000,
        ),
        hearing=Hearing(engine="rehearsal", model="none", source="none", sha256="0" * 64, settings={}),
        tracks=(
            Track(channel="left", words=_words(REP), speech_seconds=35),
            Track(channel="right", words=_words(CUSTOMER), speech_seconds=35),
        ),
        language="en",
        decoding_seconds=0,
        hearing_seconds=0,
    )


class RehearsedHearing:
    """Takes its time over every recording, looks whether it is still wanted, and hears the rehearsed call."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def hear(self, path: Path, *, progress: Progress, stop: Callable[[], bool]) -> Heard:
        began = time.monotonic()
        while (passed := time.monotonic() - began) < self._seconds:
            if stop():
                raise HearingStopped
            progress("hearing", passed / self._seconds)
            time.sleep(0.1)
        return rehearsed()


def _words(side: str) -> tuple[Word, ...]:
    return tuple(
        word
        for number, (speaker, text) in enumerate(DIALOGUE)
        if speaker == side
        for word in _spread(text.split(), number * SECONDS)
    )


def _spread(texts: list[str], start: float) -> list[Word]:
    step = (SECONDS - 1) / len(texts)
    return [
        Word(text=text, start=start + place * step, end=start + (place + 1) * step)
        for place, text in enumerate(texts)
    ]
