"""Several voices on one track are told apart, and each word gets its voice."""

import json
import tempfile
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from scoring.errors import ModelMissing
from scoring.further_voices import shared
from scoring.hearing import Track
from scoring.transcript import Word
from service.edges.clustering import tell_apart
from service.edges.decoding import decode
from service.edges.filterbank import BANDS, filterbank
from service.edges.recordings import open_recording
from service.edges.sides import Side
from service.edges.speakers import Told, likeness, tell_speakers, voice_turns
from service.edges.speech import Span, Talk, as_floats, find_talk
from service.edges.voice_model import find_voice_model
from service.edges.voiceprints import CamPlus, LightVoices, Voiceprints
from tests.service.edges.sound import Sound, noise, silence, tone

RATE = 16_000
REPOSITORY = Path(__file__).parents[3]
CALLS = REPOSITORY / "fixtures" / "calls"
SHARED = REPOSITORY.parent / "shared" / "data" / "models" / "campplus.onnx"


def directions(*sizes: int, spread: float = 0.06, seed: int = 1) -> NDArray[np.float32]:
    """So many stretches of each of several voices that have nothing in common."""
    draw = np.random.default_rng(seed)
    middles = draw.normal(size=(len(sizes), 192))
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    rows = np.repeat(middles, sizes, axis=0) + draw.normal(0, spread, (sum(sizes), 192))
    unit: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


@pytest.mark.parametrize("sizes", [(60,), (60, 50), (100, 12), (50, 40, 30), (40, 40, 30, 30)])
def test_the_number_of_voices_is_found(sizes: tuple[int, ...]) -> None:
    voices = tell_apart(directions(*sizes))
    assert np.bincount(voices.of).tolist() == list(sizes)
    assert voices.clear


def test_a_known_number_of_voices_is_taken() -> None:
    assert tell_apart(directions(30, 30, 30), count=3).how_many == 3
    assert tell_apart(directions(60), count=1).how_many == 1


def test_a_few_seconds_are_one_voice_and_not_clear() -> None:
    voices = tell_apart(directions(3))
    assert (voices.how_many, voices.clear) == (1, False)


def test_a_tone_is_loudest_in_the_band_of_its_pitch() -> None:
    # On Kaldi's mel scale, 1127 ln(1 + f/700), 1 kHz lies 28 of 81 steps from 20 Hz to 8 kHz: in band 27.
    bands = filterbank(as_floats(tone(1, 1000, RATE)))
    assert bands.shape == (98, BANDS)
    assert bands.mean(axis=0).argmax() == 27


def test_less_sound_than_a_frame_has_no_bands() -> None:
    assert filterbank(np.zeros(399, np.float32)).shape == (0, BANDS)


def test_a_louder_recording_has_the_same_bands_but_for_their_mean() -> None:
    quiet, loud = (filterbank(as_floats(noise(1, RATE, level=level))) for level in (0.05, 0.2))
    difference = loud - quiet
    assert np.abs(difference - difference.mean()).max() < 0.2


class Pitch:
    """Voiceprints for tones: the band that is loudest."""

    surely, name = True, "pitch"

    def of(self, bands: NDArray[np.float32], stretches: list[tuple[int, int]]) -> NDArray[np.float32]:
        loudest = [bands[start:end].mean(axis=0).argmax() for start, end in stretches]
        rows: NDArray[np.float32] = np.eye(BANDS, dtype=np.float32)[loudest]
        return rows


def conversation() -> tuple[Side, list[Word]]:
    """Forty turns of 2.5 s: a low voice and a high one take turns, five words each."""
    turns = [tone(2.5, 300 if n % 2 == 0 else 2000, RATE) for n in range(40)]
    samples = np.concatenate(turns)
    whole = Span(0, len(samples))
    words = [
        Word(text=("low" if n % 10 < 5 else "high") + "." * (n % 5 == 4), start=n / 2, end=n / 2 + 0.5)
        for n in range(200)
    ]
    return Side("only", samples, [Talk(whole, [whole], [whole], [])]), words


def texts(told: Told) -> list[set[str]]:
    return sorted(({word.text.rstrip(".") for word in words} for words in told.words), key=sorted)


def test_every_word_gets_the_voice_that_speaks_it() -> None:
    side, words = conversation()
    told = tell_speakers(side, words, Pitch())
    assert texts(told) == [{"high"}, {"low"}]
    assert told.sure


def test_a_voice_changes_inside_a_sentence_where_the_sound_says_so() -> None:
    side, words = conversation()
    unpunctuated = [word.model_copy(update={"text": word.text.rstrip(".")}) for word in words]
    told = tell_speakers(side, unpunctuated, Pitch())
    wrong = min(
        sum(word.text != name for word in voice) + sum(word.text == name for word in other)
        for name in ("low", "high")
        for voice, other in [told.words]
    )
    # 39 changes without a pause or a full stop: at most one word at each is on the wrong side.
    assert wrong <= 39


@pytest.mark.parametrize("sound", ["Mm-hmm.", "uh-huh", "Mhm,"])
def test_a_listeners_sound_amid_what_one_voice_says_is_the_others(sound: str) -> None:
    side, words = conversation()
    words[102] = words[102].model_copy(update={"text": sound})  # amid the eleventh turn, a low one
    own, other = sorted(tell_speakers(side, words, Pitch()).words, key=len)
    assert words[102] in other
    assert len(own) == 99
    assert {word.text.rstrip(".") for word in own} == {"low"}


def test_a_listeners_sound_between_two_voices_keeps_its_own() -> None:
    side, words = conversation()
    words[100] = words[100].model_copy(update={"text": "Mm-hmm,"})  # the low voice answers, and goes on
    own = next(one for one in tell_speakers(side, words, Pitch()).words if words[101] in one)
    assert words[100] in own


def test_without_a_model_voices_are_never_sure() -> None:
    side, words = conversation()
    told = tell_speakers(side, words, LightVoices())
    assert not told.sure
    assert sum(map(len, told.words)) == len(words)


def test_two_parts_of_a_track_are_as_alike_as_their_voices() -> None:
    side, words = conversation()
    low = [word for word in words if word.text.startswith("low")]
    high = [word for word in words if word.text.startswith("high")]
    assert likeness(side, low[:40], low[40:], Pitch()) == pytest.approx(1)
    assert likeness(side, low, high, Pitch()) == pytest.approx(0, abs=0.1)
    assert likeness(side, low, high, LightVoices()) is None, "the light way is not to be relied on"
    assert likeness(side, [], high, Pitch()) is None


def test_silence_has_no_voices() -> None:
    samples = silence(10, RATE)
    side = Side("only", samples, [find_talk(samples, Span(0, len(samples)))])
    assert tell_speakers(side, [], Pitch()) == Told([[]], sure=False)


def test_a_voice_model_that_is_named_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="There is no model of voices"):
        find_voice_model(tmp_path / "absent.onnx", cache=tmp_path)
    assert find_voice_model(None, cache=tmp_path) is None


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "voices.onnx"
    file.write_bytes(b"no model")
    with pytest.raises(ModelMissing, match=r"voices\.onnx can't be loaded"):
        CamPlus(file)


@pytest.fixture(scope="module")
def prints() -> Voiceprints:
    file = find_voice_model(None, cache=REPOSITORY / ".sidetone" / "models") or SHARED
    if not file.is_file():
        pytest.skip("no model of voices is here")
    return CamPlus(file)


@pytest.mark.hearing
@pytest.mark.parametrize(
    ("call", "voices"),
    [pytest.param("weak-drift", 2, marks=pytest.mark.slow(seconds=4)), ("voicemail", 1)],
)
def test_the_words_of_a_fixture_on_one_channel_get_their_speakers(
    call: str, voices: int, prints: Voiceprints
) -> None:
    reference = json.loads((CALLS / call / "reference.json").read_text("utf-8"))
    sentences = reference["transcript"]["sentences"]
    said = {id(w): s["speaker"] for s in sentences for w in s["words"]}
    spoken = sorted((w for s in sentences for w in s["words"]), key=lambda w: float(w["start"]))
    words = [Word(**w) for w in spoken]
    persons = {word.start: said[id(w)] for word, w in zip(words, spoken, strict=True)}
    with tempfile.TemporaryDirectory() as folder, open_recording(CALLS / call / "mono.opus") as recording:
        samples = decode(recording, Path(folder)).channels[0].copy()
    side = Side("only", samples, [find_talk(samples, Span(0, len(samples)))])
    told = tell_speakers(side, words, prints)
    assert (len(told.words), told.sure) == (voices, True)
    right = sum(
        max(sum(persons[word.start] == person for word in own) for person in ("rep", "customer"))
        for own in told.words
    )
    assert right >= 0.95 * len(words)


def channels(call: str) -> tuple[Sound, ...]:
    with tempfile.TemporaryDirectory() as folder, open_recording(CALLS / call / "call.opus") as recording:
        return tuple(channel.copy() for channel in decode(recording, Path(folder)).channels)


def spoken_by(call: str, person: str, start: float, end: float) -> tuple[Sound, list[Word]]:
    """What a person says on a channel of their own between two times, from the first of them on."""
    document = json.loads((CALLS / call / "reference.json").read_text("utf-8"))
    left, right = channels(call)
    own = left if (person == "rep") == (document["rep_channel"] == "left") else right
    words = [
        Word(text=w["text"], start=w["start"] - start, end=w["end"] - start)
        for s in document["transcript"]["sentences"]
        if s["speaker"] == person
        for w in s["words"]
        if start <= w["start"] and w["end"] <= end
    ]
    return own[int(start * RATE) : int(end * RATE)], words


def one_after_the_other(*pieces: tuple[Sound, list[Word]]) -> tuple[Side, list[Word], list[int]]:
    """The pieces as one channel: its sound, its words, and for each word the number of its piece."""
    words: list[Word] = []
    of: list[int] = []
    at = 0.0
    for number, (sound, own) in enumerate(pieces):
        words += [w.model_copy(update={"start": w.start + at, "end": w.end + at}) for w in own]
        of += [number] * len(own)
        at += len(sound) / RATE
    samples = np.concatenate([sound for sound, _ in pieces])
    return Side("right", samples, [find_talk(samples, Span(0, len(samples)))]), words, of


@pytest.mark.hearing
@pytest.mark.slow(seconds=4)
def test_three_people_on_one_channel_are_three_voices(prints: Voiceprints) -> None:
    ana, ben = (spoken_by("good-bakery", person, 30, 80) for person in ("rep", "customer"))
    cleo = spoken_by("weak-drift", "customer", 20, 80)
    side, words, of = one_after_the_other(ana, ben, cleo)
    told = tell_speakers(side, words, prints)
    assert (len(told.words), told.sure) == (3, True)
    whose = {word.start: number for word, number in zip(words, of, strict=True)}
    right = sum(max(sum(whose[w.start] == n for w in own) for n in range(3)) for own in told.words)
    assert right >= 0.95 * len(words)


@pytest.mark.hearing
def test_a_further_voice_on_the_customers_channel_is_found_and_one_person_is_none(
    prints: Voiceprints,
) -> None:
    before, after = (spoken_by("weak-pitch", "customer", *part) for part in ((0, 60), (60, 130)))
    assert voice_turns(*one_after_the_other(before, after)[:2], prints) == ()
    spouse = spoken_by("objections-cold-call", "customer", 20, 60)
    side, words, of = one_after_the_other(before, spouse, after)
    heard = Track(channel="right", words=tuple(words), speech_seconds=60)
    turns = voice_turns(side, words, prints)
    own, further = shared(heard.model_copy(update={"turns": turns}))
    meant = {word.start for word, number in zip(words, of, strict=True) if number == 1}
    assert len(meant ^ {word.start for word in further}) <= 0.05 * len(words)
    assert len(own) + len(further) == len(words)
    assert voice_turns(side, words, LightVoices()) == (), "without the model nothing is claimed"
