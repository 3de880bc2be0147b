"""Which kind of file this is, told from its first bytes by ourselves.

FFmpeg recognises far more than recordings: playlists, image lists and session descriptions that make it read
other files. So a file is opened only where one of the signatures below matches, and only by the one demuxer
that belongs to it.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

SNIFF_BYTES = 4096


class Container(NamedTuple):
    """A kind of recording that is taken: its name for people and the one FFmpeg demuxer that may open it."""

    name: str
    demuxer: str


RAW = {
    "mulaw": (Container("raw µ-law", "mulaw"), {"sample_rate": "8000"}),
    "alaw": (Container("raw A-law", "alaw"), {"sample_rate": "8000"}),
    "gsm": (Container("raw GSM", "gsm"), {"sample_rate": "8000"}),
    "g722": (Container("raw G.722", "g722"), {}),
    "g726": (Container("raw G.726 of 32 kbit/s", "g726"), {"sample_rate": "8000", "code_size": "4"}),
}
"""Sound without a header by the name that asks for it, with what the demuxer is to be told: one channel.

Nothing in such a file says what it is, and any bytes sound like something: it is never guessed.
"""


class Refusal(NamedTuple):
    """A kind of file that is not taken: a word for machines, what it is, what to do instead."""

    code: str
    what: str
    next_step: str


WAV = Container("WAV", "wav")
MP3 = Container("MP3", "mp3")
ADTS = Container("AAC", "aac")
FLAC = Container("FLAC", "flac")
AMR = Container("AMR", "amr")
OGG = Container("Ogg", "ogg")
LARGEST_PAGE = 65_307
"""Bytes of the largest page of an Ogg file."""
_NEARLY = 4096
_TABLE_WITHIN = 256

_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_MP4_FIRST_BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}

_SIGNATURES: tuple[tuple[Container, Callable[[bytes], bool]], ...] = (
    (WAV, lambda head: head[:4] in {b"RIFF", b"RIFX", b"RF64", b"BW64"} and head[8:12] == b"WAVE"),
    (Container("MP4", "mov"), lambda head: head[4:8] in _MP4_FIRST_BOXES),
    (OGG, lambda head: head.startswith(b"OggS")),
    (Container("WebM or Matroska", "matroska"), lambda head: head.startswith(b"\x1a\x45\xdf\xa3")),
    (FLAC, lambda head: head.startswith(b"fLaC")),
    (Container("AIFF", "aiff"), lambda head: head[:4] == b"FORM" and head[8:12] in {b"AIFF", b"AIFC"}),
    (Container("AU", "au"), lambda head: head.startswith(b".snd")),
    (AMR, lambda head: head.startswith((b"#!AMR\n", b"#!AMR-WB\n"))),
    (Container("WMA", "asf"), lambda head: head.startswith(_ASF_HEADER)),
    (ADTS, lambda head: _is_adts(head)),
    (MP3, lambda head: _is_mpeg_audio(head)),
)

_CONVERT = "Convert it with: ffmpeg -i FILE -c:a pcm_s16le call.wav"
_SEND_SOUND = "Send the recording itself: WAV, MP3, M4A, Ogg, WebM, FLAC, AIFF, AU, AMR or WMA."
_PLAYLIST = Refusal("playlist", "a playlist or a description that points to other files", _SEND_SOUND)
_WEB_PAGE = Refusal("not_audio", "a web page or XML", f"Was a sign-in page saved instead? {_SEND_SOUND}")
_TEXT = Refusal("not_audio", "text", _SEND_SOUND)
_ARCHIVE = Refusal("archive", "an archive", "Unpack it and send the recordings that are in it.")
_OTHER_VIDEO = Refusal("other_format", "an AVI or MPEG video", _CONVERT)
_NO_HEADER = Refusal(
    "no_header",
    "without any header that says what it is",
    "If it is raw sound, say in which format: sidetone review --format mulaw FILE (or "
    f"{', '.join(name for name in RAW if name != 'mulaw')}), or upload it with format=mulaw. Others need a "
    "header, as in: "
    "ffmpeg -f s16le -ar 8000 -ac 1 -i FILE -c:a pcm_s16le call.wav",
)

_REFUSALS: tuple[tuple[Refusal, Callable[[bytes], bool]], ...] = (
    (
        _PLAYLIST,
        lambda head: head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"ffconcat", b"#EXTM3U", b"v=0")),
    ),
    (_PLAYLIST, lambda head: head[:10].lower() in {b"[playlist]", b"[reference"}),
    (_WEB_PAGE, lambda head: head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")),
    (_ARCHIVE, lambda head: head.startswith((b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh"))),
    (_OTHER_VIDEO, lambda head: head[:4] == b"RIFF" or head.startswith(b"\x00\x00\x01\xba")),
    (_TEXT, lambda head: _is_text(head)),
)


def recognise(head: bytes) -> Container | None:
    """The kind of recording whose first bytes are `head`, or None where it is not one that is taken."""
    return next((container for container, matches in _SIGNATURES if matches(head)), None)


def why_refused(head: bytes) -> Refusal:
    """What a file is that `recognise` did not know."""
    return next((refusal for refusal, matches in _REFUSALS if matches(head)), _NO_HEADER)


def id3_length(head: bytes) -> int:
    """Bytes of the ID3v2 tag that `head` begins with; 0 where there is none.

    The length is stored in four bytes of seven bits each and leaves out the tag's own ten bytes (ID3v2.4,
    section 3.1). What kind of sound follows the tag says nothing in the tag itself.
    """
    if len(head) < 10 or not head.startswith(b"ID3"):
        return 0
    length = 0
    for byte in head[6:10]:
        length = length << 7 | byte & 0x7F
    return length + 10


def announced_bytes(head: bytes) -> int | None:
    """How long a WAV or AIFF file says that it is; None where it does not.

    Writers that cannot go back to the header leave 0 in it, or about 2 or 4 GB: as much as fits.
    """
    order: Literal["little", "big"] = "little" if head.startswith(b"RIFF") else "big"
    if not head.startswith((b"RIFF", b"RIFX", b"FORM")):
        return None
    announced = int.from_bytes(head[4:8], order)
    as_much_as_fits = any(abs(announced - most) <= _NEARLY for most in (1 << 31, 1 << 32))
    return None if announced == 0 or as_much_as_fits else announced + 8


def says_its_length(container: Container, head: bytes) -> bool:
    """Whether there is a length in the file, so that what FFmpeg tells of it is more than a guess.

    Bare frames (AAC, AMR, MP3 without the table of its writer) say nothing: FFmpeg takes the bytes of the
    first ones for those of all, and where a recording begins quietly it guesses thirty times too much.
    """
    if container is MP3:
        return any(table in head[:_TABLE_WITHIN] for table in (b"Xing", b"Info", b"VBRI"))
    return container not in (ADTS, AMR)


def missing_from_last_page(tail: bytes) -> int:
    """By how many bytes the last page of an Ogg file (RFC 3533) ends too soon. `tail` is the file's end."""
    start = tail.rfind(b"OggS\0")
    if start < 0:
        return 0
    pieces = tail[start + 27 : start + 27 + tail[start + 26]] if len(tail) > start + 26 else b""
    whole = start + 27 + len(pieces) + sum(pieces)
    return max(0, whole - len(tail))


def _is_mpeg_audio(head: bytes) -> bool:
    """An MPEG audio frame header (ISO 11172-3, 2.4.1.3) of layer II or III, without reserved values.

    Layer I, which nobody records calls in, looks like the first bytes of UTF-16 text.
    """
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer in {1, 2} and bitrate not in {0, 15} and rate != 3


def _is_adts(head: bytes) -> bool:
    """An ADTS frame header (ISO 14496-3, 1.A.2.2): twelve set bits, layer 0, a known sampling frequency."""
    return len(head) >= 7 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0 and head[2] >> 2 & 15 < 13


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    printable = sum(32 <= byte < 127 or byte in b"\t\n\r" for byte in head)
    return bool(head) and b"\x00" not in head and printable > 0.85 * len(head)
