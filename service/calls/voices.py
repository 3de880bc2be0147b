"""The voices of a call of which we could not tell who is the rep, each with sentences to listen to."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from scoring.formats import clock
from scoring.hearing import Heard, Track
from scoring.review import Review
from scoring.roles import Channel
from scoring.sentences import cut
from scoring.transcript import Sentence, Speaker
from scoring.visible import visible
from service.calls.call_page_views import Swap, Voice, VoiceLine
from service.calls.queries import transcript_of
from service.db.tables import Call

OTHER = "other"
"""The channel of two that is not the rep's now, whichever it is."""
TO_HEAR = 3
"""Sentences of each voice: enough to tell, few enough to listen to."""
LONG_ENOUGH = 5
"""Words that a sentence should have: "Yes." tells nobody who speaks."""


def swaps_of(session: Session, call: Call, document: Review) -> tuple[Swap, ...]:
    """What may be said about who the rep is instead: with two channels, that it is the other one."""
    if document.call is not None and document.call.topology == "two channels":
        return (Swap(OTHER, "Swap speakers"),)
    return tuple(Swap(name, f"The rep is {channel_word(name)}") for name in not_the_rep(session, call))


def not_the_rep(session: Session, call: Call) -> tuple[Channel, ...]:
    """The channels or voices that are not the rep's, as the transcript has it; none where there is one track.

    The speaker of a track is told by where its first word went.
    """
    row = transcript_of(session, call)
    firsts = {
        (word["start"], word["text"]): one["speaker"]
        for one in row.document["sentences"]
        for word in one["words"][:1]
    }
    tracks = [track for track in Heard.model_validate(row.heard).tracks if track.words]
    names = [
        track.name
        for track in tracks
        if firsts.get((track.words[0].start, track.words[0].text)) != Speaker.REP.value
    ]
    return tuple(names) if len(tracks) > 1 else ()  # type: ignore[arg-type]


def channel_word(channel: str) -> str:
    """ "on the left channel", or "voice 2" where the voices share one."""
    return f"on the {channel} channel" if channel in ("left", "right") else f"voice {channel}"


def voices_of(heard: Heard) -> tuple[Voice, ...]:
    """One for each channel or voice; none where all voices are on one track that was not told apart."""
    if len(heard.tracks) < 2:
        return ()
    return tuple(_voice(track) for track in heard.tracks)


def _voice(track: Track) -> Voice:
    spoken = cut([(Speaker.UNKNOWN, track.words)])
    return Voice(
        channel=track.name,
        title=f"The voice {channel_word(track.name)}" if track.voice is None else f"Voice {track.name}",
        lines=tuple(
            VoiceLine(clock(one.start), visible(one.text), f"{one.start:.2f}", f"{one.end:.2f}")
            for one in telling(spoken)
        ),
    )


def telling(spoken: Sequence[Sentence]) -> Sequence[Sentence]:
    """The first sentences that are long enough to tell who speaks; the first ones where none is."""
    long = [one for one in spoken if len(one.text.split()) >= LONG_ENOUGH]
    return (long or spoken)[:TO_HEAR]
