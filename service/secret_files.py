"""Secrets from files: the one `SIDETONE_API_TOKEN_FILE` names holds the token, and no environment does."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.config import JsonDict
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from scoring.errors import BadInput

LONGEST = 10_000
"""Bytes a secret may have: a file that is longer is another one."""
SECRET: JsonDict = {"secret": True}
"""Marks a field that is no SecretStr and may hold a secret all the same."""


def is_secret(field: FieldInfo) -> bool:
    """Whether the setting is a secret: it may come from a file, and is never shown."""
    marked = isinstance(field.json_schema_extra, dict) and bool(field.json_schema_extra.get("secret"))
    return field.annotation is SecretStr or marked


class SecretFiles(PydanticBaseSettingsSource):
    """Reads the files that `<VARIABLE>_FILE` names; `variables` are those of the environment and `.env`."""

    def __init__(self, settings: type[BaseSettings], variables: Mapping[str, str | None]) -> None:
        super().__init__(settings)
        self._variables = variables

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        variable = f"{self.config.get('env_prefix', '')}{field_name}".lower()
        file = self._variables.get(f"{variable}_file")
        if not is_secret(field) or not file:
            return None, field_name, False
        if self._variables.get(variable):
            name = variable.upper()
            raise BadInput(f"{name} and {name}_FILE are both set.", "Leave one of them away.")
        return read_secret(Path(file), f"{variable}_file".upper()), field_name, False

    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields.items()
        read = {name: self.get_field_value(field, name)[0] for name, field in fields}
        return {name: value for name, value in read.items() if value is not None}


def read_secret(file: Path, variable: str) -> str:
    """The text of a file without the line break at its end. Raises BadInput where there is none."""
    try:
        with file.open("rb") as opened:
            data = opened.read(LONGEST + 1)
        secret = data.decode("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise BadInput(
            f"{variable}: {file} can't be read: {reason}.", "Look at its path and rights."
        ) from error
    if not secret or len(data) > LONGEST:
        what = "is empty" if not secret else f"has more than {LONGEST} bytes"
        raise BadInput(f"{variable}: {file} {what}.", "Put the secret into it, and nothing else.")
    return secret
