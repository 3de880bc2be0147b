"""Sound without a header is heard where its format is named, and never guessed."""

from pathlib import Path

import pytest

from scoring.errors import BadRecording
from service.commands.review import RawFormat
from service.edges.containers import RAW
from service.edges.decoding import Decoded, decode
from service.edges.recordings import open_recording, stored_as
from tests.service.edges.sound import encoded, pitch, saved, tone, wav

WRITTEN = {
    "mulaw": ("mulaw", "pcm_mulaw", 8000, {}),
    "alaw": ("alaw", "pcm_alaw", 8000, {}),
    "g722": ("g722", "g722", 16_000, {}),
    "g726": ("g726", "g726", 8000, {"b": "32000"}),
}
"""What FFmpeg here can write; it has no encoder of GSM."""


def raw(name: str) -> bytes:
    container, codec, rate, options = WRITTEN[name]
    return encoded([tone(3, 440, rate)], container, codec, rate=rate, options=options)


def decoded(path: Path, raw_format: str | None) -> Decoded:
    with open_recording(path, raw_format) as recording:
        return decode(recording, path.parent)


@pytest.mark.parametrize("name", WRITTEN)
def test_raw_sound_whose_format_is_named_comes_out_as_it_went_in(name: str, tmp_path: Path) -> None:
    heard = decoded(saved(tmp_path, raw(name)), name)
    assert heard.duration == pytest.approx(3, abs=0.1)
    assert [pitch(channel) for channel in heard.channels] == [pytest.approx(440, abs=15)]


def test_raw_gsm_is_33_bytes_for_each_20_milliseconds(tmp_path: Path) -> None:
    frame = bytes([0xD0]) + bytes(32)  # the four bits every frame of GSM 06.10 begins with
    heard = decoded(saved(tmp_path, frame * 100), "gsm")
    assert (heard.codec, heard.duration) == ("gsm", pytest.approx(2.0, abs=0.01))


@pytest.mark.parametrize("name", WRITTEN)
def test_raw_sound_without_a_format_is_refused_with_the_option_that_names_it(
    name: str, tmp_path: Path
) -> None:
    with pytest.raises(BadRecording) as caught:
        decoded(saved(tmp_path, b"\xff\x7f" * 4 + raw(name)), None)
    assert caught.value.code == "no_header"
    assert all(word in caught.value.next_step for word in ("--format", *RAW))


def test_a_stored_recording_carries_its_format_in_its_name(tmp_path: Path) -> None:
    stored = saved(tmp_path, raw("alaw"), stored_as("0123abcd", "alaw"))
    assert decoded(stored, None).codec == "pcm_alaw"
    assert stored_as("0123abcd", None) == "0123abcd"
    odd = saved(tmp_path, b"\xff\x7f" * 4 + raw("mulaw"), stored_as("0123abcd", "mp3"))
    with pytest.raises(BadRecording, match="no recording"):
        decoded(odd, None)


def test_a_format_changes_nothing_for_a_file_that_says_what_it_is(tmp_path: Path) -> None:
    assert decoded(saved(tmp_path, wav(tone(2))), "mulaw").codec == "pcm_s16le"


@pytest.mark.parametrize("content", [b"Dear all,\nplease listen.\n" * 9, b"PK\x03\x04" + bytes(99)])
def test_text_and_archives_are_no_raw_sound_whatever_is_named(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadRecording, match="is no recording"):
        decoded(saved(tmp_path, content), "alaw")


def test_the_command_knows_each_format_that_is_taken() -> None:
    assert [one.value for one in RawFormat] == list(RAW)
