"""All settings in one typed object. They arrive once, from the environment or a `.env` file."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from scoring.errors import BadInput
from service.addresses import an_address, an_origin
from service.house import STANDARD, House, days_in, written_days
from service.secret_files import SECRET, SecretFiles
from service.settings_checks import (
    fits_into_a_header,
    goes_with_a_server,
    goes_with_an_address,
    goes_with_an_issuer,
    names_its_prices,
)

CLONE = Path(__file__).resolve().parents[1]


def default_home() -> Path:
    """`.sidetone` in a clone, else the user's own data folder."""
    if (CLONE / "pyproject.toml").is_file():
        return CLONE / ".sidetone"
    return Path("~/.local/share/sidetone").expanduser()


class Settings(BaseSettings):
    """Each field is read from `SIDETONE_<NAME>`, a secret also from the file `SIDETONE_<NAME>_FILE` names."""

    model_config = SettingsConfigDict(env_prefix="SIDETONE_", env_file=".env", extra="ignore")

    home: Path = Field(
        default_factory=default_home,
        description=(
            "Where Sidetone keeps what it fetched and made, speech models among it. Left away: the folder "
            "`.sidetone` of a clone, else `~/.local/share/sidetone`."
        ),
    )
    speech_model: str = Field(
        default="base",
        min_length=1,
        description="Which Whisper model hears the calls, by name: base, tiny.en, small, large-v3.",
    )
    speech_model_folder: Path | None = Field(
        default=None,
        description="A folder with a converted model (model.bin, config.json …); goes first.",
    )
    voice_model: Path | None = Field(
        default=None,
        description=(
            "An ONNX file of CAM++, which tells the voices of a one-channel call apart. Left away: the one "
            "in `models/campplus` of SIDETONE_HOME; where there is none, a light way that is always unsure."
        ),
    )
    hotwords: str = Field(
        default="",
        max_length=500,
        description="Names the speech model may not know, with spaces between: company, products, reps.",
    )
    languages: str = Field(
        default="",
        max_length=500,
        pattern=r"^\s*([a-z]{2,3}\s*(,\s*[a-z]{2,3}\s*)*)?$",
        description=(
            "The languages calls are expected in, as codes with commas between: en or en,de. Calls in "
            "another are not scored. Empty: any. A model that knows only English (tiny.en) takes every call "
            "for English."
        ),
    )
    threads: int = Field(
        default=0, ge=0, le=64, description="Processor threads for hearing; 0 takes one for each core."
    )
    hearing_workers: int = Field(
        default=0,
        ge=0,
        le=64,
        description="Calls heard side by side on this machine; 0: one fewer than there are cores.",
    )
    longest_call: float = Field(
        default=4.0, gt=0, le=24, description="Hours of sound from which a recording is refused."
    )
    rubric: str = Field(default="b2b-discovery", description="The rubric used where none is named.")
    rubrics_by_kind: dict[str, str] = Field(
        default_factory=dict,
        description=(
            'Which rubric is for which kind of call, as JSON: {"demo": "b2b-discovery"}. Calls without a '
            "kind get SIDETONE_RUBRIC; where this is set, a kind that is not in it is not scored."
        ),
    )
    database: str = Field(
        default="",
        json_schema_extra=SECRET,
        description=(
            "The database: sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME. "
            "Empty: the file sidetone.db in SIDETONE_HOME."
        ),
    )
    worker_silence: float = Field(
        default=60.0,
        gt=0,
        description="Seconds of silence after which a worker is taken for dead and others do its work.",
    )
    finished_jobs: float = Field(
        default=14.0, gt=0, description="Days after which the notes of finished jobs are deleted."
    )

    api_token: SecretStr = Field(
        default=SecretStr(""),
        description=(
            "A token that may do everything over HTTP, for whoever runs the service: at least 16 random "
            "characters. Empty: there is none, and people sign in or use tokens of their own."
        ),
    )
    public_url: str = Field(
        default="",
        description=(
            "The address under which people reach the service, such as https://sidetone.example.com; links "
            "in mails and invitations begin with it. With https, cookies are sent over HTTPS only. Empty: "
            "the address it listens on."
        ),
    )
    oidc_issuer: str = Field(
        default="",
        description=(
            "The OpenID Connect provider people may sign in through, as it calls itself. Needs "
            "SIDETONE_OIDC_CLIENT_ID and SIDETONE_PUBLIC_URL; tell it to come back to "
            "PUBLIC_URL/sign-in/single/back. Empty: people sign in with passwords only."
        ),
    )
    oidc_client_id: str = Field(
        default="",
        max_length=400,
        validate_default=True,
        description="What that provider calls Sidetone.",
    )
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="The secret it gave to Sidetone; empty where it gave none."
    )
    demo: bool = Field(
        default=False,
        description=(
            "Shows itself with invented people and well-known secrets, and says so on every page. Never with "
            "real recordings."
        ),
    )
    host: str = Field(default="127.0.0.1", description="The address the service listens on.")
    port: int = Field(default=8080, ge=1, le=65535, description="The port the service listens on.")
    largest_upload: int = Field(
        default=2 << 30, gt=0, description="Bytes from which an uploaded recording is refused."
    )
    holidays: str = Field(
        default="",
        max_length=4000,
        pattern=r"^[0-9,\s-]*$",
        description=(
            "Days that are no working days, with commas between: 2026-12-25,2026-12-26. Deadlines in working "
            "days leave them out, and check-ins of plans move behind them. Empty: weekends alone."
        ),
    )
    standard: float = Field(
        default=STANDARD,
        gt=0,
        le=100,
        description="The QA score in percent that is asked of everybody; what is below is said to be.",
    )
    keep_recordings: int | None = Field(
        default=None,
        ge=0,
        le=36_500,
        description=(
            "Days after a call after which its recording is deleted; 0: never. Before this and the other "
            "three KEEP settings are said, no recording is taken in outside of a demo."
        ),
    )
    keep_transcripts: int | None = Field(
        default=None,
        ge=0,
        le=36_500,
        description=(
            "Days after a call after which it is deleted whole: transcript, readings, review, scores; 0: "
            "never."
        ),
    )
    keep_notes: int | None = Field(
        default=None,
        ge=0,
        le=36_500,
        description="Days after which a coaching note is deleted; 0: never.",
    )
    keep_plans: int | None = Field(
        default=None,
        ge=0,
        le=36_500,
        description=(
            "Days after the close of a plan after which all of it is deleted, its decision last; 0: never."
        ),
    )
    keep_free: int = Field(
        default=1 << 30, ge=0, description="Bytes that stay free on the disk; uploads stop before."
    )
    recordings: str = Field(
        default="",
        description=(
            "Where recordings are kept: a folder, or s3://BUCKET/PREFIX. "
            "Empty: the folder recordings in SIDETONE_HOME."
        ),
    )
    s3_endpoint: str = Field(default="", description="The S3 server, where it is not Amazon's own.")
    s3_region: str = Field(default="us-east-1", description="The region of the bucket.")
    s3_key: str = Field(default="", json_schema_extra=SECRET, description="The access key id of the bucket.")
    s3_secret: SecretStr = Field(default=SecretStr(""), description="The secret access key of the bucket.")

    smtp_host: str = Field(
        default="",
        max_length=255,
        description=(
            "The server that takes mails, by name; they say only that something waits. Needs "
            "SIDETONE_SMTP_FROM and SIDETONE_PUBLIC_URL. Empty, and in a demo: no mail is sent."
        ),
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="The port of that mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls",
        description="How it is spoken to: starttls, tls from the first byte, or none (no user then).",
    )
    smtp_user: str = Field(default="", max_length=320, description="Who signs in there; empty: nobody.")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="The password of that user.")
    smtp_from: str = Field(
        default="",
        max_length=320,
        validate_default=True,
        pattern=r"^([^@\s<>,;\"()\[\]\\]+@[^@\s<>,;\"()\[\]\\]+)?$",
        description="The address mails come from.",
    )

    llm_base_url: str = Field(
        default="",
        description=(
            "The address of an OpenAI-compatible server, mostly ending in /v1. With a model, it judges the "
            "calls. Empty: the offline judge does."
        ),
    )
    llm_model: str = Field(
        default="",
        max_length=200,
        validate_default=True,
        description="The name of the model there that reads the calls.",
    )
    llm_api_key: SecretStr = Field(
        default=SecretStr(""), description="The key of that server; empty where it asks for none."
    )
    llm_timeout: float = Field(
        default=120.0, ge=1, le=3600, description="Seconds that one request may take, to its last byte."
    )
    llm_parallel: int = Field(
        default=6, ge=1, le=64, description="Requests that a worker process has on the way at once."
    )
    llm_readings: int = Field(
        default=1, ge=1, le=7, description="How often each criterion is read; the majority counts."
    )
    llm_drawn_readings: int = Field(
        default=3,
        ge=1,
        le=7,
        description="The same for drawn calls, which may count in plans; at least SIDETONE_LLM_READINGS.",
    )
    llm_temperature: float = Field(
        default=0.0,
        ge=0,
        le=2,
        description="The temperature of the first reading; later ones take at least 0.3.",
    )
    llm_window: int = Field(
        default=131_072,
        ge=4096,
        description="Tokens the model can look at, the reply included. A longer call is shown in parts.",
    )
    llm_reply: int = Field(
        default=4096,
        ge=512,
        description="Tokens a reply may have. A model that thinks before it answers needs more.",
    )
    llm_prices: dict[str, float] = Field(
        default_factory=dict,
        description=(
            'What a million tokens cost, as JSON: {"input": 0.4, "cached": 0.1, "output": 1.6}. Only for '
            "showing costs."
        ),
    )
    llm_daily_tokens: int = Field(
        default=0,
        ge=0,
        description=(
            "Tokens, read and written, after which no call is judged until the next day (UTC); what is on "
            "the way then is finished. 0: no limit."
        ),
    )

    _is_an_origin = field_validator("public_url")(an_origin)
    _is_an_address = field_validator("llm_base_url", "oidc_issuer")(an_address)

    _goes_with_an_issuer = field_validator("oidc_client_id")(goes_with_an_issuer)
    _goes_with_a_server = field_validator("smtp_from")(goes_with_a_server)
    _goes_with_an_address = field_validator("llm_model")(goes_with_an_address)
    _fits_into_a_header = field_validator("llm_api_key")(fits_into_a_header)
    _names_its_prices = field_validator("llm_prices")(names_its_prices)
    _are_days = field_validator("holidays")(written_days)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before `.env`; a secret comes from one of them or from a file, never both."""
        assert isinstance(env_settings, EnvSettingsSource)
        assert isinstance(dotenv_settings, DotEnvSettingsSource)
        variables = {**dotenv_settings.env_vars, **env_settings.env_vars}
        return init_settings, env_settings, dotenv_settings, SecretFiles(settings_cls, variables)

    @property
    def database_url(self) -> str:
        """Where the database is, with the default filled in."""
        return self.database or f"sqlite:///{self.home / 'sidetone.db'}"

    @property
    def has_single_sign_on(self) -> bool:
        """Whether people may sign in through an identity provider."""
        return bool(self.oidc_issuer)

    @property
    def sends_mail(self) -> bool:
        """Whether mails are sent. The people of a demo are invented, and so are their addresses."""
        return bool(self.smtp_host) and not self.demo

    @property
    def is_https(self) -> bool:
        """Whether people reach the service over HTTPS, mostly through a proxy before it."""
        return self.public_url.startswith("https://")

    @property
    def expected_languages(self) -> tuple[str, ...]:
        """The codes of the languages in which calls are scored; none: any."""
        return tuple(code.strip() for code in self.languages.split(",") if code.strip())

    @property
    def hearing_processes(self) -> int:
        """How many calls are heard side by side, with the default filled in."""
        return self.hearing_workers or max(1, (os.cpu_count() or 1) - 1)

    @property
    def hearing_threads(self) -> int:
        """Threads of each hearing, with the default filled in: together they take all cores."""
        return self.threads or max(1, (os.cpu_count() or 1) // self.hearing_processes)

    @property
    def house(self) -> House:
        """The holidays and the standard, as they go with each session."""
        return House(days_in(self.holidays), self.standard)

    @property
    def recordings_folder(self) -> Path:
        """The folder recordings are kept in, where they are kept in a folder."""
        return Path(self.recordings) if self.recordings else self.home / "recordings"

    def rubric_for(self, kind: str | None) -> str | None:
        """The rubric for a kind of call; None where there is none for it."""
        if kind is None or not self.rubrics_by_kind:
            return self.rubric
        return self.rubrics_by_kind.get(kind)


def read_settings() -> Settings:
    """The settings of this process. Raises BadInput naming each variable that can't be used."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [f"SIDETONE_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise BadInput("The settings can't be used.", "\n".join(wrong)) from error
