"""What holds for every test: nothing leaves this machine, and in CI nothing is skipped by accident."""

import gc
import ipaddress
import os
import socket
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import own_server, run_folder

settings.register_profile("quick", max_examples=10, deadline=None)
settings.register_profile("thorough", max_examples=100, deadline=None, print_blob=True)
# Whoever changes a line waits for the tests; CI tries each property a hundred times.
settings.load_profile("thorough" if os.environ.get("CI") == "true" else "quick")

# Recordings are taken in once it was said how long they are kept; here, for ever.
for kind in ("RECORDINGS", "TRANSCRIPTS", "NOTES", "PLANS"):
    os.environ.setdefault(f"SIDETONE_KEEP_{kind}", "0")

pytest_plugins = ["pytester"]

MAY_BE_ABSENT = "shared/data"
"""Recordings that cannot be redistributed lie here; a test that reads them skips where they are absent."""


class NetworkRefused(OSError):
    """A test reached for another machine. An OSError, so that the product shows what it does offline."""


def is_this_machine(host: object) -> bool:
    """Loopback addresses, `localhost`, and the empty name, which is what a server binds to."""
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or name in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name).partition("%")[0]).is_loopback
    except ValueError:
        return False


def guarded(function: Callable[..., Any], host_of: Callable[..., object]) -> Callable[..., Any]:
    """`function`, refusing where the host among its arguments is another machine."""

    def refuse_strangers(*arguments: Any, **named: Any) -> Any:
        host = host_of(*arguments, **named)
        if not is_this_machine(host):
            raise NetworkRefused(f"tests use no network; this one reached for {host!r}")
        return function(*arguments, **named)

    return refuse_strangers


def host_of_socket_call(sock: socket.socket, *arguments: Any) -> object:
    """The address is the last argument of connect, connect_ex and sendto; a Unix socket has a path."""
    return arguments[-1][0] if sock.family in (socket.AF_INET, socket.AF_INET6) else None


def host_of_lookup(host: object = None, *_: Any, **__: Any) -> object:
    return host


def pytest_configure(config: pytest.Config) -> None:
    if run_folder.begin():
        config.add_cleanup(own_server.stop)
    patch = pytest.MonkeyPatch()
    for method in ("connect", "connect_ex", "sendto"):
        patch.setattr(socket.socket, method, guarded(getattr(socket.socket, method), host_of_socket_call))
    patch.setattr(socket, "getaddrinfo", guarded(socket.getaddrinfo, host_of_lookup))
    config.add_cleanup(patch.undo)


USUAL_SECONDS = 0.1
"""What a test takes that is not marked as slow, roughly: a file of three hundred is a long one, too."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first: where files are shared out, no core is left alone with a long one."""
    seconds: Counter[Path] = Counter()
    for item in items:
        slow = item.get_closest_marker("slow")
        seconds[item.path] += USUAL_SECONDS if slow is None else slow.kwargs.get("seconds", 1)
    items.sort(key=lambda item: -seconds[item.path])


def pytest_collection_finish() -> None:
    """What collecting made stays until the end; to look through it for garbage takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


def refuse_skip_in_ci(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Under CI=true a missing part is a failure: `.ci/run` can install it."""
    if not report.skipped or hasattr(report, "wasxfail") or os.environ.get("CI") != "true":
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if MAY_BE_ABSENT not in reason:
        report.outcome = "failed"
        report.longrepr = f"{reason}\nCI skips nothing: let .ci/run install what is missing."


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    refuse_skip_in_ci(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    refuse_skip_in_ci(report)
    return report
