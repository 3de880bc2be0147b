"""The name a worker process goes by: the same after a restart, and never that of two live processes."""

import fcntl
import hashlib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path


@contextmanager
def own_executor(home: Path, role: str) -> Iterator[str]:
    """`host:role:slot`, the first slot nobody on this machine holds. A lock on a file in `home` guards it.

    The lock goes with the process, however that ends. The host part carries a mark of `home`, so that two
    installations on one machine, working on one database, keep apart.
    """
    folder = home / "workers"
    folder.mkdir(parents=True, exist_ok=True)
    for slot in count():
        with (folder / f"{role}-{slot}.lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield f"{host_name(home)}:{role}:{slot}"
            return


def host_name(home: Path) -> str:
    """This machine, and a mark of the folder."""
    mark = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:6]
    return f"{socket.gethostname()}-{mark}"
