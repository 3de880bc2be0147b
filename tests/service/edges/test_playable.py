import io
import wave

import av
import numpy as np
import pytest

from scoring.errors import BadRecording
from service.edges.playable import PARTS, peaks, playable_copy

RATE = 8000


def tone(seconds, loudness, hertz=300):
    times = np.arange(int(seconds * RATE)) / RATE
    return (loudness * 32767 * np.sin(2 * np.pi * hertz * times)).astype(np.int16)


@pytest.fixture
def call(tmp_path):
    """Two channels of 6 s: the left one sounds in the first half, the right one in the second."""
    silence = np.zeros(3 * RATE, np.int16)
    left = np.concatenate([tone(3, 0.5), silence])
    right = np.concatenate([silence, tone(3, 0.25, 500)])
    path = tmp_path / "call.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, RATE, len(left), "NONE", ""))
        file.writeframes(np.stack([left, right], axis=1).tobytes())
    return path


def heard(copy):
    """The copy's own sound, decoded: one array a channel, at 48 kHz, between -1 and 1."""
    with av.open(io.BytesIO(copy.data)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.concatenate(frames, axis=1)


def test_the_copy_is_opus_in_webm_with_both_channels_and_the_whole_length(call):
    copy = playable_copy(call)
    assert copy.mime == "audio/webm; codecs=opus"
    assert copy.duration == pytest.approx(6)
    with av.open(io.BytesIO(copy.data)) as container:
        assert container.format.name == "matroska,webm"
        track = container.streams.audio[0]
        assert (track.codec_context.name, track.channels) == ("opus", 2)
        assert container.duration / 1e6 == pytest.approx(6, abs=0.1)


def test_the_sides_of_the_call_stay_apart(call):
    left, right = heard(playable_copy(call))
    first, second = slice(48_000, 2 * 48_000), slice(4 * 48_000, 5 * 48_000)
    # The effective value of a sine is its height / √2: 0.5 gives 0.354, 0.25 gives 0.177.
    assert left[first].std() == pytest.approx(0.354, rel=0.15)
    assert right[first].std() < 0.005
    assert left[second].std() < 0.005
    assert right[second].std() == pytest.approx(0.177, rel=0.15)


def test_the_copy_has_an_index_to_jump_by(call):
    # The id of the Cues element (RFC 9559, 5.1.5): without it a browser can only play from the start.
    assert b"\x1c\x53\xbb\x6b" in playable_copy(call).data


def test_the_copy_is_small_enough_to_stand_in_a_page(call):
    copy = playable_copy(call)
    assert len(copy.data) * 8 / copy.duration < 48_000


def test_peaks_are_the_loudest_sample_of_each_part(call):
    left, right = playable_copy(call).peaks
    assert len(left) == len(right) == PARTS
    assert left[PARTS // 4] == pytest.approx(0.5, abs=0.02)
    assert right[PARTS // 4] == 0
    assert right[3 * PARTS // 4] == pytest.approx(0.25, abs=0.02)


def test_the_lowest_sample_is_full_scale():
    assert list(peaks(np.array([0, -32768, 16384, 0], np.int16), 2)) == [1.0, 0.5]


def test_a_recording_shorter_than_its_bars_still_has_all_of_them():
    assert len(list(peaks(np.array([100, -200], np.int16), 10))) == 10


def test_what_is_no_recording_has_no_copy(tmp_path):
    path = tmp_path / "notes.wav"
    path.write_text("hello")
    with pytest.raises(BadRecording):
        playable_copy(path)
