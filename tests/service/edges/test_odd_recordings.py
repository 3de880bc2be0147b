"""What telephone systems, dictation machines and phones write is heard, each channel apart and in time.

Left is a tone of 440 Hz, right one of 1,000 Hz: what comes out must be those, for as long as they lasted.
"""

import contextlib
import hashlib
import io
import struct
import tempfile
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame

from scoring.errors import BadRecording
from service.edges.decoding import Decoded, decode
from service.edges.recordings import open_recording
from tests.service.edges.sound import encoded, noise, pitch, saved, silence, tone, wav, wav_around

SECONDS = 3.0


def heard(path: Path, longest: float = 3600.0) -> Decoded:
    with open_recording(path) as recording:
        return decode(recording, Path(tempfile.mkdtemp(dir=path.parent)), longest)


def codes(decoded: Decoded) -> list[str]:
    return [notice.code for notice in decoded.notices]


def both(container: str, codec: str, rate: int = 8000, **more: object) -> Callable[[], bytes]:
    sides = [tone(SECONDS, 440, rate), tone(SECONDS, 1000, rate)]
    return lambda: encoded(sides, container, codec, rate=rate, **more)  # type: ignore[arg-type]


def one(container: str, codec: str, rate: int = 8000) -> Callable[[], bytes]:
    return lambda: encoded([tone(SECONDS, 440, rate)], container, codec, rate=rate)


def floats(width: str) -> bytes:
    sides = np.stack([tone(SECONDS, 440), tone(SECONDS, 1000)], axis=1) / 32768
    return sides.astype(width).tobytes()


def pcm() -> bytes:
    return np.stack([tone(SECONDS, 440), tone(SECONDS, 1000)], axis=1).astype("<i2").tobytes()


GOOD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "WAV, 8 bit": ("pcm_u8", both("wav", "pcm_u8")),
    "WAV, 16 bit": ("pcm_s16le", both("wav", "pcm_s16le")),
    "WAV, 24 bit": ("pcm_s24le", both("wav", "pcm_s24le")),
    "WAV, 32 bit": ("pcm_s32le", both("wav", "pcm_s32le")),
    "WAV, 32-bit float": ("pcm_f32le", lambda: wav_around(floats("<f4"), channels=2, bits=32, kind=3)),
    "WAV, 64-bit float": ("pcm_f64le", lambda: wav_around(floats("<f8"), channels=2, bits=64, kind=3)),
    "WAV, A-law": ("pcm_alaw", both("wav", "pcm_alaw")),
    "WAV, µ-law": ("pcm_mulaw", both("wav", "pcm_mulaw")),
    "WAV, IMA ADPCM": ("adpcm_ima_wav", both("wav", "adpcm_ima_wav")),
    "WAV, Microsoft ADPCM": ("adpcm_ms", both("wav", "adpcm_ms")),
    "WAV, G.722": ("g722", one("wav", "g722", 16000)),
    "WAV, G.726": ("g726", one("wav", "g726")),
    "WAV, 192 kHz": ("pcm_s16le", both("wav", "pcm_s16le", 192000)),
    "RF64": ("pcm_s16le", both("wav", "pcm_s16le", container_options={"rf64": "always"})),
    "WAV whose length is 0, as a broken-off writer leaves it": (
        "pcm_s16le",
        lambda: wav_around(pcm(), channels=2, promised=0),
    ),
    "WAV whose length is 4 GB, as a pipe leaves it": (
        "pcm_s16le",
        lambda: wav_around(pcm(), channels=2, promised=0xFFFFFFFF),
    ),
    "WAV whose length is 2 GB, as another pipe leaves it": (
        "pcm_s16le",
        lambda: wav_around(pcm(), channels=2, promised=0x7FFFF000),
    ),
    "AIFF": ("pcm_s16be", both("aiff", "pcm_s16be")),
    "AU, µ-law": ("pcm_mulaw", both("au", "pcm_mulaw")),
    "FLAC, 192 kHz": ("flac", both("flac", "flac", 192000)),
    "MP3": ("mp3float", both("mp3", "libmp3lame", 16000)),
    "MP2": ("mp2", both("mp2", "mp2", 16000)),
    "M4A, AAC": ("aac", both("ipod", "aac", 44100)),
    "M4A, Apple lossless": ("alac", both("ipod", "alac")),
    "AAC stream": ("aac", both("adts", "aac", 44100)),
    "MP4 with a picture": ("aac", both("mp4", "aac", 44100, picture=True)),
    "MOV with a picture": ("aac", both("mov", "aac", 44100, picture=True)),
    "Matroska with a picture": ("aac", both("matroska", "aac", 44100, picture=True)),
    "WMA with a picture": ("wmav2", both("asf", "wmav2", 44100, picture=True)),
    "WMA": ("wmav2", both("asf", "wmav2", 44100)),
    "Ogg, Opus": ("opus", both("ogg", "libopus", 48000)),
    "Ogg, Vorbis": ("vorbis", both("ogg", "vorbis", 44100, options={"strict": "-2"})),
    "WebM, Opus": ("opus", both("webm", "libopus", 48000)),
    "AMR": ("amrnb", one("amr", "amr_nb")),
    "3GP, AMR": ("amrnb", one("3gp", "amr_nb")),
}


@pytest.mark.parametrize("kind", GOOD)
def test_each_channel_comes_out_as_it_went_in(kind: str, tmp_path: Path) -> None:
    codec, make = GOOD[kind]
    # Every file is called .wav: what it is shows in its bytes, not in its name.
    decoded = heard(saved(tmp_path, make()))
    assert decoded.codec == codec
    assert decoded.notices == ()
    # Codecs of blocks and frames add up to a tenth of a second at an end.
    assert decoded.duration == pytest.approx(SECONDS, abs=0.1)
    assert [pitch(samples) for samples in decoded.channels] == [
        pytest.approx(hertz, abs=15) for hertz in (440, 1000)[: len(decoded.channels)]
    ]
    assert len({len(samples) for samples in decoded.channels}) == 1


def test_gsm_in_wav_is_heard(tmp_path: Path) -> None:
    """Nothing here encodes GSM 06.10, so the frames are empty: 65 bytes are two of 20 ms each."""
    decoded = heard(saved(tmp_path, wav_around(bytes(65 * 50), kind=0x31, block=65, bits=0)))
    assert (decoded.codec, decoded.duration) == ("gsm_ms", 2.0)


def ogg_page(packets: list[bytes], number: int, samples: int = 0, flags: int = 0) -> bytes:
    """Short packets in a page of an Ogg stream, with the checksum of all of it."""
    begin = struct.pack("<4sBBqII", b"OggS", 0, flags, samples, 1, number)
    end = bytes([len(packets), *map(len, packets)]) + b"".join(packets)
    check = 0
    for byte in begin + bytes(4) + end:
        check ^= byte << 24
        for _ in range(8):
            check = (check << 1 ^ (0x04C11DB7 if check & 1 << 31 else 0)) & 0xFFFFFFFF
    return begin + struct.pack("<I", check) + end


def test_speex_is_heard(tmp_path: Path) -> None:
    """Nothing here encodes Speex, so the frames are those of silence: mode 0 and an end, 20 ms each."""
    facts = struct.pack("<13i", 1, 80, 8000, 0, 4, 1, -1, 160, 0, 1, 0, 0, 0)
    first = ogg_page([b"Speex   " + b"1.2".ljust(20, b"\0") + facts], 0, flags=2)
    sound = ogg_page([b"\x03\xc0"] * 100, 2, samples=16_000, flags=4)
    decoded = heard(saved(tmp_path, first + ogg_page([bytes(8)], 1) + sound))
    assert (decoded.codec, decoded.duration, decoded.notices) == ("speex", 2.0, ())


def test_the_fingerprint_is_that_of_the_whole_file(tmp_path: Path) -> None:
    # An MP4 with its index at the end is read in jumps.
    for content in (
        wav(noise(30)),
        both("mp4", "aac", 44100)(),
        b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + GOOD["MP3"][1](),
    ):
        assert heard(saved(tmp_path, content)).sha256 == hashlib.sha256(content).hexdigest()


def test_a_name_with_a_newline_is_heard_and_shown_on_one_line(tmp_path: Path) -> None:
    with open_recording(saved(tmp_path, wav(tone(1)), "call\n2.wav")) as recording:
        assert recording.name == "call\\n2.wav"


def test_a_name_in_broken_encoding_is_shown(tmp_path: Path) -> None:
    path = Path(tmp_path, b"call-\xff.wav".decode("utf-8", "surrogateescape"))
    path.write_bytes(wav(tone(1)))
    with open_recording(path) as recording:
        assert recording.name.encode().decode() == "call-\\udcff.wav"


def test_a_recording_deleted_while_it_is_open_is_heard(tmp_path: Path) -> None:
    path = saved(tmp_path, wav(tone(SECONDS)))
    with open_recording(path) as recording:
        path.unlink()
        assert decode(recording, tmp_path).duration == SECONDS


def test_samples_that_are_no_numbers_are_silent_and_counted(tmp_path: Path) -> None:
    sound = (tone(SECONDS) / 32768).astype("<f4")
    sound[8000:8100] = np.nan
    sound[9000:9010] = np.inf
    decoded = heard(saved(tmp_path, wav_around(sound.tobytes(), bits=32, kind=3)))
    assert codes(decoded) == ["not_numbers"]
    assert "110 samples" in decoded.notices[0].message
    # Second 1.0 to 1.0125 (100 of 8,000 samples a second) has become silent; the tone goes on behind it.
    assert np.abs(decoded.channels[0][16_050:16_150]).max() < 300
    assert pitch(decoded.channels[0]) == pytest.approx(440, abs=1)


def test_a_wav_cut_in_the_middle_is_heard_and_said_to_be_cut(tmp_path: Path) -> None:
    whole = wav(tone(10))
    decoded = heard(saved(tmp_path, whole[: len(whole) * 6 // 10]))
    assert decoded.duration == pytest.approx(6.0, abs=0.1)
    assert codes(decoded) == ["cut_short"]


def test_an_mp3_cut_in_the_middle_is_heard_and_said_to_be_cut(tmp_path: Path) -> None:
    whole = encoded([tone(20, rate=16000)], "mp3", "libmp3lame", rate=16000)
    decoded = heard(saved(tmp_path, whole[: len(whole) // 2]))
    assert decoded.duration == pytest.approx(10.0, abs=0.5)
    assert codes(decoded) == ["cut_short"]


def test_an_ogg_cut_in_the_middle_of_a_page_is_heard_and_said_to_be_cut(tmp_path: Path) -> None:
    whole = encoded([tone(20, rate=48000)], "ogg", "libopus", rate=48000)
    decoded = heard(saved(tmp_path, whole[: len(whole) * 6 // 10]))
    assert decoded.duration == pytest.approx(12.0, abs=1.1)
    assert codes(decoded) == ["cut_short"]


def test_half_a_minute_of_damage_in_an_mp4_loses_no_more_than_that(tmp_path: Path) -> None:
    sound = np.concatenate([tone(40, 440, 16000), tone(20, 1000, 16000)]) + noise(60, 16000, level=0.02)
    whole = encoded([sound], "ipod", "aac", rate=16000)
    first, last = len(whole) // 10, len(whole) * 6 // 10
    decoded = heard(saved(tmp_path, whole[:first] + bytes(last - first) + whole[last:]))
    assert codes(decoded) == ["damaged"]
    assert decoded.duration == pytest.approx(60, abs=0.2)
    assert pitch(decoded.channels[0][-160_000:]) == pytest.approx(1000, abs=1)


@pytest.mark.parametrize("container", ["amr", "3gp"])
def test_what_a_phone_leaves_out_of_amr_where_nobody_speaks_is_silent(container: str, tmp_path: Path) -> None:
    """With discontinuous transmission the encoder writes hardly anything for half a minute of silence."""
    sound = np.concatenate([tone(2, 440), silence(30), tone(2, 1000)])
    made = encoded([sound], container, "amr_nb", options={"dtx": "1"})
    decoded = heard(saved(tmp_path, made))
    assert len(made) < 34 * 1000, "what is left out saves most of 34 s"
    assert (decoded.codec, codes(decoded)) == ("amrnb", [])
    assert decoded.duration == pytest.approx(34, abs=0.1)
    assert pitch(decoded.channels[0][-24_000:]) == pytest.approx(1000, abs=15)


@pytest.mark.parametrize(("container", "codec"), [("adts", "aac"), ("mp3", "libmp3lame")])
def test_a_length_that_can_only_be_guessed_is_neither_promised_nor_refused(
    container: str, codec: str, tmp_path: Path
) -> None:
    """By the bytes of its silent first frames it would be many times as long as it is."""
    sound = np.concatenate([silence(10, 16000), noise(20, 16000)])
    quality = {"flags": "+qscale", "global_quality": "472"} if container == "mp3" else {}
    table = {"write_xing": "0"} if container == "mp3" else {}
    made = encoded([sound], container, codec, rate=16000, options=quality, container_options=table)
    decoded = heard(saved(tmp_path, made), longest=40)
    assert decoded.duration == pytest.approx(30, abs=0.2)
    assert codes(decoded) == []


def test_a_few_frames_with_another_number_of_channels_are_damage(tmp_path: Path) -> None:
    one, two = ([tone(seconds, 440, 44100)] * n for n, seconds in ((1, 0.03), (2, 3)))
    decoded = heard(saved(tmp_path, b"".join(encoded(s, "adts", "aac", rate=44100) for s in (one, two))))
    assert [len(decoded.channels), codes(decoded)] == [2, []]
    assert decoded.duration == pytest.approx(3.1, abs=0.1)


def test_a_length_that_no_file_of_this_size_has_is_not_believed(tmp_path: Path) -> None:
    made = GOOD["AU, µ-law"][1]()
    decoded = heard(saved(tmp_path, made[:8] + struct.pack(">I", 0x7FFFFFFF) + made[12:]))
    assert decoded.duration == pytest.approx(SECONDS, abs=0.01)
    assert codes(decoded) == ["cut_short"]


def test_the_track_in_a_codec_that_is_taken_is_heard_and_the_other_is_pointed_out(tmp_path: Path) -> None:
    decoded = heard(saved(tmp_path, two_tracks("ac3", "aac")))
    assert pitch(decoded.channels[0]) == pytest.approx(1000, abs=15)
    assert codes(decoded) == ["several_tracks"]
    assert "join=inputs=2" in decoded.notices[0].message


def two_tracks(*codecs: str) -> bytes:
    """A tone of 440 Hz in the first codec, and of 1,000 Hz in the second, in one file."""
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as output:
        streams = [output.add_stream(codec, rate=32000, layout="mono") for codec in codecs]
        for stream, hertz in zip(streams, (440, 1000), strict=True):
            frame = AudioFrame.from_ndarray(tone(SECONDS, hertz, 32000).reshape(1, -1), "s16", "mono")
            frame.sample_rate, frame.pts = 32000, 0
            cut = av.AudioResampler(stream.format, stream.layout, 32000, stream.frame_size)
            for piece in [*cut.resample(frame), *cut.resample(None), None]:
                output.mux(stream.encode(piece))
    return file.getvalue()


@pytest.mark.parametrize("kind", GOOD)
def test_a_damaged_header_is_refused_in_words_or_heard(kind: str, tmp_path: Path) -> None:
    whole = GOOD[kind][1]()
    for seed in range(12):
        chance, content = np.random.default_rng(seed), bytearray(whole)
        for place in chance.integers(4, min(len(whole), 400), 6):
            content[place] = chance.integers(256)
        with contextlib.suppress(BadRecording):
            heard(saved(tmp_path, bytes(content)))


def test_an_mp3_with_garbage_in_its_middle_is_heard_to_its_end(tmp_path: Path) -> None:
    # Noise, because in the regular pattern of a pure tone FFmpeg finds false frame headers for ever.
    sound = np.concatenate([tone(20, 440, 16000), tone(20, 1000, 16000)]) + noise(40, 16000, level=0.02)
    whole = encoded([sound], "mp3", "libmp3lame", rate=16000)
    middle, garbage = len(whole) // 2, np.random.default_rng(3).bytes(20_000)
    decoded = heard(saved(tmp_path, whole[: middle - 10_000] + garbage + whole[middle + 10_000 :]))
    assert "damaged" in codes(decoded)
    # 64 kbit/s are 8,000 bytes a second: 20,000 bytes of garbage are two and a half seconds of forty.
    assert decoded.duration == pytest.approx(40, abs=3)
    assert pitch(decoded.channels[0][-160_000:]) == pytest.approx(1000, abs=1)


def test_sound_behind_the_length_that_a_wav_claims_is_pointed_out(tmp_path: Path) -> None:
    decoded = heard(saved(tmp_path, wav_around(pcm() * 10, channels=2, promised=32_000)))
    # 32,000 bytes = 1 s of two channels of 16 bits at 8 kHz.
    assert decoded.duration == 1.0
    assert codes(decoded) == ["unheard_rest"]


def test_a_hole_in_the_time_stamps_is_heard_as_silence(tmp_path: Path) -> None:
    """What comes later keeps its time: a click on a sentence plays that sentence."""
    first, last = tone(2, 440, 48000), tone(2, 1000, 48000)
    whole = encoded([np.concatenate([first, silence(6, 48000), last])], "matroska", "libopus", rate=48000)
    assert heard(saved(tmp_path, whole)).duration == pytest.approx(10.0, abs=0.1)
    holed = encoded(
        [np.concatenate([first, silence(6, 48000), last])],
        "matroska",
        "libopus",
        rate=48000,
        skipping=(2.5, 7.5),
    )
    decoded = heard(saved(tmp_path, holed))
    assert len(holed) < len(whole)
    assert codes(decoded) == ["holes"]
    assert "first at 0:02" in decoded.notices[0].message
    assert decoded.duration == pytest.approx(10.0, abs=0.1)
    assert pitch(decoded.channels[0][9 * 16_000 :]) == pytest.approx(1000, abs=5)
    assert np.abs(decoded.channels[0][3 * 16_000 : 7 * 16_000]).max() < 10
