"""The fixture calls as telephones and dialers keep them: python -m tests.benchmarks.telephone FOLDER

Each two-channel fixture in three more ways, with its reference beside it, for `sidetone bench hearing
FOLDER`: µ-law at 8 kHz (a telephone exchange), MP3 at 16 kHz and 32 kbit/s (an archive), Opus at 8 kHz and
24 kbit/s (a softphone). The words are the same, what a model makes of them is not: eight recordings alone
tell little of how two engines differ.
"""

import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import av

CALLS = Path(__file__).resolve().parents[2] / "fixtures" / "calls"


class Way(NamedTuple):
    """How a recording is kept: the file's name, codec, samples a second and bits a second."""

    name: str
    codec: str
    rate: int
    bits: int


WAYS = (
    Way("exchange.wav", "pcm_mulaw", 8000, 128_000),
    Way("archive.mp3", "libmp3lame", 16000, 32_000),
    Way("softphone.opus", "libopus", 8000, 24_000),
)


def keep(call: Path, way: Way, target: Path) -> None:
    """Writes a two-channel recording anew in that way."""
    layout = "stereo"
    with av.open(str(call)) as source, av.open(str(target), "w") as kept:
        stream = kept.add_stream(way.codec, rate=way.rate, layout=layout)
        stream.bit_rate = way.bits
        resampler = av.AudioResampler(format=stream.format, layout=layout, rate=way.rate)
        for frame in source.decode(audio=0):
            for part in resampler.resample(frame):
                kept.mux(stream.encode(part))
        for part in resampler.resample(None):
            kept.mux(stream.encode(part))
        kept.mux(stream.encode(None))


def main() -> None:
    folder = Path(sys.argv[1])
    for call in sorted(CALLS.glob("*/call.opus")):
        place = folder / call.parent.name
        place.mkdir(parents=True, exist_ok=True)
        shutil.copy(call.parent / "reference.json", place)
        for way in WAYS:
            keep(call, way, place / way.name)


if __name__ == "__main__":
    main()
