"""Where two speak at once on one channel is found, and a file that is not the weights is refused."""

import json
import pickle
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from scoring.conversation import intersection, joined, length
from scoring.errors import ModelMissing
from scoring.transcript import Stretch
from service.edges.at_once import LEAST, AtOnce
from service.edges.decoding import decode
from service.edges.recordings import open_recording
from service.edges.sides import Side
from service.edges.speech import Span, find_talk
from service.edges.voice_model import AT_ONCE, find_at_once
from tests.service.edges.sound import Sound, silence

REPOSITORY = Path(__file__).parents[3]
CALL = REPOSITORY / "fixtures" / "calls" / "good-bakery"
WEIGHTS = REPOSITORY / ".sidetone" / "models" / "campplus" / AT_ONCE
RATE = 16_000
SECONDS, EARLIER = 75, 1.5


def side_of(samples: Sound) -> Side:
    return Side("only", samples, [find_talk(samples, Span(0, len(samples)))])


def mixed(earlier: float) -> Sound:
    """The first of a call on one channel; the customer answers so many seconds too early."""
    with TemporaryDirectory() as folder, open_recording(CALL / "call.opus") as recording:
        rep, customer = (channel.copy() for channel in decode(recording, Path(folder)).channels)
    late = customer[int(earlier * RATE) :]
    both = rep[: SECONDS * RATE].astype(np.int32) + late[: SECONDS * RATE]
    return both.clip(-32768, 32767).astype(np.int16)


def at_once(earlier: float) -> list[Stretch]:
    """Where both say words in it, for long enough to be marked."""
    sentences = json.loads((CALL / "reference.json").read_text("utf-8"))["transcript"]["sentences"]

    def said(speaker: str, sooner: float) -> list[Stretch]:
        own = (word for s in sentences if s["speaker"] == speaker for word in s["words"])
        return joined((word["start"] - sooner, word["end"] - sooner) for word in own)

    both = intersection(said("rep", 0), said("customer", earlier))
    return [(start, end) for start, end in both if end - start >= LEAST and end < SECONDS]


@pytest.mark.hearing
@pytest.mark.slow(seconds=3)
@pytest.mark.skipif(not WEIGHTS.is_file(), reason="python3 run.py voices has not been run")
def test_two_voices_at_once_are_marked_and_one_alone_is_not() -> None:
    net = AtOnce(WEIGHTS)
    spoken = at_once(EARLIER)
    assert len(spoken) >= 8
    marked = net.of(side_of(mixed(EARLIER)))
    found = [one for one in spoken if length(intersection([one], marked)) > 0.1]
    true = [one for one in marked if length(intersection([one], spoken)) > 0]
    assert len(found) >= 0.8 * len(spoken)
    assert len(true) >= 0.8 * len(marked)
    left = mixed(0)[: 8 * RATE]  # one after the other
    assert net.of(side_of(left)) == ()
    assert net.of(side_of(silence(5, RATE))) == ()


@pytest.mark.parametrize("content", [b"no zip", {"state_dict": {}}, {"state_dict": []}, []])
def test_a_file_that_is_not_the_weights_is_refused(content: object, tmp_path: Path) -> None:
    file = tmp_path / AT_ONCE
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("archive/data.pkl", pickle.dumps(content))
    with pytest.raises(ModelMissing, match="speaking at once"):
        AtOnce(file)


def test_the_weights_lie_beside_the_model_of_voices_or_nothing_is_looked_for(tmp_path: Path) -> None:
    voices = tmp_path / "model.bin"
    assert find_at_once(voices) is None
    (tmp_path / AT_ONCE).touch()
    assert find_at_once(voices) == tmp_path / AT_ONCE
    assert find_at_once(None) is None
