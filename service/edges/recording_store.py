"""Where recordings lie: a folder on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scoring.errors import BadRecording


class FolderRecordings:
    """Recordings as files of one folder; a blob is a path within it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def open_recording(self, blob: str) -> Iterator[Path]:
        """The file of that blob, for reading. Raises BadRecording where it is gone."""
        path = (self._folder / blob).resolve()
        if not path.is_relative_to(self._folder.resolve()) or not path.is_file():
            raise BadRecording(
                "missing", "The recording is not where it was stored.", "Restore it from a backup."
            )
        yield path
