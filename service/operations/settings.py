"""What the settings are: all of them for the documentation, and those in force for whoever runs it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import DotEnvSettingsSource
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from service.secret_files import is_secret
from service.settings import Settings

PREFIX = "SIDETONE_"
MASK = "••••••••"


@dataclass(frozen=True)
class Documented:
    """A setting as the documentation has it."""

    variable: str
    default: str
    description: str
    secret: bool


@dataclass(frozen=True)
class InForce:
    """A setting as it is now: its value, masked where it is secret, and where it came from."""

    variable: str
    value: str
    source: str


def documented() -> Iterator[Documented]:
    """Every setting, in the order of the class."""
    for name, field in Settings.model_fields.items():
        yield Documented(_variable(name), _default(field), field.description or "", is_secret(field))


def markdown() -> str:
    """The page `docs/settings.md`."""
    lines = [
        "# Settings",
        "",
        "Each is an environment variable, or a line in a file `.env` in the folder the program is started",
        "in; the environment goes first. A secret can come from a file instead: `SIDETONE_API_TOKEN_FILE`",
        "names the file that holds what `SIDETONE_API_TOKEN` would, and so for every setting marked",
        "*secret*. `sidetone settings` shows the values in force and where each came from.",
        "",
        "| variable | default | what it does | secret |",
        "|---|---|---|---|",
    ]
    for one in documented():
        default = f"`{one.default}`" if one.default else "–"
        description = one.description.replace("|", "\\|")
        lines.append(f"| `{one.variable}` | {default} | {description} | {'secret' if one.secret else ''} |")
    return "\n".join(lines) + "\n"


def in_force(settings: Settings) -> Iterator[InForce]:
    """Every setting with its value and source. Secrets are masked; of a database its password is."""
    here = {name.lower(): "environment" for name in os.environ}
    file = {name.lower(): ".env" for name in DotEnvSettingsSource(Settings).env_vars}
    sources = {**file, **here}
    for name, field in Settings.model_fields.items():
        variable = _variable(name)
        source = sources.get(variable.lower())
        if is_secret(field) and f"{variable}_FILE".lower() in sources:
            source = f"{variable}_FILE"
        yield InForce(variable, _shown(name, getattr(settings, name)), source or "default")


def unknown_variables() -> list[str]:
    """Variables of the environment that look like settings and are none: most likely misspelt."""
    known = {one.variable for one in documented()}
    known |= {f"{one.variable}_FILE" for one in documented() if one.secret}
    return sorted(
        name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known
    )


def _variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


def _default(field: FieldInfo) -> str:
    """The default as one would write it; nothing where there is none or it depends on the machine."""
    if field.default_factory is dict:
        return "{}"
    if field.default_factory is not None or field.default is None:
        return ""
    default = field.default
    return default.get_secret_value() if isinstance(default, SecretStr) else str(default)


def _shown(name: str, value: Any) -> str:
    if isinstance(value, SecretStr):
        return MASK if value.get_secret_value() else ""
    if name == "database" and value:
        try:
            return make_url(value).render_as_string(hide_password=True)
        except ArgumentError:
            return MASK
    if is_secret(Settings.model_fields[name]):
        return MASK if value else ""
    return "" if value is None else str(value)
