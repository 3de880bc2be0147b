"""What the API says about rubrics and takes in."""

from typing import Any

from pydantic import Field

from scoring.record import Record
from scoring.rubric_trial import Trial, TriedCall
from service.rubrics.views import MistakeLine


class VersionView(Record):
    """A published version of a rubric."""

    slug: str
    version: int
    title: str
    changed: str = Field(description="what changed in this version, and why")
    fingerprint: str
    criteria: dict[str, str] = Field(description="the fingerprint of each criterion")


class WholeVersion(VersionView):
    """A published version with its document."""

    document: dict[str, Any]


class NewDraft(Record):
    """Which version a draft is begun from."""

    slug: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=100, examples=["b2b-discovery"])
    version: int = Field(ge=1, le=1_000_000)


class DraftText(Record):
    """The whole text of a draft, as YAML."""

    text: str


class DraftView(Record):
    """A draft, with every mistake in it at its line. Its version is the ETag."""

    id: str
    slug: str
    based_on: str
    state: str
    version: int
    text: str
    mistakes: tuple[MistakeLine, ...]


class Publishing(Record):
    """What changed and why; `after` is the newest version you have seen, 0 for none."""

    changed: str = Field(min_length=1, max_length=1000)
    after: int | None = Field(default=None, ge=0)


class ChosenCalls(Record):
    """The calls that the judge is to read in the words of the draft."""

    calls: tuple[str, ...] = Field(min_length=1, max_length=50)


class TrialView(Record):
    """What trying a draft comes to. `total` and `read` count the calls; failed ones say why."""

    state: str = Field(description="sums: by arithmetic alone; running or done: read by the judge")
    fingerprint: str
    total: int
    read: int
    failed: dict[str, str] = Field(default={}, description="call → why it could not be read")
    trial: Trial
    calls: tuple[TriedCall, ...]
