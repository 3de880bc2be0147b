"""What is said in a scripted call, and how it is heard."""

from scoring.hearing import Heard, Track
from scoring.review import Call, Hearing
from scoring.transcript import Word

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
        call=Call(
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
