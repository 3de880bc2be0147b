"""Running `sidetone` in this process, on a home and a database of a test's own."""

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from service.__main__ import main


@dataclass(frozen=True)
class Ran:
    """How a command ended: its exit code, what it printed, what it complained about."""

    code: int
    out: str
    err: str


class Sidetone:
    """The command line of one installation."""

    def __init__(self, home: Path, database: str, patch: pytest.MonkeyPatch) -> None:
        self.home = home
        self.database = database
        self._patch = patch
        for name, value in {
            "SIDETONE_HOME": str(home),
            "SIDETONE_DATABASE": database,
            "SIDETONE_KEEP_FREE": "0",
            "COLUMNS": "200",
        }.items():
            patch.setenv(name, value)

    def __call__(self, *words: object) -> Ran:
        self._patch.setattr(sys, "argv", ["sidetone", *map(str, words)])
        out, err, code = StringIO(), StringIO(), 0
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main()
            except SystemExit as end:
                code = int(end.code or 0)
        return Ran(code, out.getvalue(), err.getvalue())

    def set(self, **settings: object) -> None:
        """More settings, by their names."""
        for name, value in settings.items():
            self._patch.setenv(f"SIDETONE_{name.upper()}", str(value))


@contextlib.contextmanager
def command_line(home: Path, database: str) -> Iterator[Sidetone]:
    with pytest.MonkeyPatch.context() as patch:
        yield Sidetone(home, database, patch)
