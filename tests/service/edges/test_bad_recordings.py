"""What cannot be heard is refused: with a word for machines, a clear sentence, and what to do next."""

import errno
import gzip
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from scoring.errors import BadRecording
from service.edges.containers import Container
from service.edges.decoding import Decoded, decode
from service.edges.recordings import HashedFile, Recording, open_recording
from tests.service.edges.sound import (
    encoded,
    noise,
    picture_only,
    saved,
    silence,
    tone,
    wav,
    wav_around,
)


def heard(path: Path, longest: float = 3600.0) -> Decoded:
    folder = path.parent / "decoded"
    folder.mkdir(exist_ok=True)
    with open_recording(path) as recording:
        return decode(recording, folder, longest)


def refused(path: Path, longest: float = 3600.0) -> BadRecording:
    with pytest.raises(BadRecording) as caught:
        heard(path, longest)
    assert caught.value.message.endswith(".")
    assert caught.value.next_step
    assert caught.value.exit_code == 2
    return caught.value


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("call.wav", wav(tone(1)))
    return file.getvalue()


def flac_that_promises(seconds: float, content: bytes) -> bytes:
    """The FLAC file with another length in its header: the last 36 bits of bytes 18 to 25, in samples.

    Bytes 18 to 20 hold the rate in their first 20 bits (FLAC format, STREAMINFO).
    """
    fields = int.from_bytes(content[18:26], "big")
    rate = fields >> 44
    patched = (fields >> 36 << 36) | int(seconds * rate)
    return content[:18] + patched.to_bytes(8, "big") + content[26:]


def mp4() -> bytes:
    return encoded([tone(2)], "mp4", "aac")


def mp3(channels: int) -> bytes:
    return encoded([tone(3, rate=16000)] * channels, "mp3", "libmp3lame", rate=16000)


def flac() -> bytes:
    return encoded([silence(8)], "flac", "flac")


def random_bytes() -> bytes:
    return b"\x83" + np.random.default_rng(7).bytes(5000)


TEN_HOURS = 36_000.0

BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    # what is in the file: (code, the file, words of the message)
    "nothing": ("empty", lambda: b"", "is empty"),
    "one byte": ("no_header", lambda: b"\x80", "without any header"),
    "text called .wav": ("not_audio", lambda: b"Dear all,\nplease listen.\n" * 9, "it is text"),
    "text in UTF-16": ("not_audio", lambda: "Dear all".encode("utf-16"), "it is text"),
    "JSON": ("not_audio", lambda: b'{"call": 1}', "it is text"),
    "a web page": ("not_audio", lambda: b"<!DOCTYPE html><html>Sign in</html>", "a web page"),
    "XML with a byte order mark": ("not_audio", lambda: b"\xef\xbb\xbf<?xml version='1.0'?><MPD/>", "XML"),
    "a zip archive": ("archive", archive, "an archive"),
    "a gzipped recording": ("archive", lambda: gzip.compress(wav(tone(1))), "an archive"),
    "a PDF": ("not_audio", lambda: b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "it is text"),
    "a picture": ("no_header", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "without any header"),
    "a program": ("no_header", lambda: b"\x7fELF\x02\x01\x01" + bytes(200), "without any header"),
    "random bytes": ("no_header", random_bytes, "without any header"),
    "raw µ-law without a header": ("no_header", lambda: b"\xff\x7f" * 4000, "mulaw"),
    "an AVI video": ("other_format", lambda: b"RIFF\x00\x10\x00\x00AVI LIST" + bytes(99), "an AVI"),
    "an MPEG video": ("other_format", lambda: b"\x00\x00\x01\xba" + bytes(99), "MPEG video"),
    "an ffconcat list": ("playlist", lambda: b"ffconcat version 1.0\nfile neighbour.wav\n", "a playlist"),
    "an m3u8 playlist": ("playlist", lambda: b"#EXTM3U\n#EXTINF:3,\nneighbour.wav\n", "a playlist"),
    "an m3u8 playlist behind an ID3 tag": (
        "playlist",
        lambda: b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + b"#EXTM3U\n#EXTINF:3,\nneighbour.wav\n",
        "a playlist",
    ),
    "a session description": (
        "playlist",
        lambda: b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
        "a playlist",
    ),
    "a pls playlist": ("playlist", lambda: b"[playlist]\nFile1=neighbour.wav\n", "a playlist"),
    "an ASF reference": ("playlist", lambda: b"[Reference]\nRef1=neighbour.wav\n", "a playlist"),
    "a WAV header cut after 20 bytes": ("damaged", lambda: wav(tone(1))[:20], "damaged or cut off"),
    "a WAV header without samples": ("no_samples", lambda: wav(silence(0)), "zero samples"),
    "a WAV with a single sample": ("no_samples", lambda: wav(tone(1)[1:2]), "0.1 ms"),
    "a recording on one channel that goes on with two": (
        "channels_change",
        lambda: mp3(1) + mp3(2),
        "has 1 channel at first and 2 from 0:03 on",
    ),
    "a recording on two channels that goes on with one": (
        "channels_change",
        lambda: mp3(2) + mp3(1),
        "has 2 channels at first and 1 from 0:03 on",
    ),
    "a WAV with no channels": ("damaged", lambda: wav_around(bytes(400), channels=0, block=2), "no channels"),
    "a WAV in an unknown codec": ("codec", lambda: wav_around(bytes(400), kind=0x4321), "unknown codec"),
    "a WAV with one sample a second": ("sample_rate", lambda: wav(tone(1), rate=1), "1 samples a second"),
    "a WAV with two billion samples a second": (
        "sample_rate",
        lambda: wav_around(bytes(4000), rate=2_000_000_000, block=2, bits=1),
        "samples a second",
    ),
    "six channels": (
        "too_many_channels",
        lambda: encoded([tone(1)] * 6, "wav", "pcm_s16le", layout="5.1"),
        "has 6 channels",
    ),
    "an MP4 that lost its end": ("damaged", lambda: mp4()[: len(mp4()) // 2], "damaged or cut off"),
    "an MP4 with a picture only": ("no_sound_track", picture_only, "has no sound track"),
    "an Ogg page cut after 30 bytes": (
        "damaged",
        lambda: encoded([tone(1, rate=48000)], "ogg", "libopus", rate=48000)[:30],
        "damaged",
    ),
    "a WebM header alone": ("damaged", lambda: b"\x1a\x45\xdf\xa3" + bytes(40), "damaged"),
    "a FLAC header alone": ("damaged", lambda: flac()[:42], "damaged"),
    "an MP3 frame header and garbage": ("damaged", lambda: b"\xff\xfb\x90\x64" + random_bytes(), "damaged"),
    "an AMR header alone": ("no_samples", lambda: b"#!AMR\n", "zero samples"),
    "a WMA header and zeros": (
        "damaged",
        lambda: bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + bytes(99),
        "damaged",
    ),
    "an AIFF header alone": ("damaged", lambda: b"FORM\x00\x00\x00\x04AIFF", "damaged"),
    "an AU header alone": ("damaged", lambda: b".snd" + bytes(4), "damaged"),
    "FLAC silence that says it is ten hours long": (
        "too_long",
        lambda: flac_that_promises(TEN_HOURS, flac()),
        "says that it is 10 h 00 min long",
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_recording_is_refused(kind: str, tmp_path: Path) -> None:
    code, make, words = BAD[kind]
    error = refused(saved(tmp_path, make()))
    assert error.code == code
    assert words in str(error)
    assert "call.wav" in error.message


def test_ten_hours_of_silence_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    # 36,000 s × 8,000 samples × 2 bytes = 576 MB, which take no room on disk: the file has a hole.
    path = tmp_path / "call.wav"
    path.write_bytes(wav_around(b"", promised=576_000_000))
    os.truncate(path, 44 + 576_000_000)
    assert refused(path).code == "too_long"
    assert list((tmp_path / "decoded").iterdir()) == []


def test_a_header_that_promises_less_than_there_is_does_not_get_past_the_limit(tmp_path: Path) -> None:
    path = saved(tmp_path, flac_that_promises(1.0, flac()), "call.flac")
    error = refused(path, longest=5.0)
    assert (error.code, error.message) == ("too_long", "call.flac goes on for longer; the limit is 5.0 s.")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path).code == "not_a_file"


def test_a_named_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "call.wav")
    assert refused(tmp_path / "call.wav").code == "not_a_file"


def test_a_device_is_refused() -> None:
    assert refused(Path(os.devnull)).code == "not_a_file"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    error = refused(tmp_path / "gone.wav")
    assert (error.code, error.message) == ("not_found", "There is no file gone.wav.")


def test_a_link_to_nowhere_is_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "call.wav").symlink_to(tmp_path / "gone.wav")
    assert refused(tmp_path / "call.wav").code == "not_found"


def test_a_link_to_itself_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "call.wav").symlink_to(tmp_path / "call.wav")
    assert refused(tmp_path / "call.wav").code == "unreadable"


def test_a_name_of_300_bytes_is_unreadable_and_shown_short(tmp_path: Path) -> None:
    error = refused(tmp_path / ("a" * 296 + ".wav"))
    assert error.code == "unreadable"
    assert "too long" in error.message
    assert len(error.message) < 200


def test_a_name_with_a_zero_byte_is_unreadable(tmp_path: Path) -> None:
    error = refused(tmp_path / "call\0.wav")
    assert error.code == "unreadable"
    assert "\0" not in error.message


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path, wav(tone(1)))

    # Whoever runs the tests as root may read everything, so the refusal is made by hand.
    def not_permitted(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", not_permitted)
    assert refused(path).code == "unreadable"


class Failing(io.FileIO):
    """A file whose disk goes away after the first few reads."""

    reads_left = 3

    def read(self, size: int = -1) -> bytes:
        self.reads_left -= 1
        if self.reads_left < 0:
            raise OSError(errno.ESTALE, "Stale file handle")
        return super().read(size)


def test_a_recording_that_vanishes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, wav(noise(60)))
    with Failing(path) as raw:
        file = HashedFile(raw, "call.wav")
        recording = Recording("call.wav", file, file.size(), Container("WAV", "wav"), 0)
        with pytest.raises(BadRecording, match="Stale file handle") as caught:
            decode(recording, tmp_path)
    assert caught.value.code == "unreadable"


def test_a_recording_that_is_still_being_written_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, wav(tone(1)))

    def read_while_it_grows() -> None:
        with open_recording(path), path.open("ab") as writer:
            writer.write(bytes(100))

    with pytest.raises(BadRecording) as caught:
        read_while_it_grows()
    assert caught.value.code == "changed"


REFERENCES = {
    "concat": "ffconcat version 1.0\nfile '{neighbour}'\n",
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{neighbour}\n#EXT-X-ENDLIST\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
}


@pytest.mark.parametrize("demuxer", REFERENCES)
@pytest.mark.parametrize("absolute", [True, False])
def test_a_file_that_points_to_its_neighbour_cannot_have_it_read(
    demuxer: str, absolute: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even past the signatures: here the demuxer that follows references is forced."""
    monkeypatch.chdir(tmp_path)
    neighbour = saved(tmp_path, wav(tone(3)), "neighbour.wav")
    text = REFERENCES[demuxer].format(neighbour=neighbour if absolute else neighbour.name)
    with io.FileIO(saved(tmp_path, text.encode(), "list")) as raw:
        recording = Recording("list", HashedFile(raw, "list"), len(text), Container("list", demuxer), 0)
        with pytest.raises(BadRecording):
            decode(recording, tmp_path)
    assert list(tmp_path.glob("*.s16")) == []
