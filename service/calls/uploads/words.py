"""Why a file is refused at the door, in the words of the page: a sentence at its row, a word in the sum."""

from scoring.errors import BadRecording
from scoring.visible import visible
from service.errors import TooLarge, Unprocessable

WAV_OR_MP3 = "Try exporting it again as WAV or MP3."
REFUSED = {
    "no_sound_track": ("no audio track", "That file has no sound in it. We kept nothing.", WAV_OR_MP3),
    "empty": ("empty", "That file is empty. We kept nothing.", "Export the recording again."),
    "not_audio": ("not a recording", "That file is not a recording. We kept nothing.", ""),
    "playlist": ("a playlist", "That is a playlist, not the recording itself. We kept nothing.", ""),
    "archive": (
        "an archive",
        "That is an archive. We kept nothing.",
        "Unpack it and drop the recordings in it.",
    ),
    "damaged": ("damaged", "That file is damaged or cut off: no sound can be found in it.", WAV_OR_MP3),
    "other_format": ("unknown format", "That file is in a format we do not take.", WAV_OR_MP3),
    "no_header": (
        "unknown format",
        "Nothing in that file says what kind of sound it is.",
        "If it is raw sound of a telephone system, say which.",
    ),
    "codec": ("unknown format", "The sound in that file is in a format we do not take.", WAV_OR_MP3),
}
"""By the code of the refusal: the word in the sum, what happened, what to do."""


class LargerThanTaken(TooLarge):
    """A file with more bytes than a recording may have."""

    def __init__(self, most: int) -> None:
        super().__init__(f"A recording may have {most >> 20} MB; this one has more. Nothing was kept.")
        self.more = {"short": "too large"}


class NotHearable(Unprocessable):
    """A file that cannot be heard as a call. `short` is for the sum at the end."""

    def __init__(self, error: BadRecording, file: str) -> None:
        short, message, next_step = REFUSED.get(error.code, ("not usable", "", ""))
        # The file has no name of its own on our disk; people know it by theirs.
        spoken = error.message.replace("recording", visible(file), 1)
        super().__init__(message or spoken, next_step or error.next_step)
        self.code = error.code
        self.more = {"short": short}
