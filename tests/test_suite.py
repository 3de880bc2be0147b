"""What the suite promises about itself, see conftest.py."""

import socket
import ssl
import threading
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
ANOTHER_MACHINE = "192.0.2.1"  # an address for documentation: nobody has it (RFC 5737)


@pytest.mark.parametrize("attempt", ["connect", "connect_ex"])
def test_no_connection_leaves_this_machine(attempt: str) -> None:
    with socket.socket() as sock, pytest.raises(OSError, match=ANOTHER_MACHINE):
        getattr(sock, attempt)((ANOTHER_MACHINE, 443))


def test_no_datagram_leaves_this_machine() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sock, pytest.raises(OSError, match="no network"):
        sock.sendto(b"hello", (ANOTHER_MACHINE, 53))


def test_no_encrypted_connection_leaves_this_machine() -> None:
    with socket.socket() as sock:
        encrypted = ssl.create_default_context().wrap_socket(sock, server_hostname="calls.example")
        with encrypted, pytest.raises(OSError, match="no network"):
            encrypted.connect((ANOTHER_MACHINE, 443))


def test_no_name_is_looked_up() -> None:
    with pytest.raises(OSError, match=r"calls\.example"):
        socket.create_connection(("calls.example", 443))


def test_a_server_on_loopback_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        answering = threading.Thread(target=lambda: server.accept()[0].close())
        answering.start()
        socket.create_connection(("localhost", server.getsockname()[1])).close()
        answering.join()


SKIPPING = """
import pytest

@pytest.mark.skipif(True, reason="{reason}")
def test_with_a_mark():
    pass

def test_by_itself():
    pytest.skip("{reason}")

@pytest.mark.xfail(reason="known", strict=True)
def test_that_is_known_to_fail():
    assert False
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A small suite with this one's conftest, and without the plug-ins, whose import takes seconds."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest(CONFTEST.read_text("utf-8"))
    return pytester


def test_a_missing_part_fails_in_ci(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    suite.makepyfile(SKIPPING.format(reason="chromium is not installed"))
    result = suite.runpytest_subprocess()
    result.assert_outcomes(failed=1, errors=1, xfailed=1)
    result.stdout.fnmatch_lines(["*CI skips nothing*"])


def test_a_missing_part_skips_elsewhere(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    suite.makepyfile(SKIPPING.format(reason="chromium is not installed"))
    suite.runpytest_subprocess().assert_outcomes(skipped=2, xfailed=1)


def test_a_module_that_skips_itself_fails_in_ci(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    suite.makepyfile("import pytest\npytest.importorskip('a_part_that_is_not_there')")
    suite.runpytest_subprocess().assert_outcomes(errors=1)


def test_recordings_that_cannot_be_shared_may_be_absent(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    suite.makepyfile(SKIPPING.format(reason="../shared/data is absent"))
    suite.runpytest_subprocess().assert_outcomes(skipped=2, xfailed=1)
