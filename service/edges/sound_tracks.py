"""The one sound track of an opened file, checked before anything of it is decoded."""

from av.audio.stream import AudioStream
from av.container import InputContainer

from scoring.errors import BadRecording

# Decoders FFmpeg may use on a stranger's file: those of telephony, dictation and video calls. A demuxer also
# starts decoders to find out about picture tracks; this list keeps it from doing so.
DECODERS = tuple(
    """
    aac aac_fixed adpcm_ima_qt adpcm_ima_wav adpcm_ms adpcm_yamaha alac amrnb amrwb flac g722 g723_1 g726
    g726le g729 gsm gsm_ms ilbc libopus libspeex libvorbis mp1float mp2 mp2float mp3 mp3float opus pcm_alaw
    pcm_f32be pcm_f32le pcm_f64be pcm_f64le pcm_mulaw pcm_s16be pcm_s16le pcm_s24be pcm_s24le pcm_s32be
    pcm_s32le pcm_s8 pcm_u8 speex truespeech vorbis wmalossless wmapro wmav1 wmav2 wmavoice
    """.split()
)

LOWEST_RATE, HIGHEST_RATE = 4_000, 384_000


def choose_track(container: InputContainer, name: str) -> AudioStream:
    """The first sound track of the file in a codec that is taken.

    Raises BadRecording where none can be heard as a call.
    """
    tracks = container.streams.audio
    if not tracks:
        next_step = "Send the recording with its sound, or the sound alone."
        raise BadRecording("no_sound_track", f"{name} has no sound track.", next_step)
    track: AudioStream = next(filter(_is_taken, tracks), tracks[0])
    codec = track.codec_context
    if not _is_taken(track):
        sort = "an unknown codec" if codec is None else f"the codec {codec.codec.name}"
        next_step = "Convert it to WAV, M4A or Opus first."
        raise BadRecording("codec", f"The sound of {name} is in {sort}, which is not taken.", next_step)
    if not LOWEST_RATE <= codec.sample_rate <= HIGHEST_RATE:
        raise BadRecording(
            "sample_rate",
            f"{name} says that it has {codec.sample_rate} samples a second; that cannot be right.",
            f"Export it again with a rate between {LOWEST_RATE} and {HIGHEST_RATE} Hz.",
        )
    check_channels(codec.channels, name)
    return track


def check_channels(count: int, name: str) -> None:
    """Raises BadRecording unless there are one or two channels."""
    if count == 0:
        raise BadRecording("damaged", f"{name} says that it has no channels.", "Export it again.")
    if count > 2:
        raise BadRecording(
            "too_many_channels",
            f"{name} has {count} channels; which of them are the rep and the customer is not known.",
            "Send the two channels of the call alone: "
            'ffmpeg -i FILE -af "pan=stereo|c0=c0|c1=c1" call.wav, with your channel numbers on the right.',
        )


def _is_taken(track: AudioStream) -> bool:
    return track.codec_context is not None and track.codec_context.codec.name in DECODERS


def promised_seconds(container: InputContainer, track: AudioStream) -> float | None:
    """How long the file says that its sound is, or None where it does not say."""
    if track.duration is not None and track.time_base is not None and track.duration > 0:
        return float(track.duration * track.time_base)
    # The duration of a container is in microseconds (AV_TIME_BASE).
    return container.duration / 1e6 if container.duration and container.duration > 0 else None


def most_seconds(track: AudioStream, size: int) -> float:
    """Seconds of sound that `size` bytes hold at most: known of samples that are stored as they are."""
    codec = track.codec_context
    if not codec.codec.name.startswith("pcm_") or not codec.bit_rate:
        return float("inf")
    return size * 8 / codec.bit_rate
