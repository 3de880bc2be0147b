"""What recordings of calls do to whoever hears them, each made from a fixture call: it may fool nobody."""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from scoring.errors import ModelMissing
from scoring.hearing import Heard, Track
from scoring.reviewing import transcribe
from scoring.roles import tell_roles
from scoring.transcript import Speaker, Word
from service.edges.decoding import decode
from service.edges.recordings import open_recording
from service.edges.sides import sides_of
from service.edges.speech_models import SpeechModel, find_model
from service.edges.transcriber import Ears
from service.edges.voice_model import find_voice_model
from tests.service.edges.sound import Sound, encoded, noise, saved, silence, wav

pytestmark = [pytest.mark.hearing, pytest.mark.slow(seconds=40)]

REPOSITORY = Path(__file__).parents[3]
CALLS = REPOSITORY / "fixtures" / "calls"
RATE = 16_000


def offline(name: str) -> str:
    raise ConnectionError("tests use no network")


@pytest.fixture(scope="module")
def model() -> SpeechModel:
    try:
        return find_model("tiny.en", cache=REPOSITORY / ".sidetone" / "models", download=offline)
    except ModelMissing as missing:
        pytest.skip(f"the weights of tiny.en are not here: {missing}")


@pytest.fixture(scope="module")
def ears(model: SpeechModel) -> Ears:
    return Ears(model)


@cache
def channels(call: str) -> tuple[Sound, ...]:
    with TemporaryDirectory() as folder, open_recording(CALLS / call / "call.opus") as recording:
        return tuple(channel.copy() for channel in decode(recording, Path(folder)).channels)


def cutting(call: str, start: float, end: float) -> tuple[Sound, Sound]:
    """Both channels between two times in seconds."""
    left, right = (channel[int(start * RATE) : int(end * RATE)] for channel in channels(call))
    return left, right


@cache
def sentences(call: str) -> tuple[dict[str, object], ...]:
    return tuple(json.loads((CALLS / call / "reference.json").read_text("utf-8"))["transcript"]["sentences"])


def said(call: str, speaker: str, start: float, end: float) -> list[str]:
    """The words that were really said between two times."""
    words = [w for s in sentences(call) if s["speaker"] == speaker for w in s["words"]]  # type: ignore[attr-defined]
    return bare(w["text"] for w in words if start <= w["start"] and w["end"] <= end)


def bare(texts: object) -> list[str]:
    return [re.sub(r"[^a-z0-9']", "", str(text).lower()) for text in texts]  # type: ignore[attr-defined]


def share(track: Track, words: list[str]) -> float:
    """The share of these words that the track has somewhere."""
    heard = set(bare(word.text for word in track.words))
    return sum(word in heard for word in words) / len(words)


def loud(sound: Sound, factor: float) -> Sound:
    return (sound * factor).round().clip(-32768, 32767).astype(np.int16)


def late(sound: Sound, seconds: float) -> Sound:
    return np.concatenate([np.zeros(int(seconds * RATE), np.int16), sound])[: len(sound)]


def plus(*sounds: Sound) -> Sound:
    return np.sum([sound.astype(np.int32) for sound in sounds], axis=0).clip(-32768, 32767).astype(np.int16)


FALSE_STEREO: dict[str, Callable[[Sound], Sound]] = {
    "the same": lambda mono: mono,
    "inverted": lambda mono: loud(mono, -1),
    "20 ms later": lambda mono: late(mono, 0.02),
    "12 dB quieter": lambda mono: loud(mono, 0.25),
    "with noise": lambda mono: plus(mono, noise(len(mono) / RATE, RATE, level=0.01)),
}


@pytest.mark.parametrize("variant", FALSE_STEREO)
@pytest.mark.parametrize("call", ["good-bakery", "weak-pitch"])
def test_one_sound_on_both_channels_is_no_two_channel_call(call: str, variant: str, tmp_path: Path) -> None:
    left, right = cutting(call, 0, 40)
    mono = plus(left, right)
    path = saved(tmp_path, wav(mono, FALSE_STEREO[variant](mono), rate=RATE))
    with open_recording(path) as recording:
        topology, sides = sides_of(decode(recording, tmp_path), 600.0)
    assert (topology, len(sides)) == ("false stereo", 1)


def test_of_one_sound_twice_the_less_noisy_is_heard(tmp_path: Path) -> None:
    mono = plus(*cutting("good-bakery", 0, 20))
    noisy = plus(mono, noise(20, RATE, level=0.01))
    for order in ((mono, noisy), (noisy, mono)):
        with open_recording(saved(tmp_path, wav(*order, rate=RATE))) as recording:
            _, (side,) = sides_of(decode(recording, tmp_path), 600.0)
        assert np.array_equal(side.samples, mono)


def test_one_sound_twice_that_comes_late_is_heard_once(ears: Ears, tmp_path: Path) -> None:
    mono = plus(*cutting("good-bakery", 0, 20))
    heard = ears.hear(saved(tmp_path, wav(mono, late(mono, 0.3), rate=RATE)))
    assert heard.call.topology == "false stereo"
    assert {track.channel for track in heard.tracks} == {"only"}


def test_both_people_on_one_side_of_two_are_told_apart(model: SpeechModel, tmp_path: Path) -> None:
    voices = find_voice_model(None, cache=REPOSITORY / ".sidetone" / "models")
    if voices is None:
        pytest.skip("the weights of CAM++ are not here")
    left, right = cutting("good-bakery", 0, 30)
    heard = Ears(model, voices=voices).hear(
        saved(tmp_path, wav(plus(left, right), silence(30, RATE), rate=RATE))
    )
    assert heard.call.topology == "one-sided"
    assert [track.voice for track in heard.tracks] == [1, 2]


def test_what_a_telephone_far_away_sends_back_is_not_said_by_whoever_holds_it(
    ears: Ears, tmp_path: Path
) -> None:
    left, right = cutting("good-bakery", 0, 30)
    path = saved(tmp_path, wav(left, plus(right, late(loud(left, 0.18), 0.25)), rate=RATE))
    rep, customer = ears.hear(path).tracks
    assert share(customer, said("good-bakery", "customer", 0, 30)) > 0.8
    assert len(customer.words) < 1.4 * len(said("good-bakery", "customer", 0, 30))
    assert share(rep, said("good-bakery", "rep", 0, 30)) > 0.8


@pytest.mark.parametrize("call", ["good-bakery", "weak-pitch", "weak-drift"])
def test_two_people_are_two_channels(call: str, tmp_path: Path) -> None:
    with open_recording(saved(tmp_path, wav(*cutting(call, 0, 40), rate=RATE))) as recording:
        assert sides_of(decode(recording, tmp_path), 600.0)[0] == "two channels"


FIXTURES = sorted(folder.name for folder in CALLS.iterdir() if folder.name != "voicemail")


@pytest.mark.parametrize("call", FIXTURES)
def test_the_rep_is_found_on_either_channel_whoever_speaks_first_or_nobody_is_named(call: str) -> None:
    tracks = []
    for speaker in ("rep", "customer"):
        words = [Word(**w) for s in sentences(call) if s["speaker"] == speaker for w in s["words"]]  # type: ignore[attr-defined]
        tracks.append(Track(channel="left", words=tuple(words), speech_seconds=60))
    rep_first = tell_roles(tracks, None)[0]
    assert rep_first in ((Speaker.REP, Speaker.CUSTOMER), (Speaker.UNKNOWN, Speaker.UNKNOWN))
    assert tell_roles(tracks[::-1], None)[0] == rep_first[::-1]


def test_the_customer_speaks_first_in_one_of_them() -> None:
    assert any(sentences(call)[0]["speaker"] == "customer" for call in FIXTURES)


def test_after_a_minute_of_silence_words_still_have_their_time(ears: Ears, tmp_path: Path) -> None:
    first, then = cutting("good-bakery", 0, 10), cutting("good-bakery", 10, 22)
    quiet = noise(60, RATE, level=0.002)
    path = saved(
        tmp_path, wav(*(np.concatenate([a, quiet, b]) for a, b in zip(first, then, strict=True)), rate=RATE)
    )
    heard = ears.hear(path)
    for track, speaker in zip(heard.tracks, ("rep", "customer"), strict=True):
        assert not [word for word in track.words if 10.5 < word.start < 69.5]
        late_words = [word for word in track.words if word.start >= 69.5]
        spoken = said("good-bakery", speaker, 10, 22)
        assert share(track.model_copy(update={"words": tuple(late_words)}), spoken) > 0.7


def test_a_rep_who_is_silent_for_a_minute_is_still_there(tmp_path: Path) -> None:
    (rep, _), (_, later) = cutting("good-bakery", 0, 10), cutting("good-bakery", 10, 20)
    quiet, long = noise(60, RATE, level=0.002), cutting("weak-drift", 20, 80)[1]
    left = np.concatenate([rep, quiet, cutting("good-bakery", 10, 20)[0]])
    right = np.concatenate([cutting("good-bakery", 0, 10)[1], long, later])
    with open_recording(saved(tmp_path, wav(left, right, rate=RATE))) as recording:
        topology, (one, _) = sides_of(decode(recording, tmp_path), 600.0)
    assert topology == "two channels"
    spoken = [turn.times for turn in one.turns]
    assert spoken[0][0] < 10 < 70 < spoken[-1][1]
    assert not [turn for turn in spoken if 11 < turn[0] < 69]


def test_a_listener_does_not_cut_the_others_sentence_and_is_marked(ears: Ears, tmp_path: Path) -> None:
    """At 8.2 s the rep says "Mm-hm." over a sentence that goes on for two seconds more."""
    heard = ears.hear(saved(tmp_path, wav(*cutting("good-bakery", 40, 53), rate=RATE)))
    sentences = transcribe(heard, "left").sentences
    over = [s for s in sentences if s.speaker is Speaker.CUSTOMER and s.start < 8 and s.end > 10]
    assert len(over) == 1
    assert [s.back_channel for s in sentences if s.speaker is Speaker.REP and 8 < s.start < 9] == [True]


def hold_music(seconds: float) -> Sound:
    """Chords that swell and fade."""
    times = np.arange(int(seconds * RATE)) / RATE
    chords = [(220, 277, 330), (196, 247, 294), (175, 220, 262)]
    which = (times // 2).astype(int) % len(chords)
    tones = sum(np.sin(2 * np.pi * np.array([c[n] for c in chords])[which] * times) for n in range(3))
    return (2500 * tones * (1 + 0.3 * np.sin(2 * np.pi * 0.7 * times))).astype(np.int16)


def test_hold_music_has_no_words_and_is_pointed_out(ears: Ears, tmp_path: Path) -> None:
    left, right = cutting("good-bakery", 0, 10)
    music = hold_music(14)
    path = saved(
        tmp_path,
        wav(
            np.concatenate([left, music, left]), np.concatenate([right, silence(14, RATE), right]), rate=RATE
        ),
    )
    heard = ears.hear(path)
    assert not [word for track in heard.tracks for word in track.words if 10.5 < word.start < 23.5]
    (notice,) = [notice for notice in heard.notices if notice.code == "loud_without_speech"]
    assert "on the left channel, first at 0:1" in notice.message
    assert sum(end - start for start, end in heard.wordless) > 13, "what is no pause of anybody's"
    assert all(10 <= start < end <= 24.5 for start, end in heard.wordless)
    assert [len(channel) for channel in heard.peaks] == [480, 480]


def test_a_channel_of_40_decibels_less_is_heard(ears: Ears, tmp_path: Path) -> None:
    left, right = cutting("good-bakery", 0, 30)
    heard = ears.hear(saved(tmp_path, wav(left, loud(right, 0.01), rate=RATE)))
    assert heard.call.topology == "two channels"
    assert share(heard.tracks[1], said("good-bakery", "customer", 0, 30)) > 0.8


@pytest.fixture(scope="module")
def leaking(ears: Ears, tmp_path_factory: pytest.TempPathFactory) -> Heard:
    """Each channel has the other 20 dB under it, 20 ms later."""
    left, right = cutting("good-bakery", 0, 40)
    both = plus(left, late(loud(right, 0.1), 0.02)), plus(right, late(loud(left, 0.1), 0.02))
    return ears.hear(saved(tmp_path_factory.mktemp("leak"), wav(*both, rate=RATE)))


def test_words_that_leak_at_20_decibels_less_are_nobodys(leaking: Heard) -> None:
    for track, speaker, other in zip(leaking.tracks, ("rep", "customer"), ("customer", "rep"), strict=True):
        assert share(track, said("good-bakery", speaker, 0, 40)) > 0.8
        inside = [
            word
            for s in sentences("good-bakery")
            if s["speaker"] == other and float(str(s["end"])) < 40
            for word in track.words
            if float(str(s["start"])) + 0.4 < (word.start + word.end) / 2 < float(str(s["end"])) - 0.4
        ]
        # Both talk at once in one place of it, and the times of words are not exact.
        assert len(inside) <= 4, [word.text for word in inside]


def test_what_was_taken_out_as_an_echo_is_kept_with_its_place(leaking: Heard) -> None:
    echoes = [one for one in leaking.removed if one.why == "echo"]
    assert all(0 <= one.start <= one.end <= 40 for one in echoes)
    assert bool(echoes) == any(notice.code == "echo_removed" for notice in leaking.notices)


def test_a_side_on_which_nobody_speaks_has_no_words_beside_a_voice_that_faintly_leaks_into_it(
    ears: Ears, tmp_path: Path
) -> None:
    heard = ears.hear(saved(tmp_path, wav(*cutting("voicemail", 0, 12), rate=RATE)))
    assert [track.words for track in heard.tracks[1:]] == [()]
    taken_out = [one for one in heard.removed if one.why == "silence"]
    assert taken_out, "the model makes words of it; should it no longer, this shows nothing"
    assert {one.channel for one in taken_out} == {"right"}
    assert any(notice.code == "silence_removed" for notice in heard.notices)
    assert share(heard.tracks[0], said("voicemail", "rep", 0, 11)) > 0.8


def test_damage_in_the_middle_loses_the_damage_and_nothing_after_it(ears: Ears, tmp_path: Path) -> None:
    whole = encoded(cutting("good-bakery", 0, 30), "mp3", "libmp3lame", rate=RATE)
    middle = len(whole) // 2
    path = saved(tmp_path, whole[:middle] + b"\x00garbage" * 500 + whole[middle + 2000 :], "call.mp3")
    heard = ears.hear(path)
    assert any(notice.code == "damaged" for notice in heard.notices)
    last = Track(
        channel="left", words=tuple(w for w in heard.tracks[0].words if w.start > 17), speech_seconds=0
    )
    assert share(last, said("good-bakery", "rep", 18, 29)) > 0.7


def test_a_video_at_48_kilohertz_is_heard(ears: Ears, tmp_path: Path) -> None:
    left, right = (np.repeat(channel, 3) for channel in cutting("good-bakery", 0, 12))
    path = saved(tmp_path, encoded((left, right), "mp4", "aac", rate=48_000, picture=True), "call.mp4")
    heard = ears.hear(path)
    assert (heard.call.sample_rate, heard.call.topology) == (48_000, "two channels")
    assert share(heard.tracks[0], said("good-bakery", "rep", 0, 12)) > 0.7


def test_a_name_the_model_does_not_know_is_heard_with_its_help(model: SpeechModel, tmp_path: Path) -> None:
    left, _ = channels("voicemail")
    path = saved(tmp_path, wav(left[: 12 * RATE], rate=RATE))
    told = [
        " ".join(bare(word.text for track in heard.tracks for word in track.words))
        for heard in (Ears(model).hear(path), Ears(model, hotwords="Copper Finch").hear(path))
    ]
    assert ["copper finch" in words for words in told] == [False, True]
