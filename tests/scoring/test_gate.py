"""What is not a conversation between a rep and a customer is not scored, and the reason is said."""

from scoring.gate import apart, language_gate, roles_gate, sound_gate
from scoring.hearing import Track
from scoring.transcript import Word
from tests.cast import call


def track(words: int, seconds: float, channel: str = "left") -> Track:
    spoken = tuple(Word(text="word", start=i, end=i + 0.5) for i in range(words))
    return Track.model_validate({"channel": channel, "words": spoken, "speech_seconds": seconds})


def test_a_conversation_passes() -> None:
    assert sound_gate([track(60, 30), track(40, 20, "right")], 90) is None


def test_no_word_is_no_speech() -> None:
    reason = sound_gate([track(0, 4), track(0, 0, "right")], 61)
    assert reason is not None
    assert (reason.code, reason.message) == ("no_speech", "Not scored: no speech was heard in 1 min 01 s.")


def test_one_voice_on_two_channels_is_no_conversation_however_long() -> None:
    reason = sound_gate([track(300, 120), track(2, 1, "right")], 130)
    assert reason is not None
    assert reason.code == "one_voice"


def one_track(text: str, seconds: float = 24) -> Track:
    words = text.split()
    step = seconds / len(words)
    spoken = tuple(Word(text=w, start=i * step, end=(i + 1) * step) for i, w in enumerate(words))
    return Track(channel="only", words=spoken, speech_seconds=seconds)


MESSAGE = (
    "Hi, this is Davis from the service center. I am letting you know that your car is ready to be picked up "
    "today. You can call me on this number all day if there is anything that you would like to know."
)


def test_a_message_that_one_person_left_is_no_conversation() -> None:
    reason = sound_gate([one_track(MESSAGE)], 24)
    assert reason is not None
    assert reason.code == "one_voice"
    assert reason.message == "Not scored: in 24 s nobody answers, as on a voicemail (one voice)."


def test_a_question_or_a_short_reply_is_a_sign_of_two_people() -> None:
    for answered in (MESSAGE + " Is that all right with you?", MESSAGE + " Yes, please."):
        assert sound_gate([one_track(answered)], 24) is None


def test_a_long_track_is_never_taken_for_a_message() -> None:
    assert sound_gate([one_track(MESSAGE, seconds=120)], 120) is None


def test_a_few_seconds_are_too_short_to_judge() -> None:
    reason = sound_gate([track(20, 6), track(10, 3, "right")], 12)
    assert reason is not None
    assert reason.code == "too_short"
    assert "9 s of speech, 30 words" in reason.message


def test_without_knowing_the_rep_nothing_is_held_against_them() -> None:
    unsure = call("someone: Hello.", "someone: Hi.")
    one, two = roles_gate(unsure, tracks=1), roles_gate(unsure, tracks=2)
    assert one is not None
    assert two is not None
    assert (one.code, two.code) == ("speakers_unknown", "roles_unknown")
    assert "--rep-channel" in two.next_step
    assert roles_gate(call("ana: Hello.", "ben: Hi."), tracks=2) is None


def test_one_voice_that_is_surely_one_took_no_part_in_a_conversation() -> None:
    alone = one_track(MESSAGE, seconds=120).model_copy(update={"voice": 1})
    reason = sound_gate([alone], 120)
    assert reason is not None
    assert (reason.code, "only one voice" in reason.message) == ("one_voice", True)


def test_voices_that_may_not_be_two_are_taken_for_one_track() -> None:
    whole = one_track(MESSAGE, seconds=30)
    halves = [
        whole.model_copy(update={"voice": 1, "voice_sure": False, "words": whole.words[::2]}),
        whole.model_copy(update={"voice": 2, "voice_sure": False, "words": whole.words[1::2]}),
    ]
    assert apart(halves)[0].words == whole.words
    assert sound_gate(halves, 30) == sound_gate([whole], 30)


def test_a_call_in_a_language_nobody_expects_is_not_scored_and_names_both() -> None:
    reason = language_gate("fr", ("en", "de"))
    assert reason is not None
    assert reason.code == "other_language"
    assert reason.message == "Not scored: the language heard is “fr”, expected is de or en."
    assert "SIDETONE_LANGUAGES" in reason.next_step


def test_an_expected_language_passes_and_so_does_any_where_none_is_named() -> None:
    assert language_gate("de", ("en", "de")) is None
    assert language_gate("fr", ()) is None


def test_a_language_that_could_not_be_told_rules_nothing_out() -> None:
    assert language_gate(None, ("en",)) is None
