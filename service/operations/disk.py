"""How much room there is where the service writes."""

import shutil
from pathlib import Path

from service.settings import Settings


def free_bytes(settings: Settings) -> int:
    """Bytes free on the disk of the home, or on that of the recordings where it has fewer."""
    folders = [settings.home]
    if not settings.recordings.startswith("s3://"):
        folders.append(settings.recordings_folder)
    return min(shutil.disk_usage(_existing(folder)).free for folder in folders)


def _existing(folder: Path) -> Path:
    """The folder, or the one it will be made in."""
    return next(path for path in (folder, *folder.absolute().parents) if path.exists())
