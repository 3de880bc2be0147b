"""Files that a command is told to write: looked at before the work, then written whole or not at all."""

import os
import tempfile
from pathlib import Path

from scoring.errors import BadInput


def same_file(one: Path | None, other: Path | None) -> bool:
    """Whether both lead to one file, also by a link, and also where there is no file yet."""
    if one is None or other is None:
        return False
    try:
        return one.samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)


def make_folder(folder: Path) -> None:
    """A folder for several pages. Raises BadInput where there can be none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        kind = "is a file" if folder.is_file() else f"can't be made: {why(error)}"
        raise BadInput(
            f"Several recordings need a folder for their pages, and {folder} {kind}.",
            "Name another folder.",
        ) from error
    _may_write(folder)


def check_writable(target: Path) -> None:
    """Raises BadInput where `target` could not be written."""
    if target.is_dir():
        raise BadInput(f"{target} is a folder.", "Name a file to write to.")
    if not target.parent.is_dir():
        raise BadInput(
            f"There is no folder {target.parent} to write into.", "Create it, or name another place."
        )
    if target.is_file() or not target.exists():
        _may_write(target.parent)
    elif not os.access(target, os.W_OK):
        raise BadInput(f"{target} can't be written to.", "Name another place.")


def _may_write(folder: Path) -> None:
    if not os.access(folder, os.W_OK):
        raise BadInput(f"The folder {folder} can't be written to.", "Name another place.")


def why(error: OSError) -> str:
    """The system's reason, without number and path: "No space left on device"."""
    return error.strerror or str(error)


def replace(path: Path, text: str) -> None:
    """Puts a whole file in the place of what is there. Raises OSError, and leaves nothing half-written."""
    if path.exists() and not path.is_file():  # a device or a pipe is written to, never replaced
        path.write_text(text, "utf-8")
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".sidetone-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
