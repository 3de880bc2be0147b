"""Hearing a recording: decode it, find the speech in each channel, hear it with faster-whisper."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import ctranslate2
import faster_whisper
from faster_whisper import WhisperModel

from scoring.handover import handover
from scoring.hearing import Change, Heard, Notice, Removed, Track
from scoring.review import Call, Hearing, Topology
from scoring.roles import tell_roles
from scoring.sentences import cut
from scoring.transcript import Speaker, Stretch, Word
from service.edges.at_once import AtOnce
from service.edges.decoding import LONGEST, Decoded, decode
from service.edges.doubts import without
from service.edges.echoes import echoes, late_echoes, over_silence
from service.edges.listening import BEAM, CAREFUL_BEAM, Listener, Part, joined
from service.edges.playable import outline
from service.edges.recordings import open_recording
from service.edges.sides import Side, loud_without_speech, sides_of, wordless
from service.edges.speakers import likeness, tell_speakers, voice_turns
from service.edges.speech import BLOCK, FAINT_THRESHOLD, VAD_PADDING, VAD_THRESHOLD, Span, padded
from service.edges.speech_models import SpeechModel, check_files, unloadable
from service.edges.topology import same_words
from service.edges.voice_model import find_at_once
from service.edges.voiceprints import CamPlus, LightVoices, Voiceprints

Progress = Callable[[str, float], None]

_SURE_OF_LANGUAGE = 0.5
_WHY = {
    "repetition": "that the speech model only repeated",
    "hardly speech": "that it heard in sound that is hardly speech",
    "echo": "of the other person that had leaked into the channel",
    "silence": "that it heard where nobody speaks on the channel and the other person does",
}


class Ears:
    """A loaded speech model.

    `threads` 0 leaves their number to CTranslate2: one a core, at most four. `longest` is the limit of a
    recording in seconds, `block` how many seconds of it are heard at once, `hotwords` names that the
    model may not know, `voices` the file of a model that tells voices apart; None: the light way.
    `raw_format` is that of recordings without a header, which are refused without it.
    Raises ModelMissing where what is in the model's folder, or that file, cannot be loaded.
    """

    def __init__(
        self,
        model: SpeechModel,
        threads: int = 0,
        longest: float = LONGEST,
        block: float = BLOCK,
        hotwords: str = "",
        voices: Path | None = None,
        raw_format: str | None = None,
    ) -> None:
        self._found = model
        self._threads = threads
        self._raw_format = raw_format
        self._longest = longest
        self._block = block
        self._hotwords = hotwords
        self._prints: Voiceprints = LightVoices() if voices is None else CamPlus(voices, threads)
        beside = find_at_once(voices)
        self._at_once = None if beside is None else AtOnce(beside, threads)
        self._whisper = _loaded(model, threads)

    def hear(self, path: Path, *, progress: Progress = lambda step, share: None) -> Heard:
        """Words with times for each track of the recording at `path`.

        `progress` is told the step ("decoding", "hearing") and its share done, 0 to 1; for hearing that is
        the share of the seconds of speech. Raises BadRecording where the file cannot be heard. A recording
        in which nobody speaks is heard too: without words.
        """
        began = time.perf_counter()
        with TemporaryDirectory(prefix="sidetone-") as folder:
            progress("decoding", 0.0)
            with open_recording(path, self._raw_format) as recording:
                decoded = decode(recording, Path(folder), self._longest)
            progress("decoding", 1.0)
            decoded_at = time.perf_counter()
            # Before the channels are brought up: the outline is that of the recording.
            loudness = outline(decoded.channels)
            topology, sides = sides_of(decoded, self._block)
            language, tracks, removed = self._hear_sides(sides, progress)
            if len(tracks) == 2 and same_words(tracks[0].words, tracks[1].words):
                topology, sides, tracks = "false stereo", *_one_of(sides, tracks)
            one = len(tracks) == 1
            tracks = self._voices(sides[0], tracks[0]) if one else self._others(sides, tracks)
            silent = [wordless(side, _words(side, tracks)) for side in sides]
            return Heard(
                call=_call(recording.name, decoded, topology),
                hearing=self._hearing(),
                tracks=tracks,
                language=language,
                notices=(*decoded.notices, *_notices(sides, silent, removed)),
                removed=removed,
                at_once=self._spoken_at_once(sides, tracks),
                wordless=tuple(sorted(span.times for spans in silent for span in spans)),
                peaks=loudness,
                decoding_seconds=decoded_at - began,
                hearing_seconds=time.perf_counter() - decoded_at,
            )

    def _hear_sides(
        self, sides: list[Side], progress: Progress
    ) -> tuple[str | None, tuple[Track, ...], tuple[Removed, ...]]:
        # Where the model is unsure it draws at random; the same recording shall give the same words.
        ctranslate2.set_random_seed(0)
        language = self._language(max(sides, key=lambda side: side.speech_seconds))
        total = sum(side.speech_seconds for side in sides)
        done = [0.0] * len(sides)
        heard: list[list[Word]] = [[] for _ in sides]
        removed: list[Removed] = []
        for place, part in self._parts(sides, language or "en"):
            heard[place].extend(part.words)
            channel = sides[place].channel
            removed.extend(one.model_copy(update={"channel": channel}) for one in part.removed)
            done[place] = part.share * sides[place].speech_seconds
            progress("hearing", min(1.0, sum(done) / total) if total else 1.0)
        progress("hearing", 1.0)
        if len(sides) == 2:
            (left, right), (one, other) = sides, heard
            for leaks in (echoes, late_echoes, over_silence):
                if leaks is late_echoes and same_words(one, other):
                    break  # nothing leaks: it is one sound twice
                gone = leaks(left, one, right, other), leaks(right, other, left, one)
                one, other = (without(words, some) for words, some in zip((one, other), gone, strict=True))
                removed.extend(some for both in gone for some in both)
            heard = [one, other]
        tracks = tuple(
            Track(channel=side.channel, words=tuple(words), speech_seconds=side.speech_seconds)
            for side, words in zip(sides, heard, strict=True)
        )
        return language, tracks, tuple(removed)

    def _parts(self, sides: list[Side], language: str) -> Iterator[tuple[int, Part]]:
        """What is heard of each side, with its place, one side after the other.

        Both at once, with a model for each, took half a gigabyte more: over what a long call may take.
        """
        listener = Listener(self._whisper, self._hotwords)
        for place, side in enumerate(sides):
            yield from ((place, part) for part in listener.hear(side.samples, side.talk, language))

    def _voices(self, side: Side, track: Track) -> tuple[Track, ...]:
        """The track of each voice on the one track there is.

        One side of two, the other being empty, mostly holds one person: only what is sure divides it.
        """
        if not track.words or (side.channel != "only" and not self._prints.surely):
            return (track,)
        told = tell_speakers(side, track.words, self._prints)
        return tuple(
            Track(
                channel=track.channel,
                voice=number if told.sure or len(told.words) > 1 else None,
                voice_sure=told.sure,
                words=tuple(words),
                speech_seconds=round(track.speech_seconds * len(words) / len(track.words), 3),
            )
            for number, words in enumerate(told.words, start=1)
        )

    def _others(self, sides: list[Side], tracks: tuple[Track, ...]) -> tuple[Track, ...]:
        """The tracks with what their sound tells of others on them: who takes over, who is there besides.

        Where the words tell who is the rep, further voices are looked for beside the customer only.
        """
        speakers, _ = tell_roles(tracks, None)
        found = []
        for side, track, speaker in zip(sides, tracks, speakers, strict=True):
            turns = () if speaker is Speaker.REP else voice_turns(side, track.words, self._prints)
            told = {"changes": self._changes(side, track), "turns": turns}
            found.append(track.model_copy(update=told))
        return tuple(found)

    def _changes(self, side: Side, track: Track) -> tuple[Change, ...]:
        """How alike the voices are before and after somebody seems to take over."""
        at = handover(cut([(Speaker.UNKNOWN, track.words)]))
        if at is None:
            return ()
        before = [word for word in track.words if word.start < at]
        alike = likeness(side, before, track.words[len(before) :], self._prints)
        return () if alike is None else (Change(at=at, alike=alike),)

    def _spoken_at_once(self, sides: list[Side], tracks: Sequence[Track]) -> tuple[Stretch, ...] | None:
        """On one channel with several voices; None where nothing can tell, or need not."""
        if self._at_once is None or len(sides) > 1 or len(tracks) < 2:
            return None
        return self._at_once.of(sides[0])

    def _language(self, side: Side) -> str | None:
        """The language spoken on this side; None where nobody speaks, or where it cannot be told."""
        spans = [span for one in side.talk for span in padded(one.turns, one.block)]
        if not spans:
            return None
        if not self._whisper.model.is_multilingual:
            return "en"
        language, probability, _ = self._whisper.detect_language(joined(side.samples, spans, 30.0))
        return language if probability >= _SURE_OF_LANGUAGE else None

    def _hearing(self) -> Hearing:
        return Hearing(
            engine=f"faster-whisper {faster_whisper.__version__}",
            model=self._found.name,
            source=self._found.source,
            sha256=self._found.sha256,
            settings={
                "compute_type": "int8",
                "beam_size": BEAM,
                "beam_size_again": CAREFUL_BEAM,
                "condition_on_previous_text": False,
                "vad": "silero v6",
                "vad_threshold": VAD_THRESHOLD,
                "vad_threshold_faint": FAINT_THRESHOLD,
                "vad_padding_seconds": VAD_PADDING,
                "threads": self._threads,
                "hotwords": self._hotwords,
                "voices": self._prints.name,
            },
        )


def _loaded(model: SpeechModel, threads: int) -> WhisperModel:
    check_files(model)
    try:
        return WhisperModel(
            str(model.folder),
            device="cpu",
            compute_type="int8",
            cpu_threads=threads,
            local_files_only=True,
        )
    except Exception as error:  # three libraries read the folder, each with errors of its own
        raise unloadable(model, f"{type(error).__name__}: {error}") from error


def _one_of(sides: list[Side], tracks: tuple[Track, ...]) -> tuple[list[Side], tuple[Track, ...]]:
    """Of the same sound twice the side with more words: should it be an echo after all, all are there."""
    side, track = max(zip(sides, tracks, strict=True), key=lambda pair: len(pair[1].words))
    return [side._replace(channel="only")], (track.model_copy(update={"channel": "only"}),)


def _words(side: Side, tracks: Sequence[Track]) -> list[Word]:
    return [word for track in tracks if track.channel == side.channel for word in track.words]


def _notices(sides: list[Side], silent: list[list[Span]], removed: tuple[Removed, ...]) -> list[Notice]:
    loud = [loud_without_speech(side, spans) for side, spans in zip(sides, silent, strict=True)]
    notices = [notice for notice in loud if notice is not None]
    for why, which in _WHY.items():
        gone = [one for one in removed if one.why == why]
        if gone:
            count = sum(len(one.text.split()) for one in gone)
            places = ", ".join(f"{int(one.start) // 60}:{int(one.start) % 60:02d}" for one in gone[:3])
            more = f" and {len(gone) - 3} more places" if len(gone) > 3 else ""
            message = f"{count} words were taken out {which}: at {places}{more}."
            notices.append(Notice(code=f"{why.replace(' ', '_')}_removed", message=message))
    return notices


def _call(name: str, decoded: Decoded, topology: Topology) -> Call:
    return Call(
        file=name,
        sha256=decoded.sha256,
        duration=round(decoded.duration, 3),
        channels=len(decoded.channels),
        topology=topology,
        container=decoded.container,
        codec=decoded.codec,
        sample_rate=decoded.sample_rate,
    )
