"""The parent keeps its children running, waits longer for one that keeps ending, and takes all with it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from service.supervisor import FIRST_WAIT, LONGEST_WAIT, Child, supervise

SLEEPER = """
import os, sys, time, pathlib
pathlib.Path(sys.argv[1], str(os.getpid())).touch()
time.sleep(60)
"""

PARENT = """
import sys, threading
from service.supervisor import Child, supervise
supervise([Child("child", [sys.executable, "-c", sys.argv[1], sys.argv[2]])], threading.Event())
"""

ORPHAN = """
import os, sys, pathlib
from service.lifeline import told_to_stop
stopped = told_to_stop(with_parent=True)
pathlib.Path(sys.argv[1], str(os.getpid())).touch()
stopped.wait(60)
pathlib.Path(sys.argv[1], "left").touch()
"""


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain"
        time.sleep(0.02)


def started(folder: Path) -> list[int]:
    return [int(file.name) for file in sorted(folder.iterdir()) if file.name.isdecimal()]


def test_a_child_that_is_killed_is_started_again_and_all_stop_together(tmp_path: Path) -> None:
    child = Child("sleeper", [sys.executable, "-c", SLEEPER, str(tmp_path)])
    stopped = threading.Event()
    parent = threading.Thread(target=supervise, args=([child], stopped))
    parent.start()
    until(lambda: len(started(tmp_path)) == 1)
    (first,) = started(tmp_path)
    os.kill(first, signal.SIGKILL)
    until(lambda: len(started(tmp_path)) == 2)
    stopped.set()
    parent.join(10)
    assert not parent.is_alive()
    assert child.process is None


def test_a_child_that_keeps_ending_is_waited_for_longer_each_time() -> None:
    """0.5 s doubles to 1, 2, 4, 8, 16, and stays at 30 s."""
    child = Child("broken", [sys.executable, "-c", "pass"])
    waits = []
    for _ in range(8):
        child.start()
        assert child.process is not None
        child.process.wait()
        child.look()
        waits.append(child.wait)
    assert waits == [2 * FIRST_WAIT, 2.0, 4.0, 8.0, 16.0, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT]


def test_children_go_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, ORPHAN, str(tmp_path)])
    until(lambda: len(started(tmp_path)) == 1)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    until((tmp_path / "left").exists)
