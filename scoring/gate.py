"""Is this a conversation between a rep and a customer at all? If not, it is not scored, and why is said."""

from collections.abc import Collection, Sequence

from scoring.conversation import is_question
from scoring.hearing import Track
from scoring.phrases import normalise, phrase
from scoring.review import Reason
from scoring.rubric import Rubric
from scoring.sentences import cut
from scoring.transcript import Speaker, Transcript

LEAST_SPEECH = 20.0
"""Seconds of speech below which there is nothing to judge."""
LEAST_WORDS = 40
LONGEST_MESSAGE = 90.0
"""Seconds a message left on a machine takes at most; a longer track is not taken for one."""
REPLY_WORDS = 3
"""A sentence of so few words ("Yes, please.") is what people say in answer to each other."""
ONE_VOICE_WORDS = 3
"""A side of a two-channel call with at most this many words took no part in a conversation."""


def sound_gate(tracks: Sequence[Track], duration: float) -> Reason | None:
    """What the sound alone rules out: no speech, too short, one voice. None: it may be a conversation."""
    tracks = apart(tracks)
    words = sum(len(track.words) for track in tracks)
    speech = sum(track.speech_seconds for track in tracks)
    if words == 0:
        return Reason(
            code="no_speech",
            message=f"Not scored: no speech was heard in {_seconds(duration)}.",
            next_step="Play the recording. If there is speech in it, try exporting it again.",
        )
    if len(tracks) == 2 and min(len(track.words) for track in tracks) <= ONE_VOICE_WORDS:
        return Reason(
            code="one_voice",
            message=f"Not scored: only one voice took part ({_seconds(duration)}), as on a voicemail.",
            next_step="If both sides were recorded, check that the export contains both channels.",
        )
    if len(tracks) == 1 and tracks[0].voice is not None and tracks[0].voice_sure:
        return Reason(
            code="one_voice",
            message=f"Not scored: only one voice was heard in {_seconds(duration)} (one channel).",
            next_step="If this was a conversation, export it with both sides of the call.",
        )
    if len(tracks) == 1 and duration <= LONGEST_MESSAGE and sounds_left(tracks[0]):
        return Reason(
            code="one_voice",
            message=f"Not scored: in {_seconds(duration)} nobody answers, as on a voicemail (one voice).",
            next_step="If this was a conversation, export it with both sides of the call.",
        )
    if speech < LEAST_SPEECH or words < LEAST_WORDS:
        return Reason(
            code="too_short",
            message=f"Not scored: too short to judge ({_seconds(speech)} of speech, {words} words).",
            next_step=f"A review needs {LEAST_SPEECH:g} seconds of speech and {LEAST_WORDS} words.",
        )
    return None


def language_gate(language: str | None, expected: Collection[str]) -> Reason | None:
    """A call in a language nobody expects is not judged by words of another. None: it may be judged.

    Without expected languages any will do; a language that could not be told (None) rules nothing out.
    """
    if not expected or language is None or language in expected:
        return None
    wanted = " or ".join(sorted(expected))
    return Reason(
        code="other_language",
        message=f"Not scored: the language heard is “{language}”, expected is {wanted}.",
        next_step=(
            "Play it. If such calls are to be scored, add the language to SIDETONE_LANGUAGES and review "
            "the call again, with a rubric in that language."
        ),
    )


def apart(tracks: Sequence[Track]) -> Sequence[Track]:
    """The tracks; voices that were not told apart surely count as the one track they were found on."""
    if all(track.voice_sure for track in tracks):
        return tracks
    words = sorted((word for track in tracks for word in track.words), key=lambda word: word.start)
    speech = sum(track.speech_seconds for track in tracks)
    return [Track(channel=tracks[0].channel, words=tuple(words), speech_seconds=speech)]


def sounds_left(track: Track) -> bool:
    """Whether the words on a single track read like a message somebody left: no question, no short reply."""
    sentences = cut([(Speaker.UNKNOWN, track.words)])
    return not any(is_question(s) or len(s.text.split()) <= REPLY_WORDS for s in sentences)


def roles_gate(transcript: Transcript, tracks: int) -> Reason | None:
    """Nothing is held against a rep who may not be the one speaking. None: the roles are known."""
    speakers = {sentence.speaker for sentence in transcript.sentences}
    if Speaker.REP in speakers and Speaker.CUSTOMER in speakers:
        return None
    if tracks == 1:
        return Reason(
            code="speakers_unknown",
            message="Not scored: both voices are on one channel, so it is not known who says what.",
            next_step=(
                "Export the call with the two sides on separate channels and review it again. "
                "`sidetone doctor` says whether the model that tells voices apart is here."
            ),
        )
    return Reason(
        code="roles_unknown",
        message="Not scored: we could not tell which channel or voice is the rep.",
        next_step=(
            "Play it and say which one: left or right, or the number of the voice "
            "(on the command line --rep-channel left, or --rep-channel 1)."
        ),
    )


def scope_gate(rubric: Rubric, transcript: Transcript) -> Reason | None:
    """A call of another kind gets no score on this rubric, and no zero either. None: it may be one."""
    scope = rubric.scope
    if scope is None:
        return None
    said = [normalise(sentence.text) for sentence in transcript.sentences]
    seen = sum(any(phrase(sign).find(words) for words in said) for sign in scope.signs)
    if seen >= scope.at_least:
        return None
    return Reason(
        code="out_of_scope",
        message=f"Not scored: this does not look like {scope.describes}, which “{rubric.title}” is for.",
        next_step="Review it with a rubric for this kind of call: --rubric NAME.",
    )


def _seconds(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
