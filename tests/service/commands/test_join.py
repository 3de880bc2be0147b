"""`sidetone join`: says what it did, and destroys nothing."""

from pathlib import Path

import pytest

from tests.service.commands.cli import Sidetone
from tests.service.edges.sound import saved, tone, wav


@pytest.fixture
def sidetone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sidetone:
    return Sidetone(tmp_path, f"sqlite:///{tmp_path / 'sidetone.db'}", monkeypatch)


def test_it_says_how_long_the_call_is_and_how_the_files_lie(sidetone: Sidetone, tmp_path: Path) -> None:
    rep, customer = saved(tmp_path, wav(tone(3)), "rep.wav"), saved(tmp_path, wav(tone(2)), "customer.wav")
    ran = sidetone("join", rep, customer, "-o", tmp_path / "call.flac", "--later", "2")
    assert ran.code == 0
    assert "0:04, the second file begins 2.00 s later (as you said)" in ran.out


def test_a_recording_is_never_written_over(sidetone: Sidetone, tmp_path: Path) -> None:
    rep = saved(tmp_path, wav(tone(3)), "rep.wav")
    before = rep.read_bytes()
    ran = sidetone("join", rep, rep, "-o", rep, "--later", "0")
    assert (ran.code, rep.read_bytes()) == (2, before)
    assert "is one of the recordings" in ran.err


def test_what_is_missing_or_no_recording_is_named(sidetone: Sidetone, tmp_path: Path) -> None:
    rep = saved(tmp_path, wav(tone(3)), "rep.wav")
    (tmp_path / "text.wav").write_text("no sound")
    for other in ("absent.wav", "text.wav"):
        ran = sidetone("join", rep, tmp_path / other, "-o", tmp_path / "call.flac", "--later", "0")
        assert ran.code in (1, 2)
        assert other in ran.err
        assert not (tmp_path / "call.flac").exists()
