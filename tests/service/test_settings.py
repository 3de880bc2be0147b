"""Settings: from the environment, from `.env`, secrets also from files; shown without their secrets."""

from pathlib import Path

import pytest

from scoring.errors import BadInput
from service.operations.settings import MASK, in_force, unknown_variables
from service.settings import Settings, read_settings

TOKEN = "a token of more than sixteen letters"


@pytest.fixture(autouse=True)
def _an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def secret_file(folder: Path, contents: bytes) -> str:
    (folder / "secret").write_bytes(contents)
    return str(folder / "secret")


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_secret_comes_from_the_file_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setenv("SIDETONE_API_TOKEN_FILE", secret_file(tmp_path, (TOKEN + end).encode()))
    assert read_settings().api_token.get_secret_value() == TOKEN


def test_a_database_with_its_password_may_come_from_a_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIDETONE_DATABASE_FILE", secret_file(tmp_path, b"postgresql+psycopg://a:b@h/d\n"))
    assert read_settings().database_url == "postgresql+psycopg://a:b@h/d"


def test_the_name_of_the_file_may_stand_in_the_env_file(tmp_path: Path) -> None:
    file = secret_file(tmp_path, TOKEN.encode())
    (tmp_path / ".env").write_text(f"SIDETONE_API_TOKEN_FILE={file}\nSIDETONE_PORT=9000\n", "utf-8")
    settings = read_settings()
    assert (settings.api_token.get_secret_value(), settings.port) == (TOKEN, 9000)


def test_what_is_no_secret_is_not_read_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIDETONE_PORT_FILE", secret_file(tmp_path, b"9000"))
    monkeypatch.delenv("SIDETONE_TEST_POSTGRESQL", raising=False)  # how tests reach a server of their own
    assert read_settings().port == 8080
    assert unknown_variables() == ["SIDETONE_PORT_FILE"]


@pytest.mark.parametrize(
    ("contents", "says"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"x" * 10_001, "more than 10000 bytes"),
        (b"\xff", "is no text"),
    ],
)
def test_a_file_without_a_usable_secret_is_refused_without_showing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, contents: bytes, says: str
) -> None:
    monkeypatch.setenv("SIDETONE_API_TOKEN_FILE", secret_file(tmp_path, contents))
    with pytest.raises(BadInput, match=says) as refused:
        read_settings()
    assert "SIDETONE_API_TOKEN_FILE" in str(refused.value)
    assert "xxx" not in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIDETONE_API_TOKEN_FILE", str(tmp_path / "none"))
    with pytest.raises(BadInput, match="none can't be read: No such file or directory"):
        read_settings()


def test_a_secret_and_its_file_at_once_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIDETONE_API_TOKEN_FILE", secret_file(tmp_path, TOKEN.encode()))
    monkeypatch.setenv("SIDETONE_API_TOKEN", TOKEN)
    with pytest.raises(BadInput, match="SIDETONE_API_TOKEN and SIDETONE_API_TOKEN_FILE are both set"):
        read_settings()


def test_a_setting_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIDETONE_PORT", "eighty")
    with pytest.raises(BadInput, match="SIDETONE_PORT: Input should be a valid integer"):
        read_settings()


def test_values_are_shown_with_their_source_and_no_secret_is_among_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIDETONE_API_TOKEN_FILE", secret_file(tmp_path, TOKEN.encode()))
    monkeypatch.setenv("SIDETONE_DATABASE", "postgresql+psycopg://ana:hidden@db/sidetone")
    monkeypatch.setenv("SIDETONE_S3_KEY", "AKIDHIDDEN")
    (tmp_path / ".env").write_text("SIDETONE_S3_SECRET=hidden\nSIDETONE_HOST=0.0.0.0\n", "utf-8")
    shown = {one.variable: (one.value, one.source) for one in in_force(Settings())}
    assert shown["SIDETONE_API_TOKEN"] == (MASK, "SIDETONE_API_TOKEN_FILE")
    assert shown["SIDETONE_DATABASE"] == ("postgresql+psycopg://ana:***@db/sidetone", "environment")
    assert shown["SIDETONE_S3_KEY"] == (MASK, "environment")
    assert shown["SIDETONE_S3_SECRET"] == (MASK, ".env")
    assert shown["SIDETONE_HOST"] == ("0.0.0.0", ".env")
    assert shown["SIDETONE_PORT"] == ("8080", "default")
    assert "hidden" not in str(shown).lower()


def test_expected_languages_are_codes_with_commas_between(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().expected_languages == ()
    monkeypatch.setenv("SIDETONE_LANGUAGES", " en, de ")
    assert read_settings().expected_languages == ("en", "de")


@pytest.mark.parametrize("given", ["english", "en de", "en,", "EN;de"])
def test_what_is_no_list_of_codes_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIDETONE_LANGUAGES", given)
    with pytest.raises(BadInput, match="can't be used"):
        read_settings()
